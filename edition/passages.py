"""Find every passage that texts share, exactly and in time near linear in their size.

Texts are compared *folded*: after NFKC, letters, digits and Han characters alone. So ``，`` and
``,``, a line break in the middle of a word, or full-width digits do not hide a copy; a changed
character does end it, since this is about exact wording (near copies are for collation).

The method is a rolling 64-bit hash of all stretches of ``length`` characters, packed with its
position into one array, sorted once; characters are verified, and matches that follow each
other on one diagonal are one passage. A stretch that occurs more than ``limit`` times is a stock
phrase and is listed apart: pairing all its places would grow with the square of the collection.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]
_Hashes = NDArray[np.uint64]
_Positions = NDArray[np.int32]

_BASE = 0x9E3779B97F4A7C15
"""Odd multiplier of the rolling hash (the golden ratio's 64 bits); any odd number is right."""


class Folded(NamedTuple):
    """A folded text, and where each of its characters stands in the text it was made from."""

    text: str
    positions: tuple[int, ...]


class Passage(NamedTuple):
    """A maximal passage that two texts share; positions are those of the texts as given."""

    a: int
    """Index of the first text; always smaller than ``b``."""
    a_start: int
    a_end: int
    b: int
    b_start: int
    b_end: int
    size: int
    """Folded characters."""
    owners: int
    """How many owners (texts, unless owners were given) have its rarest stretch."""


class StockPhrase(NamedTuple):
    """A phrase that occurs too often to be paired."""

    text: str
    """Folded."""
    occurrences: int
    """How often its rarest stretch of ``length`` characters occurs."""
    owners: int
    """How many owners have that stretch."""


class Shared(NamedTuple):
    """What a collection of texts shares."""

    passages: tuple[Passage, ...]
    """In the order of their places."""
    stock: tuple[StockPhrase, ...]
    """The most widespread first."""


@lru_cache(maxsize=65536)
def fold_character(character: str) -> str:
    """Give what a character is compared as: nothing, one character, or several (``㈱``).

    NFKC is applied to each character by itself, and combining marks are left out.
    """
    return "".join(
        c for c in unicodedata.normalize("NFKC", character) if unicodedata.category(c)[0] in "LN"
    )


def fold(text: str) -> Folded:
    r"""Fold a text for comparison and remember where each character came from.

    >>> fold("３月19日，晚\n上")
    Folded(text='3月19日晚上', positions=(0, 1, 2, 3, 4, 6, 8))
    """
    pairs = [(c, at) for at, character in enumerate(text) for c in fold_character(character)]
    return Folded("".join(c for c, _ in pairs), tuple(at for _, at in pairs))


class PassageIndex:
    """An index over texts that answers where a quotation stands and which passages are shared.

    ``length`` is the least number of folded characters that a quotation or passage has; 12 is
    the custom for Chinese, below 6 chance agreement is common. ``owners`` says which texts
    belong together (the paragraphs of one document): texts of one owner are not compared.

    >>> index = PassageIndex(["……加快实施“清仓”行动，从严从紧", "要加快实施清仓行动。"], length=6)
    >>> index.occurrences("加快实施「清仓」行动")
    [(0, 2), (1, 1)]
    """

    def __init__(
        self, texts: Sequence[str], *, length: int = 12, owners: Sequence[int] | None = None
    ) -> None:
        """Fold the texts; the index itself is made when it is first asked."""
        if length < 2:
            raise ValueError("a passage has at least two characters")
        if owners is not None and len(owners) != len(texts):
            raise ValueError("each text needs its owner")
        self.length = length
        self._codes, self._origin, self._bounds = _fold_all(texts)
        self._owner: _Places = (
            np.arange(len(texts)) if owners is None else np.asarray(owners, dtype=np.int64)
        )

    def __len__(self) -> int:
        """Give the number of folded characters of all texts."""
        return len(self._codes)

    def occurrences(self, quote: str, *, limit: int | None = None) -> list[tuple[int, int]]:
        """Find each place that has the quotation: text index, position in that text.

        Every place is verified character by character, and none is left out; but a quotation
        that more than ``limit`` places may have is a stock phrase that proves nothing, and none
        is given. Raises ``ValueError`` if fewer than ``length`` characters remain when the
        quotation is folded.
        """
        return [(text, start) for text, start, _ in self.spans(quote, limit=limit)]

    def candidates(self, folded: str, *, step: int, limit: int) -> list[int]:
        """Find where in a folded text a window of ``length`` stands that some text may have.

        Every ``step``-th window is looked up, all at once; windows that more than ``limit``
        places have are stock phrases and left out. ``occurrences`` verifies the rest.
        """
        codes = _codes_of(folded)
        if len(codes) < self.length:
            return []
        packed = self._packed
        high = (_hashes(codes, self.length)[::step] >> self._shift) << self._shift
        found = np.searchsorted(packed, high | self._low, "right") - np.searchsorted(
            packed, high, "left"
        )
        return [int(n) * step for n in np.flatnonzero((found > 0) & (found <= limit))]

    def spans(self, quote: str, *, limit: int | None = None) -> list[tuple[int, int, int]]:
        """Find each place that has the quotation: text index, start and end in that text."""
        wanted = _codes_of(fold(quote).text)
        if len(wanted) < self.length:
            raise ValueError(f"{quote!r} has fewer than {self.length} characters to compare")
        packed = self._packed
        high = (_hashes(wanted, self.length) >> self._shift) << self._shift
        first = np.searchsorted(packed, high, "left")
        last = np.searchsorted(packed, high | self._low, "right")
        rarest = int(np.argmin(last - first))
        if limit is not None and last[rarest] - first[rarest] > limit:
            return []
        found = (packed[first[rarest] : last[rarest]] & self._low).astype(np.int64) - rarest
        found.sort()
        text = self._text_at(np.maximum(found, 0))
        found = found[
            (found >= self._bounds[text]) & (found + len(wanted) <= self._bounds[text + 1])
        ]
        for at, code in enumerate(wanted):
            found = found[self._codes[found + at] == code]
        text = self._text_at(found)
        ends = self._origin[found + len(wanted) - 1] + 1
        return list(zip(text.tolist(), self._origin[found].tolist(), ends.tolist(), strict=True))

    def shared(self, minimum: int | None = None, *, limit: int = 50) -> Shared:
        """Find all maximal passages of at least ``minimum`` folded characters that two texts share.

        ``minimum`` is ``length`` unless it is given, and never smaller. A passage is listed
        unless each of its stretches of ``length`` characters occurs more than ``limit`` times;
        those phrases are given as stock phrases.
        """
        minimum = self.length if minimum is None else minimum
        if minimum < self.length:
            raise ValueError(f"this index finds passages of {self.length} characters and more")
        places = (self._packed & self._low).astype(np.int64)
        starts, sizes = self._groups
        left, right, owners = self._pairs(places, starts, sizes, limit)
        passages = self._passages(left, right, owners, minimum)
        return Shared(passages, self._stock(places, starts, sizes, limit))

    @cached_property
    def _bits(self) -> int:
        return max(1, len(self._codes).bit_length())

    @property
    def _shift(self) -> np.uint64:
        return np.uint64(self._bits)

    @property
    def _low(self) -> np.uint64:
        return np.uint64((1 << self._bits) - 1)

    @cached_property
    def _packed(self) -> _Hashes:
        """Hash (high bits) and position (low bits) of every stretch, sorted."""
        count = len(self._codes) - self.length + 1
        if count <= 0:
            return np.empty(0, dtype=np.uint64)
        valid = np.ones(len(self._codes), dtype=bool)
        starts, ends = self._bounds[:-1], self._bounds[1:]
        for back in range(1, self.length):
            valid[ends[ends - starts >= back] - back] = False
        packed = _hashes(self._codes, self.length)
        packed >>= self._shift
        packed <<= self._shift
        packed |= np.arange(count, dtype=np.uint64)
        packed = packed[valid[:count]]
        packed.sort()
        return packed

    @cached_property
    def _groups(self) -> tuple[_Places, _Places]:
        """Where each group of equal hashes of at least two members starts, and its size."""
        if not len(self._packed):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        high = self._packed >> self._shift
        starts = np.concatenate(([0], np.flatnonzero(high[1:] != high[:-1]) + 1))
        sizes = np.diff(np.append(starts, len(high)))
        several = sizes > 1
        return starts[several], sizes[several]

    def _text_at(self, places: _Places) -> _Places:
        return np.searchsorted(self._bounds, places, "right") - 1

    def _pairs(
        self, places: _Places, starts: _Places, sizes: _Places, limit: int
    ) -> tuple[_Places, _Places, _Places]:
        """Pair the places of each stretch that texts of different owners share."""
        lefts, rights, owners = (
            [np.empty(0, np.int64)],
            [np.empty(0, np.int64)],
            [np.empty(0, np.int64)],
        )
        for size in np.unique(sizes[sizes <= limit]).tolist():
            members = places[starts[sizes == size][:, None] + np.arange(size)]
            owner = self._owner[self._text_at(members)]
            ordered = np.sort(owner, axis=1)
            distinct = 1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)
            first, second = np.triu_indices(size, 1)
            apart = owner[:, first] != owner[:, second]
            lefts.append(members[:, first][apart])
            rights.append(members[:, second][apart])
            owners.append(np.broadcast_to(distinct[:, None], apart.shape)[apart])
        left, right, owned = np.concatenate(lefts), np.concatenate(rights), np.concatenate(owners)
        for at in range(self.length):
            same = self._codes[left + at] == self._codes[right + at]
            left, right, owned = left[same], right[same], owned[same]
        return left, right, owned

    def _passages(
        self, left: _Places, right: _Places, owners: _Places, minimum: int
    ) -> tuple[Passage, ...]:
        """Join what follows each other on a diagonal, and stretch it as far as the texts agree."""
        if not len(left):
            return ()
        diagonal = right - left
        order = np.lexsort((left, diagonal))
        left, diagonal, owners = left[order], diagonal[order], owners[order]
        text_a = self._text_at(left)
        text_b = self._text_at(left + diagonal)
        breaks = (
            (np.diff(diagonal) != 0)
            | (np.diff(left) != 1)
            | (np.diff(text_a) != 0)
            | (np.diff(text_b) != 0)
        )
        first = np.concatenate(([0], np.flatnonzero(breaks) + 1))
        last = np.append(first[1:], len(left)) - 1
        rarest = np.minimum.reduceat(owners, first)
        start, end, diagonal = left[first], left[last] + self.length, diagonal[first]
        text_a, text_b = text_a[first], text_b[first]
        self._stretch(
            start, diagonal, -1, np.maximum(self._bounds[text_a], self._bounds[text_b] - diagonal)
        )
        self._stretch(
            end,
            diagonal,
            1,
            np.minimum(self._bounds[text_a + 1], self._bounds[text_b + 1] - diagonal),
        )
        order = np.lexsort((rarest, end, start, text_b, text_a))
        found: list[Passage] = []
        seen: set[tuple[int, int]] = set()
        for at in order[(end - start)[order] >= minimum].tolist():
            begin, stop, shift = int(start[at]), int(end[at]), int(diagonal[at])
            if (begin, shift) in seen:
                continue
            seen.add((begin, shift))
            found.append(
                Passage(
                    int(text_a[at]), int(self._origin[begin]), int(self._origin[stop - 1]) + 1,
                    int(text_b[at]), int(self._origin[begin + shift]), int(self._origin[stop + shift - 1]) + 1,
                    stop - begin, int(rarest[at]),
                )
            )  # fmt: skip
        return tuple(found)

    def _stretch(self, edge: _Places, diagonal: _Places, step: int, bound: _Places) -> None:
        """Move each edge outwards while the characters agree (stock phrases leave gaps)."""
        look = -1 if step < 0 else 0
        active = np.flatnonzero(edge != bound)
        while len(active):
            at = edge[active] + look
            active = active[self._codes[at] == self._codes[at + diagonal[active]]]
            edge[active] += step
            active = active[edge[active] != bound[active]]

    def _stock(
        self, places: _Places, starts: _Places, sizes: _Places, limit: int
    ) -> tuple[StockPhrase, ...]:
        """Join the stretches that occur too often into phrases, with the counts of the rarest."""
        occurrences = np.zeros(len(self._codes) + 1, dtype=np.int64)
        owners = np.zeros(len(self._codes) + 1, dtype=np.int64)
        for start, size in zip(
            starts[sizes > limit].tolist(), sizes[sizes > limit].tolist(), strict=True
        ):
            members = places[start : start + size]
            occurrences[members] = size
            owners[members] = len(np.unique(self._owner[self._text_at(members)]))
        edges = np.flatnonzero(np.diff((occurrences > 0).astype(np.int8), prepend=0))
        phrases: set[StockPhrase] = set()
        for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            text = _spell(self._codes[begin : end + self.length - 1])
            phrases.add(
                StockPhrase(text, int(occurrences[begin:end].min()), int(owners[begin:end].min()))
            )
        return tuple(
            sorted(phrases, key=lambda stock: (-stock.owners, -stock.occurrences, stock.text))
        )


def _codes_of(text: str) -> _Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)


def _fold_all(texts: Sequence[str]) -> tuple[_Codes, _Positions, _Places]:
    """Fold all texts at once: code points, position of each in its own text, bounds of the texts.

    Tables by code point replace the call for each character; texts are taken in portions, so
    that no more than the result is held for the whole collection.
    """
    forms = {code: fold_character(chr(code)) for code in _code_points(texts)}
    widths = np.zeros(0x110000, dtype=np.int8)
    single = np.zeros(0x110000, dtype=np.uint32)
    for code, form in forms.items():
        widths[code] = len(form)
        single[code] = ord(form[0]) if form else 0
    codes, origins, bounds = (
        [np.empty(0, np.uint32)],
        [np.empty(0, np.int32)],
        [np.zeros(1, np.int64)],
    )
    for portion in _portions(texts):
        joined = _codes_of("".join(portion))
        ends = np.cumsum([0, *map(len, portion)])
        width = widths[joined]
        begins = np.concatenate(([0], np.cumsum(width, dtype=np.int64)))
        folded = np.repeat(single[joined], width)
        for at in np.flatnonzero(width > 1).tolist():
            folded[begins[at] : begins[at + 1]] = [ord(c) for c in forms[int(joined[at])]]
        offsets = (np.arange(len(joined)) - np.repeat(ends[:-1], np.diff(ends))).astype(np.int32)
        codes.append(folded)
        origins.append(np.repeat(offsets, width))
        bounds.append(begins[ends[1:]] + bounds[-1][-1])
    return np.concatenate(codes), np.concatenate(origins), np.concatenate(bounds)


def _code_points(texts: Sequence[str]) -> list[int]:
    seen = np.zeros(0x110000, dtype=bool)
    for portion in _portions(texts):
        seen[_codes_of("".join(portion))] = True
    return [int(code) for code in np.flatnonzero(seen)]


def _portions(texts: Sequence[str], most: int = 1_000_000) -> Iterator[Sequence[str]]:
    """Cut a list of texts into portions of about ``most`` characters."""
    begin, size = 0, 0
    for at, text in enumerate(texts):
        size += len(text)
        if size >= most:
            yield texts[begin : at + 1]
            begin, size = at + 1, 0
    if begin < len(texts):
        yield texts[begin:]


def _hashes(codes: _Codes, length: int) -> _Hashes:
    """Hash each stretch of ``length`` codes; stretches are doubled, so few passes are needed."""
    values = codes.astype(np.uint64)
    values = (values ^ (values << np.uint64(17))) * np.uint64(0xD6E8FEB86659FD93)
    values ^= values >> np.uint64(32)
    total: _Hashes | None = None
    covered, size = 0, 1
    while True:
        if length & size:
            total = values if total is None else _after(total, covered, values, size)
            covered += size
        size *= 2
        if size > length:
            break
        values = _after(values, size // 2, values, size // 2)
    assert total is not None, "a length has at least one bit"
    total = total * np.uint64(_BASE)
    return total ^ (total >> np.uint64(29)) if len(total) else total


def _after(first: _Hashes, covered: int, second: _Hashes, size: int) -> _Hashes:
    """Hash of a stretch of ``covered`` codes followed by one of ``size``."""
    count = max(0, min(len(first), len(second) - covered))
    factor = np.uint64(pow(_BASE, size, 1 << 64))
    return first[:count] * factor + second[covered : covered + count]


def _spell(codes: _Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
