"""Watch mode in a process of its own: started, listened to, and ended as a terminal would end it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60.0
"""Seconds: the machine may have much else to do. Nothing waits so long that goes well."""


@dataclass
class Watching:
    """The command at work, and what it printed."""

    process: subprocess.Popen[str]
    folder: Path
    lines: list[str] = field(default_factory=list)
    _silent: bool = False
    _told: threading.Condition = field(default_factory=threading.Condition)
    _listening: threading.Thread = field(init=False)

    @classmethod
    def start(cls, *arguments: str, folder: Path) -> Watching:
        """Start Python with these arguments in a folder."""
        found = cls(
            subprocess.Popen(
                [sys.executable, "-u", *arguments],
                cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            ),
            folder,
        )  # fmt: skip
        found._listening = threading.Thread(target=found._listen, daemon=True)
        found._listening.start()
        return found

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._told:
                self.lines.append(line)
                self._told.notify_all()
        with self._told:
            self._silent = True
            self._told.notify_all()

    def wait_for(self, words: str, *, since: int = 0) -> str:
        """Give the first line that has these words."""

        def found() -> bool:
            return self._silent or any(words in line for line in self.lines[since:])

        with self._told:
            self._told.wait_for(found, PATIENCE)
        line = next((line for line in self.lines[since:] if words in line), "")
        assert line, f"nothing said {words!r}:\n{''.join(self.lines[since:])}"
        return line

    @property
    def url(self) -> str:
        found = re.search(r"http://\S+/", self.wait_for("Serving on"))
        assert found
        return found[0]

    @property
    def token(self) -> str:
        return self.wait_for("#token=").split("#token=")[1].strip()

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal, wait for the end that must follow, and give the exit code."""
        self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self) -> None:
        """Leave nothing behind, whatever went wrong."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._listening.join(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
