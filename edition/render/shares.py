"""The account of a capture's characters, to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from edition.model import Account, Fate


@dataclass(frozen=True, slots=True)
class Share:
    """One fate's part of an account, in thousandths of the whole for drawing."""

    fate: Fate
    characters: int
    start: float
    width: float


def shares(account: Account) -> tuple[Share, ...]:
    """Lay the five fates side by side over a width of 1000.

    >>> [(s.fate.value, s.start, s.width) for s in shares(Account(4, 3, 0, 1, 0, 0)) if s.characters]
    [('kept', 0.0, 750.0), ('removed', 750.0, 250.0)]
    """
    position = 0.0
    laid = []
    for fate in Fate:
        characters: int = getattr(account, fate.value)
        width = round(1000 * characters / account.total, 1) if account.total else 0.0
        laid.append(Share(fate, characters, round(position, 1), width))
        position += width
    return tuple(laid)
