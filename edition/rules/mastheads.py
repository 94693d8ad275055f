"""What a newspaper page says of itself: its masthead, and where an article goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from edition.draft import Change, Proposal, Take, View
from edition.model import TEXT_KINDS, Action, Basis, Block, BlockKind, Claim, Fate, Words
from edition.reading import Edit, raw_span
from edition.rule import Example, Rule

_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
)
_SIGN = re.compile(
    r"(?:星期|周|禮拜)[一二三四五六日天]|农历|農曆|第\s*[一二三四五六七八九十\dA-Z]{1,4}\s*版|[A-Z]?\d{1,2}\s*版|总第?\s*\d+\s*期|"
    r"国内统一(?:连续出版物|刊)号|邮发代号|责任?编辑?\s*[:：]?|版式|新闻热线"
)
_EDITOR = re.compile(
    r"(?:责任编辑|责编|编辑)\s*[:：/]?\s*(?P<name>[\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])"
)
_PAGE = re.compile(r"第?\s*(?P<page>[一二三四五六七八九十]{1,3}|[A-Z]?\d{1,2})\s*版")
_CONTINUED = re.compile(
    r"\s*[（(]\s*(?P<way>下转|上接|紧接|转|接)\s*(?:第?\s*[A-Z]?[一二三四五六七八九十\d]{1,3}\s*版)[^）)]{0,8}[）)]\s*"
)
_LONGEST = 80
_NEAR = 6
"""Lines from the top or the bottom of a page among which a masthead stands."""


def _mastheads(view: View) -> Iterator[Proposal]:
    if view.draft.format != "newspaper-ocr":
        return
    standing = list(view.blocks(*TEXT_KINDS))
    edges = dict((*standing[:_NEAR], *standing[-_NEAR:]))
    for i, block in edges.items():
        found = _DATE.search(block.text)
        if not found or len(block.text) > _LONGEST or re.search(r"[。！？；]", block.text):
            continue
        rest = block.text[: found.start()] + block.text[found.end() :]
        if _SIGN.search(rest):
            claims = tuple(_claims(block, found))
            yield Take((i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=claims)


def _claims(block: Block, found: re.Match[str]) -> Iterator[Claim]:
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
        yield Claim("published", day, Basis.ATTESTED, span=raw_span(block, *found.span()))
    except ValueError:
        pass
    if page := _PAGE.search(block.text):
        yield Claim("page", page["page"], Basis.ATTESTED, span=raw_span(block, *page.span("page")))
    if editor := _EDITOR.search(block.text):
        yield Claim(
            "editor", editor["name"], Basis.ATTESTED, span=raw_span(block, *editor.span("name"))
        )


def _continued(view: View) -> Iterator[Proposal]:
    if view.draft.format == "crawled-post":
        return
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text
        for found in (_CONTINUED.match(text), *_CONTINUED.finditer(text[-24:], 0)):
            if not found:
                continue
            offset = 0 if found.string is text else len(text) - len(found.string)
            start, end = found.start() + offset, found.end() + offset
            if start == 0 or end == len(text):
                span = raw_span(block, start, end)
                claim = Claim("continued", found[0].strip(), Basis.ATTESTED, span=span)
                yield Change(i, Edit(start, end, "", Action.RECORD, Fate.METADATA), (claim,))
                break


MASTHEAD = Rule(
    code="N104",
    slug="masthead",
    family="record",
    title=Words("报头报眉转为著录", "Mastheads recorded"),
    reason=Words(
        "报头、报眉写明出版日期、版次与编辑，是著录信息，不是文章。",
        "The head of a page states the date of issue, the page and its editor: provenance, no article.",
    ),
    changes=(
        Example(
            "2022年3月20日 星期日 第2版 要闻 责任编辑 刘万里\n\n# 会议召开\n\n会议指出，要抓紧落实各项工作。",
            "会议指出，要抓紧落实各项工作。",
        ),
    ),
    leaves=(
        "# 会议召开\n\n2022年3月20日，会议在长春召开。\n\n会议指出，要抓紧落实。",
        "# 通知\n\n各单位应当抓紧落实各项工作。\n\n2022年3月20日",
    ),
    propose=_mastheads,
)
CONTINUED = Rule(
    code="R112",
    slug="continued",
    family="record",
    title=Words("转版说明转为著录", "Notes of continuation recorded"),
    reason=Words(
        "“下转第二版”之类说明文章在何处继续，不属文章。",
        "A note such as “continued on page 2” tells where an article goes on; it is not its text.",
    ),
    changes=(
        Example(
            "# 会议召开\n\n会议指出，要抓紧落实各项工作。（下转第二版）",
            "会议指出，要抓紧落实各项工作。",
        ),
        Example(
            "# 会议召开\n\n（上接第1版）会议指出，要抓紧落实各项工作。",
            "会议指出，要抓紧落实各项工作。",
        ),
    ),
    leaves=("# 会议召开\n\n会议指出，有关报道见（第二版），要抓紧落实。",),
    propose=_continued,
)
