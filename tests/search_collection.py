"""A generated collection of any size, for tests and measurements of the search.

Clauses of the five captures are recombined, with invented words between them, so that set phrases
are frequent and other words rare, as in a real collection. What the search must cope with is
planted: numbers and Latin, Traditional pages, half-width signs, inline markup in the middle of a
phrase, wordings that an editor or a rule changed, witnesses of one work, names in several forms.

>>> edition = generated_edition(6)
>>> len(edition.documents), edition.documents[0].id
(6, 'g55fp1s')
"""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import opencc

from edition.ledger.noid import mint, seeded
from edition.model import (
    Account,
    Action,
    Authority,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Document,
    Edition,
    Event,
    Fate,
    Intervention,
    Mention,
    Piece,
    Place,
    Relations,
    Source,
    SourceRecord,
    Span,
    Words,
    Work,
)

SOURCES = Path(__file__).parent.parent / "content" / "sources"
PUBLISHERS = (
    "吉林日报",
    "新浪财经",
    "观察者网",
    "彩练新闻",
    "长春晚报",
    "新华社",
    "地方志",
    "China Daily",
)
FORMATS = ("crawled-post", "page-dump", "newspaper-ocr")
SPECIAL = (
    "新增确诊病例1100万例", "其中100万例已治愈", "接种COVID-19疫苗12.5%", "PM2.5与H1N1并存", "采用5G+AI技术",
    "拨打12345热线", "3月19日晚上8:30", "总额￥3,500.75元", "WHO通报Omicron BA.2毒株", "面积达960万km²",
    "第①批与第②批", "“两手抓、两手硬”", "《防控方案（第八版）》", "A股ＡＢＣ板块", "É l'Étranger café",
)  # fmt: skip
NAMES = (
    ("景俊海", "person", ("景书记",)), ("韩俊", "person", ()), ("张恩惠", "person", ("张思惠",)), ("单玉厚", "person", ()),
    ("长春市", "place", ("长春",)), ("吉林大学第一医院", "organisation", ("吉大一院",)), ("吕梁", "place", ()),
    ("社会面清零", "term", ()),
)  # fmt: skip


@cache
def clauses() -> tuple[str, ...]:
    """Give the clauses of the five captures that are Chinese prose."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(SOURCES.glob("*.txt")))
    text = re.sub(r"<[^>]+>|\{\{.*?\}\}", "\n", text)
    found = re.split(r"[，。；！？\s:：]+", text)
    return tuple(
        sorted({one for one in found if re.fullmatch(r"[\u4e00-\u9fff、“”0-9]{4,24}", one)})
    )


@cache
def lexicon(size: int = 12_000) -> tuple[str, ...]:
    """Invent words of two to four common characters."""
    chance = random.Random(7)
    characters = [
        bytes((first, second)).decode("gb2312")
        for first in range(0xB0, 0xD7)
        for second in range(0xA1, 0xFF)
    ]
    chance.shuffle(characters)
    return tuple(
        "".join(chance.choices(characters[:2500], k=chance.choice((2, 2, 2, 3, 4))))
        for _ in range(size)
    )


class _Writer:
    """Writes one document: pieces, what became of them, and the source beneath."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.number = number
        self.chance = chance
        self.raw = ""
        self.changes: list[Intervention] = []
        self.blocks: list[Block] = []

    def piece(
        self, raw: str, text: str, fate: Fate, *, editor: str = "", marks: tuple[str, ...] = ()
    ) -> Piece:
        start = len(self.raw)
        self.raw += raw
        span = Span(start, len(self.raw))
        by: tuple[int, ...] = ()
        if fate is not Fate.KEPT:
            number = len(self.changes) + 1
            by = (number,)
            action = Action.REPLACE if text else Action.REMOVE
            self.changes.append(
                Intervention(
                    number,
                    "Dword" if editor else "W305",
                    action,
                    (span,),
                    raw,
                    text,
                    Words("误", "wrong"),
                    editor or "rule",
                )
            )
        return Piece(span, text, fate, by, marks)

    def sentence(self) -> str:
        parts: list[str] = []
        for _ in range(self.chance.randint(2, 5)):
            roll = self.chance.random()
            if roll < 0.45:
                parts.append(self.chance.choice(clauses()))
            elif roll < 0.5:
                parts.append(self.chance.choice(SPECIAL))
            elif roll < 0.56:
                parts.append(
                    self.chance.choice(
                        [NAMES[0][0], *(f for name, _, forms in NAMES for f in (name, *forms))]
                    )
                    + "到场"
                )
            else:
                words = lexicon()
                parts.append(
                    "".join(
                        words[int(len(words) * self.chance.random() ** 2.5)]
                        for _ in range(self.chance.randint(2, 5))
                    )
                )
        return "，".join(parts) + "。"

    def paragraph(self, anchor: str, length: int) -> None:
        text = ""
        while len(text) < length:
            text += self.sentence()
        pieces: list[Piece] = []
        roll = self.chance.random()
        middle = self.chance.randint(2, len(text) - 2)
        if roll < 0.15:  # an editor or a rule mended a character
            wrong = self.chance.choice("禾刈丬囗勹匕阝廾夂")
            editor = "某编者" if roll < 0.05 else ""
            pieces = [self.piece(text[:middle], text[:middle], Fate.KEPT),
                      self.piece(wrong, text[middle], Fate.CHANGED, editor=editor),
                      self.piece(text[middle + 1 :], text[middle + 1 :], Fate.KEPT)]  # fmt: skip
        elif roll < 0.2:  # words that do not belong here were removed
            stray = f"串行{self.number}误植"
            pieces = [self.piece(text[:middle], text[:middle], Fate.KEPT), self.piece(stray, "", Fate.REMOVED),
                      self.piece(text[middle:], text[middle:], Fate.KEPT)]  # fmt: skip
        elif roll < 0.5:  # inline markup parts a phrase
            pieces = [self.piece(text[:middle], text[:middle], Fate.KEPT),
                      self.piece(text[middle:], text[middle:], Fate.KEPT, marks=("strong",))]  # fmt: skip
        else:
            pieces = [self.piece(text, text, Fate.KEPT)]
        self.blocks.append(Block(BlockKind.PARAGRAPH, tuple(pieces), {}, anchor))
        self.raw += "\n"


def _claim(name: str, value: str) -> Claim:
    return Claim(name, value, Basis.ATTESTED, Certainty.CERTAIN)


@cache
def ids(pages: int) -> tuple[str, ...]:
    """Give ids as the ledger mints them: in no order, so that they cost a search what real ones do."""
    taken: dict[str, None] = {}
    for number in range(pages):
        taken[mint("g", taken, seeded("generated", str(number)))] = None
    return tuple(taken)


def _document(name: str, number: int, seed: int, length: int) -> tuple[Document, SourceRecord]:
    chance = random.Random(seed * 1_000_003 + number)
    writer = _Writer(number, chance)
    words = lexicon()
    title = f"{chance.choice(words)}{chance.choice(clauses())} {chance.choice(words)}第{number}号"
    writer.blocks.append(Block(BlockKind.TITLE, (writer.piece(title, title, Fate.KEPT),)))
    paragraphs = chance.randint(3, 8)
    for n in range(1, paragraphs + 1):
        writer.paragraph(
            f"p{n}", chance.randint(length // (paragraphs + 2), length * 2 // (paragraphs + 1))
        )
    day = date(2015, 1, 1) + timedelta(days=chance.randint(0, 8 * 365))
    publisher = chance.choice(PUBLISHERS)
    claims = [
        _claim("title", title),
        _claim("published", day.isoformat()),
        _claim("publisher", publisher),
    ]
    if chance.random() < 0.3:
        claims.append(_claim("deck", chance.choice(clauses())))
    if chance.random() < 0.5:
        claims.append(_claim("event_date", (day - timedelta(days=1)).isoformat()))
    if chance.random() < 0.1:
        claims.append(_claim("status", "ocr"))
    source = _source(f"sources/{number:05}.txt", writer.raw)
    total = len(writer.raw)
    account = Account(total, total, 0, 0, 0, 0)
    document = Document(
        name, 1, source.sha256, source.path, chance.choice(FORMATS), "zh-Hans",
        tuple(writer.blocks), tuple(claims), tuple(writer.changes), account,
    )  # fmt: skip
    return document, SourceRecord(source, document.format, account, (), (document.id,), ())


def _source(path: str, text: str) -> Source:
    data = text.encode()
    return Source(
        path,
        data,
        hashlib.sha256(data).hexdigest(),
        "utf-8",
        Basis.ATTESTED,
        Certainty.CERTAIN,
        text,
    )


def _traditional(document: Document, record: SourceRecord) -> tuple[Document, SourceRecord]:
    """Write the document anew in Traditional script, paragraph by paragraph."""
    convert = opencc.OpenCC("s2t").convert
    blocks: list[Block] = []
    raw = ""
    for block in document.blocks:
        text = convert(block.text)
        blocks.append(replace(block, pieces=(Piece(Span(len(raw), len(raw) + len(text)), text),)))
        raw += text + "\n"
    claims = tuple(
        replace(c, value=convert(c.value)) if c.field in ("title", "deck") else c
        for c in document.claims
    )
    source = _source(record.source.path, raw)
    turned = replace(
        document,
        source=source.sha256,
        language="zh-Hant",
        blocks=tuple(blocks),
        claims=claims,
        interventions=(),
    )
    return turned, replace(record, source=source)


def generated_edition(pages: int, *, seed: int = 1, length: int = 1_100) -> Edition:
    """Make an edition of ``pages`` documents of about ``length`` characters; the same for one seed."""
    documents: list[Document] = []
    records: list[SourceRecord] = []
    works: list[Work] = []
    for number, name in enumerate(ids(pages)):
        if number % 25 == 24:  # a second witness of the document before
            document = replace(
                documents[-1], id=name,
                claims=tuple(replace(c, value="转载站") if c.field == "publisher" else c for c in documents[-1].claims),
            )  # fmt: skip
            works.append(Work(f"w{number:05}", document.title, (documents[-1].id, document.id)))
            documents.append(document)
            continue
        document, record = _document(name, number, seed, length)
        if number % 33 == 5:
            document, record = _traditional(document, record)
        documents.append(document)
        records.append(record)
    return Edition(tuple(records), tuple(documents), _relations(documents, works))


def _relations(documents: list[Document], works: list[Work]) -> Relations:
    authorities = tuple(
        Authority(f"a{n}", kind, name, forms) for n, (name, kind, forms) in enumerate(NAMES)
    )
    mentions: list[Mention] = []
    events: dict[str, list[str]] = {}
    for document in documents:
        if day := document.value("event_date"):
            events.setdefault(day[:7], []).append(document.id)
        for authority in authorities:
            for block in document.paragraphs:
                form = next(
                    (f for f in (authority.name, *authority.forms) if f in block.text), None
                )
                if form:
                    at = block.text.index(form)
                    mentions.append(
                        Mention(
                            Place(document.id, block.anchor, at, at + len(form)), authority.id, form
                        )
                    )
    return Relations(
        works=tuple(works),
        events=tuple(
            Event(f"e{month}", f"{month}-01", f"{month} 例会", documents=tuple(ids))
            for month, ids in sorted(events.items())
        ),
        authorities=authorities,
        mentions=tuple(mentions),
    )
