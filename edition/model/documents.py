"""What was captured and what was made of it: claims, sources, documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from edition.model.text import (
    TEXT_KINDS,
    Basis,
    Block,
    Certainty,
    Evidence,
    Intervention,
    Piece,
    Span,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A metadata value (著录项) with what supports it."""

    field: str
    """``title``, ``kicker``, ``deck``, ``published``, ``publisher``, ``origin``, ``via``,
    ``byline``, ``photographer``, ``editor``, ``proofreader``, ``dateline``, ``place``,
    ``language``, ``captured``, ``event_date``, ``status``, ``headline_printed`` …"""
    value: str
    basis: Basis
    certainty: Certainty = Certainty.CERTAIN
    span: Span | None = None
    rule: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Announcement:
    """A headline on a newspaper page whose article is not in the capture."""

    title: str
    kicker: str = ""
    deck: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A captured file (来源文件): raw bytes, never changed, known by their SHA-256."""

    path: str
    """POSIX path below ``content/``, such as ``sources/000_c91e.txt``."""
    data: bytes = field(repr=False)
    sha256: str
    encoding: str
    """As the Web names it: ``utf-8``, ``gb18030``, ``big5``, ``utf-16le``, …"""
    encoding_basis: Basis
    encoding_certainty: Certainty
    text: str = field(repr=False)
    """The decoded text; newlines and a byte-order mark are left where they are."""


@dataclass(frozen=True, slots=True)
class Account:
    """How many characters of a source met which fate; the five add up to ``total``."""

    total: int
    kept: int
    changed: int
    removed: int
    metadata: int
    set_aside: int


@dataclass(frozen=True)
class Document:
    """One article of the edition (文献): what a page shows, with all that led to it."""

    id: str
    version: int
    source: str
    """SHA-256 of the source."""
    source_path: str
    format: str
    """Name of the reader: ``crawled-post``, ``page-dump``, ``newspaper-ocr``, ``web-page``."""
    language: str
    """BCP 47 tag of the text, such as ``zh-Hans``."""
    blocks: tuple[Block, ...]
    """In reading order; removed and set-aside blocks stand where the source had them."""
    claims: tuple[Claim, ...]
    interventions: tuple[Intervention, ...]
    """All that touched this document, in order; ids are those of the source."""
    account: Account
    """Of the document's own share of the source."""

    def claim(self, name: str) -> Claim | None:
        """Give the first claim about ``name``, or None."""
        for claim in self.claims:
            if claim.field == name:
                return claim
        return None

    def values(self, name: str) -> tuple[str, ...]:
        """Give all values claimed for ``name``, in order."""
        return tuple(claim.value for claim in self.claims if claim.field == name)

    def value(self, name: str) -> str:
        """Give the value claimed for ``name``, or an empty string."""
        claim = self.claim(name)
        return claim.value if claim else ""

    @property
    def title(self) -> str:
        """Give the headline."""
        return self.value("title")

    @cached_property
    def paragraphs(self) -> tuple[Block, ...]:
        """Give the blocks of running text that stand, in reading order."""
        return tuple(b for b in self.blocks if b.kind in TEXT_KINDS and b.live)

    @cached_property
    def rule_counts(self) -> dict[str, int]:
        """Count the interventions by rule code, in the codes' order."""
        counts: dict[str, int] = {}
        for intervention in self.interventions:
            counts[intervention.rule] = counts.get(intervention.rule, 0) + 1
        return dict(sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source after its building: what it is, and what became of its characters."""

    source: Source
    format: str
    account: Account
    pieces: tuple[Piece, ...]
    """All pieces of the source in *raw* order: they tile the whole text without a break."""
    documents: tuple[str, ...]
    interventions: tuple[Intervention, ...]
    announcements: tuple[Announcement, ...] = ()
