"""Serves the site on the loopback as its host would, and tells open pages what happens.

Only the loopback is bound, and only requests that name it are answered, so that no page of
another site reaches this one by a name of its own (DNS rebinding). What watch mode adds lives
below ``/.edition/`` and ``/desk/`` and comes from ``templates/watch`` and ``templates/desk``; a built
site has neither.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from edition.errors import EditionError
from edition.watch.hosting import ALWAYS, POLICY, Hosting, content_type, read_hosting

HOST = "127.0.0.1"
OWN = "/.edition/"
"""Where the files of watch mode itself are."""

_STYLES = re.compile(rb'<link rel="stylesheet"[^>]*>')
_LONGEST_REQUEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent for one request."""

    status: int
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Desk = Callable[[str, str, Mapping[str, Any]], Answer]
"""Answers a request to the editor's desk: method, what is asked for, the values sent."""


class State:
    """What open pages are told: the number of the last build, and what is wrong now.

    ``ahead`` counts how often pages came, or went, that are handed out before they are built.
    """

    def __init__(self) -> None:
        """Begin before the first build."""
        self._told = threading.Condition()
        self._event: dict[str, Any] = {
            "build": 0,
            "attempts": 0,
            "problems": [],
            "busy": True,
            "search": 0,
            "ahead": 0,
        }
        self.ended = False

    def tell(self, **news: Any) -> None:
        """Change some of it and wake whoever listens."""
        with self._told:
            self._event = {**self._event, **news}
            self._told.notify_all()

    def end(self) -> None:
        """Send everybody away, since the server ends."""
        with self._told:
            self.ended = True
            self._told.notify_all()

    @property
    def now(self) -> dict[str, Any]:
        """Give the state as it is."""
        return self._event

    def after(self, event: Mapping[str, Any] | None, timeout: float) -> dict[str, Any] | None:
        """Give a state other than ``event``; None when nothing was told in time."""
        with self._told:
            self._told.wait_for(lambda: self._event is not event or self.ended, timeout)
            return None if self._event is event or self.ended else self._event


class Server(ThreadingHTTPServer):
    """The server of one watched site."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self,
        site: Path,
        own: Path,
        *,
        port: int,
        base_path: str,
        token: str,
        desk: Desk | None = None,
        listening: socket.socket | None = None,
    ) -> None:
        """Bind the first free port from ``port`` on, or any free one; or go on with a socket that listens."""
        self.site, self.own, self.base_path, self.token = site, own, base_path, token
        self.desk = desk
        self.ahead: Mapping[str, bytes] = {}
        """Pages that are handed out in the place of those of the site, until it is built."""
        self.state = State()
        self._hosting: tuple[tuple[tuple[int, ...], ...], Hosting] = ((), Hosting())
        super().__init__((HOST, port), Handler, bind_and_activate=False)
        if listening is None:
            self._bind(port)
        else:
            self.socket.close()
            self.socket = listening
        self.server_address = self.socket.getsockname()
        at = self.server_address[1]
        self.names = frozenset(f"{name}:{at}" for name in (HOST, "localhost"))
        self.url = f"http://{HOST}:{at}{base_path}"

    def _bind(self, port: int) -> None:
        """Take the first port that is free; no name is looked up, which may take its time."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for wanted in (*range(port, min(port + 50, 65536)), 0) if port else (0,):
            try:
                self.socket.bind((HOST, wanted))
                self.socket.listen(self.request_queue_size)
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise
            else:
                return
        raise EditionError("no port is free", "", "name another with --port N")

    def hosting(self) -> Hosting:
        """Give the rules of the site as it stands, read again when they changed."""
        files = [self.site / "_headers", self.site / "_redirects"]
        stamp = tuple(_stamp(path) for path in files)
        if stamp != self._hosting[0]:
            texts = [path.read_text(encoding="utf-8") if path.is_file() else "" for path in files]
            self._hosting = (stamp, read_hosting(*texts))
        return self._hosting[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that go away in mid-answer."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_ctime_ns, found.st_size


def _leads_out(name: str) -> bool:
    r"""Say whether a name below a folder may name something elsewhere.

    >>> [_leads_out(name) for name in ("client.js", "../a", "a/../../b", "/etc/passwd", "a\0")]
    [False, True, True, True, True]
    """
    return ".." in Path(name).parts or name.startswith("/") or "\0" in name


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def with_watch(page: bytes) -> bytes:
    """Add the script of watch mode to a page, with the hashes by which it knows what changed.

    >>> with_watch(b"<head><title>a</title></head>").startswith(b"<head><script ")
    True
    """
    styles = b"".join(_STYLES.findall(page))
    rest = hashlib.sha256(_STYLES.sub(b"", page)).hexdigest()[:16]
    looks = hashlib.sha256(styles).hexdigest()[:16]
    tag = f'<script src="{OWN}client.js" type="module" data-page="{rest}" data-styles="{looks}"></script>'
    head, found, tail = page.partition(b"<head>")
    return head + found + tag.encode() + tail if found else tag.encode() + page


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "edition"
    sys_version = ""
    timeout = 60

    def log_message(self, *told: Any) -> None:
        """Keep the terminal for what the editor wants to read."""

    def do_GET(self) -> None:
        """Answer with a page, a file, the news, or the desk."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self._answer(body=False)

    def do_POST(self) -> None:
        """Hand a decision to the desk."""
        refused = self._refused(writing=True)
        if refused is not None:
            self.close_connection = True
            self._send(refused)
            return
        given = self.headers.get("Content-Length", "")
        length = int(given) if given.isascii() and given.isdigit() else 0
        if not 0 < length <= _LONGEST_REQUEST or "json" not in self.headers.get("Content-Type", ""):
            self.close_connection = True
            self._send(Answer(400, b"JSON is wanted"))
            return
        try:
            values = json.loads(self.rfile.read(length))
        except ValueError:
            values = None
        path = urlsplit(self.path).path
        if (
            not isinstance(values, dict)
            or not path.startswith("/desk/")
            or self.server.desk is None
        ):
            self._send(Answer(404, b"no such place"))
            return
        self._send(self.server.desk("POST", path.removeprefix("/desk/"), values))

    def _refused(self, *, writing: bool) -> Answer | None:
        """Refuse a request that did not come from this site's own pages on this machine."""
        if self.headers.get("Host", "") not in self.server.names:
            return Answer(421, b"this server answers on the loopback only")
        if not writing:
            return None
        origin = self.headers.get("Origin", "")
        if origin.removeprefix("http://") not in self.server.names or "://" not in origin:
            return Answer(403, b"only this site's own pages may ask for that")
        if self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return Answer(403, b"only this site's own pages may ask for that")
        return self._without_token()

    def _without_token(self) -> Answer | None:
        given = self.headers.get("X-Edition-Token", "")
        if hmac.compare_digest(given.encode(), self.server.token.encode()):
            return None
        return Answer(
            403, b"the token of this run is missing: open the desk by the address in the terminal"
        )

    def _answer(self, *, body: bool) -> None:
        refused = self._refused(writing=False)
        if refused is not None:
            self._send(refused, body=body)
            return
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if path == f"{OWN}events" and body:
            self._news()
        elif path.startswith(OWN):
            self._send(self._own(path.removeprefix(OWN), "watch"), body=body)
        elif path.startswith("/desk/") and path.endswith(".json"):
            answer = self._without_token()
            if answer is None and self.server.desk is not None:
                answer = self.server.desk(
                    "GET", path.removeprefix("/desk/"), {"query": parts.query}
                )
            self._send(answer or Answer(404), body=body)
        elif path == "/desk":
            self._send(Answer(308, headers={"Location": "/desk/"}), body=body)
        elif path.startswith("/desk/"):
            self._send(self._own(path.removeprefix("/desk/") or "index.html", "desk"), body=body)
        else:
            self._send(self._page(path, parts.query), body=body)

    def _own(self, name: str, folder: str) -> Answer:
        data = None if _leads_out(name) else _read(self.server.own / folder / name)
        if data is None:
            return Answer(404, b"no such file")
        if name.endswith(".html"):
            data = with_watch(data)
        return Answer(
            200, data, {"Content-Type": content_type(name), "Content-Security-Policy": POLICY}
        )

    def _page(self, path: str, query: str) -> Answer:
        base = self.server.base_path
        if not path.startswith(base):
            if path == "/" or path + "/" == base:
                return Answer(302, headers={"Location": base})
            return self._missing()
        hosting = self.server.hosting()
        target = hosting.target(path)
        status = 200
        if target is not None:
            path, status = target
            if status != 410:
                page, mark, place = path.partition("#")
                asked = f"?{query}" if query else ""
                return Answer(status, headers={"Location": f"{page}{asked}{mark}{place}"})
        data, name = self._read(path.removeprefix(base))
        if data is None:
            folder, _ = self._read(path.removeprefix(base) + "/index.html")
            if folder is not None:
                return Answer(
                    301, headers={"Location": quote(path) + "/" + (f"?{query}" if query else "")}
                )
            return self._missing()
        headers = {"Content-Type": content_type(name), **hosting.headers(path)}
        if name.endswith(".html"):
            headers.setdefault("Content-Security-Policy", POLICY)
            data = with_watch(data)
        return Answer(status, data, headers)

    def _missing(self) -> Answer:
        data, _ = self._read("404.html")
        if data is None:  # every site has such a page: this one is yet to be built
            return replace(self._own("waiting.html", "watch"), status=503)
        return Answer(404, with_watch(data), {"Content-Type": content_type("404.html"),
                                              "Content-Security-Policy": POLICY})  # fmt: skip

    def _read(self, name: str) -> tuple[bytes | None, str]:
        """Read a file of the site; while a new site takes the old one's place, wait a moment."""
        if not name or name.endswith("/"):
            name += "index.html"
        if _leads_out(name):
            return None, name
        if (ahead := self.server.ahead.get(name)) is not None:
            return ahead, name
        for _ in range(40):
            data = _read(self.server.site / name)
            if data is not None or self.server.site.is_dir() or not self.server.state.now["build"]:
                return data, name
            time.sleep(0.005)
        return None, name

    def _send(self, answer: Answer, *, body: bool = True) -> None:
        self.send_response(answer.status)
        headers = {**ALWAYS, "Content-Type": "text/plain; charset=utf-8", **answer.headers}
        headers["Cache-Control"] = "no-store"
        headers["Content-Length"] = str(len(answer.data))
        for name, value in headers.items():
            if name != "Strict-Transport-Security":
                self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(answer.data)

    def _news(self) -> None:
        """Stream what happens, as server-sent events."""
        self.close_connection = True
        self.send_response(200)
        for name, value in {
            **ALWAYS,
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
        }.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(
            b"retry: 300\n\n"
        )  # milliseconds until a page asks again, as when the code changed
        state = self.server.state
        event: dict[str, Any] | None = None
        while True:
            news = state.after(event, 15.0)
            if state.ended:
                break
            if news is None:
                self.wfile.write(b": still here\n\n")
            else:
                event = news
                told = json.dumps(news, ensure_ascii=False)
                self.wfile.write(f"data: {told}\n\n".encode())
            self.wfile.flush()
