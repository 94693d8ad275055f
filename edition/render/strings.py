"""The interface in each of its languages, complete or not at all.

One TOML table a language stands in ``templates/strings/``; its keys are dotted names
(``document.cite``). A key that a template asks for and a table lacks is an error, never an
empty place on a page, and the tables must have the same keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from edition.errors import EditionError
from edition.model import Words

LANGUAGES = ("zh-Hans", "en")
"""BCP 47 tags of the interface languages."""


_MOST = 20_000
"""Sentences with a number put in that are remembered; then it begins anew."""


@dataclass(frozen=True)
class Strings:
    """The sentences of one language.

    >>> strings = Strings("en", {"hits": {"one": "{n} place", "other": "{n} places"}, "cite": "Cite"})
    >>> strings("cite"), strings("hits", n=1), strings("hits", n=1200)
    ('Cite', '1 place', '1,200 places')
    """

    language: str
    table: Mapping[str, Any]
    _counted: dict[tuple[str, object], str] = field(default_factory=dict, compare=False, repr=False)
    """What was said of numbers already."""

    def __call__(self, key: str, **values: object) -> str:
        """Give the sentence called ``key`` with ``values`` put in.

        A sentence with ``one`` and ``other`` is chosen by ``n``; whole numbers are grouped by
        thousands. Raises ``KeyError`` for a key that the table lacks.
        """
        if len(values) == 1 and "n" in values:
            return self.counted(key, values["n"])
        return self._fill(key, values)

    def counted(self, key: str, n: object) -> str:
        """Give the sentence called ``key`` with ``n`` put in, as ``strings(key, n=n)`` does."""
        said = self._counted.get((key, n))
        if said is None:
            if len(self._counted) >= _MOST:
                self._counted.clear()
            said = self._counted[key, n] = self._fill(key, {"n": n})
        return said

    def _fill(self, key: str, values: Mapping[str, object]) -> str:
        found = self.table[key]
        if type(found) is dict:
            found = found["one"] if values.get("n") == 1 else found["other"]
        if not values:
            return str(found)
        shown = {name: self.number(v) if isinstance(v, int) else v for name, v in values.items()}
        return str(found).format(**shown)

    def get(self, key: str, default: str) -> str:
        """Give the sentence called ``key``, or ``default`` for a name that came from content."""
        found = self.table.get(key)
        return found if isinstance(found, str) else default

    def list(self, key: str) -> list[Any]:
        """Give the list called ``key``: paragraphs of a longer text."""
        found = self.table[key]
        if not isinstance(found, list):
            raise KeyError(key)
        return found

    def group(self, prefix: str) -> dict[str, Any]:
        """Give all sentences whose keys begin with ``prefix`` and a dot, for a script."""
        start = f"{prefix}."
        return {k.removeprefix(start): v for k, v in self.table.items() if k.startswith(start)}

    def words(self, words: Words) -> str:
        """Give ``words`` in this language."""
        return words.in_language(self.language)

    @staticmethod
    def number(value: int) -> str:
        """Write a whole number with thousands grouped, except where it may be a year."""
        return f"{value:,}"

    def date(self, value: str) -> str:
        """Write the day of an ISO date or time as people of this language do.

        >>> Strings("zh-Hans", {}).date("2022-03-20T08:29:33+08:00")
        '2022年3月20日'
        >>> Strings("en", {}).date("2022-03-20"), Strings("en", {}).date("2022-03")
        ('20 March 2022', 'March 2022')
        """
        parts = value[:10].split("-")
        try:
            numbers = [int(part) for part in parts]
            date(*[*numbers, 1, 1][:3])
        except (ValueError, TypeError):
            return value
        if self.language.startswith("zh"):
            return "".join(f"{n}{unit}" for n, unit in zip(numbers, "年月日", strict=False))
        return " ".join(
            [
                *[str(n) for n in numbers[2:3]],
                *[_MONTHS[n - 1] for n in numbers[1:2]],
                str(numbers[0]),
            ]
        )

    def moment(self, value: str) -> str:
        """Write an ISO date with its time and zone, if it has them.

        >>> Strings("zh-Hans", {}).moment("2022-03-20T08:29:33+08:00")
        '2022年3月20日 08:29 (UTC+08:00)'
        """
        if len(value) < 16 or value[10] != "T":
            return self.date(value)
        zone = value[19:]
        zone = " (UTC)" if zone == "Z" else f" (UTC{zone})" if zone[:1] in ("+", "-") else ""
        return f"{self.date(value)} {value[11:16]}{zone}"


class Asked(Mapping[str, Any]):
    """A table of sentences within a larger one, whose keys bear a prefix; of that each key is asked.

    >>> Strings("en", Asked({"en cite": "Cite"}, "en "))("cite")
    'Cite'
    """

    def __init__(self, all_tables: Mapping[str, Any], prefix: str) -> None:
        """Take the larger table."""
        self._all, self._prefix = all_tables, prefix

    def __getitem__(self, key: str) -> Any:
        """Give the sentence called ``key``."""
        return self._all[self._prefix + key]

    def __iter__(self) -> Iterator[str]:
        """Give all keys."""
        start = self._prefix
        return (key.removeprefix(start) for key in self._all if key.startswith(start))

    def __len__(self) -> int:
        """Count the sentences."""
        return sum(1 for _ in self)


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def read_strings(folder: Path) -> dict[str, Strings]:
    """Read the tables of all languages; they must have the same keys.

    Raises ``EditionError`` that names the keys one of them lacks.
    """
    tables = {
        language: dict(_flat(tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))))
        for language in LANGUAGES
    }
    every = set().union(*tables.values())
    for language, table in tables.items():
        if missing := sorted(every - set(table)):
            raise EditionError(
                f"the interface lacks {', '.join(missing[:5])}",
                f"{folder.name}/{language}.toml",
                "add the keys that the other language has",
            )
    return {language: Strings(language, table) for language, table in tables.items()}


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            yield from _flat(value, name + ".")
        else:
            yield name, value
