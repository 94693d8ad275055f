"""Readers: one module a format, and the explicit table of them."""

from __future__ import annotations

from edition.readers import crawled_post, newspaper, page_dump, web_page
from edition.readers.declared import MARKUP_RULES
from edition.readers.reader import FirstReading, Notice, Reader, choose

READERS: tuple[Reader, ...] = (
    crawled_post.READER,
    page_dump.READER,
    newspaper.READER,
    web_page.READER,
)

__all__ = ["MARKUP_RULES", "READERS", "FirstReading", "Notice", "Reader", "choose"]
