"""Editors' decisions (编者裁定): read from TOML beside the source, anchored by quotation.

A decision quotes the words that it concerns (``exact``, with ``prefix`` and ``suffix`` if they
occur more than once, as in the Web Annotation Data Model's TextQuoteSelector) and states its
reason. One that can't be found, is ambiguous, or has no effect is an error, so that none rots.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from edition.clean import GAP_SIGN, apply_proposals
from edition.draft import Change, Draft, Join, Proposal, Relabel, State, Take
from edition.errors import EditionError, Location
from edition.model import (
    Action,
    Basis,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Fate,
    Span,
    Words,
)
from edition.reading import Edit, Log, raw_span

ACTIONS = (
    "replace", "remove", "set_aside", "supply", "gap", "join", "relabel", "record", "keep", "claim",
    "withdraw_claim", "mark",
)  # fmt: skip
_TOP_KEYS = frozenset({"source", "sha256", "encoding", "reader", "decision"})
_KEYS = frozenset(
    [
        "name",
        "action",
        "exact",
        "prefix",
        "suffix",
        "text",
        "kind",
        "field",
        "value",
        "basis",
        "certainty",
        "reason",
        "reason_en",
        "by",
        "article",
        "rule",
        "into",
    ]
)
_HEADER = re.compile(r"^\s*\[\[\s*decision\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of an editor."""

    name: str
    action: str
    reason: Words
    by: str
    where: Location
    """Line of the decisions file, for messages."""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    """What shall stand there (``replace``, ``supply``)."""
    kind: str = ""
    """What the block is (``relabel``)."""
    field: str = ""
    value: str = ""
    """The claim (``claim``, ``record``)."""
    certainty: Certainty = Certainty.CERTAIN
    article: str = ""
    """Words of the title of the article meant, where a source has several."""
    rule: str = ""
    """Code of the rule whose proposal is refused (``keep``)."""
    into: str = ""
    """Beginning of the paragraph that goes on (``join``)."""

    @property
    def code(self) -> str:
        """Give the code under which its intervention is recorded: ``D`` and its name."""
        return f"D:{self.name}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What editors decided about one source."""

    path: str = ""
    source: str = ""
    sha256: str = ""
    encoding: str = ""
    reader: str = ""
    decisions: tuple[Decision, ...] = field(default=())


def read_decisions(text: str, path: str) -> Decisions:
    """Read a decisions file's text.

    Raises ``EditionError`` naming file and line for anything that is not understood: unknown
    keys and actions, a missing reason or editor, two decisions of one name.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise EditionError(
            f"not valid TOML: {error}", Location(path, int(line[1]) if line else 0), "mend the line"
        ) from None
    _known(tables, _TOP_KEYS, text, path, 0)
    headers = [match.start() for match in _HEADER.finditer(text)]
    entries = tables.get("decision", [])
    decisions: list[Decision] = []
    for n, entry in enumerate(entries):
        at = headers[n] if n < len(headers) else 0
        decision = _decision(entry, text, path, at, n + 1)
        if any(other.name == decision.name for other in decisions):
            raise EditionError(
                f"two decisions are named {decision.name!r}",
                decision.where,
                "give each its own name",
            )
        decisions.append(decision)
    return Decisions(
        path=path,
        source=str(tables.get("source", "")),
        sha256=str(tables.get("sha256", "")),
        encoding=str(tables.get("encoding", "")),
        reader=str(tables.get("reader", "")),
        decisions=tuple(decisions),
    )


def _known(
    table: Mapping[str, Any], known: frozenset[str], text: str, path: str, start: int
) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            at = text.find(key, start)
            where = Location.in_text(path, text, at, at + len(key)) if at >= 0 else Location(path)
            raise EditionError(
                f"unknown key {key!r}", where,
                f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(known))}",
            )  # fmt: skip


def _decision(entry: Mapping[str, Any], text: str, path: str, at: int, number: int) -> Decision:
    where = Location.in_text(path, text, at, at + 1) if text else Location(path)
    _known(entry, _KEYS, text, path, at)
    for key in ("action", "reason", "by"):
        if not str(entry.get(key, "")).strip():
            raise EditionError(f"the decision has no {key}", where, f'add {key} = "…"')
    action = str(entry["action"])
    if action not in ACTIONS:
        near = get_close_matches(action, ACTIONS, 1)
        raise EditionError(
            f"unknown action {action!r}", where,
            f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(ACTIONS)}",
        )  # fmt: skip
    certainty = str(entry.get("certainty", "certain"))
    if certainty not in set(Certainty):
        raise EditionError(
            f"unknown certainty {certainty!r}", where, f"use one of {', '.join(Certainty)}"
        )
    if action in ("claim", "record") and not entry.get("field"):
        raise EditionError(
            f"a decision to {action} needs a field", where, 'add field = "published" or another'
        )
    if action not in ("claim", "withdraw_claim") and not entry.get("exact"):
        raise EditionError(
            f"a decision to {action} needs the words that it concerns", where, 'add exact = "…"'
        )
    reason = str(entry["reason"])
    return Decision(
        name=str(entry.get("name") or number),
        action=action,
        reason=Words(reason, str(entry.get("reason_en", reason))),
        by=str(entry["by"]),
        where=where,
        certainty=Certainty(certainty),
        **{
            k: str(entry.get(k, ""))
            for k in (
                "exact",
                "prefix",
                "suffix",
                "text",
                "kind",
                "field",
                "value",
                "article",
                "rule",
                "into",
            )
        },
    )


# -- finding the words --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    draft: int
    block: int
    start: int
    end: int


def _find(decision: Decision, drafts: Sequence[Draft], *, exact: str = "") -> _Found:
    """Find the words in the text as the rules left it; exactly one place must have them."""
    exact = exact or decision.exact
    found: list[_Found] = []
    for d, draft in enumerate(drafts):
        if decision.article and decision.article not in draft.value("title"):
            continue
        starts: list[tuple[int, int]] = []
        text = ""
        for i, block in enumerate(draft.blocks):
            if block.live and block.text:
                starts.append((len(text), i))
                text += block.text + "\n"
        for match in re.finditer(
            re.escape(decision.prefix)
            + f"(?P<exact>{re.escape(exact)})"
            + re.escape(decision.suffix),
            text,
        ):
            begin, i = max(pair for pair in starts if pair[0] <= match.start("exact"))
            start = match.start("exact") - begin
            if start + len(exact) <= len(draft.blocks[i].text):
                found.append(_Found(d, i, start, start + len(exact)))
    if len(found) == 1:
        return found[0]
    if found:
        raise EditionError(
            f"the words {exact[:40]!r} stand in {len(found)} places", decision.where,
            "add prefix or suffix (or article) so that only one is meant",
        )  # fmt: skip
    raise EditionError(
        f"the words {exact[:40]!r} are not in the text",
        decision.where,
        _why_missing(decision, drafts, exact),
    )


def _why_missing(decision: Decision, drafts: Sequence[Draft], exact: str) -> str:
    if drafts and exact in drafts[0].source.text:
        return 'the capture has them, but a rule took them out: use action = "keep", or quote the edited text'
    if decision.prefix or decision.suffix:
        bare = any(exact in block.text for draft in drafts for block in draft.blocks)
        if bare:
            return "they are there, but not between this prefix and suffix: copy both from the page again"
    words = [block.text for draft in drafts for block in draft.blocks if block.text]
    windows = {
        text[i : i + len(exact)]
        for text in words
        for i in range(0, max(1, len(text) - len(exact) + 1), max(1, len(exact) // 3))
    }
    near = get_close_matches(exact, windows, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else "copy them from the page, with its punctuation"


def protected_spans(decisions: Decisions, text: str) -> tuple[tuple[Decision, Span], ...]:
    """Give the raw spans that decisions to ``keep`` take out of the rules' reach.

    They are quoted as the capture has them, since the rules would take them away.
    """
    spans: list[tuple[Decision, Span]] = []
    for decision in decisions.decisions:
        if decision.action != "keep":
            continue
        pattern = (
            re.escape(decision.prefix)
            + f"(?P<exact>{re.escape(decision.exact)})"
            + re.escape(decision.suffix)
        )
        matches = list(re.finditer(pattern, text))
        if len(matches) != 1:
            raise EditionError(
                f"the words {decision.exact[:40]!r} stand in {len(matches)} places of the capture", decision.where,
                "quote them as the capture has them, with prefix or suffix so that only one is meant",
            )  # fmt: skip
        spans.append((decision, Span(*matches[0].span("exact"))))
    return tuple(spans)


# -- applying -----------------------------------------------------------------


def decide(drafts: Sequence[Draft], decisions: Decisions, log: Log) -> tuple[Draft, ...]:
    """Apply an editor's decisions, in their order, to the drafts of one source.

    Raises ``EditionError`` for the first decision that can't be applied; the caller collects.
    """
    decided = list(drafts)
    for decision in decisions.decisions:
        if decision.action == "keep":
            continue
        d, proposal = _proposal(decision, decided)
        decided[d] = apply_proposals(decided[d], (proposal,), log, rule=decision.code,
                                     reason=decision.reason, agent=decision.by)  # fmt: skip
        if decision.field == "title" and isinstance(proposal, State):
            decided[d] = replace(decided[d])
    return tuple(decided)


def _proposal(decision: Decision, drafts: Sequence[Draft]) -> tuple[int, Proposal]:
    if decision.action in ("claim", "withdraw_claim"):
        return _claim(decision, drafts)
    found = _find(decision, drafts)
    draft = drafts[found.draft]
    block = draft.blocks[found.block]
    sure = decision.certainty
    whole = (found.start, found.end) == (0, len(block.text))

    def edit(
        text: str | None,
        action: Action,
        fate: Fate = Fate.REMOVED,
        marks: tuple[str, ...] = (),
        *,
        at_end: bool = False,
    ) -> Change:
        start = found.end if at_end else found.start
        return Change(found.block, Edit(start, found.end, text, action, fate, sure, marks=marks))

    proposal: Proposal
    match decision.action:
        case "replace":
            if decision.text == decision.exact:
                raise EditionError(
                    "the decision changes nothing", decision.where, "text must differ from exact"
                )
            proposal = edit(decision.text, Action.REPLACE)
        case "supply":
            proposal = edit(decision.text, Action.SUPPLY, marks=("supplied",), at_end=True)
        case "gap":
            proposal = edit(GAP_SIGN, Action.GAP, marks=("gap",), at_end=True)
        case "mark":
            proposal = edit(None, Action.MARK, marks=("suspected",))
        case "remove":
            proposal = (
                Take((found.block,), Fate.REMOVED, Action.REMOVE, certainty=sure)
                if whole
                else edit("", Action.REMOVE)
            )
        case "set_aside":
            proposal = (
                Take((found.block,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE, certainty=sure)
                if whole else edit("", Action.SET_ASIDE, Fate.SET_ASIDE)
            )  # fmt: skip
        case "record":
            value = decision.value or decision.exact
            claim = Claim(
                decision.field,
                value,
                Basis.ATTESTED,
                sure,
                raw_span(block, found.start, found.end),
                decision.code,
            )
            proposal = (
                Take((found.block,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, (claim,), sure)
                if whole else Change(found.block, Edit(found.start, found.end, "", Action.RECORD, Fate.METADATA, sure), (claim,))
            )  # fmt: skip
        case "relabel":
            if decision.kind not in set(BlockKind):
                raise EditionError(
                    f"unknown kind {decision.kind!r}",
                    decision.where,
                    f"use one of {', '.join(BlockKind)}",
                )
            kind = BlockKind(decision.kind)
            if kind is block.kind:
                raise EditionError(
                    f"this is a {kind} already", decision.where, "delete the decision"
                )
            claims = ()
            if kind in (BlockKind.TITLE, BlockKind.KICKER, BlockKind.DECK):
                claims = (
                    Claim(
                        kind,
                        block.text,
                        Basis.DECIDED,
                        sure,
                        raw_span(block, 0, len(block.text)),
                        decision.code,
                    ),
                )
            proposal = Relabel(found.block, kind, claims, sure)
        case _:
            other = _find(replace(decision, prefix="", suffix=""), drafts, exact=decision.into)
            if other.draft != found.draft or other.block == found.block:
                raise EditionError(
                    "the two parts are not paragraphs of one article",
                    decision.where,
                    "quote the end of one and, in into, the beginning of the other",
                )
            proposal = Join(found.block, other.block, certainty=sure)
    return found.draft, proposal


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
    if decision.action == "withdraw_claim":
        if not old:
            raise EditionError(
                f"nothing is claimed about {decision.field!r}",
                decision.where,
                "delete the decision",
            )
        return d, State((), before=old, replaces=(decision.field,))
    if old == decision.value:
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
    here = Span(0, 0)
    return d, State((claim,), spans=(here,), before=old, after=decision.value, certainty=decision.certainty,
                    evidence=evidence, replaces=(decision.field,))  # fmt: skip
