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


def fronted(names: Sequence[str]) -> dict[str, Any]:
    """Write ids by what they share with the one before, for they come in their order.

    >>> fronted(["dbv6r1h", "dbv7", "dc"])
    {'shared': ['031'], 'length': ['742'], 'rest': 'dbv6r1h7c'}
    """
    shared: list[int] = []
    before = ""
    for name in names:
        most = min(len(before), len(name))
        shared.append(next((n for n in range(most) if before[n] != name[n]), most))
        before = name
    rest = "".join(name[keep:] for name, keep in zip(names, shared, strict=True))
    return {"shared": planes(shared), "length": planes([*map(len, names)]), "rest": rest}
