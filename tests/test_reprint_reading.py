"""Pages are read quickly, and never otherwise than the parser with the Markdown engine reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.frontmatter import DEPTH, LIMIT, Plain, load_plain
from edition.model import Document, Edition
from edition.page import Page, parse_page, write_page
from edition.page import quick_record as quick_records
from edition.page.dump import dump
from edition.page.quick import _read, quick_page
from edition.page.quick_record import Unusual, quick_record
from edition.page.signs import hidden
from tests.factory import sample_config, sample_edition
from tests.test_page import VALUES
from tests.test_page_markdown import NASTY, documents

PAGES = sorted((Path(__file__).parent.parent / "content" / "pages").glob("*.md"))
CONFIG = sample_config()


def answer(read: object, text: str) -> tuple[Page | str, str]:
    """Give what a reader makes of a text: a page with the hash that it states, or what is wrong."""
    try:
        page = read(text)  # type: ignore[operator]
    except EditionError as error:
        return str(error), ""
    return page, page.sha256


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_committed_pages_are_in_the_form_that_is_read_quickly(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert answer(_read, text) == answer(parse_page, text)


def test_the_pages_of_the_sample_are_read_alike() -> None:
    edition = sample_edition()
    for document in edition.documents:
        text = write_page(document, edition, CONFIG)
        assert answer(quick_page, text) == answer(parse_page, text)


@given(documents())
@settings(deadline=None, max_examples=300, derandomize=True)
def test_whatever_the_document_both_readers_give_the_same_page(document: Document) -> None:
    text = write_page(document, Edition((), (document,)), CONFIG)
    assert answer(quick_page, text) == answer(parse_page, text)


@st.composite
def edits(draw: st.DrawFn, text: str) -> str:
    """Do to a text what a hand might: put something in, take something out, move lines."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["put", "put", "cut", "line", "swap"])):
            case "put":
                text = (
                    text[:at]
                    + draw(
                        NASTY
                        | st.sampled_from(
                            ["\n", "\n\n", "a: b\n", "  - x\n", "[q]: #q\n", "- [", ": "]
                        )
                    )
                    + text[at:]
                )
            case "cut":
                text = text[:at] + text[at + draw(st.integers(1, 6)) :]
            case "line":
                lines = text.split("\n")
                number = draw(st.integers(0, len(lines) - 1))
                lines[number] = (
                    draw(st.sampled_from(["", " ", "  ", "> ", "- ", "#", "# "])) + lines[number]
                )
                text = "\n".join(lines)
            case _:
                lines = text.split("\n")
                one, other = (
                    draw(st.integers(0, len(lines) - 1)),
                    draw(st.integers(0, len(lines) - 1)),
                )
                lines[one], lines[other] = lines[other], lines[one]
                text = "\n".join(lines)
    return text  # fmt: skip


BODIES = [path.read_text(encoding="utf-8").split("\n---\n", 1) for path in PAGES]


@given(st.data())
@settings(deadline=None, max_examples=600, derandomize=True)
def test_whatever_a_hand_does_to_the_text_both_readers_give_the_same_answer(
    data: st.DataObject,
) -> None:
    body = data.draw(st.sampled_from([body for _, body in BODIES]))
    start = data.draw(st.sampled_from([0, len(body) // 2, len(body) - 700]))
    cut = body.find("\n\n", max(0, start))
    text = "---\nid: d1\n---\n" + data.draw(edits(body[cut : cut + 900]))
    assert answer(quick_page, text) == answer(parse_page, text)


@given(documents(), st.data())
@settings(deadline=None, max_examples=200, derandomize=True)
def test_whatever_a_hand_does_to_any_document_both_readers_give_the_same_answer(
    document: Document, data: st.DataObject
) -> None:
    text = data.draw(edits(write_page(document, Edition((), (document,)), CONFIG)))
    assert answer(quick_page, text) == answer(parse_page, text)


def test_both_readers_have_the_same_limits() -> None:
    assert (quick_records.LIMIT, quick_records.DEPTH) == (LIMIT, DEPTH)


def test_no_sign_that_has_to_be_written_by_number_is_read_quickly() -> None:
    for sign in map(chr, range(0x10000)):
        if hidden().match(sign):
            front = f"a: '甲{sign}'\n"
            with pytest.raises(Unusual):
                quick_record(front, 0, len(front))


def both(front: str) -> tuple[object, object]:
    """Give (what is read quickly, what the strict loader gives); None for what one refuses."""
    try:
        strict: object = load_plain(front, "a.md")
    except EditionError:
        strict = None
    try:
        return quick_record(front, 0, len(front)), strict
    except Unusual:
        return None, strict


@given(st.dictionaries(st.text(min_size=1, max_size=8), VALUES, min_size=1, max_size=4))
@settings(deadline=None, max_examples=300, derandomize=True)
def test_a_record_is_read_quickly_as_the_strict_loader_reads_it(record: dict[str, Plain]) -> None:
    quick, strict = both(dump(record))
    assert quick in (None, strict)


@given(st.data())
@settings(deadline=None, max_examples=600, derandomize=True)
def test_a_record_that_was_edited_is_read_as_the_strict_loader_does_or_not_at_all(
    data: st.DataObject,
) -> None:
    lines = data.draw(st.sampled_from([front for front, _ in BODIES])).split("\n")[1:]
    start = data.draw(st.sampled_from([at for at, line in enumerate(lines) if line[:1] != " "]))
    front = "\n".join(lines[start : start + 14]) + "\n"
    quick, strict = both(data.draw(edits(front)))
    assert quick in (None, strict)


@pytest.mark.parametrize(
    "front",
    ["a: &x b\nc: *x\n", "a: b\na: c\n", "a: b # c\n", "a: !!str b\n", "a: |\n  b\n", "%YAML 1.1\n", "? a\n: b\n", "a:\n- b\n",
     "a: {b: c\n", "a: 'b\n", 'a: "\\q"\n', 'a: "\\uD800"\n', "<<: a\nb: >\n c\n", "- a\n", "a: b: c\n", "a:\tb\n", "\ta: b\n"],
)  # fmt: skip
def test_what_yaml_could_mean_by_kindness_is_left_to_the_strict_loader(front: str) -> None:
    quick, _ = both(front)
    assert quick is None
