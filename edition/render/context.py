"""What every page may ask about the edition, looked up once and then only read.

Values for pages are made from this and never from each other, so that a page's bytes depend
on the edition alone, and pages can be made in any order or in several processes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from edition.config import Config
from edition.model import (
    Ambiguity,
    Authority,
    Basis,
    Claim,
    Document,
    Edition,
    Emendation,
    Event,
    Intervention,
    Likeness,
    Mention,
    Parallel,
    Place,
    Reading,
    SourceRecord,
    Variant,
    Version,
    Words,
    Work,
)
from edition.recall import Recall
from edition.render.capture import CaptureView
from edition.render.listings import Listings
from edition.render.places import ByDocument, by_place, parallels_at, texts_of, variants_at
from edition.rule import Rule

KIND_FOLDERS: Mapping[str, str] = {
    "person": "people",
    "place": "places",
    "organisation": "organisations",
    "term": "terms",
}
"""Folder of each kind of authority, in the order of the site's navigation."""


class Cited(Protocol):
    """One form of a citation, to copy and to download."""

    @property
    def key(self) -> str:
        """Give its name, such as ``gbt7714`` or ``ris``."""

    @property
    def label(self) -> str:
        """Give its name for readers."""

    @property
    def text(self) -> str:
        """Give the citation itself."""

    @property
    def download(self) -> str:
        """Give the path of its file below the site's root, or an empty string."""


class Element(Protocol):
    """An element of a page's head, to be written with escaping."""

    @property
    def name(self) -> str:
        """Give ``meta``, ``link`` or ``script``."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Give its attributes."""

    @property
    def data(self) -> Mapping[str, Any]:
        """Give what a script of linked data contains."""


class Shown(NamedTuple):
    """What other pages show of a document, and all that they depend on."""

    id: str
    title: str
    language: str
    date: str
    """ISO date (day) that it is sorted by; empty if not known."""
    published_by: str
    """Its publisher, or else its origin."""

    @property
    def address(self) -> str:
        """Give the address of its page."""
        return f"d/{self.id}/"


class Named(NamedTuple):
    """What other pages show of an authority."""

    id: str
    kind: str
    name: str
    address: str


class Entry(NamedTuple):
    """A document in a list."""

    id: str
    title: str
    language: str
    date: str
    """ISO date (day) that it is sorted by; empty if not known."""
    certain: bool
    kicker: str
    by: tuple[str, ...]
    """Who first carried it, and its byline."""
    published_by: str
    """Its publisher, or else its origin."""
    characters: int
    editorial: int

    @property
    def address(self) -> str:
        """Give the address of its page."""
        return f"d/{self.id}/"


@dataclass(frozen=True)
class Context:
    """The edition with its settings, its rules and all look-ups."""

    edition: Edition
    config: Config
    rules: Sequence[Rule] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    """From the address of a picture in a capture to its file below the site's root."""
    citations: Callable[[Document, str], Sequence[Cited]] | None = None
    """Citations of a document in a language; a plain one is made if there is no better."""
    head: Callable[[Document, int], Sequence[Element]] | None = None
    """More for the head of a document's page (version 0) or of one of its versions."""

    made_with: dict[str, Any] = field(default_factory=dict)
    """What pages are made with besides the edition: digests of templates, names of assets, sentences of
    the interface. The site puts them here, so that whoever notes what a page asks notes these too."""

    recall: Recall = field(default_factory=Recall, compare=False, repr=False)
    """What was worked out for the last edition, from values that may be the same in this one."""

    def versions(self, document: Document) -> tuple[Version, ...]:
        """Give the released versions of a document, oldest first."""
        return tuple(self.edition.register.versions.get(document.id, ()))

    def cited_address(self, document: Document) -> str:
        """Give the address that a citation names: the latest version's, or the page's."""
        versions = self.versions(document)
        path = versions[-1].url.lstrip("/") if versions else f"d/{document.id}/"
        return self.config.base_url + path

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
    def shown(self) -> dict[str, Shown]:
        """Give what other pages show of each document."""
        return {
            key: Shown(key, e.title, e.language, e.date, e.published_by)
            for key, e in self.entries.items()
        }

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Give the list entry of each document."""
        return {document.id: _entry(document) for document in self.edition.documents}

    @cached_property
    def newest_first(self) -> tuple[Entry, ...]:
        """Give all documents, the newest first, those without a date last."""
        return tuple(
            sorted(self.entries.values(), key=lambda e: (e.date or "0", e.id), reverse=True)
        )

    # -- relations ------------------------------------------------------------

    @cached_property
    def authority(self) -> dict[str, Authority]:
        """Find an authority by its id."""
        return {authority.id: authority for authority in self.edition.relations.authorities}

    @cached_property
    def named(self) -> dict[str, Named]:
        """Give what other pages show of each authority."""
        return {
            a.id: Named(a.id, a.kind, a.name, self.authority_address(a))
            for a in self.edition.relations.authorities
        }

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
        return (
            entry.date if entry else "",
            place.document,
            self.paragraph_number(place),
            place.start,
        )

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
    def paragraph_text(self) -> Mapping[tuple[str, str], str]:
        """Find the text of a paragraph, or a value of the record, by document and its name."""
        documents = self.edition.document_by_id
        return ByDocument(documents, lambda document: texts_of(documents[document]))

    @cached_property
    def mentions_at(self) -> Mapping[tuple[str, str], list[Mention]]:
        """Group the mentions by document and paragraph, in order."""
        mentions = self.edition.relations.mentions_by_document
        return ByDocument(
            mentions, lambda document: by_place((m.place, m) for m in mentions[document])
        )

    @cached_property
    def parallels_at(self) -> Mapping[tuple[str, str], list[tuple[Place, Parallel]]]:
        """Group the parallels by each place; each comes with the place at its other end."""
        parallels = self.edition.relations.parallels_by_document

        def made(document: str) -> dict[tuple[str, str], list[tuple[Place, Parallel]]]:
            given = (document, parallels[document])
            return self.recall.made(("parallels at", document), given, parallels_at)

        return ByDocument(parallels, made)

    @cached_property
    def works_by_document(self) -> dict[str, list[Work]]:
        """Group the works by the documents that have a reading in them."""
        groups: dict[str, list[Work]] = defaultdict(list)
        for work in self.edition.relations.works:
            named = (r.place.document for v in work.variants for r in v.readings)
            for document in dict.fromkeys(named):
                groups[document].append(work)
        return dict(groups)

    @cached_property
    def variants_at(self) -> Mapping[tuple[str, str], list[tuple[Work, Variant, Reading]]]:
        """Group the variants by the place of each reading."""
        works = self.works_by_document
        return ByDocument(works, lambda document: variants_at(document, works[document]))

    @cached_property
    def emendations_by_document(self) -> dict[str, list[Emendation]]:
        """Group the emendations that are proposed by the document of the reading."""
        groups: dict[str, list[Emendation]] = defaultdict(list)
        for emendation in self.edition.relations.emendations:
            groups[emendation.place.document].append(emendation)
        return dict(groups)

    @cached_property
    def emendations_at(self) -> Mapping[tuple[str, str], list[Emendation]]:
        """Group the emendations that are proposed by the place of the reading."""
        found = self.emendations_by_document
        return ByDocument(found, lambda document: by_place((e.place, e) for e in found[document]))

    @cached_property
    def ambiguities_of(self) -> dict[str, tuple[Ambiguity, ...]]:
        """Group the places that might name an authority, and are linked to none, by candidate."""
        groups: dict[str, list[Ambiguity]] = defaultdict(list)
        for unsure in sorted(
            self.edition.relations.ambiguities, key=lambda a: self.place_order(a.place)
        ):
            if unsure.place.document in self.edition.document_by_id:
                for candidate in unsure.candidates:
                    groups[candidate].append(unsure)
        return {key: tuple(group) for key, group in groups.items()}

    @cached_property
    def likenesses_of(self) -> dict[str, list[tuple[str, Likeness]]]:
        """Group the likenesses by each document, with the other one's id."""
        groups: dict[str, list[tuple[str, Likeness]]] = defaultdict(list)
        for likeness in self.edition.relations.likenesses:
            groups[likeness.a].append((likeness.b, likeness))
            groups[likeness.b].append((likeness.a, likeness))
        return dict(groups)

    @cached_property
    def events_of(self) -> dict[str, list[Event]]:
        """Group the events by the documents that report them, what is told first standing first."""
        groups: dict[str, list[tuple[int, int, str, Event]]] = defaultdict(list)
        for event in self.events:
            told = {place.document: place for place in reversed(event.reports)}
            for document in event.documents:
                place = told.get(document)
                number = self.paragraph_number(place) if place else 0
                order = (number or 9999, place.start if place else 0, event.id)
                groups[document].append((*order, event))
        return {key: [event for *_, event in sorted(group)] for key, group in groups.items()}

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Give the events in order of date."""
        return tuple(sorted(self.edition.relations.events, key=lambda e: (e.date, e.id)))

    @cached_property
    def event(self) -> dict[str, Event]:
        """Find an event by its id."""
        return {event.id: event for event in self.events}

    @cached_property
    def work(self) -> dict[str, Work]:
        """Find a work by its id."""
        return {work.id: work for work in self.edition.relations.works}

    @cached_property
    def neighbours(
        self,
    ) -> dict[str, tuple[tuple[Shown, str] | None, tuple[Shown, str] | None]]:
        """Give for each document those before and after in the series of events, with their days.

        The series has the documents in the order of the events that they chiefly report, so that
        witnesses of one event stand beside each other; a document without an event has no place.
        """
        placed = sorted(
            (events[0].date, events[0].id, key)
            for key, events in self.events_of.items()
            if key in self.shown
        )
        series = [(self.shown[key], date) for date, _, key in placed]
        return {
            shown.id: (
                series[n - 1] if n else None,
                series[n + 1] if n + 1 < len(series) else None,
            )
            for n, (shown, _) in enumerate(series)
        }

    @cached_property
    def listings(self) -> Listings:
        """Give what lists show."""
        return Listings(self)

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

    def decisions(self, document: Document) -> int:
        """Count the editor's decisions that touched a document."""
        return len({act.rule for act in document.interventions if act.agent != "rule"})

    def rule_address(self, act: Intervention) -> str:
        """Give the address of what a rule or a decision says of itself."""
        if act.agent != "rule":
            return f"rules/decisions/#{act.rule}"
        return f"rules/#{act.rule}" if act.rule in self.rule else "rules/"

    def rule_title(self, act: Intervention) -> Words | None:
        """Give the title of the rule of an intervention, if it is one of a rule."""
        rule = self.rule.get(act.rule)
        return rule.title if rule else None


def _entry(document: Document) -> Entry:
    # in one go through the claims: this is asked for every document of the edition
    first: dict[str, Claim] = {}
    byline: list[str] = []
    for claim in document.claims:
        first.setdefault(claim.field, claim)
        if claim.field == "byline":
            byline.append(claim.value)
    value = {field: claim.value for field, claim in first.items()}
    dated = first.get("published") or first.get("event_date")
    origin, publisher = value.get("origin", ""), value.get("publisher", "")
    return Entry(
        document.id,
        value.get("title", ""),
        document.language,
        dated.value[:10] if dated else "",
        bool(dated and dated.basis is Basis.ATTESTED),
        value.get("kicker", ""),
        tuple(part for part in (origin or publisher, "、".join(byline)) if part),
        publisher or origin,
        sum(len(block.text) for block in document.paragraphs),
        sum(1 for act in document.interventions if act.editorial),
    )
