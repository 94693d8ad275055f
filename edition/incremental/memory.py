"""What is remembered of the last build: what each output asked, what it was told, its bytes' hash."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from edition.incremental.digests import Digests, Undigestible
from edition.incremental.outdated import Reason, out_of_date
from edition.incremental.processes import in_processes
from edition.incremental.sealed import read_plain, seal_plain
from edition.incremental.trace import Question, Roots, Trace, premise
from edition.model import Output
from edition.publish import Kept

FORMAT = b"edition-memory-8"

FREE = -1
"""In the place of a number: the answer follows from no other."""

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
    asked: Sequence[int]
    """Numbers of the questions that it asked."""
    outputs: tuple[str, ...]


@dataclass
class Memory:
    """All that is remembered; empty before the first build."""

    questions: dict[Question, int] = field(default_factory=dict)
    """Every question that was asked, with its number."""
    answers: dict[int, bytes] = field(default_factory=dict)
    """Digests of the answers; of those that are in ``values`` worked out when they are written down."""
    units: dict[str, Unit] = field(default_factory=dict)
    files: dict[str, tuple[bytes, int, int]] = field(default_factory=dict)
    """Of each output the hash, and its size and time in the site when it was written."""
    checked: bytes = b""
    """Digest of code and settings under which the site as remembered passed the checks; empty if it did not."""
    pages: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each Markdown page by its path below ``content/``, as the last build wrote or proved it."""
    led: tuple[list[str], dict[str, bytes]] = field(default_factory=lambda: ([], {}))
    """Where the pages of the site lead, as ``edition.incremental.checking.Led`` has it."""
    premises: list[int] = field(default_factory=list)
    """For each question the number of the one that its answer follows from, or ``FREE``."""
    values: dict[int, Any] = field(default_factory=dict)
    """The answers themselves, in the process that got them."""
    digests: Digests = field(default_factory=Digests)
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Why each piece of work was done in the last build."""

    def __bool__(self) -> bool:
        """Say whether anything is remembered."""
        return bool(self.units)

    def number(self, question: Question) -> int:
        """Give the number of a question, a new one if it was never asked."""
        number = self.questions.get(question)
        if number is None:
            follows = premise(question)
            of = FREE if follows is None else self.number(follows)
            number = self.questions[question] = len(self.questions)
            self.premises.append(of)
        return number

    def used(self, units: Iterable[Unit]) -> set[int]:
        """Give the numbers of what these pieces of work asked, and of what that follows from."""
        asked: set[int] = set().union(*(unit.asked for unit in units))
        return asked | {self.premises[number] for number in asked} - {FREE}

    def digest(self, number: int) -> bytes | None:
        """Give the digest of an answer as it is remembered; None if it cannot be told."""
        known = self.answers.get(number)
        if known is None and number in self.values:
            try:
                known = self.answers[number] = self.digests.of(self.values[number])
            except Undigestible:
                return None
        return known

    def tidy(self) -> None:
        """Forget questions that nothing asks any more, and number the others anew."""
        used = self.used(self.units.values())
        if len(used) == len(self.questions):
            return
        kept = [(question, old) for question, old in self.questions.items() if old in used]
        new = {old: number for number, (_, old) in enumerate(kept)}
        new[FREE] = FREE
        self.questions = {question: new[old] for question, old in kept}
        self.premises = [new[self.premises[old]] for _, old in kept]
        self.answers = {new[old]: found for old, found in self.answers.items() if old in used}
        self.values = {new[old]: found for old, found in self.values.items() if old in used}
        self.units = {
            name: Unit(unit.settings, tuple(new[old] for old in unit.asked), unit.outputs)
            for name, unit in self.units.items()
        }

    # -- on the disk ----------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write it down, in one step."""
        self.tidy()
        for number in self.values.keys() - self.answers.keys():
            self.digest(number)
        data = seal_plain(_written_down(self), FORMAT)
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
        found = read_plain(data, FORMAT)
        try:
            return cls() if found is None else _read_back(found)
        except Exception:  # what a stranger wrote may fail in any way
            return cls()

    def check_files(self, site: Path) -> dict[str, int]:
        """Forget each file of the site that is not as the last build left it; give all files with their numbers."""
        standing = _standing(site)
        for path, (_, size, stamp) in list(self.files.items()):
            found = standing.get(path)
            if found is None or found[0] != size or found[1] != stamp:
                del self.files[path]
                self.checked = b""
        return {path: number for path, (_, _, number) in standing.items()}

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


def _written_down(memory: Memory) -> tuple[Any, ...]:
    """Give what is to be remembered as plain values: questions with their answers' digests, then the work.

    A question that cannot be written down is left out, with all work that asked it.
    """
    lost = {n for question, n in memory.questions.items() if not _is_plain(question.key)}
    if lost:
        units = {n: unit for n, unit in memory.units.items() if lost.isdisjoint(unit.asked)}
        memory = replace(memory, units=units)
        memory.tidy()
    answers, premises = memory.answers, memory.premises
    return (
        [(*q, premises[n], answers.get(n, b"")) for q, n in memory.questions.items()],
        [
            (name, unit.settings, array("I", unit.asked).tobytes(), unit.outputs)
            for name, unit in memory.units.items()
        ],
        memory.files,
        memory.checked,
        memory.pages,
        memory.led,
    )


def _is_plain(key: object) -> bool:
    return type(key) in (str, int, type(None)) or (type(key) is tuple and all(map(_is_plain, key)))


def _read_back(found: tuple[Any, ...]) -> Memory:
    known, units, files, checked, pages, led = found
    memory = Memory(files=files, checked=checked, pages=pages, led=led)
    for number, (of, attribute, part, key, follows, answer) in enumerate(known):
        memory.questions[Question(of, attribute, part, key)] = number
        memory.premises.append(follows)
        if answer:
            memory.answers[number] = answer
    for name, settings, numbers, outputs in units:
        asked = array("I")
        asked.frombytes(numbers)
        memory.units[name] = Unit(settings, tuple(asked), outputs)
    return memory


def _standing(site: Path) -> dict[str, tuple[int, int, int]]:
    """Give size, time and number of each file of a site, in one pass."""
    found: dict[str, tuple[int, int, int]] = {}
    root, waiting = str(site), [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(f"{root}/{folder}") as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{folder}{entry.name}/")
                    else:
                        stat = entry.stat(follow_symlinks=False)
                        found[folder + entry.name] = stat.st_size, stat.st_mtime_ns, stat.st_ino
        except OSError:  # not there: nothing of it is as it was
            continue
    return found


class _Now:
    """The answers as they are now, beside those remembered."""

    def __init__(self, roots: Roots, memory: Memory) -> None:
        self._roots, self._memory = roots, memory
        self.values: dict[int, Any] = {}

    def changed(self, used: Set[int]) -> dict[int, Question]:
        """Give the questions whose answers are not what they were, or cannot be compared.

        Not looked at is what follows from an answer that is as it was.
        """
        memory = self._memory
        changed: dict[int, Question] = {}
        following: list[tuple[Question, int]] = []
        for question, number in memory.questions.items():
            if number in used:
                if memory.premises[number] != FREE:
                    following.append((question, number))
                elif not self._same(question, number):
                    changed[number] = question
        for question, number in following:
            if memory.premises[number] in changed and not self._same(question, number):
                changed[number] = question
        return changed

    def _same(self, question: Question, number: int) -> bool:
        memory = self._memory
        try:
            value = self.values[number] = self._roots.answer(question)
        except (AttributeError, KeyError):
            return False
        if number in memory.values:
            before = memory.values[number]
            if value is before or (type(value) is type(before) and value == before):
                return True
        try:
            return memory.digest(number) == memory.digests.of(value)
        except Undigestible:
            return False

    def learn(self, questions: Iterable[tuple[Question, int]], changed: Iterable[int]) -> None:
        """Take over the answers as they are now: to new questions, and those that changed."""
        memory = self._memory
        for number in changed:
            memory.answers.pop(number, None)
            memory.values.pop(number, None)
        for question, number in questions:
            if number not in self.values:
                memory.answers.pop(number, None)
                try:
                    self.values[number] = self._roots.answer(question)
                except (AttributeError, KeyError):
                    continue
        memory.values.update(self.values)


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
    besides: str = "\0",
) -> Iterator[Output | Kept]:
    """Do what is out of date and give all outputs: new ones with their bytes, the others by name.

    Outputs whose path begins with ``besides`` are given and not remembered.

    Work is given in the order of ``works``. ``memory`` is brought up to date only after the last
    output was taken; a build that fails before leaves it as it was.
    """
    now = _Now(roots, memory)
    every = list(works)
    known = {name: memory.units[name] for work in every if (name := work.name) in memory.units}
    changed = now.changed(memory.used(known.values()))
    reasons: dict[str, tuple[Reason, ...]] = {}
    todo: list[Work] = []
    for work in every:
        why = _why(work, known.get(work.name), memory.files, changed)
        if why or work.always:
            reasons[work.name] = why
            todo.append(work)
    done = in_processes(todo, lambda work: do(work, roots), jobs=jobs)
    units: dict[str, Unit] = {}
    asked: dict[Question, int] = {}
    for work in every:
        if work.name in reasons:
            outputs, questions = next(done)
            numbers = {question: memory.number(question) for question in questions}
            asked |= numbers
            asked |= {p: memory.number(p) for q in questions if (p := premise(q)) is not None}
            paths = tuple(o.path for o in outputs if not o.path.startswith(besides))
            units[work.name] = Unit(work.settings, tuple(numbers.values()), paths)
            yield from outputs
        else:
            units[work.name] = known[work.name]
            yield from map(Kept, known[work.name].outputs)
    now.learn(asked.items(), changed)
    memory.units, memory.reasons = units, reasons


def _why(
    work: Work, known: Unit | None, files: Mapping[str, object], changed: Mapping[int, Question]
) -> tuple[Reason, ...]:
    if known is None:
        return (Reason("new"),)
    if known.settings != work.settings:
        names = sorted(known.settings.keys() | work.settings.keys())
        return tuple(
            Reason("setting", name)
            for name in names
            if known.settings.get(name) != work.settings.get(name)
        )
    missing = tuple(Reason("missing", path) for path in known.outputs if path not in files)
    return missing or out_of_date(known.asked, changed)
