"""Which characters cannot be seen, or change how others are seen: one set for rules, records and pages."""

from __future__ import annotations

import re

_UNPRINTABLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
)
_BLANK = "\u034f\u17b4\u17b5\u3164\uffa0"

UNSEEN_SIGNS = re.compile(f"[{_UNPRINTABLE}{_BLANK}]")
"""Controls, signs of direction, zero-width and tag characters, fillers, noncharacters, and separators of
lines. Not here: joiners (U+200C, U+200D), variation selectors and conjoining jamo, which scripts and
ideographs need, and the private use area, which shows something, though nobody can know what."""

FORBIDDEN = re.compile(f"[{_UNPRINTABLE}\ud800-\udfff]")
"""What no page may carry: the same and lone surrogates, without fillers, which at least take up room."""


def by_name(text: str) -> str:
    """Give ``text`` with each unseen character written by its number, so that it can be seen.

    >>> by_name("省里" + chr(0x202E) + "会开")
    '省里⟨U+202E⟩会开'
    """
    return FORBIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
