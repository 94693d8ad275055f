"""What is to be known of one file of the site to check the whole: it depends on its bytes alone.

So it can be worked out wherever the bytes are in hand, and remembered by their hash from one build
to the next; ``edition.checks.whole`` joins the facts of all files.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from edition.checks import content
from edition.checks.links import Place, read_link
from edition.checks.tags import Tags, regular


class Fault(NamedTuple):
    """Something wrong with the file, whatever the other files have."""

    code: str
    what: str
    next_step: str


class Facts(NamedTuple):
    """What is known of a file: plain values, to be remembered."""

    faults: tuple[Fault, ...] = ()
    ids: tuple[str, ...] = ()
    """Ids in a page, to which a link may lead."""
    links: tuple[str, ...] = ()
    """Where a page leads: paths below the site's root, ``d/x/#p1``; addresses with a host or a first
    slash as they stand."""
    asked: tuple[str, ...] = ()
    """Addresses with a host that a browser asks without being told to."""
    article: bytes = b""
    """Digest of the ``article`` element in the page of a version."""
    text: str = ""
    """Hash of a ``text.txt``, as the ledger has it."""


NO_FACTS = Facts()

_VERSION = re.compile(r"/v\d+/index\.html$")
_ESCAPING = "this is a bug: captured text must pass through the templates' escaping"
_BY_NUMBER = "show it by its number, as edition.unseen.by_name does"
_ONE_ID = "an id stands once in a page: make it of something that occurs once"


def facts_of(path: str, data: bytes) -> Facts:
    """Give what is to be known of a file; ``path`` is that below the site's root.

    >>> facts_of("d/x/index.html", '<p id="p1">甲<a href="../y/#p2">乙</a>'.encode())[:3]
    ((), ('p1',), ('d/y/#p2',))
    >>> facts_of("d/x/index.html", b"<p onclick=x()>").faults[0].what
    "has the attribute 'onclick'"
    """
    if path.endswith(".html"):
        return facts_of_page(path, _decoded(data))
    if path.endswith("/text.txt"):
        from edition.ledger import hash_text

        return Facts(text=hash_text(data.decode("utf-8", "replace")))
    return NO_FACTS


def digest_article(article: str) -> bytes:
    """Give the digest of an ``article`` element, to compare with that of a page."""
    return hashlib.blake2b(article.strip().encode("utf-8", "replace"), digest_size=16).digest()


def facts_of_page(path: str, page: str) -> Facts:
    """Give what is to be known of a page, or of a part of it in which no tag is cut off."""
    tags = regular(page) or read_carefully(page)
    faults = [Fault(code, what, _ESCAPING) for code, what in tags.found]
    faults += [Fault(code, what, _BY_NUMBER) for code, what in content.unseen(page)]
    ids = dict.fromkeys(tags.ids)
    if len(ids) < len(tags.ids):
        twice = ", ".join(sorted({one for one in ids if tags.ids.count(one) > 1}))
        faults.append(Fault("C405", f"has an id more than once: {twice}", _ONE_ID))
    return Facts(
        tuple(faults),
        tuple(ids),
        tuple(map(Place(path).follow, tags.links)),
        tuple(tags.asked),
        _article(page) if _VERSION.search(path) else b"",
    )


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


def read_carefully(page: str) -> Tags:
    """Read the tags of any page as a browser would."""
    start = page.find("<article")
    end = page.rfind("</article>")
    article = page[start : end if end > start else None] if start >= 0 else ""
    leads = list(content.addresses(page))
    found = [
        *content.active(page),
        *(content.Found("C402", led.wrong) for led in leads if led.wrong),
    ]
    return Tags(
        tuple(dict.fromkeys([*found, *content.elements(article)])),
        content.ids(page),
        {link: None for led in leads if (link := read_link(led.address))},
        {led.asked: None for led in leads if led.asked},
    )


def _article(page: str) -> bytes:
    start = page.find("<article")
    end = page.rfind("</article>")
    return digest_article(page[start : end + len("</article>")]) if 0 <= start < end else b""
