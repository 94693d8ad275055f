"""An HTML page saved from a browser or a crawler, or a piece of one.

The main text is found by trafilatura, which keeps no record of what it drops. Here it only
says which blocks are main text; the page itself is read with its spans, and what the
extractor dropped is set aside on record. A piece without ``<html>`` or ``<body>`` was cut out by
somebody for its text, so all of it is read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from edition.config import Config
from edition.dates import read_date
from edition.errors import Location
from edition.model import (
    Action,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Fate,
    Source,
    Span,
    Words,
)
from edition.readers.blocks import read_blocks
from edition.readers.declared import DROPPED, legible
from edition.readers.markup import Token, TokenKind, tokens
from edition.readers.reader import FirstReading, Notice, Reader
from edition.reading import Log, clear_block

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b|head\b)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_META = {
    "og:title": "title", "og:site_name": "publisher", "article:published_time": "published",
    "pubdate": "published", "publishdate": "published", "og:url": "address", "author": "byline_raw",
    "article:author": "byline_raw",
}  # fmt: skip


_FRAME = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(?:p|div|span|article|section|main|h[1-6]|table|ul|ol|img|a|br|blockquote|figure)\b[^<>]*>",
    re.IGNORECASE,
)
_FENCED = re.compile(r"\s*---[ \t]*(?:\r|\n|\Z)")


def _recognise(source: Source) -> float:
    text = source.text.lstrip("\ufeff")
    if _FENCED.match(text):
        return 0.0
    if _PAGE.match(text[:4000]):
        return 1.0
    filled = sum(1 for line in text.splitlines() if line.strip())
    if len(_ELEMENT.findall(text)) <= filled / 4:
        return 0.0
    return 1.0 if _FRAME.search(text[:4000]) else 0.8


def _folded(text: str) -> str:
    return _NOT_LETTERS.sub("", text)


def _main_text(html: str) -> str:
    from trafilatura import extract  # a heavy import that only this format needs

    return (
        extract(html, include_comments=False, include_tables=True, favor_recall=True, fast=False)
        or ""
    )


def _read(source: Source, log: Log, config: Config) -> FirstReading:
    blocks, oddities = read_blocks(source.text, log)
    whole = bool(_FRAME.search(source.text))
    main = _folded(_main_text(source.text)) if whole else _folded("".join(b.text for b in blocks))
    claims, heading = _claims(source, config)
    read = list(blocks)
    title_seen = False
    for i, block in enumerate(blocks):
        if block.kind in (BlockKind.COMMENT, BlockKind.CODE, BlockKind.SPACE):
            continue
        folded = _folded(block.text)
        if (
            block.kind is BlockKind.HEADING
            and not title_seen
            and folded
            and folded == _folded(heading)
        ):
            read[i], title_seen = replace(block, kind=BlockKind.TITLE), True
        elif block.kind is BlockKind.PICTURE:
            if not _between_main(blocks, i, main):
                read[i] = replace(block, kind=BlockKind.FURNITURE)
        elif not folded or folded not in main:
            read[i] = clear_block(
                block, log, DROPPED.responsibility, action=Action.SET_ASIDE, fate=Fate.SET_ASIDE,
                certainty=Certainty.MEDIUM, kind=BlockKind.FURNITURE,
            )  # fmt: skip
    if heading and not title_seen:
        read = _as_title(read, heading)
    notices = [
        Notice(Location.in_text(source.path, source.text, odd.start), odd.what, "check the page")
        for odd in oddities
        if not odd.what.startswith("<")
    ]
    if not main:
        notices.append(Notice(Location(source.path), "no main text was found in this page",
                              "mark it in a decision, or capture the page again"))  # fmt: skip
    return FirstReading(tuple(read), legible(claims, log), tuple(notices))


def _between_main(blocks: tuple[Block, ...], at: int, main: str) -> bool:
    """Say whether a picture stands between blocks of main text."""

    def near(steps: range) -> bool:
        for i in steps:
            if blocks[i].text.strip():
                folded = _folded(blocks[i].text)
                return bool(folded) and folded in main
        return False

    return near(range(at - 1, -1, -1)) and near(range(at + 1, len(blocks)))


def _as_title(blocks: list[Block], heading: str) -> list[Block]:
    for i, block in enumerate(blocks):
        if block.text and _folded(block.text) == _folded(heading):
            return [*blocks[:i], replace(block, kind=BlockKind.TITLE), *blocks[i + 1 :]]
    return blocks


def _claims(source: Source, config: Config) -> tuple[list[Claim], str]:
    text = source.text
    claims: dict[str, Claim] = {}
    title = heading = ""
    title_span: Span | None = None
    inside = ""
    for token in tokens(text):
        if token.kind is TokenKind.START:
            inside = token.name if token.name in ("title", "h1") else inside
            claim = _stated(token, config)
            if claim is not None:
                claims.setdefault(claim.field, claim)
        elif token.kind is TokenKind.END and token.name == inside:
            inside = ""
        elif token.kind in (TokenKind.TEXT, TokenKind.ENTITY) and inside:
            part = token.text or text[token.start : token.end]
            if inside == "title" and not heading:
                title += part
                title_span = title_span or Span(token.start, token.end)
            elif inside == "h1":
                heading += part
    shown = " ".join(heading.split()) or (
        claims["title"].value if "title" in claims else " ".join(title.split())
    )
    if shown:
        claims["title"] = Claim("title", shown, Basis.ATTESTED, span=title_span)
    return list(claims.values()), shown


def _stated(token: Token, config: Config) -> Claim | None:
    """Give what a tag of the page's head states, if it is something that we record."""
    attributes, span = token.attributes, Span(token.start, token.end)
    if token.name == "html" and attributes.get("lang"):
        return Claim("language", attributes["lang"], Basis.ATTESTED, span=span)
    name = (attributes.get("property") or attributes.get("name") or "").lower()
    value = attributes.get("content", "").strip()
    field = _META.get(name) if token.name == "meta" else None
    if not field or not value:
        return None
    if field == "published":
        try:
            value = read_date(value, zone=config.timezone).value
        except ValueError:
            return None
    return Claim(field, value, Basis.ATTESTED, span=span)


READER = Reader(
    name="web-page",
    title=Words("网页", "Web page"),
    recognise=_recognise,
    read=_read,
)
