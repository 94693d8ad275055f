"""Spell a page in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from edition.frontmatter import Writable
from edition.model import BlockKind
from edition.page.dump import dump
from edition.page.inline import inline
from edition.page.seal import sealed
from edition.page.values import SEE_ALSO, Page, PageBlock, Run, SeeAlso

_ANCHOR = re.compile(r"[A-Za-z0-9_.~-]*")
_EVIDENT = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE})
"""Kinds that Markdown shows by itself; the others are named by their label."""


def written(page: Page, stated: Mapping[str, Writable]) -> str:
    """Write the page with the record as ``stated`` (with numbers, which YAML shows bare)."""
    return sealed("---\n" + dump(stated), "---\n\n" + "\n\n".join(_parts(page)) + "\n")


def _parts(page: Page) -> Iterator[str]:
    for kicker in page.kicker:
        yield _label(BlockKind.KICKER) + inline([Run(kicker)])
    if page.title:
        yield "# " + inline([Run(page.title)], one_line=True)
    for deck in page.deck:
        yield _label(BlockKind.DECK) + inline([Run(deck)])
    chinese = str(page.record.get("language", "")).startswith("zh")
    blocks = page.blocks
    at = 0
    while at < len(blocks):
        stop = at + 1
        kind = blocks[at].kind
        if kind is BlockKind.LIST_ITEM:
            while stop < len(blocks) and _one_list(blocks[at], blocks[stop]):
                stop += 1
            yield "\n".join(_items(blocks[at:stop]))
        elif kind is BlockKind.PICTURE:
            while stop < len(blocks) and blocks[stop].kind is BlockKind.CAPTION:
                stop += 1
            yield _frame(blocks[at:stop], "〔图〕" if chinese else "〔picture〕")
        else:
            yield _block(blocks[at])
        at = stop
    if page.see_also:
        yield f'---\n\n[{SEE_ALSO}]: #{SEE_ALSO} "{SEE_ALSO}"\n## {"参见" if chinese else "See also"}'
        yield "\n".join(_see_also(line) for line in page.see_also)


def _one_list(first: PageBlock, other: PageBlock) -> bool:
    return other.kind is BlockKind.LIST_ITEM and other.ordered is first.ordered


def _label(kind: BlockKind, anchor: str = "") -> str:
    """Write the line that carries a block's id and kind: a link definition, which shows nothing.

    The title names the kind, where nothing else does. The next line cannot be taken for a
    title: a quotation mark or parenthesis at its beginning is escaped.
    """
    if kind in _EVIDENT:
        named = ""
        if not anchor:
            return ""
    else:
        named = f' "{kind.value}"'
    if not _ANCHOR.fullmatch(anchor):
        raise ValueError(f"{anchor!r} cannot be a paragraph id")
    return f"[{anchor or kind.value}]: #{anchor}{named}\n"


def _block(block: PageBlock) -> str:
    kind = block.kind
    label = _label(kind, block.anchor)
    if kind is BlockKind.HEADING:
        return f"{label}{'#' * block.level} {inline(block.runs, one_line=True)}"
    text = inline(block.runs)
    if kind in (BlockKind.QUOTE, BlockKind.CAPTION):
        return label + _quoted(text)
    return label + text


def _quoted(text: str) -> str:
    return "> " + text.replace("\n", "\n> ")


def _items(blocks: Sequence[PageBlock]) -> Iterator[str]:
    for number, block in enumerate(blocks, 1):
        sign = f"{number}. " if block.ordered else "- "
        yield sign + (_label(block.kind, block.anchor) + inline(block.runs)).replace(
            "\n", "\n" + " " * len(sign)
        )


def _frame(blocks: Sequence[PageBlock], sign: str) -> str:
    """Write a picture and its captions as one framed note; the address is text, not a link."""
    picture = blocks[0]
    note = sign + (inline(picture.runs) if picture.runs else "")
    if picture.address:
        note += f"\\\n`{picture.address}`"
    parts = [note] + [
        _label(caption.kind, caption.anchor) + inline(caption.runs) for caption in blocks[1:]
    ]
    return _label(picture.kind, picture.anchor) + _quoted("\n\n".join(parts)).replace(
        "\n> \n", "\n>\n"
    )


def _see_also(line: SeeAlso) -> str:
    title = _one_line(line.title)
    note = f"（{_one_line(line.note)}）" if line.note else ""
    return f"- {line.relation}：[{title}]({line.target}){note}"


@lru_cache(maxsize=8192)
def _one_line(text: str) -> str:
    """Write a title or a note; those of one document stand on many pages."""
    return inline([Run(text)], one_line=True)
