"""A site to search in a real browser: made in a folder, served under the strict policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from edition.exports.catalog import make_catalog
from edition.model import Edition
from edition.render import Site
from edition.render.context import Context
from edition.search import index_site
from tests.factory import sample_config, sample_rules

TEMPLATES = Path(__file__).parent.parent.parent / "templates"

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""The policy that the published site has (but for upgrade-insecure-requests: the test server has no TLS)."""


def make_site(
    edition: Edition, folder: Path, *, shown: int = 10, shard_limit: int | None = None
) -> dict[str, Any]:
    """Write the search, its page and the first documents; give the catalogue."""
    config = sample_config("https://edition.example/sub/")
    site = Site(Context(edition, config, sample_rules()), TEMPLATES)
    for output in (
        *site.lists(("search", "home")),
        *site.documents(edition.documents[:shown]),
        *site.files(),
    ):
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.data)
    index_site(edition, config, folder, shard_limit=shard_limit)
    catalog: dict[str, Any] = json.loads(json.dumps(make_catalog(edition, config)))
    return catalog


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; give its address with a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


class Searcher:
    """A search page in a browser."""

    def __init__(self, page: Page, base: str, language: str = "") -> None:
        self.page = page
        self.address = f"{base}{language}search/"
        self.troubles: list[str] = []
        page.on(
            "console",
            lambda message: self.troubles.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, asked: str = "") -> None:
        """Go to the page with what stands behind the question mark."""
        self.page.goto(self.address + (f"?{asked}" if asked else ""))
        self.done()

    def done(self) -> None:
        """Wait until the list is final."""
        self.page.wait_for_selector(".results[data-state=done]", state="attached", timeout=20_000)

    def ask(self, query: str) -> list[str]:
        """Type a query; give the documents in their order."""
        self.page.evaluate("document.querySelector('.results').dataset.state = 'asked'")
        self.page.fill("#q", query)
        self.page.press("#q", "Enter")
        self.done()
        return self.documents()

    def documents(self) -> list[str]:
        """Give the documents in the list, shown or not."""
        found: list[str] = self.page.eval_on_selector_all(
            ".results [data-document]", "all => all.map(one => one.dataset.document)"
        )
        return found

    def places(self) -> dict[str, list[str]]:
        """Give for each document that is shown the paragraphs of its places in the edited text."""
        found: dict[str, list[str]] = self.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.results [data-document]:not([hidden])')].map(one =>
                [one.dataset.document, [...one.querySelectorAll('[data-paragraph]:not(.capture)')].map(p => p.dataset.paragraph)]))"""
        )
        return found

    def status(self) -> str:
        """Give what is announced."""
        return self.page.inner_text(".search .status")
