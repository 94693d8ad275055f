"""The edition as a research object: RO-Crate 1.1 metadata about captures, texts and ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR, folder, raw_path
from edition.exports.item import csl_item, issued_text, names
from edition.exports.json_text import indented
from edition.model import Document, Edition, Output

_FORMS = (
    ("text.txt", "text/plain"),
    ("page.md", "text/markdown"),
    ("document.json", "application/json"),
    ("tei.xml", "application/tei+xml"),
)


def export_crate(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``ro-crate-metadata.json``, which makes the site's folder a crate."""
    text = indented(make_crate(edition, config), 1)
    yield Output("ro-crate-metadata.json", (text + "\n").encode())


def make_crate(edition: Edition, config: Config) -> dict[str, Any]:
    """Describe the edition as an RO-Crate, flattened JSON-LD."""
    language = config.language
    changes = edition.register.changes
    days = [d.value("published")[:10] for d in edition.documents if d.value("published")]
    published = changes[0].date if changes else max(days, default="1970-01-01")
    parts: list[dict[str, Any]] = [
        _file("catalog.json", "application/json", "Register of the edition"),
    ]
    if edition.register.ledger:
        parts.append(_file("ledger.jsonl", "application/x-ndjson", "Ledger of ids and versions"))
    for record in edition.sources:
        source = record.source
        capture = _file(raw_path(source), "text/plain", source.path)
        capture |= {"contentSize": str(len(source.data)), "sha256": source.sha256}
        parts.append(capture)
    entities: list[dict[str, Any]] = []
    people: dict[str, dict[str, Any]] = {}
    folders: list[dict[str, str]] = []
    for document in edition.documents:
        files = [
            _file(folder(document.id) + name, kind, f"{document.title} ({name})")
            for name, kind in _FORMS
        ]
        entities += [_describe(document, edition, config, people, files), *files]
        folders.append({"@id": folder(document.id)})
    editors = [_person(name, people) for name in config.editors]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": config.title.in_language(language),
        "description": config.description.in_language(language)
        or config.title.in_language(language),
        "datePublished": published,
        "inLanguage": language,
        "url": config.base_url,
        "license": {"@id": "#licence"},
        "hasPart": [*({"@id": part["@id"]} for part in parts), *folders],
        "mentions": {"@id": "#software"},
    }
    if editors:
        root["editor"] = editors
    licence = (
        config.licence.in_language(language)
        or "All rights reserved by the publishers of the texts."
    )
    return {
        "@context": [
            "https://w3id.org/ro/crate/1.1/context",
            {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
        ],
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            root,
            {
                "@id": "#licence",
                "@type": "CreativeWork",
                "name": licence,
                "description": licence,
            },
            {
                "@id": "#software",
                "@type": "SoftwareApplication",
                "name": GENERATOR,
                "softwareVersion": __version__,
                "url": config.base_url,
            },
            *parts,
            *entities,
            *people.values(),
        ],
    }


def _file(path: str, kind: str, name: str) -> dict[str, Any]:
    return {"@id": path, "@type": "File", "name": name, "encodingFormat": kind}


def _describe(
    document: Document,
    edition: Edition,
    config: Config,
    people: dict[str, dict[str, Any]],
    files: list[dict[str, Any]],
) -> dict[str, Any]:
    item = csl_item(document, edition, config)
    described = {
        "@id": folder(document.id),
        "@type": "Dataset",
        "name": document.title,
        "description": item.get("note", document.title),
        "identifier": document.id,
        "version": str(document.version),
        "inLanguage": document.language,
        "datePublished": issued_text(item),
        "author": [_person(name, people) for name in names(item)],
        "isBasedOn": {"@id": f"sources/{document.source[:12]}/raw.txt"},
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    return {key: value for key, value in described.items() if value}


def _person(name: str, people: dict[str, dict[str, Any]]) -> dict[str, str]:
    known = people.get(name)
    if known is None:
        known = {"@id": f"#person-{len(people) + 1}", "@type": "Person", "name": name}
        people[name] = known
    return {"@id": known["@id"]}
