"""A picture of events, publications and captures in time, drawn when the site is built.

Days that have something stand side by side, however far apart they are; a break shows that
days lie between. With many days the columns are months or years.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from edition.model import Document, Event
from edition.render.page import page_of

if TYPE_CHECKING:
    from edition.render.context import Context

DATED = (
    ("published", "publication"),
    ("captured", "capture"),
    ("captured_not_before", "capture"),
)
"""Claims that are dates, and the lane that shows them."""
LANES = ("event", "publication", "capture")
ON_A_PAGE = 400
"""Moments on one page of the timeline's list."""
MAXIMUM_COLUMNS = 40
MAXIMUM_WAYS = 60
"""Above this number of documents their single ways are not drawn."""
_LEFT, _COLUMN, _TOP, _LANE, _BOTTOM = 88, 76, 30, 58, 36


@dataclass(frozen=True, slots=True)
class Dot:
    """What happened in one lane in one column."""

    x: int
    y: int
    radius: float
    lane: str
    count: int
    href: str
    label: str
    """Titles, for the picture's own tooltip."""
    certain: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A day, month or year that has something."""

    x: int
    label: str
    year: str
    """Set where another year begins."""
    gap: bool
    """Set if days without anything lie before it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Geometry for the template; lengths in pixels."""

    width: int
    height: int
    columns: tuple[Column, ...]
    lanes: tuple[tuple[str, int], ...]
    dots: tuple[Dot, ...]
    ways: tuple[tuple[str, str], ...]
    """(document id, SVG path) of each document that has two places or more."""

    def __bool__(self) -> bool:
        """Say whether there is anything to draw."""
        return bool(self.dots)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated: an event, or a document's publication or capture."""

    date: str
    lane: str
    title: str
    address: str
    document: str
    certain: bool


def moments(context: Context) -> tuple[Moment, ...]:
    """Give all that has a date, in order."""
    found = [
        Moment(e.date[:10], "event", e.title, f"events/{e.id}/", "", e.certainty == "certain")
        for e in context.events
    ]
    for document in context.edition.documents:
        for field, lane in DATED:
            claim = document.claim(field)
            if claim and claim.value:
                found.append(
                    Moment(
                        claim.value[:10], lane, document.title, f"d/{document.id}/", document.id,
                        claim.basis == "attested",
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda m: (m.date, LANES.index(m.lane), m.address)))


def _column_width(dates: Sequence[str]) -> int:
    for width in (10, 7):
        if len({d[:width] for d in dates}) <= MAXIMUM_COLUMNS:
            return width
    return 4


def draw(context: Context) -> Timeline:
    """Lay out the timeline of the whole edition."""
    listed = moments(context)
    found = [m for m in listed if len(m.date) >= 4]
    page = {id(m): page_of("timeline/", n // ON_A_PAGE + 1) for n, m in enumerate(listed)}
    width = _column_width([m.date for m in found])
    keys = sorted({m.date[:width] for m in found})
    x_of = {key: _LEFT + _COLUMN // 2 + n * _COLUMN for n, key in enumerate(keys)}
    y_of = {lane: _TOP + _LANE // 2 + n * _LANE for n, lane in enumerate(LANES)}
    cells: dict[tuple[str, str], list[Moment]] = defaultdict(list)
    for moment in found:
        cells[moment.date[:width], moment.lane].append(moment)
    dots = tuple(
        Dot(
            x_of[key], y_of[lane], min(16.0, 5 + 1.8 * len(group) ** 0.5), lane, len(group),
            group[0].address if len(group) == 1 else f"{page[id(group[0])]}#d{group[0].date}",
            " · ".join(m.title for m in group[:4]), all(m.certain for m in group),
        )
        for (key, lane), group in sorted(cells.items())
    )  # fmt: skip
    columns = tuple(
        Column(
            x_of[key],
            _short(key),
            key[:4] if n == 0 or keys[n - 1][:4] != key[:4] else "",
            n > 0 and _gap(keys[n - 1], key),
        )
        for n, key in enumerate(keys)
    )
    return Timeline(
        _LEFT + len(keys) * _COLUMN + 12,
        _TOP + len(LANES) * _LANE + _BOTTOM,
        columns,
        tuple(y_of.items()),
        dots,
        tuple(_ways(context, x_of, y_of, width)),
    )


def _short(key: str) -> str:
    parts = [part.lstrip("0") for part in key.split("-")]
    return f"{parts[1]}.{parts[2]}" if len(parts) > 2 else parts[-1]


def _gap(before: str, after: str) -> bool:
    if len(before) == 10 and len(after) == 10:
        try:
            return (date.fromisoformat(after) - date.fromisoformat(before)).days > 1
        except ValueError:
            return True
    return False


def _ways(
    context: Context, x_of: dict[str, int], y_of: dict[str, int], width: int
) -> list[tuple[str, str]]:
    if len(context.edition.documents) > MAXIMUM_WAYS:
        return []
    ways = []
    for document in context.edition.documents:
        points = [(x_of[d[:width]], y_of[lane]) for d, lane in _stops(context, document)]
        if len(points) > 1:
            path = f"M{points[0][0]} {points[0][1]}"
            for (x0, y0), (x1, y1) in pairwise(points):
                middle = (y0 + y1) // 2
                path += f"C{x0} {middle} {x1} {middle} {x1} {y1}"
            ways.append((document.id, path))
    return ways


def _stops(context: Context, document: Document) -> list[tuple[str, str]]:
    happened: list[Event] = context.events_of.get(document.id, [])
    stops = [(happened[0].date[:10], "event")] if happened else []
    for field, lane in DATED:
        if value := document.value(field)[:10]:
            stops.append((value, lane))
    return [(day, lane) for day, lane in stops if len(day) >= 4]
