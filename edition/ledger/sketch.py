"""Fingerprints by which a text is known again after its capture was replaced by a better one."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_GRAM = 4
_KEPT = 32
_IGNORED = re.compile(r"[\W_]+")


def sketch_text(text: str) -> str:
    """Give a fingerprint of at most 256 characters that resembles those of like texts.

    Keeps the 32 smallest of the hashes of all runs of four characters, punctuation and space
    apart: a *bottom-k sketch* (Broder 1997), whose overlap estimates the share of common runs.
    """
    letters = _IGNORED.sub("", unicodedata.normalize("NFC", text))
    grams = {letters[n : n + _GRAM] for n in range(max(1, len(letters) - _GRAM + 1))}
    hashes = sorted(hashlib.blake2b(gram.encode(), digest_size=4).hexdigest() for gram in grams)
    return "".join(hashes[:_KEPT]) if letters else ""


def likeness(a: str, b: str) -> float:
    """Estimate from two sketches which share of their runs two texts have in common, 0 to 1.

    >>> text = "会议强调，要坚持“动态清零”总方针不动摇，坚决遏制疫情扩散蔓延。"
    >>> likeness(sketch_text(text), sketch_text(text.replace("，", ",")))
    1.0
    >>> likeness(sketch_text(text), sketch_text("今天天气很好，适合去公园散步看花。"))
    0.0
    """
    left, right = _split(a), _split(b)
    smallest = sorted(left | right)[:_KEPT]
    return sum(h in left and h in right for h in smallest) / len(smallest) if smallest else 0.0


def _split(sketch: str) -> set[str]:
    return {sketch[n : n + 8] for n in range(0, len(sketch), 8)}
