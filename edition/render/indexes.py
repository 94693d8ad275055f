"""People, places, organisations, terms, events and works: what links documents together."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup
from pypinyin import Style, lazy_pinyin

from edition.model import Ambiguity, Authority, Document, Mention, Work
from edition.render.context import KIND_FOLDERS, Context
from edition.render.inline import escape
from edition.render.page import Page, parts
from edition.render.strings import Strings

SIZE = 150
"""Mentions on one page of an authority."""
UNSURE = 20
"""Places shown of a form that could be several names."""
TOGETHER = 12
"""Neighbours of each kind that the page of an authority names."""
AROUND = 22
"""Characters of context on either side of a mention."""


@lru_cache(maxsize=65536)
def sort_key(name: str) -> tuple[str, str]:
    """Give the key by which Chinese names are put in order: their reading, then their signs.

    >>> sorted(["长春市", "吉林市", "安立佳"], key=sort_key)
    ['安立佳', '长春市', '吉林市']
    """
    bare = name.strip("“”‘’《》（）()「」『』 ")
    return " ".join(lazy_pinyin(bare, style=Style.TONE3)).casefold(), name


def initial(name: str) -> str:
    """Give the letter under which a name stands in an index, or ``#``."""
    letter = unicodedata.normalize("NFD", sort_key(name)[0][:1]).upper()[:1]
    return letter if "A" <= letter <= "Z" else "#"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention with the words around it (keyword in context)."""

    before: str
    form: str
    after: str
    anchor: str
    """Paragraph id, or the name of a field of the record."""
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
        f"d/{place.document}/#{place.paragraph}",
        mention.certainty != "certain",
    )


def authority_index(context: Context, strings: Strings, kind: str) -> Iterator[Page]:
    """Give the index of one kind of authority."""
    folder = KIND_FOLDERS[kind]
    listed = sorted(
        (a for a in context.edition.relations.authorities if a.kind == kind),
        key=lambda a: sort_key(a.name),
    )
    for part, shown in parts(f"{folder}/", listed, 500):
        yield Page(
            part.address,
            "authorities.html",
            strings(f"kind.{kind}.plural"),
            {
                "part": part,
                "kind": kind,
                "folder": folder,
                "unsure": _unsure(context, kind) if part.number == 1 else (),
                "groups": tuple(
                    (letter, tuple((a, len(context.mentions_of.get(a.id, ()))) for a in group))
                    for letter, group in groupby(shown, key=lambda a: initial(a.name))
                ),
            },
            section=folder,
            styles=("lists.css",),
        )


def authority_pages(context: Context, _: Strings, key: str) -> Iterator[Page]:
    """Give the pages of one authority: where it is mentioned, with whom, in which roles."""
    authority = context.authority[key]
    folder = KIND_FOLDERS[authority.kind]
    mentions = context.mentions_of.get(authority.id, ())
    known = context.edition.document_by_id
    documents = tuple(
        dict.fromkeys(m.place.document for m in mentions if m.place.document in known)
    )
    for part, shown in parts(context.authority_address(authority), mentions, SIZE):
        grouped = tuple(
            (known[name], tuple(occurrence(context, m) for m in group))
            for name, group in groupby(shown, key=lambda m: m.place.document)
            if name in known
        )
        yield Page(
            part.address,
            "authority.html",
            authority.name,
            {
                "authority": authority,
                "folder": folder,
                "part": part,
                "grouped": grouped,
                "total": len(mentions),
                "unsure": context.ambiguities_of.get(authority.id, ())[:UNSURE],
                "documents": documents,
                "together": _together(context, authority),
                "roles": _roles(context, authority),
                "events": tuple(
                    event for event in context.events if authority.id in event.attendees
                )[:50],
                "attested": tuple(
                    (p, context.paragraph_text.get((p.document, p.paragraph), "")[p.start : p.end])
                    for p in authority.attested
                    if p.document in known
                ),
            },
            section=folder,
            description=f"{authority.name} {context.config.title.zh}",
            styles=("lists.css",),
        )


def _unsure(
    context: Context, kind: str
) -> tuple[tuple[str, tuple[Authority, ...], tuple[Ambiguity, ...]], ...]:
    """Group the places that no evidence could link by form and candidates, for one kind."""
    groups: dict[tuple[str, tuple[str, ...]], list[Ambiguity]] = {}
    for unsure in context.edition.relations.ambiguities:
        if unsure.place.document in context.edition.document_by_id:
            groups.setdefault((unsure.form, unsure.candidates), []).append(unsure)
    found = []
    for (form, keys), group in groups.items():
        candidates = tuple(context.authority[key] for key in keys if key in context.authority)
        if any(authority.kind == kind for authority in candidates):
            group.sort(key=lambda a: context.place_order(a.place))
            found.append((form, candidates, tuple(group[:UNSURE])))
    return tuple(sorted(found, key=lambda entry: sort_key(entry[0])))[:SIZE]


def _together(
    context: Context, authority: Authority
) -> tuple[tuple[str, tuple[tuple[Authority, int], ...]], ...]:
    """Group by kind who and what is named in the same paragraphs, the most often first."""
    groups: dict[str, list[tuple[Authority, int]]] = {kind: [] for kind in KIND_FOLDERS}
    for key, count in context.edition.relations.together.get(authority.id, ()):
        other = context.authority.get(key)
        if other and len(groups[other.kind]) < TOGETHER:
            groups[other.kind].append((other, count))
    return tuple((kind, tuple(found)) for kind, found in groups.items() if found)


def _roles(
    context: Context, authority: Authority
) -> tuple[tuple[str, tuple[tuple[str, Document], ...]], ...]:
    """Group the places that attest each role, in the order in which roles are first attested."""
    groups: dict[str, dict[tuple[str, str], Document]] = {}
    for role, key, day in authority.roles:
        document = context.edition.document_by_id.get(key)
        if document:
            groups.setdefault(role, {})[day, key] = document
    return tuple(
        (role, tuple((day, document) for (day, _), document in places.items()))
        for role, places in groups.items()
    )


def event_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the list of events."""
    listed = context.events
    for part, shown in parts("events/", listed, 200):
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


def event_page(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give the page of one event."""
    listed = context.events
    number = context.event_place[key]
    event = listed[number]
    known = context.edition.document_by_id
    yield Page(
        f"events/{event.id}/",
        "event.html",
        event.title,
        {
            "event": event,
            "documents": tuple(context.entries[d] for d in event.documents if d in known),
            "attendees": tuple(
                context.authority[a] for a in event.attendees if a in context.authority
            ),
            "figures": tuple(
                (what, figure, known.get(place.document), place)
                for what, figure, place in event.figures
            ),
            "before": listed[number - 1] if number else None,
            "after": listed[number + 1] if number + 1 < len(listed) else None,
        },
        section="events",
        description=f"{strings.date(event.date)} {event.title}",
        styles=("lists.css",),
    )


def work_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the list of works with several witnesses."""
    listed = context.edition.relations.works
    for part, shown in parts("works/", listed, 200):
        yield Page(
            part.address,
            "works.html",
            strings("works.title"),
            {"part": part, "works": shown, "known": context.edition.document_by_id},
            section="works",
            description=strings("works.lead"),
            styles=("lists.css",),
        )


def work_page(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give the parallel view of one work."""
    work = context.work[key]
    known = context.edition.document_by_id
    witnesses: tuple[Document, ...] = tuple(known[w] for w in work.witnesses if w in known)
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
            "labels": context.paragraph_order,
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
