"""From drafts to documents: last claims, the account, ids, paragraph ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from edition.draft import Draft
from edition.ledger import Article, Identity
from edition.model import (
    TEXT_KINDS,
    Announcement,
    Basis,
    Block,
    BlockKind,
    Claim,
    Document,
    Intervention,
    Piece,
    Source,
    SourceRecord,
    merge_spans,
)
from edition.readers import Notice
from edition.reading import account, in_raw_order, verify

_HEAD_KINDS = {
    BlockKind.TITLE: "title",
    BlockKind.KICKER: "kicker",
    BlockKind.DECK: "deck",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One source with its drafts as they stand after rules, decisions and inference."""

    source: Source
    format: str
    drafts: tuple[Draft, ...]
    remainder: tuple[Block, ...]
    announcements: tuple[Announcement, ...]
    interventions: tuple[Intervention, ...]
    notices: tuple[Notice, ...] = ()
    """About the source as a whole."""


def settled(draft: Draft) -> Draft:
    """Make the claims about headline, kicker and deck say what their blocks now say."""
    claims = list(draft.claims)
    for kind, field in _HEAD_KINDS.items():
        blocks = [b for b in draft.blocks if b.kind is kind and b.live]
        if not blocks or any(c.field == field and c.basis is Basis.DECIDED for c in claims):
            continue
        text = " ".join(block.text for block in blocks)
        known = next((claim for claim in claims if claim.field == field), None)
        if known is None:
            span = next(piece.span for piece in blocks[0].pieces if piece.text)
            claims.append(Claim(field, text, Basis.ATTESTED, span=span))
        elif field != "title" or draft.format != "crawled-post":
            claims[claims.index(known)] = replace(known, value=text)
    if not any(claim.field == "title" for claim in claims):
        claims.insert(0, _untitled(draft))
    return replace(draft, claims=tuple(claims))


def _untitled(draft: Draft) -> Claim:
    first = next((b.text for b in draft.blocks if b.kind in TEXT_KINDS and b.live), "")
    return Claim("title", f"〔无题〕{first[:20]}", Basis.UNKNOWN)


def article_of(draft: Draft) -> Article:
    """Give what tells this article from others, for the ledger."""
    paragraphs = paragraphs_of(draft.blocks)
    return Article(
        sha256=draft.source.sha256,
        path=draft.source.path,
        spans=merge_spans(
            sorted(p.span for b in draft.blocks for p in b.pieces if p.span.end > p.span.start)
        ),
        text="\n".join(paragraphs),
        paragraphs=paragraphs,
    )


def paragraphs_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Give the texts of the paragraphs that stand, in reading order."""
    return tuple(block.text for block in blocks if block.kind in TEXT_KINDS and block.live)


def document_of(
    draft: Draft,
    identity: Identity,
    anchors: Sequence[str],
    interventions: Sequence[Intervention],
    *,
    alone: bool,
) -> Document:
    """Make the document of a draft; ``anchors`` are the ids of its paragraphs in order."""
    waiting = iter(anchors)
    blocks = tuple(
        replace(block, anchor=next(waiting)) if block.kind in TEXT_KINDS and block.live else block
        for block in draft.blocks
    )
    own = in_raw_order(blocks)
    return Document(
        id=identity.id,
        version=identity.version,
        source=draft.source.sha256,
        source_path=draft.source.path,
        format=draft.format,
        language=draft.value("language") or "und",
        blocks=blocks,
        claims=draft.claims,
        interventions=tuple(interventions) if alone else _concerned(blocks, own, interventions),
        account=account(own),
    )


def _concerned(
    blocks: Sequence[Block], pieces: Sequence[Piece], interventions: Sequence[Intervention]
) -> tuple[Intervention, ...]:
    """Give the interventions that touched these blocks, of a source that has several articles."""
    named = {number for block in blocks for piece in block.pieces for number in piece.by}
    named |= {
        int(block.traits[t])
        for block in blocks
        for t in ("moved", "relabelled")
        if t in block.traits
    }
    starts = {piece.span.start for piece in pieces}
    return tuple(
        i for i in interventions
        if i.id in named or (not i.editorial and i.spans and i.spans[0].start in starts)
    )  # fmt: skip


def record_of(prepared: Prepared, documents: Sequence[Document]) -> SourceRecord:
    """Account for every character of a source; raises ``Unaccounted`` if one is lost."""
    pieces = in_raw_order([*(b for d in documents for b in d.blocks), *prepared.remainder])
    counted = verify(prepared.source, pieces, {i.id for i in prepared.interventions})
    return SourceRecord(
        source=prepared.source,
        format=prepared.format,
        account=counted,
        pieces=pieces,
        documents=tuple(document.id for document in documents),
        interventions=prepared.interventions,
        announcements=prepared.announcements,
    )
