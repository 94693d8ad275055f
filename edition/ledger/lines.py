"""The lines of the ledger (登记册): read strictly, written in one way only.

The ledger is a file of JSON lines, one for each thing that was ever done to an id. It is only
ever appended to, and lives in git beside the captures. What each key means is told in
``docs/ledger.md``; a key that is not known, missing, or of the wrong type is an error that names
its line, since a ledger that is read loosely cannot be trusted in ten years.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edition.errors import EditionError, Location
from edition.model import Span

KINDS: Mapping[str, str] = {
    "document": "d",
    "work": "works",
    "event": "events",
    "person": "people",
    "place": "places",
    "organisation": "organisations",
    "term": "terms",
}
"""What has an id, and the folder of the site that its page stands in."""

PREFIXES: Mapping[str, str] = {
    "work": "w",
    "event": "v",
    "person": "p",
    "place": "c",
    "organisation": "g",
    "term": "t",
}
"""The first letter of an id by its kind; that of documents is a setting (``id_prefix``)."""

EVENTS = ("minted", "revised", "renamed", "merged", "withdrawn", "restored")
"""What can happen to an id. ``revised`` is a release: the first makes version 1."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a released version, as the ledger holds it."""

    id: str
    sha256: str
    """Of its text in NFC, as UTF-8."""
    origin: tuple[str, ...] = ()
    """Ids of the earlier paragraphs that it was split off from; empty for a new one."""


@dataclass(frozen=True, slots=True)
class Retired:
    """A paragraph id that the new version has no text for; it stays as an empty target."""

    id: str
    into: tuple[str, ...] = ()
    """The paragraphs that took its text in; empty if the text was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the ledger. Empty values are left out of the file."""

    event: str
    """One of ``EVENTS``."""
    id: str
    kind: str
    """One of ``KINDS``."""
    url: str
    """Path of its page below the site's root, such as ``/d/d7h3kq4/``."""
    version: int = 0
    """Number of the released version that the line is about; 0 before the first release."""
    date: str = ""
    """ISO date given with the command; a build, which has no clock, mints without a date."""
    reason: str = ""
    by: str = ""
    """``build`` for the machine, else the name given with the command."""
    capture: str = ""
    """SHA-256 of the capture's bytes."""
    path: str = ""
    spans: tuple[Span, ...] = ()
    """Raw spans of the article in the capture, in code points."""
    text: str = ""
    """SHA-256 of the document's text form (``text.txt``) in NFC."""
    record: str = ""
    """SHA-256 of what the citation says; a change of it is a reason for a release too."""
    sketch: str = ""
    """Fingerprint of the text that still resembles that of a corrected text."""
    paragraphs: tuple[Paragraph, ...] = ()
    retired: tuple[Retired, ...] = ()
    redirects: tuple[str, ...] = ()
    """Paths that from now on redirect to ``url``."""
    successor: str = ""
    """Id that stands in for a merged or withdrawn one."""
    was: str = ""
    """The id that a renamed thing had before."""
    title: str = ""
    citation: str = ""
    """For a tombstone: the citation that stood on the page."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Frozen files of the version, below ``versions/``, with their SHA-256."""
    members: tuple[str, ...] = ()
    """Ids of the witnesses of a work, by which it is known again."""
    generator: str = ""
    """Name and version of the software that made the release."""


_ALWAYS = ("event", "id", "kind", "url")
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "minted": (),
    "revised": ("version", "date", "reason", "by"),
    "renamed": ("date", "reason", "by", "was"),
    "merged": ("date", "reason", "by", "successor"),
    "withdrawn": ("date", "reason", "by"),
    "restored": ("date", "reason", "by"),
}
_KEYS = tuple(Line.__dataclass_fields__)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_PATH = re.compile(r"/(?:[a-z0-9._-]+/)*")
_PARAGRAPH = re.compile(r"p[1-9]\d*")
_SHAPES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "date": (_DATE, "a date such as 2026-07-01"),
    "capture": (_SHA256, "a SHA-256 of 64 lower-case hexadecimal digits"),
    "text": (_SHA256, "a SHA-256 of 64 lower-case hexadecimal digits"),
    "record": (_SHA256, "a SHA-256 of 64 lower-case hexadecimal digits"),
    "url": (_PATH, "a path such as /d/d7h3kq4/, in lower-case ASCII, with a slash at the end"),
}


def hash_text(text: str) -> str:
    """Give the SHA-256 of a text in NFC, as the ledger holds it.

    >>> hash_text("会议")[:12]
    '63d30f1a037d'
    """
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def write_line(line: Line) -> str:
    """Write a line of the ledger, with its newline; ``parse_line`` reads it back.

    >>> print(write_line(Line(event="minted", id="d7h3kq4", kind="document", url="/d/d7h3kq4/")), end="")
    {"event":"minted","id":"d7h3kq4","kind":"document","url":"/d/d7h3kq4/"}
    """
    filled = {key: _plain(getattr(line, key)) for key in _KEYS}
    kept = {key: value for key, value in filled.items() if value or key in _ALWAYS}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Paragraph):
        return {"id": value.id, "sha256": value.sha256, **_if_any("from", value.origin)}
    if isinstance(value, Retired):
        return {"id": value.id, **_if_any("into", value.into)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _if_any(key: str, values: tuple[str, ...]) -> dict[str, list[str]]:
    return {key: list(values)} if values else {}


def parse_line(text: str, where: Location) -> Line:
    """Read one line; raises ``EditionError`` that says what of it is wrong."""
    try:
        table = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        at = Location(where.path, where.line, error.colno, where.text)
        raise EditionError(f"not JSON: {error.msg}", at, _MEND) from None
    except ValueError as error:
        raise EditionError(str(error), where, _MEND) from None
    if not isinstance(table, dict):
        raise EditionError("a line of the ledger is a JSON object", where, _MEND)
    for key in table:
        if key not in _KEYS:
            raise EditionError(
                f"unknown key {key!r}", _at(key, where), f"known: {', '.join(_KEYS)}"
            )
    event = table.get("event")
    if event not in EVENTS:
        raise EditionError(
            f"unknown event {event!r}", _at("event", where), f"known: {', '.join(EVENTS)}"
        )
    missing = [key for key in (*_ALWAYS, *_NEEDED[event]) if not table.get(key)]
    if missing:
        raise EditionError(f"a line for {event} needs {', '.join(missing)}", where, _MEND)
    if table["kind"] not in KINDS:
        raise EditionError(
            f"unknown kind {table['kind']!r}", _at("kind", where), f"known: {', '.join(KINDS)}"
        )
    return Line(**{key: _read_value(key, value, where) for key, value in table.items()})


_MEND = "restore the line from git: the ledger is only ever appended to"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return table


def _at(word: object, where: Location) -> Location:
    quoted = json.dumps(word, ensure_ascii=False)
    at = where.text.find(quoted)
    return Location(where.path, where.line, at + 1, where.text, len(quoted)) if at >= 0 else where


def _read_value(key: str, value: Any, where: Location) -> Any:
    try:
        return _READ.get(key, _string)(value)
    except (TypeError, ValueError, KeyError, AttributeError):
        wanted = _SHAPES[key][1] if key in _SHAPES else "of another form"
        raise EditionError(
            f"{key} is not {wanted}" if key in _SHAPES else f"{key} has a value of the wrong form",
            _at(key, where),
            _MEND,
        ) from None


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _shaped(shape: re.Pattern[str]) -> Any:
    def read(value: Any) -> str:
        if not shape.fullmatch(_string(value)):
            raise ValueError
        return str(value)

    return read


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(_string(item) for item in _list(value))


def _spans(value: Any) -> tuple[Span, ...]:
    spans = tuple(Span(_count(start), _count(end)) for start, end in _list(value))
    if any(span.end < span.start for span in spans):
        raise ValueError
    return spans


_paragraph_id = _shaped(_PARAGRAPH)
_sha256 = _shaped(_SHA256)


def _paragraphs(value: Any) -> tuple[Paragraph, ...]:
    return tuple(
        Paragraph(
            _paragraph_id(item.pop("id")),
            _sha256(item.pop("sha256")),
            tuple(_paragraph_id(name) for name in _list(item.pop("from", []))),
        )
        for item in map(dict, _list(value))
    )


def _retired(value: Any) -> tuple[Retired, ...]:
    return tuple(
        Retired(_paragraph_id(item["id"]), tuple(_strings(item.get("into", []))))
        for item in _list(value)
    )


def _files(value: Any) -> dict[str, str]:
    return {_string(name): _sha256(digest) for name, digest in value.items()}


_READ: Mapping[str, Any] = {
    "version": _count,
    "spans": _spans,
    "paragraphs": _paragraphs,
    "retired": _retired,
    "redirects": lambda value: tuple(_shaped(_PATH)(item) for item in _list(value)),
    "files": _files,
    "members": _strings,
    **{key: _shaped(shape) for key, (shape, _) in _SHAPES.items()},
}
