"""Collects garbage seldom while a build piles up values that stay.

Python looks for cycles of garbage whenever many objects were made, through all that live. A build makes millions
that live on, so that looking through them again and again took half the time of an incremental
build. What lived before is left out of the search (``gc.freeze``), and the search comes less often; cycles are found all the
same, so that memory stays bounded.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (200_000, 20, 100)
"""New objects from which on the youngest are searched, and how many such searches bring on an older age."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Search for garbage seldom within the block, as before after it.

    >>> before = gc.get_threshold()
    >>> with seldom_collected():
    ...     gc.get_threshold() == before
    False
    >>> gc.get_threshold() == before
    True
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
