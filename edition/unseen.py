"""Which characters cannot be seen, or change how others are seen: one set for rules, records and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

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


_LATIN = "A-Za-z\\u00c0-\\u024f"
_POSING = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501\u04bb\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bd\u03b9\u0578\u057d\u0585"
)
"""Letters of Cyrillic, Greek and Armenian that nobody can tell from Latin ones."""
_RADICALS = "\u2e80-\u2fdf\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff\U0002f800-\U0002fa1f"
"""Radicals and compatibility ideographs: another number for what looks like an ideograph."""
_KANA = "ロニカエタトハチヘ"
_HAN = "\\u4e00-\\u9fff"
_LOOKALIKES = re.compile(
    rf"(?P<mixed>(?<![{_LATIN}{_POSING}])(?=[{_LATIN}]*[{_POSING}])(?=[{_POSING}]*[{_LATIN}])[{_LATIN}{_POSING}]+)"
    rf"|(?P<radical>[{_RADICALS}])|(?P<private>[\ue000-\uf8ff\U000f0000-\U0010fffd])"
    rf"|(?P<kana>(?<=[{_HAN}])[{_KANA}](?=[{_HAN}]))"
)
_ANY = re.compile(f"[{_POSING}{_RADICALS}{_KANA}\ue000-\uf8ff\U000f0000-\U0010fffd]")
_EACH = re.compile(f"[{_POSING}]")


def lookalikes(text: str) -> Iterator[tuple[str, int]]:
    r"""Give what is not what it looks like, each with its kind and place.

    ``mixed`` are letters of another script in a Latin word, ``radical`` radicals and compatibility
    ideographs, ``kana`` one katakana between ideographs, ``private`` private use characters, which look
    like whatever the capture's font had. It is told, never mended: the words may be meant so.

    >>> [(kind, at) for kind, at in lookalikes("\u0430pple \u2f08大 人ロ多 μm αβ")]
    [('mixed', 0), ('radical', 6), ('kana', 10)]
    """
    if not _ANY.search(text):
        return
    for found in _LOOKALIKES.finditer(text):
        if found["mixed"] is None:
            yield str(found.lastgroup), found.start()
            continue
        for letter in _EACH.finditer(text, found.start(), found.end()):
            yield "mixed", letter.start()


def name_lookalikes(text: str) -> str:
    r"""Give ``text`` with its number behind each character that is not what it looks like.

    >>> name_lookalikes("\u0430pple")
    'а⟨U+0430⟩pple'
    """
    parts, done = [], 0
    for kind, at in lookalikes(text):
        if kind != "private":
            parts += [text[done : at + 1], f"⟨U+{ord(text[at]):04X}⟩"]
            done = at + 1
    return "".join((*parts, text[done:]))
