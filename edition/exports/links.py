"""Typed links between a document, its versions and its forms (Signposting, level 2).

The same links stand in the page's head, in ``linkset.json`` (RFC 9264) and in the HTTP headers
of the server (``_headers``), so that a machine finds the citation, the data and the capture
without reading the page. FAIR Signposting 1.0 has the relation types.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edition.config import Config
from edition.exports.addresses import absolute, folder, raw_path
from edition.exports.item import cite_as
from edition.model import Document, Edition, Output


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link (RFC 8288) from a page."""

    rel: str
    href: str
    type: str = ""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Give the attributes of the ``link`` element."""
        return {"rel": self.rel, "href": self.href} | ({"type": self.type} if self.type else {})

    @property
    def header(self) -> str:
        """Give the value of the ``Link`` header.

        >>> Link("linkset", "https://e.example/l.json", "application/linkset+json").header
        '<https://e.example/l.json>; rel="linkset"; type="application/linkset+json"'
        """
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}'


FORMS: tuple[tuple[str, str, str], ...] = (
    ("describedby", "cite.csl.json", "application/vnd.citationstyles.csl+json"),
    ("describedby", "cite.ris", "application/x-research-info-systems"),
    ("describedby", "cite.bib", "application/x-bibtex"),
    ("describedby", "prov.json", "application/json"),
    ("alternate", "text.txt", "text/plain"),
    ("alternate", "page.md", "text/markdown"),
    ("alternate", "document.json", "application/json"),
    ("alternate", "tei.xml", "application/tei+xml"),
)
"""Relation, file and media type of the forms that each document has."""


def typed_links(
    document: Document, edition: Edition, config: Config, *, version: int = 0
) -> tuple[Link, ...]:
    """Give the typed links of a document's page, or of the page of one of its versions."""
    place = absolute(folder(document.id), config)
    versions = edition.register.versions.get(document.id, ())
    here = absolute(folder(document.id, version), config)
    links = [
        Link("cite-as", here if version else cite_as(document, edition, config)),
        Link("type", "https://schema.org/NewsArticle"),
        Link("type", "https://schema.org/AboutPage"),
    ]
    links += [Link(rel, place + name, kind) for rel, name, kind in FORMS]
    links.append(Link("linkset", place + "linkset.json", "application/linkset+json"))
    links.append(Link("collection", absolute("catalog.json", config), "application/json"))
    source = edition.source_by_hash.get(document.source)
    if source is not None:
        links.append(Link("via", absolute(raw_path(source.source), config), "text/plain"))
    if versions:
        links.append(Link("version-history", place + "versions/"))
        links.append(Link("latest-version", place))
        if 0 < version < len(versions):
            links.append(Link("successor-version", place + f"v{version + 1}/"))
        if version > 1:
            links.append(Link("predecessor-version", place + f"v{version - 1}/"))
    return tuple(links)


def make_linkset(document: Document, edition: Edition, config: Config) -> dict[str, Any]:
    """Give the document's links, and those of each version, as an RFC 9264 link set."""
    numbers = [0, *(v.number for v in edition.register.versions.get(document.id, ()))]
    contexts: list[dict[str, Any]] = []
    for number in numbers:
        anchor = absolute(folder(document.id, number), config)
        context: dict[str, Any] = {"anchor": anchor}
        for link in typed_links(document, edition, config, version=number):
            if link.rel != "linkset":
                target = {"href": link.href} | ({"type": link.type} if link.type else {})
                context.setdefault(link.rel, []).append(target)
        contexts.append(context)
    page = absolute(folder(document.id), config)
    contexts += [
        {"anchor": page + name, "describes": [{"href": page, "type": "text/html"}]}
        for _, name, _ in FORMS
    ]
    return {"linkset": contexts}


def export_linksets(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``linkset.json`` of every document."""
    for document in edition.documents:
        text = json.dumps(make_linkset(document, edition, config), ensure_ascii=False, indent=1)
        yield Output(folder(document.id) + "linkset.json", (text + "\n").encode())
