"""What awaits an editor: each uncertain thing with its raw context, its evidence, and ways to settle it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from edition.model import (
    Action,
    Basis,
    Certainty,
    Document,
    Evidence,
    Intervention,
    SourceRecord,
    Words,
)
from edition.pipeline import RULES, Built, unsure

CONTEXT = 60
"""Characters of the capture shown on each side."""

_DOUBTFUL = (Certainty.LOW, Certainty.MEDIUM)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a matter, ready to be written down."""

    name: str
    """``accept`` or ``refuse``."""
    file: str
    """Path below ``content/`` that it goes into."""
    entry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that the machine is unsure of."""

    id: str
    kind: str
    """``intervention``, ``claim``, ``notice``, ``emendation``, ``work``, ``likeness``, ``ambiguity``
    or ``authority``."""
    title: Words
    reason: Words
    source: str
    line: int
    context: tuple[str, str, str]
    """The capture before the place, at it, and after it."""
    after: str = ""
    """What stands there now."""
    certainty: str = ""
    code: str = ""
    document: str = ""
    paragraph: str = ""
    evidence: tuple[tuple[Words, str, str], ...] = ()
    """(what was seen, the wording, the source that has it)."""
    choices: tuple[Choice, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Give it as JSON takes it."""
        found = asdict(self)
        for key in ("title", "reason"):
            found[key] = getattr(self, key)._asdict()
        found["evidence"] = [
            {"note": note._asdict(), "quote": quote, "source": source}
            for note, quote, source in self.evidence
        ]
        return found


def decisions_file(source: str) -> str:
    """Give the file of decisions that belongs to a capture.

    >>> decisions_file("sources/000_c91e.txt")
    'decisions/000_c91e.toml'
    """
    return f"decisions/{source.rpartition('/')[2].rpartition('.')[0]}.toml"


def find_matters(built: Built) -> tuple[Matter, ...]:
    """Give all that awaits an editor, what concerns one capture first."""
    return (
        *_interventions(built),
        *_claims(built),
        *_notices(built),
        *_emendations(built),
        *_witnesses(built),
        *_names(built),
    )


def _id(*parts: object) -> str:
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=6).hexdigest()


def _evidence(found: tuple[Evidence, ...]) -> tuple[tuple[Words, str, str], ...]:
    return tuple((one.note, one.quote[:120], one.source) for one in found)


def _context(text: str, start: int, end: int) -> tuple[int, tuple[str, str, str]]:
    line = text.count("\n", 0, start) + 1
    inside = text[start:end]
    if len(inside) > 4 * CONTEXT:
        inside = f"{inside[: 2 * CONTEXT]}…{inside[-CONTEXT:]}"
    return line, (text[max(0, start - CONTEXT) : start], inside, text[end : end + CONTEXT])


def _interventions(built: Built) -> Iterator[Matter]:
    titles = {rule.code: rule.title for rule in RULES}
    place = {
        (document.source, act.id): document.id
        for document in built.edition.documents
        for act in document.interventions
    }
    for record, act in unsure(built):
        start, end = (act.spans[0].start, act.spans[-1].end) if act.spans else (0, 0)
        line, context = _context(record.source.text, start, end)
        yield Matter(
            id=_id("intervention", record.source.sha256, act.rule, act.spans, act.before),
            kind="intervention",
            title=titles.get(act.rule, Words(act.rule, act.rule)),
            reason=act.reason,
            source=record.source.path,
            line=line,
            context=context,
            after=act.after[:200],
            certainty=act.certainty.value,
            code=act.rule,
            document=place.get((record.source.sha256, act.id), ""),
            evidence=_evidence(act.evidence),
            choices=_choices(record, act),
        )


def _choices(record: SourceRecord, act: Intervention) -> tuple[Choice, ...]:
    quotation = (act.before or act.after).split("\n")[0]
    if act.action in (Action.JOIN, Action.GAP):
        quotation = quotation.split("¶")[0]
    else:
        quotation = quotation[:40]
    file = decisions_file(record.source.path)
    if act.action is Action.MARK:
        remove = {"action": "remove", "exact": quotation}
        keep = {"action": "keep", "rule": act.rule, "exact": quotation}
        return (Choice("accept", file, remove), Choice("refuse", file, keep))
    return (
        Choice("accept", file, {"action": "confirm", "rule": act.rule, "exact": quotation}),
        Choice("refuse", file, {"action": "keep", "rule": act.rule, "exact": quotation}),
    )


def _claims(built: Built) -> Iterator[Matter]:
    for document in built.edition.documents:
        record = built.edition.source_by_hash[document.source]
        several = len(record.documents) > 1
        for claim in document.claims:
            if claim.certainty not in _DOUBTFUL and claim.basis is not Basis.UNKNOWN:
                continue
            start, end = claim.span or (0, 0)
            line, context = _context(record.source.text, start, end)
            entry = {"action": "claim", "field": claim.field, "value": claim.value}
            if several:
                entry["article"] = document.title
            yield Matter(
                id=_id("claim", document.id, claim.field, claim.value),
                kind="claim",
                title=Words(f"著录：{claim.field}", f"Record: {claim.field}"),
                reason=Words(f"{claim.field}：{claim.value}", f"{claim.field}: {claim.value}"),
                source=document.source_path,
                line=line,
                context=context,
                after=claim.value,
                certainty=claim.certainty.value,
                code=claim.rule,
                document=document.id,
                evidence=_evidence(claim.evidence),
                choices=(Choice("own", decisions_file(document.source_path), entry),),
            )


def _notices(built: Built) -> Iterator[Matter]:
    for notice in built.notices:
        record = next(
            (r for r in built.edition.sources if r.source.path == notice.where.path), None
        )
        if record is None:
            continue
        lines = record.source.text.split("\n")
        start = sum(len(line) + 1 for line in lines[: max(0, notice.where.line - 1)])
        start += max(0, notice.where.column - 1)
        _, context = _context(record.source.text, start, start + max(1, notice.where.width))
        yield Matter(
            id=_id(
                "notice", record.source.sha256, notice.what, notice.where.line, notice.where.column
            ),
            kind="notice",
            title=Words("待编者裁定", "Needs a decision"),
            reason=Words(
                f"{notice.what}；{notice.next_step}", f"{notice.what}; {notice.next_step}"
            ),
            source=record.source.path,
            line=notice.where.line,
            context=context,
            document=record.documents[0] if record.documents else "",
        )


def _paragraph(document: Document, anchor: str) -> str:
    return next((block.text for block in document.paragraphs if block.anchor == anchor), "")


def _emendations(built: Built) -> Iterator[Matter]:
    for offer in built.edition.relations.emendations:
        document = built.edition.document_by_id[offer.place.document]
        text = _paragraph(document, offer.place.paragraph)
        start, end = offer.place.start, offer.place.end
        entry = {
            "action": "replace",
            "exact": offer.reading,
            "prefix": text[max(0, start - 8) : start],
            "suffix": text[end : end + 8],
            "text": offer.proposal,
        }
        quotes = []
        for place in offer.support:
            other = built.edition.document_by_id.get(place.document)
            if other is not None:
                words = _paragraph(other, place.paragraph)
                quotes.append((Words("别本作此", "so reads"), words[max(0, place.start - 12) : place.end + 12],
                               other.source_path))  # fmt: skip
        yield Matter(
            id=_id("emendation", offer.place, offer.proposal),
            kind="emendation",
            title=Words(
                f"校勘建议：{offer.reading} → {offer.proposal}",
                f"Proposed emendation: {offer.reading} → {offer.proposal}",
            ),
            reason=offer.reason,
            source=document.source_path,
            line=0,
            context=(
                text[max(0, start - CONTEXT) : start],
                text[start:end],
                text[end : end + CONTEXT],
            ),
            after=offer.proposal,
            document=document.id,
            paragraph=offer.place.paragraph,
            evidence=tuple(quotes),
            choices=(Choice("accept", decisions_file(document.source_path), entry),),
        )


def _witnesses(built: Built) -> Iterator[Matter]:
    found = [(w.witnesses, w.score, w.base_reason, w.evidence, "work")
             for w in built.edition.relations.works if not w.reviewed]  # fmt: skip
    found += [((like.a, like.b), like.score, like.reason, like.evidence, "likeness")
              for like in built.edition.relations.likenesses]  # fmt: skip
    for names, score, reason, evidence, kind in found:
        documents = [built.edition.document_by_id[name] for name in names]
        witnesses = [{"source": d.source_path, "quote": _opening(d)} for d in documents]
        first = documents[0]
        shown = " ↔ ".join(f"《{d.title}》" for d in documents)
        yield Matter(
            id=_id(kind, *names),
            kind=kind,
            title=Words("是否同一文本的见证本", "Are these witnesses of one text?"),
            reason=Words(
                f"{shown}（相似 {score:.0%}）{reason.zh}",
                f"{shown} ({score:.0%} alike) {reason.en}",
            ),
            source=first.source_path,
            line=0,
            context=("", _opening(first), ""),
            certainty="high" if kind == "work" else "medium",
            document=first.id,
            evidence=_evidence(evidence),
            choices=(
                Choice("accept", "authority/works.toml", {"same": True, "witnesses": witnesses}),
                Choice("refuse", "authority/works.toml", {"same": False, "witnesses": witnesses}),
            ),
        )


def _opening(document: Document) -> str:
    return next((block.text[:40] for block in document.paragraphs), document.title)


def _names(built: Built) -> Iterator[Matter]:
    relations = built.edition.relations
    authorities = {authority.id: authority for authority in relations.authorities}
    for doubt in relations.ambiguities:
        document = built.edition.document_by_id[doubt.place.document]
        text = _paragraph(document, doubt.place.paragraph)
        start, end = doubt.place.start, doubt.place.end
        names = "、".join(authorities[c].name for c in doubt.candidates if c in authorities)
        yield Matter(
            id=_id("ambiguity", doubt.place, doubt.form),
            kind="ambiguity",
            title=Words(f"“{doubt.form}”指谁未定", f"Who “{doubt.form}” names is open"),
            reason=Words(f"可能是：{names}", f"Could be: {names}"),
            source=document.source_path,
            line=0,
            context=(
                text[max(0, start - CONTEXT) : start],
                text[start:end],
                text[end : end + CONTEXT],
            ),
            document=document.id,
            paragraph=doubt.place.paragraph,
        )
    for mention in relations.mentions:
        if mention.certainty not in _DOUBTFUL or mention.authority not in authorities:
            continue
        document = built.edition.document_by_id[mention.place.document]
        text = _paragraph(document, mention.place.paragraph)
        start, end = mention.place.start, mention.place.end
        name = authorities[mention.authority].name
        yield Matter(
            id=_id("mention", mention.place, mention.authority),
            kind="mention",
            title=Words(f"“{mention.form}”是否{name}", f"Is “{mention.form}” {name}?"),
            reason=mention.reason,
            source=document.source_path,
            line=0,
            context=(
                text[max(0, start - CONTEXT) : start],
                text[start:end],
                text[end : end + CONTEXT],
            ),
            certainty=mention.certainty.value,
            document=document.id,
            paragraph=mention.place.paragraph,
        )
