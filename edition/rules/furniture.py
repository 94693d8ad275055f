"""The site's own furniture: slogans, adverts, related articles, comments, false links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.draft import Change, Proposal, Relabel, Take, View
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
from edition.readers.page_dump import FURNITURE_HEADS
from edition.reading import Edit, raw_span
from edition.rule import Example, Rule

_BOX = re.compile(
    r"qr(?![a-z])|qr_|appendqr|kaihu|(?<![a-z])ads?(?![a-z])|advert|promo|guanggao|weixin-?code|app-?down|adlist",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"^\W*(?:海量资讯、?精准解读|更多(?:精彩|原创|猛料|资讯|内容|热点).{0,40}(?:关注|下载|扫描|扫码|点击|APP|客户端)|"
    r"(?:欢迎|请|敬请)?(?:扫描|扫码|扫一扫|长按).{0,24}(?:关注|下载|识别|二维码|详情)|"
    r"(?:欢迎|敬请)?关注.{0,24}(?:公众号|微信|微博|头条号|客户端)|"
    r"(?:立即|马上|点击)?下载.{0,16}(?:APP|客户端)|"
    r".{0,10}(?:投资热点|财经热点).{0,10}尽在|"
    r"[（(]?本文来自.{1,16}(?:更多原创资讯|更多内容|欢迎下载).{0,30})",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"(?:炒股就看|股民福利|十大金股|开户(?:送|有礼|福利|立享)|牛股.{0,8}(?:送|领)|点击查看\s*>>|立即(?:抢购|领取|开户)|限时(?:免费|抢购))"
)
_WIDGET = re.compile(
    r"^(?:\+\s*关注|阅读\s*(?:数|量)?\s*[(（:：]?\s*\d[\d.]*\s*万?\s*[)）]?|分享到\s*[:：]?|收藏|点赞\s*\d*|举报|返回(?:搜狐|首页|顶部)，?查看更多|"
    r"查看原图.{0,8}|展开全文|阅读全文|All Rights Reserved.*|.{0,20}版权所有|二维码|上一[篇页]|下一[篇页]|打印本页|关闭窗口|大\s*中\s*小|"
    r"感谢您的反馈，我们将会减少此类文章的推荐|扫一扫查看详情)\W*$",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"link=https?://[^/]*(?:finance|stock|quote|money|gu\.qq|q\.stock)[^/]*/\S*(?:realstock|quote|nc\.s?html|suggest|stock|fund|hs/|us/|hk/)",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(r"^\[查看原文\]\((https?://[^\s)]+)\)$")
SHORT = 90
"""Longest line, in characters, that a slogan's pattern may claim."""


def _boxes(view: View) -> Iterator[Proposal]:
    for i, block in enumerate(view.draft.blocks):
        classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
        if not _BOX.search(classes):
            continue
        quote = Evidence(
            Words(f"所在网页区块的类名为“{classes}”。", f"The class of its box is “{classes}”.")
        )
        if block.kind is BlockKind.PICTURE:
            yield Relabel(i, BlockKind.FURNITURE, evidence=(quote,))
        elif block.live and len(block.text) <= SHORT:
            yield Take(
                (i,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE, evidence=(quote,)
            )


def _slogans(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text.strip()
        if len(text) <= SHORT and (_SLOGAN.match(text) or _WIDGET.match(text)):
            yield Take((i,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE)


def _adverts(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text.strip()
        if len(text) <= SHORT and _ADVERT.search(text):
            yield Take(
                (i,),
                Fate.SET_ASIDE,
                Action.SET_ASIDE,
                BlockKind.FURNITURE,
                certainty=Certainty.HIGH,
            )


def _sections(view: View) -> Iterator[Proposal]:
    blocks = view.draft.blocks
    heads = [
        i for i, block in view.blocks(*TEXT_KINDS) if FURNITURE_HEADS.fullmatch(block.text.strip())
    ]
    body = [i for i, block in view.blocks(*TEXT_KINDS)]
    if not heads:
        return
    whole = view.draft.format == "page-dump"
    before = sum(len(blocks[i].text) for i in body if i < heads[0])
    if not before:
        return
    for head, end in zip(heads, [*heads[1:], len(blocks)], strict=True):
        section = [i for i in body if head <= i < end]
        if not whole:
            section = _list_after(view, section)
        name = blocks[head].text.strip()
        evidence = (
            Evidence(
                Words(
                    f"自“{name}”起是网站自己的栏目。",
                    f"From “{name}” on the site speaks of itself.",
                ),
                name,
            ),
        )
        yield Take(tuple(section), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE,
                   evidence=evidence, together=True)  # fmt: skip


def _list_after(view: View, section: list[int]) -> list[int]:
    """Give the section's head and the short lines after it: in a post, text may go on behind."""
    taken = section[:1]
    for i in section[1:]:
        text = view.draft.blocks[i].text.strip()
        if len(text) > 60 or text.endswith(("。", "！", "”")):
            break
        taken.append(i)
    return taken


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


BOX = Rule(
    code="F101",
    slug="box",
    family="furniture",
    title=Words("二维码与广告框另置", "QR and advert boxes set aside"),
    reason=Words(
        "这是网站的二维码框或广告框，不属本文。",
        "This is the site's QR or advert box, not the article's.",
    ),
    changes=(
        Example(
            '<p>会议指出。</p><div class="appendQr_normal_txt">海量资讯、精准解读，尽在新浪财经APP</div>',
            "会议指出。",
        ),
        Example(
            '<p>会议指出。</p><div class="app-kaihu-qr"><span>股民福利来了！点击查看>></span></div>',
            "会议指出。",
        ),
    ),
    leaves=(
        '<p class="headline">记者在现场看到，市民扫描二维码登记。</p>',
        '<p class="reading">会议指出。</p>',
    ),
    propose=_boxes,
)
SLOGAN = Rule(
    code="F102",
    slug="slogan",
    family="furniture",
    title=Words("推广语与按钮文字另置", "Slogans and buttons set aside"),
    reason=Words(
        "这是网站招揽读者的话或按钮上的字，不属本文。",
        "The site calls for readers here, or labels a button; it is not the article's.",
    ),
    changes=(
        Example("会议指出。\n海量资讯、精准解读，尽在新浪财经APP", "会议指出。"),
        Example("会议指出。\n扫一扫查看详情", "会议指出。"),
        Example("会议指出。\n(本文来自澎湃新闻，更多原创资讯请下载“澎湃新闻”APP)", "会议指出。"),
    ),
    leaves=(
        "市民扫描二维码即可登记。",
        "他下载了一个客户端，开始查看数据。",
        "关注民生是政府的责任。",
    ),
    propose=_slogans,
)
ADVERT = Rule(
    code="F103",
    slug="advert",
    family="furniture",
    title=Words("广告另置", "Adverts set aside"),
    reason=Words("这是广告，不属本文。", "This is an advert, not the article's."),
    changes=(Example("会议指出。\n股民福利来了！十大金股送给你", "会议指出。"),),
    leaves=("新增投资者开户数同比下降。",),
    propose=_adverts,
)
SECTION = Rule(
    code="F104",
    slug="section",
    family="furniture",
    title=Words("相关文章与评论另置", "Related articles and comments set aside"),
    reason=Words(
        "这是网站的相关文章或评论栏目，属另外的作者与时间。",
        "This is the site's list of related articles or comments: other authors, other dates.",
    ),
    changes=(
        Example(
            "会议指出，要全力以赴。\n相关文章\n- 大盘今日震荡下行2025-07-06\n最新评论",
            "会议指出，要全力以赴。",
        ),
    ),
    leaves=("会议指出。\n他写了许多相关文章，受到关注。",),
    propose=_sections,
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
    ),
    leaves=("会议指出，查看原文很重要。",),
    propose=_original,
)
