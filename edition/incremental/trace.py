"""Notes every question that is asked of an edition while a page is made.

The wrappers answer exactly as the values that they stand for. They note the attribute, and for a
mapping the key, so that a page that asks for the mentions of one paragraph depends on these
mentions and not on all. Whoever goes through a whole mapping depends on all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType, MethodType
from typing import Any, NamedTuple

from edition.model import Document, Edition, Register, Relations
from edition.render.context import Context
from edition.render.listings import Listings

ABSENT = ("absent",)
"""The answer for a key that a mapping does not have."""


class Question(NamedTuple):
    """One thing that was asked: of which value, which attribute, and what of it."""

    of: str
    """``context``, ``listings``, ``edition``, ``relations``, ``register``, or ``document`` and its id."""
    attribute: str
    part: str
    """``whole``, ``key``, ``has`` (whether there is such a key), ``at``, ``from`` (a stretch) or
    ``length``."""
    key: Any = None

    def __str__(self) -> str:
        """Say it for people."""
        shown = (
            ""
            if self.key is None
            else f" {self.key if isinstance(self.key, str) else ' '.join(map(str, self.key)) if isinstance(self.key, tuple) else self.key}"
        )
        return f"{self.of} {self.attribute}{shown}{' (length)' if self.part == 'length' else ''}"


_FOLLOWS: dict[tuple[str, str], tuple[str, str]] = {
    ("context", "parallels_at"): ("relations", "parallels_by_document"),
    ("context", "mentions_at"): ("relations", "mentions_by_document"),
    ("context", "variants_at"): ("context", "works_by_document"),
    ("context", "emendations_at"): ("context", "emendations_by_document"),
    ("context", "paragraph_text"): ("edition", "document_by_id"),
    ("context", "entries"): ("edition", "document_by_id"),
    ("context", "shown"): ("edition", "document_by_id"),
    ("context", "captures"): ("edition", "source_by_hash"),
    ("context", "source_address"): ("edition", "source_by_hash"),
}
"""Tables of the context whose answers for a document follow from one other answer for that document.

By paragraph, by document or by capture; see ``edition.render.context`` for how each is made.
"""


def premise(question: Question) -> Question | None:
    """Give a question from whose answer this one's follows by itself, if there is one.

    As long as that answer is the same, nobody has to look at this one. There are dozens of questions about
    the paragraphs of a document, and one about the document.

    >>> premise(Question("context", "mentions_at", "key", ("d1", "p1")))
    Question(of='relations', attribute='mentions_by_document', part='key', key='d1')
    """
    of, attribute, part, key = question
    if part in ("key", "has"):
        found = _FOLLOWS.get((of, attribute))
        if found is not None:
            return Question(*found, "key", key[0] if type(key) is tuple else key)
    if of.startswith("document "):
        return Question("edition", "document_by_id", "key", of.removeprefix("document "))
    return None


@dataclass(frozen=True)
class Roots:
    """The values that questions are asked of."""

    context: Context

    def named(self, name: str) -> Any:
        """Give the value of this name."""
        if name.startswith("document "):
            return self.context.edition.document_by_id[name.removeprefix("document ")]
        return self._named[name]

    @cached_property
    def _named(self) -> dict[str, Any]:
        edition = self.context.edition
        return {
            "context": self.context,
            "listings": self.context.listings,
            "edition": edition,
            "relations": edition.relations,
            "register": edition.register,
        }

    def answer(self, question: Question) -> Any:
        """Answer a question as the edition would now."""
        value = getattr(self.named(question.of), question.attribute)
        match question.part:
            case "key":
                return value.get(question.key, ABSENT)
            case "has":
                return question.key in value
            case "at":
                return value[question.key] if -len(value) <= question.key < len(value) else ABSENT
            case "from":
                return value[slice(*question.key)]
            case "length":
                return len(value)
            case _:
                return value


_NAMES: dict[type, str] = {
    Context: "context",
    Listings: "listings",
    Edition: "edition",
    Relations: "relations",
    Register: "register",
}


class Trace:
    """The questions of one page or one group of pages."""

    def __init__(self, roots: Roots) -> None:
        """Begin with no question."""
        self.roots = roots
        self.questions: dict[Question, None] = {}

    def note(self, question: Question) -> None:
        """Note a question, once."""
        self.questions[question] = None

    def context(self, **replaced: Any) -> Any:
        """Give the context, wrapped; ``replaced`` takes the place of some of its attributes."""
        return _Traced(self.roots.context, "context", self, replaced)

    def edition(self, only: Document | None = None, *, continued: str = "") -> Any:
        """Give the edition, wrapped; with ``only`` its list of documents has just this one.

        With ``continued``, the id of a released document that another continues, it has no document, and of
        the released versions just those of this one. Look-ups find every document all the same.
        """
        if only is not None:
            self.note(Question("edition", "document_by_id", "key", only.id))  # it is given whole
            return self._narrow((only,), only.id)
        if continued:
            return self._narrow((), continued)
        return _Traced(self.roots.context.edition, "edition", self, {})

    def _narrow(self, documents: tuple[Document, ...], key: str) -> Any:
        register = self.roots.context.edition.register
        versions = _Mapping(register.versions, "register", "versions", self, (key,))
        narrow = _Traced(register, "register", self, {"versions": versions})
        return _Traced(
            self.roots.context.edition,
            "edition",
            self,
            {"documents": documents, "register": narrow},
        )


class _Traced:
    """Stands for a value and notes which of its attributes are asked for."""

    __slots__ = ("_name", "_real", "_replaced", "_trace")

    def __init__(self, real: Any, name: str, trace: Trace, replaced: Mapping[str, Any]) -> None:
        self._real, self._name, self._trace, self._replaced = real, name, trace, replaced

    def __eq__(self, other: object) -> bool:
        return bool(self._real == (other._real if isinstance(other, _Traced) else other))

    def __hash__(self) -> int:
        return hash(self._real)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if attribute in self._replaced:
            return self._replaced[attribute]
        kind = type(self._real)
        known = getattr(kind, attribute, None)
        if isinstance(known, FunctionType):
            return MethodType(known, self)
        if isinstance(known, property):
            return known.fget(self) if known.fget else None
        value = getattr(self._real, attribute)
        name = _NAMES.get(type(value))
        if name is not None:
            return _Traced(value, name, self._trace, {})
        if isinstance(value, Mapping):
            return _Mapping(value, self._name, attribute, self._trace)
        if isinstance(value, (tuple, list)):
            return _Sequence(value, self._name, attribute, self._trace)
        self._trace.note(Question(self._name, attribute, "whole"))
        return value


class _Mapping(Mapping[Any, Any]):
    __slots__ = ("_at", "_only", "_real", "_trace")

    def __init__(
        self,
        real: Mapping[Any, Any],
        of: str,
        attribute: str,
        trace: Trace,
        only: Sequence[Any] | None = None,
    ) -> None:
        self._real, self._at, self._trace, self._only = real, (of, attribute), trace, only

    def __getitem__(self, key: Any) -> Any:
        return self._told(key, self._real.get(key, ABSENT), fails=True)

    def get(self, key: Any, default: Any = None) -> Any:
        return self._told(key, self._real.get(key, ABSENT), default)

    def __contains__(self, key: object) -> bool:
        self._trace.note(Question(*self._at, "has", key))
        return key in self._real

    def _told(self, key: Any, value: Any, default: Any = None, *, fails: bool = False) -> Any:
        """Note what is told of a key: of another document only what is asked of it in turn."""
        if type(value) is Document:
            self._trace.note(Question(*self._at, "has", key))
            return _Traced(value, f"document {value.id}", self._trace, {})
        self._trace.note(Question(*self._at, "key", key))
        if value is ABSENT:
            if fails:
                return self._real[key]  # a KeyError, or what the mapping gives instead
            return default
        return value

    def __iter__(self) -> Iterator[Any]:
        if self._only is not None:
            for key in self._only:
                self._trace.note(Question(*self._at, "key", key))
            return iter([key for key in self._only if key in self._real])
        self._trace.note(Question(*self._at, "whole"))
        return iter(self._real)

    def __len__(self) -> int:
        self._trace.note(Question(*self._at, "length"))
        return len(self._real)


class _Sequence(Sequence[Any]):
    __slots__ = ("_at", "_real", "_trace")

    def __init__(self, real: Sequence[Any], of: str, attribute: str, trace: Trace) -> None:
        self._real, self._at, self._trace = real, (of, attribute), trace

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, int):
            self._trace.note(Question(*self._at, "at", index))
        else:
            self._trace.note(Question(*self._at, "from", (index.start, index.stop, index.step)))
        return self._real[index]

    def __iter__(self) -> Iterator[Any]:
        self._trace.note(Question(*self._at, "whole"))
        return iter(self._real)

    def __len__(self) -> int:
        self._trace.note(Question(*self._at, "length"))
        return len(self._real)
