"""What the ledger has to show: versions, drafts, retired paragraphs, tombstones, redirects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from edition.ledger.align import align_paragraphs
from edition.ledger.compare import compare_versions
from edition.ledger.form import hash_document, hash_record
from edition.ledger.lines import Line, write_line
from edition.ledger.register import Ledger, Registration
from edition.model import Change, Compared, Document, Register, Tombstone, Version


def make_register(ledger: Ledger, documents: Sequence[Document] = ()) -> Register:
    """Give the register for an edition of ``documents``, which already have their ids."""
    things = list(ledger.registrations.values())
    versions = {r.id: _versions(r, ledger) for r in things if r.versions and r.state != "withdrawn"}
    drafts = {
        document.id: changes
        for document in documents
        if (changes := changed_since(document, ledger)) is not None
    }
    return Register(
        versions=versions,
        drafts=drafts,
        retired={r.id: tuple(_retired(r)) for r in things if r.retired},
        arrivals=_arrivals(things, ledger),
        tombstones=tuple(_tombstone(r, ledger) for r in things if r.state == "withdrawn"),
        redirects=tuple(_redirects(things, ledger)),
        changes=_changes(ledger),
        addresses=tuple(sorted(_addresses(things))),
        ledger="".join(map(write_line, ledger.lines)),
    )


def _retired(registration: Registration) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the ids without a text, each with those that have its text now, however many moves on."""
    live = set(registration.paragraph_ids)
    for identifier in registration.retired:
        found: dict[str, None] = {}
        queue, seen = [identifier], {identifier}
        while queue:
            for name in registration.retired.get(queue.pop(0), ()):
                if name in live:
                    found[name] = None
                elif name not in seen:
                    queue.append(name)
                    seen.add(name)
        yield identifier, tuple(found)


def version_url(registration: Registration, number: int) -> str:
    """Give the path of a pinned version."""
    return f"{registration.url}v{number}/"


def is_changed(document: Document, ledger: Ledger) -> bool:
    """Say whether a document's text or record differs from its latest released version."""
    registration = ledger.find(document.id)
    if registration is None or not registration.versions:
        return True
    last = registration.versions[-1]
    return last.text != hash_document(document) or last.record != hash_record(document)


def changed_since(document: Document, ledger: Ledger) -> tuple[Compared, ...] | None:
    """Compare a document with its latest released version; None if it is the same, or the first."""
    registration = ledger.find(document.id)
    if registration is None or not registration.versions or not is_changed(document, ledger):
        return None
    before = ledger.texts(document.id)
    after = [(block.anchor, block.text) for block in document.paragraphs]
    found = align_paragraphs(before, [text for _, text in after], highest=registration.highest)
    origins = {name: of for name, of in zip(found.ids, found.origins, strict=True) if of}
    into = {gone.id: gone.into for gone in found.retired}
    return compare_versions(before, after, origins=origins, into=into)


def _versions(registration: Registration, ledger: Ledger) -> tuple[Version, ...]:
    versions: list[Version] = []
    for line in registration.versions:
        record = ledger.record(registration.id, line.version)
        paragraphs = tuple((p["id"], p["text"]) for p in record.get("paragraphs", ()))
        changes: tuple[Compared, ...] = ()
        if versions:
            changes = compare_versions(
                versions[-1].paragraphs,
                paragraphs,
                origins={p.id: p.origin for p in line.paragraphs if p.origin},
                into={gone.id: gone.into for gone in line.retired},
            )
        versions.append(
            Version(
                document=registration.id,
                number=line.version,
                url=version_url(registration, line.version),
                date=line.date,
                reason=line.reason,
                by=line.by,
                title=line.title,
                capture=line.capture,
                text_sha256=line.text,
                paragraphs=paragraphs,
                article=record.get("article", ""),
                markdown=_markdown(line, ledger),
                item=record.get("item", {}),
                changes=changes,
                record=_first_claims(record),
            )
        )
    return tuple(versions)


def _first_claims(record: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for claim in record.get("claims", ()):
        found.setdefault(claim["field"], claim["value"])
    return found


def _markdown(line: Line, ledger: Ledger) -> str:
    name = next((name for name in line.files if name.endswith(".md")), "")
    return ledger.frozen.get(name, b"").decode()


def _arrivals(
    things: Sequence[Registration], ledger: Ledger
) -> dict[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]]:
    found: dict[str, list[tuple[str, tuple[tuple[str, str], ...]]]] = {}
    for thing in things:
        if thing.state == "merged":
            target = final(thing, ledger)
            line = next(line for line in reversed(thing.lines) if line.event == "merged")
            direct = ledger.aliases.get(line.successor, line.successor) == target.id
            pairs = tuple(
                (gone.id, gone.into[0] if gone.into and direct else "") for gone in line.retired
            )
            found.setdefault(target.id, []).append((thing.id, pairs))
    return {identifier: tuple(merged) for identifier, merged in found.items()}


def final(registration: Registration, ledger: Ledger) -> Registration:
    """Follow mergers to what stands for a thing now; it is never itself merged."""
    current = registration
    while current.state == "merged":
        following = ledger.find(current.successor)
        if following is None:
            break
        current = following
    return current


def _former_urls(registration: Registration) -> list[str]:
    """Give the addresses that it had before it was renamed, oldest first."""
    urls = dict.fromkeys(line.url for line in registration.lines)
    return [url for url in urls if url != registration.url]


def _redirects(things: Sequence[Registration], ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Give every redirect, straight to where the thing is now; a tombstone's ways are its own."""
    for thing in things:
        if thing.state == "withdrawn":
            continue
        target = final(thing, ledger)
        merged = target is not thing
        home = thing.url if not merged else target.url
        if merged and target.state != "withdrawn":
            home += f"#from-{thing.id}"
        if merged:
            yield thing.url, home
        for former in _former_urls(thing):
            yield former, home
            for number in range(1, thing.version + 1):
                yield f"{former}v{number}/", version_url(thing, number)


def _tombstone(registration: Registration, ledger: Ledger) -> Tombstone:
    line = next(line for line in reversed(registration.lines) if line.event == "withdrawn")
    last = registration.versions[-1] if registration.versions else registration.lines[0]
    successor = ledger.find(registration.successor) if registration.successor else None
    places = [registration.url, *_former_urls(registration)]
    pinned = [f"{place}v{n}/" for place in places for n in range(1, registration.version + 1)]
    return Tombstone(
        id=registration.id,
        kind=registration.kind,
        url=registration.url,
        urls=tuple(place for place in [*places[1:], *pinned]),
        title=line.title or last.title,
        citation=line.citation,
        date=line.date,
        reason=line.reason,
        by=line.by,
        successor=final(successor, ledger).url if successor else "",
        capture=last.capture or registration.capture,
        text_sha256=last.text,
    )


def _changes(ledger: Ledger) -> tuple[Change, ...]:
    found = []
    for number, line in enumerate(ledger.lines):
        if line.event == "minted":
            continue
        known = ledger.find(line.id)
        target = final(known, ledger) if known else None
        url = target.url if target else line.url
        if line.event == "revised" and known and known.state != "withdrawn":
            url = version_url(known, line.version)
        title = line.title or _title(known)
        change = Change(
            line.date,
            line.event,
            line.id,
            line.kind,
            url,
            line.version,
            title,
            line.reason,
            line.by,
        )
        found.append((line.date, number, change))
    return tuple(change for _, _, change in sorted(found, key=lambda row: row[:2], reverse=True))


def _title(registration: Registration | None) -> str:
    lines = registration.lines if registration else ()
    return next((line.title for line in reversed(lines) if line.title), "")


def _addresses(things: Sequence[Registration]) -> Iterator[str]:
    for thing in things:
        for place in {line.url for line in thing.lines}:
            yield place
            yield from (f"{place}v{number}/" for number in range(1, thing.version + 1))
