"""Content: no page runs, asks, restyles or hides anything that a capture brought along.

The templates make sure of it; these checks don't trust them. They read the finished bytes. A page
of ours is so regular that its tags can be taken one by one (``edition.checks.tags``); whatever is
not that regular is looked at here, as a browser would read it, which takes ten times as long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

from edition.unseen import FORBIDDEN

_TAG = re.compile(r"<[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_RISKY_NAMES = ("style", "srcdoc", "srcset", "ping", "formaction", "background", "xlink:href")
_RISKY_SET = frozenset(_RISKY_NAMES)
_RISKY = re.compile(rf"[\s\"'/](on[a-z]+|{'|'.join(_RISKY_NAMES)})\s*=", re.IGNORECASE)
_FORBIDDEN_ELEMENT = re.compile(
    r"<(?:iframe|frame|frameset|object|embed|applet|portal|base|style|template|math|foreignobject|xmp|"
    r"plaintext|marquee|audio|video|source|track)\b|<meta\b[^>]*http-equiv\s*=\s*[\"']?refresh"
    r"(?!\" content=\"0; ?url=(?!//)[\w./#-]*\")",
    re.IGNORECASE,
)
ADDRESSING = ("src", "href", "poster", "data", "action")
"""Attributes that have an address; the others that may have one are refused."""
_ADDRESS = re.compile(
    rf"\s(?:{'|'.join(ADDRESSING)})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*))",
    re.IGNORECASE,
)
_ID = re.compile(r"\sid\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*))", re.IGNORECASE)
_TAG_NAME = re.compile(r"<([A-Za-z][^\s/>]*)")
_REL = re.compile(r"\srel=[\"']?([^\"'>]*)")
_BESIDE = re.compile(r"(?!//)[A-Za-z0-9_./#?=%,;-]*")
"""An address that is plainly beside the page, such as ``../d/x/#p1``."""
_CONTROLS = "".join(map(chr, range(33)))

ARTICLE_ELEMENTS = frozenset([
    "a", "abbr", "article", "aside", "b", "bdi", "blockquote", "br", "button", "caption", "circle", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "mark", "nav", "ol", "p", "path", "pre", "q", "rect", "s",
    "section", "small", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "th", "thead", "time",
    "tr", "ul", "wbr",
])  # fmt: skip
"""What an article may be made of: text and its form, and the controls that the edition adds."""
ORDINARY = ARTICLE_ELEMENTS | {"link", "script", "option", "fieldset", "legend", "main"}
"""Elements that are never refused for their names or for what they tell a browser to do."""
_LOADING = frozenset(["script", "img", "input", "use", "image"])
_SCHEMES = frozenset(["", "http", "https", "mailto"])
_LOADED = frozenset([
    "stylesheet", "icon", "preload", "prefetch", "modulepreload", "dns-prefetch", "preconnect", "prerender", "manifest",
    "apple-touch-icon", "mask-icon", "pingback",
])  # fmt: skip
"""Relations of ``link`` that make a browser ask for something."""


class Found(NamedTuple):
    """Something that no page may have: the check's code, and what it is."""

    code: str
    what: str


class Led(NamedTuple):
    """Where an address leads, or what is wrong with it."""

    address: str
    """As a browser reads it; empty if it leads nowhere in a site (``mailto:``, a picture in place)."""
    asked: str = ""
    """The address again, if a browser asks another host for it without being told to."""
    wrong: str = ""


def active(page: str) -> Iterator[Found]:
    """Find a script or style within a page, a handler, a frame, a refresh, JSON-LD that is none."""
    for script in _SCRIPT.finditer(page):
        if wrong := wrong_script(script[1], script[2]):
            yield Found("C401", wrong)
    for risk in _RISKY.finditer(page):
        start = page.rfind("<", 0, risk.start())
        tag = _TAG.match(page, start) if start >= 0 else None
        if tag and tag.end() > risk.start() and _RISKY.search(_QUOTED.sub('=""', tag[0])):
            yield Found("C401", f"has the attribute {risk[1]!r}")
    for element in _FORBIDDEN_ELEMENT.finditer(page):
        yield Found("C401", f"has the element {element[0][:40]!r}")


def wrong_script(attributes: str, code: str) -> str:
    """Say what is wrong with a script element, if it is more than a reference or data."""
    if "application/ld+json" in attributes:
        try:
            json.loads(code)
        except ValueError as error:
            return f"has JSON-LD that is none: {error}"
    elif '"application/json"' in attributes:  # what a script of ours reads
        return ""
    elif code.strip():
        return f"has a script within the page: {code.strip()[:40]!r}"
    return ""


def is_risky(attribute: str) -> bool:
    """Say whether an attribute of this name (in small letters) runs, styles or loads something.

    >>> is_risky("onclick"), is_risky("xlink:href"), is_risky("on"), is_risky("href")
    (True, True, False, False)
    """
    return attribute in _RISKY_SET or (attribute.startswith("on") and attribute[2:].isalpha())


def forbidden_element(tag: str) -> str:
    """Say whether the tag is of an element that no page has."""
    element = _FORBIDDEN_ELEMENT.match(tag)
    return f"has the element {element[0][:40]!r}" if element else ""


def addresses(page: str) -> Iterator[Led]:
    """Find every address in a page's tags."""
    for found in _ADDRESS.finditer(page):
        start = page.rfind("<", 0, found.start() + 1)
        tag = _TAG.match(page, start) if start >= 0 else None
        if tag and tag.end() > found.start():
            yield led(found[1] or found[2] or found[3] or "", tag[0])


def led(address: str, tag: str) -> Led:
    """Say where an address in a tag leads, as the URL Standard reads it.

    >>> led("java&#10;script:x()", "<a>").wrong
    "leads to 'javascript:x()': only http, https and mailto may be led to"
    """
    if _BESIDE.fullmatch(address):
        return Led(address)
    # Without tabs and line ends, controls and spaces at its ends.
    address = re.sub(r"[\t\r\n]", "", unescape(address)).strip(_CONTROLS)
    element = _TAG_NAME.findall(tag)[0].lower()
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        return Led("", wrong=f"has an address that is none: {address[:60]!r}")
    picture = element == "img" and address.startswith("data:image/")
    relation = _REL.search(tag)
    loads = element in _LOADING or (
        element == "link"
        and (relation is None or not _LOADED.isdisjoint(relation[1].lower().split()))
    )
    if parts.scheme not in _SCHEMES and not picture:
        return Led(
            "", wrong=f"leads to {address[:60]!r}: only http, https and mailto may be led to"
        )
    if parts.netloc and not parts.scheme:
        return Led("", wrong=f"leads to {address[:60]!r}, an address without a scheme")
    if picture or parts.scheme == "mailto":
        return Led("")
    return Led(address, address if parts.netloc and loads else "")


def elements(article: str) -> Iterator[Found]:
    """Find elements in an article that are neither text, its form nor a control of ours."""
    for name in sorted({n.lower() for n in _TAG_NAME.findall(article)} - ARTICLE_ELEMENTS):
        yield Found("C403", f"has <{name}> inside the article")


def ids(page: str) -> list[str]:
    """Give every id in a page's tags."""
    return [
        unescape(identifier)
        for tag in _TAG.finditer(page)
        for found in _ID.finditer(tag[0])
        if (identifier := found[1] or found[2] or found[3])
    ]


def unseen(page: str) -> Iterator[Found]:
    """Find a character that cannot be seen, or that reverses what is seen.

    Nearly every page passes the first question, which is thirty times as fast as the pattern and
    stricter: all forbidden characters are unprintable, and of the others a page has these three.
    """
    text = page.replace("\n", "")
    if text.isprintable() or text.replace("\u3000", "").replace("\xa0", "").isprintable():
        return
    if found := FORBIDDEN.search(page):
        yield Found(
            "C404",
            f"has the unseen character U+{ord(found[0]):04X} after {page[max(0, found.start() - 12) : found.start()]!r}",
        )
