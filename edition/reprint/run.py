"""One run: reads pages, makes theirs and the lists that show them, and checks that every link leads somewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from edition.config import Config
from edition.errors import ContentErrors, EditionError
from edition.incremental.manifest import Print
from edition.reprint import memory
from edition.reprint.copying import Copying
from edition.reprint.documents import Documents
from edition.reprint.files import files
from edition.reprint.folder import (
    Folder,
    Made,
    Unit,
    address_of,
    paths_of,
    refuse_broken,
    targets_of,
    two_claim,
)
from edition.reprint.leaf import Entry, read_leaf
from edition.reprint.lists import Lists, Sheet
from edition.reprint.memory import Remembered
from edition.reprint.press import Press
from edition.reprint.sharing import shared
from edition.reprint.standing import Standing
from edition.trees import files_of, remove_files

_CHUNK, _PIECES = 10, 1_000
"""Pages that are read and made as one piece of work: so few that no process waits long for the last piece, and more
where the pieces would be too many."""
_HEAVY = 1_000
"""Rows of lists that are one piece of work."""
_PAGE = 20
"""What a page of a list takes besides its rows, in rows."""
_FEW = 8
"""At most one in so many pages may have changed; if more did, everything is made."""
_LONGEST = 8_000_000
"""Bytes of a page; what is larger was not written by a build."""
_NO_UNIT = Unit("")
_NOTHING = Remembered("", {}, {}, {}, {}, _NO_UNIT)


class Site(NamedTuple):
    """A site that was made, and stands aside."""

    known: Remembered
    read: dict[str, Print]
    """How the files of the pages stood that were read."""
    files: int
    changed: frozenset[str]
    gone: frozenset[str]

    def remember(self, standing: Standing, stands: str) -> None:
        """Leave to the next run what is known of this site."""
        memory.remember(standing, self.known._replace(site=stands))


class Run:
    """What a run works with."""

    def __init__(
        self,
        pages: Path,
        names: Sequence[str],
        site: Path,
        aside: Path,
        config: Config,
        templates: Path,
        *,
        language: str,
        jobs: int,
    ) -> None:
        """Take what all ways need."""
        self._pages, self._names, self._jobs = str(pages), names, jobs
        self._known = frozenset(names)
        self._site, self._aside = site, aside
        self._config = config
        self._press = Press(config, templates, language=language)
        self._documents = Documents(self._press)

    def whole(self) -> Site:
        """Make everything."""
        folder = Folder(self._aside, self._site)
        made = self._make_documents(self._names, folder)
        entries = [entry for one in made for entry in one.entries]
        sheets = self._sheets(entries)
        return self._finished(_NOTHING, entries, made, sheets, sheets, folder)

    def again(self, standing: Standing, copying: Copying) -> Site:
        """Make what differs from the last run; everything, if that cannot be told."""
        last = memory.recall(standing)
        todo = self._changed(standing.pages(), last) if last else []
        if last is None or len(todo) > len(self._names) // _FEW + _CHUNK:
            return self._anew(copying)
        read = self._read(todo)
        entries = [read[name] if name in read else last.entries[name] for name in self._names]
        sheets = self._sheets(entries)
        outdated = [
            s for s in sheets if s.address not in last.lists or last.lists[s.address][0] != s.shows
        ]
        if copying.wait().site != last.site:
            return self._anew(copying)
        folder = Folder(self._aside, self._site, copied=True)
        made = self._make_documents(todo, folder)
        if [entry for one in made for entry in one.entries] != list(read.values()):
            return self._anew(copying)  # a page was saved between the two readings
        return self._finished(last, entries, made, sheets, outdated, folder)

    def _anew(self, copying: Copying) -> Site:
        """Make everything where another process linked the last site's files."""
        copying.wait()
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir(exist_ok=True)
        return self.whole()

    def _changed(self, pages: Mapping[str, Print], last: Remembered) -> list[str]:
        """Give the pages that are not as they were, or that name one which came or went."""
        moved = self._known ^ last.entries.keys()
        return [
            name
            for name in self._names
            if name not in last.entries
            or name not in pages
            or pages[name].content != last.entries[name].digest
            or (moved and not moved.isdisjoint(last.refers[name].split()))
        ]

    def _sheets(self, entries: Sequence[Entry]) -> list[Sheet]:
        sheets = list(Lists(self._press, entries).sheets())
        seen: set[str] = set()
        for sheet in sheets:
            if sheet.address in seen:
                raise two_claim(f"{sheet.address}index.html")
            seen.add(sheet.address)
        return sheets

    def _read(self, names: Iterable[str]) -> dict[str, Entry]:
        """Read pages for what lists show of them. Raises ``ContentErrors``."""
        found: dict[str, Entry] = {}
        errors: list[EditionError] = []
        for name in names:
            try:
                found[name] = read_leaf(
                    _bytes_of(self._pages, name)[0], name, known=self._known
                ).entry
            except EditionError as error:
                errors.append(error)
        if errors:
            raise ContentErrors(tuple(errors))
        return found

    def _make_documents(self, names: Sequence[str], folder: Folder) -> list[Made]:
        """Read pages, and make those of their documents. Raises ``ContentErrors``."""
        known, documents = self._known, self._documents
        size = max(_CHUNK, len(names) // _PIECES)

        def make(start: int) -> Made:
            made = Made()
            for name in names[start : start + size]:
                try:
                    data, stands = _bytes_of(self._pages, name)
                    leaf = read_leaf(data, name, known=known)
                    folder.take(documents.pages(leaf, data), made)
                except EditionError as error:
                    made.errors.append(error)
                else:
                    made.entries.append(leaf.entry)
                    made.refers.append(" ".join(leaf.refers))
                    made.prints.append(Print(*stands, leaf.entry.digest))
            return made

        made = shared(range(0, len(names), size), make, jobs=self._jobs)
        _refuse_wrong(made)
        return made

    def _make_lists(self, sheets: Sequence[Sheet], folder: Folder) -> list[Made]:
        pieces: list[list[Sheet]] = []
        room = 0
        for sheet in sheets:
            if room <= 0:
                pieces.append([])
                room = _HEAVY
            pieces[-1].append(sheet)
            room -= sheet.rows + _PAGE

        def make(piece: Sequence[Sheet]) -> Made:
            made = Made()
            for sheet in piece:
                folder.take(sheet.make(), made)
            return made

        made = shared(pieces, make, jobs=self._jobs)
        _refuse_wrong(made)
        return made

    def _finished(
        self,
        last: Remembered,
        entries: Sequence[Entry],
        made: Sequence[Made],
        sheets: Sequence[Sheet],
        outdated: Sequence[Sheet],
        folder: Folder,
    ) -> Site:
        """Make lists and what stands beside the pages; check the whole, and take out what is no more."""
        fresh = [entry.id for one in made for entry in one.entries]
        units = dict(zip(fresh, (unit for one in made for unit in one.units), strict=True))
        refers = dict(zip(fresh, (words for one in made for words in one.refers), strict=True))
        read = dict(zip(fresh, (found for one in made for found in one.prints), strict=True))
        listed = self._make_lists(outdated, folder)
        lists = dict(
            zip(
                (s.address for s in outdated), (u for one in listed for u in one.units), strict=True
            )
        )
        known = Remembered(
            "",
            {entry.id: entry for entry in entries},
            {name: refers[name] if name in refers else last.refers[name] for name in self._names},
            {name: units[name] if name in units else last.documents[name] for name in self._names},
            {
                s.address: (
                    s.shows,
                    lists[s.address] if s.address in lists else last.lists[s.address][1],
                )
                for s in sheets
            },
            _NO_UNIT,
        )
        pages = paths_of(known.units())
        addresses = [address_of(path) for path in pages if path.endswith("index.html")]
        outputs = [*self._press.assets(), *files(entries, addresses, self._config)]
        rest = folder.take(((output, None) for output in outputs), Made())
        known = known._replace(rest=rest.units[0])
        paths = pages | paths_of(rest.units)
        gone = paths_of(last.units()) - paths if last is not _NOTHING else self._strays(paths)
        new = [*units.values(), *lists.values()]
        lost = targets_of(
            last.lists[a][1] for a in last.lists if a not in known.lists or a in lists
        ) - targets_of(lists.values())
        refuse_broken(known.units(), new, paths, everywhere=bool(gone or lost))
        if folder.copied:
            remove_files(str(self._aside), gone)
        changed = frozenset(path for one in (*made, *listed, rest) for path in one.changed)
        return Site(known, read, len(paths), changed, frozenset(gone))

    def _strays(self, paths: Set[str]) -> set[str]:
        """Give what the last site had besides, of which nothing is known."""
        return files_of(str(self._site)) - paths if self._site.is_dir() else set()


def _refuse_wrong(made: Iterable[Made]) -> None:
    errors = [error for one in made for error in one.errors]
    if errors:
        raise ContentErrors(tuple(errors))


def _bytes_of(pages: str, name: str) -> tuple[bytes, tuple[int, int, int]]:
    """Read a page; give its bytes, and how its file stood: size, time of its last change, inode."""
    descriptor = os.open(f"{pages}/{name}.md", os.O_RDONLY | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        size = found.st_size
        if size > _LONGEST:
            raise EditionError(
                f"the page has more than {_LONGEST:,} bytes", f"pages/{name}.md",
                "no build writes such a page: take it out of the folder",
            )  # fmt: skip
        data = os.read(descriptor, size + 1)
        while len(data) < size and (more := os.read(descriptor, size)):
            data += more
    finally:
        os.close(descriptor)
    return data, (size, found.st_ctime_ns, found.st_ino)
