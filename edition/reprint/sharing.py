"""Work shared with forked processes of which this one is the first.

Whoever is free takes the next piece, so that a process that is held up does not hold up the other;
results come back in the order of the pieces, whoever did them. This process works too, so that two
processes are two in memory and not three.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_WIDTH = 4
_MOST = 8_000
"""Numbers that fit into a pipe that nobody has read from yet (64 KiB on Linux, 16 on others)."""


def shared(items: Sequence[_Item], act: Callable[[_Item], _Result], *, jobs: int) -> list[_Result]:
    """Give ``act(item)`` for each item in order, worked out by at most ``jobs`` processes.

    An exception of ``act`` is raised here, with the traceback of where it happened told. Pieces
    should be large: each costs a system call, and its result is pickled.

    >>> shared(range(5), str, jobs=2)
    ['0', '1', '2', '3', '4']
    """
    if jobs < 2 or not 1 < len(items) < _MOST // _WIDTH or not hasattr(os, "fork"):
        return [act(item) for item in items]
    waiting, filled = os.pipe()
    os.write(filled, b"".join(n.to_bytes(_WIDTH, "big") for n in range(len(items))))
    os.close(filled)
    others = [_fork(items, act, waiting) for _ in range(min(jobs, len(items)) - 1)]
    try:
        found = {number: act(items[number]) for number in _taken(waiting)}
        for _, answer in others:
            found |= _received(answer)
    finally:
        os.close(waiting)
        for process, answer in others:
            os.close(answer)
            os.waitpid(process, 0)
    return [found[number] for number in range(len(items))]


def _taken(waiting: int) -> Iterator[int]:
    """Take numbers from the pipe that all processes take from, until there are none."""
    while number := os.read(waiting, _WIDTH):
        yield int.from_bytes(number, "big")


def _fork(items: Sequence[_Item], act: Callable[[_Item], _Result], waiting: int) -> tuple[int, int]:
    answer, given = os.pipe()
    process = os.fork()
    if process:
        os.close(given)
        return process, answer
    try:
        os.close(answer)
        try:
            told: object = {number: act(items[number]) for number in _taken(waiting)}
        except Exception as error:
            error.add_note(f"in process {os.getpid()}")
            told = error
        with open(given, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            pickle.dump(told, file, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
    raise AssertionError("a child does not return")  # pragma: no cover


def _received(answer: int) -> dict[int, _Result]:
    with open(answer, "rb", closefd=False) as file:
        data = file.read()
    if not data:
        raise ChildProcessError("a process that built pages was ended before it was done")
    told = pickle.loads(data)
    if isinstance(told, Exception):
        raise told
    return dict(told)
