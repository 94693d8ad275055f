"""Content: no page runs, asks, restyles or hides anything that a capture brought along.

The templates make sure of it; these checks don't trust them. They read the finished bytes. What
they look for is rare or absent, so each page is searched for it as a whole first, and only what is
found is looked at as a browser would: less than a millisecond for a long page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import urlsplit

from edition.config import Config
from edition.errors import EditionError
from edition.model import Edition
from edition.unseen import FORBIDDEN

_BUG = "this is a bug: captured text must pass through the templates' escaping"

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_RISKY = re.compile(
    r"[\s\"'/](on[a-z]+|style|srcdoc|srcset|ping|formaction|background|xlink:href)\s*=",
    re.IGNORECASE,
)
_FORBIDDEN_ELEMENT = re.compile(
    r"<(?:iframe|frame|frameset|object|embed|applet|portal|base|style|template|math|foreignobject|xmp|"
    r"plaintext|marquee|audio|video|source|track)\b|<meta\b[^>]*http-equiv\s*=\s*[\"']?refresh"
    r"(?!\" content=\"0; ?url=(?!//)[\w./#-]*\")",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\s(?:src|href|poster|data|action)\s*=\s*"
    r"""(?:"(?!(?!//)[\w./#?=%,;-]*")([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*))""",
    re.IGNORECASE,
)
"""Addresses but those that are plainly beside the page, such as ``../d/x/#p1``."""
_TAG_NAME = re.compile(r"<([A-Za-z][^\s/>]*)")
_REL = re.compile(r"\srel=[\"']?([^\"'>]*)")

ARTICLE_ELEMENTS = frozenset([
    "a", "abbr", "article", "aside", "b", "bdi", "blockquote", "br", "button", "caption", "circle", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "mark", "nav", "ol", "p", "path", "pre", "q", "rect", "s",
    "section", "small", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "th", "thead", "time",
    "tr", "ul", "wbr",
])  # fmt: skip
"""What an article may be made of: text and its form, and the controls that the edition adds."""
_LOADING = frozenset(["script", "img", "input", "use", "image"])
_SCHEMES = frozenset(["", "http", "https", "mailto"])
_LOADED = frozenset([
    "stylesheet", "icon", "preload", "prefetch", "modulepreload", "dns-prefetch", "preconnect", "prerender", "manifest",
    "apple-touch-icon", "mask-icon", "pingback",
])  # fmt: skip
"""Relations of ``link`` that make a browser ask for something."""


def _pages(outputs: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for path in outputs:
        if path.endswith(".html"):
            yield path, outputs[path].decode("utf-8", "surrogateescape")


def check_active(outputs: Mapping[str, bytes], _: Edition, __: Config) -> Iterator[EditionError]:
    """Refuse a script or style within a page, a handler, a frame, a refresh, JSON-LD that is none."""
    for path, page in _pages(outputs):
        for what in _active(page):
            yield EditionError(f"{path} {what}", path, _BUG)


def _active(page: str) -> Iterator[str]:
    for found in _SCRIPT.finditer(page):
        attributes, code = found[1], found[2]
        if "application/ld+json" in attributes:
            try:
                json.loads(code)
            except ValueError as error:
                yield f"has JSON-LD that is none: {error}"
        elif '"application/json"' in attributes:
            continue  # what a script of ours reads
        elif code.strip():
            yield f"has a script within the page: {code.strip()[:40]!r}"
    for found in _RISKY.finditer(page):
        start = page.rfind("<", 0, found.start())
        tag = _TAG.match(page, start) if start >= 0 else None
        if tag and tag.end() > found.start() and _RISKY.search(_QUOTED.sub('=""', tag[0])):
            yield f"has the attribute {found[1]!r}"
    for found in _FORBIDDEN_ELEMENT.finditer(page):
        yield f"has the element {found[0][:40]!r}"


def check_hosts(outputs: Mapping[str, bytes], _: Edition, config: Config) -> Iterator[EditionError]:
    """Refuse a link that runs something, and anything that a browser would load from another host."""
    own = urlsplit(config.base_url).netloc
    for path, page in _pages(outputs):
        for found in _ADDRESS.finditer(page):
            address = found[1] or found[2] or found[3] or ""
            start = page.rfind("<", 0, found.start() + 1)
            tag = _TAG.match(page, start) if start >= 0 else None
            if tag and tag.end() > found.start():
                for what in _led(address, tag[0], own):
                    yield EditionError(f"{path} {what}", path, _BUG)


def _led(address: str, tag: str, own: str) -> Iterator[str]:
    # As the URL Standard reads it: without tabs and line ends, controls and spaces at its ends.
    address = re.sub(r"[\t\r\n]", "", unescape(address)).strip("".join(map(chr, range(33))))
    element = _TAG_NAME.findall(tag)[0].lower()
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        yield f"has an address that is none: {address[:60]!r}"
        return
    picture = element == "img" and address.startswith("data:image/")
    relation = _REL.search(tag)
    loads = element in _LOADING or (
        element == "link"
        and (relation is None or not _LOADED.isdisjoint(relation[1].lower().split()))
    )
    if parts.scheme not in _SCHEMES and not picture:
        yield f"leads to {address[:60]!r}: only http, https and mailto may be led to"
    elif parts.netloc and not parts.scheme:
        yield f"leads to {address[:60]!r}, an address without a scheme"
    elif parts.netloc and parts.netloc != own and loads:
        yield f"loads {address[:60]!r} from another host"


def check_article(outputs: Mapping[str, bytes], _: Edition, __: Config) -> Iterator[EditionError]:
    """Refuse an element inside an article that is neither text, its form nor a control of ours."""
    for path, page in _pages(outputs):
        start = page.find("<article")
        if start < 0:
            continue
        names = {n.lower() for n in _TAG_NAME.findall(page, start, page.rfind("</article>"))}
        for name in sorted(names - ARTICLE_ELEMENTS):
            yield EditionError(f"{path} has <{name}> inside the article", path, _BUG)


_FORBIDDEN_BYTES = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xed[\xa0-\xbf]"
    rb"|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef(?:\xb7[\x90-\xaf]|\xbb\xbf|\xbf[\xb9-\xbb\xbe\xbf])"
    rb"|\xf3\xa0(?:[\x80-\x83]|[\x87-\xbf])|\xf3[\xa1-\xaf]|[\xf0-\xf4].\xbf[\xbe\xbf]",
    re.DOTALL,
)
"""Where ``FORBIDDEN`` may be found, in UTF-8: ten times as fast, and never narrower."""


def check_signs(outputs: Mapping[str, bytes], _: Edition, __: Config) -> Iterator[EditionError]:
    """Refuse a page with a character that cannot be seen, or that reverses what is seen."""
    for path in outputs:
        if not path.endswith(".html") or not _FORBIDDEN_BYTES.search(outputs[path]):
            continue
        page = outputs[path].decode("utf-8", "surrogatepass")
        found = FORBIDDEN.search(page)
        if found:
            yield EditionError(
                f"{path} has the unseen character U+{ord(found[0]):04X} after "
                f"{page[max(0, found.start() - 12) : found.start()]!r}",
                path,
                "show it by its number, as edition.unseen.by_name does",
            )
