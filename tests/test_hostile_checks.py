"""Every check of content can fail: on what captures try, in whatever spelling a browser accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from edition.checks import check_site
from edition.checks.content import unseen
from edition.config import Config
from edition.model import Edition, Relations, Words
from edition.unseen import FORBIDDEN

CONFIG = Config(Words("", ""), Words("", ""), "https://edition.example/")
EDITION = Edition((), (), Relations())


def told(code: str, page: str) -> list[str]:
    outputs = {"a/index.html": page.encode("utf-8", "surrogatepass")}
    found = check_site(outputs, EDITION, CONFIG)
    return [error.what for error in found if error.what.startswith(code)]


REFUSED: list[tuple[str, str]] = [
    ("C401", "<script>alert(1)</script>"),
    ("C401", "<SCRIPT type=text/javascript>alert(1)</SCRIPT >"),
    ("C401", '<script type="application/ld+json">{"a":}</script>'),
    ("C401", '<p onclick="x()">'),
    ("C401", "<p\nOnClick = x()>"),
    ("C401", "<img/src=x/onerror=x()>"),
    ("C401", '<p title="a"onclick=x()>'),
    ("C401", '<p style="color:red">'),
    ("C401", '<iframe srcdoc="x">'),
    ("C401", '<a href="x" ping="/y">'),
    ("C401", "<style>p{}</style>"),
    ("C401", '<meta http-equiv="refresh" content="0">'),
    ("C401", "<base href=/>"),
    ("C401", "<object data=x>"),
    ("C401", "<svg><foreignObject>"),
    ("C401", '<svg><a xlink:href="x">'),
    ("C402", '<a href="javascript:x()">'),
    ("C402", '<a href="JaVa&#10;Script:x()">'),
    ("C402", "<a href=' \x01javascript:x()'>"),
    ("C402", "<a href=data:text/html,x>"),
    ("C402", '<a href="&#106;avascript:x()">'),
    ("C402", '<a href="//evil.example/">'),
    ("C402", '<a href="\\\\evil.example/">'),
    ("C402", '<img src="https://evil.example/a.png">'),
    ("C402", '<script src="https://evil.example/a.js"></script>'),
    ("C402", '<link rel="stylesheet" href="https://evil.example/a.css">'),
    ("C402", '<link href="https://evil.example/a.css" rel="preload">'),
    ("C402", '<a href="https://[evil/">'),
    ("C403", "<article><iframe></iframe></article>"),
    ("C403", "<article><p><font>x</font></p></article>"),
    ("C403", "<article><form></form></article>"),
    ("C404", "<p>省里\u202e会开"),
    ("C404", "<p>零\u200b宽"),
    ("C404", "<p>旗\U000e0041"),
    ("C404", "<p>孤\ud800"),
    ("C404", "<p>控\x1b"),
]  # fmt: skip

ALLOWED = [
    '<article><p class="a">他说 onclick=1、style="x"，以及 &lt;script&gt;。</p></article>',
    '<p title="onclick=1 style=2">', '<a href="https://other.example/">外链</a>', '<a href="mailto:a@b.example">',
    '<a href="../d/x/#p1:~:text=甲">', '<img src="data:image/svg+xml,x">', '<script src="../a.js" defer></script>',
    '<link rel="license" href="https://creativecommons.org/x">', '<script type="application/ld+json">{"a": 1}</script>',
    '<link rel="stylesheet" href="https://edition.example/a.css">', "<p>\u200c\u200d\ufe0f\u3000\xa0\t</p>",
]  # fmt: skip


@pytest.mark.parametrize(("code", "page"), REFUSED)
def test_what_a_capture_tries_is_not_published(code: str, page: str) -> None:
    assert told(code, page)


@pytest.mark.parametrize("page", ALLOWED)
def test_what_a_page_of_ours_has_is_let_through(page: str) -> None:
    assert [what for code in ("C401", "C402", "C403", "C404") for what in told(code, page)] == []


def test_the_quick_look_for_unseen_signs_misses_none() -> None:
    signs = FORBIDDEN.findall("".join(map(chr, range(0x110000))))
    assert len(signs) > 6000
    assert [sign for sign in signs if not list(unseen(sign))] == []


def _templates() -> Iterator[Path]:
    return (Path(__file__).parent.parent / "templates").rglob("*.html")


def test_no_template_switches_escaping_off() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _templates())
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(", text)


def test_nothing_from_content_is_ever_a_template() -> None:
    library = Path(__file__).parent.parent / "edition"
    for path in library.rglob("*.py"):
        assert not re.search(r"\bfrom_string\(|\bTemplate\(", path.read_text(encoding="utf-8")), (
            path
        )
