"""What is left of comments and code when every rule has looked into them."""

from __future__ import annotations

from collections.abc import Iterator

from edition.draft import Proposal, Take, View
from edition.model import Action, BlockKind, Fate
from edition.readers.declared import CODE, COMMENT
from edition.rule import Rule


def _clear(kind: BlockKind, view: View) -> Iterator[Proposal]:
    for i, block in enumerate(view.draft.blocks):
        if block.kind is kind and block.text:
            yield Take((i,), Fate.REMOVED, Action.REMOVE)


def _sweeper(declared: Rule, kind: BlockKind) -> Rule:
    return Rule(
        code=declared.code, slug=declared.slug, family=declared.family, title=declared.title,
        reason=declared.reason, changes=declared.changes, leaves=declared.leaves,
        propose=lambda view: _clear(kind, view), editorial=False,
    )  # fmt: skip


COMMENTS = _sweeper(COMMENT, BlockKind.COMMENT)
CODES = _sweeper(CODE, BlockKind.CODE)
