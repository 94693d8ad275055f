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

    def taken(spans: list[tuple[Span, Rule]]) -> list[Piece]:
        pieces: list[Piece] = []
        while spans:
            rule = spans[0][1]
            run = [spans.pop(0)[0]]
            while spans and spans[0][1] is rule and spans[0][0].start == run[-1].end:
                run.append(spans.pop(0)[0])
            whole = Span(run[0].start, run[-1].end)
            number = log.add(
                rule.responsibility, Action.REMOVE, [whole], before=text[whole.start : whole.end]
            )
            pieces.append(Piece(whole, "", Fate.REMOVED, (number,)))
        return pieces

    for line in lines(text, start):
        if line.text.start == line.text.end:
            waiting.append((Span(line.start, line.end), LAYOUT))
            continue
        kind, traits, begin = BlockKind.PARAGRAPH, {}, line.text.start
        if line.level and headings:
            kind, traits = BlockKind.HEADING, {"level": str(line.level)}
            waiting.append((Span(line.start, begin), TAG))
        elif line.level:
            begin = next(i for i in range(line.start, line.text.start) if text[i] == "#")
        if line.hard_break:
            traits = {**traits, "hard_break": "yes"}
        if line.start < begin and not (line.level and headings):
            waiting.append((Span(line.start, begin), LAYOUT))
        pieces = taken(waiting)
        pieces.append(Piece(Span(begin, line.text.end), text[begin : line.text.end]))
        if line.text.end < line.end:
            pieces += taken([(Span(line.text.end, line.end), LAYOUT)])
        blocks.append(Block(kind, tuple(pieces), traits))
    if waiting:
        blocks.append(Block(BlockKind.SPACE, tuple(taken(waiting))))
    return tuple(blocks)
