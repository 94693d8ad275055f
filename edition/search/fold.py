"""One form for what readers take to be the same sign, in the index and in the browser alike.

Two texts that fold to one form find each other: half-width and full-width signs, capital and small
letters, Traditional and Simplified characters, any run of white space and a single space.
``templates/assets/search-fold.js`` does the same, sign by sign; a test holds the two together.

Nothing else is made equal: a comma is not a stop, and a misprint is not its correction.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import opencc

BOUNDARY = "\0"
"""Stands before, between and after the parts of a document, so that no phrase crosses them."""

SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u2028\u2029")
"""White space besides the signs of category Zs, which NFKC makes plain spaces or are listed here."""

INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\0")
"""Signs that no reader sees or types: they are left out."""

_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x323B0))
_ALSO_TRADITIONAL = frozenset("後於徵夥麽菸")
"""In GB 2312, yet in modern texts only the Traditional forms of 后于征伙么烟."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
UNKNOWN = 0xFFFD
"""Stands for signs that no file can hold."""


@cache
def simplified() -> dict[str, str]:
    """Give each Traditional character its Simplified one, by OpenCC's table of characters.

    A character that Simplified texts use as well (乾 in 乾隆) is left alone, for a search for 干
    should not find it: these are the ones that GB 2312 has, but for the few listed above.

    >>> table = simplified()
    >>> table["習"], table["會"], table["後"], "乾" in table, "著" in table
    ('习', '会', '后', False, False)
    """
    return {
        one: other
        for one, other in _converted().items()
        if one in _ALSO_TRADITIONAL or not _in_gb2312(one)
    }


@cache
def doubtful() -> dict[str, str]:
    """Give the characters that are Traditional or Simplified according to the text they stand in.

    The index keeps them as they are; a query of several signs is tried with both.

    >>> doubtful()["乾"]
    '干'
    """
    return {one: other for one, other in _converted().items() if one not in simplified()}


@cache
def _converted() -> dict[str, str]:
    characters = [chr(code) for first, end in _HAN for code in range(first, end)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        one: other
        for one, other in zip(characters, converted, strict=True)
        if one != other and len(other) == 1
    }


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


class _Signs(dict[int, str]):
    """What each sign folds to, worked out when it is first met (for ``str.translate``)."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in INVISIBLE:
            folded = ""
        else:
            table = simplified()
            plain = unicodedata.normalize("NFKC", character).lower()
            folded = "".join(
                " "
                if sign in SPACES or unicodedata.category(sign) == "Zs"
                else table.get(sign, sign)
                for sign in plain
            )
        self[code] = folded
        return folded


_SIGNS = _Signs()


def fold(text: str) -> str:
    r"""Bring ``text`` into the form in which it is indexed and compared.

    >>> fold("習近平總書記：“ＣＯＶＩＤ－19”,\n　　１１００萬")
    '习近平总书记:“covid-19”, 1100万'
    """
    folded = unicodedata.normalize("NFC", text).translate(_SIGNS)
    if "  " in folded or folded[:1] == " " or folded[-1:] == " ":
        return " ".join(folded.split())
    return folded


@lru_cache(maxsize=65536)
def code(character: str) -> str:
    """Write one sign as four small letters, which every tokenizer leaves whole.

    Pagefind drops punctuation, takes off accents, splits words at capitals and segments Chinese;
    none of this happens to ``bsop``.

    >>> code("疫"), code("，"), code(BOUNDARY)
    ('bsop', 'dspg', 'aaaa')
    """
    return spelt(number(character))


def number(character: str) -> int:
    """Give the number of a sign; half a surrogate pair and the last private planes are U+FFFD."""
    value = ord(character)
    return UNKNOWN if value >= 26**4 or 0xD800 <= value < 0xE000 else value


def spelt(value: int) -> str:
    """Write the number of a sign as four small letters; they sort as the numbers do."""
    letters = ""
    for _ in range(4):
        value, rest = divmod(value, 26)
        letters = _LETTERS[rest] + letters
    return letters
