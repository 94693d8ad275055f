"""A site made from the preserved Markdown pages alone: without captures, rules or relations.

For whoever has only the pages (the captures may not be passed on, or the rules have changed since),
for a mirror, and for a quick look at an edit by hand. The text, the record and the connections that
a page carries stand at the addresses of the full edition; what a page does not carry is not shown,
and the site says so.

Every promise of the full build holds: nothing of a page is taken for markup or for a template, each
page is checked before the site is exchanged as a whole, and the bytes are the same however many
processes made them.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edition.config import Config
from edition.errors import ContentErrors, EditionError
from edition.publish import build_lock, staged, swapped
from edition.reprint.documents import Documents
from edition.reprint.files import REGISTER, files
from edition.reprint.folder import Folder, Made, address_of, refuse_broken
from edition.reprint.leaf import read_leaf
from edition.reprint.lists import Lists
from edition.reprint.press import Press
from edition.reprint.sharing import shared

__all__ = ["Reprinted", "reprint"]

_CHUNK = 50
"""Pages that are read and made as one piece of work."""
_LONGEST = 8_000_000
"""Bytes of a page; what is larger was not written by a build."""


@dataclass(frozen=True, slots=True)
class Reprinted:
    """What was made."""

    documents: int
    files: int
    changed: int


def reprint(
    pages: Path, site: Path, config: Config, *, templates: Path, jobs: int = 1, language: str = ""
) -> Reprinted:
    """Make ``site`` from the Markdown files of the folder ``pages``.

    With ``language`` the interface is in that language alone, else in all. Only bytes that changed are written; a site that cannot be made as a whole leaves the last one
    standing. Raises ``ContentErrors`` with all that is wrong with the pages.
    """
    names = _names(pages)
    _refuse_place(site, pages, templates)
    press = Press(config, templates, language=language)
    with build_lock(site), staged(site) as aside:
        folder = Folder(aside, site)
        gc.freeze()  # what is in memory now stays, and is shared with the other processes
        try:
            made = _documents(pages, names, press, folder, jobs)
            if errors := [error for one in made for error in one.errors]:
                raise ContentErrors(tuple(errors))
            entries = [entry for one in made for entry in one.entries]
            pieces = Lists(press, entries).work()
            made += shared(pieces, lambda piece: folder.take(piece(), Made()), jobs=jobs)
        finally:
            gc.unfreeze()
        addresses = [
            address_of(path) for one in made for path in one.paths if path.endswith("index.html")
        ]
        rest = [*press.assets(), *files(entries, addresses, config)]
        made.append(folder.take(((output, None) for output in rest), Made()))
        paths = refuse_broken(made)
        swapped(aside, site)
    return Reprinted(len(entries), len(paths), sum(one.changed for one in made))


def _names(pages: Path) -> list[str]:
    """Give the names of all pages in order, without their suffix."""
    shown = f"{pages.parent.name}/{pages.name}"
    if not pages.is_dir():
        raise EditionError(
            "there is no folder of pages", shown, "name the folder that has pages/ with --content DIR"
        )  # fmt: skip
    with os.scandir(pages) as found:
        names = [f.name[:-3] for f in found if f.name.endswith(".md") and f.name[0] not in "._"]
    if not names:
        raise EditionError("the folder of pages is empty", shown, "put pages into it")
    return sorted(names)


def _refuse_place(site: Path, *keep: Path) -> None:
    """Refuse to build where something else stands, the full edition above all."""
    place = site.resolve()
    for path in keep:
        kept = path.resolve()
        if kept.is_relative_to(place) or place.is_relative_to(kept):
            raise EditionError(
                f"the site's folder cannot be in, or around, {path.name}", site.name,
                "name another with --site DIR",
            )  # fmt: skip
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise EditionError("the site's folder is a link or a file", site.name, "name another with --site DIR")  # fmt: skip
    if site.is_dir() and any(site.iterdir()) and not (site / REGISTER).is_file():
        what = "has the full edition" if (site / "catalog.json").is_file() else "has other files"
        raise EditionError(
            f"the folder {what}, and would be replaced by a site made from the pages alone", site.name,
            "name another with --site DIR",
        )  # fmt: skip


def _documents(
    pages: Path, names: Sequence[str], press: Press, folder: Folder, jobs: int
) -> list[Made]:
    """Read all pages, and make those of their documents."""
    known = frozenset(names)
    documents = Documents(press)

    def make(start: int) -> Made:
        made = Made()
        for name in names[start : start + _CHUNK]:
            try:
                data = _bytes_of(pages / f"{name}.md")
                leaf = read_leaf(data, name, known=known)
                folder.take(documents.pages(leaf, data), made)
            except EditionError as error:
                made.errors.append(error)
            else:
                made.entries.append(leaf.entry)
        return made

    return shared(range(0, len(names), _CHUNK), make, jobs=jobs)


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise EditionError(
            f"the page has more than {_LONGEST:,} bytes", f"pages/{path.name}",
            "no build writes such a page: take it out of the folder",
        )  # fmt: skip
    return data
