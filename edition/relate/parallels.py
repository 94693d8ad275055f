"""Parallels (互见段落): passages that two documents share, and the places that have them.

One index over the paragraphs of the whole collection serves the parallels, and the search for
witnesses. The parallels between witnesses of one work are left to the collation, which shows
them better.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

import numpy as np

from edition.model import Document, Parallel, Place
from edition.passages import Passage, PassageIndex, Shared, fold
from edition.recall import Recall

_Shared = tuple[int, int, int, int, int, int]
"""Paragraph, start and end of a shared stretch, in the one document and in the other."""

_Ends = tuple[str, str, int, int, str, str, int, int]
"""The two places of a parallel."""

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
    shared: Shared

    def place(self, paragraph: int, start: int, end: int) -> Place:
        """Give the place of a stretch of a paragraph."""
        return Place(self.documents[self.owners[paragraph]].id, self.anchors[paragraph], start, end)


def find_passages(documents: Sequence[Document], *, minimum: int, limit: int = LIMIT) -> Passages:
    """Index the paragraphs of all documents and find what any two documents share."""
    owners, anchors, texts = [], [], []
    for at, document in enumerate(documents):
        for block in document.paragraphs:
            owners.append(at)
            anchors.append(block.anchor)
            texts.append(block.text)
    shared = PassageIndex(texts, length=minimum, owners=owners).shared(limit=limit)
    return Passages(tuple(documents), tuple(owners), tuple(anchors), tuple(texts), shared)


def find_parallels(
    passages: Passages, works: Mapping[str, Collection[str]], *, recall: Recall | None = None
) -> tuple[Parallel, ...]:
    """List the parallels between documents that are not witnesses of one work.

    ``works`` gives for a witness all witnesses of its work. The weight falls with the number of
    documents that have the passage: 2 divided by it. Where a passage overlaps a longer one
    between the same paragraphs, as repetitions do, only the longer is listed. Those that ``recall`` has
    stay the same objects: whoever compares them with the last build's does so at a glance.
    """
    made: dict[_Ends, Parallel] = {}
    known = (recall or Recall()).last("parallels", made)
    found: list[Parallel] = []
    taken: dict[tuple[int, int], list[Passage]] = {}
    ids = [passages.documents[owner].id for owner in passages.owners]
    anchors, texts = passages.anchors, passages.texts
    longest_first = sorted(
        sorted(passages.shared.passages), key=attrgetter("size"), reverse=True
    )  # of one length in the order of their places, which the second sorting keeps
    for passage in longest_first:
        a, a_start, a_end, b, b_start, b_end, _, owners = passage
        if ids[b] in works.get(ids[a], ()):
            continue
        others = taken.setdefault((a, b), [])
        if others and any(_overlap(passage, other) for other in others):
            continue
        others.append(passage)
        ends = ids[a], anchors[a], a_start, a_end, ids[b], anchors[b], b_start, b_end
        text = texts[a][a_start:a_end]
        parallel = known.get(ends)
        if parallel is None or parallel.documents != owners or parallel.text != text:
            parallel = Parallel(
                Place._make(ends[:4]), Place._make(ends[4:]), text, round(2 / owners, 4), owners
            )
        made[ends] = parallel
        found.append(parallel)
    found.sort(key=attrgetter("a", "b"))
    return tuple(found)


def _overlap(one: Passage, other: Passage) -> bool:
    return (one.a_start < other.a_end and other.a_start < one.a_end) or (
        one.b_start < other.b_end and other.b_start < one.b_end
    )


def coverage(
    passages: Passages, least: Callable[[int, int], float]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Give for each pair of documents how many characters of each the shared passages cover.

    Pairs of which it is plain that neither is covered by as many as ``least`` says of the two are left out. Paragraphs that so many
    documents have that they count as stock are followed from each document to the next one that has them.
    """
    owners = np.asarray(passages.owners, dtype=np.int64)
    rows = [p[:6] for p in passages.shared.passages]
    if passages.shared.stock:
        sizes = [len(text) for text in passages.texts]
        rows += [(a, 0, sizes[a], b, 0, sizes[b]) for a, b in _chains(passages)]
    if not rows:
        return {}
    a, a_start, a_end, b, b_start, b_end = map(np.asarray, zip(*rows, strict=True))
    pairs, pair = np.unique(owners[a] * len(owners) + owners[b], return_inverse=True)
    of_a = np.bincount(pair, a_end - a_start)
    of_b = np.bincount(pair, b_end - b_start)
    one, other = np.divmod(pairs, len(owners))
    wanted = np.asarray(list(map(least, one.tolist(), other.tolist())))
    enough = (of_a >= wanted) | (of_b >= wanted)
    spans: dict[tuple[int, int], list[_Shared]] = {}
    for at in np.flatnonzero(enough[pair]).tolist():
        row = rows[at]
        spans.setdefault((passages.owners[row[0]], passages.owners[row[3]]), []).append(row)
    return {
        key: (_covered(s[:3] for s in shared), _covered(s[3:] for s in shared))
        for key, shared in spans.items()
    }


def _chains(passages: Passages) -> list[tuple[int, int]]:
    """Pair each paragraph that is all stock with the next one of the same wording."""
    stock = {phrase.text for phrase in passages.shared.stock}
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
