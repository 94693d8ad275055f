"""What is checked of every site before it is published: pure functions on its outputs.

``check_site`` runs them all. Each gives ``EditionError`` values; one is enough to leave the last
good site standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from edition.checks.addresses import check_addresses, check_fragments, check_paths
from edition.checks.content import check_active, check_article, check_hosts, check_signs
from edition.checks.host import check_headers, check_redirects
from edition.checks.texts import check_texts, check_withdrawn
from edition.config import Config
from edition.errors import EditionError
from edition.model import Edition

Check = Callable[[Mapping[str, bytes], Edition, Config], Iterator[EditionError]]

CHECKS: Mapping[str, Check] = {
    "C101": check_paths,
    "C102": check_addresses,
    "C103": check_fragments,
    "C201": check_redirects,
    "C202": check_headers,
    "C301": check_texts,
    "C302": check_withdrawn,
    "C401": check_active,
    "C402": check_hosts,
    "C403": check_article,
    "C404": check_signs,
}
"""Every check by its code, which its messages begin with. Codes are never used again."""


def check_site(
    outputs: Mapping[str, bytes], edition: Edition, config: Config
) -> tuple[EditionError, ...]:
    """Check a whole site, path -> bytes; an empty tuple means that it may be published.

    ``outputs`` has every file that the site will consist of, except what the search engine adds.
    """
    return tuple(
        EditionError(f"{code} {error.what}", error.where, error.next_step)
        for code, check in CHECKS.items()
        for error in check(outputs, edition, config)
    )
