"""Scrambled insertions with other titles, other fragments, other places; and texts without any."""

from __future__ import annotations

from itertools import cycle

import pytest

from tests.miniature import run

TITLE = "长春市召开春耕生产会议部署农资保供工作"
SENTENCES = (
    "昨天上午，全市各县区负责人在主会场参加活动，", "认真听取了有关部门的情况介绍，",
    "大家一致认为当前农时紧迫，", "必须抓紧抓实各项准备，", "确保种子化肥及时送到农户手中，",
    "不误农时，力争夺取全年丰收。", "与会同志还就下一步安排进行了讨论，", "提出许多建设性意见。",
    "气象部门预测未来一周天气晴好，", "适宜播种，各地要抓住有利时机。", "记者在现场看到，秩序井然，",
    "大型机械已经检修完毕，", "整装待发，只等一声令下。",
)  # fmt: skip


def insert(fragments: tuple[str, ...], *, every: int = 1) -> str:
    """Put the fragments into the sentences in cycle, one in every ``every``-th sentence."""
    following = cycle(fragments)
    parts = []
    for n, sentence in enumerate(SENTENCES):
        middle = len(sentence) // 2
        parts.append(
            sentence[:middle] + next(following) + sentence[middle:] if n % every == 0 else sentence
        )
    return "".join(parts)


def post(title: str, text: str) -> str:
    return f"---\ntitle: {title}\nauthor: 某站\n---\n\n<p>{text}</p>"


@pytest.mark.parametrize(
    "fragments",
    [
        ("产召耕春", "保供市", "署长春农议", "作会资", "部开工生"),
        ("开产市春议农", "召耕长会供资生", "工作部署春保"),
    ],
)
def test_an_anagram_in_cycle_is_removed_wherever_it_stands(fragments: tuple[str, ...]) -> None:
    cleaned = run(post(TITLE, insert(fragments)))
    assert cleaned.text == "".join(SENTENCES)
    removed = [i for i in cleaned.interventions if i.rule == "S101"]
    assert len(removed) == len(SENTENCES)
    assert all(i.evidence for i in removed)


def test_fragments_that_use_up_half_of_the_title_are_marked_and_stay() -> None:
    text = insert(("产召耕春", "署长春农议", "作会资"))
    cleaned = run(post(TITLE, text))
    assert cleaned.text == text
    marked = [i for i in cleaned.interventions if i.rule == "S101"]
    assert {i.action for i in marked} == {"mark"}
    assert {i.certainty for i in marked} == {"low"}


def test_fragments_out_of_cycle_are_left_alone() -> None:
    text = insert(("产召耕春", "保供市", "作会资", "产召耕春", "作会资", "保供市", "保供市"))
    assert "S101" not in run(post(TITLE, text)).codes


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE, "".join(SENTENCES)),
        (TITLE, "长春市召开会议，部署春耕生产。会议要求，农资保供工作要抓实。长春市春耕生产会议还要求，农资要保供。" * 2),
        ("人民日报社论：坚定不移走中国特色社会主义道路",
         "中国特色社会主义道路是人民选择的道路。走中国特色社会主义道路，人民坚定不移。坚定不移走人民选择的道路，是历史的结论。" * 3),
    ],
)  # fmt: skip
def test_a_text_that_uses_its_titles_words_is_not_suspected(title: str, text: str) -> None:
    assert "S101" not in run(post(title, text)).codes
