"""What an editor does to published things: release, withdraw, restore, rename, merge.

Each is a pure function from the ledger to the lines and files to add, so that it can be shown
before it is done; ``edition.release.save`` then writes them. The date is always given, never
taken from a clock here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from edition import __version__
from edition.config import Config
from edition.errors import EditionError
from edition.exports.addresses import GENERATOR
from edition.exports.frozen import freeze_article, freeze_record
from edition.exports.gbt7714 import cite_gbt7714
from edition.exports.item import csl_item, new_item
from edition.ledger import (
    Ledger,
    Line,
    Paragraph,
    Registration,
    Retired,
    align_paragraphs,
    hash_text,
    is_valid,
    mint,
    neighbours,
    seeded,
    url_of,
)
from edition.ledger.form import hash_document, hash_record
from edition.ledger.lines import KINDS, PREFIXES
from edition.ledger.sketch import sketch_text
from edition.ledger.view import final, is_changed
from edition.model import Document, Edition, Output

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be added to the ledger: lines, and frozen files below ``versions/``."""

    lines: tuple[Line, ...] = ()
    files: tuple[Output, ...] = ()
    notes: tuple[str, ...] = ()
    """For the editor: what happens, one sentence a line."""


def release(
    edition: Edition,
    ledger: Ledger,
    config: Config,
    *,
    date: str,
    reason: str,
    by: str,
    write_markdown: Callable[[Document], str],
    only: Collection[str] = (),
) -> Changes:
    """Freeze every document whose text or record changed as its next version.

    ``write_markdown`` writes the page of a document (``edition.page.write_page``); it gets the
    document with its new version number. ``only`` limits the release to some ids. Documents that
    did not change are left alone, and nothing changed is no error: the changes are empty.
    """
    _demand(date, reason, by)
    for identifier in only:
        find(identifier, ledger)
    lines: list[Line] = []
    files: list[Output] = []
    notes: list[str] = []
    for document in edition.documents:
        registration = find(document.id, ledger)
        if (only and document.id not in only) or not is_changed(document, ledger):
            continue
        line, frozen = _release_one(document, registration, ledger, config, write_markdown)
        lines.append(replace(line, date=date, reason=reason, by=by))
        files += frozen
        notes.append(f"{document.id} version {line.version}: {document.title}{_told(line)}")
    return Changes(tuple(lines), tuple(files), tuple(notes))


def _release_one(
    document: Document,
    registration: Registration,
    ledger: Ledger,
    config: Config,
    write_markdown: Callable[[Document], str],
) -> tuple[Line, list[Output]]:
    number = registration.version + 1
    texts = [block.text for block in document.paragraphs]
    anchors = tuple(block.anchor for block in document.paragraphs)
    origins: tuple[tuple[str, ...], ...] = ((),) * len(texts)
    retired: tuple[Retired, ...] = ()
    if registration.versions:
        before = ledger.texts(document.id)
        found = align_paragraphs(before, texts, highest=registration.highest)
        if found.ids != anchors:
            raise ValueError(f"the paragraphs of {document.id} do not bear the ledger's ids")
        origins, retired = found.origins, found.retired
    frozen = replace(document, version=number)
    gone = [Retired(name, into) for name, into in registration.retired.items()]
    article = freeze_article(frozen, [*gone, *retired])
    item = new_item(frozen, config, version=number)
    place = f"{document.id}/v{number}"
    files = [
        Output(f"{place}.md", write_markdown(frozen).encode()),
        Output(f"{place}.json", freeze_record(frozen, version=number, item=item, article=article)),
    ]
    line = Line(
        event="revised",
        id=document.id,
        kind="document",
        url=registration.url,
        version=number,
        capture=document.source,
        path=document.source_path,
        spans=tuple(sorted(span for block in document.blocks for span in block.spans)),
        text=hash_document(document),
        record=hash_record(document),
        sketch=sketch_text("\n".join(texts)),
        paragraphs=tuple(
            Paragraph(name, hash_text(text), origin)
            for name, text, origin in zip(anchors, texts, origins, strict=True)
        ),
        retired=retired,
        title=document.title,
        files={file.path: hashlib.sha256(file.data).hexdigest() for file in files},
        generator=f"{GENERATOR} {__version__}",
    )
    return line, files


def _told(line: Line) -> str:
    split = [f"{p.id} from {', '.join(p.origin)}" for p in line.paragraphs if p.origin]
    merged = [f"{gone.id} into {', '.join(gone.into)}" for gone in line.retired if gone.into]
    removed = [gone.id for gone in line.retired if not gone.into]
    parts = [
        ("split", split),
        ("merged", merged),
        ("removed", removed),
    ]
    told = "; ".join(f"{word} {', '.join(items)}" for word, items in parts if items)
    return f" ({told})" if told else ""


def withdraw(
    identifier: str,
    edition: Edition,
    ledger: Ledger,
    config: Config,
    *,
    date: str,
    reason: str,
    by: str,
    successor: str = "",
) -> Changes:
    """Put a tombstone in place of a page and of all its versions.

    Nothing is taken from the ledger or from ``versions/``: the text can be restored.
    """
    _demand(date, reason, by)
    registration = _find_alive(identifier, ledger)
    if successor and _find_alive(successor, ledger).id == registration.id:
        raise EditionError("a page cannot succeed itself", identifier, "name another successor")
    document = edition.document_by_id.get(registration.id)
    record = ledger.record(registration.id, registration.version)
    item = record.get("item") or (document and csl_item(document, edition, config))
    title = record.get("title") or (document.title if document else _name(registration.id, edition))
    line = replace(
        _line("withdrawn", registration, date=date, reason=reason, by=by),
        successor=successor,
        title=title,
        citation=cite_gbt7714(item) if item else "",
        text=hash_document(document) if document and not registration.versions else "",
    )
    return Changes((line,), (), (f"{registration.id} is withdrawn: {title}",))


def restore(identifier: str, ledger: Ledger, *, date: str, reason: str, by: str) -> Changes:
    """Bring back what was withdrawn, at all its addresses."""
    _demand(date, reason, by)
    registration = find(identifier, ledger)
    if registration.state != "withdrawn":
        raise EditionError(
            f"{registration.id} is {registration.state}, not withdrawn",
            identifier,
            "only what was withdrawn can be restored",
        )
    line = _line("restored", registration, date=date, reason=reason, by=by)
    title = registration.versions[-1].title if registration.versions else ""
    return Changes((replace(line, title=title),), (), (f"{registration.id} is restored",))


def rename(
    identifier: str,
    ledger: Ledger,
    *,
    date: str,
    reason: str,
    by: str,
    kind: str = "",
    prefix: str = "",
) -> Changes:
    """Give a thing a new id, or another kind, and with it a new address; the old one redirects.

    With ``kind`` (a place that turns out to be an organisation) the page moves to that kind's
    folder and the id changes with it. Ids in ``content/authority/`` are then changed by hand.
    """
    _demand(date, reason, by)
    registration = _find_alive(identifier, ledger)
    new_kind = kind or registration.kind
    if new_kind not in KINDS:
        raise EditionError(f"unknown kind {new_kind!r}", identifier, f"known: {', '.join(KINDS)}")
    letter = prefix or PREFIXES.get(new_kind, registration.id[:1])
    seed = seeded("renamed", registration.id, new_kind, date)
    new = mint(letter, ledger.taken, seed)
    line = replace(
        _line("renamed", registration, date=date, reason=reason, by=by),
        id=new,
        was=registration.id,
        kind=new_kind,
        url=url_of(new_kind, new),
        redirects=(registration.url,),
        title=registration.versions[-1].title if registration.versions else "",
    )
    return Changes((line,), (), (f"{registration.id} is now {new}, at {line.url}",))


def merge(
    identifier: str, into: str, ledger: Ledger, *, date: str, reason: str, by: str
) -> Changes:
    """Let a page be continued by another: its address redirects, its versions stay.

    The paragraphs of the latest version are found again in the other's, so that the page can
    tell who comes with an old link where the paragraph is.
    """
    _demand(date, reason, by)
    registration = _find_alive(identifier, ledger)
    successor = _find_alive(into, ledger)
    if successor.id == registration.id or successor.kind != registration.kind:
        raise EditionError(
            f"{registration.id} cannot be merged into {successor.id}",
            identifier,
            "name another page of the same kind",
        )
    before, after = ledger.texts(registration.id), ledger.texts(successor.id)
    found = align_paragraphs(before, [text for _, text in after], highest=registration.highest)
    there = {mine: after[n][0] for n, mine in enumerate(found.ids)}
    within = {gone.id: tuple(there[name] for name in gone.into) for gone in found.retired}
    retired = tuple(
        Retired(name, (there[name],) if name in there else within.get(name, ()))
        for name, _ in before
    )
    line = replace(
        _line("merged", registration, date=date, reason=reason, by=by),
        successor=successor.id,
        redirects=(registration.url,),
        retired=retired,
        title=registration.versions[-1].title if registration.versions else "",
    )
    return Changes((line,), (), (f"{registration.id} is merged into {successor.id}",))


def find(identifier: str, ledger: Ledger) -> Registration:
    """Find what an id that a person typed stands for; a mistyped one is told from an unknown one."""
    typed = identifier.strip()
    registration = ledger.find(typed)
    if registration is not None:
        return registration
    near = neighbours(typed, ledger.taken)
    what = (
        f"there is no {typed}"
        if is_valid(typed)
        else f"{typed} is mistyped: its check character is wrong"
    )
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else "the ids stand in content/ledger/ledger.jsonl"
    )
    raise EditionError(what, "", hint)


def _find_alive(identifier: str, ledger: Ledger) -> Registration:
    registration = find(identifier, ledger)
    if registration.state == "withdrawn":
        raise EditionError(
            f"{registration.id} is withdrawn",
            "",
            f"restore it first: build.py restore {registration.id}",
        )
    if registration.state == "merged":
        target = final(registration, ledger)
        raise EditionError(
            f"{registration.id} is merged into {target.id}", "", f"did you mean {target.id}?"
        )
    return registration


def _line(event: str, registration: Registration, *, date: str, reason: str, by: str) -> Line:
    last = registration.lines[-1].date
    if last and date < last:
        raise EditionError(
            f"{registration.id} was changed last on {last}, after {date}",
            "--date",
            f"give a date from {last} on",
        )
    return Line(
        event=event,
        id=registration.id,
        kind=registration.kind,
        url=registration.url,
        version=registration.version,
        date=date,
        reason=reason,
        by=by,
        generator=f"{GENERATOR} {__version__}",
    )


def _name(identifier: str, edition: Edition) -> str:
    relations = edition.relations
    named = {a.id: a.name for a in relations.authorities}
    named |= {work.id: work.title for work in relations.works}
    named |= {event.id: event.title for event in relations.events}
    return named.get(identifier, "")


def _demand(date: str, reason: str, by: str) -> None:
    if not _DATE.fullmatch(date):
        raise EditionError(f"{date!r} is not a date", "--date", "write it as 2026-07-01")
    if not reason.strip():
        raise EditionError("a reason is missing", "--reason", 'give it: --reason "…"')
    if not by.strip():
        raise EditionError(
            "it is not said by whom", "--by", "name an editor, or set editors in edition.toml"
        )
