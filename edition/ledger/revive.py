"""A document as it was released, from the frozen record alone."""

from __future__ import annotations

from edition.model import (
    Account,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Document,
    Fate,
    Piece,
    Span,
    Version,
)

_NOTHING = Account(0, 0, 0, 0, 0, 0)


def revive_document(version: Version) -> Document:
    """Give the document of a released version, for the pages of one that lives no longer.

    It has the released claims and paragraphs; how they came from the capture is told by the
    frozen Markdown, and not known here.
    """
    claims = tuple(
        Claim(name, value, Basis.ATTESTED, Certainty.CERTAIN)
        for name, value in version.record.items()
    )
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, (Piece(Span(0, 0), text, Fate.CHANGED),), anchor=name)
        for name, text in version.paragraphs
    )
    return Document(
        id=version.document,
        version=version.number,
        source=version.capture,
        source_path="",
        format="",
        language=version.record.get("language", "zh-Hans"),
        blocks=blocks,
        claims=claims,
        interventions=(),
        account=_NOTHING,
    )
