# ruff: noqa: PTH103, PTH105, PTH123
"""What a run remembers for the next one: of each page what lists show of it, of each list what it showed.

One file beside the manifest, behind a mark and a checksum, of plain values alone (``marshal``, which makes nothing
but these and loads ten times as fast as anything that checks them). What is damaged, of another edition of the
library, of other settings or templates, or of a site that no longer stands as it was left, is as if
there were nothing: then everything is made.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from typing import Any, NamedTuple

from edition.reprint.folder import Unit
from edition.reprint.leaf import Capture, Entry, Named
from edition.reprint.standing import FILE, MARK, Standing

_DIGEST = 16


class Remembered(NamedTuple):
    """All that is remembered."""

    site: str
    """How the site stood when it was left, as ``site_print`` gives it."""
    entries: dict[str, Entry]
    refers: dict[str, str]
    """The pages that each page names, as words."""
    documents: dict[str, Unit]
    lists: dict[str, tuple[bytes, Unit]]
    """By address, with the digest of what each shows."""
    rest: Unit
    """Files that are made in every run."""

    def units(self) -> list[Unit]:
        """Give all units."""
        return [*self.documents.values(), *(unit for _, unit in self.lists.values()), self.rest]


def recall(standing: Standing) -> Remembered | None:
    """Read what the last run remembered; none if it cannot stand for this one."""
    stamp = standing.stamp
    head = len(MARK) + len(stamp) + _DIGEST
    try:
        with open(f"{standing.cache}/{FILE}", "rb") as file:
            data = file.read()
        body = memoryview(data)[head:]
        if data[:head] != MARK + stamp + _checksum(stamp, body):
            return None
        return _restored(marshal.loads(body))
    except Exception:  # what a stranger wrote may fail in any way
        return None


def _checksum(stamp: bytes, body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST, key=stamp).digest()


def _restored(kept: Any) -> Remembered:
    site, entries, refers, documents, lists, rest = kept
    named = Named._make
    return Remembered(
        site,
        {
            found[0]: Entry(  # type: ignore[call-arg]  # as many as there are: ``_plain`` wrote them
                *found[:11], tuple(map(named, found[11])), tuple(map(named, found[12])), found[13],
                Capture(*found[14]), *found[15:],
            )
            for found in entries
        },
        refers,
        {name: Unit(*unit) for name, unit in documents.items()},
        {address: (shows, Unit(*unit)) for address, (shows, unit) in lists.items()},
        Unit(*rest),
    )  # fmt: skip


def remember(standing: Standing, kept: Remembered) -> None:
    """Write down what is to be remembered, in one step."""
    body = marshal.dumps(
        (
            kept.site,
            [_plain(entry) for entry in kept.entries.values()],
            kept.refers,
            {name: tuple(unit) for name, unit in kept.documents.items()},
            {address: (shows, tuple(unit)) for address, (shows, unit) in kept.lists.items()},
            tuple(kept.rest),
        )
    )
    stamp, cache = standing.stamp, standing.cache
    os.makedirs(cache, exist_ok=True)
    with open(f"{cache}/.{FILE}.new", "wb") as file:
        file.write(MARK + stamp + _checksum(stamp, body))
        file.write(body)
    os.replace(f"{cache}/.{FILE}.new", f"{cache}/{FILE}")


def _plain(entry: Entry) -> tuple[object, ...]:
    return (
        *entry[:11], tuple(map(tuple, entry.names)), tuple(map(tuple, entry.events)), entry.work,
        tuple(entry.capture), *entry[15:],
    )  # fmt: skip
