"""When a burst of events is over: as soon as it may be, and not while a file is half written."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

QUIET = 0.012
"""Seconds without an event after which a burst is over, if no file is still being written: so few that
nobody feels them. What comes later finds a build that gives way to it."""

PATIENCE = 5.0 if sys.platform == "linux" else 0.25
"""The same while a file that was written to is not closed. Linux tells when it is, so there the wait ends with that, and
the limit is for programs that never close; elsewhere nobody tells, and a pause has to do."""

LONGEST = 2.0
"""Seconds after which a burst of whole files is taken as it is, however much still goes on."""

MANY = 4_000
"""Paths in a burst from which on every file is looked at: the system may have dropped events."""


@dataclass
class Burst:
    """Events as they come in, and when they are enough."""

    began: float = 0.0
    last: float = 0.0
    paths: set[Path] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)
    """Folders that came, went or moved: only a look at all files below tells what changed."""
    writing: set[Path] = field(default_factory=set)
    """Files that were written to and are not closed."""
    everywhere: bool = False

    def __bool__(self) -> bool:
        """Say whether anything happened."""
        return bool(self.paths or self.folders or self.everywhere)

    def add(self, kind: str, paths: Iterable[Path], *, folder: bool, now: float) -> None:
        """Take one event in."""
        if not self:
            self.began = now
        self.last = now
        found = list(paths)
        if folder:
            self.folders.update(found)
            self.everywhere |= not found
            self.writing = {
                path for path in self.writing if not any(f in path.parents for f in found)
            }
            return
        self.paths.update(found)
        if kind == "modified" or (kind == "created" and all(map(_is_empty, found))):
            self.writing.update(found)
        elif kind not in ("created", "attrib"):
            self.writing.difference_update(found)
        if kind == "moved" and len({str(path).casefold() for path in found}) < len(found):
            self.folders.update(
                path.parent for path in found
            )  # where case is folded both names are there
        self.everywhere |= len(self.paths) > MANY

    def wait(self, now: float) -> float:
        """Give the seconds that are left to wait; 0 or less if the burst is over.

        >>> burst = Burst()
        >>> burst.add("closed", [Path("/c/a.md")], folder=False, now=10.0)
        >>> burst.wait(10.0) > 0, burst.wait(10.1) <= 0
        (True, True)
        """
        if self.writing:
            self.writing = {path for path in self.writing if _may_be_written(path)}
        if self.writing:
            return self.last + PATIENCE - now
        return min(self.last + QUIET, max(self.began + LONGEST, now)) - now


def _is_empty(path: Path) -> bool:
    """Say whether a file that has come is yet to be written; one that has words was linked or moved here."""
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _may_be_written(path: Path) -> bool:
    """Say whether a file whose closing was not told can be in the making: only a plain one of a single name."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1
