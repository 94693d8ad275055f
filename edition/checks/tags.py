"""What the tags of a page say, each different tag of a site read once.

A page of ours is strictly regular: every ``<`` begins a tag whose values stand in quotation marks,
and no tag, value or text has a ``<`` or ``>`` in it. Then no browser can find a tag that is not
among those found here, and it is enough to judge each by itself. Most of them stand on every page,
so the judgement is remembered by the tag's own text. A page that is not regular is none of this
module's business: ``edition.checks.content`` reads it with a browser's eyes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from edition.checks.content import (
    ADDRESSING,
    ARTICLE_ELEMENTS,
    Found,
    forbidden_element,
    is_risky,
    led,
    wrong_script,
)

_TOKEN = re.compile(r"<[^<>]*>")
_REGULAR = re.compile(
    r"<(?:!DOCTYPE html|/[a-z][a-z0-9]*|[a-z][a-z0-9]*"
    r"(?:[ \t\n]+[A-Za-z][A-Za-z0-9:._-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*[ \t\n]*/?)>"
)
_NAME = re.compile(r"<([a-z][a-z0-9]*)")
_ATTRIBUTE = re.compile(
    r"[ \t\n]([A-Za-z][A-Za-z0-9:._-]*)(?:=(?:\"([^\"<>]*)\"|'([^'<>]*)'))?(?=[ \t\n/>])"
)
_SCRIPT = re.compile(r"<script([^<>]*)>([^<]*)</script>")


class Tag(NamedTuple):
    """What is to be known of a tag."""

    found: tuple[Found, ...] = ()
    id: str = ""
    address: str = ""
    asked: str = ""
    foreign: str = ""
    """Its element's name, if no article has such an element."""


_PLAIN = Tag()
_IRREGULAR = Tag()


class Tags(NamedTuple):
    """What the tags of a page say together."""

    found: tuple[Found, ...]
    ids: list[str]
    addresses: set[str]
    asked: set[str]


def regular(page: str) -> Tags | None:
    """Give what the tags of a page say; None if the page is not regular.

    >>> regular('<p id="p1">甲</p>').ids, regular("<p id=p1>甲</p>"), regular("<p>1 < 2</p>")
    (['p1'], None, None)
    """
    start = page.find("<article")
    if start < 0:
        inside: Counter[str] = Counter()
        outside = Counter(_TOKEN.findall(page))
    else:
        end = page.rfind("</article>")
        end = end if end > start else len(page)
        inside = Counter(_TOKEN.findall(page, start, end))
        outside = Counter(_TOKEN.findall(page, 0, start) + _TOKEN.findall(page, end))
    number = inside.total() + outside.total()
    if page.count("<") != number or page.count(">") != number:
        return None
    found: set[Found] = set(_scripts(page))
    ids: list[str] = []
    addresses: set[str] = set()
    asked: set[str] = set()
    for tags in (inside, outside):
        for text, times in tags.items():
            tag = _judged(text)
            if tag is _PLAIN:
                continue
            if tag is _IRREGULAR:
                return None
            if tag.id:
                ids += [tag.id] * times
            if tag.address:
                addresses.add(tag.address)
            if tag.asked:
                asked.add(tag.asked)
            if tag.found:
                found.update(tag.found)
            if tag.foreign and tags is inside:
                found.add(Found("C403", f"has <{tag.foreign}> inside the article"))
    return Tags(tuple(sorted(found)), ids, addresses, asked)


def _scripts(page: str) -> Iterator[Found]:
    """Find what is wrong with scripts; one that is not closed at once has tags for its code."""
    if "<script" not in page:
        return
    scripts = _SCRIPT.findall(page)
    if len(scripts) != page.count("<script"):
        yield Found("C401", "has a script within the page that is not closed")
    for attributes, code in scripts:
        if code and (wrong := wrong_script(attributes, code)):
            yield Found("C401", wrong)


@lru_cache(maxsize=16_384)
def _judged(tag: str) -> Tag:
    if tag.startswith("</"):
        return _PLAIN if _REGULAR.fullmatch(tag) else _IRREGULAR
    if not _REGULAR.fullmatch(tag):
        return _IRREGULAR
    name = _NAME.match(tag)
    if name is None:
        return _PLAIN  # the document type
    foreign = "" if name[1] in ARTICLE_ELEMENTS else name[1]
    element = forbidden_element(tag)
    found = [Found("C401", element)] if element else []
    identifier = address = asked = ""
    for attribute, double, single in _ATTRIBUTE.findall(tag):
        value = double or single
        kind = attribute.lower()
        if is_risky(kind):
            found.append(Found("C401", f"has the attribute {attribute!r}"))
        elif kind == "id":
            identifier = identifier or unescape(value)
        elif kind in ADDRESSING:
            leads = led(value, tag)
            if leads.wrong:
                found.append(Found("C402", leads.wrong))
            if address and leads.address:
                return _IRREGULAR
            address, asked = leads.address or address, leads.asked or asked
    made = Tag(tuple(found), identifier, address, asked, foreign)
    return _PLAIN if made == _PLAIN else made
