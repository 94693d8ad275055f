"""Find where the quotations of the authority files stand, and report those that stand nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from edition.errors import EditionError
from edition.model import Document, Evidence, Place, Words
from edition.passages import Folded, fold
from edition.relate.authority import Authorities
from edition.relate.tables import Quotation

_ATTESTS = Words("规范档所引", "quoted by the authority file")


class Quotes:
    """The texts in which quotations are looked up: the documents, then their captures."""

    def __init__(self, documents: Sequence[Document], sources: Mapping[str, str]) -> None:
        """Group the documents by their captures; texts are folded when first asked for."""
        self._documents: dict[str, list[Document]] = {}
        for document in documents:
            self._documents.setdefault(document.source_path, []).append(document)
        self._sources = sources
        self._folded: dict[tuple[str, str], Folded] = {}

    def places(self, quotation: Quotation) -> tuple[Place, ...]:
        """Give the first place in each document of the source; punctuation does not matter."""
        wanted = fold(quotation.quote).text
        found: list[Place] = []
        for document in self._documents.get(quotation.source, ()) if wanted else ():
            for block in document.paragraphs:
                text = self._fold(document, block.anchor, block.text)
                at = text.text.find(wanted)
                if at >= 0:
                    start, end = text.positions[at], text.positions[at + len(wanted) - 1] + 1
                    found.append(Place(document.id, block.anchor, start, end))
                    break
        return tuple(found)

    def within(self, place: Place, lead: int, text: str) -> Place:
        """Narrow a place to what stands ``lead`` folded characters after its beginning."""
        folded = self._folded[place.document, place.paragraph]
        at = folded.positions.index(place.start) + lead
        end = at + len(fold(text).text) - 1
        return place._replace(start=folded.positions[at], end=folded.positions[end] + 1)

    def evidence(self, quotation: Quotation) -> Evidence:
        """Give a quotation as evidence."""
        return Evidence(_ATTESTS, quotation.quote, quotation.source)

    def errors(self, authorities: Authorities) -> Iterable[EditionError]:
        """Report each quotation that its capture does not have; without captures, none."""
        if not self._sources:
            return
        for quotation in _all(authorities):
            text = self._sources.get(quotation.source)
            if text is None:
                near = get_close_matches(quotation.source, self._sources, 1)
                yield EditionError(
                    f"there is no source {quotation.source!r}", quotation.where,
                    f"did you mean {near[0]!r}?" if near else "name a file below content/",
                )  # fmt: skip
            elif quotation.quote not in text and not self.places(quotation):
                yield EditionError(
                    f"{quotation.source} does not have this wording", quotation.where,
                    "copy the quotation from the capture again, character by character",
                )  # fmt: skip

    def _fold(self, document: Document, anchor: str, text: str) -> Folded:
        key = (document.id, anchor)
        if key not in self._folded:
            self._folded[key] = fold(text)
        return self._folded[key]


def _all(authorities: Authorities) -> Iterable[Quotation]:
    for entry in authorities.entries:
        yield from entry.attested
    for event in authorities.events:
        yield from (*event.reports, *event.attended, *(figure.at for figure in event.figures))
    for work in authorities.works:
        yield from work.witnesses
