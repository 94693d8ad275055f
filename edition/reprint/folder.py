"""Where pages are put as they are made, and what has to be known of all of them to check the whole."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from edition.checks import Facts
from edition.errors import ContentErrors, EditionError
from edition.model import Output
from edition.reprint.leaf import Entry


@dataclass(slots=True)
class Made:
    """What a piece of work made: little, since that of all pieces is in memory at once."""

    entries: list[Entry] = field(default_factory=list)
    errors: list[EditionError] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    changed: int = 0
    links: set[str] = field(default_factory=set)
    """Where its pages lead, but to themselves."""
    targets: set[str] = field(default_factory=set)
    """Ids in lists with the address of their page."""

    def note(self, path: str, facts: Facts) -> None:
        """Take down where a page leads; what leads nowhere within the page itself is an error."""
        here = address_of(path)
        document = path.removeprefix("en/").removeprefix("zh/").startswith("d/")
        if not document:
            self.targets.update(f"{here}#{name}" for name in facts.ids)
        for link in facts.links:
            target, mark, fragment = link.partition("#")
            if ":" in link or link.startswith("/"):
                continue
            if mark and target == here and document:
                if fragment not in facts.ids:
                    self.errors.append(_nowhere(path, link))
            else:
                self.links.add(link)


class Folder:
    """The site in the making; a file with the same bytes as in the last site is linked."""

    def __init__(self, aside: Path, site: Path) -> None:
        """Write below ``aside``; the last site is at ``site``, if there is one."""
        self._aside, self._site = str(aside), str(site)
        self._last = site.is_dir()
        self._folders: set[str] = set()

    def take(self, outputs: Iterable[tuple[Output, Facts | None]], made: Made) -> Made:
        """Write files, and note in ``made`` what was written."""
        for output, facts in outputs:
            made.changed += self._write(output)
            made.paths.append(output.path)
            if facts is not None:
                made.note(output.path, facts)
        return made

    def _write(self, output: Output) -> bool:
        target = f"{self._aside}/{output.path}"
        if self._last and _has(f"{self._site}/{output.path}", output.data):
            _make_folder(target.rpartition("/")[0])
            os.link(f"{self._site}/{output.path}", target)
            return False
        parent = target.rpartition("/")[0]
        if parent not in self._folders:
            _make_folder(parent)
            self._folders.add(parent)
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except FileExistsError:
            raise EditionError(f"two outputs claim {output.path!r}", output.path) from None
        try:
            view = memoryview(output.data)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)
        return True


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


def refuse_broken(made: Iterable[Made]) -> frozenset[str]:
    """Refuse a site of which a page leads nowhere; give the paths of all its files.

    Raises ``ContentErrors``.
    """
    pieces = list(made)
    paths = frozenset(path for one in pieces for path in one.paths)
    targets = set().union(*(one.targets for one in pieces))
    errors = [error for one in pieces for error in one.errors]
    for link in sorted(set().union(*(one.links for one in pieces))):
        target, _, fragment = link.partition("#")
        path = f"{target}index.html" if not target or target.endswith("/") else target
        if path not in paths or (fragment and f"{address_of(path)}#{fragment}" not in targets):
            errors.append(_nowhere("a page", link))
    if errors:
        raise ContentErrors(tuple(errors))
    return paths


def _nowhere(path: str, link: str) -> EditionError:
    return EditionError(f"C104 {path} leads to {link}, which is nowhere", path, "this is a bug")
