"""What the edition offers besides its pages: one module a format, one table of all.

Each export is a pure function ``(edition, config) -> Iterator[Output]``. The order of the table
is that of the documentation; no two exports may claim one path (``edition.checks`` sees to it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from edition.config import Config
from edition.exports.catalog import export_catalog
from edition.model import Edition, Output

Export = Callable[[Edition, Config], Iterator[Output]]

EXPORTS: Mapping[str, Export] = {
    "catalog": export_catalog,
}
"""Every export by its name."""


def export_all(edition: Edition, config: Config) -> Iterator[Output]:
    """Give the files of all exports, in the order of the table."""
    for export in EXPORTS.values():
        yield from export(edition, config)
