"""Choose from a document and its relations what its page says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from edition.config import Config
from edition.frontmatter import Writable
from edition.model import (
    TEXT_KINDS,
    Action,
    Block,
    BlockKind,
    Document,
    Edition,
    Fate,
    Relations,
    Words,
)
from edition.page.record import record, stringified
from edition.page.signs import hidden
from edition.page.values import (
    PARALLELS,
    RELATED,
    SAME_EVENT,
    SAME_TEXT,
    Page,
    PageBlock,
    Run,
    SeeAlso,
    canonical_marks,
    joined,
)  # fmt: skip

GAP_SIGN = "〔缺〕"
"""Shown where a gap was found and the text has no sign of its own."""
LIMIT = 12
"""Lines of one relation below a page; the site and the exports have all of them."""


def page_of(document: Document, edition: Edition, config: Config, *, rules: str = "") -> Page:
    """Give the page of ``document``: what ``write_page`` writes and ``parse_page`` reads back."""
    stated = record(document, edition, config, rules=rules)
    read_back = {key: stringified(value) for key, value in stated.items()}
    return paged(document, edition, config, read_back)


def paged(
    document: Document, edition: Edition, config: Config, stated: Mapping[str, Writable]
) -> Page:
    """Give the page of ``document`` whose record is ``stated``."""
    return Page(
        stated,
        document.title,
        tuple(value for value in document.values("kicker") if value),
        tuple(value for value in document.values("deck") if value),
        tuple(_blocks(document)),
        tuple(_see_also(document, edition, config.language)),
    )


def _blocks(document: Document) -> Iterator[PageBlock]:
    gaps = _gaps(document)
    for block in document.blocks:
        if block.kind is BlockKind.PICTURE:
            if _stands(block):
                yield _picture(block)
            continue
        if block.kind not in TEXT_KINDS and block.kind is not BlockKind.CAPTION:
            continue
        if block.live or (gaps and any(n in gaps for piece in block.pieces for n in piece.by)):
            plain = not gaps and not any(piece.marks for piece in block.pieces)
            runs = (Run(block.text),) if plain else joined(_runs(block, gaps))
            if runs:
                yield _typed(block, runs)


def _gaps(document: Document) -> dict[int, tuple[int, str]]:
    """Give each gap its number in the document, which no change elsewhere in the source moves."""
    found = [i for i in document.interventions if i.action is Action.GAP]
    return {
        gap.id: (n, hidden().sub("\ufffd", _line(gap.reason.in_language(document.language))))
        for n, gap in enumerate(found, 1)
    }


def _typed(block: Block, runs: tuple[Run, ...]) -> PageBlock:
    level, ordered = 0, False
    if block.kind is BlockKind.HEADING:
        stated = block.traits.get("level", "2")
        level = min(6, max(2, int(stated))) if stated.isdecimal() else 2
    elif block.kind is BlockKind.LIST_ITEM:
        ordered = block.traits.get("ordered") in {"yes", "1", "true"}
    return PageBlock(block.kind, runs, block.anchor, level, ordered)


def _runs(block: Block, gaps: Mapping[int, tuple[int, str]]) -> Iterator[Run]:
    signed = bool(gaps) and any("gap" in piece.marks for piece in block.pieces)
    for piece in block.pieces:
        gap = next((gaps[n] for n in piece.by if n in gaps), None) if gaps else None
        if gap and ("gap" in piece.marks if signed else not piece.text):
            yield Run(piece.text or GAP_SIGN, (), *gap)
        elif piece.text:
            yield Run(piece.text, canonical_marks(piece.marks) if piece.marks else ())


def _stands(block: Block) -> bool:
    return (
        "hidden" not in block.traits
        and any(p.fate not in (Fate.SET_ASIDE, Fate.REMOVED) and p.span for p in block.pieces)
        and not any(p.fate is Fate.SET_ASIDE for p in block.pieces)
    )


def _picture(block: Block) -> PageBlock:
    """Make a picture's note; its address is quoted so that no sign of it means anything."""
    address = block.traits.get("src", "").strip()
    if len(address) > 2_000:
        address = address[:200] + "…"
    shown = quote(address, safe="!#$%&'()*+,/:;=?@[]~…", errors="replace")
    description = _line(block.traits.get("alt", ""))
    return PageBlock(
        block.kind, (Run(description),) if description else (), block.anchor, address=shown
    )


def _see_also(document: Document, edition: Edition, language: str) -> Iterator[SeeAlso]:
    relations, known = edition.relations, edition.document_by_id
    shown = {document.id}

    def line(relation: Words, other: str, note: str) -> Iterator[SeeAlso]:
        if other in known and other not in shown:
            shown.add(other)
            title = _line(known[other].title) or other
            yield SeeAlso(relation.in_language(language), f"{other}.md", title, note)

    work = relations.work_of.get(document.id)
    for other in work.witnesses if work else ():
        yield from line(SAME_TEXT, other, "")
    for event in relations.events_by_document.get(document.id, ()):
        for other in event.documents[:LIMIT]:
            yield from line(SAME_EVENT, other, _line(f"{event.title} {event.date}"))
    for other, pairs in _passages(document, relations).items():
        some = [f"{here} ↔ {there}" for here, there in pairs[:LIMIT]]
        yield from line(PARALLELS, other, ", ".join(some) + (" …" if len(pairs) > LIMIT else ""))
    for related in relations.related_by_document.get(document.id, ())[:LIMIT]:
        reasons = "；".join(reason.in_language(language) for reason in related.reasons)
        yield from line(RELATED, related.other, _line(reasons))


def _passages(document: Document, relations: Relations) -> dict[str, list[tuple[str, str]]]:
    """Give the paragraphs shared with other documents, no more than are shown and one to tell so."""
    passages: dict[str, dict[tuple[str, str], None]] = {}
    for parallel in relations.parallels_by_document.get(document.id, ()):
        here, there = parallel.a, parallel.b
        if here.document != document.id:
            here, there = there, here
        other = there.document
        if other not in passages:
            if other == document.id or len(passages) >= LIMIT:
                continue
            passages[other] = {}
        if len(passages[other]) <= LIMIT:
            passages[other][here.paragraph, there.paragraph] = None
    return {other: list(pairs) for other, pairs in passages.items()}


def _line(text: str) -> str:
    """Put a sentence on one line."""
    return " ".join(text.split())
