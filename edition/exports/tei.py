"""Each document as TEI P5: the header with its provenance, the text with every editorial change.

An intervention is encoded where it acts: ``choice`` of ``sic`` and ``corr`` for a change, ``surplus``
for what an editor's eye would miss, ``supplied`` for what the capture lacks, ``gap`` for what
nobody has, ``sic`` for what is only suspected, ``orig`` for what an editor lets stand. Each names who is responsible (``resp``), how sure
that is (``cert``) and, by ``ana``, the rule, which the header describes. Markup and layout that no
reader would call a change are left out. Valid against ``tei_all``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR, absolute, folder, raw_path
from edition.exports.item import csl_item, issued_text, names, text_status
from edition.exports.tei_work import work_as_tei
from edition.ledger import url_of
from edition.model import (
    TEXT_KINDS,
    Action,
    Block,
    BlockKind,
    Certainty,
    Document,
    Edition,
    Fate,
    Intervention,
    Output,
    Piece,
)

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CERT = {
    Certainty.CERTAIN: "high",
    Certainty.HIGH: "high",
    Certainty.MEDIUM: "medium",
    Certainty.LOW: "low",
}
_RENDITION = {"strong": "bold", "em": "emphasis", "sup": "superscript", "sub": "subscript"}


def export_tei(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``tei.xml`` of every document."""
    for document in edition.documents:
        text = write_tei(document, edition, config)
        yield Output(folder(document.id) + "tei.xml", text.encode())


def export_work_tei(edition: Edition, _: Config) -> Iterator[Output]:
    """Give ``tei.xml`` of every work: the witnesses collated, as ``app`` and ``rdg``."""
    for work in edition.relations.works:
        if all(witness in edition.document_by_id for witness in work.witnesses):
            path = url_of("work", work.id).lstrip("/") + "tei.xml"
            yield Output(path, work_as_tei(work, edition).encode())


def write_tei(document: Document, edition: Edition, config: Config) -> str:
    """Write a document as a TEI file."""
    body = _Body(document, edition)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{document.id}">',
            *_header(document, edition, config),
            f"<text xml:lang={_attribute(document.language)}>",
            "<body>",
            *body.write(),
            "</body>",
            "</text>",
            "</TEI>\n",
        ]
    )


def _text(text: str) -> str:
    if not text.isprintable():  # nothing that XML forbids is printable, and most texts are
        text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return escape(text) if "&" in text or "<" in text or ">" in text else text


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


@lru_cache(maxsize=1024)
def _rule_id(code: str) -> str:
    return "rule-" + re.sub(r"[^\w.-]", "_", code)


def _agents(document: Document) -> dict[str, str]:
    """Give the XML id of each agent, by its name in the record."""
    people = dict.fromkeys(i.agent for i in document.interventions if i.agent != "rule")
    return {"rule": "machine"} | {name: f"editor-{n}" for n, name in enumerate(people, 1)}


def _header(document: Document, edition: Edition, config: Config) -> Iterator[str]:
    item = csl_item(document, edition, config)
    language = config.language
    date = issued_text(item)
    yield "<teiHeader>"
    yield f"<fileDesc><titleStmt><title>{_text(document.title)}</title>"
    yield from (f"<author>{_text(name)}</author>" for name in names(item))
    for name, identifier in _agents(document).items():
        who = f"{GENERATOR} {__version__}" if name == "rule" else name
        what = "cleaned by rules" if name == "rule" else "editorial decisions"
        yield f'<respStmt xml:id="{identifier}"><resp>{what}</resp><name>{_text(who)}</name></respStmt>'
    yield "</titleStmt>"
    yield f'<editionStmt><edition n="{document.version}">{_text(item["archive_location"])}</edition></editionStmt>'
    yield f"<publicationStmt><publisher>{_text(config.title.in_language(language))}</publisher>"
    yield f'<idno type="URI">{_text(item["URL"])}</idno><idno type="id">{document.id}</idno>'
    yield f"<availability><p>{_text(config.licence.in_language(language) or '—')}</p></availability></publicationStmt>"
    yield "<sourceDesc><biblStruct><analytic>"
    yield from (f"<author>{_text(name)}</author>" for name in names(item))
    yield f'<title level="a">{_text(document.title)}</title></analytic><monogr>'
    yield f'<title level="j">{_text(item.get("container-title") or "—")}</title><imprint>'
    claim = document.claim("published")
    cert = f' cert="{_CERT[claim.certainty]}"' if claim else ""
    yield f'<date when="{date}"{cert}>{date}</date>' if date else "<date>—</date>"
    yield "</imprint></monogr></biblStruct>"
    source = edition.source_by_hash.get(document.source)
    yield f'<bibl type="capture"><title>{_text(document.source_path)}</title>'
    yield f'<idno type="SHA-256">{document.source}</idno>'
    if source is not None:
        yield f"<ref target={_attribute(absolute(raw_path(source.source), config))}/>"
        yield f"<note>{source.source.encoding}, {len(source.source.data)} bytes, {_text(document.format)}</note>"
    yield "</bibl></sourceDesc></fileDesc>"
    yield "<encodingDesc><editorialDecl>"
    yield f"<correction><p>{_text(text_status(document).in_language(language))}</p></correction></editorialDecl>"
    yield from _rules(document, language)
    yield "</encodingDesc>"
    yield f"<profileDesc><langUsage><language ident={_attribute(document.language)}/></langUsage></profileDesc>"
    versions = edition.register.versions.get(document.id, ())
    if versions:
        yield "<revisionDesc>"
        yield from (
            f'<change n="{v.number}" when="{v.date}">{_text(v.reason)}</change>'
            for v in reversed(versions)
        )
        yield "</revisionDesc>"
    yield "</teiHeader>"


def _rules(document: Document, language: str) -> Iterator[str]:
    reasons: dict[str, str] = {}
    for act in document.interventions:
        if act.editorial:
            reasons.setdefault(act.rule, act.reason.in_language(language))
    if reasons:
        yield '<classDecl><taxonomy xml:id="rules">'
        for code, reason in sorted(reasons.items()):
            yield f'<category xml:id="{_rule_id(code)}"><catDesc>{_text(f"{code}: {reason}")}</catDesc></category>'
        yield "</taxonomy></classDecl>"


class _Body:
    """Writes the blocks of one document."""

    def __init__(self, document: Document, edition: Edition) -> None:
        self.document = document
        self.acts = {act.id: act for act in document.interventions}
        self.agents = _agents(document)
        record = edition.source_by_hash.get(document.source)
        self.raw = record.source.text if record else ""

    def write(self) -> Iterator[str]:
        """Give the divisions: the head and first paragraphs, then one for each heading."""
        yield '<div type="article">'
        for name, kind in (("kicker", "kicker"), ("title", "main"), ("deck", "deck")):
            if self.document.value(name):
                yield f'<head type="{kind}">{_text(self.document.value(name))}</head>'
        shown = [b for b in self.document.blocks if self._shown(b)]
        if not shown or shown[0].kind is BlockKind.HEADING:
            yield "<p/>"
        last = shown[-1] if shown else None
        place = 0
        while place < len(shown):
            kind = shown[place].kind
            end = place + 1
            while end < len(shown) and shown[end].kind is kind:
                end += 1
            yield from self._run(kind, shown[place:end], last)
            place = end
        yield "</div>"

    def _shown(self, block: Block) -> bool:
        return block.live and (
            block.kind in TEXT_KINDS or block.kind in (BlockKind.CAPTION, BlockKind.PICTURE)
        )

    def _run(self, kind: BlockKind, run: Sequence[Block], last: Block | None) -> Iterator[str]:
        if kind is BlockKind.LIST_ITEM:
            yield "<list>"
            yield from (f"<item{self._id(b)}>{self._inline(b.pieces)}</item>" for b in run)
            yield "</list>"
        elif kind is BlockKind.TABLE_ROW:
            yield "<table>"
            yield from (f"<row{self._id(b)}>{''.join(self._cells(b))}</row>" for b in run)
            yield "</table>"
        else:
            for number, block in enumerate(run):
                text = self._inline(block.pieces)
                if kind is BlockKind.HEADING:
                    yield f'</div>\n<div type="section">\n<head{self._id(block)}>{text}</head>'
                    if number + 1 < len(run) or block is last:
                        yield "<p/>"
                elif kind is BlockKind.QUOTE:
                    yield f"<quote{self._id(block)}><p>{text}</p></quote>"
                elif kind is BlockKind.VERSE:
                    lines = "</l><l>".join(text.split("\n"))
                    yield f"<lg{self._id(block)}><l>{lines}</l></lg>"
                elif kind in (BlockKind.CAPTION, BlockKind.PICTURE):
                    yield f"<figure><head>{text}</head></figure>"
                else:
                    yield f"<p{self._id(block)}>{text}</p>"

    def _id(self, block: Block) -> str:
        return f' xml:id="{block.anchor}"' if block.anchor else ""

    def _cells(self, block: Block) -> Iterator[str]:
        cell: list[Piece] = []
        for piece in block.pieces:
            if piece.text == "\t":
                yield f"<cell>{self._inline(cell)}</cell>"
                cell = []
            else:
                cell.append(piece)
        yield f"<cell>{self._inline(cell)}</cell>"

    def _inline(self, pieces: Iterable[Piece]) -> str:
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: Piece) -> str:
        act: Intervention | None = None
        for number in reversed(piece.by):
            if act := self.acts.get(number):
                break
        text = _text(piece.text)
        for mark in piece.marks:
            if text and mark in _RENDITION:
                text = f'<hi rend="{_RENDITION[mark]}">{text}</hi>'
        if act is None or not act.editorial:
            return text
        about = self._about(act)
        raw = _text(self.raw[piece.span.start : piece.span.end])
        if act.action is Action.GAP:
            # The sign for a gap is the edition's own, and said better by the element.
            return f'<gap reason="missing"{about}/>'
        if act.action is Action.MARK:
            return f"<sic{about}>{text}</sic>" if text else ""
        if act.action is Action.STET:
            return f"<orig{about}>{text}</orig>" if text else ""
        if piece.fate in (Fate.REMOVED, Fate.SET_ASIDE):
            return f"<surplus{about}>{raw}</surplus>" if raw.strip() else ""
        if piece.fate is Fate.CHANGED and not raw:
            return f"<supplied{about}>{text}</supplied>" if text else ""
        if piece.fate is Fate.CHANGED:
            return f"<choice><sic>{raw}</sic><corr{about}>{text}</corr></choice>"
        return text

    def _about(self, act: Intervention) -> str:
        agent = self.agents.get(act.agent, "machine")
        return f' resp="#{agent}" cert="{_CERT[act.certainty]}" ana="#{_rule_id(act.rule)}"'
