"""What links documents to each other, to people and places, to events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from edition.model.text import Certainty, Evidence, Words

_Value = TypeVar("_Value")


class Place(NamedTuple):
    """A stretch of a paragraph's text: document id, paragraph id, code points from its start.

    For a value of the record the name of its field (``title``, ``byline``) stands in the place of
    the paragraph id; the positions are those in the field's values joined by ``、``.
    """

    document: str
    paragraph: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parallel:
    """A passage (互见段落) that two documents share, character by character."""

    a: Place
    b: Place
    text: str
    weight: float = 1.0
    """Between 0 and 1: the rarer the passage in the collection, the nearer to 1."""
    documents: int = 2
    """How many documents have it; above two it is on the way to a set phrase."""


@dataclass(frozen=True, slots=True)
class Related:
    """A document worth reading beside another, and why."""

    document: str
    other: str
    score: float
    reasons: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a document names an authority."""

    place: Place
    authority: str
    form: str
    role: str = ""
    """The office that stands with the name at this place (``省委书记``), if one does."""
    certainty: Certainty = Certainty.CERTAIN
    reason: Words = Words("", "")
    """Why this authority, where the form alone could mean another."""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A place whose form could name several authorities, and nothing there decides; not linked."""

    place: Place
    form: str
    candidates: tuple[str, ...]
    """Ids of the authorities."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A wording that names a time, and the time that it means in the publisher's zone."""

    place: Place
    text: str
    start: str
    """ISO 8601 date or date-time (with offset), the beginning; empty if it cannot be resolved."""
    end: str
    """The end, which the time does not include; for a whole day the day after it."""
    part: str = ""
    """``morning``, ``noon``, ``afternoon``, ``evening``, ``dawn`` or empty."""
    certainty: Certainty = Certainty.CERTAIN
    reason: Words = Words("", "")
    """How it was resolved."""


@dataclass(frozen=True, slots=True)
class Emendation:
    """A reading that an OCR document probably has wrong, for an editor to decide (校勘建议)."""

    place: Place
    reading: str
    proposal: str
    support: tuple[Place, ...]
    """Where the proposal stands; one place for each supporting source, however often it has it."""
    reason: Words


@dataclass(frozen=True, slots=True)
class Authority:
    """A reviewed person, place, organisation or term (规范档)."""

    id: str
    kind: str
    """``person``, ``place``, ``organisation`` or ``term``."""
    name: str
    forms: tuple[str, ...] = ()
    note: Words = Words("", "")
    attested: tuple[Place, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[tuple[str, str, str], ...] = ()
    """(role as attested, document id, date) in order of date."""
    evidence: tuple[Evidence, ...] = ()
    """The wording that attests it, as quoted in the authority file."""
    reviewed: bool = True
    """False for what patterns suggest and nobody has looked at yet."""
    variants: tuple[str, ...] = ()
    """Forms that a source has by mistake (``张思惠``): they are found, and said to be doubtful."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A wording that recurs from event to event (套语), with one place in each document."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What documents report (事件): a dated meeting, a press conference."""

    id: str
    date: str
    title: str
    kind: str = ""
    documents: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    figures: tuple[tuple[str, str, Place], ...] = ()
    """(what is counted, the figure as reported, where)."""
    part: str = ""
    """Part of the day: ``morning``, ``afternoon``, ``evening`` or empty."""
    title_en: str = ""
    note: Words = Words("", "")
    reports: tuple[Place, ...] = ()
    """Where its documents speak of it: the paragraph that names it."""
    formulae: tuple[Formula, ...] = ()
    """Wordings that it shares with other events."""
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What one witness has at a place of variation (TEI ``rdg``)."""

    witness: str
    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A place where the witnesses of a work differ (TEI ``app``)."""

    number: int
    kind: str
    """``punctuation``, ``omission``, ``addition``, ``substitution``, ``transposition``,
    ``ocr`` or ``name``."""
    readings: tuple[Reading, ...]
    """One for each witness that has this part of the text at all, the base's first."""
    also: tuple[str, ...] = ()
    """Further kinds that hold: a name may be a likely OCR confusion as well."""
    row: int = -1
    column: int = -1
    """Where it stands in the work's alignment; -1 if it is not in the running text."""
    partner: int = 0
    """For a transposition the number of the variant that has the passage at its other place."""


@dataclass(frozen=True, slots=True)
class Work:
    """A text that several witnesses carry."""

    id: str
    title: str
    witnesses: tuple[str, ...]
    """Document ids; the base stands first."""
    base_reason: Words = Words("", "")
    variants: tuple[Variant, ...] = ()
    alignment: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """Rows of aligned paragraphs; each row a tuple of columns, each column one token a witness.

    The tokens of a witness, joined, give back its paragraphs exactly; where a row holds several
    of its paragraphs, U+2029 (paragraph separator) stands between them.
    """
    score: float = 1.0
    evidence: tuple[Evidence, ...] = ()
    rows: tuple[tuple[tuple[Place, ...], ...], ...] = ()
    """For each row of the alignment and each witness the stretches of paragraphs it consists of."""
    reviewed: bool = False
    """True if an editor confirmed that these are witnesses of one text."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two documents that are much alike and yet not witnesses of one text, and why."""

    a: str
    b: str
    score: float
    reason: Words
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Relations:
    """All that links documents to each other and to authorities."""

    works: tuple[Work, ...] = ()
    events: tuple[Event, ...] = ()
    authorities: tuple[Authority, ...] = ()
    mentions: tuple[Mention, ...] = ()
    parallels: tuple[Parallel, ...] = ()
    related: tuple[Related, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    emendations: tuple[Emendation, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    """Phrases too common to be paired, and how many documents have each."""

    @cached_property
    def work_of(self) -> dict[str, Work]:
        """Find the work that a document is a witness of, by the document's id."""
        return {witness: work for work in self.works for witness in work.witnesses}

    @cached_property
    def mentions_by_document(self) -> dict[str, tuple[Mention, ...]]:
        """Group the mentions by the document that has them."""
        return _grouped((mention.place.document, mention) for mention in self.mentions)

    @cached_property
    def parallels_by_document(self) -> dict[str, tuple[Parallel, ...]]:
        """Group the parallels by each document that has a share in them."""
        return _grouped(
            (place.document, parallel)
            for parallel in self.parallels
            for place in (parallel.a, parallel.b)
        )

    @cached_property
    def authority_by_id(self) -> dict[str, Authority]:
        """Find an authority by its id."""
        return {authority.id: authority for authority in self.authorities}

    @cached_property
    def name_of(self) -> dict[str, str]:
        """Give the name of an authority by its id."""
        return {authority.id: authority.name for authority in self.authorities}

    @cached_property
    def mentions_by_authority(self) -> dict[str, tuple[Mention, ...]]:
        """Group the mentions by the authority that they name."""
        return _grouped((mention.authority, mention) for mention in self.mentions)

    @cached_property
    def events_by_document(self) -> dict[str, tuple[Event, ...]]:
        """Group the events by the documents that report them."""
        return _grouped((document, event) for event in self.events for document in event.documents)

    @cached_property
    def main_event(self) -> dict[str, Event]:
        """Find the event that a document reports first, in the order of its paragraphs."""
        first: dict[str, tuple[tuple[int, int, int], Event]] = {}
        for at, event in enumerate(self.events):
            reports = _grouped((place.document, place) for place in event.reports)
            for document in event.documents:
                digits = [
                    (int("".join(filter(str.isdecimal, place.paragraph)) or 0), place.start)
                    for place in reports.get(document, ())
                ]
                key = (*min(digits, default=(0, 0)), at)
                if document not in first or key < first[document][0]:
                    first[document] = (key, event)
        return {document: event for document, (_, event) in sorted(first.items())}

    @cached_property
    def related_by_document(self) -> dict[str, tuple[Related, ...]]:
        """Group the related documents by the document they belong to."""
        return _grouped((related.document, related) for related in self.related)

    @cached_property
    def times_by_document(self) -> dict[str, tuple[TimeExpression, ...]]:
        """Group the time expressions by the document that has them."""
        return _grouped((time.place.document, time) for time in self.times)

    @cached_property
    def together(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Say for each authority which others are named in the same paragraphs, and in how many.

        The most frequent stand first.
        """
        paragraphs: dict[tuple[str, str], set[str]] = {}
        for mention in self.mentions:
            paragraphs.setdefault(mention.place[:2], set()).add(mention.authority)
        counts: dict[str, dict[str, int]] = {}
        for named in paragraphs.values():
            for one in named:
                for other in named - {one}:
                    others = counts.setdefault(one, {})
                    others[other] = others.get(other, 0) + 1
        return {
            one: tuple(sorted(others.items(), key=lambda pair: (-pair[1], pair[0])))
            for one, others in sorted(counts.items())
        }


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, tuple[_Value, ...]]:
    groups: defaultdict[str, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
