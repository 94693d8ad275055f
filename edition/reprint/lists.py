"""The lists: what the small entries of all documents say together.

A list is made of rows that are written once for each depth and language, however many lists show
them. Every page of a list is a ``Sheet``, which knows by a digest what it shows before it is made: one
that shows what it showed in the last run need not be made again.
"""

from __future__ import annotations

import hashlib
import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from edition.checks.facts import Facts
from edition.model import Output
from edition.render.page import Part, parts
from edition.reprint.leaf import FOLDERS, Entry, Named, kind_of
from edition.reprint.order import initial, sort_key
from edition.reprint.press import LIST, ROWS, Place, Press, Rows, sound

SIZE = 200
"""Entries on one page of a list."""
AT_HOME = 30
"""Up to this number the whole list stands on the home page."""
NAMES = 500
"""Names on one page of an index."""

_UP = Markup("\0")
"""Stands in rows for the way up to the site's root; in a text it would be shown by a sign."""
_DIGEST = 12
Made = Iterator[tuple[Output, Facts | None]]


class Sheet(NamedTuple):
    """A page of a list, in each language of the interface."""

    address: str
    shows: bytes
    """Digest of all that it shows, but for what all pages of a run have in common."""
    rows: int
    """How many rows it has, about: what it takes to make it."""
    make: Callable[[], Made]


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
    """All lists of the site; ``sheets`` gives their pages, which can be made in any order."""

    def __init__(self, press: Press, entries: Sequence[Entry]) -> None:
        """Take the entries of all documents."""
        self._press = press
        self._entries = tuple(sorted(entries, key=lambda e: (e.date or "0", e.id), reverse=True))
        self._rows: defaultdict[tuple[str, bool], dict[str, Rows]] = defaultdict(dict)
        """Rows of each language, brief or full, each written and checked once; the way up is put in later."""
        self._brief = {e.id: digest_of_row(e) for e in self._entries}

    @cached_property
    def named(self) -> Mapping[str, tuple[Group, ...]]:
        """Give the names of each kind with the documents that have them, in the order of lists."""
        found: dict[str, list[Entry]] = {}
        names = self._names(lambda entry: entry.names)
        for entry in self._entries:
            for identifier, _ in entry.names:
                own = found.get(identifier)
                if own is None:
                    found[identifier] = [entry]
                else:
                    own.append(entry)
        kinds: dict[str, list[Group]] = {kind: [] for kind in FOLDERS}
        for identifier, own in found.items():
            kind = kind_of(identifier)
            if kind in kinds:
                kinds[kind].append(Group(identifier, names[identifier], tuple(own)))
        return {
            kind: tuple(sorted(groups, key=lambda group: (*sort_key(group.name), group.id)))
            for kind, groups in kinds.items()
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

    def _names(self, of: Callable[[Entry], tuple[Named, ...]]) -> dict[str, str]:
        """Give each id its name: where pages differ, that of the first document by its id."""
        names: dict[str, str] = {}
        for entry in sorted(self._entries, key=lambda e: e.id, reverse=True):
            names.update(reversed(of(entry)))
        return names

    # -- sheets -------------------------------------------------------------------

    def sheets(self) -> Iterator[Sheet]:
        """Give all pages of lists, the largest first."""
        yield from self._documents()
        yield from self._timeline()
        yield self._home()
        yield from self._sources()
        yield _sheet("about/", self._about)
        yield _sheet("404.html", self._missing)
        for group in self.publishers:
            yield from self._group(group, "documents", group.id, "publishers.title", "publishers/")
        for section, groups, title in (
            *((FOLDERS[kind], groups, f"kind.{kind}.plural") for kind, groups in self.named.items()),
            ("events", self.events, "events.title"),
            ("works", self.works, "works.title"),
        ):  # fmt: skip
            yield from self._index(section, groups, title)
            for group in groups:
                address = f"{section}/{group.id}/"
                yield from self._group(group, section, address, title, f"{section}/")
        listed = [_told(group) for group in self.publishers]
        yield _sheet("publishers/", self._make_publishers, listed)

    def _home(self) -> Sheet:
        entries = self._entries
        shown = entries if len(entries) <= AT_HOME else entries[:10]
        captures = {entry.capture.sha256 for entry in entries}
        totals = (
            ("documents", len(entries), "documents/"),
            ("sources", len(captures), "sources/"),
            ("characters", sum(entry.characters for entry in entries), "documents/"),
        )
        rows = [digest_of_row(entry, whole=True) for entry in shown]
        return _sheet("", partial(self._make_home, shown, totals), totals, rows)

    def _make_home(self, shown: Sequence[Entry], totals: tuple[tuple[str, int, str], ...]) -> Made:
        total = len(self._entries)
        for place in self._press.places(""):
            strings = self._press.strings[place.language]
            months, rows = self._months(shown, place)
            text = self._press.render(
                "home",
                place,
                groups=months,
                whole=len(shown) == total,
                total=total,
                totals=totals,
            )
            config = self._press.config
            yield self._page(
                place, text, Heading("home", strings.words(config.title)),
                strings.words(config.description), rows,
            )  # fmt: skip

    def _documents(self) -> Iterator[Sheet]:
        """Give the list of all documents by date, and where each month begins."""
        months: dict[str, tuple[str, int]] = {}
        spread = list(parts("documents/", self._entries, SIZE))
        for part, group in spread:
            for entry in group:
                address, count = months.get(entry.date[:7], (part.address, 0))
                months[entry.date[:7]] = (address, count + 1)
        beside = (list(months.items()), [_told(group) for group in self.publishers[:12]])
        for part, group in spread:
            rows = [digest_of_row(entry, whole=True) for entry in group]
            make = partial(self._make_documents, part, group, months)
            yield _sheet(part.address, make, part.of, part.total, beside, rows, rows=len(group))

    def _make_documents(
        self, part: Part, group: Sequence[Entry], months: Mapping[str, tuple[str, int]]
    ) -> Made:
        for place in self._press.places(part.address):
            strings = self._press.strings[place.language]
            heading = Heading("documents", strings("documents.title"), strings("documents.lead"))
            groups, rows = self._months(group, place)
            yield self._filled(
                "documents", place, heading, part, rows, groups=groups,
                months=months, publishers=self.publishers[:12],
            )  # fmt: skip

    def _timeline(self) -> Iterator[Sheet]:
        """Give the days on which something was published or captured."""
        moments = sorted(
            (day, lane, entry.id, entry)
            for entry in self._entries
            for lane, day in (("publication", entry.date), ("capture", entry.captured))
            if day
        )
        for part, shown in parts("timeline/", moments, SIZE * 2):
            rows = [(day, lane, self._brief[own]) for day, lane, own, _ in shown]
            make = partial(self._make_timeline, part, shown)
            yield _sheet(part.address, make, part.of, part.total, rows, rows=len(shown))

    def _make_timeline(self, part: Part, shown: Sequence[tuple[str, str, str, Entry]]) -> Made:
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

    def _sources(self) -> Iterator[Sheet]:
        """Give the register of the captures that the pages name."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            found[entry.capture.sha256].append(entry)
        listed = sorted(found.values(), key=lambda own: (own[0].capture.path, own[0].capture))
        for part, shown in parts("sources/", listed, SIZE):
            rows = [
                (tuple(own[0].capture), [self._brief[entry.id] for entry in own]) for own in shown
            ]
            make = partial(self._make_sources, part, shown)
            yield _sheet(part.address, make, part.of, part.total, rows, rows=len(shown))

    def _make_sources(self, part: Part, shown: Sequence[Sequence[Entry]]) -> Made:
        for place in self._press.places(part.address):
            strings = self._press.strings[place.language]
            heading = Heading("sources", strings("sources.title"), strings("reprint.lead_sources"))
            yield self._filled("sources", place, heading, part, captures=shown)

    def _about(self) -> Made:
        """Give the page that says what this site is."""
        for place in self._press.places("about/"):
            strings = self._press.strings[place.language]
            heading = Heading("about", strings("nav.about"))
            yield self._filled("about", place, heading, None)

    def _missing(self) -> Made:
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

    def _index(self, section: str, groups: Sequence[Group], title: str) -> Iterator[Sheet]:
        """Give the index of a kind of name, of the events or of the texts."""
        for part, shown in parts(f"{section}/", groups, NAMES):
            make = partial(self._make_index, section, part, shown, title)
            told = [_told(group) for group in shown]
            yield _sheet(part.address, make, part.of, part.total, told, rows=len(shown) // 2)

    def _make_index(self, section: str, part: Part, shown: Sequence[Group], title: str) -> Made:
        ordered = section in FOLDERS.values()
        lead = f"reprint.lead_{'names' if ordered else section}"
        letters = [
            (letter, tuple(own))
            for letter, own in groupby(shown, key=lambda g: initial(g.name) if ordered else "")
        ]
        for place in self._press.places(part.address):
            strings = self._press.strings[place.language]
            heading = Heading(section, strings(title), strings(lead))
            yield self._filled("names", place, heading, part, letters=letters)

    def _make_publishers(self) -> Made:
        for place in self._press.places("publishers/"):
            strings = self._press.strings[place.language]
            heading = Heading("documents", strings("publishers.title"))
            yield self._filled("publishers", place, heading, None, publishers=self.publishers)

    def _group(
        self, group: Group, section: str, address: str, title: str, over: str
    ) -> Iterator[Sheet]:
        """Give the list of what documents have in common."""
        brief = self._brief
        for part, shown in parts(address, group.entries, SIZE):
            make = partial(self._make_group, group, section, part, shown, title, over)
            rows = b"".join([brief[entry.id] for entry in shown])
            yield _sheet(part.address, make, part.of, part.total, group.name, rows, rows=len(shown))

    def _make_group(
        self, group: Group, section: str, part: Part, shown: Sequence[Entry], title: str, over: str
    ) -> Made:
        for place in self._press.places(part.address):
            strings = self._press.strings[place.language]
            heading = Heading(
                section,
                group.name or strings("publishers.unknown"),
                strings("list.documents", n=part.total),
                strings(title),
                place.up + over,
            )
            groups, rows = self._months(shown, place, brief=True)
            yield self._filled("list", place, heading, part, rows, groups=groups)

    # -- pages --------------------------------------------------------------------

    def _filled(
        self,
        template: str,
        place: Place,
        heading: Heading,
        part: Part | None,
        rows: Sequence[Rows] = (),
        **values: Any,
    ) -> tuple[Output, Facts | None]:
        text = self._press.render(template, place, heading=heading, part=part, **values)
        return self._page(place, text, heading, heading.lead, rows)

    def _page(
        self, place: Place, text: str, heading: Heading, description: str, rows: Sequence[Rows] = ()
    ) -> tuple[Output, Facts | None]:
        return self._press.page(
            place, text, sort=LIST, section=heading.section, title=heading.title,
            description=description, rows=rows,
        )  # fmt: skip

    def _months(
        self, entries: Sequence[Entry], place: Place, *, brief: bool = False
    ) -> tuple[list[tuple[str, Markup]], list[Rows]]:
        """Give the months with room for their rows, and the rows; brief ones for lists of which there are hundreds."""
        known = self._rows[place.language, brief]
        if missing := [entry for entry in entries if entry.id not in known]:
            self._write_rows(missing, place, brief=brief)
        months = []
        rows = []
        for month, own in groupby(entries, key=_month):
            shown = [known[entry.id] for entry in own]
            html = "".join([row.html for row in shown]).replace(_UP, place.up)
            rows.append(Rows(html, tuple([link for row in shown for link in row.links])))
            months.append((month, ROWS))
        return months, rows

    def _write_rows(self, entries: Sequence[Entry], place: Place, *, brief: bool) -> None:
        """Write rows, and see that nothing is in them that no page may have."""
        write = self._press.macro("parts", "brief" if brief else "row", place.language)
        strings, known = self._press.strings[place.language], self._rows[place.language, brief]
        path = f"{place.prefix}{place.address}index.html"
        written = [str(write(strings, _UP, entry)) for entry in entries]
        facts = sound(path, "".join(written).replace(_UP, place.up))
        documents = [f"{place.prefix}d/{entry.id}/" for entry in entries]
        usual = not facts.ids and set(facts.links) == set(documents)
        for entry, html, document in zip(entries, written, documents, strict=True):
            # a template may let a row lead elsewhere as well: then each is asked by itself
            links = (document,) if usual else sound(path, html.replace(_UP, place.up)).links
            known[entry.id] = Rows(html, links)


def _sheet(address: str, make: Callable[[], Made], *shown: Any, rows: int = 0) -> Sheet:
    """Give a sheet; ``shown`` are plain values, all that tells it from what it could be."""
    told = marshal.dumps(shown, 2)  # the version without references: equal values, equal bytes
    return Sheet(address, hashlib.blake2b(told, digest_size=_DIGEST).digest(), rows, make)


def digest_of_row(entry: Entry, *, whole: bool = False) -> bytes:
    """Give a digest of what a row shows of a document: a brief one, or with ``whole`` a full one."""
    shown: tuple[Any, ...] = (
        entry.id, entry.date, entry.certain, entry.title, entry.language, entry.outlet,
    )  # fmt: skip
    if whole:
        shown = (*shown, entry.kicker, entry.byline, entry.characters, entry.interventions)
    return hashlib.blake2b(marshal.dumps(shown, 2), digest_size=_DIGEST).digest()


def _told(group: Group) -> tuple[str, str, int]:
    """Give what an index shows of a group."""
    return group.id, group.name, len(group.entries)


def _month(entry: Entry) -> str:
    return entry.date[:7]


def _first_day(entries: Iterable[Entry]) -> str:
    return min((entry.date for entry in entries if entry.date), default="")


def publisher_address(name: str) -> str:
    """Give the address of a publisher's list, which is that of the full edition."""
    return f"publishers/{hashlib.sha256(name.encode()).hexdigest()[:8]}/"
