"""What the host has to do that files cannot: redirects, 410 for what is gone, and headers.

Netlify reads ``_redirects`` and ``_headers`` from the site's folder; ``docs/hosting.md`` tells how
others do the same. Settings that no content changes stand in ``netlify.toml``. No two rules set
one header for one path, since how Netlify merges them is not documented: so pages, hashed files
and raw captures are told apart by path here, and a check of every build sees to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from edition.config import Config
from edition.exports.addresses import folder, tongues
from edition.model import Edition, Output

if TYPE_CHECKING:
    from edition.exports.links import Link

PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'; upgrade-insecure-requests"
)
"""Our own scripts only, nothing from any other host; Pagefind is WebAssembly."""

RAW_POLICY = "sandbox; default-src 'none'"
"""A capture is shown as text, and if ever taken for a page, it can do nothing."""

_SHORT = "public, max-age=300, must-revalidate"
_LONG = "public, max-age=31536000, immutable"

FAMILIES: tuple[str, ...] = (
    "/", "/index.html", "/404.html", "/about/*", "/changes/*", "/d/*", "/decisions/*", "/documents/*",
    "/en/*", "/events/*", "/gone/*", "/organisations/*", "/people/*", "/places/*", "/publishers/*",
    "/rules/*", "/search/*", "/sources/", "/sources/:capture/", "/sources/index.html",
    "/sources/:capture/index.html", "/terms/*", "/timeline/*", "/works/*",
)  # fmt: skip
"""Where pages stand; ``/en/*`` for the interface in the other language, whichever it is. A page that is in none has no policy, which a check of every build finds."""

HASHED: tuple[str, ...] = ("/assets/*", "/pagefind/fragment/*", "/pagefind/index/*")
"""Files whose names change with their bytes."""


def export_netlify(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``_redirects`` and ``_headers``."""
    yield Output("_redirects", write_redirects(edition, config).encode())
    yield Output("_headers", write_headers(edition, config).encode())


def write_redirects(edition: Edition, config: Config) -> str:
    """Give one rule for each address that moved, and 410 rules for what is withdrawn.

    Each rule holds for the page and the interface in the other language alike; the first that matches wins. A
    tombstone's rules are forced (``!``), so that they win over the files at the old address, which
    stand there for hosts without rules.
    """
    base = config.base_path.rstrip("/")
    rows = ["# Made by the build from the ledger."]
    for old, new in edition.register.redirects:
        rows += [
            f"{base}/{tongue}{old[1:]} {base}/{tongue}{new[1:]} 301!" for tongue in tongues(config)
        ]
    for stone in edition.register.tombstones:
        for tongue in tongues(config):
            target = f"{base}/{tongue}gone/{stone.id}/index.html"
            places = _roots(stone.url, stone.urls)
            rows += [f"{base}/{tongue}{place[1:]}* {target} 410!" for place in places]
    return "\n".join(rows) + "\n"


def _roots(url: str, urls: Sequence[str]) -> list[str]:
    """Give the folders of a withdrawn page that none of the others contains."""
    roots: list[str] = []
    for place in sorted({url, *urls}):
        if not any(place.startswith(root) for root in roots):
            roots.append(place)
    return roots


def write_headers(edition: Edition, config: Config) -> str:
    """Give policies and caching by path, and the typed links of every document."""
    base = config.base_path.rstrip("/")
    rows = ["# Made by the build."]
    for family in FAMILIES:
        place = f"/{tongues(config)[1]}*" if family == "/en/*" else family
        rows += [
            f"{base}{place}",
            f"  Content-Security-Policy: {PAGE_POLICY}",
            f"  Cache-Control: {_SHORT}",
        ]
    for place in HASHED:
        rows += [f"{base}{place}", f"  Cache-Control: {_LONG}"]
    rows += [
        f"{base}/sources/:capture/raw.txt",
        "  Content-Type: text/plain; charset=utf-8",
        f"  Content-Security-Policy: {RAW_POLICY}",
        "  X-Robots-Tag: noindex",
        f"  Cache-Control: {_LONG}",
    ]
    for document in edition.documents:
        numbers = [0, *(v.number for v in edition.register.versions.get(document.id, ()))]
        for number in numbers:
            from edition.exports.links import typed_links  # no edition without documents needs it

            links = _for_header(typed_links(document, edition, config, version=number))
            for tongue in tongues(config):
                rows.append(f"{base}/{tongue}{folder(document.id, number)}")
                rows += [f"  Link: {link.header}" for link in links]
    return "\n".join(rows) + "\n"


def _for_header(links: Sequence[Link]) -> list[Link]:
    """Give what a client needs at once; the link set has all."""
    wanted = {"cite-as", "describedby", "type", "linkset", "collection", "successor-version"}
    return [link for link in links if link.rel in wanted]
