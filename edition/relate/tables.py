"""Read TOML tables with every mistake at its line, which the TOML parser does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from edition.errors import EditionError, Location
from edition.ledger import PREFIXES, is_valid
from edition.model import Words

NOWHERE = Location("")

FILES: Mapping[str, str] = {
    "people.toml": "person",
    "places.toml": "place",
    "organisations.toml": "organisation",
    "terms.toml": "term",
    "events.toml": "event",
    "works.toml": "work",
}
"""The files of the folder and the name of the tables in each."""

_KEYS: Mapping[str, frozenset[str]] = {
    "entry": frozenset(
        ("id", "name", "forms", "variants", "roles", "note", "note_en", "attested", "identifiers", "reviewed")
    ),
    "event": frozenset(
        ("id", "date", "part", "title", "title_en", "kind", "forms", "note", "note_en", "reports", "attended", "figures", "reviewed")
    ),
    "work": frozenset(("same", "title", "reason", "witnesses")),
    "quote": frozenset(("source", "quote")),
    "form": frozenset(("form", "beside")),
    "figure": frozenset(("what", "figure", "source", "quote")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quotation:
    """A wording of a source that attests a statement."""

    source: str
    """Path below ``content/``."""
    quote: str
    where: Location = NOWHERE


class AuthorityFile:
    """One file: its tables, and the errors found in it."""

    def __init__(self, shown: str, name: str, text: str) -> None:
        """Look at a file of this name; an unknown name is the first error."""
        self.shown = shown
        self.text = text
        self.errors: list[EditionError] = []
        self.kind = FILES.get(name, "")
        if not self.kind:
            near = get_close_matches(name, FILES, 1)
            self.fail(
                "unknown authority file",
                Location(shown),
                f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(FILES),
            )

    def fail(self, what: str, where: Location, next_step: str) -> None:
        """Note an error."""
        self.errors.append(EditionError(what, where, next_step))

    def tables(self) -> Iterator[Table]:
        """Give the entries, or none if the file cannot be parsed."""
        if not self.kind:
            return
        try:
            content = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+), column (\d+)", str(error))
            lines = self.text.splitlines()
            line, column = (int(place[1]), int(place[2])) if place else (0, 0)
            quoted = lines[line - 1] if 0 < line <= len(lines) else ""
            self.fail(
                f"not valid TOML: {error}",
                Location(self.shown, line, column, quoted),
                "mend this line",
            )
            return
        for key in content:
            if key != self.kind:
                at = max(self.text.find(key), 0)
                self.fail(
                    f"unknown table {key!r}",
                    Location.in_text(self.shown, self.text, at, at + len(key)),
                    f"write [[{self.kind}]]",
                )
        values = content.get(self.kind, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.fail(
                f"{self.kind!r} is not a list of tables",
                Location(self.shown),
                f"write [[{self.kind}]]",
            )
            return
        starts = [
            m.start()
            for m in re.finditer(
                rf"^[ \t]*\[\[[ \t]*{self.kind}[ \t]*\]\]", self.text, re.MULTILINE
            )
        ]
        edges = [*starts, len(self.text)]
        for at, value in enumerate(values):
            start, end = (
                (edges[at], edges[at + 1]) if len(starts) == len(values) else (0, len(self.text))
            )
            yield Table(self, value, start, end)


class Table:
    """One entry of a file, with the stretch of the file that it stands in."""

    def __init__(
        self, file: AuthorityFile, values: Mapping[str, Any], start: int, end: int
    ) -> None:
        """Keep the values and where the entry begins and ends in the file."""
        self.file = file
        self.kind = file.kind
        self.values = values
        self.start = start
        self.end = end

    def at(self, wanted: str = "") -> Location:
        """Locate a key or a value of this entry, or its beginning."""
        found = -1
        if wanted:
            key = re.compile(rf"^[ \t]*{re.escape(wanted)}[ \t]*=", re.MULTILINE).search(
                self.file.text, self.start, self.end
            )
            found = key.start() if key else self.file.text.find(wanted, self.start, self.end)
        if found < 0:
            return Location.in_text(self.file.shown, self.file.text, self.start)
        return Location.in_text(self.file.shown, self.file.text, found, found + len(wanted))

    def fail(self, what: str, wanted: str, next_step: str) -> None:
        """Note an error at a key or value of this entry."""
        self.file.fail(what, self.at(wanted), next_step)

    def refuse_unknown(self, shape: str, values: Mapping[str, Any] | None = None) -> bool:
        """Report keys that an entry of this shape does not have."""
        unknown = [
            key for key in (self.values if values is None else values) if key not in _KEYS[shape]
        ]
        for key in unknown:
            near = get_close_matches(key, _KEYS[shape], 1)
            self.fail(
                f"unknown key {key!r}",
                key,
                f"did you mean {near[0]!r}?"
                if near
                else "known: " + ", ".join(sorted(_KEYS[shape])),
            )
        return not unknown

    def text(self, key: str, *, required: bool = False) -> str:
        """Give a text; empty if it is left out."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.fail(f"{key} is not a text", key, "write it in quotation marks")
            return ""
        if required and not value.strip():
            self.fail(f"{key} is missing", key, f'add {key} = "…"')
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.fail(
                f"{key} is neither true nor false", key, f"write {key} = true or {key} = false"
            )
            return default
        return value

    def items(self, key: str) -> list[Any]:
        """Give a list; empty if it is left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.fail(f"{key} is not a list", key, f"write {key} = [ … ]")
            return []
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts."""
        values = self.items(key)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.fail(
                    f"{key} has something that is not a text", key, "write each in quotation marks"
                )
                return ()
        return tuple(values)

    def tables(self, key: str, shape: str, required: tuple[str, ...]) -> list[Mapping[str, str]]:
        """Give the inline tables of a list, without those that are wrong."""
        kept: list[Mapping[str, str]] = []
        for value in self.items(key):
            if not isinstance(value, dict) or not all(
                isinstance(value.get(name), str) and value[name].strip() for name in required
            ):
                self.fail(
                    f"{key} needs " + " and ".join(required),
                    key,
                    "write { " + ", ".join(f'{name} = "…"' for name in required) + " }",
                )
            elif self.refuse_unknown(shape, value):
                kept.append(value)
        return kept

    def quotations(self, key: str) -> tuple[Quotation, ...]:
        """Give a list of quotations with their sources."""
        tables = self.tables(key, "quote", ("source", "quote"))
        return tuple(Quotation(t["source"], t["quote"], self.at(f'"{t["quote"]}"')) for t in tables)

    def identifier(self) -> str:
        """Give the id, which has to be one of this kind."""
        identifier = self.text("id", required=True)
        prefix = PREFIXES[self.kind]
        if identifier and not is_valid(identifier, prefix):
            self.fail(
                f"{identifier!r} is not an id of this kind",
                "id",
                f"it begins with {prefix!r} and ends with a check character: copy it again, or let `suggest` make one",
            )
        return identifier

    def words(self) -> Words:
        """Give the note in the languages it is written in."""
        zh = self.text("note")
        return Words(zh, self.text("note_en") or zh)
