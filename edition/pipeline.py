"""The only module that knows all stages: from a folder of captures to a published site.

Files are read at the beginning and written at the end; between, values go from one stage to
the next. All content errors of a stage are collected before the build fails, and a failed
build leaves the last site, the pages and the ledger as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from edition.conclude import Prepared, article_of, document_of, record_of
from edition.config import Config
from edition.decisions import Decisions
from edition.divide import DIVISION_RULES
from edition.draft import Draft
from edition.errors import ContentErrors, EditionError
from edition.guard import (
    OVER_LIMIT,
    refuse_place,
)
from edition.incremental.checking import Pending
from edition.incremental.garbage import seldom_collected
from edition.incremental.manifest import Look
from edition.incremental.sources import Shelf
from edition.incremental.workplace import Workplace
from edition.infer import INFERENCE_RULES
from edition.ledger import (
    Identity,
    Ledger,
    Line,
    identify,
    paragraph_ids,
    read_ledger,
    write_line,
)
from edition.ledger.view import make_register
from edition.model import (
    Document,
    Edition,
    Intervention,
    Relations,
    SourceRecord,
)
from edition.preparing import HashOf, Paths, Progress, Stages, prepare_all
from edition.readers import MARKUP_RULES, Notice
from edition.recall import Recall
from edition.rule import Rule
from edition.rules import ARTICLE_RULES, PAGE_RULES


def _every_rule() -> tuple[Rule, ...]:
    rules = {
        rule.code: rule for rule in (*MARKUP_RULES, OVER_LIMIT, *DIVISION_RULES, *INFERENCE_RULES)
    }
    rules |= {rule.code: rule for rule in (*PAGE_RULES, *ARTICLE_RULES)}
    return tuple(rules[code] for code in sorted(rules))


RULES: tuple[Rule, ...] = _every_rule()
"""Every rule that can be named by an intervention or a claim, by its code."""


def rule_set_hash() -> str:
    """Give a hash of the rules' declarations: it changes when a rule does."""
    told = "\n".join(f"{r.code} {r.slug} {r.reason.zh} {r.changes} {r.leaves}" for r in RULES)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Built:
    """The edition as built in memory, and what an editor wants to know of it."""

    edition: Edition
    config: Config
    ledger: Ledger
    minted: tuple[Line, ...]
    identities: Mapping[str, Identity]
    decisions: tuple[Decisions, ...]
    notices: tuple[Notice, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)


def build_edition(
    paths: Paths,
    config: Config,
    stages: Stages,
    *,
    shelf: Shelf | None = None,
    code: bytes = b"",
    jobs: int = 1,
    hash_of: HashOf = lambda _: None,
) -> Built:
    """Build the whole edition in memory; nothing is written.

    Raises ``ContentErrors`` with all errors of the first stage that has any, and
    ``Unaccounted`` if a character of a source is lost.
    """
    shelf = Shelf() if shelf is None else shelf
    recall = shelf.recall
    prepared, decisions = prepare_all(
        paths, config, stages, shelf=shelf, code=code, jobs=jobs, hash_of=hash_of
    )
    with stages.stage("identify"):
        ledger = read_ledger(paths.content / "ledger" / "ledger.jsonl")
        drafts = [draft for p in prepared for draft in p.drafts]
        identities, minted = identify(
            [recall.of(article_of, d) for d in drafts], ledger, prefix=config.id_prefix
        )
    documents: list[Document] = []
    records: list[SourceRecord] = []
    known: dict[str, Identity] = {}
    with stages.stage("account"):
        waiting = iter(identities)
        for done, one in enumerate(prepared, 1):
            stages.tell("account", done, len(prepared))
            own: list[Document] = []
            gone: list[Document] = []
            for n, draft in enumerate(one.drafts):
                identity = next(waiting)
                anchors = paragraph_ids(identity, recall.of(article_of, draft).paragraphs, ledger)
                document = recall.of(_document, draft, one, (identity,), anchors)
                shelf.recipe(document, one.source.path, n, draft.claims, identity, anchors)
                (own if identity.state in ("draft", "released") else gone).append(document)
                known[document.id] = identity
            record = recall.of(_record, one, str(len(own)), *own, *gone)
            shelf.recipe(record, one.source.path, str(len(own)), *own, *gone)
            records.append(record)
            documents += own
    with stages.stage("relate"):
        relations, more = _relate(documents, prepared, ledger, paths, config, recall)
    edition = Edition(
        tuple(records),
        tuple(sorted(documents, key=lambda d: d.id)),
        relations,
        register=make_register(ledger.extended((*minted, *more)), documents),
        rules_hash=rule_set_hash(),
    )
    notices = tuple(
        n for p in prepared for n in (*p.notices, *(m for d in p.drafts for m in d.notices))
    )
    return Built(
        edition, config, ledger, (*minted, *more), known, decisions, notices, stages.seconds
    )


def _document(
    draft: Draft, prepared: Prepared, identity: tuple[Identity], anchors: tuple[str, ...]
) -> Document:
    alone = len(prepared.drafts) == 1
    return document_of(draft, identity[0], anchors, prepared.interventions, alone=alone)


def _record(prepared: Prepared, own: str, *documents: Document) -> SourceRecord:
    """Account for a source; only its ``own`` first documents are part of the edition."""
    record = record_of(prepared, documents)
    return replace(record, documents=tuple(d.id for d in documents[: int(own)]))


def _relate(
    documents: Sequence[Document],
    prepared: Sequence[Prepared],
    ledger: Ledger,
    paths: Paths,
    config: Config,
    recall: Recall,
) -> tuple[Relations, tuple[Line, ...]]:
    from edition.relate import read_authorities, register, relate

    authorities = read_authorities(paths.content / "authority")
    texts = {one.source.path: one.source.text for one in prepared}
    relations = relate(documents, authorities, config, ledger=ledger, sources=texts, recall=recall)
    return relations, register(relations, ledger)


def unsure(built: Built) -> tuple[tuple[SourceRecord, Intervention], ...]:
    """Give the interventions that an editor should look at: marked, or of low or medium certainty."""
    return tuple(
        (record, intervention)
        for record in built.edition.sources
        for intervention in record.interventions
        if intervention.editorial
        and (intervention.action == "mark" or intervention.certainty in ("low", "medium"))
    )


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, for its summary."""

    built: Built
    files: int
    changed: int
    removed: int
    pages_written: tuple[str, ...]
    indexed: int
    seconds: Mapping[str, float]
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What had to be made anew, and why."""
    paths: frozenset[str] = frozenset()
    """Of all files of the site but the search index."""
    pending: Pending | None = None
    """What of it is not checked yet."""


def write_pages(built: Built, documents: Iterable[Document] | None = None) -> dict[str, str]:
    """Give the Markdown pages of all documents, or of these, by their paths below ``content/``."""
    from edition.page import write_page

    edition = built.edition
    return {
        f"pages/{d.id}.md": write_page(d, edition, built.config, rules=edition.rules_hash)
        for d in (edition.documents if documents is None else documents)
    }


def _refuse_edited_pages(built: Built, content: Path, known: Container[str]) -> None:
    """Refuse to go on if a page was edited by hand, before anything is made; those known were not."""
    from edition.page import is_edited

    edited = [
        document
        for document in built.edition.documents
        if (path := f"pages/{document.id}.md") not in known
        and (page := content / path).is_file()
        and is_edited(page.read_text(encoding="utf-8", errors="replace"))
    ]
    _changed_pages(write_pages(built, edited), content)


def _changed_pages(pages: Mapping[str, str], content: Path) -> dict[str, str]:
    """Give the pages that differ from those on the disk; one that was edited by hand is an error."""
    from edition.page import is_edited

    changed: dict[str, str] = {}
    errors: list[EditionError] = []
    for path, text in pages.items():
        try:
            current = (content / path).read_bytes()
        except FileNotFoundError:
            changed[path] = text
            continue
        if current == text.encode():
            continue
        try:
            edited = is_edited(current.decode())
        except UnicodeDecodeError:
            edited = True
        if edited:
            errors.append(EditionError(
                "this page was edited by hand, and building would overwrite the edit", path,
                f"run `python build.py adopt {Path(path).stem}` to record the edit as decisions, "
                f"or delete the page to build it anew",
            ))  # fmt: skip
        else:
            changed[path] = text
    if errors:
        raise ContentErrors(tuple(errors))
    return changed


def _pages_besides(built: Built, made: Mapping[str, str], known: Container[str]) -> dict[str, str]:
    """Give the pages that came with documents that were made, and those that nobody knows."""
    unknown = [
        d
        for d in built.edition.documents
        if (path := f"pages/{d.id}.md") not in made and path not in known
    ]
    return {**made, **write_pages(built, unknown)}


def _refuse_vanished(built: Built) -> None:
    """Refuse to build if something that has an address would be gone."""
    errors = [
        EditionError(
            f"{r.id} has an address ({r.url}) and would be gone: its capture {r.path} is missing or no longer gives it",
            "ledger/ledger.jsonl",
            f"bring the capture back, or run `python build.py withdraw {r.id} --reason …`",
        )
        for r in built.ledger.registrations.values()
        if r.kind == "document"
        and r.state in ("draft", "released")
        and r.id not in built.identities
    ]
    if errors:
        raise ContentErrors(tuple(errors))


def build(
    paths: Paths,
    config: Config,
    *,
    progress: Progress | None = None,
    search: bool = True,
    jobs: int = 1,
    kept: Workplace | None = None,
    in_place: bool = False,
    look: Look | None = None,
) -> BuildReport:
    """Build the collection and publish the site in one step.

    Order: everything is made and checked aside; then the site is swapped in; then pages and
    ledger lines are written. Raises ``ContentErrors`` or ``Unaccounted``, and then nothing has
    changed. ``kept`` remembers from one build to the next what need not be made again; the site
    has the same bytes without it, and whatever ``jobs`` is. With ``in_place`` files that changed
    are exchanged one by one, for a site that is being looked at, and the search index is let be;
    who watches checks it afterwards (``check_built``). A site of which nothing had to be made was
    checked when it was. ``look`` is a look at all inputs that was taken just before.
    """
    from edition.publish import (
        Files,
        build_lock,
        carry_over,
        put_in_place,
        staged,
        swapped,
        write_outputs,
    )

    refuse_place(paths.site, paths.content, paths.templates, paths.config)
    stages = Stages(progress)
    kept = Workplace.without_memory() if kept is None else kept
    kept.lasting = in_place
    with build_lock(paths.site), seldom_collected():
        with stages.stage("compare"):
            kept.begin(paths, look=look)
        built = build_edition(
            paths,
            config,
            stages,
            shelf=kept.shelf,
            code=kept.code,
            jobs=jobs,
            hash_of=kept.hash_of,
        )
        _refuse_vanished(built)
        with stages.stage("pages"):
            known = {} if in_place else kept.known_pages()
            pages = kept.pages(built.edition, config) if in_place else {}
            changed = _changed_pages(pages, paths.content)
            if not in_place:
                _refuse_edited_pages(built, paths.content, known)
        with staged(paths.site) as aside:
            with stages.stage("render"):
                published = write_outputs(
                    kept.outputs(built.edition, config, paths, rules=RULES, jobs=jobs),
                    aside,
                    paths.site,
                    sparse=in_place,
                    standing=kept.standing,
                    listed=kept.listed,
                    numbers=kept.numbers,
                )
            if not in_place:
                with stages.stage("pages"):
                    pages = _pages_besides(built, kept.made_pages, known)
                    changed = _changed_pages(pages, paths.content)
            pending = kept.unchecked(paths, published)
            if not in_place and pending is not None:
                with stages.stage("check"):
                    files = Files(aside, published.paths)
                    if errors := pending.check(files, built.edition, config, jobs=jobs):
                        raise ContentErrors(errors)
            indexed = 0
            if search and not in_place:
                from edition.search import index_site

                with stages.stage("search"):
                    carry_over(paths.site, aside, "pagefind")
                    indexed = index_site(built.edition, config, aside).indexed
            kept.forget(published.differing & published.paths)
            if in_place and paths.site.is_dir():
                put_in_place(aside, paths.site, published)
            else:
                swapped(aside, paths.site, outdated=published.differing)
        ledger = _write_content(paths.content, changed, built.minted)
        with stages.stage("remember"):
            said = {path: text.encode() for path, text in pages.items()} | ledger
            written = {path: hashlib.sha256(data).hexdigest() for path, data in said.items()}
            for document in built.edition.documents:
                path = f"pages/{document.id}.md"
                written.setdefault(path, known.get(path, ""))
            _remove_stray_pages(paths.content, written)
            kept.end(paths, published, checked=pending is None or not in_place, written=written)
    return BuildReport(
        built,
        published.files,
        published.changed,
        published.removed,
        tuple(changed),
        indexed,
        stages.seconds,
        kept.reasons,
        published.paths,
        pending,
    )


def check_built(report: BuildReport, site: Path) -> tuple[EditionError, ...]:
    """Check a site as it stands, after a build in place: what was exchanged since it last passed."""
    from edition.publish import Files

    if report.pending is None:
        return ()
    files = Files(site, report.paths)
    return report.pending.check(files, report.built.edition, report.built.config)


def _write_content(
    content: Path, pages: Mapping[str, str], minted: Sequence[Line]
) -> dict[str, bytes]:
    """Write pages and new lines of the ledger; give the ledger if it has any."""
    for path, text in pages.items():
        _write_whole(content / path, text.encode())
    if minted:
        ledger = content / "ledger" / "ledger.jsonl"
        known = ledger.read_bytes() if ledger.exists() else b""
        data = known + "".join(map(write_line, minted)).encode()
        _write_whole(ledger, data)
        return {"ledger/ledger.jsonl": data}
    return {}


def _write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole or as it was: half a page would look like an edit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(data)
    part.replace(target)


def _remove_stray_pages(content: Path, pages: Container[str]) -> None:
    """Remove pages of documents that the edition no longer has, unless someone edited them."""
    from edition.page import is_edited

    for left in [*(content / "pages").glob(".*.part"), *(content / "ledger").glob(".*.part")]:
        left.unlink()  # a build was killed while it wrote
    for path in sorted((content / "pages").glob("[!.]*.md")):
        if f"pages/{path.name}" not in pages and not is_edited(path.read_text(encoding="utf-8")):
            path.unlink()
