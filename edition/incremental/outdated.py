"""When something is out of date, and why: a pure function of digests, which gives reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

_Asked = TypeVar("_Asked")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something has to be made again."""

    kind: str
    """``new``, ``missing``, ``setting`` (code, settings, templates), or ``answer``."""
    about: str = ""

    def __str__(self) -> str:
        """Say it in a line of ``--explain``.

        >>> print(Reason("answer", "relations work_of d1sgvv8"))
        changed: relations work_of d1sgvv8
        """
        return {
            "new": "was never made",
            "missing": f"is missing or was changed: {self.about}",
            "setting": f"changed: its {self.about}",
        }.get(self.kind, f"changed: {self.about}")


def out_of_date(
    asked: Iterable[_Asked], known: Mapping[_Asked, bytes], now: Mapping[_Asked, bytes]
) -> tuple[Reason, ...]:
    """Give a reason for each question whose answer is not what it was; none: it is up to date.

    A question that has no answer now, or had none then, is a reason too: what cannot be compared
    is taken as changed.

    >>> out_of_date(["题名", "日期"], {"题名": b"1", "日期": b"2"}, {"题名": b"1", "日期": b"3"})
    (Reason(kind='answer', about='日期'),)
    >>> out_of_date(["题名"], {"题名": b"1"}, {"题名": b"1"})
    ()
    """
    reasons: list[Reason] = []
    for question in asked:
        then, current = known.get(question), now.get(question)
        if then is None or current is None or then != current:
            reasons.append(Reason("answer", str(question)))
    return tuple(reasons)
