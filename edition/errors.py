"""One family of errors for people: what is wrong, where, and what to do next.

Content errors are collected over a whole stage, so that an editor sees all of them at once;
anything that is not an ``EditionError`` is a bug and keeps its traceback.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file that a person edits: lines and columns count from 1."""

    path: str
    line: int = 0
    column: int = 0
    text: str = ""
    """The line itself, to be quoted."""
    width: int = 1
    """How many characters the caret underlines."""

    @classmethod
    def in_text(cls, path: str, text: str, start: int, end: int | None = None) -> Location:
        r"""Locate the code points ``start`` to ``end`` of ``text``, a file's whole content.

        >>> Location.in_text("a.txt", "一\n二三四", 3, 4)
        Location(path='a.txt', line=2, column=2, text='二三四', width=1)
        """
        line = text.count("\n", 0, start) + 1
        begin = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", start)
        quoted = text[begin : stop if stop >= 0 else len(text)].rstrip("\r")
        width = max(1, min((end or start + 1), begin + len(quoted)) - start)
        return cls(path, line, start - begin + 1, quoted, width)

    def __str__(self) -> str:
        """Give ``path:line:column``, as far as they are known."""
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])

    def caret(self) -> str:
        """Quote at most 72 characters of the line with a caret under the place.

        Wide characters take two columns, so that the caret stands under the character in a
        terminal.
        """
        if not self.text:
            return ""
        first = max(0, self.column - 1 - 36)
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in self.text)
        window = shown[first : first + 72]
        lead = _columns(shown[first : self.column - 1])
        under = max(1, _columns(window[self.column - 1 - first :][: self.width]))
        return f"    {window}\n    {' ' * lead}{'^' * under}"


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class EditionError(Exception):
    """Something in the content or the settings that a person has to mend.

    ``what`` says what is wrong, ``next_step`` what to do; the place is quoted with a caret.

    >>> print(EditionError("the date cannot be", Location("a.txt", 1, 2, "1甲", 1), "write YYYY"))
    a.txt:1:2: the date cannot be
        1甲
         ^^
      → write YYYY
    """

    def __init__(self, what: str, where: Location | str = "", next_step: str = "") -> None:
        """Keep the three parts for whoever shows them in another form."""
        super().__init__(what)
        self.what = what
        self.where = Location(where) if isinstance(where, str) else where
        self.next_step = next_step

    def __str__(self) -> str:
        """Write the error as a person reads it in a terminal."""
        place = f"{self.where}: " if self.where.path else ""
        parts = [
            place + self.what,
            self.where.caret(),
            f"  → {self.next_step}" if self.next_step else "",
        ]
        return "\n".join(part for part in parts if part)


class Unaccounted(EditionError):
    """Characters of a source are not accounted for exactly once. Always stops the build."""


class ContentErrors(Exception):
    """All errors of one stage together; the build ends with exit code 1."""

    def __init__(self, errors: tuple[EditionError, ...]) -> None:
        """Keep the errors in the order of their places."""
        super().__init__(f"{len(errors)} content errors")
        self.errors = tuple(sorted(errors, key=lambda e: (e.where.path, e.where.line, e.what)))

    def __str__(self) -> str:
        """List every error."""
        return "\n\n".join(str(error) for error in self.errors)
