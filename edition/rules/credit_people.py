"""People in lines of credits: names, what they are called, and for whom they write."""

from __future__ import annotations

import re
from typing import NamedTuple

from edition.rules.labels import HAN, NAME, NAMES, PEOPLE, PERSON, ROLE, UNNAMED, field_of

_NAME, NAMED, ONLY_PEOPLE = re.compile(NAME), re.compile(NAMES), re.compile(PEOPLE)
"""``NAMED`` are names and nothing else, ``ONLY_PEOPLE`` such as begin with surnames."""
_EACH = re.compile(rf"{PERSON}(?![{HAN}])|{NAME}")


class Credit(NamedTuple):
    """A value found in a line, the field it belongs to, and where it stands."""

    field: str
    value: str
    start: int
    end: int

    def moved(self, by: int) -> Credit:
        """Give it with its place in a longer text."""
        return self._replace(start=self.start + by, end=self.end + by)


# A name and what its bearer did: 黄鹭/文 邹乃硕/摄
IN_A_ROLE = re.compile(rf"({NAME})\s*[/／]\s*(文|摄|图|视频|摄影|编译|整理)")
OUTLET_REPORTER = re.compile(
    rf"^(?P<outlet>[{HAN}A-Za-z·+\-]{{2,20}}?|《[^》]{{2,20}}》)(?:全媒体|融媒体|首席|特约|见习|实习|深度)*"
    rf"(?P<word>记者|特派员|通讯员|特约评论员|(?<=》)作者)[\s\u3000:：]*(?P<names>{NAMES})$"
)
OUTLET = re.compile(
    rf"^(?P<outlet>[{HAN}A-Za-z·+\-]{{2,20}}?)(?:全媒体|融媒体|首席|特约|见习|实习)*(?:记者|评论员)[\s\u3000:：]*"
)
_SPACED_NAME = re.compile(rf"[{HAN}][\s\u3000]+[{HAN}]")
_REPORTER_WORDS = frozenset(
    {"记者", "通讯员", "特派员", "实习生", "摄影", "特约记者", "见习记者", "评论员"}
)


def value_of(field: str, value: str, at: int) -> list[Credit]:
    """Read what stands behind a label at ``at``: an outlet, names and roles as far as they are told."""
    if _SPACED_NAME.fullmatch(value):
        return [Credit(field, re.sub(r"\s", "", value), at, at + len(value))]
    if field != "byline":
        if field in ("editor", "proofreader", "photographer", "reviewer") and (
            NAMED.fullmatch(value)
        ):
            return names_in(field, value, at)
        if outlet := OUTLET.match(value):
            rest = value[outlet.end() :]
            if NAMED.fullmatch(rest):
                return names_in(field, rest, at + outlet.end())
        return [Credit(field, value, at, at + len(value))]
    credits: list[Credit] = []
    outlet = OUTLET.match(value)
    named_from = 0
    if outlet:
        if outlet["outlet"] not in UNNAMED:
            start, end = outlet.span("outlet")
            credits.append(Credit("byline_outlet", outlet["outlet"], at + start, at + end))
        named_from = outlet.end()
    roles = list(IN_A_ROLE.finditer(value, named_from))
    if roles:
        for role in roles:
            kind = "photographer" if role[2] in ("摄", "图", "摄影") else "byline"
            credits.append(Credit(kind, role[1], at + role.start(1), at + role.end(1)))
        return credits
    rest = value[named_from:]
    if NAMED.fullmatch(rest.strip()):
        return credits + names_in(field, rest, at + named_from)
    return [*credits, Credit(field, rest.strip(), at + named_from, at + len(value))]


def names_in(field: str, text: str, at: int) -> list[Credit]:
    """Give each name in a list of names that begins at ``at``."""
    return [
        Credit(field, re.sub(r"[ \u3000]", "", m[0]), at + m.start(), at + m.end())
        for m in _EACH.finditer(text)
    ]


def reporters(found: re.Match[str], at: int) -> list[Credit]:
    """Read an outlet, what its people are called, and their names."""
    names = found.start("names")
    field = "byline"
    people: list[Credit] = []
    for m in _NAME.finditer(found["names"]):
        if m[0] in _REPORTER_WORDS:
            field = {"通讯员": "correspondent", "摄影": "photographer"}.get(m[0], "byline")
        else:
            people.append(Credit(field, m[0], at + names + m.start(), at + names + m.end()))
    if found["outlet"] in UNNAMED:
        return people
    outlet, start = found["outlet"], at + found.start("outlet")
    if outlet.startswith("《"):
        outlet, start = outlet[1:-1], start + 1
    return [Credit("byline_outlet", outlet, start, start + len(outlet)), *people]


_PAIR = re.compile(
    rf"[\s\u3000，,、；;/|｜丨]*(?:(?P<outlet>[{HAN}A-Za-z·+]{{2,16}}?|《[^》]{{2,20}}》)(?=(?:全媒体|融媒体|首席|特约|见习|实习|深度)*(?:记者|评论员|特派员|编辑)))?"
    rf"(?P<label>(?:全媒体|融媒体|首席|特约|见习|实习|深度)*{ROLE})(?P<gap>[ \u3000\xa0]*)(?P<names>{PEOPLE})(?![{HAN}])"
)
_REPORTED = re.compile(r"[\s\u3000]*(?:报道|摄影报道|综合报道|文/图|文图|摄|采写)?[\s\u3000。]*$")
_ALONE = frozenset([
    "编辑", "责任编辑", "责编", "校对", "审校", "审核", "审读", "编审", "记者", "通讯员", "摄影", "监制",
    "主编", "编校", "作者", "撰文", "采写", "值班编辑", "特约记者", "见习记者", "实习记者", "文、图", "文图", "图文",
])  # fmt: skip
"""Labels that need no second pair to be told from ordinary words."""


def pairs_in(text: str, *, enclosed: bool) -> list[Credit] | None:
    """Read a line of roles and names with spaces between (编辑 某某 校对 某某)."""
    at, credits, count, label = 0, [], 0, ""
    while found := _PAIR.match(text, at):
        if not found["gap"] and not found["outlet"] and not enclosed and not count:
            return None
        label = found["label"]
        if found["outlet"] and found["outlet"] not in UNNAMED and "编辑" not in label:
            credits.append(Credit("byline_outlet", found["outlet"], *found.span("outlet")))
        field = field_of(re.sub(r"[\s\u3000]+", "", label))
        credits += names_in(field, found["names"], found.start("names"))
        count += 1
        at = found.end()
    rest = _REPORTED.fullmatch(text, at)
    if not count or rest is None:
        return None
    if rest[0].strip() == "摄":
        credits = [c._replace(field="photographer") for c in credits if c.field != "byline_outlet"]
    if count == 1 and not enclosed and re.sub(r"[\s\u3000]+", "", label) not in _ALONE:
        return None
    return credits
