"""What stands at the paragraphs of documents: names, shared passages, variants, texts.

A page asks for its own paragraphs alone. So these tables are made for one document at a time, when somebody
asks, and not for the whole edition to show one page of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from edition.model import Document, Parallel, Place, Reading, Variant, Work

_Value = TypeVar("_Value")


class ByDocument(Mapping[tuple[str, str], _Value]):
    """What stands at the paragraphs of documents, found for one document at a time when it is asked for.

    >>> at = ByDocument(["甲", "乙"], lambda document: {(document, "p1"): document * 2})
    >>> at.get(("乙", "p1")), at.get(("乙", "p2")), ("丙", "p1") in at, list(at)
    ('乙乙', None, False, [('甲', 'p1'), ('乙', 'p1')])
    """

    def __init__(
        self, documents: Collection[str], make: Callable[[str], dict[tuple[str, str], _Value]]
    ) -> None:
        """Have something at places of these documents; ``make`` finds it for one."""
        self._documents, self._make = documents, make
        self._found: dict[str, dict[tuple[str, str], _Value]] = {}

    def _of(self, document: str) -> dict[tuple[str, str], _Value]:
        found = self._found.get(document)
        if found is None:
            found = self._make(document) if document in self._documents else {}
            self._found[document] = found
        return found

    def __getitem__(self, key: tuple[str, str]) -> _Value:
        """Give what stands at a paragraph."""
        return self._of(key[0])[key]

    def get(self, key: tuple[str, str], default: Any = None) -> Any:
        """Give what stands at a paragraph, or the default."""
        return self._of(key[0]).get(key, default)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Give the places, document by document."""
        return (key for document in self._documents for key in self._of(document))

    def __len__(self) -> int:
        """Count the places."""
        return sum(len(self._of(document)) for document in self._documents)


def texts_of(document: Document) -> dict[tuple[str, str], str]:
    """Give the texts of a document's paragraphs, and the values of its record by their fields."""
    texts = {(document.id, claim.field): claim.value for claim in reversed(document.claims)}
    return texts | {(document.id, block.anchor): block.text for block in document.paragraphs}


def variants_at(
    document: str, works: Iterable[Work]
) -> dict[tuple[str, str], list[tuple[Work, Variant, Reading]]]:
    """Group the variants of works that have a reading in this document by the place of it."""
    return by_place(
        (reading.place, (work, variant, reading))
        for work in works
        for variant in work.variants
        for reading in variant.readings
        if reading.place.document == document
    )


def parallels_at(
    document: str, parallels: Iterable[Parallel]
) -> dict[tuple[str, str], list[tuple[Place, Parallel]]]:
    """Group the parallels of one document by their place in it."""
    return by_place(
        (here, (there, parallel))
        for parallel in parallels
        for here, there in ((parallel.a, parallel.b), (parallel.b, parallel.a))
        if here.document == document
    )


def by_place(pairs: Iterable[tuple[Place, _Value]]) -> dict[tuple[str, str], list[_Value]]:
    """Group values by the paragraph of their place, in order of position."""
    groups: dict[tuple[str, str], list[tuple[int, int, _Value]]] = defaultdict(list)
    for place, value in pairs:
        groups[place.document, place.paragraph].append((place.start, place.end, value))
    return {
        key: [value for _, _, value in sorted(group, key=lambda item: item[:2])]
        for key, group in groups.items()
    }
