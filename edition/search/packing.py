"""Columns written so that they cross the wire in as few bytes as they have to say.

A list of numbers in JSON costs two to three bytes a number once it is compressed, for figures and
commas get in each other's way. Here each place of a number is a string of its own, one digit a row:
what a host's compression makes of that comes close to what the numbers tell.
``templates/assets/search-packing.js`` reads them back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from edition.ledger.noid import ALPHABET, check_character

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"


def planes(values: Sequence[int]) -> list[str]:
    """Write numbers from 0 up as strings of digits to the base 64, the lowest place first.

    >>> planes([0, 5, 64, 131]), planes([])
    (['0503', '0012'], [''])
    """
    size = len(DIGITS)
    left = list(values)
    places: list[str] = []
    while not places or any(left):
        places.append("".join([DIGITS[value % size] for value in left]))
        left = [value // size for value in left]
    return places


def read_planes(places: Sequence[str]) -> list[int]:
    """Read what ``planes`` wrote, as the browser does.

    >>> read_planes(["0503", "0012"])
    [0, 5, 64, 131]
    """
    value = {digit: n for n, digit in enumerate(DIGITS)}
    return [
        sum(value[digit] << 6 * place for place, digit in enumerate(row))
        for row in zip(*places, strict=True)
    ]


def chosen(values: Iterable[Hashable]) -> dict[str, Any]:
    """Write values of which there are few kinds as the kinds, the most frequent first, and numbers.

    >>> chosen(["b", "a", "b"])
    {'kinds': ['b', 'a'], 'rows': ['010']}
    """
    rows = list(values)
    counts = Counter(rows)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], str(kind)))
    number = {kind: n for n, kind in enumerate(kinds)}
    return {"kinds": kinds, "rows": planes([number[row] for row in rows])}


def days(values: Sequence[int]) -> dict[str, Any]:
    """Write days such as 20220320 (20220300 for a month, 0 for none): year, month and day apart.

    >>> days([20220320, 0, 20210300])
    {'from': 2020, 'year': ['201'], 'month': ['303'], 'day': ['K00']}
    """
    years = [value // 10_000 for value in values]
    first = min((year for year in years if year), default=1) - 1
    return {
        "from": first,
        "year": planes([year - first if year else 0 for year in years]),
        "month": planes([value // 100 % 100 for value in values]),
        "day": planes([value % 100 for value in values]),
    }


def named(names: Sequence[str]) -> dict[str, Any]:
    """Write ids as the numbers that they are, each by its distance from the one before.

    An id that the ledger minted is a prefix, a number in its alphabet and a check character, which
    the browser can work out. Others are written by what they share with the one before.

    >>> named(["d00001m", "d0000bg"])
    {'prefix': 'd', 'length': 5, 'steps': ['19']}
    >>> named(["2022", "2023"])
    {'shared': ['03'], 'length': ['44'], 'rest': '20223'}
    """
    stems = {(name[:1], len(name)) for name in names}
    whole = all(set(name) <= set(ALPHABET) and _is_checked(name) for name in names)
    if len(stems) != 1 or not whole:
        return _fronted(names)
    prefix, size = stems.pop()
    base = len(ALPHABET)
    steps: list[int] = []
    before = 0
    for name in names:
        value = 0
        for character in name[1:-1]:
            value = value * base + ALPHABET.index(character)
        steps.append((value - before) % base ** (size - 2))
        before = value
    return {"prefix": prefix, "length": size - 2, "steps": planes(steps)}


def _is_checked(name: str) -> bool:
    return len(name) > 2 and check_character(name[:-1]) == name[-1]


def _fronted(names: Sequence[str]) -> dict[str, Any]:
    shared: list[int] = []
    before = ""
    for name in names:
        most = min(len(before), len(name))
        shared.append(next((n for n in range(most) if before[n] != name[n]), most))
        before = name
    rest = "".join(name[keep:] for name, keep in zip(names, shared, strict=True))
    return {"shared": planes(shared), "length": planes([*map(len, names)]), "rest": rest}
