"""The text of a page as elements for the template: each block's HTML, made of our own typed runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from edition.model import Block, BlockKind, Piece, Span
from edition.page import PageBlock, Run
from edition.render.addresses import safe_link
from edition.render.inline import escape, reading_html

_PARAGRAPH = re.compile(r"p\d{1,9}")
_NOWHERE = Span(0, 0)
_NOTHING = Markup("")
_FLOWS = {
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.HEADING: "heading",
    BlockKind.QUOTE: "quote",
    BlockKind.VERSE: "verse",
    BlockKind.LIST_ITEM: "list",
    BlockKind.TABLE_ROW: "table",
    BlockKind.CAPTION: "figure",
    BlockKind.PICTURE: "figure",
}


class Item(NamedTuple):
    """A numbered paragraph, list item or row."""

    anchor: str
    html: Markup
    cells: tuple[Markup, ...] = ()


class Picture(NamedTuple):
    """What is known of a picture that only the capture had."""

    address: str
    """Set if a reader may be sent there."""
    written: str
    description: str
    broken: bool


class Flow(NamedTuple):
    """One element of the text."""

    kind: str
    """``paragraph``, ``verse``, ``heading``, ``quote``, ``list``, ``table`` or ``figure``."""
    items: tuple[Item, ...] = ()
    level: int = 2
    ordered: bool = False
    pictures: tuple[Picture, ...] = ()
    caption: Markup = _NOTHING


def flow_of(blocks: Sequence[PageBlock], broken: Sequence[str]) -> Iterator[Flow]:
    """Give the elements of a page's text in order; ``broken`` are addresses known to be cut off."""
    for (kind, ordered), group in groupby(blocks, key=_element):
        if kind == "figure":
            yield from _figures(list(group), broken)
        elif kind == "table":
            yield Flow(
                kind, tuple(Item(_target(b.anchor), _NOTHING, tuple(_cells(b))) for b in group)
            )
        elif kind == "list":
            yield Flow(
                kind, tuple(Item(_target(b.anchor), html_of(b.runs)) for b in group), 2, ordered
            )
        else:
            for block in group:
                yield Flow(
                    kind, (Item(_target(block.anchor), html_of(block.runs)),), block.level or 2
                )


def _target(anchor: str) -> str:
    """Give a paragraph id; what has another form could be taken for an id of the page's frame."""
    return anchor if _PARAGRAPH.fullmatch(anchor) else ""


def _element(block: PageBlock) -> tuple[str, bool]:
    return _FLOWS[block.kind], block.ordered


def html_of(runs: Sequence[Run]) -> Markup:
    """Write runs as HTML; what is not plain is written by the module that writes it for the site."""
    if len(runs) == 1 and not runs[0].marks and not runs[0].gap:
        return Markup(escape(runs[0].text).replace("\n", "<br>"))
    pieces = (Piece(_NOWHERE, r.text, marks=("gap",) if r.gap else r.marks) for r in runs)
    return reading_html(Block(BlockKind.PARAGRAPH, tuple(pieces)))


def _cells(block: PageBlock) -> Iterator[Markup]:
    cell: list[Run] = []
    for run in block.runs:
        *closed, rest = run.text.split("\t")
        for part in closed:
            yield html_of([*cell, Run(part, run.marks)])
            cell = []
        cell.append(Run(rest, run.marks, run.gap, run.note))
    yield html_of(cell)


def _figures(blocks: Sequence[PageBlock], broken: Sequence[str]) -> Iterator[Flow]:
    pictures: list[Picture] = []
    captions: list[Markup] = []
    for block in blocks:
        if block.kind is BlockKind.CAPTION:
            captions.append(html_of(block.runs))
            continue
        if pictures or captions:
            yield _figure(pictures, captions)
            pictures, captions = [], []
        whole = not block.address.endswith("…") and block.address not in broken
        link = safe_link(block.address) if whole else ""
        pictures.append(Picture(link, block.address, block.text, block.address in broken))
    yield _figure(pictures, captions)


def _figure(pictures: Sequence[Picture], captions: Sequence[Markup]) -> Flow:
    return Flow("figure", pictures=tuple(pictures), caption=Markup("<br>").join(captions))
