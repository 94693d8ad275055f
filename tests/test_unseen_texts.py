"""Texts in other languages and of other kinds come through as they were."""

from __future__ import annotations

import pytest

from edition.model import BlockKind
from tests.miniature import Cleaned, run


def post(body: str, title: str = "Minutes") -> Cleaned:
    return run(f"---\ntitle: '{title}'\nauthor: The Herald\n---\n\n<div>{body}</div>")


ENGLISH = [
    "The council met on Monday, March 14, 2022, and adopted the minutes (see page 3; item 4).",
    "“We share the credit,” said the editor: John Smith, of the Herald. “Follow the plan!”",
    "Comments were invited; related articles appeared elsewhere, as did a report by the Times.",
    "Source: the archive has 1,234 letters, e.g. to A. Brown (1850-1912), and costs $3.50.",
    "Read more than this and you will see: it is not so.",
]
TRADITIONAL = [
    "（中央社記者王小明台北20日電）行政院今天召開會議，討論防疫措施。",
    "會議指出,當前形勢嚴峻，各機關應加強協調。",
    "編輯部認為，來源不明的稿件不宜刊登；記者在現場看到，民眾秩序良好。",
]


def test_english_text_is_left_to_the_letter() -> None:
    cleaned = post("".join(f"<p>{line}</p>" for line in ENGLISH))
    assert cleaned.text == "\n".join(ENGLISH)
    assert not [i for i in cleaned.interventions if i.editorial]


def test_an_english_page_dump_and_page_are_read() -> None:
    dump = run(
        "Minutes of the council\n\n" + "\n".join(ENGLISH) + "\n\nRelated articles\nAnother story\n"
    )
    assert dump.text == "\n".join(ENGLISH)
    paper = run("# Council adopts minutes\n\n" + "\n\n".join(ENGLISH))
    assert paper.text == "\n".join(ENGLISH)
    assert paper.values("title") == ["Council adopts minutes"]


def test_traditional_text_keeps_its_characters() -> None:
    cleaned = post("".join(f"<p>{line}</p>" for line in TRADITIONAL), "會議")
    assert cleaned.text.replace("，", ",") == "\n".join(TRADITIONAL).replace("，", ",")
    assert cleaned.values("byline") == ["王小明"]
    assert cleaned.values("place") == ["台北"]


def test_traditional_credits_and_times_are_recorded() -> None:
    cleaned = post(
        "<p>責任編輯：王小明</p><p>2024年5月20日週一 下午2:05</p><p>行政院今天召開會議，討論防疫措施。</p>",
        "會議",
    )
    assert cleaned.text == "行政院今天召開會議，討論防疫措施。"
    assert cleaned.values("editor") == ["王小明"]
    assert cleaned.values("stamp") == ["2024年5月20日週一 下午2:05"]


def test_a_body_that_only_repeats_the_title_is_kept() -> None:
    assert post("四大城市群最具吸引力", "四大城市群最具吸引力").text == "四大城市群最具吸引力"


def test_a_post_of_sixteen_stories_keeps_them_all() -> None:
    stories = [f"第{n}条消息：某地今天召开会议，部署下一阶段的工作任务。" for n in range(1, 17)]
    body = "".join(
        f"<p><strong>某地召开第{n}次会议</strong></p><p>{s}</p>" for n, s in enumerate(stories)
    )
    cleaned = post(body, "国内联播快讯")
    assert all(story in cleaned.text for story in stories)
    assert len(cleaned.kinds(BlockKind.HEADING)) == 16


@pytest.mark.parametrize(
    "line",
    [
        "他说：“关注我们的孩子，就是关注未来。”",
        "点击率上升，广告收入却下降了。",
        "来源不同，结论也不同。",
        "文中提到的编辑已经离职。",
        "记者招待会将于下午举行。",
        "图书馆在图中右侧。",
        "下载量超过一百万次。",
        "第一版主编是谁，已不可考。",
        "据新华社北京电，会议已经结束。",
        "1. 坚持底线思维",
        "答：是的。",
        "2022年3月20日",
        "（完）",
        "* * *",
    ],
)
def test_ordinary_lines_between_paragraphs_stay(line: str) -> None:
    before = "会议指出，要全面落实各项防控措施，确保人民群众生命安全。"
    after = "会议要求，各级领导干部要靠前指挥，把各项工作做细做实。"
    cleaned = post(f"<p>{before}</p><p>{line}</p><p>{after}</p>", "某会")
    assert cleaned.text == f"{before}\n{line}\n{after}"
