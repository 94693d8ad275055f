"""Deliberately broken collections: each gets the message that helps, and nothing is lost."""

from __future__ import annotations

import pytest

from edition.errors import ContentErrors, EditionError
from edition.model import Fate
from tests.conftest import Collection, built

POST = "---\ntitle: '会议'\nauthor: 甲报\ndate: Sun, 20 Mar 2022 00:29:33 GMT\n---\n<div>\n"
END = "\n</div>"


def errors_of(
    collection: Collection, name: str, data: str | bytes, others: dict[str, str] | None = None
) -> str:
    """Build a collection that must fail, and give what it says."""
    with pytest.raises((ContentErrors, EditionError)) as raised:
        built(collection({name: data}, others))
    return str(raised.value)


def decided(*lines: str) -> dict[str, str]:
    """Make a decisions file for the source ``a.md``."""
    return {"decisions/a.toml": "\n".join(['source = "sources/a.md"', *lines, ""])}


def test_truncated_front_matter_is_named_with_its_line(collection: Collection) -> None:
    assert errors_of(collection, "a.md", "---\ntitle: '会议'\nauthor: 甲") == (
        "sources/a.md:1:1: the front matter has no end\n"
        "    ---\n"
        "    ^^^\n"
        "  → the capture was cut off: capture it again, or name another reader"
    )


def test_an_empty_file_is_named(collection: Collection) -> None:
    assert errors_of(collection, "a.md", b"") == (
        "sources/a.md: the capture is empty\n  → capture it again, or delete the file"
    )


def test_a_blank_file_is_named(collection: Collection) -> None:
    assert errors_of(collection, "a.md", "\n\n  \n") == (
        "sources/a.md: the capture has nothing but white space\n  → capture it again, or delete the file"
    )


def test_a_binary_file_is_named(collection: Collection) -> None:
    assert errors_of(collection, "a.md", bytes(range(256)) * 20) == (
        "sources/a.md: the capture is not a text in any known encoding\n"
        "  → if it is one, declare its encoding in the decisions file; if not, delete it"
    )


def test_a_lone_surrogate_is_named_with_its_byte(collection: Collection) -> None:
    data = (POST + "<p>会议").encode() + b"\xed\xa0\x80" + "指出。</p>".encode()
    assert errors_of(collection, "a.md", data) == (
        "sources/a.md: byte 90 (0xed) is not UTF-8, though most of the capture is\n"
        "  → the capture was damaged on its way (a lone surrogate, a cut character): capture it again"
    )


def test_a_nul_is_removed_on_record(collection: Collection) -> None:
    edition = built(collection({"a.md": POST + "<p>会\0议指出。</p>" + END})).edition
    assert [b.text for b in edition.documents[0].paragraphs] == ["会议指出。"]
    assert [i.before for i in edition.documents[0].interventions if i.rule == "M109"] == ["\0"]


def test_an_unclosed_comment_is_noticed_and_its_text_kept_on_record(collection: Collection) -> None:
    one = built(collection({"a.md": POST + "<p>会议指出。</p><!-- 未完 <p>后文</p>"}))
    assert str(one.notices[0]) == (
        "sources/a.md:7:13: a comment opens here and never closes\n"
        "  → what follows it is read as the browser would; check the page"
    )
    (record,) = one.edition.sources
    (comment,) = [
        p for p in record.pieces if "后文" in record.source.text[p.span.start : p.span.end]
    ]
    assert comment.fate is Fate.REMOVED


def test_an_unclosed_tag_is_noticed(collection: Collection) -> None:
    one = built(collection({"a.md": POST + "<p>会议指出，要落实。<b>重点"}))
    assert [b.text for b in one.edition.documents[0].paragraphs] == ["会议指出，要落实。重点"]
    assert any("<b> opens here and never closes" in str(notice) for notice in one.notices)


def test_five_megabytes_on_one_line_are_built(collection: Collection) -> None:
    text = "会议指出，要落实。" * 200_000
    (document,) = built(collection({"a.md": f"{POST}<p>{text}</p>{END}"})).edition.documents
    assert [len(b.text) for b in document.paragraphs] == [len(text)]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends_are_read_and_left_in_the_account(
    collection: Collection, newline: str
) -> None:
    text = (POST + "<p>甲会议指出。</p>\n<p>乙要求。</p>" + END).replace("\n", newline)
    edition = built(collection({"a.md": text.encode()})).edition
    assert [b.text for b in edition.documents[0].paragraphs] == ["甲会议指出。", "乙要求。"]
    assert edition.sources[0].account.total == len(text)


def test_a_date_that_cannot_be_is_noticed_and_not_guessed(collection: Collection) -> None:
    one = built(collection({"a.md": POST.replace("20 Mar", "31 Feb") + "<p>会议指出。</p>" + END}))
    assert str(one.notices[0]) == (
        "sources/a.md:4:7: 'Sun, 31 Feb 2022 00:29:33 GMT' is not a date that can be\n"
        "  → state the date of publication in a decision, with its reason"
    )
    assert one.edition.documents[0].value("published") == ""


@pytest.mark.parametrize(
    ("quoted", "title"), [('"他说"好"了"', '他说"好"了'), ("'it's ok'", "it's ok")]
)
def test_badly_quoted_titles_are_read_as_they_were_meant(
    collection: Collection, quoted: str, title: str
) -> None:
    one = built(collection({"a.md": POST.replace("'会议'", quoted) + "<p>会议指出。</p>" + END}))
    assert one.edition.documents[0].title == title
    assert "read line by line" in str(one.notices[0])


def test_a_capture_that_stands_twice_is_named(collection: Collection) -> None:
    text = POST + "<p>会议指出。</p>" + END
    with pytest.raises(ContentErrors, match=r"this is the same file as sources/a\.md"):
        built(collection({"a.md": text, "b.md": text}))


def test_a_capture_that_no_reader_knows_names_the_candidates(collection: Collection) -> None:
    message = errors_of(collection, "a.md", "---\n会议\n")
    assert "no reader recognises this capture" in message
    for name in ("crawled-post", "page-dump", "newspaper-ocr", "web-page"):
        assert name in message


def test_all_errors_of_a_stage_are_listed_at_once(collection: Collection) -> None:
    with pytest.raises(ContentErrors) as raised:
        built(collection({"a.md": b"", "b.md": "---\ntitle: 甲"}))
    assert len(raised.value.errors) == 2


class TestDecisions:
    """A decision that does not hold is named with its file and line."""

    text = POST + "<p>会议指出，要落实，要检查。</p>" + END

    def message(self, collection: Collection, *lines: str) -> str:
        """Build with decisions that must fail, and give what it says."""
        return errors_of(collection, "a.md", self.text, decided(*lines))

    def test_words_that_are_gone(self, collection: Collection) -> None:
        lines = (
            "[[decision]]",
            'action = "replace"',
            'exact = "会议指明"',
            'text = "会议指出"',
            'reason = "误"',
            'by = "编者"',
        )
        assert self.message(collection, *lines) == (
            "decisions/a.toml:2:1: the words '会议指明' are not in the text\n"
            "    [[decision]]\n"
            "    ^\n"
            "  → did you mean '会议指出'?"
        )

    def test_words_that_stand_twice(self, collection: Collection) -> None:
        lines = (
            "[[decision]]",
            'action = "remove"',
            'exact = "，要"',
            'reason = "误"',
            'by = "编者"',
        )
        assert self.message(collection, *lines).endswith(
            "the words '，要' stand in 2 places\n    [[decision]]\n    ^\n"
            "  → add prefix or suffix (or article) so that only one is meant"
        )

    def test_words_that_a_rule_took_away(self, collection: Collection) -> None:
        text = POST + "<p>会议指出。</p><p>责任编辑：李昂</p>" + END
        lines = (
            "[[decision]]",
            'action = "remove"',
            'exact = "责任编辑：李昂"',
            'reason = "误"',
            'by = "编者"',
        )
        assert 'use action = "keep"' in errors_of(collection, "a.md", text, decided(*lines))

    def test_a_decision_without_effect(self, collection: Collection) -> None:
        lines = (
            "[[decision]]",
            'action = "replace"',
            'exact = "落实"',
            'text = "落实"',
            'reason = "误"',
            'by = "编者"',
        )
        assert "the decision changes nothing" in self.message(collection, *lines)

    def test_a_keep_that_holds_nothing_off(self, collection: Collection) -> None:
        lines = (
            "[[decision]]",
            'action = "keep"',
            'exact = "落实"',
            'reason = "误"',
            'by = "编者"',
        )
        assert "no rule would touch these words" in self.message(collection, *lines)

    def test_a_claim_that_is_made_already(self, collection: Collection) -> None:
        lines = (
            "[[decision]]",
            'action = "claim"',
            'field = "publisher"',
            'value = "甲报"',
            'reason = "误"',
            'by = "编者"',
        )
        assert "publisher is '甲报' already" in self.message(collection, *lines)

    def test_a_missing_reason(self, collection: Collection) -> None:
        assert "the decision has no reason" in self.message(
            collection, "[[decision]]", 'action = "remove"', 'exact = "落实"'
        )

    def test_an_unknown_key(self, collection: Collection) -> None:
        assert self.message(collection, "[[decision]]", 'acton = "remove"') == (
            "decisions/a.toml:3:1: unknown key 'acton'\n"
            '    acton = "remove"\n'
            "    ^^^^^\n"
            "  → did you mean 'action'?"
        )

    def test_an_unknown_action(self, collection: Collection) -> None:
        lines = (
            "[[decision]]",
            'action = "replaec"',
            'exact = "落实"',
            'reason = "误"',
            'by = "编者"',
        )
        assert "did you mean 'replace'?" in self.message(collection, *lines)

    def test_another_capture(self, collection: Collection) -> None:
        assert "the decisions are for another capture (SHA-256 00…)" in self.message(
            collection, 'sha256 = "00"'
        )

    def test_a_source_that_is_not_there(self, collection: Collection) -> None:
        others = {"decisions/b.toml": 'source = "sources/b.md"\n'}
        assert "there is no source 'sources/b.md'" in errors_of(
            collection, "a.md", self.text, others
        )

    def test_toml_that_is_none(self, collection: Collection) -> None:
        assert "decisions/a.toml:2: not valid TOML" in self.message(collection, "reader = ")
