"""Build the edition: ``python build.py``, or ``python build.py --help`` for all it can do.

This file only finds the right Python. When ``make site`` has set up ``.venv``, it goes on
there, whichever Python it was started with, so that one set of locked libraries builds the
edition everywhere; without ``.venv`` it uses the libraries that are there, and says what to do
when one is missing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"


def enter_environment() -> None:
    """Go on in ``.venv``, if it exists and this is not it."""
    windows = os.name == "nt"
    python = ENVIRONMENT / ("Scripts/python.exe" if windows else "bin/python")
    if not python.exists() or Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    command = [str(python), *sys.argv]
    if windows:  # execv does not keep the console there
        import subprocess

        raise SystemExit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def main() -> int:
    """Build the edition and give the exit code, or say kindly what is not set up."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is run by whatever Python is at hand)
        return refuse("needs Python 3.11 or later; this is {}.{}".format(*sys.version_info))
    sys.path.insert(0, str(HERE))
    try:
        from edition.cli import main as build

        return build()
    except ModuleNotFoundError as missing:
        library = (missing.name or "edition").split(".")[0]
        if library == "edition":
            raise  # ours, so a bug, which keeps its traceback
        return refuse(f"is not set up here: the library {library} is missing")


def refuse(reason: str) -> int:
    """Tell why nothing was built and what to do, and give the exit code for wrong usage."""
    print(f"The edition {reason}.\nRun `make site`: it sets up .venv and builds.", file=sys.stderr)
    return 2


def leave(code: int) -> None:
    """End this process at once: to take a million values apart, one by one, takes a second and is of no use."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:  # nobody reads any more
            code = code or 1
    os._exit(code)


if __name__ == "__main__":
    enter_environment()
    if "--watch" in sys.argv:  # it has threads, which are waited for
        raise SystemExit(main())
    leave(main())
