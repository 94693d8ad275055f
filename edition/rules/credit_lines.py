"""Read a line as credits: labels and names, and nothing else.

A line is a credit only if labels, names and what belongs to them make up the whole of it, so a
sentence that mentions an editor stays. Where a label is also an ordinary word (审核, 视频), or no
sign stands between label and name, only names that begin with a surname will do.
"""

from __future__ import annotations

import re
from functools import lru_cache

from edition.model import Basis, Block, Claim
from edition.reading import raw_span
from edition.rules.credit_people import (
    IN_A_ROLE,
    NAMED,
    ONLY_PEOPLE,
    OUTLET,
    OUTLET_REPORTER,
    Credit,
    names_in,
    pairs_in,
    reporters,
    value_of,
)
from edition.rules.labels import (
    BAR,
    HAN,
    LABEL,
    NAMES,
    ORGANISATION,
    PEOPLE_FIELDS,
    PERSON,
    ROLE,
    UNNAMED,
    field_of,
)

LONGEST = 160
"""Characters of a line that is looked at; the credits of a whole team fill two lines."""


def claims_of(block: Block, credits: list[Credit]) -> tuple[Claim, ...]:
    """Make the claims of credits, each with the span that attests it."""
    return tuple(
        Claim(c.field, c.value, Basis.ATTESTED, span=raw_span(block, c.start, c.end))
        for c in credits
        if c.value not in UNNAMED or c.field not in PEOPLE_FIELDS
    )


def one(field: str, value: str, text: str) -> list[Credit]:
    """Give one credit whose value stands in ``text``."""
    at = text.index(value)
    return [Credit(field, value, at, at + len(value))]


# -- what belongs to a line of credits without being one ------------------------

STAMP = re.compile(
    r"(?:时间[:：]\s*)?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_NOISE = re.compile(
    rf"{STAMP.pattern}|[【\[](?:纠错|举报|收藏|分享|打印)[】\]]"
    r"|[（(]\s*(?:微信)?\s*(?:ID|id|公众号|微信号|公号)\s*[:：]?\s*[\w .\-]{2,40}[）)]"
    r"|[，,]?\s*[^，,。；\s]{1,16}(?:经|已获|获|已)(?:作者|原作者|平台)?授权(?:发布|转载|刊发|使用)[。.]?\s*$"
)
_EDGES = " \t\u3000\xa0\n，,、;；"
_OPEN, _CLOSE = "[【（(〔", "]】）)〕"


def _masked(text: str) -> str:
    """Give the line with spaces for what says nothing of people or sources."""
    return _NOISE.sub(lambda found: " " * len(found[0]), text)


# -- lines with signs between labels and values ----------------------------------

_LABEL = re.compile(rf"(?<![{HAN}])({LABEL})[\s\u3000\xa0]*{BAR}[\s\u3000\xa0]*")
_NEXT_LABEL = re.compile(
    rf"({LABEL})[\s\u3000\xa0]*[:：][\s\u3000\xa0]*"
    rf"|(?<=[\s\u3000\xa0，,；;、）)】\]])({ROLE})[\s\u3000\xa0]*[|｜丨∣︱/／][\s\u3000\xa0]*(?=[{HAN}]{{2}})"
)
"""Behind a first label others may follow a name without a space (上海奉贤选稿：…)."""
_OUTLET_LABEL = re.compile(
    rf"^[\s\u3000\[【（(]*(?P<outlet>[{HAN}A-Za-z0-9·+]{{2,12}}?)(?P<label>(?:全媒体|融媒体|首席|见习|实习)?(?:记者|编辑|评论员))"
    rf"[\s\u3000]*{BAR}[\s\u3000]*(?={PERSON})"
)
_CODE = re.compile(
    r"(?<=.)(?<![A-Za-z])[\s_\-]*(?:[A-Z]{1,4}\d{2,6}|[A-Z]{2}_?\d+|[（(][A-Z]+\d+[）)])\s*$"
)
_ORDINARY = frozenset(
    [
        "视频",
        "图片",
        "文字",
        "图文",
        "设计",
        "视觉",
        "美术",
        "海报",
        "动画",
        "绘图",
        "整理",
        "采访",
        "策划",
        "统筹",
        "制作",
        "导演",
        "主任",
        "后期",
        "审核",
        "终审",
        "复审",
        "初审",
        "一审",
        "二审",
        "三审",
        "出品",
        "翻译",
        "记者",
        "記者",
        "总策划",
        "监审",
        "音频",
        "内容策划",
        "视频制作",
        "综合",
        "制片",
        "播音",
        "航拍",
        "剪辑",
        "版面",
        "签发",
    ]
)
"""Labels that are words of ordinary text too: only names and organisations follow them."""
_VAGUE = frozenset(
    ["来自", "综合", "综合自", "出处", "源自", "供稿", "来稿", "题图", "头图", "封面图", "封面图片"]
)
"""Labels of sources that are words of ordinary text too."""


def _segments(text: str) -> list[Credit] | None:
    """Read a line as labels and values, or give None if it is more than that."""
    masked = _masked(text)
    credits: list[Credit] = []
    if account := _ACCOUNT.match(masked):
        credits.append(Credit("source_line", account["outlet"], *account.span("outlet")))
        masked = " " * account.end() + masked[account.end() :]
        if not masked.strip(_EDGES + _CLOSE + "。"):
            return credits
    labels = []
    if outlet := _OUTLET_LABEL.match(masked):
        labels.append((outlet["label"], outlet.start(), outlet.end()))
        if "编辑" not in outlet["label"] and outlet["outlet"] not in UNNAMED:
            credits.append(Credit("byline_outlet", outlet["outlet"], *outlet.span("outlet")))
    elif first := _LABEL.search(masked):
        labels.append((first[1], first.start(), first.end()))
    else:
        return None
    labels += [
        (m[1] or m[2], m.start(), m.end()) for m in _NEXT_LABEL.finditer(masked, labels[0][2])
    ]
    lead = masked[: labels[0][1]].strip(f"{_EDGES}{_OPEN}{_CLOSE}*▲△●■□◎丨|")
    if lead:
        reporter = OUTLET_REPORTER.match(lead)
        if not reporter:
            return None
        credits += reporters(reporter, text.index(lead))
    for i, (label, _, start) in enumerate(labels):
        end = labels[i + 1][1] if i + 1 < len(labels) else len(masked)
        found = _labelled(label, masked, start, end)
        if found is None:
            return None
        credits += found
    return credits


def _labelled(label: str, text: str, start: int, end: int) -> list[Credit] | None:
    """Read the value behind a label; None if it is not what such a label is followed by."""
    plain = re.sub(r"[\s\u3000]+", "", label)
    field = field_of(plain)
    raw = text[start:end].strip(_EDGES)
    value = re.sub(rf"^[{re.escape(_OPEN)}\s\u3000]+", "", raw)
    value = re.sub(r"[\]】〕。；;\s\u3000]+$", "", value)
    while value.endswith(("）", ")")) and not re.search(r"[（(]", value):
        value = value[:-1].rstrip(_EDGES + "。")
    if value.endswith(("）", ")")) and value.count("（") + value.count("(") < value.count(
        "）"
    ) + value.count(")"):
        value = value[:-1].rstrip(_EDGES)
    stopped = raw.endswith("。")
    if field in ("editor", "proofreader", "reviewer"):
        value = _CODE.sub("", value)
    if not value:
        return []
    at = text.find(value, start)
    if field == "keyword":
        return [Credit(field, value, at, at + len(value))] if len(value) <= 80 else None
    if re.search(r"[。！？；】!?]", value) or len(value) > 60:
        return None
    if field not in PEOPLE_FIELDS:
        vague = plain in _VAGUE and not any(
            ORGANISATION.search(part) for part in re.split(r"[、\s]", value)
        )
        if re.search(r"[，,]", value) or len(value) > 40 or (vague and len(value) > 6):
            return None
        return [Credit(field, value, at, at + len(value))]
    return _people(plain, field, value, at, stopped=stopped)


def _people(label: str, field: str, value: str, at: int, *, stopped: bool) -> list[Credit] | None:
    """Read the people behind a label."""
    comma = re.search(r"[，,]", value)
    if comma and not NAMED.fullmatch(value):
        if field != "byline" or not ONLY_PEOPLE.fullmatch(value[: comma.start()]):
            return None
        value = value[: comma.start()]
    strict = stopped or label in _ORDINARY
    if strict and not (
        ONLY_PEOPLE.fullmatch(value)
        or ORGANISATION.search(value)
        or OUTLET.match(value)
        or IN_A_ROLE.search(value)
    ):
        return None
    if len(value) > 24 and not re.search(r"[\s\u3000、&/／]", value):
        return None
    return value_of(field, value, at)


_ACCOUNT = re.compile(
    r"^[\s\u3000（(【\[]*(?:本文|文章|内容)?(?:来自|来源于?|转?载?自|首发于|选自|授权转载自|源自)\s*[:：|｜丨]?\s*(?:微信)?公众号\s*[:：|｜丨]?\s*"
    r"[“「《\"]?(?P<outlet>[^”」》\"，,（(。\s]{2,24})[”」》\"]?"
)
"""A text taken over from an account on WeChat, as news sites say it."""


# -- other lines of provenance -----------------------------------------------------

_ORIGINAL_TITLE = re.compile(
    r"^[（(【\[]?\s*(?:原标题|原题|原標題)\s*(?:为|是|為)?\s*(?:[:：|｜丨]\s*|(?=《)|(?<=[题題])[ \u3000]+(?=.{6,60}[^。，]$))(?P<title>.{2,120}?)\s*[）)】\]]?$"
)
_FROM = re.compile(
    r"^[（(【\[]?(?:本文|文章|稿件|新闻)?(?:来源于|转载自|转载于|转自|摘自|选自|源自|来源自|來源於|轉載自)[\s:：|｜丨]*(?P<outlet>[^\s，。；）)】]{2,20})[\s\u3000]*[）)】\]]?$"
)
_SPACED_SOURCE = re.compile(
    r"^[（(【\[](?:文章|本文|稿件|图文|资料)?(?:来源|转自)[\s\u3000/／]+(?P<outlet>[^，。；）)】]{2,20})[）)】\]]$"
)
_PICTURES_FROM = re.compile(
    r"^[（(]?(?:本文|文中)?(?:所有)?(?:图片|配图|插图)(?:均|都)?(?:来源于|来自于?|源自|源于|选自)(?P<outlet>[^，。；的]{2,16})[）)。]?$"
)
_TAKEN_BY = re.compile(
    rf"^(?P<outlet>[{HAN}]{{2,8}}?(?:社|报|网|日报|中国))?(?:特约|本报)?(?:记者|发)?[\s\u3000]*[（(]?\s*(?P<names>{NAMES})[\s\u3000]*摄影?\s*[）)]?$"
)
_AUTHOR_IS = re.compile(
    r"^[（(【\[](?:(?:本文)?作者|撰稿人)\s*(?P<name>[\u4e00-\u9fff]{2,3}?)?[，,]?(?:系|为|是|单位[:：])(?P<note>[^（）()。]{2,60})[。]?[）)】\]]$"
)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[^a-z])(?:author|byline|writer|media-?name)(?![a-z])", re.IGNORECASE
)
_OUTLET_NAME = re.compile(
    rf"^[{HAN}A-Za-z0-9·]{{1,16}}(?:社|报|網|网|台|臺|新闻|新聞|周刊|週刊|日报|日報|客户端|在线|新媒体|讯)$"
)


_WESTERN = re.compile(
    r"(?P<label>By|Reporting by|Additional reporting by|Writing by|Written by|Author|Editing by|Edited by|Editors?|Source|Photo(?:graph)?s?(?: by)?|"
    r"Translated by)\s*(?::\s*|(?<=[Bb]y)\s+)(?P<names>[A-Z][\w.'’-]*(?:\s+(?:de|van|von|al|bin)\b|\s+[A-Z][\w.'’-]*){0,4}"
    r"(?:(?:,\s+|\s+and\s+|,\s+and\s+|\s*&\s*)[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4}){0,6})\s*(?:;\s*|$)"
)
_WESTERN_FIELDS = {
    "edit": "editor",
    "photo": "photographer",
    "source": "source_line",
    "translated": "translator",
}
_DAYS = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)


def _western(text: str) -> list[Credit] | None:
    """Read a line of credits as English writes it.

    >>> [(c.field, c.value) for c in read_line("(Reporting by Ann Lee; Editing by Bo Ek)") or ()]
    [('byline', 'Ann Lee'), ('editor', 'Bo Ek')]
    """
    bare = text.strip(" \t()[]")
    bare = bare.removesuffix(".") if not re.search(r"\b[A-Z]\.$", bare) else bare
    at, credits = 0, []
    while found := _WESTERN.match(bare, at):
        start = found.start("names")
        label = found["label"].lower()
        field = next((f for k, f in _WESTERN_FIELDS.items() if label.startswith(k)), "byline")
        for name in re.finditer(r"(?:(?!,|\s+and\s|\s*&).)+", found["names"]):
            value = re.sub(r"^(?:and\s+|&\s*|,\s*)", "", name[0].strip(" ,"))
            if value:
                place = found["names"].index(value, name.start()) + start
                credits.append(Credit(field, value, place, place + len(value)))
        at = found.end()
    if not credits or at < len(bare) or any(_DAYS.match(credit.value) for credit in credits):
        return None
    offset = text.index(bare)
    return [credit.moved(offset) for credit in credits]


@lru_cache(maxsize=512)
def read_line(text: str, *, enclosed: bool = False) -> list[Credit] | None:
    """Read a line of credits, or give None if it is not only that.

    ``enclosed`` says that the line stands in brackets of its own. Several rules ask of the same lines, so
    the last answers are kept; nobody may change them.

    >>> [(c.field, c.value) for c in read_line("编辑 王小明 校对 李小红") or ()]
    [('editor', '王小明'), ('proofreader', '李小红')]
    >>> read_line("来源不明的资金不得进入楼市。") is None
    True
    """
    text = re.sub(r"(?<=文)[/／](?=图)", "、", text)
    if original := _ORIGINAL_TITLE.match(text.strip()):
        title = original["title"].strip()
        title = (
            title[1:-1] if title.startswith("《") and title.find("》") == len(title) - 1 else title
        )
        return one("original_title", title, text)
    credits = _segments(text)
    if credits is not None:
        return credits
    western = _western(text)
    if western is not None:
        return western
    bare = text.strip(" \t\u3000\xa0（()）【】[]□■●◎◆▲")
    enclosed = enclosed or text.strip()[:1] in "（(【[□■●◎◆"
    pairs = pairs_in(bare, enclosed=enclosed) if bare else None
    if pairs is not None:
        at = text.index(bare)
        return [credit.moved(at) for credit in pairs]
    if reporter := OUTLET_REPORTER.match(bare):
        return reporters(reporter, text.index(bare))
    plain = STAMP.sub("", text).strip()
    if source := _FROM.match(plain) or _SPACED_SOURCE.match(plain):
        return one("source_line", source["outlet"], text)
    if pictures := _PICTURES_FROM.match(text.strip()):
        return one("picture_source", pictures["outlet"], text)
    if author := _AUTHOR_IS.match(text.strip()):
        named = one("byline", author["name"], text) if author["name"] else []
        return [*named, *one("byline_note", author["note"], text)]
    if taken := _TAKEN_BY.match(text.strip()):
        return names_in("photographer", taken["names"], text.index(taken["names"]))
    return None


def read_by_class(block: Block) -> list[Credit] | None:
    """Read a short name in an element whose class says that it names the author."""
    classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
    text = block.text.strip()
    if not _AUTHOR_CLASS.search(classes) or len(text) > 20:
        return None
    if _OUTLET_NAME.match(text):
        return one("byline_outlet", text, block.text)
    if NAMED.fullmatch(text):
        return value_of("byline", text, block.text.index(text))
    return None
