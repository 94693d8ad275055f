"""What is fuzzed: each target takes any bytes, and raises only if something is broken.

An ``EditionError`` is an answer for a person and no fault; anything else is, and so is a
character that is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from edition import frontmatter
from edition.checks.content import active, addresses
from edition.clean import clean
from edition.collection import Collection
from edition.conclude import Prepared, document_of, paragraphs_of, record_of, settled
from edition.config import Config
from edition.divide import divide
from edition.draft import Draft
from edition.errors import EditionError
from edition.ledger import Identity
from edition.model import Source, Words
from edition.readers import READERS, Reader, choose
from edition.reading import Log, in_raw_order, verify
from edition.render.inline import reading_html
from edition.rules import ARTICLE_RULES, PAGE_RULES
from edition.sources import decode_source

CONFIG = Config(Words("试", "Trial"), Words("", ""), "https://edition.example/")


def account_for(text: str, *, only: Reader | None = None) -> None:
    """Read a text with every reader, or one, and demand each character exactly once."""
    try:
        source = decode_source("sources/a.md", text.encode("utf-8"), encoding="utf-8")
    except EditionError:
        return
    for reader in (only,) if only else READERS:
        log = Log()
        try:
            reading = reader.read(source, log, CONFIG)
        except EditionError:
            continue
        verify(source, in_raw_order(reading.blocks), {i.id for i in log.entries})


def build_one(text: str) -> None:
    """Take a capture through readers, rules, division and account; look at what would be shown."""
    try:
        source = decode_source("sources/a.md", text.encode("utf-8"), encoding="utf-8")
        _through(source)
    except EditionError as error:
        if type(error) is not EditionError:
            raise  # a character is lost


def _through(source: Source) -> None:
    log = Log()
    reader = choose(source, READERS)
    reading = reader.read(source, log, CONFIG)
    collection = Collection({source.path: "\n".join(b.text for b in reading.blocks)})
    draft = Draft(source, reader.name, reading.blocks, reading.claims, reading.notices)
    if reader.articles:
        draft = clean(draft, PAGE_RULES, log, collection=collection, config=CONFIG)
    division = divide(draft, log, articles=reader.articles)
    drafts = [
        settled(clean(d, ARTICLE_RULES, log, collection=collection, config=CONFIG))
        for d in division.drafts
    ]
    entries = log.entries
    documents = [
        document_of(
            d,
            Identity(f"d{n}", 1, "draft", released=False),
            [f"p{m}" for m, _ in enumerate(paragraphs_of(d.blocks), 1)],
            entries,
            alone=len(drafts) == 1,
        )
        for n, d in enumerate(drafts)
    ]
    record_of(
        Prepared(source, reader.name, tuple(drafts), division.remainder, (), entries), documents
    )
    for document in documents:
        shown = "".join(f"<p>{reading_html(block)}</p>" for block in document.blocks)
        for found in active(shown):
            raise AssertionError(found.what)
        for led in addresses(shown):
            assert not led.wrong, led.wrong
            assert not led.asked, f"asks for {led.asked}"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _front_matter(data: bytes) -> None:
    try:
        frontmatter.load(_text(data), "a.md")
    except EditionError:
        return


def _decode(data: bytes) -> None:
    try:
        decode_source("sources/a.md", data)
    except EditionError:
        return


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "readers": lambda data: account_for(_text(data)),
    "engine": lambda data: build_one(_text(data)),
    "frontmatter": _front_matter,
    "decoding": _decode,
}
