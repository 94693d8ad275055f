"""The record of a document as its page's front matter states it, in a fixed order of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from edition import __version__
from edition.config import Config
from edition.model import (
    Action,
    Basis,
    Certainty,
    Claim,
    Document,
    Edition,
    Evidence,
    Intervention,
    Span,
)
from edition.page.values import GENERATED

if TYPE_CHECKING:
    from edition.frontmatter import Plain, Writable

FIELDS = (
    "title", "kicker", "deck", "published", "event_date", "publisher", "origin", "via", "byline",
    "photographer", "editor", "proofreader", "dateline", "place", "language", "status", "captured",
)  # fmt: skip
"""Claims in the order in which a page states them; further ones follow by name."""


def record(
    document: Document, edition: Edition, config: Config, *, rules: str = ""
) -> dict[str, Writable]:
    """State what the document is, where it comes from and what was done to it.

    Values of claims stand at the top, under the names of their fields; what supports each of
    them follows under ``claims``, in the same order.
    """
    claims = _ordered(document.claims)
    stated: dict[str, Writable] = {"id": document.id, "version": document.version}
    values: dict[str, list[str]] = {}
    for claim in claims:
        values.setdefault(claim.field, []).append(_safe(claim.value))
    stated |= {
        name if name not in GENERATED else f"claimed_{name}": found[0] if len(found) == 1 else found
        for name, found in values.items()
    }
    if "language" not in values:
        stated["language"] = document.language
    stated |= _relations(document, edition)
    stated["source"] = _source(document, edition)
    if claims:
        stated["claims"] = [_claim(claim, config.language) for claim in claims]
    account = document.account
    stated["account"] = {
        "total": account.total, "kept": account.kept, "changed": account.changed,
        "removed": account.removed, "metadata": account.metadata, "set_aside": account.set_aside,
    }  # fmt: skip
    stated["interventions"] = dict(document.rule_counts)
    unsure = list(_unsure(document, config.language))
    if unsure:
        stated["unsure"] = unsure
    stated["tool"] = f"edition {__version__}"
    if rules:
        stated["rules"] = rules
    return stated


def stringified(value: Writable) -> Plain:
    """Give a record as it is read back: every value a string."""
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, dict):
        return {key: stringified(item) for key, item in value.items()}
    return [stringified(item) for item in value]


def _ordered(claims: Iterable[Claim]) -> list[Claim]:
    place = {name: at for at, name in enumerate(FIELDS)}
    return sorted(claims, key=lambda claim: (place.get(claim.field, len(place)), claim.field))


def _relations(document: Document, edition: Edition) -> Iterator[tuple[str, Writable]]:
    relations = edition.relations
    work = relations.work_of.get(document.id)
    if work:
        yield "work", work.id
    events = relations.events_by_document.get(document.id, ())
    if events:
        yield "events", {event.id: _safe(event.title) for event in events}
    mentions = relations.mentions_by_document.get(document.id, ())
    if mentions:
        known = relations.name_of  # and nothing else: what is noted of a person is not told here
        named: dict[str, Writable] = {}
        for mention in mentions:
            if mention.authority not in named:
                named[mention.authority] = _safe(known.get(mention.authority, mention.form))
        yield "mentions", named


def _source(document: Document, edition: Edition) -> dict[str, Writable]:
    found = edition.source_by_hash.get(document.source)
    stated: dict[str, Writable] = {"path": _safe(document.source_path), "sha256": document.source}
    if found:
        stated["bytes"] = len(found.source.data)
        stated["encoding"] = found.source.encoding
    stated["format"] = document.format
    stated["spans"] = list(_spans(document))
    return stated


def _spans(document: Document) -> Iterator[str]:
    """Write the stretches of the source that make up the document, in the source's order."""
    spans = sorted(
        [
            piece.span
            for block in document.blocks
            for piece in block.pieces
            if piece.span[0] < piece.span[1]
        ]
    )
    if not spans:
        return
    first, last = spans[0]
    for start, end in spans:
        if start > last:
            yield f"{first}-{last}"
            first = last = start
        if end > last:
            last = end
    yield f"{first}-{last}"


def _claim(claim: Claim, language: str) -> dict[str, Writable]:
    stated: dict[str, Writable] = {"field": claim.field, "basis": claim.basis.value}
    if claim.basis is not Basis.UNKNOWN:
        stated["certainty"] = claim.certainty.value
    if claim.rule:
        stated["rule"] = claim.rule
    if claim.span is not None:
        stated["span"] = _span(claim.span)
    if claim.evidence:
        stated["evidence"] = [_evidence(item, language) for item in claim.evidence]
    return stated


def _evidence(item: Evidence, language: str) -> dict[str, Writable]:
    stated: dict[str, Writable] = {"note": _safe(item.note.in_language(language))}
    if item.quote:
        stated["quote"] = _safe(item.quote)
    if item.source:
        stated["source"] = _safe(item.source)
    if item.span is not None:
        stated["span"] = _span(item.span)
    return stated


def _unsure(document: Document, language: str) -> Iterator[dict[str, Writable]]:
    """List what an editor should look at: marked places, gaps, and changes that are not sure."""
    doubtful = {i.id: i for i in document.interventions if _is_unsure(i)}
    if not doubtful:
        return
    paragraph_of = {
        number: block.anchor
        for block in document.blocks
        if block.anchor
        for piece in block.pieces
        for number in piece.by
        if number in doubtful
    }
    for number, found in doubtful.items():
        stated: dict[str, Writable] = {"rule": found.rule, "action": found.action.value}
        if number in paragraph_of:
            stated["paragraph"] = paragraph_of[number]
        if found.spans:
            spans: list[Writable] = [_span(span) for span in found.spans]
            stated["span"] = spans[0] if len(spans) == 1 else spans
        stated["certainty"] = found.certainty.value
        if found.before:
            stated["before"] = _short(found.before)
        if found.after != found.before and found.after:
            stated["after"] = _short(found.after)
        stated["reason"] = _safe(found.reason.in_language(language))
        yield stated


def _is_unsure(intervention: Intervention) -> bool:
    return intervention.editorial and (
        intervention.action in (Action.MARK, Action.GAP)
        or intervention.certainty in (Certainty.MEDIUM, Certainty.LOW)
    )


def _short(text: str) -> str:
    return _safe(text if len(text) <= 60 else f"{text[:40]}…{text[-19:]}")


def _span(span: Span) -> str:
    return f"{span.start}-{span.end}"


_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def _safe(text: str) -> str:
    """Replace lone surrogates, which no YAML can hold; all else stays."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_SURROGATES)
    return text
