"""Mentions: the longest name, not inside another, and nothing decided without a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.model import Ambiguity, Basis, Certainty, Claim, Mention
from edition.relate.authority import Entry, Form
from edition.relate.mentions import Finder
from tests.relate_helpers import document


def entry(
    identifier: str,
    kind: str,
    name: str,
    *forms: Form,
    roles: tuple[str, ...] = (),
    variants: tuple[str, ...] = (),
) -> Entry:
    return Entry(identifier, kind, name, (Form(name), *forms), variants, roles)


ENTRIES = [
    entry("p1", "person", "李伟"),
    entry("p2", "person", "张恩惠", variants=("张思惠",)),
    entry("p3", "person", "李斌", roles=("组长", "国家卫生健康委副主任")),
    Entry("p4", "person", "王俊", (Form("王俊"),), roles=("记者",)),
    Entry("p5", "person", "王俊", (Form("王俊"),), roles=("院长",)),
    entry("c1", "place", "吉林省", Form("吉林", ("工作组",))),
    entry("c2", "place", "吉林市", Form("吉林", ("长春",))),
    entry("c3", "place", "长春市", Form("长春")),
    entry("g1", "organisation", "吉林日报"),
    entry("t1", "term", "“清仓”行动", Form("“清仓”")),
]
FINDER = Finder(ENTRIES)


def found(text: str, language: str = "zh-Hans") -> list[tuple[str, str]]:
    items = FINDER.find_in(text, "d1", "p1", language=language)
    return [(i.authority, i.form) if isinstance(i, Mention) else ("?", i.form) for i in items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安立佳、李伟参加会议", [("p1", "李伟")]),
        ("安立佳、李伟明、张三", []),
        ("安立佳、李伟等参加", [("p1", "李伟")]),
        ("据吉林日报消息，吉林省和吉林市", [("g1", "吉林日报"), ("c1", "吉林省"), ("c2", "吉林市")]),
        ("长春、吉林要扩面", [("c3", "长春"), ("c2", "吉林")]),
        ("综合组吉林工作组", [("c1", "吉林")]),
        ("在吉林召开", [("?", "吉林")]),
        ("长春大学教授", []),
        ("加快“清仓”行动和“清仓”", [("t1", "“清仓”行动"), ("t1", "“清仓”")]),
        ("澎湃新闻记者王俊", [("p4", "王俊")]),
        ("院长王俊说", [("p5", "王俊")]),
        ("王俊说", [("?", "王俊")]),
    ],
)  # fmt: skip
def test_the_longest_form_is_found_and_an_ambiguous_one_is_decided_by_what_is_near(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


def test_the_office_before_a_name_is_kept_as_it_is_written() -> None:
    (mention,) = FINDER.find_in("工作组组长、国家卫生健康委副主任李斌出席", "d1", "p1")
    assert isinstance(mention, Mention)
    assert mention.role == "组长、国家卫生健康委副主任"


def test_a_mistaken_form_is_found_and_said_to_be_doubtful() -> None:
    (mention,) = FINDER.find_in("张志军、张思惠、刘金波", "d1", "p1")
    assert isinstance(mention, Mention)
    assert (mention.authority, mention.certainty) == ("p2", Certainty.LOW)
    assert "张恩惠" in mention.reason.zh


def test_a_decided_form_says_why() -> None:
    mentions = list(FINDER.find_in("长春、吉林要扩面", "d1", "p1"))
    assert isinstance(mentions[1], Mention)
    assert mentions[1].reason.zh == "旁有“长春”"


def test_traditional_script_is_found_by_simplified_forms_at_its_own_place() -> None:
    (mention,) = FINDER.find_in("出席者有張恩惠。", "d1", "p1", language="zh-Hant")
    assert isinstance(mention, Mention)
    assert (mention.form, mention.place.start) == ("張恩惠", 4)
    assert found("出席者有張恩惠。") == []


@given(st.text(alphabet="吉林省市长春、李伟明王俊张恩惠思记者。", max_size=30))
def test_every_mention_is_what_stands_there_and_none_overlap(text: str) -> None:
    end = 0
    for item in FINDER.find_in(text, "d1", "p1"):
        assert isinstance(item, Mention | Ambiguity)
        assert text[item.place.start : item.place.end] == item.form
        assert item.place.start >= end
        end = item.place.end


def test_without_authorities_there_are_no_mentions() -> None:
    assert list(Finder([]).find_in("李伟", "d1", "p1")) == []


def test_heads_and_bylines_are_read_as_well_and_each_name_has_its_own_place() -> None:
    made = document("d1", "会议召开。", title="吉林省通报", byline="王某")
    made = replace(made, claims=(*made.claims, Claim("byline", "李伟", Basis.ATTESTED)))
    found = [
        (m.place.paragraph, m.place.start, m.form)
        for m in FINDER.find(made)
        if isinstance(m, Mention)
    ]
    assert found == [("title", 0, "吉林省"), ("byline", 3, "李伟")]
