"""Watch mode as an editor has it: the real command in its own process, a real browser on its pages."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.watching import Watching

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60_000
"""Milliseconds: the machine may have much else to do."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    folder = tmp_path_factory.mktemp("watch")
    for name in ("edition", "templates", "content"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "edition.toml"):
        shutil.copy(ROOT / name, folder / name)
    found = Watching.start("build.py", "--watch", "--port", "0", folder=folder)
    try:
        found.wait_for("Built in")
        yield found
        assert found.end() == 0, "".join(found.lines)
        assert "Traceback" not in "".join(found.lines)
    finally:
        found.kill()


@pytest.fixture
def page(chromium: Browser, watching: Watching) -> Iterator[Page]:
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1000, "height": 700})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    problems: list[str] = []
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if "Content Security" in message.text else None
        ),
    )
    yield page
    context.close()
    assert not problems


def _edit(watching: Watching, path: str, old: str, new: str) -> None:
    """Save as an editor saves: aside, then in place."""
    file = watching.folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    fresh = file.with_suffix(".editing")
    fresh.write_text(text.replace(old, new), encoding="utf-8", newline="")
    fresh.replace(file)


def _document(watching: Watching, words: str) -> str:
    return next(p.stem for p in sorted((watching.folder / "content" / "pages").glob("*.md"))
                if words in p.read_text(encoding="utf-8"))  # fmt: skip


def _awake(page: Page) -> None:
    """Wait until the page hears what happens."""
    expect(page.locator("html")).to_have_attribute(
        "data-build", re.compile(r"\d"), timeout=PATIENCE
    )


def test_a_saved_source_is_on_the_screen_with_the_scroll_kept(
    watching: Watching, page: Page
) -> None:
    identifier = _document(watching, "迅速采取果断有力措施")
    page.goto(f"{watching.url}d/{identifier}/")
    last = page.locator("#text p[id]").last
    last.scroll_into_view_if_needed()
    page.evaluate(
        "scrollTo(0, document.querySelector('#text p[id]').getBoundingClientRect().top + scrollY - 40)"
    )
    before = page.locator("#text p[id]").first.bounding_box()
    _edit(
        watching,
        "content/sources/000_c91e0dcc1104e4f9.txt",
        "迅速采取果断有力措施",
        "迅速采取甲乙丙丁措施",
    )
    expect(page.locator("#text")).to_contain_text("甲乙丙丁", timeout=PATIENCE)
    _awake(page)
    after = page.locator("#text p[id]").first.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 3
    _edit(watching, "content/sources/000_c91e0dcc1104e4f9.txt", "甲乙丙丁", "果断有力")
    expect(page.locator("#text")).to_contain_text("果断有力", timeout=PATIENCE)


def test_a_style_is_swapped_without_a_reload(watching: Watching, page: Page) -> None:
    page.goto(watching.url)
    _awake(page)
    page.evaluate("window.stayed = true")
    style = watching.folder / "templates" / "assets" / "base.css"
    style.write_text(
        style.read_text(encoding="utf-8") + "\n.skip { letter-spacing: 7px; }\n", encoding="utf-8"
    )
    expect(page.locator(".skip")).to_have_css("letter-spacing", "7px", timeout=PATIENCE)
    assert page.evaluate("window.stayed")
    assert page.locator('head link[href*="base."]').count() == 1


def test_a_broken_template_is_told_over_the_page_and_vanishes_when_mended(
    watching: Watching, page: Page
) -> None:
    page.goto(watching.url)
    _awake(page)
    title = page.title()
    _edit(watching, "templates/home.html", "{% block main %}", "{% block main %}{{ nobody.knows }}")
    overlay = page.locator("#edition-overlay")
    expect(overlay.locator(".what")).to_contain_text("nobody", timeout=PATIENCE)
    expect(overlay.locator(".where")).to_contain_text(re.compile(r"templates/home\.html:\d+"))
    expect(overlay.locator("pre").first).to_contain_text("nobody.knows")
    assert page.title() == title
    page.reload()  # the last good site is still there, and so is the message
    expect(overlay.locator(".what")).to_contain_text("nobody", timeout=PATIENCE)
    _edit(watching, "templates/home.html", "{{ nobody.knows }}", "")
    expect(overlay).to_have_count(0, timeout=PATIENCE)


def test_an_error_of_the_content_names_its_line_and_what_to_do(
    watching: Watching, page: Page
) -> None:
    page.goto(watching.url)
    _edit(watching, "edition.toml", "timezone =", "timezoned =")
    overlay = page.locator("#edition-overlay")
    expect(overlay.locator(".where")).to_contain_text(
        re.compile(r"edition\.toml:\d+"), timeout=PATIENCE
    )
    expect(overlay.locator(".next")).to_contain_text("timezone")
    _edit(watching, "edition.toml", "timezoned =", "timezone =")
    expect(overlay).to_have_count(0, timeout=PATIENCE)


def test_a_text_that_fails_the_build_stays_as_it_was_under_the_message(
    watching: Watching, page: Page
) -> None:
    """The text is sound by itself, so that its page comes ahead of the build that fails for a quotation."""
    identifier = _document(watching, "path: sources/000_c91e")
    page.goto(f"{watching.url}d/{identifier}/")
    _awake(page)
    before = page.locator("#text").inner_html()
    path, words = "content/sources/000_c91e0dcc1104e4f9.txt", "高广滨、胡家福、张志军"
    _edit(watching, path, words, "甲某、乙某、丙某")
    overlay = page.locator("#edition-overlay")
    expect(overlay.locator(".what").first).to_contain_text("wording", timeout=PATIENCE)
    expect(page.locator("#text")).to_contain_text(words, timeout=PATIENCE)
    assert page.locator("#text").inner_html() == before
    _edit(watching, path, "甲某、乙某、丙某", words)
    expect(overlay).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("#text")).to_contain_text(words, timeout=PATIENCE)


def test_words_selected_on_a_page_become_a_decision(watching: Watching, page: Page) -> None:
    identifier = _document(watching, "path: sources/000_c91e")
    page.goto(f"{watching.url}#token={watching.token}")
    expect(page).to_have_url(watching.url)
    page.goto(f"{watching.url}d/{identifier}/")
    _awake(page)
    paragraph = page.locator("#text p[id]", has_text="紧盯目标、尽锐出战").first
    paragraph.evaluate(
        """paragraph => {
            const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const at = node.data.indexOf('紧盯目标');
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + 4);
                paragraph.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, composed: true }));
                return;
            }
        }"""
    )
    menu = page.locator("#edition-select")
    menu.locator("[data-action=replace]").click()
    menu.locator("[name=text]").fill("紧盯目的")
    menu.locator("[name=reason]").fill("试改")
    menu.locator("[name=by]").fill("某编者")
    menu.locator("button", has_text="写入").click()
    expect(page.locator("#text")).to_contain_text("紧盯目的", timeout=PATIENCE)
    file = watching.folder / "content" / "decisions" / "000_c91e0dcc1104e4f9.toml"
    decision = tomllib.loads(file.read_text(encoding="utf-8"))["decision"][-1]
    assert decision["action"] == "replace"
    assert decision["exact"] == "紧盯目标"
    assert decision["by"] == "某编者"
    file.unlink()
    expect(page.locator("#text")).not_to_contain_text("紧盯目的", timeout=PATIENCE)


def test_the_desk_writes_a_decision_and_what_it_settles_is_gone(
    watching: Watching, page: Page
) -> None:
    page.goto(f"{watching.url}desk/#token={watching.token}")
    matter = page.locator('.matter[data-kind="join"]').first
    expect(matter).to_be_visible(timeout=PATIENCE)
    expect(matter.locator(".context mark")).not_to_be_empty()
    name = matter.get_attribute("data-matter")
    source = matter.locator(".meta").inner_text()
    matter.locator("[name=reason]").fill("核对原图无误")
    matter.locator("button[value=accept]").click()
    written = page.locator(f'[data-matter="{name}"] .written')
    expect(written).to_contain_text('action = "confirm"', timeout=PATIENCE)
    found = re.search(r"sources/(\S+)\.txt", source)
    assert found
    file = watching.folder / "content" / "decisions" / f"{found[1]}.toml"
    assert 'reason = "核对原图无误"' in file.read_text(encoding="utf-8")
    page.reload()
    expect(page.locator(".matter").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(f'[data-matter="{name}"]')).to_have_count(0)
    file.unlink()


def test_changed_rules_are_taken_up_by_the_running_command(watching: Watching, page: Page) -> None:
    page.goto(watching.url)
    since = len(watching.lines)
    file = watching.folder / "edition" / "watch" / "hosting.py"
    file.write_text(
        file.read_text(encoding="utf-8").replace(
            "ALWAYS = {", 'ALWAYS = {\n    "X-New-Code": "1",'
        ),
        encoding="utf-8",
    )
    watching.wait_for("starting anew", since=since)
    anew = next(
        n for n, line in enumerate(watching.lines) if n >= since and "starting anew" in line
    )
    watching.wait_for("Built in", since=anew)
    answer = page.goto(watching.url)
    assert answer
    assert answer.headers["x-new-code"] == "1"


def test_code_that_cannot_be_loaded_is_told_and_the_code_of_before_goes_on(
    watching: Watching, page: Page
) -> None:
    page.goto(watching.url)
    file = watching.folder / "edition" / "dates.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "\ndef broken(:\n", encoding="utf-8")
    overlay = page.locator("#edition-overlay")
    expect(overlay.locator(".where")).to_contain_text("edition/dates.py", timeout=PATIENCE)
    file.write_text(text, encoding="utf-8")
    expect(overlay).to_have_count(0, timeout=PATIENCE)


def test_the_desk_lists_as_soon_as_something_is_built_and_offers_to_list_anew(
    watching: Watching, page: Page
) -> None:
    early: list[Route] = []

    def refuse_once(route: Route) -> None:
        early.append(route)
        if len(early) == 1:
            route.fulfill(status=503, json={"problem": "nothing is built yet", "waiting": True})
        else:
            route.fallback()

    page.route("**/desk/matters.json", refuse_once)
    page.goto(f"{watching.url}desk/#token={watching.token}")
    expect(page.locator(".matter").first).to_be_visible(timeout=PATIENCE)
    assert len(early) > 1
    source = "content/sources/000_c91e0dcc1104e4f9.txt"
    _edit(watching, source, "果断有力", "甲乙丙丁")
    again = page.locator("#state button")
    expect(again).to_be_visible(timeout=PATIENCE)
    with page.expect_response("**/desk/matters.json") as told:
        again.click()
    assert told.value.status == 200
    _edit(watching, source, "甲乙丙丁", "果断有力")
    expect(again).to_be_visible(timeout=PATIENCE)


def test_the_desk_fits_a_telephone_and_asks_only_for_what_an_action_needs(
    watching: Watching, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 375, "height": 800}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{watching.url}desk/#token={watching.token}")
    matter = page.locator(".matter").first
    expect(matter).to_be_visible(timeout=PATIENCE)
    for details in page.locator(".matter details").all():
        details.evaluate("details => { details.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    action = matter.locator("[name=action]")
    action.select_option("claim")
    expect(matter.locator("[name=value]")).to_be_visible()
    expect(matter.locator("[name=exact]")).to_be_hidden()
    action.select_option("replace")
    expect(matter.locator("[name=value]")).to_be_hidden()
    expect(matter.locator("[name=exact]")).to_be_visible()
    kinds = page.locator("#kind option").all_inner_texts()
    assert any("titles" in kind for kind in kinds)
    assert any("witnesses" in kind for kind in kinds)
    page.locator("#kind").select_option("witnesses")
    expect(page.locator(".matter:not([data-kind=witnesses])")).to_have_count(0)
    context.close()
