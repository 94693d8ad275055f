"""What stands beside the pages: feed, site map, rules for the host, and the register of the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR
from edition.exports.netlify import write_headers
from edition.model import Edition, Output
from edition.reprint.leaf import Entry
from edition.reprint.standing import REGISTER

_ENTRIES = 100
_MOST = 40_000
"""Addresses in one file of the site map; the protocol allows 50,000."""
_EPOCH = "1970-01-01"


def files(entries: Sequence[Entry], addresses: Iterable[str], config: Config) -> Iterator[Output]:
    """Give them; ``entries`` in the order of their ids, ``addresses`` of all pages, below the root."""
    newest = sorted(entries, key=lambda entry: (entry.date, entry.id), reverse=True)
    yield Output("feed.xml", _feed(newest[:_ENTRIES], config).encode("utf-8", "replace"))
    yield from _site_map(sorted(addresses), config)
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {config.base_url}sitemap.xml\n"
    yield Output("robots.txt", robots.encode())
    yield Output("_headers", write_headers(Edition((), ()), config).encode())
    yield Output(REGISTER, _register(entries, config))


def _register(entries: Sequence[Entry], config: Config) -> bytes:
    """Write what the site has, for programs and for whoever checks a mirror."""
    head = {
        "title": config.title.in_language(config.language),
        "base_url": config.base_url,
        "language": config.language,
        "generator": f"{GENERATOR} {__version__}",
        "made_from": "pages",
    }
    rows = [
        json.dumps(
            {
                "id": e.id, "url": f"{config.base_url}d/{e.id}/", "title": e.title, "date": e.date,
                "publisher": e.publisher, "language": e.language, "page": f"d/{e.id}/page.md",
                "sha256": e.digest,
            },
            ensure_ascii=False,
        )
        for e in entries
    ]  # fmt: skip
    listed = ",\n".join(rows)
    told = f'{{"edition": {json.dumps(head, ensure_ascii=False)},\n"documents": [\n{listed}\n]}}\n'
    return told.encode("utf-8", "replace")


def _feed(entries: Sequence[Entry], config: Config) -> str:
    """Write the newest documents as Atom (RFC 4287), by the dates on their pages."""
    title = config.title.in_language(config.language)
    own = f"{config.base_url}feed.xml"
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(config.language)}">',
        f"<id>{escape(own)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{_moment(entries[0].date if entries else '')}</updated>",
        f"<author><name>{escape('、'.join(config.editors) or title)}</name></author>",
        f'<generator version="{__version__}">{GENERATOR}</generator>',
        f'<link rel="self" type="application/atom+xml" href="{escape(own)}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(config.base_url)}"/>',
    ]
    for entry in entries:
        address = f"{config.base_url}d/{entry.id}/"
        rows += [
            "<entry>",
            f"<id>{escape(address)}</id>",
            f"<title>{escape(_legal(entry.title or entry.id))}</title>",
            f"<updated>{_moment(entry.date)}</updated>",
            f'<link rel="alternate" type="text/html" href="{escape(address)}"/>',
            f"<summary>{escape(_legal(' · '.join(filter(None, (entry.outlet, entry.byline)))))}</summary>",
            "</entry>",
        ]
    return "\n".join([*rows, "</feed>\n"])


def _moment(day: str) -> str:
    """Give a moment for a day, month or nothing, since a feed has to name one."""
    return f"{day + _EPOCH[len(day) :]}T00:00:00Z"


def _legal(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def _site_map(addresses: Sequence[str], config: Config) -> Iterator[Output]:
    pieces = [addresses[n : n + _MOST] for n in range(0, len(addresses), _MOST)] or [[]]
    if len(pieces) == 1:
        yield Output("sitemap.xml", _map("urlset", "url", pieces[0], config))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(pieces) + 1)]
    for name, piece in zip(names, pieces, strict=True):
        yield Output(name, _map("urlset", "url", piece, config))
    yield Output("sitemap.xml", _map("sitemapindex", "sitemap", names, config))


def _map(root: str, element: str, addresses: Iterable[str], config: Config) -> bytes:
    lines = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    ]
    base = escape(config.base_url)
    lines += [f"<{element}><loc>{base}{address}</loc></{element}>" for address in addresses]
    return "\n".join([*lines, f"</{root}>\n"]).encode()
