"""What every page may ask about the edition, looked up once and then only read.

Values for pages are made from this and never from each other, so that a page's bytes depend
on the edition alone, and pages can be made in any order or in several processes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from markupsafe import Markup

from edition.config import Config
from edition.model import (
    Authority,
    Basis,
    Document,
    Edition,
    Event,
    Intervention,
    Mention,
    Parallel,
    Place,
    Reading,
    SourceRecord,
    Variant,
    Words,
    Work,
)
from edition.render.capture import CaptureView
from edition.rule import Rule

_Value = TypeVar("_Value")

KIND_FOLDERS: Mapping[str, str] = {
    "person": "people",
    "place": "places",
    "organisation": "organisations",
    "term": "terms",
}
"""Folder of each kind of authority, in the order of the site's navigation."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One form of a citation, to read and copy, with its file if there is one."""

    label: str
    """``GB/T 7714—2025``, ``BibTeX``, …"""
    text: str
    file: str = ""
    """Below the site's root; empty if there is nothing to download."""
    code: bool = False
    """Set for a form that machines read and that keeps its line breaks."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to the edition: an event of the ledger."""

    date: str
    kind: str
    """``minted``, ``revised``, ``renamed``, ``merged``, ``withdrawn`` or ``restored``."""
    document: str
    """Id; it may name a document that is withdrawn."""
    version: int
    reason: str = ""
    by: str = ""
    title: str = ""
    """For a document that the edition no longer has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a list."""

    document: Document
    date: str
    """ISO date (day) that it is sorted by; empty if not known."""
    certain: bool
    characters: int
    editorial: int


@dataclass(frozen=True)
class Context:
    """The edition with its settings, its rules and all look-ups."""

    edition: Edition
    config: Config
    rules: Sequence[Rule] = ()
    changes: Sequence[Change] = ()
    version_dates: Mapping[tuple[str, int], str] = field(default_factory=dict)
    drafts: frozenset[str] = frozenset()
    """Ids of documents whose text differs from their last version."""
    media: Mapping[str, str] = field(default_factory=dict)
    """From the address of a picture in a capture to its file below the site's root."""
    citations: Callable[[Document, str], Sequence[Citation]] | None = None
    """Citations of a document in a language; a plain one is made if there is no better."""
    head: Callable[[Document, str], Markup] | None = None
    """More for a document page's ``<head>``: citation metadata and typed links."""

    @cached_property
    def captures(self) -> dict[str, CaptureView]:
        """Give the view of each source by its SHA-256."""
        return {r.source.sha256: CaptureView(r) for r in self.edition.sources}

    @cached_property
    def source_address(self) -> dict[str, str]:
        """Give the address of each source's page by its SHA-256."""
        return {r.source.sha256: f"sources/{r.source.sha256[:12]}/" for r in self.edition.sources}

    @cached_property
    def source_by_path(self) -> dict[str, SourceRecord]:
        """Find a source by its path."""
        return {record.source.path: record for record in self.edition.sources}

    @cached_property
    def editorial(self) -> dict[str, dict[int, str]]:
        """Give the address of each editorial intervention's note, by source and number."""
        notes: dict[str, dict[int, str]] = defaultdict(dict)
        for document in self.edition.documents:
            for act in document.interventions:
                if act.editorial:
                    notes[document.source].setdefault(act.id, f"d/{document.id}/marked/#m{act.id}")
        return dict(notes)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Give the list entry of each document."""
        return {document.id: self._entry(document) for document in self.edition.documents}

    @staticmethod
    def _entry(document: Document) -> Entry:
        claim = document.claim("published") or document.claim("event_date")
        return Entry(
            document,
            claim.value[:10] if claim else "",
            bool(claim) and claim.basis is Basis.ATTESTED if claim else False,
            sum(len(block.text) for block in document.paragraphs),
            sum(1 for act in document.interventions if act.editorial),
        )

    @cached_property
    def newest_first(self) -> tuple[Entry, ...]:
        """Give all documents, the newest first, those without a date last."""
        return tuple(
            sorted(self.entries.values(), key=lambda e: (e.date or "0", e.document.id), reverse=True)
        )

    # -- relations ------------------------------------------------------------

    @cached_property
    def authority(self) -> dict[str, Authority]:
        """Find an authority by its id."""
        return {authority.id: authority for authority in self.edition.relations.authorities}

    def authority_address(self, authority: Authority) -> str:
        """Give the address of an authority's page."""
        return f"{KIND_FOLDERS[authority.kind]}/{authority.id}/"

    @cached_property
    def mentions_of(self) -> dict[str, tuple[Mention, ...]]:
        """Group the mentions by authority, by date and then in reading order."""
        groups: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.edition.relations.mentions:
            groups[mention.authority].append(mention)
        return {
            key: tuple(sorted(group, key=lambda m: self.place_order(m.place)))
            for key, group in groups.items()
        }

    def place_order(self, place: Place) -> tuple[str, str, int, int]:
        """Give a key that sorts places by date, document and position."""
        entry = self.entries.get(place.document)
        return (entry.date if entry else "", place.document, self.paragraph_number(place), place.start)

    @cached_property
    def paragraph_order(self) -> dict[str, dict[str, int]]:
        """Number the paragraphs of each document from 1 in reading order."""
        return {
            document.id: {block.anchor: n for n, block in enumerate(document.paragraphs, 1)}
            for document in self.edition.documents
        }

    def paragraph_number(self, place: Place) -> int:
        """Give the position of a place's paragraph in its document, or 0."""
        return self.paragraph_order.get(place.document, {}).get(place.paragraph, 0)

    @cached_property
    def paragraph_text(self) -> dict[tuple[str, str], str]:
        """Find the text of a paragraph by document and paragraph id."""
        return {
            (document.id, block.anchor): block.text
            for document in self.edition.documents
            for block in document.paragraphs
        }

    @cached_property
    def mentions_at(self) -> dict[tuple[str, str], list[Mention]]:
        """Group the mentions by document and paragraph, in order."""
        return _at((m.place, m) for m in self.edition.relations.mentions)

    @cached_property
    def parallels_at(self) -> dict[tuple[str, str], list[tuple[Place, Parallel]]]:
        """Group the parallels by each place; each comes with the place at its other end."""
        return _at(
            (here, (there, parallel))
            for parallel in self.edition.relations.parallels
            for here, there in ((parallel.a, parallel.b), (parallel.b, parallel.a))
        )

    @cached_property
    def variants_at(self) -> dict[tuple[str, str], list[tuple[Work, Variant, Reading]]]:
        """Group the variants by the place of each reading."""
        return _at(
            (reading.place, (work, variant, reading))
            for work in self.edition.relations.works
            for variant in work.variants
            for reading in variant.readings
        )

    @cached_property
    def events_of(self) -> dict[str, list[Event]]:
        """Group the events by the documents that report them."""
        groups: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            for document in event.documents:
                groups[document].append(event)
        return dict(groups)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Give the events in order of date."""
        return tuple(sorted(self.edition.relations.events, key=lambda e: (e.date, e.id)))

    @cached_property
    def series(self) -> tuple[tuple[Document, Event], ...]:
        """Give the documents in the order of the events they first report, each once."""
        placed: dict[str, tuple[Document, Event]] = {}
        for event in self.events:
            for key in event.documents:
                document = self.edition.document_by_id.get(key)
                if document and key not in placed:
                    placed[key] = (document, event)
        return tuple(placed.values())

    @cached_property
    def series_place(self) -> dict[str, int]:
        """Give the position of each document in the series."""
        return {document.id: n for n, (document, _) in enumerate(self.series)}

    # -- interventions --------------------------------------------------------

    @cached_property
    def rule(self) -> dict[str, Rule]:
        """Find a rule by its code."""
        return {rule.code: rule for rule in self.rules}

    @cached_property
    def applications(self) -> dict[str, list[tuple[Document, Intervention]]]:
        """Group all interventions by rule code (decisions under their own names)."""
        groups: dict[str, list[tuple[Document, Intervention]]] = defaultdict(list)
        for document in self.edition.documents:
            for act in document.interventions:
                groups[act.rule].append((document, act))
        return dict(groups)

    @cached_property
    def decision_names(self) -> frozenset[str]:
        """Give the names of all decisions that touched a document."""
        return frozenset(
            act.rule for d in self.edition.documents for act in d.interventions if act.agent != "rule"
        )

    def decisions(self, document: Document) -> int:
        """Count the editor's decisions that touched a document."""
        return len({act.rule for act in document.interventions if act.agent != "rule"})

    def rule_address(self, act: Intervention) -> str:
        """Give the address of what a rule or a decision says of itself."""
        return f"rules/#{act.rule}" if act.rule in self.rule else f"rules/decisions/#{act.rule}"

    def rule_title(self, act: Intervention) -> Words | None:
        """Give the title of the rule of an intervention, if it is one of a rule."""
        rule = self.rule.get(act.rule)
        return rule.title if rule else None


def _at(pairs: Iterable[tuple[Place, _Value]]) -> dict[tuple[str, str], list[_Value]]:
    groups: dict[tuple[str, str], list[tuple[int, int, _Value]]] = defaultdict(list)
    for place, value in pairs:
        groups[place.document, place.paragraph].append((place.start, place.end, value))
    return {
        key: [value for _, _, value in sorted(group, key=lambda item: item[:2])]
        for key, group in groups.items()
    }
