"""What a reader is, and how the right one is chosen by what the file shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edition.config import Config
from edition.errors import EditionError, Location
from edition.model import Block, Claim, Source, Words
from edition.reading import Log


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that an editor should know of, though it does not stop the build."""

    where: Location
    what: str
    next_step: str = ""

    def __str__(self) -> str:
        """Write it as ``path:line:column: what``."""
        return f"{self.where}: {self.what}" + (f"\n  → {self.next_step}" if self.next_step else "")


@dataclass(frozen=True, slots=True)
class FirstReading:
    """What a reader makes of a source: blocks in the order of the file, and what it claims."""

    blocks: tuple[Block, ...]
    claims: tuple[Claim, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns one format's source into a first reading (读取器)."""

    name: str
    title: Words
    recognise: Callable[[Source], float]
    """Between 0 (no sign of the format) and 1 (sure), from the file's content alone."""
    read: Callable[[Source, Log, Config], FirstReading] = field(repr=False)
    articles: bool = False
    """True if one source may hold several articles."""


TIE = 0.1
LEAST = 0.3


def choose(source: Source, readers: Sequence[Reader], *, named: str = "") -> Reader:
    """Choose the reader by evidence in the file, or the one that an editor ``named``.

    Raises ``EditionError`` naming the candidates if none recognises the file, or if two do so
    equally well.
    """
    if named:
        for reader in readers:
            if reader.name == named:
                return reader
        raise EditionError(
            f"there is no reader {named!r}", source.path,
            f"known readers: {', '.join(reader.name for reader in readers)}",
        )  # fmt: skip
    scores = sorted(
        ((reader.recognise(source), reader) for reader in readers), key=lambda pair: -pair[0]
    )
    shown = ", ".join(f"{reader.name} ({score:.2f})" for score, reader in scores)
    first = next((line for line in source.text.split("\n") if line.strip()), "")
    where = Location(source.path, source.text[: source.text.find(first)].count("\n") + 1, 1, first)
    hint = f'name one in the decisions file: reader = "{scores[0][1].name}"'
    if scores[0][0] < LEAST:
        raise EditionError(f"no reader recognises this capture: {shown}", where, hint)
    if scores[0][0] - scores[1][0] < TIE:
        raise EditionError(f"two readers recognise this capture equally well: {shown}", where, hint)
    return scores[0][1]
