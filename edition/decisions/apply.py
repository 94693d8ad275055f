"""Apply decisions: each becomes one proposal, and goes through the same engine as a rule's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from edition.clean import GAP_SIGN, apply_proposals
from edition.decisions.find import Found, find
from edition.decisions.read import Decision, Decisions
from edition.draft import (
    Change,
    Draft,
    Insert,
    Join,
    Move,
    Proposal,
    Relabel,
    Split,
    State,
    Take,
    Withdrawal,
)
from edition.errors import EditionError
from edition.model import (
    TEXT_KINDS,
    Action,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Fate,
    Span,
)
from edition.reading import Edit, Log, raw_span
from edition.rule import Responsibility


def decide(drafts: Sequence[Draft], decisions: Decisions, log: Log) -> tuple[Draft, ...]:
    """Apply an editor's decisions, in their order, to the drafts of one source.

    Raises ``EditionError`` for the first decision that can't be applied; the caller collects.
    Decisions to ``keep`` are not applied here: they hold rules off while those run.
    """
    decided = list(drafts)
    for decision in decisions.decisions:
        if decision.action == "keep":
            continue
        by = Responsibility(decision.code, decision.reason, decision.by)
        if decision.action == "confirm":
            if not log.confirm(decision.rule, decision.exact, by):
                raise EditionError(
                    f"rule {decision.rule} did nothing uncertain to {decision.exact[:40]!r}",
                    decision.where, "copy exact and rule from `build.py suggest`, or delete the decision",
                )  # fmt: skip
            continue
        if decision.action in ("claim", "withdraw_claim"):
            d, proposal = _claim(decision, decided)
            if decision.action == "withdraw_claim":
                decided[d] = _with_withdrawal(decided[d], decision)
        else:
            found = find(decision, decided)
            d = found.draft
            block = decided[d].blocks[found.block]
            proposal = _PROPOSE[decision.action](_Quoted(decision, decided, found, block))
        decided[d] = apply_proposals(decided[d], (proposal,), log, by)
    return tuple(decided)


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A decision with the place that it quotes."""

    decision: Decision
    drafts: Sequence[Draft]
    found: Found
    block: Block

    @property
    def whole(self) -> bool:
        """Say whether all of a block is quoted."""
        return (self.found.start, self.found.end) == (0, len(self.block.text))

    @property
    def span(self) -> Span:
        """Give the raw span of the words."""
        return raw_span(self.block, self.found.start, self.found.end)

    def change(
        self, text: str | None, action: Action, fate: Fate = Fate.REMOVED, *marks: str
    ) -> Change:
        """Propose to change the quoted words."""
        found = self.found
        edit = Edit(
            found.start, found.end, text, action, fate, self.decision.certainty, marks=marks
        )
        return Change(found.block, edit)

    def behind(self, text: str, action: Action, mark: str) -> Change:
        """Propose to put something behind the quoted words."""
        end = self.found.end
        edit = Edit(end, end, text, action, certainty=self.decision.certainty, marks=(mark,))
        return Change(self.found.block, edit)

    def take(
        self, action: Action, fate: Fate, kind: BlockKind | None = None, *claims: Claim
    ) -> Proposal:
        """Propose to take the words out of the text: as a block where all of it is quoted."""
        if self.whole:
            return Take((self.found.block,), fate, action, kind, claims, self.decision.certainty)
        return replace(self.change("", action, fate), claims=claims)


def _replace(quoted: _Quoted) -> Proposal:
    if quoted.decision.text == quoted.decision.exact:
        raise EditionError(
            "the decision changes nothing", quoted.decision.where, "text must differ from exact"
        )
    return quoted.change(quoted.decision.text, Action.REPLACE)


def _record(quoted: _Quoted) -> Proposal:
    decision = quoted.decision
    claim = Claim(
        decision.field, decision.value or decision.exact, Basis.ATTESTED, decision.certainty,
        quoted.span, decision.code,
    )  # fmt: skip
    return quoted.take(Action.RECORD, Fate.METADATA, BlockKind.CREDIT, claim)


def _relabel(quoted: _Quoted) -> Proposal:
    decision, block = quoted.decision, quoted.block
    if decision.kind not in set(BlockKind):
        raise EditionError(
            f"unknown kind {decision.kind!r}", decision.where, f"use one of {', '.join(BlockKind)}"
        )
    kind = BlockKind(decision.kind)
    if kind is block.kind:
        raise EditionError(f"this is a {kind} already", decision.where, "delete the decision")
    claims: tuple[Claim, ...] = ()
    if kind in (BlockKind.TITLE, BlockKind.KICKER, BlockKind.DECK):
        span = raw_span(block, 0, len(block.text))
        claims = (Claim(kind, block.text, Basis.DECIDED, decision.certainty, span, decision.code),)
    return Relabel(quoted.found.block, kind, claims, decision.certainty)


def _join(quoted: _Quoted) -> Proposal:
    decision, found = quoted.decision, quoted.found
    other = find(replace(decision, prefix="", suffix=""), quoted.drafts, exact=decision.into)
    if other.draft != found.draft or other.block == found.block:
        raise EditionError(
            "the two parts are not paragraphs of one article", decision.where,
            "quote the end of one and, in into, the beginning of the other",
        )  # fmt: skip
    return Join(found.block, other.block, certainty=decision.certainty)


def _split(quoted: _Quoted) -> Proposal:
    if quoted.found.end == len(quoted.block.text):
        raise EditionError(
            "a paragraph ends here already", quoted.decision.where, "delete the decision"
        )
    return Split(quoted.found.block, quoted.found.end, quoted.decision.certainty)


def _add(quoted: _Quoted) -> Proposal:
    decision = quoted.decision
    kind = BlockKind(decision.kind) if decision.kind in set(BlockKind) else BlockKind.PARAGRAPH
    return Insert(quoted.found.block, kind, decision.text, decision.certainty)


def _move(quoted: _Quoted) -> Proposal:
    decision, found = quoted.decision, quoted.found
    draft = quoted.drafts[found.draft]
    if not decision.into:
        first = next(i for i, b in enumerate(draft.blocks) if b.kind in TEXT_KINDS and b.live)
        return Move((found.block,), first, decision.certainty)
    other = find(replace(decision, prefix="", suffix=""), quoted.drafts, exact=decision.into)
    if other.draft != found.draft or other.block == found.block:
        raise EditionError(
            "a paragraph can be moved within its article only", decision.where,
            "quote in into the end of the paragraph that it shall follow",
        )  # fmt: skip
    if other.block + 1 == found.block:
        raise EditionError("it stands there already", decision.where, "delete the decision")
    return Move((found.block,), other.block + 1, decision.certainty)


_PROPOSE: Mapping[str, Callable[[_Quoted], Proposal]] = {
    "replace": _replace,
    "supply": lambda q: q.behind(q.decision.text, Action.SUPPLY, "supplied"),
    "gap": lambda q: q.behind(GAP_SIGN, Action.GAP, "gap"),
    "mark": lambda q: q.change(None, Action.MARK, Fate.REMOVED, "suspected"),
    "stet": lambda q: q.change(None, Action.STET),
    "remove": lambda q: q.take(Action.REMOVE, Fate.REMOVED),
    "set_aside": lambda q: q.take(Action.SET_ASIDE, Fate.SET_ASIDE, BlockKind.FURNITURE),
    "record": _record,
    "relabel": _relabel,
    "join": _join,
    "split": _split,
    "add": _add,
    "move": _move,
}


def _claim(decision: Decision, drafts: Sequence[Draft]) -> tuple[int, Proposal]:
    meant = [
        d
        for d, draft in enumerate(drafts)
        if not decision.article or decision.article in draft.value("title")
    ]
    if len(meant) != 1:
        raise EditionError(
            f"{len(meant)} articles are meant by this claim", decision.where,
            'add article = "words of its title" so that one is meant',
        )  # fmt: skip
    d = meant[0]
    old = drafts[d].value(decision.field)
    evidence = (Evidence(decision.reason, decision.exact),)
    here = Span(0, 0)
    if decision.action == "withdraw_claim":
        if old and not _is_meant(decision.value, old):
            raise EditionError(
                f"{decision.field} is {old!r}, not {decision.value!r}", decision.where,
                "delete the decision, or give the value that is to be withdrawn",
            )  # fmt: skip
        before = old or decision.value
        return d, State(
            (), spans=(here,), before=before, evidence=evidence, replaces=(decision.field,)
        )
    stated = drafts[d].claim(decision.field)
    if old == decision.value and stated and stated.certainty is Certainty.CERTAIN:
        raise EditionError(
            f"{decision.field} is {old!r} already", decision.where, "delete the decision"
        )
    claim = Claim(
        decision.field,
        decision.value,
        Basis.DECIDED,
        decision.certainty,
        None,
        decision.code,
        evidence,
    )
    return d, State((claim,), spans=(here,), before=old, after=decision.value, certainty=decision.certainty,
                    evidence=evidence, replaces=(decision.field,))  # fmt: skip


def _with_withdrawal(draft: Draft, decision: Decision) -> Draft:
    met = _is_meant(decision.value, draft.value(decision.field))
    held = Withdrawal(decision.field, decision.value, decision.where, met)
    return replace(draft, withdrawn=(*draft.withdrawn, held))


def _is_meant(withdrawn: str, value: str) -> bool:
    return bool(value) and withdrawn in ("", value)


def without_withdrawn(draft: Draft) -> Draft:
    """Take away what was inferred of an article although an editor withdrew it.

    Raises ``EditionError`` if a decision withdrew what neither the capture nor an inference claims.
    """
    for held in draft.withdrawn:
        kept = tuple(
            claim
            for claim in draft.claims
            if claim.field != held.field
            or claim.basis is not Basis.INFERRED
            or not _is_meant(held.value, claim.value)
        )
        if len(kept) == len(draft.claims) and not held.met:
            said = draft.value(held.field)
            raise EditionError(
                f"{held.field} is not {held.value!r} but {said!r}" if said else f"nothing is claimed about {held.field!r}",
                held.where, "delete the decision, or give the value that is to be withdrawn",
            )  # fmt: skip
        draft = replace(draft, claims=kept)
    return draft
