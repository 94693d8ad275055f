"""Pagefind's bundle, made readable and the same in every run, and put into the site.

Pagefind keeps in each fragment the words that it indexed; ours are letters that no reader wants,
so that the text, its paragraphs and what the capture said are put in their place. What the site
does not use (Pagefind's own interfaces) is left out.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SIGNATURE = b"pagefind_dcd"
_KEPT = {"pagefind.js", "pagefind-entry.json", "wasm.unknown.pagefind"}


def read_fragment(data: bytes) -> dict[str, Any]:
    """Give what a file of ``fragment/`` holds."""
    found: dict[str, Any] = json.loads(gzip.decompress(data).removeprefix(_SIGNATURE))
    return found


def write_fragment(value: Mapping[str, Any]) -> bytes:
    """Write a file of ``fragment/``; the same value gives the same bytes."""
    return gzip.compress(_SIGNATURE + write_json(value), 9, mtime=0)


def write_json(value: Any) -> bytes:
    """Write JSON without spaces, Chinese as it is."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def hashed(stem: str, value: Any) -> tuple[str, bytes]:
    """Give a name that changes with the content, and the content: ``names.1a2b3c4d.json``."""
    data = write_json(value)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:8]}.json", data


def bundle_files(
    folder: Path, fragments: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, bytes], list[str]]:
    """Read what Pagefind wrote; give the files to publish and the documents in fragment order.

    ``fragments`` has for each address that was indexed what the browser is to get.
    """
    files: dict[str, bytes] = {}
    documents: dict[str, str] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.startswith("fragment/"):
            found = read_fragment(path.read_bytes())
            value = fragments[found["url"]]
            documents[path.stem] = value["id"]
            files[name] = write_fragment(
                {
                    "url": f"/d/{value['id']}/",
                    "word_count": found["word_count"],
                    "filters": {},
                    "meta": {},
                    "anchors": [],
                    **value,
                }
            )
        elif name in _KEPT or name.startswith("index/") or name.endswith(".pf_meta"):
            files[name] = path.read_bytes()
    return files, [documents[stem] for stem in sorted(documents)]


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
