"""Measure a command: wall seconds, seconds of processor, peak memory, of it and all that it starts."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took."""

    wall: float
    cpu: float
    peak: float
    """MiB of the largest process."""


def run(
    command: Sequence[str], *, folder: Path, environment: dict[str, str] | None = None
) -> Measured:
    """Run a command to its end; its output is shown only if it fails."""
    env = {**os.environ, **(environment or {})}
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    wrapper = (
        "import resource,subprocess,sys;"
        "done=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,stderr=subprocess.STDOUT);"
        "usage=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "sys.stderr.write(done.stdout.decode('utf-8','replace')[-3000:] if done.returncode else '');"
        "print(usage.ru_maxrss);sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapper, *command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, int(done.stdout.split()[-1]) / 1024)


def middle(rounds: Sequence[Measured]) -> Measured:
    """Give the medians of several runs."""
    return Measured(*(median(getattr(r, name) for r in rounds) for name in ("wall", "cpu", "peak")))


def machine() -> str:
    """Describe the machine: processors, memory, versions, and how busy it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, "
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
