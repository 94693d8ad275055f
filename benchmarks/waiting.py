"""Watch mode measured as an editor feels it: from the save to the bytes that the server hands out."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

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


def saved_to_seen(
    command: Sequence[str], folder: Path, *, port: int, address: str, change: Callable[[int], bytes], rounds: int
) -> tuple[float, float]:  # fmt: skip
    """Give the median of seconds from a save to its bytes, and the MiB at the peak.

    ``change(n)`` saves a change and gives what it adds to the page.
    """
    process = subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    watcher = Peak(process.pid)
    try:
        _wait(lambda: bool(fetch(port, address)), _READY, process)
        time.sleep(2)  # what a server does after its first answer is not what is measured
        took = []
        for number in range(rounds):
            began = time.perf_counter()
            wanted = change(number)
            _wait(lambda wanted=wanted: wanted in fetch(port, address), _SEEN, process)  # type: ignore[misc]
            took.append(time.perf_counter() - began)
            time.sleep(1)
        return median(took), watcher.end()
    finally:
        watcher.end()
        end(process)


def _wait(seen: Callable[[], bool], longest: float, process: subprocess.Popen[bytes]) -> None:
    until = time.perf_counter() + longest
    while not seen():
        if process.poll() is not None or time.perf_counter() > until:
            raise RuntimeError("the server ended, or did not show what was saved")
        time.sleep(0.004)
