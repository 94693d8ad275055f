"""Texts: what was withdrawn is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edition.errors import EditionError
from edition.model import Edition


def check_withdrawn(outputs: Mapping[str, bytes], edition: Edition) -> Iterator[EditionError]:
    """Refuse a page of a withdrawn document among the pages, and its text anywhere."""
    for stone in edition.register.tombstones:
        if stone.id in edition.document_by_id:
            yield EditionError(
                f"{stone.id} is withdrawn, and still among the documents", "", "this is a bug"
            )
        if f"{stone.url}".encode() + b"<" in outputs.get("sitemap.xml", b""):
            yield EditionError(
                f"{stone.id} is withdrawn, and still in the sitemap", "", "this is a bug"
            )
        for path in (f"{stone.url.lstrip('/')}text.txt", f"{stone.url.lstrip('/')}page.md"):
            if path in outputs:
                yield EditionError(f"{path} is of a withdrawn document", "", "this is a bug")
