"""Each document as plain text, as Markdown and as JSON, and each of its released versions too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from edition.config import Config
from edition.exports.addresses import folder
from edition.exports.catalog import describe_document
from edition.exports.item import csl_item
from edition.ledger.form import text_form
from edition.model import Claim, Document, Edition, Evidence, Intervention, Output, Version, Words
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


def export_markdown(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``page.md`` of every document and version.

    The pages in ``content/pages/`` link to each other as neighbours in one folder; here the links
    lead to the same form of the other document.
    """
    for document in edition.documents:
        page = write_page(document, edition, config, rules=edition.rules_hash)
        yield Output(folder(document.id) + "page.md", _relink(page, "../").encode())
    for version in _versions(edition):
        page = _relink(version.markdown, "../../")
        yield Output(version.url.lstrip("/") + "page.md", page.encode())


def _relink(page: str, up: str) -> str:
    return _PAGE_LINK.sub(rf"\g<1>{up}\g<2>/page.md", page)


def export_json(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``document.json`` of every document and version: all that is known, for scripts."""
    for document in edition.documents:
        text = json.dumps(describe_fully(document, edition, config), ensure_ascii=False)
        yield Output(folder(document.id) + "document.json", (text + "\n").encode())
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
        text = json.dumps(record, ensure_ascii=False)
        yield Output(version.url.lstrip("/") + "document.json", (text + "\n").encode())


def _versions(edition: Edition) -> Iterator[Version]:
    for versions in edition.register.versions.values():
        yield from versions


def describe_fully(document: Document, edition: Edition, config: Config) -> dict[str, Any]:
    """Describe a document as the catalogue does, with its claims, interventions and citation.

    Positions are code points of the decoded capture, half open. Each paragraph has the raw spans
    that it stands on, and the other blocks are given with what became of them.
    """
    return describe_document(document, edition, config) | {
        "citation": csl_item(document, edition, config),
        "claims": [_claim(claim) for claim in document.claims],
        "blocks": [
            {
                "kind": block.kind.value,
                **({"id": block.anchor} if block.anchor else {}),
                "text": block.text,
                "spans": [list(span) for span in block.spans],
                "pieces": [
                    {
                        "span": list(piece.span),
                        "text": piece.text,
                        "fate": piece.fate.value,
                        **({"by": list(piece.by)} if piece.by else {}),
                        **({"marks": list(piece.marks)} if piece.marks else {}),
                    }
                    for piece in block.pieces
                ],
            }
            for block in document.blocks
        ],
        "interventions_in_full": [_intervention(act) for act in document.interventions],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "field": claim.field,
        "value": claim.value,
        "basis": claim.basis.value,
        "certainty": claim.certainty.value,
        "span": list(claim.span) if claim.span else None,
        "rule": claim.rule,
        "evidence": [_evidence(evidence) for evidence in claim.evidence],
    }


def _intervention(act: Intervention) -> dict[str, Any]:
    return {
        "id": act.id,
        "rule": act.rule,
        "action": act.action.value,
        "spans": [list(span) for span in act.spans],
        "before": act.before,
        "after": act.after,
        "reason": _words(act.reason),
        "agent": act.agent,
        "certainty": act.certainty.value,
        "editorial": act.editorial,
        "evidence": [_evidence(evidence) for evidence in act.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "note": _words(evidence.note),
        "quote": evidence.quote,
        "source": evidence.source,
        "span": list(evidence.span) if evidence.span else None,
    }


def _words(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
