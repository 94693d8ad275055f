"""A page states its own hash, so that an edit by hand is noticed and never overwritten."""

from __future__ import annotations

import hashlib
import re

HASH = "page_sha256"
"""Name of the last field of the front matter."""
_SEAL = re.compile(rf"^{HASH}: '?([0-9a-f]{{64}})'?\n", re.MULTILINE)


def sealed(front: str, rest: str) -> str:
    """Put the hash of the whole page, but for its own line, at the end of the front matter."""
    return f"{front}{HASH}: '{_digest(front + rest)}'\n{rest}"


def is_edited(text: str) -> bool:
    """Say whether a page is no longer as ``write_page`` wrote it.

    The page states its own SHA-256 in the last line of its front matter; one without it counts
    as edited. A byte-order mark and CRLF, which tools add by themselves, do not count.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    seal = _SEAL.search(text, 0, max(0, text.find("\n---\n")) + 1)
    if not seal:
        return True
    rest = text[: seal.start()] + text[seal.end() :]
    return _digest(rest) != seal[1]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
