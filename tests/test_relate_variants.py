"""Variants: each kind of difference is named, in whole words, at its exact place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.model import Variant
from edition.relate.collate import PARAGRAPH
from edition.relate.variants import Witness, compare


def witness(document: str, *paragraphs: str, ocr: bool = False) -> Witness:
    return Witness(document, tuple((f"p{n}", text) for n, text in enumerate(paragraphs, 1)), ocr)


def variants(
    base: str, other: str, **kinds: object
) -> list[tuple[str, tuple[str, ...], list[str]]]:
    found = compare(
        [witness("a", base), witness("b", other, ocr=True)], names=frozenset(("王春霞",))
    ).variants
    return [(v.kind, v.also, [r.text for r in v.readings]) for v in found]


@pytest.mark.parametrize(
    ("base", "other", "kind", "also", "readings"),
    [
        ("送到定点医院、综合医院", "送到定点医院。综合医院", "punctuation", (), ["、", "。"]),
        ("确保24小时完成任务", "确保２４小时完成任务", "punctuation", (), ["24", "２４"]),
        ("疫情防控调度会召开", "疫情防控工作调度会召开", "addition", (), ["", "工作"]),
        ("疫情防控工作调度会召开", "疫情防控调度会召开", "omission", (), ["工作", ""]),
        ("迅速采取果断有力措施", "迅速采取果敢有力措施", "substitution", (), ["果断", "果敢"]),
        ("大力开展心理辅导工作，", "大力开展心理疏导工作，", "substitution", (), ["辅导", "疏导"]),
        ("高广滨、张恩惠、李伟", "高广滨、张思惠、李伟", "name", ("ocr",), ["张恩惠", "张思惠"]),
        ("向王春霞同志学习", "向赵春霞同志学习", "name", (), ["王春霞", "赵春霞"]),
        ("坚持科学精准防控", "坚持精准科学防控", "transposition", (), ["科学精准", "精准科学"]),
        ("推动防控工作任务", "推动防控土作任务", "ocr", (), ["工作", "土作"]),
    ],
)  # fmt: skip
def test_a_difference_is_named_and_given_in_whole_words(
    base: str, other: str, kind: str, also: tuple[str, ...], readings: list[str]
) -> None:
    assert variants(base, other) == [(kind, also, readings)]


def test_a_likely_misreading_is_only_said_of_an_ocr_witness() -> None:
    found = compare([witness("a", "推动防控工作任务"), witness("b", "推动防控土作任务")]).variants
    assert [v.kind for v in found] == ["substitution"]


def test_a_moved_passage_is_two_places_that_name_each_other() -> None:
    moved, rest = "要加快实施清仓行动，不漏一人。", "会议听取了汇报，研究了下一步防控工作安排。"
    found = compare([witness("a", moved, rest), witness("b", rest, moved)]).variants
    assert [(v.kind, v.partner, [r.text for r in v.readings]) for v in found] == [
        ("transposition", 2, [moved, ""]), ("transposition", 1, ["", moved]),
    ]  # fmt: skip


def test_a_different_break_of_paragraphs_is_no_variant() -> None:
    one, two = "景俊海强调，要提高房间周转效率，", "确保风险人员日清日结。"
    found = compare([witness("a", one, two), witness("b", one + two)])
    assert found.variants == ()
    assert found.alignment == (((one, one), (PARAGRAPH, ""), (two, two)),)
    assert [place.paragraph for place in found.rows[0][0]] == ["p1", "p2"]


def test_what_a_truncated_witness_lacks_is_said_once_and_hides_nothing() -> None:
    whole = "会议强调要采取果断措施，以最快速度实现清零目标，坚决夺取最终胜利。"
    other = whole.replace("果断", "果敢")
    found = compare([witness("a", whole), witness("b", other), witness("c", whole[:5])]).variants
    assert [(v.kind, [(r.witness, r.text) for r in v.readings]) for v in found] == [
        ("omission", [("a", whole[5:]), ("b", other[5:]), ("c", "")]),
        ("substitution", [("a", "果断"), ("b", "果敢")]),
    ]  # fmt: skip


TEXT = st.text(alphabet="张恩思惠、，。会议强调12" + PARAGRAPH, min_size=1, max_size=14)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=2, max_size=3))
def test_tokens_and_places_give_back_every_paragraph_exactly(texts: list[list[str]]) -> None:
    witnesses = [witness(f"d{n}", *paragraphs) for n, paragraphs in enumerate(texts)]
    found = compare(witnesses)
    for at, w in enumerate(witnesses):
        clean = {anchor: text.replace(PARAGRAPH, "\n") for anchor, text in w.paragraphs}
        tokens = "".join(column[at] for row in found.alignment for column in row)
        assert tokens.replace(PARAGRAPH, "") == "".join(clean.values())
        rebuilt: dict[str, str] = dict.fromkeys(clean, "")
        for row in found.rows:
            for place in row[at]:
                assert place.start == len(rebuilt[place.paragraph])
                rebuilt[place.paragraph] += clean[place.paragraph][place.start : place.end]
        assert rebuilt == clean
    for variant in found.variants:
        check_places(variant, witnesses)


def check_places(variant: Variant, witnesses: list[Witness]) -> None:
    texts = {w.document: dict(w.paragraphs) for w in witnesses}
    for reading in variant.readings:
        text = texts[reading.witness][reading.place.paragraph].replace(PARAGRAPH, "\n")
        assert text[reading.place.start : reading.place.end] in reading.text
        if PARAGRAPH not in reading.text:
            assert text[reading.place.start : reading.place.end] == reading.text
