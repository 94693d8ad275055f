"""Put outputs on the disk: aside first, then in place of the last site in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from edition.errors import ContentErrors, EditionError
from edition.model import Output


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed."""

    files: int
    changed: int
    removed: int
    paths: frozenset[str] = frozenset()
    """Of all files that were made."""


def check_paths(outputs: Iterable[Output]) -> Iterator[Output]:
    """Hand outputs on and refuse two of one path, or of paths that a file system may fold into one.

    Raises ``ContentErrors`` after the last output, naming every clash.
    """
    seen: dict[str, str] = {}
    clashes: list[EditionError] = []
    for output in outputs:
        path = PurePosixPath(output.path)
        if path.is_absolute() or ".." in path.parts or not output.path or output.path.endswith("/"):
            clashes.append(EditionError(f"{output.path!r} is no path below the site", output.path))
            continue
        folded = output.path.casefold()
        if folded in seen:
            clashes.append(EditionError(f"two outputs claim {output.path!r} and {seen[folded]!r}", output.path,
                                        "rename one of the things that they are made from"))  # fmt: skip
            continue
        seen[folded] = output.path
        yield output
    if clashes:
        raise ContentErrors(tuple(clashes))


@contextmanager
def build_lock(site: Path) -> Iterator[None]:
    """Hold the right to build ``site``; raises ``EditionError`` if another build has it."""
    import fcntl  # only on the systems that editions are built on

    site.parent.mkdir(parents=True, exist_ok=True)
    path = site.parent / f".{site.name}.lock"
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EditionError(
                "another build of this site is running", site.name, "wait until it has ended"
            ) from None
        yield


@contextmanager
def staged(site: Path) -> Iterator[Path]:
    """Give a folder to build in; it takes the place of ``site`` only if nothing fails.

    Files of the last site that are the same stay linked, not copied. A build that is killed
    leaves the last site as it is, and its leavings are swept by the next.
    """
    aside = site.parent / f".{site.name}.next"
    old = site.parent / f".{site.name}.last"
    if old.exists() and not site.exists():
        old.rename(site)  # killed between the two renames below
    for left in (aside, old):
        if left.exists():
            shutil.rmtree(left)
    aside.mkdir(parents=True)
    try:
        yield aside
        if site.exists():
            site.rename(old)
        aside.rename(site)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        if aside.exists():
            shutil.rmtree(aside, ignore_errors=True)


def write_outputs(outputs: Iterable[Output], aside: Path, site: Path) -> Published:
    """Write all outputs below ``aside``; what ``site`` already has with the same bytes is linked."""
    files = changed = 0
    folders: set[str] = set()
    written: set[str] = set()
    for output in check_paths(outputs):
        target = aside / output.path
        folder = output.path.rpartition("/")[0]
        if folder not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        last = site / output.path
        if not _linked(last, target, output.data):
            target.write_bytes(output.data)
            changed += 1
        files += 1
        written.add(output.path)
    removed = (
        sum(
            1
            for path in site.rglob("*")
            if path.is_file()
            and path.relative_to(site).as_posix() not in written
            and "pagefind" not in path.relative_to(site).parts[:1]
        )
        if site.exists()
        else 0
    )
    return Published(files, changed, removed, frozenset(written))


@dataclass(frozen=True)
class Files(Mapping[str, bytes]):
    """The files below a folder, read when they are asked for: a site may be larger than memory."""

    folder: Path
    paths: frozenset[str]

    def __getitem__(self, path: str) -> bytes:
        """Read a file."""
        if path not in self.paths:
            raise KeyError(path)
        return (self.folder / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        """Give the paths in order."""
        return iter(sorted(self.paths))

    def __len__(self) -> int:
        """Count the files."""
        return len(self.paths)

    def __contains__(self, path: object) -> bool:
        """Say whether there is such a file, without reading it."""
        return path in self.paths


def _linked(last: Path, target: Path, data: bytes) -> bool:
    try:
        if last.stat().st_size != len(data) or last.read_bytes() != data:
            return False
        os.link(last, target)
    except OSError:
        return False
    return True


def carry_over(site: Path, aside: Path, folder: str) -> None:
    """Take a folder of the last site along, for a step that changes only part of it."""
    if (site / folder).is_dir():
        shutil.copytree(site / folder, aside / folder, copy_function=os.link)
