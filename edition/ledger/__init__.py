"""The ledger (登记册): ids, URLs, versions, paragraph ids, aliases and withdrawals, for good."""

from edition.ledger.align import Alignment, align_paragraphs
from edition.ledger.identify import (
    Article,
    Identity,
    identify,
    identify_things,
    identify_works,
    new_id,
    paragraph_ids,
    url_of,
)
from edition.ledger.lines import KINDS, PREFIXES, Line, Paragraph, Retired, hash_text, write_line
from edition.ledger.noid import check_character, is_valid, mint, neighbours, seeded
from edition.ledger.register import Ledger, Registration, build_ledger, read_ledger

__all__ = [
    "KINDS",
    "PREFIXES",
    "Alignment",
    "Article",
    "Identity",
    "Ledger",
    "Line",
    "Paragraph",
    "Registration",
    "Retired",
    "align_paragraphs",
    "build_ledger",
    "check_character",
    "hash_text",
    "identify",
    "identify_things",
    "identify_works",
    "is_valid",
    "mint",
    "neighbours",
    "new_id",
    "paragraph_ids",
    "read_ledger",
    "seeded",
    "url_of",
    "write_line",
]
