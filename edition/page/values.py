"""What a page says, apart from how Markdown spells it: the value that is written and read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from edition.model import BlockKind, Words

if TYPE_CHECKING:
    from edition.frontmatter import Writable

MARKS = ("link", "strong", "em", "sup", "sub")
"""The inline forms that a page knows, outermost first."""

SEE_ALSO = "see-also"
"""Label of the part at a page's end that leads to other pages."""
SAME_TEXT = Words("同一文本", "The same text")
SAME_EVENT = Words("同一事件", "The same event")
PARALLELS = Words("互见段落", "Shared passages")
RELATED = Words("相关文献", "Related")

GENERATED = frozenset(
    {
        "id", "version", "format", "work", "events", "mentions", "source", "claims", "account",
        "interventions", "unsure", "tool", "rules", "page_sha256",
    }
)  # fmt: skip
"""Fields of the record that the build makes itself: a change of these by hand means nothing."""


@cache
def _link() -> re.Pattern[str]:
    """Give the pattern of an ordinary web address; few pages have one in their text."""
    return re.compile(r"https?://[^\x00-\x20\x7f-\xa0\s<>\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one form."""

    text: str
    marks: tuple[str, ...] = ()
    """Some of ``link=URL``, ``strong``, ``em``, ``sup``, ``sub``, in this order."""
    gap: int = 0
    """Number of a gap among those of the document; the run's text is then its sign."""
    note: str = ""
    """What the gap means, as a sentence."""


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A paragraph of a page, or a heading, a caption, a picture."""

    kind: BlockKind
    runs: tuple[Run, ...]
    anchor: str = ""
    """Paragraph id; empty for what has none."""
    level: int = 0
    """Of a heading, 2 to 6."""
    ordered: bool = False
    """Whether a list item is counted."""
    address: str = ""
    """Where a picture was; shown as text and never fetched."""

    @property
    def text(self) -> str:
        """Give the text, with the signs of gaps."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A line at a page's end that leads to another page."""

    relation: str
    """``同一文本``, ``互见段落``, … as shown."""
    target: str
    """File name of the other page."""
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the edition: its record, its text in typed blocks, and where to read on."""

    record: Mapping[str, Writable]
    """The front matter without its own hash; read from a page, all values are text."""
    title: str
    kicker: tuple[str, ...]
    deck: tuple[str, ...]
    blocks: tuple[PageBlock, ...]
    see_also: tuple[SeeAlso, ...] = ()
    sha256: str = field(default="", compare=False)
    """The hash that the page states of itself; empty if it states none."""

    @property
    def text(self) -> str:
        """Give all that quotations may quote, one block a line: headline, text and captions."""
        headline = (*self.kicker, *filter(None, [self.title]), *self.deck)
        blocks = (b.text for b in self.blocks if b.kind is not BlockKind.PICTURE and b.text)
        return "\n".join((*headline, *blocks))


class EditKind(StrEnum):
    """What someone changed in a page by hand; named like decisions, where there is one for it."""

    REPLACE = "replace"
    """``exact`` became ``replacement``."""
    SUPPLY = "supply"
    """``replacement`` was put in directly after ``exact``."""
    REMOVE = "remove"
    """``exact`` was taken out; if it is a whole block, the block."""
    JOIN = "join"
    """The block that ends with ``exact`` goes on with the one that begins with ``replacement``."""
    SPLIT = "split"
    """After ``exact`` a new block begins, with ``replacement``."""
    ADD = "add"
    """A new block, ``replacement``, stands after the one that ends with ``exact``; before all
    others if ``exact`` is empty."""
    MOVE = "move"
    """The block that is ``exact`` now follows the one that ends with ``replacement``; it is the
    first if that is empty."""
    RELABEL = "relabel"
    """The block that begins with ``exact`` is now of the kind ``replacement``."""
    CLAIM = "claim"
    """The value of ``field`` was ``exact`` and is now ``replacement``; either may be empty."""
    FORM = "form"
    """The block that begins with ``exact`` has the same text in another form (strong, link, the
    note of a gap, level of a heading); no decision expresses this."""
    GENERATED = "generated"
    """``field`` is made by the build (account, hashes, pictures, *see also*): such a change cannot
    be adopted."""


@dataclass(frozen=True, slots=True)
class HandEdit:
    """One change made by hand, anchored by quotation (a Web Annotation ``TextQuoteSelector``).

    Edits are to be applied in their order: ``prefix + exact + suffix`` occurs exactly once in
    ``Page.text`` as the edits before this one left it. ``exact`` lies within one block; prefix
    and suffix leave it only where the block has no wording of its own.
    """

    kind: EditKind
    paragraph: str
    """Id of the block; empty for the record and for what has no id."""
    exact: str
    replacement: str = ""
    prefix: str = ""
    suffix: str = ""
    field: str = ""
    """Name of the record's field, for a claim; kind of a block that was added or split off."""


def canonical_marks(marks: Iterable[str]) -> tuple[str, ...]:
    """Put marks into the order in which a page nests them; what a page cannot show is left out.

    A link stays only if its address is an ordinary web address.

    >>> canonical_marks(["em", "u", "link=javascript:alert(1)", "strong"])
    ('strong', 'em')
    """
    known: dict[str, str] = {}
    for mark in marks:
        name = mark.partition("=")[0]
        if name in MARKS and (name != "link" or _link().fullmatch(mark, 5)):
            known.setdefault(name, mark)
    return tuple(known[name] for name in MARKS if name in known)


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join neighbouring runs of one form and drop empty ones."""
    filled = (run for run in runs if run.text)
    return tuple(
        Run("".join(run.text for run in group), marks, gap, note)
        for (marks, gap, note), group in groupby(filled, key=_form)
    )


def _form(run: Run) -> tuple[tuple[str, ...], int, str]:
    return run.marks, run.gap, run.note
