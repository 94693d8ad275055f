"""Newspaper pages that no capture so far had: other papers, levels, kickers, columns, gaps."""

from __future__ import annotations

import pytest

from edition.model import BlockKind
from tests.miniature import Cleaned, run

ONE = "本报北京5月6日电（记者李明、王小红）记者从农业农村部获悉，今年夏粮长势总体良好，丰收有基础。"
TWO = "南方日报讯（记者陈大海）昨日，全省防汛工作会议在广州召开，部署下一阶段工作。"
BODY = "会议指出，当前已经进入主汛期，防汛形势依然严峻，各地不可有丝毫松懈。"


def page(*lines: str) -> Cleaned:
    return run("\n\n".join(lines))


def titles(cleaned: Cleaned) -> list[str]:
    return cleaned.values("title")


@pytest.mark.parametrize("levels", [("#", "#"), ("##", "##"), ("###", "#"), ("#", "####")])
def test_articles_are_told_apart_whatever_level_their_headings_have(
    levels: tuple[str, str],
) -> None:
    cleaned = page(
        f"{levels[0]} 夏粮丰收有基础", ONE, f"{levels[1]} 全省防汛工作会议召开", TWO, BODY
    )
    assert titles(cleaned) == ["夏粮丰收有基础", "全省防汛工作会议召开"]
    assert [d.text().count("\n") + 1 for d in cleaned.drafts] == [1, 2]


def test_datelines_of_other_papers_tell_date_place_and_reporters() -> None:
    cleaned = page("# 夏粮丰收有基础", ONE, "# 全省防汛工作会议召开", TWO)
    assert cleaned.values("dateline") == ["本报北京5月6日电", "南方日报讯"]
    assert cleaned.values("byline") == ["李明", "王小红", "陈大海"]
    assert cleaned.values("place") == ["北京"]


def test_a_kicker_may_be_a_plain_line_above_its_headline() -> None:
    cleaned = page(
        "李强在全省防汛工作会议上强调",
        "# 坚决守住不发生重大险情底线",
        BODY,
        "# 夏粮丰收有基础",
        ONE,
    )
    assert titles(cleaned) == ["坚决守住不发生重大险情底线", "夏粮丰收有基础"]
    assert cleaned.values("kicker") == ["李强在全省防汛工作会议上强调"]


def test_a_kicker_may_be_a_heading_of_its_own() -> None:
    cleaned = page("## 李强在全省防汛工作会议上强调", "# 坚决守住不发生重大险情底线", BODY)
    assert titles(cleaned) == ["坚决守住不发生重大险情底线"]
    assert cleaned.values("kicker") == ["李强在全省防汛工作会议上强调"]


def test_a_deck_stands_below_its_headline() -> None:
    cleaned = page("# 坚决守住不发生重大险情底线", "全省防汛工作会议在广州召开", BODY)
    assert titles(cleaned) == ["坚决守住不发生重大险情底线"]
    assert cleaned.values("deck") == ["全省防汛工作会议在广州召开"]


def test_headlines_without_text_are_announced() -> None:
    cleaned = page("# 夏粮丰收有基础", ONE, "# 今日看点甲", "# 今日看点乙")
    assert titles(cleaned) == ["夏粮丰收有基础"]
    assert [b.kind for b in cleaned.remainder if b.kind is BlockKind.ANNOUNCEMENT]


def test_a_word_split_between_columns_is_joined() -> None:
    cleaned = page(
        "# 防汛",
        "会议要求，要统筹抢险物资的调配使用，提升应急处",
        "置能力，确保群众生命财产安全。",
        BODY,
    )
    assert cleaned.text.split("\n")[0].endswith("提升应急处置能力，确保群众生命财产安全。")


def test_a_name_split_between_columns_is_joined_if_the_page_has_it_elsewhere() -> None:
    cleaned = page(
        "# 防汛",
        "陈大海主持会议，并传达上级有关要求。",
        "会议认真听取了各地情况汇报，随后陈大",
        "海强调，要压实责任，守住底线。",
    )
    assert (
        cleaned.text.split("\n")[1]
        == "会议认真听取了各地情况汇报，随后陈大海强调，要压实责任，守住底线。"
    )


def test_a_column_may_go_on_two_columns_later() -> None:
    cleaned = page(
        "# 防汛", "会议要求，要统筹抢险物资的调配使用，提升应急处", "会议指出，要加强值班值守，严明纪律。",
        "近日，各地已经组织力量排查隐患。", "置能力，确保群众生命财产安全。",
    )  # fmt: skip
    assert "提升应急处置能力，确保群众生命财产安全。" in cleaned.text
    assert len(cleaned.text.split("\n")) == 3


def test_two_breaks_whose_continuation_is_missing_are_two_gaps() -> None:
    cleaned = page(
        "# 防汛", "会议要求，要守土有责、守土尽责，从", "级管控、尽锐出战，解决堵点问题。",
        "会议指出，要加强值班值守，严明纪律，对", "聚点位逐一排查，不留死角。",
    )  # fmt: skip
    assert cleaned.text.count("〔缺〕") == 2
    assert len([i for i in cleaned.interventions if i.action == "gap"]) == 2


def test_what_another_capture_attests_joins_first() -> None:
    whole = "会议要求，各地要全面落实河长制各项任务，切实加强水库安全度汛管理，确保万无一失。"
    first, second = whole[:20], whole[20:]
    other = "会议指出，下一步还要继续开展隐患排查整治工作。"
    capture = "\n\n".join(["# 防汛", first, other, second])
    cleaned = run(capture, others={"sources/b.txt": whole})
    assert cleaned.text.split("\n")[0] == whole
    (join,) = [i for i in cleaned.interventions if i.action == "join"]
    assert join.certainty == "certain"
    assert join.evidence[0].source == "sources/b.txt"


def test_paragraphs_that_are_whole_are_never_joined() -> None:
    lines = [
        "# 防汛",
        ONE,
        BODY,
        "“要把群众安危放在心上。”他说",
        "（一）加强领导；",
        "各地要做到：",
        BODY.replace("会议", "大会"),
    ]
    cleaned = page(*lines)
    assert not [i for i in cleaned.interventions if i.action in ("join", "gap")]


def test_a_break_that_nothing_settles_is_told_to_the_editor() -> None:
    cleaned = page(
        "# 防汛",
        "会议要求，要统筹抢险物资的调配使用，并且",
        "会议指出，要加强值班值守。",
        "近日，各地已经排查隐患。",
    )
    assert not [i for i in cleaned.interventions if i.action in ("join", "gap")]
    assert any("mid-sentence" in str(notice) for d in cleaned.drafts for notice in d.notices)


def test_a_masthead_dates_every_article_of_its_page() -> None:
    cleaned = page(
        "吉林日报 2022年3月20日 星期日 第2版 责任编辑 刘万里",
        "# 夏粮丰收有基础",
        ONE,
        "# 全省防汛工作会议召开",
        TWO,
    )
    assert titles(cleaned) == ["夏粮丰收有基础", "全省防汛工作会议召开"]
    assert [d.value("published") for d in cleaned.drafts] == ["2022-03-20", "2022-03-20"]
    assert [d.value("page") for d in cleaned.drafts] == ["2", "2"]
    assert [d.value("editor") for d in cleaned.drafts] == ["刘万里", "刘万里"]


def test_a_line_of_reporters_below_a_headline_is_no_deck() -> None:
    cleaned = page("# 夏粮丰收有基础", "□本报记者 李明 通讯员 王小红", BODY)
    assert cleaned.values("deck") == []
    assert cleaned.values("byline") == ["李明"]
    assert cleaned.values("correspondent") == ["王小红"]
    assert cleaned.text == BODY


def test_a_note_of_continuation_does_not_count_as_a_broken_paragraph() -> None:
    cleaned = page("# 防汛", BODY, "会议要求，要统筹抢险物资的调配使用，并且（下转第二版）")
    assert cleaned.text.endswith("并且")
    assert cleaned.values("continued") == ["（下转第二版）"]
    assert not [n for d in cleaned.drafts for n in d.notices]
