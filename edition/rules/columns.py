"""Columns that came out of order: paragraphs broken at a column's end are made whole again.

Evidence, strongest first: the joined wording stands in another capture; a word of the
dictionary is split across the break; the text's own order leaves one place only. Where
the wording between is missing, a gap is shown, and nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from edition.collection import SEAM
from edition.draft import Join, Move, Proposal, Remark, View
from edition.errors import Location
from edition.model import Block, BlockKind, Certainty, Evidence, Words
from edition.passages import fold
from edition.readers.reader import Notice
from edition.rule import Example, Rule

_ENDS = re.compile(r"[。！？…；：][”’」』）)】]*$|[”’」』）)】]$")
_SPEAKS = re.compile(
    r"^[^，。]{0,16}(?:强调|指出|要求|介绍|表示|认为|通报|汇报|主持召开|部署|透露)|^(?:会上|会议|会前|会后|近日|日前|据|另据|截至|自|目前|当天)"
)
_CLOSES = re.compile(
    r"(?:参会|参加(?:会议|上述活动|活动|调研)?|出席(?:会议|活动)?|列席(?:会议)?|陪同(?:调研)?)。$"
)
_FUNCTION = frozenset(
    "的了和与或在将要把被对从向以及是为由就也都还并且而但因若如各每这那本该其此今昨当我你他她它们不没未已曾可能须应须先再又更最很太请据自至到于"
)
WINDOW = 8
"""Characters on each side of a break that are looked up."""


@dataclass(frozen=True, slots=True)
class _Bond:
    first: int
    second: int
    certainty: Certainty
    evidence: tuple[Evidence, ...]
    gap: bool = False
    reason: Words | None = None


@cache
def _cut(text: str) -> tuple[str, ...]:
    import rjieba  # a dictionary of 350,000 words: loaded only where a break needs it

    return tuple(rjieba.cut(text, False))


def split_word(before: str, after: str) -> str:
    """Give the word of the dictionary that the break splits, or an empty string.

    >>> split_word("要统筹区域核酸检", "测力量的调配使用")
    '检测'
    >>> split_word("进一步动员起来，从", "级管控、尽锐出战")
    ''
    """
    left = re.split(r"[^\u3400-\u9fff]", before)[-1][-WINDOW:]
    right = re.split(r"[^\u3400-\u9fff]", after)[0][:WINDOW]
    at = 0
    for word in _cut(left + right):
        if at < len(left) < at + len(word):
            return word
        at += len(word)
    return ""


def _begins_with_fragment(text: str) -> bool:
    """Say whether a paragraph begins with part of a word, or with a sign that begins none."""
    if not re.match(r"[\u3400-\u9fff“‘《（(〔【0-9A-Za-z]", text):
        return True
    words = _cut(re.split(r"[^\u3400-\u9fff]", text)[0][:WINDOW])
    return bool(words) and len(words[0]) == 1 and words[0] not in _FUNCTION


def _attested(view: View, one: str, two: str) -> tuple[Evidence, ...]:
    """Find the joined wording in other captures: a window over the break, three letters a side."""
    left, right = fold(one[-3 * WINDOW :]).text, fold(two[: 3 * WINDOW]).text
    for taken in (SEAM // 2, SEAM - 3, 3):
        quotation = left[-taken:] + right[: SEAM + 2 - taken]
        if len(quotation) < SEAM or len(left) < taken:
            continue
        found = view.collection.attested(quotation, besides=view.draft.source.path)
        if found:
            return tuple(
                Evidence(Words(f"{path} 有连续的文字。", f"{path} has the wording without a break."), _around(line, quotation), path)
                for path, line in found
            )  # fmt: skip
    return ()


def _around(line: str, quotation: str) -> str:
    folded = fold(line)
    at = folded.text.find(quotation)
    if at < 0:
        return quotation
    positions = folded.positions
    return line[positions[at] : positions[at + len(quotation) - 1] + 1]


def _bonds(view: View, numbers: Sequence[int]) -> tuple[list[_Bond], list[int]]:
    blocks = view.draft.blocks
    open_ends = [i for i in numbers if not _ENDS.search(blocks[i].text)]
    bonds: dict[int, _Bond] = {}
    taken: set[int] = set()

    def bind(bond: _Bond) -> None:
        bonds[bond.first] = bond
        taken.add(bond.second)

    for i in open_ends:
        place = numbers.index(i)
        near = sorted(
            (n for n in numbers if n != i), key=lambda n: (abs(numbers.index(n) - place - 1), n)
        )[:24]
        for j in near:
            if j not in taken and (evidence := _attested(view, blocks[i].text, blocks[j].text)):
                bind(_Bond(i, j, Certainty.CERTAIN, evidence))
                break
    for i in open_ends:
        if i in bonds:
            continue
        place = numbers.index(i)
        for j in [*numbers[place + 1 : place + 2], *numbers]:
            if j == i or j in taken or not _begins_with_fragment(blocks[j].text):
                continue
            if word := split_word(blocks[i].text, blocks[j].text):
                note = Words(
                    f"词典有“{word}”一词，断处将它拆开。",
                    f"The break splits “{word}”, a word of the dictionary.",
                )
                bind(_Bond(i, j, Certainty.HIGH, (Evidence(note, word),)))
                break
    undecided: list[int] = []
    for i in open_ends:
        if i in bonds:
            continue
        place = numbers.index(i)
        following = numbers[place + 1] if place + 1 < len(numbers) else None
        if (
            following is not None
            and following not in taken
            and _begins_with_fragment(blocks[following].text)
        ):
            note = Words("后段以残词开头，与前段不成词，中间有缺。",
                         "What follows begins with part of a word that does not fit: wording is missing between.")  # fmt: skip
            bind(
                _Bond(
                    i,
                    following,
                    Certainty.HIGH,
                    (Evidence(note, blocks[following].text[:8]),),
                    gap=True,
                    reason=GAP_REASON,
                )
            )
            continue
        free = [
            j
            for j in numbers
            if j != i and j not in taken and j != numbers[0] and not _opens(view, blocks[j])
        ]
        if len(free) == 1:
            note = Words("本文其余各段都有段首的样子或已另有所接，只有这一段能接上。",
                         "Every other paragraph opens like one or continues another; only this can follow.")  # fmt: skip
            bind(
                _Bond(
                    i,
                    free[0],
                    Certainty.MEDIUM,
                    (Evidence(note, blocks[i].text[-8:] + "｜" + blocks[free[0]].text[:8]),),
                )
            )
        else:
            undecided.append(i)
    return list(bonds.values()), undecided


def _opens(view: View, block: Block) -> bool:
    """Say whether a paragraph opens like one: a speaker, a set phrase, or as others do elsewhere."""
    text = block.text
    if _SPEAKS.search(text) or _CLOSES.search(text):
        return True
    return bool(view.collection.opens_paragraphs(text, besides=view.draft.source.path))


def _columns(view: View) -> Iterator[Proposal]:
    numbers = [i for i, block in view.blocks(BlockKind.PARAGRAPH)]
    if len(numbers) < 2 or view.draft.format != "newspaper-ocr":
        return
    bonds, undecided = _bonds(view, numbers)
    yield from _moves(view, numbers, bonds)
    for bond in _in_order(bonds):
        yield Join(bond.first, bond.second, bond.gap, bond.certainty, bond.evidence, bond.reason)
    for i in undecided:
        block = view.draft.blocks[i]
        end = next(p.span.end for p in reversed(block.pieces) if p.text)
        where = Location.in_text(view.draft.source.path, view.draft.source.text, end - 1, end)
        yield Remark(Notice(where, "this paragraph ends in mid-sentence, and nothing shows how it goes on",
                            "join it in a decision (action = \"join\"), or mark a gap (action = \"gap\")"))  # fmt: skip


def _in_order(bonds: Sequence[_Bond]) -> list[_Bond]:
    """Order joins so that each first part is joined before what follows its second part."""
    seconds = {bond.second for bond in bonds}
    by_first = {bond.first: bond for bond in bonds}
    ordered: list[_Bond] = []
    for bond in bonds:
        if bond.first not in seconds:
            current: _Bond | None = bond
            while current is not None:
                ordered.append(current)
                current = by_first.get(current.second)
    return ordered


def _moves(view: View, numbers: Sequence[int], bonds: Sequence[_Bond]) -> Iterator[Proposal]:
    """Where a paragraph goes on in one that stands before it, put what precedes it there.

    The stretch from that continuation to the broken paragraph was read in the wrong order: its
    end belongs before its beginning. It is cut where the text closes (an attendance list);
    else only the broken paragraph itself is moved.
    """
    blocks = view.draft.blocks
    joined = {bond.second: bond for bond in bonds}
    for bond in bonds:
        if numbers.index(bond.second) > numbers.index(bond.first):
            continue
        start, end = numbers.index(bond.second), numbers.index(bond.first)
        cut = next(
            (k for k in range(end - 1, start, -1) if _CLOSES.search(blocks[numbers[k]].text)), None
        )
        evidence: tuple[Evidence, ...]
        if cut is not None and cut + 1 < end + 1:
            moved = tuple(numbers[cut + 1 : end + 1])
            note = Words("与会名单是这类报道的末段，其后各段原在前栏。",
                         "The attendance list closes such a report; what stands after it belongs before.")  # fmt: skip
            evidence = (Evidence(note, blocks[numbers[cut]].text[-16:]), *bond.evidence)
        else:
            moved, evidence = (bond.first,), bond.evidence
        while moved and moved[0] in joined and joined[moved[0]].first not in moved:
            moved = (joined[moved[0]].first, *moved)
        yield Move(moved, bond.second, Certainty.MEDIUM, evidence, MOVE_REASON)


GAP_REASON = Words(
    "分栏处的文字缺失，无从恢复；以〔缺〕标明，不作推测。",
    "Wording is missing at the column's break and cannot be restored; the gap is marked, nothing is guessed.",
)
MOVE_REASON = Words(
    "识别时分栏次序有误，按文意移至应在之处。",
    "The columns were read in the wrong order; the paragraph stands where the sense requires.",
)
COLUMNS = Rule(
    code="O103",
    slug="column-break",
    family="order",
    title=Words("接续分栏断开的段落", "Paragraphs joined across columns"),
    reason=Words(
        "一段文字在栏末断开，接回成段。",
        "A paragraph was broken at the end of a column; it is one again.",
    ),
    changes=(
        Example(
            "# 标题\n\n会议要求，要统筹区域核酸检\n\n测力量的调配使用，提升能力。",
            "会议要求，要统筹区域核酸检测力量的调配使用，提升能力。",
        ),
        Example(
            "# 标题\n\n他强调，要守土有责，从\n\n级管控、尽锐出战，解决问题。",
            "他强调，要守土有责，从〔缺〕级管控、尽锐出战，解决问题。",
        ),
    ),
    leaves=("# 标题\n\n会议指出，要全力以赴。\n\n会议强调，要落实到位。",),
    propose=_columns,
)
