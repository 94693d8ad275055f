"""Search that finds exactly what is written: the index, made by Pagefind from shadow pages.

``index_site`` is what a build calls, after the pages are in place. How a phrase is found, what
crosses the wire and why it is built so: ``docs/search.md``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary, finalize

from edition.config import Config
from edition.model import Document, Edition
from edition.search.bundle import bundle_files, hashed, publish, write_json, write_text
from edition.search.catalogue import (
    Shard,
    alphabet,
    catalogue_of,
    script_pairs,
    share_out,
    sign_lists,
    writable,
)
from edition.search.contents import checked, files_of, numbers, packed
from edition.search.packing import read_planes
from edition.search.service import LANGUAGE, index_pages
from edition.search.shadow import Shadow, shadow_of

__all__ = ["SearchReport", "index_site"]

FORMAT = 3
"""Counted up when the files or the tokens change, so that no old index is taken for a new one."""

CHUNK = 4_000
"""Entries of one file of the index, divided by the number of indexes."""

SIGN_ROWS = 12_000
"""Rows in one file of the lists of single signs."""

OFFERED = 100_000
"""Bytes of compressed titles that a box loads to offer them while somebody types."""

_Item = TypeVar("_Item")

FOLDER = "pagefind"
TEXTS = "fragment/"
MANIFEST = "edition/manifest.json"


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What indexing did."""

    documents: int
    indexed: int
    """Documents of the parts that had to be indexed anew."""
    shards: int
    changed: int
    """Files that were written."""
    removed: int
    size: int
    """Bytes of the whole bundle."""
    seconds: float


def index_site(
    edition: Edition,
    config: Config,
    site: Path,
    *,
    shard_limit: int | None = None,
    going: Callable[[], None] = lambda: None,
) -> SearchReport:
    """Make the search of ``edition`` and write it to ``site/pagefind/``, changed files only.

    A part whose documents did not change is not indexed again. Above ``shard_limit`` documents
    (``search_part`` of the settings, if not given) there is more than one part: fewer documents
    make a rebuild shorter and an answer longer over the wire, and the answers are the same. Nothing of the site is changed before
    the whole index is made, so that a failure leaves the last one standing. Raises
    ``EditionError`` if Pagefind fails. ``going`` is asked at each document; what it raises ends it.
    """
    began = time.monotonic()
    root = site / FOLDER
    shards = share_out(edition.documents, max(1, shard_limit or config.policy.search_part))
    old = _read_manifest(root)
    files: dict[str, bytes] = {}
    keep: set[str] = set()
    parts: list[_Part] = []
    indexed = 0
    chunk = max(500, CHUNK // len(shards))
    for shard in shards:
        shadows = [_shadow(document, edition) for document in _asking(shard.documents, going)]
        digest = _digest(shadows, chunk)
        part = _reused(root, shard, digest, old, keep)
        if part is None:
            part, made = _indexed(shard, shadows, chunk, digest, going)
            files.update(made)
            indexed += len(shard.documents)
        parts.append(part)
    files.update(_shared_files(edition, parts))
    going()
    written = publish(site, FOLDER, files, keep)
    size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file())
    return SearchReport(
        len(edition.documents),
        indexed,
        len(shards),
        written.changed,
        written.removed,
        size,
        time.monotonic() - began,
    )


def _asking(items: Iterable[_Item], going: Callable[[], None]) -> Iterator[_Item]:
    for item in items:
        going()
        yield item


@dataclass(frozen=True)
class _Part:
    """One index with what is kept beside it for the next build (``edition/<key>.build.json``)."""

    key: str
    digest: str
    rows: tuple[str, ...]
    """Document ids in the order of the index."""
    offsets: Mapping[str, tuple[int, int]]
    signs: Mapping[str, int]
    """How often each sign stands in it."""
    files: tuple[str, ...]
    singles: tuple[tuple[str, str], ...]
    """First sign and name of each file that says where single signs stand."""
    edges: tuple[str, ...]
    """Where the files of the index part."""
    sizes: tuple[int, ...]
    version: str
    """Pagefind's."""

    @property
    def folder(self) -> str:
        return _folder(self.key, self.digest)

    @property
    def record(self) -> str:
        return f"edition/{self.key or 'all'}.build.json"


def _folder(key: str, digest: str) -> str:
    """Name the folder of an index: new bytes, new name, so that it can be kept for a year."""
    return f"index/{key or 'all'}-{digest}/"


def _shadow(document: Document, edition: Edition) -> Shadow:
    """Give the shadow of ``document``, made once for as long as the same value is passed around."""
    known = _KNOWN.get(id(document))
    if known is document:
        return _SHADOWS[id(document)]
    shadow = shadow_of(document, edition)
    _KNOWN[id(document)] = document
    _SHADOWS[id(document)] = shadow
    finalize(document, _SHADOWS.pop, id(document), None)
    return shadow


_KNOWN: WeakValueDictionary[int, Document] = WeakValueDictionary()
_SHADOWS: dict[int, Shadow] = {}


def _digest(shadows: Sequence[Shadow], chunk: int) -> str:
    lines = [
        f"{FORMAT} {version('pagefind_bin')} {chunk}",
        *(f"{s.document} {s.digest}" for s in shadows),
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _read_manifest(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("format") == FORMAT else {}


def _reused(
    root: Path, shard: Shard, digest: str, old: dict[str, Any], keep: set[str]
) -> _Part | None:
    """Give the part as it stands in the site, if nothing of it changed and no file is missing."""
    before = next((s for s in old.get("shards", ()) if s.get("key") == shard.key), None)
    if before is None or before.get("digest") != digest:
        return None
    record = f"edition/{shard.key or 'all'}.build.json"
    try:
        kept = json.loads((root / record).read_bytes())
        part = _Part(
            shard.key,
            digest,
            tuple(kept["rows"]),
            {name: (first, second) for name, (first, second) in kept["offsets"].items()},
            kept["signs"],
            tuple(kept["files"]),
            tuple((first, name) for first, name in kept["singles"]),
            tuple(kept["edges"]),
            tuple(kept["sizes"]),
            kept["version"],
        )
    except (OSError, ValueError, KeyError):
        return None
    if not all((root / name).is_file() for name in part.files):
        return None
    keep.update(part.files)
    keep.add(record)
    return part


def _indexed(
    shard: Shard,
    shadows: Sequence[Shadow],
    chunk: int,
    digest: str,
    going: Callable[[], None],
) -> tuple[_Part, dict[str, bytes]]:
    """Index one part; give it and its files by their names below the search folder."""
    pages = ((f"/{s.document}/", s.tokens()) for s in _asking(shadows, going))
    lengths = [s.length for s in shadows]
    below = _folder(shard.key, digest)
    with tempfile.TemporaryDirectory(prefix="edition-search-") as name:
        folder = Path(name)
        with ThreadPoolExecutor(1) as beside:  # Pagefind works in a process of its own
            indexing = beside.submit(index_pages, pages, folder, language=LANGUAGE, chunk=chunk)
            texts = {f"{TEXTS}{s.document}.pf_fragment": write_text(s.fragment()) for s in shadows}
            lists = sign_lists((s.single() for s in shadows), SIGN_ROWS)
            indexing.result()
        bundle = bundle_files(folder, lengths)
    files = {f"{below}{name}": data for name, data in bundle.files.items()} | texts
    singles: list[tuple[str, str]] = []
    for first, group in lists:
        name, data = hashed(f"edition/{shard.key or 'all'}.signs", group)
        files[name] = data
        singles.append((first, name))
    signs: Counter[str] = Counter()
    for shadow in shadows:
        signs.update(shadow.edited)
        signs.update(shadow.captured)
    signs = writable(signs)
    part = _Part(
        shard.key,
        digest,
        tuple(s.document for s in shadows),
        {s.document: (s.title_end, s.capture_start) for s in shadows},
        signs,
        tuple(files),
        tuple(singles),
        bundle.edges,
        bundle.sizes,
        bundle.version,
    )
    files[part.record] = write_json(
        {
            "rows": part.rows,
            "offsets": dict(sorted(part.offsets.items())),
            "signs": dict(sorted(signs.items())),
            "files": part.files,
            "singles": part.singles,
            "edges": part.edges,
            "sizes": part.sizes,
            "version": part.version,
        }
    )
    return part, files


def _shared_files(edition: Edition, parts: Sequence[_Part]) -> dict[str, bytes]:
    """Make the catalogue of the whole; the manifest, which names the rest, comes last."""
    offsets = {name: pair for part in parts for name, pair in part.offsets.items()}
    catalogue = catalogue_of(edition, [name for part in parts for name in part.rows], offsets)
    signs: Counter[str] = Counter()
    for part in parts:
        signs.update(part.signs)
    scripts = script_pairs("".join(signs))
    columns = {
        **catalogue.columns,
        "signs": alphabet(signs),
        "doubtful": scripts["doubtful"],
        "bounds": [_bounds(part, signs) for part in parts],
    }
    named: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for stem, value in (
        ("columns", columns),
        ("scripts", scripts["pairs"]),
        ("singles", [part.singles for part in parts]),
        ("facets", catalogue.facets),
        ("names", catalogue.names),
        ("titles", catalogue.titles),
    ):
        name, data = hashed(f"edition/{stem}", value)
        if stem == "titles" and len(gzip.compress(data, 6)) > OFFERED:
            continue  # nobody would load them
        named[stem] = name
        named[f"{stem}_bytes"] = str(len(data))
        files[name] = data
    files[MANIFEST] = write_json(
        {
            "format": FORMAT,
            "documents": len(edition.documents),
            "shards": [
                {
                    "key": part.key,
                    "path": part.folder,
                    "language": LANGUAGE,
                    "version": part.version,
                    "digest": part.digest,
                    "documents": len(part.rows),
                }
                for part in parts
            ],
            **named,
        }
    )
    return files


def _bounds(part: _Part, signs: Iterable[str]) -> dict[str, Any]:
    """Write where the files of a part's index part, and see that it can be read back."""
    known = numbers(signs)
    bounds = packed(part.edges, part.sizes, known)
    steps, seconds = read_planes(bounds["steps"]), read_planes(bounds["seconds"])
    checked(files_of(steps, seconds, known), part.edges)
    return bounds
