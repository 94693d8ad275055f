"""A crawler's post: YAML front matter in the crawler's template, and an HTML body.

The crawler's own code shows what it damages: signs that file systems refuse become ``_`` in
titles, braces become entities everywhere, a title with ``'`` is double-quoted without
escaping, and ``headimg`` and ``thumbnail`` are the first picture of the body, whatever it is.
"""

from __future__ import annotations

import re
from html import unescape

from edition import frontmatter
from edition.config import Config
from edition.dates import read_date
from edition.errors import EditionError, Location
from edition.frontmatter import Listing, Scalar, Table
from edition.model import (
    Action,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Fate,
    Piece,
    Source,
    Span,
    Words,
)
from edition.readers.blocks import read_blocks
from edition.readers.declared import ENTITY, FRONT_MATTER, legible
from edition.readers.lines import line_blocks
from edition.readers.reader import FirstReading, Notice, Reader
from edition.reading import Log

_OPENING = re.compile(r"\ufeff?\s*---[ \t]*(?:\r\n|\r|\n)")
_TAG = re.compile(r"<(?:p|div|span|img|br|h\d|section|table|ul|figure|article)\b", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]*(?:[\s/][^<>]*)?>|<!--|<(?:p|div|img|span|a)\b", re.IGNORECASE
)
_KEY = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(.*?)[ \t]*\r?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*?)[ \t]*\r?$")
ZONE_CODE = "I101"

_FIELDS = {"title": "title", "author": "publisher", "headimg": "headimg", "thumbnail": "thumbnail",
           "source": "origin", "url": "address", "link": "address", "lang": "language",
           "language": "language"}  # fmt: skip


def _recognise(source: Source) -> float:
    opening = _OPENING.match(source.text)
    if not opening:
        return 0.0
    head = source.text[opening.end() : opening.end() + 2000]
    if not re.search(r"(?:\A|[\r\n])[A-Za-z_][\w-]*:", head):
        return 0.2
    return 1.0 if _TAG.search(source.text, opening.end()) else 0.7


def _read(source: Source, log: Log, config: Config) -> FirstReading:
    text = source.text
    try:
        fences = frontmatter.find(text, source.path)
    except EditionError as error:
        raise EditionError(
            error.what,
            error.where,
            "the capture was cut off: capture it again, or name another reader",
        ) from None
    if fences is None:
        raise EditionError("the front matter does not begin", source.path, "name another reader")
    span = Span(0, fences.body)
    number = log.add(FRONT_MATTER.responsibility, Action.RECORD, [span], before=text[: fences.body])
    front = Block(BlockKind.FRONT_MATTER, (Piece(span, "", Fate.METADATA, (number,)),))
    table, notices = _front_matter(source, fences.yaml)
    claims, more = _claims(source, table, log, config)
    heads, body = _further_heads(source, fences.body, log)
    notices += [
        Notice(
            Location.in_text(source.path, text, head.spans[0].start),
            "another front matter follows the first: it is set aside",
            "check the record of this document; if two captures were run together, part them",
        )
        for head in heads
    ]
    if _MARKUP.search(text, body):
        blocks, oddities = read_blocks(text, log, start=body)
        notices += [
            Notice(Location.in_text(source.path, text, odd.start), odd.what,
                   "what follows it is read as the browser would; check the page")
            for odd in oddities
        ]  # fmt: skip
    else:
        blocks = line_blocks(text, log, headings=True, start=body)
    return FirstReading((front, *heads, *blocks), legible(claims, log), (*notices, *more))


_FURTHER = re.compile(
    r"\s*---[ \t]*(?:\r\n|\r|\n)(?:[A-Za-z_][\w-]{0,40}:[^\r\n]*(?:\r\n|\r|\n)|[ \t]*-[ \t][^\r\n]*(?:\r\n|\r|\n)|[ \t]*(?:\r\n|\r|\n))+---[ \t]*(?:\r\n|\r|\n|\Z)"
)


def _further_heads(source: Source, at: int, log: Log) -> tuple[list[Block], int]:
    """Take front matter that follows front matter for what it is; gives where the body begins."""
    heads: list[Block] = []
    while found := _FURTHER.match(source.text, at):
        span = Span(*found.span())
        number = log.add(
            FRONT_MATTER.responsibility, Action.SET_ASIDE, [span], before=found[0],
            reason=Words("第一个文件头之后又有一个文件头，另置备查。",
                         "Another front matter follows the first; it is set aside."),
        )  # fmt: skip
        heads.append(Block(BlockKind.FRONT_MATTER, (Piece(span, "", Fate.SET_ASIDE, (number,)),)))
        at = found.end()
    return heads, at


def _front_matter(source: Source, span: Span) -> tuple[Table, list[Notice]]:
    try:
        return frontmatter.load(source.text, source.path, start=span.start, end=span.end), []
    except EditionError as error:
        table = _lenient(source.text, span)
        if table is None:
            raise
        notice = Notice(error.where, f"the front matter is not valid YAML ({error.what})",
                        "it was read line by line; check the record of this document")  # fmt: skip
        return table, [notice]


def _lenient(text: str, span: Span) -> Table | None:
    """Read the crawler's fixed template line by line, with whatever quotes it has."""
    entries: list[tuple[Scalar, Scalar | Listing]] = []
    items: list[Scalar] = []
    at = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        key, item = _KEY.match(line), _ITEM.match(line)
        if key:
            items = []
            name = Scalar(key[1], at + key.start(1), at + key.end(1))
            entries.append((name, _unquoted(key[2], at + key.start(2))))
        elif item and entries:
            items.append(_unquoted(item[1], at + item.start(1)))
            entries[-1] = (entries[-1][0], Listing(tuple(items), items[0].start, items[-1].end))
        elif line.strip():
            return None
        at += len(line)
    names = [key.value for key, _ in entries]
    return Table(tuple(entries), *span) if entries and len(set(names)) == len(names) else None


def _unquoted(raw: str, start: int) -> Scalar:
    quote = raw[:1] if len(raw) >= 2 and raw[0] in "'\"" and raw[0] == raw[-1] else ""
    value = raw[1:-1] if quote else raw
    return Scalar(
        value.replace("''", "'") if quote == "'" else value, start, start + len(raw), quote
    )


def _claims(
    source: Source, table: Table, log: Log, config: Config
) -> tuple[list[Claim], list[Notice]]:
    claims: list[Claim] = []
    notices: list[Notice] = []
    publisher = table.get("author")
    known = config.publishers.get(publisher.value if isinstance(publisher, Scalar) else "")
    for key, value in table.entries:
        if key.value == "categories" and isinstance(value, Listing):
            claims += [
                Claim("category", item.value, Basis.ATTESTED, span=item.inside)
                for item in value.items
                if isinstance(item, Scalar) and item.value
            ]
        elif not isinstance(value, Scalar) or not value.value:
            continue
        elif key.value == "date":
            wrong = known is not None and bool(known.zone)
            try:
                read = read_date(value.value, zone=config.timezone, override="")
                if wrong and known and read.zone_label == known.zone_label_is_wrong:
                    read = read_date(value.value, zone=config.timezone, override=known.zone)
                else:
                    wrong = False
            except (ValueError, OverflowError):
                where = Location.in_text(source.path, source.text, value.start, value.end)
                notices.append(Notice(where, f"{value.value!r} is not a date that can be",
                                      "state the date of publication in a decision, with its reason"))  # fmt: skip
                continue
            evidence: tuple[Evidence, ...] = ()
            basis, certainty = Basis.ATTESTED, Certainty.CERTAIN
            if wrong and known:
                basis, certainty = Basis.INFERRED, Certainty.HIGH
                evidence = (Evidence(known.evidence, value.value, source.path, value.inside),)
            elif read.assumed_zone:
                certainty = Certainty.HIGH
                evidence = (Evidence(Words(f"抓取件未标时区，按 {config.timezone} 理解。",
                    f"The capture names no zone; {config.timezone} is taken."), value.value, source.path, value.inside),)  # fmt: skip
            claims.append(
                Claim("published", read.value, basis, certainty, value.inside, ZONE_CODE, evidence)
            )
        elif key.value in _FIELDS:
            text = unescape(value.value)
            if text != value.value:
                log.add(
                    ENTITY.responsibility,
                    Action.REPLACE,
                    [value.inside],
                    before=value.value,
                    after=text,
                )
            claims.append(Claim(_FIELDS[key.value], text, Basis.ATTESTED, span=value.inside))
    return claims, notices


READER = Reader(
    name="crawled-post",
    title=Words("爬取的网页文章", "Crawled post"),
    recognise=_recognise,
    read=_read,
)
