"""Scrambled insertions: shuffled pieces of the title that scrapers put into a text.

Scraper sites inject fragments that are together an anagram of the title, over and over in one
order, so that no two copies of a text look alike. Three observations together are decisive:

1. the fragment interrupts a wording that stands clean in the title;
2. its characters, with those of the other fragments, are drawn from the title, none more often
   than the title has it;
3. the fragments come round in strict cycle.

Fragments of which the first holds are the seeds; where none does, strings that recur in strict
cycle and use up the title's characters take their place. What lies between two seeds of the cycle is
searched for the rest: strings over the title's remaining characters that come in each round, in
the same order. Where a fragment is only likely, it is marked and stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from edition.draft import Change, Proposal, View
from edition.model import Action, BlockKind, Certainty, Evidence, Words
from edition.reading import Edit
from edition.rule import Example, Rule

LONGEST = 12
"""Characters of a fragment at most."""
_KINDS = (
    BlockKind.PARAGRAPH,
    BlockKind.CREDIT,
    BlockKind.CAPTION,
    BlockKind.HEADING,
    BlockKind.DECK,
)
_PUNCTUATION = re.compile(r"[\W_]")


class Place(NamedTuple):
    """A fragment in the joined text."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Give where it ends."""
        return self.start + len(self.text)


def find_insertions(title: str, text: str) -> tuple[Place, ...]:
    """Find the fragments of ``title`` that were inserted into ``text``, in order of place.

    Gives nothing unless at least two different fragments are seeds and come round in cycle.
    Linear in the length of the text for a title of ordinary length.
    """
    seeds = _seeds(title, text)
    if len({seed.text for seed in seeds}) < 2 or not _in_cycle([seed.text for seed in seeds]):
        seeds = _recurring(title, text)
    if not seeds:
        return ()
    supply = Counter(_PUNCTUATION.sub("", title))
    for fragment in {seed.text for seed in seeds}:
        supply -= Counter(fragment)
    return _completed(seeds, title, text, supply)


def _seeds(title: str, text: str) -> list[Place]:
    """Find what interrupts the title's own wording: title[:k] + fragment + title[k:]."""
    supply = Counter(_PUNCTUATION.sub("", title))
    found: dict[int, tuple[int, Place]] = {}
    for k in range(3, len(title) - 2):
        before = title[max(0, k - 4) : k]
        if len(_PUNCTUATION.sub("", before)) < 3:
            before = title[max(0, k - 5) : k]
        for start in _occurrences(before, text):
            end = start + len(before)
            fragment, follows = _interruption(title, k, text, end, supply)
            if fragment and follows > found.get(end, (0, None))[0]:
                found[end] = (follows, Place(end, fragment))
    places = sorted(place for _, place in found.values())
    kept: list[Place] = []
    for place in places:
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    # every further copy of a long seed, whatever it interrupts
    covered = {at for place in kept for at in range(place.start, place.end)}
    for fragment in sorted({p.text for p in kept if len(p.text) >= 5 and p.text not in title}):
        for start in _occurrences(fragment, text):
            stretch = range(start, start + len(fragment))
            if covered.isdisjoint(stretch):
                kept.append(Place(start, fragment))
                covered.update(stretch)
    return sorted(kept)


def _occurrences(words: str, text: str) -> Iterator[int]:
    """Give where words begin in a text, none overlapping another.

    Not by a pattern: each capture has dozens of its own, and to compile them takes longer than to look.
    """
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + len(words))


def _recurring(title: str, text: str) -> list[Place]:
    """Find fragments that interrupt nothing of the title: its characters shuffled, in strict cycle.

    At least three of them, each at least twice, together at least half of the title's
    characters: no text does that by chance.
    """
    supply = Counter(_PUNCTUATION.sub("", title))
    found = _repeated(title, text, supply)
    for rounds in sorted({len(places) for places in found.values()}, reverse=True):
        pool = {f: places for f, places in found.items() if len(places) in (rounds, rounds - 1)}
        chosen = _packed(sorted(pool, key=lambda f: (-len(f), f))[:POOL], supply)
        places = sorted(Place(at, f) for f in chosen for at in pool[f])
        apart = all(one.end <= two.start for one, two in pairwise(places))
        if (
            len(chosen) >= 3
            and 2 * sum(map(len, chosen)) >= sum(supply.values())
            and apart
            and _in_cycle([place.text for place in places])
        ):
            return places
    return []


POOL = 24
"""Recurring strings that are tried as fragments, the longest first."""
MOST = 20_000
"""Characters of text over a title's alphabet up to which recurring strings are looked for."""


def _repeated(title: str, text: str, supply: Counter[str]) -> dict[str, list[int]]:
    """Find strings of the title's characters, in another order, that come more than once.

    Of strings within one another that come equally often only the longest is given.
    """
    runs = _runs(text, supply)
    if sum(len(run) for _, run in runs) > MOST:
        return {}
    places: dict[str, list[int]] = {}
    for start, run in runs:
        for i in range(len(run)):
            for j in range(i + 3, min(len(run), i + LONGEST) + 1):
                places.setdefault(run[i:j], []).append(start + i)
    found = {
        f: at
        for f, at in places.items()
        if len(at) > 1 and f not in title and not Counter(f) - supply
    }
    inner = {
        f[i:j]
        for f, at in found.items()
        for i in range(len(f))
        for j in range(i + 3, len(f) + 1)
        if j - i < len(f) and len(found.get(f[i:j], ())) <= len(at)
    }
    return {f: at for f, at in found.items() if f not in inner}


def _packed(fragments: Sequence[str], supply: Counter[str]) -> list[str]:
    """Choose fragments that use the most of the title's characters, none more often than it has it."""
    best: list[str] = []
    steps = 0

    def search(at: int, rest: Counter[str], chosen: list[str]) -> None:
        nonlocal best, steps
        steps += 1
        if sum(map(len, chosen)) > sum(map(len, best)):
            best = chosen
        if steps < MOST:
            for i in range(at, len(fragments)):
                if not Counter(fragments[i]) - rest:
                    search(i + 1, rest - Counter(fragments[i]), [*chosen, fragments[i]])

    search(0, supply, [])
    return best


def _interruption(title: str, k: int, text: str, at: int, supply: Counter[str]) -> tuple[str, int]:
    """Give the fragment at ``at`` after which the title goes on longest, and how long it does."""
    if text.startswith(title[k : k + 3], at):
        return "", 0
    best, longest = "", 2
    for size in range(2, LONGEST + 1):
        fragment = text[at : at + size]
        if len(fragment) < size or _PUNCTUATION.search(fragment) or Counter(fragment) - supply:
            break
        follows = 0
        rest = title[k:]
        while follows < len(rest) and text.startswith(rest[: follows + 1], at + size):
            follows += 1
        if follows > longest:
            best, longest = fragment, follows
    return best, longest


def _in_cycle(order: Sequence[str]) -> bool:
    """Say whether the fragments come in one order over and over, with no exception."""
    after: dict[str, str] = {}
    return all(after.setdefault(one, two) == two for one, two in pairwise(order))


def _completed(
    seeds: list[Place], title: str, text: str, supply: Counter[str]
) -> tuple[Place, ...]:
    """Add the fragments between seeds that are found in each round in the same order."""
    places = list(seeds)
    between: dict[tuple[str, str], list[tuple[int, int]]] = {}
    lead: dict[int, str] = {}
    for one, two in pairwise(seeds):
        between.setdefault((one.text, two.text), []).append((one.end, two.start))
        lead[one.end] = text[one.start - 1 : one.start]
    for gaps in between.values():
        if len(gaps) < 2 or not supply:
            continue

        def clean(start: int, gap: int) -> bool:
            """Say whether the title's own wording simply goes on at ``start``."""
            before = text[start - 1] if start > gap else lead[gap]
            return not _PUNCTUATION.match(before or "，") and before + text[start] in title

        for fragment in _common(text, gaps, supply, clean):
            for start, end in gaps:
                place = Place(text.index(fragment, start, end), fragment)
                places.append(place)
            supply = supply - Counter(fragment)
    return tuple(sorted(places))


def _common(
    text: str,
    gaps: list[tuple[int, int]],
    supply: Counter[str],
    clean: Callable[[int, int], bool],
) -> list[str]:
    """Choose strings over ``supply`` that stand in each gap, once each and in the same order.

    Of all choices the one that uses most of the supply; of equals the one that leaves no two
    marks of punctuation side by side, then the one that cuts fewest runs.
    """
    stretches = [text[start:end] for start, end in gaps]
    candidates = _candidates(stretches, supply, lambda at: clean(gaps[0][0] + at, gaps[0][0]))
    best: tuple[tuple[int, int, int], list[str]] = ((0, 0, 0), [])
    steps = 0

    def search(at: int, rest: Counter[str], chosen: list[str]) -> None:
        nonlocal best, steps
        steps += 1
        if len(chosen) > 6 or steps > MOST:
            return
        best = max(best, (_score(chosen, stretches, supply), chosen), key=lambda pair: pair[0])
        for start, end, part in candidates:
            if start >= at and not Counter(part) - rest:
                search(end, rest - Counter(part), [*chosen, part])

    if len(candidates) <= 60:
        search(0, supply, [])
    return best[1]


def _candidates(
    stretches: Sequence[str], supply: Counter[str], clean: Callable[[int], bool]
) -> list[tuple[int, int, str]]:
    """Give the strings of the first stretch that every other one has too, with their places."""
    runs = [_runs(stretch, supply) for stretch in stretches]
    return [
        (start + i, start + j, run[i:j])
        for start, run in runs[0]
        for i in range(len(run))
        for j in range(i + 2, min(len(run), i + LONGEST) + 1)
        if not Counter(run[i:j]) - supply
        and not clean(start + i)
        and all(any(run[i:j] in other for _, other in more) for more in runs[1:])
    ]


def _score(
    chosen: Sequence[str], stretches: Sequence[str], supply: Counter[str]
) -> tuple[int, int, int]:
    """Rate a choice: characters used, then marks of punctuation left side by side, then runs cut."""
    doubled = cuts = 0
    for stretch in stretches:
        rest, at = stretch, 0
        for part in chosen:
            place = rest.find(part, at)
            if place < 0:
                return (-1, 0, 0)
            before = rest[place - 1 : place]
            after = rest[place + len(part) : place + len(part) + 1]
            rest = rest[:place] + rest[place + len(part) :]
            doubled += bool(before and after and _PUNCTUATION.match(before) and before == after)
            cuts += bool(before and before in supply) + bool(after and after in supply)
            at = place
    return (sum(map(len, chosen)), -doubled, -cuts)


def _runs(text: str, supply: Counter[str]) -> list[tuple[int, str]]:
    letters = "".join(supply)
    return [(m.start(), m[0]) for m in re.finditer(f"[{re.escape(letters)}]{{2,}}", text)]


def _insertions(view: View) -> Iterator[Proposal]:
    title = view.draft.value("title")
    if len(title) < 8:
        return
    wanted = [
        (i, block)
        for i, block in enumerate(view.draft.blocks)
        if block.kind in _KINDS and block.text
    ]
    starts: list[int] = []
    at = 0
    for _, block in wanted:
        starts.append(at)
        at += len(block.text) + 1
    text = "\n".join(block.text for _, block in wanted)
    places = find_insertions(title, text)
    if not places:
        return
    fragments = list(dict.fromkeys(place.text for place in places))
    letters = Counter(_PUNCTUATION.sub("", title))
    covered = sum((letters & Counter("".join(fragments))).values())
    decisive = (
        not Counter("".join(fragments)) - letters
        and _in_cycle([p.text for p in places])
        and (covered >= 0.8 * sum(letters.values()))
    )
    interrupts = any(
        text[max(0, place.start - 3) : place.start] + text[place.end : place.end + 3] in title
        for place in places
    )
    evidence = (
        Evidence(
            Words(
                f"{len(fragments)}个片段（{'、'.join(fragments)}）依次循环插入{len(places)}处，"
                f"用字出自标题（标题{sum(letters.values())}字，合用{covered}字）"
                + ("，并打断标题原文。" if interrupts else "。"),
                f"{len(fragments)} fragments ({', '.join(fragments)}) are inserted {len(places)} times in cycle; "
                f"their characters are the title's ({covered} of {sum(letters.values())})"
                + (", and they interrupt its wording." if interrupts else "."),
            ),
            title,
        ),
    )
    for place in places:
        n = bisect_right(starts, place.start) - 1
        i, local = wanted[n][0], place.start - starts[n]
        yield Change(
            i,
            Edit(local, local + len(place.text), "" if decisive else None,
                 Action.REMOVE if decisive else Action.MARK,
                 certainty=Certainty.HIGH if decisive else Certainty.LOW, evidence=evidence,
                 marks=() if decisive else ("suspected",)),
        )  # fmt: skip


INSERTION = Rule(
    code="S101",
    slug="scrambled-insertion",
    family="wording",
    title=Words("剔除打乱插入的标题碎片", "Scrambled insertions removed"),
    reason=Words(
        "采集站把打乱的标题碎片插进正文，以躲避查重；这些字不属原文。",
        "Scraper sites put shuffled pieces of the title into the text to escape duplicate detection; "
        "they are not the author's.",
    ),
    changes=(
        Example(
            "全力保障春耕生产物资供应\n\n"
            "会议要求，全力保障应产春保春耕生产物资供应。各地要全力保障春耕物全耕供生产物资供应，落实责任。"
            "全力保障春耕生产障资力生物资供应要抓紧。会议要求，全力保障应产春保春耕生产物资供应。"
            "各地要全力保障春耕物全耕供生产物资供应，落实责任。全力保障春耕生产障资力生物资供应要抓紧。",
            "会议要求，全力保障春耕生产物资供应。各地要全力保障春耕生产物资供应，落实责任。"
            "全力保障春耕生产物资供应要抓紧。会议要求，全力保障春耕生产物资供应。"
            "各地要全力保障春耕生产物资供应，落实责任。全力保障春耕生产物资供应要抓紧。",
        ),
    ),
    leaves=(
        "市长在会上表示要全力保障春耕生产物资供应\n\n市长表示，要全力做好保障。春耕生产物资供应充足，春耕生产物资供应有序。",
    ),
    propose=_insertions,
)
