"""What machines read in the head of a document's page: Zotero, crawlers, search engines, archives.

Which client reads which field was measured (``docs/citing.md``): Zotero saves a newspaper
article with all its fields only if ``citation_*``, ``z:itemType`` and ``DC.source`` stand
together, does not read JSON-LD, and prefers COinS, in which it loses most; so there is none.
Every value comes from the one CSL-JSON item.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from edition.config import Config
from edition.exports.addresses import absolute, folder
from edition.exports.item import issued_text, item_of, names
from edition.exports.links import links_of
from edition.exports.recent import recent
from edition.model import Document, Edition, SourceRecord, Version


class Tag(NamedTuple):
    """An element of the head, for a template to write with escaping."""

    name: str
    """``meta``, ``link`` or ``script``."""
    attributes: Mapping[str, str]
    data: Mapping[str, Any]
    """What a ``script`` of type ``application/ld+json`` contains: write it with ``|tojson``."""


def head_metadata(
    document: Document, edition: Edition, config: Config, *, version: int = 0
) -> list[Tag]:
    """Give the elements for the head of a document's page, or of one of its versions.

    ``title``, ``description`` and ``hreflang`` are on every page, and not among them; ``canonical`` is.
    """
    versions = edition.register.versions.get(document.id, ())
    source = edition.source_by_hash.get(document.source)
    return list(_tags(document, versions, source, config, version))


@recent
def _tags(
    document: Document,
    versions: tuple[Version, ...],
    source: SourceRecord | None,
    config: Config,
    version: int,
) -> tuple[Tag, ...]:
    item = _item(document, versions, config, version)
    canonical = absolute(folder(document.id, version), config)
    links = links_of(document, versions, source, config, version)
    public = canonical if version else links[0].href
    return (
        Tag("link", {"rel": "canonical", "href": canonical}, {}),
        *(Tag("link", link.attributes, {}) for link in links),
        *(
            Tag("meta", {"name": name, "content": content}, {})
            for name, content in _named(item, config, public)
        ),
        *(
            Tag("meta", {"property": name, "content": content}, {})
            for name, content in _open_graph(document, item, config, canonical)
            if content
        ),
        Tag(
            "script",
            {"type": "application/ld+json"},
            _linked_data(document, versions, source, config, version, item),
        ),
    )


def _item(
    document: Document, versions: tuple[Version, ...], config: Config, version: int
) -> Mapping[str, Any]:
    shown = versions[version - 1] if 0 < version <= len(versions) else None
    cited = versions[-1] if versions else None
    if shown is None or not shown.item:
        item = item_of(document, cited, config)
        return item if shown is None else {**item, "URL": absolute(shown.url, config)}
    return item_of(document, shown, config)


def _named(item: Mapping[str, Any], config: Config, public: str) -> Iterator[tuple[str, str]]:
    date = issued_text(item)
    rows = [
        ("citation_title", item["title"]),
        *(("citation_author", name) for name in names(item)),
        ("citation_publication_date", date),
        ("citation_language", item.get("language", "")),
        ("citation_public_url", public),
        ("z:itemType", "newspaperArticle"),
        ("DC.type", "newspaperArticle"),
        ("DC.title", item["title"]),
        *(("DC.creator", name) for name in names(item)),
        ("DC.source", item.get("container-title", "")),
        ("DC.date", date),
        ("DC.language", item.get("language", "")),
        ("DC.identifier", public),
        ("DC.publisher", item.get("archive", "")),
        ("DC.coverage", item.get("archive_location", "")),
        ("DC.rights", config.licence.in_language(config.language)),
        ("z:archive", item.get("archive", "")),
    ]
    return ((name, value) for name, value in rows if value)


def _open_graph(
    document: Document, item: Mapping[str, Any], config: Config, canonical: str
) -> Iterator[tuple[str, str]]:
    yield "og:type", "article"
    yield "og:title", item["title"]
    yield "og:url", canonical
    yield "og:site_name", config.title.in_language(config.language)
    yield "og:locale", item.get("language", "").replace("-", "_")
    yield "og:description", describe(document)
    yield "article:published_time", issued_text(item)


def describe(document: Document) -> str:
    """Give the first words of the text, for previews and search results."""
    first = document.paragraphs[0].text if document.paragraphs else ""
    text = " ".join((document.value("deck") or first).split())
    return text if len(text) <= 120 else text[:119] + "…"


def _linked_data(
    document: Document,
    versions: tuple[Version, ...],
    source: SourceRecord | None,
    config: Config,
    version: int,
    item: Mapping[str, Any],
) -> dict[str, Any]:
    """Describe the document in JSON-LD: a ``NewsArticle`` kept in an archive."""
    number = version or (versions[-1].number if versions else 0)
    home = {"@type": "ArchiveOrganization", "name": item.get("archive", ""), "url": config.base_url}
    outlet = item.get("container-title", "")
    address = absolute(folder(document.id, version), config)
    described = {
        "@context": "https://schema.org",
        "@type": ["NewsArticle", "ArchiveComponent"],
        "@id": absolute(folder(document.id, number), config),
        "url": address,
        "headline": item["title"],
        "alternativeHeadline": document.value("deck"),
        "inLanguage": item.get("language", ""),
        "datePublished": issued_text(item),
        "dateModified": versions[number - 1].date if 0 < number <= len(versions) else "",
        "author": [{"@type": "Person", "name": name} for name in names(item)],
        "editor": [{"@type": "Person", "name": name} for name in document.values("editor")],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet} if outlet else "",
        "version": str(number) if number else "",
        "isBasedOn": absolute(f"sources/{source.source.sha256[:12]}/", config) if source else "",
        "holdingArchive": home,
        "isPartOf": {
            "@type": "Collection",
            "name": item.get("archive", ""),
            "url": config.base_url,
        },
        "identifier": document.id,
        "creditText": item.get("note", ""),
    }
    return {key: value for key, value in described.items() if value}


def write_head(tags: Iterable[Tag]) -> str:
    r"""Write the elements as HTML, escaped; in JSON-LD as Jinja's ``tojson`` escapes.

    >>> print(write_head([Tag("meta", {"name": "citation_title", "content": '“<a>” & "b"'}, {})]))
    <meta name="citation_title" content="“&lt;a&gt;” &amp; &quot;b&quot;">
    >>> print(write_head([Tag("script", {"type": "application/ld+json"}, {"name": "</script>"})]))
    <script type="application/ld+json">{"name":"\u003c/script\u003e"}</script>
    """
    return "\n".join(_write_tag(tag) for tag in tags)


def _write_tag(tag: Tag) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in tag.attributes.items())
    if tag.name != "script":
        return f"<{tag.name}{attributes}>"
    text = json.dumps(tag.data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&'\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"<script{attributes}>{text}</script>"
