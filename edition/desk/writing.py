"""Write decisions into TOML as a person would: appended, in a fixed order of keys, nothing else touched."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, String

from edition.errors import EditionError

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


def with_form(
    before: str | None, identifier: str, form: str, beside: str, *, source: str, quote: str
) -> str:
    r"""Add to an authority a form that counts only beside some word, and the quotation that has it.

    >>> print(with_form('[[place]]\nid = "c1"   # for good\nname = "甲市"\nforms = ["甲市"]\nattested = [\n'
    ...     '  { source = "sources/b.md", quote = "甲市" },\n]\n',
    ...     "c1", "甲", "开会", source="sources/a.md", quote="甲开会"))
    [[place]]
    id = "c1"   # for good
    name = "甲市"
    forms = ["甲市", { form = "甲", beside = ["开会"] }]
    attested = [
      { source = "sources/b.md", quote = "甲市" },
      { source = "sources/a.md", quote = "甲开会" },
    ]
    <BLANKLINE>
    """
    document = tomlkit.parse(before or "")
    tables = (table for kind in document.values() if isinstance(kind, AoT) for table in kind)
    found = next((table for table in tables if table.get("id") == identifier), None)
    if found is None:
        raise EditionError(f"there is no {identifier} in this file", "", "load the desk again")
    forms = found.setdefault("forms", tomlkit.array(_value([found["name"]])))
    known = next((f for f in forms if isinstance(f, dict) and f.get("form") == form), None)
    if known is not None:
        known["beside"].append(beside)
    elif form in forms:
        raise EditionError(
            f"{form} is a form of {found['name']} wherever it stands", "",
            "take it out of the file, or give it words that stand beside it",
        )  # fmt: skip
    else:
        forms.append(tomlkit.inline_table().append("form", form).append("beside", [beside]))
    attested = found.setdefault("attested", tomlkit.array())
    if not any(form in one["quote"] and one["source"] == source for one in attested):
        attested.add_line(
            tomlkit.inline_table().append("source", source).append("quote", quote), indent="  "
        )
    written = tomlkit.dumps(document)
    tomllib.loads(written)
    return _spaced(written)


def _spaced(text: str) -> str:
    """Give inline tables the spaces that a person types within the braces."""
    return re.sub(r'\{(form|source) = ("(?:[^"\\]|\\.)*".*?)\}(?=[,\]])', r"{ \1 = \2 }", text)


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
