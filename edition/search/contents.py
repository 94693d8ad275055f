"""Pagefind's table of contents, read and written shorter.

The first answer of a reader waits for this file: it lists every document with its name and length
and every file of the index with its first and last word. Made by Pagefind, it is 14 bytes a
document and 13 for a file of the index, hashes for the most part. All that Pagefind's search does
with them is hand them back, so that running numbers serve as well: the folder of the index has
the hash in its name (``docs/decisions/0023``). The file is CBOR (RFC 8949) behind a signature.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from edition.errors import EditionError
from edition.search.packing import DIGITS

SIGNATURE = b"pagefind_dcd"
ROWS = len(DIGITS) ** 3
"""Documents that the names of one index can tell apart."""


@dataclass(frozen=True, slots=True)
class IndexFile:
    """One file of the index: the words from ``first`` to ``last``."""

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
    rest: tuple[Any, ...]
    """Filters, orders and fields, none of which we use."""


def read_contents(data: bytes) -> Contents:
    """Read a ``.pf_meta``; raises ``EditionError`` if Pagefind writes it otherwise than we know."""
    try:
        value, end = _value(plain := gzip.decompress(data).removeprefix(SIGNATURE), 0)
        version, pages, files, *rest = value
        contents = Contents(
            version,
            tuple((name, words) for name, words in pages),
            tuple(IndexFile(first, last, name) for first, last, name in files),
            tuple(rest),
        )
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise _unknown(str(error)) from None
    if end != len(plain) or any(rest):
        raise _unknown("it has more than it should")
    return contents


def _unknown(why: str) -> EditionError:
    return EditionError(
        f"Pagefind's table of contents is not as this version writes it ({why})",
        "",
        "install what requirements/ pins",
    )


def write_contents(contents: Contents) -> bytes:
    """Write a ``.pf_meta``; the same contents give the same bytes."""
    files = [[one.first, one.last, one.name] for one in contents.files]
    pages = [list(page) for page in contents.pages]
    value = _bytes([contents.version, pages, files, *contents.rest])
    return gzip.compress(SIGNATURE + value, 9, mtime=0)


def shortened(contents: Contents, part: int) -> Contents:
    """Name documents and files by running numbers, and bound files by as few letters as part them.

    The name of a document is the number of the part and three digits, **the lowest first**: so each
    differs from the one before by the digit that comes after the part's, and costs a byte; with the
    highest first it costs two. Lengths of documents only weigh Pagefind's own order, which nobody
    sees.

    >>> files = (IndexFile("aaab", "abcd", "x1f"), IndexFile("abda", "bbbb", "x2e"))
    >>> short = shortened(Contents("1", (("s_7f", 12), ("s_3a", 9)), files, ()), 0)
    >>> short.pages, [(one.first, one.last, one.name) for one in short.files]
    ((('0000', 1), ('0100', 1)), [('aaab', 'abd', '0'), ('abd', 'bbbb', '1')])
    """
    pages = tuple((page_name(part, row), 1) for row in range(len(contents.pages)))
    return replace(contents, pages=pages, files=tuple(_bounded(contents.files)))


def page_name(part: int, row: int) -> str:
    """Name the document in ``row`` of a part; ``search-engine.js`` reads it back."""
    if row >= ROWS:
        raise ValueError(f"a part of the index has at most {ROWS} documents")
    size = len(DIGITS)
    return f"{part}{DIGITS[row % size]}{DIGITS[row // size % size]}{DIGITS[row // size**2]}"


def _bounded(files: Sequence[IndexFile]) -> list[IndexFile]:
    """Bound neighbours by the shortest stretch that no word is and that stands between them."""
    bounded: list[IndexFile] = []
    first = files[0].first if files else ""
    for number, one in enumerate(files):
        after = files[number + 1].first if number + 1 < len(files) else ""
        common = next((n for n in range(len(after)) if after[: n + 1] != one.last[: n + 1]), 0)
        bound = after[: common + 1]
        last, following = (bound, bound) if bound < after else (one.last, after)
        bounded.append(IndexFile(first, last, base(number)))
        first = following
    return bounded


def base(number: int) -> str:
    """Write a number as the name of a file, in small letters and figures.

    >>> base(0), base(35), base(36)
    ('0', 'z', '10')
    """
    figures = "0123456789abcdefghijklmnopqrstuvwxyz"
    name = figures[number % 36]
    while number := number // 36:
        name = figures[number % 36] + name
    return name


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
