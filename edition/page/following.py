"""How the text of a built page became that of an edited one, edit by edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from edition.model import BlockKind
from edition.page.alignment import LONGEST, are_alike, carried, in_order, matched
from edition.page.quoting import once, quoted
from edition.page.values import EditKind, HandEdit, Page, PageBlock

_WORDS = 8
"""Code points that show a place, where the change itself quotes nothing."""


@dataclass(slots=True)
class _Standing:
    """A block of the text on its way from built to edited."""

    block: PageBlock
    text: str
    goal: PageBlock | None = None
    """What it is in the edited page; None if it is gone from there."""


class Text:
    """The text on its way: each edit is quoted from it as it stands, and then applied to it."""

    def __init__(self, page: Page) -> None:
        """Begin with the text of the built page."""
        self.head = replace(page, blocks=()).text
        self.blocks = [_Standing(block, block.text) for block in _texts(page)]

    def follow(self, after: Page, headline: Mapping[str, Sequence[str]]) -> Iterator[HandEdit]:
        """Give the edits that lead to ``after``, in an order in which they can be applied."""
        goals = _texts(after)
        found = matched([standing.block for standing in self.blocks], goals)
        for j, i in found.items():
            self.blocks[i].goal = goals[j]
        yield from self._joined_or_gone(headline)
        yield from self._moved(goals)
        for at, goal in enumerate(goals):
            if at == len(self.blocks) or self.blocks[at].goal is not goal:
                yield from self._split_or_added(at - 1, goal)
        for at in range(len(self.blocks)):
            yield from self._changed(at)

    def _joined_or_gone(self, headline: Mapping[str, Sequence[str]]) -> Iterator[HandEdit]:
        at = 0
        while at < len(self.blocks):
            standing = self.blocks[at]
            if standing.goal:
                at += 1
            elif at and self._reaches(at - 1, at, self.blocks[at - 1].goal):
                yield self._join(at - 1)
            elif at + 1 < len(self.blocks) and self._reaches(at, at + 1, self.blocks[at + 1].goal):
                standing.goal = self.blocks[at + 1].goal
                yield self._join(at)
            else:
                name = next((n for n, new in headline.items() if standing.text in new), "")
                if name:
                    yield self._edit(EditKind.RELABEL, at, 0, _WORDS, name)
                    self.head = f"{self.head}\n{standing.text}"
                else:
                    yield self._edit(EditKind.REMOVE, at, 0, len(standing.text))
                del self.blocks[at]

    def _reaches(self, first: int, second: int, goal: PageBlock | None) -> bool:
        """Say whether two neighbours are one in the edited page."""
        one, two = self.blocks[first].text, self.blocks[second].text
        if not goal:
            return False
        border = carried(one + two, goal.text, len(one))
        return are_alike(goal.text[:border], one) and are_alike(goal.text[border:], two)

    def _join(self, at: int) -> HandEdit:
        first, second = self.blocks[at], self.blocks[at + 1]
        end = len(first.text)
        edit = self._edit(
            EditKind.JOIN, at, max(0, end - _WORDS), end, self._beginning(second.text)
        )
        first.text += second.text
        del self.blocks[at + 1]
        return edit

    def _moved(self, goals: Sequence[PageBlock]) -> Iterator[HandEdit]:
        places = {id(goal): j for j, goal in enumerate(goals)}
        order = [places[id(standing.goal)] for standing in self.blocks]
        steady = in_order(order)
        wanted = sorted(order)
        for place, number in enumerate(wanted):
            if number in steady:
                continue
            at = self._at_goal(goals[number])
            target = self._at_goal(goals[wanted[place - 1]]) if place else -1
            follows = self._ending(target) if place else ""
            standing = self.blocks[at]
            if follows is None:
                yield self._edit(EditKind.REMOVE, at, 0, len(standing.text))
                del self.blocks[at]
                yield self._add(self._at_goal(goals[wanted[place - 1]]), standing)
                continue
            yield self._edit(EditKind.MOVE, at, 0, _WORDS, follows)
            del self.blocks[at]
            self.blocks.insert(target + (target < at), standing)

    def _ending(self, at: int) -> str | None:
        """Give wording that ends with block ``at`` and is found once in the text, if there is any."""
        lines = self._lines()
        text, stop = (
            "\n".join(lines),
            len("\n".join(lines[: at + 1 + len(lines) - len(self.blocks)])),
        )
        size = _WORDS
        while size < 2 * stop:
            wording = text[max(0, stop - size) : stop]
            if once(text, wording):
                return wording
            size *= 2
        return None

    def _lines(self) -> list[str]:
        return [*([self.head] if self.head else []), *(standing.text for standing in self.blocks)]

    def _at_goal(self, goal: PageBlock) -> int:
        return next(i for i, standing in enumerate(self.blocks) if standing.goal is goal)

    def _split_or_added(self, at: int, goal: PageBlock) -> Iterator[HandEdit]:
        before = self.blocks[at] if at >= 0 else None
        if before and before.goal:
            whole = before.goal.text + goal.text
            border = carried(whole, before.text, len(before.goal.text))
            rest = before.text[border:]
            if (
                border > 0
                and are_alike(rest, goal.text)
                and are_alike(before.text[:border], before.goal.text)
            ):
                yield self._edit(
                    EditKind.SPLIT,
                    at,
                    max(0, border - _WORDS),
                    border,
                    rest[:_WORDS],
                    before.block.kind.value,
                )
                before.text = before.text[:border]
                self.blocks.insert(at + 1, _Standing(replace(before.block, anchor=""), rest, goal))
                return
        yield self._add(at, _Standing(goal, goal.text, goal))

    def _add(self, at: int, standing: _Standing) -> HandEdit:
        """Put a block after block ``at``; -1 is before all."""
        end = len(self.blocks[at].text) if at >= 0 else 0
        edit = self._edit(
            EditKind.ADD, at, max(0, end - _WORDS), end, standing.text, standing.block.kind.value
        )
        self.blocks.insert(at + 1, standing)
        return edit

    def _changed(self, at: int) -> Iterator[HandEdit]:
        standing = self.blocks[at]
        goal = standing.goal
        if not goal:
            return
        same_text = standing.text == goal.text
        moved = 0
        for start, end, new in _replacements(standing.text, goal.text):
            yield self._replaced(at, start + moved, end + moved, new)
            moved += len(new) - (end - start)
        if goal.kind is not standing.block.kind:
            yield self._edit(EditKind.RELABEL, at, 0, _WORDS, goal.kind.value)
        elif (
            same_text and _form(standing.block) != _form(goal) and standing.block.text == goal.text
        ):
            yield self._edit(EditKind.FORM, at, 0, _WORDS)

    def _replaced(self, at: int, start: int, end: int, new: str) -> HandEdit:
        standing = self.blocks[at]
        text = standing.text
        if start < end:
            edit = self._edit(EditKind.REPLACE if new else EditKind.REMOVE, at, start, end, new)
        elif start:
            edit = self._edit(EditKind.SUPPLY, at, max(0, start - _WORDS), start, new)
        else:
            edit = self._edit(EditKind.REPLACE, at, 0, _WORDS, new + text[:_WORDS])
        standing.text = text[:start] + new + text[end:]
        return edit

    def _edit(
        self, kind: EditKind, at: int, start: int, end: int, replacement: str = "", field: str = ""
    ) -> HandEdit:
        """Quote the place in the text as it stands; ``at`` is -1 before the first block."""
        if at < 0:
            return HandEdit(kind, "", "", replacement, field=field)
        lines = self._lines()
        begin = sum(len(line) + 1 for line in lines[: at + len(lines) - len(self.blocks)])
        size = len(self.blocks[at].text)
        exact, prefix, suffix = quoted(
            "\n".join(lines), begin + start, begin + min(end, size), line=(begin, begin + size)
        )
        return HandEdit(
            kind, self.blocks[at].block.anchor, exact, replacement, prefix, suffix, field
        )

    def _beginning(self, wording: str) -> str:
        """Shorten a block's text to a beginning that is found nowhere else, if there is any."""
        text = "\n".join(self._lines())
        sizes = range(_WORDS, len(wording), _WORDS)
        return next((wording[:n] for n in sizes if once(text, wording[:n])), wording)


def _replacements(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Give what differs as (start, end, new wording), joined where one character lies between."""
    if max(len(old), len(new)) > LONGEST:
        if old != new:
            yield 0, len(old), new
        return
    start = end = begin = stop = -1
    for part in Levenshtein.opcodes(old, new):
        if part.tag == "equal":
            if start >= 0 and part.src_end - part.src_start > 1:
                yield start, end, new[begin:stop]
                start = -1
            continue
        if start < 0:
            start, begin = part.src_start, part.dest_start
        end, stop = part.src_end, part.dest_end
    if start >= 0:
        yield start, end, new[begin:stop]


def _texts(page: Page) -> list[PageBlock]:
    return [block for block in page.blocks if block.kind is not BlockKind.PICTURE and block.text]


def _form(block: PageBlock) -> tuple[object, ...]:
    return block.runs, block.level, block.ordered
