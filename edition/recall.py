"""What pure functions gave before, for values that are still the same objects.

A watcher builds again and again from values of which nearly all stay as they are. A function of such
values need not be asked again: what it gave stands beside the very objects that it was given. So
unchanged documents stay the same objects from build to build, and whoever compares them sees
at a glance that nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class Recall:
    """Remembers what was asked in this build and in the one before."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._now: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}
        self._before: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}

    def next_build(self) -> None:
        """Forget what the last build did not ask."""
        self._before, self._now = self._now, {}

    def of(self, act: Callable[..., _Result], *given: Any) -> _Result:
        """Give ``act(*given)``, from memory if it was asked of the same values.

        Strings and tuples are the same if they say the same, anything else if it is the same object. ``act``
        must be a function of a module that depends on nothing but what it is given.

        >>> recall, asked = Recall(), []
        >>> def count(text: str) -> int:
        ...     asked.append(text)
        ...     return len(text)
        >>> recall.of(count, "甲乙"), recall.of(count, "甲乙"), asked
        (2, 2, ['甲乙'])
        """
        key = (act, *[v if type(v) in (str, tuple) else (_OTHER, id(v)) for v in given])
        found = self._now.get(key) or self._before.get(key)
        if found is None:
            found = (given, act(*given))
        self._now[key] = found
        result: _Result = found[1]
        return result

    def like(self, name: str, value: _Result) -> _Result:
        """Give the value that bore this name in the last build, if it is equal, so that it is the same object.

        >>> recall = Recall()
        >>> recall.like("题名", ["甲"]) is recall.like("题名", ["甲"])
        True
        """
        key = (_NAMED, name)
        found = self._now.get(key) or self._before.get(key)
        if found is None or found[1] != value:
            found = ((), value)
        self._now[key] = found
        result: _Result = found[1]
        return result

    def made(self, name: Hashable, given: tuple[Any, ...], act: Callable[..., _Result]) -> _Result:
        """Give ``act(*given)``, or what was made under this name in the last build if it was given the same.

        As ``of``, for what it takes long to hash: a tuple is gone through only where its members are not
        the same objects.

        >>> recall = Recall()
        >>> recall.made("表", (("甲", "乙"),), list) is recall.made("表", (("甲", "乙"),), list)
        True
        """
        key = (_NAMED, name)
        found = self._now.get(key) or self._before.get(key)
        if found is None or not _same(found[0], given):
            found = (given, act(*given))
        self._now[key] = found
        result: _Result = found[1]
        return result

    def last(self, name: Hashable, value: _Result) -> _Result:
        """Leave a value for the next build, and give the one that the last build left, or else this one.

        >>> recall = Recall()
        >>> recall.last("数", 1), recall.next_build(), recall.last("数", 2)
        (1, None, 1)
        """
        key = (_NAMED, name)
        found = self._before.get(key)
        self._now[key] = ((), value)
        result: _Result = value if found is None else found[1]
        return result

    def named(self, name: Hashable) -> Any:
        """Give what stands under a name, from this build or the one before; None if nothing does.

        >>> recall = Recall()
        >>> recall.named("数"), recall.last("数", 1), recall.named("数")
        (None, 1, 1)
        """
        key = (_NAMED, name)
        found = self._now.get(key) or self._before.get(key)
        return None if found is None else found[1]


def _same(before: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    return len(before) == len(now) and all(
        one is other or (type(one) is type(other) and type(one) in (str, tuple) and one == other)
        for one, other in zip(before, now, strict=True)
    )


_OTHER, _NAMED = object(), object()
