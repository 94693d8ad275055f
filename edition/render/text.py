"""The text of a document in its two edited states: to be read, and with all marks.

Reading has only what stands. Marked has every block of the source in its order, so that what
was removed, folded or set aside is seen where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from edition.model import (
    TEXT_KINDS,
    Action,
    Block,
    BlockKind,
    Certainty,
    Document,
    Emendation,
    Evidence,
    Fate,
    Intervention,
    Parallel,
    Piece,
    Place,
    Reading,
    Variant,
    Words,
    Work,
)
from edition.render.addresses import relative, safe_link
from edition.render.context import Context
from edition.render.inline import SIGNS, Annotation, marked_html, reading_html
from edition.render.strings import Strings

_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the capture: a local copy, or what is known of it."""

    file: str
    """Below the site's root; empty if the edition has no copy."""
    address: str
    """As the capture has it, if it may be shown as a link."""
    written: str
    """As the capture has it, whatever it is."""
    description: str
    broken: bool
    """Set if the address cannot be right as the capture has it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph (or list item, or row) with what stands beside it."""

    anchor: str
    number: str
    """What the margin shows: the id without its letter."""
    html: Markup
    cells: tuple[Markup, ...] = ()
    variants: tuple[tuple[Work, Variant, Reading], ...] = ()
    parallels: tuple[tuple[tuple[Place, Parallel], ...], ...] = ()
    """Those with one document together, the rarest and longest first."""
    emendations: tuple[Emendation, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """One element of the text."""

    kind: str
    """``paragraph``, ``heading``, ``list``, ``table``, ``figure``, ``quote`` or ``verse``."""
    items: tuple[Paragraph, ...] = ()
    level: int = 2
    ordered: bool = False
    pictures: tuple[Picture, ...] = ()
    caption: Markup = _NOTHING


def reading_flow(context: Context, document: Document) -> Iterator[Flow]:
    """Give the elements of the text as it is to be read, in order."""
    standing = [b for b in document.blocks if b.live or _picture_stands(b)]
    for kind, group in groupby(standing, key=_flow_kind):
        blocks = list(group)
        if kind == "figure":
            yield from _figures(context, document, blocks)
        elif kind in ("list", "ordered-list", "table"):
            items = tuple(_paragraph(context, document, block) for block in blocks)
            yield Flow(kind.removeprefix("ordered-"), items, ordered=kind.startswith("ordered"))
        elif kind:
            for block in blocks:
                level = min(6, max(2, int(_number(block.traits.get("level", "2")))))
                yield Flow(kind, (_paragraph(context, document, block),), level)


_FLOWS = {
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.HEADING: "heading",
    BlockKind.QUOTE: "quote",
    BlockKind.VERSE: "verse",
    BlockKind.TABLE_ROW: "table",
    BlockKind.CAPTION: "figure",
    BlockKind.PICTURE: "figure",
}


def _flow_kind(block: Block) -> str:
    if block.kind is BlockKind.LIST_ITEM:
        return "ordered-list" if block.traits.get("ordered") in ("yes", "1", "true") else "list"
    return _FLOWS.get(block.kind, "")


def _number(text: str) -> str:
    return text if text.isdecimal() else "2"


def _picture_stands(block: Block) -> bool:
    return (
        block.kind is BlockKind.PICTURE
        and "hidden" not in block.traits
        and any(p.fate in (Fate.KEPT, Fate.CHANGED, Fate.METADATA) and p.span for p in block.pieces)
        and not any(p.fate is Fate.SET_ASIDE for p in block.pieces)
    )


def _figures(context: Context, document: Document, blocks: Sequence[Block]) -> Iterator[Flow]:
    broken = document.values("picture_broken")
    pictures: list[Picture] = []
    captions: list[Markup] = []
    for block in blocks:
        if block.kind is BlockKind.CAPTION:
            captions.append(reading_html(block))
            continue
        if captions:
            yield Flow("figure", pictures=tuple(pictures), caption=Markup("<br>").join(captions))
            pictures, captions = [], []
        elif pictures:
            yield Flow("figure", pictures=tuple(pictures))
            pictures = []
        written = block.traits.get("src", "")
        pictures.append(
            Picture(
                context.media.get(written, ""),
                safe_link(written),
                written,
                block.traits.get("alt", ""),
                written in broken,
            )
        )
    yield Flow("figure", pictures=tuple(pictures), caption=Markup("<br>").join(captions))


def _paragraph(context: Context, document: Document, block: Block) -> Paragraph:
    key = (document.id, block.anchor)
    variants = tuple(context.variants_at.get(key, ()))
    annotations = _annotations(context, document, block, variants)
    if block.kind is BlockKind.TABLE_ROW:
        cells = tuple(reading_html(cell) for cell in _cells(block))
        return Paragraph(block.anchor, block.anchor.lstrip("p"), Markup(""), cells)
    return Paragraph(
        block.anchor,
        block.anchor.lstrip("p"),
        reading_html(block, annotations),
        variants=variants,
        parallels=_weighed(context, document, key),
        emendations=tuple(context.emendations_at.get(key, ())),
    )


def _weighed(
    context: Context, document: Document, key: tuple[str, str]
) -> tuple[tuple[tuple[Place, Parallel], ...], ...]:
    """Give the parallels of a paragraph by document, the rarest and longest first.

    What another witness of the same text shares is the text itself, which the apparatus shows.
    """
    work = context.edition.relations.work_of.get(document.id)
    same = set(work.witnesses) if work else set()
    found = [pair for pair in context.parallels_at.get(key, ()) if pair[0].document not in same]
    found.sort(key=lambda pair: (-pair[1].weight * len(pair[1].text), pair[0]))
    others: dict[str, dict[str, tuple[Place, Parallel]]] = {}
    for place, parallel in found:
        others.setdefault(place.document, {}).setdefault(place.paragraph, (place, parallel))
    return tuple(tuple(places.values()) for places in others.values())


def _cells(block: Block) -> Iterator[Block]:
    cell: list[Piece] = []
    for piece in block.pieces:
        *closed, rest = piece.text.split("\t")
        for part in closed:
            cell.append(Piece(piece.span, part, piece.fate, piece.by, piece.marks))
            yield Block(block.kind, tuple(cell))
            cell = []
        cell.append(Piece(piece.span, rest, piece.fate, piece.by, piece.marks))
    yield Block(block.kind, tuple(cell))


def _annotations(
    context: Context,
    document: Document,
    block: Block,
    variants: Sequence[tuple[Work, Variant, Reading]],
) -> list[Annotation]:
    found = [
        Annotation(r.place.start, r.place.end, f"#v{v.number}", f"var {v.kind}")
        for _, v, r in variants
        if r.place.end > r.place.start
    ]
    here = f"d/{document.id}/"
    for mention in context.mentions_at.get((document.id, block.anchor), ()):
        authority = context.authority.get(mention.authority)
        if authority:
            href = relative(here, context.authority_address(authority))
            found.append(
                Annotation(mention.place.start, mention.place.end, href, f"name {authority.kind}")
            )
    found.sort(key=lambda a: (a.start, not a.css.startswith("var"), -a.end))
    kept: list[Annotation] = []
    limit = len(block.text)
    for annotation in found:
        if annotation.end <= limit and (not kept or annotation.start >= kept[-1].end):
            kept.append(annotation)
    return kept


# -- marked ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """What was done at one place, or alike at several."""

    id: int
    """Number of the first intervention."""
    before: str
    after: str
    times: int


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader learns of the interventions of one block that have the same reason."""

    id: int
    act: Intervention
    sign: str
    done: tuple[Done, ...]
    times: int
    title: Words | None
    rule_address: str
    line: int
    """Number of the capture's line where the first of them stands."""
    context: tuple[str, str, str]
    """The capture before, at, and after the place."""
    told: int
    """Number of the note that gave the reason already, or 0."""
    evidence: tuple[Evidence, ...]
    """What no note of the page has told yet."""


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


def marked_rows(context: Context, document: Document, strings: Strings) -> Iterator[Row]:
    """Give every block of the document with its marks and notes, in order."""
    raw = context.edition.source_by_hash[document.source].source.text
    acts = {act.id: act for act in document.interventions}
    labels = {action: strings(f"action.{action}") for action in Action}
    seen: set[int] = set()
    told: dict[_Told, int] = {}
    for block in document.blocks:
        fresh = [
            acts[n]
            for n in dict.fromkeys(n for piece in block.pieces for n in piece.by)
            if n in acts and acts[n].editorial and n not in seen
        ]
        notes, note_of = _notes(context, document, fresh, told)
        html = marked_html(block, raw, acts, seen, labels, note_of)
        yield Row(
            block.kind,
            html,
            notes,
            block.anchor,
            block.anchor.lstrip("p"),
            _block_fate(block),
            sum(len(piece.span) for piece in block.pieces),
        )


def _block_fate(block: Block) -> str:
    if block.live:
        return "live"
    sizes = dict.fromkeys(Fate, 0)
    for piece in block.pieces:
        sizes[piece.fate] += len(piece.span)
    if sizes[Fate.SET_ASIDE]:
        return "set_aside"
    return "metadata" if sizes[Fate.METADATA] else "removed"


_Ground = tuple[str, Action, Certainty, str, Words, tuple[Evidence, ...]]
_Told = tuple[str, Words | Evidence, Certainty, str]


def _notes(
    context: Context,
    document: Document,
    acts: Sequence[Intervention],
    told: dict[_Told, int],
) -> tuple[tuple[Note, ...], dict[int, int]]:
    groups: dict[_Ground, list[Intervention]] = {}
    for act in acts:
        ground = (act.rule, act.action, act.certainty, act.agent, act.reason, act.evidence)
        groups.setdefault(ground, []).append(act)
    view = context.captures[document.source]
    text = view.record.source.text
    notes: list[Note] = []
    note_of: dict[int, int] = {}
    for group in groups.values():
        act = group[0]
        note_of |= {other.id: act.id for other in group}
        start, end = (act.spans[0].start, act.spans[0].end) if act.spans else (0, 0)
        around = (text[max(0, start - 10) : start], text[start:end][:40], text[end : end + 10])
        notes.append(
            Note(
                act.id,
                act,
                SIGNS[act.action],
                _done(group),
                len(group),
                context.rule_title(act),
                context.rule_address(act),
                view.line_of(start),
                around,
                told.get((act.rule, act.reason, act.certainty, act.agent), 0),
                tuple(
                    e for e in act.evidence if (act.rule, e, act.certainty, act.agent) not in told
                ),
            )
        )
        matters: tuple[Words | Evidence, ...] = (act.reason, *act.evidence)
        for matter in matters:
            told.setdefault((act.rule, matter, act.certainty, act.agent), act.id)
    return tuple(notes), note_of


def _done(group: Sequence[Intervention]) -> tuple[Done, ...]:
    alike: dict[tuple[str, str], list[int]] = {}
    for act in group:
        alike.setdefault((act.before, act.after), []).append(act.id)
    return tuple(Done(ids[0], *key, len(ids)) for key, ids in alike.items())


def running_text(kind: BlockKind) -> bool:
    """Say whether blocks of this kind are numbered paragraphs."""
    return kind in TEXT_KINDS


def action_counts(document: Document) -> Mapping[Action, int]:
    """Count a document's editorial interventions by what they do."""
    counts: dict[Action, int] = {}
    for act in document.interventions:
        if act.editorial:
            counts[act.action] = counts.get(act.action, 0) + 1
    return counts
