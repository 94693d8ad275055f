"""Ctrl-C and SIGTERM end watch mode in whatever state it is, however it was started."""

from __future__ import annotations

import http.client
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edition.preparing import Paths
from tests.conftest import Collection
from tests.hostile import post
from tests.watching import Watching

ROOT = Path(__file__).resolve().parent.parent
ENDING = (signal.SIGINT, signal.SIGTERM)

AROUND = """
import os, signal, sys
import edition.watch.ending as ending

def wait_for_ever(*told):
    print(*told, flush=True)
    while True:
        try:
            sys.stdin.read()  # nothing comes: the pipe stays open
        except KeyboardInterrupt:
            pass  # as where Python cannot hand an exception on: a weak reference's callback, a lock of an import

{before}

from edition.cli import main
raise SystemExit(main(sys.argv[1:]))
"""

QUICK = """
import edition.watch.workshop as workshop
workshop.Workshop.build = lambda self, overtaken: workshop.Done(0, 0, "/")
"""
"""Instead of a build, where it does not matter what is built."""

Start = Callable[..., Watching]


@pytest.fixture
def start(collection: Collection) -> Iterator[Start]:
    """Start watch mode on a small collection, with something done to the program before."""
    begun: list[Watching] = []

    def begin(before: str = "") -> Watching:
        paths: Paths = collection({"a.md": post("<p>会议指出，要压实责任。</p>", title="会议")})
        begun.append(
            Watching.start(
                "-c", AROUND.replace("{before}", before),
                "--watch", "--no-search", "--port", "0", "--content", str(paths.content),
                "--site", str(paths.site), "--config", str(paths.config),
                folder=ROOT,
            )
        )  # fmt: skip
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()


@pytest.mark.parametrize("number", ENDING)
def test_while_it_waits(start: Start, number: signal.Signals) -> None:
    watching = start()
    watching.wait_for("Built in")
    assert watching.end(number) == 0
    assert "Traceback" not in "".join(watching.lines)


@pytest.mark.parametrize("number", ENDING)
def test_while_it_starts(start: Start, number: signal.Signals) -> None:
    watching = start("""
class Late:
    def find_spec(self, name, path=None, target=None):
        if name == "edition.watch.loop":
            wait_for_ever("loading")
sys.meta_path.insert(0, Late())
""")
    watching.wait_for("loading")
    assert watching.end(number) == -number


@pytest.mark.parametrize("number", ENDING)
def test_while_it_builds_even_if_the_build_swallows_every_interruption(
    start: Start, number: signal.Signals
) -> None:
    watching = start("""
import edition.watch.loop, edition.watch.workshop
edition.watch.loop.GRACE = 0.1
edition.watch.workshop.build = lambda *_, **__: wait_for_ever("building")
""")
    watching.wait_for("building")
    assert watching.end(number) == 0


def test_a_build_that_can_stop_does_so_before_it_touches_the_site(
    start: Start, collection: Collection
) -> None:
    watching = start("""
import edition.watch.workshop
build = edition.watch.workshop.build
def slow(*given, progress, **named):
    import time
    while True:
        progress()
        if not told:
            told.append(print("building", flush=True))
        time.sleep(0.001)
told = []
edition.watch.workshop.build = slow
import edition.watch.loop
edition.watch.loop.os._exit = lambda code: os.abort()
""")
    watching.wait_for("building")
    assert watching.end() == 0


def test_while_what_follows_a_build_does_not_stop(start: Start) -> None:
    watching = start("""
import edition.watch.loop, edition.watch.workshop
edition.watch.loop.GRACE = 0.1
edition.watch.workshop.check = lambda *_: wait_for_ever("checking")
""")
    watching.wait_for("checking")
    assert watching.end() == 0


def test_with_pages_that_listen(start: Start) -> None:
    watching = start(QUICK)
    watching.wait_for("Built in")
    streams = [http.client.HTTPConnection(watching.url.split("/")[2]) for _ in range(8)]
    answers = []
    for stream in streams:
        stream.request("GET", "/.edition/events")
        answers.append(stream.getresponse())
    for answer in answers:
        while not (line := answer.readline()).startswith(b"data: "):
            assert line
        assert json.loads(line.removeprefix(b"data: "))["build"] == 1
    assert watching.end() == 0
    for answer, stream in zip(answers, streams, strict=True):
        while answer.readline():
            pass
        stream.close()


@pytest.mark.parametrize("number", ENDING)
def test_though_the_shell_that_started_it_has_it_ignored_and_held_back(
    start: Start, number: signal.Signals
) -> None:
    """So a script's ``&`` does with Ctrl-C, and so it came that a watcher did not end."""
    watching = start(f"""{QUICK}
signal.signal({int(number)}, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [{int(number)}])
""")
    watching.wait_for("Built in")
    assert watching.end(number) == 0


NEW_CODE = f"""{QUICK}
import edition.watch.loop
build = edition.watch.loop.Watch.build
def build_once(self, changed):
    return build(self, changed) and self.restarted
edition.watch.loop.Watch.build = build_once
"""
"""As if the code had been changed right after the first build."""


@pytest.mark.parametrize("number", ENDING)
class TestWithChangedCode:
    """The command puts itself in its own place, which forgets a signal that only Python has noted."""

    def test_after_it_has_begun_anew(self, start: Start, number: signal.Signals) -> None:
        watching = start(NEW_CODE)
        first = watching.lines.index(watching.wait_for("Built in"))
        watching.wait_for("Built in", since=first + 1)
        assert watching.end(number) == 0
        assert (
            sum("Serving on" in line for line in watching.lines) == 1
        )  # the same address and token

    def test_while_the_code_is_tried(self, start: Start, number: signal.Signals) -> None:
        watching = start(f"""{QUICK}
import edition.watch.loop
edition.watch.loop.GRACE = 0.1
edition.watch.loop.try_code = lambda *_: wait_for_ever("trying")
edition.watch.loop.Watched.next = lambda self, owed: dict.fromkeys([self.prints.roots[3].path / "a.py"], "")
""")
        watching.wait_for("trying")
        assert watching.end(number) == 0

    def test_between_the_wish_and_the_deed(self, start: Start, number: signal.Signals) -> None:
        watching = start(
            NEW_CODE
            + f"""
hold = ending.Ending.hold
def late(self):
    signal.raise_signal({int(number)})
    return hold(self)
ending.Ending.hold = late
"""
        )
        assert watching.process.wait(60) == 0

    def test_at_the_last_moment(self, start: Start, number: signal.Signals) -> None:
        watching = start(NEW_CODE + "os.execv = lambda *_: wait_for_ever('at the door')\n")
        watching.wait_for("at the door")
        assert watching.end(number) == -number

    def test_that_comes_while_one_program_takes_the_place_of_the_other(
        self, start: Start, number: signal.Signals
    ) -> None:
        """Held back for the whole process, as for the moment in which it has no code at all."""
        watching = start(
            NEW_CODE
            + f"""
execv = os.execv
def meanwhile(*given):
    signal.pthread_kill(__import__("threading").main_thread().ident, {int(number)})
    execv(*given)
os.execv = meanwhile
"""
        )
        assert watching.process.wait(60) == -number

    def test_while_the_new_code_starts(self, start: Start, number: signal.Signals) -> None:
        watching = start(
            """
if "EDITION_WATCH_SOCKET" in os.environ:
    ending.end_at_once = (lambda end: lambda: (end(), wait_for_ever("starting anew")))(ending.end_at_once)
"""
            + NEW_CODE
        )
        watching.wait_for("starting anew")
        assert watching.end(number) == -number
