"""The golden relations of the five captures."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.config import read_config
from edition.model import Document, Edition, Place, Relations
from edition.pipeline import build_edition
from edition.preparing import Paths, Stages
from edition.relate import read_authorities, relate

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def edition() -> Edition:
    paths = Paths(ROOT / "content", ROOT / "site", ROOT / "edition.toml", ROOT / "templates")
    return build_edition(paths, read_config(paths.config), Stages()).edition


@pytest.fixture(scope="module")
def relations(edition: Edition) -> Relations:
    sources = {record.source.path: record.source.text for record in edition.sources}
    authorities = read_authorities(ROOT / "content" / "authority")
    return relate(
        edition.documents, authorities, read_config(ROOT / "edition.toml"), sources=sources
    )


def capture(document: Document) -> str:
    return document.source_path.removeprefix("sources/")[:3]


def wording(edition: Edition, place: Place) -> str:
    document = edition.document_by_id[place.document]
    text = next(block.text for block in document.paragraphs if block.anchor == place.paragraph)
    return text[place.start : place.end]


def test_the_witnesses_are_the_post_and_the_evening_meeting_of_the_newspaper_and_no_others(
    edition: Edition, relations: Relations
) -> None:
    (work,) = relations.works
    base, other = (edition.document_by_id[one] for one in work.witnesses)
    assert (capture(base), capture(other)) == ("000", "004")
    assert "紧盯目标尽锐出战" in other.title
    assert work.score > 0.95


def test_the_variants_are_those_that_a_reader_finds(relations: Relations) -> None:
    found = [(v.kind, tuple(r.text for r in v.readings)) for v in relations.works[0].variants]
    for expected in (
        ("substitution", ("果断", "果敢")),
        ("substitution", ("辅导", "疏导")),
        ("substitution", ("医疗队伍", "医疗队后勤")),
        ("name", ("张恩惠", "张思惠")),
        ("name", ("黄鹭", "黄莺")),
        ("addition", ("", "工作")),
    ):
        assert expected in found
    assert len(found) <= 10


def test_every_reading_stands_at_its_place(edition: Edition, relations: Relations) -> None:
    for variant in relations.works[0].variants:
        for reading in variant.readings:
            if reading.place.paragraph != "byline":
                assert wording(edition, reading.place) == reading.text


def test_the_name_that_two_captures_attest_is_offered_to_the_newspaper(
    relations: Relations,
) -> None:
    assert [(e.reading, e.proposal, len(e.support)) for e in relations.emendations] == [
        ("张思惠", "张恩惠", 2)
    ]


def test_parallels_stand_in_both_paragraphs_and_no_longer_one_would(
    edition: Edition, relations: Relations
) -> None:
    assert len(relations.parallels) > 10
    for parallel in relations.parallels:
        assert wording(edition, parallel.a) == parallel.text
        assert parallel.a.document < parallel.b.document
        assert parallel.b.document not in getattr(
            relations.work_of.get(parallel.a.document), "witnesses", ()
        )


@pytest.mark.parametrize(
    ("day", "part", "title", "captures"),
    [
        ("2022-03-12", "evening", "省疫情防控领导小组会议", {"003"}),
        ("2022-03-19", "morning", "省疫情防控工作领导小组会议", {"004"}),
        ("2022-03-19", "evening", "全省疫情防控调度会", {"000", "004"}),
        ("2022-03-20", "", "第41场", {"001"}),
        ("2022-03-21", "", "第42场", {"001"}),
        ("2022-03-21", "evening", "全省疫情防控工作专题会", {"001"}),
        ("2022-03-25", "", "省疫情防控视频部署会", {"002"}),
        ("2022-03-25", "morning", "第46场", {"002"}),
    ],
)
def test_an_event_is_reported_by_its_documents(
    edition: Edition, relations: Relations, day: str, part: str, title: str, captures: set[str]
) -> None:
    (event,) = [e for e in relations.events if (e.date, e.part) == (day, part) and title in e.title]
    assert {capture(edition.document_by_id[d]) for d in event.documents} == captures
    assert event.attendees
    assert all(wording(edition, place) for place in event.reports)


def test_figures_are_linked_to_the_place_that_reports_them(
    edition: Edition, relations: Relations
) -> None:
    figures = [figure for event in relations.events for figure in event.figures]
    assert len(figures) > 25
    assert all(wording(edition, place) == figure for _, figure, place in figures)


def test_formulae_recur_from_meeting_to_meeting(relations: Relations) -> None:
    evening = next(
        e
        for e in relations.events
        if (e.date, e.part) == ("2022-03-19", "evening") and e.kind == "meeting"
    )
    assert "即查即转、应隔尽隔、日清日结" in [formula.text for formula in evening.formulae]


def test_times_are_resolved_by_dateline_publication_and_event(relations: Relations) -> None:
    found = {(t.text, t.start[:10], t.part) for t in relations.times}
    assert {
        ("3月19日晚上", "2022-03-19", "evening"), ("今天晚上", "2022-03-19", "evening"),
        ("今天上午", "2022-03-19", "morning"), ("今晚", "2022-03-19", "evening"),
        ("3月21日0-24时", "2022-03-21", ""), ("第41场", "2022-03-20", ""), ("第46场", "2022-03-25", "morning"),
    } <= found  # fmt: skip


def test_the_province_and_the_city_are_told_apart(edition: Edition, relations: Relations) -> None:
    city = next(a for a in relations.authorities if a.name == "吉林市")
    short = [m for m in relations.mentions if m.form == "吉林"]
    assert short
    assert {m.authority for m in short} == {city.id}
    assert relations.ambiguities == ()


def test_every_authority_is_attested_in_a_text_or_in_its_capture(relations: Relations) -> None:
    assert all(a.attested or a.evidence for a in relations.authorities)
    named = {m.authority for m in relations.mentions}
    people = [a for a in relations.authorities if a.kind == "person" and a.id in named]
    assert len(people) >= 25
