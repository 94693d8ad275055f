"""What is new: an Atom feed of new, revised, renamed, merged, withdrawn and restored pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from edition import __version__
from edition.config import Config
from edition.exports.addresses import GENERATOR, absolute
from edition.model import Change, Edition, Output, Words

_ENTRIES = 100
_EPOCH = "1970-01-01"
"""For a feed without entries, which has to name a date all the same."""

_SAID: Mapping[str, Words] = {
    "new": Words("新增", "New"),
    "revised": Words("修订", "Revised"),
    "renamed": Words("更名", "Renamed"),
    "merged": Words("合并", "Merged"),
    "withdrawn": Words("撤回", "Withdrawn"),
    "restored": Words("恢复", "Restored"),
}


def export_feed(edition: Edition, config: Config) -> Iterator[Output]:
    """Give ``feed.xml`` (RFC 4287), with the hundred latest changes."""
    gone = {stone.id: stone.date for stone in edition.register.tombstones}
    told = [c for c in edition.register.changes if c.id not in gone or _is_last(c, gone[c.id])]
    changes = told[:_ENTRIES]
    updated = changes[0].date if changes else _EPOCH
    title = config.title.in_language(config.language)
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(config.language)}>',
        f"<id>{escape(absolute('feed.xml', config))}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{updated}T00:00:00Z</updated>",
        f"<author><name>{escape('、'.join(config.editors) or title)}</name></author>",
        f'<generator version="{__version__}">{GENERATOR}</generator>',
        f'<link rel="self" type="application/atom+xml" href={quoteattr(absolute("feed.xml", config))}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(config.base_url)}/>',
    ]
    for change in changes:
        rows += _entry(change, config)
    yield Output("feed.xml", "\n".join([*rows, "</feed>\n"]).encode())


def _is_last(change: Change, date: str) -> bool:
    """Keep of a withdrawn page the one entry that tells so."""
    return change.event == "withdrawn" and change.date == date


def _entry(change: Change, config: Config) -> list[str]:
    event = "new" if change.event == "revised" and change.version == 1 else change.event
    said = _SAID[event].in_language(config.language)
    address = absolute(change.url, config)
    number = f" v{change.version}" if change.version else ""
    name = f"{change.id}-{change.event}-{change.version}-{change.date}"
    return [
        "<entry>",
        f"<id>{escape(absolute('feed.xml', config))}#{name}</id>",
        f"<title>{escape(f'{said}：{change.title or change.id}{number}')}</title>",
        f"<updated>{change.date}T00:00:00Z</updated>",
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>',
        f'<category term="{event}"/>',
        f"<author><name>{escape(change.by)}</name></author>",
        f"<summary>{escape(change.reason)}</summary>",
        "</entry>",
    ]
