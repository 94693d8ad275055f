"""What changed on the disk, told once: bursts of events become one set of changed files.

Events only say where to look. Whether a file changed is told by its bytes, so that a touched
file, an atomic save that writes the same text, or what the build itself wrote starts nothing,
and a branch switch that moves a thousand files starts one build.
"""

from __future__ import annotations

import hashlib
import os
import queue
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from edition.guard import matters

QUIET = 0.02
"""Seconds without an event after which a burst is over, if no file is still being written."""

PATIENCE = 0.4
"""The same while a file is open for writing, for programs that write slowly."""

LONGEST = 2.0
"""Seconds after which a burst is taken as it is, however much still goes on."""

_FOLDERS = frozenset({"__pycache__", ".git", "node_modules"})


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or a single file that a build depends on."""

    path: Path
    suffixes: tuple[str, ...] = ()
    """Only files that end so; empty for all."""

    def holds(self, path: Path) -> bool:
        """Say whether a file belongs to this root."""
        if path != self.path and self.path not in path.parents:
            return False
        if self.suffixes and path.suffix not in self.suffixes:
            return False
        parts = path.parts[len(self.path.parts) :]
        return matters(path.name) and not any(
            part in _FOLDERS or part.startswith(".") for part in parts[:-1]
        )

    def files(self) -> Iterator[Path]:
        """Give the files that are there now; one that vanishes meanwhile is left out."""
        if self.path.is_dir():
            for folder, folders, names in os.walk(self.path):
                folders[:] = sorted(
                    f for f in folders if f not in _FOLDERS and not f.startswith(".")
                )
                for name in names:
                    found = Path(folder, name)
                    if self.holds(found):
                        yield found
        elif self.path.is_file():
            yield self.path


def fingerprint(path: Path) -> str:
    """Give the hash of a file's bytes, or nothing if there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


@dataclass
class Fingerprints:
    """The bytes of all inputs as the last build saw them."""

    roots: tuple[Root, ...]
    known: dict[Path, str] = field(default_factory=dict)

    def scan(self) -> dict[Path, str]:
        """Look at every file and give those that changed; nothing for one that is gone."""
        found = {path: fingerprint(path) for root in self.roots for path in root.files()}
        found = {path: print_ for path, print_ in found.items() if print_}
        changed = {path: print_ for path, print_ in found.items() if self.known.get(path) != print_}
        changed |= {path: "" for path in self.known if path not in found}
        self.known = found
        return changed

    def look(self, paths: Iterable[Path]) -> dict[Path, str]:
        """Look at some files only, and give those that changed."""
        changed: dict[Path, str] = {}
        for path in paths:
            if not any(root.holds(path) for root in self.roots):
                continue
            now = fingerprint(path)
            if now != self.known.get(path, ""):
                changed[path] = now
            if now:
                self.known[path] = now
            else:
                self.known.pop(path, None)
        return changed

    def learn(self, written: Mapping[Path, bytes | None]) -> None:
        """Take note of what the build wrote itself (None: removed), which is no change."""
        for path, data in written.items():
            if data is None:
                self.known.pop(path, None)
            else:
                self.known[path] = hashlib.sha256(data).hexdigest()


@dataclass
class Burst:
    """Events as they come in, and when they are enough.

    A burst is over when nothing happened for ``QUIET`` seconds; for ``PATIENCE`` seconds, while
    a file that was being written was not closed; or after ``LONGEST`` seconds at any rate, since
    whatever comes later starts the next.
    """

    began: float = 0.0
    last: float = 0.0
    paths: set[Path] = field(default_factory=set)
    everywhere: bool = False
    """Folders moved or vanished: only a look at every file tells what changed."""
    writing: set[Path] = field(default_factory=set)

    def add(self, kind: str, paths: Iterable[Path], *, folder: bool, now: float) -> None:
        """Take one event in."""
        if not self.paths and not self.everywhere:
            self.began = now
        self.last = now
        for path in paths:
            self.paths.add(path)
            if kind in ("modified", "created"):
                self.writing.add(path)
            else:
                self.writing.discard(path)
        self.everywhere |= folder or kind == "moved"

    def wait(self, now: float) -> float:
        """Give the seconds that are left to wait; 0 or less if the burst is over."""
        quiet = PATIENCE if self.writing else QUIET
        return min(self.last + quiet, self.began + LONGEST) - now


class Watched:
    """Watches the roots and hands out one set of changed files after another."""

    def __init__(
        self, roots: Iterable[Root], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Note the bytes of every file; nothing is watched before ``start``."""
        self.prints = Fingerprints(tuple(roots))
        self._clock = clock
        self._events: queue.SimpleQueue[tuple[str, tuple[Path, ...], bool] | None] = (
            queue.SimpleQueue()
        )
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Begin to watch, then look at every file, so that no change falls between the two."""
        observer = Observer()
        handler = _Handler(self._events.put)
        folders = {
            root.path if root.path.is_dir() else root.path.parent: root.path.is_dir()
            for root in self.prints.roots
        }
        for folder, deep in folders.items():
            if folder.is_dir():
                observer.schedule(handler, str(folder), recursive=deep)
        observer.start()
        self._observer = observer
        self.prints.scan()

    def stop(self) -> None:
        """End watching, and whoever waits in ``next``."""
        self._events.put(None)
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def poke(self) -> None:
        """Have ``next`` look at every file at once, as if something had moved."""
        self._events.put(("moved", (), True))

    def next(self) -> dict[Path, str] | None:
        """Wait for the next files that really changed; None when watching ends."""
        while True:
            event = self._events.get()
            burst = Burst()
            while event is not None:
                kind, paths, folder = event
                burst.add(kind, paths, folder=folder, now=self._clock())
                event = self._more(burst)
                if event is _OVER:
                    break
            else:
                return None
            changed = (
                self.prints.scan() if burst.everywhere else self.prints.look(sorted(burst.paths))
            )
            if changed:
                return changed

    def _more(self, burst: Burst) -> tuple[str, tuple[Path, ...], bool] | None:
        left = burst.wait(self._clock())
        if left <= 0:
            return _OVER
        try:
            return self._events.get(timeout=left)
        except queue.Empty:
            return self._more(burst) if burst.wait(self._clock()) > 0 else _OVER


_OVER: tuple[str, tuple[Path, ...], bool] = ("over", (), False)


class _Handler(FileSystemEventHandler):
    def __init__(self, put: Callable[[tuple[str, tuple[Path, ...], bool]], None]) -> None:
        self._put = put

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write"):
            return
        if event.is_directory and event.event_type in ("modified", "attrib"):
            return  # the files in it tell for themselves
        names = [
            os.fsdecode(event.src_path),
            *([os.fsdecode(event.dest_path)] if event.dest_path else []),
        ]
        paths = tuple(Path(name) for name in names)
        if not event.is_directory:
            paths = tuple(path for path in paths if matters(path.name))
            if not paths:
                return
        self._put((event.event_type, paths, event.is_directory))
