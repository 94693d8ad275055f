"""The released versions of a document, each frozen, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from edition.ledger.revive import revive_document
from edition.model import Document
from edition.render.context import Context
from edition.render.page import Page
from edition.render.strings import Strings


def version_pages(context: Context, strings: Strings, document: Document) -> Iterator[Page]:
    """Give a page for each version, and for each but the first what changed.

    The article of a version is inserted as it was frozen: what was captured was escaped then,
    and its bytes are those whose hash is in the ledger.
    """
    versions = context.versions(document)
    base = f"d/{document.id}/"
    for version in versions:
        newer = versions[version.number] if version.number < len(versions) else None
        address = version.url.lstrip("/")
        yield Page(
            address,
            "version.html",
            strings("version.title", title=version.title, n=version.number),
            {
                "document": document,
                "version": version,
                "article": Markup(version.article),
                "newer": newer,
                "draft": document.id in context.edition.register.drafts,
            },
            elements=tuple(context.head(document, version.number)) if context.head else (),
            section="documents",
            canonical=address,
            styles=("document.css",),
            scripts=("document.js", "highlight.js"),
        )
        if version.changes:
            yield _comparison(
                strings, document, f"{address}changes/", version.number, version.changes
            )
    if drafted := context.edition.register.drafts.get(document.id):
        yield _comparison(strings, document, f"{base}changes/", 0, drafted)


def continued(context: Context) -> list[str]:
    """Give the ids of released documents that are no more, since another continues them."""
    known = context.edition.document_by_id
    return [key for key in context.edition.register.versions if key not in known]


def continued_pages(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give the versions of a document that another continues: they were published, and stay."""
    versions = context.edition.register.versions[key]
    yield from version_pages(context, strings, revive_document(versions[-1]))


def _comparison(
    strings: Strings, document: Document, address: str, number: int, changes: object
) -> Page:
    title = (
        strings("version.changes", title=document.title, n=number)
        if number
        else strings("version.draft_changes", title=document.title)
    )
    return Page(
        address,
        "comparison.html",
        title,
        {"document": document, "number": number, "changes": changes},
        section="documents",
        styles=("document.css",),
        indexed=False,
    )
