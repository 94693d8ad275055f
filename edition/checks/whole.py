"""The whole site: what the facts of all its files say together."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from edition.checks.addresses import check_addresses, check_paths
from edition.checks.facts import Facts, digest_article
from edition.checks.host import check_headers, check_redirects
from edition.checks.links import address_of
from edition.checks.texts import check_withdrawn
from edition.config import Config
from edition.errors import EditionError
from edition.model import Edition

LEDGER = "ledger.jsonl"
_TARGET = "a paragraph id that was published stays a target, without text if need be"
_FROZEN = "insert the version's article as it is: its bytes never change"
_NOWHERE = "this is a bug: a link of the edition leads to a page, a file or an id that there is"
_LINE = re.compile(r"L\d+")
"""Lines of a capture: a very long one is shown up to a limit, and linked beyond it all the same."""
_SEARCHED = "pagefind/"
"""What the search engine adds after the checks."""

Errors = list[tuple[str, EditionError]]
Since = Mapping[str, Facts | None]
Spread = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""Calls a function for each item and gives the results in order: ``map``, or what asks several processes."""
_AT_ONCE = 200
"""Files that are looked at before what was found is handed over."""


class Demand(NamedTuple):
    """What the ledger demands of a file."""

    ids: tuple[str, ...] = ()
    article: str = ""
    text: str = ""


def check_facts(
    facts: Mapping[str, Facts],
    outputs: Mapping[str, bytes],
    edition: Edition,
    config: Config,
    *,
    since: Since | None = None,
    led: dict[str, tuple[str, ...]] | None = None,
    spread: Spread = map,
) -> tuple[EditionError, ...]:
    """Check a whole site by the facts of its files; an empty tuple means that it may be published.

    ``facts`` and ``outputs`` have every file that the site will consist of, except what the search
    engine adds; both may be worked out or read when they are asked for, and of ``outputs`` only a
    few are. Without ``since`` each file's facts are asked for once, in order.

    With ``since`` the cost is that of what changed: it has for each file that is not as in the last
    site that passed its facts there (None: there was none), under the same settings; files that
    are no longer in ``facts`` belong to it too.

    In ``led`` is left where each page leads that was looked at, without ids. ``spread`` may look at parts of
    the site in several processes; what is found is the same.
    """
    fresh = None if since is None else since.keys() & facts.keys()
    errors: Errors = []

    def note(code: str, found: Iterable[EditionError]) -> None:
        errors.extend((code, error) for error in found)

    if since is None or None in since.values() or not since.keys() <= facts.keys():
        note("C101", check_paths(facts))
    note("C102", check_addresses(facts, edition))
    note("C201", check_redirects(outputs, edition))
    whole = fresh is None or "_headers" in fresh
    note("C202", check_headers(outputs, config, facts if whole else fresh or ()))
    note("C302", check_withdrawn(outputs, edition))
    files = _Files(facts, outputs, config, _demands(edition), since, fresh)
    errors += files.check(spread, {} if led is None else led)
    return tuple(
        EditionError(f"{code} {error.what}", error.where, error.next_step)
        for code, error in sorted(errors, key=lambda pair: pair[0])
    )


class _Part(NamedTuple):
    """What was found in some of the files, as another process hands it over."""

    errors: Errors
    offered: bytes
    followed: bytes
    nowhere: list[tuple[str, str]]
    led: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Files:
    """What is checked of one file after the other, and what links make of them together."""

    facts: Mapping[str, Facts]
    outputs: Mapping[str, bytes]
    config: Config
    demands: Mapping[str, Demand]
    since: Since | None
    fresh: Set[str] | None

    def check(self, spread: Spread, led: dict[str, tuple[str, ...]]) -> Errors:
        """Check all files, or those that are fresh where nothing was lost to which a link may lead."""
        everything = self.since is None or self.fresh is None or _lost(self.since, self.facts)
        paths = list(self.facts) if everything else sorted(self.fresh or ())
        links = _Links(self.facts, self.config, complete=everything)
        parts = [paths[at : at + _AT_ONCE] for at in range(0, len(paths), _AT_ONCE)]
        errors: Errors = []
        for part in spread(lambda some: self._part(some, links), parts):
            errors += part.errors
            led |= part.led
            links.join(part)
        if self.fresh is not None and LEDGER in self.fresh:
            for path, demand in self.demands.items():
                if path in self.facts and path not in self.fresh:
                    errors += _check_demand(path, demand, self.facts[path], self.outputs)
        return errors + [("C104", error) for error in links.errors()]

    def _part(self, paths: Iterable[str], links: _Links) -> _Part:
        errors: Errors = []
        led: dict[str, tuple[str, ...]] = {}
        for path in paths:
            one = self.facts[path]
            links.add(path, one)
            if one.links:
                led[path] = links.targets(one)
            if self.fresh is not None and path not in self.fresh:
                continue
            errors += [
                (f.code, EditionError(f"{path} {f.what}", path, f.next_step)) for f in one.faults
            ]
            for address in one.asked:
                if not address.startswith(_origins(self.config)):
                    what = f"{path} loads {address[:60]!r} from another host"
                    errors.append(("C402", EditionError(what, path, "this is a bug")))
            if path in self.demands:
                errors += _check_demand(path, self.demands[path], one, self.outputs)
        return links.part(errors, led)


def _origins(config: Config) -> tuple[str, str]:
    """Give the ways in which an address of the edition's own host begins."""
    host = config.base_url.partition("://")[2].partition("/")[0]
    return f"https://{host}/", f"http://{host}/"


def _demands(edition: Edition) -> dict[str, Demand]:
    """Say what the ledger demands: paragraph ids as targets, frozen articles, the hashes of texts."""
    register = edition.register
    demands: dict[str, Demand] = {}
    for identifier, versions in register.versions.items():
        ever: dict[str, None] = {}
        for version in versions:
            names = tuple(name for name, _ in version.paragraphs)
            ever.update(dict.fromkeys(names))
            place = version.url.lstrip("/")
            demands[f"{place}index.html"] = Demand(names, version.article)
            demands[f"{place}text.txt"] = Demand(text=version.text_sha256)
        if identifier not in edition.document_by_id:
            continue
        arrived = (f"from-{other}" for other, _ in register.arrivals.get(identifier, ()))
        demands[f"d/{identifier}/index.html"] = Demand((*ever, *arrived))
        if identifier not in register.drafts:
            demands[f"d/{identifier}/text.txt"] = Demand(text=versions[-1].text_sha256)
    return demands


def _check_demand(
    path: str, demand: Demand, one: Facts, outputs: Mapping[str, bytes]
) -> Iterator[tuple[str, EditionError]]:
    if demand.ids:
        known = set(one.ids)
        if missing := [name for name in demand.ids if name not in known]:
            what = f"{path} has no target for {', '.join(missing)}"
            yield "C103", EditionError(what, "content/ledger/ledger.jsonl", _TARGET)
    if (
        demand.article
        and digest_article(demand.article) != one.article
        and demand.article.encode() not in outputs[path]  # among other articles
    ):
        what = f"{path.removesuffix('index.html')} does not show the article as it was frozen"
        yield "C301", EditionError(what, "", _FROZEN)
    if demand.text and one.text != demand.text:
        what = f"{path} is not the text that the ledger has"
        yield "C301", EditionError(what, "", "release the change")


def _lost(since: Since, facts: Mapping[str, Facts]) -> bool:
    """Say whether something that a link may have led to is no longer there."""
    return any(
        before is not None and (path not in facts or not set(before.ids) <= set(facts[path].ids))
        for path, before in since.items()
    )


class _Links:
    """Where pages lead, and whether it is there.

    A large site has millions of links to ids, and of ids: of each only the hash is kept. Two that
    have one hash of 64 bits could hide a broken link, once in a million sites.
    """

    def __init__(self, facts: Mapping[str, Facts], config: Config, *, complete: bool) -> None:
        """Look links up in ``facts``; ``complete``: every file will be added."""
        self._facts, self._base, self._path = facts, config.base_url, config.base_path
        self._complete = complete
        self._offered = array("q")
        self._followed = array("q")
        self._ids: dict[str, frozenset[str]] = {}
        self._target: dict[str, str] = {}
        """Each address once, for all the pages that lead there."""
        self._there: set[str] = set()
        """Links without an id that were found to lead somewhere: most stand on many pages."""
        self._nowhere: list[tuple[str, str]] = []
        self._all_offered, self._all_followed = array("q"), array("q")
        self._all_nowhere: list[tuple[str, str]] = []

    def add(self, path: str, one: Facts) -> None:
        """Take the ids and the links of a file."""
        if one.ids and self._complete:
            here = address_of(path)
            self._offered.extend([hash(f"{here}#{name}") for name in one.ids])
        there, followed = self._there, self._followed
        for link in one.links:
            if link in there:
                continue
            within = self._within(link)
            if within is None:
                continue
            target, _, fragment = within.partition("#")
            if not fragment or _LINE.fullmatch(fragment):
                if self._is_there(target):
                    there.add(link)
                else:
                    self._nowhere.append((path, within))
            elif self._complete:
                followed.append(hash(within))
            elif fragment not in self._ids_of(target):
                self._nowhere.append((path, within))

    def targets(self, one: Facts) -> tuple[str, ...]:
        """Give where a page leads, each address once and without ids."""
        known = self._target
        found = {link.partition("#")[0] for link in one.links}
        return tuple([known.setdefault(target, target) for target in found])

    def part(self, errors: Errors, led: dict[str, tuple[str, ...]]) -> _Part:
        """Hand over what was added since this was asked last."""
        offered, followed, nowhere = self._offered, self._followed, self._nowhere
        self._offered, self._followed, self._nowhere = array("q"), array("q"), []
        return _Part(errors, offered.tobytes(), followed.tobytes(), nowhere, led)

    def join(self, part: _Part) -> None:
        """Take what was handed over."""
        self._all_offered.frombytes(part.offered)
        self._all_followed.frombytes(part.followed)
        self._all_nowhere += part.nowhere

    def _within(self, link: str) -> str | None:
        """Give a link as a path below the site's root; None if it leads elsewhere."""
        if ":" in link or link.startswith("/"):
            if link.startswith(self._base):
                link = link[len(self._base) :]
            elif link.startswith(self._path) and not link.startswith("//"):
                link = link[len(self._path) :]
            else:
                return None
        return None if link.startswith(_SEARCHED) else link

    def _is_there(self, target: str) -> bool:
        return _page(target) in self._facts

    def _ids_of(self, target: str) -> frozenset[str]:
        page = _page(target)
        if page not in self._ids:
            self._ids[page] = frozenset(self._facts[page].ids if page in self._facts else ())
        return self._ids[page]

    def errors(self) -> Iterator[EditionError]:
        """Give an error for each page that leads nowhere."""
        broken: dict[str, list[str]] = {}
        for path, link in (*self._all_nowhere, *self._missed()):
            broken.setdefault(path, []).append(link)
        for path, found in sorted(broken.items()):
            shown = ", ".join(found[:3]) + (" …" if len(found) > 3 else "")
            yield EditionError(f"{path} leads to {shown}, which is nowhere", path, _NOWHERE)

    def _missed(self) -> Iterator[tuple[str, str]]:
        """Give the links to ids that no page has; who has them is looked for if there are any."""
        missing = _difference(self._all_followed, self._all_offered)
        if missing:
            for path, one in self._facts.items():
                for link in one.links:
                    within = self._within(link)
                    if within is not None and hash(within) in missing and "#" in within:
                        yield path, within


def _page(target: str) -> str:
    return f"{target}index.html" if not target or target.endswith("/") else target


def _difference(some: array[int], others: array[int]) -> set[int]:
    import numpy as np  # a build that reads captures has it; the checks of a few files need it not

    return set(np.setdiff1d(np.asarray(some), np.asarray(others)).tolist())
