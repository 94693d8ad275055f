"""A capture as its readers see it: numbered lines, escaped, each stretch by what became of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from edition.model import Fate, SourceRecord, Span, merge_spans
from edition.render.inline import escape
from edition.unseen import by_name, name_lookalikes

LIMIT = 200_000
"""Characters of a capture that a page shows; the whole is in the download."""

_NAMED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\ue000-\uf8ff\U000e0100-\U000e01ef\U000f0000-\U0010fffd]"
)
"""Characters that are let stand in a text, and yet are to be known in its capture: joiners, fillers,
selectors of variants, private use."""


class Stretch(NamedTuple):
    """A part of one line with one fate."""

    text: str
    fate: Fate
    notes: tuple[int, ...]
    """Ids of the interventions that touched it."""


class Line(NamedTuple):
    """A line of a capture; ``number`` counts from 1, positions are code points of the source."""

    number: int
    start: int
    end: int
    stretches: tuple[Stretch, ...]


class CaptureView:
    """The lines of one source, made once for all pages that show it."""

    def __init__(self, record: SourceRecord) -> None:
        """Take the source with what became of it."""
        self.record = record
        self.shown = min(len(record.source.text), LIMIT)
        """Code points from the start that pages show."""

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Give the position of each line's first character."""
        text = self.record.source.text
        starts = [0]
        while (at := text.find("\n", starts[-1])) >= 0:
            starts.append(at + 1)
        return tuple(starts)

    def line_of(self, position: int) -> int:
        """Give the number of the line that has ``position``."""
        return bisect_right(self.line_starts, position)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Give the lines up to the limit."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        text = self.record.source.text
        number, start = 1, 0
        stretches: list[Stretch] = []
        for piece in self.record.pieces:
            position, end = piece.span
            if position >= self.shown > 0:
                break
            if position == end:
                if piece.by:
                    stretches.append(Stretch("", Fate.CHANGED, piece.by))
                continue
            while position < end:
                stop = text.find("\n", position, end)
                ends = stop >= 0
                stop = stop + 1 if ends else end
                part = text[position : stop - 1 if ends else stop]
                if part:
                    stretches.append(Stretch(part, piece.fate, piece.by))
                position = stop
                if ends:
                    yield Line(number, start, position, tuple(stretches))
                    number, start, stretches = number + 1, position, []
        if stretches:
            yield Line(number, start, len(text), tuple(stretches))

    def lines_of(self, spans: Sequence[Span]) -> Iterator[tuple[Line, ...]]:
        """Give the runs of lines that have any of ``spans``."""
        wanted = {
            number
            for start, end in merge_spans(spans)
            if end > start
            for number in range(self.line_of(start), self.line_of(end - 1) + 1)
        }
        run: list[Line] = []
        for line in self.lines:
            if line.number in wanted:
                run.append(line)
            elif run:
                yield tuple(run)
                run = []
        if run:
            yield tuple(run)


def lines_html(
    lines: Iterable[Line],
    editorial: Mapping[int, str],
    link: Callable[[str], str],
) -> Markup:
    """Write lines for a ``<pre>``.

    ``editorial`` gives the address of the note of each intervention that has one; ``link``
    makes it relative to the page.
    """
    return Markup("".join(_line_html(line, editorial, link) for line in lines))


def _line_html(line: Line, editorial: Mapping[int, str], link: Callable[[str], str]) -> str:
    inner = "".join(_stretch_html(stretch, editorial, link) for stretch in line.stretches)
    n = line.number
    return f'<span class="ln" id="L{n}"><a href="#L{n}" data-n="{n}" aria-label="L{n}"></a>{inner}\n</span>'


def _named(text: str) -> str:
    if text.isprintable() and not _NAMED.search(text):
        return name_lookalikes(text)
    named = name_lookalikes(by_name(text.replace("\r", "␍")))
    return _NAMED.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", named)


def _stretch_html(
    stretch: Stretch, editorial: Mapping[int, str], link: Callable[[str], str]
) -> str:
    note = next((number for number in reversed(stretch.notes) if number in editorial), None)
    text = escape(_named(stretch.text))
    if note is None:
        if stretch.fate is Fate.KEPT or not text:
            return text
        return f'<span class="{_css(stretch)}">{text}</span>'
    label = "" if stretch.text.strip() else f' aria-label="{note}"'
    return f'<a class="{_css(stretch)}" href="{escape(link(editorial[note]))}"{label}>{text}</a>'


def _css(stretch: Stretch) -> str:
    return f"f-{stretch.fate.value}" if stretch.text else "f-supplied"
