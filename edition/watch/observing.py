"""Watches the inputs and hands out one set of changed files after another."""

from __future__ import annotations

import os
import queue
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from edition.errors import EditionError
from edition.guard import matters
from edition.watch.bursts import Burst
from edition.watch.changes import Fingerprints, Root

_SETTINGS: dict[str, Any] = {}
with suppress(ImportError):  # only where the system is Linux
    from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

    # Half a second, to pair the two names of a move. Here each name is looked at by itself, and what came
    # by a move is to be told from what is being written.
    InotifyMoveEventGrouper.delay = 0.0
    _SETTINGS["generate_full_events"] = True

# A folder that was moved away and comes back is watched already: that is as it should be.
warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)

_TOLD = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent, FileAttribEvent, FileClosedEvent,
    FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip
"""A build opens and reads every input: to be told of that would cost more than the look at them."""


class Event(NamedTuple):
    """What happened, to which files or folders."""

    kind: str
    paths: tuple[Path, ...]
    folder: bool = False


class Watched:
    """The inputs of one collection, watched."""

    def __init__(
        self, roots: Iterable[Root], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Note nothing yet; nothing is watched before ``start``."""
        self.prints = Fingerprints(tuple(roots))
        self._clock = clock
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._burst = Burst()
        self.ended = False
        """Whether watching has ended."""
        self._observer: BaseObserver | None = None
        self._watches: dict[Path, tuple[ObservedWatch, int]] = {}

    def start(self) -> None:
        """Begin to watch, then look at every file, so that no change falls between the two."""
        self._observer = Observer(**_SETTINGS)
        self._observer.start()
        self._watch()
        self.prints.scan()

    def stop(self) -> None:
        """End watching, and whoever waits in ``next``."""
        self.ended = True
        self._events.put(None)
        if self._observer is not None:
            self._observer.stop()
            self._observer = None

    def tell(self, event: Event) -> None:
        """Take an event in, from any thread."""
        self._events.put(event)

    def next(self, owed: Mapping[Path, str] | None = None) -> dict[Path, str] | None:
        """Wait for the next files that really changed; None when watching ends.

        ``owed`` are changes that were not built because others came: they are given again with those, even
        if the others turn out to be none.
        """
        while True:
            if not self._wait():
                return None
            burst, self._burst = self._burst, Burst()
            if burst.folders or burst.everywhere:
                self._watch()
            changed = (
                self.prints.scan()
                if burst.everywhere
                else self.prints.look(burst.paths, burst.folders)
            )
            if changed or owed is not None:
                return {**(owed or {}), **changed}

    def overtaken(self) -> bool:
        """Say whether what is being built is no longer what stands on the disk, or nobody wants it."""
        heard = False
        with suppress(queue.Empty):
            while (event := self._events.get_nowait()) is not None:
                self._take(event)
                heard = True
        if self.ended or not heard:
            return self.ended
        burst = self._burst
        return burst.everywhere or bool(self.prints.peek(burst.paths, burst.folders))

    def _wait(self) -> bool:
        """Gather events until a burst is over; say whether to go on."""
        while not self.ended:
            left = self._burst.wait(self._clock()) if self._burst else None
            if left is not None and left <= 0:
                return True
            try:
                event = self._events.get(timeout=left)
            except queue.Empty:
                continue
            if event is None:
                return False
            self._take(event)
        return False

    def _take(self, event: Event) -> None:
        self._burst.add(event.kind, event.paths, folder=event.folder, now=self._clock())

    def _watch(self) -> None:
        """Watch every root that is there, each once, and the folder that it is in, to see it come and go."""
        if self._observer is None:
            return
        wanted = _places(root.path for root in self.prints.roots)
        handler = _Handler(self.prints.roots, self.tell)
        for place, (watch, inode) in list(self._watches.items()):
            if wanted.get(place) is None or _inode(place) != inode:
                with suppress(KeyError):
                    self._observer.unschedule(watch)
                del self._watches[place]
        for place, deep in wanted.items():
            if place not in self._watches:
                inode = _inode(place)
                try:
                    watch = self._observer.schedule(
                        handler, str(place), recursive=deep, event_filter=_TOLD
                    )
                except (FileNotFoundError, NotADirectoryError):
                    continue  # gone again
                except OSError as error:
                    raise EditionError(
                        f"{place.name} cannot be watched ({error.strerror})", "",
                        "on Linux, allow more watches: sudo sysctl fs.inotify.max_user_watches=524288",
                    ) from None  # fmt: skip
                self._watches[place] = (watch, inode)


def _places(roots: Iterable[Path]) -> dict[Path, bool]:
    """Give the folders to watch, and whether with all below; none lies in one that is watched whole.

    >>> _places([Path("/proc/self"), Path("/proc/self/status")]) == {Path("/proc/self"): True, Path("/proc"): False}
    True
    """
    found = list(roots)
    deep = {path for path in found if path.is_dir()}
    deep = {path for path in deep if not deep.intersection(path.parents)}
    flat = {path.parent for path in found if path.parent.is_dir()} - deep
    flat = {path for path in flat if not deep.intersection(path.parents)}
    return dict.fromkeys(sorted(deep), True) | dict.fromkeys(sorted(flat), False)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


class _Handler(FileSystemEventHandler):
    """Hands on what concerns an input."""

    def __init__(self, roots: tuple[Root, ...], tell: Callable[[Event], None]) -> None:
        self._roots, self._tell = roots, tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        names = [name for name in (event.src_path, event.dest_path) if name]
        paths = tuple(Path(os.fsdecode(name)) for name in names)
        if event.is_directory:
            near = tuple(path for path in paths if self._near(path))
        else:
            near = tuple(path for path in paths if matters(path.name) and self._holds(path))
        if near:
            kind = "moved" if event.is_synthetic else event.event_type
            self._tell(Event(kind, near, event.is_directory))

    def _holds(self, path: Path) -> bool:
        return any(root.holds(path) for root in self._roots)

    def _near(self, path: Path) -> bool:
        return any(path == root.path or root.path in path.parents for root in self._roots)
