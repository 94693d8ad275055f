"""Reference files: RIS, BibTeX and CSL-JSON, for reference managers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from edition.exports.item import issued_text, names
from edition.exports.json_text import indented

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


def write_csl(item: Mapping[str, Any]) -> str:
    """Give a CSL-JSON file: a list with one item."""
    return indented([dict(item)], 2) + "\n"


def write_ris(item: Mapping[str, Any]) -> str:
    r"""Give an RIS file; ``NEWS`` makes Zotero and EndNote save a newspaper article.

    Lines end with CR LF, as the format's specification has it. ``DB`` and ``AN`` are where
    Zotero keeps archive and location in the archive.

    >>> print(write_ris({"title": "题名", "URL": "https://e.example/"}).replace("\r", ""), end="")
    TY  - NEWS
    TI  - 题名
    UR  - https://e.example/
    ER  -
    """
    date = issued_text(item)
    rows = [
        ("TY", "NEWS"),
        ("TI", item["title"]),
        *(("AU", name) for name in names(item)),
        ("T2", item.get("container-title", "")),
        ("PY", date[:4]),
        ("DA", date.replace("-", "/")),
        ("LA", item.get("language", "")),
        ("UR", item["URL"]),
        ("DB", item.get("archive", "")),
        ("AN", item.get("archive_location", "")),
        ("N1", item.get("note", "")),
        ("ID", item.get("id", "")),
    ]
    lines = [f"{tag}  - {_one_line(value)}\r\n" for tag, value in rows if value]
    return "".join(lines) + "ER  - \r\n"


def write_bibtex(item: Mapping[str, Any]) -> str:
    """Give a BibTeX entry that BibTeX and BibLaTeX read.

    BibTeX has no newspapers: ``@article`` with BibLaTeX's ``entrysubtype``. Names stand in
    braces, so that 欧阳修 is not taken apart.
    """
    date = issued_text(item).split("-")
    fields = [
        ("author", " and ".join(f"{{{_tex(name)}}}" for name in names(item))),
        ("title", f"{{{_tex(item['title'])}}}"),
        ("journal", _tex(item.get("container-title", ""))),
        ("year", date[0]),
        ("month", _MONTHS[int(date[1]) - 1] if len(date) > 1 else ""),
        ("day", str(int(date[2])) if len(date) > 2 else ""),
        ("url", re.sub(r"[{}\\%\s]", "", item["URL"])),
        ("note", _tex(_archived(item))),
        ("langid", "chinese" if item.get("language", "zh").startswith("zh") else ""),
        ("entrysubtype", "newspaper"),
    ]
    rows = [
        f"  {name} = {value if name == 'month' else '{' + value + '}'},\n"
        for name, value in fields
        if value
    ]
    return f"@article{{{item.get('id', 'x')},\n" + "".join(rows) + "}\n"


def _archived(item: Mapping[str, Any]) -> str:
    parts = (item.get("archive", ""), item.get("archive_location", ""), item.get("note", ""))
    return ", ".join(part for part in parts if part)


def _tex(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _one_line(text: str) -> str:
    return " ".join(text.split())
