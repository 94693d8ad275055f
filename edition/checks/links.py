"""Where a link leads, by the page that it stands in."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote


class Link(NamedTuple):
    """An address taken apart, so that it can be followed from any page."""

    up: int
    """How many folders it goes up; ``HERE`` and ``ELSEWHERE`` are no numbers of folders."""
    rest: str
    """What follows, with the id, without a query."""


_PLAIN = re.compile(r"((?:\.\./)*)((?:[A-Za-z0-9_-]+/)*(?:#[A-Za-z0-9_.-]+)?)")
"""Most addresses: up some folders, down some others, perhaps to an id."""
HERE, ELSEWHERE = -1, -2
"""Within the page itself; an address with a host or a first slash, to be taken as it stands."""


def read_link(address: str) -> Link | None:
    """Take an address apart; None if it leads nowhere.

    >>> read_link("../../d/x/?q=1#p2"), read_link("#p1"), read_link("https://e.example/")
    (Link(up=2, rest='d/x/#p2'), Link(up=-1, rest='#p1'), Link(up=-2, rest='https://e.example/'))
    """
    if not address:
        return None
    if plain := _PLAIN.fullmatch(address):
        return (
            Link(len(plain[1]) // 3, plain[2])
            if plain[1] or plain[2][:1] != "#"
            else Link(HERE, plain[2])
        )
    target, _, fragment = address.partition("#")
    if "?" in target:
        target = target.partition("?")[0]
    if "%" in address:
        target, fragment = unquote(target), unquote(fragment)
    fragment = fragment.partition(":~:")[0]  # what a browser looks for is not an id
    fragment = f"#{fragment}" if fragment else ""
    if ":" in target or target.startswith("/"):
        return Link(ELSEWHERE, target + fragment)
    if not target:
        return Link(HERE, fragment)
    up = 0
    steps: list[str] = []
    for step in target.split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step == "..":
            up += 1
        elif step != ".":
            steps.append(step)
    if target.endswith(("/.", "/..")) or target in (".", ".."):
        steps.append("")
    rest = "/".join(steps)
    return Link(
        up,
        (rest[:-10] if rest == "index.html" or rest.endswith("/index.html") else rest) + fragment,
    )


class Place:
    """A page that links are followed from."""

    def __init__(self, path: str) -> None:
        """Stand at the page of this path."""
        folders = path.split("/")[:-1]
        self._above = [
            "".join(f"{name}/" for name in folders[:n]) for n in range(len(folders), -1, -1)
        ]
        self._here = address_of(path)

    def follow(self, link: Link) -> str:
        """Give where a link leads: a path below the site's root, or an address as it stands.

        >>> Place("d/x/index.html").follow(read_link("../y/#p1"))
        'd/y/#p1'
        >>> Place("d/x/index.html").follow(read_link("../../../y/"))
        '../y/'
        """
        up, rest = link
        if up >= 0:
            return self._above[up] + rest if up < len(self._above) else f"../{rest}"
        return self._here + rest if up == HERE else rest


def address_of(path: str) -> str:
    """Give the address at which a file of the site answers, below its root.

    >>> address_of("d/x/index.html"), address_of("index.html"), address_of("feed.xml")
    ('d/x/', '', 'feed.xml')
    """
    if path == "index.html" or path.endswith("/index.html"):
        return path[: -len("index.html")]
    return path
