"""Writes changes to the ledger so that a crash at any moment leaves it whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from edition.ledger import Line, write_line
from edition.release.changes import Changes


def save_changes(changes: Changes, ledger: Path) -> None:
    """Write the frozen files, then append the lines to the ledger at ``ledger``.

    In this order, so that no line ever names a file that is not there. A file of a release that
    was broken off before its line is written over by the next try; nothing else is ever.
    """
    for output in changes.files:
        target = ledger.parent / "versions" / output.path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.new")
        with beside.open("wb") as file:
            file.write(output.data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    append_lines(changes.lines, ledger)


def append_lines(lines: Sequence[Line], ledger: Path) -> None:
    """Append lines to the ledger in one write; no lines leave the file untouched."""
    if not lines:
        return
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("ab") as file:
        file.write("".join(map(write_line, lines)).encode())
        file.flush()
        os.fsync(file.fileno())
