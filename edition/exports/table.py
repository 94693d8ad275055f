"""The table of all exports, in the order of the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from edition.config import Config
from edition.exports.catalog import export_catalog
from edition.exports.citation import export_citations
from edition.exports.crate import export_crate
from edition.exports.feed import export_feed
from edition.exports.forms import export_json, export_markdown, export_texts
from edition.exports.links import export_linksets
from edition.exports.netlify import export_netlify
from edition.exports.prov import export_prov
from edition.exports.registers import export_ledger, export_moved
from edition.exports.sitemap import export_sitemap
from edition.exports.tei import export_tei, export_work_tei
from edition.model import Edition, Output

Export = Callable[[Edition, Config], Iterator[Output]]

EXPORTS: Mapping[str, Export] = {
    "catalog": export_catalog,
    "text": export_texts,
    "markdown": export_markdown,
    "json": export_json,
    "tei": export_tei,
    "work-tei": export_work_tei,
    "prov": export_prov,
    "citations": export_citations,
    "linksets": export_linksets,
    "feed": export_feed,
    "sitemap": export_sitemap,
    "crate": export_crate,
    "ledger": export_ledger,
    "moved": export_moved,
    "netlify": export_netlify,
}
"""Every export by its name."""


def export_all(edition: Edition, config: Config) -> Iterator[Output]:
    """Give the files of all exports, in the order of the table."""
    for export in EXPORTS.values():
        yield from export(edition, config)
