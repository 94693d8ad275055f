"""Time expressions mean a day in the publisher's zone, and say how sure that is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.model import Account, Basis, Block, BlockKind, Certainty, Claim, Document, Piece, Span
from edition.relate.times import read_times, times_in

DAY = date(2022, 3, 20)


def document(*paragraphs: str, **claims: str) -> Document:
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, (Piece(Span(0, len(text)), text),), {}, f"p{n}")
        for n, text in enumerate(paragraphs, 1)
    )
    made = tuple(Claim(name, value, Basis.ATTESTED) for name, value in claims.items())
    return Document(
        "d1", 1, "", "sources/a.txt", "x", "zh-Hans", blocks, made, (), Account(0, 0, 0, 0, 0, 0)
    )


@pytest.mark.parametrize(
    ("text", "expression", "start", "end", "part", "certainty"),
    [
        ("3月19日晚，", "3月19日晚", "2022-03-19", "2022-03-20", "evening", "high"),
        ("3月25日上午举行", "3月25日上午", "2022-03-25", "2022-03-26", "morning", "high"),
        ("2022年3月5日，", "2022年3月5日", "2022-03-05", "2022-03-06", "", "certain"),
        ("二〇二二年三月十九日", "二〇二二年三月十九日", "2022-03-19", "2022-03-20", "", "certain"),
        ("三月二十一日晚，", "三月二十一日晚", "2022-03-21", "2022-03-22", "evening", "high"),
        ("今天上午，省委", "今天上午", "2022-03-20", "2022-03-21", "morning", "high"),
        ("今晚，101名", "今晚", "2022-03-20", "2022-03-21", "evening", "high"),
        ("昨天，", "昨天", "2022-03-19", "2022-03-20", "", "high"),
        ("机制19日召开", "19日", "2022-03-19", "2022-03-20", "", "medium"),
        ("机制28日召开", "28日", "2022-02-28", "2022-03-01", "", "medium"),
        ("记者日前获悉", "日前", "2022-03-13", "2022-03-21", "", "low"),
        ("自3月14日以来，", "3月14日以来", "2022-03-14", "2022-03-21", "", "high"),
        ("3月21日0-24时，", "3月21日0-24时", "2022-03-21T00:00:00+08:00", "2022-03-22T00:00:00+08:00", "", "high"),
        ("19日下午3时，", "19日下午3时", "2022-03-19T15:00:00+08:00", "2022-03-19T16:00:00+08:00", "afternoon", "medium"),
        ("去年12月30日", "12月30日", "2021-12-30", "2021-12-31", "", "high"),
        ("今年以来", "今年以来", "2022-01-01", "2022-03-21", "", "high"),
    ],
)  # fmt: skip
def test_an_expression_is_resolved_with_its_certainty(
    text: str, expression: str, start: str, end: str, part: str, certainty: str
) -> None:
    found = {t.text: (t.start, t.end, t.part, t.certainty) for t in times_in(text, day=DAY)}
    assert found[expression] == (start, end, part, certainty)


@pytest.mark.parametrize(
    "text",
    [
        "每日清单",
        "5日内完成",
        "13月1日",
        "2月30日",
        "日清日结",
        "第19场",
        "24小时",
        "连续五天",
        "1月均",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert [
        t.text for t in times_in(text, day=DAY) if t.end[:4] == "2022" and "1月" not in t.text
    ] == []


def test_today_is_counted_from_the_dateline_and_not_from_the_day_of_printing() -> None:
    made = document("今天晚上，省委书记", published="2022-03-20", dateline="本报3月19日讯")
    (evening,) = read_times(made, zone="Asia/Shanghai")
    assert (evening.start, evening.part) == ("2022-03-19", "evening")
    assert "本报3月19日讯" in evening.reason.zh


def test_the_day_of_publication_is_that_of_the_publishers_zone() -> None:
    made = document("今天，", published="2022-03-19T23:30:00+00:00")
    assert read_times(made, zone="Asia/Shanghai")[0].start == "2022-03-20"
    assert read_times(made, zone="America/New_York")[0].start == "2022-03-19"


def test_without_any_date_nothing_is_invented() -> None:
    (found,) = read_times(document("今天上午开会"), zone="Asia/Shanghai")
    assert (found.start, found.certainty) == ("", Certainty.LOW)
    (full,) = read_times(document("2022年3月5日开会"), zone="Asia/Shanghai")
    assert full.start == "2022-03-05"


def test_the_same_day_is_the_day_named_before() -> None:
    assert [t.start for t in times_in("3月12日开会。当晚，", day=DAY)] == [
        "2022-03-12",
        "2022-03-12",
    ]


@given(st.text(alphabet="年月日时3月19日今晚天上午0-24以来：123一二十〇", max_size=30))
def test_any_text_is_read_without_failing(text: str) -> None:
    for t in times_in(text, day=DAY):
        assert text[t.place.start : t.place.end] == t.text
        assert t.start < t.end
