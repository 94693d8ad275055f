"""One page as the reprint shows it: its record taken apart, its text, where to read on.

A page is data that someone may have edited: each value is taken as text, whatever its form, an id
becomes part of an address only if it looks like one, and what a field should have and has not is
left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from edition.errors import EditionError, Location
from edition.model import Account, Basis, Certainty, Fate, Words
from edition.page import Page
from edition.page.quick import quick_page
from edition.page.values import GENERATED, PARALLELS, RELATED, SAME_EVENT, SAME_TEXT
from edition.reprint.flow import Flow, flow_of

if TYPE_CHECKING:
    from edition.frontmatter import Writable

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_KIND_OF = {
    "p": "person",
    "c": "place",
    "g": "organisation",
    "t": "term",
    "v": "event",
    "w": "work",
}
"""Kind by the first letter of an id, as the ledger has it (``PREFIXES``)."""
_BASES, _CERTAINTIES = frozenset(map(str, Basis)), frozenset(map(str, Certainty))
_RELATIONS = {
    word: words for words in (SAME_TEXT, SAME_EVENT, PARALLELS, RELATED) for word in words
}
FOLDERS = {"person": "people", "place": "places", "organisation": "organisations", "term": "terms"}
"""Folder of each kind of name, as the ledger has it (``KINDS``), in the order of the navigation."""

STATED = "stated"
"""Basis of a value that stands on the page without a claim: someone put it there by hand."""


class Ground(NamedTuple):
    """One observation that supports a claim."""

    note: str
    quote: str
    source: str
    span: str


class Claim(NamedTuple):
    """A value of the record with what supports it."""

    field: str
    value: str
    basis: str
    certainty: str
    rule: str
    span: str
    evidence: tuple[Ground, ...]


class Named(NamedTuple):
    """Something that has a page of its own: an authority, an event, a work."""

    id: str
    name: str


class Further(NamedTuple):
    """Another document where one may read on."""

    id: str
    """Empty if there is no page of it here."""
    title: str
    note: str


class Doubt(NamedTuple):
    """Something that the page says is not sure."""

    rule: str
    action: str
    paragraph: str
    certainty: str
    before: str
    after: str
    reason: str


class Capture(NamedTuple):
    """What the page says of the capture that it was made from."""

    path: str
    sha256: str
    bytes: str
    encoding: str
    format: str


class Entry(NamedTuple):
    """What lists know of a document; small, since all of them are in memory at once."""

    id: str
    title: str
    kicker: str
    language: str
    date: str
    """ISO day that it is sorted by; empty if not known."""
    certain: bool
    outlet: str
    publisher: str
    byline: str
    characters: int
    interventions: int
    names: tuple[Named, ...]
    events: tuple[Named, ...]
    work: str
    capture: Capture
    captured: str
    digest: str
    """SHA-256 of the page's bytes."""


class Leaf(NamedTuple):
    """All that a document's page shows."""

    entry: Entry
    version: str
    deck: tuple[str, ...]
    description: str
    bylines: tuple[str, ...]
    published: Claim | None
    happened: Claim | None
    flow: tuple[Flow, ...]
    rules: tuple[tuple[str, str], ...]
    decisions: int
    account: Account
    spans: tuple[str, ...]
    claims: tuple[tuple[str, tuple[Claim, ...]], ...]
    doubts: tuple[Doubt, ...]
    further: tuple[tuple[Words, tuple[Further, ...]], ...]
    refers: tuple[str, ...]
    """Names of the pages where one may read on, whether they are here or not."""
    tool: str


def read_leaf(data: bytes, name: str, *, known: Container[str]) -> Leaf:
    """Read a page; ``name`` is its file's without the suffix, ``known`` the names of all of them.

    Raises ``EditionError`` for what the parser refuses, for an id that is not the file's name
    (two pages could claim one address), and for a paragraph id that stands twice.
    """
    path = f"pages/{name}.md"
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise EditionError(
            f"the page is not UTF-8 (byte {error.start})", path, "save it as UTF-8"
        ) from None
    page = quick_page(text, path)
    identifier = _text(page.record.get("id", ""))
    if identifier != name or not _ID.fullmatch(identifier):
        line = text.count("\n", 0, max(0, text.find("\nid:") + 1)) + 1
        raise EditionError(
            f"the page says that it is {identifier!r}, and its file {name!r}",
            Location(path, line),
            "name the file by the id of its document: small letters, digits and hyphens",
        )
    anchors = [block.anchor for block in page.blocks if block.anchor]
    if len(anchors) > len(set(anchors)):
        twice = next(anchor for anchor in anchors if anchors.count(anchor) > 1)
        at = text.rfind(f"]: #{twice}")
        raise EditionError(
            f"two paragraphs have the id {twice}",
            Location.in_text(path, text, at, at + len(twice) + 4),
            "give the new one no id: delete the line before it",
        )
    return _leaf(page, identifier, known, hashlib.sha256(data).hexdigest())


def _leaf(page: Page, identifier: str, known: Container[str], digest: str) -> Leaf:
    record = page.record
    claims = tuple(_claims(record))
    first: dict[str, Claim] = {}
    for claim in claims:
        first.setdefault(claim.field, claim)
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(claim.field, []).append(claim)
    broken = tuple(c.value for c in grouped.get("picture_broken", ()))
    counts = _table(record.get("interventions"))
    title = page.title or _one(record, "title")
    texts = [block.text for block in page.blocks if block.kind not in ("picture", "caption")]
    deck = page.deck or tuple(_many(record, "deck"))
    published, happened = first.get("published"), first.get("event_date")
    dated = published if published and published.value else happened
    source = _table(record.get("source"))
    publisher, origin = _one(record, "publisher"), _one(record, "origin")
    bylines = tuple(value for value in _many(record, "byline") if value)
    captured = _one(record, "captured") or _one(record, "captured_not_before")
    entry = Entry(
        identifier, title, " · ".join(page.kicker) or _one(record, "kicker"),
        _one(record, "language") or "und",
        _day(dated.value) if dated else "", bool(dated) and dated is not None and dated.basis == "attested",
        origin or publisher, publisher or origin, "、".join(bylines),
        sum(map(len, texts)), sum(_number(n) for n in counts.values()),
        tuple(_named(record.get("mentions"))), tuple(_named(record.get("events"))),
        _identifier(_one(record, "work")),
        Capture(*(_text(source.get(key, "")) for key in Capture._fields)), _day(captured), digest,
    )  # fmt: skip
    return Leaf(
        entry, _one(record, "version"), tuple(filter(None, deck)),
        (" ".join(deck) or next(iter(texts), ""))[:120], bylines, published, happened,
        tuple(flow_of(page.blocks, broken)), tuple((rule, _text(n)) for rule, n in counts.items()),
        sum(1 for rule in counts if rule.startswith("D:")),
        _account(_table(record.get("account"))), tuple(_many(source, "spans")),
        tuple((field, tuple(found)) for field, found in grouped.items()),
        tuple(_doubts(record.get("unsure"))), tuple(_further(page, known)),
        tuple(line.target.removesuffix(".md") for line in page.see_also), _one(record, "tool"),
    )  # fmt: skip


def _claims(record: Mapping[str, Writable]) -> Iterator[Claim]:
    """Join each claim with its value: the n-th of a field is the n-th of that field's values."""
    stated = record.get("claims")
    taken: dict[str, int] = {}
    for claim in stated if isinstance(stated, list) else ():
        table = _table(claim)
        field = _text(table.get("field", ""))
        values = _many(record, f"claimed_{field}" if field in GENERATED else field)
        place = taken.get(field, 0)
        taken[field] = place + 1
        if place >= len(values):
            continue  # what someone took out of the record by hand
        evidence = table.get("evidence")
        listed = evidence if isinstance(evidence, list) else ()
        yield Claim(
            field, values[place], _known(table, "basis", _BASES, STATED),
            _known(table, "certainty", _CERTAINTIES, "certain"),
            _text(table.get("rule", "")),
            _text(table.get("span", "")),
            tuple([_ground(_table(item)) for item in listed]),
        )  # fmt: skip
    for field in record:
        if field not in GENERATED and not field.startswith("claimed_"):
            for value in _many(record, field)[taken.get(field, 0) :]:
                yield Claim(field, value, STATED, Certainty.CERTAIN, "", "", ())


def _ground(table: Mapping[str, Writable]) -> Ground:
    get = table.get
    return Ground(
        _text(get("note", "")), _text(get("quote", "")), _text(get("source", "")), _text(get("span", ""))
    )  # fmt: skip


def _known(table: Mapping[str, Writable], key: str, values: frozenset[str], otherwise: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) and value in values else otherwise


def _doubts(stated: Writable | None) -> Iterator[Doubt]:
    for item in stated if isinstance(stated, list) else ():
        table = _table(item)
        yield Doubt(*(_text(table.get(name, "")) for name in Doubt._fields))


def _further(page: Page, known: Container[str]) -> Iterator[tuple[Words, tuple[Further, ...]]]:
    groups: dict[str, list[Further]] = {}
    for line in page.see_also:
        other = line.target.removesuffix(".md")
        shown = Further(other if other in known else "", line.title, line.note)
        groups.setdefault(line.relation, []).append(shown)
    for relation, found in groups.items():
        yield _RELATIONS.get(relation, Words(relation, relation)), tuple(found)


def _named(stated: Writable | None) -> Iterator[Named]:
    for key, name in _table(stated).items():
        if _identifier(key):
            yield Named(key, _text(name) or key)


def kind_of(identifier: str) -> str:
    """Give the kind of a name by its id, which begins with the letter of its kind.

    >>> kind_of("p3vg58x"), kind_of("zz")
    ('person', '')
    """
    return _KIND_OF.get(identifier[:1], "")


def _identifier(text: str) -> str:
    return text if _ID.fullmatch(text) else ""


def _account(stated: Mapping[str, Writable]) -> Account:
    total = _number(stated.get("total", ""))
    return Account(total, *(_number(stated.get(fate.value, "")) for fate in Fate))


def _number(value: Writable) -> int:
    text = _text(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _day(value: str) -> str:
    match = _DAY.match(value)
    return match[0] if match else ""


def _table(value: Writable | None) -> Mapping[str, Writable]:
    return value if isinstance(value, dict) else {}


def _text(value: Writable) -> str:
    return value if type(value) is str else str(value) if isinstance(value, str | int) else ""


def _many(record: Mapping[str, Writable], name: str) -> list[str]:
    value = record.get(name)
    if type(value) is str:
        return [value]
    return [_text(item) for item in value] if isinstance(value, list) else []


def _one(record: Mapping[str, Writable], name: str) -> str:
    value = record.get(name, "")
    if type(value) is str:
        return value
    return _text(value[0]) if isinstance(value, list) and value else ""
