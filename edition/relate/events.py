"""Put the events together: who reports them, who took part, what was counted, which wordings recur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from edition.model import (
    Authority,
    Certainty,
    Document,
    Event,
    Evidence,
    Formula,
    Mention,
    Place,
    Relations,
    TimeExpression,
    Words,
)
from edition.passages import PassageIndex, fold
from edition.relate.authority import Entry, EventEntry
from edition.relate.mentions import Finder
from edition.relate.quotes import Quotes

_NUMBERED = re.compile(r"第[\d一二三四五六七八九十百]+[场次届期]")
_FORMULA = 8
"""Folded characters of the shortest formula."""
_MOST = 30
"""Formulae kept for an event: those that most documents have, the longest first."""
_BEFORE = 60
"""Characters before an event's name in which its date has to stand."""


def make_events(
    entries: Sequence[EventEntry], documents: Sequence[Document], quotes: Quotes, finder: Finder,
    times: Mapping[str, Sequence[TimeExpression]], together: Mapping[str, Sequence[str]],
) -> tuple[Event, ...]:  # fmt: skip
    """Make the events of the authority file, in the order of their dates.

    A document reports an event if it has a quotation of the entry, if a paragraph has a form of
    the event's name after its date, or if it is another witness of a text that reports it.
    """
    order = {d.id: (d.value("published") or "9999", d.id) for d in documents}
    named = _named(entries, documents, times)
    events = []
    for entry in entries:
        reports = [place for quotation in entry.reports for place in quotes.places(quotation)]
        evidence = [quotes.evidence(quotation) for quotation in entry.reports]
        for place, found in named.get(entry.id, ()):
            if not any(place.document == other.document for other in reports):
                reports.append(place)
                evidence.append(found)
        ids = {place.document for place in reports}
        ids |= {other for one in ids for other in together.get(one, ())}
        events.append(
            Event(
                entry.id, entry.date, entry.title, entry.kind,
                tuple(sorted(ids & set(order), key=lambda d: order[d])),
                _attendees(entry, finder), Certainty.CERTAIN, tuple(evidence), _figures(entry, quotes),
                entry.part, entry.title_en, entry.note, tuple(sorted(reports)), (), entry.reviewed,
            )
        )  # fmt: skip
    parts = ("", "dawn", "morning", "noon", "afternoon", "evening")
    events.sort(key=lambda e: (e.date, parts.index(e.part), e.id))
    return _with_formulae(events, documents, finder)


def _attendees(entry: EventEntry, finder: Finder) -> tuple[str, ...]:
    """Give the persons named in the quotations of who took part, in their order."""
    found: dict[str, None] = {}
    for quotation in entry.attended:
        for mention in finder.find_in(quotation.quote, "", ""):
            if isinstance(mention, Mention) and finder.entries[mention.authority].kind == "person":
                found.setdefault(mention.authority)
    return tuple(found)


def _figures(entry: EventEntry, quotes: Quotes) -> tuple[tuple[str, str, Place], ...]:
    figures: list[tuple[str, str, Place]] = []
    for figure in entry.figures:
        whole = figure.at.quote
        lead = len(fold(whole[: _figure_at(whole, figure.what, figure.figure)]).text)
        places = quotes.places(figure.at)
        figures.extend(
            (figure.what, figure.figure, quotes.within(p, lead, figure.figure)) for p in places
        )
    return tuple(figures)


def _figure_at(quote: str, what: str, figure: str) -> int:
    """Find the figure after the last word of what is counted; the first one if none is after."""
    last = what.split()[-1]
    return max(quote.find(figure, max(quote.find(last), 0)), quote.find(figure))


def _named(
    entries: Sequence[EventEntry],
    documents: Sequence[Document],
    times: Mapping[str, Sequence[TimeExpression]],
) -> dict[str, list[tuple[Place, Evidence]]]:
    """Find paragraphs that name an event by a form of its name, with its date before it."""
    by_date: dict[str, list[EventEntry]] = {}
    for entry in entries:
        if entry.forms:
            by_date.setdefault(entry.date, []).append(entry)
    found: dict[str, list[tuple[Place, Evidence]]] = {}
    for document in documents:
        texts = {block.anchor: block.text for block in document.paragraphs}
        for time in times.get(document.id, ()):
            for entry in by_date.get(time.start[:10], ()):
                if time.part and entry.part and time.part != entry.part:
                    continue
                text = texts[time.place.paragraph]
                window = text[time.place.end : time.place.end + _BEFORE]
                form = next((form for form in entry.forms if form in window), "")
                if form and "。" not in window[: window.find(form)]:
                    start, end = time.place.start, time.place.end + window.find(form) + len(form)
                    note = Words("事件名称与日期相符", "the name and the date of the event agree")
                    place = Place(document.id, time.place.paragraph, start, end)
                    found.setdefault(entry.id, []).append(
                        (place, Evidence(note, text[start:end], document.source_path))
                    )
    return found


def number_times(
    events: Sequence[EventEntry], documents: Iterable[Document]
) -> list[TimeExpression]:
    """Resolve ``第41场`` to the day of the press conference of that number.

    Only where a numbered form belongs to one event, and the paragraph speaks of such an event.
    """
    numbered: dict[str, list[EventEntry]] = {}
    for entry in events:
        for form in entry.forms:
            if _NUMBERED.fullmatch(form):
                numbered.setdefault(form, []).append(entry)
    found = []
    for document in documents if numbered else ():
        for block in document.paragraphs:
            for match in _NUMBERED.finditer(block.text):
                meant = numbered.get(match[0], [])
                if len(meant) != 1 or (
                    "发布会" not in block.text and "会" not in block.text[match.end() :][:20]
                ):
                    continue
                day = date.fromisoformat(meant[0].date)
                found.append(
                    TimeExpression(
                        Place(document.id, block.anchor, match.start(), match.end()), match[0], day.isoformat(),
                        (day + timedelta(days=1)).isoformat(), meant[0].part, Certainty.HIGH,
                        Words(f"据事件“{meant[0].title}”", f"by the event “{meant[0].title_en or meant[0].title}”"),
                    )
                )  # fmt: skip
    return found


def _with_formulae(
    events: Sequence[Event], documents: Sequence[Document], finder: Finder
) -> tuple[Event, ...]:
    """Find the wordings that recur between documents that report different events.

    An event has those of its documents, or, in a document that reports another event before it,
    those of the paragraphs that speak of it.
    """
    main = {
        document: event.id for document, event in Relations(events=tuple(events)).main_event.items()
    }
    where = [
        (document.id, block.anchor, block.text)
        for document in documents
        if document.id in main
        for block in document.paragraphs
    ]
    numbers = {event.id: at for at, event in enumerate(events)}
    owners = [numbers[main[document]] for document, _, _ in where]
    index = PassageIndex([text for _, _, text in where], length=_FORMULA, owners=owners)
    shared = index.shared(limit=max(50, 3 * len(events)))
    known = _known(finder)
    tidied = {fold(_tidy(where[p.a][2][p.a_start : p.a_end])).text for p in shared.passages}
    texts = {t for t in tidied if len(t) >= _FORMULA and len(known.sub("", t)) >= _FORMULA // 2}
    formulae: list[tuple[int, str, Formula]] = []
    for folded in sorted(texts, key=lambda text: (-len(text), text)):
        spans = index.spans(folded)
        documents_with = frozenset(where[at][0] for at, _, _ in spans)
        if any(
            folded in other and documents_with == {p.document for p in f.places}
            for _, other, f in formulae
        ):
            continue
        places: dict[str, Place] = {}
        for at, start, end in spans:
            places.setdefault(where[at][0], Place(*where[at][:2], start, end))
        first, start, end = spans[0]
        formula = Formula(where[first][2][start:end], tuple(places.values()))
        formulae.append((len({main[document] for document in documents_with}), folded, formula))
    formulae.sort(key=lambda f: (-f[0], -len(f[1]), f[1]))
    result = []
    for event in events:
        paragraphs = {place[:2] for place in event.reports if main[place.document] != event.id}
        whole = {document for document in event.documents if main[document] == event.id}
        own = [
            formula
            for _, _, formula in formulae
            if any(p.document in whole or p[:2] in paragraphs for p in formula.places)
        ]
        result.append(replace(event, formulae=tuple(own[:_MOST])))
    return tuple(result)


def _tidy(wording: str) -> str:
    """Leave out what belongs to the clause before or after, and figures at the edges.

    >>> _tidy("例。新增本地无症状感染者"), _tidy("即查即转、日清日结。要")
    ('新增本地无症状感染者', '即查即转、日清日结')
    """
    wording = re.sub(r"^.{0,2}[，。；：！？]|[，。；：！？].{0,2}$", "", wording)
    return wording.strip("0123456789、，。；：！？“”（） ")


def _known(finder: Finder) -> re.Pattern[str]:
    """Match names and offices: a wording of nothing else is no formula (terms may be)."""
    names = [entry for entry in finder.entries.values() if entry.kind != "term"]
    words = {fold(form.text).text for entry in names for form in entry.forms}
    words |= {fold(role).text for entry in finder.entries.values() for role in entry.roles}
    listed = sorted((word for word in words if len(word) > 1), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, listed)) or r"(?!)")


def reviewed_authorities(
    entries: Sequence[Entry],
    quotes: Quotes,
    mentions: Mapping[str, Sequence[Mention]],
    days: Mapping[str, str],
) -> tuple[Authority, ...]:
    """Make the authorities, with the offices that the documents give them at their dates."""
    made = []
    for entry in entries:
        roles = {
            (mention.role, mention.place.document, days.get(mention.place.document, ""))
            for mention in mentions.get(entry.id, ())
            if mention.role
        }
        made.append(
            Authority(
                entry.id, entry.kind, entry.name,
                tuple(dict.fromkeys(form.text for form in entry.forms if form.text != entry.name)), entry.note,
                tuple(dict.fromkeys(place for q in entry.attested for place in quotes.places(q))),
                dict(entry.identifiers), tuple(sorted(roles, key=lambda r: (r[2], r[1], r[0]))),
                tuple(quotes.evidence(q) for q in entry.attested), entry.reviewed, entry.variants,
            )
        )  # fmt: skip
    return tuple(made)
