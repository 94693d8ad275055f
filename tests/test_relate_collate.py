"""Collation: no character is ever lost, and what agrees is aligned."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from edition.relate.collate import PARAGRAPH, Column, collate, lay_out, match

TEXT = st.text(alphabet="甲乙丙丁戊，。1１" + PARAGRAPH, max_size=30)
PARTS = [
    "坚决打赢疫情防控这场硬仗，",
    "要加快实施“清仓”行动。",
    "省委书记主持召开会议",
    "、确保日清日结！",
    PARAGRAPH,
    "张恩惠",
    "张思惠、",
]
LONG = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


def tokens_of(columns: list[Column], witness: int) -> str:
    return "".join(column.tokens[witness] for column in columns)


@given(st.lists(TEXT | LONG, min_size=1, max_size=4))
def test_the_columns_give_back_each_witness_exactly(texts: list[str]) -> None:
    columns = collate(texts)
    for witness, text in enumerate(texts):
        assert tokens_of(columns, witness) == text
        rows = lay_out(columns)
        laid = "".join(tokens_of(row, witness) for row in rows)
        assert laid.replace(PARAGRAPH, "") == text.replace(PARAGRAPH, "")
    assert all(any(column.tokens) for column in columns)


@given(TEXT | LONG, TEXT | LONG)
def test_a_match_is_exact_and_in_the_order_of_both_texts(a: str, b: str) -> None:
    end_a = end_b = 0
    for block in match(a, b):
        assert a[block.a : block.a + block.size] == b[block.b : block.b + block.size]
        assert block.size
        assert block.a >= end_a
        assert block.b >= end_b
        end_a, end_b = block.a + block.size, block.b + block.size


@given(LONG)
def test_a_text_agrees_with_itself_throughout(text: str) -> None:
    assert [column.tokens for column in collate([text, text, text])] == (
        [(text,) * 3] if text else []
    )


def test_punctuation_does_not_win_over_words() -> None:
    columns = collate(["一、二、三。会议强调：要紧盯目标", "会议强调，要紧盯目标"])
    assert [c.tokens for c in columns] == [
        ("一、二、三。", ""), ("会议强调", "会议强调"), ("：", "，"), ("要紧盯目标", "要紧盯目标"),
    ]  # fmt: skip


def test_a_moved_passage_is_set_apart_and_paired() -> None:
    moved = "要加快实施清仓行动，不漏一人。"
    rest = "会议听取了汇报，研究了下一步的防控工作安排。"
    columns = collate([moved + rest, rest + moved])
    assert [(c.tokens, c.moved) for c in columns] == [
        ((moved, ""), 1), ((rest, rest), 0), (("", moved), 1),
    ]  # fmt: skip


def test_a_truncated_witness_does_not_hide_what_the_others_differ_in() -> None:
    rest = "要进一步统筹好群众正常就医需求，采取{}措施，以最快速度实现清零目标。"
    columns = collate(
        ["会议强调。" + rest.format("果断"), "会议强调。", "会议强调。" + rest.format("果敢")]
    )
    assert ("断", "", "敢") in [c.tokens for c in columns]


def test_what_the_base_lacks_is_compared_among_the_others() -> None:
    columns = collate(
        ["开头。结尾。", "开头。中间有一段果断的话。结尾。", "开头。中间有一段果敢的话。结尾。"]
    )
    assert ("", "断", "敢") in [c.tokens for c in columns]


def test_a_foreign_passage_in_one_witness_stands_by_itself() -> None:
    foreign = "此处为编者所加的一大段说明文字，与正文毫不相干，读者可以略过不看。"
    columns = collate(
        [
            "甲方指出迅速采取果断措施。乙方同意",
            "甲方指出迅速采取果敢措施。乙方同意",
            "甲方指出" + foreign + "乙方同意",
        ]
    )
    assert ("断", "敢", "") in [c.tokens for c in columns]
    assert tokens_of(columns, 2) == "甲方指出" + foreign + "乙方同意"


def test_rows_are_paragraphs_even_if_one_witness_joins_or_lacks_some() -> None:
    p = PARAGRAPH
    rows = lay_out(
        collate(
            [
                f"第一段文字在此{p}第二段文字在此{p}第三段文字在此",
                f"第一段文字在此{p}第三段文字在此",
            ]
        )
    )
    assert [[c.tokens for c in row] for row in rows] == [
        [("第一段文字在此", "第一段文字在此")], [("第二段文字在此", "")], [("第三段文字在此", "第三段文字在此")],
    ]  # fmt: skip
    rows = lay_out(collate([f"第一段文字在此{p}第二段文字在此", "第一段文字在此第二段文字在此"]))
    assert len(rows) == 1


def scrambled(text: str, chance: float, dice: random.Random) -> str:
    letters = [dice.choice("的一是在不了有和人这") if dice.random() < chance else c for c in text]
    return "".join(letters)


def test_two_witnesses_of_ten_thousand_characters_take_well_under_a_second() -> None:
    dice = random.Random(7)
    text = "".join(chr(dice.randrange(0x4E00, 0x5E00)) for _ in range(10_000))
    parts = [text[at : at + 500] for at in range(0, 10_000, 500)]
    dice.shuffle(parts)
    for other in (
        scrambled(text, 0.05, dice),
        scrambled(text, 0.6, dice),
        "".join(parts),
        text[:3000],
        text[::-1],
    ):
        before = time.process_time()
        columns = collate([text, other])
        assert time.process_time() - before < 0.9
        assert tokens_of(columns, 0) == text
        assert tokens_of(columns, 1) == other
