"""Cut plain text into lines that become blocks; line ends go on record as layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edition.model import Action, Block, BlockKind, Fate, Piece, Span
from edition.readers.declared import BYTE_ORDER_MARK, LAYOUT, TAG
from edition.reading import Log
from edition.rule import Rule

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLANKS = " \t\f\v"
_BLANK = re.compile(r"[ \t\f\v]*")
_HASHES = re.compile(r"(#{1,6})[ \t]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plain-text source with what surrounds its text."""

    start: int
    level: int
    """Number of ``#`` before it; 0 for plain text."""
    text: Span
    hard_break: bool
    """Two or more spaces end the line: in Markdown the next line belongs to it."""
    end: int


def lines(text: str, start: int = 0) -> Iterator[Line]:
    """Give the lines of ``text`` from ``start`` on; LF, CRLF and CR end a line."""
    at = start
    while at < len(text):
        whole = _LINE.match(text, at)
        stop = whole.end() if whole else len(text)
        ended = len(text[at:stop].rstrip("\r\n")) + at
        begun = _BLANK.match(text, at, ended).end()  # type: ignore[union-attr]
        hashes = _HASHES.match(text, begun, ended)
        start = hashes.end() if hashes else begun
        last = start + len(text[start:ended].rstrip(_BLANKS))
        yield Line(
            start=at,
            level=len(hashes[1]) if hashes else 0,
            text=Span(start, last),
            hard_break=ended - last >= 2,
            end=stop,
        )
        at = stop


def line_blocks(text: str, log: Log, *, headings: bool, start: int = 0) -> tuple[Block, ...]:
    """Make a block of each line of ``text[start:]`` that has text; what lies between goes on record as layout.

    With ``headings`` a line that begins with ``#`` signs is a heading of that level, and the
    signs are markup; without, they are text.
    """
    blocks: list[Block] = []
    waiting: list[tuple[Span, Rule]] = []
    if not start and text.startswith("\ufeff"):
        waiting.append((Span(0, 1), BYTE_ORDER_MARK))
        start = 1

    for line in lines(text, start):
        if line.text.start == line.text.end:
            waiting.append((Span(line.start, line.end), LAYOUT))
            continue
        heading = bool(line.level and headings)
        begin = line.text.start
        if line.level and not headings:  # the signs are text
            begin = text.index("#", line.start)
        if line.start < begin:
            waiting.append((Span(line.start, begin), TAG if heading else LAYOUT))
        pieces = _removed(waiting, text, log)
        waiting = []
        pieces.append(Piece(Span(begin, line.text.end), text[begin : line.text.end]))
        if line.text.end < line.end:
            pieces += _removed([(Span(line.text.end, line.end), LAYOUT)], text, log)
        traits = {"level": str(line.level)} if heading else {}
        if line.hard_break:
            traits["hard_break"] = "yes"
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        blocks.append(Block(kind, tuple(pieces), traits))
    if waiting:
        blocks.append(Block(BlockKind.SPACE, tuple(_removed(waiting, text, log))))
    return tuple(blocks)


def _removed(spans: list[tuple[Span, Rule]], text: str, log: Log) -> list[Piece]:
    """Take stretches away; neighbours of one rule are one intervention."""
    pieces: list[Piece] = []
    runs: list[tuple[Span, Rule]] = []
    for span, rule in spans:
        if runs and runs[-1][1] is rule and runs[-1][0].end == span.start:
            runs[-1] = (Span(runs[-1][0].start, span.end), rule)
        else:
            runs.append((span, rule))
    for span, rule in runs:
        before = text[span.start : span.end]
        number = log.add(rule.responsibility, Action.REMOVE, [span], before=before)
        pieces.append(Piece(span, "", Fate.REMOVED, (number,)))
    return pieces
