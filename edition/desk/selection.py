"""From words selected on a page to a quotation that means one place only."""

from __future__ import annotations

from collections.abc import Iterable

from edition.errors import EditionError
from edition.model import Document

_STEPS = (0, 4, 8, 16, 32, 64)


def quote(
    documents: Iterable[Document], document: Document, paragraph: str, exact: str, before: str = ""
) -> dict[str, str]:
    """Give ``exact`` with the shortest ``prefix`` and ``suffix`` that no other place of the capture has.

    ``before`` are the words of the paragraph in front of the selection, as the page shows them;
    they tell which of several places is meant. ``documents`` are all articles of the capture.
    Raises ``EditionError`` if the paragraph does not have the words.
    """
    text = next((b.text for b in document.blocks if b.anchor == paragraph), "")
    if not exact.strip():
        raise EditionError("nothing is selected", "", "select words of one paragraph")
    start = _start(text, exact, before)
    if start < 0:
        raise EditionError(
            f"the words {exact[:40]!r} are not in paragraph {paragraph} as it stands now", "",
            "select them again; a selection stays within one paragraph",
        )  # fmt: skip
    whole = "\n".join(
        "\n".join(b.text for b in one.blocks if b.live and b.text) for one in documents
    )
    end = start + len(exact)
    for step in _STEPS:
        prefix, suffix = text[max(0, start - step) : start], text[end : end + step]
        if _count(whole, prefix + exact + suffix) == 1:
            return {"exact": exact, "prefix": prefix, "suffix": suffix}
    raise EditionError(
        f"the words {exact[:40]!r} stand in several places alike", "", "select more words"
    )


def _start(text: str, exact: str, before: str) -> int:
    for length in range(min(len(before), 24), -1, -1):
        wanted = before[len(before) - length :] + exact
        if text.count(wanted) == 1 or (length == 0 and wanted in text):
            return text.index(wanted) + length
    return -1


def _count(text: str, words: str) -> int:
    """Count occurrences, overlapping ones too.

    >>> _count("再精准再精准再", "再精准再")
    2
    """
    count, at = 0, text.find(words)
    while at >= 0:
        count, at = count + 1, text.find(words, at + 1)
    return count
