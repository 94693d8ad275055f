# ruff: noqa: PTH108, PTH109, PTH110, PTH123
"""Whether a site made from pages stands as the last run left it, and what it was made from.

Like ``edition.incremental.manifest``, which does the work, this is loaded before anything else of the
edition: a run with nothing to do ends before a builder is loaded.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import NamedTuple

from edition.incremental.manifest import (
    Look,
    Manifest,
    Print,
    cache_of,
    digest_of,
    look_at,
    roots_of,
    unchanged,
    write_manifest,
)  # fmt: skip

REGISTER = "pages.json"
"""Marks a site as made from pages; the full edition has ``catalog.json``."""
FILE = "reprint"
"""What is remembered of the last run (``memory``), in the cache of the site."""
MARK = b"edition-reprint-1"
PAGES = "content"
"""Name of the root of the pages in a look."""


class Standing(NamedTuple):
    """Where things lie and what is asked for, and what the last run left of it."""

    site: str
    roots: dict[str, str]
    command: tuple[str, ...]
    look: Look
    """At what all pages depend on and, if there was a run before, at the pages."""
    stamp: bytes
    """Digest of what all pages of the site depend on."""
    told: str | None = None
    """What the last run told, if this one would make the same."""

    @property
    def cache(self) -> str:
        """Give the folder that keeps what is remembered."""
        return cache_of(self.site)

    def pages(self) -> dict[str, Print]:
        """Give the pages as they were looked at, by their names without the suffix."""
        cut = len(PAGES) + 1
        return {
            name[cut:-3]: found
            for name, found in _apart(self.look, pages=True).items()
            if name.endswith(".md")
        }

    def settled(self, pages: dict[str, Print]) -> Look | None:
        """Give the look that a manifest needs, with ``pages`` as they were read.

        None if anything else changed since the run began: nobody can say what the site was made of.
        """
        rest = {name: place for name, place in self.roots.items() if name != PAGES}
        after = look_at(rest, self.look)
        before = _apart(self.look, pages=False)
        if (
            not (after.sure and self.look.sure)
            or after.files != before
            or after.machine != self.look.machine
        ):
            return None
        files = after.files | _apart(self.look, pages=True)
        files |= {f"{PAGES}/{name}.md": found for name, found in pages.items()}
        return Look(self.look.at, files, after.machine)


def _apart(look: Look, *, pages: bool) -> dict[str, Print]:
    """Give the pages alone, or all but the pages, in order."""
    start = f"{PAGES}/"
    names = [name for name in look.files if name.startswith(start) is pages]
    return {name: look.files[name] for name in sorted(names)}


def look(
    pages: str, site: str, config: str, templates: str, *, language: str, fresh: bool = False
) -> Standing:
    """Look at all that a run depends on, and whether the last one stands for it.

    With ``fresh`` nothing that the last one left counts.
    """
    roots = roots_of(pages, config, templates)
    command = ("pages", os.getcwd(), pages, site, config, templates, language)
    cache = cache_of(site)
    told: str | None = None
    if fresh or not os.path.exists(f"{cache}/manifest"):
        with suppress(FileNotFoundError):
            os.unlink(f"{cache}/{FILE}")
        found = look_at({name: place for name, place in roots.items() if name != PAGES})
    else:
        told, found = unchanged(site, roots, command)
    stamp = digest_of(_apart(found, pages=False), found.machine, *command)
    return Standing(site, roots, command, found, stamp, told)


def conclude(standing: Standing, found: Look, site: str, files: int, told: str) -> None:
    """Write down how the inputs and the site stand after a run."""
    write_manifest(standing.cache, Manifest(standing.command, found, site, files, told))


def is_remembered(standing: Standing) -> bool:
    """Say whether something is remembered of a run that depended on the same."""
    try:
        with open(f"{standing.cache}/{FILE}", "rb") as file:
            head = MARK + standing.stamp
            return file.read(len(head)) == head
    except OSError:
        return False
