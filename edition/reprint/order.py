"""Chinese names in the order of an index, without a table of readings.

GB 2312 has its 3,755 most used signs in the order of pinyin, so their bytes are an order that
readers know, and the first byte pairs of each letter are fixed by the standard. The full edition
asks a dictionary of readings, which takes longer to load than a small site to make; where the two
differ (rare signs, and signs with several readings) a name stands a little apart, and never
somewhere else from one build to the next.
"""

from __future__ import annotations

from bisect import bisect_right

_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_FIRST = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
"""First code of each letter in the first level of GB 2312."""
_END = 0xD7F9
_SIGNS = "“”‘’《》（）()「」『』 "


def sort_key(name: str) -> tuple[str, bytes, str]:
    """Give the key by which names are put in order: by letter, what has none coming last.

    >>> sorted(["长春市", "3月", "吉林市", "Jilin", "安立佳"], key=sort_key)
    ['安立佳', '长春市', 'Jilin', '吉林市', '3月']
    """
    letter, code = initial(name), _code(name)
    return "~" if letter == "#" else letter, code, name


def initial(name: str) -> str:
    """Give the letter under which a name stands in an index, or ``#``.

    >>> initial("长春市"), initial("“清仓”行动"), initial("Jilin"), initial("3月")
    ('C', 'Q', 'J', '#')
    """
    code = _code(name)
    if code[:1].isalpha():
        return code[:1].decode()
    number = int.from_bytes(code[:2], "big") if len(code) > 1 else 0
    return _LETTERS[bisect_right(_FIRST, number) - 1] if _FIRST[0] <= number <= _END else "#"


def _code(name: str) -> bytes:
    return name.strip(_SIGNS).upper().encode("gb18030", "replace")
