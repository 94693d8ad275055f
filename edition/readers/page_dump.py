"""Plain text copied from a web page: a title, the body, then the site's own furniture."""

from __future__ import annotations

import re
from dataclasses import replace

from edition.config import Config
from edition.model import Basis, BlockKind, Claim, Source, Words
from edition.readers.lines import line_blocks
from edition.readers.reader import FirstReading, Reader
from edition.reading import Log

FURNITURE_HEADS = re.compile(
    r"^[ \t\u3000]*(相关文章|相关阅读|相关新闻|相关推荐|推荐阅读|延伸阅读|热门推荐|热门文章|猜你喜欢|为您推荐|最新文章|最新评论|"
    r"网友评论|全部评论|发表评论|评论列表|热门评论|上一篇|下一篇|友情链接|Related (?:articles|posts)|Comments)[ \t\u3000]*[:：]?[ \t\u3000]*\r?$",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(r"</?(?:p|div|span|a|img|br|html|body|table)\b[^>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}\s", re.MULTILINE)


def _recognise(source: Source) -> float:
    text = source.text.lstrip("\ufeff")
    filled = [line for line in text.splitlines() if line.strip()]
    if not filled or text.lstrip().startswith("---") or _HEADING.search(text):
        return 0.0
    if len(_TAG.findall(text)) > len(filled) / 4:
        return 0.0
    score = 0.4
    if (
        len(filled) > 1
        and len(filled[0].strip()) <= 80
        and not filled[0].rstrip().endswith(("。", "."))
    ):
        score += 0.2
    if FURNITURE_HEADS.search(text):
        score += 0.3
    return score


def _read(source: Source, log: Log, _config: Config) -> FirstReading:
    blocks = list(line_blocks(source.text, log, headings=False))
    claims: tuple[Claim, ...] = ()
    for i, block in enumerate(blocks):
        if block.text:
            if len(block.text) <= 120 and sum(1 for b in blocks if b.text) > 1:
                blocks[i] = replace(block, kind=BlockKind.TITLE)
                span = next(piece.span for piece in block.pieces if piece.text)
                claims = (Claim("title", block.text, Basis.ATTESTED, span=span),)
            break
    return FirstReading(tuple(blocks), claims)


READER = Reader(
    name="page-dump",
    title=Words("网页文字转存", "Plain-text page dump"),
    recognise=_recognise,
    read=_read,
)
