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


def out_of_date(asked: Iterable[_Asked], changed: Mapping[_Asked, object]) -> tuple[Reason, ...]:
    """Give a reason for each question whose answer changed; none: it is up to date.

    ``changed`` says for each such question how to call it. One that has no answer now, or had none then,
    belongs to them: what cannot be compared is taken as changed.

    >>> out_of_date([1, 2], {2: "日期", 3: "题名"})
    (Reason(kind='answer', about='日期'),)
    >>> out_of_date([1, 2], {})
    ()
    """
    if not changed or changed.keys().isdisjoint(asked):
        return ()
    return tuple(Reason("answer", str(changed[one])) for one in asked if one in changed)
