"""Parallels (互见段落): passages that two documents share, and the places that have them.

One index over the paragraphs of the whole collection serves the parallels, and the search for
witnesses. The parallels between witnesses of one work are left to the collation, which shows
them better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edition.model import Document, Parallel, Place
from edition.passages import PassageIndex, StockPhrase, fold
from edition.recall import Recall

Numbers = NDArray[np.int64]

_Shared = tuple[int, int, int, int, int, int]
"""Paragraph, start and end of a shared stretch, in the one document and in the other."""

_Key = tuple[int, ...]
"""A parallel by the numbers of its paragraphs, its positions in them, and how many documents have it."""

LIMIT = 50
"""A wording that occurs more often is a stock phrase."""


@dataclass(frozen=True)
class Passages:
    """The paragraphs of a collection and what they share."""

    documents: tuple[Document, ...]
    owners: tuple[int, ...]
    """For each paragraph the index of its document."""
    anchors: tuple[str, ...]
    texts: tuple[str, ...]
    rows: Numbers
    """What they share: the columns are the fields of ``edition.passages.Passage``."""
    stock: tuple[StockPhrase, ...]

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Give document and id of each paragraph."""
        ids = [self.documents[owner].id for owner in self.owners]
        return tuple(zip(ids, self.anchors, strict=True))


class Parallels(NamedTuple):
    """The parallels of a collection."""

    every: tuple[Parallel, ...]
    """In the order of their places."""
    by_document: dict[str, tuple[Parallel, ...]]
    """Those of each document that has any, in the same order."""


@dataclass(frozen=True)
class _Known:
    """The parallels of a build, for the next one."""

    numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Each paragraph, by document, id and text, has a number that it keeps from build to build."""
    parallels: dict[_Key, Parallel] = field(default_factory=dict)
    found: Parallels = field(default_factory=lambda: Parallels((), {}))
    rows: Numbers | None = None
    """What they were made from, with ``given``: names of the paragraphs, witnesses with those of their works."""
    given: object = None
    fresh: count[int] = field(default_factory=count)


def find_passages(
    documents: Sequence[Document],
    *,
    minimum: int,
    limit: int = LIMIT,
    recall: Recall | None = None,
) -> Passages:
    """Index the paragraphs of all documents, given in the order of their ids, and find what any two share.

    ``recall`` has the paragraphs of the same documents, and what they shared if none of them has changed.
    """
    recall = recall or Recall()
    each = [recall.of(_paragraphs, document) for document in documents]
    owners = tuple(at for at, paragraphs in enumerate(each) for _ in paragraphs)
    anchors = tuple(anchor for paragraphs in each for anchor, _ in paragraphs)
    texts = tuple(text for paragraphs in each for _, text in paragraphs)
    rows, stock = recall.made("passages", ((minimum, limit), texts, owners), _shared)
    return Passages(tuple(documents), owners, anchors, texts, rows, stock)


def _paragraphs(document: Document) -> tuple[tuple[str, str], ...]:
    return tuple((block.anchor, block.text) for block in document.paragraphs)


def _shared(
    least: tuple[int, int], texts: tuple[str, ...], owners: tuple[int, ...]
) -> tuple[Numbers, tuple[StockPhrase, ...]]:
    minimum, limit = least
    return PassageIndex(texts, length=minimum, owners=owners).shared_rows(limit=limit)


def find_parallels(
    passages: Passages, works: Mapping[str, Sequence[str]], *, recall: Recall | None = None
) -> Parallels:
    """List the parallels between documents that are not witnesses of one work.

    ``works`` gives for a witness all witnesses of its work. The weight falls with the number of
    documents that have the passage: 2 divided by it. Where a passage overlaps a longer one
    between the same paragraphs, as repetitions do, only the longer is listed. Those that ``recall`` has
    stay the same objects: whoever compares them with the last build's does so at a glance.
    """
    recall = recall or Recall()
    before = recall.last("parallels", _Known())
    together = tuple((witness, tuple(works[witness])) for witness in sorted(works))
    if before.rows is passages.rows and before.given == (passages.names, together):
        recall.last("parallels", before)
        return before.found
    rows = _in_order(passages, _longest(_between_works(passages, works)))
    each = zip(passages.names, passages.texts, strict=True)
    numbers = {(*name, text): -1 for name, text in each}
    for paragraph in numbers:
        known = before.numbers.get(paragraph)
        numbers[paragraph] = next(before.fresh) if known is None else known
    number = np.asarray([*numbers.values()] or [0])
    if len(numbers) < len(passages.texts):  # two of one document, one id and one text
        each = zip(passages.names, passages.texts, strict=True)
        number = np.asarray([numbers[(*name, text)] for name, text in each])
    a, a_start, a_end, b, b_start, b_end, _, owners = rows.T
    columns = number[a], a_start, a_end, number[b], b_start, b_end, owners
    keys = list(zip(*(column.tolist() for column in columns), strict=True))
    found = list(map(before.parallels.get, keys))
    for at, parallel in enumerate(found):
        if parallel is None:
            found[at] = _parallel(passages, rows[at].tolist())
    listed = tuple(parallel for parallel in found if parallel is not None)
    kept = dict(zip(keys, listed, strict=True))
    grouped = _by_document(passages, rows, listed)
    last = before.found.by_document
    grouped = {key: _same(last.get(key), own) for key, own in grouped.items()}
    made = Parallels(listed, grouped)
    given = passages.names, together
    recall.last("parallels", _Known(numbers, kept, made, passages.rows, given, before.fresh))
    return made


def _same(before: tuple[Parallel, ...] | None, now: tuple[Parallel, ...]) -> tuple[Parallel, ...]:
    return before if before is not None and before == now else now


def _by_document(
    passages: Passages, rows: Numbers, listed: Sequence[Parallel]
) -> dict[str, tuple[Parallel, ...]]:
    """Group parallels by document: of each those that it ends come before those that it begins."""
    owners = np.asarray(passages.owners, dtype=np.int64)
    every = np.arange(len(passages.documents) + 1)
    first, second = owners[rows[:, 0]], owners[rows[:, 3]]
    order = np.argsort(second, kind="stable")
    ended = [listed[at] for at in order.tolist()]
    begins = np.searchsorted(first, every).tolist()
    ends = np.searchsorted(second[order], every).tolist()
    return {
        document.id: own
        for at, document in enumerate(passages.documents)
        if (own := (*ended[ends[at] : ends[at + 1]], *listed[begins[at] : begins[at + 1]]))
    }


def _parallel(passages: Passages, row: Sequence[int]) -> Parallel:
    a, a_start, a_end, b, b_start, b_end, _, owners = row
    one = Place(*passages.names[a], a_start, a_end)
    other = Place(*passages.names[b], b_start, b_end)
    return Parallel(one, other, passages.texts[a][a_start:a_end], round(2 / owners, 4), owners)


def _between_works(passages: Passages, works: Mapping[str, Sequence[str]]) -> Numbers:
    """Give the rows of passages whose two documents are not witnesses of one work."""
    numbers: dict[tuple[str, ...], int] = {}
    of_document = [
        numbers.setdefault(tuple(works[d.id]), len(numbers)) if d.id in works else -1 - at
        for at, d in enumerate(passages.documents)
    ]
    work = np.asarray(of_document, dtype=np.int64)[np.asarray(passages.owners, dtype=np.int64)]
    rows = passages.rows
    found: Numbers = rows[work[rows[:, 0]] != work[rows[:, 3]]]
    return found


def _longest(rows: Numbers) -> Numbers:
    """Leave out the rows that overlap a longer one between the same two paragraphs."""
    edges = np.flatnonzero((rows[1:, 0] != rows[:-1, 0]) | (rows[1:, 3] != rows[:-1, 3])) + 1
    starts = np.concatenate(([0], edges))
    ends = np.concatenate((edges, [len(rows)]))
    wanted = np.ones(len(rows), dtype=bool)
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        taken: list[list[int]] = []
        group = sorted(enumerate(rows[start:end].tolist(), start), key=lambda r: (-r[1][6], r[1]))
        for at, row in group:
            if any(_overlap(row, other) for other in taken):
                wanted[at] = False
            else:
                taken.append(row)
    return rows[wanted]


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    a_start, a_end, _, b_start, b_end = one[1:6]
    a_first, a_last, _, b_first, b_last = other[1:6]
    return (a_start < a_last and a_first < a_end) or (b_start < b_last and b_first < b_end)


def _in_order(passages: Passages, rows: Numbers) -> Numbers:
    """Put rows in the order of their places, in which paragraphs go by their ids as written."""
    ranks = {name: at for at, name in enumerate(sorted(set(passages.names)))}
    rank = np.asarray([ranks[name] for name in passages.names] or [0])
    a, a_start, a_end, b, b_start, b_end = rows.T[:6]
    return rows[np.lexsort((b_end, b_start, rank[b], a_end, a_start, rank[a]))]


def coverage(
    passages: Passages, least: Callable[[Numbers, Numbers], NDArray[np.float64]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Give for each pair of documents how many characters of each the shared passages cover.

    Pairs of which it is plain that neither is covered by as many as ``least`` says of the two are left out. Paragraphs that so many
    documents have that they count as stock are followed from each document to the next one that has them.
    """
    owners = np.asarray(passages.owners, dtype=np.int64)
    rows = passages.rows[:, :6]
    if passages.stock:
        sizes = [len(text) for text in passages.texts]
        chains = [(a, 0, sizes[a], b, 0, sizes[b]) for a, b in _chains(passages)]
        rows = np.concatenate((rows, np.asarray(chains, dtype=np.int64).reshape(-1, 6)))
    if not len(rows):
        return {}
    a, a_start, a_end, b, b_start, b_end = rows.T
    pairs, pair = np.unique(owners[a] * len(owners) + owners[b], return_inverse=True)
    of_a = np.bincount(pair, a_end - a_start)
    of_b = np.bincount(pair, b_end - b_start)
    wanted = least(*np.divmod(pairs, len(owners)))
    enough = (of_a >= wanted) | (of_b >= wanted)
    spans: dict[tuple[int, int], list[_Shared]] = {}
    for row in rows[enough[pair]].tolist():
        spans.setdefault((passages.owners[row[0]], passages.owners[row[3]]), []).append(tuple(row))
    return {
        key: (_covered(s[:3] for s in shared), _covered(s[3:] for s in shared))
        for key, shared in spans.items()
    }


def _chains(passages: Passages) -> list[tuple[int, int]]:
    """Pair each paragraph that is all stock with the next one of the same wording."""
    stock = {phrase.text for phrase in passages.stock}
    groups: dict[str, list[int]] = {}
    for at, text in enumerate(passages.texts):
        groups.setdefault(text, []).append(at)
    return [
        (a, b)
        for text, members in groups.items()
        if len(members) > 2 and fold(text).text in stock
        for a, b in pairwise(members)
        if passages.owners[a] != passages.owners[b]
    ]


def _covered(spans: Iterable[tuple[int, int, int]]) -> int:
    total, last, reach = 0, -1, 0
    for paragraph, start, end in sorted(spans):
        if paragraph != last:
            last, reach = paragraph, 0
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return total
