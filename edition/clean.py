"""The engine: rules propose, this applies, and everything applied is on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from edition.collection import Collection
from edition.config import Config
from edition.draft import (
    Change,
    Draft,
    Insert,
    Join,
    Move,
    Proposal,
    Relabel,
    Remark,
    Split,
    State,
    Take,
    View,
)
from edition.model import Action, Block, Fate, Piece, Span
from edition.reading import Edit, Log, clear_block, edit_block, raw_span, split_piece
from edition.rule import Responsibility, Rule

GAP_SIGN = "〔缺〕"
"""Stands in the text where wording is missing (TEI ``gap``); its piece bears the mark ``gap``."""


def clean(
    draft: Draft,
    rules: Iterable[Rule],
    log: Log,
    *,
    collection: Collection,
    config: Config,
    protected: Protected | None = None,
) -> Draft:
    """Run the rules in the order of their table; each sees what those before it left.

    ``protected`` holds the raw spans that an editor keeps out of the rules' reach.
    """
    for rule in rules:
        if rule.policy and not getattr(config.policy, rule.policy):
            continue
        proposals = tuple(rule.propose(View(draft, collection, config)))
        if protected is not None:
            proposals = tuple(p for p in proposals if not protected.refuses(draft, p, rule.code))
        if proposals:
            draft = apply_proposals(draft, proposals, log, rule.responsibility)
    return draft


class Protected:
    """Raw spans that editors keep as they are; counts which of them was needed."""

    def __init__(self, spans: Iterable[tuple[Span, str]]) -> None:
        """Take the spans, each with the code of the one rule that it holds against, or none."""
        self.spans = tuple(spans)
        self.used: set[Span] = set()

    def refuses(self, draft: Draft, proposal: Proposal, rule: str) -> bool:
        """Say whether a rule's proposal touches a protected span."""
        if not self.spans:
            return False
        match proposal:
            case Change(block=i, edit=edit):
                touched: tuple[Span, ...] = (raw_span(draft.blocks[i], edit.start, edit.end),)
            case Take(blocks=blocks):
                touched = tuple(span for i in blocks for span in draft.blocks[i].spans)
            case Relabel(block=i):
                touched = draft.blocks[i].spans
            case State(spans=spans):
                touched = spans
            case Join(first=i):
                end = draft.blocks[i].spans[-1].end
                text_end = next(
                    (p.span.end for p in reversed(draft.blocks[i].pieces) if p.text), end
                )
                touched = (Span(text_end - 1, text_end),)
            case Move(blocks=blocks):
                touched = tuple(span for i in blocks for span in draft.blocks[i].spans)
            case _:
                return False
        for span, only in self.spans:
            if only and only != rule:
                continue
            if any(t.start < span.end and span.start < t.end for t in touched):
                self.used.add(span)
                return True
        return False


def apply_proposals(
    draft: Draft, proposals: Sequence[Proposal], log: Log, by: Responsibility
) -> Draft:
    """Apply what one rule or decision proposes; block numbers are those before the first change.

    Changes inside blocks come first, then whole blocks, then order and joins, so that no
    proposal invalidates the numbers of another.
    """
    desk = _Desk(dict(enumerate(draft.blocks)), list(range(len(draft.blocks))), log, by)
    claims = list(draft.claims)
    edits: dict[int, list[Edit]] = {}
    for proposal in proposals:
        if isinstance(proposal, Change):
            edits.setdefault(proposal.block, []).append(proposal.edit)
        if isinstance(proposal, State) and proposal.replaces:
            claims = [claim for claim in claims if claim.field not in proposal.replaces]
        if not isinstance(proposal, (Remark, Join, Move, Split, Insert)):
            claims += proposal.claims
    for i, wanted in edits.items():
        desk.blocks[i] = edit_block(desk.blocks[i], wanted, log, by)
    for proposal in sorted(proposals, key=lambda p: _TURN.get(type(p), 0)):
        desk.apply(proposal)
    notices = (*draft.notices, *(p.notice for p in proposals if isinstance(p, Remark)))
    blocks = tuple(desk.blocks[i] for i in desk.order)
    return replace(draft, blocks=blocks, claims=tuple(claims), notices=notices)


_TURN = {Move: 1, Join: 2}
"""Order comes after what concerns one block, and joins after order."""


@dataclass
class _Desk:
    """The blocks of a draft by their number while proposals are applied."""

    blocks: dict[int, Block]
    order: list[int]
    log: Log
    by: Responsibility
    joined: dict[int, int] = field(default_factory=dict)
    """Into which block another went."""

    def apply(self, proposal: Proposal) -> None:
        """Apply what concerns whole blocks."""
        match proposal:
            case Take():
                self.take(proposal)
            case Relabel():
                self.relabel(proposal)
            case State():
                self.state(proposal)
            case Move():
                self.move(proposal)
            case Join():
                self.join(proposal)
            case Split():
                self.split(proposal)
            case Insert():
                self.insert(proposal)

    def take(self, take: Take) -> None:
        """Take blocks out of the text, each with its own intervention or all with one."""
        if not take.together:
            for i in take.blocks:
                self.blocks[i] = clear_block(
                    self.blocks[i], self.log, self.by, action=take.action, fate=take.fate,
                    reason=take.reason, certainty=take.certainty, evidence=take.evidence, kind=take.kind,
                )  # fmt: skip
            return
        taken = [self.blocks[i] for i in take.blocks]
        number = self.log.add(
            self.by, take.action, [p.span for block in taken for p in block.pieces if p.text],
            before="\n".join(block.text for block in taken if block.text), reason=take.reason,
            certainty=take.certainty, evidence=take.evidence,
        )  # fmt: skip
        for i, block in zip(take.blocks, taken, strict=True):
            cleared = tuple(
                replace(p, text="", fate=take.fate, by=(*p.by, number)) if p.text else p
                for p in block.pieces
            )
            self.blocks[i] = replace(block, pieces=cleared, kind=take.kind or block.kind)

    def relabel(self, relabel: Relabel) -> None:
        """Say that a block is something else than it seemed."""
        block = self.blocks[relabel.block]
        number = self.log.add(
            self.by, Action.RELABEL, block.spans, before=block.kind, after=relabel.kind,
            certainty=relabel.certainty, evidence=relabel.evidence,
        )  # fmt: skip
        traits = {**block.traits, "relabelled": str(number)}
        self.blocks[relabel.block] = replace(block, kind=relabel.kind, traits=traits)

    def state(self, state: State) -> None:
        """Put a claim on record, if it says where it rests."""
        if state.spans:
            self.log.add(
                self.by, state.action, state.spans, before=state.before, after=state.after,
                reason=state.reason, certainty=state.certainty, evidence=state.evidence,
            )  # fmt: skip

    def move(self, move: Move) -> None:
        """Put blocks before another one."""
        moved = [self.blocks[i] for i in move.blocks]
        number = self.log.add(
            self.by, Action.MOVE, [span for block in moved for span in block.spans],
            before="\n".join(block.text for block in moved if block.text),
            after=f"→ {self.blocks[move.before].text[:24]}…" if move.before in self.blocks else "→",
            reason=move.reason, certainty=move.certainty, evidence=move.evidence,
        )  # fmt: skip
        for i, block in zip(move.blocks, moved, strict=True):
            self.blocks[i] = replace(block, traits={**block.traits, "moved": str(number)})
            self.order.remove(i)
        at = self.order.index(move.before) if move.before in self.order else len(self.order)
        self.order[at:at] = move.blocks

    def join(self, join: Join) -> None:
        """Make one block of two."""
        target = join.first
        while target in self.joined:
            target = self.joined[target]
        first, second = self.blocks[target], self.blocks[join.second]
        seam = self._seam(first, second, join)
        moved = {k: v for k, v in second.traits.items() if k == "moved"}
        self.blocks[target] = replace(
            first, pieces=(*first.pieces, seam, *second.pieces), traits={**first.traits, **moved}
        )
        self.joined[join.second] = target
        self.order.remove(join.second)

    def split(self, split: Split) -> None:
        """Make two blocks of one."""
        block = self.blocks[split.block]
        taken: list[Piece] = []
        rest: list[Piece] = []
        at = 0
        for piece in block.pieces:
            end = at + len(piece.text)
            if end <= split.at and not rest:
                taken.append(piece)
            elif at >= split.at or rest:
                rest.append(piece)
            else:
                first, second = split_piece(piece, split.at - at)
                taken.append(first)
                rest.append(second)
            at = end
        place = rest[0].span.start
        number = self.log.add(
            self.by, Action.DIVIDE, [Span(place, place)], before=block.text[: split.at][-12:],
            after=block.text[split.at :][:12], certainty=split.certainty,
        )  # fmt: skip
        mark = Piece(Span(place, place), "", Fate.CHANGED, (number,))
        self.blocks[split.block] = replace(block, pieces=tuple(taken))
        self._add_behind(split.block, replace(block, pieces=(mark, *rest)))

    def insert(self, insert: Insert) -> None:
        """Put supplied words behind a block, as a block of their own."""
        place = self.blocks[insert.after].spans[-1].end
        number = self.log.add(
            self.by,
            Action.SUPPLY,
            [Span(place, place)],
            after=insert.text,
            certainty=insert.certainty,
        )
        piece = Piece(Span(place, place), insert.text, Fate.CHANGED, (number,), ("supplied",))
        self._add_behind(insert.after, Block(insert.kind, (piece,)))

    def _add_behind(self, i: int, block: Block) -> None:
        number = max(self.blocks) + 1
        self.blocks[number] = block
        self.order.insert(self.order.index(i) + 1, number)

    def _seam(self, first: Block, second: Block, join: Join) -> Piece:
        end = next(
            (p.span.end for p in reversed(first.pieces) if p.text), first.pieces[-1].span.end
        )
        start = next((p.span.start for p in second.pieces if p.text), second.pieces[0].span.start)
        sign = GAP_SIGN if join.gap else ""
        number = self.log.add(
            self.by, Action.GAP if join.gap else Action.JOIN, [Span(end, end), Span(start, start)],
            before=f"{first.text[-12:]}¶{second.text[:12]}",
            after=f"{first.text[-12:]}{sign}{second.text[:12]}",
            reason=join.reason, certainty=join.certainty, evidence=join.evidence,
        )  # fmt: skip
        return Piece(
            Span(end, end), sign, Fate.CHANGED, (number,), ("gap" if join.gap else "join",)
        )
