"""Each document as plain text, as Markdown and as JSON, and each of its released versions too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edition.config import Config
from edition.exports.addresses import folder
from edition.exports.catalog import describe_document
from edition.exports.item import csl_item
from edition.exports.json_text import dump, listed, quote, words
from edition.ledger.form import text_form
from edition.model import (
    Action,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Document,
    Edition,
    Evidence,
    Fate,
    Intervention,
    Output,
    Piece,
    Span,
    Version,
)
from edition.page import write_page

_PAGE_LINK = re.compile(r"(\]\(<?)(?:\./)?([0-9b-df-hjkmnp-tv-xz]{7,})\.md\b")


def export_texts(edition: Edition, _: Config) -> Iterator[Output]:
    """Give ``text.txt`` of every document and version: the text that the ledger's hash is of."""
    for document in edition.documents:
        yield Output(folder(document.id) + "text.txt", text_form(document).encode())
    for version in _versions(edition):
        yield Output(version.url.lstrip("/") + "text.txt", frozen_text(version).encode())


def frozen_text(version: Version) -> str:
    """Give the text form of a released version."""
    head = [version.record.get(name, "") for name in ("kicker", "title", "deck")]
    body = [text for _, text in version.paragraphs]
    return "\n\n".join(["\n".join(filter(None, head)), *body]).strip("\n") + "\n"


def export_markdown(
    edition: Edition, config: Config, *, pages: dict[str, str] | None = None
) -> Iterator[Output]:
    """Give ``page.md`` of every document and version.

    The pages in ``content/pages/`` link to each other as neighbours in one folder; here the links
    lead to the same form of the other document. In ``pages`` the former are left, by document.
    """
    for document in edition.documents:
        page = write_page(document, edition, config, rules=edition.rules_hash)
        if pages is not None:
            pages[document.id] = page
        yield Output(folder(document.id) + "page.md", _relink(page, "../").encode())
    for version in _versions(edition):
        page = _relink(version.markdown, "../../")
        yield Output(version.url.lstrip("/") + "page.md", page.encode())


def _relink(page: str, up: str) -> str:
    return _PAGE_LINK.sub(lambda found: f"{found[1]}{up}{found[2]}/page.md", page)


def export_json(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``document.json`` of every document and version: all that is known, for scripts."""
    for document in edition.documents:
        text = describe_fully(document, edition, config)
        yield Output(folder(document.id) + "document.json", f"{{{text}}}\n".encode())
    for version in _versions(edition):
        record = {
            "id": version.document,
            "version": version.number,
            "date": version.date,
            "reason": version.reason,
            "by": version.by,
            "title": version.title,
            "source": version.capture,
            "text_sha256": version.text_sha256,
            "citation": dict(version.item),
            "paragraphs": [{"id": name, "text": text} for name, text in version.paragraphs],
        }
        yield Output(version.url.lstrip("/") + "document.json", f"{dump(record)}\n".encode())


def _versions(edition: Edition) -> Iterator[Version]:
    for versions in edition.register.versions.values():
        yield from versions


def describe_fully(document: Document, edition: Edition, config: Config) -> str:
    """Describe a document as the catalogue does, with its claims, interventions and citation.

    Positions are code points of the decoded capture, half open. Each paragraph has the raw spans
    that it stands on, and the other blocks are given with what became of them. The inside of a
    JSON object.
    """
    return (
        f"{describe_document(document, edition, config)}, "
        f'"citation": {dump(csl_item(document, edition, config))}, '
        f'"claims": {listed(map(_claim, document.claims))}, '
        f'"blocks": {listed(map(_block, document.blocks))}, '
        f'"interventions_in_full": {listed(map(_intervention, document.interventions))}'
    )


_FATES = {fate: quote(fate.value) for fate in Fate}
_KINDS = {kind: quote(kind.value) for kind in BlockKind}
_ACTIONS = {action: quote(action.value) for action in Action}
_CERTAINTIES = {certainty: quote(certainty.value) for certainty in Certainty}


_BLOCK = '{"kind": %s%s, "text": %s, "spans": %s, "pieces": %s}'
_PIECE = '{"span": [%d, %d], "text": %s, "fate": %s%s%s}'
_CLAIM = '{"field": %s, "value": %s, "basis": %s, "certainty": %s, "span": %s, "rule": %s, "evidence": %s}'
_INTERVENTION = (
    '{"id": %d, "rule": %s, "action": %s, "spans": %s, "before": %s, "after": %s, "reason": %s, '
    '"agent": %s, "certainty": %s, "editorial": %s, "evidence": %s}'
)
_EVIDENCE = '{"note": %s, "quote": %s, "source": %s, "span": %s}'


def _block(block: Block) -> str:
    return _BLOCK % (
        _KINDS[block.kind],
        ', "id": ' + quote(block.anchor) if block.anchor else "",
        quote(block.text),
        _spans(block.spans),
        listed(map(_piece, block.pieces)),
    )


def _piece(piece: Piece) -> str:
    start, end = piece.span
    by = ', "by": ' + str(list(piece.by)) if piece.by else ""
    marks = ', "marks": ' + listed(map(quote, piece.marks)) if piece.marks else ""
    return _PIECE % (start, end, quote(piece.text), _FATES[piece.fate], by, marks)


def _spans(spans: Iterable[Span]) -> str:
    return str([list(span) for span in spans])


def _span(span: Span | None) -> str:
    return str(list(span)) if span else "null"


def _claim(claim: Claim) -> str:
    return _CLAIM % (
        quote(claim.field),
        quote(claim.value),
        quote(claim.basis.value),
        _CERTAINTIES[claim.certainty],
        _span(claim.span),
        quote(claim.rule),
        listed(map(_evidence, claim.evidence)),
    )


def _intervention(act: Intervention) -> str:
    return _INTERVENTION % (
        act.id,
        quote(act.rule),
        _ACTIONS[act.action],
        _spans(act.spans),
        quote(act.before),
        quote(act.after),
        words(act.reason),
        quote(act.agent),
        _CERTAINTIES[act.certainty],
        "true" if act.editorial else "false",
        listed(map(_evidence, act.evidence)),
    )


def _evidence(evidence: Evidence) -> str:
    return _EVIDENCE % (
        words(evidence.note),
        quote(evidence.quote),
        quote(evidence.source),
        _span(evidence.span),
    )
