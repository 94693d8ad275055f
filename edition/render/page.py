"""What a page is before it is HTML: an address, a template and its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from edition.render.context import Context, Element
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
    elements: Sequence[Element] = ()
    """More for the head: what machines read."""
    everywhere: bool = False
    """Set for a page that a server may answer with at any address (404)."""


Maker = Callable[["Context", "Strings"], Iterator[Page]]
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


def page_of(address: str, number: int) -> str:
    """Give the address of a part of the list at ``address``."""
    return address if number == 1 else f"{address}{number}/"


def part_count(total: int, size: int) -> int:
    """Give the number of pages for ``total`` entries; an empty list has one page."""
    return max(1, -(-total // size))


def part_of(address: str, total: int, size: int, number: int) -> Part:
    """Give one of the pages over which ``total`` entries are spread, at most ``size`` on each."""
    count = part_count(total, size)

    def at(number: int) -> str:
        return page_of(address, number) if 1 <= number <= count else ""

    near = sorted({1, count, *(n for n in range(number - 2, number + 3) if 1 <= n <= count)})
    choice: list[tuple[int, str]] = []
    for n in near:
        if choice and n - choice[-1][0] > 1:
            choice.append((0, ""))
        choice.append((n, at(n)))
    return Part(number, count, at(number), at(number - 1), at(number + 1), total, tuple(choice))


def parts(
    address: str, items: Sequence[_Item], size: int
) -> Iterator[tuple[Part, Sequence[_Item]]]:
    """Spread ``items`` over pages of at most ``size``; an empty list has one page.

    >>> [(part.address, list(items)) for part, items in parts("events/", "abc", 2)]
    [('events/', ['a', 'b']), ('events/2/', ['c'])]
    """
    for number in range(1, part_count(len(items), size) + 1):
        part = part_of(address, len(items), size, number)
        yield part, items[(number - 1) * size : number * size]


def one_part(
    address: str, items: Sequence[_Item], size: int, key: str
) -> tuple[Part, Sequence[_Item]]:
    """Give the part whose number is ``key``, and its entries alone."""
    number = int(key)
    part = part_of(address, len(items), size, number)
    return part, items[(number - 1) * size : number * size]


def numbers(total: int, size: int) -> Iterator[str]:
    """Give the keys of the parts, for ``one_part``."""
    return map(str, range(1, part_count(total, size) + 1))
