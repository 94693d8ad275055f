"""Resolve time expressions against the document's own date, in the publisher's zone.

``今晚`` in a report of 19 March means the evening of 19 March, wherever and whenever it is read.
The reference is the dateline (``本报3月19日讯``) if there is one, for a newspaper prints it the day
after; else the date of publication in the publisher's zone. How a date was found, and how sure
it is, stays with it: a year or month that the text leaves out is inferred, never attested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from edition.model import Certainty, Document, Place, TimeExpression, Words

_DIGITS = {character: at for at, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})"
_PARTS: Mapping[str, tuple[str, ...]] = {
    "dawn": ("凌晨",),
    "morning": ("上午", "早上", "早晨", "清晨", "今晨", "晨"),
    "noon": ("中午", "正午"),
    "afternoon": ("下午", "午后"),
    "evening": ("晚上", "晚间", "夜间", "傍晚", "深夜", "晚"),
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words}
_PART = "|".join(sorted(_PART_OF, key=len, reverse=True))
_PATTERN = re.compile(
    rf"""
    (?:
      (?:(?P<year>{_YEAR})年)?(?P<month>{_NUMBER})月(?:(?P<day>{_NUMBER})[日号](?![内后均间游]))?
    | (?P<only_year>{_YEAR})年(?!度|代|级)
    | (?<![\d.月第每至到-])(?P<only_day>\d{{1,2}})日(?![内后前均间游报常程子元])
    | (?P<near>今天|今日|昨天|昨日|前天|明天|明日|今(?=[晚晨])|昨(?=[晚晨夜])|当天|当日|当晚)
    | (?P<vague>日前|近日|近期|连日来|近段时间|近一段时间)
    | (?P<whole>今年|去年|本月|上月)
    )
    (?:(?P<part>{_PART})?
       (?:(?P<from>\d{{1,2}})(?:时|点)?\s*[-—–~至到]\s*(?P<to>\d{{1,2}})[时点]
        | (?P<hour>\d{{1,2}})(?:[时点](?:(?P<minute>\d{{1,2}})分?)?|[:：](?P<minutes>\d{{2}})))?)
    (?P<since>以来|起)?
    """,
    re.VERBOSE,
)
_BEFORE = re.compile(r"[第每近达约超0-9一二三四五六七八九十百千万.]$")
_SOONER, _LATER = timedelta(days=300), timedelta(days=60)
"""A date without a year lies at most so far before or after the reference."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The day from which a document counts."""

    day: date
    zone: ZoneInfo
    certainty: Certainty
    reason: Words


def reference_of(document: Document, *, zone: str) -> Reference | None:
    """Find the day from which a document counts: its dateline, else its publication.

    ``zone`` is the publisher's. None if the document has no date at all.
    """
    target = ZoneInfo(zone)
    published = document.claim("published")
    day = _day(published.value, target) if published else None
    certainty = published.certainty if published else Certainty.LOW
    dateline = document.value("dateline")
    found = re.search(rf"(?:({_YEAR})年)?({_NUMBER})月({_NUMBER})日", dateline)
    if found and (day or found[1]):
        near = day or date(_number(found[1]), 1, 1)
        printed = _dated(found[1], found[2], found[3], near)
        if printed is not None:
            return Reference(printed, target, min(certainty, Certainty.HIGH, key=_rank),
                             Words(f"据电头“{dateline}”", f"counted from the dateline “{dateline}”"))  # fmt: skip
    if day is None:
        return None
    shown = day.isoformat()
    return Reference(day, target, certainty,
                     Words(f"据发布日期 {shown}（{zone}）", f"counted from the publication on {shown} ({zone})"))  # fmt: skip


def read_times(document: Document, *, zone: str) -> tuple[TimeExpression, ...]:
    """Find all time expressions in the paragraphs of a document and resolve them.

    An expression that cannot be resolved is kept, with an empty ``start`` and the reason.
    """
    reference = reference_of(document, zone=zone)
    paragraphs = ((block.anchor, block.text) for block in document.paragraphs)
    return tuple(_read(document.id, paragraphs, reference))


def times_in(text: str, *, day: date, zone: str = "Asia/Shanghai") -> tuple[TimeExpression, ...]:
    """Resolve the time expressions of one text, counted from ``day``.

    >>> [(t.text, t.start, t.part) for t in times_in("3月19日晚，据今天上午消息", day=date(2022, 3, 20))]
    [('3月19日晚', '2022-03-19', 'evening'), ('今天上午', '2022-03-20', 'morning')]
    """
    reference = Reference(day, ZoneInfo(zone), Certainty.CERTAIN, Words("", ""))
    return tuple(_read("", [("", text)], reference))


def _read(
    document: str, paragraphs: Iterable[tuple[str, str]], reference: Reference | None
) -> Iterator[TimeExpression]:
    last: date | None = None
    for anchor, text in paragraphs:
        for found in _PATTERN.finditer(text):
            if found["month"] and not found["year"] and _BEFORE.search(text[: found.start()]):
                continue
            place = Place(document, anchor, found.start(), found.end())
            expression = _resolve(place, found, reference, last)
            if expression is None:
                continue
            if expression.start and (found["day"] or found["only_day"]):
                last = date.fromisoformat(expression.start[:10])
            yield expression


def _resolve(
    place: Place, found: re.Match[str], reference: Reference | None, last: date | None
) -> TimeExpression | None:
    """Resolve one expression; None if it is no time after all (``13月``)."""
    text = found[0]
    whole_date = bool(found["year"] and found["day"])
    if reference is None and not found["year"] and not found["only_year"]:
        reason = Words("文献无日期，无从推算", "the document has no date to count from")
        return TimeExpression(place, text, "", "", _part(found), Certainty.LOW, reason)
    counted = reference or Reference(date(1, 1, 1), ZoneInfo("UTC"), Certainty.LOW, Words("", ""))
    span = _span(found, counted, last)
    if span is None:
        return None
    start, end, certainty, why = span
    if whole_date or found["only_year"] or (found["year"] and found["month"]):
        certainty, why = Certainty.CERTAIN, Words("文中写明", "written in full")
    begins, ends = start.isoformat(), end.isoformat()
    if found["from"] or found["hour"]:
        clock = _clock(found, start, counted.zone)
        if clock is None:
            return None
        begins, ends = clock
    elif found["since"]:
        ends = (counted.day + timedelta(days=1)).isoformat()
    return TimeExpression(place, text, begins, ends, _part(found), certainty, why)


def _span(
    found: re.Match[str], reference: Reference, last: date | None
) -> tuple[date, date, Certainty, Words] | None:
    day, sure = reference.day, reference.certainty
    one = timedelta(days=1)
    if found["only_year"]:
        year = _number(found["only_year"])
        return date(year, 1, 1), date(year + 1, 1, 1), Certainty.CERTAIN, reference.reason
    if found["month"]:
        start = _dated(found["year"], found["month"], found["day"] or "1", day)
        if start is None:
            return None
        why = Words(f"年份{reference.reason.zh}推定", f"year {reference.reason.en}")
        certainty = min(sure, Certainty.HIGH, key=_rank)
        return start, start + one if found["day"] else _next_month(start), certainty, why
    if found["only_day"]:
        month = day.replace(day=1)
        start_or_none = _day_of(month, int(found["only_day"]))
        if start_or_none is None or start_or_none > day + 3 * one:
            start_or_none = _day_of((month - one).replace(day=1), int(found["only_day"]))
        if start_or_none is None:
            return None
        why = Words(f"年月{reference.reason.zh}推定", f"year and month {reference.reason.en}")
        return start_or_none, start_or_none + one, min(sure, Certainty.MEDIUM, key=_rank), why
    if found["vague"]:
        return day - 7 * one, day + one, Certainty.LOW, reference.reason
    if found["whole"]:
        return *_whole(found["whole"], day), min(sure, Certainty.HIGH, key=_rank), reference.reason
    word = found["near"]
    if word.startswith("当"):
        why = Words("承上文日期", "refers to the date named before")
        at = last or day
        return at, at + one, min(sure, Certainty.MEDIUM, key=_rank), why
    steps = {"昨": -1, "前": -2, "明": 1}
    start = day + steps.get(word[0], 0) * one
    return start, start + one, min(sure, Certainty.HIGH, key=_rank), reference.reason


def _whole(word: str, day: date) -> tuple[date, date]:
    if word.endswith("年"):
        year = day.year - (word == "去年")
        return date(year, 1, 1), date(year + 1, 1, 1)
    first = day.replace(day=1)
    if word == "上月":
        return (first - timedelta(days=1)).replace(day=1), first
    return first, _next_month(first)


def _clock(found: re.Match[str], day: date, zone: ZoneInfo) -> tuple[str, str] | None:
    """Give the moments that clock times name; None if they are none."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    if found["from"]:
        first, last = int(found["from"]), int(found["to"])
        if first >= last or last > 24:
            return None
        return (midnight + timedelta(hours=first)).isoformat(), (
            midnight + timedelta(hours=last)
        ).isoformat()
    hour, minute = int(found["hour"]), int(found["minute"] or found["minutes"] or 0)
    if _part(found) in {"afternoon", "evening"} and hour < 12:
        hour += 12
    if hour > 24 or minute > 59:
        return None
    start = midnight + timedelta(hours=hour, minutes=minute)
    exact = found["minute"] or found["minutes"]
    return start.isoformat(), (start + timedelta(minutes=1 if exact else 60)).isoformat()


def _part(found: re.Match[str]) -> str:
    word = found["part"] or ("晚" if found["near"] == "当晚" else "")
    return _PART_OF.get(word, "")


def _dated(year: str | None, month: str, day: str, near: date) -> date | None:
    try:
        given = date(_number(year) if year else near.year, _number(month), _number(day))
        if year is None and given > near + _LATER:
            return given.replace(year=near.year - 1)
        if year is None and given < near - _SOONER:
            return given.replace(year=near.year + 1)
    except ValueError:
        return None
    return given


def _day_of(month: date, day: int) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _number(text: str) -> int:
    """Read a number in digits or in Chinese characters.

    >>> _number("二〇二二"), _number("二十一"), _number("十"), _number("19")
    (2022, 21, 10, 19)
    """
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[character]) for character in text))


def _day(value: str, zone: ZoneInfo) -> date | None:
    """Give the day of an ISO date or date-time in a zone."""
    try:
        if "T" not in value:
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone).date()


def _rank(certainty: Certainty) -> int:
    return [Certainty.LOW, Certainty.MEDIUM, Certainty.HIGH, Certainty.CERTAIN].index(certainty)
