"""The settings of an edition, read once from ``edition.toml`` and then only passed around."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from edition.errors import EditionError, Location
from edition.model import Words


@dataclass(frozen=True, slots=True)
class Publisher:
    """What is known of a publisher and not said in its captures."""

    name: str
    zone: str = ""
    """IANA name of the zone that its times are really in."""
    zone_label_is_wrong: str = ""
    """The label (``GMT``) that its captures bear wrongly."""
    evidence: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class Policy:
    """Choices that an edition may make differently."""

    normalise_punctuation: bool = True
    parallel_minimum: int = 12
    maximum_bytes: int = 8_000_000
    """Of a capture; a larger one is set aside whole."""
    maximum_line: int = 4_000_000
    """Characters of a line; a capture with a longer one is set aside whole."""
    search_part: int = 6_000
    """Documents of one search index; a larger edition has several, by year."""
    search_part_watched: int = 1_250
    """The same while the edition is watched: a change indexes less, an answer loads more."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one edition."""

    title: Words
    description: Words
    base_url: str
    """Ends with a slash; may have a path."""
    language: str = "zh-Hans"
    timezone: str = "Asia/Shanghai"
    editors: tuple[str, ...] = ()
    licence: Words = Words("", "")
    id_prefix: str = "d"
    policy: Policy = Policy()
    publishers: Mapping[str, Publisher] = field(default_factory=dict)

    @property
    def base_path(self) -> str:
        """Give the path part of the base URL, such as ``/`` or ``/edition/``."""
        return urlsplit(self.base_url).path or "/"


_EDITION_KEYS = {
    "title", "title_en", "description", "description_en", "language", "timezone", "base_url",
    "editors", "licence", "licence_en", "id_prefix",
}  # fmt: skip


_ID_PREFIX = re.compile(r"[0-9bcdfghjkmnpqrstvwxz]{1,4}")
"""Betanumeric, as ids are: an id is part of addresses and of file names."""


def read_config(path: Path) -> Config:
    """Read and check the settings; an unknown key, a bad zone or address is an error.

    Raises ``EditionError`` that names the file, the line and the nearest known key.
    """
    shown = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise EditionError(
            "there is no such settings file", shown, "name another with --config FILE"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise EditionError(f"the settings cannot be read ({error})", shown) from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EditionError(
            f"not valid TOML: {error}", shown, "mend the line that it names"
        ) from None
    _refuse_unknown(tables, {"edition", "policy", "publishers"}, text, shown)
    edition = tables.get("edition", {})
    _refuse_unknown(edition, _EDITION_KEYS, text, shown)
    policy = tables.get("policy", {})
    _refuse_unknown(policy, {f.name for f in fields(Policy)}, text, shown)
    base_url = str(edition.get("base_url", "http://127.0.0.1:8000/"))
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise EditionError(
            f"base_url {base_url!r} is not a web address",
            _line_of("base_url", text, shown),
            "write it as https://host/ or https://host/path/",
        )
    timezone = str(edition.get("timezone", "Asia/Shanghai"))
    _check_zone(timezone, "timezone", text, shown)
    id_prefix = str(edition.get("id_prefix", "d"))
    if not _ID_PREFIX.fullmatch(id_prefix):
        raise EditionError(
            f"id_prefix {id_prefix!r} cannot begin an id",
            _line_of("id_prefix", text, shown),
            "write one to four of the characters 0-9 and bcdfghjkmnpqrstvwxz",
        )
    return Config(
        title=_words(edition, "title", "未命名"),
        description=_words(edition, "description"),
        base_url=base_url if base_url.endswith("/") else base_url + "/",
        language=str(edition.get("language", "zh-Hans")),
        timezone=timezone,
        editors=tuple(str(name) for name in edition.get("editors", ())),
        licence=_words(edition, "licence"),
        id_prefix=id_prefix,
        policy=Policy(**policy),
        publishers={
            name: _publisher(name, table, text, shown)
            for name, table in tables.get("publishers", {}).items()
        },
    )


def _publisher(name: str, table: Mapping[str, Any], text: str, shown: str) -> Publisher:
    _refuse_unknown(table, {"zone", "zone_label_is_wrong", "evidence", "evidence_en"}, text, shown)
    if table.get("zone"):
        _check_zone(str(table["zone"]), "zone", text, shown)
        if not table.get("evidence"):
            raise EditionError(
                f"the zone of {name} has no evidence",
                _line_of("zone", text, shown),
                'add evidence = "…": how it is known',
            )
    return Publisher(
        name=name,
        zone=str(table.get("zone", "")),
        zone_label_is_wrong=str(table.get("zone_label_is_wrong", "")),
        evidence=_words(table, "evidence"),
    )


def _words(table: Mapping[str, Any], key: str, default: str = "") -> Words:
    zh = str(table.get(key, default))
    return Words(zh, str(table.get(f"{key}_en", zh)))


def _check_zone(zone: str, key: str, text: str, shown: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise EditionError(
            f"{zone!r} is not a time zone",
            _line_of(key, text, shown),
            "use an IANA name such as Asia/Shanghai",
        ) from None


def _refuse_unknown(table: Mapping[str, Any], known: set[str], text: str, shown: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise EditionError(
                f"unknown setting {key!r}",
                _line_of(key, text, shown),
                f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(known))}",
            )


def _line_of(key: str, text: str, shown: str) -> Location:
    at = text.find(key)
    return Location.in_text(shown, text, at, at + len(key)) if at >= 0 else Location(shown)
