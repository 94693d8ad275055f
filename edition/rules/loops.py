"""Loops of OCR: an engine that lost its way repeats what it has read.

One reading copy stays; the others are set aside as repeated, with their places, and never
count as evidence. A loop need not be exact: counters may go up, a character may change, the
last round may break off. What a text itself repeats (a refrain, a formula, a slogan) stays:
it is short, or other wording comes between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from edition.draft import Change, Proposal, Take, View
from edition.model import TEXT_KINDS, Action, Block, BlockKind, Certainty, Evidence, Fate, Words
from edition.reading import Edit
from edition.rule import Example, Rule

ALIKE = 92
"""Likeness, of 100, from which two units of a loop count as the same."""
LONG = 40
"""Characters from which a line is too long to be a formula that is repeated on purpose."""
PERIOD = 512
"""Units of a loop's round at most."""
_COUNTER = re.compile(
    r"第?[0-9０-９一二三四五六七八九十百千]+(?:[条章节款项届次、.．）)]|(?=年度))"
)
_FIGURES = re.compile(r"[0-9０-９]+")
"""Figures must agree: daily reports differ in nothing else, and are no loop."""
_UNIT = re.compile(r"[^。！？；\n]*[。！？；]?[”’」』）]*")
_STUTTER = re.compile(r"(?P<unit>[^\s\d.…·—_=*＊－-][^\n]{0,19}?)(?P=unit){9,}")


LOOPING = frozenset({"newspaper-ocr", "page-dump"})
"""Formats that an OCR engine may have written; a crawler does not loop."""


class Repeat(NamedTuple):
    """Units ``start`` to ``end`` repeat those ``period`` units before them."""

    start: int
    end: int
    period: int

    @property
    def rounds(self) -> int:
        """Give how often the round was read in all, the first included; a broken one counts."""
        return 1 - (-(self.end - self.start) // self.period)


def _key(unit: str) -> str:
    return _COUNTER.sub("#", unit.strip(), count=1)


def _same(one: str, two: str) -> bool:
    """Say whether two units are the same but for a counter, or but for a misread character."""
    if one == two:
        return True
    if len(one) < 12 or abs(len(one) - len(two)) > len(one) // 8 + 2:
        return False
    first, second = _key(one), _key(two)
    return _FIGURES.findall(first) == _FIGURES.findall(second) and (
        first == second or fuzz.ratio(first, second) >= ALIKE
    )


class _Seen:
    """Where units were seen last: by their key, and by how they begin and end.

    A single misread character leaves the beginning or the end of a unit as it was.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def note(self, unit: str, place: int) -> None:
        for sign in self._signs(unit):
            self._places[sign] = place

    def last(self, unit: str, units: Sequence[str], place: int) -> int | None:
        """Give the last place not too far back that has the same unit."""
        for sign in self._signs(unit):
            before = self._places.get(sign)
            if before is not None and place - before <= PERIOD and _same(unit, units[before]):
                return before
        return None

    @staticmethod
    def _signs(unit: str) -> tuple[str, ...]:
        key = _key(unit)
        return (key, f"^{key[:ENDS]}", f"${key[-ENDS:]}") if len(key) >= 2 * ENDS else (key,)


ENDS = 6
"""Characters at the beginning and the end of a unit by which a misread copy is found."""


def _exact(units: Sequence[str], start: int, end: int, period: int) -> bool:
    """Say whether at least half of a stretch repeats to the letter, counters aside.

    Misreadings are exceptions; where every unit differs a little, the text means to differ.
    """
    read = {_key(unit) for unit in units[start - period : start]}
    whole = exact = 0
    for unit in units[start:end]:
        whole += len(unit)
        if (key := _key(unit)) in read:
            exact += len(unit)
        read.add(key)
    return 2 * exact >= whole


def find_repeats(units: Sequence[str]) -> tuple[Repeat, ...]:
    """Find stretches of units that repeat the stretch right before them, in order.

    Near linear: each unit is compared with the last one that looked the same, and a stretch
    that was found is not looked at again.

    >>> find_repeats(["甲甲甲。", "乙乙乙。", "甲甲甲。", "乙乙乙。", "甲甲"])
    (Repeat(start=2, end=5, period=2),)
    """
    seen = _Seen()
    found: list[Repeat] = []
    done = i = 0
    while i < len(units):
        before = seen.last(units[i], units, i)
        if before is not None:
            period = i - before
            end = i
            while end < len(units) and _same(units[end], units[end - period]):
                end += 1
            start = i
            while start > max(done, before + 1) and start > period and _same(units[start - 1], units[start - 1 - period]):  # fmt: skip
                start -= 1
            if end - start >= period and _exact(units, start, end, period):
                if end < len(units) and _breaks_off(units[end], units[end - period]):
                    end += 1
                found.append(Repeat(start, end, period))
                for j in range(i, end):
                    seen.note(units[j], j)
                i = done = end
                continue
        seen.note(units[i], i)
        i += 1
    return tuple(found)


def _breaks_off(last: str, whole: str) -> bool:
    """Say whether a unit is the beginning of another: a loop's last round breaks off anywhere."""
    last = last.rstrip()
    if len(last) < 2 or len(last) >= len(whole):
        return False
    return whole.startswith(last) or (
        len(last) >= 12 and fuzz.ratio(last, whole[: len(last)]) >= ALIKE
    )


def _inside(view: View) -> Iterator[Proposal]:
    """Fold loops within one block."""
    if view.draft.format not in LOOPING:
        return
    for i, block in view.blocks(*TEXT_KINDS):
        text = block.text
        if len(text) < LONG:
            continue
        spans = [m.span() for m in _UNIT.finditer(text) if m[0]]
        units = [text[a:b] for a, b in spans]
        taken: list[tuple[int, int]] = []
        for repeat in find_repeats(units):
            round_length = sum(len(u) for u in units[repeat.start : repeat.start + repeat.period])
            folded = sum(len(u) for u in units[repeat.start : repeat.end])
            if folded < LONG or not _is_loop(repeat.rounds, round_length):
                continue
            start, end = spans[repeat.start][0], spans[repeat.end - 1][1]
            taken.append((start, end))
            counted = any(_key(units[j]) != units[j].strip() and units[j] != units[j - repeat.period]
                          for j in range(repeat.start, repeat.end))  # fmt: skip
            yield Change(i, Edit(start, end, "", Action.FOLD, Fate.SET_ASIDE,
                                 Certainty.MEDIUM if counted else Certainty.HIGH,
                                 (_rounds(repeat.rounds, units[repeat.start - repeat.period]),)))  # fmt: skip
        for found in _STUTTER.finditer(text):
            start, end = found.start() + len(found["unit"]), found.end()
            if end - start >= LONG and not any(a < end and start < b for a, b in taken):
                rounds = (found.end() - found.start()) // len(found["unit"])
                yield Change(i, Edit(start, end, "", Action.FOLD, Fate.SET_ASIDE, Certainty.HIGH,
                                     (_rounds(rounds, found["unit"]),)))  # fmt: skip


def _is_loop(rounds: int, length: int) -> bool:
    """Say whether so many rounds of so many characters are a loop, and no slogan called thrice."""
    return length >= 2 * LONG or (rounds >= 3 and length >= LONG // 2) or (rounds >= 5 and length >= 12)  # fmt: skip


def _rounds(rounds: int, quote: str) -> Evidence:
    return Evidence(
        Words(f"同样的文字连续出现{rounds}遍。", f"The same wording comes {rounds} times on end."),
        quote[:60],
    )


def _between(view: View) -> Iterator[Proposal]:
    """Fold loops of whole lines, and stray copies of what loops."""
    if view.draft.format not in LOOPING:
        return
    standing = list(view.blocks(*TEXT_KINDS))
    texts = [block.text for _, block in standing]
    copies = _copies(texts)
    if not copies:
        return
    kept = _reading_copy(standing, copies)
    for numbers in copies.values():
        places = len(numbers)
        original = standing[kept[numbers[0]]]
        quote = original[1].text[:40]
        for n in numbers:
            if n == kept[numbers[0]]:
                continue
            note = Words(f"与保留的一份（原文第{_line(view, original[1])}行）相同，全页共{places}份，此份不计为证据。",
                         f"Repeats the copy that is kept (line {_line(view, original[1])}); {places} copies in all. It counts as no evidence.")  # fmt: skip
            same = texts[n] == original[1].text
            yield Take((standing[n][0],), Fate.SET_ASIDE, Action.FOLD, None,
                       certainty=Certainty.CERTAIN if same else Certainty.HIGH,
                       evidence=(Evidence(note, quote, view.draft.source.path, original[1].spans[0]),))  # fmt: skip


def _line(view: View, block: Block) -> int:
    start = next(piece.span.start for piece in block.pieces if piece.text)
    return view.draft.source.text.count("\n", 0, start) + 1


def _copies(texts: Sequence[str]) -> dict[int, list[int]]:
    """Group the lines that belong to a loop: first line of each kind, and all its copies.

    A loop is proven by a repeat of whole rounds, or by a long line that comes again; lines
    beside a folded one that come as often belong to it.
    """
    mirrored = {
        n: n - repeat.period
        for repeat in find_repeats(texts)
        if _is_loop_of_lines(repeat, texts)
        for n in range(repeat.start, repeat.end)
    }
    first: dict[str, int] = {}
    group: dict[int, list[int]] = {}
    head: list[int] = []
    for n, text in enumerate(texts):
        known = head[mirrored[n]] if n in mirrored else first.get(text)
        if known is None and n and head[n - 1] != n - 1:
            follows = head[n - 1] + 1
            if follows < n and (_same(texts[follows], text) or _breaks_off(text, texts[follows])):
                known = head[follows]
        if known is None:
            known = first.setdefault(text, n)
        head.append(known)
        group.setdefault(known, []).append(n)
    looping = {head[n] for n in mirrored} | _read_again(texts, head)
    return {h: numbers for h, numbers in group.items() if h in looping and len(numbers) > 1}


def _is_loop_of_lines(repeat: Repeat, texts: Sequence[str]) -> bool:
    """Say whether repeated lines are a loop, and no verse sung twice: verses are short."""
    lengths = [len(texts[n]) for n in range(repeat.start, repeat.start + repeat.period)]
    if max(lengths) >= LONG:
        return repeat.rounds >= 3 or sum(lengths) >= LONG
    return max(lengths) >= LONG // 2 and (repeat.rounds >= 3 or sum(lengths) >= LONG)


def _read_again(texts: Sequence[str], head: Sequence[int]) -> set[int]:
    """Find what was read again at another place of the page: several lines in the same order.

    A single long line that comes again is a formula (特此公告…) and stays, unless it stands right
    behind itself.
    """
    last: dict[int, int] = {}
    found: set[int] = set()
    n = 0
    while n < len(texts):
        before = last.get(head[n])
        length = 0
        if before is not None:
            while (
                n + length < len(texts)
                and before + length < n
                and head[before + length] == head[n + length]
            ):
                length += 1
            characters = sum(len(texts[n + k]) for k in range(length))
            adjacent = before + length == n and characters >= LONG
            if adjacent or (length >= 2 and characters >= 3 * LONG) or (length >= 3 and characters >= 2 * LONG):  # fmt: skip
                found |= {head[n + k] for k in range(length)}
        for k in range(max(1, length)):
            last[head[n + k]] = n + k
        n += max(1, length)
    return found


def _reading_copy(
    standing: Sequence[tuple[int, Block]], copies: dict[int, list[int]]
) -> dict[int, int]:
    """Choose the copy that is read: where most of the loop stands in one stretch.

    A short line (a headline that loops along) is read where a heading follows that does not loop.
    """
    loop = {n: h for h, numbers in copies.items() for n in numbers}
    runs: list[list[int]] = []
    for n in sorted(loop):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    best = max(runs, key=lambda run: (len({loop[n] for n in run}), -run[0]))
    kept: dict[int, int] = {}
    for h, numbers in copies.items():
        choice = next((n for n in numbers if n in best), numbers[0])
        if len(standing[h][1].text) < LONG:
            before_heading = (
                n for n in numbers
                if n + 1 < len(standing) and n + 1 not in loop and standing[n + 1][1].kind is BlockKind.HEADING
            )  # fmt: skip
            choice = next(before_heading, choice)
        kept[h] = choice
    return kept


INSIDE = Rule(
    code="O101",
    slug="loop-in-line",
    family="order",
    title=Words("折叠行内循环", "Loops within a line folded"),
    reason=Words(
        "识别程序陷入循环，反复输出同样的文字；保留一份，其余另置。",
        "The OCR engine looped and gave the same wording again and again; one copy stays.",
    ),
    changes=(
        Example(
            "# 版面\n会议强调，要把各项措施落到实处，确保群众安全。会议强调，要把各项措施落到实处，确保群众安全。"
            "会议强调，要把各项措施落到实处，确保群众安全。会议强调，要把各",
            "会议强调，要把各项措施落到实处，确保群众安全。",
        ),
        Example(
            "# 版面\n第三条 各单位应当按照规定执行本办法的要求。第四条 各单位应当按照规定执行本办法的要求。"
            "第五条 各单位应当按照规定执行本办法的要求。",
            "第三条 各单位应当按照规定执行本办法的要求。",
        ),
    ),
    leaves=(
        "# 歌\n团结就是力量！团结就是力量！团结就是力量！",
        "# 版面\n3月5日新增5例，均为轻型。3月6日新增6例，均为轻型。3月7日新增9例，均为轻型。",
    ),
    propose=_inside,
)
BETWEEN = Rule(
    code="O102",
    slug="loop-of-lines",
    family="order",
    title=Words("折叠整段循环", "Loops of whole paragraphs folded"),
    reason=INSIDE.reason,
    changes=(
        Example(
            "# 版面\n\n会议强调，要把各项防控措施落到实处，确保人民群众生命安全和身体健康，一刻也不能放松。\n\n"
            "会议强调，要把各项防控措施落到实处，确保人民群众生命安全和身体健康，一刻也不能放松。",
            "会议强调，要把各项防控措施落到实处，确保人民群众生命安全和身体健康，一刻也不能放松。",
        ),
    ),
    leaves=("# 诗\n\n归去来兮\n\n田园将芜胡不归\n\n归去来兮",),
    propose=_between,
)
