"""Publishing: what readers get is one whole site or the other, and what did not change is not made again."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from edition import publish
from edition.config import read_config
from edition.incremental.workplace import Workplace
from edition.model import Output
from edition.pipeline import build
from edition.preparing import Paths
from edition.publish import Kept, carry_over, put_in_place, staged, swapped, write_outputs
from edition.trees import compare_trees, exchange, write_new
from tests.conftest import Collection
from tests.hostile import post

Site = dict[str, bytes]
FIRST: Site = {
    "index.html": b"one",
    "d/a/index.html": b"a",
    "d/a/text.txt": b"text",
    "d/b/index.html": b"b",
    "feed.xml": b"feed",
}


def made(site: Site, kept: Iterable[str] = ()) -> list[Output | Kept]:
    return [Kept(path) if path in set(kept) else Output(path, data) for path, data in site.items()]


def put(place: Path, site: Site, *, search: bool = False, kept: Iterable[str] = ()) -> None:
    """Publish as the pipeline does by command."""
    with staged(place) as aside:
        published = write_outputs(made(site, kept), aside, place)
        if search:
            carry_over(place, aside, "pagefind")
        swapped(aside, place, outdated=published.differing)


def fail(place: Path, site: Site) -> None:
    """Make everything, and fail then."""
    before = standing(place)
    with staged(place) as aside:
        write_outputs(made(site), aside, place)
        assert standing(place) == before
        raise RuntimeError


def standing(place: Path) -> Site:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def folders(place: Path) -> set[str]:
    return {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_dir()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_a_site_has_what_was_made_and_nothing_else_build_after_build(place: Path) -> None:
    chance = random.Random(3)
    names = [f"{a}/{b}/{c}.txt" for a in "de" for b in "xyz" for c in "123"] + ["index.html"]
    for _ in range(25):
        site = {name: str(chance.randint(0, 2)).encode() for name in names if chance.random() < 0.7}
        put(place, site)
        assert standing(place) == site
        assert folders(place) == {
            folder.as_posix() for name in site for folder in Path(name).parents[:-1]
        }


def test_what_did_not_change_stays_the_very_file(place: Path) -> None:
    put(place, FIRST)
    number = (place / "d/a/text.txt").stat().st_ino
    for n in range(4):
        put(place, FIRST | {"index.html": str(n).encode()}, kept=["feed.xml"])
        assert (place / "d/a/text.txt").stat().st_ino == number
    assert standing(place) == FIRST | {"index.html": b"3"}


def test_a_build_touches_as_many_files_as_changed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {f"d/{n}/index.html": b"x" for n in range(300)}
    put(place, many)
    put(place, many | {"d/1/index.html": b"y"})  # from here on there is a spare
    touched: list[str] = []

    def counted(name: str) -> None:
        act: Callable[..., object] = getattr(os, name)

        def acted(*asked: object, **named: object) -> object:
            touched.append(name)
            return act(*asked, **named)

        monkeypatch.setattr(os, name, acted)

    for name in ("link", "unlink", "mkdir", "open"):
        counted(name)
    put(place, many | {"d/1/index.html": b"y", "d/2/index.html": b"z"}, kept=set(many) - {"d/1/index.html", "d/2/index.html"})  # fmt: skip
    monkeypatch.undo()
    assert standing(place)["d/2/index.html"] == b"z"
    assert len(touched) < 20


def file_gone(spare: Path) -> None:
    (spare / "d/a/text.txt").unlink()


def file_another(spare: Path) -> None:
    (spare / "d/a/text.txt").unlink()
    (spare / "d/a/text.txt").write_bytes(b"lie!")


def file_too_many(spare: Path) -> None:
    (spare / "d/a/more.txt").write_bytes(b"more")


def folder_too_many(spare: Path) -> None:
    (spare / "e/f").mkdir(parents=True)
    (spare / "e/f/g").write_bytes(b"")


def folder_a_file(spare: Path) -> None:
    (spare / "d/b/index.html").unlink()
    (spare / "d/b").rmdir()
    (spare / "d/b").write_bytes(b"")


def file_a_folder(spare: Path) -> None:
    (spare / "feed.xml").unlink()
    (spare / "feed.xml").mkdir()
    (spare / "feed.xml/x").write_bytes(b"")


def file_a_link(spare: Path) -> None:
    (spare / "feed.xml").unlink()
    (spare / "feed.xml").symlink_to(spare.parent / "elsewhere")


SPOILT = [
    file_gone, file_another, file_too_many, folder_too_many, folder_a_file, file_a_folder, file_a_link,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_nothing_is_believed_of_a_spare(place: Path, spoil: Callable[[Path], None]) -> None:
    put(place, FIRST)
    put(place, FIRST | {"index.html": b"two"})
    spare = place.parent / ".site.spare"
    assert spare.is_dir()
    spoil(spare)
    third = FIRST | {"index.html": b"three"}
    put(place, third, kept=["d/a/text.txt", "feed.xml"])
    assert standing(place) == third
    assert not (place / "feed.xml").is_symlink()


def test_nothing_is_written_into_the_files_of_the_standing_site(place: Path) -> None:
    put(place, FIRST)
    put(place, FIRST)
    with pytest.raises(RuntimeError):
        fail(place, dict.fromkeys(FIRST, b"new"))
    assert standing(place) == FIRST
    put(place, FIRST)
    assert standing(place) == FIRST


def test_a_failed_build_leaves_a_spare_that_is_as_good(place: Path) -> None:
    put(place, FIRST)
    put(place, FIRST)
    with pytest.raises(RuntimeError):
        fail(place, {"index.html": b"half"})
    names = sorted(path.name for path in place.parent.iterdir())
    assert names == [".site.spare", "site"]
    put(place, FIRST)
    assert standing(place) == FIRST


def test_a_spare_takes_no_room_for_what_is_outdated(place: Path) -> None:
    put(place, FIRST)
    put(place, FIRST | {"index.html": b"two"})
    left = standing(place.parent / ".site.spare")
    assert "index.html" not in left
    assert compare_trees(str(place.parent / ".site.spare"), str(place)) == (set(left), set())


def test_the_search_index_is_carried_over_as_it_stands_or_left_out(place: Path) -> None:
    put(place, FIRST)
    (place / "pagefind/index").mkdir(parents=True)
    (place / "pagefind/index/a").write_bytes(b"1")
    (place / "pagefind/b").write_bytes(b"2")
    for _ in range(3):
        put(place, FIRST, search=True)
        assert standing(place / "pagefind") == {"index/a": b"1", "b": b"2"}
    (place / "pagefind/b").unlink()
    put(place, FIRST, search=True)
    assert standing(place / "pagefind") == {"index/a": b"1"}
    put(place, FIRST)
    assert standing(place) == FIRST


def test_two_trees_are_exchanged_in_one_step(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/x").write_bytes(b"")
    if not exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this system cannot exchange two folders")
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("x")] == ["b/x"]


def test_where_trees_cannot_be_exchanged_they_are_renamed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "exchange", lambda *_: False)
    for n in range(3):
        put(place, FIRST | {"index.html": str(n).encode()})
        assert standing(place) == FIRST | {"index.html": str(n).encode()}
    names = sorted(path.name for path in place.parent.iterdir())
    assert names == [".site.spare", "site"]


def test_hashes_that_are_known_spare_reading(place: Path) -> None:
    put(place, FIRST)
    known: dict[str, bytes] = {}
    with staged(place) as aside:
        known.update(write_outputs(made(FIRST), aside, place).hashes)
    (place / "feed.xml").chmod(0)
    with staged(place) as aside:
        published = write_outputs(
            made(FIRST | {"index.html": b"two"}),
            aside,
            place,
            sparse=True,
            standing=known,
            listed=True,
        )
        assert published.differing == {"index.html"}
        assert standing(aside) == {"index.html": b"two"}
        put_in_place(aside, place, published)
    (place / "feed.xml").chmod(0o644)
    assert standing(place) == FIRST | {"index.html": b"two"}


def test_a_file_of_which_nothing_is_known_is_removed_all_the_same(place: Path) -> None:
    put(place, FIRST)
    less = {path: data for path, data in FIRST.items() if path != "feed.xml"}
    with staged(place) as aside:
        known = {"index.html": b"another hash"}
        published = write_outputs(made(less), aside, place, sparse=True, standing=known)
        put_in_place(aside, place, published)
    assert standing(place) == less


def test_what_is_no_output_is_removed_in_place_with_its_folder(place: Path) -> None:
    put(place, FIRST)
    less = {path: data for path, data in FIRST.items() if not path.startswith("d/b/")}
    with staged(place) as aside:
        put_in_place(aside, place, write_outputs(made(less), aside, place, sparse=True))
    assert standing(place) == less
    assert not (place / "d/b").exists()


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    write_new(f"{tmp_path}/a", b"one")
    with pytest.raises(FileExistsError):
        write_new(f"{tmp_path}/a", b"two")
    assert (tmp_path / "a").read_bytes() == b"one"


def test_an_exchange_in_place_that_fails_half_way_is_mended_by_the_next_build(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = collection(
        {f"{n}.md": post(f"<p>第{n}条要求。</p>", title=f"会议之{n}") for n in "甲乙丙"}
    )
    config = read_config(paths.config)
    kept = Workplace.without_memory()
    build(paths, config, search=False, kept=kept)
    source = paths.content / "sources" / "甲.md"
    source.write_text(post("<p>新的一条要求。</p>", title="会议之新"), encoding="utf-8")
    replace, left = Path.replace, 5

    def fails(path: Path, target: Path) -> Path:
        nonlocal left
        if ".site.next" in path.parts:
            left -= 1
            if left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="space"):
        build(paths, config, search=False, kept=kept, in_place=True)
    monkeypatch.undo()
    source.write_text(post("<p>第甲条要求。</p>", title="会议之甲"), encoding="utf-8")
    build(paths, config, search=False, kept=kept, in_place=True)
    clean = Paths(paths.content, paths.site.parent / "clean", paths.config, paths.templates)
    build(clean, config, search=False)
    assert standing(paths.site) == standing(clean.site)
