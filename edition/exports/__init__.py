"""What the edition offers besides its pages: one module a format, one table of all.

Each export is a pure function ``(edition, config) -> Iterator[Output]``. The order of the table
is that of the documentation; no two exports may claim one path (``edition.checks`` sees to it).
The table is loaded when it is asked for: who needs one format does not wait for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edition.exports.table import EXPORTS, Export, export_all

__all__ = ["EXPORTS", "Export", "export_all"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from edition.exports import table

    return getattr(table, name)
