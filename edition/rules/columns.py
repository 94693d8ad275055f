"""Columns that came out of order: paragraphs broken at a column's end are made whole again.

Evidence, strongest first: the joined wording stands in another capture; a word of the
dictionary is split across the break; the text's own order leaves one place only. Where
the wording between is missing, a gap is shown, and nothing is invented.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

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


@lru_cache(maxsize=4096)
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


_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤景阿安易常乔庞樊兰殷施洪翟倪温季俞章鲁葛毕"
)


def stretches(texts: Iterable[str]) -> frozenset[str]:
    """Give all stretches of three to six characters of some texts."""
    return frozenset(
        text[at : at + size] for text in texts for size in (3, 4, 5, 6) for at in range(len(text) - size + 1)
    )  # fmt: skip


def split_name(before: str, after: str, page: Collection[str]) -> str:
    """Give the name (or set phrase of four or more characters) that the break splits.

    The page must have it elsewhere without a break; a name begins with a surname.

    >>> split_name("会上，景俊", "海强调，要抓紧。", stretches(["景俊海主持会议。"]))
    '景俊海'
    >>> split_name("会上，景俊", "要求强调，要抓紧。", stretches(["景俊海主持会议。"]))
    ''
    """
    left = re.split(r"[^\u3400-\u9fff]", before)[-1]
    right = re.split(r"[^\u3400-\u9fff]", after)[0]
    for size in (6, 5, 4, 3):
        for taken in range(1, size):
            if taken > len(left) or size - taken > len(right):
                continue
            joined = left[-taken:] + right[: size - taken]
            if (size > 3 or joined[0] in _SURNAMES) and joined in page:
                return joined
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


@dataclass
class _Page:
    """The paragraphs of an article, and which of them are bound to which so far."""

    view: View
    numbers: Sequence[int]
    bonds: dict[int, _Bond] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    @cached_property
    def place(self) -> dict[int, int]:
        """Give each paragraph's place in the order in which it was read."""
        return {i: place for place, i in enumerate(self.numbers)}

    @cached_property
    def fragments(self) -> list[int]:
        """Give the paragraphs that begin with part of a word, in order."""
        return [i for i in self.numbers if _begins_with_fragment(self.text(i))]

    @cached_property
    def fragment_set(self) -> frozenset[int]:
        """Give the same for looking up."""
        return frozenset(self.fragments)

    @cached_property
    def free(self) -> set[int]:
        """Give the paragraphs that don't open like one and continue nothing yet."""
        return {i for i in self.numbers[1:] if not _opens(self.view, self.block(i))} - self.taken

    @cached_property
    def words(self) -> frozenset[str]:
        """Give all stretches of three to six characters of the page; none of a huge one."""
        texts = [self.text(i) for i in self.numbers]
        if sum(map(len, texts)) > LARGEST:
            return frozenset()
        return stretches(texts)

    def block(self, i: int) -> Block:
        return self.view.draft.blocks[i]

    def text(self, i: int) -> str:
        return self.block(i).text

    def open_ends(self) -> list[int]:
        """Give the paragraphs that end in mid-sentence and are not bound yet."""
        return [
            i for i in self.numbers if i not in self.bonds and not _ENDS.search(self.text(i)[-12:])
        ]

    def bind(self, bond: _Bond) -> None:
        """Bind two paragraphs."""
        self.bonds[bond.first] = bond
        self.taken.add(bond.second)
        self.free.discard(bond.second)

    def near(self, i: int, among: Sequence[int] | None = None) -> list[int]:
        """Give the paragraphs nearest to where ``i`` would go on, the next one first."""
        chosen = self.numbers if among is None else among
        target = self.place[i] + 1
        at = bisect_left(chosen, target, key=lambda n: self.place[n])
        around = chosen[max(0, at - NEAR) : at + NEAR]
        ordered = sorted(
            (n for n in around if n != i), key=lambda n: (abs(self.place[n] - target), n)
        )
        return [n for n in ordered if n not in self.taken][:NEAR]


LARGEST = 200_000
"""Characters of a page up to which names are looked for that a break splits."""
NEAR = 24
"""Paragraphs around a break among which its continuation is looked for."""


def _bonds(view: View, numbers: Sequence[int]) -> tuple[list[_Bond], list[int]]:
    page = _Page(view, numbers)
    _bind_attested(page)
    _bind_words(page)
    undecided = [i for i in page.open_ends() if not _bind_by_order(page, i)]
    return list(page.bonds.values()), undecided


def _bind_attested(page: _Page) -> None:
    """Bind what stands without a break in another capture."""
    if len(page.view.collection.texts) < 2:
        return
    for i in page.open_ends():
        for j in page.near(i):
            if evidence := _attested(page.view, page.text(i), page.text(j)):
                page.bind(_Bond(i, j, Certainty.CERTAIN, evidence))
                break


def _bind_words(page: _Page) -> None:
    """Bind where the break splits a word of the dictionary, or a name that the page has."""
    for i in page.open_ends():
        for j in page.near(i, page.fragments):
            if word := split_word(page.text(i), page.text(j)):
                note = Words(
                    f"词典有“{word}”一词，断处将它拆开。",
                    f"The break splits “{word}”, a word of the dictionary.",
                )
            elif word := split_name(page.text(i), page.text(j), page.words):
                note = Words(
                    f"本版别处有“{word}”，断处将它拆开。",
                    f"The break splits “{word}”, which stands elsewhere on the page.",
                )
            else:
                continue
            page.bind(_Bond(i, j, Certainty.HIGH, (Evidence(note, word),)))
            break


def _bind_by_order(page: _Page, i: int) -> bool:
    """Bind by what is left: a gap before a fragment, or the only paragraph that can follow."""
    place = page.place[i]
    following = page.numbers[place + 1] if place + 1 < len(page.numbers) else None
    if following is not None and following not in page.taken and following in page.fragment_set:
        note = Words("后段以残词开头，与前段不成词，中间有缺。",
                     "What follows begins with part of a word that does not fit: wording is missing between.")  # fmt: skip
        evidence = (Evidence(note, page.text(following)[:8]),)
        page.bind(_Bond(i, following, Certainty.HIGH, evidence, gap=True, reason=GAP_REASON))
        return True
    if len(page.free - {i} if len(page.free) <= 2 else page.free) != 1:
        return False
    (only,) = page.free - {i}
    note = Words("本文其余各段都有段首的样子或已另有所接，只有这一段能接上。",
                 "Every other paragraph opens like one or continues another; only this can follow.")  # fmt: skip
    evidence = (Evidence(note, page.text(i)[-8:] + "｜" + page.text(only)[:8]),)
    page.bind(_Bond(i, only, Certainty.MEDIUM, evidence))
    return True


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
    place = {i: n for n, i in enumerate(numbers)}
    for bond in bonds:
        start, end = place[bond.second], place[bond.first]
        if start > end:
            continue
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
