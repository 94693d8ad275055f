"""The Markdown page of a document: written, read back, and compared with what someone edited.

A page is readable on its own in any Markdown viewer: YAML front matter with the record, then the
text. Its form is described in ``docs/pages.md``. ``parse_page(write_page(d, e, c))`` equals
``page_of(d, e, c)`` for every document, and rendering the Markdown shows the very text.

What writes is loaded when something is to be written: who reads pages does not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edition.page.seal import is_edited
from edition.page.values import EditKind, HandEdit, Page, PageBlock, Run, SeeAlso

if TYPE_CHECKING:
    from edition.config import Config
    from edition.model import Document, Edition
    from edition.page.gather import page_of

__all__ = [
    "EditKind",
    "HandEdit",
    "Page",
    "PageBlock",
    "Run",
    "SeeAlso",
    "is_edited",
    "page_differences",
    "page_of",
    "parse_page",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name != "page_of":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from edition.page.gather import page_of

    return page_of


def write_page(document: Document, edition: Edition, config: Config, *, rules: str = "") -> str:
    """Write the page of ``document``; the same values give the same text.

    ``rules`` is the hash of the rule set that made the document. The text has LF alone and ends
    with one; it is to be written as UTF-8 without translation of newlines.
    """
    from edition.page.gather import paged
    from edition.page.record import record
    from edition.page.writer import written

    stated = record(document, edition, config, rules=rules)
    return written(paged(document, edition, config, stated), stated)


def parse_page(text: str, path: str = "page.md") -> Page:
    """Read a page; CRLF and a byte-order mark, which editors add, mean nothing.

    Raises ``EditionError`` for what no page can hold, with the line.
    """
    from edition.page.parser import (
        read,  # markdown-it-py takes longer to load than a build to start
    )

    return read(text, path)


def page_differences(built: str, edited: str, path: str = "page.md") -> tuple[HandEdit, ...]:
    """Find what was changed by hand in ``edited``, a copy of the page that is built as ``built``.

    Applied one after the other, the edits make the edited text of the built one. Raises
    ``EditionError`` if the edited page cannot be read, or states two titles.
    """
    from edition.page.differences import compare

    return compare(built, edited, path)
