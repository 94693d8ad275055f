"""Addresses below the site's root, and the relative links between them.

Links are relative, so that the site works below any path and from a folder on a disk. The
default language of the interface stands at the root, the other below its own folder; texts,
captures and other files have one address only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

SAFE_SCHEMES = ("http://", "https://", "mailto:")
"""The only schemes that a link of captured matter may have."""


@lru_cache(maxsize=1 << 14)
def relative(here: str, there: str) -> str:
    """Give the link from the page at ``here`` to ``there``; both are below the root.

    >>> relative("d/a/", "people/b/#m3")
    '../../people/b/#m3'
    >>> relative("d/a/", "d/a/marked/"), relative("d/a/marked/", "d/a/"), relative("", "")
    ('marked/', '../', './')
    >>> relative("d/a/", "d/a/#p1")
    '#p1'
    """
    target, mark, fragment = there.partition("#")
    if target == here and mark:
        return mark + fragment
    folder, path = here[: here.rfind("/") + 1], ""
    while not target.startswith(folder):
        folder = folder[: folder.rfind("/", 0, -1) + 1]
        path += "../"
    return (path + target[len(folder) :] or "./") + mark + fragment


def safe_link(address: str) -> str:
    """Give ``address`` if a reader may be sent there, else an empty string.

    >>> safe_link("https://example.org/?a=1"), safe_link(" JavaScript:alert(1)"), safe_link("//evil")
    ('https://example.org/?a=1', '', '')
    """
    cleaned = re.sub(r"[\x00-\x20\x7f]", "", address)
    return cleaned if cleaned.lower().startswith(SAFE_SCHEMES) else ""


@lru_cache(maxsize=1024)
def _quoted(address: str) -> str:
    return quote(address, safe="/#.-_~%")


@dataclass(frozen=True, slots=True)
class Here:
    """The page that is being made: where it stands, and how it links."""

    address: str
    """Without the folder of the language: ``d/d3k7n21/``; ends with a slash."""
    prefix: str = ""
    """Folder of the language: empty or ``en/``."""
    root: str = ""
    """Set for a page that may be served at any address (404): all links start with it."""

    def page(self, address: str) -> str:
        """Link to a page in the same language of the interface.

        The folder of the language makes no difference to such a link, only to one for a file.
        """
        return self.root + self.prefix + address if self.root else relative(self.address, address)

    def file(self, address: str) -> str:
        """Link to a file, which has one address for all languages."""
        target = _quoted(address)
        return self.root + target if self.root else relative(self.prefix + self.address, target)

    @property
    def output(self) -> str:
        """Give the path of the file that holds the page."""
        full = self.prefix + self.address
        return full if full.endswith(".html") else f"{full}index.html"
