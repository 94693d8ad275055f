"""What the browser must know of all documents at once: filters, dates, witnesses, names, titles.

Columns, not objects (``packing.py``): at ten thousand documents the catalogue that the first answer
waits for is some tens of kilobytes over the wire. The row of a document is its number in the index.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import sub
from typing import Any

from pypinyin import Style, lazy_pinyin

from edition.model import Document, Edition
from edition.search.fold import doubtful, fold, number, simplified
from edition.search.packing import chosen, days, named, planes
from edition.search.shadow import STRIDE

FACETS = ("person", "place", "organisation", "term")
"""Kinds of authorities that results can be narrowed to."""

_SURNAMES = {
    "单": "shàn", "仇": "qiú", "解": "xiè", "区": "ōu", "查": "zhā", "曾": "zēng", "朴": "piáo",
    "盖": "gě", "乐": "yuè", "任": "rén", "华": "huà", "纪": "jǐ", "燕": "yān", "缪": "miào",
    "翟": "zhái", "覃": "qín", "种": "chóng", "员": "yùn", "召": "shào", "尉": "wèi", "折": "shé",
    "黑": "hè", "秘": "bì", "葛": "gě", "万": "wàn", "宁": "nìng", "那": "nā", "洗": "xiǎn",
}  # fmt: skip
"""Characters that are read otherwise when they are a family name."""

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Shard:
    """Documents that are indexed together."""

    key: str
    """Name of its folder, such as ``2022`` or ``2019-2021``; empty if it is the only one."""
    documents: tuple[Document, ...]


def share_out(documents: Sequence[Document], limit: int) -> tuple[Shard, ...]:
    """Divide the documents by year of publication, so that a change re-indexes one part only.

    Neighbouring years share a part while they are at most ``limit`` together; a year with more is
    parted further by a hash of the ids, so that a new document does not push others about.

    >>> share_out((), 100)
    (Shard(key='', documents=()),)
    """
    documents = sorted(documents, key=lambda document: document.id)
    if len(documents) <= limit:
        return (Shard("", tuple(documents)),)
    years: dict[str, list[Document]] = {}
    for document in documents:
        years.setdefault(document.value("published")[:4] or "undated", []).append(document)
    shards: list[Shard] = []
    open_years: list[str] = []
    held: list[Document] = []

    def close() -> None:
        if held:
            first, last = open_years[0], open_years[-1]
            key = first if first == last else f"{first}-{last}"
            shards.append(Shard(key, tuple(sorted(held, key=lambda document: document.id))))
        open_years.clear()
        held.clear()

    for year, of_year in sorted(years.items()):
        if len(held) + len(of_year) > limit:
            close()
        if len(of_year) <= limit:
            open_years.append(year)
            held.extend(of_year)
        else:
            shards.extend(_parted(year, of_year, limit))
    close()
    return tuple(shards)


def _parted(year: str, documents: Sequence[Document], limit: int) -> list[Shard]:
    count = 2
    while count * limit < len(documents) * 1.2:
        count *= 2
    parts: list[list[Document]] = [[] for _ in range(count)]
    for document in documents:
        parts[hashlib.sha256(document.id.encode()).digest()[0] % count].append(document)
    return [Shard(f"{year}.{n + 1}", tuple(part)) for n, part in enumerate(parts) if part]


def day(value: str) -> int:
    """Write the day of an ISO date as a number that sorts: 20220320, 20220300 for a month, 0.

    >>> day("2022-03-20T08:29:33+08:00"), day("2022-03"), day("")
    (20220320, 20220300, 0)
    """
    found = _DAY.match(value)
    return int("".join(part or "00" for part in found.groups())) if found else 0


@dataclass(frozen=True)
class Catalogue:
    """The files, as values to be written as JSON."""

    columns: dict[str, Any]
    """Loaded with the first search: what sorts, groups and counts."""
    facets: dict[str, Any]
    """Loaded with the filters: who and what is named in which document."""
    names: dict[str, Any]
    """Loaded by the search box: names with their other forms and their reading."""
    titles: dict[str, Any]
    """Loaded by the search box, unless there are too many."""


def catalogue_of(
    edition: Edition, rows: Sequence[str], offsets: Mapping[str, tuple[int, int]]
) -> Catalogue:
    """Make the catalogue; ``rows`` has the ids of the documents in the order of the indexes.

    ``offsets`` gives for each document where its title ends and its capture's readings begin.
    """
    by_id = edition.document_by_id
    documents = [by_id[name] for name in rows]
    works = [work for work in edition.relations.works if len(work.witnesses) > 1]
    events = _days_of_events(edition)
    row_of = {name: row for row, name in enumerate(rows)}
    columns = {
        "ids": named(rows),
        "title_end": planes([offsets[name][0] for name in rows]),
        "capture_start": planes([offsets[name][1] // STRIDE for name in rows]),
        "published": days([day(d.value("published")) for d in documents]),
        "happened": chosen(_before(d, events.get(d.id, 0)) for d in documents),
        "works": [
            [work.id, _steps({row_of[w] for w in work.witnesses if w in row_of})] for work in works
        ],
        "publisher": chosen(d.value("publisher") for d in documents),
        "format": chosen(d.format for d in documents),
        "status": chosen(d.value("status") for d in documents),
    }
    return Catalogue(columns, _facets(edition, row_of), _names(edition), _titles(documents))


def _days_of_events(edition: Edition) -> dict[str, int]:
    """Give for each document the first day of what it reports."""
    days: dict[str, int] = {}
    for event in edition.relations.events:
        if found := day(event.date):
            for name in event.documents:
                days[name] = min(found, days.get(name, found))
    return days


def _before(document: Document, reported: int) -> int | None:
    """Give the day of what is reported as a difference to the day of publication: mostly 0 or 1."""
    happened = day(document.value("event_date")) or reported
    return day(document.value("published")) - happened if happened else None


def _facets(edition: Edition, row_of: Mapping[str, int]) -> dict[str, Any]:
    relations = edition.relations
    rows: dict[str, set[int]] = {}
    for mention in relations.mentions:
        if mention.place.document in row_of:
            rows.setdefault(mention.authority, set()).add(row_of[mention.place.document])
    found: dict[str, Any] = {kind: [] for kind in FACETS}
    for authority in relations.authorities:
        if authority.kind in found and authority.id in rows:
            found[authority.kind].append([authority.id, authority.name, _steps(rows[authority.id])])
    found["event"] = [
        [event.id, event.title, _steps({row_of[d] for d in event.documents if d in row_of}),
         day(event.date), event.title_en]
        for event in relations.events
    ]  # fmt: skip
    return found


def _steps(rows: set[int]) -> list[int]:
    """Write row numbers as the steps between them, which compress well."""
    return _stepped(sorted(rows))


def _stepped(ordered: Sequence[int]) -> list[int]:
    return [*ordered[:1], *map(sub, ordered[1:], ordered)]


def _names(edition: Edition) -> dict[str, Any]:
    """Give each authority with its forms, and the reading of the name and of every form."""
    counts = Counter(
        authority
        for authority, _ in {(m.authority, m.place.document) for m in edition.relations.mentions}
    )
    rows: list[list[Any]] = []
    for a in edition.relations.authorities:
        forms = sorted({*a.forms, *a.variants} - {a.name})
        readings = [reading(form, a.kind) for form in (a.name, *forms)]
        rows.append([a.name, a.kind, forms, readings, counts[a.id], a.id])
    return {"names": rows}


def reading(name: str, kind: str) -> str:
    """Give the pinyin of a name, a space between syllables; empty if it has no Han character.

    >>> reading("景俊海", "person"), reading("单玉厚", "person"), reading("單于", "place")
    ('jǐng jùn hǎi', 'shàn yù hòu', 'chán yú')
    """
    plain = "".join(simplified().get(sign, sign) for sign in name)
    han = "".join(sign for sign in plain if unicodedata.name(sign, "").startswith("CJK"))
    if not han:
        return ""
    syllables = _pinyin(han)
    if kind == "person" and han[0] in _SURNAMES:
        syllables = (_SURNAMES[han[0]], *syllables[1:])
    return " ".join(syllables)


@cache
def _pinyin(name: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(name, style=Style.TONE))


def _titles(documents: Sequence[Document]) -> dict[str, Any]:
    return {"titles": [d.title for d in documents], "ids": " ".join(d.id for d in documents)}


def alphabet(counts: Mapping[str, int]) -> list[str]:
    """Give every sign of the collection, the frequent before the rare.

    The browser need not ask the index for a phrase with a sign that stands nowhere, and looks up
    the rarest pairs of a long one first. For that it is enough to know how often by powers of two;
    within one the signs stand in their order, which compresses well.

    >>> alphabet({"情": 9, "疫": 8, "苗": 3, "，": 1})
    ['情疫', '苗', '，']
    """
    classes: dict[int, list[str]] = {}
    for sign in sorted(counts):
        classes.setdefault(counts[sign].bit_length(), []).append(sign)
    return ["".join(classes[size]) for size in sorted(classes, reverse=True)]


def writable(counts: Mapping[str, int]) -> Counter[str]:
    r"""Count under U+FFFD what is half a surrogate pair, which no file can hold.

    >>> writable({"疫": 2, "\ud800": 1, "\udc00": 1}) == Counter("疫疫\ufffd\ufffd")
    True
    """
    found = Counter[str]()
    for sign, count in counts.items():
        found[chr(number(sign)) if "\ud800" <= sign < "\ue000" else sign] += count
    return found


def script_pairs(signs: str) -> dict[str, str]:
    """Give the pairs of Traditional and Simplified characters that matter for these signs.

    ``doubtful`` are those that the index keeps apart, as either may be meant.

    >>> script_pairs("习干")["pairs"][:4], script_pairs("习干")["doubtful"], script_pairs("甲")["pairs"]
    ('幹干榦干', '乾干', '')
    """
    held = set(signs)
    return {
        name: "".join(one + other for one, other in sorted(table.items()) if other in held)
        for name, table in (("pairs", simplified()), ("doubtful", doubtful()))
    }


def sign_lists(
    documents: Iterable[tuple[Iterable[str], Iterable[str], Iterable[str]]], limit: int
) -> list[tuple[str, dict[str, list[list[int]]]]]:
    """Say for each sign in which rows it stands: in the edited text, the title, only the capture.

    A search for one sign would load all pairs that begin with it; these lists are short. They come
    in groups of about ``limit`` rows, each under its first sign.

    >>> sign_lists([("疫情", "疫", ""), ("情", "", "苗")], 3)
    [('情', {'情': [[0, 1], [], []], '疫': [[0], [0], []]}), ('苗', {'苗': [[], [], [1]]})]
    """
    rows: dict[str, list[list[int]]] = {}
    for row, zones in enumerate(documents):
        for zone, signs in enumerate(zones):
            for sign in signs:
                try:
                    rows[sign][zone].append(row)
                except KeyError:
                    rows[sign] = [[], [], []]
                    rows[sign][zone].append(row)
    groups: list[tuple[str, dict[str, list[list[int]]]]] = []
    room = 0
    for sign in sorted(rows):
        if room <= 0:
            groups.append((sign, {}))
            room = limit
        groups[-1][1][sign] = [_stepped(zone) for zone in rows[sign]]
        room -= sum(map(len, rows[sign]))
    return groups


def query_key(reading_of_name: str) -> str:
    """Give what pinyin is compared by: small letters without tones and spaces.

    >>> query_key("jǐng jùn hǎi"), query_key("lǚ")
    ('jingjunhai', 'lv')
    """
    plain = unicodedata.normalize("NFD", fold(reading_of_name).replace(" ", ""))
    return re.sub(r"[\u0300-\u036f]", "", plain.replace("u\u0308", "v"))
