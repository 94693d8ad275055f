"""From the files of a collection to cleaned, divided and decided captures: the first half of a build.

Captures are read and cleaned one by one, each with the evidence of the others, and what the shelf has of the last build is
taken from there. All content errors of a stage are collected before it fails.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from edition.clean import Protected, clean
from edition.collection import Collection
from edition.conclude import Prepared, settled
from edition.config import Config
from edition.decisions import (
    Decisions,
    decide,
    protected_spans,
    read_decisions,
    without_withdrawn,
)
from edition.divide import divide
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
    set_aside_whole,
)
from edition.incremental.processes import in_processes
from edition.incremental.sources import Answers, Cleaned, Shelf, collection_digest
from edition.infer import infer, origin
from edition.model import Source
from edition.readers import READERS, FirstReading, Notice, Reader, choose
from edition.reading import Log
from edition.recall import Recall
from edition.rules import ARTICLE_RULES, PAGE_RULES
from edition.sources import load_source

Progress = Callable[[str, int, int], None]
"""Told of each step: stage, how many of it are done, how many there are."""

HashOf = Callable[[str], str | None]
"""Gives the SHA-256 of a file below ``content/``, or None if it has to be read for it."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a collection lies and where its site goes."""

    content: Path
    site: Path
    config: Path
    templates: Path


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


def prepare_alone(
    path: Path, content: Path, config: Config, decisions: Decisions, collection: Collection
) -> Prepared:
    """Read, clean, divide and decide one capture, on the evidence of a collection as it was before.

    For who wants to see a text at once: nothing is kept of it. Raises what is wrong with the capture.
    """
    capture = _Capture(path, path.relative_to(content).as_posix(), "", decisions)
    return _prepare(_read(capture, content, config), collection, config)


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
        shelf.collection = collection
    with stages.stage("clean"):
        cleaned = _clean_all(captures, collection, digest, paths, config, stages, shelf, jobs)
    with stages.stage("infer"):
        recall = shelf.recall
        drafts = [recall.of(settled, draft) for one in cleaned for draft in one.drafts]
        held = _held(infer(drafts, recall=recall), recall)
        inferred = iter([recall.of(origin, draft) for draft in held])
        prepared = [
            recall.of(_redrafted, one, *islice(inferred, len(one.drafts))) for one in cleaned
        ]
    shelf.finish()
    return tuple(prepared), tuple(decisions[path] for path in sorted(decisions))


def _held(drafts: Sequence[Draft], recall: Recall) -> list[Draft]:
    """Take away what was inferred against an editor's decision."""
    held: list[Draft] = []
    errors: list[EditionError] = []
    for draft in drafts:
        try:
            held.append(recall.of(without_withdrawn, draft) if draft.withdrawn else draft)
        except EditionError as error:
            errors.append(error)
    if errors:
        raise ContentErrors(tuple(errors))
    return held


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
