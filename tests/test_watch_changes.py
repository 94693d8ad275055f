"""Whatever editors, programs and branches do to files: each change is told once, whole, and nothing else is."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from edition.watch.bursts import LONGEST, MANY, PATIENCE, QUIET, Burst
from edition.watch.changes import Fingerprints, Root, fingerprint
from edition.watch.observing import Event, Watched

pytestmark = pytest.mark.filterwarnings(
    "ignore:Callback with id:RuntimeWarning"
)  # see observing.py

GONE = ""


def print_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Place:
    """A watched folder, and what is told of it."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.settings = folder / "edition.toml"
        (self.content / "sources").mkdir(parents=True)
        (self.content / "decisions").mkdir()
        self.settings.write_text("title", encoding="utf-8")
        self.write("a.md", "甲")
        self.watched = Watched((Root(self.content), Root(self.settings)))
        self.told: dict[Path, str] = {}

    def path(self, name: str) -> Path:
        return self.content / "sources" / name

    def write(self, name: str, text: str) -> Path:
        self.path(name).write_text(text, encoding="utf-8")
        return self.path(name)

    def gather(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Take what is told until all this stands so; give all names that were told of."""
        expected = {self.path(name): text and print_of(text) for name, text in wanted.items()}
        told: dict[Path, str] = {}
        while not expected.items() <= told.items():
            changed = self.watched.next()
            assert changed is not None
            told |= changed
        self.told |= told
        return {str(path.relative_to(self.content / "sources")): p for path, p in told.items()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    made.watched.start()
    yield made
    made.watched.stop()


def test_a_saved_file_is_told_with_its_new_bytes(place: Place) -> None:
    path = place.write("a.md", "乙")
    assert place.watched.next() == {path: print_of("乙")}


def _vim(path: Path, text: str) -> None:
    """With ``backup``: the old file is moved away, a new one is written, the old one removed."""
    probe = path.with_name("4913")
    probe.write_bytes(b"")
    probe.unlink()
    swap = path.with_name(f".{path.name}.swp")
    swap.write_bytes(b"b0VIM 9.0")
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, encoding="utf-8")
    backup.unlink()
    swap.unlink()


def _emacs(path: Path, text: str) -> None:
    """With a lock that leads nowhere, a file saved by itself, a copy of the old one."""
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("editor@machine.1234:1700000000")
    path.with_name(f"#{path.name}#").write_text("…", encoding="utf-8")
    shutil.copy2(path, path.with_name(f"{path.name}~"))
    path.write_text(text, encoding="utf-8")
    path.with_name(f"#{path.name}#").unlink()
    lock.unlink()


def _aside(path: Path, text: str) -> None:
    """As most do: whole into a file beside it, then in its place."""
    fresh = path.with_name(f".{path.name}.tmp-1x")
    fresh.write_text(text, encoding="utf-8")
    os.fsync(os.open(fresh, os.O_RDONLY))
    fresh.replace(path)


def _elsewhere(path: Path, text: str) -> None:
    """Made in a folder that nobody watches, and moved in."""
    fresh = path.parent.parent.parent / "fresh"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _linked(path: Path, text: str) -> None:
    """Made elsewhere, and linked: no closing is ever told."""
    fresh = path.parent.parent.parent / "fresh"
    fresh.write_text(text, encoding="utf-8")
    path.unlink()
    os.link(fresh, path)


@pytest.mark.parametrize("save", [_vim, _emacs, _aside, _elsewhere, _linked])
def test_an_editors_way_of_saving_is_a_change_of_that_file_alone(
    place: Place, save: Callable[[Path, str], None]
) -> None:
    for text in ("乙", "丙", "丁"):
        save(place.path("a.md"), text)
        assert set(place.gather({"a.md": text})) == {"a.md"}


def test_what_leaves_the_bytes_as_they_were_is_no_change(place: Place) -> None:
    path = place.path("a.md")
    os.utime(path, (2**33, 2**33))
    path.chmod(0o600)
    path.write_text("甲", encoding="utf-8")
    _aside(path, "甲")
    (place.content / "sources" / ".hidden").mkdir()
    place.write(".hidden/b.md", "隐")
    (place.content / "sources" / "__pycache__").mkdir()
    place.write("__pycache__/b.md", "隐")
    assert place.gather({place.write("b.md", "终").name: "终"}) == {"b.md": print_of("终")}


def test_what_the_build_wrote_itself_is_no_change(place: Place) -> None:
    path = place.write("page.md", "页")
    place.watched.prints.learn({path: "页".encode()})
    assert place.gather({place.write("b.md", "终").name: "终"}) == {"b.md": print_of("终")}


def test_a_thousand_changes_are_all_told(place: Place) -> None:
    wanted = {f"{n}.md": f"第{n}件" for n in range(1000)}
    for name, text in wanted.items():
        place.write(name, text)
    assert set(place.gather(wanted)) == wanted.keys()


def test_a_rename_of_case_alone_is_one_name_gone_and_one_come(place: Place) -> None:
    place.path("a.md").rename(place.path("A.md"))
    place.gather({"a.md": GONE, "A.md": "甲"})


def test_a_rename_and_a_removal_are_told_by_both_names(place: Place) -> None:
    place.path("a.md").rename(place.path("b.md"))
    place.gather({"a.md": GONE, "b.md": "甲"})
    place.path("b.md").unlink()
    place.gather({"b.md": GONE})


def test_a_folder_that_is_removed_and_put_back_is_watched_again(place: Place) -> None:
    folder = place.content / "sources"
    shutil.rmtree(folder)
    place.gather({"a.md": GONE})
    folder.mkdir()
    place.write("a.md", "甲")
    place.gather({"a.md": "甲"})
    place.write("a.md", "乙")
    place.gather({"a.md": "乙"})


def test_a_folder_that_is_moved_away_and_back_is_watched_again(place: Place) -> None:
    folder, away = place.content / "sources", place.content.parent / "away"
    folder.rename(away)
    place.gather({"a.md": GONE})
    away.rename(folder)
    place.gather({"a.md": "甲"})
    place.write("a.md", "乙")
    place.gather({"a.md": "乙"})


def test_the_whole_content_may_go_and_come(place: Place) -> None:
    away = place.content.with_name("away")
    place.content.rename(away)
    place.gather({"a.md": GONE})
    shutil.copytree(away, place.content)  # other folders of the same names
    place.gather({"a.md": "甲"})
    place.write("a.md", "乙")
    place.gather({"a.md": "乙"})
    place.settings.write_text("another", encoding="utf-8")
    assert place.watched.next() == {place.settings: print_of("another")}


def test_a_new_folder_is_watched_with_all_in_it(place: Place) -> None:
    made = place.content.with_name("made")
    (made / "x/y").mkdir(parents=True)
    (made / "x/y/b.md").write_text("深", encoding="utf-8")
    made.rename(place.path("made"))
    place.gather({"made/x/y/b.md": "深"})
    place.write("made/x/y/b.md", "改")
    place.gather({"made/x/y/b.md": "改"})


def test_a_switch_of_branches_is_told_as_the_tree_then_stands(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=e", "-c", "user.email=e@e.example", *words],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip

    place = Place(tmp_path)
    ledger = place.content / "ledger" / "ledger.jsonl"
    ledger.parent.mkdir()
    ledger.write_text("一", encoding="utf-8")
    git("init", "-b", "one")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "two")
    for n in range(200):
        place.write(f"{n}.md", f"第{n}件")
    place.path("a.md").unlink()
    ledger.write_text("二", encoding="utf-8")
    git("add", ".")
    git("commit", "-m", "two")
    git("checkout", "one")
    place.watched.start()
    try:
        for branch in ("two", "one", "two"):
            git("checkout", branch)
            expected = {path: fingerprint(path) for path in Root(place.content).files()}
            while place.watched.prints.known.items() ^ expected.items() != {
                (place.settings, print_of("title"))
            }:
                assert place.watched.next() is not None
            assert len(expected) == (201 if branch == "two" else 2)
    finally:
        place.watched.stop()


class TestFilesThatCannotBeRead:
    def test_a_pipe_is_not_waited_for(self, place: Place) -> None:
        os.mkfifo(place.path("b.md"))
        assert place.gather({place.write("c.md", "终").name: "终"}) == {"c.md": print_of("终")}
        assert Fingerprints((Root(place.content),)).scan().keys() == {
            place.path("a.md"),
            place.path("c.md"),
        }

    def test_what_is_there_and_cannot_be_read_is_told_when_it_comes_and_when_it_is_mended(
        self, place: Place
    ) -> None:
        path = place.path("a.md")
        path.unlink()
        path.symlink_to(path.name)  # leads to itself
        told = place.watched.next()
        while told == {path: GONE}:
            told = place.watched.next()
        assert told is not None
        assert told[path].startswith("unreadable")
        path.unlink()
        place.write("a.md", "甲")
        place.gather({"a.md": "甲"})

    def test_one_without_permission_is_told(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        assert fingerprint(place.path("a.md")) == "unreadable: Permission denied"


class TestSlowWriters:
    """Half a file is never taken for a whole one."""

    def test_a_file_that_grows_is_told_once_it_is_closed(self, tmp_path: Path) -> None:
        place = Place(tmp_path)
        half_written, asked = threading.Event(), threading.Semaphore(0)
        ahead = 0.0

        def clock() -> float:
            """Run ahead of every limit but that for an open file once half of it is there."""
            asked.release()
            return time.monotonic() + ahead

        place.watched = Watched((Root(place.content),), clock=clock)
        place.watched.start()

        def write() -> None:
            nonlocal ahead
            with place.path("a.md").open("w", encoding="utf-8") as file:
                file.write("前半")
                file.flush()
                place.write("b.md", "另")
                half_written.wait()
                ahead = PATIENCE - 1
                for _ in range(20):
                    asked.acquire()
                file.write("后半")

        writing = threading.Thread(target=write, daemon=True)
        writing.start()
        take = place.watched._take

        def heard(event: Event) -> None:
            take(event)
            if place.path("b.md") in event.paths:
                half_written.set()
                place.watched.tell(
                    Event("attrib", (place.path("b.md"),))
                )  # so that it is asked again

        place.watched._take = heard  # type: ignore[method-assign]
        try:
            told = place.watched.next()
            assert told == {
                place.path("a.md"): print_of("前半后半"),
                place.path("b.md"): print_of("另"),
            }
        finally:
            place.watched.stop()

    def test_a_burst_waits_for_an_open_file_and_not_for_ever(self) -> None:
        burst = Burst()
        file = Path(__file__)
        burst.add("created", [file], folder=False, now=0)
        burst.add("modified", [file], folder=False, now=1)
        burst.add("attrib", [file], folder=False, now=1)
        assert burst.wait(1 + QUIET) > 0
        assert burst.wait(LONGEST) > 0
        assert burst.wait(1 + PATIENCE) <= 0
        burst.add("closed", [file], folder=False, now=4)
        assert burst.wait(4 + QUIET) <= 0

    def test_a_burst_of_whole_files_is_over_when_it_is_quiet_or_has_lasted_long(self) -> None:
        burst = Burst()
        for n in range(1000):
            now = n * QUIET / 2
            burst.add("closed", [Path(f"/c/{n}")], folder=False, now=now)
            if now < LONGEST - QUIET:
                assert burst.wait(now) == pytest.approx(QUIET)
        assert burst.wait(now) <= 0
        assert len(burst.paths) == 1000

    def test_what_vanished_is_not_waited_for(self, tmp_path: Path) -> None:
        burst = Burst()
        burst.add("modified", [tmp_path / "gone.md"], folder=False, now=0)
        assert burst.wait(QUIET) <= 0

    def test_more_events_than_the_system_may_keep_are_a_look_at_everything(self) -> None:
        burst = Burst()
        burst.add("closed", [Path(f"/c/{n}") for n in range(MANY + 1)], folder=False, now=0)
        assert burst.everywhere


class TestOvertaken:
    """What is being built gives way to what is newer."""

    def test_by_a_change_that_came_meanwhile(self, place: Place) -> None:
        assert not place.watched.overtaken()
        place.write("a.md", "乙")
        place.watched.tell(Event("closed", (place.path("a.md"),)))
        assert place.watched.overtaken()
        assert place.gather({"a.md": "乙"}) == {"a.md": print_of("乙")}

    def test_not_by_what_changes_nothing(self, place: Place) -> None:
        place.watched.tell(Event("closed", (place.path("a.md"),)))
        assert not place.watched.overtaken()

    def test_by_the_end(self, place: Place) -> None:
        place.watched.stop()
        assert place.watched.overtaken()
        assert place.watched.next() is None

    def test_what_was_owed_is_given_again_even_if_the_newer_change_was_taken_back(
        self, place: Place
    ) -> None:
        owed = {place.path("b.md"): "1"}
        place.watched.tell(Event("closed", (place.path("a.md"),)))
        assert place.watched.next(owed) == owed


def test_nothing_is_watched_twice(tmp_path: Path) -> None:
    """A folder within one that is watched whole needs no watch of its own, and told twice is built twice."""
    content = tmp_path / "content"
    (content / "templates").mkdir(parents=True)
    settings = content / "edition.toml"
    settings.write_text("", encoding="utf-8")
    watched = Watched((Root(content), Root(settings), Root(content / "templates"), Root(content)))
    watched.start()
    try:
        assert {path: watch.is_recursive for path, (watch, _) in watched._watches.items()} == {
            content: True,
            tmp_path: False,
        }
    finally:
        watched.stop()
