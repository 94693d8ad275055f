"""Put outputs on the disk: aside first, then in place of the last site in one step.

The tree that a site is exchanged for stays beside it, hidden, as a *spare*: its files are the very
files of the site (hard links), so it takes no room but that of its folders. The next build takes it for
its own tree and mends it where it differs, which is seen by the files' numbers (inodes) without
opening any: to exchange a site of 25,000 files for one with a few other files costs two listings
of folders, and not 25,000 links and removals. Nothing is remembered of a spare, and nothing is
believed of it: whatever stands in it is made right or removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from edition.checks.addresses import Claims
from edition.errors import ContentErrors, EditionError
from edition.model import Output
from edition.trees import (
    compare_files,
    compare_trees,
    exchange,
    files_of,
    has_bytes,
    remove_files,
    write_new,
)

SEARCH = "pagefind"
"""Folder that the search index looks after itself."""
_BEFORE = ".pagefind-before"
"""The same in a spare, until ``carry_over`` asks for it."""


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


def spare_of(site: Path) -> Path:
    """Give the place of the tree that a site is exchanged with."""
    return site.parent / f".{site.name}.spare"


@contextmanager
def staged(site: Path) -> Iterator[Path]:
    """Give a folder to build in, beside ``site``; ``swapped`` puts it in place.

    A build that fails or is killed leaves the last site as it is, and its leavings are swept.
    """
    aside = site.parent / f".{site.name}.next"
    old = site.parent / f".{site.name}.last"
    if old.exists() and not site.exists():
        old.rename(site)  # killed between two renames, where trees can't be exchanged
    for left in (aside, old):
        if left.exists():
            shutil.rmtree(left)
    spare = spare_of(site)
    had_spare = spare.exists()
    aside.mkdir(parents=True)
    try:
        yield aside
    finally:
        if aside.exists():
            if had_spare and not spare.exists():  # it failed: the tree is a spare again
                aside.rename(spare)
            else:
                shutil.rmtree(aside, ignore_errors=True)


def swapped(aside: Path, site: Path, *, outdated: Iterable[str] | None = None) -> None:
    """Put what was built aside in the place of the last site, in one step.

    With ``outdated``, the files that differ between the two, the last site becomes the spare,
    without them; else it is removed.
    """
    if (aside / _BEFORE).is_dir():
        shutil.rmtree(aside / _BEFORE)
    if not site.exists():
        aside.rename(site)
        return
    if exchange(aside, site):
        old = aside
    else:
        old = site.parent / f".{site.name}.last"
        site.rename(old)
        aside.rename(site)
    spare = spare_of(site)
    if spare.exists():
        shutil.rmtree(spare, ignore_errors=True)
    if outdated is None:
        shutil.rmtree(old, ignore_errors=True)
        return
    for path in outdated:
        with suppress(OSError):
            (old / path).unlink()
    with suppress(OSError):  # it is only there to save time
        old.rename(spare)


def write_outputs(
    outputs: Iterable[Output | Kept],
    aside: Path,
    site: Path,
    *,
    sparse: bool = False,
    standing: Mapping[str, bytes] | None = None,
    listed: bool = False,
    numbers: Mapping[str, int] | None = None,
) -> Published:
    """Write all outputs below ``aside``; what ``site`` already has with the same bytes is linked.

    With ``sparse`` only what differs is put there, for ``put_in_place``. ``standing`` has the hashes
    of files of the site, where they are surely known: these are not read. If it has all of them, they
    are ``listed``, and the site's folders are not looked through. Nor are they with ``numbers``, those of all
    files of the site, the search index included.
    """
    tree = _Tree(aside, site, empty=sparse, numbers=numbers)
    changed: set[str] = set()
    written: set[str] = set()
    hashes: dict[str, bytes] = {}
    for output in check_paths(outputs):
        path = output.path
        written.add(path)
        same = True
        if isinstance(output, Output):
            found = hashes[path] = hashlib.blake2b(output.data, digest_size=16).digest()
            if standing and path in standing:
                same = standing[path] == found
            else:
                same = has_bytes(f"{site}/{path}", output.data)
        if not same and isinstance(output, Output):
            tree.write(path, output.data)
            changed.add(path)
        elif not sparse:
            tree.link(path)
    tree.sweep(written)
    before: Iterable[str]
    if sparse and standing and listed:
        before = standing.keys()
    elif numbers is not None:
        before = [path for path in numbers if not path.startswith(f"{SEARCH}/")]
    else:
        before = files_of(str(site), skip=SEARCH)
    strays = set(before) - written
    return Published(
        len(written), len(changed), len(strays), frozenset(written), hashes, frozenset(changed | strays)
    )  # fmt: skip


def put_in_place(aside: Path, site: Path, published: Published) -> None:
    """Move what stands in ``aside`` into ``site``, a file at a time, and remove what is no output.

    For a few changed files of a site that is being looked at; a site built by command is
    exchanged as a whole. The pages of documents come first: whoever changed one looks at it, and
    not at what lists and exports say of it.
    """
    documents = f"{aside}/d/"
    for folder, _, names in sorted(
        os.walk(aside), key=lambda found: (not f"{found[0]}/".startswith(documents), found[0])
    ):
        place = site / Path(folder).relative_to(aside)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            Path(folder, name).replace(place / name)
    remove_files(str(site), published.differing - published.paths)


class _Tree:
    """The tree that is being built: empty, or a spare that is mended."""

    def __init__(
        self, aside: Path, site: Path, *, empty: bool, numbers: Mapping[str, int] | None
    ) -> None:
        self._aside, self._site = str(aside), str(site)
        self._ready: set[str] = set()
        """Files that are those of the site."""
        self._other: set[str] = set()
        self._folders: set[str] = {""}
        spare = spare_of(site)
        if empty or not spare.is_dir() or not site.is_dir():
            return
        aside.rmdir()
        spare.rename(aside)
        if (aside / _BEFORE).is_dir():
            shutil.rmtree(aside / _BEFORE)
        if numbers is None:
            self._ready, self._other = compare_trees(self._aside, self._site, skip=SEARCH)
        else:
            self._ready, self._other = compare_files(self._aside, numbers, skip=SEARCH)
        if (aside / SEARCH).is_dir():
            (aside / SEARCH).rename(aside / _BEFORE)
        for path in (*self._ready, *self._other):
            self._add_folder(path.rpartition("/")[0])

    def _add_folder(self, folder: str) -> None:
        while folder not in self._folders:
            self._folders.add(folder)
            folder = folder.rpartition("/")[0]

    def link(self, path: str) -> None:
        """Have the file of the site here too."""
        if path not in self._ready:
            self._make_room(path)
            os.link(f"{self._site}/{path}", f"{self._aside}/{path}")

    def write(self, path: str, data: bytes) -> None:
        """Write a new file; one that is there may be the site's, and is never written to."""
        self._make_room(path)
        write_new(f"{self._aside}/{path}", data)

    def _make_room(self, path: str) -> None:
        place = f"{self._aside}/{path}"
        if path in self._ready or path in self._other:
            Path(place).unlink()
            return
        if path in self._folders:  # what was a folder is a file now
            shutil.rmtree(place, ignore_errors=True)
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            above = folder
            while above and above not in self._folders:
                if above in self._ready or above in self._other:  # what was a file is a folder now
                    Path(self._aside, above).unlink()
                above = above.rpartition("/")[0]
            Path(self._aside, folder).mkdir(parents=True, exist_ok=True)
            self._add_folder(folder)

    def sweep(self, written: Set[str]) -> None:
        """Remove what is no output."""
        remove_files(self._aside, (self._ready | self._other) - written)


@dataclass(frozen=True)
class Files(Mapping[str, bytes]):
    """The files below a folder, read when they are asked for: a site may be larger than memory."""

    folder: Path
    paths: frozenset[str]

    def __getitem__(self, path: str) -> bytes:
        """Read a file."""
        if path not in self.paths:
            raise KeyError(path)
        with open(f"{self.folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - of thousands
            return file.readall()

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
    if not (site / folder).is_dir():
        return
    before, target = aside / _BEFORE, aside / folder
    if folder == SEARCH and before.is_dir():
        before.rename(target)
    target.mkdir(exist_ok=True)
    here, there = str(target), str(site / folder)
    remove_files(here, compare_trees(here, there)[1])
    for path in sorted(compare_trees(there, here)[1]):
        Path(here, path).parent.mkdir(parents=True, exist_ok=True)
        os.link(f"{there}/{path}", f"{here}/{path}")
