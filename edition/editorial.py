"""What an editor asks for besides building: explain a page, suggest decisions, adopt a hand edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import tomlkit

from edition.config import Config
from edition.errors import ContentErrors, EditionError, Location
from edition.model import Action, Document, Intervention, SourceRecord
from edition.page import EditKind, HandEdit, is_edited, page_differences, write_page
from edition.pipeline import RULES, Built, build_edition, unsure
from edition.preparing import Paths, Stages

CONTEXT = 24
"""Characters of the capture shown on each side of an intervention."""


def _built(paths: Paths, config: Config) -> Built:
    return build_edition(paths, config, Stages())


def _document(built: Built, page: str) -> Document:
    name = Path(page).stem
    document = built.edition.document_by_id.get(name)
    if document is None:
        known = ", ".join(sorted(built.edition.document_by_id)[:12])
        raise EditionError(
            f"there is no page {page!r}", "", f"give an id or a page's path; known: {known}"
        )
    return document


# -- explain ------------------------------------------------------------------


def explain(paths: Paths, config: Config, page: str, *, everything: bool = False) -> str:
    """Print each intervention in a page: place, raw context, before and after, reason, evidence.

    Without ``everything`` the removal of markup and layout is left out.
    """
    built = _built(paths, config)
    document = _document(built, page)
    record = built.edition.source_by_hash[document.source]
    shown = [i for i in document.interventions if everything or i.editorial]
    titles = {rule.code: rule.title.zh for rule in RULES}
    lines = [
        f"{document.id}  {document.title}",
        f"{document.source_path}: {len(shown)} interventions"
        + ("" if everything else f" ({len(document.interventions) - len(shown)} of markup and layout left out: --all)"),
    ]  # fmt: skip
    for intervention in shown:
        lines += ["", *_explained(record, intervention, titles)]
    return "\n".join(lines)


def _explained(record: SourceRecord, i: Intervention, titles: dict[str, str]) -> Iterator[str]:
    text = record.source.text
    start, end = (i.spans[0].start, i.spans[0].end) if i.spans else (0, 0)
    where = Location.in_text(record.source.path, text, start, max(end, start + 1))
    who = "rule" if i.agent == "rule" else f"editor {i.agent}"
    yield f"#{i.id} {i.rule} {titles.get(i.rule, '编者裁定')} · {i.action} · {who} · {i.certainty}"
    yield f"   at      {where}"
    before = text[max(0, start - CONTEXT) : start].replace("\n", "⏎")
    after = text[end : end + CONTEXT].replace("\n", "⏎")
    inside = text[start:end].replace("\n", "⏎")
    inside = inside if len(inside) <= 80 else f"{inside[:60]}…{inside[-16:]}"
    yield f"   raw     {before}⟦{inside}⟧{after}"
    if len(i.spans) > 1:
        yield f"   places  {len(i.spans)} stretches, to character {i.spans[-1].end}"
    if i.after:
        yield f"   now     {i.after[:80]}"
    yield f"   because {i.reason.zh}"
    for evidence in i.evidence:
        quoted = f"「{evidence.quote[:60]}」" if evidence.quote else ""
        yield f"   evidence {evidence.note.zh}{quoted}"


# -- suggest ------------------------------------------------------------------


def suggest(paths: Paths, config: Config, kind: str) -> str:
    """Print ready-to-paste TOML: decisions for what is unsure, or candidates for an authority file."""
    built = _built(paths, config)
    if kind != "decisions":
        from edition.relate import suggest_authorities

        return suggest_authorities(kind, built.edition)
    by = config.editors[0] if config.editors else "编者"
    parts: list[str] = []
    for record, intervention in unsure(built):
        parts.append(_suggested(record, intervention, by))
    parts += [
        f"# {notice.where}: {notice.what}\n# → {notice.next_step}\n" for notice in built.notices
    ]
    parts += _emendations(built, by)
    return "\n".join(parts) or "# Nothing is unsure."


def _suggested(record: SourceRecord, i: Intervention, by: str) -> str:
    start = i.spans[0].start if i.spans else 0
    where = Location.in_text(record.source.path, record.source.text, start)
    head = [f"# {where.path}:{where.line}: {i.rule} {i.action}, {i.certainty}: {i.reason.zh}"]
    head += [f"#   {e.note.zh}" + (f"「{e.quote[:48]}」" if e.quote else "") for e in i.evidence]
    head.append(
        f'# into decisions/{Path(record.source.path).stem}.toml (source = "{record.source.path}"):'
    )
    if i.rule.startswith("T1"):
        entry = {"action": "claim", "field": "title", "value": i.after, "reason": "…", "by": by}
        return "\n".join([*head, _toml(entry)])
    quotation = (i.before or i.after).split("\n")[0]
    quotation = quotation.split("¶")[0] if i.action in (Action.JOIN, Action.GAP) else quotation[:40]
    if i.action is Action.MARK:
        entry = {"action": "remove", "exact": quotation, "reason": "…", "by": by}
        return "\n".join([*head, _toml(entry)])
    confirm = {"action": "confirm", "rule": i.rule, "exact": quotation, "reason": "…", "by": by}
    refuse = {"action": "keep", "rule": i.rule, "exact": quotation, "reason": "…", "by": by}
    commented = "\n".join(f"# {line}" for line in _toml(refuse).rstrip().split("\n"))
    return "\n".join([*head, _toml(confirm), "# or, to refuse it:", commented, ""])


def _emendations(built: Built, by: str) -> list[str]:
    parts = []
    for offer in built.edition.relations.emendations:
        document = built.edition.document_by_id[offer.place.document]
        paragraph = next(p for p in document.paragraphs if p.anchor == offer.place.paragraph).text
        entry = {
            "action": "replace",
            "exact": offer.reading,
            "prefix": paragraph[max(0, offer.place.start - 8) : offer.place.start],
            "suffix": paragraph[offer.place.end : offer.place.end + 8],
            "text": offer.proposal,
            "reason": offer.reason.zh,
            "by": by,
        }
        head = (
            f"# {document.source_path} ({document.id}#{offer.place.paragraph}): {offer.reason.zh}"
        )
        stet = {"action": "stet", **{key: entry[key] for key in ("exact", "prefix", "suffix")}}
        refuse = _toml({**stet, "reason": "…", "by": by}).rstrip()
        commented = "\n".join(f"# {line}" for line in refuse.split("\n"))
        parts.append("\n".join([head, _toml(entry), "# or, to refuse it:", commented, ""]))
    return parts


def _toml(entry: dict[str, str]) -> str:
    table = tomlkit.table()
    for key, value in entry.items():
        if value or key in ("text", "reason"):
            table.add(key, value)
    array = tomlkit.aot()
    array.append(table)
    return tomlkit.dumps({"decision": array})


# -- adopt --------------------------------------------------------------------


def adopt(paths: Paths, config: Config, page: str, *, by: str = "", reason: str = "") -> str:
    """Turn a hand edit of a page into recorded decisions from which the same page is built again.

    The decisions are appended to the source's file, whose comments and form stay. Nothing is
    written unless the build with the new decisions gives the edited text.
    """
    built = _built(paths, config)
    document = _document(built, page)
    path = paths.content / "pages" / f"{document.id}.md"
    edited = path.read_text(encoding="utf-8")
    text = write_page(document, built.edition, config, rules=built.edition.rules_hash)
    if not is_edited(edited):
        return f"{path.name} was not edited by hand; nothing to adopt."
    edits = page_differences(text, edited, f"pages/{path.name}")
    refused = [edit for edit in edits if edit.kind in (EditKind.GENERATED, EditKind.FORM)]
    if refused:
        raise ContentErrors(tuple(
            EditionError(
                f"this change can't be adopted ({edit.field or edit.exact[:30]})", f"pages/{path.name}",
                "it is made by the build, or is a form that no decision expresses: undo it in the page",
            ) for edit in refused
        ))  # fmt: skip
    several = len(built.edition.source_by_hash[document.source].documents) > 1
    by = by or (config.editors[0] if config.editors else "编者")
    reason = reason or "编者在页面上直接改定。"
    entries = [_as_decision(edit, by, reason, document.title if several else "") for edit in edits]
    target = paths.content / "decisions" / f"{Path(document.source_path).stem}.toml"
    before = target.read_text(encoding="utf-8") if target.exists() else None
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_appended(before, document, entries), encoding="utf-8")
    try:
        again = _built(paths, config)
        remade = write_page(again.edition.document_by_id[document.id], again.edition, config,
                            rules=again.edition.rules_hash)  # fmt: skip
        decided = {edit.field for edit in edits if edit.kind is EditKind.CLAIM}
        left = [
            e
            for e in page_differences(remade, edited)
            if e.kind is not EditKind.GENERATED
            and not (e.kind is EditKind.CLAIM and e.field in decided)
        ]
        if left:
            raise EditionError(
                f"the decisions would not give the edited page ({left[0].kind} of {left[0].exact[:24]!r} remains)",
                f"pages/{path.name}", "make the change in smaller steps, or write the decision by hand",
            )  # fmt: skip
    except (EditionError, ContentErrors):
        if before is None:
            target.unlink()
        else:
            target.write_text(before, encoding="utf-8")
        raise
    path.write_text(remade, encoding="utf-8", newline="\n")
    shown = target.relative_to(paths.content).as_posix()
    return f"{len(entries)} decision{'s' if len(entries) != 1 else ''} written to {shown}; complete each reason there, then build."


def _as_decision(edit: HandEdit, by: str, reason: str, article: str) -> dict[str, str]:
    entry: dict[str, str] = {"action": edit.kind.value, "article": article}
    match edit.kind:
        case EditKind.CLAIM:
            entry |= {"field": edit.field, "value": edit.replacement}
            if not edit.replacement:
                entry = {"action": "withdraw_claim", "article": article, "field": edit.field}
        case EditKind.RELABEL:
            entry |= {"exact": edit.exact, "kind": edit.replacement}
        case EditKind.JOIN | EditKind.MOVE:
            entry |= {"exact": edit.exact, "into": edit.replacement}
        case EditKind.ADD:
            entry |= {"exact": edit.exact, "text": edit.replacement, "kind": edit.field}
        case _:
            entry |= {"exact": edit.exact, "text": edit.replacement}
    if edit.kind is not EditKind.CLAIM:
        entry |= {"prefix": edit.prefix, "suffix": edit.suffix}
    return {k: v for k, v in {**entry, "reason": reason, "by": by}.items() if v}


def _appended(before: str | None, document: Document, entries: Sequence[dict[str, str]]) -> str:
    file = tomlkit.parse(before) if before is not None else tomlkit.document()
    if before is None:
        file.add("source", document.source_path)
        file.add("sha256", document.source)
    decisions = file.get("decision")
    if decisions is None:
        decisions = tomlkit.aot()
        file.add("decision", decisions)
    for entry in entries:
        table = tomlkit.table()
        for key, value in entry.items():
            table.add(key, value)
        decisions.append(table)
    return tomlkit.dumps(file)
