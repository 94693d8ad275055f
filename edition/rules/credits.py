"""Lines that say who wrote, photographed, edited, proofread and first published a text.

They are provenance: their values become claims, their characters metadata. A line is a credit
only if labels and values make up the whole of it, so a sentence that mentions an editor stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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

NAME = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_NAMES = rf"{NAME}(?:[\s\u3000、,，/]+{NAME})*"
_LABELS = {
    "原标题": "original_title",
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
    "实习生": "byline", "翻译": "translator", "编译": "translator",
}  # fmt: skip
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])("
    + "|".join(sorted((r"[\s\u3000]*".join(k) for k in _LABELS), key=len, reverse=True))
    + r")[\s\u3000\xa0]*[:：|｜丨/／][\s\u3000\xa0]*"
)
_STAMP = re.compile(
    r"(?:时间[:：]\s*)?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_CODE = re.compile(r"[\s_]*(?:[A-Z]{1,4}\d{2,6}|[A-Z]{2}_?\d+|\([A-Z]+\d+\))\s*$")
_WRAP = re.compile(r"^[\s\u3000\[【（(〔]+|[\s\u3000\]】）)〕。；;]+$")
_ROLE = re.compile(rf"({NAME})\s*[/／]\s*(文|摄|图|视频|摄影|编译|整理)")
_OUTLET_REPORTER = re.compile(
    rf"^(?P<outlet>[\u4e00-\u9fffA-Za-z·+]{{2,20}}?)(?:全媒体|融媒体|首席|特约|见习|实习|深度)*(?P<word>记者|特派员|通讯员)"
    rf"[\s\u3000:：]*(?P<names>{_NAMES})$"
)
_OUTLET = re.compile(
    r"^(?P<outlet>[\u4e00-\u9fffA-Za-z·+]{2,20}?)(?:全媒体|融媒体|首席|特约|见习|实习)*记者[\s\u3000:：]*"
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
    labels = list(_LABEL.finditer(text))
    if not labels:
        return None
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
        if len(value) > 60 or re.search(r"[。！？；]", value):
            return None
        if not value:
            continue
        at = text.find(value, start)
        credits += _value(field, value, at)
    return credits


def _value(field: str, value: str, at: int) -> list[_Credit]:
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


def _reporter(found: re.Match[str], at: int) -> list[_Credit]:
    names = found.start("names")
    return [
        _Credit(
            "byline_outlet", found["outlet"], at + found.start("outlet"), at + found.end("outlet")
        ),
        *(
            _Credit("byline", m[0], at + names + m.start(), at + names + m.end())
            for m in re.finditer(NAME, found["names"])
        ),
    ]


def _claims(block: Block, credits: list[_Credit]) -> tuple[Claim, ...]:
    return tuple(
        Claim(c.field, c.value, Basis.ATTESTED, span=raw_span(block, c.start, c.end))
        for c in credits
    )


def _lines(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text
        if len(text) > LONGEST or block.kind is BlockKind.HEADING:
            continue
        credits = _segments(text)
        if credits is None:
            bare = text.strip(" \u3000（()）")
            reporter = _OUTLET_REPORTER.match(bare)
            credits = _reporter(reporter, text.index(bare)) if reporter else None
        if credits is not None and not _is_caption_credit(view, i, credits):
            yield Take(
                (i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=_claims(block, credits)
            )


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


_DATELINE = re.compile(
    r"^(?P<line>(?P<outlet>本报|本社|新华社|中新社|中新网|人民网|新华网|央视网|新华每日电讯)(?P<place>[\u4e00-\u9fff]{0,8}?)"
    r"(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:讯|电|消息))\s*(?:[（(](?P<names>[^（）()]{2,40})[）)])?"
)


def _datelines(view: View) -> Iterator[Proposal]:
    for _, block in view.blocks(BlockKind.PARAGRAPH):
        found = _DATELINE.match(block.text)
        if not found:
            continue
        credits = [_Credit("dateline", found["line"], *found.span("line"))]
        if found["outlet"] not in ("本报", "本社"):
            credits.append(_Credit("dateline_outlet", found["outlet"], *found.span("outlet")))
        if found["place"]:
            credits.append(_Credit("place", found["place"], *found.span("place")))
        if found["names"]:
            listed = re.sub(
                r"^(?:本报|见习|特约|首席|实习)*(?:记者|通讯员)[\s\u3000:：]*", "", found["names"]
            )
            at = found.end("names") - len(listed)
            if re.fullmatch(_NAMES, listed):
                credits += [
                    _Credit("byline", m[0], at + m.start(), at + m.end())
                    for m in re.finditer(NAME, listed)
                ]
        yield State(_claims(block, credits))
        return


def _origins(view: View) -> Iterator[Proposal]:
    """Tell the outlet that first carried the text from the one that it came through."""
    draft = view.draft
    outlet, source = draft.claim("byline_outlet"), draft.claim("source_line")
    agency = draft.claim("dateline_outlet")
    origin = outlet or agency or source
    if origin is None or draft.claim("origin"):
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
    ),
    leaves=(
        "编辑部认为，来源：不明的稿件不能刊登。",
        "澎湃新闻记者王俊在现场看到，秩序良好。",
        "他是责任编辑，也是作者。",
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
    changes=(),
    leaves=("本报3月19日讯(记者黄莺)今天晚上，会议召开。",),
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
    changes=(),
    leaves=("会议指出。",),
    propose=_origins,
)
