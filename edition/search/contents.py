"""Pagefind's table of contents: what of it a reader must be sent, and what can be worked out.

The table lists every document with a name and a length, and every file of the index with its first
and last word: 14 bytes a document and 13 for a file, for all of which the first answer of a reader
would wait. But the search does nothing with a name than hand it back, and compares a word with
bounds only to learn which file to load. So the names are running numbers, which the browser counts
itself, and of each file it is told **where it parts from the next**: one place between the last
word of the one and the first word of the other, of which there are many to choose from. A build
works the table out as the browser does and sees that each file has its own words and no others.

``templates/assets/search-contents.js`` is the browser's half; ``docs/decisions/0063`` tells why.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from edition.errors import EditionError
from edition.search.fold import number, spelt
from edition.search.packing import planes

SIGNATURE = b"pagefind_dcd"
HEAVY = 12_000
"""Bytes, before they are compressed, above which a word stands in a file of its own."""
_WORD = re.compile(rb"[\x82\x83]h[a-z]{8}")
UNUSED = 3
"""Lists at the end of the table that are empty in ours: filters, orders, fields."""


@dataclass(frozen=True, slots=True)
class IndexFile:
    """One file of the index, and the bounds of the words to be looked for in it."""

    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the table says."""

    version: str
    pages: tuple[tuple[str, int], ...]
    """Name and number of words of each document, in the order in which they were indexed."""
    files: tuple[IndexFile, ...]


def read_contents(data: bytes) -> Contents:
    """Read a ``.pf_meta``; raises ``EditionError`` if Pagefind writes it otherwise than we know."""
    try:
        value, end = _value(plain := gzip.decompress(data).removeprefix(SIGNATURE), 0)
        version, pages, files, *rest = value
        contents = Contents(
            version,
            tuple((name, words) for name, words in pages),
            tuple(IndexFile(first, last, name) for first, last, name in files),
        )
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise _unknown(str(error)) from None
    if end != len(plain) or rest != [[]] * UNUSED:
        raise _unknown("it has other parts than it should")
    return contents


def _unknown(why: str) -> EditionError:
    return EditionError(
        f"Pagefind's table of contents is not as this version writes it ({why})",
        "",
        "install what requirements/ pins",
    )


def write_contents(contents: Contents) -> bytes:
    """Write the table as it stands in the memory of a browser: CBOR (RFC 8949) after a signature."""
    files = [[one.first, one.last, one.name] for one in contents.files]
    pages = [list(page) for page in contents.pages]
    return SIGNATURE + _bytes([contents.version, pages, files, *([] for _ in range(UNUSED))])


def made(version: str, documents: range, files: Sequence[IndexFile]) -> Contents:
    """Make the table that the browser makes: each document is named by its row.

    How long a document is only weighs Pagefind's own order, which nobody sees.
    """
    return Contents(version, tuple((str(row), 1) for row in documents), tuple(files))


def file_name(place: int) -> str:
    """Name a file of the index by its place among them, in small letters and figures.

    >>> file_name(0), file_name(35), file_name(36)
    ('0', 'z', '10')
    """
    figures = "0123456789abcdefghijklmnopqrstuvwxyz"
    name = figures[place % 36]
    while place := place // 36:
        name = figures[place % 36] + name
    return name


# -- Where the files of the index part -------------------------------------------------------------


def parted(data: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Part a file of the index, compressed as Pagefind wrote it, so that no word makes others large.

    Gives the first and the last word of each file it becomes, and its bytes. A word that stands in
    thousands of places would be loaded with each rare one beside it: it gets a file of its own. The
    others stay together, and a file without such a word is left as it is. (Pagefind's table does not
    tell whole words, it shortens the bounds.)
    """
    plain = gzip.decompress(data).removeprefix(SIGNATURE)
    # Nothing but a word is eight letters in a row: no number in the file is longer than four bytes.
    starts = [found.start() for found in _WORD.finditer(plain)]
    head = _head(_ARRAY, 1) + _head(_ARRAY, len(starts))
    if not starts or plain[: starts[0]] != head:
        raise _unknown("a file of the index has other parts than it should")
    items = [plain[at:end] for at, end in pairwise([*starts, len(plain)])]
    groups: list[list[bytes]] = []
    alone = True
    for item in items:
        heavy = len(item) > HEAVY
        if alone or heavy:
            groups.append([])
        groups[-1].append(item)
        alone = heavy
    for group in groups:
        first, last = (item[2:10].decode() for item in (group[0], group[-1]))
        if len(groups) == 1:
            yield first, last, data
        else:
            body = SIGNATURE + _head(_ARRAY, 1) + _head(_ARRAY, len(group)) + b"".join(group)
            yield first, last, gzip.compress(body, 9, mtime=0)


def size_of(data: bytes) -> int:
    """Tell how large a file is by powers of two: enough to choose the cheaper of two.

    >>> size_of(bytes(3_000)), size_of(bytes(100_000))
    (12, 17)
    """
    return len(data).bit_length()


def edges(words: Sequence[tuple[str, str]]) -> list[str]:
    """Give for each two neighbours the last word of the one and the first of the other."""
    if any(one[0] > one[1] or one[1] >= two[0] for one, two in pairwise(words)):
        raise _unknown("its files are not in the order of their words")
    return [one[1] + two[0] for one, two in pairwise(words)]


def numbers(signs: Iterable[str]) -> list[int]:
    """Give the signs of the edition as numbers in their order: what bounds are counted in."""
    return sorted({number(sign) for sign in signs})


def packed(between: Sequence[str], sizes: Sequence[int], known: Sequence[int]) -> dict[str, Any]:
    """Write where files part and how large they are, for a browser that has the edition's signs.

    A place is a pair of signs. Of the first is told how many signs it is after that of the place
    before. The second may be any that parts the two words: of those possible the one is taken whose
    number among the signs has the most noughts at its end, and its digits are written from behind,
    so that it is a small number; 0 if the first signs are enough to part them.
    """
    place = {sign: n for n, sign in enumerate(known)}
    steps: list[int] = []
    seconds: list[int] = []
    width = _width(known)
    before = 0
    for edge in between:
        one, low, other, high = (place[_read(edge[at : at + 4])] for at in range(0, 16, 4))
        steps.append(other - before)
        seconds.append(_turned(_roundest(low, high), width) if one == other else 0)
        before = other
    return {"steps": planes(steps), "seconds": planes(seconds), "sizes": planes(sizes)}


def files_of(
    steps: Sequence[int], seconds: Sequence[int], known: Sequence[int]
) -> tuple[IndexFile, ...]:
    """Work out which words to look for in which file, as ``search-contents.js`` does.

    >>> known = [ord("三"), ord("疫"), ord("苗")]
    >>> [(one.first, one.last) for one in files_of([1, 0], [0, 2], known)]
    [('a', 'bsop'), ('bsop', 'bsopbsoo'), ('bsopbsop', 'zzzzzzzz')]
    """
    width = _width(known)
    found: list[IndexFile] = []
    first = "a"
    at = 0
    for step, second in zip(steps, seconds, strict=True):
        at += step
        bound = last = spelt(known[at])
        if second:
            split = known[_turned(second, width)]
            bound, last = bound + spelt(split), bound + spelt(split - 1)
        found.append(IndexFile(first, last, file_name(len(found))))
        first = bound
    return (*found, IndexFile(first, "z" * 8, file_name(len(found))))


def checked(files: Sequence[IndexFile], between: Sequence[str]) -> None:
    """See that each word will be looked for in the file that has it and in no other.

    Raises ``EditionError`` if not: a search that misses a place is worse than none.
    """
    held = len(files) == len(between) + 1
    for (one, other), edge in zip(pairwise(files), between, strict=False):
        held &= one.first <= edge[:8] <= one.last < edge[8:] <= other.last
        held &= edge[:8] < other.first <= edge[8:]
    if not held:
        raise EditionError(
            "The table of contents of the search does not fit its index",
            "",
            "remove site/pagefind and build again; if it comes again, report it",
        )


def _roundest(low: int, high: int) -> int:
    """Give the number above ``low`` and at most ``high`` with the most noughts in binary.

    >>> _roundest(0, 9), _roundest(8, 9), _roundest(9, 14)
    (8, 9, 12)
    """
    noughts = 0
    while (high >> noughts + 1) << noughts + 1 > low:
        noughts += 1
    return high >> noughts << noughts


def _width(known: Sequence[int]) -> int:
    return len(known).bit_length()


def _turned(value: int, width: int) -> int:
    """Write the binary digits of a number from behind; twice, it is the number again.

    >>> _turned(8, 4), _turned(1, 4), _turned(6, 5)
    (1, 8, 12)
    """
    return int(f"{value:0{width}b}"[::-1], 2)


def _read(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("a")
    return found


# -- CBOR, as far as it is used --------------------------------------------------------------------

_NUMBER, _TEXT, _ARRAY = 0, 3, 4
_WIDTHS = {24: 1, 25: 2, 26: 4, 27: 8}


def _value(data: bytes, at: int) -> tuple[Any, int]:
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if width := _WIDTHS.get(size):
        size = int.from_bytes(data[at : at + width], "big")
        at += width
    if kind == _NUMBER:
        return size, at
    if kind == _TEXT:
        return data[at : at + size].decode(), at + size
    if kind == _ARRAY:
        values = []
        for _ in range(size):
            value, at = _value(data, at)
            values.append(value)
        return values, at
    raise ValueError(f"a value of kind {kind} at {at}")


def _bytes(value: Any) -> bytes:
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, str):
        encoded = value.encode()
        return _head(_TEXT, len(encoded)) + encoded
    return _head(_ARRAY, len(value)) + b"".join(map(_bytes, value))


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    mark, width = next((m, w) for m, w in _WIDTHS.items() if size < 256**w)
    return bytes([kind << 5 | mark]) + size.to_bytes(width, "big")
