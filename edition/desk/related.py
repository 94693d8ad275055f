"""Matters between documents: readings that others contradict, witnesses of one text, names that could be several people's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.desk.matters import (
    Choice,
    Matter,
    decisions_file,
    in_capture,
    in_document,
    name_matter,
    show,
    words_of,
)
from edition.model import Certainty, Document, Mention, Place, Span, Words
from edition.pipeline import Built

_DOUBTFUL = (Certainty.LOW, Certainty.MEDIUM)
_PREFIX = 24
"""Characters on each side by which a decision finds its words."""
_AROUND = 12
"""Characters shown on each side of a wording that is evidence."""
_BESIDE = 2
"""Characters next to a name that tell which of several it is there."""
_WORD = re.compile(r"\w{2}")

FILES = {"person": "people", "place": "places", "organisation": "organisations", "term": "terms"}
"""Names of the authority files by what stands in them."""


def matters_of_relations(built: Built) -> Iterator[Matter]:
    """Give what awaits an editor between documents."""
    offered = {offer.place for offer in built.edition.relations.emendations}
    yield from _emendations(built)
    yield from _witnesses(built)
    yield from _names(built, offered)


def _emendations(built: Built) -> Iterator[Matter]:
    for offer in built.edition.relations.emendations:
        document = built.edition.document_by_id[offer.place.document]
        quotation = _quotation(words_of(document, offer.place.paragraph), offer.place)
        entry = {"action": "replace", **quotation, "text": offer.proposal}
        change = f"{offer.reading} → {offer.proposal}"
        yield Matter(
            id=name_matter("emendation", offer.place, offer.proposal),
            kind="emendation",
            title=Words(f"校勘建议：{change}", f"Proposed emendation: {change}"),
            reason=offer.reason,
            where=in_document(built, offer.place),
            evidence=tuple(
                _reading(built, place, Words("别本作此", "so reads")) for place in offer.support
            ),
            choices=(
                Choice("accept", decisions_file(document.source_path), entry),
                *_let_stand(document, offer.place),
            ),
        )


def _quotation(text: str, place: Place) -> dict[str, str]:
    """Quote a place of a paragraph with what stands around it."""
    return {
        "exact": text[place.start : place.end],
        "prefix": text[max(0, place.start - _PREFIX) : place.start],
        "suffix": text[place.end : place.end + _PREFIX],
    }


def _let_stand(document: Document, place: Place) -> Iterator[Choice]:
    """Refuse for good what is proposed for words of the text."""
    if text := words_of(document, place.paragraph):
        entry = {"action": "stet", **_quotation(text, place)}
        yield Choice("refuse", decisions_file(document.source_path), entry)


def _reading(built: Built, place: Place, note: Words) -> tuple[Words, str, str]:
    document = built.edition.document_by_id[place.document]
    text = words_of(document, place.paragraph)
    return note, text[max(0, place.start - _AROUND) : place.end + _AROUND], document.source_path


def _witnesses(built: Built) -> Iterator[Matter]:
    relations = built.edition.relations
    found = [(w.witnesses, w.score, w.base_reason, w.evidence, Certainty.HIGH)
             for w in relations.works if not w.reviewed]  # fmt: skip
    found += [((like.a, like.b), like.score, like.reason, like.evidence, Certainty.MEDIUM)
              for like in relations.likenesses]  # fmt: skip
    for names, score, reason, evidence, certainty in found:
        documents = [built.edition.document_by_id[name] for name in names]
        openings = [{"source": d.source_path, "quote": _opening(d)} for d in documents]
        shown = " ↔ ".join(f"《{d.title}》" for d in documents)
        first = documents[0]
        begins = next((Place(first.id, b.anchor, 0, 40) for b in first.paragraphs), None)
        record = built.edition.source_by_hash[first.source]
        yield Matter(
            id=name_matter("witnesses", *names),
            kind="witnesses",
            title=Words("是否同一文本的见证本", "Are these witnesses of one text?"),
            reason=Words(
                f"{shown}（相似 {score:.0%}）{reason.zh}",
                f"{shown} ({score:.0%} alike) {reason.en}",
            ),
            where=in_document(built, begins) if begins else in_capture(record, Span(0, 0)),
            certainty=certainty.value,
            evidence=(
                *((Words("开头", "begins"), _opening(d), d.source_path) for d in documents[1:]),
                *show(evidence),
            ),
            choices=tuple(
                Choice(name, "authority/works.toml", {"same": same, "witnesses": openings})
                for name, same in (("accept", True), ("refuse", False))
            ),
        )


def _opening(document: Document) -> str:
    return next((block.text[:40] for block in document.paragraphs), document.title)


def _names(built: Built, offered: set[Place]) -> Iterator[Matter]:
    """Give names that could be several people's, and doubtful ones, but for those with an emendation."""
    relations = built.edition.relations
    names = {authority.id: authority.name for authority in relations.authorities}
    for doubt in relations.ambiguities:
        could = "、".join(names[c] for c in doubt.candidates if c in names)
        yield _name(
            built, doubt.place, doubt.candidates,
            Words(f"“{doubt.form}”指谁未定", f"Who “{doubt.form}” names is open"),
            Words(f"可能是：{could}", f"Could be: {could}"),
        )  # fmt: skip
    for mention in relations.mentions:
        name = names.get(mention.authority)
        if mention.certainty in _DOUBTFUL and name and mention.place not in offered:
            yield _name(
                built, mention.place, (mention.authority,),
                Words(f"“{mention.form}”是否{name}", f"Is “{mention.form}” {name}?"),
                mention.reason, mention.certainty.value,
            )  # fmt: skip


def _name(
    built: Built,
    place: Place,
    candidates: tuple[str, ...],
    title: Words,
    reason: Words,
    certainty: str = "",
) -> Matter:
    """Give a matter of a name, with where else each candidate is named beyond doubt."""
    document = built.edition.document_by_id[place.document]
    sure: dict[str, Mention] = {}
    for mention in built.edition.relations.mentions:
        if mention.authority in candidates and mention.certainty not in _DOUBTFUL:
            sure.setdefault(mention.authority, mention)
    text = words_of(document, place.paragraph)
    form = text[place.start : place.end]
    after, before = text[place.end : place.end + _BESIDE], text[: place.start][-_BESIDE:]
    beside = next((word for word in (after, before) if _WORD.fullmatch(word)), "")
    quotation = text[max(0, place.start - _AROUND) : place.end + _AROUND]
    files = {a.id: (f"authority/{FILES[a.kind]}.toml", a.name) for a in built.edition.relations.authorities
             if a.kind in FILES}  # fmt: skip
    return Matter(
        id=name_matter("name", place, *candidates),
        kind="name",
        title=title,
        reason=reason,
        where=in_document(built, place),
        certainty=certainty,
        evidence=tuple(
            _reading(built, one.place, Words(f"{one.form}（{name}）", f"{one.form} ({name})"))
            for name, one in sure.items()
            if one.place.paragraph
        ),
        choices=(
            *(
                Choice(
                    name,
                    files[name][0],
                    {
                        "id": name,
                        "form": form,
                        "beside": beside,
                        "source": document.source_path,
                        "quote": quotation,
                    },
                    Words(f"是{files[name][1]}", f"It is {files[name][1]}"),
                )
                for name in candidates
                if len(candidates) > 1 and beside and name in files
            ),
            *_let_stand(document, place),
            Choice(
                "own", decisions_file(document.source_path), {"action": "replace", "exact": form}
            ),
        ),
    )
