"""The ledger as it stands after all its lines: what each id is now, and all that it ever was.

Reading it checks it: each line must be possible after those before it. So an id that is given
twice, a version that is skipped, or a paragraph id that is lost without a word stops the build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from edition.errors import ContentErrors, EditionError, Location
from edition.ledger.lines import Line, parse_line
from edition.ledger.noid import is_valid
from edition.model import Span


@dataclass(frozen=True, slots=True)
class Registration:
    """What the ledger knows of one id."""

    id: str
    kind: str
    url: str
    state: str = "draft"
    """``draft`` (minted, not yet released), ``released``, ``withdrawn`` or ``merged``."""
    lines: tuple[Line, ...] = ()
    """All lines about it, under this and its former ids, in order."""
    versions: tuple[Line, ...] = ()
    """Its ``revised`` lines: the n-th is version n."""
    capture: str = ""
    path: str = ""
    spans: tuple[Span, ...] = ()
    sketch: str = ""
    highest: int = 0
    """The highest number that any of its paragraphs ever had."""
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Paragraph ids without a text, with the paragraphs that took their text in."""
    successor: str = ""
    former: tuple[str, ...] = ()
    """Ids that it had before it was renamed, oldest first."""
    members: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """Give the number of its latest released version, 0 if there is none."""
        return len(self.versions)

    @property
    def paragraph_ids(self) -> tuple[str, ...]:
        """Give the paragraph ids of its latest released version."""
        return tuple(p.id for p in self.versions[-1].paragraphs) if self.versions else ()


@dataclass(frozen=True)
class Ledger:
    """The ledger after all its lines, with the frozen files that they name."""

    lines: tuple[Line, ...] = ()
    registrations: Mapping[str, Registration] = field(default_factory=dict)
    """By current id, in the order of minting."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Former id -> current id."""
    frozen: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The frozen files below ``versions/``, by the names that the lines give them."""

    @cached_property
    def taken(self) -> frozenset[str]:
        """Give every id that was ever given."""
        return frozenset(self.registrations) | frozenset(self.aliases)

    def find(self, identifier: str) -> Registration | None:
        """Find what an id, or a former id, stands for now."""
        return self.registrations.get(self.aliases.get(identifier, identifier))

    def record(self, identifier: str, version: int) -> dict[str, Any]:
        """Give the frozen record of a released version, as ``edition.release`` made it.

        An empty object if there is no such version, or its record was not read.
        """
        registration = self.find(identifier)
        if registration is None or not 0 < version <= registration.version:
            return {}
        names = registration.versions[version - 1].files
        name = next((name for name in names if name.endswith(".json")), "")
        return dict(json.loads(self.frozen[name])) if name in self.frozen else {}

    def texts(self, identifier: str) -> tuple[tuple[str, str], ...]:
        """Give (paragraph id, text) of the latest released version, in order."""
        registration = self.find(identifier)
        record = self.record(identifier, registration.version) if registration else {}
        return tuple((p["id"], p["text"]) for p in record.get("paragraphs", ()))

    def extended(self, lines: Iterable[Line], frozen: Mapping[str, bytes] | None = None) -> Ledger:
        """Give the ledger after some more lines; raises ``ContentErrors`` if they cannot be."""
        added = tuple(lines)
        return build_ledger(
            (*self.lines, *added), path="ledger.jsonl", frozen={**self.frozen, **(frozen or {})}
        )


def read_ledger(path: Path) -> Ledger:
    """Read the ledger and the frozen versions beside it; no file is an empty ledger.

    Checks that every line is possible and that every frozen file still has its hash. Raises
    ``ContentErrors`` with all that is wrong, each with its line.
    """
    shown = f"ledger/{path.name}"
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return Ledger()
    except UnicodeDecodeError as error:
        raise ContentErrors(
            (EditionError(f"not UTF-8 at byte {error.start}", shown, _RESTORE),)
        ) from None
    errors: list[EditionError] = []
    lines: list[Line] = []
    places: list[Location] = []
    for number, row in enumerate(
        text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), 1
    ):
        where = Location(shown, number, 1, row)
        if not text.endswith("\n") and number == text.count("\n") + 1:
            errors.append(EditionError("the last line is cut off", where, _RESTORE))
            continue
        try:
            lines.append(parse_line(row, where))
            places.append(where)
        except EditionError as error:
            errors.append(error)
    frozen: dict[str, bytes] = {}
    for line, where in zip(lines, places, strict=True):
        errors.extend(_read_frozen(line, where, path.parent / "versions", frozen))
    if errors:
        raise ContentErrors(tuple(errors))
    return build_ledger(lines, path=shown, frozen=frozen, places=places)


_RESTORE = "restore the file from git: the ledger is only ever appended to"


def _read_frozen(
    line: Line, where: Location, folder: Path, frozen: dict[str, bytes]
) -> Iterator[EditionError]:
    for name, digest in line.files.items():
        if name.startswith("/") or ".." in name.split("/"):
            yield EditionError(f"{name!r} is not below versions/", where, _RESTORE)
            continue
        try:
            data = (folder / name).read_bytes()
        except OSError:
            yield EditionError(f"the frozen file versions/{name} is missing", where, _RESTORE)
            continue
        if hashlib.sha256(data).hexdigest() != digest:
            yield EditionError(
                f"the frozen file versions/{name} was changed",
                where,
                "restore the file from git: a version never changes",
            )
        frozen[name] = data


def build_ledger(
    lines: Iterable[Line],
    *,
    path: str = "ledger.jsonl",
    frozen: Mapping[str, bytes] | None = None,
    places: Iterable[Location] | None = None,
) -> Ledger:
    """Make the ledger of some lines, one after the other; raises ``ContentErrors``."""
    kept = tuple(lines)
    where = list(places or (Location(path, number) for number in range(1, len(kept) + 1)))
    registrations: dict[str, Registration] = {}
    aliases: dict[str, str] = {}
    urls: dict[str, str] = {}
    errors: list[EditionError] = []
    for line, place in zip(kept, where, strict=True):
        try:
            _check(line, registrations, aliases, urls)
        except _ImpossibleError as error:
            errors.append(EditionError(str(error), place, _RESTORE))
            continue
        _apply(line, registrations, aliases)
        urls.setdefault(line.url.casefold(), line.id)
    if errors:
        raise ContentErrors(tuple(errors))
    return Ledger(kept, registrations, aliases, dict(frozen or {}))


class _ImpossibleError(Exception):
    """A line that cannot stand after those before it."""


def _check(
    line: Line,
    registrations: Mapping[str, Registration],
    aliases: Mapping[str, str],
    urls: Mapping[str, str],
) -> None:
    known = registrations.get(line.id)
    if line.event in ("minted", "renamed"):
        if not is_valid(line.id):
            raise _ImpossibleError(f"{line.id!r} is not an id: its check character is wrong")
        moved = line.event == "renamed" and line.was == line.id
        if (known and not moved) or line.id in aliases:
            raise _ImpossibleError(f"the id {line.id} is given twice")
        if line.url.casefold() in urls:
            raise _ImpossibleError(
                f"the address {line.url} was given before, to {urls[line.url.casefold()]}"
            )
        if line.event == "renamed" and line.was not in registrations:
            raise _ImpossibleError(f"{line.was} is renamed, but was never minted")
        return
    if known is None:
        raise _ImpossibleError(f"{line.id} is {line.event}, but was never minted")
    if line.url != known.url or line.kind != known.kind:
        raise _ImpossibleError(
            f"{line.id} is a {known.kind} at {known.url}, not a {line.kind} at {line.url}"
        )
    if known.lines and line.date < (known.lines[-1].date or line.date):
        raise _ImpossibleError(
            f"{line.id} is {line.event} on {line.date}, before its line of {known.lines[-1].date}"
        )
    _STATE_CHECKS[line.event](line, known, registrations, aliases)


def _check_revised(line: Line, known: Registration, *_: object) -> None:
    _demand_alive(line, known)
    if line.version != known.version + 1:
        raise _ImpossibleError(
            f"version {line.version} of {line.id} follows version {known.version}"
        )
    ids = [paragraph.id for paragraph in line.paragraphs]
    twice = {name for name in ids if ids.count(name) > 1} if len(set(ids)) < len(ids) else set()
    again = set(ids) & set(known.retired)
    if twice or again:
        raise _ImpossibleError(f"paragraph id {min(twice | again)} of {line.id} is given again")
    lost = set(known.paragraph_ids) - set(ids) - {gone.id for gone in line.retired}
    if lost:
        raise _ImpossibleError(f"paragraph {min(lost)} of {line.id} is lost without a word")


def _check_merged(
    line: Line,
    known: Registration,
    registrations: Mapping[str, Registration],
    aliases: Mapping[str, str],
) -> None:
    _demand_alive(line, known)
    successor = registrations.get(aliases.get(line.successor, line.successor))
    if successor is None or successor.id == line.id:
        raise _ImpossibleError(f"{line.id} is merged into {line.successor}, which is no other id")
    if successor.state in ("merged", "withdrawn"):
        raise _ImpossibleError(
            f"{line.id} is merged into {successor.id}, which is {successor.state}"
        )


def _check_withdrawn(line: Line, known: Registration, *_: object) -> None:
    _demand_alive(line, known)


def _check_restored(line: Line, known: Registration, *_: object) -> None:
    if known.state != "withdrawn":
        raise _ImpossibleError(f"{line.id} is restored, but is {known.state} and not withdrawn")


def _demand_alive(line: Line, known: Registration) -> None:
    if known.state in ("merged", "withdrawn"):
        raise _ImpossibleError(f"{line.id} is {line.event}, but was {known.state} before")


_STATE_CHECKS: Mapping[str, Any] = {
    "revised": _check_revised,
    "merged": _check_merged,
    "withdrawn": _check_withdrawn,
    "restored": _check_restored,
}


def _apply(line: Line, registrations: dict[str, Registration], aliases: dict[str, str]) -> None:
    if line.event == "minted":
        registrations[line.id] = Registration(
            line.id, line.kind, line.url, lines=(line,), **_traces(line)
        )
        return
    if line.event == "renamed" and line.was != line.id:
        earlier = registrations.pop(line.was)
        aliases.update({line.was: line.id, **dict.fromkeys(earlier.former, line.id)})
        registrations[line.id] = replace(
            earlier,
            id=line.id,
            kind=line.kind,
            url=line.url,
            former=(*earlier.former, line.was),
            lines=(*earlier.lines, line),
        )
        return
    known = registrations[line.id]
    changes: dict[str, Any] = {"lines": (*known.lines, line), **_traces(line)}
    if line.event == "renamed":
        changes |= {"url": line.url, "kind": line.kind}
    elif line.event == "revised":
        numbers = [int(paragraph.id[1:]) for paragraph in line.paragraphs]
        changes |= {
            "state": "released",
            "versions": (*known.versions, line),
            "highest": max([known.highest, *numbers]),
            "retired": {**known.retired, **{gone.id: gone.into for gone in line.retired}},
        }
    elif line.event == "restored":
        changes |= {"state": "released" if known.versions else "draft", "successor": ""}
    else:
        changes |= {"state": line.event, "successor": line.successor}
    registrations[line.id] = replace(known, **changes)


def _traces(line: Line) -> dict[str, Any]:
    """Give what a line says anew of where its article stands."""
    traces = {
        name: getattr(line, name) for name in ("capture", "path", "spans", "sketch", "members")
    }
    return {name: value for name, value in traces.items() if value}
