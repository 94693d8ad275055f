"""Passages: every place that has a wording is found, and nothing else."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.passages import PassageIndex, fold

FEW = st.text(alphabet="疫情防控，。 1１\n", max_size=40)


def brute_occurrences(texts: list[str], quote: str) -> list[tuple[int, int]]:
    wanted = fold(quote).text
    found = []
    for index, text in enumerate(texts):
        folded = fold(text)
        at = folded.text.find(wanted)
        while at >= 0:
            found.append((index, folded.positions[at]))
            at = folded.text.find(wanted, at + 1)
    return found


def brute_shared(texts: list[str], minimum: int) -> set[tuple[int, int, int, int, int]]:
    """All maximal agreements: text, folded start, text, folded start, size."""
    found = set()
    for (a, left), (b, right) in combinations(enumerate(fold(t).text for t in texts), 2):
        for i in range(len(left)):
            for j in range(len(right)):
                if i and j and left[i - 1] == right[j - 1]:
                    continue
                size = 0
                while (
                    i + size < len(left)
                    and j + size < len(right)
                    and left[i + size] == right[j + size]
                ):
                    size += 1
                if size >= minimum:
                    found.add((a, i, b, j, size))
    return found


@given(st.lists(FEW, max_size=6), FEW)
def test_a_quotation_is_found_wherever_it_stands_and_nowhere_else(
    texts: list[str], quote: str
) -> None:
    index = PassageIndex(texts, length=3)
    if len(fold(quote).text) < 3:
        with pytest.raises(ValueError, match="fewer than 3"):
            index.occurrences(quote)
    else:
        assert index.occurrences(quote) == brute_occurrences(texts, quote)


@given(st.lists(FEW, max_size=5), st.integers(2, 6))
def test_shared_passages_are_all_maximal_agreements(texts: list[str], minimum: int) -> None:
    shared = PassageIndex(texts, length=min(minimum, 3)).shared(minimum, limit=10_000)
    folded = [fold(text) for text in texts]
    found = {
        (
            p.a,
            folded[p.a].positions.index(p.a_start),
            p.b,
            folded[p.b].positions.index(p.b_start),
            p.size,
        )
        for p in shared.passages
    }
    assert len(found) == len(shared.passages)
    assert found == brute_shared(texts, minimum)
    for p in shared.passages:
        assert (
            fold(texts[p.a][p.a_start : p.a_end]).text == fold(texts[p.b][p.b_start : p.b_end]).text
        )


def test_a_stock_phrase_is_listed_apart_and_does_not_cut_a_passage() -> None:
    stock = "坚决打赢疫情防控阻击战"
    texts = [
        f"{first}{stock}{last}"
        for first, last in zip("东南西北上下左右", "金木水火土日月星", strict=True)
    ]
    texts += [f"会议指出{stock}散会以后"] * 2
    shared = PassageIndex(texts, length=8).shared(limit=5)
    assert [(p.a, p.b, p.size) for p in shared.passages] == [(8, 9, len(stock) + 8)]
    assert [(s.text, s.occurrences, s.owners) for s in shared.stock] == [(stock, 10, 10)]


def test_texts_of_one_owner_are_not_compared_with_each_other() -> None:
    texts = ["从严从紧抓好工作落实", "从严从紧抓好工作落实", "要从严从紧抓好工作落实"]
    shared = PassageIndex(texts, length=8, owners=[0, 0, 1]).shared()
    assert [(p.a, p.b, p.owners) for p in shared.passages] == [(0, 2, 2), (1, 2, 2)]


def test_a_quotation_never_runs_from_one_text_into_the_next() -> None:
    assert PassageIndex(["一二三四", "五六七八"], length=4).occurrences("三四五六") == []


def test_signs_that_unfold_to_several_characters_keep_their_place() -> None:
    assert PassageIndex(["甲㈱乙丙", "甲(株)乙丙"], length=3).spans("株乙丙") == [
        (0, 1, 4),
        (1, 2, 6),
    ]


def test_nothing_to_compare_is_no_error() -> None:
    assert PassageIndex([]).shared() == ((), ())
    assert PassageIndex(["", "，。"], length=3).occurrences("从严从紧") == []


@given(st.lists(FEW, max_size=6), st.integers(1, 4))
def test_a_passage_is_left_out_only_if_all_of_it_is_stock(texts: list[str], limit: int) -> None:
    shared = PassageIndex(texts, length=3).shared(limit=limit)
    folded = [fold(text) for text in texts]
    found = {
        (
            p.a,
            folded[p.a].positions.index(p.a_start),
            p.b,
            folded[p.b].positions.index(p.b_start),
            p.size,
        )
        for p in shared.passages
    }
    counts: dict[str, int] = {}
    for one in folded:
        for at in range(len(one.text) - 2):
            counts[one.text[at : at + 3]] = counts.get(one.text[at : at + 3], 0) + 1
    expected = {
        match
        for match in brute_shared(texts, 3)
        if any(
            counts[folded[match[0]].text[match[1] + at :][:3]] <= limit
            for at in range(match[4] - 2)
        )
    }
    assert found == expected
    assert {phrase.text for phrase in shared.stock if len(phrase.text) == 3} <= {
        gram for gram, count in counts.items() if count > limit
    }
