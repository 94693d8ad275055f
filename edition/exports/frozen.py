"""What a release freezes of a document: its article as HTML, and the record of the version.

The article is written here and not by the templates, since a version promises the same bytes
for ever while templates may change. It is plain HTML with paragraph ids: no link, no script, and every character of captured text escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from edition.ledger import Retired
from edition.model import Action, Block, BlockKind, Document, Piece

_TAGS: Mapping[str, str] = {"strong": "strong", "em": "em", "sup": "sup", "sub": "sub"}
_SHOWN = frozenset(
    {
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.LIST_ITEM,
        BlockKind.QUOTE,
        BlockKind.TABLE_ROW,
        BlockKind.VERSE,
        BlockKind.CAPTION,
    }
)


def freeze_article(document: Document, retired: Sequence[Retired] = ()) -> str:
    """Give the ``<article>`` element of a version.

    ``retired`` are the paragraph ids that have no text in it: each stays as an empty target with
    a note, which the style sheet may show, so that an old link is answered.
    """
    gaps = {i.id for i in document.interventions if i.action is Action.GAP}
    rows = [f'<article id="{document.id}" lang="{escape(document.language)}">', "<header>"]
    for name, tag in (("kicker", "p"), ("title", "h1"), ("deck", "p")):
        if document.value(name):
            rows.append(f'<{tag} class="{name}">{escape(document.value(name))}</{tag}>')
    rows.append("</header>")
    blocks = [block for block in document.blocks if block.kind in _SHOWN and block.live]
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        rows.extend(_write_run(kind, list(run), gaps))
    rows.extend(_targets(retired))
    return "\n".join([*rows, "</article>"]) + "\n"


def _write_run(kind: BlockKind, run: Sequence[Block], gaps: set[int]) -> Iterator[str]:
    if kind is BlockKind.LIST_ITEM:
        yield "<ul>"
        yield from (f"<li{_id(block)}>{_inline(block, gaps)}</li>" for block in run)
        yield "</ul>"
    elif kind is BlockKind.TABLE_ROW:
        yield "<table><tbody>"
        for block in run:
            cells = "</td><td>".join(_inline(block, gaps).split("\t"))
            yield f"<tr{_id(block)}><td>{cells}</td></tr>"
        yield "</tbody></table>"
    else:
        for block in run:
            text = _inline(block, gaps)
            if kind is BlockKind.HEADING:
                yield f"<h2{_id(block)}>{text}</h2>"
            elif kind is BlockKind.QUOTE:
                yield f"<blockquote{_id(block)}><p>{text}</p></blockquote>"
            elif kind is BlockKind.VERSE:
                lines = "<br>\n".join(text.split("\n"))
                yield f'<p{_id(block)} class="verse">{lines}</p>'
            elif kind is BlockKind.CAPTION:
                yield f'<p class="caption">{text}</p>'
            else:
                yield f"<p{_id(block)}>{text}</p>"


def _id(block: Block) -> str:
    return f' id="{block.anchor}"' if block.anchor else ""


def _inline(block: Block, gaps: set[int]) -> str:
    return "".join(_write_piece(piece, gaps) for piece in block.pieces)


def _write_piece(piece: Piece, gaps: set[int]) -> str:
    if not piece.text and set(piece.by) & gaps:
        return '<span class="gap">〔缺〕</span>'
    text = escape(piece.text)
    for mark in piece.marks if text else ():
        tag = _TAGS.get(mark)
        text = f"<{tag}>{text}</{tag}>" if tag else text
    return text


def _targets(retired: Iterable[Retired]) -> Iterator[str]:
    for gone in retired:
        into = "、".join(gone.into)
        note = (
            f"{gone.id} 已并入 {into} · {gone.id} is now part of {', '.join(gone.into)}"
            if into
            else f"{gone.id} 已删除 · {gone.id} was removed"
        )
        yield f'<p id="{gone.id}" class="retired" data-note="{escape(note)}"></p>'


def freeze_record(
    document: Document, *, version: int, item: Mapping[str, Any], article: str
) -> bytes:
    """Give the record of a version as JSON: citation, claims, paragraphs and the article."""
    record = {
        "id": document.id,
        "version": version,
        "title": document.title,
        "item": dict(item),
        "claims": [
            {
                "field": claim.field,
                "value": claim.value,
                "basis": claim.basis.value,
                "certainty": claim.certainty.value,
            }
            for claim in document.claims
        ],
        "paragraphs": [
            {"id": block.anchor, "kind": block.kind.value, "text": block.text}
            for block in document.paragraphs
        ],
        "article": article,
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
