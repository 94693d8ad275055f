r"""Front matter read without surprises: what is written is what you get, and where it stands.

YAML is full of kindness that an archive cannot use: ``id: no`` becomes False, ``1.10`` becomes
1.1, ``12:30:45`` a number of seconds, the second of two equal keys wins in silence, what follows
`` #`` is dropped, and nine lines of aliases fill the memory. Here every scalar stays a string;
aliases, anchors, tags, directives, comments, equal keys, a second document and anything too long
or too deep are errors that quote the place. PyYAML's C parser does the scanning, so the grammar
is that of YAML 1.1 and every value knows its code points in the text.

>>> tree = load("id: no\n标题: '“清仓”行动'\n", "a.md")
>>> plain(tree)
{'id': 'no', '标题': '“清仓”行动'}
>>> tree.get("标题")
Scalar(value='“清仓”行动', start=11, end=19, style="'")
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from edition.errors import EditionError, Location
from edition.model import Span

LIMIT = 262_144
"""Code points of front matter that are read unless the caller says otherwise."""
DEPTH = 8
"""Lists and mappings within each other that are read unless the caller says otherwise."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value or key: always a string, with the code points that it was read from."""

    value: str
    start: int
    end: int
    """Half open; the quotes are within."""
    style: str = ""
    """``'``, ``"``, ``|`` or ``>``; empty for a plain scalar."""

    @property
    def inside(self) -> Span:
        """Give the code points without the quotes."""
        quote = 1 if self.style in {"'", '"'} else 0
        return Span(self.start + quote, self.end - quote)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, in the order of the text."""

    items: tuple[Tree, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order of the text; no key stands twice."""

    entries: tuple[tuple[Scalar, Tree], ...]
    start: int
    end: int

    def get(self, key: str) -> Tree | None:
        """Give the value of ``key``, or None."""
        return next((value for name, value in self.entries if name.value == key), None)


Tree: TypeAlias = Scalar | Listing | Table
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Writable: TypeAlias = "str | int | Sequence[Writable] | Mapping[str, Writable]"


@dataclass(frozen=True, slots=True)
class Fences:
    """Where the front matter of a file stands."""

    yaml: Span
    """Between the fences, without them."""
    body: int
    """Where the text after the closing fence's line begins."""


_OPENING = re.compile(r"\ufeff?(?:[^\S\r\n]*(?:\r\n|\r|\n))*---[^\S\r\n]*(?:\r\n|\r|\n|\Z)")
_CLOSING = re.compile(r"(?:(?<=\n)|(?<=\r))---[^\S\r\n]*(?:\r\n|\r|\n|\Z)")


def find(text: str, path: str) -> Fences | None:
    r"""Find the front matter of a file, or None if it has none.

    A byte-order mark and blank lines may stand before the first ``---``. Raises ``EditionError``
    if there is no closing fence.

    >>> find("\n---\nid: a\n---\n正文", "a.md")
    Fences(yaml=Span(start=5, end=11), body=15)
    """
    opening = _OPENING.match(text)
    if not opening:
        return None
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        at = opening.group().find("---")
        raise EditionError(
            "the front matter has no end",
            Location.in_text(path, text, at, at + 3),
            "close it with a line of three hyphens",
        )
    return Fences(Span(opening.end(), closing.start()), closing.end())


def load(
    text: str,
    path: str,
    *,
    start: int = 0,
    end: int | None = None,
    limit: int = LIMIT,
    depth: int = DEPTH,
) -> Table:
    """Read the YAML between ``start`` and ``end`` of ``text``, a file's whole content.

    All positions given back are code points of ``text``, and an error quotes its line. A value
    that is left empty is an empty string. Nothing is guessed: ``title: "he said "x""`` raises.

    Raises ``EditionError``.
    """
    end = len(text) if end is None else end
    if end - start > limit:
        raise EditionError(
            f"the front matter has {end - start:,} characters; {limit:,} are allowed",
            Location.in_text(path, text, start),
            "move what is not a record of the text out of it",
        )
    if text.startswith("\ufeff", start):
        start += 1
    reader = _Reader(text, path, start, end, depth)
    reader.refuse_unreadable()
    try:
        return reader.read()
    except yaml.YAMLError as error:
        raise reader.explained(error) from None


def plain(tree: Tree) -> Plain:
    """Give the values alone, as strings, lists and dictionaries."""
    if isinstance(tree, Scalar):
        return tree.value
    if isinstance(tree, Listing):
        return [plain(item) for item in tree.items]
    return {key.value: plain(value) for key, value in tree.entries}


def load_plain(text: str, path: str, *, start: int = 0, end: int | None = None) -> dict[str, Plain]:
    """Read as ``load`` does and give the values alone."""
    return {
        key.value: plain(value) for key, value in load(text, path, start=start, end=end).entries
    }


_UNREADABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Reader:
    """Turns the parser's events into a tree, without recursion in C and within the limits."""

    def __init__(self, text: str, path: str, start: int, end: int, depth: int) -> None:
        self.text, self.path, self.start, self.end, self.depth = text, path, start, end, depth
        self.seen = start
        """Up to here the text was found to hold no comment."""

    def refuse_unreadable(self) -> None:
        bad = _UNREADABLE.search(self.text, self.start, self.end)
        if bad:
            raise self.error(
                f"U+{ord(bad.group()):04X} cannot stand in front matter",
                bad.start(),
                bad.end(),
                "remove it, or write it as an escape between double quotes",
            )

    def error(self, what: str, start: int, end: int, next_step: str) -> EditionError:
        return EditionError(what, Location.in_text(self.path, self.text, start, end), next_step)

    def read(self) -> Table:
        events = self.events()
        first = next(events, None)
        if first is None:
            self.refuse_comment(self.end)
            return Table((), self.start, self.end)
        if not isinstance(first, yaml.MappingStartEvent):
            raise self.error(
                "front matter is a list of fields",
                *self.place(first),
                "write each as NAME: VALUE",
            )
        tree = self.mapping(first, events, 1)
        if next(events, None) is not None:
            raise AssertionError("a document has one root")
        self.refuse_comment(self.end)
        return tree

    def events(self) -> Iterator[Any]:
        parser = yaml.CSafeLoader(self.text[self.start : self.end])
        documents = 0
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    raise self.error("a directive", *self.place(event), "remove it")
                if documents > 1:
                    raise self.error("a second document", *self.place(event), "leave only one")
            elif isinstance(event, yaml.AliasEvent):
                raise self.error(
                    f"an alias, *{event.anchor}", *self.place(event), "write the value itself out"
                )
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor is not None or getattr(event, "tag", None) is not None:
                    sign = "an anchor" if event.anchor is not None else "a tag"
                    raise self.error(
                        f"{sign} before a value",
                        *self.place(event),
                        "remove it, or put the whole value between single quotes",
                    )
                yield event
            elif isinstance(event, yaml.CollectionEndEvent):
                yield event

    def place(self, event: Any) -> tuple[int, int]:
        start = self.start + event.start_mark.index
        return start, max(start + 1, min(self.start + event.end_mark.index, self.end))

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Tree:
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if depth > self.depth:
            raise self.error(
                f"values lie within each other more than {self.depth} deep",
                *self.place(event),
                "make the record flatter",
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, events, depth)
        items: list[Tree] = []
        for item in events:
            if isinstance(item, yaml.SequenceEndEvent):
                return Listing(tuple(items), self.place(event)[0], self.place(item)[1])
            items.append(self.node(item, events, depth + 1))
        raise AssertionError("the parser closes what it opens")

    def mapping(self, event: Any, events: Iterator[Any], depth: int) -> Table:
        entries: list[tuple[Scalar, Tree]] = []
        names: dict[str, int] = {}
        for head in events:
            if isinstance(head, yaml.MappingEndEvent):
                return Table(tuple(entries), self.place(event)[0], self.place(head)[1])
            key = self.key(head)
            if key.value in names:
                line = self.text.count("\n", 0, names[key.value]) + 1
                raise self.error(
                    f"the field {key.value!r} stands twice (first in line {line})",
                    key.start,
                    key.end,
                    "keep one of the two",
                )
            names[key.value] = key.start
            entries.append((key, self.node(next(events), events, depth + 1)))
        raise AssertionError("the parser closes what it opens")

    def key(self, event: Any) -> Scalar:
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            raise self.error(
                "a field's name must be a word", *self.place(event), "write NAME: VALUE"
            )
        return self.scalar(event)

    def scalar(self, event: Any) -> Scalar:
        start = self.start + event.start_mark.index
        end = self.start + event.end_mark.index
        style = event.style or ""
        self.refuse_comment(start)
        self.seen = end
        if style in {"|", ">"}:
            self.seen = start
            self.refuse_comment(min(end, self.text.find("\n", start) % (len(self.text) + 1)))
            self.seen = end
        return Scalar(event.value, start, end, style)

    def refuse_comment(self, until: int) -> None:
        """Between scalars only signs of YAML can stand, so that a ``#`` begins a comment."""
        at = self.text.find("#", self.seen, until)
        if at >= 0:
            stop = self.text.find("\n", at)
            raise self.error(
                "a comment would be lost",
                at,
                stop if stop >= 0 else len(self.text),
                "if it belongs to the value, put the whole value between single quotes",
            )

    def explained(self, error: yaml.YAMLError) -> EditionError:
        """Say in an editor's words what the parser found, at the place where it can be mended."""
        problem = str(getattr(error, "problem", None) or error)
        mark = getattr(error, "problem_mark", None)
        begun = getattr(error, "context_mark", None)
        context = str(getattr(error, "context", None) or "")
        at = min(self.start + mark.index, self.end) if mark else self.start
        if "quoted scalar" in context and "unexpected" in problem and begun:
            at = self.start + begun.index
            return self.error(
                "the quotation mark is never closed", at, at + 1, "close it on the same line"
            )
        if self.text.startswith(":", at) and "expected key" in problem:
            return self.error("a field's name must be a word", at, at + 1, "write NAME: VALUE")
        for words, what, next_step in _PROBLEMS:
            if words in problem:
                return self.error(what, at, at + 1, next_step)
        where = f" ({context})" if context else ""
        return self.error(f"not valid YAML: {problem}{where}", at, at + 1, _QUOTE)


_QUOTE = "put the whole value between single quotes, and write a ' within it as ''"
_PROBLEMS = (
    ("did not find expected key", "the value ends before this", _QUOTE),
    ("mapping values are not allowed", "a second colon in a value without quotes", _QUOTE),
    ("cannot start any token", "a value cannot begin with this sign", _QUOTE),
    ("could not find expected ':'", "this line is neither NAME: VALUE nor part of a value", _QUOTE),
    ("alphabetic or numeric character", "a value cannot begin with this sign", _QUOTE),
    ("unknown escape", "this is no escape", "write \\\\ for a backslash, or use single quotes"),
    ("escape code", "this is no escape", "write \\\\ for a backslash, or use single quotes"),
    (
        "expected hexdecimal",
        "this is no escape",
        "write \\\\ for a backslash, or use single quotes",
    ),
    ("<document start>", "nothing may follow the end of the record", "remove it"),
    ("expected ',' or", "a list or table in brackets is not closed", _QUOTE),
    ("expected node content", "a value is missing here", _QUOTE),
    ("block sequence entries", "a list cannot begin here", "begin it on a line of its own"),
    ("block end", "this line is indented unlike its neighbours", "indent equal fields alike"),
)
