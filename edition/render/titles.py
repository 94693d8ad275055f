"""Titles and quotations as there is room for them."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_PHRASE = 20
"""Characters that fit on a line of a headline on a wide screen."""

_PHRASE_END = re.compile(r"[\s，。：；、！？…—,;:!?“”（）《》「」]+")


@lru_cache(maxsize=4096)
def breaks_at_phrases(title: str) -> bool:
    """Say whether a headline can be broken between its phrases alone, none being too long.

    >>> breaks_at_phrases("紧盯目标尽锐出战 咬紧牙关坚持到底")
    True
    """
    return max(map(len, _PHRASE_END.split(title))) <= LONGEST_PHRASE


def shortened(text: str, length: int) -> str:
    """Give at most ``length`` characters of ``text``, the last one a sign of what is left out.

    >>> shortened("毫不动摇坚持“动态清零”", 6), shortened("动态清零", 6)
    ('毫不动摇坚…', '动态清零')
    """
    return text if len(text) <= length else f"{text[: length - 1]}…"
