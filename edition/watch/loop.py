"""The loop of watch mode: build, serve, wait for a change, build again."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from edition.desk import Desk
from edition.errors import ContentErrors, EditionError
from edition.pipeline import BuildReport, Built, Paths
from edition.watch.changes import Root, Watched
from edition.watch.problems import Problem, problems_of
from edition.watch.server import Answer, Server
from edition.watch.workshop import Workshop

PORT = 8000
LONGEST_BUILD = 300.0
"""Seconds for which the desk waits for a build."""
_TOKEN, _PORT = "EDITION_WATCH_TOKEN", "EDITION_WATCH_PORT"
"""How a run that starts anew with changed code keeps its token and its port."""

Say = Callable[[str], None]


def watch(
    paths: Paths,
    *,
    port: int = PORT,
    opened: bool = False,
    search: bool = True,
    say: Say | None = None,
) -> int:
    """Serve the site and keep it up to date until interrupted; give the exit code.

    ``opened`` opens the browser. Whatever goes wrong in a build is told and waited out; only what
    keeps the server from running ends it.
    """
    return Watch(_whole(paths), port=port, search=search, say=say or _say).run(opened=opened)


def _say(line: str) -> None:
    print(line, flush=True)


def _whole(paths: Paths) -> Paths:
    return Paths(
        *(Path(p).resolve() for p in (paths.content, paths.site, paths.config, paths.templates))
    )


class Watch:
    """One run of watch mode."""

    def __init__(self, paths: Paths, *, port: int, search: bool, say: Say) -> None:
        """Bind the server; nothing is built yet."""
        self.paths, self.say = paths, say
        self.library = Path(__file__).resolve().parent.parent
        self.token = os.environ.pop(_TOKEN, "") or secrets.token_urlsafe(16)
        self.workshop = Workshop(paths, search=search)
        again = os.environ.pop(_PORT, "")
        self.server = Server(
            paths.site,
            self._own_templates(),
            port=int(again or port),
            base_path="/",
            token=self.token,
            desk=self._desk,
        )
        self.desk = Desk(paths.content, self._built, self._outcome)
        self._deciding = threading.Lock()
        self.restarted = bool(again)
        self.watched = Watched(
            (
                Root(paths.content),
                Root(paths.config),
                Root(paths.templates),
                Root(self.library, (".py",)),
            )
        )
        self._code: tuple[Problem, ...] = ()

    def _own_templates(self) -> Path:
        """Give the folder that has the files of watch mode, whatever templates a site has."""
        given = self.paths.templates
        return given if (given / "watch").is_dir() else self.library.parent / "templates"

    def run(self, *, opened: bool = False) -> int:
        """Go on until interrupted."""
        signal.signal(signal.SIGTERM, _interrupt)
        serving = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )
        serving.start()
        if not self.restarted:
            self.say(f"Serving on {self.server.url} (Ctrl-C ends it)")
            self.say(f"Editor's desk: {self.server.url}desk/#token={self.token}")
        try:
            self.watched.start()
            self.build({})
            if opened and not self.restarted:
                webbrowser.open(f"{self.server.url}#token={self.token}")
            while (changed := self.watched.next()) is not None:
                self.build(changed)
        except KeyboardInterrupt:
            self.say("")
        finally:
            self.workshop.close()
            self.server.state.end()
            self.server.shutdown()
            self.watched.stop()
        return 0

    def build(self, changed: Mapping[Path, str]) -> None:
        """Build once and tell everybody how it went."""
        began = time.perf_counter()
        if any(self.library in path.parents for path in changed):
            self._take_up_code()
        state = self.server.state
        state.tell(busy=True)
        try:
            done = self.workshop.build()
        except Exception as error:
            problems = (*self._code, *problems_of(error, self.paths.templates, self.library))
            state.tell(
                problems=[p.plain() for p in problems],
                busy=False,
                attempts=state.now["attempts"] + 1,
            )
            self.say(f"\n{_count(problems)} The last site stays as it was.")
            for problem in problems:
                self.say(f"\n{problem}")
            return
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
        self.workshop.follow(self._checked, self._indexed)

    def _built(self) -> Built | None:
        return self.workshop.report.built if self.workshop.report else None

    def _desk(self, method: str, what: str, values: Mapping[str, Any]) -> Answer:
        status, body = self.desk.answer(method, what, values)
        data = json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace")
        return Answer(status, data, {"Content-Type": "application/json; charset=utf-8"})

    def _outcome(self, act: Callable[[], None]) -> Sequence[Mapping[str, Any]]:
        """Change a file, wait until a build has seen it, and give what is wrong then."""
        with self._deciding:
            state = self.server.state
            before = state.now
            act()
            wanted = before["attempts"] + (2 if before["busy"] else 1)
            event: dict[str, Any] | None = before
            while event is not None and (event["attempts"] < wanted or event["busy"]):
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

    def _take_up_code(self) -> None:
        """Start anew with changed code, if it can be loaded; keep what is wrong if it cannot."""
        try:
            for path in sorted(self.library.rglob("*.py")):
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            self._code = problems_of(error, self.paths.templates, self.library)
            return
        tried = subprocess.run(
            [sys.executable, "-c", "import edition.cli, edition.watch, edition.exports, edition.render, edition.page"],
            cwd=self.library.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if tried.returncode:
            last = tried.stderr.strip().splitlines()[-1:] or ["it cannot be loaded"]
            self._code = (Problem(f"the code cannot be loaded: {last[0]}", "edition",
                                  next_step="mend it; until then the code of before is used",
                                  trace=tried.stderr.replace(f"{self.library.parent}/", "")),)  # fmt: skip
            return
        self.say("The code changed: starting anew with it.")
        os.environ[_TOKEN] = self.token
        os.environ[_PORT] = str(self.server.server_address[1])
        self.workshop.close()
        self.server.state.end()
        self.server.shutdown()
        self.server.server_close()
        self.watched.stop()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _count(problems: tuple[Problem, ...]) -> str:
    return f"{len(problems)} error{'s' if len(problems) != 1 else ''}."


def _interrupt(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    raise KeyboardInterrupt
