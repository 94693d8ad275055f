"""Pagefind's bundle as it goes into the site: shorter, the same in every run, only what changed.

Of what Pagefind writes the site gets the words, the table of contents and the program. Pagefind's
fragments have the words that were indexed, letters that no reader wants: the text, its paragraphs
and what the capture said stand in files of our own instead, one a document.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edition.errors import EditionError
from edition.search.contents import edges, file_name, parted, read_contents, size_of

_KEPT = ("pagefind.js", "wasm.unknown.pagefind")


def write_text(value: Mapping[str, Any]) -> bytes:
    """Write what is shown of a document; the same value gives the same bytes."""
    return gzip.compress(write_json(value), 9, mtime=0)


def read_text(data: bytes) -> dict[str, Any]:
    """Give what a file of ``fragment/`` holds."""
    found: dict[str, Any] = json.loads(gzip.decompress(data))
    return found


def write_json(value: Any) -> bytes:
    """Write JSON without spaces, Chinese as it is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def hashed(stem: str, value: Any) -> tuple[str, bytes]:
    """Give a name that changes with the content, and the content: ``names.1a2b3c4d.json``."""
    data = write_json(value)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:8]}.json", data


@dataclass(frozen=True, slots=True)
class Bundle:
    """What the site gets of one index."""

    files: dict[str, bytes]
    edges: tuple[str, ...]
    """Where the files of the index part (``contents.edges``)."""
    sizes: tuple[int, ...]
    """How large each of these files is, as ``contents.size_of`` tells it."""
    version: str
    """Pagefind's, as the table of contents has it; empty if there is nothing to search."""


def bundle_files(folder: Path, lengths: Sequence[int]) -> Bundle:
    """Read what Pagefind wrote; give what is to be published of it.

    ``lengths`` has the number of words of each document in the order in which it was indexed: that
    the table has the same is how we know that its rows are ours. Raises ``EditionError`` if not.
    """
    table = next(folder.glob("*.pf_meta"), None)
    if table is None:  # Pagefind writes none where there is nothing to index
        return Bundle({}, (), (), "")
    contents = read_contents(table.read_bytes())
    if [words for _, words in contents.pages] != list(lengths):
        raise EditionError(
            "Pagefind lists the documents in another order than it got them",
            "",
            "install what requirements/ pins",
        )
    files = {name: (folder / name).read_bytes() for name in _KEPT}
    words: list[tuple[str, str]] = []
    sizes: list[int] = []
    for one in contents.files:
        for first, last, data in parted((folder / f"index/{one.name}.pf_index").read_bytes()):
            files[f"index/{file_name(len(words))}.pf_index"] = data
            words.append((first, last))
            sizes.append(size_of(data))
    return Bundle(files, tuple(edges(words)), tuple(sizes), contents.version)


@dataclass(frozen=True, slots=True)
class Written:
    """What publishing changed."""

    changed: int
    removed: int


def publish(site: Path, below: str, files: Mapping[str, bytes], keep: Iterable[str]) -> Written:
    """Write ``files`` below ``site/below``, only where their bytes changed, the last one last.

    Each file is replaced in one step. Files that are neither given nor in ``keep`` go, once
    everything is in place: a reader who has the old list of files can finish the search meanwhile.
    """
    root = site / below
    kept = {*files, *keep}
    changed = 0
    for name, data in files.items():
        path = root / name
        if path.is_file() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.new")
        temporary.write_bytes(data)
        os.replace(temporary, path)  # noqa: PTH105 - says that it replaces
        changed += 1
    removed = 0
    for path in sorted(root.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(root).as_posix() not in kept:
            path.unlink()
            removed += 1
        elif path.is_dir() and not any(path.iterdir()):
            shutil.rmtree(path)
    return Written(changed, removed)
