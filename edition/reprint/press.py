"""The printing press: templates compiled once, and the frame of a page made once.

What stands around the text is the same on every page of one depth, language and section; each page
adds its own head and its own text, and only these two are checked for every page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Template
from markupsafe import Markup, escape

from edition.checks.facts import Facts, facts_of_page
from edition.config import Config
from edition.errors import EditionError
from edition.model import Output
from edition.render.assets import Assets, read_assets
from edition.render.environment import NAVIGATION, folder_of, make_environment
from edition.render.strings import Strings, read_strings
from edition.reprint.leaf import Leaf
from edition.unseen import FORBIDDEN

DOCUMENT, LIST = "document", "list"
"""The two sorts of pages: each has its styles and its scripts."""
_STYLES = {DOCUMENT: ("base.css", "document.css"), LIST: ("base.css", "lists.css")}
_SCRIPTS = {DOCUMENT: ("site.js", "document.js"), LIST: ("site.js",)}
_ASSETS = ("icon.svg", "print.css", "theme.js", "base.css", "document.css", "lists.css", "site.js", "document.js")  # fmt: skip
_NAVIGATION = tuple(entry for entry in NAVIGATION if entry[0] != "rules")
"""What the pages alone can list. A list may be empty: pages are made before all of them are read."""
_LISTED = frozenset(address for _, address in NAVIGATION)
_THERE = Markup("\0")
"""Stands for an address until it is known; in a text it would be shown by a sign."""
_VALUE = re.compile(r'="[^"<>]*"|>[^<>]*<')
"""What differs between two heads of one shape."""


ROWS = Markup("\1")
"""Stands in a list where rows are put when it is checked; in a text it would be shown by a sign."""


class Rows(NamedTuple):
    """Rows of a list, each checked when it was written."""

    html: str
    links: tuple[str, ...]
    """Where they lead, below the site's root."""


class Frame(NamedTuple):
    """What stands around the parts that a page has of its own."""

    before: str
    """Up to what the head has of its own."""
    top: str
    """From there to the address of the same page in the other language."""
    bar: str
    """From there to the text."""
    after: str


class Place(NamedTuple):
    """Where a page stands."""

    language: str
    prefix: str
    """Folder of the language: empty or ``en/``."""
    address: str
    """Below that folder: ``d/d3k7n21/``; empty for the home page."""
    up: str
    """Leads from the page to the folder of its language."""
    root: str
    """Leads from the page to the site's root."""


class Press:
    """Makes pages in both languages of the interface."""

    def __init__(self, config: Config, templates: Path, *, language: str = "") -> None:
        """Read and compile; with ``language`` the pages are in that language of the interface alone."""
        self.config = config
        self.strings: Mapping[str, Strings] = read_strings(templates / "strings")
        self._all: Assets = read_assets(templates / "assets")
        self._environments = {
            tag: make_environment(templates, strings) for tag, strings in self.strings.items()
        }
        self.folders = (
            ((language, ""),)
            if language
            else tuple((tag, folder_of(tag, config)) for tag in self.strings)
        )
        self._templates: dict[tuple[str, str], Template] = {}
        self._frames: dict[tuple[str, str, str, bool], Frame] = {}
        self._sound: set[tuple[str, str, str, bool]] = set()
        self._heads: set[str] = set()

    def places(self, address: str) -> tuple[Place, ...]:
        """Give the place of a page in each language."""
        depth = address.count("/")
        return tuple(
            Place(tag, prefix, address, "../" * depth, "../" * (depth + prefix.count("/")))
            for tag, prefix in self.folders
        )

    def assets(self) -> list[Output]:
        """Give the styles and scripts that these pages use."""
        return [Output(self._all.names[name], self._all.data[name]) for name in _ASSETS]

    def render(self, template: str, place: Place, **values: Any) -> str:
        """Fill in a template."""
        values |= {
            "t": self.strings[place.language], "config": self.config, "up": place.up, "root": place.root,
        }  # fmt: skip
        return self._template(template, place.language).render(values)

    def _template(self, name: str, language: str) -> Template:
        found = self._templates.get((name, language))
        if found is None:
            found = self._environments[language].get_template(f"reprint/{name}.html")
            self._templates[name, language] = found
        return found

    def macro(self, template: str, name: str, language: str) -> Callable[..., str]:
        """Give a macro, for what is written thousands of times."""
        module = self._template(template, language).module
        found: Callable[..., str] = getattr(module, name)
        return found

    def page(
        self,
        place: Place,
        text: str,
        *,
        sort: str,
        section: str,
        title: str,
        description: str = "",
        leaf: Leaf | None = None,
        path: str = "",
        indexed: bool = True,
        checked: bool = True,
        rows: Sequence[Rows] = (),
    ) -> tuple[Output, Facts | None]:
        """Put a page together, and give what the checks have to know of it.

        ``rows`` are put where ``text`` has ``ROWS``, in their order.
        Without ``checked`` only the first page with its frame is looked at: for the same text again,
        in the other language of the interface. Raises ``EditionError`` if something is in it that no page may have.
        """
        current = place.address in _LISTED
        key = (place.language, place.root, f"{sort} {section}", current)
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frames[key] = self._frame(place, sort, section, current=current)
        canonical = self.config.base_url + ("" if leaf else place.prefix) + place.address
        head = self.render(
            "meta",
            place,
            title=title,
            description=description,
            address=place.address,
            canonical=canonical,
            folders=self.folders,
            indexed=indexed,
            leaf=leaf,
        )
        there = self._other(place) if len(self.folders) > 1 else ""
        path = path or f"{place.prefix}{place.address}index.html"
        own = text
        if rows:
            own, text = text.replace(ROWS, ""), _with_rows(text, rows)
        html = "".join((frame.before, head, frame.top, there, frame.bar, text, frame.after))
        output = Output(path, html.encode("utf-8", "replace"))
        if key not in self._sound:  # the first page with this frame is looked at as a whole
            self._sound.add(key)
            own = html
        elif checked and self._is_known(head):
            own = f'<a href="{there or place.up}"></a>{own}'
        elif checked:
            own = f'{head}<a href="{there or place.up}"></a>{own}'
        else:
            return output, None
        facts = sound(path, own)
        if rows:
            led = [link for one in rows for link in one.links]
            facts = facts._replace(links=tuple(dict.fromkeys((*facts.links, *led))))
        return output, facts

    def _is_known(self, head: str) -> bool:
        """Say whether a head of this shape was checked before; what differs are escaped values.

        Its addresses are made of the base address and an id, which has no signs of markup.
        """
        shape = _VALUE.sub("", head)
        plain = head.replace("\n", "").isprintable() or not FORBIDDEN.search(head)
        if shape in self._heads and plain:
            return True
        self._heads.add(shape)
        return False

    def _other(self, place: Place) -> str:
        folder = next((prefix for tag, prefix in self.folders if tag != place.language), "")
        return str(escape(f"{place.root}{folder}{place.address}" or "./"))

    def _frame(self, place: Place, sort: str, section: str, *, current: bool) -> Frame:
        values: dict[str, Any] = {
            "assets": self._all.names,
            "styles": _STYLES[sort],
            "scripts": _SCRIPTS[sort],
            "body_class": "document state-reading" if sort == DOCUMENT else "home" if section == "home" else "",
            "navigation": _NAVIGATION,
            "section": section,
            "current": current,
            "other": next((tag for tag, _ in self.folders if tag != place.language), ""),
            "other_address": _THERE,
        }  # fmt: skip
        top, _, bar = self.render("top", place, **values).partition(_THERE)
        return Frame(
            self.render("before", place, **values), top, bar, self.render("after", place, **values)
        )


def sound(path: str, html: str) -> Facts:
    """Give what the checks have to know of a page or a part of it.

    Raises ``EditionError`` if something is in it that no page may have.
    """
    facts = facts_of_page(path, html)
    if facts.faults:
        fault = facts.faults[0]
        raise EditionError(f"{fault.code} {path} {fault.what}", path, fault.next_step)
    return facts


def _with_rows(text: str, rows: Sequence[Rows]) -> str:
    """Put rows where they belong."""
    pieces = text.split(ROWS)
    if len(pieces) != len(rows) + 1:
        raise AssertionError(f"{len(rows)} stretches of rows, and room for {len(pieces) - 1}")
    filled = [pieces[0]]
    for one, piece in zip(rows, pieces[1:], strict=True):
        filled += (one.html, piece)
    return "".join(filled)
