"""The ledger itself, and the list of ids by which a mistyped one is told from an unknown one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from edition.config import Config
from edition.ledger import url_of
from edition.ledger.noid import ALPHABET
from edition.model import Edition, Output


def export_ledger(edition: Edition, _: Config) -> Iterator[Output]:
    """Give ``ledger.jsonl``, against which ``build.py verify`` checks texts and captures."""
    if edition.register.ledger:
        yield Output("ledger.jsonl", edition.register.ledger.encode())


def export_ids(edition: Edition, _: Config) -> Iterator[Output]:
    """Give ``ids.json``: the alphabet of ids, and every page by its id.

    The page for addresses that do not exist reads it to say whether an id was mistyped (its
    check character is wrong) and which ones are near.
    """
    relations = edition.relations
    pages = {d.id: {"url": f"d/{d.id}/", "title": d.title} for d in edition.documents}
    for work in relations.works:
        pages[work.id] = {"url": f"works/{work.id}/", "title": work.title}
    for event in relations.events:
        pages[event.id] = {"url": f"events/{event.id}/", "title": event.title}
    for authority in relations.authorities:
        url = url_of(authority.kind, authority.id).lstrip("/")
        pages[authority.id] = {"url": url, "title": authority.name}
    for stone in edition.register.tombstones:
        pages[stone.id] = {"url": stone.url.lstrip("/"), "title": stone.title}
    listed = {"alphabet": ALPHABET, "pages": dict(sorted(pages.items()))}
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    yield Output("ids.json", (text + "\n").encode())
