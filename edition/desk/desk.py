"""Answers the desk's requests: the list of matters, decisions, and words selected on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from edition.decisions import ACTIONS
from edition.desk.matters import Matter, decisions_file, find_matters
from edition.desk.related import FILES
from edition.desk.selection import quote
from edition.desk.writing import with_decision, with_entry, with_form
from edition.errors import EditionError
from edition.ledger import new_id
from edition.model import Document
from edition.pipeline import Built

_FIELDS = frozenset(
    {
        "action", "exact", "prefix", "suffix", "text", "kind", "field", "value", "article", "rule",
        "into", "certainty", "reason", "reason_en", "by",
    }
)  # fmt: skip


class Reply(NamedTuple):
    """A status as HTTP has it, and what to say."""

    status: int
    body: Mapping[str, Any]


Outcome = Callable[[Path, Callable[[], None]], Sequence[Mapping[str, Any]]]
"""Changes a file, waits for the build that follows, and gives what is wrong then."""


class Desk:
    """The desk of one watched collection."""

    def __init__(self, content: Path, built: Callable[[], Built | None], outcome: Outcome) -> None:
        """Take the content that it writes to, and how to ask for the last build and await the next."""
        self._content, self._built, self._outcome = content, built, outcome

    def answer(self, method: str, what: str, values: Mapping[str, Any]) -> Reply:
        """Answer one request."""
        built = self._built()
        if built is None:
            return Reply(503, {"problem": "nothing is built yet", "waiting": True})
        try:
            if method == "GET" and what == "matters.json":
                return self._list(built)
            if method == "POST" and what == "settle":
                return self._settle(built, values)
            if method == "POST" and what == "select":
                return self._select(built, values)
        except EditionError as error:
            return Reply(400, {"problem": error.what, "next": error.next_step})
        return Reply(404, {"problem": "there is nothing here"})

    def _list(self, built: Built) -> Reply:
        titles = {d.id: d.title for d in built.edition.documents}
        matters = find_matters(built)
        return Reply(200, {
            "matters": [m.plain() for m in matters],
            "titles": titles,
            "editors": list(built.config.editors),
            "actions": list(ACTIONS),
            "base": built.config.base_path,
        })  # fmt: skip

    def _settle(self, built: Built, values: Mapping[str, Any]) -> Reply:
        matter = next((m for m in find_matters(built) if m.id == values.get("id")), None)
        if matter is None:
            raise EditionError(
                "this is settled, or the text has changed", "", "load the desk again"
            )
        reason, by = _why(values)
        wanted = str(values.get("choice", ""))
        if wanted == "own":
            entry = _own(values.get("entry"))
            return self._decide(built, matter.where.source, {**entry, "reason": reason, "by": by})
        choice = next((c for c in matter.choices if c.name == wanted), None)
        if choice is None:
            raise EditionError(f"there is no choice {wanted!r} here")
        if choice.file.startswith("decisions/"):
            entry = {**choice.entry, "reason": reason, "by": by}
            return self._decide(built, matter.where.source, self._anchored(built, matter, entry))
        if choice.name == choice.entry.get("id"):
            form = dict(choice.entry)
            words = form.pop("id"), form.pop("form"), form.pop("beside")
            return self._write(choice.file, lambda text: with_form(text, *words, **form))
        return self._write(
            choice.file, lambda text: with_entry(text, "work", {**choice.entry, "reason": reason})
        )

    def _anchored(self, built: Built, matter: Matter, entry: dict[str, Any]) -> dict[str, Any]:
        """Lengthen a quotation that occurs more than once: of the capture for ``keep``, else of the text."""
        record = next(r for r in built.edition.sources if r.source.path == matter.where.source)
        before, _, after = matter.where.context
        exact = entry.get("exact", "")
        documents = [built.edition.document_by_id[name] for name in record.documents]
        if entry.get("action") == "remove":
            return {**entry, **_among(documents, exact, before.rpartition("\n")[2])}
        if entry.get("action") in ("replace", "stet") and matter.where.paragraph:
            document = built.edition.document_by_id[matter.where.document]
            return entry | quote(
                documents, document, matter.where.paragraph, exact, entry["prefix"]
            )
        text = record.source.text
        if entry.get("action") == "keep" and text.count(exact) > 1:
            for length in (2, 4, 8, 16, 32, len(before)):
                prefix, suffix = before[-length:], after[:length]
                if text.count(prefix + exact + suffix) == 1:
                    return {**entry, "prefix": prefix, "suffix": suffix}
        return entry

    def _select(self, built: Built, values: Mapping[str, Any]) -> Reply:
        document = built.edition.document_by_id.get(str(values.get("document", "")))
        if document is None:
            raise EditionError("there is no such document", "", "load the page again")
        alike = [d for d in built.edition.documents if d.source == document.source]
        anchor = quote(alike, document, str(values.get("paragraph", "")), str(values.get("exact", "")),
                       str(values.get("before", "")))  # fmt: skip
        action = str(values.get("action", ""))
        reason, by = _why(values)
        if action == "name":
            return self._name(built, document, values, anchor)
        if action not in ("replace", "set_aside", "gap"):
            raise EditionError(f"there is no action {action!r} for selected words")
        entry: dict[str, Any] = {"action": action, **anchor, "reason": reason, "by": by}
        if action == "replace":
            entry["text"] = str(values.get("text", ""))
        return self._decide(built, document.source_path, entry)

    def _name(
        self, built: Built, document: Document, values: Mapping[str, Any], anchor: Mapping[str, str]
    ) -> Reply:
        kind = str(values.get("kind", ""))
        if kind not in FILES:
            raise EditionError("say what the name is of", "", f"one of {', '.join(FILES)}")
        relations = built.edition.relations
        known = next(
            (a for a in relations.authorities if anchor["exact"] in (a.name, *a.forms)), None
        )
        if known is not None:
            raise EditionError(f"{anchor['exact']} is known already: {known.name} ({known.id})")
        taken = {a.id for a in relations.authorities} | {e.id for e in relations.events}
        text = next((b.text for b in document.blocks if b.anchor == values.get("paragraph")), "")
        at = text.index(anchor["prefix"] + anchor["exact"]) + len(anchor["prefix"])
        quotation = text[max(0, at - 8) : at + len(anchor["exact"]) + 8]
        entry = {
            "id": new_id(kind, taken, anchor["exact"]),
            "name": anchor["exact"],
            "attested": [{"source": document.source_path, "quote": quotation}],
        }
        order = {"id": entry["id"], "name": entry["name"], "attested": entry["attested"]}
        return self._write(
            f"authority/{FILES[kind]}.toml", lambda text: with_entry(text, kind, order)
        )

    def _decide(self, built: Built, source: str, entry: Mapping[str, Any]) -> Reply:
        record = next((r for r in built.edition.sources if r.source.path == source), None)
        if record is None:
            raise EditionError(f"there is no source {source!r}")
        known = next((d.path for d in built.decisions if d.source == source), "")
        return self._write(
            known or decisions_file(source),
            lambda text: with_decision(text, entry, source=source, sha256=record.source.sha256),
        )

    def _write(self, name: str, change: Callable[[str | None], str]) -> Reply:
        """Write a file, see what the build says to it, and take it back if it says no."""
        path = self._content / name
        before = path.read_text(encoding="utf-8") if path.exists() else None
        after = change(before)

        def write() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_text(after, encoding="utf-8", newline="")
            fresh.replace(path)

        def take_back() -> None:
            if before is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(before, encoding="utf-8", newline="")

        problems = self._outcome(path, write)
        mine = [problem for problem in problems if str(problem.get("where", "")).startswith(name)]
        if mine:
            self._outcome(path, take_back)
            return Reply(409, {"problem": mine[0]["what"], "next": mine[0]["next"], "file": name})
        added = after[len(before.rstrip()) if before else 0 :].strip()
        return Reply(200, {"file": name, "written": added})


def _among(documents: Sequence[Document], exact: str, before: str) -> Mapping[str, str]:
    """Give the quotation of words that stand after others of the same line of the capture."""
    for document in documents:
        for block in document.blocks:
            if block.live and before[-8:] + exact in block.text:
                return quote(documents, document, block.anchor, exact, before)
    return {}


def _why(values: Mapping[str, Any]) -> tuple[str, str]:
    reason, by = str(values.get("reason", "")).strip(), str(values.get("by", "")).strip()
    if not reason:
        raise EditionError("a decision needs its reason", "", "say in a sentence why")
    if not by:
        raise EditionError("a decision needs its editor", "", "give your name")
    return reason, by


def _own(entry: object) -> dict[str, Any]:
    if not isinstance(entry, dict) or entry.get("action") not in ACTIONS:
        raise EditionError("choose what to do", "", f"one of {', '.join(ACTIONS)}")
    return {key: str(value) for key, value in entry.items() if key in _FIELDS and str(value)}
