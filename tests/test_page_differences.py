"""Hand edits: noticed, found again by quotation, and enough to make the edited page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.model import BlockKind
from edition.page import (
    EditKind,
    HandEdit,
    Page,
    PageBlock,
    Run,
    is_edited,
    page_differences,
    parse_page,
    write_page,
)
from edition.page.writer import written
from tests.factory import MEETING, POST, sample_config, sample_edition

EDITION, CONFIG = sample_edition(), sample_config()


def page(name: str) -> str:
    return write_page(EDITION.document_by_id[name], EDITION, CONFIG, rules="0" * 64)


def texts(page: Page) -> list[tuple[BlockKind, str]]:
    return [(b.kind, b.text) for b in page.blocks if b.kind is not BlockKind.PICTURE and b.text]


class Replay:
    """Applies edits one after the other, finding each place by its quotation alone."""

    def __init__(self, built: Page) -> None:
        self.head = replace(built, blocks=()).text
        self.blocks = texts(built)

    def lines(self) -> list[str]:
        return [*([self.head] if self.head else []), *(text for _, text in self.blocks)]

    def find(self, wording: str, offset: int, size: int) -> tuple[int, int]:
        """Give block and place of the ``size`` characters at ``offset`` within ``wording``."""
        lines = self.lines()
        whole = "\n".join(lines)
        at = whole.find(wording)
        assert at >= 0, f"not found: {wording}"
        assert whole.find(wording, at + 1) < 0, f"found twice: {wording}"
        at += offset
        for n, line in enumerate(lines):
            if at <= len(line):
                assert at + size <= len(line), f"leaves its block: {wording}"
                return n - (len(lines) - len(self.blocks)), at
            at -= len(line) + 1
        raise AssertionError(wording)

    def apply(self, edit: HandEdit) -> None:
        if edit.kind in (EditKind.CLAIM, EditKind.GENERATED, EditKind.FORM):
            return
        n, at = -1, 0
        if edit.exact:
            quotation = edit.prefix + edit.exact + edit.suffix
            n, at = self.find(quotation, len(edit.prefix), len(edit.exact))
        if edit.kind in (EditKind.REPLACE, EditKind.REMOVE, EditKind.SUPPLY):
            self.reword(edit, n, at)
        else:
            self.rearrange(edit, n, at)

    def reword(self, edit: HandEdit, n: int, at: int) -> None:
        kind, text = self.blocks[n]
        end = at + len(edit.exact)
        if edit.kind is EditKind.REMOVE and edit.exact == text:
            del self.blocks[n]
        elif edit.kind is EditKind.SUPPLY:
            self.blocks[n] = kind, text[:end] + edit.replacement + text[end:]
        else:
            self.blocks[n] = kind, text[:at] + edit.replacement + text[end:]

    def rearrange(self, edit: HandEdit, n: int, at: int) -> None:
        kind, text = self.blocks[n] if n >= 0 else (BlockKind.PARAGRAPH, "")
        end = at + len(edit.exact)
        match edit.kind:
            case EditKind.JOIN:
                assert end == len(text)
                assert self.blocks[n + 1][1].startswith(edit.replacement)
                self.blocks[n : n + 2] = [(kind, text + self.blocks[n + 1][1])]
            case EditKind.SPLIT:
                assert text[end:].startswith(edit.replacement)
                self.blocks[n : n + 1] = [(kind, text[:end]), (kind, text[end:])]
            case EditKind.ADD:
                assert end == len(text)
                self.blocks.insert(n + 1, (BlockKind(edit.field), edit.replacement))
            case EditKind.MOVE:
                assert at == 0
                target = -1
                if edit.replacement:
                    target, stop = self.find(edit.replacement, len(edit.replacement), 0)
                    assert stop == len(self.blocks[target][1])
                block = self.blocks.pop(n)
                self.blocks.insert(target + (target < n), block)
            case _ if edit.replacement in ("title", "kicker", "deck"):
                del self.blocks[n]
                self.head += "\n" + text
            case _:
                self.blocks[n] = BlockKind(edit.replacement), text


def replayed(built: Page, edits: Sequence[HandEdit]) -> list[tuple[BlockKind, str]]:
    replay = Replay(built)
    for edit in edits:
        replay.apply(edit)
    return replay.blocks


def test_a_page_as_it_was_written_is_not_edited() -> None:
    for name in EDITION.document_by_id:
        assert not is_edited(page(name))
        assert page_differences(page(name), page(name)) == ()


def test_what_tools_do_to_line_ends_is_not_an_edit() -> None:
    assert not is_edited("\ufeff" + page(POST).replace("\n", "\r\n"))
    assert page_differences(page(POST), "\ufeff" + page(POST).replace("\n", "\r\n")) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [("果断", "果敢"), ("editor: 刘万里", "editor: 刘千里"), ("kept: ", "kept: 1"), ("page_sha256: ", "page_sha256: 0"),
     ("page_sha256", "sha256"), ("\n\n[p2]", "\n[p2]")],
)  # fmt: skip
def test_any_change_by_hand_is_noticed(old: str, new: str) -> None:
    assert is_edited(page(POST).replace(old, new, 1))


def test_a_page_without_front_matter_counts_as_edited() -> None:
    assert is_edited("正文")
    assert is_edited("")


def differences(name: str, *changes: tuple[str, str]) -> list[HandEdit]:
    built = edited = page(name)
    for old, new in changes:
        assert edited.count(old) == 1, old
        edited = edited.replace(old, new)
    edits = page_differences(built, edited)
    assert replayed(parse_page(built), edits) == texts(parse_page(edited))
    return list(edits)


def test_changed_wording_is_quoted_with_enough_around_it() -> None:
    assert differences(POST, ("采取果断有力", "采取果敢有力")) == [
        HandEdit(EditKind.REPLACE, "p1", "断", "敢", "要迅速采取果", "有力措施，以")
    ]


def test_what_was_taken_out_is_a_removal_and_what_was_put_in_a_supply() -> None:
    removal, supply = differences(POST, ("胡家福、", ""), ("会。他强调", "会议。他强调"))[::-1]
    assert (removal.kind, removal.exact, removal.replacement) == (EditKind.REMOVE, "胡家福、", "")
    assert (supply.kind, supply.replacement) == (EditKind.SUPPLY, "议")
    assert supply.exact.endswith("调度会")


def test_a_deleted_paragraph_is_quoted_whole() -> None:
    (edit,) = differences(POST, ("[p3]: #p3\n高广滨、胡家福、张恩惠、李伟参加会议。\n\n", ""))
    assert edit.kind is EditKind.REMOVE
    assert edit.exact == "高广滨、胡家福、张恩惠、李伟参加会议。"


@pytest.mark.parametrize("left", ["[p1]: #p1\n", "[p2]: #p2\n", ""])
def test_two_paragraphs_made_one_are_a_join_whichever_id_is_left(left: str) -> None:
    built = page(POST)
    edited = built.replace("社会面清零。\n\n[p2]: #p2\n", "社会面清零。").replace(
        "[p1]: #p1\n", left
    )
    (edit,) = page_differences(built, edited)
    assert (edit.kind, edit.exact) == (EditKind.JOIN, "实现社会面清零。")
    assert edit.replacement == "景俊海强调，要加"
    assert replayed(parse_page(built), (edit,)) == texts(parse_page(edited))


def test_one_paragraph_made_two_is_a_split() -> None:
    (edit,) = differences(POST, ("调度会。他强调", "调度会。\n\n他强调"))
    assert (edit.kind, edit.exact, edit.paragraph) == (EditKind.SPLIT, "疫情防控调度会。", "p1")
    assert edit.replacement == "他强调，要迅速采"


def test_a_new_paragraph_is_added_after_the_one_before_it() -> None:
    (edit,) = differences(POST, ("[p3]: #p3", "他最后说，一定要赢。\n\n[p3]: #p3"))
    assert (edit.kind, edit.replacement, edit.field) == (
        EditKind.ADD,
        "他最后说，一定要赢。",
        "paragraph",
    )
    assert edit.exact == "；参见后勤保障。"


def test_a_paragraph_in_another_place_is_a_move() -> None:
    built = page(POST)
    third = "[p3]: #p3\n高广滨、胡家福、张恩惠、李伟参加会议。\n\n"
    edited = built.replace(third, "").replace("[p1]: #p1", third + "[p1]: #p1")
    (edit,) = page_differences(built, edited)
    assert (edit.kind, edit.exact, edit.paragraph) == (EditKind.MOVE, "高广滨、胡家福、", "p3")
    assert edit.replacement == "俊海主持召开全省疫情防控调度会。", (
        "the caption, which the move follows"
    )
    assert replayed(parse_page(built), (edit,)) == texts(parse_page(edited))


def test_a_paragraph_without_its_id_is_still_known_by_its_text() -> None:
    assert differences(POST, ("[p2]: #p2\n", "")) == []
    (edit,) = differences(POST, ("[p2]: #p2\n", ""), ("行动，确保", "行动，以确保"))
    assert (edit.kind, edit.paragraph, edit.replacement) == (EditKind.SUPPLY, "p2", "以")


def test_paragraphs_that_were_only_numbered_anew_are_no_difference() -> None:
    renumbered = page(POST).replace("[p3]: #p3", "[p4]: #p4").replace("[p2]: #p2", "[p3]: #p3")
    assert page_differences(page(POST), renumbered) == ()


def test_another_kind_of_block_is_a_relabelling() -> None:
    (edit,) = differences(POST, ("[p3]: #p3\n高广滨", "[p3]: #p3\n> 高广滨"))
    assert (edit.kind, edit.replacement) == (EditKind.RELABEL, "quote")
    (edit,) = differences(POST, ("[p3]: #p3\n高广滨", '[p3]: # "deck"\n高广滨'))
    assert (edit.kind, edit.replacement) == (EditKind.RELABEL, "deck")


def test_another_form_of_the_same_text_is_said_to_be_that() -> None:
    (edit,) = differences(POST, ("[p3]: #p3\n高广滨、", "[p3]: #p3\n**高广滨**、"))
    assert (edit.kind, edit.paragraph) == (EditKind.FORM, "p3")


def test_a_filled_gap_replaces_its_sign() -> None:
    (edit,) = differences(MEETING, ('[〔缺〕](#gap-1 "此处有阙，不补。")', "从严从紧落实分"))
    assert (edit.kind, edit.exact, edit.replacement) == (
        EditKind.REPLACE,
        "〔缺〕",
        "从严从紧落实分",
    )


@pytest.mark.parametrize(
    "changes",
    [
        [("\n# 紧盯目标尽锐出战 咬紧", "\n# 紧盯目标尽锐出战　咬紧")],
        [("title: 紧盯目标尽锐出战 咬紧", "title: '紧盯目标尽锐出战　咬紧"), ("关坚持到底\nkicker", "关坚持到底'\nkicker")],
        [("title: 紧盯目标尽锐出战 咬紧", "title: '紧盯目标尽锐出战　咬紧"), ("关坚持到底\nkicker", "关坚持到底'\nkicker"),
         ("\n# 紧盯目标尽锐出战 咬紧", "\n# 紧盯目标尽锐出战　咬紧")],
    ],
)  # fmt: skip
def test_a_title_is_one_claim_wherever_it_was_changed(changes: list[tuple[str, str]]) -> None:
    assert differences(MEETING, *changes) == [
        HandEdit(
            EditKind.CLAIM,
            "",
            "紧盯目标尽锐出战 咬紧牙关坚持到底",
            "紧盯目标尽锐出战　咬紧牙关坚持到底",
            field="title",
        )
    ]


def test_two_new_titles_are_an_error() -> None:
    built = page(MEETING)
    edited = built.replace("title: 紧盯", "title: 甲紧盯").replace("\n# 紧盯", "\n# 乙紧盯")
    with pytest.raises(EditionError, match="title was changed to"):
        page_differences(built, edited)


def test_fields_are_claims_and_generated_ones_are_said_to_be_generated() -> None:
    edits = differences(
        POST,
        ("editor: 刘万里\n", "editor: 刘千里\nproofreader: 刘威\n"),
        ("byline: 黄鹭\n", ""),
        ("  kept: ", "  kept: 1"),
    )
    assert [(e.kind, e.field, e.exact, e.replacement) for e in edits] == [
        (EditKind.CLAIM, "byline", "黄鹭", ""),
        (EditKind.CLAIM, "editor", "刘万里", "刘千里"),
        (EditKind.GENERATED, "account", "", ""),
        (EditKind.CLAIM, "proofreader", "", "刘威"),
    ]


def test_see_also_and_pictures_belong_to_the_build() -> None:
    edits = differences(POST, ("20220320/535b.jpg`", "20220320/none.jpg`"), ("（同提景俊海）", ""))
    assert [(e.kind, e.field) for e in edits] == [
        (EditKind.GENERATED, "picture"),
        (EditKind.GENERATED, "see-also"),
    ]


# -- every edit ---------------------------------------------------------------

WORDING = st.text("甲乙丙，。*_ 1.\n", min_size=1, max_size=12).filter(str.strip)
KINDS = st.sampled_from(
    [BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.CAPTION, BlockKind.VERSE]
)


@st.composite
def block_lists(draw: st.DrawFn) -> tuple[PageBlock, ...]:
    count = draw(st.integers(0, 5))
    return tuple(
        PageBlock(draw(KINDS), (Run(draw(WORDING)),), draw(st.sampled_from([f"p{n}", ""])))
        for n in range(count)
    )


@st.composite
def edited_lists(draw: st.DrawFn, blocks: tuple[PageBlock, ...]) -> tuple[PageBlock, ...]:
    result = list(blocks)
    for _ in range(draw(st.integers(0, 4))):
        what = draw(
            st.sampled_from(["change", "remove", "add", "join", "split", "move", "kind", "id"])
        )
        at = draw(st.integers(0, max(0, len(result) - 1)))
        if what == "add" or not result:
            result.insert(at, PageBlock(draw(KINDS), (Run(draw(WORDING)),)))
            continue
        block = result[at]
        text, cut = block.text, draw(st.integers(0, len(block.text)))
        if what == "change":
            changed = text[:cut] + draw(WORDING) + text[cut + draw(st.integers(0, 4)) :]
            result[at] = replace(block, runs=(Run(changed),))
        elif what == "remove":
            del result[at]
        elif what == "join" and at + 1 < len(result):
            result[at : at + 2] = [replace(block, runs=(Run(text + result[at + 1].text),))]
        elif what == "split" and 0 < cut < len(text):
            result[at : at + 1] = [
                replace(block, runs=(Run(text[:cut]),)),
                replace(block, runs=(Run(text[cut:]),), anchor=""),
            ]
        elif what == "move":
            result.insert(draw(st.integers(0, len(result) - 1)), result.pop(at))
        elif what == "kind":
            result[at] = replace(block, kind=draw(KINDS))
        else:
            result[at] = replace(block, anchor="")
    return tuple(result)


@st.composite
def edited_pages(draw: st.DrawFn) -> tuple[str, str]:
    blocks = draw(block_lists())
    record = {"id": "d1", "language": "zh-Hans"}
    title = draw(st.sampled_from(["", "甲乙", "丙"]))
    built = Page(record, title, (), (), blocks)
    return written(built, record), written(
        replace(built, blocks=draw(edited_lists(blocks))), record
    )


@given(edited_pages())
@settings(deadline=None, max_examples=200, derandomize=True)
def test_the_edits_in_their_order_make_the_edited_text_of_the_built_one(
    pages: tuple[str, str],
) -> None:
    built, edited = parse_page(pages[0]), parse_page(pages[1])
    assert replayed(built, page_differences(*pages)) == texts(edited)
