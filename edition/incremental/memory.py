"""What is remembered of the last build: what each output asked, what it was told, its bytes' hash."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edition.incremental.digests import Digests, Undigestible
from edition.incremental.outdated import Reason, out_of_date
from edition.incremental.processes import in_processes
from edition.incremental.sealed import read_sealed, seal
from edition.incremental.trace import Question, Roots, Trace
from edition.model import Output
from edition.publish import Kept

FORMAT = b"edition-memory-6"

Made = tuple[tuple[Output, ...], Mapping[Question, None]]


@dataclass(frozen=True, slots=True)
class Work:
    """Something that makes outputs, to be done or left undone as a whole."""

    name: str
    make: Callable[[Trace], Iterable[Output]]
    """Makes the outputs; what it asks, it asks of the trace."""
    settings: Mapping[str, bytes] = field(default_factory=dict)
    """Digests of what it is made with besides what it asks: code, settings, templates, …"""
    always: bool = False
    """Cheap, or dependent on everything: made in every build."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is remembered of one piece of work."""

    settings: Mapping[str, bytes]
    questions: tuple[Question, ...]
    outputs: tuple[str, ...]


@dataclass
class Memory:
    """All that is remembered; empty before the first build."""

    answers: dict[Question, bytes] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    files: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)
    """Of each output the hash, and its size and time in the site when it was written."""
    checked: bytes = b""
    """Digest of code and settings under which the site as remembered passed the checks; empty if it did not."""
    digests: Digests = field(default_factory=Digests)
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Why each piece of work was done in the last build."""

    def __bool__(self) -> bool:
        """Say whether anything is remembered."""
        return bool(self.units)

    # -- on the disk ----------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write it down, in one step."""
        data = seal((self.answers, self.units, self.files, self.checked), FORMAT)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_bytes(data)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Memory:
        """Read what was written down; what is missing, damaged or foreign is taken as nothing."""
        try:
            data = path.read_bytes()
        except OSError:
            return cls()
        found = read_sealed(data, FORMAT)
        if not (isinstance(found, tuple) and [type(f) for f in found] == [dict, dict, dict, bytes]):
            return cls()
        return cls(*found)

    def check_files(self, site: Path) -> None:
        """Forget each file of the site that is not as the last build left it."""
        standing = _standing(site)
        for path, (_, size, stamp) in list(self.files.items()):
            if standing.get(path) != (size, stamp):
                del self.files[path]
                self.checked = b""

    def learn_files(self, site: Path, paths: Iterable[str], hashes: Mapping[str, bytes]) -> None:
        """Note how the files just written stand in the site, and forget all others."""
        wanted = set(paths)
        for path in self.files.keys() - wanted:
            del self.files[path]
        for path in wanted:
            if path in hashes or path not in self.files:
                found = (site / path).stat()
                known = hashes.get(path) or self.files[path][0]
                self.files[path] = (known, found.st_size, found.st_mtime_ns)


def _standing(site: Path) -> dict[str, tuple[int, int]]:
    """Give size and time of each file of a site, in one pass."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(site / folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{folder}{entry.name}/")
                    else:
                        stat = entry.stat(follow_symlinks=False)
                        found[folder + entry.name] = (stat.st_size, stat.st_mtime_ns)
        except OSError:  # not there: nothing of it is as it was
            continue
    return found


class _Answers(Mapping[Question, bytes]):
    """Digests of the answers as they are now, each worked out when it is first needed."""

    def __init__(self, roots: Roots, digests: Digests) -> None:
        self._roots, self._digests = roots, digests
        self._known: dict[Question, bytes | None] = {}

    def __getitem__(self, question: Question) -> bytes:
        if question not in self._known:
            try:
                self._known[question] = self._digests.of(self._roots.answer(question))
            except (Undigestible, AttributeError, KeyError):
                self._known[question] = None
        found = self._known[question]
        if found is None:
            raise KeyError(question)
        return found

    def __iter__(self) -> Iterator[Question]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def do(work: Work, roots: Roots) -> Made:
    """Do one piece of work; give its outputs and what it asked."""
    trace = Trace(roots)
    return tuple(work.make(trace)), trace.questions


def remake(
    works: Iterable[Work],
    memory: Memory,
    roots: Roots,
    *,
    jobs: int = 1,
) -> Iterator[Output | Kept]:
    """Do what is out of date and give all outputs: new ones with their bytes, the others by name.

    Work is given in the order of ``works``. ``memory`` is brought up to date only after the last
    output was taken; a build that fails before leaves it as it was.
    """
    memory.digests.next_build()
    now = _Answers(roots, memory.digests)
    every = list(works)
    reasons: dict[str, tuple[Reason, ...]] = {}
    todo: list[Work] = []
    for work in every:
        why = _why(work, memory, now)
        if why or work.always:
            reasons[work.name] = why
            todo.append(work)
    done = in_processes(todo, lambda work: do(work, roots), jobs=jobs)
    units: dict[str, Unit] = {}
    answers: dict[Question, bytes] = {}
    for work in every:
        if work.name in reasons:
            outputs, questions = next(done)
            unit = Unit(work.settings, tuple(questions), tuple(output.path for output in outputs))
            yield from outputs
        else:
            unit = memory.units[work.name]
            yield from (Kept(path) for path in unit.outputs)
        units[work.name] = unit
        for question in unit.questions:
            if question not in answers and question in now:
                answers[question] = now[question]
    memory.units, memory.answers = units, answers
    memory.reasons = reasons


def _why(work: Work, memory: Memory, now: Mapping[Question, bytes]) -> tuple[Reason, ...]:
    known = memory.units.get(work.name)
    if known is None:
        return (Reason("new"),)
    if known.settings != work.settings:
        names = sorted(known.settings.keys() | work.settings.keys())
        return tuple(
            Reason("setting", name)
            for name in names
            if known.settings.get(name) != work.settings.get(name)
        )
    missing = tuple(Reason("missing", path) for path in known.outputs if path not in memory.files)
    return missing or out_of_date(known.questions, memory.answers, now)
