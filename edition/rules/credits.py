"""Lines that say who wrote, photographed, edited, proofread and first published a text.

They are provenance: their values become claims, their characters metadata. A line is a credit
only if labels and values make up the whole of it, so a sentence that mentions an editor stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from edition.draft import Change, Proposal, State, Take, View
from edition.model import (
    TEXT_KINDS,
    Action,
    Basis,
    Block,
    BlockKind,
    Claim,
    Evidence,
    Fate,
    Words,
)
from edition.reading import Edit, raw_span
from edition.rule import Example, Rule
from edition.rules.bearings import body

NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_NAMES = rf"{NAME}(?:[\s\u3000、,，/]+{NAME})*"
_LABELS = {
    "原标题": "original_title", "原题": "original_title", "原標題": "original_title",
    "本文来源": "source_line", "文章来源": "source_line", "稿件来源": "source_line",
    "信息来源": "source_line", "消息来源": "source_line", "稿源": "source_line", "来源": "source_line",
    "来源于": "source_line", "转自": "source_line",
    "作者": "byline", "撰文": "byline", "采写": "byline", "撰稿": "byline", "特约记者": "byline",
    "见习记者": "byline", "实习记者": "byline", "记者": "byline", "通讯员": "correspondent", "文": "byline",
    "摄影": "photographer", "摄影师": "photographer", "摄": "photographer", "图": "photographer",
    "图片来源": "picture_source",
    "责任编辑": "editor", "值班编辑": "editor", "本文编辑": "editor", "编辑": "editor", "责编": "editor",
    "选稿": "editor", "主编": "editor_in_chief", "监制": "producer", "审核": "reviewer",
    "审校": "proofreader", "校对": "proofreader", "校审": "proofreader", "排版": "layout_by",
    "实习生": "byline", "翻译": "translator", "编译": "translator", "编譯": "translator",
    "执笔": "byline", "文字": "byline", "供稿": "byline", "特约评论员": "byline", "评论员": "byline",
    "总监制": "producer", "出品": "producer", "策划": "producer", "总策划": "producer", "统筹": "producer",
    "审读": "reviewer", "审签": "reviewer", "编审": "reviewer", "初审": "reviewer", "复审": "reviewer",
    "终审": "reviewer", "一审": "reviewer", "二审": "reviewer", "三审": "reviewer",
    "美编": "designer", "设计": "designer", "制图": "designer", "视觉": "designer", "视频": "video",
    "剪辑": "video", "供图": "photographer", "图片": "photographer", "副主编": "editor_in_chief",
    "总编辑": "editor_in_chief", "执行主编": "editor_in_chief", "新媒体编辑": "editor", "文字编辑": "editor",
    "責任編輯": "editor", "編輯": "editor", "校對": "proofreader", "記者": "byline", "來源": "source_line",
    "關鍵字": "keyword", "標籤": "keyword", "关键字": "keyword", "关键词": "keyword", "标签": "keyword",
    "发布于": "posted_from", "IP属地": "posted_from", "发布单位": "source_line", "供稿单位": "source_line",
}  # fmt: skip
_NAMES_OF_LABELS = "|".join(
    sorted((r"[\s\u3000]*".join(k) for k in _LABELS), key=len, reverse=True)
)
_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fff])({_NAMES_OF_LABELS})[\s\u3000\xa0]*[:：|｜丨/／][\s\u3000\xa0]*"
)
_NEXT_LABEL = re.compile(
    rf"({_NAMES_OF_LABELS})[\s\u3000\xa0]*(?:[:：]|(?<![\u4e00-\u9fff\s])[|｜丨/／])[\s\u3000\xa0]*"
)
"""Behind a first label others may follow a name without a space (上海奉贤选稿：…)."""
_STAMP = re.compile(
    r"(?:时间[:：]\s*)?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_CODE = re.compile(r"[\s_]*(?:[A-Z]{1,4}\d{2,6}|[A-Z]{2}_?\d+|\([A-Z]+\d+\))\s*$")
_WRAP = re.compile(r"^[\s\u3000\[【（(〔]+|[\s\u3000\]】）)〕。；;]+$")
_ORIGINAL_TITLE = re.compile(
    r"^[（(【\[]?\s*(?:原标题|原题|原標題)\s*(?:为|是|為)?\s*(?:[:：]\s*|(?=《))(?P<title>.{2,120}?)\s*[）)】\]]?$"
)
_FROM = re.compile(
    r"^[（(]?(?:本文|文章|稿件)?(?:来源于|转载自|转载于|转自|摘自|选自|來源於|轉載自)[\s:：]*(?P<outlet>[^\s，。；]{2,20})[\s\u3000]*$"
)
_PICTURES_FROM = re.compile(
    r"^[（(]?(?:本文|文中)?(?:所有)?(?:图片|配图|插图)(?:均|都)?(?:来源于|来自于?|源自|源于|选自)(?P<outlet>[^，。；]{2,16})[）)。]?$"
)
_TAKEN_BY = re.compile(
    rf"^(?P<outlet>[\u4e00-\u9fff]{{2,8}}?(?:社|报|网|日报|中国))?(?:特约|本报)?(?:记者|发)?[\s\u3000]*[（(]?\s*(?P<names>{_NAMES})[\s\u3000]*摄影?\s*[）)]?$"
)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[^a-z])(?:author|byline|writer|media-?name)(?![a-z])", re.IGNORECASE
)
_OUTLET_NAME = re.compile(
    r"^[\u4e00-\u9fffA-Za-z0-9·]{1,16}(?:社|报|網|网|台|臺|新闻|新聞|周刊|週刊|日报|日報|客户端|在线|新媒体|讯)$"
)
_ROLE = re.compile(rf"({NAME})\s*[/／]\s*(文|摄|图|视频|摄影|编译|整理)")
_OUTLET_REPORTER = re.compile(
    rf"^(?P<outlet>[\u4e00-\u9fffA-Za-z·+\-]{{2,20}}?|《[^》]{{2,20}}》)(?:全媒体|融媒体|首席|特约|见习|实习|深度)*"
    rf"(?P<word>记者|特派员|通讯员|特约评论员|(?<=》)作者)[\s\u3000:：]*(?P<names>{_NAMES})$"
)
_OUTLET = re.compile(
    r"^(?P<outlet>[\u4e00-\u9fffA-Za-z·+\-]{2,20}?)(?:全媒体|融媒体|首席|特约|见习|实习)*(?:记者|评论员)[\s\u3000:：]*"
)
_LEAD = re.compile(
    r"^[【\[（(](?:文|编译|整理|撰文|采写)[/／|｜:：\s](?P<body>[^】\]）)]{2,24})[】\]）)]\s*"
)
LONGEST = 120


class _Credit(NamedTuple):
    field: str
    value: str
    start: int
    end: int


def _segments(text: str) -> list[_Credit] | None:
    """Read a line as labels and values, or give None if it is more than that."""
    first = _LABEL.search(text)
    if first is None:
        return None
    labels = [first, *_NEXT_LABEL.finditer(text, first.end())]
    lead = _STAMP.sub("", text[: labels[0].start()]).strip(" \u3000\xa0[【（(〔")
    credits: list[_Credit] = []
    if lead:
        reporter = _OUTLET_REPORTER.match(lead)
        if not reporter:
            return None
        at = text.index(lead)
        credits += _reporter(reporter, at)
    for i, label in enumerate(labels):
        start = label.end()
        end = labels[i + 1].start() if i + 1 < len(labels) else len(text)
        raw = text[start:end]
        value = _WRAP.sub("", _STAMP.sub("", raw)).strip(" \u3000\xa0")
        field = _LABELS[re.sub(r"[\s\u3000]+", "", label[1])]
        if field in ("editor", "proofreader", "reviewer"):
            value = _CODE.sub("", value)
        if len(value) > 60 or (re.search(r"[。！？；】]", value) and field != "keyword"):
            return None
        if not value:
            continue
        at = text.find(value, start)
        credits += _value(field, value, at)
    return credits


_SPACED_NAME = re.compile(r"[\u4e00-\u9fff][\s\u3000]+[\u4e00-\u9fff]")


def _value(field: str, value: str, at: int) -> list[_Credit]:
    if _SPACED_NAME.fullmatch(value):
        return [_Credit(field, re.sub(r"\s", "", value), at, at + len(value))]
    if field != "byline":
        if field in ("editor", "proofreader", "photographer") and re.fullmatch(_NAMES, value):
            return [
                _Credit(field, m[0], at + m.start(), at + m.end()) for m in re.finditer(NAME, value)
            ]
        return [_Credit(field, value, at, at + len(value))]
    credits: list[_Credit] = []
    outlet = _OUTLET.match(value)
    rest = 0
    if outlet:
        credits.append(
            _Credit(
                "byline_outlet",
                outlet["outlet"],
                at + outlet.start("outlet"),
                at + outlet.end("outlet"),
            )
        )
        rest = outlet.end()
    roles = list(_ROLE.finditer(value, rest))
    if roles:
        for role in roles:
            kind = "photographer" if role[2] in ("摄", "图", "摄影") else "byline"
            credits.append(_Credit(kind, role[1], at + role.start(1), at + role.end(1)))
        return credits
    if re.fullmatch(_NAMES, value[rest:].strip()):
        names = re.compile(NAME).finditer(value, rest)
        return credits + [_Credit(field, m[0], at + m.start(), at + m.end()) for m in names]
    return [*credits, _Credit(field, value[rest:].strip(), at + rest, at + len(value))]


_ROLES = frozenset({"记者", "通讯员", "特派员", "实习生", "摄影", "特约记者", "见习记者", "评论员"})


def _reporter(found: re.Match[str], at: int) -> list[_Credit]:
    names = found.start("names")
    field = "byline"
    people: list[_Credit] = []
    for m in re.finditer(NAME, found["names"]):
        if m[0] in _ROLES:
            field = {"通讯员": "correspondent", "摄影": "photographer"}.get(m[0], "byline")
        else:
            people.append(_Credit(field, m[0], at + names + m.start(), at + names + m.end()))
    return [
        _Credit(
            "byline_outlet", found["outlet"], at + found.start("outlet"), at + found.end("outlet")
        ),
        *people,
    ]


def _claims(block: Block, credits: list[_Credit]) -> tuple[Claim, ...]:
    return tuple(
        Claim(c.field, c.value, Basis.ATTESTED, span=raw_span(block, c.start, c.end))
        for c in credits
    )


def _lines(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(*TEXT_KINDS):
        if len(block.text) > LONGEST or block.kind is BlockKind.HEADING:
            continue
        credits = _credits(block)
        if credits is not None and not _is_caption_credit(view, i, credits):
            yield Take(
                (i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=_claims(block, credits)
            )


def _credits(block: Block) -> list[_Credit] | None:
    """Read a block as a line of credits, or give None if it is not only that."""
    text = block.text
    if original := _ORIGINAL_TITLE.match(text.strip()):
        title = original["title"].strip()
        title = (
            title[1:-1] if title.startswith("《") and title.find("》") == len(title) - 1 else title
        )
        return _one("original_title", title, text)
    credits = _segments(text)
    if credits is not None:
        return credits
    bare = text.strip(" \u3000（()）□■●◎◆")
    if reporter := _OUTLET_REPORTER.match(bare):
        return _reporter(reporter, text.index(bare))
    if source := _FROM.match(_STAMP.sub("", text).strip()):
        return _one("source_line", source["outlet"], text)
    if pictures := _PICTURES_FROM.match(text.strip()):
        return _one("picture_source", pictures["outlet"], text)
    if taken := _TAKEN_BY.match(text.strip()):
        at = text.index(taken["names"])
        return [
            _Credit("photographer", m[0], at + m.start(), at + m.end())
            for m in re.finditer(NAME, taken["names"])
        ]
    return _by_class(block)


def _by_class(block: Block) -> list[_Credit] | None:
    """Read a short name in an element whose class says that it names the author."""
    classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
    text = block.text.strip()
    if not _AUTHOR_CLASS.search(classes) or len(text) > 20:
        return None
    if _OUTLET_NAME.match(text):
        return _one("byline_outlet", text, block.text)
    if re.fullmatch(_NAMES, text):
        return _value("byline", text, block.text.index(text))
    return None


def _one(field: str, value: str, text: str) -> list[_Credit]:
    at = text.index(value)
    return [_Credit(field, value, at, at + len(value))]


def _is_caption_credit(view: View, i: int, credits: list[_Credit]) -> bool:
    fields = {credit.field for credit in credits}
    return (
        fields <= {"picture_source", "photographer"}
        and i > 0
        and view.draft.blocks[i - 1].kind is BlockKind.PICTURE
    )


_COMMENT_CREDIT = re.compile(rf"(责任编辑|编辑|责编|校对)\s*[:：]\s*({NAME})")


def _comments(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(BlockKind.COMMENT):
        for found in _COMMENT_CREDIT.finditer(block.text):
            claim = Claim(
                _LABELS[found[1]], found[2], Basis.ATTESTED, span=raw_span(block, *found.span(2))
            )
            edit = Edit(found.start(), found.end(), "", Action.RECORD, Fate.METADATA)
            yield Change(i, edit, (claim,))


def _leads(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(BlockKind.PARAGRAPH):
        found = _LEAD.match(block.text)
        if not found:
            continue
        body, at = found["body"], found.start("body")
        parts = body.split()
        credits: list[_Credit] = []
        if len(parts) > 1 or not re.fullmatch(NAME, body):
            credits.append(_Credit("byline_outlet", parts[0], at, at + len(parts[0])))
            parts = parts[1:]
        for name in parts:
            start = body.index(name) + at
            credits.append(_Credit("byline", name, start, start + len(name)))
        edit = Edit(0, found.end(), "", Action.RECORD, Fate.METADATA)
        yield Change(i, edit, _claims(block, credits))


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
        credit = _Credit("stamp", found[0].strip(), block.text.index(found[0].strip()), 0)
        credit = credit._replace(end=credit.start + len(credit.value))
        yield Take(
            (i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=_claims(block, [credit])
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
        credits = [_Credit("dateline", found["line"], *found.span("line"))]
        if found["outlet"] not in ("本报", "本社", "本刊"):
            credits.append(_Credit("dateline_outlet", found["outlet"], *found.span("outlet")))
        if found["reporter"]:
            credits.append(_Credit("byline", found["reporter"], *found.span("reporter")))
        if found["place"]:
            credits.append(_Credit("place", found["place"], *found.span("place")))
        reporters = _REPORTERS.match(found["names"] or "")
        listed = (found["names"] or "")[reporters.end() :] if reporters else ""
        if re.fullmatch(_NAMES, listed):
            at = found.end("names") - len(listed)
            credits += [
                _Credit("byline", m[0], at + m.start(), at + m.end())
                for m in re.finditer(NAME, listed)
            ]
        yield State(tuple(replace(claim, rule="R104") for claim in _claims(block, credits)))
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


_LABEL_REASON = Words(
    "来源、作者、编辑、校对等行是著录信息，转入著录项。",
    "Lines naming source, author, editor and proofreader are provenance; they are recorded.",
)
CREDIT_LINE = Rule(
    code="R101",
    slug="credit-line",
    family="record",
    title=Words("署名与来源行转为著录", "Credit lines recorded"),
    reason=_LABEL_REASON,
    changes=(
        Example("会议指出。\n责任编辑：刘万里 SF014", "会议指出。"),
        Example("来源 | 彩练新闻\n会议指出。", "会议指出。"),
        Example("作者 | 吉林日报全媒体记者 黄鹭/文 邹乃硕/摄\n会议指出。", "会议指出。"),
        Example("澎湃新闻记者 王俊\n会议指出。", "会议指出。"),
        Example("（原标题：省委书记主持召开会议）\n会议指出。", "会议指出。"),
        Example("会议指出。\n本文来源：新华社 责任编辑：李曦_NN2587", "会议指出。"),
        Example("（原标题：谁来主持？省委书记说了啥？）\n会议指出。", "会议指出。"),
        Example("会议指出。\n（原题为《会议怎么开？》）", "会议指出。"),
        Example("□本报记者 张三 通讯员 李四\n会议指出。", "会议指出。"),
        Example("会议指出。\n图片均来自网络", "会议指出。"),
        Example("会议指出。\n总监制：邹 明", "会议指出。"),
        Example("2024-05-20 16:25:01来源:上海奉贤选稿：许文杰\n会议指出。", "会议指出。"),
        Example("会议指出。\n关键词：春耕 备耕", "会议指出。"),
        Example("会议指出。\n新华社发（刘满仓摄）", "会议指出。"),
        Example('<p>会议指出。</p><div class="article-author">法新社</div>', "会议指出。"),
    ),
    leaves=(
        "编辑部认为，来源：不明的稿件不能刊登。",
        "澎湃新闻记者王俊在现场看到，秩序良好。",
        "他是责任编辑，也是作者。",
        "原标题的意思是什么？",
        "老人家：编辑同志，您好！",
        "本书作者 余华",
    ),
    propose=_lines,
)
HIDDEN_CREDIT = Rule(
    code="R102",
    slug="credit-in-comment",
    family="record",
    title=Words("注释中的编校人员转为著录", "Credits in comments recorded"),
    reason=Words(
        "编校人员的署名藏在网页注释里，转入著录项。",
        "The name of an editor or proofreader stands in a comment of the markup; it is recorded.",
    ),
    changes=(Example("<p>会议指出。</p><!--adlist[<p>校对：刘威</p>]adlist-->", "会议指出。"),),
    leaves=("<p>校对工作由刘威负责。</p>",),
    propose=_comments,
)
LEAD_CREDIT = Rule(
    code="R103",
    slug="credit-before-text",
    family="record",
    title=Words("文首署名转为著录", "Credit before the text recorded"),
    reason=_LABEL_REASON,
    changes=(Example("【文/观察者网 王慧】会议指出。", "会议指出。"),),
    leaves=("【会议现场】会议指出。",),
    propose=_leads,
)
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
