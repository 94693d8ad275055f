"""Parallels (互见段落): passages that two documents share, and the places that have them.

One index over the paragraphs of the whole collection serves the parallels, and the search for
witnesses. The parallels between witnesses of one work are left to the collation, which shows
them better.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from edition.model import Document, Parallel, Place
from edition.passages import Passage, PassageIndex, Shared, fold

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
    passages: Passages, works: Mapping[str, Collection[str]]
) -> tuple[Parallel, ...]:
    """List the parallels between documents that are not witnesses of one work.

    ``works`` gives for a witness all witnesses of its work. The weight falls with the number of
    documents that have the passage: 2 divided by it. Where a passage overlaps a longer one
    between the same paragraphs, as repetitions do, only the longer is listed.
    """
    found: list[Parallel] = []
    taken: dict[tuple[int, int], list[Passage]] = {}
    for passage in sorted(passages.shared.passages, key=lambda p: (-p.size, p)):
        a = passages.place(passage.a, passage.a_start, passage.a_end)
        b = passages.place(passage.b, passage.b_start, passage.b_end)
        if b.document in works.get(a.document, ()):
            continue
        others = taken.setdefault((passage.a, passage.b), [])
        if any(_overlap(passage, other) for other in others):
            continue
        others.append(passage)
        text = passages.texts[passage.a][passage.a_start : passage.a_end]
        found.append(Parallel(a, b, text, round(2 / passage.owners, 4), passage.owners))
    return tuple(sorted(found, key=lambda p: (p.a, p.b)))


def _overlap(one: Passage, other: Passage) -> bool:
    return (one.a_start < other.a_end and other.a_start < one.a_end) or (
        one.b_start < other.b_end and other.b_start < one.b_end
    )


def coverage(passages: Passages) -> dict[tuple[int, int], tuple[int, int, Passage | None]]:
    """Give for each pair of documents how many characters of each the shared passages cover.

    The longest passage stands with them as evidence. Paragraphs that so many documents have that
    they count as stock are followed from each document to the next one that has them.
    """
    spans: dict[tuple[int, int], list[tuple[bool, int, int, int]]] = {}
    longest: dict[tuple[int, int], Passage] = {}
    for p in passages.shared.passages:
        pair = (passages.owners[p.a], passages.owners[p.b])
        spans.setdefault(pair, []).extend(
            [(False, p.a, p.a_start, p.a_end), (True, p.b, p.b_start, p.b_end)]
        )
        if pair not in longest or p.size > longest[pair].size:
            longest[pair] = p
    if passages.shared.stock:
        for a, b in _chains(passages):
            pair = (passages.owners[a], passages.owners[b])
            whole = [(False, a, 0, len(passages.texts[a])), (True, b, 0, len(passages.texts[b]))]
            spans.setdefault(pair, []).extend(whole)
    return {
        pair: (
            _covered(s for s in found if not s[0]),
            _covered(s for s in found if s[0]),
            longest.get(pair),
        )
        for pair, found in spans.items()
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


def _covered(spans: Iterable[tuple[bool, int, int, int]]) -> int:
    total, last, reach = 0, -1, 0
    for _, paragraph, start, end in sorted(spans):
        if paragraph != last:
            last, reach = paragraph, 0
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return total
