"""The search side by side with Pagefind as it comes: exactness, size, wire, time, memory.

``python -m benchmarks.search [PAGES …]`` makes one generated collection for each number of pages,
indexes it twice (ours; ``pagefind-bin-extended`` over plain pages), asks the same queries in a real
browser under the strict policy, and prints both beside each other. Recall and precision are taken
against plain comparison of the texts. Bytes are those of response bodies, text compressed by gzip
as a static host does; each size starts from a cold cache.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from pagefind_bin_extended import get_executable as stock_binary
from playwright.sync_api import BrowserContext

from edition.search import index_site
from edition.search.contents import SIGNATURE
from tests.browser.search_site import POLICY, Searcher, browser, make_site
from tests.factory import sample_config
from tests.search_collection import generated_edition
from tests.search_queries import Query, Texts, literal_queries, scores

PER_KIND = 4
COLD = 12
"""Queries asked from a cold cache."""
LIMIT = 400_000
"""Bytes that a first answer may take."""
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


# -- Building, each in a process of its own ------------------------------------------------------


def build(which: str, pages: int, folder: Path, limit: int) -> dict[str, Any]:
    """Index a collection; give the processor seconds, the largest memory and the size."""
    edition = generated_edition(pages)
    bundle = folder / "pagefind"
    if which == "stock":
        _plain_pages(edition, folder)
    before, began = _used(), time.monotonic()
    if which == "ours":
        index_site(edition, sample_config(), folder, shard_limit=limit)
    else:
        subprocess.run([stock_binary(), "--site", folder, "--silent"], check=True)
    seconds, cpu = time.monotonic() - began, _used() - before
    files = [p for p in bundle.rglob("*") if p.is_file()]
    if which == "ours":  # the pages around it, which are no part of the measurement
        catalog = make_site(edition, folder, shown=0, shard_limit=limit)
        (folder / "texts.json").write_text(json.dumps(catalog["documents"], ensure_ascii=False))
    else:
        (folder / "index.html").write_text(_STOCK_PAGE)
        (folder / "stock.js").write_text(_STOCK_SCRIPT)
    return {
        "seconds": seconds,
        "cpu": cpu,
        "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "size": sum(p.stat().st_size for p in files) / 1e6,
        "files": len(files),
    }


def _used() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _plain_pages(edition: Any, folder: Path) -> None:
    for document in edition.documents:
        page = folder / "d" / document.id / "index.html"
        page.parent.mkdir(parents=True)
        paragraphs = "".join(
            f'<p id="{b.anchor}">{html.escape(b.text)}</p>' for b in document.paragraphs
        )
        deck = f"<p>{html.escape(document.value('deck'))}</p>" if document.value("deck") else ""
        page.write_text(
            f'<!doctype html><html lang="zh-Hans"><title>{html.escape(document.title)}</title>'
            f"<body data-pagefind-body><h1>{html.escape(document.title)}</h1>{deck}{paragraphs}</body></html>"
        )


_STOCK_PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>stock</title>
<link rel="stylesheet" href="/pagefind/pagefind-ui.css"><div id="search"></div>
<script src="/pagefind/pagefind-ui.js"></script><script src="/stock.js"></script></html>"""
_STOCK_SCRIPT = """const ui = new PagefindUI({ element: "#search", showSubResults: true, showImages: false });
const asked = new URLSearchParams(location.search).get("q"); if (asked) ui.triggerSearch(asked);"""


def rebuild(pages: int, parts: int, folder: Path) -> dict[str, float]:
    """Index in ``parts`` parts, then change one document; give what each took."""
    edition = generated_edition(pages)
    limit = -(-pages // parts)
    found: dict[str, float] = {}
    for which in ("whole", "one part"):
        before, began = _used(), time.monotonic()
        report = index_site(edition, sample_config(), folder, shard_limit=limit)
        found |= {
            f"{which}: CPU s": _used() - before,
            f"{which}: s": time.monotonic() - began,
            f"{which}: documents": report.indexed,
            f"{which}: files written": report.changed,
        }
        found["parts"] = report.shards
        first = edition.documents[0]
        claims = tuple(replace(c, value="改题") if c.field == "title" else c for c in first.claims)
        edition = replace(
            edition, documents=(replace(first, claims=claims), *edition.documents[1:])
        )
    return found


# -- Serving, counting bytes --------------------------------------------------------------------


class Counter:
    """What a host sent: bytes of response bodies as they cross the wire."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Count anew."""
        self.files: list[tuple[str, int]] = []

    @property
    def sent(self) -> int:
        """Give the bytes."""
        return sum(size for _, size in self.files)

    def kinds(self) -> dict[str, int]:
        """Give the bytes by what they are for."""
        found = dict.fromkeys(KINDS, 0)
        for path, size in self.files:
            found[next(kind for kind, form in KINDS.items() if re.search(form, path))] += size
        return found


KINDS = {
    "program": r"wasm|pagefind\.js",
    "index": r"pf_index|\.signs\.",
    "texts": r"pf_fragment",
    "catalogue": r"/pagefind/edition/",
    "page": "",
}
"""Kinds of files by their address, in the order in which they are tried."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, counter: Counter, *rest: Any) -> None:
        self.folder, self.counter = folder, counter
        super().__init__(*rest)

    def do_GET(self) -> None:
        path = self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data, packed = _body(path, path.stat().st_mtime_ns)
        self.counter.files.append((path.as_posix(), len(data)))
        self.send_response(200)
        self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header(
            "Content-Security-Policy",
            POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
        )
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@lru_cache(maxsize=4096)
def _body(path: Path, _changed: int) -> tuple[bytes, bool]:
    data = path.read_bytes()
    return (gzip.compress(data, 6), True) if path.suffix in TYPES else (data, False)


@contextmanager
def counted(folder: Path) -> Iterator[tuple[str, Counter]]:
    """Serve a folder; give its address and what was sent."""
    counter = Counter()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, folder, counter))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", counter
    finally:
        server.shutdown()
        server.server_close()


# -- Asking -------------------------------------------------------------------------------------


def ask_ours(folder: Path, queries: Sequence[Query], cold: int) -> dict[str, Any]:
    """Ask all queries on our page."""
    kinds: list[dict[str, int]] = []
    firsts: list[tuple[float, int]] = []
    nexts: list[tuple[float, int]] = []
    found: list[tuple[Query, set[str]]] = []
    with counted(folder) as (base, counter), browser() as chromium:
        for query in sample(queries, cold):
            context = chromium.new_context()
            searcher = Searcher(context.new_page(), base)
            counter.begin()
            began = time.monotonic()
            searcher.open(f"q={quote(query.text)}")
            firsts.append((time.monotonic() - began, counter.sent))
            kinds.append(counter.kinds())
            context.close()
        typed = [
            _typed(chromium.new_context(), base, query.text, counter)
            for query in sample(queries, cold)
        ]
        searcher = Searcher(chromium.new_page(), base)
        searcher.open()
        for query in queries:
            counter.begin()
            began = time.monotonic()
            documents = searcher.ask(query.text)
            nexts.append((time.monotonic() - began, counter.sent))
            found.append((query, set(documents)))
    parts = {name: statistics.median(one[name] for one in kinds) / 1000 for name in KINDS}
    boxed = {
        "typed_kb": statistics.median(typed) / 1000,
        "typed_kb_max": max(typed) / 1000,
        "typed_over": sum(size > LIMIT for size in typed),
    }
    return {**_summary(found, firsts, nexts), **boxed, "parts": parts}


def sample(queries: Sequence[Query], cold: int) -> Sequence[Query]:
    """Give the queries that are asked from a cold cache: about ``cold`` of all kinds."""
    return queries[:: max(1, len(queries) // cold)]


def _typed(context: BrowserContext, base: str, query: str, counter: Counter) -> int:
    """Type a query in the box of another page and press enter; give all bytes to the first answer."""
    page = context.new_page()
    searcher = Searcher(page, base)
    counter.begin()
    page.goto(base)
    box = page.locator("form[role=search] input:visible").first
    box.press_sequentially(query, delay=20)
    page.wait_for_load_state("networkidle")
    box.press("Enter")
    page.wait_for_url("**/search/**")
    searcher.done()
    context.close()
    return counter.sent


def ask_stock(folder: Path, queries: Sequence[Query], cold: int) -> dict[str, Any]:
    """Ask all queries of Pagefind as it comes: its interface for the first, its search for the rest."""
    ids = {
        p.stem: json.loads(gzip.decompress(p.read_bytes()).removeprefix(SIGNATURE))["url"].split(
            "/"
        )[2]
        for p in (folder / "pagefind/fragment").iterdir()
    }
    firsts: list[tuple[float, int]] = []
    nexts: list[tuple[float, int]] = []
    found: list[tuple[Query, set[str]]] = []
    with counted(folder) as (base, counter), browser() as chromium:
        for query in sample(queries, cold):
            context = chromium.new_context()
            page = context.new_page()
            counter.begin()
            began = time.monotonic()
            page.goto(f"{base}?q={quote(query.text)}")
            message = page.locator(".pagefind-ui__message").filter(has_text=re.compile(r"\S"))
            message = message.filter(has_not_text=re.compile("正在|搜索中|Searching"))
            message.wait_for(timeout=60_000)
            if re.search("[1-9]", message.inner_text().replace(query.text, "")):
                page.locator(".pagefind-ui__result-link").first.wait_for(timeout=60_000)
            firsts.append((time.monotonic() - began, counter.sent))
            context.close()
        page = chromium.new_page()
        page.goto(base)
        for query in queries:
            counter.begin()
            began = time.monotonic()
            names = page.evaluate(
                """async query => {
                    const pagefind = await import('/pagefind/pagefind.js');
                    const { results } = await pagefind.search(query);
                    await Promise.all(results.slice(0, 5).map(result => result.data()));
                    return results.map(result => result.id);
                }""",
                query.text,
            )
            nexts.append((time.monotonic() - began, counter.sent))
            found.append((query, {ids[name] for name in names}))
    return _summary(found, firsts, nexts)


def _summary(
    found: Sequence[tuple[Query, set[str]]],
    firsts: Sequence[tuple[float, int]],
    nexts: Sequence[tuple[float, int]],
) -> dict[str, Any]:
    pairs = [scores(documents, query.expected) for query, documents in found]
    return {
        "recall": statistics.mean(recall for recall, _ in pairs),
        "precision": statistics.mean(precision for _, precision in pairs),
        "wrong": sum(pair != (1.0, 1.0) for pair in pairs),
        "queries": len(pairs),
        "first_s": statistics.median(seconds for seconds, _ in firsts),
        "first_s_max": max(seconds for seconds, _ in firsts),
        "first_kb": statistics.median(size for _, size in firsts) / 1000,
        "first_kb_max": max(size for _, size in firsts) / 1000,
        "first_over": sum(size > LIMIT for _, size in firsts),
        "firsts": len(firsts),
        "next_s": statistics.median(seconds for seconds, _ in nexts),
        "next_s_max": max(seconds for seconds, _ in nexts),
        "next_kb": statistics.median(size for _, size in nexts) / 1000,
        "next_kb_max": max(size for _, size in nexts) / 1000,
    }


# -- Telling ------------------------------------------------------------------------------------

ROWS = (
    ("recall", "recall", "{:.3f}"), ("precision", "precision", "{:.3f}"), ("queries not exact", "wrong", "{:.0f}"),
    ("bundle (MB)", "size", "{:.1f}"), ("files", "files", "{:.0f}"), ("build (s)", "seconds", "{:.1f}"),
    ("build (CPU s)", "cpu", "{:.1f}"), ("build memory (MiB)", "memory", "{:.0f}"),
    ("first answer, cold (s, median)", "first_s", "{:.2f}"), ("first answer, cold (s, most)", "first_s_max", "{:.2f}"),
    ("first answer (kB, median)", "first_kb", "{:.0f}"), ("first answer (kB, most)", "first_kb_max", "{:.0f}"),
    ("first answers above 400 kB", "first_over", "{:.0f}"), ("first answers asked", "firsts", "{:.0f}"),
    ("typed in a box, first answer (kB, median)", "typed_kb", "{:.0f}"), ("typed in a box, first answer (kB, most)", "typed_kb_max", "{:.0f}"),
    ("typed in a box, above 400 kB", "typed_over", "{:.0f}"),
    ("next answers (s, median)", "next_s", "{:.2f}"), ("next answers (s, most)", "next_s_max", "{:.2f}"),
    ("next answers (kB, median)", "next_kb", "{:.0f}"), ("next answers (kB, most)", "next_kb_max", "{:.0f}"),
)  # fmt: skip


def table(pages: int, results: Mapping[str, Mapping[str, Any]]) -> str:
    """Write what was measured as a Markdown table."""
    queries = next(iter(results.values()))["queries"]
    lines = [
        f"| {pages:,} pages, {queries} queries | {' | '.join(results)} |",
        "|---" * (len(results) + 1) + "|",
    ]
    lines += [
        f"| {label} | {' | '.join(form.format(r[key]) if key in r else '' for r in results.values())} |"
        for label, key, form in ROWS
    ]
    for which, result in results.items():
        if parts := result.get("parts"):
            told = ", ".join(f"{name} {size:.1f}" for name, size in parts.items())
            lines += ["", f"First answer of {which} by kind (kB, medians): {told}."]
    return "\n".join(lines)


def run(pages: int, limit: int, which_ones: Sequence[str], cold: int) -> dict[str, dict[str, Any]]:
    """Measure ours, or both, at one size."""
    results: dict[str, dict[str, Any]] = {}
    queries: tuple[Query, ...] = ()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-search-"))
    try:
        for which in which_ones:
            (folder / which).mkdir()
            command = [
                sys.executable,
                "-m",
                "benchmarks.search",
                "--build",
                which,
                str(folder / which),
                str(pages),
                "--limit",
                str(limit),
            ]
            built = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
            if which == "ours":
                texts = Texts({"documents": json.loads((folder / "ours/texts.json").read_text())})
                queries = tuple(literal_queries(texts, each=PER_KIND))
            ask = ask_ours if which == "ours" else ask_stock
            results[which] = {**built, **ask(folder / which, queries, cold)}
    finally:
        shutil.rmtree(folder)
    return results


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="benchmarks search",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="*", type=int)
    parser.add_argument("--limit", type=int, default=6_000, help="documents of one index")
    parser.add_argument(
        "--rebuild",
        type=int,
        metavar="PARTS",
        help="what a change costs in an index of PARTS parts",
    )
    parser.add_argument("--ours", action="store_true", help="leave out Pagefind as it comes")
    parser.add_argument("--all", action="store_true", help="ask every query from a cold cache")
    parser.add_argument("--folder", type=Path, help="measure answers of what --build made there")
    parser.add_argument("--build", nargs=2, metavar=("WHICH", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    sizes = options.pages or [1_000, 5_000, 10_000]
    if options.build:
        which, folder = options.build
        print(json.dumps(build(which, sizes[0], Path(folder), options.limit)))
        return 0
    if options.rebuild:
        for pages in sizes:
            with tempfile.TemporaryDirectory(prefix="benchmark-search-") as folder:
                for name, value in rebuild(pages, options.rebuild, Path(folder)).items():
                    print(f"{pages:,} pages, {name}: {value:.1f}", flush=True)
        return 0
    cold = 1_000 if options.all else COLD
    if options.folder:
        texts = Texts({"documents": json.loads((options.folder / "texts.json").read_text())})
        asked = ask_ours(options.folder, tuple(literal_queries(texts, each=PER_KIND)), cold)
        print(table(len(texts.documents), {"ours": asked}))
        return 0
    which = ("ours",) if options.ours else ("ours", "stock")
    for pages in sizes:
        print(table(pages, run(pages, options.limit, which, cold)), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
