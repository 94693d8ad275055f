"""What the whole collection attests, for rules that look beyond one capture.

Every capture counts once, however often it repeats itself, and a capture is never evidence
for itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from edition.passages import PassageIndex

STOCK = 500
"""Places from which on a wording is a stock phrase that attests no join."""
SEAM = 8
"""Shortest quotation, in folded characters, that is looked for."""


@dataclass(frozen=True)
class Collection:
    """The first readings of all captures, by the path of each."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Running text of each capture before any rule, one block a line."""

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.texts))

    @cached_property
    def _index(self) -> PassageIndex:
        return PassageIndex([self.texts[path] for path in self._paths], length=SEAM)

    @cached_property
    def _openings(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for path in self._paths:
            for line in self.texts[path].split("\n"):
                opening = line.strip()[:2]
                if len(opening) == 2:
                    found.setdefault(opening, set()).add(path)
        return {opening: frozenset(paths) for opening, paths in found.items()}

    def attested(self, quotation: str, *, besides: str) -> tuple[tuple[str, str], ...]:
        """Give (path, line that has it) of each capture but ``besides`` that has these words.

        Punctuation and width don't count. Quotations shorter than ``SEAM`` letters are never
        found: they prove nothing.
        """
        found: dict[str, str] = {}
        for text, position in self._index.occurrences(quotation, limit=STOCK):
            path = self._paths[text]
            if path != besides and path not in found:
                whole = self.texts[path]
                begin = whole.rfind("\n", 0, position) + 1
                end = whole.find("\n", position)
                found[path] = whole[begin : end if end >= 0 else len(whole)]
        return tuple(sorted(found.items()))

    def opens_paragraphs(self, opening: str, *, besides: str) -> tuple[str, ...]:
        """Give the captures but ``besides`` that have a paragraph beginning with these two characters."""
        return tuple(sorted(self._openings.get(opening[:2], frozenset()) - {besides}))
