"""Citations of a document, for people and for reference managers, from one CSL-JSON item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from edition.config import Config
from edition.exports.addresses import absolute, folder
from edition.exports.gbt7714 import cite_gbt7714
from edition.exports.head import Tag, head_metadata
from edition.exports.item import cited_version, csl_item
from edition.exports.references import write_bibtex, write_csl, write_ris
from edition.exports.western import STYLES, cite_western
from edition.model import Document, Edition, Output, Words

__all__ = ["Cited", "Tag", "citations", "cite", "export_citations", "head_metadata"]

LABELS: dict[str, Words] = {
    "gbt7714": Words("GB/T 7714—2025", "GB/T 7714—2025"),
    "chicago": Words("芝加哥格式（第18版）", "Chicago (18th ed.)"),
    "apa": Words("APA 格式（第7版）", "APA (7th ed.)"),
    "mla": Words("MLA 格式（第9版）", "MLA (9th ed.)"),
    "bibtex": Words("BibTeX", "BibTeX"),
    "ris": Words("RIS（EndNote、NoteExpress、Zotero）", "RIS (EndNote, Zotero)"),
    "csl-json": Words("CSL-JSON", "CSL-JSON"),
}
FILES = {"bibtex": "cite.bib", "ris": "cite.ris", "csl-json": "cite.csl.json"}


class Cited(NamedTuple):
    """One form of the citation, to copy and to download."""

    key: str
    label: str
    text: str
    download: str
    """Path below the site's root."""


def citations(
    document: Document, edition: Edition, config: Config, language: str, *, paragraph: str = ""
) -> list[Cited]:
    """Give every form of the citation, labelled in the interface's language.

    With ``paragraph`` (``p12``) the citation names that paragraph by its address.
    """
    texts = {
        key: cite(document, edition, config, key, language, paragraph=paragraph) for key in LABELS
    }
    place = folder(document.id)
    return [
        Cited(key, LABELS[key].in_language(language), text, place + FILES.get(key, "cite.txt"))
        for key, text in texts.items()
    ]


def cite(
    document: Document,
    edition: Edition,
    config: Config,
    style: str,
    language: str,
    *,
    paragraph: str = "",
) -> str:
    """Give the citation in one style.

    The styles for people are followed by a sentence that their rules have no place for, and
    that whoever relies on the wording has to know: the edition, its version, the text's status.
    """
    item = csl_item(document, edition, config)
    if paragraph:
        item["URL"] += f"#{paragraph}"
    if style == "bibtex":
        return write_bibtex(item)
    if style == "ris":
        return write_ris(item).replace("\r\n", "\n")
    if style == "csl-json":
        return write_csl(item)
    reference = cite_western(item, style) if style in STYLES else cite_gbt7714(item)
    statement = _statement(document, item, edition, config, paragraph).in_language(language)
    return f"{reference} {statement}"


def _statement(
    document: Document, item: Mapping[str, Any], edition: Edition, config: Config, paragraph: str
) -> Words:
    version = cited_version(document, edition)
    zh = f"第{version.number}版" if version else "草稿"
    en = f"version {version.number}" if version else "draft"
    if paragraph:
        zh, en = f"{zh}，段落{paragraph}", f"{en}, paragraph {paragraph}"
    status = item["custom"]
    return Words(
        f"据《{config.title.zh}》{document.id}，{zh}（{status['status_zh']}）。",
        f"Text: {config.title.en}, {document.id}, {en} ({status['status_en']}).",
    )


def export_citations(edition: Edition, config: Config) -> Iterator[Output]:
    """Give the reference files of every document and version."""
    for document in edition.documents:
        yield from _references(folder(document.id), csl_item(document, edition, config))
        lines = [
            f"{LABELS[style].in_language(config.language)}\n"
            f"{cite(document, edition, config, style, config.language)}\n"
            for style in ("gbt7714", *STYLES)
        ]
        yield Output(folder(document.id) + "cite.txt", "\n".join(lines).encode())
    for versions in edition.register.versions.values():
        for version in versions:
            item = dict(version.item) | {"URL": absolute(version.url, config)}
            yield from _references(version.url.lstrip("/"), item)


def _references(place: str, item: Mapping[str, Any]) -> Iterator[Output]:
    yield Output(place + "cite.csl.json", write_csl(item).encode())
    yield Output(place + "cite.ris", write_ris(item).encode())
    yield Output(place + "cite.bib", write_bibtex(item).encode())
