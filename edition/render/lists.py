"""Home, and the lists by which documents and sources are found."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from edition.model import Document
from edition.render.addresses import relative
from edition.render.capture import lines_html
from edition.render.context import Context, Entry
from edition.render.page import Page, parts
from edition.render.record import shares
from edition.render.strings import Strings
from edition.render.timeline import Moment, draw, moments

SIZE = 200
"""Entries on one page of a list."""
AT_HOME = 30
"""Up to this number the whole list stands on the home page."""


def home(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the home page: what the edition is, its newest or all documents, its time."""
    entries = context.newest_first
    shown = entries if len(entries) <= AT_HOME else entries[:10]
    yield Page(
        "",
        "home.html",
        strings.words(context.config.title),
        {
            "groups": by_month(shown),
            "whole": len(shown) == len(entries),
            "timeline": draw(context),
            "totals": _totals(context),
        },
        section="home",
        description=strings.words(context.config.description),
        styles=("lists.css",),
    )


def _totals(context: Context) -> tuple[tuple[str, int, str], ...]:
    """Give (what, how many, address of the list)."""
    return (
        ("documents", len(context.edition.documents), "documents/"),
        ("sources", len(context.edition.sources), "sources/"),
        ("characters", sum(e.characters for e in context.entries.values()), "documents/"),
        ("interventions", sum(e.editorial for e in context.entries.values()), "rules/"),
        ("decisions", len(context.decision_names), "rules/decisions/"),
    )


def by_month(entries: Sequence[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Group entries, already in order, by the month of their date."""
    return tuple(
        (month, tuple(group)) for month, group in groupby(entries, key=lambda e: e.date[:7])
    )


def documents(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the list of all documents by date, and where each month begins."""
    entries = context.newest_first
    spread = list(parts("documents/", entries, SIZE))
    months: dict[str, tuple[str, int]] = {}
    for part, group in spread:
        for entry in group:
            month = entry.date[:7]
            address, count = months.get(month, (part.address, 0))
            months[month] = (address, count + 1)
    for part, group in spread:
        yield Page(
            part.address,
            "documents.html",
            strings("documents.title"),
            {
                "part": part,
                "groups": by_month(group),
                "months": months,
                "publishers": _publishers(context),
            },
            section="documents",
            description=strings("documents.lead"),
            styles=("lists.css",),
        )


def publisher_address(name: str) -> str:
    """Give the address of a publisher's list; it has letters and figures only.

    >>> publisher_address("吉林日报")
    'publishers/053ddf2a/'
    """
    return f"publishers/{hashlib.sha256(name.encode()).hexdigest()[:8]}/"


def _publisher_of(document: Document) -> str:
    return document.value("publisher") or document.value("origin")


def _publishers(context: Context) -> tuple[tuple[str, str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for entry in context.newest_first:
        counts[_publisher_of(entry.document)] += 1
    ordered = sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0]))
    return tuple((name, publisher_address(name), count) for name, count in ordered)


def publisher_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the list of publishers."""
    yield Page(
        "publishers/",
        "publishers.html",
        strings("publishers.title"),
        {"publishers": _publishers(context)},
        section="documents",
        styles=("lists.css",),
    )


def publisher_names(context: Context) -> list[str]:
    """Give the names of all publishers, in order; an empty one if some document has none."""
    return sorted({_publisher_of(entry.document) for entry in context.newest_first})


def publisher_pages(context: Context, strings: Strings, name: str) -> Iterator[Page]:
    """Give the documents of one publisher."""
    entries = [e for e in context.newest_first if _publisher_of(e.document) == name]
    title = name or strings("publishers.unknown")
    for part, shown in parts(publisher_address(name), entries, SIZE):
        yield Page(
            part.address,
            "publisher.html",
            title,
            {"part": part, "groups": by_month(shown), "name": title},
            section="documents",
            styles=("lists.css",),
        )


def source_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the register of sources with their accounts."""
    records = [
        (r, context.source_address[r.source.sha256], shares(r.account))
        for r in context.edition.sources
    ]
    for part, shown in parts("sources/", records, SIZE):
        yield Page(
            part.address,
            "sources.html",
            strings("sources.title"),
            {"part": part, "records": shown},
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
            "address": address,
            "view": view,
            "html": lines_html(view.lines, notes, lambda to: relative(address, to)),
            "shares": shares(record.account),
            "documents": tuple(
                context.edition.document_by_id[d]
                for d in record.documents
                if d in context.edition.document_by_id
            ),
        },
        section="sources",
        styles=("document.css",),
        indexed=False,
    )


def timeline(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the timeline; its list is spread over pages when it is long."""
    picture = draw(context)
    everything = moments(context)
    for part, shown in parts("timeline/", everything, SIZE * 2):
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
