"""Texts: what was released is served as it was, and what was withdrawn is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edition.config import Config
from edition.errors import EditionError
from edition.model import Edition


def check_texts(
    outputs: Mapping[str, bytes], edition: Edition, _: Config
) -> Iterator[EditionError]:
    """Demand the frozen article on each version's page, and the ledger's hash of each text."""
    for identifier, versions in edition.register.versions.items():
        for version in versions:
            place = version.url.lstrip("/")
            page = outputs.get(f"{place}index.html", b"")
            if page and version.article and version.article.encode() not in page:
                yield EditionError(
                    f"{place} does not show the article as it was frozen",
                    "",
                    "insert the version's article as it is: its bytes never change",
                )
            yield from _check_text(outputs, f"{place}text.txt", version.text_sha256)
        if identifier in edition.document_by_id and identifier not in edition.register.drafts:
            yield from _check_text(outputs, f"d/{identifier}/text.txt", versions[-1].text_sha256)


def _check_text(outputs: Mapping[str, bytes], path: str, digest: str) -> Iterator[EditionError]:
    from edition.ledger import hash_text  # only a site with released versions needs it

    text = outputs.get(path)
    if text is not None and hash_text(text.decode()) != digest:
        yield EditionError(f"{path} is not the text that the ledger has", "", "release the change")


def check_withdrawn(
    outputs: Mapping[str, bytes], edition: Edition, _: Config
) -> Iterator[EditionError]:
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
