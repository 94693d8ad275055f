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
from edition.rules.credit_lines import claims_of, read_line
from edition.rules.credit_people import Credit
from edition.rules.labels import HAN, PEOPLE, PERSON, UNNAMED

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


_DAY = r"(?:(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*)?\d{1,2}\s*日"
_OUTLET = (
    r"(?!据|综合|根据|另据|截至)(?:本报|本社|本刊|本网|本台|《[^》]{2,16}》|[\u4e00-\u9fff]{1,6}社|[\u4e00-\u9fffA-Za-z0-9·\-+]{0,16}"
    r"(?:报|网|網|報|報道|报道|電視台|电视台|客户端|周刊|财经|科技|新闻|新聞|体育|娱乐|在线|每日电讯|之家|经纬|金融界|格隆汇|e公司|氪|AI|APP|"
    r"资讯|财讯|融媒|头条|时讯))"
)
_FOLLOWS = r"(?=[\s\u3000（(）)】，,：:\d“丨|]|\S{0,4}\d)"
_DATELINES = tuple(
    re.compile(form)
    for form in (
        # 新华社北京3月19日电（记者…）, 本报讯, 某联社（上海，编辑 …）讯
        rf"^[（(]?(?P<line>(?P<outlet>{_OUTLET})(?:[（(](?P<within>[^（）()]{{2,30}})[）)])?"
        r"(?:(?:记者|記者)(?P<reporter>[\u4e00-\u9fff]{2,3})(?=[\u4e00-\u9fff]{2}))?"
        rf"(?P<place>[\u4e00-\u9fff]{{0,8}}?)\s*(?:{_DAY})?\s*[（(]?(?:快讯|专讯|讯|訊|电|電|消息)){_FOLLOWS}[）)]?\s*"
        r"(?:[（(](?P<names>[^（）()]{2,40})[）)])?",
        # 格隆汇3月19日丨, 参考消息网3月19日报道
        rf"^(?P<line>(?P<outlet>{_OUTLET})\s*{_DAY}\s*(?:报道|報導|丨|[|｜])){_FOLLOWS}?",
        # 某财经APP获悉
        rf"^(?P<line>(?P<outlet>{_OUTLET})获悉)(?=[，,：:\s])",
        # 本报记者 某某 北京报道
        rf"^(?P<line>(?P<outlet>[\u4e00-\u9fffA-Za-z·+]{{2,16}}?|《[^》]{{2,16}}》)(?P<names>(?:全媒体|融媒体|首席|特约|见习|实习)*记者[\s\u3000]*"
        rf"{PEOPLE}(?:[、，,\s]*(?:实习生|通讯员|记者)[\s\u3000]*{PEOPLE})*)[\s\u3000]+(?P<place>(?!摄影|综合)[\u4e00-\u9fff]{{2,6}}?)?(?:摄影|综合)?(?:报道|專電|专电))"
        r"(?=[\s\u3000（(，,：:“])",
        # 【环球网报道 记者 某某】
        rf"^【(?P<line>(?P<outlet>{_OUTLET}?)(?:综合)?(?:报道|讯|消息)[\s\u3000]+(?P<names>(?:特约|见习|实习)?记者[\s\u3000]*{PEOPLE}))】",
    )
)
"""Ways in which outlets open a text; each names the outlet, and perhaps place and reporters."""
_WITHIN = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,6})[，,]")


def _datelines(view: View) -> Iterator[Proposal]:
    for _, block in view.blocks(BlockKind.PARAGRAPH):
        opening = block.text[:_OPENING]
        found = next(filter(None, (form.match(opening) for form in _DATELINES)), None)
        if found is None:
            continue
        groups = found.groupdict()
        credits = [Credit("dateline", found["line"], *found.span("line"))]
        outlet, start = found["outlet"], found.start("outlet")
        if outlet.startswith("《"):
            outlet, start = outlet[1:-1], start + 1
        if outlet not in UNNAMED:
            credits.append(Credit("dateline_outlet", outlet, start, start + len(outlet)))
        if groups.get("reporter"):
            credits.append(Credit("byline", found["reporter"], *found.span("reporter")))
        if groups.get("place"):
            credits.append(Credit("place", found["place"], *found.span("place")))
        elif groups.get("within") and (place := _WITHIN.match(found["within"])):
            at = found.start("within")
            credits.append(Credit("place", place["place"], at, at + place.end("place")))
        if groups.get("names"):
            credits += _reporters(found["names"], found.start("names"))
        yield State(tuple(replace(claim, rule="R104") for claim in claims_of(block, credits)))
        return


_PEOPLE, _PERSON = re.compile(PEOPLE), re.compile(rf"{PERSON}(?![{HAN}])")
_OPENING = 160
"""Characters of a paragraph in which a dateline stands."""


def _reporters(names: str, at: int) -> list[Credit]:
    """Read who is named in a dateline's brackets."""
    if _PEOPLE.fullmatch(names):
        return [
            Credit("byline", m[0], at + m.start(), at + m.end()) for m in _PERSON.finditer(names)
        ]
    own = re.sub(r"^(?:本报|本刊|本网|本社|全媒体|融媒体)+", lambda m: " " * len(m[0]), names)
    return [
        credit.moved(at)
        for credit in read_line(own, enclosed=True) or ()
        if credit.field in ("byline", "correspondent", "photographer", "editor")
    ]


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
    leaves=(
        "据新华社消息，会议召开。",
        "市民获悉，会议将召开。",
        "警方3月19日消息，会议召开。",
        "好消息传来，会议召开。",
        "手机上网电话费下降。",
    ),
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
