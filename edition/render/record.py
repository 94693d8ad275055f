"""Where a text comes from: its claims, its way to the reader, and the account of its characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from edition.model import Basis, Certainty, Claim, Document, Evidence, Words
from edition.render.addresses import relative
from edition.render.context import Context
from edition.render.strings import Strings
from edition.render.titles import shortened

FIELD_ORDER = (
    "kicker", "title", "headline_printed", "deck", "byline", "photographer", "dateline", "place",
    "event_date", "origin", "published", "publisher", "via", "editor", "proofreader", "captured",
    "language", "status",
)  # fmt: skip
_FIELD_PLACE = {name: n for n, name in enumerate(FIELD_ORDER)}


class Ground(NamedTuple):
    """A piece of evidence as a page shows it."""

    note: Words
    quote: str
    """Shortened."""
    href: str
    """The place in a capture; empty if it is in none of this edition."""
    name: str
    """File of that capture."""


def ground_of(context: Context, here: str, evidence: Evidence, *, hidden: bool = False) -> Ground:
    """Give a piece of evidence for the page at ``here``; ``hidden`` leaves its quotation out."""
    quote = "" if hidden else shortened(evidence.quote, 60)
    record = context.source_by_path.get(evidence.source) if evidence.source else None
    if record is None:
        return Ground(evidence.note, quote, "", "")
    sha256 = record.source.sha256
    place = f"#L{context.captures[sha256].line_of(evidence.span.start)}" if evidence.span else ""
    href = relative(here, context.source_address[sha256])
    return Ground(evidence.note, quote, href + place, evidence.source.rpartition("/")[2])


class ClaimRow(NamedTuple):
    """A claim with the line of the capture that supports it."""

    value: str
    basis: Basis
    certainty: Certainty
    line: int
    """0 if it rests on no span."""
    line_href: str
    quote: str
    rule: str
    rule_href: str
    evidence: tuple[Ground, ...]


def claim_rows(
    context: Context, document: Document, here: str
) -> tuple[tuple[str, tuple[ClaimRow, ...]], ...]:
    """Give the claims about each field, in the order of a catalogue entry, for the page at ``here``."""
    view = context.captures[document.source]
    text = view.record.source.text
    own = {
        number
        for block in document.blocks
        for piece in block.pieces
        if len(piece.span)
        for number in range(view.line_of(piece.span.start), view.line_of(piece.span.end - 1) + 1)
    }
    elsewhere = relative(here, context.source_address[document.source])
    groups: dict[str, list[ClaimRow]] = {}
    for claim in sorted(document.claims, key=lambda c: _FIELD_PLACE.get(c.field, len(FIELD_ORDER))):
        line = view.line_of(claim.span.start) if claim.span else 0
        about = f"rules/#{claim.rule}" if claim.rule in context.rule else "rules/decisions/"
        groups.setdefault(claim.field, []).append(
            ClaimRow(
                claim.value,
                claim.basis,
                claim.certainty,
                line,
                f"{'raw/' if line in own else elsewhere}#L{line}",
                text[claim.span.start : claim.span.end][:80] if claim.span else "",
                claim.rule,
                relative(here, about) if claim.rule else "",
                tuple(ground_of(context, here, e) for e in claim.evidence),
            )
        )
    return tuple((field, tuple(rows)) for field, rows in groups.items())


@dataclass(frozen=True, slots=True)
class Stage:
    """A station on the way of a text."""

    kind: str
    """``event``, ``dateline``, ``origin``, ``via``, ``print``, ``portal``, ``capture``, ``edition``."""
    who: str
    when: str
    """ISO date or time; empty if not known."""
    claims: tuple[Claim, ...]
    """What it rests on; more than one value shows a conflict."""
    written: str = ""
    """A dateline as it is printed."""

    @property
    def certainty(self) -> Claim | None:
        """Give the least certain claim if any is not simply attested."""
        doubtful = [
            c
            for c in self.claims
            if c.basis is not Basis.ATTESTED or c.certainty is not Certainty.CERTAIN
        ]
        return doubtful[-1] if doubtful else None


def transmission(context: Context, document: Document) -> tuple[Stage, ...]:
    """Give the stations that are known, from the event to this edition.

    The outlet that first carried the text and the portal that the capture is of are two
    stations if the claims tell them apart.
    """
    return tuple(_stages(context, document))


def _stages(context: Context, document: Document) -> Iterator[Stage]:
    def named(name: str) -> tuple[Claim, ...]:
        return tuple(c for c in document.claims if c.field == name and c.value)

    def who(claims: Sequence[Claim]) -> str:
        return "、".join(dict.fromkeys(c.value for c in claims))

    event = named("event_date")
    happened = context.events_of.get(document.id, [])
    if event or happened:
        title = happened[0].title if happened else ""
        yield Stage("event", title, event[0].value if event else happened[0].date, event)
    if dateline := named("dateline"):
        yield Stage("dateline", "", "", dateline, dateline[0].value)
    origin, publisher, published = named("origin"), named("publisher"), named("published")
    print_reader = document.format == "newspaper-ocr"
    if origin:
        yield Stage("origin", who(origin), "", origin)
    if via := named("via"):
        yield Stage("via", who(via), "", via)
    if publisher or published:
        kind = "print" if print_reader else "portal"
        when = published[0].value if published else ""
        yield Stage(kind, who(publisher), when, (*publisher, *published))
    captured = named("captured") or named("captured_not_before")
    yield Stage("capture", document.format, captured[0].value if captured else "", captured)
    versions = context.versions(document)
    yield Stage("edition", "", versions[-1].date if versions else "", ())


class PlainCitation(NamedTuple):
    """A citation without a file."""

    key: str
    label: str
    text: str
    download: str = ""


def plain_citations(context: Context, document: Document, strings: Strings) -> tuple[PlainCitation]:
    """Give one citation in the manner of GB/T 7714—2025, made from the claims alone."""
    authors = ", ".join(document.values("byline"))
    outlet = document.value("origin") or document.value("publisher")
    day = document.value("published")[:10]
    published = document.claim("published")
    if day and published and published.basis is not Basis.ATTESTED:
        day = f"[{day}]"
    source = "，".join(part for part in (outlet, day) if part)
    parts = [f"{authors}. " if authors else "", f"{document.title}[N/OL]. "]
    parts += [
        f"{source}. " if source else "",
        f"{strings.words(context.config.title)}: {document.id}. ",
    ]
    return (
        PlainCitation(
            "gbt7714", "GB/T 7714—2025", "".join(parts) + context.cited_address(document)
        ),
    )
