"""Digests of values by what they say, not by which objects they are.

Two values that are equal have one digest, wherever and whenever they were made; a value that
cannot be written down (a function made on the spot) has none, and whoever asks must take it
as changed.

A value is taken apart into plain tuples, of which ``marshal`` makes bytes without references: equal values give
equal bytes. How a class is taken apart is written as Python once, from the types that its fields are declared with.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import pickle
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from edition.model import Authority, Document, Event, SourceRecord, Work
from edition.render.capture import CaptureView

_LARGE: frozenset[type] = frozenset({Authority, Document, Event, SourceRecord, Work})
"""Values that many others hold: their digests are worked out once."""
_PLAIN: frozenset[type] = frozenset({str, int, float, bool, bytes, type(None)})
_WITHOUT_REFERENCES = 2
"""The last version of marshal's form in which it does not matter which of the parts are one object."""

_Apart = Callable[[Any], Any]


class Undigestible(Exception):
    """The value cannot be written down."""


class Digests:
    """Digests of one build; those of the build before are taken over for values still in use."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known: dict[int, tuple[object, bytes]] = {}
        self._before: dict[int, tuple[object, bytes]] = {}
        self._recipes: dict[int, tuple[object, object]] = {}
        self._ways = self._first_ways()
        """How values of each type are taken apart."""
        self._trusting = True
        """Whether fields are taken to be what they are declared to be."""

    def _first_ways(self) -> dict[type, _Apart]:
        return {
            tuple: lambda value: (*map(self._apart, value),),
            list: lambda value: [*map(self._apart, value)],
            dict: self._pairs,
            set: self._sorted,
            frozenset: self._sorted,
            **dict.fromkeys(_PLAIN, lambda value: value),
            **dict.fromkeys(_LARGE, lambda value: ("large", self._large(value))),
            CaptureView: lambda view: ("capture", self._large(view.record)),
        }

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
        return self._digest(self._apart, value)

    def _large(self, value: object) -> bytes:
        for memo in (self._known, self._before):
            found = memo.get(id(value))
            if found is not None and found[0] is value:
                self._known[id(value)] = found
                return found[1]
        noted = self._recipes.get(id(value))
        if noted is not None and noted[0] is value:
            made = self._digest(self._apart, ("made from", noted[1]))
        else:
            made = self._digest(self._way_of(type(value), whole=True), value)
        self._known[id(value)] = (value, made)
        return made

    def _digest(self, apart: _Apart, value: object) -> bytes:
        try:
            data = marshal.dumps(apart(value), _WITHOUT_REFERENCES)
        except (ValueError, TypeError, AttributeError):  # a field is not what it is declared to be
            data = self._slowly(value)
        except RecursionError as error:
            raise Undigestible(str(error)) from None
        return hashlib.blake2b(data, digest_size=16).digest()

    def _slowly(self, value: object) -> bytes:
        """Take a value apart by what it is, and not by what it is declared to be."""
        trusting, self._trusting = self._trusting, False
        ways, self._ways = self._ways, self._first_ways()
        try:
            kind = type(value)
            way = self._way_of(kind, whole=True) if kind in _LARGE else self._apart
            return marshal.dumps(way(value), _WITHOUT_REFERENCES)
        except (ValueError, TypeError, AttributeError, pickle.PicklingError) as error:
            raise Undigestible(str(error)) from None
        finally:
            self._trusting, self._ways = trusting, ways

    def _apart(self, value: Any) -> Any:
        """Take a value apart into tuples and lists of plain values."""
        way = self._ways.get(type(value))
        if way is None:
            way = self._ways[type(value)] = self._way_of(type(value))
        return way(value)

    def _pairs(self, value: dict[Any, Any]) -> Any:
        return "dict", [(self._apart(key), self._apart(one)) for key, one in value.items()]

    def _sorted(self, value: Iterable[Any]) -> Any:
        return "set", sorted(marshal.dumps(self._apart(one), _WITHOUT_REFERENCES) for one in value)

    # -- classes ----------------------------------------------------------------

    def _way_of(self, kind: type, *, whole: bool = False) -> _Apart:
        """Write the function that takes values of a class apart.

        Only the fields that are compared count: not what a cached property left beside them, and not
        the function of a rule, which is part of the code. ``whole``: although its digest is used elsewhere.
        """
        if kind in self._ways and not whole:
            return self._ways[kind]
        if issubclass(kind, Enum):
            return lambda value: (kind.__qualname__, value._value_)
        if issubclass(kind, str):
            return lambda value: (kind.__qualname__, str.__str__(value))
        if issubclass(kind, dict):
            return self._pairs
        if is_dataclass(kind):
            names = [field.name for field in fields(kind) if field.compare]
        elif issubclass(kind, tuple) and hasattr(kind, "_fields"):
            names = list(kind._fields)
        else:
            return _pickled
        try:
            hints = get_type_hints(kind) if self._trusting else {}
        except (NameError, TypeError):  # imported for the type checker alone
            hints = {}
        known: dict[str, Any] = {"apart": self._apart}
        parts = [
            self._written(f"value.{name}", hints.get(name), f"f{n}", known)
            for n, name in enumerate(names)
        ]
        inside = ", ".join([repr(kind.__qualname__), *parts])
        made: _Apart = eval(f"lambda value: ({inside},)", known)
        return made

    def _written(self, value: str, hint: Any, name: str, known: dict[str, Any]) -> str:
        """Write the expression that takes one field apart."""
        if hint in _PLAIN:
            return value
        if isinstance(hint, type) and issubclass(hint, Enum):
            return f"{value}._value_"
        if get_origin(hint) is tuple and (of := get_args(hint))[-1:] == (...,):
            if of[0] in _PLAIN:
                return value
            if _is_ours(of[0]):
                known[name] = self._later(of[0])
                return f"(*map({name}, {value}),) if {value} else ()"
        if _is_ours(hint):
            known[name] = self._later(hint)
            return f"{name}({value})"
        return f"apart({value})"

    def _later(self, kind: type) -> _Apart:
        """Give the way of a class that a field is declared with, which may be the class itself."""
        if kind not in self._ways:
            ways = self._ways
            ways[kind] = lambda value: ways[kind](value)
            ways[kind] = self._way_of(kind, whole=True)
        return self._ways[kind]


def _is_ours(hint: Any) -> bool:
    """Say whether all values of a type are of this very class, and it has fields."""
    return (
        isinstance(hint, type)
        and (is_dataclass(hint) or (issubclass(hint, tuple) and hasattr(hint, "_fields")))
        and not hint.__subclasses__()
    )


def _pickled(value: object) -> Any:
    target = io.BytesIO()
    writer = pickle.Pickler(target, 5)
    writer.fast = True  # no references to what stood before: equal values are written equally
    writer.dump(value)
    return "pickled", target.getvalue()
