"""Checks of a site that cost what changed: what differs from the last site that passed them.

What is to be known of a file follows from its bytes (``edition.checks.facts_of``), and the bytes that passed
are still there when a new site is checked, or were kept when a file was exchanged. So nothing
has to be remembered of the files that are as they were.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edition.checks import Facts, check_facts, facts_of
from edition.config import Config
from edition.errors import EditionError
from edition.incremental.processes import in_processes
from edition.model import Edition

MOST = 2_000
"""Files that differ from which on the whole site is checked: their former bytes are held in memory."""
MOST_LOST = 60
"""Files with something lost from which on looking for those who led to it costs more than checking all."""
_WORN = 1_000
"""Addresses more than twice the pages from which on many are of pages that are no more."""
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


@dataclass(frozen=True)
class FoundFacts(Mapping[str, Facts]):
    """The facts of files, found when they are asked for."""

    files: Mapping[str, bytes]

    def __getitem__(self, path: str) -> Facts:
        """Find the facts of a file."""
        return facts_of(path, self.files[path])

    def __iter__(self) -> Iterator[str]:
        """Give the paths in order."""
        return iter(self.files)

    def __len__(self) -> int:
        """Count the files."""
        return len(self.files)

    def __contains__(self, path: object) -> bool:
        """Say whether there is such a file, without reading it."""
        return path in self.files


def _since(
    before: Mapping[str, bytes | None], facts: FoundFacts, led: Led
) -> dict[str, Facts | None] | None:
    """Give what is to be checked, with what it was; None for everything.

    Where a page or an id is no more, whoever led to it has to be checked as well. That is remembered from
    when it was checked. Where it is not, the text of a page tells whether it can: a link has the last two
    parts of the path that it leads to, or only the last one or none if it stands in the same folder or below.
    """
    since: dict[str, Facts | None] = {}
    lost: list[str] = []
    for path, data in before.items():
        old = None if data is None else facts_of(path, data)
        if old is not None and (path not in facts or not set(old.ids) <= set(facts[path].ids)):
            lost.append(path)
            old = None
        if path in facts:
            since[path] = old
    places = [_Place.of(path) for path in lost]
    if len(lost) > MOST_LOST or None in places:
        return None
    leading = led.who({place.whole.decode() for place in places if place})
    for path in facts if lost else ():
        if path.endswith(".html") and path not in since:
            if path in led.rows:
                if path in leading:
                    since[path] = None
                continue
            page = facts.files[path]
            if any(place.may_be_led_to(path, page) for place in places if place):
                since[path] = None
    return since


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something is no more."""

    here: str
    """Its own folder, from which a link needs no name."""
    folder: str
    """The folder that it is in, from which a link has its last name."""
    last: bytes
    whole: bytes
    """The last two names, which every link from elsewhere has."""

    @classmethod
    def of(cls, path: str) -> _Place | None:
        address = path.removesuffix("index.html")
        names = address.rstrip("/").split("/")
        if len(names) < 2 or not _PLAIN.fullmatch(address):
            return None
        end = "/" if address.endswith("/") else ""
        last, whole = names[-1] + end, "/".join(names[-2:]) + end
        return cls(address, "/".join(names[:-1]) + "/", last.encode(), whole.encode())

    def may_be_led_to(self, path: str, page: bytes) -> bool:
        if path.startswith(self.here):
            return True
        return (self.last if path.startswith(self.folder) else self.whole) in page


@dataclass
class Led:
    """Where each page led when it was checked last: of pages that are as they were nobody has to read it again."""

    numbers: dict[str, int] = field(default_factory=dict)
    """Of each address that a page leads to."""
    rows: dict[str, bytes] = field(default_factory=dict)
    """For each page the numbers of where it leads."""

    @classmethod
    def of(cls, plain: tuple[list[str], dict[str, bytes]]) -> Led:
        """Take what ``plain`` gave."""
        return cls({address: number for number, address in enumerate(plain[0])}, plain[1])

    def plain(self) -> tuple[list[str], dict[str, bytes]]:
        """Give it as plain values."""
        return list(self.numbers), self.rows

    def learn(self, led: Mapping[str, tuple[str, ...]], there: Container[str]) -> None:
        """Note where these pages lead, and forget pages that are no more."""
        numbers = self.numbers
        for path, targets in led.items():
            row = array("I", [numbers.setdefault(target, len(numbers)) for target in targets])
            self.rows[path] = row.tobytes()
        for path in [path for path in self.rows if path not in there]:
            del self.rows[path]
        if len(numbers) > _WORN + 2 * len(self.rows):
            self._forget_addresses()

    def _forget_addresses(self) -> None:
        """Give numbers to the addresses alone that some page still leads to."""
        addresses, rows = list(self.numbers), self.rows
        self.numbers, self.rows = {}, {}
        led = {
            path: tuple([addresses[n] for n in memoryview(row).cast("I")])
            for path, row in rows.items()
        }
        for path, targets in led.items():
            new = [self.numbers.setdefault(target, len(self.numbers)) for target in targets]
            self.rows[path] = array("I", new).tobytes()

    def who(self, ends: Set[str]) -> set[str]:
        """Give the pages that lead to an address with these last names."""
        wanted = {n for address, n in self.numbers.items() if _end(address) in ends}
        if not wanted:
            return set()
        return {p for p, r in self.rows.items() if not wanted.isdisjoint(memoryview(r).cast("I"))}


def _end(address: str) -> str:
    """Give the last two names of an address, with the slash at its end.

    >>> _end("https://e.example/d/x/marked/"), _end("../sources/c/index.html")
    ('x/marked/', 'sources/c/')
    """
    address = address.removesuffix("index.html")
    return "/".join(address.rstrip("/").split("/")[-2:]) + ("/" if address.endswith("/") else "")


@dataclass
class Unchecked:
    """What was exchanged since the site last passed: the former bytes of each file."""

    under: bytes = b""
    """Digest of code and settings under which a site passed; empty if none did."""
    files: dict[str, bytes | None] = field(default_factory=dict)
    builds: int = 0
    led: Led = field(default_factory=Led)

    def begin(self, under: bytes) -> None:
        """Begin a build; under other code or settings all has to be checked again."""
        self.builds += 1
        if under != self.under:
            self.nothing_passed()

    def nothing_passed(self) -> None:
        """Have the whole site checked next."""
        self.under, self.files = b"", {}

    def exchange(self, site: Path, paths: Iterable[str]) -> None:
        """Note files that are about to be exchanged or removed, as they stand."""
        if not self.under:
            return
        for path in paths:
            if path not in self.files:
                try:
                    self.files[path] = (site / path).read_bytes()
                except FileNotFoundError:
                    self.files[path] = None
        if len(self.files) > MOST:
            self.nothing_passed()

    def now(self, under: bytes) -> Pending:
        """Give what has to be checked now."""
        files = dict(self.files) if self.under else None
        return Pending(self, self.builds, under, files)


@dataclass(frozen=True)
class Pending:
    """What has to be checked of one build."""

    of: Unchecked
    build: int
    under: bytes
    since: Mapping[str, bytes | None] | None
    """Files that differ from a site that passed, with what they were there; None: check all."""

    def check(
        self, files: Mapping[str, bytes], edition: Edition, config: Config, *, jobs: int = 1
    ) -> tuple[EditionError, ...]:
        """Check the site; if it passes, and no other build has come meanwhile, the next one is compared with it."""
        facts = FoundFacts(files)
        since = None if self.since is None else _since(self.since, facts, self.of.led)
        led: dict[str, tuple[str, ...]] = {}

        def spread(act: Callable[[Any], Any], parts: Sequence[Any]) -> Iterable[Any]:
            return in_processes(parts, act, jobs=jobs)

        errors = check_facts(facts, files, edition, config, since=since, led=led, spread=spread)
        if not errors and self.of.builds == self.build:
            self.of.under, self.of.files = self.under, {}
            self.of.led.learn(led, files)
        return errors
