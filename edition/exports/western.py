"""Citations by Chicago, APA and MLA, made by citeproc-py from the CSL project's own styles.

The processor is run once for each *shape* of reference (which parts are known, how many authors)
with stand-ins for the values (``edition.exports.shapes``), and the values are put in here.

The styles in ``styles/`` are those of the Citation Style Language project, CC BY-SA 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from edition.exports.shapes import (
    DAY,
    MONTH,
    NAMES,
    OUTLET,
    STYLES,
    TITLE,
    URL,
    YEAR,
    Kind,
    month_name,
    shape_of,
)

__all__ = ["STYLES", "cite_western"]

_STANDING_IN = re.compile("|".join(map(re.escape, (TITLE, OUTLET, MONTH, URL, YEAR, DAY, *NAMES))))
_DOUBLED_STOP = re.compile(r"([。？！…?!])(’?)[.,](?=[”\s])")


def cite_western(item: Mapping[str, Any], style: str) -> str:
    """Give the reference in plain text; ``style`` is a key of ``STYLES``."""
    authors = [author["literal"] for author in item.get("author", ())][: len(NAMES)]
    outlet = item.get("container-title", "")
    issued = item.get("issued", {})
    year, month, day = (*issued.get("date-parts", [[]])[0], 0, 0, 0)[:3]
    dated = 0 if not year else 1 if not 1 <= month <= 12 else 3 if day else 2
    kind = Kind(style, len(authors), bool(outlet), dated, bool(dated and issued.get("circa")))
    title = item["title"]
    if style != "apa":
        title = title.replace("“", "‘").replace("”", "’")
    values = {TITLE: title, OUTLET: outlet, URL: item["URL"], YEAR: str(year), DAY: str(day)}
    if dated > 1:
        values[MONTH] = month_name(style, month)
    values |= dict(zip(NAMES, authors, strict=False))
    filled = "".join([values.get(part, part) for part in _parts(kind)])
    return _DOUBLED_STOP.sub(lambda found: found[1] + found[2], filled)


@lru_cache(maxsize=1024)
def _parts(kind: Kind) -> tuple[str, ...]:
    """Give a shape as what stands, and the stand-ins between."""
    shape = shape_of(kind)
    parts: list[str] = []
    at = 0
    for found in _STANDING_IN.finditer(shape):
        parts += [shape[at : found.start()], found[0]]
        at = found.end()
    return (*parts, shape[at:])
