"""The span arithmetic: whatever is edited, every character stays accounted for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.errors import Unaccounted
from edition.model import (
    Action,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Fate,
    Piece,
    Source,
    Span,
    Words,
)
from edition.reading import (
    Edit,
    EditClash,
    Log,
    clear_block,
    edit_block,
    in_raw_order,
    raw_span,
    split_piece,
    verify,
)
from edition.rule import Responsibility

BY = Responsibility("X101", Words("试", "a trial"))


def source_of(text: str) -> Source:
    """Make a source of a text."""
    return Source(
        "sources/a.txt", text.encode(), "0" * 64, "utf-8", Basis.ATTESTED, Certainty.CERTAIN, text
    )


def block_of(text: str, start: int = 0) -> Block:
    """Make a block of one kept piece."""
    return Block(BlockKind.PARAGRAPH, (Piece(Span(start, start + len(text)), text),))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Draw a text and edits that do not overlap or begin at one point."""
    text = draw(st.text(alphabet="全省疫情，。防控 ab12\n", min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        kind = draw(st.sampled_from(["remove", "replace", "mark", "supply", "aside"]))
        if kind == "supply":
            edits.append(
                Edit(
                    start,
                    start,
                    draw(st.text(alphabet="新补", min_size=1, max_size=3)),
                    Action.SUPPLY,
                )
            )
        elif kind == "remove":
            edits.append(Edit(start, end, "", Action.REMOVE))
        elif kind == "aside":
            edits.append(Edit(start, end, "", Action.SET_ASIDE, Fate.SET_ASIDE))
        elif kind == "mark":
            edits.append(Edit(start, end, None, Action.MARK))
        else:
            edits.append(
                Edit(
                    start,
                    end,
                    draw(st.text(alphabet="改换", min_size=1, max_size=4)),
                    Action.REPLACE,
                )
            )
    return text, edits


def expected(text: str, edits: list[Edit]) -> str:
    """Apply edits to a plain string."""
    for edit in sorted(edits, key=lambda e: -e.start):
        if edit.text is not None:
            text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@given(edited())
def test_edits_give_the_text_that_they_say_and_lose_no_character(
    case: tuple[str, list[Edit]],
) -> None:
    text, edits = case
    log = Log()
    block = edit_block(block_of(text), edits, log, BY)
    assert block.text == expected(text, edits)
    counted = verify(source_of(text), in_raw_order([block]), {i.id for i in log.entries})
    assert counted.total == len(text)


@given(edited(), edited())
def test_edits_upon_edits_lose_no_character(
    one: tuple[str, list[Edit]], two: tuple[str, list[Edit]]
) -> None:
    text, first = one
    log = Log()
    block = edit_block(block_of(text), first, log, BY)
    length = len(block.text)
    second = [e for e in two[1] if e.end <= length]
    after = edit_block(block, second, log, BY)
    assert after.text == expected(block.text, second)
    verify(source_of(text), in_raw_order([after]), {i.id for i in log.entries})


@given(edited())
def test_clearing_a_block_accounts_for_all_of_it(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    log = Log()
    block = edit_block(block_of(text), edits, log, BY)
    cleared = clear_block(block, log, BY, action=Action.SET_ASIDE, fate=Fate.SET_ASIDE)
    assert cleared.text == ""
    verify(source_of(text), in_raw_order([cleared]), {i.id for i in log.entries})


@given(st.text(min_size=2, max_size=20), st.data())
def test_the_raw_span_of_kept_text_quotes_the_source(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = raw_span(block_of(text), start, end)
    assert text[span.start : span.end] == text[start:end]


def test_two_edits_that_begin_at_one_point_are_refused() -> None:
    with pytest.raises(EditClash, match="X101"):
        edit_block(
            block_of("全省"),
            [Edit(0, 0, "甲", Action.SUPPLY), Edit(0, 1, "", Action.REMOVE)],
            Log(),
            BY,
        )


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(EditClash):
        edit_block(
            block_of("全省疫情"),
            [Edit(0, 2, "", Action.REMOVE), Edit(1, 3, "", Action.REMOVE)],
            Log(),
            BY,
        )


def test_a_changed_piece_keeps_its_whole_span_when_it_is_split() -> None:
    first, second = split_piece(Piece(Span(4, 10), "甲乙", Fate.CHANGED, (1,)), 1)
    assert (first.text, first.span) == ("甲", Span(4, 10))
    assert (second.text, second.span) == ("乙", Span(10, 10))


class TestVerifyCanFail:
    """The conservation check is worth something only if it fails when it should."""

    text = "全省疫情防控"

    def pieces(self) -> list[Piece]:
        """Give pieces that are right."""
        return [
            Piece(Span(0, 2), "全省"),
            Piece(Span(2, 4), "", Fate.REMOVED, (1,)),
            Piece(Span(4, 6), "防控"),
        ]

    def check(self, pieces: list[Piece], known: set[int] | None = None) -> None:
        """Run the check."""
        verify(source_of(self.text), pieces, {1} if known is None else known)

    def test_right_pieces_pass(self) -> None:
        self.check(self.pieces())

    def test_a_missing_piece_is_found(self) -> None:
        with pytest.raises(Unaccounted, match="2 characters are not accounted for"):
            self.check([p for p in self.pieces() if p.span.start != 2])

    def test_a_missing_end_is_found(self) -> None:
        with pytest.raises(Unaccounted, match="the last 2 characters"):
            self.check(self.pieces()[:-1])

    def test_a_piece_counted_twice_is_found(self) -> None:
        with pytest.raises(Unaccounted, match="accounted for twice"):
            self.check([self.pieces()[0], *self.pieces()])

    def test_kept_text_that_is_not_the_source_is_found(self) -> None:
        wrong = self.pieces()
        wrong[0] = replace(wrong[0], text="全国")
        with pytest.raises(Unaccounted, match="not what the source has"):
            self.check(wrong)

    def test_a_change_without_an_intervention_is_found(self) -> None:
        wrong = self.pieces()
        wrong[1] = replace(wrong[1], by=())
        with pytest.raises(Unaccounted, match="has no intervention"):
            self.check(wrong)

    def test_an_intervention_that_is_not_on_record_is_found(self) -> None:
        with pytest.raises(Unaccounted, match="not on record"):
            self.check(self.pieces(), set())

    def test_removed_text_that_still_stands_is_found(self) -> None:
        wrong = self.pieces()
        wrong[1] = replace(wrong[1], text="疫情")
        with pytest.raises(Unaccounted, match="still has text"):
            self.check(wrong)
