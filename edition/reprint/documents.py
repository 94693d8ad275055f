"""The pages of documents: each made from one page alone, so that they can be made in any order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

from markupsafe import Markup

from edition.checks.facts import Facts
from edition.model import Output
from edition.render.inline import escape
from edition.render.shares import shares
from edition.render.strings import Strings
from edition.reprint.leaf import FOLDERS, Leaf, Named, kind_of
from edition.reprint.press import DOCUMENT, Press

_MEMORY = 50_000
"""Names whose links are remembered as they are written; then it begins anew."""


class Listed(NamedTuple):
    """Names of one kind, as links."""

    kind: str
    links: Markup


class Documents:
    """Makes the pages of documents."""

    def __init__(self, press: Press) -> None:
        """Take what all pages share."""
        self._press = press
        self._links: dict[tuple[Named, str], Markup] = {}
        self._ground = {tag: cache(partial(self._grounded, tag)) for tag, _ in press.folders}

    def pages(self, leaf: Leaf, markdown: bytes) -> Iterator[tuple[Output, Facts | None]]:
        """Give the page of a document in both languages, and the preserved page beside it."""
        press, entry = self._press, leaf.entry
        address = f"d/{entry.id}/"
        public = press.config.base_url + address
        anchors = {item.anchor for flow in leaf.flow for item in flow.items}
        in_words = any(flow.kind in ("figure", "table") for flow in leaf.flow)
        body = Markup("")
        for place in press.places(address):
            if in_words or not body:
                body = Markup(press.render("text", place, leaf=leaf))
            text = press.render(
                "document",
                place,
                body=body,
                leaf=leaf,
                ground=self._ground[place.language],
                address=public,
                citation=cited(leaf, press.strings[place.language], press),
                named=tuple(self._named(leaf, place.up)),
                shares=shares(leaf.account) if leaf.account.total else (),
                number_of_claims=sum(len(rows) for _, rows in leaf.claims),
                anchors=anchors,
                markdown=f"{place.root}{address}page.md",
            )
            yield press.page(
                place,
                text,
                sort=DOCUMENT,
                section="documents",
                title=entry.title or entry.id,
                description=leaf.description,
                leaf=leaf,
                checked=not place.prefix,
            )
        yield Output(f"{address}page.md", markdown), None

    def _grounded(self, language: str, basis: str, certainty: str) -> Markup:
        """Say what a claim rests on, and how sure that is: a few pairs for all pages."""
        say = self._press.macro("parts", "ground", language)
        return Markup(say(self._press.strings[language], basis, certainty))

    def _named(self, leaf: Leaf, up: str) -> Iterator[Listed]:
        """Group the names by kind; one without a known kind has no page, and is only named."""
        groups: dict[str, list[Markup]] = {kind: [] for kind in (*FOLDERS, "")}
        language = leaf.entry.language
        for name in leaf.entry.names:
            link = self._links.get((name, language))
            kind = kind_of(name.id)
            if link is None:
                link = self._link(name, kind, up, language)
                if len(self._links) >= _MEMORY:
                    self._links.clear()
                self._links[name, language] = link
            groups[kind if kind in FOLDERS else ""].append(link)
        for kind, found in groups.items():
            if found:
                yield Listed(kind, Markup(" ").join(found))

    @staticmethod
    def _link(name: Named, kind: str, up: str, language: str) -> Markup:
        shown, tongue = escape(name.name), escape(language)
        if kind not in FOLDERS:
            return Markup(f'<span lang="{tongue}">{shown}</span>')
        return Markup(f'<a href="{up}{FOLDERS[kind]}/{name.id}/" lang="{tongue}">{shown}</a>')


def cited(leaf: Leaf, strings: Strings, press: Press) -> str:
    """Give a citation in the manner of GB/T 7714—2025, made from what the page says alone."""
    entry = leaf.entry
    authors = ", ".join(leaf.bylines)
    day = leaf.published.value[:10] if leaf.published else ""
    if day and not entry.certain:
        day = f"[{day}]"
    source = "，".join(part for part in (entry.outlet, day) if part)
    parts = [
        f"{authors}. " if authors else "",
        f"{entry.title}[N/OL]. ",
        f"{source}. " if source else "",
        f"{strings.words(press.config.title)}: {entry.id}. ",
        f"{press.config.base_url}d/{entry.id}/",
    ]
    return "".join(parts)
