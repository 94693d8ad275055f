"""What awaits an editor: each uncertain thing with its raw context, its evidence, and ways to settle it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from edition.model import Document, Evidence, Place, SourceRecord, Span, Words
from edition.pipeline import Built
from edition.reading import raw_span

CONTEXT = 60
"""Characters of the capture shown on each side."""

LONGEST = 4 * CONTEXT
"""Characters of the place itself that are shown; of a longer one its beginning and its end."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a matter, ready to be written down."""

    name: str
    """``accept``, ``refuse``, ``own`` for what the editor's own decision begins with, or the id of an authority."""
    file: str
    """Path below ``content/`` that it goes into."""
    entry: dict[str, Any]
    label: Words = Words("", "")
    """What stands on its button, if its name does not say it."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place of a capture as the desk shows it."""

    source: str
    line: int
    context: tuple[str, str, str]
    """The capture before the place, at it, and after it."""
    document: str = ""
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that the machine is unsure of."""

    id: str
    kind: str
    """``suspected``, ``join``, ``title``, ``intervention``, ``date``, ``record``, ``notice``, ``emendation``,
    ``witnesses`` or ``name``."""
    title: Words
    reason: Words
    where: Where
    after: str = ""
    """What stands there now."""
    certainty: str = ""
    code: str = ""
    evidence: tuple[tuple[Words, str, str], ...] = ()
    """(what was seen, the wording, the source that has it)."""
    choices: tuple[Choice, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Give it as JSON takes it."""
        found = asdict(self) | asdict(self.where)
        del found["where"]
        for key in ("title", "reason"):
            found[key] = getattr(self, key)._asdict()
        for shown, choice in zip(found["choices"], self.choices, strict=True):
            shown["label"] = choice.label._asdict()
        found["evidence"] = [
            {"note": note._asdict(), "quote": quote, "source": source}
            for note, quote, source in self.evidence
        ]
        return found


def find_matters(built: Built) -> tuple[Matter, ...]:
    """Give all that awaits an editor, what concerns one capture first."""
    from edition.desk.captured import matters_of_captures
    from edition.desk.related import matters_of_relations

    return (*matters_of_captures(built), *matters_of_relations(built))


def name_matter(*parts: object) -> str:
    """Give a name that stays as long as what it is about does."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=6).hexdigest()


def show(found: Iterable[Evidence]) -> tuple[tuple[Words, str, str], ...]:
    """Give evidence as the desk shows it."""
    return tuple((one.note, one.quote[:120], one.source) for one in found)


def in_capture(
    record: SourceRecord, span: Span, *, document: str = "", paragraph: str = ""
) -> Where:
    """Give a place of a capture with what stands around it there, before anything was done to it."""
    text, start, end = record.source.text, span.start, span.end
    inside = text[start:end]
    if len(inside) > LONGEST:
        inside = f"{inside[: LONGEST // 2]}…{inside[-CONTEXT:]}"
    return Where(
        record.source.path,
        text.count("\n", 0, start) + 1,
        (text[max(0, start - CONTEXT) : start], inside, text[end : end + CONTEXT]),
        document,
        paragraph,
    )


def in_document(built: Built, place: Place) -> Where:
    """Give a place of a document, as the capture has it."""
    document = built.edition.document_by_id[place.document]
    record = built.edition.source_by_hash[document.source]
    block = next((b for b in document.paragraphs if b.anchor == place.paragraph), None)
    span = raw_span(block, place.start, place.end) if block else Span(0, 0)
    return in_capture(record, span, document=document.id, paragraph=place.paragraph)


def words_of(document: Document, anchor: str) -> str:
    """Give the text of a paragraph as it stands now."""
    return next((block.text for block in document.paragraphs if block.anchor == anchor), "")


def decisions_file(source: str) -> str:
    """Give the file of decisions that belongs to a capture.

    >>> decisions_file("sources/000_c91e.txt")
    'decisions/000_c91e.toml'
    """
    return f"decisions/{source.rpartition('/')[2].rpartition('.')[0]}.toml"
