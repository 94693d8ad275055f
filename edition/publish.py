"""Put outputs on the disk: aside first, then in place of the last site in one step."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from edition.checks.addresses import Claims
from edition.errors import ContentErrors, EditionError
from edition.model import Output


@dataclass(frozen=True, slots=True)
class Kept:
    """An output that stays as it stands in the last site."""

    path: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed."""

    files: int
    changed: int
    removed: int
    paths: frozenset[str] = frozenset()
    """Of all files that were made."""
    hashes: Mapping[str, bytes] = field(default_factory=dict)
    """Of the files that were made anew, changed or not."""
    differing: frozenset[str] = frozenset()
    """Paths of the files that are new, changed, or no more."""


def check_paths(outputs: Iterable[Output | Kept]) -> Iterator[Output | Kept]:
    """Hand outputs on and refuse two of one path, or of paths that a file system may fold into one.

    Raises ``ContentErrors`` after the last output, naming every clash.
    """
    claims = Claims()
    clashes: list[EditionError] = []
    for output in outputs:
        if wrong := claims.claim(output.path):
            clashes += wrong
        else:
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
    """Give a folder to build in, beside ``site``; ``swapped`` puts it in place.

    Files of the last site that are the same stay linked, not copied. A build that fails or is
    killed leaves the last site as it is, and its leavings are swept.
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
    finally:
        if aside.exists():
            shutil.rmtree(aside, ignore_errors=True)


def swapped(aside: Path, site: Path) -> None:
    """Put what was built aside in the place of the last site."""
    old = site.parent / f".{site.name}.last"
    if site.exists():
        site.rename(old)
    aside.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def write_outputs(
    outputs: Iterable[Output | Kept], aside: Path, site: Path, *, sparse: bool = False
) -> Published:
    """Write all outputs below ``aside``; what ``site`` already has with the same bytes is linked.

    With ``sparse`` only what differs is put there, for ``put_in_place``.
    """
    changed: set[str] = set()
    folders: set[str] = set()
    written: set[str] = set()
    hashes: dict[str, bytes] = {}
    for output in check_paths(outputs):
        written.add(output.path)
        last = site / output.path
        if isinstance(output, Output):
            hashes[output.path] = hashlib.blake2b(output.data, digest_size=16).digest()
            same = _same(last, output.data)
        else:
            same = True
        if same and sparse:
            continue
        target = aside / output.path
        folder = output.path.rpartition("/")[0]
        if folder not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        if same:
            os.link(last, target)
        elif isinstance(output, Output):
            target.write_bytes(output.data)
            changed.add(output.path)
    strays = {stray.relative_to(site).as_posix() for stray in _strays(site, written)}
    return Published(
        len(written),
        len(changed),
        len(strays),
        frozenset(written),
        hashes,
        frozenset(changed | strays),
    )


def put_in_place(aside: Path, site: Path, paths: frozenset[str]) -> None:
    """Move what stands in ``aside`` into ``site``, a file at a time, and remove what is no output.

    For a few changed files of a site that is being looked at; a site built by command is
    exchanged as a whole.
    """
    for folder, _, names in os.walk(aside):
        place = site / Path(folder).relative_to(aside)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            Path(folder, name).replace(place / name)
    for stray in _strays(site, paths):
        stray.unlink()
    for found, _, _ in os.walk(site, topdown=False):
        if Path(found) != site and not any(Path(found).iterdir()):
            Path(found).rmdir()


def _strays(site: Path, written: Set[str]) -> list[Path]:
    """Give the files of ``site`` that are no outputs; the search index looks after its own."""
    strays: list[Path] = []
    base = len(str(site)) + 1
    for folder, folders, names in os.walk(site):
        below = folder[base:].replace(os.sep, "/")
        if not below and "pagefind" in folders:
            folders.remove("pagefind")
        prefix = f"{below}/" if below else ""
        strays += [Path(folder, name) for name in names if prefix + name not in written]
    return strays


def _same(last: Path, data: bytes) -> bool:
    try:
        return last.stat().st_size == len(data) and last.read_bytes() == data
    except OSError:
        return False


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


def carry_over(site: Path, aside: Path, folder: str) -> None:
    """Take a folder of the last site along, for a step that changes only part of it."""
    if (site / folder).is_dir():
        shutil.copytree(site / folder, aside / folder, copy_function=os.link)
