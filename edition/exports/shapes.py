"""Shapes of references: what citeproc-py prints with stand-ins where the values will be.

The processor takes 10 to 30 ms for one reference and a third of a second to load, which no build
should pay for what never changes: the shapes of references with up to five authors are kept in
``styles/shapes.json``, made from the styles by ``python -m edition.exports.shapes``, and a test
holds that the processor still gives the same. For any other shape the processor is run, once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

STYLES: Mapping[str, str] = {
    "chicago": "chicago-notes-bibliography",
    "apa": "apa",
    "mla": "modern-language-association",
}
_FOLDER = Path(__file__).parent / "styles"
KEPT = _FOLDER / "shapes.json"
_MOST = 5
"""Authors up to whom shapes are kept."""

TITLE, OUTLET, MONTH, URL = "Titulus", "Emporium", "Mensis", "https://stand.in/"
YEAR, DAY = "1789", "28"
NAMES = tuple(f"Auctor{chr(0x100 + n)}" for n in range(30))
"""What stands in for authors; further ones are not looked at."""


class Kind(NamedTuple):
    """What decides the shape of a reference."""

    style: str
    authors: int
    outlet: bool
    dated: int
    """0: no date; 1: the year; 2: year and month; 3: year, month and day."""
    circa: bool

    def __str__(self) -> str:
        """Name it in the file."""
        parts = [str(self.authors), "outlet" * self.outlet, ("", "y", "ym", "ymd")[self.dated]]
        return " ".join(part for part in (*parts, "circa" * self.circa) if part)


def shape_of(kind: Kind) -> str:
    """Give the shape of a reference, with ``MONTH`` for the month's name."""
    kept: str | None = _kept()[kind.style]["shapes"].get(str(kind))
    return kept if kept is not None else _processed(kind)


def month_name(style: str, month: int) -> str:
    """Give the name of a month as a style writes it.

    >>> month_name("apa", 9), month_name("mla", 9)
    ('September', 'Sept.')
    """
    name: str = _kept()[style]["months"][month - 1]
    return name


@cache
def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return kept


@lru_cache(maxsize=1024)
def _processed(kind: Kind) -> str:
    march = _months(kind.style)[2] if kind.dated > 1 else ""
    printed = process(kind, 3)
    return printed.replace(march, MONTH, 1) if march else printed


def make_shapes() -> dict[str, Any]:
    """Make what ``shapes.json`` has, by running the processor."""
    every = product(range(_MOST + 1), (True, False), range(4), (True, False))
    kinds = [(n, outlet, dated, circa) for n, outlet, dated, circa in every if dated or not circa]
    return {
        style: {
            "months": _months(style),
            "shapes": {
                str(kind): _processed(kind) for kind in (Kind(style, *one) for one in kinds)
            },
        }
        for style in STYLES
    }


@lru_cache(maxsize=8)
def _months(style: str) -> list[str]:
    """Give the names of the months as a style prints them: what differs between two references."""
    printed = [process(Kind(style, 0, False, 3, False), month) for month in range(1, 13)]
    return [
        re.sub(rf"^.*?([A-Z][a-z]+\.?) ?(?:{DAY}|{YEAR}).*$", r"\1", one.replace(TITLE, ""))
        for one in printed
    ]


def process(kind: Kind, month: int) -> str:
    """Run the processor for one shape, with a month."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    item: dict[str, Any] = {
        "id": "x",
        "type": "article-newspaper",
        "title": TITLE,
        "URL": URL,
        "language": "zh-CN",
    }
    if kind.authors:
        item["author"] = [{"literal": name} for name in NAMES[: kind.authors]]
    if kind.outlet:
        item["container-title"] = OUTLET
    if kind.dated:
        parts = [int(YEAR), month, int(DAY)][: kind.dated]
        item["issued"] = {"date-parts": [parts]} | ({"circa": True} if kind.circa else {})
    style = _style(kind.style)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem("x")]))
    return _mend(str(bibliography.bibliography()[0]), authors=kind.authors)


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
        for word in (TITLE, OUTLET):
            if mended.count(word) > 1:
                first, again = mended.split(word, 1)
                mended = first + word + re.sub(rf"\s*“?{word}[.,]?”?[.,]?", "", again, count=1)
    # Two names that are not inverted stand without a comma.
    if authors == 2:
        mended = re.sub(rf"^({NAMES[0]}), (and|&) ", r"\1 \2 ", mended)
    # A date that begins its part is no sentence (MLA).
    return mended.replace("Circa ", "circa ").replace("  ", " ").strip()


if __name__ == "__main__":
    KEPT.write_text(
        json.dumps(make_shapes(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
