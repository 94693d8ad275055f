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
    Block,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Fate,
    Piece,
    Words,
)
from edition.reading import Edit, raw_span
from edition.rule import Example, Rule
from edition.rules.bearings import body, is_link, texts

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
    r"^(?:\+\s*关注|阅读\s*(?:数|量)?\s*[(（:：]?\s*\d[\d.]*\s*万?\s*[)）]?|分享到\s*[:：]?|点赞\s*\d+|返回(?:搜狐|首页|顶部)[，,]?查看更多|"
    r"返回.{2,8}首页\s*>*|查看原图.{0,8}|展开全文|阅读全文|閱讀整篇文章|All Rights Reserved.*|.{0,20}版权所有|打印本页|关闭窗口|大\s*中\s*小|"
    r"感谢您的反馈，我们将会减少此类文章的推荐|扫一扫查看详情|正文已结束.{0,24}|"
    r"(?:上一[页篇章])?[\s\d/|]*(?:下一[页篇章]|尾页|末页)+|上一[页篇章]|\d+\s*条?评论(?:[|\s].{0,20}|收藏)?|查看全部\d+条评论\s*>?|"
    r"自动播放.{0,40}|时长[:：]?\s*\d{1,2}:\d{2}.{0,20}|Continue reading|Read full (?:story|article)|Share this (?:article|story)|Advertisement)\W*$",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"^\W*(?:不感兴趣|确定|取消|投诉|举报|内容举报|我要反馈|收藏|收藏本文|加载更多|加载中|分享|分享到微博|QQ空间|QQ好友|新浪微博|微信|"
    r"微信好友|微信扫一扫|朋友圈|查看评论|写评论|隐藏边栏|首赞|赞|踩|\+1|展开|收起|打印|字号|A\+|A-|登录|注册|登录\|注册|二维码|正文|"
    r"更多|直播|发布|表情|客户端|热点栏目|广告|了解详情|返回|关注|Share|Tweet|Email|Print|Save|Log in|Sign up|Subscribe|"
    r"進入.{2,12}討論|进入【.{2,12}】讨论|赞\s*赶快成为第一个赞的人吧|赞\s*\d*\s*赏?\s*分享)\W*$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^\W*(?:平台声明|免责声明|版权声明|特别声明|郑重声明|转载声明|Disclaimer)\s*[:：].{6,}"
    r"(?:搜狐|腾讯|网易|平台|本站|本网|本公众号|作者本人|自媒体|转载|侵权|不代表|do(?:es)? not (?:represent|reflect)|responsib)",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"^\W*(?:相关资讯请关注|推荐阅读|延伸阅读|相关阅读|相关报道|更多阅读|往期(?:回顾|推荐|精选)|点击(?:查看|阅读|进入)|阅读原文|戳(?:这里|链接))"
)
_CRUMBS = re.compile(
    r"^\W*(?:(?:您的|你的|当前|您当前的?)?(?:所在)?位置\s*[:：]\s*)?(?:网站)?(?:首页|主页|Home)\s*(?:>|›|»|/|>|－|-{1,2}>)",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"(?:返回[\u4e00-\u9fff]{2,4}[，,]?\s*查看更多|分享到\s*[:：]?|查看更多\s*>*)\s*$"
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
_ORIGINAL = re.compile(r"^\[查看原文\]\((https?://[^\s)]+)\)$")
SHORT = 90
"""Longest line, in characters, that a slogan's pattern may claim."""
LEAST_CUES = 3
"""Cues of an advert that a text needs besides urging its reader."""
LEAST_COUNTERS = 5
"""Paragraphs that must end in a figure before figures are taken for counters."""


def _aside(i: int, certainty: Certainty = Certainty.CERTAIN) -> Take:
    return Take((i,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE, certainty=certainty)


def _slogans(view: View) -> Iterator[Proposal]:
    first, last = body(view)
    for i, block in texts(view):
        text = block.text.strip()
        outside = i < first or i > last
        if len(text) <= SHORT and (
            _SLOGAN.match(text)
            or _WIDGET.match(text)
            or (outside and (_BUTTON.match(text) or _CRUMBS.match(text)))
            or (_POINTER.match(text) and any(_links(piece) for piece in block.pieces))
            or _is_control(block)
        ):
            yield _aside(i)
        elif len(text) <= 3 * SHORT and _DISCLAIMER.match(text):
            yield _aside(i, Certainty.HIGH)
        elif len(text) <= SHORT and (trailer := _TRAILER.search(block.text)):
            at, end = trailer.span()
            yield Change(i, Edit(at, end, "", Action.SET_ASIDE, Fate.SET_ASIDE))


def _is_control(block: Block) -> bool:
    """Say whether all words of a block only run a script when they are clicked."""
    return is_link(block) and all(
        mark.removeprefix("link=").strip().lower().startswith("javascript:")
        for piece in block.pieces
        for mark in piece.marks
        if mark.startswith("link=")
    )


def _links(piece: Piece) -> bool:
    return any(mark.startswith("link=") for mark in piece.marks)


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
        Example(
            "<p>会议指出，要抓好春耕。</p><p>（编辑：小何）返回搜狐，查看更多</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            '<p>会议指出，要抓好春耕。</p><p><a href="javascript:">春耕</a></p>',
            "会议指出，要抓好春耕。",
        ),
        Example(
            "<p>首页 > 时政新闻 > 正文</p><p>会议指出，要抓好春耕。</p>", "会议指出，要抓好春耕。"
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>1234下一页</p><p>内容举报</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>平台声明：该文观点仅代表作者本人，搜狐号系信息发布平台。</p>",
            "会议指出，要抓好春耕。",
        ),
        Example(
            '<p>会议指出，要抓好春耕。</p><p>推荐阅读：<a href="/1">专项整治三轮车违法行为</a></p>',
            "会议指出，要抓好春耕。",
        ),
    ),
    leaves=(
        "<p>“你怎么看这件事情？”记者问。</p><p>“赞！”</p><p>老人说完，又低头干活去了。</p>",
        "推荐阅读：《春耕手册》，某出版社出版。",
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
    ),
    leaves=("会议指出，查看原文很重要。",),
    propose=_original,
)
