"""Rank what is worth reading beside a document, and say why in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from itertools import combinations
from math import log
from operator import attrgetter, itemgetter

from edition.model import Authority, Document, Event, Mention, Parallel, Related, Words, Work

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


def rank_related(
    documents: Sequence[Document], works: Sequence[Work], events: Sequence[Event], parallels: Sequence[Parallel],
    mentions: Sequence[Mention], authorities: Sequence[Authority], days: Mapping[str, int],
) -> tuple[Related, ...]:  # fmt: skip
    """List for each document at most eight others, the nearest first.

    ``days`` gives the day of publication as a number. Only pairs that have something in common
    are looked at, so this grows with the links and not with the square of the documents.
    """
    pairs = _Pairs()
    for work in works:
        for a, b in combinations(work.witnesses, 2):
            pairs.of(a, b).work = work
    for event in events:
        for a, b in combinations(event.documents, 2) if len(event.documents) <= _COMMON else ():
            pairs.of(a, b).events.append(event)
    rare = [p for p in parallels if p.documents <= _RARE]
    for parallel in sorted(rare, key=_rarest_first):
        pairs.of(parallel.a.document, parallel.b.document).passages.append(parallel)
    common = [p for p in parallels if p.documents > _RARE and pairs.has(p.a.document, p.b.document)]
    for parallel in sorted(common, key=_rarest_first):
        pairs.of(parallel.a.document, parallel.b.document).passages.append(parallel)
    pairs.add_named(
        mentions, {authority.id: authority for authority in authorities}, len(documents)
    )
    ranked: dict[str, list[tuple[float, str, _Pair]]] = {}
    for (a, b), shared in pairs.found.items():
        score = shared.score(days=_apart(days, a, b))
        if score >= _LEAST:
            ranked.setdefault(a, []).append((-score, b, shared))
            ranked.setdefault(b, []).append((-score, a, shared))
    told: dict[_Pair, tuple[Words, ...]] = {}  # a pair is told of at both ends in the same words
    related = []
    for document in sorted(ranked):
        for score, other, shared in nsmallest(MOST, ranked[document], key=_nearest_first):
            if shared not in told:
                told[shared] = shared.reasons(days=_apart(days, document, other))
            related.append(Related(document, other, -score, told[shared]))
    return tuple(related)


class _Pairs:
    """The pairs of documents that have something in common."""

    def has(self, a: str, b: str) -> bool:
        """Say whether two documents have something in common already."""
        return ((a, b) if a < b else (b, a)) in self.found

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], _Pair] = {}

    def of(self, a: str, b: str) -> _Pair:
        """Give the pair of two documents."""
        key = (a, b) if a < b else (b, a)
        pair = self.found.get(key)
        if pair is None:
            pair = self.found[key] = _Pair()
        return pair

    def add_named(
        self, mentions: Sequence[Mention], by_id: Mapping[str, Authority], count: int
    ) -> None:
        """Pair the documents that name an authority which few others name."""
        named: dict[str, set[str]] = {}
        for mention in mentions:
            named.setdefault(mention.authority, set()).add(mention.place.document)
        for identifier, where in sorted(named.items()):
            authority = by_id.get(identifier)
            if authority is None or not 2 <= len(where) <= _COMMON:
                continue
            weight = log(count / len(where) + 1) * (1.0 if authority.kind == "person" else 0.3)
            for a, b in combinations(sorted(where), 2):
                self.of(a, b).named.append((weight, authority))


def _apart(days: Mapping[str, int], a: str, b: str) -> int | None:
    return abs(days[a] - days[b]) if a in days and b in days else None
