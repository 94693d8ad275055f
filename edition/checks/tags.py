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
    ORDINARY,
    Found,
    forbidden_element,
    is_risky,
    led,
    wrong_script,
)
from edition.checks.links import Link, read_link

_REGULAR = re.compile(
    r"!DOCTYPE html|/[a-z][a-z0-9]*|[a-z][a-z0-9]*"
    r"(?:[ \t\n]+[A-Za-z][A-Za-z0-9:._-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*[ \t\n]*/?"
)
"""A tag without its angle brackets."""
_BETWEEN = re.compile(">[^<]*<")
_IDS = ("id=", "ID=", "Id=", "iD=")
"""How the attribute begins; whatever else begins so leads to a second count."""
_QUOTED = re.compile('"[^"<>]*"')
_NAME = re.compile(r"[a-z][a-z0-9]*")
_ATTRIBUTE = re.compile(
    r"[ \t\n]([A-Za-z][A-Za-z0-9:._-]*)(?:=(?:\"([^\"]*)\"|'([^']*)'))?(?=[ \t\n/]|$)"
)


class Tag(NamedTuple):
    """What is to be known of a tag."""

    found: tuple[Found, ...] = ()
    id: str = ""
    link: Link | None = None
    asked: str = ""
    foreign: str = ""
    """Its element's name, if no article has such an element."""


_PLAIN = Tag()
_IRREGULAR = Tag()


class Tags(NamedTuple):
    """What the tags of a page say together."""

    found: tuple[Found, ...]
    ids: list[str]
    links: dict[Link, None]
    """In the order in which they stand first, each once."""
    asked: dict[str, None]


def regular(page: str) -> Tags | None:
    """Give what the tags of a page say; None if the page is not regular.

    >>> regular('<p id="p1">甲</p>').ids, regular("<p id=p1>甲</p>"), regular("<p>1 < 2</p>")
    (['p1'], None, None)
    """
    start = page.find("<article")
    if start < 0:
        inside: list[str] = []
        outside = _split(page)
    else:
        end = page.rfind("</article>")
        end = end if end > start else len(page)
        inside = _split(page[start:end])
        outside = _split(page[:start]) + _split(page[end:])
    number = len(inside) + len(outside)
    if page.count(">") != number or page.count("<") != number:
        return None
    gathered = _gather(inside, outside)
    if gathered and sum(map(page.count, _IDS)) > len(gathered.ids):  # a tag may stand twice
        gathered = gathered._replace(ids=_every_id(inside) + _every_id(outside))
    if gathered and (scripts := set(_scripts(page))):
        return gathered._replace(found=tuple(sorted({*gathered.found, *scripts})))
    return gathered


def _gather(inside: list[str], outside: list[str]) -> Tags | None:
    """Judge each different tag once."""
    found: set[Found] = set()
    ids: list[str] = []
    links: dict[Link, None] = {}
    asked: dict[str, None] = {}
    for tags in (inside, outside):
        for text in dict.fromkeys(tags):
            tag = _judged(text)
            if tag is _PLAIN:
                continue
            if tag is _IRREGULAR:
                return None
            wrong, identifier, link, asks, foreign = tag
            if link:
                links[link] = None
            if identifier:
                ids.append(identifier)
            if asks:
                asked[asks] = None
            if wrong:
                found.update(wrong)
            if foreign and tags is inside:
                found.add(Found("C403", f"has <{foreign}> inside the article"))
    return Tags(tuple(sorted(found)), ids, links, asked)


def _every_id(tags: list[str]) -> list[str]:
    """Give the ids of tags, of equal tags as well."""
    found = ((_judged(text).id, times) for text, times in Counter(tags).items())
    return [identifier for identifier, times in found if identifier for _ in range(times)]


def _split(page: str) -> list[str]:
    """Give what stands between ``<`` and the next ``>``, over and over."""
    start, end = page.find("<"), page.rfind(">")
    return _BETWEEN.split(page[start + 1 : end]) if 0 <= start < end else []


def _scripts(page: str) -> Iterator[Found]:
    """Find what is wrong with scripts; one that is not closed at once has tags for its code."""
    start = page.find("<script")
    while start >= 0:
        opened = page.index(">", start)
        closed = page.find("<", opened)
        if not page.startswith("</script>", closed):
            yield Found("C401", "has a script within the page that is not closed")
        elif closed > opened + 1:
            wrong = wrong_script(page[start:opened], page[opened + 1 : closed])
            if wrong:
                yield Found("C401", wrong)
        start = page.find("<script", opened)


@lru_cache(maxsize=1_024)
def _judged_by_shape(shape: str) -> Tag | None:
    """Judge a tag by its names alone, its values being left out; None if they have to be looked at."""
    name = _NAME.match(shape)
    if name is None or name[0] not in ORDINARY or "'" in shape or not _REGULAR.fullmatch(shape):
        return None
    attributes = [found[0] for found in _ATTRIBUTE.findall(shape)]
    if any(one.lower() == "id" or one.lower() in ADDRESSING for one in attributes):
        return None
    found = tuple(
        Found("C401", f"has the attribute {one!r}") for one in attributes if is_risky(one.lower())
    )
    made = Tag(found, foreign="" if name[0] in ARTICLE_ELEMENTS else name[0])
    return _PLAIN if made == _PLAIN else made


@lru_cache(maxsize=16_384)
def _judged(tag: str) -> Tag:
    """Judge a tag, given without its angle brackets."""
    if (by_shape := _judged_by_shape(_QUOTED.sub('""', tag))) is not None:
        return by_shape
    if not _REGULAR.fullmatch(tag):
        return _IRREGULAR
    name = _NAME.match(tag)
    if name is None:
        return _PLAIN  # the end of an element, the document type
    foreign = "" if name[0] in ARTICLE_ELEMENTS else name[0]
    element = forbidden_element(f"<{tag}>") if name[0] not in ORDINARY else ""
    found = [Found("C401", element)] if element else []
    identifier = asked = ""
    link: Link | None = None
    for attribute, double, single in _ATTRIBUTE.findall(tag):
        kind = attribute.lower()
        if is_risky(kind):
            found.append(Found("C401", f"has the attribute {attribute!r}"))
        elif kind == "id":
            identifier = identifier or unescape(double or single)
        elif kind in ADDRESSING:
            if link:
                return _IRREGULAR
            leads = led(double or single, f"<{tag}>")
            if leads.wrong:
                found.append(Found("C402", leads.wrong))
            link, asked = read_link(leads.address), leads.asked
    made = Tag(tuple(found), identifier, link, asked, foreign)
    return _PLAIN if made == _PLAIN else made
