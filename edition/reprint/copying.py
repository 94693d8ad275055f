# ruff: noqa: PTH102, PTH103
"""A second tree of the files of a site, made by another process while this one finds out what changed.

To put a few changed files into a site in one step, all the others have to stand in the tree that it is exchanged
with (``edition.publish``): as many links as files where there is no spare tree, two listings where there is. That is
all work for the disk, so it is done beside the work for the processor.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from edition.incremental.manifest import site_print
from edition.trees import compare_trees, remove_files


class Copied(NamedTuple):
    """What the other process found and did."""

    site: str
    """How the site stands, as ``site_print`` gives it; empty if it could not be copied."""
    files: int


class Copying:
    """Makes ``aside`` a tree of the very files of ``site`` (hard links)."""

    def __init__(self, site: Path, aside: Path, spare: Path) -> None:
        """Begin; ``wait`` must be called before ``aside`` is looked at."""
        self._process, self._answer = 0, 0
        self._result: Copied | None = None
        if not hasattr(os, "fork"):
            self._result = _copied(site, aside, spare)
            return
        self._answer, given = os.pipe()
        self._process = os.fork()
        if self._process:
            os.close(given)
            return
        try:  # pragma: no cover - measured nowhere: it ends without Python's farewell
            found = _copied(site, aside, spare)
            os.write(given, f"{found.site} {found.files}".encode())
        finally:
            os._exit(0)

    def wait(self) -> Copied:
        """Wait until it is done; give how the site stands."""
        if self._result is None:
            with os.fdopen(self._answer, "rb") as pipe:
                site, _, files = pipe.read().decode().rpartition(" ")
            os.waitpid(self._process, 0)
            self._result = Copied(site, int(files or 0))
        return self._result


def _copied(site: Path, aside: Path, spare: Path) -> Copied:
    try:
        if site.is_symlink():
            return Copied("", 0)
        if spare.is_dir():
            aside.rmdir()
            spare.rename(aside)
        copy_tree(str(site), str(aside))
        return Copied(*site_print(str(site)))
    except OSError:  # whatever stood in the spare, all files are made then
        return Copied("", 0)


def copy_tree(site: str, aside: str) -> None:
    """Make ``aside`` have the files of ``site``, and no others."""
    _, strange = compare_trees(aside, site)
    remove_files(aside, strange)
    _, missing = compare_trees(site, aside)
    ready = {""}
    for path in missing:
        folder = path.rpartition("/")[0]
        if folder not in ready:
            ready.add(folder)
            try:
                os.mkdir(f"{aside}/{folder}")
            except FileExistsError:
                pass
            except FileNotFoundError:
                os.makedirs(f"{aside}/{folder}", exist_ok=True)
        os.link(f"{site}/{path}", f"{aside}/{path}")
