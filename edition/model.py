"""The values that the whole library passes around: frozen, typed, standard library only.

Nothing here reads a file, knows a format or renders anything. The words are those of the
glossary in ``docs/glossary.md``; where the field has a standard term (TEI, Dublin Core, PROV)
the standard term is used.

All positions are code points of the *decoded* source text, half open: ``Span(3, 5)`` covers
the fourth and the fifth character.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeVar

_Value = TypeVar("_Value")


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
        return "".join(piece.text for piece in self.pieces)

    @property
    def live(self) -> bool:
        """Say whether the block still stands in the text (it was not removed or set aside)."""
        return any(piece.text and piece.fate in (Fate.KEPT, Fate.CHANGED) for piece in self.pieces)

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


class Difference(NamedTuple):
    """A stretch of a paragraph in a comparison: ``same``, ``removed`` or ``added``, and its text."""

    kind: str
    text: str


class Compared(NamedTuple):
    """A paragraph in a comparison of two versions."""

    id: str
    fate: str
    """``same``, ``changed``, ``moved``, ``added``, ``split`` (off ``of``), ``merged`` (into
    ``of``) or ``removed``."""
    of: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A released version of a document (版本), frozen: ``/d/<id>/v<N>/`` shows it for good."""

    document: str
    number: int
    url: str
    """Path below the site's root: ``/d/<id>/v<N>/``."""
    date: str
    """ISO date of the release."""
    reason: str
    by: str
    title: str
    capture: str
    """SHA-256 of the capture that it was made from."""
    text_sha256: str
    """Of its text form, in NFC."""
    paragraphs: tuple[tuple[str, str], ...]
    """(paragraph id, text), in reading order."""
    article: str = field(repr=False)
    """The frozen ``<article>`` element as HTML, with paragraph ids; insert it as it is: captured
    markup was escaped when it was frozen, and its bytes never change."""
    markdown: str = field(repr=False)
    item: Mapping[str, object] = field(default_factory=dict, repr=False)
    """Its CSL-JSON item."""
    changes: tuple[Compared, ...] = ()
    """What changed since the version before; empty for version 1."""
    record: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Its claims by field, the first of each: ``title``, ``kicker``, ``published`` …"""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains of a withdrawn page (撤回说明), served with 410 at every address it had."""

    id: str
    kind: str
    """``document``, ``work``, ``event``, ``person``, …"""
    url: str
    """Path below the site's root: that of the page it stands in for."""
    urls: tuple[str, ...]
    """Paths of all its versions, and of its former ids, which are gone as well."""
    title: str
    citation: str
    date: str
    reason: str
    by: str
    successor: str
    """Path of the page that replaces it, or empty."""
    capture: str
    text_sha256: str


class Change(NamedTuple):
    """A thing that happened in the edition, for the feed and the page of changes."""

    date: str
    event: str
    """``revised`` (version 1: new), ``renamed``, ``merged``, ``withdrawn`` or ``restored``."""
    id: str
    kind: str
    url: str
    """Path of the page that tells of it: a version's, a tombstone's or a successor's."""
    version: int
    title: str
    reason: str
    by: str


@dataclass(frozen=True)
class Register:
    """What the ledger says that pages and exports show: versions, withdrawals, redirects."""

    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    """Released versions by document id, oldest first; a document without any is a draft of
    version 1."""
    drafts: Mapping[str, tuple[Compared, ...]] = field(default_factory=dict)
    """Documents that differ from their latest version, by id: *draft after version N*, with what
    changed since."""
    retired: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    """By document id: paragraph ids without a text, which stay as empty targets, each with the
    ids of the paragraphs that took its text in (none: it was removed)."""
    arrivals: Mapping[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = field(
        default_factory=dict
    )
    """By document id: the documents merged into it, each with its paragraph ids and the ids here
    of the paragraphs that have their text (or empty). Redirects lead to ``#from-<merged id>``."""
    tombstones: tuple[Tombstone, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    """(path that was given once, path where it is now), never a chain."""
    changes: tuple[Change, ...] = ()
    """Newest first."""
    addresses: tuple[str, ...] = ()
    """Every path that the ledger ever gave."""
    ledger: str = field(default="", repr=False)
    """The ledger's own text, for those who want to verify the edition against it."""


@dataclass(frozen=True)
class Edition:
    """Everything that a build knows, for whoever makes pages, exports or an index of it."""

    sources: tuple[SourceRecord, ...]
    """In the order of their paths."""
    documents: tuple[Document, ...]
    """In the order of their ids."""
    relations: Relations = field(default_factory=Relations)
    register: Register = field(default_factory=Register)
    """Versions, withdrawals and redirects, from the ledger."""
    rules_hash: str = ""
    """Hash of the rule set that the documents were cleaned with, as their pages state it."""

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        """Find a document by its id."""
        return {document.id: document for document in self.documents}

    @cached_property
    def source_by_hash(self) -> dict[str, SourceRecord]:
        """Find a source by its SHA-256."""
        return {record.source.sha256: record for record in self.sources}


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: a POSIX path below ``site/`` and its bytes."""

    path: str
    data: bytes = field(repr=False)
