"""Read a file of decisions, and say exactly where one is not understood."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from edition.errors import EditionError, Location
from edition.model import Certainty, Words

ACTIONS = (
    "replace", "remove", "set_aside", "supply", "gap", "join", "relabel", "record", "keep", "claim",
    "withdraw_claim", "mark", "split", "add", "move", "confirm",
    "stet",
)  # fmt: skip
_TOP_KEYS = frozenset({"source", "sha256", "encoding", "reader", "decision"})
_TEXTS = ("exact", "prefix", "suffix", "text", "kind", "field", "value", "article", "rule", "into")
_KEYS = frozenset({"name", "action", "certainty", "reason", "reason_en", "by", *_TEXTS})
_HEADER = re.compile(r"^\s*\[\[\s*decision\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of an editor."""

    name: str
    action: str
    reason: Words
    by: str
    where: Location
    """Line of the decisions file, for messages."""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    text: str = ""
    """What shall stand there (``replace``, ``supply``)."""
    kind: str = ""
    """What the block is (``relabel``)."""
    field: str = ""
    value: str = ""
    """The claim (``claim``, ``record``)."""
    certainty: Certainty = Certainty.CERTAIN
    article: str = ""
    """Words of the title of the article meant, where a source has several."""
    rule: str = ""
    """Code of the rule whose proposal is refused (``keep``) or confirmed (``confirm``)."""
    into: str = ""
    """Beginning of the paragraph that goes on (``join``), end of the one before (``move``)."""

    @property
    def code(self) -> str:
        """Give the code under which its intervention is recorded: ``D`` and its name."""
        return f"D:{self.name}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What editors decided about one source."""

    path: str = ""
    source: str = ""
    sha256: str = ""
    encoding: str = ""
    reader: str = ""
    decisions: tuple[Decision, ...] = field(default=())


def read_decisions(text: str, path: str) -> Decisions:
    """Read a decisions file's text.

    Raises ``EditionError`` naming file and line for anything that is not understood: unknown
    keys and actions, a missing reason or editor, two decisions of one name.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise EditionError(
            f"not valid TOML: {error}", Location(path, int(line[1]) if line else 0), "mend the line"
        ) from None
    _known(tables, _TOP_KEYS, text, path, 0)
    headers = [match.start() for match in _HEADER.finditer(text)]
    entries = tables.get("decision", [])
    decisions: list[Decision] = []
    for n, entry in enumerate(entries):
        at = headers[n] if n < len(headers) else 0
        decision = _decision(entry, text, path, at, n + 1)
        if any(other.name == decision.name for other in decisions):
            raise EditionError(
                f"two decisions are named {decision.name!r}",
                decision.where,
                "give each its own name",
            )
        decisions.append(decision)
    return Decisions(
        path=path,
        source=str(tables.get("source", "")),
        sha256=str(tables.get("sha256", "")),
        encoding=str(tables.get("encoding", "")),
        reader=str(tables.get("reader", "")),
        decisions=tuple(decisions),
    )


def _known(
    table: Mapping[str, Any], known: frozenset[str], text: str, path: str, start: int
) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            at = text.find(key, start)
            where = Location.in_text(path, text, at, at + len(key)) if at >= 0 else Location(path)
            raise EditionError(
                f"unknown key {key!r}", where,
                f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(known))}",
            )  # fmt: skip


def _decision(entry: Mapping[str, Any], text: str, path: str, at: int, number: int) -> Decision:
    where = Location.in_text(path, text, at, at + 1) if text else Location(path)
    _known(entry, _KEYS, text, path, at)
    for key in ("action", "reason", "by"):
        if not str(entry.get(key, "")).strip():
            raise EditionError(f"the decision has no {key}", where, f'add {key} = "…"')
    action = str(entry["action"])
    if action not in ACTIONS:
        near = get_close_matches(action, ACTIONS, 1)
        raise EditionError(
            f"unknown action {action!r}", where,
            f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(ACTIONS)}",
        )  # fmt: skip
    certainty = str(entry.get("certainty", "certain"))
    if certainty not in set(Certainty):
        raise EditionError(
            f"unknown certainty {certainty!r}", where, f"use one of {', '.join(Certainty)}"
        )
    if action in ("claim", "record") and not entry.get("field"):
        raise EditionError(
            f"a decision to {action} needs a field", where, 'add field = "published" or another'
        )
    if action not in ("claim", "withdraw_claim") and not entry.get("exact"):
        raise EditionError(
            f"a decision to {action} needs the words that it concerns", where, 'add exact = "…"'
        )
    reason = str(entry["reason"])
    return Decision(
        name=str(entry.get("name") or number),
        action=action,
        reason=Words(reason, str(entry.get("reason_en", reason))),
        by=str(entry["by"]),
        where=where,
        certainty=Certainty(certainty),
        **{key: str(entry.get(key, "")) for key in _TEXTS},
    )
