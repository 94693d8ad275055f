"""Which paragraph of a revised text is which of the text before: ids belong to it for life.

The rule is that of Purple Numbers: an id is given once, follows its paragraph through every
revision, and is never given again. The evidence is that of Hypothesis' anchoring, with its
weights: the paragraph's own wording counts most (50), then what stands before and after it
(20 each), then its place (2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from edition.ledger.lines import Retired

_LIKE = 40.0
"""Per cent of likeness from which a changed paragraph is still the same one."""
_CONTAINED = 80.0
"""Per cent of a paragraph's wording that must stand in another for it to be a part of it."""
_SHORTEST = 4
"""Characters below which being contained proves nothing: 会议要求 stands everywhere."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The ids of a revised text's paragraphs, and what became of the others."""

    ids: tuple[str, ...]
    """One for each paragraph of the new text, in its order."""
    origins: tuple[tuple[str, ...], ...]
    """For each, the earlier paragraph that it was split off from; empty for all others."""
    retired: tuple[Retired, ...]


def align_paragraphs(
    before: Sequence[tuple[str, str]], after: Sequence[str], *, highest: int
) -> Alignment:
    """Give each paragraph of ``after`` the id of the one in ``before`` that it continues.

    ``before`` has (id, text) in order; ``highest`` is the highest number ever given in this
    document. A paragraph without a forerunner gets the next number. Of a split paragraph the
    largest part keeps the id; of merged ones the largest does.

    >>> before = [("p1", "会议强调，要压实责任。"), ("p2", "会议要求，全力救治患者。")]
    >>> align_paragraphs(before, ["新增的导语在此。", "会议强调，要压实各方责任。"], highest=2)
    Alignment(ids=('p3', 'p1'), origins=((), ()), retired=(Retired(id='p2', into=()),))
    """
    old = [unicodedata.normalize("NFC", text) for _, text in before]
    new = [unicodedata.normalize("NFC", text) for text in after]
    of_new = _pair_equal(old, new)
    _pair_alike(old, new, of_new)
    ids: list[str] = []
    origins: list[tuple[str, ...]] = []
    number = highest
    for place in range(len(new)):
        if place in of_new:
            ids.append(before[of_new[place]][0])
            origins.append(())
        else:
            number += 1
            ids.append(f"p{number}")
            whole = _container(new[place], old)
            origins.append(() if whole is None else (before[whole][0],))
    kept = set(of_new.values())
    retired = []
    for place, (identifier, _) in enumerate(before):
        if place not in kept:
            whole = _container(old[place], new)
            retired.append(Retired(identifier, () if whole is None else (ids[whole],)))
    return Alignment(tuple(ids), tuple(origins), tuple(retired))


def _pair_equal(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Pair equal texts: first those that keep their order, then those that were moved."""
    pairs: dict[int, int] = {}
    for block in LCSseq.opcodes(old, new):
        if block.tag == "equal":
            span = block.src_end - block.src_start
            pairs.update((block.dest_start + n, block.src_start + n) for n in range(span))
    taken = set(pairs.values())
    left: dict[str, list[int]] = {}
    for place, text in enumerate(old):
        if place not in taken:
            left.setdefault(text, []).append(place)
    for place, text in enumerate(new):
        if place not in pairs and left.get(text):
            pairs[place] = left[text].pop(0)
    return pairs


def _pair_alike(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> None:
    """Add the changed paragraphs to ``pairs``, the likeliest first."""
    kept = set(pairs.values())
    free_old = [place for place in range(len(old)) if place not in kept]
    free_new = [place for place in range(len(new)) if place not in pairs]
    scored = sorted(
        (-score, abs(there - here), here, there)
        for here in free_new
        for there in free_old
        if (score := _likeness(old, there, new, here)) > 0
    )
    taken: set[int] = set()
    for _, _, here, there in scored:
        if here not in pairs and there not in taken:
            pairs[here] = there
            taken.add(there)


def _likeness(old: Sequence[str], there: int, new: Sequence[str], here: int) -> float:
    quote = fuzz.ratio(old[there], new[here], score_cutoff=_LIKE)
    if not quote:
        if not (_is_part(old[there], new[here]) or _is_part(new[here], old[there])):
            return 0.0
        quote = fuzz.ratio(old[there], new[here])
    prefix = fuzz.ratio(_neighbour(old, there - 1)[-32:], _neighbour(new, here - 1)[-32:])
    suffix = fuzz.ratio(_neighbour(old, there + 1)[:32], _neighbour(new, here + 1)[:32])
    position = 100 * (1 - abs(there / len(old) - here / len(new)))
    return 50 * quote + 20 * prefix + 20 * suffix + 2 * position


def _neighbour(texts: Sequence[str], place: int) -> str:
    return texts[place] if 0 <= place < len(texts) else ""


def _is_part(part: str, whole: str) -> bool:
    return (
        _SHORTEST <= len(part) < len(whole)
        and fuzz.partial_ratio(part, whole, score_cutoff=_CONTAINED) > 0
    )


def _container(part: str, texts: Sequence[str]) -> int | None:
    """Find the text that ``part`` stands in for the most part, the first of the best."""
    best, found = 0.0, None
    for place, whole in enumerate(texts):
        if len(part) >= _SHORTEST and len(part) <= len(whole) * 1.1:
            score = fuzz.partial_ratio(part, whole, score_cutoff=max(best, _CONTAINED))
            if score > best:
                best, found = score, place
    return found
