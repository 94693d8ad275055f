"""What lists show of everything, as plain values: a list's page depends on these and on nothing else.

A list must not be made again because somewhere in a document that it names a comma was mended. So
what it shows of documents, events, captures and interventions is put into small values here, once
for the whole edition; where a list is spread over pages, each page asks for its own stretch.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain, groupby, islice, starmap
from typing import TYPE_CHECKING, NamedTuple, cast

from edition.model import (
    Account,
    Action,
    Ambiguity,
    Certainty,
    Document,
    Event,
    Intervention,
    Words,
)
from edition.render.page import page_of
from edition.render.timeline import Moment, Timeline, draw, moments

if TYPE_CHECKING:
    from edition.render.context import Context, Entry, Named

SIZE = 200
"""Entries on one page of a list."""
AT_HOME = 30
"""Up to this number the whole list stands on the home page."""
PLACES = 6
"""Documents that the page of rules names for each rule; all places are on the rule's own page."""
APPLIED = 300
"""Places on one page of a rule."""
UNSURE = 20
"""Places shown of a form that could be several names."""
FORMS = 150
"""Such forms that the index of a kind lists."""


@lru_cache(maxsize=65536)
def sort_key(name: str) -> tuple[str, str]:
    """Give the key by which Chinese names are put in order: their reading, then their signs.

    >>> sorted(["长春市", "吉林市", "安立佳"], key=sort_key)
    ['安立佳', '长春市', '吉林市']
    """
    from pypinyin import Style, lazy_pinyin  # its table takes longer to load than all the rest

    bare = name.strip("“”‘’《》（）()「」『』 ")
    return " ".join(lazy_pinyin(bare, style=Style.TONE3)).casefold(), name


def publisher_address(name: str) -> str:
    """Give the address of a publisher's list; it has letters and figures only.

    >>> publisher_address("吉林日报")
    'publishers/053ddf2a/'
    """
    return f"publishers/{hashlib.sha256(name.encode()).hexdigest()[:8]}/"


class EventLine(NamedTuple):
    """An event in a list."""

    id: str
    date: str
    title: str
    title_en: str
    kind: str
    certainty: Certainty
    documents: int

    @property
    def address(self) -> str:
        """Give the address of its page."""
        return f"events/{self.id}/"


class WorkLine(NamedTuple):
    """A work in the list of works."""

    id: str
    title: str
    witnesses: int
    variants: int


class SourceLine(NamedTuple):
    """A capture in the register."""

    name: str
    address: str
    format: str
    encoding: str
    size: int
    sha256: str
    account: Account
    held: int
    """Documents that it holds, with those that were withdrawn."""
    documents: tuple[tuple[str, str, str], ...]
    """Address, language and title of each that is shown."""


class UnsurePlace(NamedTuple):
    """A place where a form could be one of several names."""

    address: str
    language: str
    title: str
    number: str
    """Of the paragraph; empty if the place is in the record."""


class Unsure(NamedTuple):
    """A form that no evidence could link to one of its candidates."""

    form: str
    candidates: tuple[Named, ...]
    places: tuple[UnsurePlace, ...]


class Applied(NamedTuple):
    """An intervention in a list of those of one rule or decision."""

    id: int
    """0 if it is not editorial, or changed no text: then the marked page has no mark of it."""
    action: Action
    before: str
    after: str


class AppliedIn(NamedTuple):
    """What a rule did in one document."""

    address: str
    language: str
    title: str
    acts: tuple[Applied, ...]
    times: int


class Decided(NamedTuple):
    """A decision of an editor and where it was applied."""

    name: str
    agent: str
    certainty: Certainty
    reason: Words
    places: tuple[AppliedIn, ...]
    """One for each intervention."""


class Listings:
    """The lists of one edition."""

    def __init__(self, context: Context) -> None:
        """Take the context that knows the edition."""
        self._context = context

    # -- documents ------------------------------------------------------------

    @cached_property
    def newest(self) -> tuple[Entry, ...]:
        """Give the documents that the home page names: all of a small edition, else the newest."""
        entries = self._context.newest_first
        return entries if len(entries) <= AT_HOME else entries[:10]

    @cached_property
    def months(self) -> tuple[tuple[str, str, int], ...]:
        """Give each month with the address of the page where it begins, and its documents."""
        found: dict[str, tuple[str, int]] = {}
        for n, entry in enumerate(self._context.newest_first):
            month = entry.date[:7]
            address, count = found.get(month, (page_of("documents/", n // SIZE + 1), 0))
            found[month] = (address, count + 1)
        return tuple((month, *rest) for month, rest in found.items())

    @cached_property
    def published_by(self) -> dict[str, tuple[Entry, ...]]:
        """Group the documents by publisher, in order of the names."""
        groups: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._context.newest_first:
            groups[entry.published_by].append(entry)
        return {name: tuple(group) for name, group in sorted(groups.items())}

    @cached_property
    def publishers(self) -> tuple[tuple[str, str, int], ...]:
        """Give name, address and documents of each publisher, the largest first."""
        counts = ((name, len(group)) for name, group in self.published_by.items())
        ordered = sorted(counts, key=lambda item: (not item[0], -item[1], item[0]))
        return tuple((name, publisher_address(name), count) for name, count in ordered)

    @cached_property
    def totals(self) -> tuple[tuple[str, int, str], ...]:
        """Give what the edition has: (what, how many, address of the list)."""
        context = self._context
        entries = context.entries.values()
        return (
            ("documents", len(context.edition.documents), "documents/"),
            ("sources", len(context.edition.sources), "sources/"),
            ("characters", sum(e.characters for e in entries), "documents/"),
            ("interventions", sum(e.editorial for e in entries), "rules/"),
            ("decisions", len(self.decided), "rules/decisions/"),
        )

    # -- time -----------------------------------------------------------------

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Give all that has a date, in order."""
        return moments(self._context)

    @cached_property
    def timeline(self) -> Timeline:
        """Give the picture of the whole edition in time."""
        return draw(self._context)

    @cached_property
    def events(self) -> tuple[EventLine, ...]:
        """Give the events in order of date."""
        return tuple(map(_event_line, self._context.events))

    @cached_property
    def event_neighbours(self) -> dict[str, tuple[EventLine | None, EventLine | None]]:
        """Give the events before and after each."""
        lines = [None, *self.events, None]
        return {line.id: (lines[n], lines[n + 2]) for n, line in enumerate(self.events)}

    @cached_property
    def attended(self) -> dict[str, tuple[EventLine, ...]]:
        """Give the events that each authority attended."""
        groups: dict[str, list[EventLine]] = defaultdict(list)
        for event, line in zip(self._context.events, self.events, strict=True):
            for attendee in dict.fromkeys(event.attendees):
                groups[attendee].append(line)
        return {key: tuple(group) for key, group in groups.items()}

    # -- works, sources, names ------------------------------------------------

    @cached_property
    def works(self) -> tuple[WorkLine, ...]:
        """Give the works that have several witnesses."""
        return tuple(
            WorkLine(w.id, w.title, len(w.witnesses), len(w.variants))
            for w in self._context.edition.relations.works
        )

    @cached_property
    def sources(self) -> tuple[SourceLine, ...]:
        """Give the register of captures."""
        context = self._context
        return tuple(
            SourceLine(
                r.source.path.rpartition("/")[2],
                context.source_address[r.source.sha256],
                r.format,
                r.source.encoding,
                len(r.source.data),
                r.source.sha256,
                r.account,
                len(r.documents),
                tuple(
                    (e.address, e.language, e.title)
                    for e in map(context.shown.get, r.documents)
                    if e
                ),
            )
            for r in context.edition.sources
        )

    @cached_property
    def authorities(self) -> dict[str, tuple[tuple[Named, int], ...]]:
        """Give the authorities of each kind in order of their reading, with their mentions."""
        context = self._context
        groups: dict[str, list[Named]] = defaultdict(list)
        for named in sorted(context.named.values(), key=lambda n: sort_key(n.name)):
            groups[named.kind].append(named)
        return {
            kind: tuple((n, len(context.mentions_of.get(n.id, ()))) for n in group)
            for kind, group in groups.items()
        }

    @cached_property
    def unsure(self) -> dict[str, tuple[Unsure, ...]]:
        """Give for each kind the forms that no evidence could link, by form and candidates."""
        context = self._context
        groups: dict[tuple[str, tuple[str, ...]], list[Ambiguity]] = {}
        for unsure in context.edition.relations.ambiguities:
            if unsure.place.document in context.shown:
                groups.setdefault((unsure.form, unsure.candidates), []).append(unsure)
        found: dict[str, list[Unsure]] = defaultdict(list)
        for (form, keys), group in groups.items():
            candidates = tuple(context.named[key] for key in keys if key in context.named)
            group.sort(key=lambda a: context.place_order(a.place))
            one = Unsure(form, candidates, tuple(map(self.unsure_place, group[:UNSURE])))
            for kind in {named.kind for named in candidates}:
                found[kind].append(one)
        return {
            kind: tuple(sorted(forms, key=lambda u: sort_key(u.form)))[:FORMS]
            for kind, forms in found.items()
        }

    def unsure_place(self, unsure: Ambiguity) -> UnsurePlace:
        """Give a place where a form could be one of several names."""
        place = unsure.place
        there = self._context.shown[place.document]
        counted = self._context.paragraph_number(place)
        return UnsurePlace(
            f"{there.address}#{place.paragraph}" if counted else there.address,
            there.language,
            there.title,
            place.paragraph[1:] if counted else "",
        )

    @cached_property
    def unsure_of(self) -> dict[str, tuple[tuple[str, tuple[UnsurePlace, ...]], ...]]:
        """Give for each authority the forms that might name it, each with its places."""
        found: dict[str, tuple[tuple[str, tuple[UnsurePlace, ...]], ...]] = {}
        for key, ambiguities in self._context.ambiguities_of.items():
            forms: dict[str, list[UnsurePlace]] = {}
            for unsure in ambiguities[:UNSURE]:
                forms.setdefault(unsure.form, []).append(self.unsure_place(unsure))
            found[key] = tuple((form, tuple(forms[form])) for form in sorted(forms))
        return found

    # -- rules and decisions --------------------------------------------------

    @cached_property
    def rule_counts(self) -> dict[str, int]:
        """Count the applications of each rule."""
        return {code: len(found) for code, found in self._context.applications.items()}

    @cached_property
    def first_places(self) -> dict[str, tuple[AppliedIn, ...]]:
        """Give a few documents that each rule touched, the first place in each."""
        return {
            code: tuple(
                one._replace(acts=one.acts[:1])
                for one in starmap(_applied, islice(_grouped(found), PLACES))
            )
            for code, found in self._context.applications.items()
        }

    @cached_property
    def rule_pages(self) -> dict[tuple[str, int], tuple[AppliedIn, ...]]:
        """Give what each page of a rule lists, by the rule's code and the page's number."""
        return {
            (code, at // APPLIED + 1): self._context.recall.made(
                ("rule page", code, str(at)),
                tuple(chain.from_iterable(found[at : at + APPLIED])),
                _applied_in,
            )
            for code, found in self._context.applications.items()
            if code in self._context.rule
            for at in range(0, len(found), APPLIED)
        }

    @cached_property
    def decided(self) -> tuple[Decided, ...]:
        """Give the decisions of editors that touched a document, by their names."""
        return tuple(
            Decided(
                name,
                found[0][1].agent,
                found[0][1].certainty,
                found[0][1].reason,
                tuple(part for one in found for part in _by_document([one])),
            )
            for name, found in sorted(self._context.applications.items())
            if any(act.agent != "rule" for _, act in found)
        )


def _event_line(event: Event) -> EventLine:
    return EventLine(
        event.id,
        event.date,
        event.title,
        event.title_en,
        event.kind,
        event.certainty,
        len(event.documents),
    )


def _applied_in(*found: Document | Intervention) -> tuple[AppliedIn, ...]:
    """Give what a page of a rule lists: documents, each followed by what was done in it."""
    pairs = zip(found[::2], found[1::2], strict=True)
    return _by_document(cast(list[tuple[Document, Intervention]], list(pairs)))


def _by_document(
    found: Sequence[tuple[Document, Intervention]],
) -> tuple[AppliedIn, ...]:
    return tuple(_applied(*pair) for pair in _grouped(found))


def _grouped(
    found: Sequence[tuple[Document, Intervention]],
) -> Iterator[tuple[Document, list[Intervention]]]:
    for _, group in groupby(found, key=lambda pair: pair[0].id):
        pairs = list(group)
        yield pairs[0][0], [act for _, act in pairs]


def _applied(document: Document, acts: Sequence[Intervention]) -> AppliedIn:
    wanted = {act.id for act in acts if act.editorial}
    marked = {n for block in document.blocks for piece in block.pieces for n in piece.by} & wanted
    return AppliedIn(
        f"d/{document.id}/marked/",
        document.language,
        document.title,
        tuple(Applied(a.id if a.id in marked else 0, a.action, a.before, a.after) for a in acts),
        len(acts),
    )
