"""What a build refuses to touch, and what it sets aside: links that lead away, folders of others, giants.

Nothing outside ``content`` is read as content, nothing outside the site's folder is written or
removed, and one capture beyond the limits does not keep the others from being built.
"""

from __future__ import annotations

import os
from pathlib import Path
from unicodedata import name

from edition.conclude import Prepared
from edition.config import Policy
from edition.errors import ContentErrors, EditionError, Location
from edition.model import Action, Block, BlockKind, Fate, Piece, Source, Span, Words
from edition.readers import Notice
from edition.reading import Log
from edition.rule import Rule
from edition.sources import find_mojibake
from edition.unseen import lookalikes

FORMAT = "set-aside"
"""Format of a capture that no reader was asked about."""

CEILING = 16
"""A capture of so many times ``maximum_bytes`` is not even decoded: that is an error."""

OVER_LIMIT = Rule(
    code="M113",
    slug="over-limit",
    family="markup",
    title=Words("超限整件另置", "Set aside whole, over a limit"),
    reason=Words(
        "此件超出本编所设的限度，整件另置备查，不作校理。",
        "This capture is beyond a limit of this edition; it is set aside whole and not edited.",
    ),
    changes=(),
    leaves=(),
)


def over_limit(source: Source, policy: Policy) -> Notice | None:
    """Say which limit a capture is over, and what to do; None for nearly all."""
    if len(source.data) > policy.maximum_bytes:
        return Notice(
            Location(source.path),
            f"the capture has {len(source.data):,} bytes, more than the {policy.maximum_bytes:,} allowed: "
            "it is set aside whole",
            "raise maximum_bytes under [policy] in edition.toml, or split the capture",
        )
    longest = 0
    if len(source.text) > policy.maximum_line:
        longest = max(map(len, source.text.splitlines()), default=0)
    if longest > policy.maximum_line:
        return Notice(
            Location(source.path),
            f"the capture has a line of {longest:,} characters, more than the {policy.maximum_line:,} allowed: "
            "it is set aside whole",
            "raise maximum_line under [policy] in edition.toml, or split the capture",
        )
    return None


def damaged(source: Source) -> tuple[Notice, ...]:
    """Name what is not what it looks like; it is shown as it stands.

    That is text that was decoded wrongly before it was captured, letters that pose as others, and
    characters of which nobody can know what they show.
    """
    notices: list[Notice] = []
    if found := find_mojibake(source.text):
        start, end, how = found
        notices.append(
            Notice(
                Location.in_text(source.path, source.text, start, end),
                f"mojibake: this looks like {how}",
                "capture the page again; its text is shown as it stands",
            )
        )
    places: dict[str, list[int]] = {}
    for kind, at in lookalikes(source.text):
        places.setdefault(kind, []).append(at)
    for kind, found_at in sorted(places.items()):
        signs = sorted({ord(source.text[at]) for at in found_at})
        named = ", ".join(f"U+{sign:04X} {name(chr(sign), '')}".strip() for sign in signs[:3])
        more = f" and {len(signs) - 3} more" if len(signs) > 3 else ""
        notices.append(
            Notice(
                Location.in_text(source.path, source.text, found_at[0], found_at[0] + 1),
                f"{_POSING[kind]} ({len(found_at):,} in all): {named}{more}",
                "the raw view shows it by number; decide what it stands for if it is in a name or a quotation",
            )
        )
    return tuple(notices)


_POSING = {
    "kana": "a Japanese sign that looks like an ideograph stands between ideographs",
    "mixed": "a letter of another script poses as a Latin one in a Latin word",
    "private": "a private use character, whose shape nobody can know",
    "radical": "a radical or compatibility character stands for the ideograph that it looks like",
}


def set_aside_whole(source: Source, why: Notice) -> Prepared:
    """Account for a capture without a document: all of it is set aside, with the reason."""
    log = Log()
    span = Span(0, len(source.text))
    responsibility = OVER_LIMIT.responsibility
    number = log.add(responsibility, Action.SET_ASIDE, [span], before=source.text[:240])
    block = Block(BlockKind.FURNITURE, (Piece(span, "", Fate.SET_ASIDE, (number,)),))
    return Prepared(source, FORMAT, (), (block,), (), log.entries, (why,))


def refuse_links(content: Path) -> None:
    """Refuse symbolic links below ``content`` that lead out of it, dead ones, and names that clash.

    Raises ``ContentErrors`` naming each: a link could publish any file of this computer, or have a
    build write over one.
    """
    errors: list[EditionError] = []
    root = content.resolve()
    for folder, folders, names in os.walk(content):
        seen: dict[str, str] = {}
        for own in sorted((*folders, *names)):
            path = Path(folder, own)
            shown = path.relative_to(content).as_posix()
            if path.is_symlink() and not (path.exists() and path.resolve().is_relative_to(root)):
                if not matters(own) and not path.exists():
                    continue  # the lock of an editor, which nothing reads
                errors.append(EditionError("a link that leads out of the content, or nowhere", shown,
                                           "put the file itself there, or delete the link"))  # fmt: skip
            other = seen.setdefault(own.casefold(), own)
            if other != own:
                errors.append(EditionError(f"{other} and {own} are one file where case is folded", shown,
                                           "rename one of them"))  # fmt: skip
    if errors:
        raise ContentErrors(tuple(errors))


def refuse_place(site: Path, *keep: Path) -> None:
    """Refuse to build where something else stands: a build replaces the whole folder.

    ``keep`` are folders and files of the project. A folder that has files is taken for a site if
    it has a ``catalog.json``.
    """
    place = site.resolve()
    for path in keep:
        kept = path.resolve()
        if kept.is_relative_to(place) or (kept.is_dir() and place.is_relative_to(kept)):
            raise EditionError(
                f"the site's folder cannot be in, or around, {path.name}", site.name,
                "name another with --site DIR",
            )  # fmt: skip
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise EditionError("the site's folder is a link or a file", site.name, "name another with --site DIR")  # fmt: skip
    if site.is_dir() and any(site.iterdir()) and not (site / "catalog.json").is_file():
        raise EditionError(
            "the folder has files, and is no site that was built here", site.name,
            "name another with --site DIR, or empty it: a build replaces the whole folder",
        )  # fmt: skip


_LEAVINGS = (".swp", ".swx", ".swo", "~", ".tmp", ".bak", ".part", ".pyc")


def matters(name: str) -> bool:
    """Say whether a file of this name can be an input; editors' own leavings are none.

    >>> [matters(n) for n in ("a.toml", ".a.toml.swp", "a.toml~", "4913", "#a.toml#")]
    [True, False, False, False, False]
    """
    return not (
        name.startswith((".", "#")) or name.endswith(_LEAVINGS) or name == "4913"  # vim's probe
    )
