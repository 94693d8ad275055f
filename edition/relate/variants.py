"""Say where witnesses differ, in whole words, and what kind of difference it is.

A column of the alignment has the least that differs (``断`` / ``敢``). Readers expect the word
(``果断`` / ``果敢``) and, in a list of names, the name; so the columns are widened, and remain a
partition of every witness. The kinds follow from the readings; that something is probably an OCR
confusion is said only if a witness is from OCR and all changed characters look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import NamedTuple

import rjieba

from edition.model import Place, Reading, Variant
from edition.passages import fold
from edition.relate.collate import PARAGRAPH, Column, collate, is_sign, lay_out
from edition.relate.glyphs import misread
from edition.relate.names import can_be_listed, can_be_name

_REACH = 4
"""Characters by which a column is widened at most, on each side."""
_LIST_SIGNS = "、，。；：,;:（）()！？ \n" + PARAGRAPH


@dataclass(frozen=True, slots=True)
class Witness:
    """A document as evidence of a text."""

    document: str
    paragraphs: tuple[tuple[str, str], ...]
    """(paragraph id, text) in reading order."""
    ocr: bool = False

    @property
    def text(self) -> str:
        """Give the text to be aligned, with a separator between paragraphs."""
        return PARAGRAPH.join(text.replace(PARAGRAPH, "\n") for _, text in self.paragraphs)


class Edges(NamedTuple):
    """Where the words of a text begin and where they end."""

    begins: frozenset[int]
    ends: frozenset[int]


class Collation(NamedTuple):
    """The alignment of witnesses and where they differ; see ``Work`` for the fields."""

    alignment: tuple[tuple[tuple[str, ...], ...], ...]
    rows: tuple[tuple[tuple[Place, ...], ...], ...]
    variants: tuple[Variant, ...]


def compare(witnesses: Sequence[Witness], *, names: Collection[str] = frozenset()) -> Collation:
    """Collate witnesses (the base first) and describe each place where they differ.

    ``names`` are forms of persons' names known from the authority files.
    """
    rows = [
        widen(_turned_round(row), edges=word_edges, names=names)
        for row in lay_out(collate([w.text for w in witnesses]))
    ]
    cursors = [_Cursor(witness) for witness in witnesses]
    placed: list[list[list[Place]]] = []
    fragments: list[tuple[tuple[Place, ...], ...]] = []
    for row in rows:
        placed.append(
            [[c.take(t) for c, t in zip(cursors, column.tokens, strict=True)] for column in row]
        )
        fragments.append(tuple(cursor.row() for cursor in cursors))
    describe = partial(_describe, witnesses=witnesses, names=names)
    variants: list[Variant] = []
    moved: dict[int, list[int]] = {}
    for at, row in enumerate(rows):
        for found in _variation(row):
            variant = describe(row, found, placed[at], number=len(variants) + 1, row_at=at)
            if variant is not None:
                variants.append(variant)
                if variant.kind == "transposition" and row[found.first].moved:
                    moved.setdefault(row[found.first].moved, []).append(variant.number)
    for numbers in moved.values():
        for number in numbers:
            partner = numbers[0] if number != numbers[0] else numbers[-1]
            variants[number - 1] = replace(
                variants[number - 1], partner=partner if partner != number else 0
            )
    return Collation(
        tuple(tuple(column.tokens for column in row) for row in rows),
        tuple(fragments),
        tuple(variants),
    )


class _Variation(NamedTuple):
    """Columns ``first`` to ``last`` of a row (one, but for a lacuna) and who takes part."""

    first: int
    last: int
    active: tuple[int, ...]


def _variation(row: Sequence[Column]) -> list[_Variation]:
    """Find the places of variation; what a witness lacks over several columns is one of them."""
    count = len(row[0].tokens)
    gaps = [_gaps(row, witness) if count > 2 else [] for witness in range(count)]
    found: list[_Variation] = []
    for at, column in enumerate(row):
        missing = [w for w in range(count) if any(first <= at <= last for first, last in gaps[w])]
        for witness in missing:
            begins = next((last for first, last in gaps[witness] if first == at), None)
            there = tuple(w for w in range(count) if w not in missing or w == witness)
            if begins is not None and len(there) > 1:
                found.append(_Variation(at, begins, there))
        active = tuple(w for w in range(count) if w not in missing)
        if len({column.tokens[w] for w in active}) > 1:
            found.append(_Variation(at, at, active))
    return found


def _gaps(row: Sequence[Column], witness: int) -> list[tuple[int, int]]:
    """Find runs of two columns and more in which a witness has nothing.

    The breaks of paragraphs do not count, and a moved passage is a place of its own.
    """
    gaps: list[tuple[int, int]] = []
    run: list[int] = []
    for at, column in enumerate([*row, None]):
        if column is not None and not column.moved and not column.tokens[witness]:
            if any(token.strip(PARAGRAPH) for token in column.tokens):
                run.append(at)
            continue
        if len(run) > 1:
            gaps.append((run[0], run[-1]))
        run = []
    return gaps


def _describe(
    row: Sequence[Column], found: _Variation, placed: Sequence[Sequence[Place]], *,
    number: int, row_at: int, witnesses: Sequence[Witness], names: Collection[str],
) -> Variant | None:  # fmt: skip
    readings = []
    for at in found.active:
        text = "".join(column.tokens[at] for column in row[found.first : found.last + 1])
        places = [places[at] for places in placed[found.first : found.last + 1]]
        place = next((p for p in places if p.start != p.end), places[0])
        end = max(p.end for p in places if p.paragraph == place.paragraph)
        place = place._replace(end=end)
        readings.append(Reading(witnesses[at].document, place, text))
    texts = [reading.text for reading in readings]
    if len({"".join(text.split()) for text in texts}) == 1:
        return None
    before = "".join(column.tokens[found.active[0]] for column in row[: found.first])[-1:]
    after = "".join(column.tokens[found.active[0]] for column in row[found.last + 1 :])[:1]
    ocr = any(witnesses[at].ocr for at in found.active)
    if found.last > found.first:
        kinds: tuple[str, ...] = ("omission" if texts[0] else "addition",)
    else:
        moved, listed = bool(row[found.first].moved), "、" in before + after
        kinds = classify(texts, moved=moved, listed=listed, ocr=ocr, names=names)
    return Variant(number, kinds[0], tuple(readings), kinds[1:], row_at, found.first)


def classify(
    readings: Sequence[str], *, moved: bool = False, listed: bool = False, ocr: bool = False,
    names: Collection[str] = frozenset(),
) -> tuple[str, ...]:  # fmt: skip
    """Name the kinds of a variation, the decisive one first; the base's reading is the first.

    >>> classify(["，", "。"]), classify(["果断", "果敢"]), classify(["", "工作"])
    (('punctuation',), ('substitution',), ('addition',))
    >>> classify(["张恩惠", "张思惠"], listed=True, ocr=True)
    ('name', 'ocr')
    """
    base, others = readings[0], [text for text in readings[1:] if text != readings[0]]
    folded = [fold(text).text for text in readings]
    if moved:
        return ("transposition",)
    if len(set(folded)) == 1:
        return ("punctuation",)
    confused = ocr and all(misread(base, other) for other in others)
    if _are_names(readings, listed=listed, names=names):
        return ("name", "ocr") if confused else ("name",)
    if confused:
        return ("ocr",)
    different = [text for text in folded[1:] if text != folded[0]]
    if all(_turned(folded[0], text) for text in different):
        return ("transposition",)
    if all(_inside(text, folded[0]) for text in different):
        return ("omission",)
    if all(_inside(folded[0], text) for text in different):
        return ("addition",)
    return ("substitution",)


def _are_names(readings: Sequence[str], *, listed: bool, names: Collection[str]) -> bool:
    if not all(can_be_listed(text) for text in readings):
        return False
    if any(text in names for text in readings):
        return True
    return listed and all(can_be_name(text) for text in readings)


def _turned(one: str, other: str) -> bool:
    """Say whether the parts of a wording stand in the other order (科学精准, 精准科学)."""
    if len(one) != len(other) or one == other:
        return False
    return any(one[at:] + one[:at] == other for at in range(1, len(one)))


def _inside(part: str, whole: str) -> bool:
    """Say whether a wording is another one without a stretch of it."""
    if len(part) >= len(whole):
        return False
    same = next(
        (at for at, (x, y) in enumerate(zip(part, whole, strict=False)) if x != y), len(part)
    )
    return whole.endswith(part[same:])


def widen(
    row: Sequence[Column], *, edges: Callable[[str], Edges], names: Collection[str] = frozenset()
) -> list[Column]:
    """Let what differs begin and end where words do, or the items of a list of names.

    ``edges`` says where the words of a text begin and end.
    """
    reach = [(0, 0)] * len(row)
    words = _words(row, edges)
    for at, column in enumerate(row):
        if _can_widen(column):
            left = row[at - 1] if at else None
            right = row[at + 1] if at + 1 < len(row) else None
            here = [places[at] for places in words]
            reach[at] = _reach(column, left, right, here, names)
    result: list[Column] = []
    carry: tuple[str, ...] | None = None
    for at, column in enumerate(row):
        tokens = column.tokens
        if carry is not None:
            tokens = tuple(a + b for a, b in zip(carry, tokens, strict=True))
            carry = None
        if not _is_common(column):
            result.append(replace(column, tokens=tokens))
            continue
        size = len(max(tokens, key=len))
        taken = reach[at - 1][1] if at and not _is_common(row[at - 1]) else 0
        given = reach[at + 1][0] if at + 1 < len(row) and not _is_common(row[at + 1]) else 0
        if taken and given and taken + given >= size:
            carry = tuple(a + b for a, b in zip(result.pop().tokens, tokens, strict=True))
            continue
        if taken:
            last = result.pop()
            joined = tuple(a + b[:taken] for a, b in zip(last.tokens, tokens, strict=True))
            result.append(replace(last, tokens=joined))
        middle = tuple(token[taken : size - given] for token in tokens)
        if any(middle):
            result.append(replace(column, tokens=middle))
        if given:
            carry = tuple(token[size - given :] for token in tokens)
    return result


def _is_common(column: Column) -> bool:
    """Say whether all witnesses that have something here have the same."""
    return (
        not column.moved
        and len({token for token in column.tokens if token}) == 1
        and (len(column.tokens) > 2 or column.agrees)
    )


def _can_widen(column: Column) -> bool:
    return (
        not _is_common(column)
        and not column.moved
        and not all(is_sign(token) for token in column.tokens)
        and all(
            len(token) <= _longest(column) and PARAGRAPH not in token for token in column.tokens
        )
    )


def _longest(column: Column) -> int:
    """Say how long a token may be for its column to be widened: what is added keeps its own edges."""
    return 3 * _REACH if all(column.tokens) else _REACH


def _turned_round(row: Sequence[Column]) -> list[Column]:
    """Join what stands before a few words in one witness and after them in another."""
    result: list[Column] = []
    at = 0
    while at < len(row):
        three = row[at : at + 3]
        if len(three) == 3 and three[1].agrees and len(three[1].tokens[0]) <= 2 * _REACH:
            pairs = list(zip(three[0].tokens, three[2].tokens, strict=True))
            turned = len({a + b for a, b in pairs}) == 1 and all(not a or not b for a, b in pairs)
            if turned and not three[0].moved and not three[2].moved:
                tokens = zip(*(column.tokens for column in three), strict=True)
                result.append(Column(tuple("".join(token) for token in tokens)))
                at += 3
                continue
        result.append(row[at])
        at += 1
    return result


def word_edges(text: str) -> Edges:
    """Give where words begin and end, also the words within compounds.

    >>> word_edges("心理辅导工作")
    Edges(begins=frozenset({0, 2, 4, 6}), ends=frozenset({0, 2, 4, 6}))
    """
    words = rjieba.tokenize(text, mode="search")
    begins = {start for _, start, _ in words} | {len(text)}
    return Edges(frozenset(begins), frozenset({end for _, _, end in words} | {0}))


def _words(
    row: Sequence[Column], edges: Callable[[str], Edges]
) -> list[list[tuple[str, int, Edges]]]:
    """Give for each witness and column: the row's text, the column's place in it, the words' edges."""
    wanted = any(_can_widen(column) for column in row)
    result = []
    for tokens in zip(*(column.tokens for column in row), strict=True):
        text = "".join(tokens)
        known = edges(text) if wanted else Edges(frozenset(), frozenset())
        places, at = [], 0
        for token in tokens:
            places.append((text, at, known))
            at += len(token)
        result.append(places)
    return result


def _reach(
    column: Column,
    left: Column | None,
    right: Column | None,
    words: Sequence[tuple[str, int, Edges]],
    names: Collection[str],
) -> tuple[int, int]:
    """Say by how many characters a column grows to the left and to the right."""
    active = [at for at in range(len(column.tokens)) if _takes_part(at, column, left, right)]
    before, after = _shared_size(left, active), _shared_size(right, active)
    if len(active) < 2:
        return 0, 0
    text, start, _ = words[active[0]]
    end = start + len(column.tokens[active[0]])
    back = _until_sign(text[max(0, start - before - 1) : start][::-1], start - before == 0)
    forth = _until_sign(text[end : end + after + 1], end + after == len(text))
    if back is not None and forth is not None:
        items = [
            text[start - back : start] + column.tokens[at] + text[end : end + forth]
            for at in active
        ]
        around = text[max(0, start - back - 1) : start - back] + text[end + forth : end + forth + 1]
        if "、" in around and all(can_be_listed(item) for item in items):
            return min(back, before), min(forth, after)
    for back, forth in product(range(min(before, 3) + 1), range(min(after, 3) + 1)):
        for at in active:
            text, start, _ = words[at]
            if text[start - back : start + len(column.tokens[at]) + forth] in names:
                return back, forth
    lefts = [
        n
        for n in range(min(before, _REACH) + 1)
        if all(words[at][1] - n in words[at][2].begins for at in active)
    ]
    rights = [
        n
        for n in range(min(after, _REACH) + 1)
        if all(words[at][1] + len(column.tokens[at]) + n in words[at][2].ends for at in active)
    ]
    return min(lefts, default=0), min(rights, default=0)


def _takes_part(at: int, column: Column, left: Column | None, right: Column | None) -> bool:
    """Leave out a witness that lacks the whole passage."""
    return bool(column.tokens[at]) or any(
        side is not None and side.tokens[at] for side in (left, right)
    )


def _shared_size(side: Column | None, active: Sequence[int]) -> int:
    """Give the length of a neighbour that exactly the active witnesses have in common."""
    if side is None or not _is_common(side):
        return 0
    having = [at for at, token in enumerate(side.tokens) if token]
    return len(side.tokens[having[0]]) if having == list(active) else 0


def _until_sign(text: str, is_edge: bool) -> int | None:
    """Count the characters before the next sign of a list, at most four."""
    for at, character in enumerate(text[: _REACH + 1]):
        if character in _LIST_SIGNS:
            return at
    return len(text) if is_edge and len(text) <= _REACH else None


class _Cursor:
    """Goes through the paragraphs of a witness as its tokens are taken."""

    def __init__(self, witness: Witness) -> None:
        self.witness = witness
        self.paragraph = 0
        self.offset = 0
        self.fragments: list[Place] = []

    def take(self, token: str) -> Place:
        """Give the place of the next token (its first paragraph's share of it)."""
        anchor, text = self._here()
        if token and token[0] != PARAGRAPH and self.offset == len(text):
            self._next()
        places = []
        for at, part in enumerate(token.split(PARAGRAPH)):
            if at:
                self._next()
            anchor, _ = self._here()
            place = Place(self.witness.document, anchor, self.offset, self.offset + len(part))
            self.offset += len(part)
            places.append(place)
            if part:
                self.fragments.append(place)
        return next((place for place in places if place.start != place.end), places[0])

    def row(self) -> tuple[Place, ...]:
        """Give the stretches taken since the last row, those of one paragraph joined."""
        joined: list[Place] = []
        for place in self.fragments:
            if joined and joined[-1].paragraph == place.paragraph and joined[-1].end == place.start:
                joined[-1] = joined[-1]._replace(end=place.end)
            else:
                joined.append(place)
        self.fragments = []
        return tuple(joined)

    def _here(self) -> tuple[str, str]:
        paragraphs = self.witness.paragraphs
        return paragraphs[min(self.paragraph, len(paragraphs) - 1)] if paragraphs else ("", "")

    def _next(self) -> None:
        self.paragraph += 1
        self.offset = 0
