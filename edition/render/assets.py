"""Styles and scripts under names that change with their bytes.

A page names ``assets/site.1a2b3c4d.js``; such a file never changes, so that it may be kept for a
year, and a page always finds the version it was made for. Imports between scripts are
rewritten to the same names. The remarks in style sheets stay in the project.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edition.model import Output

_IMPORT = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*["'])\./([\w./-]+\.js)(["'])""")
_REMARK = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@dataclass(frozen=True)
class Assets:
    """The files of ``templates/assets/`` with the names that they have on the site."""

    names: dict[str, str]
    """From ``site.js`` to ``assets/site.1a2b3c4d.js``."""
    data: dict[str, bytes]

    def outputs(self) -> Iterator[Output]:
        """Give the files in the order of their names."""
        for name in sorted(self.names):
            yield Output(self.names[name], self.data[name])


def read_assets(folder: Path) -> Assets:
    """Read and name all assets; a script that imports itself in a circle is an error."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    names: dict[str, str] = {}
    data: dict[str, bytes] = {}

    def place(name: str, trail: tuple[str, ...]) -> str:
        if name in names:
            return names[name]
        if name in trail:
            raise ValueError(f"scripts import each other in a circle: {' → '.join((*trail, name))}")
        content = files[name]
        if name.endswith(".js"):
            folder_of = name.rpartition("/")[0]

            def renamed(match: re.Match[str]) -> str:
                target = f"{folder_of}/{match[2]}".lstrip("/")
                placed = place(target, (*trail, name))
                return f"{match[1]}./{placed.rpartition('/')[2]}{match[3]}"

            content = _IMPORT.sub(renamed, content.decode()).encode()
        elif name.endswith(".css"):
            content = _REMARK.sub("", content.decode()).encode()
        digest = hashlib.sha256(content).hexdigest()[:8]
        stem, _, suffix = name.rpartition(".")
        names[name] = f"assets/{stem}.{digest}.{suffix}"
        data[name] = content
        return names[name]

    for name in files:
        place(name, ())
    return Assets(names, data)
