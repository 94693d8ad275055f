"""Boxes, sections and lists that sites put around an article: set aside, each with its evidence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from edition.draft import Proposal, Relabel, Take, View
from edition.model import TEXT_KINDS, Action, Block, BlockKind, Certainty, Evidence, Fate, Words
from edition.readers.page_dump import FURNITURE_HEADS
from edition.rule import Example, Rule
from edition.rules.bearings import body, is_link, speaks, texts

SHORT = 90
"""Longest text, in characters, that a weak sign may set aside."""
_STRONG = re.compile(
    r"comment|cmnt|omment|relat|recommend|tuijian|share|sinaads|(?<![a-z])ads?(?![a-z])|advert|guanggao|gg\d|"
    r"qr(?![a-z])|qr_|appendqr|qrcode|ewm|kaihu|carousel|breadcrumb|(?<![a-z])nav|login|feedback|uninterested|"
    r"sidebar|player|rank|<\w+>",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"^\W*(?:参考(?:文献|资料|书目)|注释|附录|附[：:]|資料來源|參考(?:文獻|資料)|References|Notes|Sources|Bibliography|Further reading)\W*$",
    re.IGNORECASE,
)
_MORE_HEADS = re.compile(
    r"^\s*(相关搜索|热门搜索|为你推荐|精华推荐|推荐新闻|最热评论|阅读排行榜?|评论排行榜?|标签列表|最近发表|更多推荐|大家都在看|"
    r"热点推荐|精彩推荐|今日热点|排行榜|热点新闻|新闻排行|最近更新|相关专题|相关报道|你可能(?:还)?(?:感兴趣|喜欢)|参与评论|"
    r"我要评论|热门视频|图片故事|视觉焦点|相關新聞|相關文章|相關報導|延伸閱讀|熱門新聞|最新消息|More from|Recommended(?: for you)?|"
    r"You may also like|Read more|Most (?:read|popular)|Trending)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_CLOSING_CREDIT = re.compile(
    r"责任编辑|责编|编辑|责\s*编|校\s*对|責任編輯|編輯|校對|关键[字词]|標籤|标签|Editor"
)
_END_OF_TEXT = re.compile(r"^\W*(?:正文已结束|全文完|正文完|本文完).{0,20}$")


def is_section_head(text: str) -> bool:
    """Say whether a line is the head of a section of the site: related articles, comments."""
    return bool(FURNITURE_HEADS.fullmatch(text.strip()) or _MORE_HEADS.fullmatch(text.strip()))


def _boxes(view: View) -> Iterator[Proposal]:
    outside = sum(len(block.text) for _, block in texts(view) if not block.traits.get("boxes"))
    if not outside:
        yield from _tickers(view)
        return
    sizes: dict[str, int] = {}
    for _, block in texts(view):
        for box in block.traits.get("boxes", "").split("\n"):
            sizes[box] = sizes.get(box, 0) + len(block.text)
    for i, block in enumerate(view.draft.blocks):
        boxes = [box for box in block.traits.get("boxes", "").split("\n") if box]
        for box in boxes:
            size, name = sizes.get(box, 0), box.partition(" ")[2]
            if size > max(SHORT, outside) or (size > SHORT and not _STRONG.search(name)):
                continue
            evidence = (
                Evidence(
                    Words(f"所在网页区块的类名为“{name}”。", f"The class of its box is “{name}”.")
                ),
            )
            if block.kind is BlockKind.PICTURE:
                yield Relabel(i, BlockKind.FURNITURE, evidence=evidence)
            elif block.live and block.kind is not BlockKind.COMMENT:
                yield _aside(i, evidence)
            break


_TICKER = re.compile(r"carousel|ticker|marquee|swiper|slider", re.IGNORECASE)


def _tickers(view: View) -> Iterator[Proposal]:
    """Set aside the moving headlines of other articles where a capture has nothing else."""
    for i, block in texts(view):
        boxes = block.traits.get("boxes", "")
        if block.kind is not BlockKind.LIST_ITEM or not _TICKER.search(boxes) or speaks(block):
            continue
        name = boxes.partition("\n")[0].partition(" ")[2]
        note = Words(
            f"滚动栏（类名“{name}”）里的标题，各属别的文章。",
            f"A headline in a moving list (class “{name}”), each of another article.",
        )
        yield _aside(i, (Evidence(note, block.text[:40]),), Certainty.HIGH)


def _aside(
    i: int, evidence: tuple[Evidence, ...], certainty: Certainty = Certainty.CERTAIN
) -> Take:
    return Take(
        (i,), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE, certainty=certainty, evidence=evidence
    )  # fmt: skip


def _sections(view: View) -> Iterator[Proposal]:
    blocks = view.draft.blocks
    standing = [i for i, _ in texts(view)]
    heads = [i for i in standing if is_section_head(blocks[i].text)]
    if not heads or heads[0] == standing[0]:
        return
    whole = view.draft.format == "page-dump"
    ended = _ended(view)
    for head, end in zip(heads, [*heads[1:], len(blocks)], strict=True):
        section = standing[bisect_left(standing, head) : bisect_left(standing, end)]
        if not whole:
            section = _list_after(blocks, section, ended=head > ended)
        name = blocks[head].text.strip()
        evidence = (
            Evidence(
                Words(
                    f"自“{name}”起是网站自己的栏目。",
                    f"From “{name}” on the site speaks of itself.",
                ),
                name,
            ),
        )
        yield Take(tuple(section), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE,
                   evidence=evidence, together=True)  # fmt: skip


def _list_after(blocks: Sequence[Block], section: list[int], *, ended: bool) -> list[int]:
    """Give the section's head and the lines of its list: in a post, text may go on behind."""
    taken = section[:1]
    for i in section[1:]:
        text = blocks[i].text.strip()
        if not is_link(blocks[i]) and (
            len(text) > 60 or text.endswith(("。", "！", "”")) or _LABELLED.match(text)
        ):
            if ended:
                continue
            break
        taken.append(i)
    return taken


_LABELLED = re.compile(
    r"^\W*(?:本文来源|来源|责任编辑|责编|编辑|作者|记者|校对|审核|原标题)\s*[:：|｜丨]"
)


def _tail(view: View) -> Iterator[Proposal]:
    """Set aside what has the look of furniture behind the line that closes an article."""
    blocks = view.draft.blocks
    if view.draft.format not in ("crawled-post", "web-page"):
        return
    ended = _ended(view)
    marker = next(
        (i for i, block in enumerate(blocks) if i >= ended and _closes(view, block)), None
    )
    if marker is None:
        return
    name = blocks[marker].text.strip()[:20]
    note = Words(
        "正文在编辑署名或网站栏目处已经结束；其后是网站的按钮、标签与链接。",
        "The article has ended (editor's line or the site's sections); buttons, tags and links follow.",
    )
    evidence = (Evidence(note, name),)
    for i in range(marker + 1, len(blocks)):
        block = blocks[i]
        if block.kind is BlockKind.PICTURE:
            yield Relabel(i, BlockKind.FURNITURE, certainty=Certainty.HIGH, evidence=evidence)
        elif block.kind in TEXT_KINDS and block.live:
            if _REFERENCES.match(block.text):
                return
            if looks_like_furniture(block):
                yield _aside(i, evidence, Certainty.HIGH)


def _ended(view: View) -> int:
    """Give the number of the first block behind which little running text is left."""
    lengths = [(i, len(block.text)) for i, block in texts(view) if speaks(block)]
    left = sum(length for _, length in lengths)
    whole = left
    for i, length in lengths:
        left -= length
        if left * 5 < whole:
            return i
    return len(view.draft.blocks)


def _closes(view: View, block: Block) -> bool:
    """Say whether a block closes an article: its editor's line, its keywords, or “the end”."""
    text = view.draft.source.text
    if block.kind is BlockKind.FURNITURE:
        taken = "".join(
            text[p.span.start : p.span.end] for p in block.pieces if p.fate is Fate.SET_ASIDE
        )
        return is_section_head(taken) or bool(_CLOSING_CREDIT.match(taken.strip()))
    if block.kind is not BlockKind.CREDIT:
        return bool(block.live and _END_OF_TEXT.match(block.text))
    return any(_CLOSING_CREDIT.search(text, span.start, span.end) for span in block.spans)


def looks_like_furniture(block: Block) -> bool:
    """Say whether a block behind an article's end is a button, a tag, a link or a list of them."""
    text = block.text.strip()
    if is_link(block) or block.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING):
        return True
    return len(text) <= 30 and not text.endswith(("。", "！", "？", "”", "）"))


def _link_lists(view: View) -> Iterator[Proposal]:
    """Set aside lists of links before the text begins and after it has ended."""
    if view.draft.format not in ("crawled-post", "web-page"):
        return
    first, last = body(view)
    run: list[int] = []
    runs: list[list[int]] = []
    references = False
    for i, block in texts(view):
        references = references or bool(_REFERENCES.match(block.text))
        if (
            (i < first or i > last >= 0)
            and not references
            and is_link(block)
            and len(block.text) <= SHORT
        ):
            run.append(i)
            continue
        runs.append(run)
        run = []
    for found in (*runs, run):
        if len(found) >= LEAST_LINKS:
            note = Words(
                f"正文之外连续{len(found)}行都只是链接。",
                f"{len(found)} lines outside the text are nothing but links.",
            )
            yield Take(tuple(found), Fate.SET_ASIDE, Action.SET_ASIDE, BlockKind.FURNITURE,
                       certainty=Certainty.HIGH, evidence=(Evidence(note),), together=True)  # fmt: skip


LEAST_LINKS = 3
"""Lines of links in a row that make a list."""

BOX = Rule(
    code="F101",
    slug="box",
    family="furniture",
    title=Words("二维码、广告与网站栏目框另置", "QR, advert and other boxes of the site set aside"),
    reason=Words(
        "这是网站的二维码框、广告框或栏目框，不属本文。",
        "This is a box of the site (QR code, advert, comments, navigation), not the article's.",
    ),
    changes=(
        Example(
            '<p>会议指出。</p><div class="appendQr_normal_txt">海量资讯、精准解读，尽在新浪财经APP</div>',
            "会议指出。",
        ),
        Example(
            '<p>会议指出。</p><div class="app-kaihu-qr"><span>股民福利来了！点击查看>></span></div>',
            "会议指出。",
        ),
        Example(
            '<p>会议指出，要抓好春耕备耕。</p><div class="sina-comment-list"><div class="txt">说得好，支持！</div></div>',
            "会议指出，要抓好春耕备耕。",
        ),
        Example("<p>会议指出。</p><button>展开全部</button>", "会议指出。"),
        Example(
            '<ul class="text-carousel"><li>春耕全面展开</li><li>某市地铁开通</li><li>春耕全面展开</li></ul>',
            "",
        ),
    ),
    leaves=(
        '<p class="headline">记者在现场看到，市民扫描二维码登记。</p>',
        '<p class="reading">会议指出。</p>',
        '<div class="comment-article"><p>会议指出，要抓好春耕备耕。</p></div>',
        '<ul class="reading"><li>一是抓种子</li><li>二是抓肥料</li></ul>',
        '<p>他说<span class="ad-word">广告</span>很多。</p><p>会议指出。</p>',
    ),
    propose=_boxes,
)
SECTION = Rule(
    code="F104",
    slug="section",
    family="furniture",
    title=Words("相关文章与评论另置", "Related articles and comments set aside"),
    reason=Words(
        "这是网站的相关文章或评论栏目，属另外的作者与时间。",
        "This is the site's list of related articles or comments: other authors, other dates.",
    ),
    changes=(
        Example(
            "会议指出\n\n会议指出，要全力以赴。\n相关文章\n- 大盘今日震荡下行2025-07-06\n最新评论",
            "会议指出，要全力以赴。",
        ),
        Example(
            "<p>会议指出，要全力以赴。</p><p>延伸阅读</p><p><a href='/1'>今日大盘震荡下行</a></p><p>会议要求，要落实。</p>",
            "会议指出，要全力以赴。\n会议要求，要落实。",
        ),
    ),
    leaves=("会议指出。\n他写了许多相关文章，受到关注。", "<p>相关报道称，会议已经结束。</p>"),
    propose=_sections,
)
TAIL = Rule(
    code="F106",
    slug="after-the-end",
    family="furniture",
    title=Words("正文结束后的网站内容另置", "What the site has after the end set aside"),
    reason=Words(
        "正文已经结束，这是其后的按钮、标签或链接。",
        "The article has ended; these are the buttons, tags and links that follow.",
    ),
    changes=(
        Example(
            "<p>会议指出，要全力以赴抓好春耕备耕各项工作。</p><p>责任编辑：刘万里</p><p>不感兴趣</p><ul><li>广告软文</li><li>重复、旧闻</li></ul>",
            "会议指出，要全力以赴抓好春耕备耕各项工作。",
        ),
    ),
    leaves=(
        "<p>责任编辑：刘万里</p><p>会议指出，要全力以赴抓好春耕备耕各项工作。</p><ul><li>一是抓种子</li></ul>",
        "<p>会议指出，要全力以赴抓好春耕备耕各项工作。</p><p>编辑：刘万里</p><p>参考资料</p><ul><li>《春耕手册》</li></ul>",
    ),
    propose=_tail,
)
LINKS = Rule(
    code="F107",
    slug="list-of-links",
    family="furniture",
    title=Words("正文前后的链接列表另置", "Lists of links around the text set aside"),
    reason=Words(
        "正文之前的导航、之后的链接列表是网站的，不属本文。",
        "Navigation before the text and lists of links after it are the site's.",
    ),
    changes=(
        Example(
            '<ul><li><a href="/a">网站首页</a></li><li><a href="/b">时政新闻</a></li><li><a href="/c">国际新闻</a></li></ul>'
            "<p>会议指出，要全力以赴抓好春耕备耕各项工作。</p>",
            "会议指出，要全力以赴抓好春耕备耕各项工作。",
        ),
    ),
    leaves=(
        '<p>会议指出，要全力以赴抓好春耕备耕各项工作。</p><p>参考资料</p><p><a href="/1">甲书</a></p><p><a href="/2">乙书</a></p><p><a href="/3">丙书</a></p>',
        '<p>会议公布三份文件，分别是：</p><p><a href="/1">甲件</a></p><p><a href="/2">乙件</a></p><p><a href="/3">丙件</a></p><p>会议要求，各地认真学习贯彻。</p>',
    ),
    propose=_link_lists,
)
