"""Digests of values by what they say, not by which objects they are.

Two values that are equal have one digest, wherever and whenever they were made; a value that
cannot be written down (a function made on the spot) has none, and whoever asks must take it
as changed.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from edition.model import Authority, Document, Event, SourceRecord, Work
from edition.render.capture import CaptureView

_LARGE = frozenset({Authority, Document, Event, SourceRecord, Work})
"""Values that many others hold: their digests are worked out once."""

_Getter = Callable[[Any], tuple[Any, ...]]


class Undigestible(Exception):
    """The value cannot be written down."""


class Digests:
    """Digests of one build; those of the build before are taken over for values still in use."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known: dict[int, tuple[object, bytes]] = {}
        self._before: dict[int, tuple[object, bytes]] = {}
        self._recipes: dict[int, tuple[object, object]] = {}

    def next_build(self) -> None:
        """Forget what the last build did not use."""
        self._before, self._known, self._recipes = self._known, {}, {}

    def note(self, value: object, recipe: object) -> None:
        """Take the digest of all that a document or a record was made from for that of itself."""
        self._recipes[id(value)] = (value, recipe)

    def of(self, value: object) -> bytes:
        """Give the digest of a value; raises ``Undigestible``.

        >>> digests = Digests()
        >>> digests.of(("甲", 1)) == digests.of(("".join(["甲"]), 1)) != digests.of(["甲", 1])
        True
        """
        if type(value) in _LARGE:
            return self._large(value)
        return self._write(value)

    def _large(self, value: object) -> bytes:
        for memo in (self._known, self._before):
            found = memo.get(id(value))
            if found is not None and found[0] is value:
                self._known[id(value)] = found
                return found[1]
        noted = self._recipes.get(id(value))
        if noted is not None and noted[0] is value:
            made = self._write(("made from", noted[1]))
        else:
            made = self._write(value, whole=True)
        self._known[id(value)] = (value, made)
        return made

    def _write(self, value: object, *, whole: bool = False) -> bytes:
        target = io.BytesIO()
        writer = _Writer(target, self, value if whole else None)
        try:
            writer.dump(value)
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            raise Undigestible(str(error)) from None
        return hashlib.blake2b(target.getbuffer(), digest_size=16).digest()


_getters: dict[type, _Getter | None] = {}


def _getter(kind: type) -> _Getter | None:
    """Give the function that takes a value apart; None for what pickle knows by itself.

    Only the fields that are compared count: not what a cached property left beside them, and not
    the function of a rule, which is part of the code.
    """
    if kind is CaptureView:
        return lambda view: (view.record,)
    if not is_dataclass(kind):
        return None
    names = [field.name for field in fields(kind) if field.compare]
    if not names:
        return lambda _: ()
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: (only(value),)
    return attrgetter(*names)


class _Writer(pickle.Pickler):
    def __init__(self, target: io.BytesIO, digests: Digests, whole: object) -> None:
        super().__init__(target, 5)
        self.fast = True  # no references to what stood before: equal values are written equally
        self._digests = digests
        self._whole = whole

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if kind in _LARGE and value is not self._whole:
            return (bytes, (self._digests.of(value),))
        try:
            getter = _getters[kind]
        except KeyError:
            getter = _getters[kind] = _getter(kind)
        if getter is None:
            return NotImplemented
        return (kind, getter(value))
