"""Subheadings: lines that stand out by their form, by their numbers, or by having no full stop where all others have.

Crawled posts seldom say ``<h2>``: publishers set subheadings in bold, in a class of their own, or in
nothing but a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from edition.draft import Proposal, Relabel, View
from edition.model import TEXT_KINDS, Block, BlockKind, Certainty, Evidence, Words
from edition.rule import Example, Rule

SUBHEADING_LONGEST = 40
_HEADING_CLASS = re.compile(
    r"(?:^|[-_\s])(?:h[2-6]|sub-?heading|sub-?title)(?![a-z0-9])", re.IGNORECASE
)


def _subheadings(view: View) -> Iterator[Proposal]:
    """Take a short line that is bold as a whole, and has text below it, for a heading."""
    if view.draft.format not in ("crawled-post", "web-page"):
        return
    standing = list(view.blocks(*TEXT_KINDS))
    bold = sum(1 for _, block in standing if block.traits.get("bold"))
    if 2 * bold > len(standing):
        return
    found: list[tuple[int, Words]] = []
    run = 0
    for (i, block), (_, following) in reversed(list(pairwise(standing))):
        note = _stands_out(block)
        goes_on = bool(following.traits.get("bold"))
        follows = (
            0 < run < LONGEST_RUN if goes_on else len(following.text) > len(block.text.strip())
        )
        if note is None or not follows:
            run = 0
            continue
        run = run + 1 if goes_on else 1
        found.append((i, note))
    for i, note in reversed(found):
        text = view.draft.blocks[i].text.strip()
        yield Relabel(
            i, BlockKind.HEADING, certainty=Certainty.HIGH, evidence=(Evidence(note, text),)
        )


LONGEST_RUN = 4
"""Lines of one heading: a decree's title is often set in so many."""


def _stands_out(block: Block) -> Words | None:
    """Say what makes a block look like a heading, if anything does."""
    text = block.text.strip()
    classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
    called = bool(_HEADING_CLASS.search(classes))
    if (
        block.kind is not BlockKind.PARAGRAPH
        or not (called or block.traits.get("bold"))
        or not 2 <= len(text) <= SUBHEADING_LONGEST
        or re.search(r"[。；，,.;:：…、！？!?][”』」]?$|[。；]", text)
    ):
        return None
    if called:
        return Words(f"所在区块的类名为“{classes}”。", f"The class of its element is “{classes}”.")
    return Words(
        "独立成行，全行加粗，短而无句末标点，其下有正文。",
        "A line of its own, bold throughout, short and without a full stop, with text below it.",
    )


_NUMBER = re.compile(
    r"^[\W_]*(?:PART|Part|NO|No)?[\W_]*(?:0?(?P<figure>\d{1,2})|(?P<word>[一二三四五六七八九十]{1,3}))[\W_]*$"
)
NUMBER_LONGEST = 12
_COUNT = "一二三四五六七八九十"


def _numbers(view: View) -> Iterator[Proposal]:
    """Take lines that are nothing but 1, 2, 3 in order, with text between, for headings."""
    if view.draft.format not in ("crawled-post", "web-page"):
        return
    run: list[tuple[int, str]] = []
    between = True
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text.strip()
        found = _NUMBER.match(text) if len(text) <= NUMBER_LONGEST else None
        if block.kind is BlockKind.PARAGRAPH and found:
            word = found["word"] or ""
            number = int(found["figure"]) if found["figure"] else (_COUNT.find(word) + 1)
            if number == len(run) + 1 and between:
                run.append((i, block.text))
                between = False
        else:
            between = between or len(block.text) > SUBHEADING_LONGEST
    if len(run) < 2 or not between:
        return
    note = Words(f"单独成行的序号1至{len(run)}依次分开各节。",
                 f"The numbers 1 to {len(run)}, each a line of its own, part the sections.")  # fmt: skip
    for i, text in run:
        yield Relabel(
            i, BlockKind.HEADING, certainty=Certainty.HIGH, evidence=(Evidence(note, text),)
        )


_STOPPED = re.compile(r"[。！？!?…：:；;][”』」）)]*(?:[（(]完[）)])?$|[”』」]$")
_PLAIN = re.compile(r"^(?=.*[\u4e00-\u9fff].*[\u4e00-\u9fff])[^。！？!?；;：:…]{4,30}$")
_PARTS = TEXT_KINDS - {BlockKind.HEADING}
LEAST_PLAIN = 2
"""Lines without a full stop that a text must have before they are taken for headings."""
LONG = 45
"""Characters of a paragraph that may follow a heading."""


def _plain(view: View) -> Iterator[Proposal]:
    """Take short lines without a full stop for headings where every paragraph has one.

    They are so only if each stands alone between paragraphs, below no picture, and above a long one.
    """
    if view.draft.format not in ("crawled-post", "web-page"):
        return
    blocks = view.draft.blocks
    standing = [
        (i, b)
        for i, b in enumerate(blocks)
        if b.kind in (BlockKind.PICTURE, BlockKind.CAPTION)
        or (b.kind in TEXT_KINDS and b.live and b.text.strip())
    ]
    found = list(_between_paragraphs(standing))
    texts = [b for _, b in standing if b.kind is BlockKind.PARAGRAPH]
    stopped = sum(1 for b in texts if _STOPPED.search(b.text.strip()))
    others = len(texts) - len(found)
    if len(found) < LEAST_PLAIN or 3 * len(found) > others or 20 * stopped < 17 * others:
        return
    note = Words(
        f"短而无句末标点，其下是长段；全文其余各段都有句末标点，这样的行共{len(found)}处。",
        f"Short and without a full stop, above a long paragraph; all others have one. There are {len(found)} such lines.",
    )
    for i, block in found:
        yield Relabel(
            i,
            BlockKind.HEADING,
            certainty=Certainty.MEDIUM,
            evidence=(Evidence(note, block.text),),
        )


def _between_paragraphs(standing: Sequence[tuple[int, Block]]) -> Iterator[tuple[int, Block]]:
    for (_, above), (i, block), (_, below) in zip(
        standing, standing[1:], standing[2:], strict=False
    ):
        if (
            block.kind is BlockKind.PARAGRAPH
            and (
                above.kind is BlockKind.CAPTION
                or (above.kind in _PARTS and _STOPPED.search(above.text.strip()))
            )
            and len(block.text) <= SUBHEADING_LONGEST
            and _PLAIN.match(block.text.strip())
            and below.kind is BlockKind.PARAGRAPH
            and len(below.text) >= max(LONG, 3 * len(block.text) // 2)
            and _STOPPED.search(below.text.strip())
        ):
            yield i, block


def _subheads(view: View) -> Iterator[Proposal]:
    proposed: set[int] = set()
    for way in (_subheadings, _numbers, _plain):
        for proposal in way(view):
            if isinstance(proposal, Relabel) and proposal.block not in proposed:
                proposed.add(proposal.block)
                yield proposal


SUBHEADING = Rule(
    code="R111",
    slug="subheading",
    family="record",
    title=Words("辨认小标题", "Subheadings told from paragraphs"),
    reason=Words(
        "这是独立成行的小标题（粗体、序号，或全文独此无句末标点），不是正文段落。",
        "This is a subheading on a line of its own (bold, a number, or alone without a full stop), not a paragraph.",
    ),
    changes=(
        Example(
            "<p>会议今天召开。</p><p><strong>上半年经济稳步恢复</strong></p><p>统计局今天公布的数据显示，经济稳步恢复。</p>",
            "会议今天召开。\n上半年经济稳步恢复\n统计局今天公布的数据显示，经济稳步恢复。",
        ),
        Example(
            "<p>会议今天召开。</p><p><b>关于颁发奖章</b></p><p><b>和授予称号的决定</b></p><p>会议决定，向三名同志颁发奖章。</p><p>会议要求抓好落实。</p>",
            "会议今天召开。\n关于颁发奖章\n和授予称号的决定\n会议决定，向三名同志颁发奖章。\n会议要求抓好落实。",
        ),
        Example(
            "<p>1</p><p>统计局今天公布的数据显示，上半年经济稳步恢复，主要指标好于预期，就业形势总体稳定，居民收入继续增加。</p>"
            "<p>2</p><p>会议要求，下半年要继续做好各项工作，抓好重大项目建设，着力扩大内需，防范化解风险，确保完成目标。</p>",
            "1\n统计局今天公布的数据显示，上半年经济稳步恢复，主要指标好于预期，就业形势总体稳定，居民收入继续增加。\n"
            "2\n会议要求，下半年要继续做好各项工作，抓好重大项目建设，着力扩大内需，防范化解风险，确保完成目标。",
        ),
    ),
    leaves=(
        "<p>名单如下。</p><p>甲单位</p><p>乙单位</p><p>丙单位</p><p>以上单位请于近日到会领取材料，逾期不再受理，特此通知各有关单位周知。</p>",
        "<p>比分是：</p><p>1</p><p>比</p><p>3</p>",
        "<p class='h-text'>会议今天召开</p><p>会议指出，要抓好落实。</p>",
        "<p>会议今天召开。</p><p><strong>一句话，要落实。</strong></p><p>统计局今天公布了上半年的数据。</p>",
        "<p><strong>会议今天召开</strong></p><p><strong>会议要求</strong></p>",
    ),
    propose=_subheads,
)
