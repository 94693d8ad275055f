"""The edition's own code while it is watched: changed code is tried first, then the command begins anew with it.

Modules are not reloaded in place: half-reloaded code gives bytes that no clean build gives.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from edition.watch.problems import Problem, problems_of

_Loaded = TypeVar("_Loaded")

_TOKEN, _SOCKET = "EDITION_WATCH_TOKEN", "EDITION_WATCH_SOCKET"
"""How a run that begins anew keeps its token, and the socket on which it serves."""

_ALL = "import edition.cli, edition.watch.loop, edition.exports, edition.render, edition.page, edition.search"


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What a run has from the one before it with older code; nothing, if it is the first."""

    token: str = ""
    listening: socket.socket | None = None

    @classmethod
    def take(cls) -> Inheritance:
        """Take it out of the environment, so that nobody else finds it there."""
        token, number = os.environ.pop(_TOKEN, ""), os.environ.pop(_SOCKET, "")
        return cls(token, socket.socket(fileno=int(number)) if number else None)


def begins_anew() -> bool:
    """Say whether this process goes on where one with older code has left off."""
    return _SOCKET in os.environ


def try_code(library: Path, templates: Path) -> tuple[Problem, ...]:
    """Say why the code as it stands now cannot be used; nothing if it can."""
    try:
        for path in sorted(library.rglob("*.py")):
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return problems_of(error, templates, library)
    except OSError as error:
        return (Problem(f"the code cannot be read ({error.strerror})", "edition",
                        next_step="put it back"),)  # fmt: skip
    tried = subprocess.run(
        [sys.executable, "-c", _ALL],
        cwd=library.parent, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not tried.returncode:
        return ()
    last = tried.stderr.strip().splitlines()[-1:] or ["it cannot be loaded"]
    trace = tried.stderr.replace(f"{library.parent}/", "")
    return (Problem(f"the code cannot be loaded: {last[0]}", "edition", trace=trace,
                    next_step="mend it; until then the code of before is used"),)  # fmt: skip


def begin_anew(token: str, listening: socket.socket) -> NoReturn:
    """Put the same command, with the code as it stands now, in the place of this process.

    The listening socket is handed on: who asks for a page meanwhile waits for it, and nobody else
    can take the port. Everything else is closed, even what libraries have left open for heirs.
    """
    for number in (int(one.name) for one in Path("/dev/fd").iterdir()):
        if number > 2:
            try:
                os.set_inheritable(number, number == listening.fileno())
            except OSError:  # the list itself, by now closed
                continue
    os.environ[_TOKEN], os.environ[_SOCKET] = token, str(listening.fileno())
    _execute()


def loaded(load: Callable[[], _Loaded]) -> _Loaded:
    """Load the code; a run that begins anew waits until it can be loaded.

    Between the trial and the new beginning it may have been broken, as when a branch is switched. Who
    asks for a page waits as well.
    """
    seen = _looks()
    try:
        return load()
    except Exception:
        if not begins_anew():
            raise
        traceback.print_exc()
        print("The code cannot be loaded any more: waiting until it changes.", flush=True)
    while _looks() == seen:
        time.sleep(0.1)
    return _execute()


def _looks() -> list[tuple[str, int, int, int]]:
    """Give how the code stands, without reading it."""
    found = []
    for path in sorted(Path(__file__).resolve().parent.parent.rglob("*.py")):
        try:
            state = path.stat()
        except OSError:
            continue
        found.append((str(path), state.st_ino, state.st_size, state.st_ctime_ns))
    return found


def _execute() -> NoReturn:
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
