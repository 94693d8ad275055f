"""Write decisions into TOML as a person would: appended, in a fixed order of keys, nothing else touched."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import String

_ORDER = (
    "id", "name", "action", "article", "rule", "field", "value", "exact", "prefix", "suffix", "into", "text",
    "kind", "certainty", "same", "title", "forms", "roles", "reason", "reason_en", "by", "witnesses",
    "attested",
)  # fmt: skip


def with_decision(before: str | None, entry: Mapping[str, Any], *, source: str, sha256: str) -> str:
    r"""Add a decision to the text of a decisions file (None: there is none yet).

    >>> print(with_decision(None, {"action": "gap", "exact": "从", "reason": "缺文", "by": "甲"},
    ...                     source="sources/a.txt", sha256="00ff"))
    source = "sources/a.txt"
    sha256 = "00ff"
    <BLANKLINE>
    [[decision]]
    action = "gap"
    exact = "从"
    reason = "缺文"
    by = "甲"
    <BLANKLINE>
    """
    if before is None:
        before = f"source = {_value(source)}\nsha256 = {_value(sha256)}\n"
    return _appended(before, "decision", entry)


def with_entry(before: str | None, table: str, entry: Mapping[str, Any]) -> str:
    """Add a verdict or an authority to the text of an authority file."""
    return _appended(before or "", table, entry)


def _appended(before: str, table: str, entry: Mapping[str, Any]) -> str:
    newline = "\r\n" if "\r\n" in before else "\n"
    rank = {key: n for n, key in enumerate(_ORDER)}
    keys = sorted(entry, key=lambda key: rank.get(key, len(rank)))
    lines = [f"[[{table}]]"]
    lines += [f"{key} = {_value(entry[key])}" for key in keys if entry[key] not in ("", None, [])
              or key in ("text", "reason")]  # fmt: skip
    head = before.rstrip()
    written = (f"{head}\n\n" if head else "") + "\n".join(lines) + "\n"
    written = written.replace("\r\n", "\n").replace("\n", newline)
    tomllib.loads(written)  # a fault of ours, if it is none
    return written


def _value(value: object) -> str:
    if isinstance(value, str):
        if "\n" in value:
            return String.from_raw(value, tomlkit.items.StringType.MLB).as_string()
        return tomlkit.string(value).as_string()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Sequence):
        if any(isinstance(one, Mapping) for one in value):
            return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return str(tomlkit.item(value).as_string())
