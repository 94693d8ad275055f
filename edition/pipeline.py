"""The only module that knows all stages: from a folder of captures to a published site.

Files are read at the beginning and written at the end; between, values go from one stage to
the next. All content errors of a stage are collected before the build fails, and a failed
build leaves the last site, the pages and the ledger as they were.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from edition.clean import Protected, clean
from edition.collection import Collection
from edition.conclude import Prepared, article_of, document_of, record_of, settled
from edition.config import Config
from edition.decisions import Decisions, decide, protected_spans, read_decisions
from edition.divide import DIVISION_RULES, divide
from edition.draft import ASIDE_KINDS, Draft
from edition.errors import ContentErrors, EditionError, Location
from edition.guard import (
    CEILING,
    FORMAT,
    OVER_LIMIT,
    damaged,
    matters,
    over_limit,
    refuse_links,
    refuse_place,
    set_aside_whole,
)
from edition.incremental.checking import Pending
from edition.incremental.garbage import seldom_collected
from edition.incremental.manifest import Look
from edition.incremental.processes import in_processes
from edition.incremental.sources import Answers, Cleaned, Shelf, collection_digest
from edition.incremental.workplace import Workplace
from edition.infer import INFERENCE_RULES, infer, origin
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
    Source,
    SourceRecord,
)
from edition.readers import MARKUP_RULES, READERS, FirstReading, Notice, Reader, choose
from edition.reading import Log
from edition.recall import Recall
from edition.rule import Rule
from edition.rules import ARTICLE_RULES, PAGE_RULES
from edition.sources import load_source

Progress = Callable[[str, int, int], None]
"""Told of each step: stage, how many of it are done, how many there are."""

HashOf = Callable[[str], str | None]
"""Gives the SHA-256 of a file below ``content/``, or None if it has to be read for it."""


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


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a collection lies and where its site goes."""

    content: Path
    site: Path
    config: Path
    templates: Path


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


class Stages:
    """Times stages and tells progress."""

    def __init__(self, progress: Progress | None = None) -> None:
        """Tell ``progress`` of each step, if it is given."""
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def tell(self, name: str, done: int, of: int) -> None:
        """Tell how far a stage is."""
        if self._progress is not None:
            self._progress(name, done, of)


@dataclass(frozen=True, slots=True)
class _Read:
    source: Source
    reader: Reader
    log: Log
    reading: FirstReading
    decisions: Decisions
    over: Notice | None = None
    """The limit that the capture is over, if it is: then no reader was asked."""


def list_sources(content: Path) -> tuple[Path, ...]:
    """Give the captures below ``content/sources``, in the order of their paths."""
    folder = content / "sources"
    if not folder.is_dir():
        raise EditionError(
            "there is no folder of captures",
            f"{content.name}/sources",
            "make it and put captures into it",
        )
    found = [p for p in folder.rglob("*") if p.is_file() and matters(p.name)]
    return tuple(sorted(found, key=lambda p: p.relative_to(folder).as_posix()))


def _load_decisions(content: Path) -> dict[str, Decisions]:
    folder = content / "decisions"
    found: dict[str, Decisions] = {}
    errors: list[EditionError] = []
    for path in sorted(folder.glob("[!.]*.toml")) if folder.is_dir() else ():
        shown = f"decisions/{path.name}"
        try:
            decisions = read_decisions(path.read_text(encoding="utf-8"), shown)
            if not decisions.source:
                raise EditionError(
                    "the file names no source", shown, 'begin it with source = "sources/…"'
                )
            if decisions.source in found:
                raise EditionError(
                    f"{decisions.source} has two files of decisions", shown, "join them"
                )
            found[decisions.source] = decisions
        except EditionError as error:
            errors.append(error)
        except UnicodeDecodeError:
            errors.append(EditionError("not UTF-8", shown, "save it as UTF-8"))
    if errors:
        raise ContentErrors(tuple(errors))
    return found


@dataclass
class _Capture:
    """A capture on its way through reading and cleaning, or as the shelf has it."""

    path: Path
    name: str
    key: str
    decisions: Decisions
    cleaned: Cleaned | None = None
    read: _Read | None = None

    @property
    def text(self) -> str:
        """Give the first reading, as the collection has it for the others."""
        if self.read is None:
            return self.cleaned.text if self.cleaned else ""
        blocks = self.read.reading.blocks
        return "\n".join(b.text for b in blocks if b.text and b.kind not in ASIDE_KINDS)


_NO_READER = Reader(FORMAT, OVER_LIMIT.title, lambda _: 0.0, lambda _, __, ___: FirstReading(()))


def _read(capture: _Capture, content: Path, config: Config) -> _Read:
    decided = capture.decisions
    source = load_source(
        capture.path,
        content=content,
        encoding=decided.encoding,
        maximum=config.policy.maximum_bytes * CEILING,
    )
    log = Log()
    if over := over_limit(source, config.policy):
        return _Read(source, _NO_READER, log, FirstReading(()), decided, over)
    reader = choose(source, READERS, named=decided.reader)
    return _Read(source, reader, log, reader.read(source, log, config), decided)


def _read_all(
    paths: Paths,
    config: Config,
    decisions: Mapping[str, Decisions],
    stages: Stages,
    shelf: Shelf,
    code: bytes,
    hash_of: HashOf,
) -> list[_Capture]:
    """Read every capture that the shelf does not have."""
    files = list_sources(paths.content)
    captures: list[_Capture] = []
    errors: list[EditionError] = []
    seen: dict[str, str] = {}
    same = Shelf.key(code, repr(config))
    for n, path in enumerate(files, 1):
        stages.tell("read", n, len(files))
        name = path.relative_to(paths.content).as_posix()
        decided = decisions.get(name, Decisions())
        try:
            sha256 = hash_of(name) or _sha256(path, name)
            if sha256 in seen:
                raise EditionError(
                    f"this is the same file as {seen[sha256]}", name, "delete one of the two"
                )
            seen[sha256] = name
            if decided.sha256 and decided.sha256 != sha256:
                raise EditionError(
                    f"the decisions are for another capture (SHA-256 {decided.sha256[:12]}…)", decided.path,
                    f"check them against the new file, then write sha256 = \"{sha256}\"",
                )  # fmt: skip
            key = Shelf.key(same, name, sha256, repr(decided))
            capture = _Capture(path, name, key, decided, shelf.find(key))
            if capture.cleaned is None:
                capture.read = _read(capture, paths.content, config)
                if capture.read.source.sha256 != sha256:  # written to in between
                    capture.key = Shelf.key(same, name, capture.read.source.sha256, repr(decided))
            captures.append(capture)
        except EditionError as error:
            errors.append(error)
    names = {p.relative_to(paths.content).as_posix() for p in files}
    for wanted, unused in decisions.items():
        if wanted not in names:
            errors.append(
                EditionError(
                    f"there is no source {wanted!r}", unused.path, "mend source, or delete the file"
                )
            )
    if errors:
        raise ContentErrors(tuple(errors))
    return captures


def _sha256(path: Path, name: str) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise EditionError(f"the capture cannot be read ({error.strerror})", name) from None


def _prepare(one: _Read, collection: Collection, config: Config) -> Prepared:
    """Clean, divide and decide one source."""
    if one.over is not None:
        return set_aside_whole(one.source, one.over)
    spans = protected_spans(one.decisions, one.source.text)
    protected = Protected((span, decision.rule) for decision, span in spans)
    draft = Draft(
        one.source, one.reader.name, one.reading.blocks, one.reading.claims, one.reading.notices
    )
    if one.reader.articles:
        draft = clean(
            draft, PAGE_RULES, one.log, collection=collection, config=config, protected=protected
        )
    division = divide(draft, one.log, articles=one.reader.articles)
    drafts = tuple(
        clean(d, ARTICLE_RULES, one.log, collection=collection, config=config, protected=protected)
        for d in division.drafts
    )
    for decision, span in spans:
        if span not in protected.used:
            raise EditionError(
                "no rule would touch these words", decision.where, "delete the decision"
            )
    drafts = decide(drafts, one.decisions, one.log)
    return Prepared(
        one.source,
        one.reader.name,
        drafts,
        division.remainder,
        division.announcements,
        one.log.entries,
        damaged(one.source),
    )


def prepare_all(
    paths: Paths,
    config: Config,
    stages: Stages,
    *,
    shelf: Shelf | None = None,
    code: bytes = b"",
    jobs: int = 1,
    hash_of: HashOf = lambda _: None,
) -> tuple[tuple[Prepared, ...], tuple[Decisions, ...]]:
    """Read, clean, divide, decide and infer every source of a collection.

    What ``shelf`` has of it is taken from there, if all that it depends on is the same.
    """
    shelf = Shelf() if shelf is None else shelf
    shelf.begin()
    with stages.stage("read"):
        refuse_links(paths.content)
        decisions = _load_decisions(paths.content)
        captures = _read_all(paths, config, decisions, stages, shelf, code, hash_of)
        collection = Collection({capture.name: capture.text for capture in captures})
        digest = collection_digest(collection.texts)
    with stages.stage("clean"):
        cleaned = _clean_all(captures, collection, digest, paths, config, stages, shelf, jobs)
    with stages.stage("infer"):
        recall = shelf.recall
        drafts = [recall.of(settled, draft) for one in cleaned for draft in one.drafts]
        inferred = iter([recall.of(origin, draft) for draft in infer(drafts, recall=recall)])
        prepared = [
            recall.of(_redrafted, one, *islice(inferred, len(one.drafts))) for one in cleaned
        ]
    shelf.finish()
    return tuple(prepared), tuple(decisions[path] for path in sorted(decisions))


def _redrafted(prepared: Prepared, *drafts: Draft) -> Prepared:
    return replace(prepared, drafts=drafts)


def _clean_all(
    captures: Sequence[_Capture],
    collection: Collection,
    digest: str,
    paths: Paths,
    config: Config,
    stages: Stages,
    shelf: Shelf,
    jobs: int,
) -> list[Prepared]:
    """Clean what the shelf does not have, or has on evidence that no longer holds."""

    def clean_one(capture: _Capture) -> Cleaned | tuple[str, Location, str]:
        read = capture.read or _read(capture, paths.content, config)
        answers = Answers.of(collection)
        try:
            prepared = _prepare(read, answers, config)
        except EditionError as error:
            return error.what, error.where, error.next_step
        return Cleaned(collection.texts[capture.name], prepared, answers.given, digest)

    for capture in captures:
        if capture.cleaned is not None:
            if shelf.holds_good(capture.cleaned, collection, digest):
                capture.cleaned = replace(capture.cleaned, collection=digest)
                shelf.held[capture.key] = capture.cleaned
            else:
                capture.cleaned = None
    todo = [capture for capture in captures if capture.cleaned is None]
    errors: list[EditionError] = []
    for n, (capture, made) in enumerate(
        zip(todo, in_processes(todo, clean_one, jobs=jobs), strict=True), 1
    ):
        stages.tell("clean", n, len(todo))
        if isinstance(made, Cleaned):
            capture.cleaned = made
            shelf.put(capture.key, made)
            shelf.cleaned += 1
        else:
            errors.append(EditionError(*made))
    if errors:
        raise ContentErrors(tuple(errors))
    shelf.key_of = {capture.name: capture.key for capture in captures}
    return [capture.cleaned.prepared for capture in captures if capture.cleaned is not None]


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


def write_pages(built: Built) -> dict[str, str]:
    """Give the Markdown page of each document by its path below ``content/``."""
    from edition.page import write_page

    edition = built.edition
    return {
        f"pages/{d.id}.md": write_page(d, edition, built.config, rules=edition.rules_hash)
        for d in edition.documents
    }


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
            pages = kept.pages(built.edition, config) if in_place else write_pages(built)
            changed = _changed_pages(pages, paths.content)
        with staged(paths.site) as aside:
            with stages.stage("render"):
                published = write_outputs(
                    kept.outputs(built.edition, config, paths, rules=RULES, jobs=jobs),
                    aside,
                    paths.site,
                    sparse=in_place,
                    standing=kept.standing,
                    listed=kept.listed,
                )
            pending = kept.unchecked(paths, published)
            if not in_place and pending is not None:
                with stages.stage("check"):
                    files = Files(aside, published.paths)
                    if errors := pending.check(files, built.edition, config):
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
        _remove_stray_pages(paths.content, pages)
        with stages.stage("remember"):
            known = {path: text.encode() for path, text in pages.items()} | ledger
            kept.end(paths, published, checked=pending is None or not in_place, written=known)
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


def _remove_stray_pages(content: Path, pages: Mapping[str, str]) -> None:
    """Remove pages of documents that the edition no longer has, unless someone edited them."""
    from edition.page import is_edited

    for left in [*(content / "pages").glob(".*.part"), *(content / "ledger").glob(".*.part")]:
        left.unlink()  # a build was killed while it wrote
    for path in sorted((content / "pages").glob("[!.]*.md")):
        if f"pages/{path.name}" not in pages and not is_edited(path.read_text(encoding="utf-8")):
            path.unlink()
