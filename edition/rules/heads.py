"""The heads of newspaper articles: kicker (引题), headline, deck (副题), banner, announcement.

OCR gives heads as headings of unreliable level, or as short plain lines. What a line is follows
from where it stands and how it speaks: a kicker stands above its headline and names who spoke
(“…强调”), a deck stands below it, a banner stands over several articles and is followed by
another head. A head without text announces an article that the capture doesn't have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from edition.model import Block, BlockKind

LONGEST = 45
_SENTENCE = re.compile(r"[。；，]|[！？].")
_CREDIT = re.compile(
    r"^[□■●◎◆\s（(]*(?:[\u4e00-\u9fff]{0,8}(?:记者|通讯员|特派员|评论员)(?:[\s\u3000:：]|(?=[\u4e00-\u9fff]{2,3}[）)]?$))|(?:文|图|摄影|作者|撰文|来源)\s*[/／|｜:：]|本报(?:综合)?讯)"
)
"""A line of credits below a headline is no deck."""
_KICKER = re.compile(
    r"(?:强调|指出|要求|号召|表示|提出|时说|致辞|讲话|主持召开.{0,20}会议?)$|(?:号召|要求|强调|指出)[^。]{2,}"
)


@dataclass(frozen=True, slots=True)
class Head:
    """One head: block numbers by their part."""

    title: tuple[int, ...]
    kicker: tuple[int, ...] = ()
    deck: tuple[int, ...] = ()
    banner: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A head with the numbers of all blocks from its first to the next head."""

    head: Head
    blocks: tuple[int, ...]


@dataclass(frozen=True)
class Page:
    """A newspaper page, divided."""

    articles: tuple[Article, ...]
    announced: tuple[Head, ...]
    banners: tuple[int, ...] = field(default=())


def is_head_line(block: Block) -> bool:
    """Say whether a block speaks like a head: marked as one, or short and without a sentence's signs."""
    if block.kind is BlockKind.HEADING:
        return True
    text = block.text.strip()
    return (
        block.kind is BlockKind.PARAGRAPH
        and not _CREDIT.match(text)
        and 2 <= len(text) <= LONGEST
        and not _SENTENCE.search(text)
        and not text.endswith(("！", "？", "：", ":", "、"))
    )


def _is_kicker(block: Block) -> bool:
    return bool(_KICKER.search(block.text.strip()))


def _level(block: Block) -> int:
    return int(block.traits.get("level", "9")) if block.kind is BlockKind.HEADING else 9


def divide_page(blocks: Sequence[Block]) -> Page:
    """Divide the standing blocks of a page into articles and announced heads.

    Blocks that don't stand (folded copies, layout) belong to the article in which they lie.
    """
    standing = [i for i, block in enumerate(blocks) if block.live and block.text.strip()]
    groups: list[tuple[list[int], list[int]]] = []  # (head lines, text)
    for i in standing:
        if is_head_line(blocks[i]):
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(i)
        else:
            if not groups:
                groups.append(([], []))
            groups[-1][1].append(i)
    articles: list[Article] = []
    announced: list[Head] = []
    banners: list[int] = []
    starts: list[tuple[int, Head]] = []
    for lines, text in groups:
        heads = _heads(blocks, lines)
        for head in heads:
            banners += head.banner
        if text:
            own = heads.pop() if heads else Head(())
            starts.append((min([*own.title, *own.kicker, *own.deck, *text]), own))
        announced += heads
    aside = {n for head in announced for n in (*head.title, *head.kicker, *head.deck)} | set(
        banners
    )
    for k, (start, head) in enumerate(starts):
        stop = starts[k + 1][0] if k + 1 < len(starts) else len(blocks)
        first = 0 if k == 0 else start
        articles.append(Article(head, tuple(i for i in range(first, stop) if i not in aside)))
    return Page(tuple(articles), tuple(announced), tuple(banners))


def _heads(blocks: Sequence[Block], lines: Sequence[int]) -> list[Head]:
    """Read a group of head lines as heads, in order."""
    units: list[list[int]] = []
    for i in lines:
        follows = (
            units and i == units[-1][-1] + 1 and blocks[units[-1][-1]].traits.get("hard_break")
        )
        if follows and blocks[i].kind is not BlockKind.HEADING:
            units[-1].append(i)
        else:
            units.append([i])
    heads: list[Head] = []
    k = 0
    while k < len(units):
        unit = units[k]
        following = units[k + 1] if k + 1 < len(units) else []
        if len(unit) > 1 and blocks[unit[0]].kind is not BlockKind.HEADING:
            heads.append(_of_lines(blocks, unit))
            k += 1
        elif blocks[unit[0]].kind is BlockKind.HEADING:
            taken, head = _of_heading(blocks, units[k:])
            heads.append(head)
            k += taken
        elif (
            following
            and blocks[following[0]].kind is BlockKind.HEADING
            and _is_kicker(blocks[unit[0]])
        ):
            taken, head = _of_heading(blocks, units[k + 1 :])
            heads.append(Head(head.title, (unit[0], *head.kicker), head.deck, head.banner))
            k += 1 + taken
        else:
            heads.append(Head(tuple(unit)))
            k += 1
    return heads


def _of_lines(blocks: Sequence[Block], unit: Sequence[int]) -> Head:
    """Read lines that one break binds together: (kicker) headline (deck)."""
    if _is_kicker(blocks[unit[0]]) and len(unit) > 1:
        return Head((unit[1],), (unit[0],), tuple(unit[2:]))
    return Head((unit[0],), (), tuple(unit[1:]))


def _of_heading(blocks: Sequence[Block], units: Sequence[list[int]]) -> tuple[int, Head]:
    """Read a head that begins with a heading; gives how many units it took."""
    first = units[0][0]
    if len(units) > 1:
        second = units[1][0]
        heading = blocks[second].kind is BlockKind.HEADING
        if (
            heading
            and _is_kicker(blocks[first])
            and _level(blocks[second]) <= _level(blocks[first])
        ):
            taken, head = _of_heading(blocks, units[1:])
            return 1 + taken, Head(head.title, (first, *head.kicker), head.deck, head.banner)
        if not heading and _is_kicker(blocks[second]):
            return 1, Head((), banner=(first,))
        if not heading and len(units[1]) == 1:
            third = units[2][0] if len(units) > 2 else -1
            belongs_below = (
                third >= 0
                and blocks[third].kind is BlockKind.HEADING
                and _is_kicker(blocks[second])
            )
            if not belongs_below:
                return 2, Head((first,), (), (second,))
    return 1, Head((first,))
