"""Relations of a whole collection: linked by evidence, the same however they are computed."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

import pytest

from edition.errors import ContentErrors
from edition.ledger import Ledger
from edition.model import Edition, Relations
from edition.recall import Recall
from edition.relate import register, relate, suggest_authorities
from edition.relate.authority import Authorities, parse_authorities, read_authorities
from tests.relate_helpers import CONFIG, MEETING, document

AUTHORITY = {
    "people.toml": """
[[person]]
id = "p5b3r3w"
name = "景俊海"
roles = ["省委书记"]
attested = [{ source = "sources/a.txt", quote = "省委书记景俊海" }]
[[person]]
id = "p75d2tn"
name = "张恩惠"
variants = ["张思惠"]
attested = [
  { source = "sources/a.txt", quote = "张志军、张恩惠、刘金波" },
  { source = "sources/b.txt", quote = "张志军、张思惠、刘金波" },
]
""",
    "events.toml": """
[[event]]
id = "v826qb4"
date = "2022-03-19"
part = "evening"
title = "调度会"
forms = ["全省疫情防控调度会"]
reports = [{ source = "sources/a.txt", quote = "连夜主持召开全省疫情防控调度会" }]
attended = [{ source = "sources/a.txt", quote = "张志军、张恩惠、刘金波" }]
figures = [{ what = "完成任务", figure = "24小时", source = "sources/a.txt", quote = "确保24小时完成任务" }]
""",
}
A = document(
    "a",
    *MEETING,
    published="2022-03-20T08:29:33+08:00",
    publisher="某网",
    title="甲",
    byline="黄鹭",
)
B = document(
    "b", *(t.replace("果断", "果敢").replace("张恩惠", "张思惠").replace("3月19日晚上", "今天晚上") for t in MEETING),
    form="newspaper-ocr", published="2022-03-20", dateline="本报3月19日讯", publisher="某报", title="乙", byline="黄莺",
)  # fmt: skip
C = document(
    "c",
    "3月12日晚，会议听取汇报。细化优化采、送、检、报各环节流程。",
    "高广滨、张恩惠、阿东参会。",
    published="2022-03-13",
    publisher="丙",
)
D = document(
    "d",
    "据此前报道，3月19日晚，省里召开全省疫情防控调度会。",
    published="2022-03-21",
    publisher="丁",
)
E = document("e", "3月18日晚，省里召开全省疫情防控调度会。", published="2022-03-19", publisher="戊")


def made(authorities: Authorities | None = None) -> Relations:
    return relate([A, B, C, D, E], authorities or parse_authorities(AUTHORITY), CONFIG)


def test_a_work_has_its_variants_and_those_of_who_signs() -> None:
    (work,) = made().works
    assert work.witnesses == ("a", "b")
    assert [(v.kind, [r.text for r in v.readings]) for v in work.variants] == [
        ("substitution", ["3月19日", "今天"]), ("substitution", ["果断", "果敢"]), ("name", ["张恩惠", "张思惠"]),
        ("name", ["黄鹭", "黄莺"]),
    ]  # fmt: skip
    assert work.variants[-1].readings[0].place.paragraph == "byline"


def test_with_recall_all_is_related_as_without_and_unchanged_parallels_stay_the_same() -> None:
    recall = Recall()
    changed = document(
        "b", *MEETING[:2], "丙丁参加会议。", published="2022-03-20", publisher="某报"
    )
    other = document("f", f"转述：{MEETING[1]}", published="2023-01-01")
    before = None
    for documents in ([A, B, C, D, E, other], [A, changed, C, D, E, other], [A, changed, C, other]):
        recall.next_build()
        authorities = parse_authorities(AUTHORITY if B in documents else {})
        found = relate(documents, authorities, CONFIG, recall=recall)
        assert found == relate(documents, authorities, CONFIG)
        if before:
            kept = [p for p in found.parallels if p in before.parallels]
            assert kept
            assert all(any(p is q for q in before.parallels) for p in kept)
        before = found


def test_an_event_has_all_that_report_it_and_no_other() -> None:
    (event,) = made().events
    assert set(event.documents) == {"a", "b", "d"}
    assert event.attendees == ("p75d2tn",)
    ((what, figure, place),) = event.figures
    assert (what, figure, A.paragraphs[1].text[place.start : place.end]) == (
        "完成任务",
        "24小时",
        "24小时",
    )


def test_a_name_is_offered_as_an_emendation_once_each_source_counted() -> None:
    (offered,) = made().emendations
    assert (offered.reading, offered.proposal) == ("张思惠", "张恩惠")
    assert [place.document for place in offered.support] == ["a", "c"]


def test_one_source_alone_proposes_nothing() -> None:
    again = document("c", "高广滨、张恩惠、阿东参会。", source="sources/a.txt")
    relations = relate([A, B, again], parse_authorities(AUTHORITY), CONFIG)
    assert relations.emendations == ()


def test_related_documents_say_why_and_the_other_witness_comes_first() -> None:
    related = made().related_by_document
    assert related["a"][0].other == "b"
    assert related["a"][0].reasons[0].zh == "同一文本的另一见证本"
    assert any("同记" in reason.zh for reason in related["d"][0].reasons)
    for ones in related.values():
        assert [r.score for r in ones] == sorted((r.score for r in ones), reverse=True)


def test_roles_have_their_documents_and_days() -> None:
    secretary = next(a for a in made().authorities if a.id == "p5b3r3w")
    assert secretary.roles == (("省委书记", "a", "2022-03-20"), ("省委书记", "b", "2022-03-20"))
    assert secretary.reviewed


def test_a_quotation_that_no_capture_has_is_an_error_at_its_line() -> None:
    sources = {f"sources/{d.id}.txt": "\n".join(p.text for p in d.paragraphs) for d in (A, B)}
    relate([A, B], parse_authorities(AUTHORITY), CONFIG, sources=sources)
    wrong = {"people.toml": AUTHORITY["people.toml"].replace("sources/b.txt", "sources/x.txt")}
    with pytest.raises(ContentErrors) as caught:
        relate([A, B], parse_authorities(wrong), CONFIG, sources=sources)
    assert caught.value.errors[0].where.line == 13


def test_an_editors_verdict_in_works_toml_is_followed() -> None:
    verdict = """
[[work]]
same = false
reason = "试"
witnesses = [
  { source = "sources/a.txt", quote = "采取果断有力措施" },
  { source = "sources/b.txt", quote = "采取果敢有力措施" },
]
"""
    assert made(parse_authorities(AUTHORITY | {"works.toml": verdict})).works == ()


def test_two_processes_find_what_one_finds_whatever_the_order() -> None:
    one = made()
    with get_context("fork").Pool(2) as pool:
        two = relate([E, C, B, A, D], parse_authorities(AUTHORITY), CONFIG, spread=pool.imap)
    assert one == two


def test_the_ledger_gets_a_line_for_each_new_work_authority_and_event() -> None:
    relations = made()
    lines = register(relations, Ledger())
    assert sorted(line.kind for line in lines) == ["event", "person", "person", "work"]
    assert {line.id for line in lines} == {relations.works[0].id, "p5b3r3w", "p75d2tn", "v826qb4"}


def test_a_collection_without_authority_files_is_related_all_the_same() -> None:
    relations = made(Authorities())
    assert (len(relations.works), relations.mentions, relations.events) == (1, (), ())


def test_what_is_suggested_can_be_read_and_is_marked_as_not_reviewed() -> None:
    relations = made(Authorities())
    edition = Edition((), (A, B, C, D, E), relations)
    for kind, expected in (
        ("people", "景俊海"),
        ("people", "阿东"),
        ("events", "全省疫情防控调度会"),
    ):
        text = suggest_authorities(kind, edition)
        authorities = parse_authorities({f"{kind}.toml": text})
        things = [
            *((e.name, e.reviewed) for e in authorities.entries),
            *((e.title, e.reviewed) for e in authorities.events),
        ]
        assert (expected, False) in things
    for kind in ("places", "organisations", "terms"):
        parse_authorities({f"{kind}.toml": suggest_authorities(kind, edition)})


def test_what_is_known_is_not_suggested_again() -> None:
    edition = Edition((), (A, B, C, D, E), made())
    assert '"景俊海"' not in suggest_authorities("people", edition)


def test_the_authority_files_of_the_edition_can_be_read() -> None:
    authorities = read_authorities(Path(__file__).parent.parent / "content" / "authority")
    assert len(authorities.entries) > 70
