"""Collections as nobody prepared them: one title a thousand times, one text twice, other languages, giant tables."""

from __future__ import annotations

from datetime import date, timedelta

from edition.config import read_config
from edition.model import BlockKind
from edition.pipeline import RULES, build
from edition.render.context import Context
from edition.render.timeline import ON_A_PAGE, draw
from tests.conftest import SETTINGS, Collection, built

POST = "---\ntitle: '{title}'\nauthor: {author}\ndate: {when}\n---\n\n<div>\n{body}\n</div>\n"


def post(title: str, body: str, *, when: str = "2022-03-20T08:00:00", author: str = "某网") -> str:
    return POST.format(title=title, body=body, when=when, author=author)


def test_one_title_on_1365_days_is_1365_documents_each_in_its_place_in_time(
    collection: Collection,
) -> None:
    first = date(2022, 1, 1)
    days = [(first + timedelta(n)).isoformat() for n in range(1365)]
    made = collection(
        {f"{day}.md": post("国内联播快讯", f"<p>{day}，某地举行第{n}场活动。</p>", when=f"{day}T19:00:00")
         for n, day in enumerate(days)}
    )  # fmt: skip
    edition = built(made).edition
    documents = edition.documents
    assert len({d.id for d in documents}) == 1365
    assert sorted(d.value("published")[:10] for d in documents) == days
    assert {d.title for d in documents} == {"国内联播快讯"}
    context = Context(edition, read_config(made.config), RULES)
    for dot in draw(context).dots:
        place, _, day = dot.href.partition("#d")
        number = int(place.removeprefix("timeline/").strip("/") or 1)
        shown = context.listings.moments[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        assert day in {moment.date for moment in shown}, dot.href


def test_one_text_under_two_titles_is_one_work_of_two_witnesses(collection: Collection) -> None:
    body = "".join(
        f"<p>会议指出，第{n}项工作要抓紧抓实，{word}，确保各项任务按时完成，不得拖延推诿。</p>"
        for n, word in enumerate(("压实责任", "加强统筹", "严明纪律", "靠前指挥", "注重实效", "总结经验"), 1)
    )  # fmt: skip
    made = collection(
        {
            "a.md": post("全省防汛工作会议召开", body),
            "b.md": post("省里这样部署防汛", body, when="2022-03-21T08:00:00", author="某报"),
        }
    )
    edition = built(made).edition
    assert len(edition.documents) == 2
    (work,) = [w for w in edition.relations.works if len(w.witnesses) > 1]
    assert set(work.witnesses) == {d.id for d in edition.documents}


def test_a_table_of_200000_characters_keeps_every_row(collection: Collection) -> None:
    rows = 4000
    cells = "".join(
        f"<tr><td>第{n}县</td><td>新增确诊病例{n}例，无症状感染者{n * 2}例，治愈出院{n * 3}例</td><td>均已闭环管理</td></tr>"
        for n in range(rows)
    )
    assert len(cells) > 200_000
    (document,) = built(
        collection({"a.md": post("各县病例一览", f"<table>{cells}</table>")})
    ).edition.documents
    table = [b.text for b in document.blocks if b.kind is BlockKind.TABLE_ROW]
    assert len(table) == rows
    assert table[7] == "第7县\t新增确诊病例7例，无症状感染者14例，治愈出院21例\t均已闭环管理"


def test_a_body_that_only_repeats_the_title_is_a_page_of_its_own(collection: Collection) -> None:
    made = collection({"a.md": post("全省防汛工作会议召开", "全省防汛工作会议召开")})
    report = build(made, read_config(made.config), search=False)
    (document,) = report.built.edition.documents
    assert [b.text for b in document.paragraphs] == ["全省防汛工作会议召开"]
    assert (made.site / "d" / document.id / "index.html").is_file()


def test_a_capture_of_nothing_but_moving_headlines_is_a_page_without_text(
    collection: Collection,
) -> None:
    items = "".join(
        f"<li class='item'>{t}</li>" for t in ("春耕全面展开", "某市地铁开通", "春耕全面展开")
    )
    made = collection({"a.md": post("打破学科壁垒", f"<ul class='text-carousel'>{items}</ul>")})
    report = build(made, read_config(made.config), search=False)
    (document,) = report.built.edition.documents
    assert document.title == "打破学科壁垒"
    assert not document.paragraphs
    assert (made.site / "d" / document.id / "index.html").is_file()


def test_a_collection_in_english_is_built_to_the_letter(collection: Collection) -> None:
    body = '<p>LONDON, March 20 — Ministers met on Sunday; "no one" (they said) was to blame.</p><p>Editors\' note: prices rose 3.5%.</p>'
    settings = f'{SETTINGS}language = "en"\n'
    made = collection({"a.md": post("Ministers meet", body, author="The Post")}, settings=settings)
    report = build(made, read_config(made.config), search=False)
    (document,) = report.built.edition.documents
    assert [b.text for b in document.paragraphs] == [
        'LONDON, March 20 — Ministers met on Sunday; "no one" (they said) was to blame.',
        "Editors' note: prices rose 3.5%.",
    ]
    page = (made.site / "d" / document.id / "index.html").read_text(encoding="utf-8")
    assert "Ministers meet" in page


def test_a_collection_in_traditional_chinese_keeps_its_characters(collection: Collection) -> None:
    body = (
        "<p>（中央社記者王小明台北20日電）行政院今天召開會議，討論「防疫」措施。</p>"
        "<p>會議指出，裡外、後天、乾淨等字不得改動。</p><p>責任編輯：李小紅</p>"
    )
    made = collection({"a.md": post("行政院召開會議", body, author="某社")})
    (document,) = built(made).edition.documents
    assert [b.text for b in document.paragraphs] == [
        "（中央社記者王小明台北20日電）行政院今天召開會議，討論「防疫」措施。",
        "會議指出，裡外、後天、乾淨等字不得改動。",
    ]
    assert document.values("editor") == ("李小紅",)
    assert document.value("place") == "台北"
