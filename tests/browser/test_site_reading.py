"""What a reader sees and does: states, marks, numbers, quotations, keys, settings, missing pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factory import MEETING, POST

pytestmark = pytest.mark.browser

Reader = Callable[..., Page]
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def arrived(page: Page, path: str) -> None:
    """Wait until the page at this path is loaded; a click alone does not wait for where it leads."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def clipboard(page: Page) -> str:
    expect(page.locator("#toast")).to_contain_text("已复制")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_three_states_change_in_place_and_stand_in_the_address(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{MEETING}/")
    page.evaluate("window.stayed = true")
    page.click(".states [data-state=marked]")
    page.wait_for_url(f"**/d/{MEETING}/marked/")
    expect(page.locator("#text .mk").first).to_be_visible()
    page.locator("body").press("3")
    page.wait_for_url("**/raw/")
    expect(page.locator("pre.raw")).to_contain_text("景俊海连夜主持")
    assert page.evaluate("window.stayed") is True
    page.go_back()
    expect(page.locator("#text[data-state=marked]")).to_be_visible()
    page.go_back()
    expect(page.locator("#text[data-state=reading]")).to_be_visible()
    arrived(page, f"/d/{MEETING}/")
    page.locator("body").press("2")
    page.wait_for_url("**/marked/")
    page.click(".nav a:has-text('凡例')")
    arrived(page, "/rules/")


def test_without_a_script_all_states_notes_and_the_search_are_reached(
    chromium: Browser, sample_address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sample_address}d/{MEETING}/")
    page.click(".states [data-state=marked]")
    arrived(page, f"/d/{MEETING}/marked/")
    page.click("#text a.mk.gap >> nth=0")
    expect(page).to_have_url(re.compile(r"#n\d+$"))
    note = page.locator(f"#{urlsplit(page.url).fragment}")
    assert "此处有阙" in note.inner_text()
    assert page.locator(".js-only:visible").count() == 0
    page.click(".states [data-state=raw]")
    arrived(page, f"/d/{MEETING}/raw/")
    page.fill("#q-top", "清仓")
    page.press("#q-top", "Enter")
    arrived(page, "/search/")
    assert "q=" in urlsplit(page.url).query
    page.goto(f"{sample_address}works/w2m9xpx/")
    page.uncheck("#k-punctuation")
    assert page.locator("tr.k-punctuation:visible").count() == 0
    assert page.locator("tr.k-substitution:visible").count() == 1
    context.close()


def test_a_mark_leads_to_its_reason_by_mouse_and_by_keyboard(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{MEETING}/marked/")
    page.click("#text a.mk.mark")
    card = page.locator(".card")
    expect(card).to_be_visible()
    for told in ("疑为识别错误", "张恩惠", "W309", "存疑", "原件第"):
        expect(card).to_contain_text(told)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('a.mk.mark')")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.mk')")


def test_the_removals_of_layout_are_shown_when_asked_for(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/marked/")
    layout = page.locator("#text p del.layout:not(.to-metadata)").first
    expect(layout).to_be_hidden()
    page.check("#layout-on")
    expect(layout).to_be_visible()


def test_a_paragraph_s_link_and_quotation_are_copied_with_the_citation(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/", **CLIPBOARD)
    page.locator("#p2 .pn").focus()
    assert page.evaluate(
        "getComputedStyle(document.querySelector('#p2 .pn'), '::before').content"
    ).startswith('"¶')
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "p2"
    page.click(".pick [data-act=copy_link]")
    assert clipboard(page) == f"https://edition.example/d/{POST}/#p2"
    page.click("#p2 .pn")
    page.click(".pick [data-act=copy_citation]")
    copied = clipboard(page)
    assert copied.startswith("“景俊海强调，要加快实施“清仓”行动")
    assert copied.endswith(f"https://edition.example/d/{POST}/#p2）")
    assert "[N/OL]" in copied
    assert "\n" not in copied


def test_a_selection_is_copied_with_its_citation_and_linked_at_word_borders(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/", **CLIPBOARD)
    select = """() => { const text = document.createTreeWalker(document.getElementById("p1"), NodeFilter.SHOW_TEXT);
        let node; while ((node = text.nextNode())) { const at = node.data.indexOf("连夜主持召开全省疫情防控");
        if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + 12); return; } } }"""
    page.evaluate(select)
    expect(page.locator(".pick")).to_be_visible()
    page.click(".pick [data-act=copy_citation]")
    assert clipboard(page).startswith("“连夜主持召开全省疫情防控”（")
    page.evaluate("getSelection().removeAllRanges()")
    page.evaluate(select)
    page.click(".pick [data-act=copy_link]")
    expect(page.locator(".pick")).to_be_hidden()
    link = str(page.evaluate("navigator.clipboard.readText()"))
    assert link.startswith(f"https://edition.example/d/{POST}/#p1:~:text=")


def test_copying_the_text_gives_the_text_alone(reader: Reader, sample_address: str) -> None:
    page = reader(f"{sample_address}d/{POST}/")
    copied = page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('#p3')), getSelection().toString()"
    )
    assert copied == "高广滨、胡家福、张恩惠、李伟参加会议。"


def test_landing_on_a_paragraph_or_a_quotation_shows_where_one_is(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/#p3", height=500)
    expect(page.locator("#p3")).to_be_in_viewport()
    assert "gradient" in page.evaluate(
        "getComputedStyle(document.getElementById('p3')).backgroundImage"
    )
    page.goto(f"{sample_address}d/{POST}/raw/#L12")
    expect(page.locator("#L12")).to_be_in_viewport()


def test_the_keyboard_alone_reaches_everything_and_its_place_is_seen(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        outline, kind = page.evaluate(
            "() => { const e = document.activeElement; return [getComputedStyle(e).outlineStyle, e === document.body ? 'BODY' : e.className || e.tagName]; }"
        )
        if kind == "BODY":
            break
        assert outline != "none", kind
        seen.add(kind.split()[0])
    assert {"fact", "pn", "name", "var"} <= seen
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.value") == "2"


def test_j_and_k_go_from_paragraph_to_paragraph_and_shortcuts_can_be_switched_off(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/")
    page.locator("body").press("j")
    expect(page.locator("#p1")).to_have_class(re.compile("here"))
    page.locator("body").press("j")
    expect(page.locator("#p2")).to_have_class(re.compile("here"))
    page.locator("body").press("k")
    expect(page.locator("#p1")).to_have_class(re.compile("here"))
    page.click("[popovertarget=settings]")
    page.check("#settings [name=keys][value=off]")
    page.keyboard.press("Escape")
    page.locator("body").press("2")
    assert urlsplit(page.url).path == f"/d/{POST}/"


def test_settings_hold_on_the_next_page_and_need_no_cookie(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/", color_scheme="light")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("[popovertarget=settings]")
    page.check("#settings [name=theme][value=dark]")
    page.check("#settings [name=size][value=large]")
    page.goto(f"{sample_address}about/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    assert page.context.cookies() == []


def test_differences_are_walked_by_button_and_key(reader: Reader, sample_address: str) -> None:
    page = reader(f"{sample_address}works/w2m9xpx/")
    page.click("[data-walk='1']")
    expect(page.locator("#walk-where")).to_have_text("第 1 处，共 2 处")
    page.keyboard.press("n")
    expect(page.locator("#walk-where")).to_have_text("第 2 处，共 2 处")
    assert page.locator(".witness-table .here").count() == 2
    narrow = reader(f"{sample_address}works/w2m9xpx/", width=375, height=667)
    expect(narrow.locator(".in-places ins").first).to_be_visible()
    expect(narrow.locator(".witness-table")).to_be_hidden()


def test_the_menu_opens_on_a_phone_without_a_script(chromium: Browser, sample_address: str) -> None:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 375, "height": 667}
    )
    page = context.new_page()
    page.goto(sample_address)
    expect(page.locator("#menu")).to_be_hidden()
    page.click(".menu-button")
    page.click("#menu a:has-text('人物')")
    arrived(page, "/people/")
    context.close()


def test_a_miscopied_id_is_told_so_and_its_neighbours_are_offered(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/d3k7n12/")
    expect(page.locator("#missing")).to_contain_text("校验字符不对")
    expect(page.locator("#missing a").first).to_contain_text(POST)
    page.click("#missing a >> nth=0")
    arrived(page, f"/d/{POST}/")


def test_the_interface_changes_language_and_the_text_keeps_its_own(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/")
    page.click(".tool.lang")
    arrived(page, f"/en/d/{POST}/")
    expect(page.locator(".states a").first).to_contain_text("Reading")
    assert page.get_attribute("#text", "lang") == "zh-Hans"
    assert "省委书记景俊海" in page.inner_text("#p1")


def test_a_name_shows_what_it_leads_to_and_escape_hides_it(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{POST}/")
    page.hover("#p2 a.name >> nth=0")
    preview = page.locator(".preview")
    expect(preview).to_contain_text("景俊海")
    preview.hover()
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


def test_long_notes_leave_the_paragraphs_evenly_spaced_and_never_cover_each_other(
    reader: Reader, sample_address: str
) -> None:
    page = reader(f"{sample_address}d/{MEETING}/marked/")
    gaps, overlaps, below = page.evaluate(
        """() => {
        const rows = [...document.querySelectorAll("#text > .row")].filter(r => r.offsetParent);
        const box = e => e.getBoundingClientRect();
        const gaps = rows.map(r => box(r).height - box(r.querySelector("p")).height);
        const notes = [...document.querySelectorAll("#text .notes, #text .side")].filter(n => n.checkVisibility()).map(box);
        const overlaps = notes.slice(1).filter((n, i) => n.top < notes[i].bottom - 1).length;
        return [gaps, overlaps, notes.at(-1).bottom - box(document.querySelector(".after")).top];
        }"""
    )
    assert max(gaps) < 1
    assert overlaps == 0
    assert below <= 0


def test_on_a_phone_notes_stand_below_their_paragraph(reader: Reader, sample_address: str) -> None:
    page = reader(f"{sample_address}d/{MEETING}/marked/", width=375, height=667)
    assert page.evaluate(
        """() => [...document.querySelectorAll("#text > .row")].filter(r => r.querySelector(".notes")).every(r =>
        r.querySelector(".notes").getBoundingClientRect().top >= r.querySelector("p").getBoundingClientRect().bottom - 1)"""
    )
