"""What an HTML element means for an edition: block or inline, its kind, and what its tag tells.

Only what bears on an edition is read from a tag; everything else about it is markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edition.model import BlockKind
from edition.readers.markup import Token

KINDS = {
    "p": BlockKind.PARAGRAPH,
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "tr": BlockKind.TABLE_ROW,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    **{f"h{n}": BlockKind.HEADING for n in range(1, 7)},
}
BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "option", "p", "plaintext", "pre", "section", "select", "summary", "table", "tbody",
    "tfoot", "thead", "title", "tr", "ul", "xmp",
])  # fmt: skip
VERBATIM = frozenset(["pre", "plaintext", "xmp"])
"""Elements whose spaces and line ends are text."""
MARKS = {"b": "strong", "strong": "strong", "em": "em", "i": "em", "sup": "sup", "sub": "sub"}
FURNITURE = frozenset(["button", "dialog", "form", "nav", "option", "select", "textarea"])
"""Elements that hold controls of a page, never its text."""
HIDING = re.compile(
    r"display\s*:\s*none|content-visibility\s*:\s*hidden|opacity\s*:\s*(?:0(?![.\d])|0?\.0)"
    r"|(?<![\w-])color\s*:\s*transparent|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]"
    r"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|transform\s*:\s*scale\(\s*0\s*\)"
    r"|(?<![\w-])(?:left|top|right|bottom|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_REVERSIBLE = {
    "size": (
        re.compile(
            r"font-size\s*:\s*(?:0(?![.\d])|0?\.\d+px|0?\.[0-2]\d*em|0?\.0[0-4]\d*rem|1px)",
            re.IGNORECASE,
        ),
        re.compile(r"font-size\s*:", re.IGNORECASE),
    ),
    "visibility": (
        re.compile(r"(?<![\w-])visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE),
        re.compile(r"(?<![\w-])visibility\s*:\s*visible", re.IGNORECASE),
    ),
}
"""What hides an element's text until an element within shows itself again: how each is told."""
_NO_SIZE = re.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?![.\d])", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow(?:-[xy])?\s*:\s*hidden", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;]+)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTRED = re.compile(r"(?:^|[^a-z])(?:center|centre)|Cent(?:er|re)", re.ASCII)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BOX_WORDS = frozenset([
    "ad", "ads", "adv", "advert", "adverts", "advertisement", "advertising", "gg", "guanggao",
    "sponsor", "sponsored", "promo", "promotion", "qr", "qrcode", "ewm", "erweima", "kaihu",
    "share", "sharing", "shares", "social", "comment", "comments", "cmt", "cmnt", "omment",
    "relate", "related", "relnews", "rel", "recommend", "recommended", "recommendation",
    "tuijian", "hot", "hotnews", "rank", "ranking", "side", "sidebar", "nav", "navbar", "menu",
    "crumb", "crumbs", "breadcrumb", "breadcrumbs", "pager", "pagination", "pages", "prenext",
    "prevnext", "toolbar", "tag", "tags", "keyword", "keywords", "like", "likes", "praise",
    "vote", "report", "feedback", "uninterested", "login", "logout", "register", "carousel",
    "ticker", "copyright", "follow", "footer", "subscribe", "newsletter", "button", "btn",
    "loading", "toast", "player", "mplayer", "video", "emoji", "avatar", "logo", "print",
    "fontsize",
])  # fmt: skip
_BOX_PARTS = re.compile(
    r"comment|recommend|related|qrcode|sidebar|appendqr|kaihu|breadcrumb|carousel|pagination|sinaads|"
    r"copyright|uninterested|feedback|advert|toolbar|player|btn"
)
LONGEST_CHAIN = 8
"""Boxes within boxes that are remembered, the outermost first."""


def names_furniture(classes: str) -> bool:
    """Say whether class names are those of a box that sites put around an article.

    A class is an author's word and no proof: what stands in such a box is still looked at.

    >>> names_furniture("sina-comment-list"), names_furniture("appendQr_wrap"), names_furniture("article")
    (True, True, False)
    >>> names_furniture("headline"), names_furniture("reading-text")
    (False, False)
    """
    if any(word.lower() in _BOX_WORDS for word in _WORD.findall(classes)):
        return True
    return bool(_BOX_PARTS.search(re.sub(r"[^a-z ]", "", classes.lower())))


def hides(style: str) -> bool:
    r"""Say whether a style attribute keeps text from being seen.

    What a style sheet, another element's colour or a later element hides is not found here: only
    what the attribute itself says. Comments and escapes in CSS are seen through.

    >>> hides("color:red; DISPLAY : none"), hides("d\\69splay:/**/none"), hides("left:-9999px")
    (True, True, True)
    >>> hides("color:#fff;background:#FFFFFF"), hides("height:0;overflow:hidden"), hides("line-height:0")
    (True, True, False)
    """
    return bool(hidden_by(style, frozenset()))


def hidden_by(style: str, around: frozenset[str]) -> frozenset[str]:
    """Give what hides an element's text: by its own style, and by what is ``around`` it.

    A size of nothing and invisibility end where an element within states another; all else holds
    for everything within.

    >>> sorted(hidden_by("font-size:16px", frozenset({"size"})))
    []
    >>> sorted(hidden_by("visibility:visible", frozenset({"visibility", "style"})))
    ['style']
    """
    if not style:
        return around
    style = _CSS_ESCAPE.sub(lambda found: _sign(found[1]), _CSS_COMMENT.sub("", style))
    causes = set(around)
    for cause, (hiding, stating) in _REVERSIBLE.items():
        if hiding.search(style):
            causes.add(cause)
        elif stating.search(style):
            causes.discard(cause)
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    if (
        HIDING.search(style)
        or (_NO_SIZE.search(style) and _CUT_OFF.search(style))
        or (colour and ground and _plain(colour[1]) == _plain(ground[1]))
    ):
        causes.add("style")
    return frozenset(causes)


def _sign(number: str) -> str:
    code = int(number, 16)
    return chr(code) if code < 0x110000 else ""


def _plain(colour: str) -> str:
    """Write a colour in one way, as far as CSS writes it in several."""
    colour = re.sub(r"\s+|!important", "", colour.lower())
    colour = {"white": "#ffffff", "black": "#000000", "rgb(255,255,255)": "#ffffff"}.get(
        colour, colour
    )
    if len(colour) == 4 and colour[0] == "#":
        return "#" + "".join(c * 2 for c in colour[1:])
    return colour


@dataclass(slots=True)
class Element:
    """An element that is open while its content is read."""

    name: str
    parent: Element | None
    depth: int
    hidden_by: frozenset[str]
    """What keeps its text from being seen; empty for what a reader saw."""
    verbatim: bool
    marks: tuple[str, ...]
    traits: dict[str, str]
    kind: BlockKind
    start: int
    boxes: tuple[str, ...]
    """Furniture boxes around its content, outermost first, each as ``<offset> <class>``."""
    colour: str
    """Of its text, as far as it or the inline elements and the paragraph around it state one."""

    @property
    def hidden(self) -> bool:
        """Say whether its text can't be seen."""
        return bool(self.hidden_by)


def common(one: Element | None, two: Element | None) -> Element | None:
    """Give the innermost element that holds both."""
    while one is not two:
        if one is None or two is None:
            return None
        if one.depth >= two.depth:
            one = one.parent
        else:
            two = two.parent
    return one


def opened(token: Token, parent: Element | None) -> Element:
    """Make the element that a start tag opens inside ``parent``."""
    name, attributes = token.name, token.attributes
    style = attributes.get("style", "")
    marks = parent.marks if parent else ()
    if name in MARKS and MARKS[name] not in marks:
        marks = (*marks, MARKS[name])
    elif name == "a" and attributes.get("href"):
        marks = (*(m for m in marks if not m.startswith("link=")), f"link={attributes['href']}")
    traits = traits_of(token, style)
    kind = inherited = parent.kind if parent else BlockKind.PARAGRAPH
    if name in KINDS and (name != "p" or inherited is BlockKind.HEADING):
        kind = KINDS[name]
    boxes = parent.boxes if parent else ()
    classes = traits.get("class", "")
    if len(boxes) < LONGEST_CHAIN and (name in FURNITURE or (classes and names_furniture(classes))):
        boxes = (*boxes, f"{token.start} {classes or f'<{name}>'}")
    hiding = hidden_by(style, parent.hidden_by if parent else frozenset())
    if "hidden" in attributes or _never_shown(name, parent):
        hiding |= {"attribute"}
    near = parent is not None and (parent.name == "p" or parent.name not in BLOCKS)
    return Element(
        name=name,
        parent=parent,
        depth=parent.depth + 1 if parent else 0,
        hidden_by=hiding,
        verbatim=(parent is not None and parent.verbatim) or name in VERBATIM,
        marks=marks,
        traits=traits,
        kind=kind,
        start=token.start,
        boxes=boxes,
        colour=traits.get("colour") or (parent.colour if parent and near else ""),
    )


def _never_shown(name: str, parent: Element | None) -> bool:
    """Say whether browsers show an element's text nowhere: a title or a template in the body."""
    if name == "title":
        return parent is not None and parent.name not in ("head", "html")
    return name in ("noscript", "datalist", "template")


def traits_of(token: Token, style: str) -> dict[str, str]:
    """Read from a tag what tells a caption, a credit line or an advert from a paragraph."""
    attributes = token.attributes
    traits: dict[str, str] = {}
    if token.name[:1] == "h" and token.name[1:].isdigit():
        traits["level"] = token.name[1:]
    classes = " ".join(
        filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("cms-style")))
    )
    if token.name == "time":
        classes = f"{classes} time".strip()
    if classes:
        traits["class"] = classes
    if (
        "center" in (attributes.get("align", "") + style).lower()
        or token.name == "center"
        or _CENTRED.search(classes)
    ):
        traits["align"] = "center"
    colour = _COLOUR.search(style)
    if colour:
        traits["colour"] = colour[1].strip().lower()
    if "strong-bold" in classes.lower() or _BOLD.search(style):
        traits["bold"] = "yes"
    return traits
