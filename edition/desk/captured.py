"""Matters of single captures: what rules changed or marked with doubt, what they concluded, what they could not settle."""

from __future__ import annotations

from collections.abc import Iterator

from edition.desk.matters import (
    Choice,
    Matter,
    Where,
    decisions_file,
    in_capture,
    name_matter,
    show,
)
from edition.model import (
    Action,
    Basis,
    Certainty,
    Claim,
    Document,
    Intervention,
    SourceRecord,
    Span,
    Words,
)
from edition.pipeline import RULES, Built, unsure

_DOUBTFUL = (Certainty.LOW, Certainty.MEDIUM)
_QUOTED = 40
"""Characters of a passage that a decision quotes."""

_KINDS = {Action.MARK: "suspected", Action.JOIN: "join", Action.MOVE: "join", Action.GAP: "join"}
_FIELDS = {
    "title": "title",
    "published": "date",
    "captured_not_before": "date",
    "event_date": "date",
}
"""Kinds of what the record says; all else is ``record``."""


def matters_of_captures(built: Built) -> Iterator[Matter]:
    """Give what awaits an editor in each capture."""
    told: set[tuple[str, str]] = set()
    for matter, record, act in _interventions(built):
        told.add((record.source.sha256, act.rule))
        yield matter
    yield from _claims(built, told)
    yield from _notices(built)


def _interventions(built: Built) -> Iterator[tuple[Matter, SourceRecord, Intervention]]:
    rules = {rule.code: rule.title for rule in RULES}
    place = {
        (document.source, act.id): document.id
        for document in built.edition.documents
        for act in document.interventions
    }
    for record, act, kind in (*_unsure(built), *_titles(built)):
        document = place.get((record.source.sha256, act.id), "")
        field = _marked_field(built, document, act)
        matter = Matter(
            id=name_matter("intervention", record.source.sha256, act.rule, act.spans, act.before),
            kind=_FIELDS.get(field, kind),
            title=rules.get(act.rule, Words(act.rule, act.rule)),
            reason=act.reason,
            where=_where(record, act, document),
            after=act.after[:200],
            certainty=act.certainty.value,
            code=act.rule,
            evidence=show(act.evidence),
            choices=_choices(record, act, field),
        )
        yield matter, record, act


def _where(record: SourceRecord, act: Intervention, document: str) -> Where:
    """Give the place of an intervention; of a join both ends, which may lie far apart in the capture."""
    spans = act.spans or (Span(0, 0),)
    if act.action is not Action.JOIN:
        whole = Span(min(s.start for s in spans), max(s.end for s in spans))
        return in_capture(record, whole, document=document)
    first = in_capture(record, spans[0], document=document)
    last = in_capture(record, spans[-1])
    context = (first.context[0], "¶", last.context[2])
    return Where(first.source, first.line, context, document)


def _unsure(built: Built) -> Iterator[tuple[SourceRecord, Intervention, str]]:
    for record, act in unsure(built):
        if not _decided(record, act):
            yield record, act, _KINDS.get(act.action, "intervention")


def _decided(record: SourceRecord, act: Intervention) -> bool:
    """Say whether an editor has done something since to the very words that a rule has marked."""
    after = record.interventions[record.interventions.index(act) + 1 :]
    return act.action is Action.MARK and any(
        one.rule.startswith("D:")
        and any(
            s.start <= span.start and span.end <= s.end for s in one.spans for span in act.spans
        )
        for one in after
    )


def _titles(built: Built) -> Iterator[tuple[SourceRecord, Intervention, str]]:
    """Give titles that a rule has restored: well attested, and yet nobody has seen the original."""
    for record in built.edition.sources:
        documents = (built.edition.document_by_id[name] for name in record.documents)
        restored = {
            claim.rule
            for document in documents
            for claim in document.claims
            if claim.field == "title" and claim.basis is Basis.INFERRED
        }
        for act in record.interventions:
            if act.rule in restored and act.certainty is Certainty.HIGH:
                yield record, act, "title"


def _marked_field(built: Built, document: str, act: Intervention) -> str:
    """Give the field of the record that a mark concerns, if it is not about the text."""
    if act.action is not Action.MARK or not document:
        return ""
    claims = built.edition.document_by_id[document].claims
    return next((claim.field for claim in claims if claim.value == act.before), "")


def _choices(record: SourceRecord, act: Intervention, field: str) -> tuple[Choice, ...]:
    """Give what an editor may say to an intervention; ``field`` is what of the record a mark proposes to change."""
    quotation = (act.before or act.after).split("\n")[0]
    if act.action in (Action.JOIN, Action.GAP):
        quotation = quotation.split("¶")[0]
    elif act.action is not Action.REPLACE:
        quotation = quotation[:_QUOTED]
    of_rule = {"rule": act.rule, "exact": quotation}
    accept = {"action": "confirm", **of_rule}
    if act.action is Action.MARK:
        accept = {"action": "remove", "exact": quotation}
    if field:
        accept = {"action": "claim", "field": field, "value": act.after}
    file = decisions_file(record.source.path)
    refuse = Choice("refuse", file, {"action": "keep", **of_rule})
    if field and act.after == act.before:
        return (refuse,)  # nothing is proposed: only the editor's own words would change it
    return (Choice("accept", file, accept), refuse)


def _claims(built: Built, told: set[tuple[str, str]]) -> Iterator[Matter]:
    """Give what the record says with doubt, but for what an intervention has told already."""
    for document in built.edition.documents:
        decided = {claim.field for claim in document.claims if claim.basis is Basis.DECIDED}
        for claim in document.claims:
            doubtful = claim.certainty in _DOUBTFUL or claim.basis is Basis.UNKNOWN
            if (
                doubtful
                and claim.field not in decided
                and (document.source, claim.rule) not in told
            ):
                yield _claim(built, document, claim)


def _claim(built: Built, document: Document, claim: Claim) -> Matter:
    record = built.edition.source_by_hash[document.source]
    said = {"field": claim.field, "value": claim.value}
    if len(record.documents) > 1:
        said["article"] = document.title
    entry = {"action": "claim", **said}
    file = decisions_file(document.source_path)
    own = Choice("own", file, entry)
    refuse = Choice("refuse", file, {"action": "withdraw_claim", **said})
    return Matter(
        id=name_matter("claim", document.id, claim.field, claim.value),
        kind=_FIELDS.get(claim.field, "record"),
        title=Words(f"著录：{claim.field}", f"Record: {claim.field}"),
        reason=Words(f"{claim.field}：{claim.value}", f"{claim.field}: {claim.value}"),
        where=in_capture(record, claim.span or Span(0, 0), document=document.id),
        after=claim.value,
        certainty=claim.certainty.value,
        code=claim.rule,
        evidence=show(claim.evidence),
        choices=(Choice("accept", file, entry), refuse, own) if claim.value else (own,),
    )


def _notices(built: Built) -> Iterator[Matter]:
    by_path = {record.source.path: record for record in built.edition.sources}
    for notice in built.notices:
        record = by_path.get(notice.where.path)
        if record is None:
            continue
        where = notice.where
        lines = record.source.text.split("\n")[: max(0, where.line - 1)]
        start = sum(len(line) + 1 for line in lines) + max(0, where.column - 1)
        told = f"{notice.what}；{notice.next_step}", f"{notice.what}; {notice.next_step}"
        document = record.documents[0] if record.documents else ""
        shown = in_capture(record, Span(start, start + max(1, where.width)), document=document)
        yield Matter(
            id=name_matter("notice", record.source.sha256, notice.what, where.line, where.column),
            kind="notice",
            title=Words("待编者裁定", "Needs a decision"),
            reason=Words(*told),
            where=Where(shown.source, where.line, shown.context, shown.document),
        )
