"""Which characters can stand in a page's source as they are, and which would deceive its reader.

Invisible, reversing or forbidden ones are written by number, in Markdown and in YAML. The sets are
spelled out and do not ask Python's Unicode tables, so that a page has the same bytes whichever
Python wrote it.
"""

from __future__ import annotations

import re
from functools import cache

ORDINARY = (
    "\xa1-\xac\xae-\u061b\u061d-\u180d\u180f-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff"
    "\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffc\ufffd"
)
"""What may be seen beyond ASCII in the basic plane; to be put between brackets in a pattern."""

_HIDDEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff"
    + "".join(
        chr(plane + low) for plane in range(0x10000, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)
    )
    + "]"
)


@cache
def hidden() -> re.Pattern[str]:
    """Give the pattern of what has to be written by number; who only reads pages need not wait for it.

    Controls (but tab and line feed), signs of direction, invisible and zero-width signs, tags, lone surrogates, code
    points that are no characters, and the no-break space.
    """
    return re.compile(_HIDDEN)
