"""Where pages are put as they are made, and what has to be known of all of them to check the whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from edition.checks.facts import Facts
from edition.errors import ContentErrors, EditionError
from edition.incremental.manifest import Print
from edition.model import Output
from edition.reprint.leaf import Entry


class Unit(NamedTuple):
    """Files that are made together, from the same things: the pages of a document, or a page of a list.

    Each field is a text of lines, since there are as many units as documents, and most are only kept.
    """

    paths: str
    links: str = ""
    """Where its pages lead, but to themselves."""
    targets: str = ""
    """Ids in a list with the address of their page."""


@dataclass(slots=True)
class Made:
    """What a piece of work made: little, since that of all pieces is in memory at once."""

    entries: list[Entry] = field(default_factory=list)
    refers: list[str] = field(default_factory=list)
    """For each entry the pages that it names, whether they are there or not, as words."""
    prints: list[Print] = field(default_factory=list)
    """For each entry how the file of its page stood when it was read."""
    errors: list[EditionError] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Paths of the files that the last site did not have so."""


class Folder:
    """The site in the making; a file with the same bytes as in the last site is linked."""

    def __init__(self, aside: Path, site: Path, *, copied: bool = False) -> None:
        """Write below ``aside``; the last site is at ``site``, if there is one.

        With ``copied`` all files of the last site are there already.
        """
        self._aside, self._site = str(aside), str(site)
        self._last = site.is_dir()
        self.copied = copied
        self._folders: set[str] = set()

    def take(self, outputs: Iterable[tuple[Output, Facts | None]], made: Made) -> Made:
        """Write the files of a unit, and note in ``made`` what was written."""
        paths: list[str] = []
        links: set[str] = set()
        targets: list[str] = []
        for output, facts in outputs:
            if self._write(output):
                made.changed.append(output.path)
            paths.append(output.path)
            if facts is not None:
                _note(output.path, facts, links, targets, made.errors)
        made.units.append(Unit("\n".join(paths), "\n".join(sorted(links)), "\n".join(targets)))
        return made

    def _write(self, output: Output) -> bool:
        path = output.path
        target = f"{self._aside}/{path}"
        if self._last and _has(f"{self._site}/{path}", output.data):
            if not self.copied:
                _make_folder(target.rpartition("/")[0])
                os.link(f"{self._site}/{path}", target)
            return False
        parent = path.rpartition("/")[0]
        if parent not in self._folders:
            _make_folder(f"{self._aside}/{parent}")
            self._folders.add(parent)
        if self.copied and os.path.lexists(target):
            os.unlink(target)  # noqa: PTH108 - it is the last site's file, which is never written to
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            raise two_claim(path) from None
        try:
            view = memoryview(output.data)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)
        return True


def _note(
    path: str, facts: Facts, links: set[str], targets: list[str], errors: list[EditionError]
) -> None:
    """Take down where a page leads; what leads nowhere within the page itself is an error."""
    here = address_of(path)
    document = path.removeprefix("en/").removeprefix("zh/").startswith("d/")
    if not document:
        targets += [f"{here}#{name}" for name in facts.ids]
    for link in facts.links:
        if ":" in link or link[:1] == "/":
            continue
        if "#" not in link:
            links.add(link)
            continue
        target, _, fragment = link.partition("#")
        if target == here and document:
            if fragment not in facts.ids:
                errors.append(_nowhere(path, link))
        else:
            links.add(link)


def two_claim(path: str) -> EditionError:
    """Give the error for two outputs of one path."""
    return EditionError(f"two outputs claim {path!r}", path)


def address_of(path: str) -> str:
    """Give the address at which a file answers, below the site's root.

    >>> address_of("d/x/index.html"), address_of("index.html"), address_of("feed.xml")
    ('d/x/', '', 'feed.xml')
    """
    return path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path


def _has(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - for each of a million files
            return file.read() == data
    except OSError:
        return False


def _make_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102 - as above
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as above


def paths_of(units: Iterable[Unit]) -> set[str]:
    """Give the paths of all files of units."""
    found: set[str] = set()
    for unit in units:
        if unit.paths:
            found.update(unit.paths.split("\n"))
    return found


def targets_of(units: Iterable[Unit]) -> set[str]:
    """Give the ids in lists, each with the address of its page."""
    found: set[str] = set()
    for unit in units:
        if unit.targets:
            found.update(unit.targets.split("\n"))
    return found


def refuse_broken(
    units: Sequence[Unit], new: Iterable[Unit], paths: Set[str], *, everywhere: bool
) -> None:
    """Refuse a site of which a page leads nowhere.

    ``units`` are all of the site, with their ``paths``; ``new`` of them were made in this run, and alone are looked at
    unless ``everywhere`` is set: where nothing is gone that the last site had, the others lead
    where they led. Raises ``ContentErrors``.
    """
    links: set[str] = set()
    for unit in units if everywhere else new:
        links.update(unit.links.split("\n"))
    targets = targets_of(units) if any("#" in link for link in links) else set()
    errors = []
    for link in sorted(links):
        target, _, fragment = link.partition("#")
        path = f"{target}index.html" if not target or target.endswith("/") else target
        if path not in paths or (fragment and f"{address_of(path)}#{fragment}" not in targets):
            errors.append(_nowhere("a page", link))
    if errors:
        raise ContentErrors(tuple(errors))


def _nowhere(path: str, link: str) -> EditionError:
    return EditionError(f"C104 {path} leads to {link}, which is nowhere", path, "this is a bug")
