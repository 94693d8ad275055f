"""``catalog.json``: the machine-readable register of the edition, for scripts and harvesters.

Its keys are a contract: they are told in ``docs/catalog.md``, described by
``docs/catalog.schema.json``, and a test holds them. A value that is not known is an empty string
(or an empty list), a reference that does not exist is null; nothing is left out. All addresses
are absolute.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR, absolute, folder, raw_path
from edition.exports.item import is_ocr
from edition.exports.json_text import dump, fields, listed, quote
from edition.exports.recent import recent
from edition.ledger import url_of
from edition.ledger.form import hash_document
from edition.model import (
    Account,
    Authority,
    Document,
    Edition,
    Event,
    Output,
    Parallel,
    SourceRecord,
    Tombstone,
    Version,
    Work,
)
from edition.recall import Recall


def export_catalog(
    edition: Edition, config: Config, *, recall: Recall | None = None
) -> Iterator[Output]:
    """Give ``catalog.json``; ``recall`` has the lines of documents of which all is as it was."""
    yield Output("catalog.json", write_catalog(edition, config, recall=recall).encode())


def make_catalog(edition: Edition, config: Config) -> dict[str, Any]:
    """Give the catalogue as whoever reads the file has it."""
    catalog: dict[str, Any] = json.loads(write_catalog(edition, config))
    return catalog


def write_catalog(edition: Edition, config: Config, *, recall: Recall | None = None) -> str:
    """Describe the whole edition as one JSON object, with one line for each thing in it.

    So a difference between two editions can be read, and a large one taken in line by line.
    """
    relations, register = edition.relations, edition.register
    about = {
        "title": config.title.in_language(config.language),
        "titles": {"zh": config.title.zh, "en": config.title.en},
        "base_url": config.base_url,
        "language": config.language,
        "licence": config.licence.in_language(config.language),
        "generator": f"{GENERATOR} {__version__}",
    }
    parts = [
        f'"edition": {dump(about)}',
        _rows("sources", (dump(_source(record, config)) for record in edition.sources)),
        _rows("documents", _documents(edition, config, recall)),
        _rows("works", (dump(_work(work, config)) for work in relations.works)),
        _rows("events", (dump(_event(event, config)) for event in relations.events)),
        _rows("authorities", (dump(_authority(a, edition, config)) for a in relations.authorities)),
        _rows("withdrawn", (dump(_withdrawn(stone, config)) for stone in register.tombstones)),
        _rows(
            "redirects",
            (
                dump({"from": absolute(old, config), "to": absolute(new, config)})
                for old, new in register.redirects
            ),
        ),
    ]
    return "{" + ",\n".join(parts) + "}\n"


def _rows(key: str, rows: Iterable[str]) -> str:
    text = ",\n".join(rows)
    return f'"{key}": [\n{text}]' if text else f'"{key}": []'


def _documents(edition: Edition, config: Config, recall: Recall | None) -> Iterator[str]:
    if recall is None:  # nobody asks again: the lines of a large edition are not held
        yield from (f"{{{describe_document(d, edition, config)}}}" for d in edition.documents)
        return
    config = recall.like("catalog's settings", config)
    for document in edition.documents:
        given = (document, config, *_asked(document, edition))
        yield f"{{{recall.made(('catalog', document.id), given, _described)}}}"


def _withdrawn(stone: Tombstone, config: Config) -> dict[str, Any]:
    return {
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
        "account": account(record.account),
        "documents": list(record.documents),
        "announcements": [
            {"kicker": item.kicker, "title": item.title, "deck": item.deck}
            for item in record.announcements
        ],
    }


def describe_document(document: Document, edition: Edition, config: Config) -> str:
    """Describe one document as the catalogue does, with its paragraphs: the inside of an object."""
    return _described(document, config, *_asked(document, edition))


_Asked = tuple[
    str, str, tuple[str, ...], tuple[str, ...], tuple[Parallel, ...], str, tuple[Version, ...]
]
"""Work, chief event, events, authorities, parallels, status and versions."""


def _asked(document: Document, edition: Edition) -> _Asked:
    """Ask for all that the catalogue says of a document and the document does not know itself."""
    relations, register = edition.relations, edition.register
    work = relations.work_of.get(document.id)
    main = relations.main_event.get(document.id)
    mentions = relations.mentions_by_document.get(document.id, ())
    return (
        work.id if work else "",
        main.id if main else "",
        tuple([event.id for event in relations.events_by_document.get(document.id, ())]),
        tuple(sorted({mention.authority for mention in mentions})),
        relations.parallels_by_document.get(document.id, ()),
        _status(document, edition),
        tuple(register.versions.get(document.id, ())),
    )


def _described(
    document: Document, config: Config, work: str, main: str, events: tuple[str, ...],
    authorities: tuple[str, ...], parallels: tuple[Parallel, ...], status: str, versions: tuple[Version, ...],
) -> str:  # fmt: skip
    address = absolute(folder(document.id), config)
    record = {
        "id": document.id,
        "url": address,
        **_stated(document),
        "language": document.language,
        "source": document.source,
        "source_path": document.source_path,
        "format": document.format,
        "version": document.version,
        "status": status,
        "text_status": document.value("status") or ("ocr" if is_ocr(document) else ""),
        "work": work or None,
        "event": main or None,
        "events": list(events),
        "mentions": list(authorities),
    }
    forms = {
        "interventions": document.rule_counts,
        "account": account(document.account),
        "text": address + "text.txt",
        "markdown": address + "page.md",
        "json": address + "document.json",
        "text_sha256": text_hash(document),
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
    }
    shared = listed(_parallels(parallels, document.id))
    paragraphs = listed(
        [_PARAGRAPH % (quote(b.anchor), quote(b.text)) for b in document.paragraphs]
    )
    return f'{fields(record)}, "parallels": {shared}, {fields(forms)}, "paragraphs": {paragraphs}'


def _stated(document: Document) -> dict[str, Any]:
    """Give what the claims say."""
    stated: dict[str, list[str]] = {}
    for claim in document.claims:
        stated.setdefault(claim.field, []).append(claim.value)

    def first(name: str) -> str:
        return stated[name][0] if name in stated else ""

    published = document.claim("published")
    photographers = stated.get("photographer", [])
    return {
        "title": first("title"),
        "kicker": first("kicker"),
        "deck": first("deck"),
        "published": published.value if published else "",
        "published_certainty": published.basis.value if published else "unknown",
        "published_confidence": published.certainty.value if published else "low",
        "publisher": first("publisher"),
        "origin": first("origin"),
        "via": stated.get("via", []),
        "byline": [*stated.get("byline", ()), *photographers],
        "photographers": photographers,
        "dateline": first("dateline"),
        "editors": stated.get("editor", []),
        "proofreaders": stated.get("proofreader", []),
    }


def account(counted: Account) -> dict[str, int]:
    """Give an account by its fields' names."""
    return {
        "total": counted.total,
        "kept": counted.kept,
        "changed": counted.changed,
        "removed": counted.removed,
        "metadata": counted.metadata,
        "set_aside": counted.set_aside,
    }


@recent
def text_hash(document: Document) -> str:
    """Give the hash of a document's text, as the ledger has it."""
    return hash_document(document)


def _status(document: Document, edition: Edition) -> str:
    if document.id not in edition.register.versions:
        return "draft"
    return "changed" if document.id in edition.register.drafts else "released"


_PARAGRAPH = '{"id": %s, "text": %s}'
_PARALLEL = (
    '{"paragraph": %s, "start": %d, "end": %d, "document": %s, "other_paragraph": %s, '
    '"other_start": %d, "other_end": %d, "text": %s, "weight": %s}'
)


def _parallels(parallels: Iterable[Parallel], document: str) -> Iterator[str]:
    """Write the passages that a document shares, seen from it; there may be hundreds."""
    for parallel in parallels:
        here, paragraph, start, end = parallel.a
        other, other_paragraph, other_start, other_end = parallel.b
        if here != document:
            other, other_paragraph, other_start, other_end = parallel.a
            _, paragraph, start, end = parallel.b
        yield _PARALLEL % (
            quote(paragraph), start, end, quote(other), quote(other_paragraph), other_start, other_end,
            quote(parallel.text), _rounded(parallel.weight),
        )  # fmt: skip


@lru_cache(maxsize=4096)
def _rounded(weight: float) -> str:
    return repr(round(weight, 4))


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
