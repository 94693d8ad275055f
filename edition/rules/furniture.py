"""The site's own furniture: slogans, adverts, related articles, comments, false links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from edition.draft import Change, Proposal, Take, View
from edition.model import (
    TEXT_KINDS,
    Action,
    Basis,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Fate,
    Words,
)
from edition.reading import Edit, raw_span
from edition.rule import Example, Rule
from edition.rules.bearings import texts

_ADVERT = re.compile(
    r"(?:炒股就看|股民福利|十大金股|开户(?:送|有礼|福利|立享)|牛股.{0,8}(?:送|领)|点击查看\s*>>|立即(?:抢购|领取|开户)|限时(?:免费|抢购))"
)
_URGES = re.compile(r"快来|赶快|赶紧|还等什么|不要错过|别错过|速来|等你来|快快")
_CUE = re.compile(
    r"免费(?:试玩|领取|体验)|下载(?:客户端|APP)|福利|领取|红包|优惠|抢购|开户|限时|爆款|送你|加微信|加群|点击|扫码|众测|玩家",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"(?<=[。！？”…』」）])\d{1,4}$")
_STOCK = re.compile(
    r"link=https?://[^/]*(?:finance|stock|quote|money|gu\.qq|q\.stock)[^/]*/\S*(?:realstock|quote|nc\.s?html|suggest|stock|fund|hs/|us/|hk/)",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^\[?(?:查看原文|阅读原文|原文链接|原文地址|原文|閱讀原文|Original)\]?\s*[(（:：]\s*(https?://[^\s)）]+)[)）]?$"
)
SHORT = 90
"""Longest line, in characters, that a slogan's pattern may claim."""
LEAST_CUES = 3
"""Cues of an advert that a text needs besides urging its reader."""
LEAST_COUNTERS = 5
"""Paragraphs that must end in a figure before figures are taken for counters."""


def _aside(i: int, certainty: Certainty = Certainty.CERTAIN) -> Take:
    return Take((i,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE, certainty=certainty)


def _adverts(view: View) -> Iterator[Proposal]:
    for i, block in texts(view):
        text = block.text.strip()
        known = len(text) <= SHORT and _ADVERT.search(text)
        urging = len(text) <= 2 * SHORT and _URGES.search(text)
        if known or (urging and len(set(_CUE.findall(text))) >= LEAST_CUES):
            yield _aside(i, Certainty.HIGH)


def _counters(view: View) -> Iterator[Proposal]:
    """Take reader counters off the ends of paragraphs, if most paragraphs end in one."""
    standing = list(texts(view))
    found = [(i, match) for i, block in standing if (match := _COUNTER.search(block.text))]
    if len(found) < LEAST_COUNTERS or 2 * len(found) < len(standing):
        return
    numbers = [int(match[0]) for _, match in found]
    if all(one < two for one, two in pairwise(numbers)):  # notes are numbered upwards
        return
    note = Words(
        f"{len(standing)}段中有{len(found)}段在句末标点之后紧接数字。",
        f"In {len(found)} of {len(standing)} paragraphs a figure follows the full stop.",
    )
    for i, match in found:
        yield Change(i, Edit(*match.span(), "", Action.SET_ASIDE, Fate.SET_ASIDE, Certainty.HIGH,
                             (Evidence(note, match.string[-12:]),)))  # fmt: skip


def _stock_links(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks():
        at = 0
        for piece in block.pieces:
            end = at + len(piece.text)
            if piece.text and any(_STOCK.match(mark) for mark in piece.marks):
                yield Change(i, Edit(at, end, None, Action.REPLACE, unlink=True))
            at = end


def _original(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(*TEXT_KINDS):
        found = _ORIGINAL.match(block.text.strip())
        if found:
            at = block.text.index(found[1])
            claim = Claim(
                "address", found[1], Basis.ATTESTED, span=raw_span(block, at, at + len(found[1]))
            )
            yield Take((i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=(claim,))


ADVERT = Rule(
    code="F103",
    slug="advert",
    family="furniture",
    title=Words("广告另置", "Adverts set aside"),
    reason=Words("这是广告，不属本文。", "This is an advert, not the article's."),
    changes=(
        Example("会议指出。\n股民福利来了！十大金股送给你", "会议指出。"),
        Example(
            "会议指出。\n新品第一时间免费试玩，快来某某众测，体验最好玩的产品！下载客户端还能获得专享福利哦！",
            "会议指出。",
        ),
    ),
    leaves=(
        "新增投资者开户数同比下降。",
        "用户点击页面领取优惠红包后，平台未兑现承诺，被消费者投诉。",
    ),
    propose=_adverts,
)
COUNTER = Rule(
    code="F108",
    slug="counter",
    family="furniture",
    title=Words("段末计数另置", "Counters at the ends of paragraphs set aside"),
    reason=Words(
        "网站在各段之末加了评论数或阅读数，不属本文。",
        "The site puts a count of comments or readers behind each paragraph.",
    ),
    changes=(
        Example(
            "<p>门开了。37</p><p>他走进去。22</p><p>没有人。12</p><p>灯亮着。31</p><p>他坐下来。8</p>",
            "门开了。\n他走进去。\n没有人。\n灯亮着。\n他坐下来。",
        ),
    ),
    leaves=(
        "<p>此说见前。1</p><p>又见后。2</p><p>一说不然。3</p><p>存疑。4</p><p>待考。5</p>",
        "<p>会议在哪一年召开？2022</p><p>会议指出。</p>",
    ),
    propose=_counters,
)
STOCK_LINK = Rule(
    code="F105",
    slug="stock-link",
    family="furniture",
    title=Words("去除行情链接", "Stock-quote links removed"),
    reason=Words(
        "网站给普通词语自动加了行情链接；去掉链接，保留词语。",
        "The site links ordinary words to stock quotes; the link goes, the word stays.",
    ),
    changes=(
        Example(
            '<p>会上，<a href="https://finance.sina.com.cn/realstock/company/sh600519/nc.shtml">茅台</a>表示。</p>',
            "会上，茅台表示。",
        ),
    ),
    leaves=('<p>见<a href="https://www.gov.cn/zhengce/">公报</a>。</p>',),
    propose=_stock_links,
)
ORIGINAL = Rule(
    code="R107",
    slug="address",
    family="record",
    title=Words("原文地址转为著录", "Address of the original recorded"),
    reason=Words(
        "“查看原文”的地址转入著录。", "The address behind “view the original” is recorded."
    ),
    changes=(
        Example("会议指出。\n[查看原文](https://tv.cctv.com/2022/09/25/V.shtml)", "会议指出。"),
        Example(
            "会议指出，要抓好春耕备耕工作。\n原文链接：https://a.example/1.html",
            "会议指出，要抓好春耕备耕工作。",
        ),
    ),
    leaves=("会议指出，查看原文很重要。",),
    propose=_original,
)
