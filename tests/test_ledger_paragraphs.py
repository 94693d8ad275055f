"""A paragraph's id is its own for life."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edition.ledger import Retired, align_paragraphs

P = {
    "p1": "3月19日晚上，省委书记连夜主持召开全省疫情防控调度会，听取各地情况汇报。",
    "p2": "他强调，要加快实施“清仓”行动，确保风险人员即查即转、应隔尽隔、日清日结。要加强方舱医院建设，做到床等人。",
    "p3": "要保障群众基本生活，畅通物资运输，确保市场供应不断档、不脱销。",
    "p4": "有关部门负责同志参加会议。",
}
BEFORE = list(P.items())


def ids(
    after: list[str], before: list[tuple[str, str]] = BEFORE, highest: int = 4
) -> tuple[str, ...]:
    return align_paragraphs(before, after, highest=highest).ids


def test_unchanged_paragraphs_keep_their_ids() -> None:
    found = align_paragraphs(BEFORE, list(P.values()), highest=4)
    assert (found.ids, found.retired) == (tuple(P), ())


def test_a_corrected_paragraph_keeps_its_id() -> None:
    assert ids([P["p1"], P["p2"].replace("加快", "迅速"), P["p3"], P["p4"]]) == tuple(P)


def test_a_new_paragraph_gets_a_number_never_given() -> None:
    assert ids([P["p1"], "据悉，会议以视频形式开到县一级。", *list(P.values())[1:]], highest=9) == ("p1", "p10", "p2", "p3", "p4")  # fmt: skip


def test_a_moved_paragraph_takes_its_id_along() -> None:
    assert ids([P["p3"], P["p1"], P["p2"], P["p4"]]) == ("p3", "p1", "p2", "p4")


def test_of_a_split_paragraph_the_larger_part_keeps_the_id_and_the_other_says_whence() -> None:
    cut = P["p2"].index("要加强")
    found = align_paragraphs(
        BEFORE, [P["p1"], P["p2"][:cut], P["p2"][cut:], P["p3"], P["p4"]], highest=4
    )
    assert found.ids == ("p1", "p2", "p5", "p3", "p4")
    assert found.origins == ((), (), ("p2",), (), ())
    assert found.retired == ()


def test_a_paragraph_split_into_many_is_still_followed() -> None:
    whole = "".join(
        f"第{n}，各地各部门要按照第{n}号通知要求做好第{n}项工作。" for n in "一二三四五六七八"
    )
    parts = [part + "。" for part in whole.split("。") if part]
    found = align_paragraphs([("p1", whole)], parts, highest=1)
    assert found.ids.count("p1") == 1
    assert sorted(set(found.origins)) == [(), ("p1",)]
    assert found.retired == ()


def test_of_merged_paragraphs_the_larger_keeps_the_id_and_the_other_says_whereto() -> None:
    found = align_paragraphs(BEFORE, [P["p1"], P["p2"] + P["p3"], P["p4"]], highest=4)
    assert found.ids == ("p1", "p2", "p4")
    assert found.retired == (Retired("p3", ("p2",)),)


def test_a_removed_paragraph_is_retired() -> None:
    found = align_paragraphs(BEFORE, [P["p1"], P["p2"], P["p4"]], highest=4)
    assert (found.ids, found.retired) == (("p1", "p2", "p4"), (Retired("p3"),))


def test_repeated_formulae_keep_their_places() -> None:
    before = [("p1", "特此通报。"), ("p2", P["p1"]), ("p3", "特此通报。")]
    assert ids(["特此通报。", "特此通报。"], before, 3) == ("p1", "p3")
    assert ids(["特此通报。", P["p1"], P["p3"], "特此通报。"], before, 3) == (
        "p1",
        "p2",
        "p4",
        "p3",
    )


def test_another_paragraph_in_the_same_place_is_another_paragraph() -> None:
    assert ids([P["p1"], "本报讯（记者张三）今日天气晴朗，市民纷纷出游踏青赏花。", P["p3"], P["p4"]]) == ("p1", "p5", "p3", "p4")  # fmt: skip


def test_ten_thousand_repetitions_are_aligned_at_once() -> None:
    before = [(f"p{n}", "同样的一段话。") for n in range(1, 10_001)]
    assert ids(["同样的一段话。"] * 9_999, before, 10_000) == tuple(
        f"p{n}" for n in range(1, 10_000)
    )


TEXTS = st.lists(st.text("会议强调要坚持动态清零，。", min_size=1, max_size=30), max_size=8)


@given(TEXTS, TEXTS)
def test_no_id_is_lost_given_twice_or_given_again(old: list[str], new: list[str]) -> None:
    before = [(f"p{2 * n}", text) for n, text in enumerate(old, 1)]
    highest = 2 * len(old) + 3
    found = align_paragraphs(before, new, highest=highest)
    assert len(found.ids) == len(found.origins) == len(new)
    assert len(set(found.ids)) == len(found.ids)
    known = {name for name, _ in before}
    assert known <= set(found.ids) | {gone.id for gone in found.retired}
    assert not set(found.ids) & {gone.id for gone in found.retired}
    assert all(name in known or int(name[1:]) > highest for name in found.ids)
    assert all(set(gone.into) <= set(found.ids) for gone in found.retired)
