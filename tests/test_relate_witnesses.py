"""Witnesses: one text is found whatever its titles say, and formulae do not make one."""

from __future__ import annotations

import pytest

from edition.model import Document, Likeness
from edition.relate.parallels import find_parallels, find_passages
from edition.relate.times import read_times
from edition.relate.witnesses import Group, Verdict, find_witnesses
from tests.relate_helpers import MEETING, document

NOTICE = (
    "{year}年{month}月{day}日，省防汛抗旱指挥部在省政府召开第{n}次全体会议，会议听取了水利、气象、应急等部门的情况汇报，研究部署今年的防汛抗旱工作。",
    "会议强调，各级各部门要坚持人民至上、生命至上，压实责任、强化措施，扎实做好监测预警、隐患排查、物资储备、应急处置等各项工作，确保人民群众生命财产安全。",
)


def groups(
    *documents: Document, verdicts: tuple[Verdict, ...] = ()
) -> tuple[list[list[str]], tuple[Likeness, ...]]:
    found, alike = find(*documents, verdicts=verdicts)
    return [[d.id for d in group.documents] for group in found], alike


def find(
    *documents: Document, verdicts: tuple[Verdict, ...] = ()
) -> tuple[tuple[Group, ...], tuple[Likeness, ...]]:
    passages = find_passages(documents, minimum=12)
    times = {d.id: read_times(d, zone="Asia/Shanghai") for d in documents}
    return find_witnesses(passages, times, verdicts)


def meeting(
    name: str, *changes: tuple[str, str], form: str = "crawled-post", **claims: str
) -> Document:
    paragraphs = list(MEETING)
    for old, new in changes:
        paragraphs = [text.replace(old, new) for text in paragraphs]
    claims = {"published": "2022-03-20", "publisher": name} | claims
    return document(name, *paragraphs, form=form, **claims)


def test_one_text_under_two_titles_is_one_work_with_the_base_that_is_not_ocr() -> None:
    ocr = meeting("a", ("果断", "果敢"), ("张恩惠", "张思惠"), form="newspaper-ocr", title="甲")
    (group,), _ = find(ocr, meeting("b", title="乙"))
    assert [d.id for d in group.documents] == ["b", "a"]
    assert "OCR" in group.base_reason.zh
    assert 0.95 < group.score < 1
    assert group.evidence[0].quote in "\n".join(MEETING)


def test_a_truncated_witness_is_a_witness_and_not_the_base() -> None:
    cut = document("a", MEETING[0], MEETING[1][:30], publisher="a", published="2022-03-19")
    (group,), _ = find(cut, meeting("b"))
    assert [d.id for d in group.documents] == ["b", "a"]


def test_three_witnesses_are_one_work() -> None:
    found, _ = groups(
        meeting("a"), meeting("b", ("果断", "果敢")), meeting("c", ("确保24小时", "确保"))
    )
    assert found == [["a", "b", "c"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"year": 2021, "month": 5, "day": 8, "n": "二"}, {"year": 2022, "month": 5, "day": 9, "n": "三"}),
        ({"year": 2022, "month": 5, "day": 8, "n": "二"}, {"year": 2022, "month": 5, "day": 8, "n": "三"}),
    ],
)  # fmt: skip
def test_the_same_formulae_on_another_event_are_not_one_text(
    one: dict[str, object], other: dict[str, object]
) -> None:
    a = document(
        "a", *(text.format(**one) for text in NOTICE), publisher="甲", published="2022-05-10"
    )
    b = document(
        "b", *(text.format(**other) for text in NOTICE), publisher="乙", published="2022-05-10"
    )
    found, alike = groups(a, b)
    assert found == []
    assert [(likeness.a, likeness.b) for likeness in alike] == [("a", "b")]
    assert alike[0].reason.zh
    assert alike[0].reason.en


def test_two_days_of_one_series_are_not_one_text() -> None:
    text = "{d}0-24时，全省新增本地确诊病例{n}例，其中长春市{m}例、吉林市{k}例，以上病例均在定点医院隔离治疗；当日治愈出院{z}例，均由专家组会诊后准予出院。全省现有重症{y}例。"
    a = document(
        "a",
        text.format(d="3月21日", n=1902, m=1437, k=438, z=12, y=3),
        publisher="甲",
        published="2022-03-22",
    )
    b = document(
        "b",
        text.format(d="3月22日", n=2320, m=1810, k=501, z=15, y=2),
        publisher="乙",
        published="2022-03-23",
    )
    assert groups(a, b)[0] == []


def test_an_update_by_the_same_publisher_is_not_another_witness() -> None:
    found, alike = groups(
        meeting("a", publisher="某网"), meeting("b", ("果断", "更加果断"), publisher="某网")
    )
    assert found == []
    assert "前后两版" in alike[0].reason.zh


def test_the_same_capture_twice_is_one_work() -> None:
    assert groups(meeting("a", publisher="某网"), meeting("b", publisher="某网"))[0] == [["a", "b"]]


def test_a_quoted_part_is_not_a_witness() -> None:
    essay = "".join(chr(0x4E00 + n * 7) for n in range(600))
    found, alike = groups(meeting("a"), document("b", essay, *MEETING, essay[::-1], publisher="b"))
    assert found == []
    assert "一部分" in alike[0].reason.zh


def test_an_editor_can_confirm_and_refuse() -> None:
    a, b = meeting("a", publisher="某网"), meeting("b", ("果断", "更加果断"), publisher="某网")
    yes = Verdict(("a", "b"), same=True, reason="同稿", title="会议")
    (group,), alike = find(a, b, verdicts=(yes,))
    assert (group.reviewed, group.title, alike) == (True, "会议", ())
    c = meeting("c")
    no = Verdict(("a", "c"), same=False, reason="另稿")
    found, alike = groups(a, c, verdicts=(no,))
    assert found == []
    assert "另稿" in alike[0].reason.zh


def test_more_copies_than_count_as_stock_are_still_one_work() -> None:
    copies = [meeting(f"n{number:03}") for number in range(60)]
    assert [len(group) for group in groups(*copies)[0]] == [60]


def test_parallels_are_between_documents_that_are_not_witnesses_and_stand_in_both() -> None:
    other = document(
        "c", "会议要求，细化优化采、送、检、报各环节流程，做到应检尽检。", publisher="c"
    )
    documents = [meeting("a"), meeting("b", ("果断", "果敢")), other]
    passages = find_passages(documents, minimum=12)
    found = find_parallels(passages, {"a": ("a", "b"), "b": ("a", "b")}).every
    texts = {(d.id, block.anchor): block.text for d in documents for block in d.paragraphs}
    assert [(p.a.document, p.b.document, p.text, p.documents) for p in found] == [
        ("a", "c", "细化优化采、送、检、报各环节流程", 3), ("b", "c", "细化优化采、送、检、报各环节流程", 3),
    ]  # fmt: skip
    assert all(p.weight == round(2 / 3, 4) for p in found)
    for p in found:
        for place in (p.a, p.b):
            assert texts[place.document, place.paragraph][place.start : place.end] == p.text
