"""The lists: what the small entries of all documents say together.

A list is made of rows that are written once for each depth and language, however many lists show
them; a piece of work is one list, or the lists of some dozens of names.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from edition.checks import Facts
from edition.model import Output
from edition.render.page import Part, parts
from edition.reprint.leaf import FOLDERS, Entry, Named, kind_of
from edition.reprint.order import initial, sort_key
from edition.reprint.press import LIST, Place, Press

SIZE = 200
"""Entries on one page of a list."""
AT_HOME = 30
"""Up to this number the whole list stands on the home page."""
NAMES = 500
"""Names on one page of an index."""
TOGETHER = 40
"""Names whose lists are one piece of work."""

_UP = Markup("\0")
"""Stands in rows for the way up to the site's root; in a text it would be shown by a sign."""
Made = Iterator[tuple[Output, Facts | None]]


class Heading(NamedTuple):
    """What stands at the head of a list."""

    section: str
    title: str
    lead: str = ""
    over: str = ""
    """Title of the list that it belongs to, and its address."""
    over_address: str = ""


class Group(NamedTuple):
    """What the documents of a list have in common: a name, an event, a text, a publisher."""

    id: str
    name: str
    entries: tuple[Entry, ...]


class Lists:
    """All lists of the site; ``work`` names the pieces, which can be made in any order."""

    def __init__(self, press: Press, entries: Sequence[Entry]) -> None:
        """Take the entries of all documents."""
        self._press = press
        self._entries = tuple(sorted(entries, key=lambda e: (e.date or "0", e.id), reverse=True))
        self._rows: defaultdict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
        """Rows of each language, brief or full, each written once; the way up is put in later."""

    @cached_property
    def named(self) -> Mapping[str, tuple[Group, ...]]:
        """Give the names of each kind with the documents that have them, in the order of lists."""
        found: dict[str, dict[str, list[Entry]]] = {kind: {} for kind in FOLDERS}
        names = self._names(lambda entry: entry.names)
        for entry in self._entries:
            for name in entry.names:
                kind = kind_of(name.id)
                if kind in FOLDERS:
                    found[kind].setdefault(name.id, []).append(entry)
        return {
            kind: tuple(
                sorted(
                    (Group(key, names[key], tuple(own)) for key, own in groups.items()),
                    key=lambda group: (*sort_key(group.name), group.id),
                )
            )
            for kind, groups in found.items()
        }

    @cached_property
    def events(self) -> tuple[Group, ...]:
        """Give the events, that of the first report first."""
        names = self._names(lambda entry: entry.events)
        found: dict[str, list[Entry]] = {}
        for entry in self._entries:
            for event in entry.events:
                found.setdefault(event.id, []).append(entry)
        groups = [Group(key, names[key], tuple(own)) for key, own in found.items()]
        return tuple(sorted(groups, key=lambda g: (_first_day(g.entries) or "9", g.id)))

    @cached_property
    def works(self) -> tuple[Group, ...]:
        """Give the texts that more than one document has, by the title of their first witness."""
        found: dict[str, list[Entry]] = {}
        for entry in reversed(self._entries):
            if entry.work:
                found.setdefault(entry.work, []).append(entry)
        return tuple(
            Group(key, own[0].title or key, tuple(own)) for key, own in sorted(found.items())
        )

    @cached_property
    def publishers(self) -> tuple[Group, ...]:
        """Give the publishers, that with the most documents first."""
        found: dict[str, list[Entry]] = {}
        for entry in self._entries:
            found.setdefault(entry.publisher, []).append(entry)
        groups = [Group(publisher_address(name), name, tuple(own)) for name, own in found.items()]
        return tuple(sorted(groups, key=lambda g: (not g.name, -len(g.entries), g.name)))

    def _names(self, of: Callable[[Entry], Iterable[Named]]) -> dict[str, str]:
        """Give each id its name: where pages differ, that of the first document by its id."""
        names: dict[str, str] = {}
        for entry in sorted(self._entries, key=lambda e: e.id):
            for named in of(entry):
                names.setdefault(named.id, named.name)
        return names

    # -- pieces of work -----------------------------------------------------------

    def work(self) -> list[Callable[[], Made]]:
        """Give the pieces of work, the largest first."""
        pieces: list[Callable[[], Made]] = [
            self.documents, self.timeline, self.home, self.sources, self.about, self.missing,
        ]  # fmt: skip
        for section, groups, title in (
            *((FOLDERS[kind], groups, f"kind.{kind}.plural") for kind, groups in self.named.items()),
            ("events", self.events, "events.title"),
            ("works", self.works, "works.title"),
        ):  # fmt: skip
            pieces.append(_bound(self._index, section, groups, title))
            for start in range(0, len(groups), TOGETHER):
                some = groups[start : start + TOGETHER]
                pieces.append(_bound(self._pages_of, section, some, title))
        pieces.append(self._publishers)
        pieces += [_bound(self._publisher, group) for group in self.publishers]
        return pieces

    def home(self) -> Made:
        """Give the home page."""
        entries = self._entries
        shown = entries if len(entries) <= AT_HOME else entries[:10]
        captures = {entry.capture.sha256 for entry in entries}
        totals = (
            ("documents", len(entries), "documents/"),
            ("sources", len(captures), "sources/"),
            ("characters", sum(entry.characters for entry in entries), "documents/"),
        )
        for place in self._press.places(""):
            strings = self._press.strings[place.language]
            text = self._press.render(
                "home",
                place,
                groups=self._months(shown, place),
                whole=len(shown) == len(entries),
                total=len(entries),
                totals=totals,
            )
            config = self._press.config
            yield self._page(
                place, text, Heading("home", strings.words(config.title)),
                strings.words(config.description),
            )  # fmt: skip

    def documents(self) -> Made:
        """Give the list of all documents by date, and where each month begins."""
        months: dict[str, tuple[str, int]] = {}
        spread = list(parts("documents/", self._entries, SIZE))
        for part, group in spread:
            for entry in group:
                address, count = months.get(entry.date[:7], (part.address, 0))
                months[entry.date[:7]] = (address, count + 1)
        for part, group in spread:
            for place in self._press.places(part.address):
                strings = self._press.strings[place.language]
                heading = Heading(
                    "documents", strings("documents.title"), strings("documents.lead")
                )
                yield self._filled(
                    "documents", place, heading, part, groups=self._months(group, place),
                    months=months, publishers=self.publishers[:12],
                )  # fmt: skip

    def timeline(self) -> Made:
        """Give the days on which something was published or captured."""
        moments = sorted(
            (day, lane, entry.id, entry)
            for entry in self._entries
            for lane, day in (("publication", entry.date), ("capture", entry.captured))
            if day
        )
        for part, shown in parts("timeline/", moments, SIZE * 2):
            days = [
                (day, [(lane, entry) for _, lane, _, entry in found])
                for day, found in groupby(shown, key=lambda moment: moment[0])
            ]
            for place in self._press.places(part.address):
                strings = self._press.strings[place.language]
                heading = Heading(
                    "timeline", strings("timeline.title"), strings("reprint.lead_timeline")
                )
                yield self._filled("timeline", place, heading, part, days=days)

    def sources(self) -> Made:
        """Give the register of the captures that the pages name."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            found[entry.capture.sha256].append(entry)
        listed = sorted(found.values(), key=lambda own: (own[0].capture.path, own[0].capture))
        for part, shown in parts("sources/", listed, SIZE):
            for place in self._press.places(part.address):
                strings = self._press.strings[place.language]
                heading = Heading(
                    "sources", strings("sources.title"), strings("reprint.lead_sources")
                )
                yield self._filled("sources", place, heading, part, captures=shown)

    def about(self) -> Made:
        """Give the page that says what this site is."""
        for place in self._press.places("about/"):
            strings = self._press.strings[place.language]
            heading = Heading("about", strings("nav.about"))
            yield self._filled("about", place, heading, None)

    def missing(self) -> Made:
        """Give the page that a server answers with where there is none."""
        press = self._press
        base = press.config.base_path
        place = press.places("")[0]._replace(up=base, root=base)
        strings = press.strings[place.language]
        heading = Heading("", strings("missing.title"), strings("reprint.missing"))
        text = press.render("missing", place, heading=heading, part=None)
        yield press.page(
            place, text, sort=LIST, section="", title=heading.title, path="404.html", indexed=False
        )

    def _index(self, section: str, groups: Sequence[Group], title: str) -> Made:
        """Give the index of a kind of name, of the events or of the texts."""
        ordered = section in FOLDERS.values()
        lead = f"reprint.lead_{'names' if ordered else section}"
        for part, shown in parts(f"{section}/", groups, NAMES):
            letters = [
                (letter, tuple(own))
                for letter, own in groupby(shown, key=lambda g: initial(g.name) if ordered else "")
            ]
            for place in self._press.places(part.address):
                strings = self._press.strings[place.language]
                heading = Heading(section, strings(title), strings(lead))
                yield self._filled("names", place, heading, part, letters=letters)

    def _pages_of(self, section: str, groups: Sequence[Group], title: str) -> Made:
        for group in groups:
            yield from self._group(group, section, f"{section}/{group.id}/", title, f"{section}/")

    def _publishers(self) -> Made:
        for place in self._press.places("publishers/"):
            strings = self._press.strings[place.language]
            heading = Heading("documents", strings("publishers.title"))
            yield self._filled("publishers", place, heading, None, publishers=self.publishers)

    def _publisher(self, group: Group) -> Made:
        return self._group(group, "documents", group.id, "publishers.title", "publishers/")

    def _group(self, group: Group, section: str, address: str, title: str, over: str) -> Made:
        for part, shown in parts(address, group.entries, SIZE):
            for place in self._press.places(part.address):
                strings = self._press.strings[place.language]
                heading = Heading(
                    section,
                    group.name or strings("publishers.unknown"),
                    strings("list.documents", n=part.total),
                    strings(title),
                    place.up + over,
                )
                yield self._filled(
                    "list", place, heading, part, groups=self._months(shown, place, brief=True)
                )

    # -- pages --------------------------------------------------------------------

    def _filled(
        self, template: str, place: Place, heading: Heading, part: Part | None, **values: Any
    ) -> tuple[Output, Facts | None]:
        text = self._press.render(template, place, heading=heading, part=part, **values)
        return self._page(place, text, heading, heading.lead)

    def _page(
        self, place: Place, text: str, heading: Heading, description: str
    ) -> tuple[Output, Facts | None]:
        return self._press.page(
            place, text, sort=LIST, section=heading.section, title=heading.title,
            description=description,
        )  # fmt: skip

    def _months(
        self, entries: Sequence[Entry], place: Place, *, brief: bool = False
    ) -> list[tuple[str, Markup]]:
        """Give the rows of each month; brief ones for lists of which there are hundreds."""
        write = self._press.macro("parts", "brief" if brief else "row", place.language)
        rows = self._rows[place.language, brief]
        strings = self._press.strings[place.language]
        months = []
        for month, own in groupby(entries, key=_month):
            shown = []
            for entry in own:
                row = rows.get(entry.id)
                if row is None:
                    row = rows[entry.id] = str(write(strings, _UP, entry))
                shown.append(row)
            months.append((month, Markup("".join(shown).replace(_UP, place.up))))
        return months


def _month(entry: Entry) -> str:
    return entry.date[:7]


def _bound(act: Callable[..., Made], *arguments: object) -> Callable[[], Made]:
    return lambda: act(*arguments)


def _first_day(entries: Iterable[Entry]) -> str:
    return min((entry.date for entry in entries if entry.date), default="")


def publisher_address(name: str) -> str:
    """Give the address of a publisher's list, which is that of the full edition."""
    return f"publishers/{hashlib.sha256(name.encode()).hexdigest()[:8]}/"
