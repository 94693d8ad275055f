"""One Chromium and one built site for all browser tests of a run.

The site is the edition's own content, copied so that no test can change it, and built once
even when tests run in several processes. It is served under the policy that the published site has.
"""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from edition.model import Edition
from edition.render import render_site
from tests.factory import sample_config, sample_edition, sample_rules

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""As published, but for the upgrade of requests: the test server has no TLS."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


def _once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """Make a folder once for all processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / name
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "made").touch()
    return folder


def write_site(edition: Edition, folder: Path, base_url: str = "https://edition.example/") -> None:
    """Write all that the templates make of an edition."""
    outputs = render_site(
        edition, sample_config(base_url), rules=sample_rules(), templates=TEMPLATES
    )
    for output in outputs:
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.data)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of the edition's own content, made by the one command."""

    def make(folder: Path) -> None:
        shutil.copytree(ROOT / "content", folder / "content")
        command = [sys.executable, str(ROOT / "build.py"), "--content", str(folder / "content"),
                   "--site", str(folder / "site"), "--config", str(ROOT / "edition.toml")]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return _once(tmp_path_factory, "built", make) / "site"


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of the small hand-made edition, which has every kind of everything."""
    return _once(tmp_path_factory, "sample", lambda folder: write_site(sample_edition(), folder))


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return None

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Keep quiet when a browser closes a connection early."""


def serve(folder: Path) -> tuple[_Server, str]:
    """Serve a folder on a free port; give the server and its address."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="session")
def built_address(built_site: Path) -> Iterator[str]:
    """Address of the edition's own site."""
    server, address = serve(built_site)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def sample_address(sample_site: Path) -> Iterator[str]:
    """Address of the sample's site."""
    server, address = serve(sample_site)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages as a reader with a given window and settings; any error in the page fails."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(address: str, *, width: int = 1440, height: int = 900, **settings: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(8_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text)
                if message.type == "error" and "404" not in message.text
                else None
            ),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems
