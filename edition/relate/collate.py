"""Collate witnesses: align them character by character, and never lose a character.

The Gothenburg model of collation in four small steps: characters are the tokens; they are
normalised by folding (letters, digits, Han), so that punctuation cannot win; aligned by the
longest passages that are unique in both, then by shorter ones, and only the small remainders by
edit distance; analysed in ``variants``. Two witnesses of 10,000 characters take some tens of
milliseconds, because edit distance never sees more than a gap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from edition.passages import fold, fold_character

PARAGRAPH = "\u2029"
"""Stands between paragraphs in the text that is aligned; no folded text has it."""

_ANCHORS = (16, 8, 5)
"""Lengths of the passages that anchor an alignment, tried in this order."""
_GAP = 100_000_000
"""Characters of one gap times those of the other, above which they are left unaligned."""
_MOVED = 8
"""Folded characters that a passage needs to be recognised at another place."""
_LONER = 20
"""A token longer than this with nothing in common stands in a column of its own."""


class Match(NamedTuple):
    """``size`` characters that agree exactly, from ``a`` in one text and ``b`` in the other."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True)
class Column:
    """One token of each witness; an empty token if the witness has nothing here."""

    tokens: tuple[str, ...]
    moved: int = 0
    """Two columns with the same number above 0 are the two places of a moved passage."""

    @property
    def agrees(self) -> bool:
        """Say whether all witnesses have the same."""
        return len(set(self.tokens)) == 1


def match(a: str, b: str) -> list[Match]:
    """Align two texts: runs of characters that agree exactly, in the order of both texts.

    >>> match("采取果断有力措施，", "采取果敢有力措施,")
    [Match(a=0, b=0, size=3), Match(a=4, b=4, size=4)]
    """
    folded_a, folded_b = fold(a), fold(b)
    pairs: list[tuple[int, int]] = []
    last_a = last_b = -1
    for start_a, start_b, size in _align(folded_a.text, folded_b.text):
        for at in range(size):
            place_a, place_b = folded_a.positions[start_a + at], folded_b.positions[start_b + at]
            if a[place_a] == b[place_b] and place_a > last_a and place_b > last_b:
                pairs.append((place_a, place_b))
                last_a, last_b = place_a, place_b
    return _slid(a, b, _runs(_with_signs(a, b, pairs)))


def _align(a: str, b: str) -> list[Match]:
    """Align folded texts: unique passages first, edit distance in what remains between them."""
    found: list[Match] = []
    todo = [(0, len(a), 0, len(b), 0)]
    while todo:
        a0, a1, b0, b1, level = todo.pop()
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            found.append(Match(a0, b0, 1))
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            found.append(Match(a1, b1, 1))
        if a0 == a1 or b0 == b1:
            continue
        if level == len(_ANCHORS):
            found.extend(_edit(a, b, a0, a1, b0, b1))
            continue
        anchors = _anchors(a, b, a0, a1, b0, b1, _ANCHORS[level])
        if not anchors:
            todo.append((a0, a1, b0, b1, level + 1))
            continue
        found.extend(anchors)
        edges = [Match(a0, b0, 0), *anchors, Match(a1, b1, 0)]
        for left, right in pairwise(edges):
            todo.append((left.a + left.size, right.a, left.b + left.size, right.b, level))
    return sorted(found)


def _anchors(a: str, b: str, a0: int, a1: int, b0: int, b1: int, size: int) -> list[Match]:
    """Find the heaviest chain of passages that occur once in each text."""
    once_a, once_b = _once(a, a0, a1, size), _once(b, b0, b1, size)
    blocks: list[Match] = []
    for gram, at in once_a.items():
        other = once_b.get(gram, -1)
        if at < 0 or other < 0:
            continue
        if (
            blocks
            and at - other == blocks[-1].a - blocks[-1].b
            and at <= blocks[-1].a + blocks[-1].size
        ):
            blocks[-1] = blocks[-1]._replace(size=at + size - blocks[-1].a)
        else:
            blocks.append(Match(at, other, size))
    return _apart(_chain(blocks))


def _once(text: str, start: int, end: int, size: int) -> dict[str, int]:
    """Give the place of each passage of ``size``, or -1 if it occurs more than once."""
    places: dict[str, int] = {}
    for at in range(start, end - size + 1):
        gram = text[at : at + size]
        places[gram] = -1 if gram in places else at
    return places


def _chain(blocks: list[Match]) -> list[Match]:
    """Choose blocks that follow each other in both texts, as many characters as possible."""
    ends: list[int] = []
    best: list[tuple[int, int]] = []
    before: list[int] = []
    for at, block in enumerate(blocks):
        slot = bisect_right(ends, block.b)
        weight, previous = best[slot - 1] if slot else (0, -1)
        before.append(previous)
        weight, key = weight + block.size, block.b + 1
        slot = bisect_right(ends, key)
        if slot and best[slot - 1][0] >= weight:
            continue
        while slot < len(ends) and best[slot][0] <= weight:
            del ends[slot], best[slot]
        ends.insert(slot, key)
        best.insert(slot, (weight, at))
    chain: list[Match] = []
    at = best[-1][1] if best else -1
    while at >= 0:
        chain.append(blocks[at])
        at = before[at]
    return chain[::-1]


def _apart(chain: list[Match]) -> list[Match]:
    """Cut off the beginnings of blocks that overlap the block before in either text."""
    kept: list[Match] = []
    for block in chain:
        over = 0
        if kept:
            over = max(
                0, kept[-1].a + kept[-1].size - block.a, kept[-1].b + kept[-1].size - block.b
            )
        if over < block.size:
            kept.append(Match(block.a + over, block.b + over, block.size - over))
    return kept


def _edit(a: str, b: str, a0: int, a1: int, b0: int, b1: int) -> list[Match]:
    """Align a gap by edit distance, without the chance agreements between larger changes."""
    if (a1 - a0) * (b1 - b0) > _GAP:
        return []
    codes = Levenshtein.opcodes(a[a0:a1], b[b0:b1])
    same = [
        Match(a0 + c.src_start, b0 + c.dest_start, c.src_end - c.src_start)
        for c in codes
        if c.tag == "equal"
    ]
    while True:
        edges = [Match(a0, b0, 0), *same, Match(a1, b1, 0)]
        change = [
            max(right.a - left.a - left.size, right.b - left.b - left.size)
            for left, right in pairwise(edges)
        ]
        kept = [
            m
            for at, m in enumerate(same)
            if m.size > 3 or m.size >= min(change[at], change[at + 1])
        ]
        if len(kept) == len(same):
            return same
        same = kept


def _with_signs(a: str, b: str, pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Align the signs between the aligned characters, where they agree."""
    edge_a = edge_b = 0
    for place_a, place_b in [*pairs, (len(a), len(b))]:
        yield from _signs(a, b, edge_a, place_a, edge_b, place_b)
        if place_a < len(a):
            yield place_a, place_b
        edge_a, edge_b = place_a + 1, place_b + 1


def _signs(a: str, b: str, a0: int, a1: int, b0: int, b1: int) -> Iterator[tuple[int, int]]:
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        yield a0, b0
        a0, b0 = a0 + 1, b0 + 1
    tail = 0
    while a0 < a1 - tail and b0 < b1 - tail and a[a1 - tail - 1] == b[b1 - tail - 1]:
        tail += 1
    # A paragraph break inside a changed stretch still holds the two texts together.
    inner_a, inner_b = a.find(PARAGRAPH, a0, a1 - tail), b.find(PARAGRAPH, b0, b1 - tail)
    if inner_a >= 0 and inner_b >= 0:
        yield inner_a, inner_b
        yield from _signs(a, b, inner_a + 1, a1 - tail, inner_b + 1, b1 - tail)
    yield from ((a1 - back, b1 - back) for back in range(tail, 0, -1))


def _runs(pairs: Iterator[tuple[int, int]]) -> list[Match]:
    runs: list[Match] = []
    for place_a, place_b in pairs:
        if runs and place_a == runs[-1].a + runs[-1].size and place_b == runs[-1].b + runs[-1].size:
            runs[-1] = runs[-1]._replace(size=runs[-1].size + 1)
        else:
            runs.append(Match(place_a, place_b, 1))
    return runs


def _slid(a: str, b: str, runs: list[Match]) -> list[Match]:
    """Let what only one text has begin where a paragraph, a sentence or a clause begins.

    ``第(二段。第)三段`` and ``(第二段。)第三段`` are equally exact; readers expect the second.
    """
    for at, (left, right) in enumerate(pairwise(runs)):
        end_a, end_b = left.a + left.size, left.b + left.size
        if (end_a == right.a) == (end_b == right.b):
            continue
        text, start, stop = (a, end_a, right.a) if end_b == right.b else (b, end_b, right.b)
        left = runs[at]
        back = 0
        while back < left.size - 1 and text[start - back - 1] == text[stop - back - 1]:
            back += 1
        forth = 0
        while forth < right.size - 1 and text[start + forth] == text[stop + forth]:
            forth += 1
        shift = max(
            range(-back, forth + 1), key=lambda by: (_beginning(text, start + by), -abs(by))
        )
        runs[at] = left._replace(size=left.size + shift)
        runs[at + 1] = Match(right.a + shift, right.b + shift, right.size - shift)
    return runs


def _beginning(text: str, at: int) -> int:
    """Rate how well something begins at a place."""
    before = text[at - 1] if at else PARAGRAPH
    if PARAGRAPH in (before, text[at]):
        return 3
    return 2 if before in "。！？；" else int(is_sign(before))


def collate(texts: Sequence[str]) -> list[Column]:
    """Align any number of texts; each text is exactly its tokens joined, in every case.

    The first text is the base: the others are aligned with it, and with each other where it has
    nothing. A text that lacks a long stretch (it is truncated) does not keep the others from
    being compared there.

    >>> [c.tokens for c in collate(["张恩惠、李伟参加", "张思惠、李伟参加会议"])]
    [('张', '张'), ('恩', '思'), ('惠、李伟参加', '惠、李伟参加'), ('', '会议')]
    """
    return _moved(_collate(tuple(texts)))


def _collate(texts: tuple[str, ...]) -> list[Column]:
    present = [at for at, text in enumerate(texts) if text]
    if len(present) <= 1:
        return [Column(texts)] if present else []
    if len(present) < len(texts):
        return _padded(texts, present)
    base = texts[0]
    partner = [list(range(len(base)))]
    for text in texts[1:]:
        places = [-1] * len(base)
        for block in match(base, text):
            places[block.a : block.a + block.size] = range(block.b, block.b + block.size)
        partner.append(places)
    columns: list[Column] = []
    done = [0] * len(texts)
    at = 0
    while at <= len(base):
        here = (
            [places[at] for places in partner] if at < len(base) else [len(text) for text in texts]
        )
        if min(here) < 0:
            at += 1
            continue
        if here != done:
            columns.extend(_region(texts, partner, done, here))
        if at == len(base):
            break
        stop = at + 1
        while stop < len(base) and all(
            p[stop] == p[stop - 1] + 1 and p[stop] >= 0 for p in partner
        ):
            stop += 1
        columns.append(Column((base[at:stop],) * len(texts)))
        done = [place + stop - at for place in here]
        at = stop
    return columns


def _region(
    texts: tuple[str, ...], partner: list[list[int]], start: list[int], end: list[int]
) -> list[Column]:
    """Make the columns of a stretch in which no character is common to all."""
    tokens = tuple(text[s:e] for text, s, e in zip(texts, start, end, strict=True))
    present = [at for at, token in enumerate(tokens) if token]
    if len(texts) == 2 or len(present) < len(tokens):
        return (
            [Column(tokens)] if len(texts) == 2 or len(present) == 1 else _padded(tokens, present)
        )
    alone = [
        at
        for at, token in enumerate(tokens)
        if at and len(token) > _LONER and all(p < 0 for p in partner[at][start[0] : end[0]])
    ]
    if not alone:
        return [Column(tokens)]
    return _padded(tokens, [at for at in present if at not in alone]) + _padded(tokens, alone)


def _padded(texts: tuple[str, ...], chosen: list[int]) -> list[Column]:
    """Collate some of the texts; the others have empty tokens."""
    columns = []
    for column in _collate(tuple(texts[at] for at in chosen)):
        tokens = [""] * len(texts)
        for at, token in zip(chosen, column.tokens, strict=True):
            tokens[at] = token
        columns.append(Column(tuple(tokens)))
    return columns


def _moved(columns: list[Column]) -> list[Column]:
    """Find passages that a witness has at another place than the base, and set them apart."""
    number = 0
    for witness in range(1, len(columns[0].tokens) if columns else 0):
        while True:
            pair = _moved_pair(columns, witness)
            if pair is None:
                break
            number += 1
            (at_base, base_span), (at_other, other_span) = pair
            first, second = sorted(
                ((at_base, 0, base_span), (at_other, witness, other_span)), reverse=True
            )
            for at, side, span in (first, second):
                columns[at : at + 1] = _split(columns[at], side, span, number)
    return columns


def _moved_pair(
    columns: list[Column], witness: int
) -> tuple[tuple[int, tuple[int, int]], tuple[int, tuple[int, int]]] | None:
    """Find the longest passage that stands in different columns of base and witness."""
    base: dict[str, tuple[int, int]] = {}
    folded = {}
    for at, column in enumerate(columns):
        if column.moved or column.tokens[0] == column.tokens[witness]:
            continue
        folded[at] = (fold(column.tokens[0]), fold(column.tokens[witness]))
        text = folded[at][0].text
        for start in range(len(text) - _MOVED + 1):
            base.setdefault(text[start : start + _MOVED], (at, start))
    best: tuple[int, int, int, int, int] | None = None
    for at, (_, other) in folded.items():
        start = 0
        while start <= len(other.text) - _MOVED:
            column_at, place = base.get(other.text[start : start + _MOVED], (at, 0))
            if column_at == at:
                start += 1
                continue
            text = folded[column_at][0].text
            size = _MOVED
            while (
                start + size < len(other.text)
                and place + size < len(text)
                and other.text[start + size] == text[place + size]
            ):
                size += 1
            if best is None or size > best[0]:
                best = (size, column_at, place, at, start)
            start += size
    if best is None:
        return None
    size, column_at, place, at, start = best
    one, its = columns[column_at].tokens[0], columns[at].tokens[witness]
    base_places, other_places = folded[column_at][0].positions, folded[at][1].positions
    a0, a1 = base_places[place], base_places[place + size - 1] + 1
    b0, b1 = other_places[start], other_places[start + size - 1] + 1
    while a0 and b0 and one[a0 - 1] == its[b0 - 1] and is_sign(one[a0 - 1]):
        a0, b0 = a0 - 1, b0 - 1
    while a1 < len(one) and b1 < len(its) and one[a1] == its[b1] and is_sign(one[a1]):
        a1, b1 = a1 + 1, b1 + 1
    return (column_at, (a0, a1)), (at, (b0, b1))


def _split(column: Column, side: int, span: tuple[int, int], number: int) -> list[Column]:
    """Cut a column in three, so that the moved passage stands by itself.

    A witness that has the same token as ``side`` is cut in the same way; what the others have
    stays in the part before, or in the part after if there is none before.
    """
    token = column.tokens[side]
    start, end = span
    parts = [(token[:start], 0), (token[start:end], number), (token[end:], 0)]
    rest = [at for at, other in enumerate(column.tokens) if other != token]
    home = 0 if start or not token[end:] else 2
    result = []
    for at, (part, moved) in enumerate(parts):
        tokens = [part if other == token else "" for other in column.tokens]
        if at == home:
            for other in rest:
                tokens[other] = column.tokens[other]
        if any(tokens):
            result.append(Column(tuple(tokens), moved))
    return result


def is_sign(text: str) -> bool:
    """Say whether a text has no letter, digit or Han character.

    >>> is_sign("，“"), is_sign("、张")
    (True, False)
    """
    return not any(fold_character(character) for character in text)


def lay_out(columns: Sequence[Column]) -> list[list[Column]]:
    """Cut columns into rows where a paragraph ends in every witness.

    A witness that lacks the passage is no hindrance while it stands between two paragraphs. The
    separator at such an end is left out of the row; any other one stays.
    """
    texts = ["".join(tokens) for tokens in zip(*(column.tokens for column in columns), strict=True)]
    done = [0] * len(texts)
    rows: list[list[Column]] = [[]]
    for column in columns:
        tokens = {token for token in column.tokens if token}
        parts = next(iter(tokens)).split(PARAGRAPH) if len(tokens) == 1 else []
        if len(parts) < 2:
            rows[-1].append(column)
            done = [at + len(token) for at, token in zip(done, column.tokens, strict=True)]
            continue
        pending = ""
        for at, part in enumerate(parts):
            pending += part
            done = [
                n + len(part) if token else n for n, token in zip(done, column.tokens, strict=True)
            ]
            last = at == len(parts) - 1
            ends = not last and all(
                token or _between(text, n)
                for token, text, n in zip(column.tokens, texts, done, strict=True)
            )
            if not ends and not last:
                pending += PARAGRAPH
            if pending and (ends or last):
                kept = tuple(pending if token else "" for token in column.tokens)
                rows[-1].append(replace(column, tokens=kept))
            if ends:
                pending = ""
                rows.append([])
            if not last:
                done = [n + 1 if token else n for n, token in zip(done, column.tokens, strict=True)]
    return [row for row in rows if row]


def _between(text: str, at: int) -> bool:
    """Say whether a place is not inside a paragraph."""
    return PARAGRAPH in text[max(0, at - 1) : at + 1] or at in (0, len(text))
