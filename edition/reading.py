"""The span-keeping text: edit it, and it still knows where each character came from.

A reading is a list of blocks, a block a list of pieces; the pieces of all blocks of a source
tile its raw text without a break. Every edit goes through this module, which splits pieces at
the edit's borders, sets their fate and writes the intervention down. ``verify`` proves at the
end of each build that no character was lost or counted twice.

The idea follows ``magic-string``'s chunks (the original beside the content); unlike there, a
removed stretch stays in the list, so that the marked view can show it in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from edition.errors import Location, Unaccounted
from edition.model import (
    Account,
    Action,
    Block,
    BlockKind,
    Certainty,
    Evidence,
    Fate,
    Intervention,
    Piece,
    Source,
    Span,
    Words,
    merge_spans,
)
from edition.rule import Responsibility

GONE = frozenset({Fate.REMOVED, Fate.METADATA, Fate.SET_ASIDE})
"""Fates after which nothing of a piece stands in the text."""


class Log:
    """The interventions of one source in the order in which they were made."""

    def __init__(self) -> None:
        """Start with no intervention; ids count from 1."""
        self._entries: list[Intervention] = []

    def add(
        self,
        by: Responsibility,
        action: Action,
        spans: Iterable[Span],
        *,
        before: str = "",
        after: str = "",
        reason: Words | None = None,
        certainty: Certainty = Certainty.CERTAIN,
        evidence: tuple[Evidence, ...] = (),
    ) -> int:
        """Write an intervention down and give its id.

        ``reason`` is given where the place needs more than the general one of ``by``.
        """
        number = len(self._entries) + 1
        self._entries.append(
            Intervention(
                number, by.code, action, merge_spans(spans), before, after, reason or by.reason,
                by.agent, certainty, evidence, by.editorial,
            )
        )  # fmt: skip
        return number

    def confirm(self, code: str, quotation: str, by: Responsibility) -> int:
        """Make certain what an editor confirms: interventions by ``code`` that concern these words.

        Gives how many there were that were not certain before.
        """
        confirmed = 0
        for i, entry in enumerate(self._entries):
            concerned = quotation in entry.before or quotation in entry.after
            if entry.rule == code and concerned and entry.certainty is not Certainty.CERTAIN:
                note = Evidence(
                    Words(
                        f"{by.agent}确认：{by.reason.zh}",
                        f"Confirmed by {by.agent}: {by.reason.en}",
                    )
                )
                self._entries[i] = replace(
                    entry, certainty=Certainty.CERTAIN, evidence=(*entry.evidence, note)
                )
                confirmed += 1
        return confirmed

    @property
    def entries(self) -> tuple[Intervention, ...]:
        """Give all interventions so far."""
        return tuple(self._entries)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change proposed for the text of one block, in that text's own code points.

    ``text`` is what shall stand there; None leaves the text as it is and only marks it. An
    edit that takes text away says what became of it with ``fate``.
    """

    start: int
    end: int
    text: str | None
    action: Action
    fate: Fate = Fate.REMOVED
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    reason: Words | None = None
    """Only where the place needs more than the rule's own reason."""
    marks: tuple[str, ...] = ()
    """Added to the pieces concerned."""
    unlink: bool = False
    """Take a link's address away and keep its word."""


class EditClash(ValueError):
    """Two edits of one rule claim the same text: a bug of the rule, never of the content."""


def split_piece(piece: Piece, at: int) -> tuple[Piece, Piece]:
    """Cut a piece before its ``at``-th character (0 < at < length of its text).

    A kept piece is cut in its raw span too. A changed one can't be: its first part keeps the
    whole span, the second stands at the span's end.

    >>> a, b = split_piece(Piece(Span(10, 13), "全疫情"), 1)
    >>> a.text, a.span, b.text, b.span
    ('全', Span(start=10, end=11), '疫情', Span(start=11, end=13))
    """
    if piece.fate is Fate.KEPT:
        border = piece.span.start + at
        first, second = Span(piece.span.start, border), Span(border, piece.span.end)
    else:
        first, second = piece.span, Span(piece.span.end, piece.span.end)
    return replace(piece, span=first, text=piece.text[:at]), replace(
        piece, span=second, text=piece.text[at:]
    )


def edit_block(block: Block, edits: Iterable[Edit], log: Log, by: Responsibility) -> Block:
    """Apply edits to a block's text and write each one down.

    Edits are applied together, so all their positions refer to the text before the first.
    Raises ``EditClash`` where two overlap or start at one point. Linear in the number of
    pieces plus edits.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    if not ordered:
        return block
    length = len(block.text)
    for one, two in pairwise(ordered):
        if two.start < one.end or two.start == one.start:
            raise EditClash(f"{by.code}: edits at {one.start}–{one.end} and {two.start}–{two.end}")
    if ordered[0].start < 0 or ordered[-1].end > length:
        raise EditClash(f"{by.code}: an edit lies outside the text of {length} characters")
    pieces: list[Piece] = []
    waiting = list(reversed(block.pieces))
    at = 0

    def take(until: int) -> list[Piece]:
        """Take pieces up to position ``until`` of the text, cutting the last if need be."""
        nonlocal at
        taken: list[Piece] = []
        while waiting and at < until:
            piece = waiting.pop()
            if at + len(piece.text) > until:
                piece, rest = split_piece(piece, until - at)
                waiting.append(rest)
            at += len(piece.text)
            taken.append(piece)
        return taken

    for edit in ordered:
        pieces += take(edit.start)
        if edit.start == edit.end:
            position = pieces[-1].span.end if pieces else (waiting[-1].span.start if waiting else 0)
            affected = []
            spans: list[Span] = [Span(position, position)]
        else:
            while waiting and not waiting[-1].text:
                pieces.append(waiting.pop())
            affected = take(edit.end)
            spans = [piece.span for piece in affected if piece.text]
        before = "".join(piece.text for piece in affected)
        number = log.add(
            by, edit.action, spans, before=before, after=before if edit.text is None else edit.text,
            reason=edit.reason, certainty=edit.certainty, evidence=edit.evidence,
        )  # fmt: skip
        pieces += _rewritten(affected, edit, number, spans[0])
    pieces += reversed(waiting)
    return replace(block, pieces=tuple(pieces))


def _rewritten(affected: Sequence[Piece], edit: Edit, number: int, at: Span) -> list[Piece]:
    if not affected:
        place = Span(at.start, at.start)
        return [Piece(place, edit.text or "", Fate.CHANGED, (number,), edit.marks)]
    if edit.text is None:
        return [
            replace(piece, by=(*piece.by, number), marks=(*_kept_marks(piece, edit), *edit.marks))
            for piece in affected
        ]
    fate = edit.fate if not edit.text else Fate.CHANGED
    written: list[Piece] = []
    text = edit.text
    for piece in affected:
        if not piece.text:
            written.append(piece)
            continue
        written.append(
            replace(piece, text=text, fate=fate, by=(*piece.by, number),
                    marks=(*piece.marks, *edit.marks))
        )  # fmt: skip
        text = ""
    return written


def _kept_marks(piece: Piece, edit: Edit) -> tuple[str, ...]:
    if not edit.unlink:
        return piece.marks
    return tuple(mark for mark in piece.marks if not mark.startswith("link="))


def raw_span(block: Block, start: int, end: int) -> Span:
    """Give the raw span of ``block.text[start:end]``: the smallest that covers all of it.

    For text of a block whose pieces stand in raw order; a joined block's parts may lie apart,
    and then the span of the first part is given.
    """
    first: int | None = None
    last = 0
    at = 0
    for piece in block.pieces:
        length = len(piece.text)
        if length and at < end and at + length > start:
            kept = piece.fate is Fate.KEPT
            begin = piece.span.start + (max(0, start - at) if kept else 0)
            stop = piece.span.start + min(length, end - at) if kept else piece.span.end
            if first is None:
                first = begin
            elif begin < last:
                break
            last = stop
        at += length
    return Span(first or 0, last) if first is not None else Span(0, 0)


def clear_block(
    block: Block,
    log: Log,
    by: Responsibility,
    *,
    action: Action,
    fate: Fate,
    reason: Words | None = None,
    certainty: Certainty = Certainty.CERTAIN,
    evidence: tuple[Evidence, ...] = (),
    kind: BlockKind | None = None,
) -> Block:
    """Take all remaining text of a block out of the text, on record."""
    if not any(piece.text for piece in block.pieces):
        return replace(block, kind=kind or block.kind)
    number = log.add(
        by, action, [piece.span for piece in block.pieces if piece.text],
        before=block.text, reason=reason, certainty=certainty, evidence=evidence,
    )  # fmt: skip
    pieces = tuple(
        replace(piece, text="", fate=fate, by=(*piece.by, number)) if piece.text else piece
        for piece in block.pieces
    )
    return replace(block, pieces=pieces, kind=kind or block.kind)


def account(pieces: Iterable[Piece]) -> Account:
    """Count the characters of the source by what became of them."""
    counts = dict.fromkeys(Fate, 0)
    for piece in pieces:
        counts[piece.fate] += piece.span.end - piece.span.start
    return Account(
        total=sum(counts.values()),
        kept=counts[Fate.KEPT],
        changed=counts[Fate.CHANGED],
        removed=counts[Fate.REMOVED],
        metadata=counts[Fate.METADATA],
        set_aside=counts[Fate.SET_ASIDE],
    )


def in_raw_order(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Give the pieces of all blocks that cover some of the source, by their place in it."""
    pieces = [
        piece for block in blocks for piece in block.pieces if piece.span.end > piece.span.start
    ]
    return tuple(sorted(pieces, key=lambda piece: piece.span.start))


def verify(source: Source, pieces: Sequence[Piece], known: frozenset[int] | set[int]) -> Account:
    """Prove that the pieces account for each character of the source once, and count them.

    ``pieces`` stand in raw order; ``known`` are the ids of the interventions on record.
    Raises ``Unaccounted`` where a character is missing or claimed twice, where a kept piece
    is not what the source has, where a piece that is gone still has text, or where a change
    has no intervention to its name.
    """
    text = source.text
    at = 0

    def refuse(what: str, start: int, end: int) -> Unaccounted:
        where = Location.in_text(source.path, text, start, end)
        return Unaccounted(
            what, where, "this is a fault of a rule or a reader, not of the capture: report it"
        )

    for piece in pieces:
        start, end = piece.span
        if start > at:
            raise refuse(f"{start - at} characters are not accounted for", at, start)
        if start < at:
            raise refuse(f"{at - start} characters are accounted for twice", start, at)
        if piece.fate is Fate.KEPT:
            if piece.text != text[start:end]:
                raise refuse("a kept stretch is not what the source has", start, end)
        elif not piece.by:
            raise refuse(f"a {piece.fate} stretch has no intervention", start, end)
        if piece.fate in GONE and piece.text:
            raise refuse(f"a {piece.fate} stretch still has text", start, end)
        if not known.issuperset(piece.by):
            raise refuse("a stretch names an intervention that is not on record", start, end)
        at = end
    if at != len(text):
        raise refuse(f"the last {len(text) - at} characters are not accounted for", at, len(text))
    return account(pieces)
