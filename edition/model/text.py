"""Text with its account: spans, pieces and blocks, and what was done to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points of a source's decoded text."""

    start: int
    end: int

    def __len__(self) -> int:
        """Give the number of code points that the span covers."""
        return self.end - self.start


class Words(NamedTuple):
    """One sentence for people, in each language of the interface."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the sentence in ``language`` (a BCP 47 tag), in English if it is neither."""
        return self.zh if language.startswith("zh") else self.en


class Fate(StrEnum):
    """What became of a stretch of the source; the five add up to the whole."""

    KEPT = "kept"
    """Stands in the text as it stood in the source (perhaps in another place)."""
    CHANGED = "changed"
    """Stands in the text in another form: a replaced sign, an expanded entity."""
    REMOVED = "removed"
    """Markup, layout or dirt that no reader needs; still shown in the marked and raw views."""
    METADATA = "metadata"
    """Moved into the record of the document: a date, a byline, an editor's line."""
    SET_ASIDE = "set_aside"
    """Not of this text: furniture of the site, a repeated copy, another publisher's matter."""


_STANDING = (Fate.KEPT, Fate.CHANGED)


class Action(StrEnum):
    """What an intervention does to the text."""

    REMOVE = "remove"
    REPLACE = "replace"
    SUPPLY = "supply"
    JOIN = "join"
    MOVE = "move"
    FOLD = "fold"
    GAP = "gap"
    MARK = "mark"
    RECORD = "record"
    SET_ASIDE = "set_aside"
    RELABEL = "relabel"
    DIVIDE = "divide"
    STET = "stet"
    """Let it stand: an editor holds what the source says, and nothing changes."""


class Certainty(StrEnum):
    """How sure the responsible agent is (TEI ``@cert``, with *certain* above *high*)."""

    CERTAIN = "certain"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Basis(StrEnum):
    """What a claim rests on."""

    ATTESTED = "attested"
    """The source says so, at the span given."""
    INFERRED = "inferred"
    """Concluded from evidence, which is recorded with the claim."""
    DECIDED = "decided"
    """An editor's decision, with its reason."""
    UNKNOWN = "unknown"


class BlockKind(StrEnum):
    """What a block of a reading is. Only some kinds are running text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"
    VERSE = "verse"
    CAPTION = "caption"
    PICTURE = "picture"
    KICKER = "kicker"
    TITLE = "title"
    DECK = "deck"
    CREDIT = "credit"
    """Source, byline, photographer, editor and proofreader lines; their values become claims."""
    BANNER = "banner"
    """A running head over several articles of a newspaper page."""
    ANNOUNCEMENT = "announcement"
    """A headline on a newspaper page whose article the capture does not have."""
    FRONT_MATTER = "front_matter"
    FURNITURE = "furniture"
    """Adverts, related articles, comments: the site's own matter."""
    COMMENT = "comment"
    CODE = "code"
    HIDDEN = "hidden"
    SPACE = "space"


TEXT_KINDS = frozenset(
    {
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.QUOTE,
        BlockKind.TABLE_ROW,
        BlockKind.VERSE,
    }
)
"""Kinds that are the running text: they are counted, numbered and searched as paragraphs."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation that supports an intervention or a claim."""

    note: Words
    """What was seen, as a sentence for people."""
    quote: str = ""
    """The wording that supports it, as it stands in the source."""
    source: str = ""
    """Path of the source that has it (``sources/…``); empty for the document's own source."""
    span: Span | None = None
    """Where it stands in that source."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """One recorded change (校理记录): what, where, why, by whom, how sure."""

    id: int
    """Unique within its source, counted from 1 in the order in which changes were made."""
    rule: str
    """Code of the rule (``H102``), or ``D`` and the decision's name for an editor's decision."""
    action: Action
    spans: tuple[Span, ...]
    """The raw spans concerned, in order; empty spans show a place."""
    before: str
    after: str
    reason: Words
    agent: str
    """``rule`` for the machine, else the editor's name as given in the decision."""
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    editorial: bool = True
    """False for the removal of markup and layout, which no reader would call a change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest unit of a reading: a raw span and the text that now stands for it.

    ``text`` equals the raw text exactly if ``fate`` is kept; a removed piece has no text; a
    supplied one has an empty span.
    """

    span: Span
    text: str
    fate: Fate = Fate.KEPT
    by: tuple[int, ...] = ()
    """Ids of the interventions that touched it, oldest first."""
    marks: tuple[str, ...] = ()
    """Inline form that the source gives it: ``strong``, ``em``, ``sup``, ``sub``, ``link=URL``."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, caption, … as an ordered list of pieces that tile its raw spans."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    traits: Mapping[str, str] = field(default_factory=dict)
    """What the reader saw of its form: ``class``, ``align``, ``level``, ``src``, ``ordered``, …"""
    anchor: str = ""
    """Paragraph id within the document (``p12``); empty until identified and for other kinds."""

    @property
    def text(self) -> str:
        """Give the text that now stands in the block."""
        return "".join([piece.text for piece in self.pieces])

    @property
    def live(self) -> bool:
        """Say whether the block still stands in the text (it was not removed or set aside)."""
        for piece in self.pieces:  # noqa: SIM110 - asked of every block time and again; any() takes twice as long
            if piece.text and piece.fate in _STANDING:
                return True
        return False

    @property
    def spans(self) -> tuple[Span, ...]:
        """Give the raw spans that the block covers, adjacent ones merged."""
        return merge_spans(piece.span for piece in self.pieces)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that follow each other without a break, in the order given.

    >>> merge_spans([Span(0, 2), Span(2, 5), Span(7, 9)])
    (Span(start=0, end=5), Span(start=7, end=9))
    """
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)
