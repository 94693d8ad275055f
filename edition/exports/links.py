"""Typed links between a document, its versions and its forms (Signposting, level 2).

The same links stand in the page's head, in ``linkset.json`` (RFC 9264) and in the HTTP headers
of the server (``_headers``), so that a machine finds the citation, the data and the capture
without reading the page. FAIR Signposting 1.0 has the relation types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edition.config import Config
from edition.exports.addresses import absolute, folder, raw_path
from edition.exports.json_text import dump
from edition.exports.recent import recent
from edition.ledger.revive import revive_document
from edition.model import Document, Edition, Output, SourceRecord, Version


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
    ("alternate", "text.txt", "text/plain"),
    ("alternate", "page.md", "text/markdown"),
    ("alternate", "document.json", "application/json"),
)
"""Relation, file and media type of the forms that each document and each version has."""

_KINDS = (
    Link("type", "https://schema.org/NewsArticle"),
    Link("type", "https://schema.org/AboutPage"),
)

LIVE_FORMS: tuple[tuple[str, str, str], ...] = (
    ("describedby", "prov.json", "application/json"),
    ("alternate", "tei.xml", "application/tei+xml"),
)
"""Forms that tell of the editing in full, of the latest state only."""


def forms_of(version: int) -> tuple[tuple[str, str, str], ...]:
    """Give the forms of a document (version 0), or of one of its versions."""
    return FORMS if version else (*FORMS, *LIVE_FORMS)


def typed_links(
    document: Document, edition: Edition, config: Config, *, version: int = 0
) -> tuple[Link, ...]:
    """Give the typed links of a document's page, or of the page of one of its versions."""
    versions = edition.register.versions.get(document.id, ())
    source = edition.source_by_hash.get(document.source)
    return links_of(document, versions, source, config, version)


@recent
def links_of(
    document: Document,
    versions: tuple[Version, ...],
    source: SourceRecord | None,
    config: Config,
    version: int,
) -> tuple[Link, ...]:
    """Give the typed links of a document with its versions and its source."""
    latest = absolute(folder(document.id), config)
    here = absolute(folder(document.id, version), config)
    cited = absolute(versions[-1].url, config) if versions else latest
    links = [Link("cite-as", here if version else cited), *_KINDS]
    links += [Link(rel, here + name, kind) for rel, name, kind in forms_of(version)]
    links.append(Link("linkset", here + "linkset.json", "application/linkset+json"))
    links.append(Link("collection", absolute("catalog.json", config), "application/json"))
    if source is not None:
        links.append(Link("via", absolute(raw_path(source.source), config), "text/plain"))
    if versions:
        links.append(Link("latest-version", latest))
        if 0 < version < len(versions):
            links.append(Link("successor-version", latest + f"v{version + 1}/"))
        if version > 1:
            links.append(Link("predecessor-version", latest + f"v{version - 1}/"))
        if not version:
            links += [Link("item", latest + f"v{v.number}/", "text/html") for v in versions]
    return tuple(links)


def make_linkset(
    document: Document, edition: Edition, config: Config, *, version: int = 0
) -> dict[str, Any]:
    """Give the links of a page, and those back from its forms, as an RFC 9264 link set."""
    anchor = absolute(folder(document.id, version), config)
    page: dict[str, Any] = {"anchor": anchor}
    for link in typed_links(document, edition, config, version=version):
        if link.rel != "linkset":
            target = {"href": link.href} | ({"type": link.type} if link.type else {})
            page.setdefault(link.rel, []).append(target)
    back = [
        {"anchor": anchor + name, "describes": [{"href": anchor, "type": "text/html"}]}
        for _, name, _ in forms_of(version)
    ]
    return {"linkset": [page, *back]}


def export_linksets(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``linkset.json`` of every document and version."""
    for document in edition.documents:
        yield _write_linkset(document, edition, config, 0)
    for versions in edition.register.versions.values():
        for version in versions:
            yield _write_linkset(revive_document(version), edition, config, version.number)


def _write_linkset(document: Document, edition: Edition, config: Config, version: int) -> Output:
    linkset = make_linkset(document, edition, config, version=version)
    path = folder(document.id, version) + "linkset.json"
    return Output(path, f"{dump(linkset)}\n".encode())
