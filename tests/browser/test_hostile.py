"""Hostile captures in a real browser: nothing runs, nothing is asked for, nothing is shown that was hidden."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from edition.config import read_config
from edition.pipeline import Built, build
from edition.preparing import Paths
from edition.readers.markup import TokenKind, tokens
from tests.browser.conftest import serve
from tests.conftest import ROOT, SETTINGS
from tests.hostile import FIRST, HIDDEN, LAST, PROBE, hostile_sources

pytestmark = pytest.mark.browser

FORBIDDEN = (
    "iframe, frame, object, embed, applet, portal, base, style, template, form:not([role=search]):not([class]), "
    "meta[http-equiv=refresh], audio, video, source, math, foreignObject, [style]:not(#text), [srcdoc], [ping], [formaction], "
    "a[href^='javascript:' i], a[href^='data:' i], a[href^='vbscript:' i], a[href^='//'], img[src^='http']"
)
LOOK = """(forbidden) => ({
    ran: window.__ran, title: document.title,
    found: [...document.querySelectorAll(forbidden)].map(e => e.outerHTML.slice(0, 120)),
    handlers: [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames().filter(n => n.startsWith('on'))),
    text: (document.querySelector('article') || document.body).innerText,
})"""
POKE = """() => {
    for (const e of [...document.querySelectorAll('article *')].slice(0, 400))
        for (const type of ['click', 'mouseover', 'focus', 'load', 'error', 'toggle', 'pointerenter', 'animationstart'])
            if (type !== 'click' || !e.closest('a, button, label, summary'))
                e.dispatchEvent(new Event(type, {bubbles: true}));
}"""


class Hostile:
    """The site of the hostile captures, served with its policy and, to be sure, without."""

    def __init__(self, folder: Path) -> None:
        sources = folder / "content" / "sources"
        sources.mkdir(parents=True)
        for name, text in hostile_sources().items():
            (sources / name).write_bytes(text.encode())
        (folder / "edition.toml").write_text(SETTINGS, encoding="utf-8")
        paths = Paths(
            folder / "content", folder / "site", folder / "edition.toml", ROOT / "templates"
        )
        self.built: Built = build(paths, read_config(paths.config), search=False).built
        self.server, self.address = serve(folder / "site")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    made = Hostile(tmp_path_factory.mktemp("hostile"))
    yield made
    made.server.shutdown()
    made.server.server_close()


def visit(browser: Browser, address: str, paths: list[str], **settings: Any) -> list[str]:
    """Open pages, poke at them, and tell what should not have happened."""
    context = browser.new_context(**settings)
    page = context.new_page()
    told: list[str] = []
    page.on("request", lambda r: r.url.startswith(address) or told.append(f"asked for {r.url}"))
    page.on("dialog", lambda d: (told.append("opened a dialog"), d.dismiss()))
    page.on("popup", lambda _: told.append("opened a window"))
    page.on("pageerror", lambda error: told.append(f"script failed: {error}"))
    page.on(
        "console",
        lambda m: told.append(f"console: {m.text}") if m.type == "error" else None,
    )
    for path in paths:
        page.goto(address + path)
        page.evaluate(POKE)
        seen = page.evaluate(LOOK, FORBIDDEN)
        if seen["ran"] or seen["title"] == "ran" or page.url != address + path:
            told.append(f"{path}: something ran")
        told += [f"{path}: has {what}" for what in (*seen["found"], *seen["handlers"])]
    context.close()
    return told


def test_hostile_documents_run_ask_and_restyle_nothing(chromium: Browser, hostile: Hostile) -> None:
    documents = hostile.built.edition.documents
    risky = [d.id for d in documents if not re.match("[乡县]里", d.title)]
    pages = [f"d/{i}/" for i in risky] + [
        f"d/{i}/{v}/" for i in risky[::3] for v in ("raw", "marked")
    ]
    assert len(risky) > 20
    assert visit(chromium, hostile.address, [*pages, "documents/", "sources/", ""]) == []


def test_hostile_documents_are_harmless_even_without_the_policy(
    chromium: Browser, hostile: Hostile
) -> None:
    risky = [d.id for d in hostile.built.edition.documents if not re.match("[乡县]里", d.title)]
    pages = [f"d/{i}/{view}" for i in risky[1::2] for view in ("", "marked/")]
    assert visit(chromium, hostile.address, pages, bypass_csp=True) == []


def test_a_reader_sees_what_the_capture_showed_and_nothing_that_it_hid(
    chromium: Browser, hostile: Hostile
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    seen = 0
    for document in hostile.built.edition.documents:
        if document.title.startswith("县里") and document.title.rpartition("之")[2] in HIDDEN:
            page.goto(f"{hostile.address}d/{document.id}/")
            text = page.evaluate("document.body.innerText")
            assert FIRST in text, document.title
            assert LAST in text, document.title
            assert PROBE not in text, document.title
            seen += 1
    context.close()
    assert seen == len(HIDDEN)


PIECES = [
    "甲",
    "乙",
    "丙丁",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<b",
    "</b",
    '<p§title="',
    "<p§title='",
    '"',
    "'",
    ">",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<!--->",
    "<!",
    "<!x",
    "<?",
    "?>",
    "</",
    "</§戊>",
    "</>",
    "</3>",
    "<3",
    "<",
    "&amp;",
    "&lt",
    "&copy=",
    "&notit;",
    "&#20013;",
    "&#x4e2d",
    "&",
    "<![CDATA[",
    "]]>",
    "<script>",
    "</script>",
    "</scriptx>",
    "<!--<script>",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<xmp>",
    "</xmp>",
    "<plaintext>",
    "=",
    "/",
    "<a§href=x>",
    "<a/b=c/>",
    "--",
    "-",
    "<br/>",
    "<SCRIPT>",
    "</SCRIPT§>",
    "<style/>",
    '</p§a=">">',
]
SHOWN = """fragments => fragments.map(fragment => {
    const page = new DOMParser().parseFromString('<!doctype html><body>' + fragment, 'text/html');
    page.querySelectorAll('script, style').forEach(element => element.remove());
    return page.documentElement.textContent;
})"""


def test_broken_markup_ends_where_a_browser_ends_it(chromium: Browser) -> None:
    chance = random.Random(20220319)
    pieces = [piece.replace("§", " ") for piece in PIECES]
    fragments = [
        "".join(chance.choice(pieces) for _ in range(chance.randint(1, 12))) for _ in range(3000)
    ]
    page = chromium.new_page()
    shown = page.evaluate(SHOWN, fragments)
    page.close()
    for fragment, text in zip(fragments, shown, strict=True):
        ours = "".join(
            token.text or fragment[token.start : token.end]
            for token in tokens(fragment)
            if token.kind in (TokenKind.TEXT, TokenKind.ENTITY)
        )
        assert re.sub(r"\s+", "", ours) == re.sub(r"\s+", "", text), fragment
