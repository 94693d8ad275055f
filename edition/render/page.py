"""What a page is before it is HTML: an address, a template and its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from edition.render.context import Context
from edition.render.strings import Strings

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language of the interface."""

    address: str
    """Below the root, without the folder of the language; ends with a slash or ``.html``."""
    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    section: str = ""
    """Key of the entry of the navigation that the page belongs to."""
    description: str = ""
    canonical: str = ""
    """Address that stands for this page in citations and catalogues, if it is another."""
    indexed: bool = True
    """Unset for pages that search engines should leave out."""
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    everywhere: bool = False
    """Set for a page that a server may answer with at any address (404)."""


Maker = Callable[[Context, Strings], Iterator[Page]]
"""Makes the pages of a kind that is made as a whole."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page, and the pieces of work into which making its pages falls apart."""

    make: Callable[[Context, Strings, str], Iterator[Page]]
    """Makes the pages of one key; asks of the context only what they show."""
    keys: Callable[[Context], Iterable[str]] = lambda _: ("",)
    """What there is one of for each piece of work: ids, for instance. In the order of the pages."""


def whole(make: Maker) -> Kind:
    """Give a kind whose pages are made in one go."""
    return Kind(lambda context, strings, _: make(context, strings))


@dataclass(frozen=True, slots=True)
class Part:
    """One of the pages over which a long list is spread; numbers count from 1."""

    number: int
    of: int
    address: str
    before: str
    """Address of the part before, or empty."""
    after: str
    total: int
    numbers: tuple[tuple[int, str], ...]
    """Numbers and addresses to choose from; a 0 stands where numbers are left out."""


def parts(
    address: str, items: Sequence[_Item], size: int
) -> Iterator[tuple[Part, Sequence[_Item]]]:
    """Spread ``items`` over pages of at most ``size``; an empty list has one page.

    >>> [(part.address, list(items)) for part, items in parts("events/", "abc", 2)]
    [('events/', ['a', 'b']), ('events/2/', ['c'])]
    """
    count = max(1, -(-len(items) // size))

    def at(number: int) -> str:
        if not 1 <= number <= count:
            return ""
        return address if number == 1 else f"{address}{number}/"

    for number in range(1, count + 1):
        near = sorted({1, count, *(n for n in range(number - 2, number + 3) if 1 <= n <= count)})
        choice: list[tuple[int, str]] = []
        for n in near:
            if choice and n - choice[-1][0] > 1:
                choice.append((0, ""))
            choice.append((n, at(n)))
        part = Part(
            number, count, at(number), at(number - 1), at(number + 1), len(items), tuple(choice)
        )
        yield part, items[(number - 1) * size : number * size]
