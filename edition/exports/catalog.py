"""``catalog.json``: the machine-readable register of the edition, for scripts and harvesters.

Its keys are a contract: they are told in ``docs/catalog.md``, described by
``docs/catalog.schema.json``, and a test holds them. A value that is not known is an empty string
(or an empty list), a reference that does not exist is null; nothing is left out. All addresses
are absolute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR, absolute, folder, raw_path
from edition.exports.item import is_ocr
from edition.ledger import url_of
from edition.ledger.form import hash_document
from edition.model import Authority, Document, Edition, Event, Output, SourceRecord, Work


def export_catalog(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``catalog.json``."""
    yield Output("catalog.json", write_catalog(make_catalog(edition, config)).encode())


def write_catalog(catalog: dict[str, Any]) -> str:
    """Write the catalogue with one line for each thing in it, for diffs and for speed.

    >>> print(write_catalog({"edition": {"title": "题"}, "works": [{"id": "w1"}, {"id": "w2"}]}), end="")
    {"edition": {"title": "题"},
    "works": [
    {"id": "w1"},
    {"id": "w2"}]}
    """
    parts = []
    for key, value in catalog.items():
        if isinstance(value, list) and value:
            rows = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
            parts.append(f'"{key}": [\n{rows}]')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{" + ",\n".join(parts) + "}\n"


def make_catalog(edition: Edition, config: Config) -> dict[str, Any]:
    """Describe the whole edition as one JSON object."""
    relations = edition.relations
    return {
        "edition": {
            "title": config.title.in_language(config.language),
            "titles": {"zh": config.title.zh, "en": config.title.en},
            "base_url": config.base_url,
            "language": config.language,
            "licence": config.licence.in_language(config.language),
            "generator": f"{GENERATOR} {__version__}",
        },
        "sources": [_source(record, config) for record in edition.sources],
        "documents": [
            describe_document(document, edition, config) for document in edition.documents
        ],
        "works": [_work(work, config) for work in relations.works],
        "events": [_event(event, config) for event in relations.events],
        "authorities": [_authority(a, edition, config) for a in relations.authorities],
        "withdrawn": [
            {
                "id": stone.id,
                "kind": stone.kind,
                "url": absolute(stone.url, config),
                "title": stone.title,
                "citation": stone.citation,
                "date": stone.date,
                "reason": stone.reason,
                "by": stone.by,
                "successor": absolute(stone.successor, config) if stone.successor else None,
                "source": stone.capture,
                "text_sha256": stone.text_sha256,
            }
            for stone in edition.register.tombstones
        ],
        "redirects": [
            {"from": absolute(old, config), "to": absolute(new, config)}
            for old, new in edition.register.redirects
        ],
    }


def _source(record: SourceRecord, config: Config) -> dict[str, Any]:
    source = record.source
    return {
        "path": source.path,
        "sha256": source.sha256,
        "bytes": len(source.data),
        "encoding": source.encoding,
        "encoding_basis": source.encoding_basis.value,
        "format": record.format,
        "url": absolute(raw_path(source), config),
        "account": asdict(record.account),
        "documents": list(record.documents),
        "announcements": [
            {"kicker": item.kicker, "title": item.title, "deck": item.deck}
            for item in record.announcements
        ],
    }


def describe_document(document: Document, edition: Edition, config: Config) -> dict[str, Any]:
    """Describe one document as the catalogue does, with its paragraphs."""
    register, relations = edition.register, edition.relations
    published = document.claim("published")
    work = relations.work_of.get(document.id)
    events = [event.id for event in relations.events_by_document.get(document.id, ())]
    versions = register.versions.get(document.id, ())
    address = absolute(folder(document.id), config)
    return {
        "id": document.id,
        "url": address,
        "title": document.title,
        "kicker": document.value("kicker"),
        "deck": document.value("deck"),
        "published": published.value if published else "",
        "published_certainty": published.basis.value if published else "unknown",
        "published_confidence": published.certainty.value if published else "low",
        "publisher": document.value("publisher"),
        "origin": document.value("origin"),
        "via": list(document.values("via")),
        "byline": [*document.values("byline"), *document.values("photographer")],
        "photographers": list(document.values("photographer")),
        "dateline": document.value("dateline"),
        "editors": list(document.values("editor")),
        "proofreaders": list(document.values("proofreader")),
        "language": document.language,
        "source": document.source,
        "source_path": document.source_path,
        "format": document.format,
        "version": document.version,
        "status": _status(document, edition),
        "text_status": document.value("status") or ("ocr" if is_ocr(document) else ""),
        "work": work.id if work else None,
        "event": main.id if (main := relations.main_event.get(document.id)) else None,
        "events": events,
        "mentions": sorted(
            {m.authority for m in relations.mentions_by_document.get(document.id, ())}
        ),
        "parallels": _parallels(document, edition),
        "interventions": document.rule_counts,
        "account": asdict(document.account),
        "text": address + "text.txt",
        "markdown": address + "page.md",
        "json": address + "document.json",
        "text_sha256": hash_document(document),
        "versions": [
            {
                "version": version.number,
                "url": absolute(version.url, config),
                "date": version.date,
                "reason": version.reason,
                "text_sha256": version.text_sha256,
            }
            for version in versions
        ],
        "paragraphs": [{"id": block.anchor, "text": block.text} for block in document.paragraphs],
    }


def _status(document: Document, edition: Edition) -> str:
    if document.id not in edition.register.versions:
        return "draft"
    return "changed" if document.id in edition.register.drafts else "released"


def _parallels(document: Document, edition: Edition) -> list[dict[str, Any]]:
    found = []
    for parallel in edition.relations.parallels_by_document.get(document.id, ()):
        mine, other = parallel.a, parallel.b
        if mine.document != document.id:
            mine, other = other, mine
        found.append(
            {
                "paragraph": mine.paragraph,
                "start": mine.start,
                "end": mine.end,
                "document": other.document,
                "other_paragraph": other.paragraph,
                "other_start": other.start,
                "other_end": other.end,
                "text": parallel.text,
                "weight": round(parallel.weight, 4),
            }
        )
    return found


def _work(work: Work, config: Config) -> dict[str, Any]:
    return {
        "id": work.id,
        "url": absolute(url_of("work", work.id), config),
        "title": work.title,
        "witnesses": list(work.witnesses),
        "readings": len(work.variants),
        "score": round(work.score, 4),
    }


def _event(event: Event, config: Config) -> dict[str, Any]:
    return {
        "id": event.id,
        "url": absolute(url_of("event", event.id), config),
        "date": event.date,
        "title": event.title,
        "kind": event.kind,
        "documents": list(event.documents),
        "attendees": list(event.attendees),
        "certainty": event.certainty.value,
    }


def _authority(authority: Authority, edition: Edition, config: Config) -> dict[str, Any]:
    mentions = edition.relations.mentions_by_authority.get(authority.id, ())
    return {
        "id": authority.id,
        "url": absolute(url_of(authority.kind, authority.id), config),
        "kind": authority.kind,
        "name": authority.name,
        "forms": list(authority.forms),
        "identifiers": dict(sorted(authority.identifiers.items())),
        "documents": sorted({mention.place.document for mention in mentions}),
        "mentions": len(mentions),
    }
