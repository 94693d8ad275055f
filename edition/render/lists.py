"""Home, and the lists by which documents and sources are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from edition.render.addresses import relative
from edition.render.capture import lines_html
from edition.render.context import Context, Entry
from edition.render.listings import AT_HOME, SIZE, publisher_address
from edition.render.page import Page, numbers, one_part, parts
from edition.render.shares import shares
from edition.render.strings import Strings
from edition.render.timeline import ON_A_PAGE, Moment


def home(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the home page: what the edition is, its newest or all documents, its time."""
    total = len(context.newest_first)
    yield Page(
        "",
        "home.html",
        strings.words(context.config.title),
        {
            "groups": by_month(context.listings.newest),
            "whole": total <= AT_HOME,
            "total": total,
            "timeline": context.listings.timeline,
            "totals": context.listings.totals,
        },
        section="home",
        description=strings.words(context.config.description),
        styles=("lists.css",),
    )


def by_month(entries: Sequence[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Group entries, already in order, by the month of their date."""
    return tuple(
        (month, tuple(group)) for month, group in groupby(entries, key=lambda e: e.date[:7])
    )


def document_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of the list of all documents."""
    return numbers(len(context.newest_first), SIZE)


def documents(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of the list of all documents by date."""
    part, shown = one_part("documents/", context.newest_first, SIZE, number)
    yield Page(
        part.address,
        "documents.html",
        strings("documents.title"),
        {
            "part": part,
            "groups": by_month(shown),
            "months": context.listings.months,
            "publishers": context.listings.publishers,
        },
        section="documents",
        description=strings("documents.lead"),
        styles=("lists.css",),
    )


def publisher_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the list of publishers."""
    yield Page(
        "publishers/",
        "publishers.html",
        strings("publishers.title"),
        {"publishers": context.listings.publishers},
        section="documents",
        styles=("lists.css",),
    )


def publisher_pages(context: Context, strings: Strings, name: str) -> Iterator[Page]:
    """Give the documents of one publisher; an empty name stands for those that have none."""
    title = name or strings("publishers.unknown")
    entries = context.listings.published_by[name]
    for part, shown in parts(publisher_address(name), entries, SIZE):
        yield Page(
            part.address,
            "publisher.html",
            title,
            {"part": part, "groups": by_month(shown)},
            section="documents",
            styles=("lists.css",),
        )


def source_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of the register."""
    return numbers(len(context.listings.sources), SIZE)


def source_index(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of the register of sources with their accounts."""
    part, shown = one_part("sources/", context.listings.sources, SIZE, number)
    yield Page(
        part.address,
        "sources.html",
        strings("sources.title"),
        {"part": part, "records": tuple((line, shares(line.account)) for line in shown)},
        section="sources",
        description=strings("sources.lead"),
        styles=("lists.css",),
    )


def source_page(context: Context, _: Strings, sha256: str) -> Iterator[Page]:
    """Give the page of one capture: its account, and all its lines by what became of them."""
    view = context.captures[sha256]
    record = view.record
    address = context.source_address[sha256]
    notes = context.editorial.get(sha256, {})
    yield Page(
        address,
        "source.html",
        record.source.path.rpartition("/")[2],
        {
            "record": record,
            "source": record.source,
            "address": address,
            "view": view,
            "html": lines_html(view.lines, notes, lambda to: relative(address, to)),
            "shares": shares(record.account),
            "documents": tuple(context.shown[d] for d in record.documents if d in context.shown),
        },
        section="sources",
        styles=("document.css",),
        indexed=False,
    )


def timeline_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of the timeline."""
    return numbers(len(context.listings.moments), ON_A_PAGE)


def timeline(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of the timeline; the picture is on the first."""
    part, shown = one_part("timeline/", context.listings.moments, ON_A_PAGE, number)
    picture = context.listings.timeline
    yield Page(
        part.address,
        "timeline.html",
        strings("timeline.title"),
        {
            "part": part,
            "timeline": picture if part.number == 1 else replace(picture, dots=()),
            "days": _days(shown),
        },
        section="timeline",
        description=strings("timeline.lead"),
        styles=("lists.css",),
    )


def _days(found: Sequence[Moment]) -> tuple[tuple[str, tuple[Moment, ...]], ...]:
    return tuple((day, tuple(group)) for day, group in groupby(found, key=lambda m: m.date))


def search(_: Context, strings: Strings) -> Iterator[Page]:
    """Give the search page, which its own scripts fill."""
    yield Page(
        "search/",
        "search.html",
        strings("search.title"),
        {},
        section="search",
        styles=("lists.css", "search.css"),
        scripts=("search.js",),
        description=strings("search.description"),
    )
