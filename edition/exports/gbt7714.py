"""Citations by GB/T 7714—2025, the Chinese national standard in force since 2026-07-01.

A newspaper article online is ``作者. 题名[N/OL]. 报纸名，日期. 网址.`` The marks are those of the
2025 edition: a full stop with a space between parts, the full-width comma within them, and no
date of access for what is published at a date. No CSL processor that Python has prints it, so
these few rules are our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edition.exports.item import issued_text, names

_MOST = 3
"""Of more authors only the first three are named."""


def cite_gbt7714(item: Mapping[str, Any]) -> str:
    """Give the reference without its number, which depends on the list that it enters.

    An inferred date stands in square brackets; where no author is known, the reference begins
    with the title.

    >>> cite_gbt7714({"title": "题名", "author": [{"literal": "王俊"}], "container-title": "澎湃新闻",
    ...               "issued": {"date-parts": [[2022, 3, 22]]}, "URL": "https://e.example/d/x/v1/"})
    '王俊. 题名[N/OL]. 澎湃新闻，2022-03-22. https://e.example/d/x/v1/.'
    """
    authors = names(item)
    named = "，".join(authors[:_MOST]) + ("，等" if len(authors) > _MOST else "")
    date = issued_text(item)
    if date and item["issued"].get("circa"):
        date = f"[{date}]"
    where = "，".join(part for part in (item.get("container-title", ""), date) if part)
    parts = [named, f"{item['title']}[N/OL]", where, item["URL"]]
    return ". ".join(part for part in parts if part) + "."
