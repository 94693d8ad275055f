"""What follows a build stands back for the next one, and a build gives way before it touches anything."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import edition.watch.workshop as workshop
from edition.config import read_config
from edition.ledger import new_id
from edition.pipeline import build
from edition.watch.workshop import Follower, Heard, Overtaken, Workshop
from tests.conftest import Collection
from tests.hostile import post
from tests.test_faults import digest

WAIT = 60.0


class Followed:
    """A follower whose checks are in the test's hands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.told: list[str] = []
        self.woken = threading.Condition()
        self.check: Callable[[Any, Callable[[], None]], None] = lambda _, __: None
        monkeypatch.setattr(
            workshop, "check", lambda report, _, going: self.check(report, going) or ()
        )
        monkeypatch.setattr(workshop, "IDLE", 0.0)
        self.heard = Heard(
            lambda report, _: self.say(f"checked {report.pending}"),
            lambda _, __: self.say("indexed"),
            lambda error: self.say(f"failed {error}"),
        )
        self.follower = Follower(folder, search=False, save=lambda: self.say("saved"))

    def say(self, words: str) -> None:
        with self.woken:
            self.told.append(words)
            self.woken.notify_all()

    def want(self, name: str) -> None:
        self.follower.want(SimpleNamespace(pending=name), self.heard)  # type: ignore[arg-type]

    def wait_for(self, words: str) -> None:
        with self.woken:
            assert self.woken.wait_for(lambda: words in self.told, WAIT), self.told


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Followed:
    return Followed(monkeypatch, tmp_path)


def test_what_is_learnt_is_written_down_once_it_is_quiet(followed: Followed) -> None:
    followed.want("one")
    followed.wait_for("saved")
    assert followed.told == ["checked one", "saved"]
    assert followed.follower.close(WAIT)


def test_a_check_stands_back_when_a_build_begins(followed: Followed) -> None:
    begun = threading.Event()

    def check(report: Any, going: Callable[[], None]) -> None:
        if report.pending == "two":
            return
        begun.set()
        while True:  # until it is told to stop
            going()

    followed.check = check
    followed.want("one")
    assert begun.wait(WAIT)
    followed.follower.stand_back()
    followed.want("two")
    followed.wait_for("saved")
    assert followed.told == ["checked two", "saved"]
    assert followed.follower.close(WAIT)


def test_a_check_that_fails_is_told_and_the_next_is_made(followed: Followed) -> None:
    def check(report: Any, _: Callable[[], None]) -> None:
        if report.pending == "one":
            raise OSError("disk")

    followed.check = check
    followed.want("one")
    followed.wait_for("failed disk")
    followed.want("two")
    followed.wait_for("saved")
    assert followed.told == ["failed disk", "checked two", "saved"]
    assert followed.follower.close(WAIT)


def test_it_ends_in_the_midst_of_a_check(followed: Followed) -> None:
    begun = threading.Event()

    def check(_: Any, going: Callable[[], None]) -> None:
        begun.set()
        while True:
            going()

    followed.check = check
    followed.want("one")
    assert begun.wait(WAIT)
    assert followed.follower.close(WAIT)
    assert followed.told == []


def test_a_build_that_is_overtaken_at_any_step_has_touched_nothing_and_the_next_is_whole(
    collection: Collection,
) -> None:
    names = "甲乙丙"
    paths = collection({f"{n}.md": post(f"<p>第{n}条。</p>", title=f"会议之{n}") for n in names})
    made = Workshop(paths, search=False)
    made.build()
    before, content = digest(paths.site), digest(paths.content)
    text = post("<p>第甲条改了。</p>", title="会议之甲")
    (paths.content / "sources" / "甲.md").write_text(text, encoding="utf-8")
    changed = digest(paths.content)
    for step in (1, 5, 50, 200):
        asked = itertools.count()
        try:
            made.build(lambda asked=asked, step=step: next(asked) >= step)  # type: ignore[misc]
        except Overtaken:
            assert digest(paths.site) == before
            assert digest(paths.content) == changed
        else:
            break  # there are not so many steps
    made.build()
    assert digest(paths.content) not in (content, changed)
    last = digest(paths.site)
    assert last != before
    build(paths, read_config(paths.config), search=False)
    assert digest(paths.site) == last


def test_what_is_noted_of_a_person_makes_no_text_anew_that_names_them(
    collection: Collection,
) -> None:
    person = (
        f'[[person]]\nid = "{new_id("person", (), "甲乙丙")}"\nname = "甲乙丙"\nnote = "记一"\n'
        'attested = [{ source = "sources/甲.md", quote = "甲乙丙主持会议" }]\n'
    )
    paths = collection(
        {"甲.md": post("<p>甲乙丙主持会议并讲话。</p>")}, {"authority/people.toml": person}
    )
    made = Workshop(paths, search=False)
    for _ in range(2):  # the first mints ids
        made.build()
    file = paths.content / "authority" / "people.toml"
    file.write_text(person.replace("记一", "记二"), encoding="utf-8")
    made.build()
    assert made.report
    touched = [name for name in made.report.reasons if name.split()[0] == "document"]
    assert not touched
    assert any(name.startswith("list authority") for name in made.report.reasons)
