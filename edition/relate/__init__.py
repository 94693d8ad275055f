"""Relations: what links the documents of an edition to each other, to people and to events.

``relate`` takes values and gives values. Each link rests on evidence that stands with it; what
cannot be decided is listed as such. The parts:

- ``parallels``, ``witnesses``: what documents share, and which carry one text;
- ``collate``, ``variants``, ``glyphs``: where the witnesses of a text differ, and how;
- ``authority``, ``mentions``, ``emend``: who and what is named, and where a name is misread;
- ``times``, ``events``: when things happened, and who reports them;
- ``related``: what to read next, and why;
- ``suggest``: first authority files for a collection that has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from operator import is_
from typing import Any

from edition.config import Config
from edition.errors import ContentErrors
from edition.ledger import Ledger, Line, identify_things, identify_works
from edition.model import (
    Ambiguity,
    Document,
    Mention,
    Place,
    Reading,
    Relations,
    TimeExpression,
    Variant,
    Work,
)
from edition.recall import Recall
from edition.relate.authority import Authorities, read_authorities
from edition.relate.emend import offer_emendations
from edition.relate.events import make_events, number_times, reviewed_authorities
from edition.relate.mentions import Finder
from edition.relate.parallels import find_parallels, find_passages
from edition.relate.quotes import Quotes
from edition.relate.related import rank_related
from edition.relate.suggest import suggest_authorities
from edition.relate.times import read_times
from edition.relate.variants import Collation, classify, compare
from edition.relate.witnesses import Group, Verdict, as_witness, find_witnesses, is_ocr

__all__ = ["FINDER", "Authorities", "read_authorities", "register", "relate", "suggest_authorities"]

FINDER = "finder of names"
"""Under which name whoever remembers has what found the mentions."""

Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Calls a function for each item and gives the results in order: ``map``, or that of a pool."""


def relate(
    documents: Sequence[Document], authorities: Authorities, config: Config, *,
    ledger: Ledger | None = None, sources: Mapping[str, str] | None = None, spread: Spread = map,
    recall: Recall | None = None,
) -> Relations:  # fmt: skip
    """Find all relations of a collection.

    ``sources`` are the decoded captures by path: with them, a quotation of the authority files
    that no capture has is an error. ``ledger`` keeps the ids of works. ``spread`` may call in
    several processes; the result is the same. ``recall`` has what was found in the same documents
    before. Raises ``ContentErrors``.
    """
    recall = recall or Recall()
    documents = sorted(documents, key=lambda document: document.id)
    quotes = Quotes(documents, sources or {})
    errors = tuple(quotes.errors(authorities))
    if errors:
        raise ContentErrors(errors)
    times = {d.id: recall.of(_times, d, zone_of(d, config)) for d in documents}

    minimum = config.policy.parallel_minimum
    passages = find_passages(documents, minimum=minimum, recall=recall)
    groups, likenesses = find_witnesses(
        passages, times, _verdicts(authorities, quotes), recall=recall
    )
    people = frozenset(f.text for e in authorities.entries if e.kind == "person" for f in e.forms)
    ids, _ = identify_works([tuple(d.id for d in g.documents) for g in groups], ledger or Ledger())
    collations = _collations(groups, people, spread, recall)
    made_works = map(partial(_make_work, names=people), groups, ids, collations)
    works = tuple(
        recall.like(f"work {work.id}", work)
        for work in sorted(made_works, key=lambda work: work.id)
    )
    together = {one: work.witnesses for work in works for one in work.witnesses}
    parallels = find_parallels(passages, together, recall=recall)

    finder = recall.of(_finder, recall.like("authorities", authorities))
    recall.last(FINDER, finder)
    found = [item for document in documents for item in recall.of(finder.all_in, document)]
    mentions = tuple(item for item in found if isinstance(item, Mention))
    ambiguities = tuple(item for item in found if isinstance(item, Ambiguity))
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        grouped.setdefault(mention.authority, []).append(mention)
    published = {d.id: d.value("published")[:10] for d in documents}
    made = tuple(
        recall.like(f"authority {authority.id}", authority)
        for authority in reviewed_authorities(authorities.entries, quotes, grouped, published)
    )
    numbered = number_times(authorities.events, documents)
    events = make_events(authorities.events, documents, quotes, finder, times, together)
    days = {
        identifier: date.fromisoformat(day).toordinal()
        for identifier, day in published.items()
        if _is_day(day)
    }
    relations = Relations(
        works=works,
        events=events,
        authorities=made,
        mentions=mentions,
        parallels=parallels.every,
        related=rank_related(
            documents, works, events, parallels.by_document, mentions, made, days, recall=recall
        ),
        times=tuple(
            sorted(
                (*(t for read in times.values() for t in read), *numbered), key=lambda t: t.place
            )
        ),
        ambiguities=ambiguities,
        emendations=offer_emendations(
            documents, authorities.entries, mentions, works, recall=recall
        ),
        likenesses=likenesses,
        stock=tuple((phrase.text, phrase.owners) for phrase in passages.stock),
    )
    vars(relations)["parallels_by_document"] = parallels.by_document  # which it would group again
    return relations


def register(relations: Relations, ledger: Ledger) -> tuple[Line, ...]:
    """Give the ledger lines that keep the ids of new works, authorities and events for good."""
    _, lines = identify_works([work.witnesses for work in relations.works], ledger)
    things = [(a.kind, a.id) for a in relations.authorities if a.reviewed]
    things += [("event", event.id) for event in relations.events if event.reviewed]
    return (*lines, *identify_things(things, ledger))


def zone_of(document: Document, config: Config) -> str:
    """Give the zone of a document's publisher, or the edition's if it is not known."""
    publisher = config.publishers.get(document.value("publisher"))
    return publisher.zone if publisher and publisher.zone else config.timezone


def _finder(authorities: Authorities) -> Finder:
    return Finder(authorities.entries)


def _times(document: Document, zone: str) -> tuple[TimeExpression, ...]:
    return tuple(read_times(document, zone=zone))


def _verdicts(authorities: Authorities, quotes: Quotes) -> list[Verdict]:
    return [
        Verdict(
            tuple(dict.fromkeys(place.document for q in work.witnesses for place in quotes.places(q))),
            work.same, work.reason, work.title,
        )
        for work in authorities.works
    ]  # fmt: skip


def _collations(
    groups: Sequence[Group], people: frozenset[str], spread: Spread, recall: Recall
) -> list[Collation]:
    """Collate the witnesses of each group, but those that were collated in the last build."""
    made: dict[tuple[str, ...], tuple[tuple[Document, ...], frozenset[str], Collation]] = {}
    before = recall.last("collations", made)
    todo: list[Group] = []
    for group in groups:
        ids = tuple(document.id for document in group.documents)
        known = before.get(ids)
        if known and known[1] == people and all(map(is_, known[0], group.documents)):
            made[ids] = known
        else:
            todo.append(group)
    witnesses = [[as_witness(document) for document in group.documents] for group in todo]
    for group, found in zip(todo, spread(partial(compare, names=people), witnesses), strict=True):
        made[tuple(document.id for document in group.documents)] = group.documents, people, found
    return [made[tuple(document.id for document in group.documents)][2] for group in groups]


def _make_work(
    group: Group, identifier: str, collation: Collation, *, names: frozenset[str]
) -> Work:
    """Put a work together from its witnesses and their collation."""
    variants = (*collation.variants, *_signed(group, len(collation.variants), names))
    return Work(
        identifier, group.title, tuple(document.id for document in group.documents), group.base_reason,
        variants, collation.alignment, group.score, group.evidence, collation.rows, group.reviewed,
    )  # fmt: skip


def _signed(group: Group, count: int, names: frozenset[str]) -> list[Variant]:
    """Compare who signs the witnesses, name by name; a name that one of them lacks is no variant."""
    base, *others = group.documents
    ocr = any(is_ocr(document) for document in group.documents)
    found: list[Variant] = []
    for other in others:
        ours, theirs = base.values("byline"), other.values("byline")
        left = [name for name in ours if name not in theirs]
        right = [name for name in theirs if name not in ours]
        for one, two in zip(left, right, strict=False):
            kinds = classify([one, two], listed=True, ocr=ocr, names=names | {one, two})
            readings = tuple(
                Reading(document.id, _in_byline(document, name), name)
                for document, name in ((base, one), (other, two))
            )
            found.append(Variant(count + len(found) + 1, kinds[0], readings, kinds[1:]))
    return found


def _in_byline(document: Document, name: str) -> Place:
    """Locate a name in a byline; several are counted with a sign between each two."""
    names = document.values("byline")
    start = sum(len(one) + 1 for one in names[: names.index(name)])
    return Place(document.id, "byline", start, start + len(name))


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
