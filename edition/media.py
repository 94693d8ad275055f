"""Local copies of pictures: listed in ``content/media/media.toml``, each proven by its hash.

A picture of a capture is never loaded from where it was. Whoever has a copy, and the right to
show it, puts the file into ``content/media/`` and lists it:

    [[picture]]
    address = "https://…/b18e.jpg"
    file = "b18e.jpg"
    sha256 = "…"
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from edition.errors import ContentErrors, EditionError
from edition.model import Output

_KINDS = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"})
_KEYS = frozenset({"address", "file", "sha256"})


@dataclass(frozen=True, slots=True)
class Media:
    """The local copies: where each address's picture is on the site, and the files."""

    by_address: Mapping[str, str]
    outputs: tuple[Output, ...]


def read_media(folder: Path) -> Media:
    """Read the list of local copies and the files; no list means no copies.

    Raises ``ContentErrors`` naming each entry whose file is missing, is not the one with this
    hash, lies outside the folder or is no picture.
    """
    shown = "media/media.toml"
    try:
        tables = tomllib.loads((folder / "media.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Media({}, ())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentErrors(
            (EditionError(f"not valid TOML: {error}", shown, "mend the line"),)
        ) from None
    by_address: dict[str, str] = {}
    outputs: dict[str, Output] = {}
    errors: list[EditionError] = []
    for number, entry in enumerate(tables.get("picture", ()), 1):
        try:
            address, output = _picture(entry, folder)
        except EditionError as error:
            errors.append(EditionError(f"picture {number}: {error.what}", shown, error.next_step))
            continue
        by_address[address] = output.path
        outputs[output.path] = output
    if errors:
        raise ContentErrors(tuple(errors))
    return Media(by_address, tuple(outputs.values()))


def _picture(entry: Mapping[str, object], folder: Path) -> tuple[str, Output]:
    if unknown := set(entry) - _KEYS:
        raise EditionError(
            f"unknown key {min(unknown)!r}", next_step=f"known: {', '.join(sorted(_KEYS))}"
        )
    address, file, digest = (str(entry.get(key, "")) for key in ("address", "file", "sha256"))
    name = PurePosixPath(file)
    if not address or not digest or len(name.parts) != 1 or name.name.startswith("."):
        raise EditionError("address, file (a name in this folder) and sha256 are needed")
    if name.suffix.lower() not in _KINDS:
        raise EditionError(
            f"{file} is no picture for a page", next_step=f"use {', '.join(sorted(_KINDS))}"
        )
    path = folder / file
    if path.is_symlink() or not path.is_file():
        raise EditionError(f"there is no file {file}", next_step="add it, or delete the entry")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        raise EditionError(
            f"{file} is not the file with this hash",
            next_step=f"its SHA-256 is {found}: check it, then mend",
        )
    return address, Output(f"media/{found[:16]}{name.suffix.lower()}", data)
