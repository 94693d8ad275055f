"""The shadow of a document: what the indexer sees of it, and what the browser gets to show.

The published page stays as it is. Its shadow is one long row of signs: the title, kicker and deck,
the paragraphs and captions in reading order, the names in the record, and at the end, as a field of
its own, **what the capture said where the edited text differs**. Each two neighbouring signs make
one token, so that the position of a token is the position of its sign, a phrase is a chain of
tokens, and the answer is exact by construction: no word list is asked where a word ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import Any

from edition.model import TEXT_KINDS, BlockKind, Document, Edition, Fate, Intervention, Piece
from edition.search.fold import BOUNDARY, code, fold

PHRASE = 50
"""Longest phrase that is promised to be found in a capture's reading: so much is kept around it."""

CAPTURE_LIMIT = 20_000
"""Signs of a capture's differing wording that are kept for one document (OCR can loop for ever)."""

STRIDE = 32
"""What a capture's readings begin at a multiple of: a smaller number for each document to send."""

_NO_SIGNS = frozenset({BOUNDARY, " "})

SEPARATOR = "\u2029"
"""Between the parts in a fragment's content; in no part itself."""

_HEADINGS = {BlockKind.TITLE: "title", BlockKind.KICKER: "kicker", BlockKind.DECK: "deck"}
_NOT_OF_THE_TEXT = frozenset(
    {
        BlockKind.FURNITURE, BlockKind.COMMENT, BlockKind.CODE, BlockKind.HIDDEN,
        BlockKind.FRONT_MATTER, BlockKind.BANNER, BlockKind.ANNOUNCEMENT, BlockKind.SPACE,
    }
)  # fmt: skip
"""What a capture has around the text: nobody looks for an advertisement in an edition."""

_NAMES = ("byline", "photographer", "editor", "proofreader")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that a phrase may stand in."""

    name: str
    """A paragraph id (``p3``), or ``title``, ``kicker``, ``deck``, ``caption``, ``byline`` …"""
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in a capture's reading where the edited text has something else."""

    start: int
    end: int
    edited: str
    """What the edited text has instead; empty if the wording was removed."""
    rule: str
    agent: str
    """``rule``, or the name of the editor who decided."""
    action: str


@dataclass(frozen=True, slots=True)
class CaptureReading:
    """What the capture said in and around the places where the edited text differs."""

    paragraph: str
    """Id of the paragraph, or of the nearest before it; empty if there is none."""
    text: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Shadow:
    """All that is indexed of one document."""

    document: str
    parts: tuple[Part, ...]
    """The title stands first."""
    captures: tuple[CaptureReading, ...]
    record: tuple[tuple[str, str], ...]
    """What a result says of the document besides: dates, publisher, status."""

    @cached_property
    def edited(self) -> str:
        """Give the signs of the edited text, each part between two boundaries."""
        return BOUNDARY + "".join(fold(part.text) + BOUNDARY for part in self.parts)

    @cached_property
    def captured(self) -> str:
        """Give the signs of the capture's readings, each followed by a boundary."""
        return "".join(fold(reading.text) + BOUNDARY for reading in self.captures)

    @property
    def title_end(self) -> int:
        """Give the position of the boundary after the title; the title begins at 1."""
        return self.edited.index(BOUNDARY, 1)

    @property
    def capture_start(self) -> int:
        """Give the position where the capture's readings begin, or 0 if there are none."""
        return -(-len(self.edited) // STRIDE) * STRIDE if self.captured else 0

    @property
    def row(self) -> str:
        """Give all signs: the edited text, boundaries up to the next stride, the capture's readings."""
        return self.edited.ljust(self.capture_start, BOUNDARY) + self.captured

    @property
    def length(self) -> int:
        """Give the number of words that the indexer gets."""
        return len(self.row) - 1

    def tokens(self) -> str:
        """Give the words that Pagefind is to index: the pair of the signs at n is word n."""
        codes = [*map(code, self.row)]
        return " ".join(map(add, codes, codes[1:]))

    def single(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Give the signs of the edited text, those of the title, and those only the capture has."""
        edited = frozenset(self.edited) - _NO_SIGNS
        title = frozenset(self.edited[: self.title_end]) - _NO_SIGNS
        return edited, title, frozenset(self.captured) - edited - _NO_SIGNS

    def fragment(self) -> dict[str, Any]:
        """Give what the browser gets to show of the document."""
        return {
            "id": self.document,
            "content": SEPARATOR.join(part.text for part in self.parts),
            "parts": [part.name for part in self.parts],
            "captures": [
                [
                    reading.paragraph,
                    reading.text,
                    [
                        [d.start, d.end, d.edited, d.rule, d.agent, d.action]
                        for d in reading.differences
                    ],
                ]
                for reading in self.captures
            ],
            **dict(self.record),
        }

    @cached_property
    def digest(self) -> str:
        """Give a fingerprint of all that the index and the browser get of the document."""
        canonical = json.dumps(self.fragment(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shadow_of(document: Document, edition: Edition) -> Shadow:
    """Make the shadow of ``document``: its searchable parts, edited and as captured."""
    record = edition.source_by_hash.get(document.source)
    parts = tuple(_parts(document))
    captures = _captures(document, record.source.text) if record else iter(())
    return Shadow(document.id, parts, _told(captures, parts), tuple(_record(document)))


def _told(readings: Iterator[CaptureReading], parts: Sequence[Part]) -> tuple[CaptureReading, ...]:
    """Leave out what says nothing that the edited text does not say, and what was told before."""
    known = [fold(part.text) for part in parts]
    told: list[CaptureReading] = []
    room = CAPTURE_LIMIT
    for reading in readings:
        folded = fold(reading.text)
        if any(folded in one for one in known):
            continue
        room -= len(folded)
        if room < 0:
            break
        known.append(folded)
        told.append(reading)
    return tuple(told)


def _parts(document: Document) -> Iterator[Part]:
    for name in ("title", "kicker", "deck"):
        text = " ".join(value for value in document.values(name) if value)
        if text or name == "title":
            yield Part(name, _clean(text))
    for block in document.blocks:
        if block.live and block.kind in TEXT_KINDS:
            yield Part(block.anchor, _clean(block.text))
        elif block.live and block.kind is BlockKind.CAPTION:
            yield Part("caption", _clean(block.text))
    for name in _NAMES:
        if names := " ".join(value for value in document.values(name) if value):
            yield Part(name, _clean(names))


def _clean(text: str) -> str:
    return text.replace(SEPARATOR, "\n").strip()


def _record(document: Document) -> Iterator[tuple[str, str]]:
    for name in ("published", "event_date", "publisher", "origin", "status"):
        if value := document.value(name):
            yield name, value
    if document.language:
        yield "language", document.language


@dataclass(frozen=True, slots=True)
class _Stretch:
    raw: str
    difference: Difference | None


def _captures(document: Document, source: str) -> Iterator[CaptureReading]:
    changes = {intervention.id: intervention for intervention in document.interventions}
    yield from _headings(document, source)
    paragraph = ""
    for block in document.blocks:
        paragraph = block.anchor or paragraph
        if block.kind in _NOT_OF_THE_TEXT:
            continue
        stretches = [
            stretch for piece in block.pieces if (stretch := _stretch(piece, source, changes))
        ]
        yield from _windows(stretches, _HEADINGS.get(block.kind, paragraph))


def _headings(document: Document, source: str) -> Iterator[CaptureReading]:
    """Give the title, kicker and deck as the capture has them, where the record has them mended."""
    for claim in document.claims:
        if claim.field not in ("title", "kicker", "deck") or not claim.span:
            continue
        raw = source[claim.span.start : claim.span.end]
        if fold(raw) != fold(claim.value):
            difference = Difference(0, len(raw), claim.value, claim.rule, "rule", "record")
            narrowed = _trimmed(_Stretch(raw, difference), 0)
            yield CaptureReading(claim.field, raw, (narrowed,))


def _stretch(piece: Piece, source: str, changes: dict[int, Intervention]) -> _Stretch | None:
    """Give what the capture has for ``piece``, if a reader of the text could know of it."""
    if piece.fate is Fate.KEPT:
        return _Stretch(piece.text, None) if piece.text else None
    editorial = [changes[n] for n in piece.by if n in changes and changes[n].editorial]
    if not editorial or piece.fate is Fate.METADATA:
        return _Stretch(piece.text, None) if piece.text else None
    raw = source[piece.span.start : piece.span.end]
    if fold(raw) == fold(piece.text):
        return _Stretch(piece.text, None) if piece.text else None
    last = editorial[-1]
    return _Stretch(
        raw,
        Difference(0, len(raw), piece.text, last.rule, last.agent, last.action.value),
    )


def _windows(stretches: list[_Stretch], paragraph: str) -> Iterator[CaptureReading]:
    """Cut out what stands within a phrase's length of a difference; near ones share a window."""
    text = ""
    found: list[Difference] = []
    for stretch in stretches:
        if stretch.difference:
            found.append(_trimmed(stretch, len(text)))
        text += stretch.raw
    begin = 0
    while begin < len(found):
        end = begin + 1
        while end < len(found) and found[end].start - found[end - 1].end < 2 * PHRASE:
            end += 1
        first = max(0, found[begin].start - PHRASE + 1)
        last = min(len(text), found[end - 1].end + PHRASE - 1)
        yield CaptureReading(
            paragraph,
            text[first:last],
            tuple(
                Difference(d.start - first, d.end - first, d.edited, d.rule, d.agent, d.action)
                for d in found[begin:end]
            ),
        )
        begin = end


def _trimmed(stretch: _Stretch, offset: int) -> Difference:
    """Narrow a difference to the signs that differ: 絛 → 条, not 第三十二絛 → 第三十二条."""
    difference = stretch.difference
    assert difference is not None
    raw, edited = stretch.raw, difference.edited
    head = 0
    while head < min(len(raw), len(edited)) and raw[head] == edited[head]:
        head += 1
    tail = 0
    while tail < min(len(raw), len(edited)) - head and raw[-1 - tail] == edited[-1 - tail]:
        tail += 1
    return Difference(
        offset + head,
        offset + len(raw) - tail,
        edited[head : len(edited) - tail],
        difference.rule,
        difference.agent,
        difference.action,
    )
