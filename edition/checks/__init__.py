"""What is checked of every site before it is published: pure functions on its outputs.

What can be said of one file depends on its bytes alone (``facts_of``), so that it is found once and
remembered; what the files say together is found from those facts (``check_facts``, which is loaded when it is
asked for). One error is enough to leave the last good site standing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from edition.checks.facts import Facts, Fault, facts_of

if TYPE_CHECKING:
    from edition.checks.whole import check_facts
    from edition.config import Config
    from edition.errors import EditionError
    from edition.model import Edition

__all__ = ["CHECKS", "Facts", "Fault", "check_facts", "check_site", "facts_of"]

CHECKS: Mapping[str, str] = {
    "C101": "one output a path, also where case is folded; plain paths below the site",
    "C102": "every address that the ledger ever gave is a page, a redirect or a tombstone",
    "C103": "every paragraph id ever published is a target, in its version and in the latest",
    "C104": "every link of a page leads to a page, a file or an id that there is",
    "C201": "redirects have no chains, loops, doubles, other statuses or characters",
    "C202": "one policy for every page, never one header from two rules for one path",
    "C301": "each version shows its frozen article, each text is that of the ledger",
    "C302": "what was withdrawn is nowhere but in its tombstone",
    "C401": "no script or style within a page, no handler, frame or refresh; JSON-LD parses",
    "C402": "no link that runs something, nothing loaded from another host",
    "C403": "an article has nothing but text, its form and our controls",
    "C404": "no character that cannot be seen, or that reverses what is seen",
    "C405": "an id stands once in a page",
}
"""Every check by its code, which its messages begin with, and what it demands. Codes are never used again."""


def __getattr__(name: str) -> Any:
    if name != "check_facts":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from edition.checks.whole import check_facts

    return check_facts


def check_site(
    outputs: Mapping[str, bytes], edition: Edition, config: Config
) -> tuple[EditionError, ...]:
    """Check a whole site, path -> bytes; an empty tuple means that it may be published.

    ``outputs`` has every file that the site will consist of, except what the search engine adds.
    """
    from edition.checks.whole import check_facts

    return check_facts(_Found(outputs), outputs, edition, config)


class _Found(Mapping[str, Facts]):
    """The facts of files, found whenever they are asked for: memory holds those of one at a time."""

    def __init__(self, outputs: Mapping[str, bytes]) -> None:
        self._outputs = outputs

    def __getitem__(self, path: str) -> Facts:
        return facts_of(path, self._outputs[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)

    def __contains__(self, path: object) -> bool:
        return path in self._outputs
