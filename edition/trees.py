# ruff: noqa: PTH106, PTH108, PTH116, PTH123
"""Trees of files on the disk: listed, compared by the files' numbers, written, exchanged.

Paths are text here: to make a ``Path`` for every file takes as long as what is done with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, if the system can (Linux: ``renameat2``)."""
    import ctypes

    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, both = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return (
        rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), both) == 0
    )


def compare_trees(one: str, other: str, *, skip: str = "") -> tuple[set[str], set[str]]:
    """Give the paths of the files in ``one`` that are the same file in ``other``, and the rest."""
    same: set[str] = set()
    rest: set[str] = set()
    todo = [""]
    while todo:
        below = todo.pop()
        there = _listed(f"{other}/{below}")
        for name, number in _listed(f"{one}/{below}").items():
            if number is None:
                if below or name != skip:
                    todo.append(f"{below}{name}/")
            elif there.get(name) == number:
                same.add(below + name)
            else:
                rest.add(below + name)
    return same, rest


def compare_files(
    root: str, numbers: Mapping[str, int], *, skip: str = ""
) -> tuple[set[str], set[str]]:
    """Give the paths of the files below ``root`` that have the number of their path here, and the rest."""
    same: set[str] = set()
    rest: set[str] = set()
    todo = [""]
    while todo:
        below = todo.pop()
        for name, number in _listed(f"{root}/{below}").items():
            path = below + name
            if number is not None:
                (same if numbers.get(path) == number else rest).add(path)
            elif below or name != skip:
                todo.append(f"{path}/")
    return same, rest


def _listed(folder: str) -> dict[str, int | None]:
    """List a folder: its files with their numbers, its folders with none."""
    try:
        with os.scandir(folder) as entries:
            return {e.name: None if e.is_dir(follow_symlinks=False) else e.inode() for e in entries}
    except (FileNotFoundError, NotADirectoryError):
        return {}


def files_of(root: str, *, skip: str = "") -> set[str]:
    """Give the paths of all files, but those in the folder ``skip``."""
    found: set[str] = set()
    todo = [""]
    while todo:
        below = todo.pop()
        for name, number in _listed(f"{root}/{below}").items():
            if number is not None:
                found.add(below + name)
            elif below or name != skip:
                todo.append(f"{below}{name}/")
    return found


def remove_files(root: str, paths: Iterable[str]) -> None:
    """Remove files, and the folders that they leave empty."""
    for path in sorted(paths):
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            os.unlink(f"{root}/{path}")
        folder = path.rpartition("/")[0]
        while folder:
            try:
                os.rmdir(f"{root}/{folder}")
            except OSError:
                break
            folder = folder.rpartition("/")[0]


def write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet, whole or with an error."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def has_bytes(path: str, data: bytes) -> bool:
    """Say whether there is such a file with these bytes."""
    try:
        if os.stat(path).st_size != len(data):
            return False
        with open(path, "rb", buffering=0) as file:
            return file.read() == data
    except OSError:
        return False
