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


_PORTION = 1 << 20
"""Characters, or pairs of places, that are worked on at a time."""


_MANY = 1 << 30


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

    def windows(self, folded: str, *, step: int, limit: int) -> list[tuple[int, int]]:
        """Find which texts have which windows of ``length`` of a folded text: (its position, text).

        Every ``step``-th window is looked up, all at once; windows that more than ``limit``
        places may have are stock phrases and left out. A text that has a window in several places is
        given once for it; the pairs are in order, and each was verified character by character.
        """
        codes = _codes_of(folded)
        if len(codes) < self.length:
            return []
        packed = self._packed
        high = (_hashes(codes, self.length)[::step] >> self._shift) << self._shift
        first = np.searchsorted(packed, high, "left")
        count = np.searchsorted(packed, high | self._low, "right") - first
        count[count > limit] = 0
        number = np.repeat(np.arange(len(high)), count)
        within = np.arange(len(number)) - np.repeat(np.cumsum(count) - count, count)
        found = (packed[first[number] + within] & self._low).astype(np.int64)
        for at in range(self.length):
            same = self._codes[found + at] == codes[number * step + at]
            found, number = found[same], number[same]
        pairs = np.unique(np.stack([number * step, self._text_at(found)], axis=1), axis=0)
        return [(at, text) for at, text in pairs.tolist()]

    def spans(self, quote: str, *, limit: int | None = None) -> list[tuple[int, int, int]]:
        """Find each place that has the quotation: text index, start and end in that text."""
        wanted, hashes = _looked_for(quote, self.length)
        if len(wanted) < self.length:
            raise ValueError(f"{quote!r} has fewer than {self.length} characters to compare")
        packed = self._packed
        high = (hashes >> self._shift) << self._shift
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
        if not len(found):
            return []
        same = self._codes[found[:, None] + np.arange(len(wanted))] == wanted
        found = found[same.all(axis=1)]
        text = self._text_at(found)
        ends = self._origin[found + len(wanted) - 1] + 1
        return list(zip(text.tolist(), self._origin[found].tolist(), ends.tolist(), strict=True))

    def shared(self, minimum: int | None = None, *, limit: int = 50) -> Shared:
        """Find all maximal passages of at least ``minimum`` folded characters that two texts share.

        ``minimum`` is ``length`` unless it is given, and never smaller. A passage is listed
        unless each of its stretches of ``length`` characters occurs more than ``limit`` times;
        those phrases are given as stock phrases.
        """
        rows, stock = self.shared_rows(minimum, limit=limit)
        return Shared(tuple(map(Passage._make, rows.tolist())), stock)

    def shared_rows(
        self, minimum: int | None = None, *, limit: int = 50
    ) -> tuple[_Places, tuple[StockPhrase, ...]]:
        """Give what ``shared`` gives, the passages as rows of numbers: there may be very many.

        The columns are the fields of ``Passage``; rows are in the order of the texts, and in each pair of
        texts in that of their places.
        """
        minimum = self.length if minimum is None else minimum
        if minimum < self.length:
            raise ValueError(f"this index finds passages of {self.length} characters and more")
        starts, sizes = self._groups
        common = starts[sizes > limit], sizes[sizes > limit]
        spread = self._spread(*common)
        passages = self._passages(*self._beginnings(starts, sizes, spread, limit), minimum)
        return passages, self._stock(*common, spread)

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
        packed = np.empty(int(valid[:count].sum()), dtype=np.uint64)
        filled = 0
        for begin in range(0, count, _PORTION):
            part = self._codes[begin : begin + _PORTION + self.length - 1]
            hashes = _hashes(part, self.length)
            hashes >>= self._shift
            hashes <<= self._shift
            hashes |= np.arange(begin, begin + len(hashes), dtype=np.uint64)
            kept = hashes[valid[begin : begin + len(hashes)]]
            packed[filled : filled + len(kept)] = kept
            filled += len(kept)
        packed.sort()
        return packed

    @cached_property
    def _groups(self) -> tuple[_Places, _Places]:
        """Where each group of equal hashes of at least two members starts, and its size."""
        packed = self._packed
        same = np.zeros(len(packed) + 1, dtype=np.int8)
        for begin in range(0, len(packed) - 1, _PORTION):
            part = packed[begin : begin + _PORTION + 1] >> self._shift
            same[begin + 1 : begin + len(part)] = part[1:] == part[:-1]
        edges = np.flatnonzero(np.diff(same))
        return edges[::2], edges[1::2] - edges[::2] + 1

    def _members(self, start: int, size: int) -> _Places:
        return (self._packed[start : start + size] & self._low).astype(np.int64)

    def _text_at(self, places: _Places) -> _Places:
        return np.searchsorted(self._bounds, places, "right") - 1

    def _spread(self, starts: _Places, sizes: _Places) -> NDArray[np.int32]:
        """Give for each place the number of its group if it is stock, from 1, and 0 if it is not."""
        group = np.zeros(len(self._codes) + 1, dtype=np.int32)
        for at, (start, size) in enumerate(zip(starts.tolist(), sizes.tolist(), strict=True), 1):
            group[self._members(start, size)] = at
        return group

    def _beginnings(
        self, starts: _Places, sizes: _Places, spread: NDArray[np.int32], limit: int
    ) -> tuple[_Places, _Places, NDArray[np.int32]]:
        """Find the pairs of places where a shared passage begins, or goes on after a stock phrase.

        Only those are kept, so that long copies cost no more than short ones. For each place the
        rarity of its stretch is given as well: how far the number of owners is below ``_MANY``.
        """
        rarity = np.zeros(len(self._codes) + 1, dtype=np.int32)
        lefts, rights = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        first_of = np.zeros(len(self._codes) + 1, dtype=bool)
        first_of[self._bounds] = True
        for size in np.unique(sizes[sizes <= limit]).tolist():
            first, second = np.triu_indices(size, 1)
            chosen = starts[sizes == size]
            step = max(1, _PORTION // 8 // len(first))
            for at in range(0, len(chosen), step):
                members = (
                    self._packed[chosen[at : at + step, None] + np.arange(size)] & self._low
                ).astype(np.int64)
                owner = self._owner[self._text_at(members)]
                ordered = np.sort(owner, axis=1)
                distinct = 1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)
                rarity[members] = _MANY - distinct[:, None]
                left, right = members[:, first], members[:, second]
                begins = self._codes[left - 1] != self._codes[right - 1]
                begins |= first_of[left] | first_of[right] | (spread[left - 1] > 0)
                begins &= owner[:, first] != owner[:, second]
                lefts.append(left[begins])
                rights.append(right[begins])
        left, right = np.concatenate(lefts), np.concatenate(rights)
        for at in range(self.length):
            same = self._codes[left + at] == self._codes[right + at]
            left, right = left[same], right[same]
        return left, right, rarity

    def _passages(
        self, left: _Places, right: _Places, rarity: NDArray[np.int32], minimum: int
    ) -> _Places:
        """Stretch each passage as far as the texts agree."""
        nothing = np.empty((0, len(Passage._fields)), np.int64)
        if not len(left):
            return nothing
        start, end, diagonal = left.copy(), left + self.length, right - left
        text_a, text_b = self._text_at(left), self._text_at(right)
        self._stretch(
            start, diagonal, -1, np.maximum(self._bounds[text_a], self._bounds[text_b] - diagonal)
        )
        self._stretch(
            end,
            diagonal,
            1,
            np.minimum(self._bounds[text_a + 1], self._bounds[text_b + 1] - diagonal),
        )
        order = np.lexsort((end, start, text_b, text_a))
        order = order[(end - start)[order] >= minimum]
        both = np.stack((start[order], diagonal[order]), axis=1)
        order = order[np.sort(np.unique(both, axis=0, return_index=True)[1])]  # each once
        if not len(order):
            return nothing
        begin, stop, shift = start[order], end[order], diagonal[order]
        edges = np.stack((begin, stop - self.length + 1), axis=1).ravel()
        rarest = _MANY - np.maximum.reduceat(rarity, edges)[::2]
        columns = (
            text_a[order], self._origin[begin], self._origin[stop - 1] + 1,
            text_b[order], self._origin[begin + shift], self._origin[stop + shift - 1] + 1,
            stop - begin, rarest,
        )  # fmt: skip
        return np.stack([column.astype(np.int64) for column in columns], axis=1)

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
        self, starts: _Places, sizes: _Places, spread: NDArray[np.int32]
    ) -> tuple[StockPhrase, ...]:
        """Join the stretches that occur too often into phrases, with the counts of the rarest."""
        owners = [0]
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            owners.append(len(np.unique(self._owner[self._text_at(self._members(start, size))])))
        occurrences = np.concatenate(([0], sizes))
        owned = np.asarray(owners)
        edges = np.flatnonzero(np.diff((spread > 0).astype(np.int8), prepend=0))
        phrases: dict[bytes, StockPhrase] = {}
        for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            groups = spread[begin:end]
            key = groups.tobytes()
            if key not in phrases:
                text = _spell(self._codes[begin : end + self.length - 1])
                phrases[key] = StockPhrase(
                    text, int(occurrences[groups].min()), int(owned[groups].min())
                )
        return tuple(
            sorted(
                phrases.values(), key=lambda stock: (-stock.owners, -stock.occurrences, stock.text)
            )
        )


@lru_cache(maxsize=8192)
def _looked_for(quote: str, length: int) -> tuple[_Codes, _Hashes]:
    """Give a quotation folded, and the hashes of its stretches: many are looked for time and again."""
    wanted = _codes_of(fold(quote).text)
    return wanted, _hashes(wanted, length)


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
