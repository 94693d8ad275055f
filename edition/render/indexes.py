"""People, places, organisations, terms, events and works: what links documents together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from edition.model import Authority, Mention, Work
from edition.render.context import KIND_FOLDERS, Context, Named, Shown
from edition.render.inline import escape
from edition.render.listings import sort_key
from edition.render.page import Page, numbers, one_part, parts
from edition.render.strings import Strings

SIZE = 150
"""Mentions on one page of an authority."""
NAMES = 500
"""Names on one page of an index."""
LINES = 200
"""Events or works on one page of their list."""
ATTENDED = 50
"""Events that the page of an authority names."""
TOGETHER = 12
"""Neighbours of each kind that the page of an authority names."""
AROUND = 22
"""Characters of context on either side of a mention."""


def initial(name: str) -> str:
    """Give the letter under which a name stands in an index, or ``#``."""
    letter = unicodedata.normalize("NFD", sort_key(name)[0][:1]).upper()[:1]
    return letter if "A" <= letter <= "Z" else "#"


_PARAGRAPH = re.compile(r"p[0-9].{0,4}$")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention with the words around it (keyword in context)."""

    before: str
    form: str
    after: str
    anchor: str
    """Paragraph id, or the name of a field of the record."""
    number: str
    """Of the paragraph; empty for a field of the record."""
    address: str
    doubtful: bool


def occurrence(context: Context, mention: Mention) -> Occurrence:
    """Cut the context of a mention out of its paragraph."""
    place = mention.place
    text = context.paragraph_text.get((place.document, place.paragraph), "")
    start, end = max(0, place.start - AROUND), min(len(text), place.end + AROUND)
    return Occurrence(
        ("…" if start else "") + text[start : place.start],
        text[place.start : place.end] or mention.form,
        text[place.end : end] + ("…" if end < len(text) else ""),
        place.paragraph,
        place.paragraph[1:] if _PARAGRAPH.match(place.paragraph) else "",
        f"d/{place.document}/#{place.paragraph}",
        mention.certainty != "certain",
    )


def authority_index(context: Context, strings: Strings, kind: str) -> Iterator[Page]:
    """Give the index of one kind of authority."""
    folder = KIND_FOLDERS[kind]
    listed = context.listings.authorities.get(kind, ())
    unsure = context.listings.unsure.get(kind, ())
    for part, shown in parts(f"{folder}/", listed, NAMES):
        yield Page(
            part.address,
            "authorities.html",
            strings(f"kind.{kind}.plural"),
            {
                "part": part,
                "kind": kind,
                "unsure": unsure if part.number == 1 else (),
                "groups": tuple(
                    (letter, tuple(group))
                    for letter, group in groupby(shown, key=lambda entry: initial(entry[0].name))
                ),
            },
            section=folder,
            styles=("lists.css",),
        )


class MentionedIn(NamedTuple):
    """The mentions of an authority in one document."""

    document: Shown
    occurrences: tuple[Occurrence, ...]


def authority_pages(context: Context, _: Strings, key: str) -> Iterator[Page]:
    """Give the pages of one authority: where it is mentioned, with whom, in which roles."""
    authority = context.authority[key]
    folder = KIND_FOLDERS[authority.kind]
    mentions = context.mentions_of.get(authority.id, ())
    shared = {
        "authority": authority,
        "folder": folder,
        "total": len(mentions),
        "unsure": context.listings.unsure_of.get(authority.id, ()),
        "together": _together(context, authority),
        "roles": _roles(context, authority),
        "events": context.listings.attended.get(authority.id, ())[:ATTENDED],
    }
    for part, shown in parts(context.authority_address(authority), mentions, SIZE):
        grouped = tuple(
            MentionedIn(context.shown[name], tuple(occurrence(context, m) for m in group))
            for name, group in groupby(shown, key=lambda m: m.place.document)
            if name in context.shown
        )
        yield Page(
            part.address,
            "authority.html",
            authority.name,
            {**shared, "part": part, "grouped": grouped},
            section=folder,
            description=f"{authority.name} {context.config.title.zh}",
            styles=("lists.css",),
        )


def _together(
    context: Context, authority: Authority
) -> tuple[tuple[str, tuple[tuple[Named, int], ...]], ...]:
    """Group by kind who and what is named in the same paragraphs, the most often first."""
    groups: dict[str, list[tuple[Named, int]]] = {kind: [] for kind in KIND_FOLDERS}
    for key, count in context.edition.relations.together.get(authority.id, ()):
        other = context.named.get(key)
        if other and len(groups[other.kind]) < TOGETHER:
            groups[other.kind].append((other, count))
    return tuple((kind, tuple(found)) for kind, found in groups.items() if found)


def _roles(
    context: Context, authority: Authority
) -> tuple[tuple[str, tuple[tuple[str, Shown], ...]], ...]:
    """Group the places that attest each role, in the order in which roles are first attested."""
    groups: dict[str, dict[tuple[str, str], Shown]] = {}
    for role, key, day in authority.roles:
        document = context.shown.get(key)
        if document:
            groups.setdefault(role, {})[day, key] = document
    return tuple(
        (role, tuple((day, document) for (day, _), document in places.items()))
        for role, places in groups.items()
    )


def event_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of the list of events."""
    return numbers(len(context.listings.events), LINES)


def event_index(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of the list of events."""
    part, shown = one_part("events/", context.listings.events, LINES, number)
    yield Page(
        part.address,
        "events.html",
        strings("events.title"),
        {
            "part": part,
            "groups": tuple((m, tuple(g)) for m, g in groupby(shown, key=lambda e: e.date[:7])),
        },
        section="events",
        description=strings("events.lead"),
        styles=("lists.css",),
    )


class Figure(NamedTuple):
    """A figure that a document gives of an event."""

    what: str
    figure: str
    document: Shown | None
    address: str
    number: str


class FormulaPlace(NamedTuple):
    """A place where a formula of an event stands."""

    address: str
    title: str
    date: str
    number: str


def event_page(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give the page of one event."""
    event = context.event[key]
    shown = context.shown
    before, after = context.listings.event_neighbours[key]
    yield Page(
        f"events/{event.id}/",
        "event.html",
        event.title,
        {
            "event": event,
            "documents": tuple(context.entries[d] for d in event.documents if d in shown),
            "attendees": tuple(context.named[a] for a in event.attendees if a in context.named),
            "figures": tuple(
                Figure(
                    what, figure, shown.get(place.document),
                    f"d/{place.document}/#{place.paragraph}", place.paragraph[1:],
                )
                for what, figure, place in event.figures
            ),
            "formulae": tuple(
                (
                    formula.text,
                    tuple(
                        FormulaPlace(
                            f"d/{place.document}/#{place.paragraph}",
                            shown[place.document].title,
                            shown[place.document].date,
                            place.paragraph[1:],
                        )
                        for place in formula.places
                        if place.document in shown
                    ),
                )
                for formula in event.formulae
            ),
            "before": before,
            "after": after,
        },
        section="events",
        description=f"{strings.date(event.date)} {event.title}",
        styles=("lists.css",),
    )  # fmt: skip


def work_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of the list of works."""
    return numbers(len(context.listings.works), LINES)


def work_index(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of the list of works with several witnesses."""
    part, shown = one_part("works/", context.listings.works, LINES, number)
    yield Page(
        part.address,
        "works.html",
        strings("works.title"),
        {"part": part, "works": shown},
        section="works",
        description=strings("works.lead"),
        styles=("lists.css",),
    )


def work_page(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give the parallel view of one work."""
    work = context.work[key]
    witnesses = tuple(context.shown[w] for w in work.witnesses if w in context.shown)
    kinds = Counter(variant.kind for variant in work.variants)
    yield Page(
        f"works/{work.id}/",
        "work.html",
        work.title,
        {
            "work": work,
            "witnesses": witnesses,
            "sigla": dict(
                zip((w.id for w in witnesses), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False)
            ),
            "rows": _rows(work),
            "agreement": _agreement(work),
            "kinds": tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        },
        section="works",
        description=strings("works.description", title=work.title),
        styles=("lists.css", "work.css"),
        scripts=("work.js",),
    )


def _agreement(work: Work) -> int:
    """Give how many characters in a hundred all witnesses have alike; 100 only if all are."""
    alike = total = 0
    for row in work.alignment:
        for column in row:
            longest = max(map(len, column))
            total += longest
            alike += longest if len(set(column)) == 1 else 0
    return 100 * alike // total if total else 0


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A row of the parallel view."""

    cells: tuple[Markup, ...]
    """One for each witness."""
    merged: Markup
    """The base with the others' readings in place, for narrow screens."""


def _rows(work: Work) -> tuple[AlignedRow, ...]:
    """Give the rows of the parallel view; each difference bears the number of its variant."""
    starts = {(v.row, v.column): v for v in work.variants if v.row >= 0}
    rows = []
    unnumbered = max((v.number for v in work.variants), default=0)
    for at, row in enumerate(work.alignment):
        cells: list[list[str]] = [[] for _ in work.witnesses]
        merged: list[str] = []
        for differs, first, columns in _runs(row, {c for r, c in starts if r == at}):
            texts = ["".join(tokens) for tokens in zip(*columns, strict=True)]
            if not differs:
                for cell, text in zip(cells, texts, strict=False):
                    cell.append(_flowing(text))
                merged.append(_flowing(texts[0]))
                continue
            variant = starts.get((at, first))
            if variant is None:
                unnumbered += 1
            number = variant.number if variant else unnumbered
            kind = variant.kind if variant else "substitution"
            for cell, text in zip(cells, texts, strict=False):
                empty = "" if text else " empty"
                cell.append(
                    f'<mark class="diff {kind}{empty}" data-diff="{number}">{_flowing(text)}</mark>'
                )
            others = "".join(
                f'<ins data-w="{chr(65 + n)}">{_flowing(text)}</ins>'
                for n, text in enumerate(texts[1:], 1)
                if text != texts[0]
            )
            merged.append(
                f'<span class="in-place"><mark>{_flowing(texts[0])}</mark>{others}</span>'
            )
        rows.append(
            AlignedRow(tuple(Markup("".join(cell)) for cell in cells), Markup("".join(merged)))
        )
    return tuple(rows)


def _runs(
    row: Sequence[tuple[str, ...]], starts: set[int]
) -> Iterator[tuple[bool, int, list[tuple[str, ...]]]]:
    """Part a row into runs of columns that agree or differ; a variant begins a run of its own."""
    run: list[tuple[str, ...]] = []
    first, differing = 0, False
    for number, column in enumerate(row):
        differs = len(set(column)) > 1
        if run and (differs != differing or (differs and number in starts)):
            yield differing, first, run
            run = []
        if not run:
            first, differing = number, differs
        run.append(column)
    if run:
        yield differing, first, run


def _flowing(text: str) -> str:
    return escape(text).replace("\u2029", '<br class="para">')
