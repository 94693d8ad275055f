"""A site from pages that is made again equals one made from nothing, and what did not change is not made."""

from __future__ import annotations

import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from benchmarks.made_pages import made_page
from edition.checks import check_site
from edition.cli import main
from edition.config import read_config
from edition.incremental import manifest
from edition.ledger import KINDS, PREFIXES
from edition.model import Edition
from edition.reprint import leaf
from edition.reprint.making import reprint
from edition.reprint.standing import FILE, MARK
from tests.conftest import ROOT

COUNT = 30
QUICK = "nothing had changed since the last build"


class Place:
    """A folder of pages with settings and templates of its own, and the site made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, folder / "site"
        self.pages = folder / "content" / "pages"
        self.templates = folder / "templates"
        self.config = folder / "edition.toml"
        self.pages.mkdir(parents=True)
        for number in range(COUNT - 6):
            self.add(number)
        shutil.copy(ROOT / "edition.toml", self.config)
        shutil.copytree(ROOT / "templates", self.templates, ignore=shutil.ignore_patterns("desk", "watch"))  # fmt: skip

    def add(self, number: int) -> Path:
        name, text = made_page(number, COUNT)
        path = self.pages / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    def command(self, *more: str) -> list[str]:
        return [
            "--templates", str(self.templates), "--jobs", "1", *more, "pages", "--content", str(self.folder / "content"),
            "--config", str(self.config), "--site", str(self.site),
        ]  # fmt: skip

    @property
    def cache(self) -> Path:
        return self.folder / ".site.cache"

    def clean(self) -> dict[str, bytes]:
        """Give what a run from nothing makes."""
        site = self.folder / "clean"
        reprint(self.pages, site, read_config(self.config), templates=self.templates)
        found = files(site)
        shutil.rmtree(site)
        return found


def files(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Give a place, and code that nobody changes meanwhile."""
    library = tmp_path / "library"
    library.mkdir()
    monkeypatch.setattr(manifest, "_LIBRARY", str(library))
    return Place(tmp_path / "edition")


def run_again(place: Place, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(place.command(*more)) == 0
    return capsys.readouterr().out


# -- nothing changed -------------------------------------------------------------------


def test_nothing_is_loaded_where_nothing_changed(place: Place) -> None:
    code = (
        "import sys; from edition.cli import main; code = main(sys.argv[1:]);"
        "print(sorted(n for n in sys.modules if n.startswith('edition')), {'jinja2', 'yaml', 'markdown_it', 'dataclasses'} & set(sys.modules))"
    )
    library = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    shutil.copytree(ROOT / "edition", place.folder / "edition", ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    told = ""
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code, *place.command()], cwd=place.folder, env=library, capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = done.stdout
    assert QUICK in told
    assert told.splitlines()[-1] == (
        "['edition', 'edition.cli', 'edition.cli.arguments', 'edition.incremental', 'edition.incremental.manifest', "
        "'edition.reprint', 'edition.reprint.standing'] set()"
    )


def test_a_second_run_says_that_nothing_changed_and_touches_nothing(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert QUICK not in run_again(place, capsys)
    before = {p: p.stat() for p in place.site.rglob("*")}
    assert QUICK in run_again(place, capsys)
    assert {p: p.stat() for p in place.site.rglob("*")} == before
    assert QUICK not in run_again(place, capsys, "--fresh")
    assert QUICK in run_again(place, capsys)


def _edit_output(place: Place) -> None:
    (place.site / "index.html").write_text("别人写的", encoding="utf-8")


def _remove_output(place: Place) -> None:
    (place.site / "documents" / "index.html").unlink()


def _stray(place: Place) -> None:
    (place.site / "d" / "stray.html").write_text("多出来的", encoding="utf-8")


def _alike(place: Place) -> None:
    path = min(place.pages.glob("*.md"))
    stands = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("。", "、", 1), encoding="utf-8")
    os.utime(path, ns=(stands.st_atime_ns, stands.st_mtime_ns))


def _other_code(place: Place) -> None:
    Path(manifest._LIBRARY, "rules.py").write_text("x = 1\n", encoding="utf-8")


def _killed(place: Place) -> None:
    (place.folder / ".site.next").mkdir()


@pytest.mark.parametrize(
    "change", [_edit_output, _remove_output, _stray, _alike, _other_code, _killed]
)
def test_whatever_differs_is_noticed_and_mended(
    place: Place, capsys: pytest.CaptureFixture[str], change: Callable[[Place], None]
) -> None:
    run_again(place, capsys)
    change(place)
    assert QUICK not in run_again(place, capsys)
    assert files(place.site) == place.clean()
    assert QUICK in run_again(place, capsys)


def test_another_language_is_another_site(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    run_again(place, capsys)
    assert main([*place.command(), "--language", "en"]) == 0
    assert not (place.site / "en").exists()
    assert b'lang="en"' in (place.site / "index.html").read_bytes()


# -- one page changed ------------------------------------------------------------------


def test_only_the_changed_page_is_read_and_only_what_shows_it_is_made(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_again(place, capsys)
    path = min(place.pages.glob("*.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("[p1]: #p1\n", "[p1]: #p1\n又记。"), encoding="utf-8")  # fmt: skip
    read: list[str] = []
    usual = leaf.read_leaf

    def noted(data: bytes, name: str, **more: frozenset[str]) -> leaf.Leaf:
        read.append(name)
        return usual(data, name, **more)

    monkeypatch.setattr("edition.reprint.run.read_leaf", noted)
    standing = {p: p.stat().st_ino for p in place.site.rglob("*") if p.is_file()}
    told = run_again(place, capsys)
    assert set(read) == {path.stem}
    written = {p for p, inode in standing.items() if p.stat().st_ino != inode}
    own = place.site / "d" / path.stem
    assert {own / "index.html", own / "page.md", place.site / "pages.json"} <= written
    assert len(written) < 12 < len(standing)
    assert f"{len(written)} of them new or changed" in told
    monkeypatch.undo()
    assert files(place.site) == place.clean()


def test_a_page_that_came_is_linked_from_those_that_name_it(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    run_again(place, capsys)
    added = [place.add(number) for number in range(COUNT - 6, COUNT)]
    run_again(place, capsys)
    assert files(place.site) == place.clean()
    for path in added[:3]:
        path.unlink()
    run_again(place, capsys)
    assert files(place.site) == place.clean()
    assert not (place.site / "d" / added[0].stem).exists()


def test_a_broken_page_leaves_the_site_and_is_mended_without_making_all_anew(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    run_again(place, capsys)
    before = files(place.site)
    path = min(place.pages.glob("*.md"))
    good = path.read_bytes()
    path.write_bytes(b"\xff")
    assert main(place.command()) == 1
    assert "not UTF-8" in capsys.readouterr().err
    assert files(place.site) == before
    path.write_bytes(good)
    assert QUICK in run_again(place, capsys)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _foreign(path: Path) -> None:
    stamp = path.read_bytes()[len(MARK) : len(MARK) + 16]
    path.write_bytes(MARK + stamp + bytes(16) + marshal.dumps(("", [], {}, {}, {}, ("", "", ""))))


@pytest.mark.parametrize("name", [FILE, "manifest"])
@pytest.mark.parametrize(
    "damage", [_flip, _foreign, Path.unlink, lambda path: path.write_bytes(b"")]
)
def test_what_is_remembered_and_damaged_counts_as_nothing(
    place: Place, capsys: pytest.CaptureFixture[str], name: str, damage: Callable[[Path], None]
) -> None:
    run_again(place, capsys)
    damage(place.cache / name)
    path = min(place.pages.glob("*.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("。", "。又记。", 1), encoding="utf-8")
    run_again(place, capsys)
    assert files(place.site) == place.clean()
    assert QUICK in run_again(place, capsys)


# -- whatever is played ----------------------------------------------------------------


class Player:
    """Does to a place what people do, one thing after another."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.chance = place, Random(seed)
        self.number = 0

    def page(self) -> Path:
        return self.chance.choice(sorted(self.place.pages.glob("*.md")))

    def replace(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def text(self) -> None:
        self.replace(self.page(), "[p2]: #p2\n", f"[p2]: #p2\n第{self.number}次。")

    def title(self) -> None:
        self.replace(self.page(), "\ntitle: ", f"\ntitle: 又{self.number}")

    def heading(self) -> None:
        self.replace(self.page(), "\n# ", f"\n# 题{self.number}")

    def day(self) -> None:
        path = self.page()
        text = path.read_text(encoding="utf-8")
        at = text.find("published: ")
        if at >= 0:
            year = 2019 + self.chance.randrange(4)
            path.write_text(f"{text[: at + 11]}'{year}-05-0{1 + self.number % 9}'\n{text[text.index(chr(10), at) + 1 :]}", encoding="utf-8")  # fmt: skip

    def name(self) -> None:
        self.replace(
            self.page(), "mentions:\n", f"mentions:\n  p{self.number}new: 新人{self.number}\n"
        )

    def publisher(self) -> None:
        self.replace(self.page(), "publisher: ", f"publisher: 又{self.number}")

    def add(self) -> None:
        self.place.add(self.chance.randrange(COUNT))

    def delete(self) -> None:
        if len(list(self.place.pages.glob("*.md"))) > 6:
            self.page().unlink()

    def rename(self) -> None:
        path = self.page()
        name = f"dnew{self.number}"
        self.replace(path, f"id: {path.stem}\n", f"id: {name}\n")
        self.replace(path, f"id: '{path.stem}'\n", f"id: {name}\n")
        if f"id: {name}\n" in path.read_text(encoding="utf-8"):
            path.rename(path.with_name(f"{name}.md"))

    def touch(self) -> None:
        os.utime(self.page())

    def template(self) -> None:
        self.replace(self.place.templates / "reprint" / "parts.html", '<li class="entry">', f'<li class="entry e{self.number}">')  # fmt: skip

    def settings(self) -> None:
        self.replace(self.place.config, "title = ", f"# {self.number}\ntitle = ")

    def spare(self) -> None:
        spare = self.place.folder / ".site.spare"
        if not spare.is_dir():
            return
        found = sorted(p for p in spare.rglob("*") if p.is_file())
        if found:
            self.chance.choice(found).unlink()
        (spare / "d" / f"x{self.number}").mkdir(parents=True, exist_ok=True)
        (spare / "d" / f"x{self.number}" / "y").write_text("不该有", encoding="utf-8")
        if self.chance.random() < 0.3:
            shutil.rmtree(spare)

    def site(self) -> None:
        path = self.chance.choice(sorted(p for p in self.place.site.rglob("*") if p.is_file()))
        if self.chance.random() < 0.5:
            path.unlink()
        else:
            path.write_text("坏了", encoding="utf-8")

    def cache(self) -> None:
        for path in sorted(self.place.cache.glob("*")):
            if self.chance.random() < 0.5:
                _flip(path)

    def act(self) -> None:
        """Do something; seldom two things."""
        self.number += 1
        often = [self.text, self.text, self.title, self.heading, self.day, self.name, self.publisher, self.add, self.delete, self.rename, self.touch]  # fmt: skip
        seldom = [self.template, self.settings, self.spare, self.spare, self.site, self.cache]
        for _ in range(1 + (self.chance.random() < 0.3)):
            self.chance.choice(often if self.chance.random() < 0.75 else seldom)()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_a_run_gives_the_bytes_of_a_clean_one(
    place: Place, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    player = Player(place, seed)
    run_again(place, capsys)
    for step in range(14):
        player.act()
        run_again(place, capsys, "--jobs", str(1 + step % 2))
        assert files(place.site) == place.clean(), step
    assert QUICK in run_again(place, capsys)


def _row(place: Place, more: str) -> None:
    path = place.templates / "reprint" / "parts.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('<p class="name">', f'{more}<p class="name">'), encoding="utf-8")


def test_a_row_may_lead_elsewhere_and_nowhere_is_an_error(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    _row(place, '<a href="{{ up }}about/">?</a>')
    run_again(place, capsys)
    assert check_site(files(place.site), Edition((), ()), read_config(place.config)) == ()
    before = files(place.site)
    _row(place, '<a href="{{ up }}nowhere/">?</a>')
    assert main(place.command()) == 1
    assert "C104" in capsys.readouterr().err
    assert files(place.site) == before


def test_what_no_page_may_have_is_found_in_a_row(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    _row(place, '<p onclick="x()"></p>')
    assert main(place.command()) == 1
    assert "C401" in capsys.readouterr().err


def test_kinds_of_names_are_those_of_the_ledger() -> None:
    assert {kind: KINDS[kind] for kind in leaf.FOLDERS} == leaf.FOLDERS
    assert {letter: leaf.kind_of(letter) for letter in PREFIXES.values()} == {
        letter: kind for kind, letter in PREFIXES.items()
    }
