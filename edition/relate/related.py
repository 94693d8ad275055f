"""Rank what is worth reading beside a document, and say why in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain
from math import log
from operator import attrgetter, itemgetter
from typing import NamedTuple

from edition.model import Authority, Document, Event, Mention, Parallel, Related, Words, Work
from edition.recall import Recall

MOST = 8
"""Related documents listed for each document."""
_COMMON = 50
"""An authority that more documents name relates none of them to each other."""


_RARE = 10
"""A passage that more documents have is no reason by itself."""
_LEAST = 1.0
"""What has a lower score is not worth a line."""


class _Pair:
    """What two documents have in common."""

    __slots__ = ("events", "named", "passages", "work")

    def __init__(self) -> None:
        self.work: Work | None = None
        self.events: list[Event] = []
        self.passages: list[Parallel] = []
        self.named: list[tuple[float, Authority]] = []

    def score(self, *, days: int | None) -> float:
        """Add up what relates the two; closeness in time only strengthens other reasons."""
        total = 100.0 if self.work else 0.0
        total += 10.0 * len(self.events)
        total += sum(p.weight * log(len(p.text)) for p in self.passages)
        total += sum(weight for weight, _ in self.named)
        return round(total * (1.2 if days is not None and days <= 7 else 1.0), 4)

    def reasons(self, *, days: int | None) -> tuple[Words, ...]:
        """Say what relates the two, the strongest first."""
        found: list[Words] = []
        if self.work:
            found.append(Words("同一文本的另一见证本", "another witness of the same text"))
        found += [
            Words(f"同记“{e.title}”", f"reports the same event: {e.title_en or e.title}")
            for e in self.events
        ]
        if self.passages:
            longest = max(self.passages, key=lambda p: (p.weight * len(p.text), p.text))
            shown = longest.text if len(longest.text) <= 24 else longest.text[:24] + "……"
            count = len(self.passages)
            found.append(
                Words(
                    f"有 {count} 处相同文字，如“{shown}”",
                    f"shares {count} passages, such as “{shown}”",
                )
            )
        people = [
            a.name
            for _, a in sorted(self.named, key=lambda n: (-n[0], n[1].id))
            if a.kind == "person"
        ]
        others = [
            a.name
            for _, a in sorted(self.named, key=lambda n: (-n[0], n[1].id))
            if a.kind != "person"
        ]
        for names, zh, en in (
            (people, "人物", "people"),
            (others, "地点、机构或术语", "places, bodies or terms"),
        ):
            if names:
                more = len(names) > 4
                listed = "、".join(names[:4]) + ("等" if more else "")
                found.append(
                    Words(
                        f"同有{zh}：{listed}",
                        f"{en} in common: {', '.join(names[:4])}{' …' if more else ''}",
                    )
                )
        if found and days is not None and days <= 7:
            near = Words("同日发布", "published on the same day")
            found.append(
                near if not days else Words(f"发布相隔 {days} 日", f"published {days} days apart")
            )
        return tuple(found)


_rarest_first = attrgetter("documents", "a", "b")
_nearest_first = itemgetter(0, 1)


class Named(NamedTuple):
    """An authority that relates those who name it to each other, since few do."""

    weight: float
    authority: Authority
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Links:
    """All that relates one document to others."""

    parallels: tuple[Parallel, ...]
    work: Work | None
    events: tuple[Event, ...]
    named: tuple[Named, ...]

    def __bool__(self) -> bool:
        """Say whether there is anything."""
        return bool(self.parallels or self.work or self.events or self.named)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What a build found, for the next one."""

    days: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, _Links] = field(default_factory=dict)
    related: Mapping[str, tuple[Related, ...]] = field(default_factory=dict)


def rank_related(
    documents: Sequence[Document], works: Sequence[Work], events: Sequence[Event],
    parallels: Mapping[str, tuple[Parallel, ...]],
    mentions: Sequence[Mention], authorities: Sequence[Authority], days: Mapping[str, int], *,
    recall: Recall | None = None,
) -> tuple[Related, ...]:  # fmt: skip
    """List for each document at most eight others, the nearest first.

    ``parallels`` are those of each document; ``days`` gives the day of publication as a number. Only pairs that have something in common
    are looked at, so this grows with the links and not with the square of the documents. Documents whose links
    and dates are those that ``recall`` has of the last build are not ranked again.
    """
    recall = recall or Recall()
    before = recall.last("related", _Ranked())
    links = _links(documents, works, events, parallels, _named(mentions, authorities, documents))
    links = {key: found for key, found in sorted(links.items()) if found}
    same = before.days == days
    todo = {
        key: found for key, found in links.items() if not same or before.links.get(key) != found
    }
    ranked: dict[str, list[tuple[float, str, _Pair]]] = {}
    for (a, b), shared in _Pairs(todo).found.items():
        score = shared.score(days=_apart(days, a, b))
        if score >= _LEAST:
            if a in todo:
                ranked.setdefault(a, []).append((-score, b, shared))
            if b in todo:
                ranked.setdefault(b, []).append((-score, a, shared))
    told: dict[_Pair, tuple[Words, ...]] = {}  # a pair is told of at both ends in the same words
    related: dict[str, tuple[Related, ...]] = {}
    for document in links:
        if document not in todo:
            related[document] = before.related[document]
            continue
        nearest = []
        for score, other, shared in nsmallest(MOST, ranked.get(document, ()), key=_nearest_first):
            if shared not in told:
                told[shared] = shared.reasons(days=_apart(days, document, other))
            nearest.append(Related(document, other, -score, told[shared]))
        related[document] = tuple(nearest)
    recall.last("related", _Ranked(days, links, related))
    return tuple(chain.from_iterable(related.values()))


def _named(
    mentions: Sequence[Mention], authorities: Sequence[Authority], documents: Sequence[Document]
) -> list[Named]:
    """Give the authorities that few documents name, by their ids."""
    by_id = {authority.id: authority for authority in authorities}
    where: dict[str, set[str]] = {}
    for mention in mentions:
        where.setdefault(mention.authority, set()).add(mention.place.document)
    return [
        Named(
            log(len(documents) / len(found) + 1) * (1.0 if authority.kind == "person" else 0.3),
            authority,
            tuple(sorted(found)),
        )
        for identifier, found in sorted(where.items())
        if (authority := by_id.get(identifier)) is not None and 2 <= len(found) <= _COMMON
    ]


def _links(
    documents: Sequence[Document],
    works: Sequence[Work],
    events: Sequence[Event],
    parallels: Mapping[str, tuple[Parallel, ...]],
    named: Sequence[Named],
) -> dict[str, _Links]:
    """Give for each document all that may relate it to others, in the order in which it is counted."""
    work_of = {witness: work for work in works for witness in work.witnesses}
    reported: dict[str, list[Event]] = {}
    for event in events:
        for key in event.documents if len(event.documents) <= _COMMON else ():
            reported.setdefault(key, []).append(event)
    names: dict[str, list[Named]] = {}
    for one in named:
        for key in one.documents:
            names.setdefault(key, []).append(one)
    return {
        key: _Links(
            parallels.get(key, ()),
            work_of.get(key),
            tuple(reported.get(key, ())),
            tuple(names.get(key, ())),
        )
        for key in (document.id for document in documents)
    }


class _Pairs:
    """The pairs of which one document is among some, with what the two have in common."""

    def __init__(self, links: Mapping[str, _Links]) -> None:
        """Put together what ``links``, which are all links of these documents, say of each pair."""
        self._links = links
        self.found: dict[tuple[str, str], _Pair] = {}
        for key, linked in links.items():
            for other in self._others(key, linked.work.witnesses if linked.work else ()):
                self._of(key, other).work = linked.work
            for event in linked.events:
                for other in self._others(key, event.documents):
                    self._of(key, other).events.append(event)
        self._add_parallels()
        for key, linked in links.items():
            for weight, authority, where in linked.named:
                for other in self._others(key, where):
                    self._of(key, other).named.append((weight, authority))

    def _add_parallels(self) -> None:
        """Add the rare parallels, then the others where there is another reason already."""
        every = {id(p): p for linked in self._links.values() for p in linked.parallels}.values()
        for parallel in sorted((p for p in every if p.documents <= _RARE), key=_rarest_first):
            self._of(parallel.a.document, parallel.b.document).passages.append(parallel)
        common = [p for p in every if p.documents > _RARE and _key(p) in self.found]
        for parallel in sorted(common, key=_rarest_first):
            self.found[_key(parallel)].passages.append(parallel)

    def _of(self, one: str, other: str) -> _Pair:
        key = (one, other) if one < other else (other, one)
        pair = self.found.get(key)
        if pair is None:
            pair = self.found[key] = _Pair()
        return pair

    def _others(self, key: str, among: Iterable[str]) -> Iterator[str]:
        """Give those whose pair with ``key`` is not put together from the other's side."""
        return (o for o in among if o != key and (o > key or o not in self._links))


def _key(parallel: Parallel) -> tuple[str, str]:
    one, other = parallel.a.document, parallel.b.document
    return (one, other) if one < other else (other, one)


def _apart(days: Mapping[str, int], a: str, b: str) -> int | None:
    return abs(days[a] - days[b]) if a in days and b in days else None
