"""What someone changed in a page by hand, as changes that decisions can be made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from edition.errors import EditionError, Location
from edition.frontmatter import Writable
from edition.model import BlockKind
from edition.page.following import Text
from edition.page.parser import read
from edition.page.values import GENERATED, EditKind, HandEdit, Page


def compare(built: str, edited: str, path: str) -> tuple[HandEdit, ...]:
    """Find the edits, as ``edition.page.page_differences`` says."""
    before, after = read(built, path), read(edited, path)
    headline = _headline(before, after, path)
    text = Text(before)
    edits = list(text.follow(after, {name: new for name, (_, new) in headline.items()}))
    relabelled = {edit.replacement for edit in edits if edit.kind is EditKind.RELABEL}
    claims = {name: pair for name, pair in headline.items() if name not in relabelled}
    edits += _claims(claims)
    edits += _record(before.record, after.record, path)
    if _pictures(before) != _pictures(after):
        edits.append(_generated("picture"))
    if before.see_also != after.see_also:
        edits.append(_generated("see-also"))
    return tuple(edits)


def _pictures(page: Page) -> list[tuple[str, str]]:
    return [(b.address, b.text) for b in page.blocks if b.kind is BlockKind.PICTURE]


# -- the record ---------------------------------------------------------------


def _headline(
    before: Page, after: Page, path: str
) -> dict[str, tuple[Sequence[str], Sequence[str]]]:
    """Give old and new values of title, kicker and deck, which stand in record and text."""
    found: dict[str, tuple[Sequence[str], Sequence[str]]] = {}
    for name in ("kicker", "title", "deck"):
        stated, restated = _listed(before.record.get(name, "")), _listed(after.record.get(name, ""))
        shown, reshown = _shown(before, name), _shown(after, name)
        if stated != restated and shown != reshown and restated != reshown:
            raise EditionError(
                f"the {name} was changed to {'/'.join(restated)!r} in the front matter"
                f" and to {'/'.join(reshown)!r} in the text",
                Location(path),
                "make the two agree",
            )
        found[name] = (stated, restated) if shown == reshown else (shown, reshown)
    return found


def _shown(page: Page, name: str) -> tuple[str, ...]:
    shown = {"kicker": page.kicker, "title": (page.title,), "deck": page.deck}[name]
    return tuple(value for value in shown if value)


def _listed(value: Writable) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(str(item) for item in values if item)


def _record(
    before: Mapping[str, Writable], after: Mapping[str, Writable], path: str
) -> Iterator[HandEdit]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ""), after.get(name, "")
        if old == new or name in ("kicker", "title", "deck"):
            continue
        if name in GENERATED:
            yield _generated(name)
            continue
        if not isinstance(new, str) and not (
            isinstance(new, list) and all(isinstance(n, str) for n in new)
        ):
            raise EditionError(
                f"the field {name!r} is neither a value nor a list of values",
                Location(path),
                "write it as NAME: VALUE",
            )
        yield from _claims({name: (_listed(old), _listed(new))})


def _claims(changed: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> Iterator[HandEdit]:
    for name, (olds, news) in changed.items():
        for old, new in zip_longest(olds, news, fillvalue=""):
            if old != new:
                yield HandEdit(EditKind.CLAIM, "", old, new, field=name)


def _generated(name: str) -> HandEdit:
    return HandEdit(EditKind.GENERATED, "", "", field=name)
