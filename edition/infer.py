"""What no capture says outright, concluded from several: years, dates of issue, languages.

Every conclusion is a claim with basis *inferred*, its evidence and its certainty. Where the
evidence does not single out one value, nothing is claimed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property

from edition.draft import Draft
from edition.model import TEXT_KINDS, Basis, BlockKind, Certainty, Claim, Evidence, Span, Words
from edition.passages import PassageIndex, fold
from edition.reading import raw_span
from edition.recall import Recall
from edition.rule import Rule

ZONE = Rule(
    code="I101",
    slug="zone",
    family="inference",
    title=Words("发布时间换算时区", "Time of publication in the edition's zone"),
    reason=Words("发布时间按时区换算为本版所用时区；时区标错的发布者在设置中写明依据。",
                 "The time of publication is converted to the edition's zone; where a publisher's label is wrong, the settings state the evidence."),
    changes=(),
    leaves=(),
)  # fmt: skip
YEAR = Rule(
    code="I102",
    slug="year",
    family="inference",
    title=Words("推定年份", "Year inferred"),
    reason=Words("本文只写月日；年份由内容相同、日期相近的已知文献推定。",
                 "The text names month and day; the year follows from dated documents that share its wording and are near in date."),
    changes=(),
    leaves=(),
)  # fmt: skip
ISSUE = Rule(
    code="I103",
    slug="issue",
    family="inference",
    title=Words("推定报纸与出版日期", "Newspaper and date of issue inferred"),
    reason=Words("版面未载报名与日期；由电头与同文的转载推定。",
                 "The page bears neither name nor date; they follow from the datelines and from a repost of the same text."),
    changes=(),
    leaves=(),
)  # fmt: skip
CAPTURE = Rule(
    code="I104",
    slug="captured-not-before",
    family="inference",
    title=Words("推定抓取的最早日期", "Earliest date of the capture inferred"),
    reason=Words(
        "网站栏目中的日期说明抓取不早于该日。",
        "Dates in the site's own lists show that the capture is no earlier.",
    ),
    changes=(),
    leaves=(),
)
INFERENCE_RULES = (ZONE, YEAR, ISSUE, CAPTURE)
LENGTH = 12
"""Letters that a passage shared with a dated document must have to tell the year."""
STOCK = 50
"""Places from which on a wording is a stock phrase that tells nothing of a document."""
NEAR = timedelta(days=31)
MANY = 50
"""Changed documents from which on it is quicker to ask anew about all."""
_MONTH_DAY = re.compile(r"(?<![年\d])(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_FULL_DATE = re.compile(r"(?<!\d)(20\d{2}|19\d{2})-(\d{2})-(\d{2})(?!\d)")
_EVENING = re.compile(r"今天晚上|今晚|今天夜间|今夜|今天下午|今天傍晚")


_Share = tuple[int, int, str]
"""Something shared with a dated document: its number, how many letters, the longest passage."""


_Witness = tuple[Draft, date, int, str]
"""A dated document that shares passages: its date, how many letters, the longest passage."""


@dataclass(frozen=True)
class _Asked:
    """What undated documents of a build share with the dated ones."""

    dated: tuple[Draft, ...]
    found: dict[int, tuple[Draft, list[_Share]]] = field(default_factory=dict)
    """By the identity of the draft that was asked about, which is held so that it stays its own."""


@dataclass(frozen=True)
class Witnesses:
    """The dated documents of a collection, to be asked what they share with an undated one."""

    drafts: Sequence[Draft]
    recall: Recall = field(default_factory=Recall)

    @cached_property
    def _dated(self) -> list[tuple[Draft, date]]:
        found = []
        for draft in self.drafts:
            value = draft.value("published")
            if value:
                found.append((draft, date.fromisoformat(value[:10])))
        return found

    @cached_property
    def _index(self) -> PassageIndex:
        return PassageIndex([draft.text() for draft, _ in self._dated], length=LENGTH)

    def sharing(self, draft: Draft) -> list[_Witness]:
        """Give dated documents that share passages: with the date, how many letters, the longest.

        One document of a source is enough; the draft's own source does not count. Passages are
        looked up at steps of half their length, so the count is a lower bound.
        """
        found: dict[str, _Witness] = {}
        for number, letters, quote in self._known(draft):
            other, day = self._dated[number]
            if other.source.sha256 == draft.source.sha256:
                continue
            known = found.get(other.source.path)
            if known is None or known[2] < letters:
                found[other.source.path] = (other, day, letters, quote)
        return [found[path] for path in sorted(found)]

    @cached_property
    def _asked(self) -> _Asked:
        return _Asked(tuple(draft for draft, _ in self._dated))

    @cached_property
    def _before(self) -> _Asked:
        return self.recall.last("what dated texts share", self._asked)

    @cached_property
    def _touched(self) -> frozenset[str] | None:
        """Give the windows that dated texts have more or less often than in the last build; None for any."""
        before, now = self._before.dated, self._asked.dated
        changed = [pair for pair in zip(before, now, strict=False) if pair[0] is not pair[1]]
        if len(before) != len(now) or len(changed) > MANY:
            return None
        touched: set[str] = set()
        for pair in changed:
            old, new = (Counter(_windows(self.recall.of(_folded, draft), 1)) for draft in pair)
            touched |= (old - new).keys() | (new - old).keys()
        return frozenset(touched)

    def _known(self, draft: Draft) -> list[_Share]:
        """Give what is shared as it was told in the last build, if no change can have touched it."""
        text = self.recall.of(_folded, draft)
        if len(text) < LENGTH or not self._dated:
            return []
        before = self._before.found.get(id(draft))
        if (
            before is not None
            and self._touched is not None
            and self._touched.isdisjoint(_windows(text, LENGTH // 2))
        ):
            shares = before[1]
        else:
            shares = self._shares(text)
        self._asked.found[id(draft)] = (draft, shares)
        return shares

    def _shares(self, text: str) -> list[_Share]:
        hits: dict[int, int] = {}
        quotes: dict[int, tuple[int, str]] = {}
        runs: dict[int, tuple[int, int]] = {}
        step = LENGTH // 2
        for at, number in self._index.windows(text, step=step, limit=STOCK):
            hits[number] = hits.get(number, 0) + 1
            last, start = runs.get(number, (-LENGTH, at))
            start = start if last == at - step else at
            runs[number] = (at, start)
            if at + LENGTH - start > quotes.get(number, (0, ""))[0]:
                quotes[number] = (at + LENGTH - start, text[start : at + LENGTH])
        return [(number, count * step, quotes[number][1]) for number, count in hits.items()]


def infer(drafts: Sequence[Draft], *, recall: Recall | None = None) -> tuple[Draft, ...]:
    """Add to each draft what the whole collection lets one conclude."""
    recall = recall or Recall()
    witnesses = Witnesses(drafts, recall)
    concluded = [recall.of(_alone, draft) for draft in drafts]
    issues: dict[str, tuple[Claim, ...]] = {}
    for draft in concluded:
        if draft.format == "newspaper-ocr" and not draft.value("published"):
            claims = _issue(draft, witnesses)
            if claims:
                issues.setdefault(draft.source.path, claims)
    result = []
    for draft in concluded:
        if draft.value("published"):
            result.append(draft)
        elif draft.source.path in issues:
            result.append(recall.of(_with, draft, issues[draft.source.path]))
        elif claims := _year(draft, witnesses):
            result.append(recall.of(_with, draft, claims))
        else:
            result.append(draft)
    return tuple(result)


def _alone(draft: Draft) -> Draft:
    """Conclude what the draft tells by itself."""
    return _captured(_language(draft))


def _folded(draft: Draft) -> str:
    return fold(draft.text()).text


def _windows(folded: str, step: int) -> Iterator[str]:
    return (folded[at : at + LENGTH] for at in range(0, len(folded) - LENGTH + 1, step))


def _with(draft: Draft, claims: Sequence[Claim]) -> Draft:
    known = {claim.field for claim in draft.claims}
    return replace(draft, claims=(*draft.claims, *(c for c in claims if c.field not in known)))


# -- language -----------------------------------------------------------------


def language_of(text: str) -> str:
    """Tell the language and script of a text by its letters; ``und`` where they don't tell.

    Characters that GB 2312 has and Big5 lacks are Simplified, and the other way round.

    >>> language_of("进一步压紧压实各方责任"), language_of("當前形勢嚴峻"), language_of("It was said in the city")
    ('zh-Hans', 'zh-Hant', 'en')
    """
    sample = text[:4000]
    han = [c for c in sample if "\u4e00" <= c <= "\u9fff"]
    latin = re.findall(r"[A-Za-z]+", sample)
    if len(han) >= max(4, len(latin)):
        kana = sum(1 for c in sample if "\u3040" <= c <= "\u30ff")
        if kana > len(han) // 10:
            return "ja"
        simplified = sum(1 for c in han if _only(c, "gb2312", "big5"))
        traditional = sum(1 for c in han if _only(c, "big5", "gb2312"))
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    common = sum(1 for word in latin if word.lower() in _ENGLISH)
    return "en" if common * 12 >= len(latin) > 3 else "und"


_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "was",
        "that",
        "for",
        "on",
        "with",
        "as",
        "it",
        "by",
        "at",
        "from",
        "be",
        "are",
        "were",
        "has",
        "have",
        "not",
        "this",
    ]
)


@cache
def _only(character: str, one: str, other: str) -> bool:
    try:
        character.encode(one)
    except UnicodeEncodeError:
        return False
    try:
        character.encode(other)
    except UnicodeEncodeError:
        return True
    return False


def _language(draft: Draft) -> Draft:
    if draft.value("language"):
        return draft
    tag = language_of(draft.text() or draft.value("title"))
    note = Words("由用字判断。", "Told by its characters.")
    claim = Claim("language", tag, Basis.INFERRED, Certainty.HIGH, evidence=(Evidence(note),))
    return replace(draft, claims=(*draft.claims, claim))


# -- dates --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mention:
    month: int
    day: int
    span: Span
    quote: str
    year: int | None = field(default=None)


def _mentions(draft: Draft) -> list[_Mention]:
    found = []
    for block in draft.blocks:
        if block.kind in TEXT_KINDS and block.live:
            for match in _MONTH_DAY.finditer(block.text):
                month, day = int(match[2]), int(match[3])
                if 1 <= month <= 12 and 1 <= day <= 31:
                    year = int(match[1]) if match[1] else None
                    found.append(
                        _Mention(month, day, raw_span(block, *match.span()), match[0], year)
                    )
    return found


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(draft: Draft, witnesses: Witnesses) -> tuple[Claim, ...]:
    """Conclude the year of an undated text from dated documents that share passages with it."""
    mentions = witnesses.recall.of(_mentions, draft)
    if not mentions:
        return ()
    stated = {m.year for m in mentions if m.year}
    found = () if len(stated) == 1 else tuple(witnesses.sharing(draft))
    return witnesses.recall.made(("year", id(draft)), (draft, tuple(mentions), found), _year_from)


def _year_from(
    draft: Draft, mentions: tuple[_Mention, ...], found: tuple[_Witness, ...]
) -> tuple[Claim, ...]:
    """Conclude a year from what a text names and from dated documents that share passages."""
    stated = {m.year for m in mentions if m.year}
    latest = max(mentions, key=lambda m: (m.month, m.day))
    votes: dict[int, list[Evidence]] = {}
    for other, day, _, quote in found:
        for year in (day.year - 1, day.year, day.year + 1):
            there = _on(year, latest.month, latest.day)
            if there is not None and abs(there - day) <= NEAR:
                note = Words(f"与 {other.source.path}（{day.isoformat()} 发布）有相同文字，日期相近。",
                             f"Shares wording with {other.source.path} (published {day.isoformat()}), near in date.")  # fmt: skip
                votes.setdefault(year, []).append(Evidence(note, quote[:40], other.source.path))
    if len(stated) == 1:
        (year,) = stated
        note = Words("正文写明了年份。", "The text states the year.")
        votes = {year: [Evidence(note, next(m.quote for m in mentions if m.year == year))]}
    if len(votes) != 1:
        return ()
    ((year, evidence),) = votes.items()
    named = _on(year, latest.month, latest.day)
    if named is None:
        return ()
    note = Words(
        "正文提到的最晚日期；年份另据下列文献推定。",
        "The latest date that the text names; the year follows from the documents below.",
    )
    first = Evidence(note, latest.quote, draft.source.path, latest.span)
    certainty = Certainty.HIGH if len(evidence) >= 2 else Certainty.MEDIUM
    return (
        Claim(
            "published",
            named.isoformat(),
            Basis.INFERRED,
            certainty,
            latest.span,
            YEAR.code,
            (first, *evidence),
        ),
    )


def _issue(draft: Draft, witnesses: Witnesses) -> tuple[Claim, ...]:
    """Conclude a newspaper page's date of issue and its name from a witness that reposted it.

    A dateline of the evening can't be in print before the next morning, and a repost can't be
    earlier than the paper: where both leave one day, that day is the date of issue.
    """
    dateline = draft.claim("dateline")
    found = re.search(r"(\d{1,2})月(\d{1,2})日", dateline.value) if dateline else None
    if dateline is None or found is None or not dateline.value.startswith(("本报", "本社")):
        return ()
    own = len(witnesses.recall.of(_folded, draft))
    best = max(
        (w for w in witnesses.sharing(draft) if w[2] >= max(4 * LENGTH, own // 2)),
        key=lambda w: w[2],
        default=None,
    )
    if best is None:
        return ()
    other, reposted, _, quote = best
    years = [
        y
        for y in (reposted.year - 1, reposted.year)
        if (d := _on(y, int(found[1]), int(found[2]))) and timedelta(0) <= reposted - d <= NEAR
    ]
    if len(years) != 1:
        return ()
    filed = date(years[0], int(found[1]), int(found[2]))
    evening = _EVENING.search(draft.text())
    earliest = filed + timedelta(days=1) if evening else filed
    evidence = [
        Evidence(Words("电头的日期。", "The date of the dateline."), dateline.value, draft.source.path, dateline.span),
        Evidence(Words(f"年份据同文的 {other.source.path}：{other.value('published')} 转发。",
                       f"The year is that of {other.source.path}, which carries the same text: reposted {other.value('published')}."),
                 quote[:40], other.source.path),
    ]  # fmt: skip
    claims: list[Claim] = []
    if evening:
        evidence.append(
            Evidence(
                Words(
                    "当晚之事，日报最早次日见报。",
                    "Of that evening: a daily prints it the next day at the earliest.",
                ),
                evening[0],
                draft.source.path,
            )
        )
    if earliest == reposted:
        evidence.append(
            Evidence(
                Words(
                    "转发不会早于见报，故只能在这一天。",
                    "A repost cannot come before the print, so only this day is left.",
                ),
                other.value("published"),
                other.source.path,
            )
        )
        claims.append(
            Claim(
                "published",
                reposted.isoformat(),
                Basis.INFERRED,
                Certainty.HIGH,
                dateline.span,
                ISSUE.code,
                tuple(evidence),
            )
        )
    outlet = other.claim("byline_outlet") or other.claim("origin")
    if outlet is not None:
        note = Words(f"同文的 {other.source.path} 署名“{outlet.value}”记者；本页自称“本报”。",
                     f"{other.source.path}, which carries the same text, names a reporter of “{outlet.value}”; this page calls itself “this paper”.")  # fmt: skip
        named = (Evidence(note, outlet.value, other.source.path, outlet.span),)
        claims.append(
            Claim(
                "publisher", outlet.value, Basis.INFERRED, Certainty.HIGH, None, ISSUE.code, named
            )
        )
    return tuple(claims)


def _captured(draft: Draft) -> Draft:
    """Claim that the page was not captured before the dates that the site shows around a text."""
    dates: list[tuple[date, Span]] = []
    text = draft.source.text
    for block in draft.blocks:
        if block.kind is BlockKind.FURNITURE:
            for span in block.spans:
                for match in _FULL_DATE.finditer(text, span.start, span.end):
                    day = _on(int(match[1]), int(match[2]), int(match[3]))
                    if day is not None:
                        dates.append((day, Span(*match.span())))
    if not dates:
        return draft
    day, span = max(dates)
    note = Words("网站栏目中的日期：抓取不会早于这一天；与本文的发布日期无关。",
                 "A date in the site's own lists: the capture is no earlier, and the text's date is another matter.")  # fmt: skip
    claim = Claim("captured_not_before", day.isoformat(), Basis.INFERRED, Certainty.MEDIUM, span, CAPTURE.code,
                  (Evidence(note, day.isoformat(), draft.source.path, span),))  # fmt: skip
    return replace(draft, claims=(*draft.claims, claim))


def origin(draft: Draft) -> Draft:
    """Name the newspaper itself as origin where its own reporters signed (“本报…讯”)."""
    dateline, publisher = draft.claim("dateline"), draft.claim("publisher")
    if (
        dateline is None
        or publisher is None
        or not dateline.value.startswith("本报")
        or draft.value("origin")
    ):
        return draft
    note = Words("电头称“本报”。", "The dateline says “this paper”.")
    claim = Claim("origin", publisher.value, Basis.INFERRED, publisher.certainty, dateline.span, ISSUE.code,
                  (Evidence(note, dateline.value, draft.source.path, dateline.span), *publisher.evidence))  # fmt: skip
    return _with(draft, (claim,))
