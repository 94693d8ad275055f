"""Measured quality of every kind of page: accessibility, reflow, weight, print, no request elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, serve, write_site
from tests.factory import MEETING, NOTICE, POST, TRADITIONAL, sample_edition

pytestmark = pytest.mark.browser

Reader = Callable[..., Page]
KINDS = {
    "home": "",
    "reading": f"d/{POST}/",
    "marked": f"d/{MEETING}/marked/",
    "raw": f"d/{POST}/raw/",
    "every block": f"d/{NOTICE}/",
    "every block, marked": f"d/{NOTICE}/marked/",
    "traditional": f"d/{TRADITIONAL}/",
    "english reading": f"en/d/{MEETING}/",
    "documents": "documents/",
    "publishers": "publishers/",
    "timeline": "timeline/",
    "events": "events/",
    "event": "events/r3w9gbc/",
    "people": "people/",
    "person": "people/p1g5rsf/",
    "works": "works/",
    "work": "works/w2m9xpx/",
    "sources": "sources/",
    "rules": "rules/",
    "rule": "rules/h101/",
    "decisions": "rules/decisions/",
    "about": "en/about/",
    "changes": "changes/",
    "search": "search/",
    "missing": "404.html",
}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NARROW = ("home", "reading", "marked", "raw", "documents", "person", "work", "rules", "search")
VIEWS = {
    "wide, light": {"width": 1440, "color_scheme": "light", "kinds": tuple(KINDS)},
    "narrow, dark": {"width": 375, "color_scheme": "dark", "kinds": NARROW},
}


def violations(page: Page) -> list[str]:
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(
        """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
        "best-practice"], resultTypes: ["violations"]})).violations
        .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)"""
    )
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_has_an_accessibility_violation(
    chromium: Browser, sample_address: str, view: str
) -> None:
    context = chromium.new_context(
        bypass_csp=True,
        viewport={"width": VIEWS[view]["width"], "height": 900},  # type: ignore[typeddict-item]
        color_scheme=VIEWS[view]["color_scheme"],  # type: ignore[arg-type]
    )
    page = context.new_page()
    found = {}
    for kind in VIEWS[view]["kinds"]:  # type: ignore[attr-defined]
        page.goto(sample_address + KINDS[kind])
        found[kind] = violations(page)
    context.close()
    assert {kind: what for kind, what in found.items() if what} == {}


def test_the_edition_itself_and_its_other_colours_have_no_violation(
    chromium: Browser, built_site: Path, built_address: str
) -> None:
    documents = sorted(path.name for path in (built_site / "d").iterdir() if path.is_dir())
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(built_address)
    found = {}
    for scheme, theme in (("light", "auto"), ("dark", "auto"), ("light", "contrast")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate("theme => localStorage.setItem('reading', JSON.stringify({theme}))", theme)
        for address in (f"d/{documents[1]}/marked/", f"d/{documents[2]}/raw/"):
            page.goto(built_address + address)
            found[scheme, theme, address] = violations(page)
    context.close()
    assert {kind: what for kind, what in found.items() if what} == {}


def test_every_page_reflows_at_320_pixels_and_at_twice_the_size(
    reader: Reader, sample_address: str
) -> None:
    page = reader(sample_address, width=320, height=640)
    wide = {}
    for kind, address in KINDS.items():
        page.goto(sample_address + address)
        wide[kind] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {kind: by for kind, by in wide.items() if by > 0} == {}


def test_a_page_enlarged_to_200_percent_loses_nothing(reader: Reader, sample_address: str) -> None:
    """WCAG 1.4.4: a window of 1280 pixels at twice the size; all that can be used stays in reach."""
    page = reader(sample_address, width=640, height=400, device_scale_factor=2)
    for kind, address in KINDS.items():
        page.goto(sample_address + address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind
        lost = page.evaluate(
            """() => [...document.querySelectorAll("main a, main button, main input, .bar a, .bar button")]
            .filter(e => e.checkVisibility() && !e.closest(".scroll, pre, svg, details:not([open])"))
            .filter(e => { const { left, right, width } = e.getBoundingClientRect(); return width && (right < 1 || left > innerWidth - 1); })
            .map(e => e.outerHTML.slice(0, 80))"""
        )
        assert lost == [], kind


def test_text_spacing_that_readers_set_hides_nothing(reader: Reader, sample_address: str) -> None:
    """WCAG 1.4.12: line height 1.5, paragraphs 2, letters 0.12, words 0.16 em."""
    page = reader(sample_address, width=375, height=667)
    sheet = (
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
        "p { margin-bottom: 2em !important; }"
    )
    for kind in ("home", "reading", "marked", "person", "work", "rules"):
        page.goto(sample_address + KINDS[kind])
        page.evaluate(
            "sheet => { const s = new CSSStyleSheet(); s.replaceSync(sheet); document.adoptedStyleSheets = [s]; }",
            sheet,
        )
        clipped = page.evaluate(
            """() => [...document.querySelectorAll("h1, .text p, .entry p, .facts p, .nav a, .rule p")]
            .filter(e => e.offsetParent && getComputedStyle(e).overflow === "hidden" && e.scrollHeight > e.clientHeight + 1)
            .map(e => e.className || e.tagName)"""
        )
        assert clipped == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind


def test_pages_ask_nothing_of_other_hosts_and_do_not_move_when_they_load(
    reader: Reader, sample_address: str
) -> None:
    page = reader(sample_address)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for kind in ("home", "reading", "marked", "raw", "timeline", "search", "work"):
        page.goto(sample_address + KINDS[kind], wait_until="networkidle")
        moved = page.evaluate(
            """() => new Promise(done => { let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
            .observe({type: "layout-shift", buffered: true}); setTimeout(() => done(sum), 60); })"""
        )
        assert moved < 0.01, kind
    assert hosts == {urlsplit(sample_address).netloc}


def test_document_pages_keep_to_their_weight(built_site: Path) -> None:
    """At most 60 kB of HTML for 2,000 characters, 30 kB of styles, 20 kB of scripts, uncompressed, search apart."""
    catalog = json.loads((built_site / "catalog.json").read_bytes())
    for document in catalog["documents"]:
        page = (built_site / "d" / document["id"] / "index.html").read_bytes()
        characters = sum(len(paragraph["text"]) for paragraph in document["paragraphs"])
        assert len(page) <= 60_000 * max(1.0, characters / 2_000), document["title"]
        linked = set(re.findall(rb'(?:href|src)="([^"]+\.(?:css|js))"', page))
        sizes = {"css": 0, "js": 0}
        for link in linked:
            if re.search(rb"/(search|highlight)[\w-]*\.", link):
                continue
            path = (built_site / "d" / document["id"] / link.decode()).resolve()
            sizes[path.suffix[1:]] += path.stat().st_size
        assert sizes["css"] <= 30_000
        assert sizes["js"] <= 20_000


def test_the_text_begins_above_the_fold_on_a_laptop_and_a_phone(
    reader: Reader, built_site: Path, built_address: str
) -> None:
    for folder in sorted((built_site / "d").iterdir()):
        if not folder.is_dir():
            continue
        for width, height in ((1366, 768), (375, 667)):
            page = reader(f"{built_address}d/{folder.name}/", width=width, height=height)
            top = page.evaluate("document.querySelector('.text p[id]').getBoundingClientRect().top")
            assert top < height - 40, (folder.name, width)


def test_a_printed_page_has_paragraph_numbers_and_the_citation(
    chromium: Browser, sample_address: str, tmp_path: Path
) -> None:
    import subprocess

    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{sample_address}d/{POST}/")
    page.emulate_media(media="print")
    numbers = page.evaluate(
        "[...document.querySelectorAll('.text .pn')].map(e => getComputedStyle(e, '::before').content)"
    )
    assert numbers == ['"1"', '"2"', '"3"']
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    context.close()
    printed = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"],
        capture_output=True,
        text=True,
        check=False,
    )
    if printed.returncode != 0:
        pytest.skip("pdftotext is missing")
    text = re.sub(r"\s+", "", printed.stdout)
    assert f"https://edition.example/d/{POST}/" in text
    assert "[N/OL]" in text
    assert "省委书记景俊海连夜主持召开" in text
    assert "检索全文" not in text


def test_the_site_works_below_a_path_and_from_a_disk(
    reader: Reader, sample_site: Path, tmp_path: Path
) -> None:
    write_site(sample_edition(), tmp_path / "a" / "b", "https://edition.example/a/b/")
    server, address = serve(tmp_path)
    page = reader(f"{address}a/b/")
    page.click(".entry a:has-text('吉林省召開會議')")
    page.wait_for_url(f"**/a/b/d/{TRADITIONAL}/")
    page.click(".states [data-state=marked]")
    page.wait_for_url("**/marked/")
    page.click(".sitename")
    page.wait_for_url(f"{address}a/b/")
    page.goto(f"{address}a/b/404.html")
    assert page.evaluate("getComputedStyle(document.body).display") == "flex"
    server.shutdown()
    server.server_close()


def test_from_a_disk_links_lead_to_pages_and_the_search_says_why_it_cannot(
    chromium: Browser, sample_site: Path
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"file://{sample_site}/index.html")
    page.click(".entry a:has-text('吉林省召開會議')")
    page.wait_for_url(f"**/d/{TRADITIONAL}/index.html")
    page.locator("#p1").wait_for()
    page.click(".states [data-state=raw]")
    page.wait_for_url("**/raw/index.html")
    page.goto(f"file://{sample_site}/search/index.html")
    assert "从磁盘打开" in page.inner_text("main")
    context.close()
