"""A check that costs what changed finds what a check of the whole site finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from edition.checks import check_facts, check_site, facts_of
from edition.config import read_config
from edition.errors import EditionError
from edition.incremental.checking import Led, Unchecked
from edition.model import Edition, Relations
from tests.conftest import ROOT

EDITION = Edition((), (), Relations())
CONFIG = read_config(ROOT / "edition.toml")
UNDER = b"code and settings"


def _site(chance: Random) -> dict[str, bytes]:
    """Make a site of a few pages that lead to each other, to ids, and sometimes nowhere."""
    folders = ["", "d/a/", "d/a/marked/", "d/b/", "sources/c/", "sources/e/"]
    there = [folder for folder in folders if chance.random() < 0.8]
    pages = {}
    for folder in there:
        up = "../" * folder.count("/") or "./"
        links = []
        for target in chance.sample(folders, 2):
            mark = f"#p{chance.randint(1, 3)}" if chance.random() < 0.5 else ""
            near = f"{folder}marked/" == target
            links.append(f'<a href="{"marked/" if near else up + target}{mark}">x</a>')
        ids = "".join(f'<p id="p{n}">x</p>' for n in range(1, chance.randint(1, 4)))
        pages[f"{folder}index.html"] = f"<!doctype html>{ids}{''.join(links)}".encode()
    return pages


def _write(folder: Path, pages: dict[str, bytes]) -> None:
    for path, data in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def _broken(errors: Sequence[EditionError]) -> set[frozenset[str]]:
    """Give the words of each error about links: a page, and where it leads, in whatever order."""
    return {
        frozenset(word.rstrip(",") for word in e.what.split())
        for e in errors
        if e.what.startswith("C104")
    }


def _links(pages: dict[str, bytes]) -> set[frozenset[str]]:
    return _broken(check_site(pages, EDITION, CONFIG))


def _led(pages: dict[str, bytes]) -> Led:
    """Give what is remembered of a site after it was checked."""
    facts = {path: facts_of(path, data) for path, data in pages.items()}
    found: dict[str, tuple[str, ...]] = {}
    check_facts(facts, pages, EDITION, CONFIG, led=found)
    led = Led()
    led.learn(found, pages)
    return Led.of(led.plain())


@pytest.mark.parametrize("remembered", [True, False])
@pytest.mark.parametrize("seed", range(40))
def test_what_a_change_breaks_is_found_also_where_nothing_changed(
    tmp_path: Path, seed: int, remembered: bool
) -> None:
    chance = Random(seed)
    before = next(p for p in (_site(chance) for _ in range(100_000)) if not _links(p))
    _write(tmp_path, before)
    unchecked = Unchecked(UNDER, led=_led(before) if remembered else Led())
    after = {path: data for path, data in before.items() if chance.random() < 0.9}
    after |= {path: data for path, data in _site(chance).items() if chance.random() < 0.3}
    unchecked.begin(UNDER)
    differing = {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    unchecked.exchange(tmp_path, differing)
    found = unchecked.now(UNDER).check(after, EDITION, CONFIG)
    assert _broken(found) == _links(after)


def test_what_passed_is_compared_with_and_what_did_not_is_not(tmp_path: Path) -> None:
    good = {"a/index.html": b'<!doctype html><p id="p1">x</p>'}
    unchecked = Unchecked()
    unchecked.begin(UNDER)
    everything = unchecked.now(UNDER)
    assert everything.since is None
    everything.check(good, EDITION, CONFIG)
    assert unchecked.under == b""  # it has no rules for its host
    unchecked = Unchecked(UNDER)
    _write(tmp_path, good)
    unchecked.begin(UNDER)
    unchecked.exchange(tmp_path, ["a/index.html", "b/index.html"])
    assert unchecked.now(UNDER).since == {**good, "b/index.html": None}
    unchecked.begin(b"other settings")
    assert unchecked.now(b"other settings").since is None


class _Noted(dict[str, bytes]):
    """Files that note which of them are read."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(files)
        self.read: set[str] = set()

    def __getitem__(self, path: str) -> bytes:
        self.read.add(path)
        return super().__getitem__(path)


def test_of_a_page_that_is_remembered_only_one_that_led_there_is_read_again(
    tmp_path: Path,
) -> None:
    before = {
        "d/a/index.html": b'<a href="../../sources/c/">x</a>',
        "d/b/index.html": b'<a href="../a/">x</a>',
        "d/e/index.html": b'<a href="../b/">x</a>',
        "sources/c/index.html": b"<p>x</p>",
    }
    _write(tmp_path, before)
    unchecked = Unchecked(UNDER, led=_led(before))
    unchecked.begin(UNDER)
    unchecked.exchange(tmp_path, ["sources/c/index.html"])
    after = _Noted({path: data for path, data in before.items() if path.startswith("d/")})
    found = unchecked.now(UNDER).check(after, EDITION, CONFIG)
    assert any("d/a/index.html leads to sources/c/" in error.what for error in found)
    assert after.read == {"d/a/index.html"}


def test_two_processes_find_what_one_finds() -> None:
    chance = Random(5)
    pages = {
        f"{number}/{path}": data for number in range(900) for path, data in _site(chance).items()
    }
    pages["7/index.html"] = b"<p onclick=x()>x</p>"
    alone, shared = (
        Unchecked().now(UNDER).check(pages, EDITION, CONFIG, jobs=jobs) for jobs in (1, 2)
    )
    assert len(pages) > 3_200  # enough parts to be shared
    assert [str(error) for error in alone] == [str(error) for error in shared]
    assert any("onclick" in error.what for error in shared)
    assert len(_broken(alone)) > 100


def test_addresses_of_pages_that_are_no_more_are_forgotten() -> None:
    led = Led()
    for turn in range(1_200):
        led.learn({"index.html": (f"d/x{turn}/", "about/")}, {"index.html"})
    assert len(led.numbers) < 1_100
    assert led.who({"d/x1199/"}) == led.who({"about/"}) == {"index.html"}
    assert led.who({"d/x7/"}) == set()
