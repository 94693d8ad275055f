"""Addresses: one output a path, and everything that was ever published is still answered."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from edition.errors import EditionError
from edition.model import Edition

_SAFE = re.compile(r"[A-Za-z0-9._/-]+")
_STEP = re.compile(r"/\.{0,2}/")
_RENAME = "rename one of the things that they are made from"
_LEDGER = "content/ledger/ledger.jsonl"

VERSION_FORMS = (
    "text.txt",
    "page.md",
    "document.json",
    "cite.csl.json",
    "cite.ris",
    "cite.bib",
    "linkset.json",
)
"""Files that stand beside the page of each released version, whatever became of its document."""


class Claims:
    """The paths that outputs claim, one after the other."""

    def __init__(self) -> None:
        """Begin with no path."""
        self._folded: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        """Folded folders, each with a path in it."""

    def claim(self, path: str) -> tuple[EditionError, ...]:
        """Claim a path; give what is wrong with it.

        >>> claims = Claims()
        >>> claims.claim("d/x/index.html")
        ()
        >>> [error.what for error in claims.claim("D/x")]
        ['d/x/index.html and D/x are at odds: one is a file, the other has it for a folder']
        """
        errors: list[EditionError] = []
        folded = path.casefold()
        other = self._folded.get(folded)
        if other is not None:
            what = f"two outputs claim {path!r}" + (f" and {other!r}" if other != path else "")
            return (EditionError(what, path, _RENAME),)
        self._folded[folded] = path
        if not _SAFE.fullmatch(path):
            what = f"the path {path!r} is not plain ASCII"
            hint = "hosts and systems disagree on other characters: name the page by its id"
            errors.append(EditionError(what, path, hint))
        if _STEP.search(f"/{path}/"):
            errors.append(
                EditionError(f"{path!r} is no path below the site", path, "this is a bug")
            )
        errors += self._claim_folders(folded, path)
        return tuple(errors)

    def _claim_folders(self, folded: str, path: str) -> Iterator[EditionError]:
        known = [self._folders[folded]] if folded in self._folders else []
        folder = folded.rpartition("/")[0]
        while folder and folder not in self._folders:
            self._folders[folder] = path
            if folder in self._folded:
                known.append(self._folded[folder])
            folder = folder.rpartition("/")[0]
        for other in known:
            what = f"{other} and {path} are at odds: one is a file, the other has it for a folder"
            yield EditionError(what, path, _RENAME)


def check_paths(paths: Iterable[str]) -> Iterator[EditionError]:
    """Refuse two outputs on one path, also where the file system folds case, and unsafe paths."""
    claims = Claims()
    for path in paths:
        yield from claims.claim(path)


def check_addresses(outputs: Container[str], edition: Edition) -> Iterator[EditionError]:
    """Demand that every address that the ledger ever gave is a page, a redirect or a tombstone."""
    register = edition.register
    redirects = dict(register.redirects)
    gone = {place for stone in register.tombstones for place in (stone.url, *stone.urls)}
    for address in register.addresses:
        page = address.lstrip("/") + "index.html"
        if address in redirects:
            target = redirects[address].partition("#")[0]
            if target in redirects:
                yield EditionError(
                    f"{address} redirects to {target}, which redirects itself",
                    _LEDGER,
                    "this is a bug",
                )
            elif target.lstrip("/") + "index.html" not in outputs:
                yield EditionError(f"{address} redirects to {target}, which is no page", _LEDGER)
        elif page not in outputs:
            told = "its tombstone is missing" if address in gone else "it was published"
            yield EditionError(
                f"{address} would vanish: {told}",
                _LEDGER,
                f"bring its source or authority back, or say why it is gone: build.py withdraw {address.strip('/').split('/')[1]} --reason …",
            )
    for versions in register.versions.values():
        for version in versions:
            for name in VERSION_FORMS:
                if version.url.lstrip("/") + name not in outputs:
                    yield EditionError(
                        f"{version.url}{name} would vanish: it was published",
                        _LEDGER,
                        "this is a bug",
                    )
    for stone in register.tombstones:
        if f"gone/{stone.id}/index.html" not in outputs:
            yield EditionError(
                f"the tombstone /gone/{stone.id}/ is missing", _LEDGER, "this is a bug"
            )
