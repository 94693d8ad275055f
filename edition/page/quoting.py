"""Quotations that find their place again: as short as can be, and yet the only ones of their kind."""

from __future__ import annotations

from typing import NamedTuple

CONTEXT = 6
"""Code points of prefix and suffix to begin with."""


class Quotation(NamedTuple):
    """Wording with what stands before and after it."""

    exact: str
    prefix: str
    suffix: str


def quoted(text: str, start: int, end: int, *, line: tuple[int, int]) -> Quotation:
    """Quote ``text[start:end]`` so that prefix, wording and suffix together occur once in ``text``.

    ``line`` is where the block around it begins and ends: context is taken from beyond only if
    the whole block does not suffice.

    >>> quoted("甲乙丙，甲乙丁", 4, 6, line=(0, 7))
    Quotation(exact='甲乙', prefix='甲乙丙，', suffix='丁')
    """
    size = CONTEXT
    while True:
        inner = max(line[0], start - size), min(line[1], end + size)
        first, last = inner
        if inner == line and not once(text, text[first:last]):
            first, last = max(0, start - size), min(len(text), end + size)
        if once(text, text[first:last]) or (first, last) == (0, len(text)):
            return Quotation(text[start:end], text[first:start], text[end:last])
        size *= 2


def once(text: str, wording: str) -> bool:
    """Say whether ``wording`` occurs exactly once in ``text``, overlaps counted.

    >>> once("哈哈哈", "哈哈"), once("哈哈哈", "哈哈哈")
    (False, True)
    """
    first = text.find(wording)
    return first >= 0 and text.find(wording, first + 1) < 0
