"""The text of a document with all that was done to it: every block of its source, in order.

What was removed, folded or set aside is seen where it was. Values are finished and made once for
all languages of the interface; only the marks without a text of their own are named in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from markupsafe import Markup

from edition.model import (
    Action,
    Block,
    BlockKind,
    Certainty,
    Document,
    Evidence,
    Fate,
    Intervention,
    Words,
)
from edition.render.addresses import relative
from edition.render.context import Context
from edition.render.inline import SIGNS, escape, marked_html
from edition.render.record import Ground, ground_of
from edition.render.strings import Strings
from edition.render.titles import shortened

CHANGES = 12
"""Changes that one note shows."""
EVIDENCE = 3
"""Pieces of evidence that one note shows."""
ROOM = 36
"""Characters of a change that a note shows."""


class Change(NamedTuple):
    """What was done at one place, or alike at several."""

    id: int
    """Number of the first intervention."""
    alone: str
    """Shown in place of the two others for what is neither text before nor after: a join, a gap."""
    before: str
    after: str
    times: int
    """0 if the note says it already."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader learns of the interventions of one block that have the same reason."""

    id: int
    action: Action
    sign: str
    times: int
    folded: int
    """Characters of a copy that was folded; its text stands elsewhere."""
    changes: tuple[Change, ...]
    more: bool
    """Set if there are more changes than are shown."""
    reason: Words | None
    """None if a note before told it."""
    evidence: tuple[Ground, ...]
    """What no note of the page has told yet."""
    rule: str
    rule_href: str
    title: Words | None
    told: int
    """Number of the note that gave the reason already, or 0."""
    agent: str
    """Who decided; empty for a rule."""
    certainty: Certainty
    raw_href: str
    line: int
    """Number of the capture's line where the first of them stands."""
    around: str
    """The capture before, at, and after the place."""


@dataclass(frozen=True, slots=True)
class Row:
    """A block in the marked state."""

    kind: BlockKind
    html: Markup
    notes: tuple[Note, ...]
    anchor: str
    number: str
    fate: str
    """``live``, or what became of the whole block."""
    characters: int
    """How many characters of the source it covers."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring blocks, together if they do not stand in the text and have one fate."""

    fate: str
    folded: bool
    """Set unless they stand in the text."""
    quiet: bool
    """Set if only layout was lost: it is hidden until asked for."""
    kinds: tuple[BlockKind, ...]
    characters: int
    rows: tuple[Row, ...]


_LABELS = {action: f"\0{action}\0" for action in Action}
"""Stand for the names of actions; no text has this sign, which is shown by another."""


def marked_groups(context: Context, document: Document) -> tuple[Group, ...]:
    """Give every block of the document with its marks and notes, in order, for no language yet."""
    groups: list[tuple[str, list[Row]]] = []
    for row in _rows(context, document):
        fate = "picture" if row.kind is BlockKind.PICTURE else row.fate
        if groups and groups[-1][0] == fate and fate != "live":
            groups[-1][1].append(row)
        else:
            groups.append((fate, [row]))
    return tuple(
        Group(
            fate,
            fate not in ("live", "picture"),
            fate == "removed" and not any(row.notes for row in rows),
            tuple(dict.fromkeys(row.kind for row in rows)),
            sum(row.characters for row in rows),
            tuple(rows),
        )
        for fate, rows in groups
    )


def named_in(groups: Sequence[Group], strings: Strings) -> tuple[Group, ...]:
    """Give the groups with their marks named in the language of ``strings``."""
    return tuple(
        replace(group, rows=tuple(_named(row, strings) for row in group.rows))
        if any("\0" in row.html for row in group.rows)
        else group
        for group in groups
    )


def _named(row: Row, strings: Strings) -> Row:
    html = str(row.html)
    if "\0" not in html:
        return row
    for action, label in _LABELS.items():
        if label in html:
            html = html.replace(label, escape(strings(f"action.{action}")))
    return replace(row, html=Markup(html))


def _rows(context: Context, document: Document) -> Iterator[Row]:
    raw = context.edition.source_by_hash[document.source].source.text
    acts = {act.id: act for act in document.interventions}
    seen: set[int] = set()
    told: dict[_Told, int] = {}
    for block in document.blocks:
        touched = dict.fromkeys([n for piece in block.pieces for n in piece.by])
        fresh = [acts[n] for n in touched if n in acts and acts[n].editorial and n not in seen]
        notes, note_of = _notes(context, document, fresh, told) if fresh else ((), {})
        yield Row(
            block.kind,
            marked_html(block, raw, acts, seen, _LABELS, note_of),
            notes,
            block.anchor,
            block.anchor.lstrip("p"),
            _block_fate(block),
            sum([piece.span.end - piece.span.start for piece in block.pieces]),
        )


def _block_fate(block: Block) -> str:
    if block.live:
        return "live"
    fates = {piece.fate for piece in block.pieces if piece.span.end > piece.span.start}
    if Fate.SET_ASIDE in fates:
        return "set_aside"
    return "metadata" if Fate.METADATA in fates else "removed"


_Shared = tuple[str, Action, Certainty, str, Words, tuple[Evidence, ...]]
_Told = tuple[str, Words | Evidence, Certainty, str]


def _notes(
    context: Context,
    document: Document,
    acts: Sequence[Intervention],
    told: dict[_Told, int],
) -> tuple[tuple[Note, ...], dict[int, int]]:
    groups: dict[_Shared, list[Intervention]] = {}
    for act in acts:
        shared = (act.rule, act.action, act.certainty, act.agent, act.reason, act.evidence)
        groups.setdefault(shared, []).append(act)
    notes: list[Note] = []
    note_of: dict[int, int] = {}
    for group in groups.values():
        act = group[0]
        note_of |= {other.id: act.id for other in group}
        notes.append(_note(context, document, group, told))
        matters: tuple[Words | Evidence, ...] = (act.reason, *act.evidence)
        for matter in matters:
            told.setdefault((act.rule, matter, act.certainty, act.agent), act.id)
    return tuple(notes), note_of


def _note(
    context: Context, document: Document, group: Sequence[Intervention], told: Mapping[_Told, int]
) -> Note:
    act = group[0]
    here = f"d/{document.id}/marked/"
    view = context.captures[document.source]
    text = view.record.source.text
    start, end = (act.spans[0].start, act.spans[0].end) if act.spans else (0, 0)
    line = view.line_of(start)
    fold = act.action is Action.FOLD
    changes, more = _changes(group)
    before = told.get((act.rule, act.reason, act.certainty, act.agent), 0)
    fresh = [e for e in act.evidence if (act.rule, e, act.certainty, act.agent) not in told]
    return Note(
        act.id,
        act.action,
        SIGNS[act.action],
        len(group),
        len(act.before) if fold and len({(a.before, a.after) for a in group}) == 1 else 0,
        changes,
        more,
        None if before else act.reason,
        tuple(
            ground_of(context, here, e, hidden=act.before.startswith(e.quote))
            for e in fresh[:EVIDENCE]
        ),
        act.rule,
        relative(here, context.rule_address(act)),
        None if before else context.rule_title(act),
        before,
        "" if act.agent == "rule" else act.agent,
        act.certainty,
        f"../raw/#L{line}",
        line,
        ""
        if fold
        else f"{text[max(0, start - 10) : start]}⟦{text[start:end][:40]}⟧{text[end : end + 10]}",
    )


def _changes(group: Sequence[Intervention]) -> tuple[tuple[Change, ...], bool]:
    alike: dict[tuple[str, str], list[int]] = {}
    for act in group:
        alike.setdefault((act.before, act.after), []).append(act.id)
    pointed = group[0].action in (Action.JOIN, Action.GAP, Action.MOVE)
    return tuple(
        Change(
            ids[0],
            (shortened(before, ROOM) if before.strip() else "¶") if pointed else "",
            shortened(before, ROOM),
            shortened(after, ROOM),
            len(ids) if len(ids) > 1 and len(alike) > 1 else 0,
        )
        for (before, after), ids in list(alike.items())[:CHANGES]
        if before != after
    ), len(alike) > CHANGES


def action_counts(document: Document) -> Mapping[Action, int]:
    """Count a document's editorial interventions by what they do."""
    counts: dict[Action, int] = {}
    for act in document.interventions:
        if act.editorial:
            counts[act.action] = counts.get(act.action, 0) + 1
    return counts
