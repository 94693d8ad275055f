"""Lines that say who wrote, photographed, edited, proofread and first published a text.

They are provenance: their values become claims, their characters metadata. What such a line looks
like is told in ``credit_lines``; here, where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from edition.draft import Change, Proposal, State, Take, View
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
from edition.rules.bearings import body, speaks, texts
from edition.rules.credit_lines import (
    LONGEST,
    claims_of,
    one,
    read_by_class,
    read_line,
)
from edition.rules.credit_people import Credit
from edition.rules.labels import BAR, HAN, LABEL, NAME, PEOPLE, PERSON, field_of

_ISSUER = re.compile(
    rf"^[{HAN}]{{2,14}}(?:统计局|委员会|办公室|卫健委|管委会|人民政府|新闻办|气象局|气象台|公安局|法院|检察院|[^。]局)$"
)


def _issuer(view: View) -> Iterator[Proposal]:
    """Record who issued a text, if the line above its first sentence is nothing but their name."""
    standing = list(texts(view))
    if len(standing) < 2:
        return
    (i, block), (_, below) = standing[0], standing[1]
    text = block.text.strip()
    if block.kind is BlockKind.PARAGRAPH and _ISSUER.match(text) and speaks(below):
        note = Words(
            "正文之前单独一行，只有发布单位的名称。",
            "The line before the text is nothing but the name of who issued it.",
        )
        yield Take(
            (i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT,
            claims=claims_of(block, one("source_line", text, block.text)),
            certainty=Certainty.HIGH, evidence=(Evidence(note, text),),
        )  # fmt: skip


def _lines(view: View) -> Iterator[Proposal]:
    yield from _issuer(view)
    said = {(claim.field, claim.value) for claim in view.draft.claims}
    last = body(view)[1]
    for i, block in view.blocks(*TEXT_KINDS):
        if len(block.text) > LONGEST or block.kind is BlockKind.HEADING:
            continue
        credits = read_line(block.text)
        if credits is None:
            credits = read_by_class(block)
        if credits is not None and not _is_caption_credit(view, i, credits, last):
            claims = tuple(c for c in claims_of(block, credits) if (c.field, c.value) not in said)
            said |= {(claim.field, claim.value) for claim in claims}
            yield Take((i,), Fate.METADATA, Action.RECORD, BlockKind.CREDIT, claims=claims)


_OF_PICTURES = frozenset({"picture_source", "photographer", "source_line", "byline_outlet"})


def _is_caption_credit(view: View, i: int, credits: list[Credit], last: int) -> bool:
    """Say whether a credit below a picture is the picture's: then the text goes on behind it."""
    fields = {credit.field for credit in credits}
    if not fields or i == 0 or view.draft.blocks[i - 1].kind is not BlockKind.PICTURE:
        return False
    return fields <= {"picture_source", "photographer"} or (fields <= _OF_PICTURES and i < last)


_COMMENT_CREDIT = re.compile(rf"(责任编辑|编辑|责编|校对)\s*[:：]\s*({NAME})")


def _comments(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(BlockKind.COMMENT):
        for found in _COMMENT_CREDIT.finditer(block.text):
            claim = Claim(
                field_of(found[1]), found[2], Basis.ATTESTED, span=raw_span(block, *found.span(2))
            )
            edit = Edit(found.start(), found.end(), "", Action.RECORD, Fate.METADATA)
            yield Change(i, edit, (claim,))


_LEAD = re.compile(
    r"^[【\[（(](?:文|编译|整理|撰文|采写)[/／|｜:：\s](?P<body>[^】\]）)]{2,24})[】\]）)]\s*"
)


def _leads(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(BlockKind.PARAGRAPH):
        found = _LEAD.match(block.text)
        if not found:
            continue
        body, at = found["body"], found.start("body")
        parts = body.split()
        credits: list[Credit] = []
        if len(parts) > 1 or not re.fullmatch(NAME, body):
            credits.append(Credit("byline_outlet", parts[0], at, at + len(parts[0])))
            parts = parts[1:]
        for name in parts:
            start = body.index(name) + at
            credits.append(Credit("byline", name, start, start + len(name)))
        edit = Edit(0, found.end(), "", Action.RECORD, Fate.METADATA)
        yield Change(i, edit, claims_of(block, credits))


_STOP = r"(?<=[。！？”…」』])[\s\u3000]*"
_BRACKETED_END = re.compile(
    _STOP + r"[（(【\[](?P<inner>[^（）()【】\[\]]{2,80})[）)】\]][\s\u3000]*$"
)
_LABELLED_END = re.compile(_STOP + rf"(?P<inner>{LABEL}[\s\u3000]*{BAR}[^。]{{1,60}})$")
_NAMED_END = re.compile(rf"(?<=[。！？”])[\s\u3000]*[（(](?P<names>{PEOPLE})[）)]$")
_PERSON = re.compile(rf"{PERSON}(?![{HAN}])")
_SENTENCE = re.compile(r"[。！？]")
_FINDABLE = 200
"""Characters at the end of a paragraph that are looked at."""


def _ends(view: View) -> Iterator[Proposal]:
    """Record credits that follow the last words of a text in the same paragraph."""
    last = next(
        (
            (i, block)
            for i, block in reversed(list(texts(view)))
            if block.kind is BlockKind.PARAGRAPH and _SENTENCE.search(block.text)
        ),
        None,
    )
    if last is None:
        return
    i, block = last
    at = max(0, len(block.text) - _FINDABLE)
    tail = block.text[at:]
    for pattern in (_BRACKETED_END, _LABELLED_END):
        found = pattern.search(tail)
        credits = found and read_line(found["inner"], enclosed=pattern is _BRACKETED_END)
        if found and credits:
            moved = [credit.moved(at + found.start("inner")) for credit in credits]
            edit = Edit(at + found.start(), at + found.end(), "", Action.RECORD, Fate.METADATA)
            yield Change(i, edit, claims_of(block, moved))
            return
    named = _NAMED_END.search(tail)
    if named and view.draft.claim("byline") is None:
        note = Words(
            "文末括注姓名，多为作者或记者。",
            "A name in brackets closes the text: mostly that of who wrote it.",
        )
        start = at + named.start("names")
        names = [
            Credit("byline", m[0], start + m.start(), start + m.end())
            for m in _PERSON.finditer(named["names"])
        ]
        yield State(
            tuple(
                replace(
                    claim,
                    basis=Basis.INFERRED,
                    certainty=Certainty.MEDIUM,
                    rule="R113",
                    evidence=(Evidence(note, named["names"], view.draft.source.path, claim.span),),
                )
                for claim in claims_of(block, names)
            )
        )


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
        Example("会议指出。\n编辑 王小明 校对 李小红", "会议指出。"),
        Example("每经记者|李小红 每经编辑|王小明\n会议指出。", "会议指出。"),
        Example("【纠错】 【责任编辑:王小明 】\n会议指出。", "会议指出。"),
        Example(
            "本文来自微信公众号：某观察（ID：mouguan），作者：王小明，某网经授权发布。\n会议指出。",
            "会议指出。",
        ),
        Example("会议指出。\n（作者系某大学教授）", "会议指出。"),
        Example("<p>某市统计局</p><p>上半年，全市经济运行平稳。</p>", "上半年，全市经济运行平稳。"),
    ),
    leaves=(
        "编辑部认为，来源：不明的稿件不能刊登。",
        "澎湃新闻记者王俊在现场看到，秩序良好。",
        "他是责任编辑，也是作者。",
        "原标题的意思是什么？",
        "老人家：编辑同志，您好！",
        "本书作者 余华",
        "审核：是权力，更是责任。",
        "来源：水，去向：海，这就是河流的一生。",
        "记者：能否介绍一下有关情况？",
        "编辑 这本书用了三年",
        "视频 现场画面",
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
END_CREDIT = Rule(
    code="R113",
    slug="credit-after-text",
    family="record",
    title=Words("文末署名转为著录", "Credit after the last words recorded"),
    reason=Words(
        "来源、记者、编辑的署名接在末段之后，属著录信息，转入著录项。",
        "The source, reporter or editor is named behind the last words of the text; that is recorded.",
    ),
    changes=(
        Example(
            "<p>会议指出，要抓好春耕备耕工作。（记者 王小明 通讯员 李小红）</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
        Example(
            "<p>会议指出，要抓好春耕备耕工作。（来源：某省日报）</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
        Example(
            "<p>会议指出，要抓好春耕备耕工作。责任编辑：王小明</p>",
            "会议指出，要抓好春耕备耕工作。",
        ),
        Example(
            "<p>会议指出，要抓好春耕备耕工作。（王小明）</p>",
            "会议指出，要抓好春耕备耕工作。（王小明）",
        ),
    ),
    leaves=(
        "<p>会议指出，要抓好春耕备耕工作。（完）</p>",
        "<p>老人说：“那一年，我十八岁。”（掌声）</p>",
        "<p>会议指出，要抓好春耕备耕工作（来源不明的种子不得使用）。</p>",
        "<p>他问了两个问题。答案：没有。</p>",
    ),
    propose=_ends,
)
