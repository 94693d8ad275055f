"""Divide a source into its articles: an article is an ordered list of the source's blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from edition.draft import Draft
from edition.model import (
    Action,
    Announcement,
    Basis,
    Block,
    BlockKind,
    Claim,
    Fate,
    Span,
    Words,
    merge_spans,
)
from edition.reading import Log, clear_block
from edition.rule import Rule
from edition.rules.heads import Article, Head, divide_page

HEADS = Rule(
    code="N101",
    slug="heads",
    family="record",
    title=Words("辨认引题、标题、副题", "Kickers, headlines and decks told apart"),
    reason=Words(
        "按位置与措辞辨认引题、标题与副题：引题在标题之上，说明何人所言；副题在标题之下。",
        "Told by place and wording: a kicker stands above its headline and names who spoke, a deck below it.",
    ),
    changes=(),
    leaves=(),
)
ANNOUNCED = Rule(
    code="N102",
    slug="announced",
    family="record",
    title=Words("只有标题的篇目", "Headlines without text"),
    reason=Words(
        "此处只有标题，抓取件没有正文；作为版面预告著录，不立为文献。",
        "There is a headline here and no text in the capture; recorded as what the page announces.",
    ),
    changes=(),
    leaves=(),
)
BANNER = Rule(
    code="N103",
    slug="banner",
    family="record",
    title=Words("版面通栏口号", "Banners over several articles"),
    reason=Words(
        "这是统领数篇的栏题，不是其中一篇的标题。",
        "This line stands over several articles and is the headline of none.",
    ),
    changes=(),
    leaves=(),
)
NO_TEXT = Words(
    "此处不属任何一篇文章。",
    "This belongs to no article of the page.",
)


@dataclass(frozen=True, slots=True)
class Division:
    """A source divided into drafts, and what of it belongs to none of them."""

    drafts: tuple[Draft, ...]
    remainder: tuple[Block, ...] = ()
    announcements: tuple[Announcement, ...] = ()


def divide(draft: Draft, log: Log, *, articles: bool) -> Division:
    """Divide a page's draft; one that holds a single article comes back as it is."""
    if not articles:
        return Division((draft,))
    page = divide_page(draft.blocks)
    drafts = [_article(draft, article, log) for article in page.articles]
    if drafts:
        drafts[0] = replace(drafts[0], notices=draft.notices)
    remainder: dict[int, Block] = {}
    announcements: list[Announcement] = []
    for head in page.announced:
        if head.title:
            lines = (*head.kicker, *head.title, *head.deck)
            announcements.append(_announcement(draft, head, lines))
            remainder |= {i: _record(draft.blocks[i], log, ANNOUNCED) for i in lines}
    remainder |= {i: _record(draft.blocks[i], log, BANNER) for i in page.banners}
    used = {i for article in page.articles for i in article.blocks}
    for i, block in enumerate(draft.blocks):
        if i not in used and i not in remainder:
            remainder[i] = clear_block(
                block, log, ANNOUNCED.responsibility, action=Action.SET_ASIDE,
                fate=Fate.SET_ASIDE, reason=NO_TEXT,
            )  # fmt: skip
    return Division(
        tuple(drafts), tuple(remainder[i] for i in sorted(remainder)), tuple(announcements)
    )


def _article(draft: Draft, article: Article, log: Log) -> Draft:
    blocks = {i: draft.blocks[i] for i in article.blocks}
    claims: list[Claim] = list(draft.claims)
    for kind, field, numbers in _parts(article.head):
        for i in numbers:
            block = blocks[i]
            number = log.add(
                HEADS.responsibility,
                Action.RELABEL,
                _text_spans(block),
                before=block.kind,
                after=kind,
            )
            traits = {**block.traits, "relabelled": str(number)}
            blocks[i] = replace(block, kind=kind, traits=traits)
        if numbers:
            text = " ".join(blocks[i].text for i in numbers)
            span = _text_spans(blocks[numbers[0]])[0]
            claims.append(Claim(field, text, Basis.ATTESTED, span=span))
    return replace(draft, blocks=tuple(blocks.values()), claims=tuple(claims), notices=())


def _announcement(draft: Draft, head: Head, lines: tuple[int, ...]) -> Announcement:
    def said(numbers: tuple[int, ...]) -> str:
        return " ".join(draft.blocks[i].text for i in numbers)

    spans = merge_spans(s for i in lines for s in _text_spans(draft.blocks[i]))
    return Announcement(said(head.title), said(head.kicker), said(head.deck), spans)


def _parts(head: Head) -> tuple[tuple[BlockKind, str, tuple[int, ...]], ...]:
    return (
        (BlockKind.KICKER, "kicker", head.kicker),
        (BlockKind.TITLE, "title", head.title),
        (BlockKind.DECK, "deck", head.deck),
    )


def _text_spans(block: Block) -> tuple[Span, ...]:
    return merge_spans(piece.span for piece in block.pieces if piece.text)


def _record(block: Block, log: Log, rule: Rule) -> Block:
    kind = BlockKind.BANNER if rule is BANNER else BlockKind.ANNOUNCEMENT
    return clear_block(
        block, log, rule.responsibility, action=Action.RECORD, fate=Fate.METADATA, kind=kind
    )


DIVISION_RULES = (HEADS, ANNOUNCED, BANNER)
