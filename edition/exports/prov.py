"""How each document came about, as PROV-JSON (W3C member submission of PROV-DM).

The capture, its text, the article as it was divided from it, the cleaned text and the page are
entities; each stage of the build is an activity that used the one and made the next. Rules act
through the software, decisions through the editor who made them. There are no times: the same
input gives the same bytes, and when something was released the ledger says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR, absolute, folder, raw_path
from edition.ledger.form import hash_document
from edition.model import Document, Edition, Output

Relations = dict[str, dict[str, Any]]


def export_prov(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``prov.json`` of every document."""
    for document in edition.documents:
        text = json.dumps(describe_provenance(document, edition, config), ensure_ascii=False)
        yield Output(folder(document.id) + "prov.json", (text + "\n").encode())


def describe_provenance(document: Document, edition: Edition, config: Config) -> dict[str, Any]:
    """Describe the provenance of a document as one PROV-JSON object."""
    record = edition.source_by_hash.get(document.source)
    page = absolute(folder(document.id), config)
    editors = dict.fromkeys(i.agent for i in document.interventions if i.agent != "rule")
    rules = {i.rule: 0 for i in document.interventions if i.agent == "rule"}
    for act in document.interventions:
        if act.agent == "rule":
            rules[act.rule] += 1
    capture: dict[str, Any] = {
        "prov:type": _typed("prov:Entity"),
        "prov:label": document.source_path,
        "ed:sha256": document.source,
    }
    if record is not None:
        capture |= {
            "ed:bytes": len(record.source.data),
            "ed:encoding": record.source.encoding,
            "prov:atLocation": absolute(raw_path(record.source), config),
        }
    entities: dict[str, dict[str, Any]] = {
        "doc:capture": capture,
        "doc:reading": {"prov:label": "text as read", "ed:reader": document.format},
        "doc:draft": {"prov:label": "article as divided", "ed:characters": document.account.total},
        "doc:text": {"prov:label": "cleaned text", "ed:sha256": hash_document(document)},
        "doc:page": {
            "prov:label": document.title,
            "prov:atLocation": page,
            "ed:version": document.version,
        },
    }
    stages: list[tuple[str, str, str, dict[str, Any]]] = [
        ("read", "doc:capture", "doc:reading", {"ed:reader": document.format}),
        ("divide", "doc:reading", "doc:draft", {}),
        ("clean", "doc:draft", "doc:text", {"ed:rules": json.dumps(dict(sorted(rules.items())))}),
        ("publish", "doc:text", "doc:page", {}),
    ]
    if editors:
        entities["doc:proposal"] = {"prov:label": "text cleaned by rules alone"}
        stages[2] = ("clean", "doc:draft", "doc:proposal", stages[2][3])
        decisions = len({i.rule for i in document.interventions if i.agent != "rule"})
        stages.insert(3, ("decide", "doc:proposal", "doc:text", {"ed:decisions": decisions}))
    activities = {
        f"doc:{name}": {"prov:label": name, "prov:type": name, **details}
        for name, _, _, details in stages
    }
    software = f"{GENERATOR} {__version__}"
    agents: dict[str, Any] = {
        "ed:software": {"prov:type": _typed("prov:SoftwareAgent"), "prov:label": software}
    }
    agents |= {
        f"ed:editor{n}": {"prov:type": _typed("prov:Person"), "prov:label": name}
        for n, name in enumerate(editors, 1)
    }
    association: Relations = {
        f"_:a{n}": {"prov:activity": f"doc:{name}", "prov:agent": "ed:software"}
        for n, (name, *_) in enumerate(stages, 1)
    }
    association |= {
        f"_:e{n}": {"prov:activity": "doc:decide", "prov:agent": f"ed:editor{n}"}
        for n, _ in enumerate(editors, 1)
    }
    return {
        "prefix": {"doc": f"{page}#", "ed": absolute("ns#", config)},
        "entity": entities,
        "activity": activities,
        "agent": agents,
        "used": {
            f"_:u{n}": {"prov:activity": f"doc:{name}", "prov:entity": before}
            for n, (name, before, _, _) in enumerate(stages, 1)
        },
        "wasGeneratedBy": {
            f"_:g{n}": {"prov:entity": after, "prov:activity": f"doc:{name}"}
            for n, (name, _, after, _) in enumerate(stages, 1)
        },
        "wasDerivedFrom": {
            f"_:d{n}": {"prov:generatedEntity": after, "prov:usedEntity": before}
            for n, (_, before, after, _) in enumerate(stages, 1)
        },
        "wasAssociatedWith": association,
    }


def _typed(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
