"""For search engines: every page that is to be found, and nothing that is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from edition.config import Config
from edition.exports.addresses import absolute, folder, tongues
from edition.ledger import url_of
from edition.model import Edition, Output

_MOST = 40_000
"""Addresses in one file; the protocol allows 50,000."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SECTIONS = (
    "", "documents/", "works/", "events/", "people/", "places/", "organisations/", "terms/",
    "timeline/", "sources/", "rules/", "about/", "changes/",
)  # fmt: skip


def export_sitemap(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``sitemap.xml`` (and its parts, if there are many pages) and ``robots.txt``."""
    pages = list(_pages(edition, config))
    parts = [pages[n : n + _MOST] for n in range(0, len(pages), _MOST)]
    if len(parts) == 1:
        yield Output("sitemap.xml", _write("urlset", "url", parts[0]))
    else:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield Output(name, _write("urlset", "url", part))
        index = [(absolute(name, config), "") for name in names]
        yield Output("sitemap.xml", _write("sitemapindex", "sitemap", index))
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {absolute('sitemap.xml', config)}\n"
    yield Output("robots.txt", robots.encode())


def _pages(edition: Edition, config: Config) -> Iterator[tuple[str, str]]:
    """Give (address, date of the last change) of every page, in both languages."""
    versions = edition.register.versions
    relations = edition.relations
    paths = [(path, "") for path in _SECTIONS]
    for document in edition.documents:
        released = versions.get(document.id, ())
        paths.append((folder(document.id), released[-1].date if released else ""))
    paths += [(url_of("work", work.id)[1:], "") for work in relations.works]
    paths += [(url_of("event", event.id)[1:], "") for event in relations.events]
    paths += [(url_of(a.kind, a.id)[1:], "") for a in relations.authorities]
    paths += [(f"sources/{r.source.sha256[:12]}/", "") for r in edition.sources]
    for path, date in paths:
        for tongue in tongues(config):
            yield absolute(f"{tongue}{path}", config), date


def _write(root: str, element: str, rows: Sequence[tuple[str, str]]) -> bytes:
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">']
    for address, date in rows:
        changed = f"<lastmod>{date}</lastmod>" if date else ""
        lines.append(f"<{element}><loc>{escape(address)}</loc>{changed}</{element}>")
    return "\n".join([*lines, f"</{root}>\n"]).encode()
