"""The ledger itself, and pages at former addresses for hosts that cannot redirect."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from edition.config import Config
from edition.exports.addresses import absolute, tongues
from edition.model import Edition, Output


def export_ledger(edition: Edition, _: Config) -> Iterator[Output]:
    """Give ``ledger.jsonl``, against which ``build.py verify`` checks texts and captures."""
    if edition.register.ledger:
        yield Output("ledger.jsonl", edition.register.ledger.encode())


def export_moved(edition: Edition, config: Config) -> Iterator[Output]:
    """Give a page that leads on at each address that moved.

    Netlify redirects before it looks for files; a host without rules shows these. The links are
    relative, so that they hold below any path.
    """
    for old, new in edition.register.redirects:
        for tongue in tongues(config):
            up = "../" * (old.strip("/").count("/") + 1 + bool(tongue))
            place = f"{tongue}{new.lstrip('/')}"
            target = escape(up + place)
            canonical = escape(absolute(place.partition("#")[0], config))
            html = (
                f'<!DOCTYPE html>\n<html lang="{config.language}">\n<head>\n<meta charset="utf-8">\n'
                f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
                f'<meta name="robots" content="noindex">\n'
                f'<meta http-equiv="refresh" content="0; url={target}">\n'
                f'<link rel="canonical" href="{canonical}">\n'
                f"<title>→ {escape(place)}</title>\n</head>\n"
                f'<body><p><a href="{target}">{escape(place)}</a></p></body>\n</html>\n'
            )
            yield Output(f"{tongue}{old.lstrip('/')}index.html", html.encode())
