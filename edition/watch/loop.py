"""The loop of watch mode: build, serve, wait for a change, build again.

The main thread waits for the end alone (``edition.watch.ending``); one thread looks and builds, one serves,
one checks and indexes what was built.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from edition.desk import Desk
from edition.errors import ContentErrors, EditionError
from edition.pipeline import BuildReport, Built
from edition.preparing import Paths
from edition.watch.changes import Root, fingerprint
from edition.watch.ending import Ending, Wish
from edition.watch.observing import Watched
from edition.watch.problems import Problem, problems_of
from edition.watch.renewal import Inheritance, begin_anew, try_code
from edition.watch.server import Answer, Server
from edition.watch.workshop import Heard, Overtaken, Workshop

LONGEST_BUILD = 300.0
"""Seconds for which the desk waits for a build."""

PUT_OFF = 10.0
"""Seconds for which a build gives way to newer changes; then it is made, whatever comes meanwhile."""

GRACE = 2.0
"""Seconds that a build or an index may take to stop when watching ends; then it is left as if it had been killed."""

Say = Callable[[str], None]


def _say(line: str) -> None:
    print(line, flush=True)


def _whole(paths: Paths) -> Paths:
    return Paths(
        *(Path(p).resolve() for p in (paths.content, paths.site, paths.config, paths.templates))
    )


class Watch:
    """One run of watch mode."""

    def __init__(self, paths: Paths, *, port: int, search: bool, say: Say = _say) -> None:
        """Bind the server; nothing is built yet."""
        self.paths, self.say = _whole(paths), say
        self.library = Path(__file__).resolve().parent.parent
        inherited = Inheritance.take()
        self.restarted = inherited.listening is not None
        self.token = inherited.token or secrets.token_urlsafe(16)
        self.ending = Ending()
        self.workshop = Workshop(self.paths, search=search)
        self.server = Server(
            self.paths.site,
            self._own_templates(),
            port=port,
            base_path="/",
            token=self.token,
            desk=self._desk,
            listening=inherited.listening,
        )
        self.desk = Desk(self.paths.content, self._built, self._outcome)
        self._deciding = threading.Lock()
        self.watched = Watched(
            (
                Root(self.paths.content),
                Root(self.paths.config),
                Root(self.paths.templates),
                Root(self.library, (".py",)),
            )
        )
        self._heard = Heard(self._checked, self._indexed, self._failed)
        self._code: tuple[Problem, ...] = ()
        self._put_off = 0.0
        self._fault: BaseException | None = None

    def _own_templates(self) -> Path:
        """Give the folder that has the files of watch mode, whatever templates a site has."""
        given = self.paths.templates
        return given if (given / "watch").is_dir() else self.library.parent / "templates"

    def run(self, *, opened: bool = False) -> int:
        """Go on until interrupted."""
        self.ending.listen()
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        ).start()
        if not self.restarted:
            self.say(f"Serving on {self.server.url} (Ctrl-C ends it)")
            self.say(f"Editor's desk: {self.server.url}desk/#token={self.token}")
            if opened:
                threading.Thread(
                    target=webbrowser.open,
                    args=(f"{self.server.url}#token={self.token}",),
                    daemon=True,
                ).start()  # some browsers are waited for until they end
        working = threading.Thread(target=self._work, daemon=True, name="builder")
        working.start()
        if self.ending.wait() is Wish.ANEW and not self.ending.hold():
            self.server.state.end()
            begin_anew(self.token, self.server.socket)
        return self._end(working)

    def _end(self, working: threading.Thread) -> int:
        """Put in order what can be put in order at once, and leave the rest as a killed build does."""
        self.watched.stop()
        self.server.state.end()
        ended = self.workshop.close(GRACE)
        working.join(GRACE)
        if working.is_alive() or not ended:
            os._exit(0)
        closing = threading.Thread(target=self.server.shutdown, daemon=True)
        closing.start()
        closing.join(GRACE)
        self.server.server_close()
        if self._fault is not None:
            raise self._fault
        if sys.stdout.isatty():
            self.say("")  # after the ^C that the terminal shows
        return 0

    def _work(self) -> None:
        """Look and build until watching ends; what cannot be waited out ends it."""
        try:
            self.watched.start()
            changed: Mapping[Path, str] | None = {}
            owed: Mapping[Path, str] | None = None
            while changed is not None:
                try:
                    if not self.build(changed):
                        self.ending.ask(Wish.ANEW)
                        return
                    owed = None
                except Overtaken:
                    owed = changed
                changed = self.watched.next(owed)
        except BaseException as fault:
            self._fault = fault
            self.ending.ask(Wish.END)

    def build(self, changed: Mapping[Path, str]) -> bool:
        """Build once and tell everybody how it went; say whether this process is to go on.

        Raises ``Overtaken`` if something changed meanwhile: then nothing was touched.
        """
        began = time.perf_counter()
        state = self.server.state
        state.tell(busy=True)
        if any(self.library in path.parents for path in changed):
            self._code = try_code(self.library, self.paths.templates)
            if not self._code:
                self.say("The code changed: starting anew with it.")
                return False
        self._show_ahead(changed)
        try:
            done = self.workshop.build(self._overtaken)
        except Overtaken:
            raise
        except Exception as error:
            self._tell_failed(error)
            return True
        self._put_off = 0.0
        self.server.ahead = {}
        self.watched.prints.learn(done.written)
        self.server.base_path = done.base_path
        mended = bool(state.now["problems"])
        state.tell(
            build=state.now["build"] + 1,
            attempts=state.now["attempts"] + 1,
            problems=[p.plain() for p in self._code],
            busy=False,
        )
        took = time.perf_counter() - began
        self.say(f"{'Mended: b' if mended else 'B'}uilt in {took:.2f} s: {done.changed} of {done.files} files changed"
                 f"{self._because(changed)}.")  # fmt: skip
        self.workshop.follow(self._heard)
        return True

    def _show_ahead(self, changed: Mapping[Path, str]) -> None:
        """Hand out the pages of a text that was just saved; the build takes them back, or puts its own in place."""
        pages: dict[str, bytes] = {}
        state = self.server.state
        try:
            for output in self.workshop.ahead(changed):
                pages[output.path] = output.data
                self.server.ahead = dict(pages)  # others read it meanwhile
                if len(pages) == 1:
                    state.tell(ahead=state.now["ahead"] + 1)
        except Exception:
            self.server.ahead = {}  # what is wrong the build tells
        if pages:
            state.tell(ahead=state.now["ahead"] + 1)

    def _overtaken(self) -> bool:
        """Say whether the build under way is to give way, which it does not do for ever."""
        if not self.watched.overtaken():
            return False
        now = time.monotonic()
        self._put_off = self._put_off or now
        return self.watched.ended or now < self._put_off + PUT_OFF

    def _tell_failed(self, error: Exception) -> None:
        state = self.server.state
        problems = (*self._code, *problems_of(error, self.paths.templates, self.library))
        self._put_off = 0.0
        self.server.ahead = {}
        state.tell(
            problems=[p.plain() for p in problems],
            busy=False,
            attempts=state.now["attempts"] + 1,
            ahead=state.now["ahead"] + 1,
        )
        self.say(f"\n{_count(problems)} The last site stays as it was.")
        for problem in problems:
            self.say(f"\n{problem}")

    def _built(self) -> Built | None:
        return self.workshop.report.built if self.workshop.report else None

    def _desk(self, method: str, what: str, values: Mapping[str, Any]) -> Answer:
        status, body = self.desk.answer(method, what, values)
        data = json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace")
        return Answer(status, data, {"Content-Type": "application/json; charset=utf-8"})

    def _outcome(self, path: Path, act: Callable[[], None]) -> Sequence[Mapping[str, Any]]:
        """Change a file, wait until a build has seen it, and give what is wrong then."""
        with self._deciding:
            state = self.server.state
            event: Mapping[str, Any] | None = state.now
            before = state.now["attempts"]
            act()
            wanted = fingerprint(path)
            while event is not None:
                done = state.now["attempts"] - before
                seen = self.watched.prints.known.get(path, "") == wanted
                if not state.now["busy"] and (done > 1 or (done == 1 and seen)):
                    break
                event = state.after(event, LONGEST_BUILD)
            problems: Sequence[Mapping[str, Any]] = state.now["problems"]
            return problems

    def _checked(self, report: BuildReport, errors: tuple[EditionError, ...]) -> None:
        """Tell what the checks found, unless another build has come meanwhile."""
        if not errors or report is not self.workshop.report:
            return
        problems = problems_of(ContentErrors(errors), self.paths.templates, self.library)
        self.say(f"\n{_count(problems)} The site is as built, but could not be published so.")
        for problem in problems[:20]:
            self.say(f"\n{problem}")
        self.server.state.tell(problems=[p.plain() for p in (*self._code, *problems)])

    def _indexed(self, seconds: float, indexed: int) -> None:
        if indexed:
            self.say(f"Search: {indexed} documents indexed in {seconds:.2f} s.")
        self.server.state.tell(search=self.server.state.now["search"] + 1)

    def _failed(self, error: Exception) -> None:
        """Tell what kept the checks or the index from being made; the pages are as built."""
        problems = problems_of(error, self.paths.templates, self.library)
        for problem in problems:
            self.say(f"\n{problem}")
        self.server.state.tell(problems=[p.plain() for p in (*self._code, *problems)])

    def _because(self, changed: Mapping[Path, str]) -> str:
        if not changed:
            return ""
        names = [
            self._shown(path) + ("" if print_ else " (gone)") for path, print_ in changed.items()
        ]
        return f" ({', '.join(sorted(names)[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''})"

    def _shown(self, path: Path) -> str:
        for base in (self.paths.content.parent, self.library.parent):
            if base in path.parents:
                return path.relative_to(base).as_posix()
        return path.name


def _count(problems: tuple[Problem, ...]) -> str:
    return f"{len(problems)} error{'s' if len(problems) != 1 else ''}."
