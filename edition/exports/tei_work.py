"""A work with its witnesses as TEI P5: one text, each place of variation an ``app``.

The method is parallel segmentation: every row of the alignment is a ``p``, what all witnesses have
stands in it, and where they differ an ``app`` has the base's reading as ``lem`` and the others as
``rdg``, witnesses of one reading together. Each witness can be read off exactly. Valid against
``tei_all``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from edition.model import Document, Edition, Variant, Work

PARAGRAPH = "\u2029"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS: Mapping[str, str] = {
    "punctuation": "Punctuation or width alone 仅标点或全半角",
    "omission": "Lacks what the base has 脱文",
    "addition": "Has what the base lacks 衍文或增文",
    "substitution": "Another wording 异文",
    "transposition": "The same at another place 移位",
    "ocr": "Probably misread by OCR 疑似 OCR 误认",
    "name": "Another form of a name 人名异文",
}


def work_as_tei(work: Work, edition: Edition) -> str:
    """Write a work with all readings of its witnesses."""
    documents = [edition.document_by_id[identifier] for identifier in work.witnesses]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{work.id}">',
            *_header(work, documents),
            f"<text xml:lang={_attribute(documents[0].language)}>",
            "<body>",
            *_body(work),
            "</body>",
            "</text>",
            "</TEI>\n",
        ]
    )


def _header(work: Work, documents: Sequence[Document]) -> Iterator[str]:
    yield "<teiHeader><fileDesc>"
    yield f"<titleStmt><title>{_text(work.title)}</title></titleStmt>"
    yield f'<publicationStmt><p><idno type="id">{work.id}</idno></p></publicationStmt>'
    yield "<sourceDesc><listWit>"
    for document in documents:
        yield f'<witness xml:id="{document.id}"><bibl><title>{_text(document.title or document.source_path)}</title>'
        if document.value("publisher"):
            yield f"<publisher>{_text(document.value('publisher'))}</publisher>"
        if re.match(r"\d{4}-\d{2}-\d{2}", document.value("published")):
            day = document.value("published")[:10]
            yield f'<date when="{day}">{day}</date>'
        yield f'<idno type="SHA-256">{document.source}</idno></bibl></witness>'
    yield "</listWit></sourceDesc></fileDesc><encodingDesc>"
    yield '<variantEncoding method="parallel-segmentation" location="internal"/>'
    yield f"<editorialDecl><interpretation><p>{_text(f'{work.base_reason.en} {work.base_reason.zh}')}</p></interpretation></editorialDecl>"
    yield "<classDecl><taxonomy>"
    for kind in sorted({variant.kind for variant in work.variants}):
        yield f'<category xml:id="kind-{kind}"><catDesc>{_text(_KINDS.get(kind, kind))}</catDesc></category>'
    yield (
        "</taxonomy></classDecl></encodingDesc></teiHeader>"
        if work.variants
        else (
            '<category xml:id="kind-none"><catDesc>No variants 无异文</catDesc></category></taxonomy></classDecl>'
            "</encodingDesc></teiHeader>"
        )
    )


def _body(work: Work) -> Iterator[str]:
    placed = {
        (variant.row, variant.column): variant for variant in work.variants if variant.row >= 0
    }
    for variant in work.variants:
        if variant.row < 0:
            having = {reading.witness: reading.text for reading in variant.readings}
            ordered = [having.get(witness, "") for witness in work.witnesses]
            name = variant.readings[0].place.paragraph
            yield f'<p rend="record" n="{name}">{_app(ordered, work.witnesses, variant)}</p>'
    for at, row in enumerate(work.alignment):
        parts: list[str] = []
        for column_at, tokens in enumerate(row):
            variant_here = placed.get((at, column_at))
            same = len(set(tokens)) == 1
            parts.append(
                _content(tokens[0]) if same else _app(tokens, work.witnesses, variant_here)
            )
        yield f'<p n="{at + 1}">{"".join(parts)}</p>'


def _app(tokens: Sequence[str], witnesses: Sequence[str], variant: Variant | None) -> str:
    """Write a place of variation; the base's reading stands first."""
    readings: dict[str, list[str]] = {}
    for token, witness in zip(tokens, witnesses, strict=True):
        readings.setdefault(token, []).append(f"#{witness}")
    attributes = ""
    if variant is not None:
        attributes = (
            f' xml:id="app-{variant.number}" type="{variant.kind}" ana="#kind-{variant.kind}"'
        )
        if variant.partner:
            attributes += f' corresp="#app-{variant.partner}"'
    parts: list[str] = []
    for token, having in readings.items():
        element = "rdg" if parts else "lem"
        content = _content(token)
        opening = f'<{element} wit="{" ".join(having)}"'
        parts.append(f"{opening}>{content}</{element}>" if content else f"{opening}/>")
    return f"<app{attributes}>{''.join(parts)}</app>"


def _content(token: str) -> str:
    """Write a token; where one witness goes on to a new paragraph, a milestone stands."""
    return '<milestone unit="p"/>'.join(_text(part) for part in token.split(PARAGRAPH))


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
