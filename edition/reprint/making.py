"""Makes a site from pages: all of it, or what differs from the last run.

A run that follows another of the same settings, templates and library, whose site still stands as it was left, reads
only the pages that changed, and makes again what shows something of them: their own pages, the
lists in which their rows stand, the register. Whatever is not as it was left leads to a whole run; both give
the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from edition.config import Config
from edition.errors import EditionError
from edition.incremental.garbage import seldom_collected
from edition.incremental.manifest import forget_manifest, site_print
from edition.publish import build_lock, spare_of, staged, swapped
from edition.reprint.copying import Copying
from edition.reprint.standing import REGISTER, Standing, conclude, is_remembered


class Reprinted(NamedTuple):
    """What was made."""

    documents: int
    files: int
    changed: int


def reprint(
    pages: Path,
    site: Path,
    config: Config,
    *,
    templates: Path,
    jobs: int = 1,
    language: str = "",
    standing: Standing | None = None,
) -> Reprinted:
    """Make ``site`` from the Markdown files of the folder ``pages``.

    With ``language`` the interface is in that language alone, else in all. With ``standing``, what stands from the last
    run is not made again, and this run leaves what the next one needs. Only bytes that changed are
    written; a site that cannot be made as a whole leaves the last one standing. Raises ``ContentErrors`` with
    all that is wrong with the pages.
    """
    names = _names(pages)
    _refuse_place(site, pages, templates)
    with build_lock(site), staged(site) as aside, seldom_collected():
        copying = None
        if standing and site.is_dir() and is_remembered(standing):
            copying = Copying(site, aside, spare_of(site))
        try:
            from edition.reprint.run import Run  # while the files are linked

            run = Run(pages, names, site, aside, config, templates, language=language, jobs=jobs)
            made = run.again(standing, copying) if standing and copying else run.whole()
        finally:
            if copying:
                copying.wait()
        if standing:
            forget_manifest(standing.cache)
        swapped(aside, site, outdated=made.changed | made.gone)
        done = Reprinted(len(names), made.files, len(made.changed))
        if standing and (settled := standing.settled(made.read)):
            stands, number = site_print(str(site), files=made.files)
            made.remember(standing, stands)
            conclude(standing, settled, stands, number, told(done, pages, site))
    return done


def told(done: Reprinted, pages: Path, site: Path) -> str:
    """Say what stands where."""
    return f"{done.documents:,} documents from {pages}/ are in {site}/: {done.files:,} files"


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
