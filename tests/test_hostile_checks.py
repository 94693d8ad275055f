"""Every check of content can fail: on what captures try, in whatever spelling a browser accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.checks import check_site, facts_of
from edition.checks.content import unseen
from edition.checks.facts import read_carefully
from edition.checks.tags import regular
from edition.config import Config
from edition.model import Edition, Relations, Words
from edition.render import Site
from edition.render.context import Context
from edition.unseen import FORBIDDEN
from tests.factory import sample_config, sample_edition, sample_rules

TEMPLATES = Path(__file__).parent.parent / "templates"
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


NAMES = st.sampled_from(["p", "a", "div", "img", "script", "link", "meta", "article", "iframe", "svg", "form", "font", "style", "base", "h1"])  # fmt: skip
ATTRIBUTES = st.sampled_from([
    "href", "src", "id", "class", "title", "onclick", "style", "srcdoc", "data-x", "action", "rel", "on", "ping", "type", "HREF", "Id", "http-equiv",
])  # fmt: skip
VALUES = st.sampled_from([
    "", "p1", "p2", "../d/x/#p1", "#p1", "?q=1", "javascript:x()", "java&#10;script:x()", "//evil.example/", "https://evil.example/a",
    "https://edition.example/d/", "mailto:a@b.example", "data:text/html,x", "data:image/png,x", "stylesheet", "onclick=1 style=2",
    "href=x", "refresh", "a/../b", "%E7%94%B2", "/abs/", "index.html", "https://[evil/",
])  # fmt: skip


@st.composite
def tags(draw: st.DrawFn) -> str:
    name = draw(NAMES)
    if draw(st.booleans()):
        return f"</{name}>"
    attributes = draw(st.dictionaries(ATTRIBUTES, VALUES, max_size=3))
    addressed = [a for a in attributes if a.lower() in ("href", "src", "action")]
    for extra in addressed[1:]:
        del attributes[extra]
    written = "".join(f' {a}="{value}"' for a, value in attributes.items())
    return f"<{name}{written}>" + ("</script>" if name == "script" else "")


@given(
    st.lists(
        tags() | st.sampled_from(["字", "他说 onclick=1", "&lt;script&gt;", "\n"]), max_size=12
    )
)
def test_tag_by_tag_a_page_is_judged_as_a_browser_would_read_it(parts: list[str]) -> None:
    page = "".join(parts)
    quick, careful = regular(page), read_carefully(page)
    assert quick is not None
    assert {(code, what) for code, what in careful.found} <= {
        (code, what) for code, what in quick.found
    }
    assert {code for code, _ in quick.found} == {code for code, _ in careful.found}
    assert (sorted(quick.ids), quick.links, quick.asked) == (
        sorted(careful.ids),
        careful.links,
        careful.asked,
    )


@pytest.mark.parametrize("page", [page for code, page in REFUSED if code != "C404"])
def test_what_is_refused_is_refused_on_a_page_that_is_not_regular(page: str) -> None:
    broken = page + "<p title=a>1 < 2"
    assert regular(broken) is None
    assert {e.code for e in facts_of("a/index.html", page.encode()).faults} <= {
        e.code for e in facts_of("a/index.html", broken.encode()).faults
    }


def test_pages_of_ours_are_regular() -> None:
    site = Site(Context(sample_edition(), sample_config(), sample_rules()), TEMPLATES)
    odd = [
        output.path
        for output in site.everything()
        if output.path.endswith(".html") and regular(output.data.decode()) is None
    ]
    assert odd == []


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
