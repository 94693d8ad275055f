"""The text of a document as it is to be read: only what stands, and what is known beside it.

Nothing here depends on the language of the interface, and every value is finished, links too:
the template asks nothing of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from edition.model import (
    Block,
    BlockKind,
    Document,
    Emendation,
    Fate,
    Parallel,
    Piece,
    Place,
    Reading,
    Variant,
    Work,
)
from edition.render.addresses import relative, safe_link
from edition.render.context import Context
from edition.render.inline import Annotation, reading_html
from edition.render.titles import shortened

_NOTHING = Markup("")
OPEN = 2
"""Documents with a shared passage that stand open beside a paragraph."""
LISTED = 14
"""Documents with a shared passage that are listed at all."""
PLACES = 6
"""Places listed of one of them."""


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


class OtherReading(NamedTuple):
    """What another witness has at a place."""

    href: str
    text: str
    outlet: str


class VariantHere(NamedTuple):
    """A variant that this document has a share in."""

    number: int
    own: str
    others: tuple[OtherReading, ...]


class AlsoAt(NamedTuple):
    """A paragraph of another document that shares a passage."""

    href: str
    number: str
    text: str
    """The passage, shortened."""
    length: int


class Also(NamedTuple):
    """The passages that one other document shares with a paragraph."""

    language: str
    title: str
    first: AlsoAt
    rest: tuple[AlsoAt, ...]
    more: bool
    """Set if there are more places than are shown."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside a paragraph."""

    variants: tuple[VariantHere, ...]
    parallels: tuple[tuple[int, tuple[Also, ...]], ...]
    """Those with one document together, the rarest and longest first: the first ones stand open (0),
    the others are folded, and the number says how many passages they are."""
    emendations: tuple[Emendation, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph (or list item, or row) with what stands beside it."""

    anchor: str
    number: str
    """What the margin shows: the id without its letter."""
    html: Markup
    cells: tuple[Markup, ...] = ()
    side: Side | None = None


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
    number = block.anchor.lstrip("p")
    if block.kind is BlockKind.TABLE_ROW:
        cells = tuple(reading_html(cell) for cell in _cells(block))
        return Paragraph(block.anchor, number, _NOTHING, cells)
    variants = context.variants_at.get((document.id, block.anchor), ())
    html = reading_html(block, _annotations(context, document, block, variants))
    return Paragraph(
        block.anchor, number, html, side=_side(context, document, block.anchor, variants)
    )


_Variants = Sequence[tuple[Work, Variant, Reading]]


def _side(context: Context, document: Document, anchor: str, variants: _Variants) -> Side | None:
    groups = _weighed(context, document, anchor)
    emendations = tuple(context.emendations_at.get((document.id, anchor), ()))
    if not (variants or groups or emendations):
        return None
    return Side(
        tuple(
            VariantHere(
                variant.number,
                own.text,
                tuple(
                    OtherReading(
                        f"../{r.place.document}/#{r.place.paragraph}",
                        r.text,
                        context.shown[r.witness].published_by,
                    )
                    for r in variant.readings
                    if r.witness != document.id
                ),
            )
            for _, variant, own in variants
        ),
        tuple(
            (folded, tuple(_also(context, places) for places in listed))
            for folded, listed in (
                (0, groups[:OPEN]),
                (sum(map(len, groups[OPEN:])), groups[OPEN:LISTED]),
            )
            if listed
        ),
        emendations,
    )


def _also(context: Context, places: Sequence[tuple[Place, Parallel]]) -> Also:
    there = context.shown[places[0][0].document]
    shown = [
        AlsoAt(
            f"../{place.document}/#{place.paragraph}",
            place.paragraph[1:],
            shortened(parallel.text, 120),
            len(parallel.text),
        )
        for place, parallel in places[:PLACES]
    ]
    return Also(
        there.language,
        shortened(there.title, 22),
        shown[0],
        tuple(shown[1:]),
        len(places) > PLACES,
    )


def _weighed(
    context: Context, document: Document, anchor: str
) -> list[tuple[tuple[Place, Parallel], ...]]:
    """Give the parallels of a paragraph by document, the rarest and longest first.

    What another witness of the same text shares is the text itself, which the apparatus shows.
    """
    found = context.parallels_at.get((document.id, anchor), ())
    if not found:
        return []
    work = context.edition.relations.work_of.get(document.id)
    same = set(work.witnesses) if work else set()
    ranked = sorted(
        (-parallel.weight * len(parallel.text), place, number)
        for number, (place, parallel) in enumerate(found)
        if place.document not in same
    )
    others: dict[str, dict[str, tuple[Place, Parallel]]] = {}
    for _, place, number in ranked:
        others.setdefault(place.document, {}).setdefault(place.paragraph, found[number])
    return [tuple(places.values()) for places in others.values()]


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
    variants: _Variants,
) -> list[Annotation]:
    found = [
        Annotation(r.place.start, r.place.end, f"#v{v.number}", f"var {v.kind}")
        for _, v, r in variants
        if r.place.end > r.place.start
    ]
    here = f"d/{document.id}/"
    for mention in context.mentions_at.get((document.id, block.anchor), ()):
        named = context.named.get(mention.authority)
        if named:
            href = relative(here, named.address)
            found.append(
                Annotation(mention.place.start, mention.place.end, href, f"name {named.kind}")
            )
    found.sort(key=lambda a: (a.start, not a.css.startswith("var"), -a.end))
    kept: list[Annotation] = []
    limit = len(block.text)
    for annotation in found:
        if annotation.end <= limit and (not kept or annotation.start >= kept[-1].end):
            kept.append(annotation)
    return kept
