"""Write a record as YAML that our strict loader, and any other, reads as the same text.

Plain where nothing else could be meant, else between quotation marks; invisible characters as
escapes; keys in the order given, LF, no line folded: a change is a change of one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from edition.frontmatter import Writable
from edition.page.signs import ORDINARY, hidden

_PLAIN = re.compile(
    r"(?:\d+(?=[\u4e00-\u9fff])|[A-Za-z_/\u2010-\u2027\u3001-\ud7a3\uf900-\ufaff\uff01-\uff5e])"
    rf"(?:[ ]?[$()+\-./0-9;<=A-Z^_a-z~{ORDINARY}]|:(?=\S))*"
)
"""Begins with a letter or a Chinese sign, and has nothing that means something to YAML."""
_MEANT = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"])
"""Words that other readers of YAML take for something else."""
_DIGITS = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?"
    r"|\d+-\d+"
    r"|(?=\d*[a-df])[0-9a-f]{64}"
)
"""A date, a span, a SHA-256: they begin with a digit and yet can't be taken for a number."""
_ESCAPED = re.compile(rf"[^ !#-\[\]-~{ORDINARY}]")
_UNQUOTED = re.compile(rf"[ -&(-~{ORDINARY}]*")
_SCALAR = (str, int)
_SHORT = 100
"""Up to this many characters a table in a list is written on one line."""


def dump(record: Mapping[str, Writable]) -> str:
    """Write ``record`` as YAML in block style.

    >>> print(dump({"id": "no", "标题": "甲：乙", "数": 3, "表": [{"a": "b"}], "无": []}), end="")
    id: 'no'
    标题: 甲：乙
    数: 3
    表:
      - {a: b}
    无: []
    """
    lines: list[str] = []
    _table(record, "", lines)
    return "\n".join(lines) + "\n" if lines else ""


def _table(record: Mapping[str, Writable], indent: str, lines: list[str]) -> None:
    deeper = indent + "  "
    for key, value in record.items():
        if isinstance(value, _SCALAR):
            lines.append(f"{indent}{scalar(key)}: {scalar(value)}")
        elif not value:
            lines.append(f"{indent}{scalar(key)}: {'{}' if isinstance(value, Mapping) else '[]'}")
        else:
            lines.append(f"{indent}{scalar(key)}:")
            if isinstance(value, Mapping):
                _table(value, deeper, lines)
            else:
                for item in value:
                    _item(item, deeper, lines)


def _item(item: Writable, indent: str, lines: list[str]) -> None:
    if isinstance(item, _SCALAR):
        lines.append(f"{indent}- {scalar(item)}")
        return
    short = _flow(item)
    if short and len(short) <= _SHORT:
        lines.append(f"{indent}- {short}")
        return
    inner: list[str] = []
    if isinstance(item, Mapping):
        _table(item, indent + "  ", inner)
    else:
        for part in item:
            _item(part, indent + "  ", inner)
    inner[0] = f"{indent}- {inner[0][len(indent) + 2 :]}"
    lines += inner


def _flow(item: Mapping[str, Writable] | Sequence[Writable]) -> str:
    """Write a table or list of scalars on one line; empty if something lies deeper in it."""
    parts: list[str] = []
    if isinstance(item, Mapping):
        for key, value in item.items():
            if not isinstance(value, _SCALAR):
                return ""
            parts.append(f"{scalar(key)}: {scalar(value)}")
        return "{" + ", ".join(parts) + "}"
    for value in item:
        if not isinstance(value, _SCALAR):
            return ""
        parts.append(scalar(value))
    return "[" + ", ".join(parts) + "]"


@lru_cache(maxsize=4096)
def scalar(value: str | int) -> str:
    r"""Write one value.

    >>> [scalar(v) for v in ("3月19日", "2022-03-20", "1e5", "it's", "甲\n乙", "a: b", 7)]
    ['3月19日', '2022-03-20', "'1e5'", '"it\'s"', '"甲\\n乙"', "'a: b'", '7']
    """
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value):
        if value.lower() not in _MEANT and not value[-1].isspace():
            return value
    elif _DIGITS.fullmatch(value):
        return value
    if _UNQUOTED.fullmatch(value):
        return f"'{value}'"
    return '"' + _ESCAPED.sub(_escape, value) + '"'


_SHORTHAND = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _SHORTHAND:
        return _SHORTHAND[sign]
    if not hidden().match(sign):
        return sign
    code = ord(sign)
    return (
        f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}" if code < 65536 else f"\\U{code:08X}"
    )
