"""Opaque ids that a person can copy by hand: betanumeric, with a NOID check character.

An id is a prefix that tells its kind, five characters and one check character: ``d`` +
``7h3kq`` + ``4``. The alphabet has no vowels (no word arises), no ``l`` (it reads as 1) and
only lower case, so that two ids differ also where case is folded.

The check is the *NOID Check Digit Algorithm* of the NOID manual (California Digital Library):
the sum of each character's place (from 1) times its value, modulo 29. As 29 is prime, one wrong
character or two swapped neighbours are always found in ids shorter than 29 characters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator

ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
"""The betanumeric characters in the order of their values, 0 to 28."""

LENGTH = 5
"""Characters between prefix and check: 29 to the 5th is 20 million ids of each kind."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def check_character(stem: str) -> str:
    """Give the check character of an id without it; characters outside the alphabet count 0.

    The example is that of the NOID manual.

    >>> check_character("13030/xf93gt2")
    'q'
    """
    total = sum(place * _VALUES.get(character, 0) for place, character in enumerate(stem, 1))
    return ALPHABET[total % len(ALPHABET)]


def is_valid(identifier: str, prefix: str = "") -> bool:
    """Say whether ``identifier`` could be one of ours: alphabet, length, prefix and check.

    >>> is_valid("d7h3kq4"), is_valid("d7h3qk4"), is_valid("D7h3kq4")
    (True, False, False)
    """
    return (
        len(identifier) > LENGTH + 1
        and identifier.startswith(prefix)
        and all(character in _VALUES for character in identifier)
        and check_character(identifier[:-1]) == identifier[-1]
    )


def mint(prefix: str, taken: Container[str], draw: Callable[[int], int]) -> str:
    """Mint an id that is not in ``taken``; ``draw(n)`` gives a number from 0 to n - 1.

    ``taken`` must hold every id that was ever given, also those of things withdrawn since.

    >>> from itertools import count
    >>> numbers = count()
    >>> mint("d", {"d000000"}, lambda n: next(numbers) % n)
    'd012344'
    """
    if not prefix or any(character not in _VALUES for character in prefix):
        raise ValueError(f"an id's prefix must be of the characters {ALPHABET}, not {prefix!r}")
    while True:
        stem = prefix + "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH))
        identifier = stem + check_character(stem)
        if identifier not in taken:
            return identifier


def seeded(*seed: str) -> Callable[[int], int]:
    """Give a draw for ``mint`` that depends on ``seed`` alone.

    A seed of a capture's hash and position makes two clean builds of one fresh collection, or
    two editors on two branches, mint the same id for the same article. The id stays opaque: it
    says nothing of title, date or order, and later changes of the capture do not change it.

    >>> seeded("a capture", "0")(29) == seeded("a capture", "0")(29)
    True
    """
    numbers = _numbers("\0".join(seed))
    return lambda limit: next(numbers) % limit


def _numbers(seed: str) -> Iterator[int]:
    counter = 0
    while True:
        digest = hashlib.sha256(f"{seed}\0{counter}".encode()).digest()
        for start in range(0, len(digest), 4):
            yield int.from_bytes(digest[start : start + 4], "big")
        counter += 1


def neighbours(mistyped: str, known: Iterable[str], *, limit: int = 5) -> tuple[str, ...]:
    """Offer the known ids that a mistyped one may stand for, the likeliest first.

    Counts one wrong, missing or additional character, or two swapped neighbours.

    >>> neighbours("d7h3qk4", ["d7h3kq4", "dzzzzz0"])
    ('d7h3kq4',)
    """
    typed = mistyped.strip().casefold()
    near = ((_slips(typed, identifier), identifier) for identifier in known)
    return tuple(identifier for slips, identifier in sorted(near) if slips <= 2)[:limit]


def _slips(a: str, b: str) -> int:
    """Count the slips of the pen between two short words (optimal string alignment)."""
    if abs(len(a) - len(b)) > 2:
        return 99
    rows = [list(range(len(b) + 1))]
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
