"""Citations of a document, for people and for reference managers, from one CSL-JSON item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from edition.config import Config
from edition.exports.addresses import absolute, folder
from edition.exports.gbt7714 import cite_gbt7714
from edition.exports.head import Tag, head_metadata
from edition.exports.item import cited_version, csl_item, item_of
from edition.exports.recent import recent
from edition.exports.references import write_bibtex, write_csl, write_ris
from edition.exports.western import STYLES, cite_western
from edition.model import Document, Edition, Output, Version, Words

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
_FOR_PEOPLE = ("gbt7714", *STYLES)
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
    cited = _cited(document, edition, config, paragraph)
    said = _statement(document, cited, config, paragraph).in_language(language)
    place = folder(document.id)
    return [
        Cited(
            key,
            label.in_language(language),
            f"{cited.references[key]} {said}" if key in _FOR_PEOPLE else cited.references[key],
            place + FILES.get(key, "cite.txt"),
        )
        for key, label in LABELS.items()
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
    cited = _cited(document, edition, config, paragraph)
    if style not in _FOR_PEOPLE:
        return cited.references[style]
    said = _statement(document, cited, config, paragraph).in_language(language)
    return f"{cited.references[style]} {said}"


class _Cited(NamedTuple):
    """What does not depend on the language of the interface."""

    version: Version | None
    item: Mapping[str, Any]
    references: Mapping[str, str]
    """By style, without the sentence that follows some."""


def _cited(document: Document, edition: Edition, config: Config, paragraph: str) -> _Cited:
    version = cited_version(document, edition)
    if paragraph:
        item = csl_item(document, edition, config)
        return _Cited(version, item, _refer(item | {"URL": f"{item['URL']}#{paragraph}"}))
    return _without_paragraph(document, version, config)


@recent
def _without_paragraph(document: Document, version: Version | None, config: Config) -> _Cited:
    item = item_of(document, version, config)
    return _Cited(version, item, _refer(item))


def _refer(item: Mapping[str, Any]) -> dict[str, str]:
    return {
        "gbt7714": cite_gbt7714(item),
        **{style: cite_western(item, style) for style in STYLES},
        "bibtex": write_bibtex(item),
        "ris": write_ris(item).replace("\r\n", "\n"),
        "csl-json": write_csl(item),
    }


def _statement(document: Document, cited: _Cited, config: Config, paragraph: str) -> Words:
    version = cited.version
    zh = f"第{version.number}版" if version else "草稿"
    en = f"version {version.number}" if version else "draft"
    if paragraph:
        zh, en = f"{zh}，段落{paragraph}", f"{en}, paragraph {paragraph}"
    status = cited.item["custom"]
    return Words(
        f"据《{config.title.zh}》{document.id}，{zh}（{status['status_zh']}）。",
        f"Text: {config.title.en}, {document.id}, {en} ({status['status_en']}).",
    )


def export_citations(edition: Edition, config: Config) -> Iterator[Output]:
    """Give the reference files of every document and version."""
    for document in edition.documents:
        cited = _cited(document, edition, config, "")
        place = folder(document.id)
        said = _statement(document, cited, config, "").in_language(config.language)
        yield from _references(place, cited.item, cited.references)
        lines = [
            f"{LABELS[style].in_language(config.language)}\n{cited.references[style]} {said}\n"
            for style in _FOR_PEOPLE
        ]
        yield Output(place + "cite.txt", "\n".join(lines).encode())
    for versions in edition.register.versions.values():
        for version in versions:
            item = dict(version.item) | {"URL": absolute(version.url, config)}
            made = {"csl-json": write_csl(item), "bibtex": write_bibtex(item)}
            yield from _references(version.url.lstrip("/"), item, made)


def _references(place: str, item: Mapping[str, Any], made: Mapping[str, str]) -> Iterator[Output]:
    yield Output(place + "cite.csl.json", made["csl-json"].encode())
    yield Output(place + "cite.ris", write_ris(item).encode())
    yield Output(place + "cite.bib", made["bibtex"].encode())
