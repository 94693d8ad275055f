"""Measure a command with all that it starts: wall seconds, seconds of processor, memory at its peak."""

from __future__ import annotations

import os
import platform
import resource
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_LOOK = 0.05
"""Seconds between two looks at the memory of the processes."""
_NOT_HANDED_ON = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH")
"""Settings of whoever measures that would slow a command down, or speed it up."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took."""

    wall: float
    cpu: float
    """User and system time of the command and of all that it waited for."""
    peak: float
    """MiB of all its processes together at their highest; pages that several share count once."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a measured command."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_HANDED_ON}
    return {**kept, **(more or {})}


def run(
    command: Sequence[str], *, folder: Path, environment_of: Mapping[str, str] | None = None
) -> Measured:
    """Run a command to its end; its output is shown only if it fails."""
    with tempfile.TemporaryFile() as told:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(environment_of), stdin=subprocess.DEVNULL,
            stdout=told, stderr=subprocess.STDOUT,
        )  # fmt: skip
        watcher = Peak(process.pid)
        code = process.wait()
        wall = time.perf_counter() - began
        peak = watcher.end()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if code:
            told.seek(0)
            output = told.read().decode("utf-8", "replace")
            raise RuntimeError(f"{' '.join(command[:3])} … failed:\n{output[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, peak)


class Peak:
    """Looks at the memory of a process and of all its descendants until it is told to end."""

    def __init__(self, process: int) -> None:
        """Begin to look."""
        self._process, self._peak = process, 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.is_set():
            self._peak = max(self._peak, sum(map(memory, family(self._process))))
            self._ended.wait(_LOOK)

    def end(self) -> float:
        """End looking, and give the highest sum in MiB."""
        self._ended.set()
        self._thread.join()
        return self._peak


def family(process: int) -> list[int]:
    """Give a process and all that it started and that those started."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 - looked through many times a second
        if name.isdecimal():
            with suppress(OSError, ValueError, IndexError):
                told = Path(f"/proc/{name}/stat").read_text(encoding="utf-8", errors="replace")
                children.setdefault(int(told.rpartition(")")[2].split()[1]), []).append(int(name))
    found, waiting = [], [process]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def memory(process: int) -> float:
    """Give the MiB of a process; what it shares with others counts in parts (PSS)."""
    with suppress(OSError, ValueError, IndexError):
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        return int(told.split("\nPss:")[1].split(maxsplit=1)[0]) / 1024
    return 0.0


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started in a session of its own, and all in it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def middle(rounds: Sequence[Measured]) -> Measured:
    """Give the medians of several runs."""
    return Measured(*(median(getattr(r, name) for r in rounds) for name in ("wall", "cpu", "peak")))


def machine() -> str:
    """Describe the machine: processors, memory, versions, and how busy it is."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {total:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; load at the start {load:.1f}"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def timed(act: Callable[[], object]) -> float:
    """Give the wall seconds of one call."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
