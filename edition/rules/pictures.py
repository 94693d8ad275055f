"""Pictures, their captions, and pictures that are not of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from edition.draft import Proposal, Relabel, State, View
from edition.model import Basis, Block, BlockKind, Certainty, Claim, Evidence, Words
from edition.rule import Example, Rule

_CAPTION_CLASS = re.compile(
    r"caption|img_descr|pic-?desc|photo-?desc|image-?desc|img-?text|imgtxt|picinfo", re.IGNORECASE
)
_CAPTION_END = re.compile(
    r"(?:[\s\u3000（(]|。)[^。\s]{0,24}(?:图|摄|供图|制图|发|视频截图|资料图)[)）]?$|^(?:图自|图源|图片来源|资料图|图为|图/|图｜)|(?:供图|视频截图|资料图片?)$"
)
_PROXY = re.compile(r"^(?:images\.weserv\.nl|[^.]*proxy[^/]*|imageproxy\.[^/]*|rsshub\.[^/]*)$")
_PLACEHOLDER = re.compile(
    r"^(?:picsum\.photos|placeholder\.com|via\.placeholder\.com|dummyimage\.com)$"
)
LONGEST = 140


def _is_grey(block: Block) -> bool:
    colour = block.traits.get("inner-colour") or block.traits.get("colour") or ""
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
        i for i, b in enumerate(blocks) if b.kind is BlockKind.PICTURE or (b.live and b.text)
    ]
    after_picture = False
    for place, i in enumerate(standing):
        block = blocks[i]
        if block.kind is BlockKind.PICTURE:
            after_picture = True
            continue
        why = _why_caption(blocks, standing, place, after_picture)
        if why and block.kind is BlockKind.PARAGRAPH and len(block.text) <= LONGEST:
            yield Relabel(
                i,
                BlockKind.CAPTION,
                certainty=Certainty.HIGH,
                evidence=(Evidence(why, block.text[:40]),),
            )
        else:
            after_picture = False


def _why_caption(
    blocks: tuple[Block, ...], standing: list[int], place: int, after_picture: bool
) -> Words | None:
    block = blocks[standing[place]]
    classes = " ".join(v for k, v in block.traits.items() if k.endswith("class"))
    if _CAPTION_CLASS.search(classes):
        return Words(f"所在区块的类名为“{classes}”。", f"The class of its element is “{classes}”.")
    if _CAPTION_END.search(block.text) and (
        after_picture or re.search(r"[\s\u3000][^。\s]{0,24}(?:图|摄)$", block.text)
    ):
        return Words("以图片署名结尾。", "It ends with the credit of a picture.")
    if not after_picture:
        return None
    if block.traits.get("align") == "center" and (_is_grey(block) or len(block.text) <= 60):
        return Words("紧接图片之后，居中" + ("并以灰色" if _is_grey(block) else "") + "显示。",
                     "It follows a picture, centred" + (" and grey." if _is_grey(block) else "."))  # fmt: skip
    following = next((blocks[i] for i in standing[place + 1 :] if blocks[i].text), None)
    if (
        block.traits.get("bold")
        and len(block.text) <= 80
        and following is not None
        and not following.traits.get("bold")
    ):
        return Words(
            "紧接图片之后的一行加粗短文。", "A short bold line that follows a picture directly."
        )
    return None


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


def _addresses(view: View) -> Iterator[Proposal]:
    for block in view.draft.blocks:
        if block.kind is not BlockKind.PICTURE:
            continue
        address = block.traits.get("src", "")
        span = block.pieces[-1].span
        parts = urlsplit(address) if "[" not in address else None
        if parts is None or not parts.hostname:
            continue
        inner = parse_qs(parts.query).get("url", [""])[0]
        if _PROXY.match(parts.hostname) and inner:
            inner = inner if "://" in inner else f"http://{inner}"
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
    ),
    leaves=(
        "<p>会议指出。</p><p><b>景俊海强调，要落实。</b></p>",
        "他在图书馆看图。",
        "专家正在研究这张图",
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
    changes=(),
    leaves=('<p>会议指出。</p><img src="https://a.example/1.jpg">',),
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
    changes=(),
    leaves=('<p>会议指出。</p><img src="https://a.example/1.jpg">',),
    propose=_addresses,
)
