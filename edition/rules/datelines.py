"""Datelines, lines of the publishing time, and the outlet that first carried a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from edition.draft import Proposal, State, Take, View
from edition.model import (
    TEXT_KINDS,
    Action,
    Basis,
    BlockKind,
    Claim,
    Evidence,
    Fate,
    Words,
)
from edition.rule import Example, Rule
from edition.rules.bearings import body
from edition.rules.credit_lines import Credit, claims_of
from edition.rules.labels import NAME, NAMES

_WHEN = re.compile(
    r"(?P<date>\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?)\s*(?:(?:周|週|星期)[一二三四五六日天])?\s*"
    r"(?P<time>(?:上午|下午|凌晨|晚上)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_TOLD = re.compile(
    r"(?:发布|更新|发表|發布|发稿)?(?:日期|时间|時間|于)\s*[:：]|(?:发布|更新|发表)于"
)
_META_CLASS = re.compile(
    r"(?:^|[^a-z])(?:time|date|pubtime|info|meta|source)(?![a-z])", re.IGNORECASE
)
_STAMP_LONGEST = 60


def _stamps(view: View) -> Iterator[Proposal]:
    """Record the line above a text that says when, and perhaps where, it was published."""
    first, _ = body(view)
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text.strip()
        found = _WHEN.search(text)
        if not found or len(text) > _STAMP_LONGEST or re.search(r"[。！？；，]", text):
            continue
        classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
        signs = (
            (found["time"] is not None)
            + bool(_TOLD.search(text))
            + bool(_META_CLASS.search(classes))
        )
        rest = _TOLD.sub("", text[: found.start()] + text[found.end() :])
        if (
            not signs
            or len(rest.strip()) > 30
            or not (i < first or _TOLD.search(text) or signs > 1)
        ):
            continue
        credit = Credit("stamp", found[0].strip(), block.text.index(found[0].strip()), 0)
        credit = credit._replace(end=credit.start + len(credit.value))
        yield Take(
            (i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=claims_of(block, [credit])
        )


_AGENCY = (
    r"(?!据|综合|根据|另据)(?:本报|本社|本刊|[\u4e00-\u9fff]{1,6}社|[\u4e00-\u9fffA-Za-z0-9·\-]{1,16}"
    r"(?:报|网|網|报道|電視台|电视台|客户端|周刊|财经|科技|新闻|新聞|体育|娱乐|在线|每日电讯))"
)
_DATELINE = re.compile(
    rf"^[（(]?(?P<line>(?P<outlet>{_AGENCY})(?:(?:记者|記者)(?P<reporter>[\u4e00-\u9fff]{{2,3}})(?=[\u4e00-\u9fff]{{2}}))?"
    r"(?P<place>[\u4e00-\u9fff]{0,8}?)"
    r"(?:(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日)?[（(]?(?:快讯|专讯|讯|訊|电|電|消息))(?=[\s\u3000（(）)，,：:\d“]|\S{0,4}\d)[）)]?\s*"
    r"(?:[（(](?P<names>[^（）()]{2,40})[）)])?"
)
_REPORTERS = re.compile(
    r"^(?:本报|本刊|本网|见习|特约|首席|实习|全媒体|融媒体)*(?:记者|記者|通讯员)[\s\u3000:：]*"
)


def _datelines(view: View) -> Iterator[Proposal]:
    for _, block in view.blocks(BlockKind.PARAGRAPH):
        found = _DATELINE.match(block.text)
        if not found:
            continue
        credits = [Credit("dateline", found["line"], *found.span("line"))]
        if found["outlet"] not in ("本报", "本社", "本刊"):
            credits.append(Credit("dateline_outlet", found["outlet"], *found.span("outlet")))
        if found["reporter"]:
            credits.append(Credit("byline", found["reporter"], *found.span("reporter")))
        if found["place"]:
            credits.append(Credit("place", found["place"], *found.span("place")))
        reporters = _REPORTERS.match(found["names"] or "")
        listed = (found["names"] or "")[reporters.end() :] if reporters else ""
        if re.fullmatch(NAMES, listed):
            at = found.end("names") - len(listed)
            credits += [
                Credit("byline", m[0], at + m.start(), at + m.end())
                for m in re.finditer(NAME, listed)
            ]
        yield State(tuple(replace(claim, rule="R104") for claim in claims_of(block, credits)))
        return


def _origins(view: View) -> Iterator[Proposal]:
    """Tell the outlet that first carried the text from the one that it came through."""
    draft = view.draft
    outlet, source = draft.claim("byline_outlet"), draft.claim("source_line")
    agency = draft.claim("dateline_outlet")
    origin = outlet or agency or source
    if origin is None or draft.claim("origin") or _names_several(origin.value):
        return
    note = Words(
        f"署名称作者是“{origin.value}”的记者。",
        f"The byline calls the writer a reporter of “{origin.value}”.",
    )
    if origin is agency:
        note = Words(f"电头称“{origin.value}”电。", f"The dateline is that of “{origin.value}”.")
    elif origin is source:
        note = Words(f"来源行称来自“{origin.value}”。", f"The source line names “{origin.value}”.")
    evidence = (Evidence(note, origin.value, draft.source.path, origin.span),)
    claims = [
        Claim(
            "origin", origin.value, Basis.ATTESTED, span=origin.span, rule="R106", evidence=evidence
        )
    ]
    if outlet and source and source.value != outlet.value:
        claims.append(Claim("via", source.value, Basis.ATTESTED, span=source.span, rule="R106"))
    yield State(tuple(claims))


def _names_several(outlet: str) -> bool:
    """Say whether a source line names more outlets than one: then none of them is the origin."""
    return outlet.startswith("综合") or bool(re.search(r"[、，,;；]|\s和\s", outlet))


DATELINE = Rule(
    code="R104",
    slug="dateline",
    family="record",
    title=Words("电头著录", "Dateline recorded"),
    reason=Words(
        "电头说明发稿的日期、地点与记者；文字留在正文，另作著录。",
        "A dateline tells date, place and reporters; it stays in the text and is recorded too.",
    ),
    changes=(
        Example(
            "本报3月19日讯(记者黄莺)今天晚上，会议召开。",
            "本报3月19日讯（记者黄莺）今天晚上，会议召开。",
        ),
        Example("央视网消息（新闻联播）：会议今天召开。", "央视网消息（新闻联播）：会议今天召开。"),
        Example(
            "新京报快讯（记者 裴剑飞）今日，会议召开。", "新京报快讯（记者 裴剑飞）今日，会议召开。"
        ),
        Example(
            "（中央社記者王小明台北20日電）行政院今天開會。",
            "（中央社記者王小明台北20日電）行政院今天開會。",
        ),
        Example(
            "（法新社羅馬19日電） 德國選手今天獲勝。", "（法新社羅馬19日電） 德國選手今天獲勝。"
        ),
    ),
    leaves=("据新华社消息，会议召开。", "好消息传来，会议召开。", "手机上网电话费下降。"),
    propose=_datelines,
)
ORIGIN = Rule(
    code="R106",
    slug="origin",
    family="record",
    title=Words("判定首发媒体", "Origin told from carrier"),
    reason=Words(
        "记者所属媒体是首发者；另有来源行时，那是转载的中间环节。",
        "The reporter's outlet first carried the text; a differing source line names one in between.",
    ),
    changes=(
        Example("来源 | 彩练新闻\n作者 | 吉林日报全媒体记者 黄鹭\n会议指出。", "会议指出。"),
        Example("新华社北京3月19日电 会议召开。", "新华社北京3月19日电 会议召开。"),
    ),
    leaves=("会议指出。", "来源 | 综合某黑板报、某都市报\n会议指出。"),
    propose=_origins,
)
STAMP = Rule(
    code="R110",
    slug="stamp-line",
    family="record",
    title=Words("发布时间行转为著录", "Line of the publishing time recorded"),
    reason=Words(
        "标题之下的发布时间行是著录信息，不是正文。",
        "The line below a headline that says when the text was published is provenance, not text.",
    ),
    changes=(
        Example(
            "<p>2024-05-09 22:30·新华社</p><p>会议指出，要抓好春耕。</p>", "会议指出，要抓好春耕。"
        ),
        Example(
            "<p>2024年5月20日週一 下午2:05</p><p>會議指出，要抓好春耕。</p>",
            "會議指出，要抓好春耕。",
        ),
        Example(
            "<p>会议指出，要抓好春耕。</p><p>发布日期：2019-09-23 14:34:05  所属分类：头条</p>",
            "会议指出，要抓好春耕。",
        ),
    ),
    leaves=(
        "<p>2012年6月24日</p><p>女士们、先生们，很高兴又一次和大家见面。</p>",
        "<p>会议指出，要抓好春耕。</p><p>2022-03-20 08:29 抵达</p><p>会议要求，要抓好落实。</p>",
    ),
    propose=_stamps,
)
