"""Work shared among processes, with the same results in the same order as in one.

The processes are forked once everything that they need is in memory, so that nothing is copied
to them; results come back in order. Where forking is not to be had, or would not pay, the work is
done here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

WORTH = 16
"""Pieces of work from which on a second process pays: a fork answers after some 25 ms."""

_task: tuple[Sequence[object], Callable[[object], object]] | None = None


def default_jobs() -> int:
    """Give the number of processors that this process may use.

    >>> default_jobs() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    items: Sequence[_Item], act: Callable[[_Item], _Result], *, jobs: int
) -> Iterator[_Result]:
    """Give ``act(item)`` for each item in order, worked out by at most ``jobs`` processes.

    An exception of ``act`` is raised here. Results are handed out as they come, so that memory
    holds a few at a time.

    >>> list(in_processes(range(40), str, jobs=2)) == list(map(str, range(40)))
    True
    """
    global _task
    import multiprocessing  # a process that only counts the processors need not load it

    if jobs < 2 or len(items) < WORTH or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(act, items)
        return
    _task = (items, act)  # type: ignore[assignment]
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            step = max(1, min(8, len(items) // (jobs * 4)))
            yield from pool.imap(_act, range(len(items)), chunksize=step)
    finally:
        _task = None


def _act(number: int) -> object:
    if _task is None:  # pragma: no cover - only a process of another kind gets here
        raise RuntimeError("this process was not forked by in_processes")
    items, act = _task
    return act(items[number])
