"""Pictures, their captions, and pictures that are not of the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from edition.draft import ASIDE_KINDS, Proposal, Relabel, State, View
from edition.model import Basis, Block, BlockKind, Certainty, Claim, Evidence, Words
from edition.rule import Example, Rule

_CAPTION_CLASS = re.compile(
    r"caption|img_descr|pic-?desc|photo-?desc|image-?desc|img-?text|imgtxt|picinfo", re.IGNORECASE
)
_CAPTION_END = re.compile(
    r"(?:[\s\u3000（(]|。)[^。\s]{0,24}(?:图|摄|供图|制图|发|视频截图|资料图)[)）]?$|^(?:图自|图源|图片来源|资料图|图为(?!何|什么)|图/|图｜)|(?:供图|视频截图|资料图片?)$"
)
_BELOW = re.compile(
    r"^[▲△▴↑⬆]\s*\S|^图\s*\d{1,2}\s*[：:.、\s]|^[（(]?(?:图|图片|题图|配图|摄影|摄|供图|来源|图源|图片来源|圖片來源|來源)\s*[:：|｜丨/／]\s*\S|"
    r"^[^。]{0,20}(?:截图|示意图|资料图片?|效果图|剧照|截圖|資料圖)[)）]?$|(?:图片?|照片)由.{2,20}(?:提供|供图|拍摄)[)）。]?$|"
    r"(?:图片来源|图源|图|摄|摄影|供图)\s*[:：/|｜丨]\s*[^\s。，]{2,20}[)）]?$|^[^。，]{2,24}摄影?[)）]?$"
)
"""What a line directly below a picture says if it speaks of the picture."""
_BELOW_LONGEST = 80
_PROXY = re.compile(r"^(?:images\.weserv\.nl|[^.]*proxy[^/]*|imageproxy\.[^/]*|rsshub\.[^/]*)$")
_PLACEHOLDER = re.compile(
    r"^(?:picsum\.photos|placeholder\.com|via\.placeholder\.com|dummyimage\.com)$"
)
LONGEST = 140


def _is_grey(block: Block) -> bool:
    colour = block.traits.get("colour", "")
    if colour.startswith("rgb"):
        shades = [int(part) for part in re.findall(r"\d+", colour)[:3]]
        return len(shades) == 3 and max(shades) - min(shades) < 24 and 60 < max(shades) < 200
    digits = colour.removeprefix("#")
    if len(digits) in (3, 6) and colour.startswith("#"):
        step = len(digits) // 3
        try:
            parts = [
                int(digits[i : i + step] * (3 - step), 16) for i in range(0, len(digits), step)
            ]
        except ValueError:
            return False
        return max(parts) - min(parts) < 24 and 60 < max(parts) < 200
    return colour in ("gray", "grey")


def _captions(view: View) -> Iterator[Proposal]:
    blocks = view.draft.blocks
    standing = [
        i
        for i, b in enumerate(blocks)
        if b.kind is BlockKind.PICTURE or (b.live and b.text and b.kind not in ASIDE_KINDS)
    ]
    paragraphs = [b for _, b in view.blocks(BlockKind.PARAGRAPH)]
    form = _Form(
        grey_is_rare=2 * sum(map(_is_grey, paragraphs)) <= len(paragraphs),
        bold_is_rare=sum(1 for b in paragraphs if b.traits.get("bold")) <= 1,
    )
    below: list[Block | None] = []
    next_text: Block | None = None
    for i in reversed(standing):
        below.append(next_text)
        next_text = blocks[i] if blocks[i].text else next_text
    below.reverse()
    picture: Block | None = None
    captions = 0
    for place, i in enumerate(standing):
        block = blocks[i]
        if block.kind is BlockKind.PICTURE:
            picture, captions = block, 0
            continue
        following = below[place]
        why = (
            _why_caption(block, following, picture, captions, form)
            if block.kind is BlockKind.PARAGRAPH and len(block.text) <= LONGEST
            else None
        )
        if why:
            captions += 1
            evidence = (Evidence(why, block.text[:40]),)
            yield Relabel(i, BlockKind.CAPTION, certainty=Certainty.HIGH, evidence=evidence)
        else:
            picture = None


@dataclass(frozen=True, slots=True)
class _Form:
    """What an article's paragraphs look like otherwise: only what stands out is a sign."""

    grey_is_rare: bool
    bold_is_rare: bool


def _why_caption(
    block: Block, following: Block | None, picture: Block | None, captions: int, form: _Form
) -> Words | None:
    classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
    text = block.text
    if _CAPTION_CLASS.search(classes):
        return Words(f"所在区块的类名为“{classes}”。", f"The class of its element is “{classes}”.")
    if _CAPTION_END.search(text) and (
        picture is not None or re.search(r"[\s\u3000][^。\s]{0,24}(?:图|摄)$", text)
    ):
        return Words("以图片署名结尾。", "It ends with the credit of a picture.")
    if picture is None or _BARE_DATE.match(text):
        return None
    if len(text) <= _BELOW_LONGEST and _BELOW.search(text.strip()):
        return Words(
            "紧接图片之后，说明图片的来源、作者或内容。",
            "It follows a picture, and names its source, its maker or what it shows.",
        )
    if _is_named_by(picture, text):
        return Words("与图片自带的说明相同。", "It is what the picture's own description says.")
    grey = form.grey_is_rare and _is_grey(block)
    centred = block.traits.get("align") == "center"
    if (grey and (centred or len(text) <= 60)) or (centred and len(text) <= 60 and not captions):
        return Words("紧接图片之后，" + ("居中" if centred else "") + ("灰色" if grey else "") + "显示。",
                     "It follows a picture, " + " and ".join(["centred"] * centred + ["grey"] * grey) + ".")  # fmt: skip
    if (
        block.traits.get("bold")
        and form.bold_is_rare
        and not captions
        and len(text) <= 80
        and following is not None
        and not following.traits.get("bold")
    ):
        return Words(
            "紧接图片之后的一行加粗短文，全文别处不用粗体。",
            "A short bold line that follows a picture directly; nothing else is bold.",
        )
    return None


def _is_named_by(picture: Block, text: str) -> bool:
    """Say whether a picture's own description has these words, or begins with them."""
    said = _letters(text)
    for name in (picture.traits.get("alt", ""), picture.traits.get("title", "")):
        described = _letters(name)
        if (
            len(said) >= 4
            and described
            and (
                described == said
                or (described.startswith(said) and len(said) * 5 >= len(described) * 4)
            )
        ):
            return True
    return False


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


_BARE_DATE = re.compile(r"^\W*(?:\d{4}年)?\d{1,2}月\d{1,2}日\W*$")


def _thumbnails(view: View) -> Iterator[Proposal]:
    draft = view.draft
    pictures = {b.traits.get("src", "") for b in draft.blocks if b.kind is BlockKind.PICTURE}
    refused = {
        b.traits.get("src", ""): b
        for b in draft.blocks
        if b.kind is BlockKind.FURNITURE and b.traits.get("src")
    }
    thumbnails = [claim for claim in draft.claims if claim.field in ("headimg", "thumbnail")]
    for claim in thumbnails:
        host = urlsplit(claim.value).hostname or ""
        if claim.value in pictures and not _PLACEHOLDER.match(host):
            continue
        note = Words("文中没有这幅图片。", "The article has no such picture.")
        if claim.value in refused:
            note = Words(
                "这是网站二维码或广告框中的图片。",
                "It is the picture of the site's QR or advert box.",
            )
        elif _PLACEHOLDER.match(host):
            note = Words(
                f"{host} 随机给图，抓取程序在文中无图时用它。",
                f"{host} gives random pictures; the crawler uses it where a text has none.",
            )
        spans = (claim.span,) if claim.span else ()
        yield State(
            (Claim("picture_refused", claim.value, Basis.INFERRED, Certainty.HIGH, claim.span, "R202"),),
            spans=spans, before=claim.value, evidence=(Evidence(note, claim.value, draft.source.path, claim.span),),
        )  # fmt: skip


def _original_address(parts: SplitResult) -> str:
    """Give the address that a proxy's address carries inside, or nothing."""
    if _URL.match(parts.query):
        return parts.query
    for name, values in parse_qs(parts.query).items():
        if _URL.match(values[0]):
            return values[0]
        if name == "url" and _PROXY.match(parts.hostname or ""):
            return f"http://{values[0]}"
    found = _URL.search(parts.path)
    return parts.path[found.start() :] if found else ""


_URL = re.compile(r"https?://[^\s/]+\.[^\s/]+")


def _addresses(view: View) -> Iterator[Proposal]:
    for block in view.draft.blocks:
        if block.kind is not BlockKind.PICTURE:
            continue
        address = block.traits.get("src", "")
        span = block.pieces[-1].span
        parts = _split(address)
        if parts is None or not parts.hostname:
            continue
        inner = _original_address(parts)
        if inner:
            yield State((Claim("picture_original", f"{address} → {inner}", Basis.INFERRED, Certainty.HIGH, span, "R203"),),
                        spans=(span,), before=address, after=inner)  # fmt: skip
        elif re.search(r"\d(?:png|jpe?g|gif|webp)$", parts.path, re.IGNORECASE):
            mended = re.sub(r"(?<=\d)(png|jpe?g|gif|webp)$", r".\1", address, flags=re.IGNORECASE)
            note = Words(
                "地址缺少扩展名前的点，图片无法打开。",
                "The dot before the extension is missing, so the picture cannot be opened.",
            )
            yield State((Claim("picture_broken", address, Basis.INFERRED, Certainty.MEDIUM, span, "R203"),),
                        spans=(span,), before=address, after=mended, certainty=Certainty.MEDIUM,
                        evidence=(Evidence(note, address),))  # fmt: skip


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


_ORNAMENT = re.compile(
    r"(?:^|[/_.-])(?:icons?|logo|avatar|emoji|face|favicon|weixin|weibo|qrcode|ewm|loading|blank|spacer|pixel|"
    r"transparent|placeholder|end_news|arrow|btn|button|touxiang\d*)(?=[/_.\d-]|$)",
    re.IGNORECASE,
)
_TINY = 48
"""Pixels of width and height up to which a picture is an icon."""


def _ornaments(view: View) -> Iterator[Proposal]:
    pictures = [(i, b) for i, b in enumerate(view.draft.blocks) if b.kind is BlockKind.PICTURE]
    shown = Counter(block.traits.get("src", "") for _, block in pictures)
    for i, block in pictures:
        address = block.traits.get("src", "")
        parts = _split(address)
        note = None
        if address.startswith("data:") or not address:
            note = Words(
                "这里只有占位图，没有图片地址。", "This is a placeholder without an address."
            )
        elif block.traits.get("hidden"):
            note = Words("原网页隐藏了它。", "The page hid it.")
        elif _is_tiny(block):
            note = Words("标明的尺寸只有图标大小。", "Its stated size is that of an icon.")
        elif parts is not None and (found := _ORNAMENT.search(parts.path.removesuffix("/"))):
            note = Words(
                f"地址中有“{found[0].strip('/_.-')}”。",
                f"Its address says “{found[0].strip('/_.-')}”.",
            )
        elif shown[address] >= 3:
            note = Words(
                f"同一幅图出现{shown[address]}次。",
                f"The same picture comes {shown[address]} times.",
            )
        if note:
            yield Relabel(
                i,
                BlockKind.FURNITURE,
                certainty=Certainty.HIGH,
                evidence=(Evidence(note, address[:120]),),
            )


def _is_tiny(block: Block) -> bool:
    sizes = []
    for side in ("width", "height"):
        stated = re.match(r"\d+(?=\s*(?:px)?\s*$)", block.traits.get(side, ""))
        if stated:
            sizes.append(int(stated[0]))
    return len(sizes) == 2 and max(sizes) <= _TINY


CAPTION = Rule(
    code="R201",
    slug="caption",
    family="record",
    title=Words("辨认图片说明", "Captions told from paragraphs"),
    reason=Words(
        "这是图片的说明，不是正文段落。",
        "This explains a picture; it is not a paragraph of the text.",
    ),
    changes=(
        Example(
            '<img src="a.jpg"><p style="text-align:center"><span style="color:#666666">会场。</span></p><p>会议指出。</p>',
            "会议指出。",
        ),
        Example(
            '<img src="a.jpg"><p cms-style="strong-Bold">3月19日晚，省委书记主持会议。</p><p>会议指出。</p>',
            "会议指出。",
        ),
        Example("3月25日,省委书记主持召开会议。 微信公众号“吉林日报” 图\n会议指出。", "会议指出。"),
        Example(
            '<img src="a.jpg" alt="会场外的志愿者。某局供图 发"><p>会场外的志愿者。某局供图</p><p>会议指出。</p>',
            "会议指出。",
        ),
        Example('<img src="a.jpg"><p class="f_center">会场一角</p><p>会议指出。</p>', "会议指出。"),
    ),
    leaves=(
        "<p>会议指出。</p><p><b>景俊海强调，要落实。</b></p>",
        "他在图书馆看图。",
        "专家正在研究这张图",
        '<img src="a.jpg"><p><b>一、守住底线</b></p><p>会议指出。</p><p><b>二、尽快清零</b></p><p>会议要求。</p>',
        '<img src="a.jpg"><p style="color:#666">会议指出。</p><p style="color:#666">会议要求。</p>',
    ),
    propose=_captions,
)
THUMBNAIL = Rule(
    code="R202",
    slug="thumbnail",
    family="record",
    title=Words("剔除无关题图", "Thumbnails that are not of the article"),
    reason=Words(
        "抓取程序所取的题图不是本文的图片。",
        "The thumbnail that the crawler took is not a picture of this article.",
    ),
    changes=(
        Example(
            "---\ntitle: 某会\nauthor: 某报\nthumbnail: https://picsum.photos/400/300?random=1\n---\n\n<p>会议指出。</p>",
            "会议指出。",
        ),
    ),
    leaves=(
        '<p>会议指出。</p><img src="https://a.example/1.jpg">',
        "---\ntitle: 某会\nauthor: 某报\nthumbnail: https://a.example/1.jpg\n---\n\n"
        '<img src="https://a.example/1.jpg"><p>会议指出。</p>',
    ),
    propose=_thumbnails,
)
ADDRESS = Rule(
    code="R203",
    slug="picture-address",
    family="record",
    title=Words("图片地址的损坏与改写", "Damaged and rewritten picture addresses"),
    reason=Words(
        "图片地址被改写为代理地址，或已损坏；原样著录，另记应有的地址。",
        "The picture's address was rewritten to a proxy, or is damaged; both forms are recorded.",
    ),
    changes=(
        Example(
            '<p>会议指出。</p><img src="https://images.weserv.nl/?url=a.example/1.jpg">',
            "会议指出。",
        ),
        Example(
            '<p>会议指出。</p><img src="https://proxy.example/?http://a.example/1.jpg">',
            "会议指出。",
        ),
        Example('<p>会议指出。</p><img src="https://a.example/20220313566png">', "会议指出。"),
    ),
    leaves=(
        '<p>会议指出。</p><img src="https://a.example/1.jpg">',
        '<p>会议指出。</p><img src="https://a.example/1.jpg?imageView&thumbnail=600">',
    ),
    propose=_addresses,
)
ORNAMENT = Rule(
    code="R204",
    slug="ornament",
    family="record",
    title=Words("图标、头像与占位图另置", "Icons, avatars and placeholders set aside"),
    reason=Words(
        "这是网站的图标、头像或占位图，不是本文的图片。",
        "This is an icon, an avatar or a placeholder of the site, not a picture of the article.",
    ),
    changes=(
        Example(
            '<p>会议指出。</p><img src="https://a.example/css/img/end_news.png">', "会议指出。"
        ),
        Example(
            '<p>会议指出。</p><img src="https://a.example/x.gif" width="16" height="16">',
            "会议指出。",
        ),
    ),
    leaves=(
        '<p>会议指出。</p><img src="https://a.example/2022/headquarters.jpg" width="600" height="40%">',
        '<p>会议指出。</p><img src="https://a.example/photo/surface.jpg">',
    ),
    propose=_ornaments,
)
