"""The pages of a document: to be read, with its marks, and as it was captured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from edition.model import Announcement, Basis, BlockKind, Document, Event, Related, Work
from edition.render.addresses import relative
from edition.render.capture import lines_html
from edition.render.context import KIND_FOLDERS, Context
from edition.render.page import Page
from edition.render.record import claim_rows, plain_citations, shares, transmission
from edition.render.strings import Strings
from edition.render.text import Row, action_counts, marked_rows, reading_flow

STATES = ("reading", "marked", "raw")
FORMS = (
    ("text", "text.txt"),
    ("markdown", "page.md"),
    ("json", "document.json"),
    ("tei", "tei.xml"),
    ("prov", "prov.json"),
)
"""Other forms of a document, made by the exports, and their files."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The document before or after in the series of events."""

    document: Document
    event: Event


def document_pages(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the three pages of each document."""
    for document in context.edition.documents:
        yield from one_document(context, strings, document)


def one_document(context: Context, strings: Strings, document: Document) -> Iterator[Page]:
    """Give the three pages of ``document``."""
    base = f"d/{document.id}/"
    shared = _shared(context, strings, document)
    description = document.value("deck") or next((b.text for b in document.paragraphs), "")
    common: dict[str, Any] = {
        "section": "documents",
        "description": description[:120],
        "styles": ("document.css",),
        "scripts": ("document.js", "highlight.js"),
    }
    yield Page(
        base,
        "document.html",
        document.title,
        {**shared, "state": "reading", "flow": tuple(reading_flow(context, document))},
        canonical=base,
        **common,
    )
    rows = tuple(marked_rows(context, document, strings))
    yield Page(
        f"{base}marked/",
        "document.html",
        strings("document.title_marked", title=document.title),
        {
            **shared,
            "state": "marked",
            "rows": rows,
            "layout_counts": _layout_counts(document),
            "groups": _grouped(rows),
        },
        canonical=base,
        indexed=False,
        **common,
    )
    yield Page(
        f"{base}raw/",
        "document.html",
        strings("document.title_raw", title=document.title),
        {
            **shared,
            "state": "raw",
            "capture": context.captures[document.source],
            "runs": _runs(context, document),
        },
        canonical=base,
        indexed=False,
        **common,
    )


def _grouped(rows: tuple[Row, ...]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Put neighbouring blocks that do not stand in the text together under their fate."""
    groups: list[tuple[str, list[Row]]] = []
    for row in rows:
        fate = row.fate
        if row.kind is BlockKind.PICTURE:
            fate = "picture"
        if groups and groups[-1][0] == fate and fate != "live":
            groups[-1][1].append(row)
        else:
            groups.append((fate, [row]))
    return tuple((fate, tuple(group)) for fate, group in groups)


def _layout_counts(document: Document) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for act in document.interventions:
        if not act.editorial:
            counts[act.rule] = counts.get(act.rule, 0) + 1
    return tuple(sorted(counts.items()))


def _runs(context: Context, document: Document) -> tuple[tuple[int, int, Any], ...]:
    """Give (first line, last line, HTML) of each run of lines that the document has."""
    view = context.captures[document.source]
    notes = context.editorial.get(document.source, {})
    here = f"d/{document.id}/raw/"
    spans = [piece.span for block in document.blocks for piece in block.pieces]
    return tuple(
        (run[0].number, run[-1].number, lines_html(run, notes, lambda to: relative(here, to)))
        for run in view.lines_of(spans)
    )


def _shared(context: Context, strings: Strings, document: Document) -> dict[str, Any]:
    relations = context.edition.relations
    register = context.edition.register
    entry = context.entries[document.id]
    record = context.edition.source_by_hash[document.source]
    before, after = neighbours(context, document)
    cite = context.citations
    citations = tuple(cite(document, strings.language)) if cite else ()
    work: Work | None = relations.work_of.get(document.id)
    related: tuple[Related, ...] = relations.related_by_document.get(document.id, ())
    announcements: tuple[Announcement, ...] = record.announcements
    named: dict[str, list[Any]] = {kind: [] for kind in KIND_FOLDERS}
    for mention in relations.mentions_by_document.get(document.id, ()):
        authority = context.authority.get(mention.authority)
        if authority and authority not in named[authority.kind]:
            named[authority.kind].append(authority)
    happened = context.events_of.get(document.id, [])
    likenesses = context.likenesses_of.get(document.id, [])
    named = {kind: found for kind, found in named.items() if found}
    return {
        "document": document,
        "has_links": bool(work or related or named or likenesses or happened),
        "entry": entry,
        "record": record,
        "source_address": context.source_address[document.source],
        "capture_view": context.captures[document.source],
        "claims": claim_rows(context, document),
        "stages": transmission(context, document),
        "shares": shares(document.account),
        "actions": action_counts(document),
        "decisions": context.decisions(document),
        "versions": context.versions(document),
        "draft": document.id in register.drafts,
        "retired": tuple(register.retired.get(document.id, ())),
        "arrivals": tuple(register.arrivals.get(document.id, ())),
        "citations": citations or plain_citations(context, document, strings),
        "forms": FORMS,
        "states": STATES,
        "happened": happened,
        "before": before,
        "after": after,
        "work": work,
        "witnesses": tuple(
            context.edition.document_by_id[w]
            for w in (work.witnesses if work else ())
            if w != document.id and w in context.edition.document_by_id
        ),
        "related": tuple(
            (r, context.edition.document_by_id[r.other])
            for r in sorted(related, key=lambda r: (-r.score, r.other))[:8]
            if r.other in context.edition.document_by_id
        ),
        "named": named,
        "announcements": announcements,
        "likenesses": tuple(
            (context.edition.document_by_id[other], likeness)
            for other, likeness in likenesses
            if other in context.edition.document_by_id
        ),
        "head_elements": tuple(context.head(document, 0)) if context.head else (),
        "cited_address": context.cited_address(document),
        "text_length": entry.characters,
        "guessed": any(c.basis is not Basis.ATTESTED for c in document.claims),
    }


def neighbours(context: Context, document: Document) -> tuple[Neighbour | None, Neighbour | None]:
    """Give the documents before and after in the series of events, in order of date.

    Witnesses of one event stand beside each other; a document without an event has none.
    """
    series = context.series
    place = context.series_place.get(document.id)
    if place is None:
        return None, None
    before = Neighbour(*series[place - 1]) if place > 0 else None
    after = Neighbour(*series[place + 1]) if place + 1 < len(series) else None
    return before, after
