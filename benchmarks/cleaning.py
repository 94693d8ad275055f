"""Cleaning, paragraph by paragraph and kind by kind: this edition's rules beside trafilatura.

Eighty captured posts were labelled by hand, reading each beside its capture: what is running text,
heading, caption, credit line, title, furniture. Their texts belong to their publishers, so the
labels (``tests/labels/posts.json``) name a capture by its SHA-256 and a paragraph by a hash of its
letters; whoever has the captures can run this::

    python -m benchmarks cleaning FOLDER [FOLDER …]

A paragraph of text or a heading is right if the system has it in its running text, anything else
if it has not. For ours the last column counts what is also called by its right name. Extractors
that keep everything do well in the first row and badly in the others; that is the point.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from edition.clean import clean
from edition.collection import Collection
from edition.config import Config
from edition.draft import ASIDE_KINDS, Draft
from edition.model import TEXT_KINDS, Block, BlockKind, Source, Words
from edition.readers import READERS, choose
from edition.reading import Log
from edition.rules import ARTICLE_RULES
from edition.sources import decode_source

LABELS = Path(__file__).parent.parent / "tests" / "labels" / "posts.json"
CONFIG = Config(
    title=Words("评测", "Benchmark"), description=Words("", ""), base_url="https://a.example/"
)
TEXT = ("body", "heading")
_KINDS = {
    "heading": {BlockKind.HEADING},
    "caption": {BlockKind.CAPTION},
    "credit": {BlockKind.CREDIT},
    "furniture": {BlockKind.FURNITURE},
    "title": {BlockKind.TITLE},
}
_BLANKS = "\u3000\xa0 \t\n"
SHORT = 8
"""Letters below which a paragraph must be a whole line of the output to count as kept."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as captured, before any rule."""

    text: str
    place: int
    """Where its text begins in the capture."""

    @property
    def hash(self) -> str:
        """Give the name by which the labels know it."""
        return hashlib.sha256(letters(self.text).encode()).hexdigest()[:12]


def letters(text: str) -> str:
    """Give the letters and figures of a text."""
    return re.sub(r"[\W_]+", "", text)


def _shown(block: Block) -> bool:
    return block.kind is not BlockKind.PICTURE and block.kind not in ASIDE_KINDS


def paragraphs(blocks: tuple[Block, ...]) -> list[Paragraph]:
    """Give the paragraphs of a first reading, as they were labelled."""
    return [
        Paragraph(text, next(p.span.start for p in block.pieces if p.text.strip(_BLANKS)))
        for block in blocks
        if _shown(block) and (text := block.text.strip(_BLANKS))
    ]


def ours(source: Source) -> tuple[list[Paragraph], dict[int, BlockKind], str]:
    """Clean a capture; give its paragraphs, the kind of each by its place, and the running text."""
    log = Log()
    reader = choose(source, READERS)
    reading = reader.read(source, log, CONFIG)
    captured = paragraphs(reading.blocks)
    draft = clean(
        Draft(source, reader.name, reading.blocks, reading.claims),
        ARTICLE_RULES, log, collection=Collection({}), config=CONFIG,
    )  # fmt: skip
    starts = {paragraph.place for paragraph in captured}
    kinds = {
        piece.span.start: block.kind
        for block in draft.blocks
        for piece in block.pieces
        if piece.span.start in starts and len(piece.span)
    }
    kept = [b.text for b in draft.blocks if b.kind in TEXT_KINDS and b.live]
    return captured, kinds, "\n".join(kept)


def trafilatura(source: Source, *, precision: bool) -> str:
    """Give what trafilatura takes for the main text of the same body."""
    from trafilatura import extract

    body = source.text.partition("\n---\n")[2] or source.text
    page = f"<html><head><title>.</title></head><body><article>{body}</article></body></html>"
    return extract(page, include_comments=False, favor_precision=precision) or ""


def keeps(text: str, paragraph: str) -> bool:
    """Say whether a system's running text has a paragraph."""
    wanted = letters(paragraph)
    trimmed = re.sub(r"\d{1,4}$", "", wanted)  # a counter that the site put behind it
    lines = [letters(line) for line in text.split("\n")]
    if len(wanted) < SHORT:
        return wanted in lines
    joined = "\n".join(lines)
    return wanted in joined or (len(trimmed) >= 2 * SHORT and trimmed in joined)


def main(arguments: list[str]) -> int:
    """Score both on the labelled captures that the folders have, and print the table."""
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    if not arguments:
        print("the labelled captures belong to their publishers: name the folders that have them")
        return 0
    whole: Counter[str] = Counter()
    right: dict[str, Counter[str]] = {s: Counter() for s in ("ours", "default", "precision")}
    named: Counter[str] = Counter()
    missed: list[str] = []
    posts = 0
    for path in sorted(
        p
        for folder in arguments
        if not folder.startswith("-")
        for p in Path(folder).rglob("*")
        if p.is_file()
    ):
        source = decode_source(path.name, path.read_bytes())
        expected = labels.get(source.sha256)
        if expected is None:
            continue
        posts += 1
        captured, kinds, text = ours(source)
        if [p.hash for p in captured] != [h for h, _ in expected]:
            print(f"{path.name}: the paragraphs are not those that were labelled", file=sys.stderr)
            return 1
        systems = {
            "ours": text,
            "default": trafilatura(source, precision=False),
            "precision": trafilatura(source, precision=True),
        }
        for paragraph, (_, label) in zip(captured, expected, strict=True):
            whole[label] += 1
            kind = kinds.get(paragraph.place)
            for system, output in systems.items():
                in_text = kind in TEXT_KINDS if system == "ours" else keeps(output, paragraph.text)
                right[system][label] += in_text is (label in TEXT)
                if system == "ours" and in_text is not (label in TEXT):
                    missed.append(f"{path.name}: {label}: {paragraph.text[:40]}")
            named[label] += kind in _KINDS.get(label, TEXT_KINDS)
    print(f"{posts} posts, {sum(whole.values())} paragraphs labelled by hand\n")
    print(
        f"{'':12}{'paragraphs':>11}{'ours':>9}{'trafilatura':>13}{'(precision)':>13}{'ours, named':>13}"
    )
    for label in ("body", "heading", "caption", "credit", "title", "furniture"):
        cells = [f"{right[s][label] / whole[label]:.1%}" for s in ("ours", "default", "precision")]
        print(f"{label:12}{whole[label]:>11}{cells[0]:>9}{cells[1]:>13}{cells[2]:>13}{named[label] / whole[label]:>13.1%}")  # fmt: skip
    if "--missed" in arguments:
        print("\n".join(missed))
    return 0
