"""Read dates as captures write them, and say what was assumed.

Forms seen: RFC 822 (``Sun, 20 Mar 2022 00:29:33 GMT``), ISO 8601 with and without zone or
time, and ``2022年3月20日 08:29``. The result is an ISO 8601 date or date-time in the zone of
the edition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read."""

    value: str
    """``2022-03-20`` or ``2022-03-20T08:29:33+08:00``."""
    zone_label: str
    """The zone as the capture labels it; empty if it has none."""
    assumed_zone: bool
    """True if the capture names no zone and the edition's was taken."""


_CHINESE = re.compile(
    r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?(?:[ T]*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?"
)
_RFC822 = re.compile(r"^(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} ")
_ISO_ZONE = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")


def read_date(text: str, *, zone: str, override: str = "") -> ReadDate:
    """Read a date; ``zone`` is the edition's, ``override`` the zone that the label gets wrong.

    With ``override`` the clock time is taken as it stands, in that zone. Raises ``ValueError``
    if the text is no date, or one that can't be (31 February).

    >>> read_date("Sun, 20 Mar 2022 00:29:33 GMT", zone="Asia/Shanghai").value
    '2022-03-20T08:29:33+08:00'
    >>> read_date("Sun, 13 Mar 2022 09:42:07 GMT", zone="Asia/Shanghai", override="Asia/Shanghai").value
    '2022-03-13T09:42:07+08:00'
    """
    text = text.strip()
    target = ZoneInfo(zone)
    label = ""
    if _RFC822.match(text):
        moment = parsedate_to_datetime(text)
        tail = text.rsplit(" ", 1)[-1]
        label = tail if re.fullmatch(r"[A-Z]{1,5}|[+-]\d{4}", tail) else ""
    elif re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
        moment = datetime.fromisoformat(text.replace(" ", "T", 1))
        zoned = _ISO_ZONE.search(text)
        label = zoned[1] if zoned else ""
    elif found := _CHINESE.fullmatch(text):
        year, month, day, hour, minute, second = (int(g) if g else None for g in found.groups())
        if hour is None:
            return ReadDate(
                date(year or 0, month or 0, day or 0).isoformat(), "", assumed_zone=False
            )
        moment = datetime(
            year or 0, month or 0, day or 0, hour, minute or 0, second or 0, tzinfo=target
        )
    else:
        raise ValueError(f"{text!r} is not a date")
    if override:
        moment = moment.replace(tzinfo=ZoneInfo(override))
        return ReadDate(moment.astimezone(target).isoformat(), label, assumed_zone=False)
    assumed = moment.tzinfo is None or (not label and not _ISO_ZONE.search(text))
    if moment.tzinfo is None or assumed:
        moment = moment.replace(tzinfo=target)
    return ReadDate(moment.astimezone(target).isoformat(), label, assumed)
