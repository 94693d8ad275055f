"""Bearings for rules about furniture: what in a text speaks in sentences, and what only links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.draft import View
from edition.model import TEXT_KINDS, Block, BlockKind

_END = re.compile(r"[。！？!?…；;.”』」’\"）)：:，,]\s*$")
_LETTER = re.compile(r"\w")
SENTENCE = 40
"""Characters from which a block without links is taken for running text, however it ends."""


def speaks(block: Block) -> bool:
    """Say whether a block is running text by its look: long, or a sentence with its full stop.

    What is nothing but links is no running text.
    """
    text = block.text.strip()
    if is_link(block) or block.traits.get("boxes"):
        return False
    if block.kind is BlockKind.LIST_ITEM and text.endswith(("...", "…")):
        return False  # the teaser of another article
    return len(text) >= SENTENCE or (len(text) >= 10 and bool(_END.search(text)))


def is_link(block: Block) -> bool:
    """Say whether all words of a block are links."""
    texts = [piece for piece in block.pieces if _LETTER.search(piece.text)]
    return bool(texts) and all(
        any(mark.startswith("link=") for mark in piece.marks) for piece in texts
    )


def texts(view: View) -> Iterator[tuple[int, Block]]:
    """Give the blocks of running text that stand, with their numbers."""
    return view.blocks(*TEXT_KINDS)


def body(view: View) -> tuple[int, int]:
    """Give the numbers of the first and the last block that speak; (-1, -1) if none does."""
    speaking = [i for i, block in texts(view) if speaks(block)]
    return (speaking[0], speaking[-1]) if speaking else (-1, -1)
