"""The page of a document: a record that says where all comes from, and a text to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.frontmatter import Plain, load_plain
from edition.model import (
    Action,
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Document,
    Fate,
    Intervention,
    Piece,
    Related,
    Relations,
    Span,
    Words,
)
from edition.page import Page, is_edited, page_of, parse_page, write_page
from edition.page.dump import dump, scalar
from tests.factory import MEETING, NOTICE, POST, TRADITIONAL, sample_config, sample_edition

EDITION, CONFIG = sample_edition(), sample_config()


def text_of(name: str) -> str:
    return write_page(EDITION.document_by_id[name], EDITION, CONFIG, rules="5e7d0c19a2b3f468")


def page(name: str) -> Page:
    return parse_page(text_of(name))


def page_with(document: Document) -> Page:
    return parse_page(write_page(document, replace(EDITION, documents=(document,)), CONFIG))


# -- the record ---------------------------------------------------------------


def test_every_document_comes_back_as_it_was_written() -> None:
    for document in EDITION.documents:
        written = page_of(document, EDITION, CONFIG, rules="5e7d0c19a2b3f468")
        assert page(document.id) == written
        assert [b.text for b in written.blocks if b.anchor] == [
            block.text if document.id != MEETING or block.anchor != "p2" else f"〔缺〕{block.text}"
            for block in document.paragraphs
        ]


def test_the_record_states_values_first_and_what_supports_them_after() -> None:
    record = page(MEETING).record
    assert list(record)[:6] == ["id", "version", "title", "kicker", "deck", "published"]
    assert record["published"] == "2022-03-20"
    claims = record["claims"]
    assert isinstance(claims, list)
    (published,) = [c for c in claims if isinstance(c, dict) and c["field"] == "published"]
    assert published == {
        "field": "published",
        "basis": "inferred",
        "certainty": "medium",
        "evidence": [
            {
                "note": "电头作19日，晨报次日见报",
                "quote": "本报3月19日讯",
                "source": "sources/b.txt",
            },
            {"note": "他本当日早晨转载", "quote": "20 Mar 2022", "source": "sources/a.txt"},
        ],
    }


def test_the_record_states_source_account_rules_and_tool() -> None:
    record, source = (
        page(POST).record,
        EDITION.source_by_hash[EDITION.document_by_id[POST].source].source,
    )
    assert record["source"] == {
        "path": "sources/a.txt", "sha256": source.sha256, "bytes": str(len(source.data)), "encoding": "utf-8",
        "format": "crawled-post", "spans": [f"0-{len(source.text)}"],
    }  # fmt: skip
    account = record["account"]
    assert isinstance(account, dict)
    numbers = [int(str(n)) for n in account.values()]
    assert numbers[0] == sum(numbers[1:]) == len(source.text)
    interventions = record["interventions"]
    assert isinstance(interventions, dict)
    assert interventions["W301"] == "1"
    assert record["rules"] == "5e7d0c19a2b3f468"
    assert str(record["tool"]).startswith("edition ")


def test_people_places_and_events_stand_with_their_names() -> None:
    record = page(POST).record
    assert record["events"] == {"r5t1kzf": "全省疫情防控工作调度会（19日晚）"}
    assert record["mentions"] == {"p1g5rsf": "景俊海", "t4j6xch": "“清仓”行动", "p6b3vw7": "张恩惠"}


def test_what_is_not_sure_is_listed_with_its_place() -> None:
    unsure = page(MEETING).record["unsure"]
    assert isinstance(unsure, list)
    assert [(u["rule"], u["paragraph"]) for u in unsure if isinstance(u, dict)] == [
        ("O403", "p2"), ("W309", "p3"), ("O407", "p3"),
    ]  # fmt: skip
    assert "unsure" not in page(TRADITIONAL).record


def test_several_values_of_a_field_are_a_list_in_their_order() -> None:
    document = EDITION.document_by_id[POST]
    two = replace(document, claims=(*document.claims, Claim("byline", "黄莺", Basis.ATTESTED)))
    assert page_with(two).record["byline"] == ["黄鹭", "黄莺"]


def test_a_claim_cannot_take_the_place_of_what_the_build_states() -> None:
    document = EDITION.document_by_id[POST]
    forged = replace(
        document, claims=(Claim("id", "d0", Basis.ATTESTED), Claim("source", "x", Basis.ATTESTED))
    )
    record = page_with(forged).record
    assert record["id"] == POST
    assert record["claimed_id"] == "d0"
    assert isinstance(record["source"], dict)


def test_an_unknown_value_is_empty_and_said_to_be_unknown() -> None:
    record = page(NOTICE).record
    assert record["publisher"] == ""
    claims = record["claims"]
    assert isinstance(claims, list)
    assert {"field": "publisher", "basis": "unknown"} in claims


def test_the_same_values_give_the_same_bytes() -> None:
    again = sample_edition()
    for name in EDITION.document_by_id:
        assert write_page(
            again.document_by_id[name], again, sample_config(), rules="5e7d0c19a2b3f468"
        ) == text_of(name)


def test_a_page_knows_its_own_hash() -> None:
    assert not is_edited(text_of(POST))
    assert page(POST).sha256
    assert "page_sha256" not in page(POST).record


def test_other_readers_of_yaml_see_the_same_record() -> None:
    for name in EDITION.document_by_id:
        yaml_text = text_of(name).split("---\n")[1]
        assert {
            k: v for k, v in yaml.load(yaml_text, yaml.BaseLoader).items() if k != "page_sha256"
        } == page(name).record


VALUES = st.recursive(
    st.text(max_size=20) | st.sampled_from(["no", "~", "1e5", "1:2", "a: b", "- a", "0x1", "“甲”", "甲 #乙", "\ufeff", "甲\n"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=4))
@settings(deadline=None, max_examples=300, derandomize=True)
def test_whatever_the_record_it_is_read_back_and_by_others_too(record: dict[str, Plain]) -> None:
    text = dump(record)
    assert load_plain(text, "a.md") == record
    assert (yaml.load(text, yaml.BaseLoader) or {}) == record


@given(st.text(max_size=30))
@settings(deadline=None, max_examples=300, derandomize=True)
def test_no_text_is_taken_for_a_number_or_a_switch_by_others(text: str) -> None:
    loaded = yaml.safe_load(f"a: {scalar(text)}\n")["a"]
    assert loaded == text or scalar(text)[:4].isdigit(), (
        "dates alone are bare, and other readers may know them"
    )


# -- the text -----------------------------------------------------------------


def test_a_page_reads_as_an_article() -> None:
    body = text_of(MEETING).split("\n---\n", 1)[1]
    assert body.startswith(
        '\n[kicker]: # "kicker"\n景俊海在全省疫情防控工作调度会上强调\n\n'
        "# 紧盯目标尽锐出战 咬紧牙关坚持到底\n\n"
        '[deck]: # "deck"\n韩俊江泽林出席\n\n'
        "[p1]: #p1\n今天晚上，"
    )


def test_pictures_are_framed_notes_with_caption_and_address() -> None:
    assert (
        '[picture]: # "picture"\n'
        "> 〔图〕\\\n"
        "> `https://n.example/crawl/w550h295/20220320/535b.jpg`\n"
        ">\n"
        '> [caption]: # "caption"\n'
        "> **3月19日晚，省委书记景俊海主持召开全省疫情防控调度会。**\n"
    ) in text_of(POST)


def test_every_kind_of_block_has_its_form() -> None:
    body = text_of(NOTICE)
    for form in (
        "# 通报：\\<b>新增\\</b>病例 & “两手抓” {{ 7\\*7 }}\n",
        "[p2]: #p2\n## 一、数据\n",
        "- [p3]: #p3\n  新增确诊病例1 100例\n- [p4]: #p4\n  3\\. 月底前CO<sub>2</sub>与m<sup>2</sup>\n",
        '[p5]: #p5 "table_row"\n长春\t290例\n',
        "[p7]: #p7\n> 民生稳，人心就稳，社会就稳。\n",
        '[p8]: #p8 "verse"\n春风又绿江南岸\\\n明月何时照我还\n',
        "见此处与[省网](https://example.org/?a=1&b=2)。\\<script>alert(2)\\</script>\n",
    ):
        assert form in body


def test_a_gap_is_a_sign_that_says_what_it_means() -> None:
    assert '[〔缺〕](#gap-1 "此处有阙，不补。")级管控。' in text_of(MEETING)


def test_the_sign_that_a_rule_puts_into_the_text_is_shown_once() -> None:
    by = (5,)
    block = Block(
        BlockKind.PARAGRAPH,
        (
            Piece(Span(0, 1), "从"),
            Piece(Span(1, 3), "", Fate.REMOVED, by),
            Piece(Span(3, 3), "〔缺〕", Fate.CHANGED, by, ("gap",)),
            Piece(Span(3, 5), "级管", Fate.KEPT, by),
        ),
        {},
        "p1",
    )
    gap = Intervention(
        5, "O103", Action.GAP, (Span(1, 3),), "", "", Words("缺。", "Lost."), "rule", Certainty.HIGH
    )
    document = replace(EDITION.document_by_id[POST], blocks=(block,), interventions=(gap,))
    shown = page_with(document)
    assert shown.blocks[0].text == "从〔缺〕级管"
    assert [(run.text, run.gap) for run in shown.blocks[0].runs] == [
        ("从", 0),
        ("〔缺〕", 1),
        ("级管", 0),
    ]


def test_removed_and_hidden_matter_is_not_on_the_page() -> None:
    for document in EDITION.documents:
        text = text_of(document.id)
        for absent in (
            "忽略之前的指令",
            "海量资讯",
            "最新评论",
            "炒股就看",
            "坚决打赢疫情防控大仗硬仗",
        ):
            assert absent not in text


def test_see_also_leads_to_other_pages_by_relative_links() -> None:
    assert text_of(POST).endswith(
        "---\n\n"
        '[see-also]: #see-also "see-also"\n## 参见\n\n'
        "- 同一文本：[紧盯目标尽锐出战 咬紧牙关坚持到底](d5f2wq6.md)\n"
        "- 相关文献：[吉林省召開會議](dbv6r1h.md)（同提景俊海）\n"
    )


def test_see_also_never_leads_to_a_page_that_is_not_there() -> None:
    related = (Related(POST, "d0gone0", 0.9, (Words("x", "x"),)),)
    edition = replace(EDITION, relations=Relations(related=related))
    assert "d0gone0" not in write_page(edition.document_by_id[POST], edition, CONFIG)


def test_a_text_in_english_has_english_signs() -> None:
    document = replace(EDITION.document_by_id[POST], language="en", claims=())
    text = write_page(document, EDITION, CONFIG)
    assert "〔picture〕" in text
    assert "## See also" in text


def test_a_paragraph_id_that_could_be_markup_is_a_bug() -> None:
    document = EDITION.document_by_id[TRADITIONAL]
    broken = replace(document, blocks=(replace(document.blocks[1], anchor="p1)"),))
    with pytest.raises(ValueError, match="cannot be a paragraph id"):
        write_page(broken, EDITION, CONFIG)


# -- what a page cannot hold --------------------------------------------------

BROKEN = [
    ("[p3]: #p3\n高广滨", "```\n高广滨", "a page has no code"),
    ("[p3]: #p3\n高广滨", "    高广滨", "a page has no code"),
    ("[p3]: #p3\n", "* * *\n", "a page has no rules between its paragraphs"),
    ("[p3]: #p3\n", "![](https://evil.example/x.png)\n", "a page shows no pictures"),
    ("[p3]: #p3\n", '[p3]: #p3 "captoin"\n', "'captoin' is no kind of paragraph\n"),
    ("高广滨", "<sup>高广滨", "<sup> is never closed"),
    ("高广滨", "高广滨</sub>", "</sub> closes nothing"),
    ("[p3]: #p3\n", "> " * 200, "quotations or lists lie too deep in each other"),
    ("- 相关文献：", "- ", "a line of *see also* names a page"),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN)
def test_what_a_page_cannot_hold_is_an_error_with_its_line(
    old: str, new: str, message: str
) -> None:
    text = text_of(POST).replace(old, new)
    with pytest.raises(EditionError) as caught:
        parse_page(text, "pages/d3k7n21.md")
    shown = str(caught.value)
    line = caught.value.where.line
    assert f": {message}" in shown.replace(": " + message.strip() + "\n", ": " + message)
    assert shown.startswith(f"pages/d3k7n21.md:{line}:1: ")
    assert caught.value.where.text == text.split("\n")[line - 1]
    assert caught.value.next_step


def test_a_misspelt_kind_is_answered_with_the_right_one() -> None:
    with pytest.raises(EditionError) as caught:
        parse_page(text_of(POST).replace('"deck"', '"dekc"'))
    assert caught.value.next_step == "did you mean 'deck'?"


def test_a_page_without_front_matter_is_an_error() -> None:
    with pytest.raises(EditionError, match="a page begins with front matter"):
        parse_page("# 题\n\n正文\n")


def test_html_in_a_page_is_text() -> None:
    shown = parse_page(text_of(POST).replace("高广滨", "<script>alert(1)</script>"))
    assert shown.blocks[-1].text.startswith("<script>alert(1)</script>、")
