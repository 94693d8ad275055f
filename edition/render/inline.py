"""The text of a block as HTML: clean, or with every intervention at its place.

The only module that writes HTML by hand, because it is called for every stretch of text; all
that comes from a source passes through ``escape``, and links through ``safe_link``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

# the part of ``markupsafe.escape`` that is written in C: the whole would make a Markup of each text
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]

from edition.model import Action, Block, Fate, Intervention, Piece
from edition.render.addresses import safe_link
from edition.render.strings import Strings
from edition.unseen import by_name


class _Unprintable(dict[int, int | str]):
    """Works out what is shown for a character when it is first met: few ever are."""

    def __missing__(self, code: int) -> int | str:
        sign = chr(code)
        if code < 0x20 and sign not in "\t\n\r":
            shown: int | str = 0x2400 + code
        elif code == 0x7F:
            shown = 0x2421
        elif 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000 or _NO_CHARACTER.match(sign):
            shown = 0xFFFD
        else:
            shown = by_name(sign)
        self[code] = shown
        return shown


_NO_CHARACTER = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
_UNPRINTABLE = _Unprintable()
"""What HTML forbids even when escaped, or nobody could see, and what is shown in its stead."""


def printable(text: str) -> str:
    """Give ``text`` with a visible sign for each character that HTML forbids or nobody can see.

    >>> printable("甲" + chr(0) + "乙" + chr(0xFFFE))
    '甲␀乙�'
    """
    return text if text.isprintable() else text.translate(_UNPRINTABLE)


def escape(text: str) -> str:
    """Escape captured text, whatever characters it has, as ``markupsafe.escape`` does."""
    return _escape_inner(text if text.isprintable() else text.translate(_UNPRINTABLE))


class Dates:
    """Writes dates as a language has them, marked up for machines: the filter ``when``.

    >>> from edition.render.strings import Strings
    >>> Dates(Strings("en", {}))("2022-03-20")
    Markup('<time datetime="2022-03-20">20 March 2022</time>')
    """

    def __init__(self, strings: Strings) -> None:
        """Take the language."""
        self._strings = strings
        self._written: dict[str, Markup] = {}

    def __call__(self, value: str) -> Markup:
        """Write an ISO date, or whatever stands in its place."""
        html = self._written.get(value)
        if html is None:
            shown = escape(self._strings.date(value))
            html = Markup(f'<time datetime="{escape(value)}">{shown}</time>')
            self._written[value] = html
        return html


_TAGS = {"strong": "strong", "em": "em", "sup": "sup", "sub": "sub"}


@dataclass(frozen=True, slots=True)
class Annotation:
    """A stretch of a block's text that links to something: a name, a variant reading."""

    start: int
    end: int
    href: str
    css: str
    """Class of the link."""


def _marked_up(text: str, marks: Sequence[str], *, links: bool = True) -> str:
    html = escape(text)
    if "\n" in html:
        html = html.replace("\n", "<br>")
    if not marks:
        return html
    for mark in reversed(marks):
        if tag := _TAGS.get(mark):
            html = f"<{tag}>{html}</{tag}>"
        elif mark == "gap":
            html = f'<span class="gap">{html}</span>'
        elif links and mark.startswith("link=") and (href := safe_link(mark[5:])):
            html = f'<a class="out" rel="external noreferrer" href="{escape(href)}">{html}</a>'
    return html


def _atoms(pieces: Iterable[Piece]) -> Iterator[tuple[str, tuple[str, ...]]]:
    standing = ((piece.text, piece.marks) for piece in pieces if piece.text)
    for marks, group in groupby(standing, key=lambda atom: atom[1]):
        yield "".join(text for text, _ in group), marks


def reading_html(block: Block, annotations: Sequence[Annotation] = ()) -> Markup:
    """Write the text that stands in the block, with its inline form and its links.

    Annotations must be in order and must not overlap; one inside a link of the source is left
    out, since links cannot nest.

    >>> from edition.model import BlockKind, Span
    >>> block = Block(BlockKind.PARAGRAPH, (Piece(Span(0, 2), "甲<"), Piece(Span(2, 3), "乙", marks=("strong",))))
    >>> reading_html(block, [Annotation(1, 3, "../p/", "name")])
    Markup('甲<a class="name" href="../p/">&lt;<strong>乙</strong></a>')
    """
    parts: list[str] = []
    position = 0
    waiting = list(annotations)[::-1]
    opened: Annotation | None = None
    for text, marks in _atoms(block.pieces):
        linked = any(mark.startswith("link=") for mark in marks)
        done = 0
        while done < len(text):
            if opened and opened.end <= position:
                parts.append("</a>")
                opened = None
            while waiting and (
                waiting[-1].start < position or (linked and waiting[-1].start < position + 1)
            ):
                waiting.pop()
            if opened is None and waiting and waiting[-1].start == position:
                opened = waiting.pop()
                parts.append(f'<a class="{opened.css}" href="{escape(opened.href)}">')
            stop = position + len(text) - done
            if opened:
                stop = min(stop, opened.end)
            elif waiting:
                stop = min(stop, max(waiting[-1].start, position + 1))
            part = text[done : done + stop - position]
            parts.append(_marked_up(part, marks, links=opened is None))
            done += len(part)
            position = stop
    if opened:
        parts.append("</a>")
    return Markup("".join(parts))


SIGNS: Mapping[Action, str] = {
    Action.REMOVE: "−",
    Action.REPLACE: "→",
    Action.SUPPLY: "+",
    Action.JOIN: "⌒",
    Action.MOVE: "⇄",
    Action.FOLD: "⟳",
    Action.GAP: "▢",
    Action.MARK: "?",
    Action.RECORD: "▤",
    Action.SET_ASIDE: "⊟",
    Action.RELABEL: "⚑",
    Action.DIVIDE: "┆",
    Action.STET: "!",
}
"""One sign an action, so that no mark depends on its colour."""


def _group_key(piece: Piece) -> tuple[Fate, tuple[int, ...]]:
    return piece.fate, piece.by


def marked_html(
    block: Block,
    raw: str,
    interventions: Mapping[int, Intervention],
    seen: set[int],
    labels: Mapping[Action, str],
    note_of: Mapping[int, int],
) -> Markup:
    """Write the block with all that was done to it; each mark links to its note.

    ``raw`` is the source's text. ``seen`` holds the interventions that already have their
    mark: the first one is the place that a note leads back to. ``labels``, escaped already, name
    a mark without text to a screen reader, and ``note_of`` says under which number alike interventions of a
    block share a note. What layout and markup lost has the class ``layout`` and no note.
    """
    parts: list[str] = []
    for (fate, by), group in groupby(block.pieces, key=_group_key):
        acts = [interventions[number] for number in by if number in interventions]
        pieces = list(group)
        after = "".join(_marked_up(text, marks, links=not by) for text, marks in _atoms(pieces))
        if not acts:
            parts.append(after)
            continue
        before = "".join([raw[piece.span.start : piece.span.end] for piece in pieces])
        editorial = [act for act in acts if act.editorial]
        if not editorial:
            parts.append(_quiet(fate, before, after))
        else:
            parts.append(_mark(editorial[-1], fate, before, after, seen, labels, note_of))
            parts.extend(
                _mark(act, Fate.KEPT, "", "", seen, labels, note_of)
                for act in editorial[:-1]
                if act.id not in seen
            )
    return Markup("".join(parts))


def _quiet(fate: Fate, before: str, after: str) -> str:
    if fate in (Fate.KEPT, Fate.CHANGED):
        return after
    css = "layout" if fate is Fate.REMOVED else f"layout to-{fate.value}"
    return f'<del class="{css}">{_visible(before)}</del>' if before else ""


def _mark(
    act: Intervention,
    fate: Fate,
    before: str,
    after: str,
    seen: set[int],
    labels: Mapping[Action, str],
    note_of: Mapping[int, int],
) -> str:
    label = f' aria-label="{labels[act.action]} {escape(act.rule)}"'
    sign = SIGNS[act.action]
    first = act.id not in seen
    seen.add(act.id)
    identity = f' id="m{act.id}"' if first else ""
    if act.action in (Action.JOIN, Action.MOVE, Action.RELABEL, Action.DIVIDE, Action.GAP):
        shown = (
            f"<del>{_visible(before)}</del>"
            if fate in (Fate.REMOVED, Fate.SET_ASIDE) and before
            else ""
        )
        point = f'<a class="mk {act.action}"{identity} href="#n{note_of.get(act.id, act.id)}" data-sign="{sign}"{"" if shown else label}>'
        return f"{point}{shown}</a>{after}" if first or shown else after
    inner = ""
    if fate is not Fate.KEPT and before:
        if act.action is Action.FOLD and len(before) > FOLDED + 8:
            before = f"{before[:FOLDED]}…"
        inner += f"<del>{_visible(before)}</del>"
    if fate is Fate.CHANGED and after:
        inner += f"<ins>{after}</ins>"
    if fate is Fate.KEPT:
        inner += f"<mark>{after}</mark>" if after else ""
    named = "" if inner else label
    return f'<a class="mk {act.action}"{identity} href="#n{note_of.get(act.id, act.id)}" data-sign="{sign}"{named}>{inner}</a>'


FOLDED = 40
"""Characters shown of a copy that was folded, since the text itself stands elsewhere."""

_SHOWN = str.maketrans({"\n": "↵", "\r": "␍", "\t": "⇥", "\u3000": "□", "\xa0": "␣"})


def _visible(text: str) -> str:
    """Escape removed text, with its line ends and wide spaces shown, shortened in the middle."""
    if len(text) > 240:
        text = f"{text[:160]} … {text[-60:]}"
    return escape(text.translate(_SHOWN))
