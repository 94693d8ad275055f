"""Citations by Chicago, APA and MLA, made by citeproc-py from the CSL project's own styles.

The processor takes 10 to 30 ms for one reference, which ten thousand documents cannot afford.
So it is run once for each *shape* of reference (which parts are known, how many authors, which
month) with stand-ins for the values, and the values are put in afterwards. Its known faults are
mended here, each where it arises; a test compares the results with citeproc-js.

The styles in ``styles/`` are those of the Citation Style Language project, CC BY-SA 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

STYLES: Mapping[str, str] = {
    "chicago": "chicago-notes-bibliography",
    "apa": "apa",
    "mla": "modern-language-association",
}
_FOLDER = Path(__file__).parent / "styles"
_TITLE, _OUTLET, _URL = "Titulus", "Emporium", "https://stand.in/"
_NAMES = tuple(f"Auctor{chr(0x100 + n)}" for n in range(30))
_YEAR, _DAY = 1789, 28


def cite_western(item: Mapping[str, Any], style: str) -> str:
    """Give the reference in plain text; ``style`` is a key of ``STYLES``."""
    authors = [author["literal"] for author in item.get("author", ())][: len(_NAMES)]
    dated = item.get("issued", {})
    year, month, day = (*dated.get("date-parts", [[]])[0], 0, 0, 0)[:3]
    shape = _shape(
        style,
        len(authors),
        bool(item.get("container-title")),
        bool(year),
        month,
        bool(day),
        bool(dated.get("circa")),
    )
    title = item["title"]
    if style != "apa":
        title = title.replace("“", "‘").replace("”", "’")
    filled = _fill(shape, {str(_YEAR): str(year), str(_DAY): str(day)})
    values = {_TITLE: title, _OUTLET: item.get("container-title", ""), _URL: item["URL"]}
    values |= dict(zip(_NAMES, authors, strict=False))
    return re.sub(r"([。？！…?!])(’?)[.,](?=[”\s])", r"\1\2", _fill(filled, values))


def _fill(shape: str, values: Mapping[str, str]) -> str:
    return re.sub("|".join(map(re.escape, values)), lambda match: values[match[0]], shape)


@lru_cache(maxsize=4096)
def _shape(
    style: str, authors: int, outlet: bool, year: bool, month: int, day: bool, circa: bool
) -> str:
    # citeproc and lxml take a third of a second to import, which only a build that cites pays.
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    item: dict[str, Any] = {
        "id": "x",
        "type": "article-newspaper",
        "title": _TITLE,
        "URL": _URL,
        "language": "zh-CN",
    }
    if authors:
        item["author"] = [{"literal": name} for name in _NAMES[:authors]]
    if outlet:
        item["container-title"] = _OUTLET
    if year:
        parts = [_YEAR] + ([month] if month else []) + ([_DAY] if month and day else [])
        item["issued"] = {"date-parts": [parts]} | ({"circa": True} if circa else {})
    bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem("x")]))
    return _mend(str(bibliography.bibliography()[0]), authors=authors)


@lru_cache(maxsize=8)
def _style(style: str) -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(str(_FOLDER / f"{STYLES[style]}.csl"), validate=False)


def _mend(reference: str, *, authors: int) -> str:
    """Mend what citeproc-py 0.11 does wrong, see the tests against citeproc-js."""
    # A term is printed though its number is not known (Chicago).
    mended = reference.replace(" Edition. ", " ")
    # The full stop belongs within the quotation marks in American styles.
    mended = re.sub(r"”([.,])", r"\1”", mended)
    # What stands in for a missing author is printed a second time in its own place.
    if not authors:
        for word in (_TITLE, _OUTLET):
            if mended.count(word) > 1:
                first, again = mended.split(word, 1)
                mended = first + word + re.sub(rf"\s*“?{word}[.,]?”?[.,]?", "", again, count=1)
    # Two names that are not inverted stand without a comma.
    if authors == 2:
        mended = re.sub(rf"^({_NAMES[0]}), (and|&) ", r"\1 \2 ", mended)
    # A date that begins its part is no sentence (MLA).
    return mended.replace("Circa ", "circa ").replace("  ", " ").strip()
