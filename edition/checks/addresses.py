"""Addresses: one output a path, and everything that was ever published is still answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from edition.config import Config
from edition.errors import EditionError
from edition.model import Edition

_SAFE = re.compile(r"[A-Za-z0-9._/-]+")
_LEDGER = "content/ledger/ledger.jsonl"


def check_paths(outputs: Mapping[str, bytes], _: Edition, __: Config) -> Iterator[EditionError]:
    """Refuse two outputs on one path, also where the file system folds case, and unsafe paths."""
    folded: dict[str, str] = {}
    for path in outputs:
        if not _SAFE.fullmatch(path):
            yield EditionError(
                f"the path {path!r} is not plain ASCII",
                "",
                "hosts and systems disagree on other characters: name the page by its id",
            )
        if path.startswith("/") or {"", ".", ".."} & set(path.split("/")):
            yield EditionError(f"the path {path!r} leaves the site's folder", "", "this is a bug")
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            yield EditionError(
                f"{path} and {other} are one file where case is folded", "", "rename one of them"
            )
    for path in outputs:
        parent = path.rpartition("/")[0].casefold()
        while parent:
            if parent in folded:
                yield EditionError(
                    f"{folded[parent]} would be a file and a folder (for {path})",
                    "",
                    "rename one of them",
                )
            parent = parent.rpartition("/")[0]


def find_collisions(paths: Iterable[str]) -> Iterator[EditionError]:
    """Refuse a path that two outputs claim; for whoever streams outputs before they are a mapping."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            yield EditionError(f"two outputs claim the path {path}", "", "rename one of them")
        seen.add(path)


def check_addresses(
    outputs: Mapping[str, bytes], edition: Edition, _: Config
) -> Iterator[EditionError]:
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
    for stone in register.tombstones:
        if f"gone/{stone.id}/index.html" not in outputs:
            yield EditionError(
                f"the tombstone /gone/{stone.id}/ is missing", _LEDGER, "this is a bug"
            )


def check_fragments(
    outputs: Mapping[str, bytes], edition: Edition, _: Config
) -> Iterator[EditionError]:
    """Demand that every paragraph id ever published is a target, in its version and in the latest."""
    register = edition.register
    for identifier, versions in register.versions.items():
        ever: dict[str, None] = {}
        for version in versions:
            ids = [name for name, _ in version.paragraphs]
            ever.update(dict.fromkeys(ids))
            yield from _demand(outputs, f"{version.url.lstrip('/')}index.html", ids)
        if identifier in edition.document_by_id:
            names = [
                *ever,
                *(f"from-{other}" for other, _ in register.arrivals.get(identifier, ())),
            ]
            yield from _demand(outputs, f"d/{identifier}/index.html", names)


def _demand(
    outputs: Mapping[str, bytes], path: str, names: Iterable[str]
) -> Iterator[EditionError]:
    html = outputs.get(path)
    if html is not None:
        missing = [name for name in names if f'id="{name}"'.encode() not in html]
        if missing:
            yield EditionError(
                f"{path} has no target for {', '.join(missing)}",
                _LEDGER,
                "a paragraph id that was published stays a target, without text if need be",
            )
