"""The values that the whole library passes around: frozen, typed, standard library only.

Nothing here reads a file, knows a format or renders anything. The words are those of the
glossary in ``docs/glossary.md``; where the field has a standard term (TEI, Dublin Core, PROV)
the standard term is used.

All positions are code points of the *decoded* source text, half open: ``Span(3, 5)`` covers
the fourth and the fifth character.
"""

from __future__ import annotations

from edition.model.documents import Account, Announcement, Claim, Document, Source, SourceRecord
from edition.model.edition import Edition, Output
from edition.model.relations import (
    Ambiguity,
    Authority,
    Emendation,
    Event,
    Formula,
    Likeness,
    Mention,
    Parallel,
    Place,
    Reading,
    Related,
    Relations,
    TimeExpression,
    Variant,
    Work,
)
from edition.model.text import (
    TEXT_KINDS,
    Action,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Evidence,
    Fate,
    Intervention,
    Piece,
    Span,
    Words,
    merge_spans,
)
from edition.model.versions import Change, Compared, Difference, Register, Tombstone, Version

__all__ = [
    "TEXT_KINDS",
    "Account",
    "Action",
    "Ambiguity",
    "Announcement",
    "Authority",
    "Basis",
    "Block",
    "BlockKind",
    "Certainty",
    "Change",
    "Claim",
    "Compared",
    "Difference",
    "Document",
    "Edition",
    "Emendation",
    "Event",
    "Evidence",
    "Fate",
    "Formula",
    "Intervention",
    "Likeness",
    "Mention",
    "Output",
    "Parallel",
    "Piece",
    "Place",
    "Reading",
    "Register",
    "Related",
    "Relations",
    "Source",
    "SourceRecord",
    "Span",
    "TimeExpression",
    "Tombstone",
    "Variant",
    "Version",
    "Words",
    "Work",
    "merge_spans",
]
