"""Front matter: nothing is guessed, nothing is lost, and every error shows its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.frontmatter import Fences, Listing, Scalar, find, load, load_plain, plain
from edition.model import Span


@pytest.mark.parametrize(
    "value",
    ["no", "yes", "on", "NULL", "~", "1.10", "012", "12:30:45", "1e5", ".inf", "0x1F", "true",
     "2022-03-20", "2022-03-20T08:29:33+08:00", "Sun, 20 Mar 2022 00:29:33 GMT", "<<", "="],
)  # fmt: skip
def test_every_scalar_stays_the_text_that_was_written(value: str) -> None:
    assert load_plain(f"id: {value}\n", "a.md") == {"id": value}


def test_a_field_without_a_value_is_an_empty_string() -> None:
    assert load_plain("alt:\nid: a\n", "a.md") == {"alt": "", "id": "a"}


def test_no_front_matter_at_all_is_an_empty_record() -> None:
    assert load_plain("", "a.md") == {}
    assert load_plain("\n \n", "a.md") == {}


def test_positions_are_code_points_of_the_whole_text() -> None:
    text = "\ufeff\n---\n𠀀: '“清仓”'\ncategories: \n - 金融\n - 新浪 财经  \n---\n正文"
    fences = find(text, "a.txt")
    assert fences
    tree = load(text, "a.txt", start=fences.yaml.start, end=fences.yaml.end)
    title, categories = tree.get("𠀀"), tree.get("categories")
    assert isinstance(title, Scalar)
    assert text[title.start : title.end] == "'“清仓”'"
    assert text[slice(*title.inside)] == title.value == "“清仓”"
    assert isinstance(categories, Listing)
    assert [text[slice(*i.inside)] for i in categories.items if isinstance(i, Scalar)] == [
        "金融",
        "新浪 财经",
    ]
    assert text[fences.body :] == "正文"


def test_front_matter_is_found_after_a_mark_and_blank_lines_and_nowhere_else() -> None:
    assert find("\ufeff\r\n \r\n---\r\na: b\r\n---\r\nx", "a") == Fences(Span(11, 17), 22)
    assert find("---\n---", "a") == Fences(Span(4, 4), 7)
    assert find("---\ra: b\r---\rx", "a") == Fences(Span(4, 9), 13)
    for text in ("", "正文\n---\na: b\n---\n", "----\na: b\n---\n", "--- x\n---\n", "\n\n"):
        assert find(text, "a") is None


def test_dashes_within_a_value_do_not_close_the_front_matter() -> None:
    text = "---\na: |\n  ---\nb: x---\n---\nc"
    fences = find(text, "a")
    assert fences
    assert load_plain(text, "a", start=fences.yaml.start, end=fences.yaml.end) == {
        "a": "---\n",
        "b": "x---",
    }


BROKEN = [
    ('title: "he said "x" to me"\n', "a.md:1:18: the value ends before this"),
    ("title: 'it's'\n", "a.md:1:12: the value ends before this"),
    ('title: "never closed\nb: c\n', "a.md:1:8: the quotation mark is never closed"),
    ("title: 甲: 乙\n", "a.md:1:9: a second colon in a value without quotes"),
    ("title: @甲\n", "a.md:1:8: a value cannot begin with this sign"),
    ("title: 甲 #乙# 丙\n", "a.md:1:10: a comment would be lost"),
    ("# 甲\n", "a.md:1:1: a comment would be lost"),
    ("a: | # 甲\n  乙\n", "a.md:1:6: a comment would be lost"),
    ("a: [甲, 乙\n", "a.md:2:1: a list or table in brackets is not closed"),
    ("a: &x 甲\nb: *x\n", "a.md:1:4: an anchor before a value"),
    ("a: *x\n", "a.md:1:4: an alias, *x"),
    ("a: !!python/object:os.system 甲\n", "a.md:1:4: a tag before a value"),
    ("%YAML 1.1\n---\na: b\n", "a.md:1:1: a directive"),
    ("a: 甲\nb: 乙\na: 丙\n", "a.md:3:1: the field 'a' stands twice (first in line 1)"),
    ("a:\n  b: 1\n  b: 2\n", "a.md:3:3: the field 'b' stands twice (first in line 2)"),
    ("a: b\n...\nc: d\n", "a.md:3:1: nothing may follow the end of the record"),
    ("a: b\n--- \nc: d\n", "a.md:2:1: a second document"),
    (" a: 1\nb: 2\n", "a.md:2:1: nothing may follow the end of the record"),
    ("- 甲\n", "a.md:1:1: front matter is a list of fields"),
    ("甲\n", "a.md:1:1: front matter is a list of fields"),
    ("? [甲]\n: 乙\n", "a.md:1:3: a field's name must be a word"),
    (": 乙\n", "a.md:1:1: a field's name must be a word"),
    ("a: \x00\n", "a.md:1:4: U+0000 cannot stand in front matter"),
    ("a: \ud800\n", "a.md:1:4: U+D800 cannot stand in front matter"),
    ('a: "\\q"\n', "a.md:1:5: this is no escape"),
    ('a: "\\xZZ"\n', "a.md:1:7: this is no escape"),
    ("\ta: b\n", "a.md:1:1: a value cannot begin with this sign"),
    ("a: {b: {c: {d: {e: {f: {g: {h: {}}}}}}}}\n", "a.md:1:32: values lie within each other"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_what_cannot_be_read_safely_is_an_error_that_shows_its_place(
    text: str, message: str
) -> None:
    with pytest.raises(EditionError) as caught:
        load(text, "a.md")
    assert str(caught.value).startswith(message)
    assert caught.value.next_step


def test_an_error_quotes_the_line_of_the_whole_file() -> None:
    text = "\n---\nid: a\ntitle: 'it's'\n---\n正文\n"
    fences = find(text, "sources/a.txt")
    assert fences
    with pytest.raises(EditionError) as caught:
        load(text, "sources/a.txt", start=fences.yaml.start, end=fences.yaml.end)
    assert str(caught.value) == (
        "sources/a.txt:4:12: the value ends before this\n"
        "    title: 'it's'\n"
        "               ^\n"
        "  → put the whole value between single quotes, and write a ' within it as ''"
    )


def test_an_unclosed_fence_is_an_error() -> None:
    with pytest.raises(EditionError, match="no end"):
        find("\n---\ntitle: 甲\n正文", "a.txt")


def test_front_matter_over_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(EditionError, match="1,000,003 characters; 262,144 are allowed"):
        load("a: " + "甲" * 1_000_000, "a.md")
    with pytest.raises(EditionError, match="deep"):
        load("a: " + "[" * 100_000, "a.md")


def test_a_billion_laughs_are_not_heard() -> None:
    bomb = "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
    with pytest.raises(EditionError, match="an anchor"):
        load(bomb, "a.md")


@given(st.text(max_size=60))
def test_any_text_at_all_gives_a_record_or_an_edition_error(text: str) -> None:
    try:
        tree = load(text, "a.md")
    except EditionError as error:
        if error.where.line < 1:
            raise
    else:
        assert isinstance(plain(tree), dict)


@given(st.text(alphabet="ab:-'\"#[]{}|>&*!%@` \n\t,?~甲“", max_size=40))
def test_a_plain_value_is_the_wording_at_its_place(text: str) -> None:
    try:
        tree = load(text, "a.md")
    except EditionError:
        return
    for key, value in tree.entries:
        for scalar in (key, value):
            if isinstance(scalar, Scalar) and not scalar.style and "\n" not in scalar.value:
                raw = text[scalar.start : scalar.end]
                assert raw == scalar.value or "\n" in raw
