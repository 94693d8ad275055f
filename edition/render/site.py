"""The whole site: every kind of page, made with templates that are compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from pathlib import Path
from typing import NamedTuple

from edition.config import Config
from edition.model import Document, Edition, Output
from edition.render import about, documents, indexes, lists, versions
from edition.render.assets import Assets, read_assets
from edition.render.context import KIND_FOLDERS, Cited, Context, Element
from edition.render.environment import Pages, make_environment
from edition.render.page import Kind, Page, whole
from edition.render.strings import Asked, Strings, read_strings
from edition.render.uses import made_with, template_digests
from edition.rule import Rule

PAGES: Mapping[str, Kind] = {
    "home": whole(lists.home),
    "documents": Kind(lists.documents, lists.document_parts),
    "publishers": whole(lists.publisher_index),
    "publisher": Kind(lists.publisher_pages, lambda context: context.listings.published_by),
    "sources": Kind(lists.source_index, lists.source_parts),
    "source": Kind(lists.source_page, lambda context: context.captures),
    "timeline": Kind(lists.timeline, lists.timeline_parts),
    "search": whole(lists.search),
    "authorities": Kind(indexes.authority_index, lambda _: KIND_FOLDERS),
    "authority": Kind(indexes.authority_pages, lambda context: context.authority),
    "events": Kind(indexes.event_index, indexes.event_parts),
    "event": Kind(indexes.event_page, lambda context: context.event),
    "works": Kind(indexes.work_index, indexes.work_parts),
    "work": Kind(indexes.work_page, lambda context: context.work),
    "rules": whole(about.rule_index),
    "rule": Kind(about.rule_page, about.rule_parts),
    "decisions": Kind(about.decisions, about.decision_parts),
    "about": whole(about.about),
    "changes": Kind(about.changes, about.change_parts),
    "tombstone": Kind(about.tombstone, about.withdrawn),
    "continued": Kind(versions.continued_pages, versions.continued),
    "missing": whole(about.not_found),
}
"""Every kind of page besides the documents' own, in the order in which they are made."""


class Unit(NamedTuple):
    """One piece of work: the pages of one authority, one event, one list, in all languages."""

    name: str
    """Unique and the same in every build: ``authority p-jing-junhai``, ``timeline``."""
    kind: str
    """Key of ``PAGES``."""
    make: Callable[[Site], Iterator[Output]]
    """Makes the pages with the site that it is given; of ``Site.asking(traced context)`` it asks
    only what the pages show."""


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
        self._environments = {
            tag: make_environment(templates, strings) for tag, strings in self.strings.items()
        }
        context.made_with.update(
            made_with(
                template_digests(templates, self.strings), self.assets.names, self.strings.values()
            )
        )
        self._pages = Pages(self._environments, self.assets, context, self.strings)

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """Give the entries of the navigation, which stands on every page."""
        return self._pages.navigation

    def of(self, context: Context) -> Site:
        """Give the site of another edition with the same templates, which stay compiled."""
        other = copy(self)
        context.made_with.update(self.context.made_with)
        other.context = context
        other._pages = Pages(self._environments, self.assets, context, self.strings)
        return other

    def asking(self, context: Context) -> Site:
        """Give the same site with a context that answers alike, and may note what it is asked.

        Which templates, assets and sentences a page is made with is asked of the context as well.
        """
        other = copy(self)
        other.context, other._pages = context, self._pages.asking(context)
        other.strings = {
            tag: Strings(tag, Asked(context.made_with, f"{tag} ")) for tag in self.strings
        }
        return other

    def _render(self, page: Page, strings: Strings) -> Output:
        path, html = self._pages.write(page, strings)
        return Output(path, html.encode("utf-8", "replace"))

    def documents(self, wanted: Iterable[Document] | None = None) -> Iterator[Output]:
        """Give the pages of all documents, or of those wanted."""
        for document in self.context.edition.documents if wanted is None else wanted:
            for strings, page in documents.document_pages(self.context, self.strings, document):
                yield self._render(page, strings)
            for strings in self.strings.values():
                for page in versions.version_pages(self.context, strings, document):
                    yield self._render(page, strings)

    def lists(self, kinds: Iterable[str] = PAGES) -> Iterator[Output]:
        """Give the pages of the kinds named, keys of ``PAGES``."""
        for unit in self.units(kinds):
            yield from unit.make(self)

    def units(self, kinds: Iterable[str] = PAGES) -> Iterator[Unit]:
        """Give the pieces of work that make all pages but the documents' own.

        This is what an incremental build goes by: ``unit.make(site.asking(traced))`` asks the
        traced context for what the unit's pages show and are made with, and nothing else. A document is one piece of work too: ``site.documents([document])``, of the
        kind ``document``. The list of units follows from the edition: ask it of a site that is
        not traced.
        """
        for kind in kinds:
            for key in PAGES[kind].keys(self.context):
                yield Unit(f"{kind} {key}".rstrip(), kind, partial(_make, kind=kind, key=key))

    def pages(self, kind: str, key: str) -> Iterator[Output]:
        """Give the pages of one piece of work, in all languages."""
        for strings in self.strings.values():
            for page in PAGES[kind].make(self.context, strings, key):
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


def _make(site: Site, *, kind: str, key: str) -> Iterator[Output]:
    return site.pages(kind, key)


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
