"""Headlines: signs that the crawler lost, decks, and a title that the body repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.draft import Draft, Proposal, Relabel, State, View
from edition.model import (
    TEXT_KINDS,
    Action,
    Basis,
    BlockKind,
    Certainty,
    Claim,
    Evidence,
    Span,
    Words,
)
from edition.reading import raw_span
from edition.rule import Example, Rule
from edition.rules.bearings import speaks

_LOST = ':/\\\\?*“”<>|\\[\\]"'
_SIGN = f"[{_LOST}：？｜]"
CONTEXT = 6
"""Characters on each side of a lost sign that the body is searched for."""


def _restored(title: str, text: str) -> tuple[str, list[str]]:
    """Put back the signs that ``text`` attests; gives the title and the wordings that did it.

    Whole stretches between two lost signs are tried first (``_清仓_``), then single signs,
    each with as much of what surrounds it as the text has.

    >>> _restored("推动_清仓_行动", "要加快推动“清仓”行动，")
    ('推动“清仓”行动', ['推动“清仓”行动'])
    """
    quotes: list[str] = []
    for pattern in (re.compile(r"_([^_]{1,24})_"), re.compile(r"_()")):
        at = 0
        while found := pattern.search(title, at):
            wording = _attested(title, found, text)
            if wording is None:
                at = found.start() + 1
                continue
            restored, quote = wording
            title = title[: found.start()] + restored + title[found.end() :]
            quotes.append(quote)
            at = found.start() + len(restored)
    return title, quotes


def _paired(title: str) -> tuple[str, list[str]]:
    """Put back a quotation mark whose partner the title still has.

    >>> _paired("煤矿_2•22”特别重大坍塌事故")
    ('煤矿“2•22”特别重大坍塌事故', ['_2•22”'])
    """
    quotes: list[str] = []
    for pattern, form in (
        (r"_([^_“”]{1,24}”)", r"“\1"),
        (r"(“[^_“”]{1,24})_", r"\1”"),
    ):
        quotes += [found[0] for found in re.finditer(pattern, title)]
        title = re.sub(pattern, form, title)
    return title, quotes


def _half_attested(title: str, text: str) -> tuple[str, list[str]]:
    """Put back a pair of quotation marks of which the text has one, at the same words.

    >>> _half_attested("回应_违反劳动法_：错误", "针对“公司违反劳动法”的报道，")
    ('回应“违反劳动法”：错误', ['违反劳动法”'])
    """
    quotes: list[str] = []
    at = 0
    while found := _PAIR.search(title, at):
        half = next(
            (h for h in (f"{found[1]}”", f"“{found[1]}") if len(found[1]) >= LEAST and h in text),
            "",
        )
        at = found.end() if half else found.start() + 1
        if half:
            title = f"{title[: found.start()]}“{found[1]}”{title[found.end() :]}"
            quotes.append(half)
    return title, quotes


_PAIR = re.compile(r"_([^_\s]{2,24})_")
LEAST = 4
"""Characters of a wording of which one quotation mark is enough."""


def _attested(title: str, found: re.Match[str], text: str) -> tuple[str, str] | None:
    inner = found[1]
    left = re.split(r"_", title[: found.start()])[-1][-CONTEXT:]
    right = re.split(r"_", title[found.end() :])[0][:CONTEXT]
    core = f"({_SIGN}){re.escape(inner)}({_SIGN})" if inner else f"({_SIGN})"
    for size in range(CONTEXT, -1, -1):
        before, after = left[len(left) - size :] if size else "", right[:size]
        if inner and len(inner) + len(before) + len(after) < 2:
            break
        if not inner and (len(before) < 2 or len(after) < 2):
            break
        match = re.search(re.escape(before) + core + re.escape(after), text)
        if match:
            signs = match.groups()
            return (signs[0] + inner + signs[1] if inner else signs[0]), match[0]
    return None


_PARTNER = Words("标题里成对的另一半符号还在。", "The title still has the other sign of the pair.")


def _signs(view: View) -> Iterator[Proposal]:
    draft = view.draft
    claim = draft.claim("title")
    if claim is None or "_" not in claim.value or claim.span is None:
        return
    printed = [b.text for b in draft.blocks if b.kind is BlockKind.TITLE and b.text]
    whole = next((text for text in printed if _letters(text) == _letters(claim.value)), "")
    if whole and len(whole) == len(claim.value):
        restored, quotes = whole, [whole]
    else:
        said = [*printed, draft.text(), *(b.traits.get("alt", "") for b in draft.blocks)]
        said += [c.value for c in draft.claims if c.field == "original_title"]
        restored, quotes = _restored(claim.value, "\n".join(said))
        restored, more = _half_attested(restored, "\n".join(said))
        quotes += more
        restored, more = _paired(restored)
        quotes += more
    if quotes:
        evidence = tuple(
            Evidence(
                _PARTNER
                if quote in claim.value
                else Words(
                    "正文有同样的文字，符号完整。", "The text has the same wording with its signs."
                ),
                quote,
            )
            for quote in dict.fromkeys(quotes)
        )
        yield State(
            (Claim("title", restored, Basis.INFERRED, Certainty.HIGH, claim.span, "T101", evidence),
             Claim("title_captured", claim.value, Basis.ATTESTED, span=claim.span)),
            spans=_underscores(draft, claim), before=claim.value, after=restored,
            action=Action.REPLACE, certainty=Certainty.HIGH, evidence=evidence, replaces=("title",),
        )  # fmt: skip


def _underscores(draft: Draft, claim: Claim) -> tuple[Span, ...]:
    if claim.span is None:
        return ()
    text = draft.source.text[claim.span.start : claim.span.end]
    return tuple(
        Span(claim.span.start + m.start(), claim.span.start + m.end())
        for m in re.finditer("_", text)
    )


def _unsure(view: View) -> Iterator[Proposal]:
    draft = view.draft
    claim = draft.claim("title")
    if claim is None or claim.span is None or draft.format != "crawled-post":
        return
    lost = re.findall(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", claim.value)
    if not lost:
        return
    paired = re.sub(r"_([^_]{1,16})_", r"“\1”", claim.value)
    paired = _QUESTION.sub(r"\1？", paired)
    if paired.count("_") == 1:
        paired = _COLON.sub("：", paired)
    yield State(
        (), spans=_underscores(draft, claim), before=claim.value, after=paired, action=Action.MARK,
        certainty=Certainty.LOW,
        evidence=(Evidence(Words("正文没有可以对照的文字；成对者多为引号，两字之间单个者多为冒号。",
                                 "The text has no such wording; a pair is most often quotation marks, a single one between words a colon."), claim.value),),
    )  # fmt: skip


_COLON = re.compile(r"(?<=[\u4e00-\u9fff])_(?=[\u4e00-\u9fff“《])")
_QUESTION = re.compile(
    r"((?:吗|呢|么|为何|为什么|怎么|怎样|如何|谁|哪|多少|何时|何在|是否|能否|可否|几时)[^_，。\s]{0,16})_(?=\s|$)"
)
"""A question whose sign is lost: told to the editor as a guess, since nothing attests it."""


def _deck(view: View) -> Iterator[Proposal]:
    draft = view.draft
    standing = [
        (i, b)
        for i, b in enumerate(draft.blocks)
        if (b.kind in TEXT_KINDS and b.live) or b.kind is BlockKind.CREDIT
    ]
    if len(standing) < 3:
        return
    (i, first), (_, second) = standing[0], standing[1]
    if first.kind is not BlockKind.PARAGRAPH or second.kind is not BlockKind.CREDIT:
        return
    text = first.text
    if 8 <= len(text) <= 70 and not re.search(r"[。！？；…]|[,，:：]$", text):
        evidence = (
            Evidence(
                Words(
                    "位于署名行之前，短而无句末标点。",
                    "It stands before the credit lines, is short and ends without a full stop.",
                ),
                text,
            ),
        )
        yield Relabel(i, BlockKind.DECK, certainty=Certainty.HIGH, evidence=evidence)


def _repeated(view: View) -> Iterator[Proposal]:
    draft = view.draft
    title = _letters(draft.value("title"))
    standing = list(view.blocks(*TEXT_KINDS))
    if len(title) < 4 or len(standing) < 2 or any(b.kind is BlockKind.TITLE for b in draft.blocks):
        return
    above: list[int] = []
    for i, block in standing:
        if _letters(block.text) == title:
            yield Relabel(i, BlockKind.TITLE)
            if len(above) == 1:
                yield _as_kicker(view, above[0])
            return
        if block.kind is BlockKind.HEADING:
            above.append(i)
        if speaks(block):
            return


def _as_kicker(view: View, i: int) -> Relabel:
    """Take the only heading above the title for its kicker (引题)."""
    block = view.draft.blocks[i]
    text = block.text.strip()
    at = block.text.index(text)
    claim = Claim("kicker", text, Basis.ATTESTED, span=raw_span(block, at, at + len(text)))
    note = Words("标题之上另有一行标题。", "Another line of the headline stands above the title.")
    return Relabel(
        i,
        BlockKind.KICKER,
        (claim,),
        certainty=Certainty.HIGH,
        evidence=(Evidence(note, text),),
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


SIGNS = Rule(
    code="T101",
    slug="lost-signs",
    family="wording",
    title=Words("恢复标题中失去的符号", "Lost signs of titles restored"),
    reason=Words(
        "抓取程序把标题中文件名不许可的符号换成了“_”；正文证实了原来的符号。",
        "The crawler put “_” for signs that file names refuse; the text attests the original sign.",
    ),
    changes=(
        Example(
            "---\ntitle: 专题会：要加快推动_清仓_行动\nauthor: 某报\n---\n\n<p>会议要求，要加快推动“清仓”行动。</p>",
            "会议要求，要加快推动“清仓”行动。",
        ),
        Example(
            "---\ntitle: 煤矿_2•22”特别重大坍塌事故\nauthor: 某报\n---\n\n<p>会议要求，要抓紧查明原因。</p>",
            "会议要求，要抓紧查明原因。",
        ),
        Example(
            "---\ntitle: 公司回应_违反劳动法_传闻\nauthor: 某报\n---\n\n<p>针对“该公司违反劳动法”的报道，公司表示不属实。</p>",
            "针对“该公司违反劳动法”的报道，公司表示不属实。",
        ),
        Example(
            "---\ntitle: 棱镜_行业大整顿\nauthor: 某报\n---\n\n<h1>棱镜|行业大整顿</h1><p>会议要求，要加快整顿。</p>",
            "会议要求，要加快整顿。",
        ),
    ),
    leaves=(
        "会议指出，要推动snake_case命名。",
        "---\ntitle: 要加快推动_清仓_行动\nauthor: 某报\n---\n\n<p>会议要求，要抓紧。</p>",
    ),
    propose=_signs,
)
UNSURE_SIGNS = Rule(
    code="T102",
    slug="unsure-signs",
    family="wording",
    title=Words("标题中存疑的符号", "Unsure signs of titles"),
    reason=Words(
        "标题中的“_”代替了某个符号，正文不能证实是哪一个；保留并标记。",
        "A “_” in the title stands for some sign, and the text does not tell which; kept and marked.",
    ),
    changes=(
        Example(
            "---\ntitle: 要加快推动_清仓_行动\nauthor: 某报\n---\n\n<p>会议要求，要抓紧。</p>",
            "会议要求，要抓紧。",
        ),
    ),
    leaves=(
        "会议指出，要推动snake_case命名。",
        "---\ntitle: 论snake_case命名\nauthor: 某报\n---\n\n<p>会议要求，要抓紧。</p>",
    ),
    propose=_unsure,
)
DECK = Rule(
    code="R108",
    slug="deck",
    family="record",
    title=Words("辨认副题", "Decks told from paragraphs"),
    reason=Words(
        "这是标题之下的副题，不是正文段落。",
        "This is the deck below the headline, not a paragraph.",
    ),
    changes=(
        Example(
            "<p>紧盯目标尽锐出战 咬紧牙关坚持到底</p><p>来源 | 彩练新闻</p><p>会议指出。</p>",
            "会议指出。",
        ),
    ),
    leaves=("<p>会议指出。</p><p>来源 | 彩练新闻</p><p>会议要求。</p>",),
    propose=_deck,
)
REPEATED = Rule(
    code="R109",
    slug="title-in-body",
    family="record",
    title=Words("正文首行重复的标题", "Title repeated in the body"),
    reason=Words(
        "正文开头重复了标题，按标题处理。",
        "The body begins with the title again; it is treated as the title.",
    ),
    changes=(
        Example(
            "---\ntitle: 庆祝八一表彰大会\nauthor: 某报\n---\n\n<h1>某县举行</h1><h1>庆祝八一表彰大会</h1><p>会议指出，要抓紧。</p>",
            "会议指出，要抓紧。",
        ),
        Example(
            "---\ntitle: 省委书记主持召开_清仓_会议\nauthor: 某报\n---\n\n<h1>省委书记主持召开“清仓”会议</h1><p>会议指出，要抓紧。</p>",
            "会议指出，要抓紧。",
        ),
    ),
    leaves=(
        "会议指出。",
        "---\ntitle: 会议要求抓紧落实\nauthor: 某报\n---\n\n<p>会议要求抓紧落实</p>",
    ),
    propose=_repeated,
)
