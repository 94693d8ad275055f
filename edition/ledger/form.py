"""What counts as a document's text, and what as its record: the two things that versions freeze."""

from __future__ import annotations

import json
import unicodedata

from edition.ledger.lines import hash_text
from edition.model import BlockKind, Document

CITED = (
    "kicker", "title", "deck", "published", "publisher", "origin", "via", "byline",
    "photographer", "editor", "proofreader", "dateline", "place", "language", "status",
)  # fmt: skip
"""Fields that a citation or a catalogue card shows: a change of them is worth a new version."""


def text_form(document: Document) -> str:
    r"""Give the text as plain text: what ``text.txt`` has, and what the ledger's hash is of.

    Kicker, title and deck stand at the head, each on a line; then the paragraphs, each after an
    empty line. Captions, bylines and editors' lines are not part of it. Line ends are ``\n``,
    the last line has one too. ``sha256sum text.txt`` gives the ledger's hash, unless the text
    has characters that NFC changes, for the hash is of the text in NFC.
    """
    head = [document.value(name) for name in ("kicker", "title", "deck")]
    body = [block.text for block in document.paragraphs]
    return "\n\n".join(["\n".join(filter(None, head)), *body]).strip("\n") + "\n"


def hash_document(document: Document) -> str:
    """Give the SHA-256 of the document's text form in NFC."""
    return hash_text(text_form(document))


def hash_record(document: Document) -> str:
    """Give the SHA-256 of what is cited, catalogued and captioned besides the text."""
    captions = [b.text for b in document.blocks if b.kind is BlockKind.CAPTION and b.live]
    record = {name: list(document.values(name)) for name in CITED} | {"captions": captions}
    plain = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hash_text(unicodedata.normalize("NFC", plain))
