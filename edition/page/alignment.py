"""Which block of an edited page was which block of the built one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from edition.page.values import PageBlock

LONGEST = 20_000
"""Longer texts are not compared character by character: it takes their product."""
_PAIRS = 10_000
"""More blocks without an id are told apart by equal text alone."""
_ALIKE = 0.5
"""Share of equal characters from which two texts are taken for versions of one."""


def matched(built: Sequence[PageBlock], edited: Sequence[PageBlock]) -> dict[int, int]:
    """Say for each edited block (by number) which built one it was, if it was one.

    Equal text of one kind decides, where it stands more than once the one with the same id; so an
    editor may drop ids, and a page whose paragraphs were numbered anew is still the same text. Of
    what is left the id decides, and then alike text.
    """
    by_anchor = {block.anchor: i for i, block in enumerate(built) if block.anchor}
    named = [by_anchor.get(block.anchor, -1) for block in edited]
    found: dict[int, int] = {}
    free = dict.fromkeys(range(len(built)))

    def match(j: int, i: int | None) -> None:
        if j not in found and i in free:
            found[j] = i
            del free[i]

    for j, i in enumerate(named):
        if i >= 0 and _same(built[i], edited[j]):
            match(j, i)
    equal: dict[tuple[str, str], list[int]] = {}
    for i in reversed(free):
        equal.setdefault((built[i].kind, built[i].text), []).append(i)
    for j, block in enumerate(edited):
        candidates = equal.get((block.kind, block.text)) if j not in found else None
        if candidates:
            match(j, candidates.pop())
    for j, i in enumerate(named):
        match(j, i)
    missing = [j for j in range(len(edited)) if j not in found]
    if len(missing) * len(free) <= _PAIRS:
        for j in missing:
            match(j, next((i for i in free if _similar(built[i], edited[j])), None))
    return found


def _same(one: PageBlock, other: PageBlock) -> bool:
    return one.kind is other.kind and one.text == other.text


def _similar(one: PageBlock, other: PageBlock) -> bool:
    return one.kind is other.kind and are_alike(one.text, other.text)


def are_alike(one: str, other: str) -> bool:
    """Say whether two texts are versions of one.

    >>> are_alike("提高核酸检测力量", "提高核酸检力量"), are_alike("甲", "乙")
    (True, False)
    """
    if not one or not other or max(len(one), len(other)) > LONGEST:
        return one == other
    return Levenshtein.normalized_similarity(one, other) >= _ALIKE


def carried(one: str, other: str, at: int) -> int:
    """Say where the place ``at`` of ``one`` is in ``other``, its later version.

    >>> carried("甲乙丙丁", "甲乙新丙丁", 2), carried("甲乙丙丁", "甲丙丁", 2)
    (2, 1)
    """
    if max(len(one), len(other)) > LONGEST:
        return min(at, len(other))
    for part in Levenshtein.opcodes(one, other):
        if at <= part.src_end:
            return min(part.dest_start + at - part.src_start, part.dest_end)
    return len(other)


def in_order(numbers: Sequence[int]) -> frozenset[int]:
    """Give a longest selection of different numbers that is already in order.

    >>> sorted(in_order([4, 1, 2, 3]))
    [1, 2, 3]
    """
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at:] = [number, *tails[at + 1 :]] if at < len(tails) else [number]
    chosen: set[int] = set()
    last: int | None = tails[-1] if tails else None
    while last is not None:
        chosen.add(last)
        last = before[last]
    return frozenset(chosen)
