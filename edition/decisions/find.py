"""Find the words that a decision quotes: one place must have them, and only one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from edition.decisions.read import Decision, Decisions
from edition.draft import Draft
from edition.errors import EditionError
from edition.model import Span


@dataclass(frozen=True, slots=True)
class Found:
    """Where quoted words stand: draft, block, code points of the block's text."""

    draft: int
    block: int
    start: int
    end: int


def find(decision: Decision, drafts: Sequence[Draft], *, exact: str = "") -> Found:
    """Find the words in the text as the rules left it.

    Raises ``EditionError`` unless exactly one place has them.
    """
    exact = exact or decision.exact
    found: list[Found] = []
    for d, draft in enumerate(drafts):
        if decision.article and decision.article not in draft.value("title"):
            continue
        starts: list[tuple[int, int]] = []
        text = ""
        for i, block in enumerate(draft.blocks):
            if block.live and block.text:
                starts.append((len(text), i))
                text += block.text + "\n"
        for match in _quoted(decision, exact).finditer(text):
            begin, i = max(pair for pair in starts if pair[0] <= match.start("exact"))
            start = match.start("exact") - begin
            if start + len(exact) <= len(draft.blocks[i].text):
                found.append(Found(d, i, start, start + len(exact)))
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


def _quoted(decision: Decision, exact: str) -> re.Pattern[str]:
    prefix, words, suffix = map(re.escape, (decision.prefix, exact, decision.suffix))
    return re.compile(f"{prefix}(?P<exact>{words}){suffix}")


def _why_missing(decision: Decision, drafts: Sequence[Draft], exact: str) -> str:
    if drafts and exact in drafts[0].source.text:
        return 'the capture has them, but a rule took them out: use action = "keep", or quote the edited text'
    if decision.prefix or decision.suffix:
        bare = any(exact in block.text for draft in drafts for block in draft.blocks)
        if bare:
            return "they are there, but not between this prefix and suffix: copy both from the page again"
    near = _nearest(exact, [b.text for draft in drafts for b in draft.blocks if b.text])
    return f"did you mean {near!r}?" if near else "copy them from the page, with its punctuation"


def _nearest(exact: str, texts: Sequence[str]) -> str:
    best, score = "", 60.0
    for text in texts:
        found = fuzz.partial_ratio_alignment(exact, text, score_cutoff=score)
        if found is not None and found.score > score and len(text) >= len(exact):
            best, score = text[found.dest_start : found.dest_start + len(exact)], found.score
    return best


def protected_spans(decisions: Decisions, text: str) -> tuple[tuple[Decision, Span], ...]:
    """Give the raw spans that decisions to ``keep`` take out of the rules' reach.

    They are quoted as the capture has them, since the rules would take them away.
    """
    spans: list[tuple[Decision, Span]] = []
    for decision in decisions.decisions:
        if decision.action != "keep":
            continue
        matches = list(_quoted(decision, decision.exact).finditer(text))
        if len(matches) != 1:
            raise EditionError(
                f"the words {decision.exact[:40]!r} stand in {len(matches)} places of the capture", decision.where,
                "quote them as the capture has them, with prefix or suffix so that only one is meant",
            )  # fmt: skip
        spans.append((decision, Span(*matches[0].span("exact"))))
    return tuple(spans)
