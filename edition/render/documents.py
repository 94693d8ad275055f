"""The pages of a document: to be read, with its marks, and as it was captured.

What the pages show is worked out once for both languages of the interface and for all three states;
links are finished, so that the templates write values and ask the edition nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from edition.model import Document, Event, Work
from edition.render.addresses import relative
from edition.render.capture import lines_html
from edition.render.context import KIND_FOLDERS, Context, Shown
from edition.render.marked import action_counts, marked_groups, named_in
from edition.render.page import Page
from edition.render.record import claim_rows, plain_citations, transmission
from edition.render.shares import shares
from edition.render.strings import Strings
from edition.render.text import reading_flow

STATES = (("reading", ""), ("marked", "marked/"), ("raw", "raw/"))
"""Each state and its folder below the document's."""
FORMS = (
    ("text", "text.txt"),
    ("markdown", "page.md"),
    ("json", "document.json"),
    ("tei", "tei.xml"),
    ("prov", "prov.json"),
)
"""Other forms of a document, made by the exports, and their files."""
RELATED = 8
"""Related documents that a page names."""


class Linked(NamedTuple):
    """A document as a link: from the reading page, which alone has such links."""

    href: str
    language: str
    title: str
    published_by: str = ""


class Reported(NamedTuple):
    """An event as a link."""

    address: str
    href: str
    """From the reading page."""
    date: str
    title: str
    title_en: str


class Neighbour(NamedTuple):
    """The document before or after in the series of events."""

    href: str
    language: str
    title: str
    date: str
    """Day of the event."""


class VersionLine(NamedTuple):
    """A released version, in the list of all."""

    number: int
    href: str
    date: str
    reason: str
    changes_href: str
    """Empty if nothing changed."""


def document_pages(
    context: Context, tables: Mapping[str, Strings], document: Document
) -> Iterator[tuple[Strings, Page]]:
    """Give the three pages of ``document`` in each language, together with that language."""
    base = f"d/{document.id}/"
    shared = _shared(context, document, base)
    flow = tuple(reading_flow(context, document))
    groups = marked_groups(context, document)
    runs = _runs(context, document)
    layout = _layout_counts(context, document)
    elements = tuple(context.head(document, 0)) if context.head else ()
    description = (document.value("deck") or next((b.text for b in document.paragraphs), ""))[:120]
    for strings in tables.values():
        cite = context.citations
        citations = tuple(cite(document, strings.language)) if cite else ()
        common = {**shared, "citations": citations or plain_citations(context, document, strings)}
        for state, title, values in (
            ("reading", document.title, {"flow": flow}),
            (
                "marked",
                strings("document.title_marked", title=document.title),
                {"groups": named_in(groups, strings), "layout_counts": layout},
            ),
            ("raw", strings("document.title_raw", title=document.title), {"runs": runs}),
        ):
            yield (
                strings,
                Page(
                    base if state == "reading" else f"{base}{state}/",
                    "document.html",
                    title,
                    {**common, **values, "state": state},
                    section="documents",
                    description=description,
                    canonical=base,
                    indexed=state == "reading",
                    styles=("document.css",),
                    scripts=("document.js", "highlight.js"),
                    elements=elements,
                ),
            )


def _layout_counts(context: Context, document: Document) -> tuple[tuple[str, str, int], ...]:
    """Give code, link and number of applications of each rule that touched only the layout."""
    here = f"d/{document.id}/marked/"
    counts: dict[str, int] = {}
    for act in document.interventions:
        if not act.editorial:
            counts[act.rule] = counts.get(act.rule, 0) + 1
    return tuple(
        (code, relative(here, f"rules/#{code}" if code in context.rule else "rules/"), count)
        for code, count in sorted(counts.items())
    )


def _runs(context: Context, document: Document) -> tuple[tuple[int, int, Markup], ...]:
    """Give the runs of lines that the document has: what lines are left out before, and the HTML.

    The first two numbers are those of the first and the last line left out, or 0.
    """
    view = context.captures[document.source]
    notes = context.editorial.get(document.source, {})
    here = f"d/{document.id}/raw/"
    spans = [piece.span for block in document.blocks for piece in block.pieces]
    made: list[tuple[int, int, Markup]] = []
    next_line = 1
    for run in view.lines_of(spans):
        first = run[0].number
        gap = (next_line, first - 1) if first > 1 else (0, 0)
        made.append((*gap, lines_html(run, notes, lambda to: relative(here, to))))
        next_line = run[-1].number + 1
    return tuple(made)


def _shared(context: Context, document: Document, base: str) -> dict[str, Any]:
    """Give what the three pages have in common, whatever the language of the interface."""
    relations, register = context.edition.relations, context.edition.register
    record = context.edition.source_by_hash[document.source]
    versions = context.versions(document)
    claims = {claim.field: claim for claim in reversed(document.claims)}
    outlet = document.value("origin") or document.value("publisher")
    return {
        "document": document,
        "base": base,
        "title": document.title,
        "kicker": document.value("kicker"),
        "deck": " · ".join(document.values("deck")) if document.value("deck") else "",
        "byline": "、".join(document.values("byline")),
        "outlet": outlet,
        "published": claims.get("published"),
        "happened_on": claims.get("event_date"),
        "cited_address": context.cited_address(document),
        "editorial": context.entries[document.id].editorial,
        "decisions": context.decisions(document),
        "actions": action_counts(document),
        "draft": document.id in register.drafts,
        "states": STATES,
        "source": record.source,
        "source_shown": context.captures[document.source].shown,
        "source_address": context.source_address[document.source],
        "claims": claim_rows(context, document, base),
        "claim_count": len(document.claims),
        "stages": transmission(context, document),
        "shares": shares(document.account),
        "account": document.account,
        "versions": tuple(
            VersionLine(
                v.number,
                relative(base, v.url.lstrip("/")),
                v.date,
                v.reason,
                relative(base, f"{v.url.lstrip('/')}changes/") if v.changes else "",
            )
            for v in reversed(versions)
        ),
        "version_address": versions[-1].url.lstrip("/") if versions else "",
        "retired": tuple(register.retired.get(document.id, ())),
        "arrivals": tuple(register.arrivals.get(document.id, ())),
        "announcements": record.announcements,
        "forms": FORMS,
        **_links(context, document, base, relations.work_of.get(document.id)),
    }


def _links(context: Context, document: Document, base: str, work: Work | None) -> dict[str, Any]:
    """Give what the document is linked with: witnesses, events, names, texts that are alike."""
    relations = context.edition.relations
    named: dict[str, dict[str, tuple[str, str]]] = {kind: {} for kind in KIND_FOLDERS}
    for mention in relations.mentions_by_document.get(document.id, ()):
        authority = context.named.get(mention.authority)
        if authority and authority.id not in named[authority.kind]:
            named[authority.kind][authority.id] = (
                relative(base, authority.address),
                authority.name,
            )
    happened = [_reported(base, event) for event in context.events_of.get(document.id, ())]
    likenesses = context.likenesses_of.get(document.id, ())
    related = relations.related_by_document.get(document.id, ())
    ranked = sorted(related, key=lambda r: (-r.score, r.other))[:RELATED]
    before, after = context.neighbours.get(document.id, (None, None))
    shown = context.shown
    return {
        "has_links": bool(work or related or any(named.values()) or likenesses or happened),
        "work": work and (relative(base, f"works/{work.id}/"), len(work.variants)),
        "witnesses": tuple(
            _linked(base, shown[w])
            for w in (work.witnesses if work else ())
            if w != document.id and w in shown
        ),
        "happened": happened,
        "likenesses": tuple(
            (_linked(base, shown[other]), likeness.reason)
            for other, likeness in likenesses
            if other in shown
        ),
        "named": tuple((kind, tuple(found.values())) for kind, found in named.items() if found),
        "related": tuple(
            (_linked(base, shown[r.other]), r.reasons[:3]) for r in ranked if r.other in shown
        ),
        "before": before and _neighbour(base, *before),
        "after": after and _neighbour(base, *after),
    }


def _linked(base: str, shown: Shown) -> Linked:
    return Linked(
        relative(base, shown.address),
        shown.language,
        shown.title,
        shown.published_by or shown.title,
    )


def _reported(base: str, event: Event) -> Reported:
    address = f"events/{event.id}/"
    return Reported(address, relative(base, address), event.date, event.title, event.title_en)


def _neighbour(base: str, shown: Shown, date: str) -> Neighbour:
    return Neighbour(relative(base, shown.address), shown.language, shown.title, date)
