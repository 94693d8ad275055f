"""Decide which documents are witnesses of one text, and say why.

That two documents share most of their wording is where the question begins: the annual notices of
one committee do, and so do the parts of a daily series and an update of an earlier version, and
none of these are one text. What tells them apart is what the differing places say: other
numbers, other dates, another day reported; and who published them. An editor's verdict, where there is
one, is final.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from edition.model import Certainty, Document, Evidence, Likeness, TimeExpression, Words
from edition.passages import fold
from edition.recall import Recall
from edition.relate.collate import PARAGRAPH, Match, match
from edition.relate.parallels import Passages, coverage
from edition.relate.variants import Witness

CANDIDATE = 0.4
"""Share of the shorter text in exact passages from which two documents are looked at closely."""
SAME = 0.75
"""Share of the shorter text that agrees when aligned, from which they may be one text."""
LIKE = SAME
"""Share from which documents that are not one text are listed, with the reason against."""
PART = 0.35
"""A text shorter than this share of the other is taken from it, or quoted in it."""
LEAST = 60
"""Folded characters of the shorter text; less than this proves nothing."""
CONTRADICTIONS = 0.2
"""Share of the numbers that may differ (an OCR misreads some) before it is another report."""

_NUMBERS = re.compile(
    r"\d+(?:[.:]\d+)*%?|第[一二三四五六七八九十百〇零]+[届次期批场号]|[一二三四五六七八九十]{1,3}[月日]"
)
_FIXED = re.compile(
    r"第?\d+[届次期批场号年月日]|第[一二三四五六七八九十百〇零]+[届次期批场号]|[一二三四五六七八九十]{1,3}[月日]"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An editor's decision that documents are witnesses of one text, or are not."""

    documents: tuple[str, ...]
    same: bool
    reason: str
    title: str = ""


class Group(NamedTuple):
    """Documents that carry one text; the base stands first."""

    documents: tuple[Document, ...]
    base_reason: Words
    score: float
    evidence: tuple[Evidence, ...]
    reviewed: bool
    title: str


@dataclass(frozen=True, slots=True)
class _Judgement:
    same: bool
    score: float
    reason: Words
    evidence: tuple[Evidence, ...]


def is_ocr(document: Document) -> bool:
    """Say whether a document's characters were recognised by a machine."""
    return "ocr" in document.format or "ocr" in document.values("status")


def as_witness(document: Document) -> Witness:
    """Take a document as evidence of a text: its running text, paragraph by paragraph."""
    paragraphs = tuple((block.anchor, block.text) for block in document.paragraphs)
    return Witness(document.id, paragraphs, is_ocr(document))


def find_witnesses(
    passages: Passages,
    times: Mapping[str, Sequence[TimeExpression]],
    verdicts: Sequence[Verdict] = (),
    *,
    recall: Recall | None = None,
) -> tuple[tuple[Group, ...], tuple[Likeness, ...]]:
    """Group the documents that carry one text, and list those that are alike and do not.

    ``recall`` has how the same documents were judged before.
    """
    recall = recall or Recall()
    documents = passages.documents
    place = {document.id: at for at, document in enumerate(documents)}
    judged: dict[tuple[int, int], _Judgement] = {}
    size = [_size(document) for document in documents]
    sizes = np.asarray(size, dtype=np.int64)
    shared = coverage(passages, lambda a, b: CANDIDATE * np.minimum(sizes[a], sizes[b]))
    for (a, b), (of_a, of_b) in sorted(shared.items()):
        one, other = documents[a], documents[b]
        shorter = min(size[a], size[b])
        if shorter and max(of_a, of_b) >= CANDIDATE * shorter:
            covered = min(1.0, min(of_a, of_b) / shorter)
            dated = tuple(times.get(one.id, ())), tuple(times.get(other.id, ()))
            judged[a, b] = recall.made(
                ("judged", one.id, other.id), (one, other, *dated, (covered,)), _judged
            )
    links: list[tuple[int, int, float]] = [
        (a, b, j.score) for (a, b), j in judged.items() if j.same
    ]
    reviewed: set[int] = set()
    for verdict in verdicts:
        members = sorted(place[d] for d in verdict.documents if d in place)
        if len(members) < 2:
            continue
        if verdict.same:
            links += [(members[0], other, 1.0) for other in members[1:]]
            reviewed.update(members)
        else:
            links = [link for link in links if not set(link[:2]) <= set(members)]
            for a in members:
                for b in members:
                    if a < b and (a, b) in judged:
                        reason = Words(
                            f"编者裁定：{verdict.reason}", f"Editor's decision: {verdict.reason}"
                        )
                        judged[a, b] = _Judgement(
                            False, judged[a, b].score, reason, judged[a, b].evidence
                        )
    titles = {place[d]: v.title for v in verdicts if v.same for d in v.documents if d in place}
    groups = tuple(
        _group([documents[at] for at in members], judged, place, reviewed=bool(reviewed & set(members)),
               title=next((titles[at] for at in members if titles.get(at)), ""))
        for members in _joined(links)
    )  # fmt: skip
    together = {document.id: at for at, group in enumerate(groups) for document in group.documents}
    alike = tuple(
        Likeness(documents[a].id, documents[b].id, j.score, j.reason, j.evidence)
        for (a, b), j in judged.items()
        if j.score >= LIKE and not _in_one(together, documents[a].id, documents[b].id)
    )
    return groups, alike


def _judged(
    one: Document, other: Document, times: tuple[TimeExpression, ...], times_other: tuple[TimeExpression, ...],
    covered: tuple[float],
) -> _Judgement:  # fmt: skip
    return judge(one, other, times, times_other, covered=covered[0])


def _in_one(together: Mapping[str, int], a: str, b: str) -> bool:
    return a in together and together.get(a) == together.get(b)


def judge(
    one: Document, other: Document, times: Sequence[TimeExpression], times_other: Sequence[TimeExpression], *,
    covered: float = 0.0,
) -> _Judgement:  # fmt: skip
    """Align two documents and decide whether they carry one text.

    ``covered`` is the share of the shorter one that shared passages cover in any order: passages
    that one witness has at another place are not in the alignment.
    """
    a, b = as_witness(one).text, as_witness(other).text
    matches = match(a, b)
    folded_a, folded_b = fold(a).text, fold(b).text
    shorter, longer = sorted((len(folded_a), len(folded_b)))
    agreeing = sum(len(fold(a[m.a : m.a + m.size]).text) for m in matches)
    score = round(max(agreeing / shorter, covered), 4) if shorter else 0.0
    evidence = (_longest(one, other, a, matches),)
    identical = folded_a == folded_b

    def no(zh: str, en: str) -> _Judgement:
        return _Judgement(False, score, Words(zh, en), evidence)

    if shorter < LEAST:
        return no("篇幅太短，不足为据。", "Too short to prove anything.")
    if score < SAME:
        return no(
            f"相同文字只占较短一篇的 {score:.0%}。", f"Only {score:.0%} of the shorter text agree."
        )
    different, numbers = _contradictions(a, b, matches)
    fixed = [pair for pair in different if _FIXED.search(pair[0]) and _FIXED.search(pair[1])]
    days = _reported(times), _reported(times_other)
    if days[0] and days[1] and _apart(days[0], days[1]):
        shown = tuple(" ".join(part for part in day if part) for day in days if day)
        return no(
            f"所记日期不同：{shown[0]}，{shown[1]}。",
            f"They report different days: {shown[0]}, {shown[1]}.",
        )
    if fixed:
        x, y = fixed[0]
        return no(f"届次或日期不同：“{x}”与“{y}”，是套语相同的另一篇。",
                  f"Ordinals or dates differ (“{x}”, “{y}”): another report in the same formulae.")  # fmt: skip
    if numbers and len(different) / numbers > CONTRADICTIONS:
        x, y = different[0]
        return no(f"{numbers} 处数字有 {len(different)} 处不同（如“{x}”与“{y}”），是另一篇或更新稿。",
                  f"{len(different)} of {numbers} numbers differ (“{x}”, “{y}”): another report, or an update.")  # fmt: skip
    if shorter < PART * longer:
        return no("较短一篇只是另一篇的一部分。", "The shorter text is only a part of the other.")
    publisher = one.value("publisher")
    if publisher and publisher == other.value("publisher") and not identical:
        return no(f"同为“{publisher}”所发而文字有改动，是同一报道的前后两版。",
                  f"Both are {publisher}'s and the wording was changed: versions of one report.")  # fmt: skip
    return _Judgement(True, score, Words("同一文本", "One text"), evidence)


def _contradictions(a: str, b: str, matches: Sequence[Match]) -> tuple[list[tuple[str, str]], int]:
    """List the numbers that stand against other numbers, and count all that stand in both texts."""
    different: list[tuple[str, str]] = []
    edges = [*matches, Match(len(a), len(b), 0)]
    end_a = end_b = 0
    for block in edges:
        if block.a > end_a and block.b > end_b:
            left, right = _around(a, end_a, block.a), _around(b, end_b, block.b)
            one, other = _NUMBERS.findall(left), _NUMBERS.findall(right)
            if one and other and not set(one) & set(other) and len(one) == len(other):
                different.append((left, right))
        end_a, end_b = block.a + block.size, block.b + block.size
    return different, min(len(_NUMBERS.findall(a)), len(_NUMBERS.findall(b)))


def _around(text: str, start: int, end: int) -> str:
    """Give a stretch with the whole of a number that it cuts, and its measure word."""
    while start and (text[start - 1].isdigit() or text[start - 1] in "第.一二三四五六七八九十"):
        start -= 1
    while end < len(text) and (text[end].isdigit() or text[end] in ".一二三四五六七八九十"):
        end += 1
    return text[start : end + 1].replace(PARAGRAPH, "")


def _reported(times: Sequence[TimeExpression]) -> tuple[str, str] | None:
    """Give the day, and the part of it, that a document reports: the first it names exactly."""
    for time in times:
        exact = time.start and time.certainty is not Certainty.LOW and len(time.start) >= 10
        if exact and not time.text.endswith(("以来", "起")) and _is_day(time):
            return time.start[:10], time.part
    return None


def _apart(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Say whether two days, or two parts of one day, are not the same."""
    return one[0] != other[0] or bool(one[1] and other[1] and one[1] != other[1])


def _is_day(time: TimeExpression) -> bool:
    return "日" in time.text or "天" in time.text or bool(time.part)


def _longest(one: Document, other: Document, a: str, matches: Sequence[Match]) -> Evidence:
    best = max(matches, key=lambda m: (m.size, -m.a), default=Match(0, 0, 0))
    quote = a[best.a : best.a + best.size].replace(PARAGRAPH, "\n")
    size = len(fold(quote).text)
    note = Words(f"最长的相同文字有 {size} 字，亦见 {other.source_path}", f"The longest agreement has {size} characters; also in {other.source_path}")  # fmt: skip
    return Evidence(note, quote, one.source_path)


def _size(document: Document) -> int:
    return sum(len(block.text) for block in document.paragraphs)


def _joined(links: Collection[tuple[int, int, float]]) -> list[list[int]]:
    """Join linked documents into groups, in the order of their first members."""
    head: dict[int, int] = {}

    def find(at: int) -> int:
        while head.setdefault(at, at) != at:
            head[at] = head[head[at]]
            at = head[at]
        return at

    for a, b, _ in sorted(links):
        first, second = sorted((find(a), find(b)))
        head[second] = first
    groups: dict[int, list[int]] = {}
    for at in sorted(head):
        groups.setdefault(find(at), []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def _group(
    members: Sequence[Document], judged: Mapping[tuple[int, int], _Judgement], place: Mapping[str, int], *,
    reviewed: bool, title: str,
) -> Group:  # fmt: skip
    """Choose the base and put the evidence together."""
    ordered = sorted(members, key=_rank)
    base, second = ordered[0], ordered[1]
    pairs = [
        judged[a, b]
        for a in (place[d.id] for d in members)
        for b in (place[d.id] for d in members)
        if (a, b) in judged
    ]
    score = min((j.score for j in pairs), default=1.0)
    evidence = tuple(dict.fromkeys(e for j in pairs for e in j.evidence))
    if is_ocr(base) != is_ocr(second):
        reason = Words(
            "底本的文字不是 OCR 所识别，因而少有误认。",
            "Its characters were not recognised by OCR, so few are misread.",
        )
    elif _size(base) > _size(second):
        reason = Words("底本的文字最全。", "It is the most complete.")
    else:
        reason = Words("底本发布最早。", "It was published first.")
    return Group(tuple(ordered), reason, score, evidence, reviewed, title or base.title)


def _rank(document: Document) -> tuple[bool, int, str, str]:
    return is_ocr(document), -_size(document), document.value("published") or "9999", document.id
