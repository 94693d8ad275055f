"""Read front matter that has the form ``dump`` gives it, a line at a time and without YAML.

A page of ours is read a hundred times for each time that someone edits it, and the strict loader
takes longer for its record than for all the rest. What is not line for line in the writer's own
form is not read here: the strict loader reads it, or says what is wrong with it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edition.frontmatter import Plain

LIMIT, DEPTH = 262_144, 8
"""Those of the strict loader (``edition.frontmatter``), which takes longer to load than a small site to make."""

# What is read here is known to have no sign beyond ASCII but ordinary ones (``_is_ordinary``), so that only the signs of
# ASCII are told apart: such a pattern is compiled in a hundredth of the time.
_BARE = (
    r"[^\x00-.:-@\[-^`{-\x7f]"
    r"(?:[ ]?[^\x00-#%-'*,:>-@\[-\]`{-}\x7f]|:(?=\S))*"
)
"""A plain scalar that could be nothing else, in a block or between brackets."""
_SINGLE = r"'([^\x00-\x1f'\x7f]*)'"
_DOUBLE = (
    r'"((?:[^\x00-\x1f"\\\x7f]'
    r'|\\(?:["\\tn]|x[0-9A-F]{2}|u[0-9A-F]{4}|U00[01][0-9A-F]{5}))*)"'
)
_SCALAR = rf"(?:({_BARE})|{_SINGLE}|{_DOUBLE})"
_ENTRY = re.compile(rf"{_SCALAR}:(?: (?:{_SCALAR}|(\[\]|\{{\}})))?")
_ALONE = re.compile(_SCALAR)
_ESCAPE = re.compile(r"\\(?:x([0-9A-F]{2})|u([0-9A-F]{4})|U([0-9A-F]{8})|(.))")
_SHORTHAND = {"t": "\t", "n": "\n"}
_LONGEST_KEY = 120
"""YAML allows 1,024 characters before a colon; names of fields are far from it."""


_SHORT, _REMEMBERED = 120, 8_192
"""Four of five lines stand in other pages too; so long and so many of them are read once."""


class Unusual(Exception):
    """The text is not in the writer's form; it may be right all the same."""


def quick_record(text: str, start: int, end: int) -> dict[str, Plain]:
    r"""Give what ``load_plain`` would give for this stretch of ``text``; raises ``Unusual``.

    >>> front = "id: 'no'\n表:\n  - {a: b, c: 'd, e'}\n无: []\n"
    >>> quick_record(front, 0, len(front))
    {'id': 'no', '表': [{'a': 'b', 'c': 'd, e'}], '无': []}
    """
    if end - start > LIMIT or not text.endswith("\n", start, end):
        raise Unusual
    front = text[start : end - 1]
    if not _is_ordinary(front):
        raise Unusual
    lines = front.split("\n")
    record, at = _table(lines, 0, 0, 1)
    if at != len(lines):
        raise Unusual
    return record


def _is_ordinary(front: str) -> bool:
    """Say whether no sign is one that YAML or the writer would want written by number.

    Python calls none of them printable, and the wide space, which is ordinary here, neither.
    """
    return front.replace("\n", "").replace("\u3000", "").isprintable()


def _table(lines: list[str], at: int, indent: int, depth: int) -> tuple[dict[str, Plain], int]:
    if depth > DEPTH:
        raise Unusual
    found: dict[str, Plain] = {}
    count = len(lines)
    margin = " " * indent
    while at < count:
        line = lines[at]
        if not line.startswith(margin):
            break
        own = line[indent:] if indent else line
        key, value, empty = _entry(own) if len(own) <= _SHORT else _entry_of(own)
        if key in found:
            raise Unusual
        at += 1
        if value is not None:
            found[key] = value
        elif empty:
            found[key] = [] if empty == "[]" else {}
        elif at < count and lines[at].startswith("- ", indent + 2):
            found[key], at = _list(lines, at, indent + 2, depth + 1)
        else:
            inner, after = _table(lines, at, indent + 2, depth + 1)
            if after == at:
                raise Unusual
            found[key], at = inner, after
    return found, at


def _entry_of(text: str) -> tuple[str, str | None, str]:
    """Read a field that fills a line: (name, value, ``[]`` or ``{}``); without either, it goes on below."""
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise Unusual
    bare, single, double, value, quoted, escaped, empty = match.groups()
    key = bare or single or (_unescaped(double) if double else "")
    if not key or len(key) > _LONGEST_KEY:
        raise Unusual
    if value is None:
        value = quoted
    if value is None and escaped is not None:
        value = _unescaped(escaped)
    return key, value, empty or ""


_entry = lru_cache(maxsize=_REMEMBERED)(_entry_of)


def _list(lines: list[str], at: int, indent: int, depth: int) -> tuple[list[Plain], int]:
    if depth > DEPTH:
        raise Unusual
    found: list[Plain] = []
    sign = " " * indent + "- "
    after = indent + 2
    while at < len(lines) and lines[at].startswith(sign):
        line = lines[at]
        first = line[after : after + 1]
        if first in ("{", "["):
            if depth == DEPTH:
                raise Unusual
            found.append(_flow_table(line, after) if first == "{" else _flow_list(line, after))
            at += 1
        elif match := _ALONE.fullmatch(line, after):
            found.append(_value(match))
            at += 1
        else:
            lines[at] = " " * after + line[after:]
            inner, at = _table(lines, at, after, depth + 1)
            found.append(inner)
    return found, at


def _flow_table(line: str, at: int) -> Plain:
    found: dict[str, Plain] = {}
    if "'" not in line and '"' not in line and line.endswith("}"):
        # A plain scalar has no comma, so what stands between two is a field.
        for part in line[at + 1 : -1].split(", "):
            name, plain, _ = _entry(part) if len(part) <= _SHORT else _entry_of(part)
            if plain is None or name in found:
                raise Unusual
            found[name] = plain
        return found
    at += 1
    while True:
        match = _ENTRY.match(line, at)
        if match is None:
            raise Unusual
        bare, single, double, value, quoted, escaped, _ = match.groups()
        key = bare or single or (_unescaped(double) if double else "")
        given = value if value is not None else quoted
        if given is None and escaped is not None:
            given = _unescaped(escaped)
        if not key or key in found or len(key) > _LONGEST_KEY or given is None:
            raise Unusual
        found[key] = given
        at = match.end()
        if line.startswith(", ", at):
            at += 2
        elif line[at:] == "}":
            return found
        else:
            raise Unusual


def _flow_list(line: str, at: int) -> Plain:
    found: list[Plain] = []
    at += 1
    while True:
        match = _ALONE.match(line, at)
        if match is None:
            raise Unusual
        found.append(_value(match))
        at = match.end()
        if line.startswith(", ", at):
            at += 2
        elif line[at:] == "]":
            return found
        else:
            raise Unusual


def _value(match: re.Match[str]) -> str:
    bare, single, double = match.groups()
    if bare is not None:
        return str(bare)
    return str(single) if single is not None else _unescaped(double)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_meant, text) if "\\" in text else text


def _meant(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        code = int(digits, 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise Unusual
        return chr(code)
    return _SHORTHAND.get(match[4], match[4])
