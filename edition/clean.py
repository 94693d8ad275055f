"""The engine: rules propose, this applies, and everything applied is on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from edition.collection import Collection
from edition.config import Config
from edition.draft import Change, Draft, Join, Move, Proposal, Relabel, Remark, State, Take, View
from edition.model import Action, Block, Fate, Piece, Span, Words
from edition.reading import Edit, Log, clear_block, edit_block, raw_span
from edition.rule import Rule

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
            draft = apply_proposals(draft, proposals, log, rule=rule.code, reason=rule.reason,
                                    editorial=rule.editorial)  # fmt: skip
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
    draft: Draft,
    proposals: Sequence[Proposal],
    log: Log,
    *,
    rule: str,
    reason: Words,
    agent: str = "rule",
    editorial: bool = True,
) -> Draft:
    """Apply what one rule or decision proposes; block numbers are those before the first change.

    Changes inside blocks come first, then whole blocks, then order and joins, so that no
    proposal invalidates the numbers of another.
    """
    blocks: list[Block | None] = list(draft.blocks)
    claims, notices = list(draft.claims), list(draft.notices)
    edits: dict[int, list[Edit]] = {}
    for proposal in proposals:
        if isinstance(proposal, Change):
            edits.setdefault(proposal.block, []).append(proposal.edit)
        if isinstance(proposal, State) and proposal.replaces:
            claims = [claim for claim in claims if claim.field not in proposal.replaces]
        if not isinstance(proposal, (Remark, Join, Move)):
            claims += proposal.claims
    for i, wanted in edits.items():
        blocks[i] = edit_block(
            _standing(blocks, i),
            wanted,
            log,
            rule=rule,
            reason=reason,
            agent=agent,
            editorial=editorial,
        )
    moves: list[Move] = []
    joins: list[Join] = []
    for proposal in proposals:
        match proposal:
            case Take():
                _take(
                    blocks,
                    proposal,
                    log,
                    rule=rule,
                    reason=reason,
                    agent=agent,
                    editorial=editorial,
                )
            case Relabel():
                block = _standing(blocks, proposal.block)
                number = log.add(
                    rule=rule, action=Action.RELABEL, spans=block.spans, reason=reason,
                    before=block.kind, after=proposal.kind, agent=agent,
                    certainty=proposal.certainty, evidence=proposal.evidence, editorial=editorial,
                )  # fmt: skip
                traits = {**block.traits, "relabelled": str(number)}
                blocks[proposal.block] = replace(block, kind=proposal.kind, traits=traits)
            case State():
                if proposal.spans:
                    log.add(
                        rule=rule, action=proposal.action, spans=proposal.spans,
                        reason=proposal.reason or reason, before=proposal.before,
                        after=proposal.after, agent=agent, certainty=proposal.certainty,
                        evidence=proposal.evidence, editorial=editorial,
                    )  # fmt: skip
            case Remark(notice):
                notices.append(notice)
            case Move():
                moves.append(proposal)
            case Join():
                joins.append(proposal)
    arranged = _arrange(blocks, moves, joins, log, rule=rule, reason=reason, agent=agent)
    return replace(draft, blocks=arranged, claims=tuple(claims), notices=tuple(notices))


def _standing(blocks: Sequence[Block | None], i: int) -> Block:
    block = blocks[i]
    if block is None:  # pragma: no cover - only a faulty rule gets here
        raise IndexError(f"block {i} has been joined to another")
    return block


def _take(
    blocks: list[Block | None], take: Take, log: Log, *, rule: str, reason: Words, agent: str,
    editorial: bool,
) -> None:  # fmt: skip
    if not take.together or len(take.blocks) == 1:
        for i in take.blocks:
            blocks[i] = clear_block(
                _standing(blocks, i), log, rule=rule, reason=take.reason or reason,
                action=take.action, fate=take.fate, agent=agent, certainty=take.certainty,
                evidence=take.evidence, editorial=editorial, kind=take.kind,
            )  # fmt: skip
        return
    taken = [_standing(blocks, i) for i in take.blocks]
    pieces = [piece for block in taken for piece in block.pieces if piece.text]
    number = log.add(
        rule=rule, action=take.action, spans=[piece.span for piece in pieces],
        reason=take.reason or reason, before="\n".join(block.text for block in taken if block.text),
        agent=agent, certainty=take.certainty, evidence=take.evidence, editorial=editorial,
    )  # fmt: skip
    for i, block in zip(take.blocks, taken, strict=True):
        cleared = tuple(
            replace(p, text="", fate=take.fate, by=(*p.by, number)) if p.text else p
            for p in block.pieces
        )
        blocks[i] = replace(block, pieces=cleared, kind=take.kind or block.kind)


def _arrange(
    blocks: Sequence[Block | None], moves: Sequence[Move], joins: Sequence[Join], log: Log, *,
    rule: str, reason: Words, agent: str,
) -> tuple[Block, ...]:  # fmt: skip
    order = list(range(len(blocks)))
    held: dict[int, Block] = {i: block for i, block in enumerate(blocks) if block is not None}
    for move in moves:
        number = log.add(
            rule=rule, action=Action.MOVE, spans=[s for i in move.blocks for s in held[i].spans],
            reason=move.reason or reason, before="\n".join(held[i].text for i in move.blocks if held[i].text),
            after=f"→ {held[move.before].text[:24]}…", agent=agent, certainty=move.certainty,
            evidence=move.evidence,
        )  # fmt: skip
        for i in move.blocks:
            traits = {**held[i].traits, "moved": str(number)}
            held[i] = replace(held[i], traits=traits)
            order.remove(i)
        at = order.index(move.before)
        order[at:at] = move.blocks
    into: dict[int, int] = {}
    for join in joins:
        target = join.first
        while target in into:
            target = into[target]
        first, second = held[target], held.pop(join.second)
        held[target] = replace(
            first,
            pieces=(
                *first.pieces,
                _seam(first, second, join, log, rule, reason, agent),
                *second.pieces,
            ),
            traits={
                **first.traits,
                **({"moved": second.traits["moved"]} if "moved" in second.traits else {}),
            },
        )
        into[join.second] = target
        order.remove(join.second)
    return tuple(held[i] for i in order)


def _seam(
    first: Block, second: Block, join: Join, log: Log, rule: str, reason: Words, agent: str
) -> Piece:
    end = next((p.span.end for p in reversed(first.pieces) if p.text), first.pieces[-1].span.end)
    start = next((p.span.start for p in second.pieces if p.text), second.pieces[0].span.start)
    number = log.add(
        rule=rule,
        action=Action.GAP if join.gap else Action.JOIN,
        spans=[Span(end, end), Span(start, start)],
        reason=join.reason or reason,
        before=f"{first.text[-12:]}¶{second.text[:12]}",
        after=f"{first.text[-12:]}{GAP_SIGN if join.gap else ''}{second.text[:12]}",
        agent=agent,
        certainty=join.certainty,
        evidence=join.evidence,
    )
    if join.gap:
        return Piece(Span(end, end), GAP_SIGN, Fate.CHANGED, (number,), ("gap",))
    return Piece(Span(end, end), "", Fate.CHANGED, (number,), ("join",))
