"""Watch mode measured as an editor feels it: from the save to the bytes that the server hands out."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.measure import Peak, end, environment

_READY, _SEEN = 900.0, 300.0
"""Seconds until a server must answer first, and until a change must be seen."""


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def fetch(port: int, address: str) -> bytes:
    """Give what the server hands out, or nothing."""
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.read() if answer.status == 200 else b""
        finally:
            connection.close()
    return b""


class Save(NamedTuple):
    """A change that is saved time and again."""

    name: str
    address: str
    """Of the page that has to show it."""
    change: Callable[[int], bytes]
    """Saves the change of a number, and gives what it adds to the page."""


def append_to_page(path: Path, number: int) -> bytes:
    """Add a sentence at the end of a Markdown page's first paragraph; give its bytes."""
    text = path.read_text(encoding="utf-8")
    said = f"又记第{number}次改动{len(text)}。"
    at = text.index("\n", text.index("[p1]: #p1\n") + len("[p1]: #p1\n"))
    path.write_text(text[:at] + said + text[at:], encoding="utf-8", newline="")
    return said.encode()


def append_to_capture(path: Path, number: int) -> bytes:
    """Add a sentence to the first paragraphs of a capture; give its bytes."""
    text = path.read_text(encoding="utf-8")
    said = f"又记第{number}次改动{len(text)}。"
    path.write_text(text.replace("</p>", f"{said}</p>", 2), encoding="utf-8", newline="")
    return said.encode()


def saves_to_seen(
    command: Sequence[str], folder: Path, *, port: int, saves: Sequence[Save], rounds: int, pause: float = 1.0,
    ready: Callable[[int], bool] = lambda _: True,
) -> tuple[list[tuple[str, float]], float]:  # fmt: skip
    """Give the median of seconds from each save to its bytes, and the MiB at the peak.

    One process is watched through all of them, once it answers and is ``ready``; before the next save it is given ``pause`` seconds, and
    until it is ready again.
    """
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    watcher = Peak(process.pid)
    try:
        _wait(lambda: bool(fetch(port, saves[0].address)), _READY, process)
        _wait(lambda: ready(port), _READY, process)
        time.sleep(
            max(2.0, pause)
        )  # what a server does after its first answer is not what is measured
        found: list[tuple[str, float]] = []
        for save in saves:
            took = []
            for number in range(rounds):
                began = time.perf_counter()
                wanted = save.change(number)
                _wait(partial(_shows, port, save.address, wanted), _SEEN, process)
                took.append(time.perf_counter() - began)
                time.sleep(pause)
                _wait(partial(ready, port), _READY, process)
            found.append((save.name, median(took)))
        return found, watcher.end()
    finally:
        watcher.end()
        end(process)


def _shows(port: int, address: str, wanted: bytes) -> bool:
    return wanted in fetch(port, address)


def built(port: int) -> bool:
    """Wait until our watch mode has built, which serves the last site meanwhile."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_READY)
    try:
        connection.request("GET", "/.edition/events")
        answer = connection.getresponse()
        while line := answer.readline():
            if line.startswith(b"data: "):
                told = json.loads(line.removeprefix(b"data: "))
                if told["build"] and not told["busy"]:
                    return True
        return False
    finally:
        connection.close()


def _wait(seen: Callable[[], bool], longest: float, process: subprocess.Popen[bytes]) -> None:
    until = time.perf_counter() + longest
    while not seen():
        if process.poll() is not None or time.perf_counter() > until:
            raise RuntimeError("the server ended, or did not show what was saved")
        time.sleep(0.004)
