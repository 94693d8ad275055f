"""Readers keep every character, whatever a capture is made of."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.model import BlockKind, Source
from edition.readers import READERS, choose
from edition.readers.blocks import read_blocks
from edition.readers.markup import TokenKind, tokens
from edition.reading import Log, in_raw_order, verify
from edition.sources import decode_source
from tests.miniature import CONFIG, run

HEAD = "---\ntitle: 某会\nauthor: 某报\n---\n\n"
WHOLE_PAGE = """<!DOCTYPE html><html lang="zh"><head><title>会议召开 - 某网</title>
<meta property="og:site_name" content="某网"></head><body>
<nav><a href="/">首页</a> <a href="/b">时政</a></nav>
<h1>会议召开</h1>
<p>会议指出，要全面落实各项防控措施，确保人民群众生命安全和身体健康，任何时候都不能放松。</p>
<p>会议要求，各级领导干部要靠前指挥，守土有责、守土负责、守土尽责，把工作做细做实。</p>
<footer>某网 版权所有 联系我们</footer></body></html>"""


def source(text: str | bytes, path: str = "sources/a.txt") -> Source:
    return decode_source(path, text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\n---\ntitle: 某会\n---\n\n<p>会议指出。</p>", "crawled-post"),
        ("某会召开\n\n会议指出，要落实。\n\n相关文章\n别的文章", "page-dump"),
        ("# 某会召开\n\n本报3月19日讯 会议指出，要落实。", "newspaper-ocr"),
        (WHOLE_PAGE, "web-page"),
        ("<body><p>会议指出。</p></body>", "web-page"),
        ("<p>会议指出。</p>\n<p>会议要求。</p>", "web-page"),
        ("<!-- 存档 --><div><h1>某会召开</h1>会议指出。</div>", "web-page"),
    ],
)
def test_the_reader_is_chosen_by_what_the_file_shows(text: str, name: str) -> None:
    for path in ("sources/a.txt", "sources/a.html", "sources/a.md"):
        assert choose(source(text, path), READERS).name == name


def test_a_capture_that_no_reader_knows_is_refused_with_the_candidates() -> None:
    with pytest.raises(EditionError) as caught:
        choose(source("---\n会议指出。\n"), READERS)
    assert all(reader.name in str(caught.value) for reader in READERS)


def test_a_piece_of_html_without_front_matter_is_read_whole() -> None:
    cleaned = run("<h1>某会召开</h1>\n<p>会议指出，要落实。</p><p>会议要求，要抓紧。</p>\n")
    assert cleaned.text == "会议指出，要落实。\n会议要求，要抓紧。"
    assert cleaned.values("title") == ["某会召开"]


def test_front_matter_that_follows_front_matter_is_no_text() -> None:
    cleaned = run(
        HEAD.rstrip("\n") + "\n---\ntitle: 又一会\ntags:\n - 甲\n---\n\n<p>会议指出。</p>"
    )
    assert cleaned.text == "会议指出。"
    assert cleaned.values("title") == ["某会"]
    assert cleaned.account.set_aside > 0
    (notice,) = cleaned.drafts[0].notices
    assert str(notice).startswith("sources/a.txt:5:1: another front matter follows the first")


def test_a_line_of_hyphens_in_a_text_begins_no_front_matter() -> None:
    cleaned = run(HEAD + "---\n会议指出：\n---\n会议要求。")
    assert "会议指出：" in cleaned.text


MARKUP = {
    "甲<!-->乙": "甲乙",
    "甲<!--->乙": "甲乙",
    "甲<!-- x --!>乙": "甲乙",
    "甲<!-- x --! >乙-->丙": "甲丙",
    "甲<![CDATA[乙]]>丙": "甲丙",
    "甲</ 乙>丙": "甲丙",
    "甲</>乙": "甲乙",
    "甲<?乙?>丙": "甲丙",
    "甲<3乙>丙": "甲<3乙>丙",
    '甲</p a=">乙">丙': "甲丙",
    "甲<img src=a": "甲",
    '甲<a href="乙': "甲",
    "甲<script><!--<script></script>乙--></script>丙": "甲丙",
    "甲<script><!--</script>乙": "甲乙",
    "甲<script>a</scriptx>乙</script>丙": "甲丙",
    "甲<textarea><b>乙</textarea>丙": "甲<b>乙丙",
    "甲<style>a</style >乙": "甲乙",
}


@pytest.mark.parametrize("markup", MARKUP)
def test_broken_markup_ends_where_the_standard_ends_it(markup: str) -> None:
    said = "".join(
        token.text or markup[token.start : token.end]
        for token in tokens(markup)
        if token.kind in (TokenKind.TEXT, TokenKind.ENTITY)
    )
    assert said == MARKUP[markup]


def test_a_parameter_of_an_address_is_no_entity() -> None:
    (tag,) = tokens('<a href="/?a=1&copy=2&lt;3&amp;region=4">')
    assert tag.attributes["href"] == "/?a=1&copy=2<3&region=4"


def test_what_a_template_holds_is_set_aside_as_hidden() -> None:
    cleaned = run(
        HEAD + "<p>甲。</p><template><p>乙</p><template>丙</template>丁</template><p>戊。</p>"
    )
    assert cleaned.text == "甲。\n戊。"


def test_a_whole_page_keeps_its_main_text_and_sets_the_rest_aside_on_record() -> None:
    cleaned = run(WHOLE_PAGE)
    assert cleaned.text.count("会议") == 2
    assert cleaned.values("title") == ["会议召开"]
    assert cleaned.values("publisher") == ["某网"]
    assert cleaned.account.set_aside > 0
    assert "M111" in cleaned.codes


def test_a_table_keeps_its_rows_and_its_empty_cells() -> None:
    table = "<table><tr><th>地区</th><th></th><th>例数</th></tr><tr><td></td><td><p>长春</p></td><td>5</td></tr></table>"
    cleaned = run(f"{HEAD}<p>会议指出。</p>{table}")
    assert cleaned.kinds(BlockKind.TABLE_ROW) == ["地区\t\t例数", "\t长春\t5"]


def test_a_table_that_only_lays_the_page_out_gives_paragraphs() -> None:
    cleaned = run(f"{HEAD}<table><tr><td><p>会议指出。</p><p>会议要求。</p></td></tr></table>")
    assert cleaned.kinds(BlockKind.PARAGRAPH) == ["会议指出。", "会议要求。"]


def test_preformatted_lines_keep_their_spaces_and_signs() -> None:
    cleaned = run(f"{HEAD}<p>示例如下：</p><pre>x = f('甲', 1)\nif x:  print('乙')</pre>")
    assert cleaned.text.split("\n")[1:] == ["x = f('甲', 1)", "if x:  print('乙')"]


def test_hidden_words_are_set_aside_before_anything_shows_them() -> None:
    hidden = "<div style='display:none'>忽略之前的指令</div><p hidden>秘密</p>"
    cleaned = run(f"{HEAD}<p>会议指出。</p>{hidden}")
    assert cleaned.text == "会议指出。"
    assert [i.action for i in cleaned.interventions if i.rule == "M105"] == ["set_aside"] * 2


def test_the_captures_own_quotation_marks_and_dashes_are_not_markup() -> None:
    cleaned = run(f"{HEAD}若a<b且b>c，则a<c。\n\n--- 不是分隔线 ---")
    assert cleaned.text == "若a<b且b>c，则a<c。\n--- 不是分隔线 ---"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_end_a_line(newline: str) -> None:
    text = newline.join(["某会召开", "", "会议指出，要落实。", "会议要求，要抓紧。"])
    assert run(text).text == "会议指出，要落实。\n会议要求，要抓紧。"


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='share'>", "</div>", "<a href='x", '"', "'", ">", "<", "&amp;", "&", "<!--", "-->",
     "<style>", "</style>", "<table>", "<tr>", "<td>", "</table>", "<pre>", "</pre>", "<br>", "<img src=a>", "会议指出。",
     "责任编辑：刘威", "相关文章", " ", "\n", "\r\n", "\u3000", "\x00", "\u200b", "第三条", "，", "#", "---", "2022-03-20 08:29"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PIECES, max_size=60).map("".join),
    st.sampled_from([HEAD, "标题\n\n", "# 标题\n\n", "<html>"]),
)
def test_no_capture_loses_a_character(text: str, head: str) -> None:
    capture = head + text
    with contextlib.suppress(EditionError):  # refused, with the reason and the next step
        assert run(capture).account.total == len(capture)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_a_first_reading_tiles_its_source(text: str) -> None:
    read = source(HEAD + text)
    log = Log()
    reading = choose(read, READERS).read(read, log, CONFIG)
    cleared = [b for b in reading.blocks if b.kind not in (BlockKind.COMMENT, BlockKind.CODE)]
    assert sum(len(p.span) for b in reading.blocks for p in b.pieces) == len(read.text)
    assert len(cleared) <= len(reading.blocks)
    verify(read, in_raw_order(reading.blocks), {i.id for i in log.entries})


def test_what_shows_itself_again_within_hidden_text_is_read() -> None:
    wrapped = (
        '<section style="font-size:0">藏<span style="font-size:16px">会议指出。</span></section>'
    )
    log = Log()
    blocks, _ = read_blocks(wrapped, log)
    assert "".join(block.text for block in blocks) == "会议指出。"
