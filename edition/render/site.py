"""The whole site: every kind of page, made with templates that are compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path

from edition.config import Config
from edition.model import Document, Edition, Output
from edition.render import about, documents, indexes, lists, versions
from edition.render.assets import Assets, read_assets
from edition.render.context import Cited, Context, Element
from edition.render.environment import Pages, make_environment
from edition.render.page import Maker, Page
from edition.render.strings import Strings, read_strings
from edition.rule import Rule

PAGES: Mapping[str, Maker] = {
    "home": lists.home,
    "documents": lists.documents,
    "publishers": lists.publishers,
    "sources": lists.sources,
    "timeline": lists.timeline,
    "search": lists.search,
    "authorities": indexes.authorities,
    "events": indexes.events,
    "works": indexes.works,
    "rules": about.rules,
    "about": about.about,
    "changes": about.changes,
    "tombstones": about.tombstones,
    "continued": versions.continued_pages,
    "missing": about.not_found,
}
"""Every kind of page besides the documents' own, in the order in which they are made."""


class Site:
    """All that pages are made with, read and compiled once.

    A watcher keeps one and asks for the documents that changed; a full build asks for
    everything.
    """

    def __init__(self, context: Context, templates: Path) -> None:
        """Read the templates, the strings and the assets of ``templates``."""
        self.context = context
        self.strings: Mapping[str, Strings] = read_strings(templates / "strings")
        self.assets: Assets = read_assets(templates / "assets")
        self._environment = make_environment(templates)
        self._pages = Pages(self._environment, self.assets, context, self.strings)

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """Give the entries of the navigation, which stands on every page."""
        return self._pages.navigation

    def of(self, context: Context) -> Site:
        """Give the site of another edition with the same templates, which stay compiled."""
        other = copy(self)
        other.context = context
        other._pages = Pages(self._environment, self.assets, context, self.strings)
        return other

    def asking(self, context: Context) -> Site:
        """Give the same site with a context that answers alike, and may note what it is asked."""
        other = copy(self)
        other.context, other._pages = context, self._pages.asking(context)
        return other

    def _render(self, page: Page, strings: Strings) -> Output:
        path, html = self._pages.write(page, strings)
        return Output(path, html.encode("utf-8", "replace"))

    def documents(self, wanted: Iterable[Document] | None = None) -> Iterator[Output]:
        """Give the pages of all documents, or of those wanted."""
        for document in self.context.edition.documents if wanted is None else wanted:
            for strings in self.strings.values():
                for page in documents.one_document(self.context, strings, document):
                    yield self._render(page, strings)
                for page in versions.version_pages(self.context, strings, document):
                    yield self._render(page, strings)

    def lists(self, kinds: Iterable[str] = PAGES) -> Iterator[Output]:
        """Give the pages of the kinds named, keys of ``PAGES``."""
        for kind in kinds:
            for strings in self.strings.values():
                for page in PAGES[kind](self.context, strings):
                    yield self._render(page, strings)

    def files(self) -> Iterator[Output]:
        """Give the assets, the ids that a missing page compares with, and the raw captures."""
        yield from self.assets.outputs()
        lines = (f"{d.id}\t{' '.join(d.title.split())}\n" for d in self.context.edition.documents)
        yield Output("d/ids.txt", "".join(lines).encode("utf-8", "replace"))
        for record in self.context.edition.sources:
            address = self.context.source_address[record.source.sha256]
            yield Output(f"{address}raw.txt", record.source.data)

    def everything(self) -> Iterator[Output]:
        """Give the whole site."""
        yield from self.documents()
        yield from self.lists()
        yield from self.files()


def render_site(
    edition: Edition,
    config: Config,
    *,
    rules: Sequence[Rule],
    templates: Path,
    media: Mapping[str, str] | None = None,
    citations: Callable[[Document, str], Sequence[Cited]] | None = None,
    head: Callable[[Document, int], Sequence[Element]] | None = None,
) -> Iterator[Output]:
    """Stream every file of the site that is made by templates.

    ``rules`` are the declarations for the page of rules; ``media`` the local copies of pictures
    by their address in the captures. ``citations`` and ``head`` come from the exports: the one is
    called with a document and the language of the interface, the other with a document and the
    number of a version (0 for the page of the latest text).
    """
    context = Context(edition, config, rules, media or {}, citations, head)
    yield from Site(context, templates).everything()
