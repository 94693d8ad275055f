"""Run the real readers and the whole table of rules over a miniature source.

The form of a miniature tells the reader, as it does for a capture: one that begins with ``---``
is a whole post; one with a tag is a post's body; one that begins with ``# `` is a newspaper
page; lines with a blank line after the first are a page dump; other lines are a post's body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edition.clean import clean
from edition.collection import Collection
from edition.config import Config
from edition.divide import divide
from edition.draft import ASIDE_KINDS, Draft
from edition.model import Account, Block, BlockKind, Claim, Intervention, Words
from edition.readers import READERS, choose
from edition.reading import Log, in_raw_order, verify
from edition.rules import ARTICLE_RULES, PAGE_RULES
from edition.sources import decode_source

CONFIG = Config(
    title=Words("试", "Test"), description=Words("试", "Test"), base_url="https://a.example/"
)
_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?|!--.*--)>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A miniature after its cleaning."""

    drafts: tuple[Draft, ...]
    interventions: tuple[Intervention, ...]
    account: Account
    remainder: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Give the running text, one block a line."""
        return "\n".join(draft.text() for draft in self.drafts if draft.text())

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of the rules that changed or claimed something."""
        claims = {claim.rule for draft in self.drafts for claim in draft.claims if claim.rule}
        return frozenset(claims | {i.rule for i in self.interventions})

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Give the claims of all articles."""
        return tuple(claim for draft in self.drafts for claim in draft.claims)

    def values(self, field: str) -> list[str]:
        """Give all values claimed for ``field``."""
        return [claim.value for claim in self.claims if claim.field == field]

    def kinds(self, kind: BlockKind) -> list[str]:
        """Give the texts of the blocks of one kind."""
        return [b.text for d in self.drafts for b in d.blocks if b.kind is kind]


def capture_of(miniature: str) -> str:
    """Give the capture that a miniature stands for."""
    if miniature.startswith("\ufeff"):
        return f"\ufeff{capture_of(miniature[1:])}"
    if miniature.lstrip("\n").startswith("---"):
        return miniature
    if _TAG.search(miniature):
        return f"---\nauthor: 某报\n---\n\n<div>\n{miniature}\n</div>\n"
    dump = re.match(r"[^\n]+\n\n", miniature)
    if miniature.startswith("#") or (dump and not miniature.startswith("---")):
        return miniature
    return f"---\nauthor: 某报\n---\n\n{miniature}"


def run(
    capture: str | bytes, *, others: dict[str, str] | None = None, path: str = "sources/a.txt"
) -> Cleaned:
    """Read, divide and clean one capture, and prove that no character was lost."""
    source = decode_source(path, capture if isinstance(capture, bytes) else capture.encode())
    log = Log()
    reader = choose(source, READERS)
    reading = reader.read(source, log, CONFIG)
    own = "\n".join(b.text for b in reading.blocks if b.text and b.kind not in ASIDE_KINDS)
    collection = Collection({path: own, **(others or {})})
    draft = Draft(source, reader.name, reading.blocks, reading.claims, reading.notices)
    if reader.articles:
        draft = clean(draft, PAGE_RULES, log, collection=collection, config=CONFIG)
    division = divide(draft, log, articles=reader.articles)
    drafts = tuple(
        clean(d, ARTICLE_RULES, log, collection=collection, config=CONFIG) for d in division.drafts
    )
    blocks = [*(b for d in drafts for b in d.blocks), *division.remainder]
    account = verify(source, in_raw_order(blocks), {i.id for i in log.entries})
    return Cleaned(drafts, log.entries, account, division.remainder)
