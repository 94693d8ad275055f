"""What changed on the disk, told by its bytes.

Events only say where to look. Whether a file changed is told by its content, so that a touched
file, an atomic save that writes the same text, a clock that was set, or what the build itself wrote starts
nothing, and a branch switch that moves a thousand files starts one build.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edition.guard import matters

_FOLDERS = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or a single file that a build depends on."""

    path: Path
    suffixes: tuple[str, ...] = ()
    """Only files that end so; empty for all."""

    def holds(self, path: Path) -> bool:
        """Say whether a file of this name and place belongs to this root.

        >>> root = Root(Path("/c"))
        >>> [root.holds(Path(p)) for p in ("/c/a.md", "/c/.git/a.md", "/c/a.md~", "/d/a.md")]
        [True, False, False, False]
        """
        if path != self.path and self.path not in path.parents:
            return False
        if self.suffixes and path.suffix not in self.suffixes:
            return False
        parts = path.parts[len(self.path.parts) :]
        return matters(path.name) and all(map(_entered, parts[:-1]))

    def files(self, below: Path | None = None) -> Iterator[Path]:
        """Give the files that are there now, of one folder at will; what vanishes meanwhile is left out."""
        start = self.path if below is None else below
        if start.is_dir():
            for folder, folders, names in os.walk(start):
                folders[:] = sorted(filter(_entered, folders))
                for name in names:
                    found = Path(folder, name)
                    if self.holds(found):
                        yield found
        elif start.is_file() and self.holds(start):
            yield start


def _entered(folder: str) -> bool:
    return folder not in _FOLDERS and not folder.startswith(".")


def fingerprint(path: Path) -> str:
    """Give the hash of a file's bytes; nothing if there is no such file.

    What is there and cannot be read has a fingerprint too, so that it is told when it comes and when it is
    mended. Only plain files are opened: reading a pipe would never end.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return f"unreadable: {error.strerror}"


@dataclass
class Fingerprints:
    """The bytes of all inputs as the last build saw them."""

    roots: tuple[Root, ...]
    known: dict[Path, str] = field(default_factory=dict)

    def scan(self) -> dict[Path, str]:
        """Look at every file and give those that changed; nothing for one that is gone."""
        there = {path for root in self.roots for path in root.files()}
        return self._learn(self._compare(there | self.known.keys()))

    def look(self, paths: Iterable[Path], folders: Iterable[Path] = ()) -> dict[Path, str]:
        """Look at some files, and at all below some folders, and give those that changed."""
        return self._learn(self.peek(paths, folders))

    def peek(self, paths: Iterable[Path], folders: Iterable[Path] = ()) -> dict[Path, str]:
        """Give what ``look`` would give, and take no note of it."""
        wanted = {path for path in paths if any(root.holds(path) for root in self.roots)}
        for folder in folders:
            wanted.update(path for path in self.known if folder in path.parents)
            for root in self.roots:
                if root.path == folder or root.path in folder.parents:
                    wanted.update(root.files(folder))
                elif folder in root.path.parents:
                    wanted.update(root.files())
        return self._compare(wanted)

    def learn(self, written: Mapping[Path, bytes | None]) -> None:
        """Take note of what the build wrote itself (None: removed), which is no change."""
        for path, data in written.items():
            self._learn({path: "" if data is None else hashlib.sha256(data).hexdigest()})

    def _compare(self, paths: Iterable[Path]) -> dict[Path, str]:
        now = ((path, fingerprint(path)) for path in sorted(paths))
        return {path: found for path, found in now if found != self.known.get(path, "")}

    def _learn(self, changed: dict[Path, str]) -> dict[Path, str]:
        for path, found in changed.items():
            if found:
                self.known[path] = found
            else:
                self.known.pop(path, None)
        return changed
