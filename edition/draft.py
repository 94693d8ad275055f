"""A draft: an article on its way from a reading to a document, and what a rule may propose.

A rule sees a ``View`` and yields proposals; only ``clean.apply_proposals`` changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from edition.collection import Collection
from edition.config import Config
from edition.errors import Location
from edition.model import (
    TEXT_KINDS,
    Action,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Fate,
    Source,
    Span,
    Words,
)
from edition.readers.reader import Notice
from edition.reading import Edit

ASIDE_KINDS = frozenset(
    {BlockKind.COMMENT, BlockKind.CODE, BlockKind.FRONT_MATTER, BlockKind.SPACE}
)
"""Kinds that a rule sees only if it asks for them: a title's rule can't fire in a style sheet."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An editor's decision that something is not to be claimed of an article."""

    field: str
    value: str
    """What is withdrawn; empty for whatever is claimed."""
    where: Location
    met: bool
    """Whether it was claimed already when the decision was applied; else an inference has to claim it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One article on its way: blocks in reading order, and what is claimed of it."""

    source: Source
    format: str
    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...] = ()
    notices: tuple[Notice, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()

    def claim(self, name: str) -> Claim | None:
        """Give the first claim about ``name``, or None."""
        return next((claim for claim in self.claims if claim.field == name), None)

    def value(self, name: str) -> str:
        """Give the value claimed for ``name``, or an empty string."""
        claim = self.claim(name)
        return claim.value if claim else ""

    def text(self) -> str:
        """Give the running text, one block a line."""
        return "\n".join(b.text for b in self.blocks if b.kind in TEXT_KINDS and b.live)


@dataclass(frozen=True, slots=True)
class View:
    """What a rule sees: the draft, the evidence of the whole collection, the settings."""

    draft: Draft
    collection: Collection
    config: Config

    def blocks(self, *kinds: BlockKind) -> Iterator[tuple[int, Block]]:
        """Give the blocks that still stand, with their numbers; by default all but asides."""
        for i, block in enumerate(self.draft.blocks):
            wanted = block.kind in kinds if kinds else block.kind not in ASIDE_KINDS
            if wanted and block.text and block.live:
                yield i, block


@dataclass(frozen=True, slots=True)
class Change:
    """Change or mark some text of one block."""

    block: int
    edit: Edit
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """Take whole blocks out of the text: removed, set aside, or moved to the record."""

    blocks: tuple[int, ...]
    fate: Fate
    action: Action
    kind: BlockKind | None = None
    claims: tuple[Claim, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    reason: Words | None = None
    together: bool = False
    """One intervention for all the blocks, not one for each."""


@dataclass(frozen=True, slots=True)
class Relabel:
    """Say that a block is something else than it seemed: a caption, a deck, a kicker."""

    block: int
    kind: BlockKind
    claims: tuple[Claim, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Claim something without touching the text; with ``before`` and ``after`` it is on record."""

    claims: tuple[Claim, ...]
    spans: tuple[Span, ...] = ()
    before: str = ""
    after: str = ""
    action: Action = Action.RECORD
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    reason: Words | None = None
    replaces: tuple[str, ...] = ()
    """Fields whose earlier claims this one takes the place of."""


@dataclass(frozen=True, slots=True)
class Join:
    """Make one paragraph of two that a column's end had parted; with a gap if wording is missing."""

    first: int
    second: int
    gap: bool = False
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Put blocks before another one, where the text has its place for them."""

    blocks: tuple[int, ...]
    before: int
    """The number of blocks puts them at the end."""
    certainty: Certainty = Certainty.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """Make two blocks of one, before code point ``at`` of its text."""

    block: int
    at: int
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a new block behind another: words that an editor supplies."""

    after: int
    kind: BlockKind
    text: str
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True, slots=True)
class Remark:
    """Tell the editor of something that no rule can settle."""

    notice: Notice = field()


Proposal = Change | Take | Relabel | State | Join | Move | Split | Insert | Remark
