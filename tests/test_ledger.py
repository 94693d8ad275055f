"""Ids are for good, the ledger is read strictly, and articles are known again."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.errors import ContentErrors, EditionError, Location
from edition.ledger import (
    Article,
    Identity,
    Ledger,
    Line,
    Paragraph,
    Retired,
    build_ledger,
    check_character,
    identify,
    identify_things,
    identify_works,
    is_valid,
    mint,
    neighbours,
    new_id,
    paragraph_ids,
    read_ledger,
    seeded,
    write_line,
)
from edition.ledger.lines import parse_line
from edition.ledger.noid import ALPHABET
from edition.model import Span

HASH = "0" * 64
IDS = st.integers().map(lambda seed: mint("d", (), seeded(str(seed))))


# --- Ids ---------------------------------------------------------------------------------------


@given(IDS)
def test_an_id_is_lower_case_betanumeric_with_its_check(identifier: str) -> None:
    assert set(identifier) <= set(ALPHABET) <= set(string.digits + string.ascii_lowercase)
    assert len(identifier) == 7
    assert is_valid(identifier, "d")
    assert identifier.casefold() == identifier


@given(IDS, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(identifier: str, place: int, wrong: str) -> None:
    typed = identifier[:place] + wrong + identifier[place + 1 :]
    assert is_valid(typed) == (typed == identifier)


@given(IDS, st.integers(0, 4))
def test_swapped_neighbours_before_the_check_are_found(identifier: str, place: int) -> None:
    a, b = identifier[place : place + 2]
    typed = identifier[:place] + b + a + identifier[place + 2 :]
    assert is_valid(typed) == (a == b)
    assert identifier in neighbours(typed, ["dzzzzz0", identifier])


def test_no_id_is_minted_twice() -> None:
    taken: set[str] = set()
    for _ in range(500):
        taken.add(mint("d", taken, seeded("the same seed")))
    assert len(taken) == 500


def test_a_prefix_outside_the_alphabet_is_refused() -> None:
    with pytest.raises(ValueError, match="prefix"):
        mint("e", (), seeded("x"))


def test_ids_of_every_kind_are_alike() -> None:
    person = new_id("person", (), "景俊海 as named in one paragraph")
    assert is_valid(person, "p")
    assert new_id("person", {person}, "景俊海 as named in one paragraph") != person


def test_the_check_is_that_of_the_noid_manual() -> None:
    assert check_character("13030/xf93gt2") == "q"


# --- Lines -------------------------------------------------------------------------------------

MINTED = Line(event="minted", id="d7h3kq4", kind="document", url="/d/d7h3kq4/", by="build")


def test_a_line_is_read_as_it_was_written() -> None:
    line = Line(
        event="revised",
        id="d7h3kq4",
        kind="document",
        url="/d/d7h3kq4/",
        version=2,
        date="2026-07-02",
        reason="校正“清仓”",
        by="编者",
        capture=HASH,
        path="sources/a.txt",
        spans=(Span(0, 3), Span(9, 12)),
        text=HASH,
        record=HASH,
        sketch="00ff00ff",
        paragraphs=(Paragraph("p1", HASH), Paragraph("p3", HASH, ("p1",))),
        retired=(Retired("p2", ("p1",)),),
        redirects=("/d/x/",),
        title="题",
        files={"d7h3kq4/v2.md": HASH},
        generator="x 1",
    )
    assert parse_line(write_line(line).rstrip("\n"), Location("l", 1)) == line


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        ('{"event":"minted",', "not JSON", 19),
        ("[]", "is a JSON object", 1),
        ('{"event":"minted","id":"d7h3kq4","id":"x"}', "the key 'id' stands twice", 1),
        ('{"event":"deleted","id":"d7h3kq4"}', "unknown event 'deleted'", 2),
        ('{"event":"minted","id":"d7h3kq4","kind":"document"}', "needs url", 1),
        ('{"event":"minted","id":"d","kind":"thing","url":"/d/d/"}', "unknown kind 'thing'", 28),
        ('{"event":"minted","id":"d","kind":"term","url":"/D/"}', "url is not a path", 42),
        ('{"event":"minted","id":"d","kind":"term","url":"/d/","spans":[[3]]}', "spans has", 54),
        ('{"event":"minted","id":"d","kind":"term","url":"/d/","note":1}', "unknown key 'note'", 54),
        ('{"event":"withdrawn","id":"d","kind":"term","url":"/d/","date":"2026-7-1","reason":"x","by":"x"}', "date is not", 57),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_place(row: str, what: str, column: int) -> None:
    with pytest.raises(EditionError, match=what) as error:
        parse_line(row, Location("ledger/ledger.jsonl", 7, 1, row))
    assert str(error.value).startswith(f"ledger/ledger.jsonl:7:{column}: ")


def test_all_bad_lines_are_told_at_once_and_no_ledger_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    assert read_ledger(path) == Ledger()
    path.write_text("oops\n" + write_line(MINTED) + "{}\n" + write_line(MINTED)[:-9], "utf-8")
    with pytest.raises(ContentErrors) as error:
        read_ledger(path)
    assert [(e.where.line, e.what) for e in error.value.errors] == [
        (1, "not JSON: Expecting value"),
        (3, "unknown event None"),
        (4, "the last line is cut off"),
    ]


REVISED = replace(
    MINTED, event="revised", version=1, date="2026-07-01", reason="first", by="x",
    paragraphs=(Paragraph("p1", HASH), Paragraph("p2", HASH)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([MINTED, MINTED], "the id d7h3kq4 is given twice"),
        ([replace(MINTED, id="d7h3kq5")], "check character is wrong"),
        ([REVISED], "never minted"),
        ([MINTED, replace(REVISED, version=2)], "version 2 of d7h3kq4 follows version 0"),
        ([MINTED, replace(REVISED, url="/d/x/")], "is a document at /d/d7h3kq4/"),
        ([MINTED, REVISED, replace(REVISED, version=2, date="2026-06-01")], "before its line of 2026-07-01"),
        ([MINTED, REVISED, replace(REVISED, version=2, paragraphs=REVISED.paragraphs[:1])], "paragraph p2 of d7h3kq4 is lost"),
        (
            [MINTED, REVISED, replace(REVISED, version=2, paragraphs=REVISED.paragraphs[:1], retired=(Retired("p2"),)), replace(REVISED, version=3)],
            "paragraph id p2 of d7h3kq4 is given again",
        ),
        ([MINTED, replace(REVISED, event="restored", version=0)], "restored, but is draft"),
        ([MINTED, replace(REVISED, event="withdrawn"), REVISED], "revised, but was withdrawn"),
        ([MINTED, replace(REVISED, event="merged", successor="d7h3kq4")], "which is no other id"),
        ([MINTED, replace(MINTED, id=new_id("term", (), "1"), kind="term")], "the address /d/d7h3kq4/ was given before"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused(lines: list[Line], what: str) -> None:
    with pytest.raises(ContentErrors) as error:
        build_ledger(lines)
    assert what in error.value.errors[0].what


def test_a_frozen_file_that_was_changed_or_is_missing_stops_the_build(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    line = replace(REVISED, files={"d7h3kq4/v1.md": HASH, "../x": HASH})
    path.write_text(write_line(MINTED) + write_line(line), "utf-8")
    with pytest.raises(ContentErrors) as error:
        read_ledger(path)
    assert [e.what for e in error.value.errors] == [
        "'../x' is not below versions/",
        "the frozen file versions/d7h3kq4/v1.md is missing",
    ]
    (tmp_path / "versions/d7h3kq4").mkdir(parents=True)
    (tmp_path / "versions/d7h3kq4/v1.md").write_text("other")
    with pytest.raises(ContentErrors) as error:
        read_ledger(path)
    assert error.value.errors[1].what == "the frozen file versions/d7h3kq4/v1.md was changed"


def test_a_former_id_leads_to_the_present_one() -> None:
    second = new_id("document", (), "b", prefix="d")
    third = new_id("document", (), "c", prefix="d")
    step = replace(MINTED, event="renamed", date="2026-07-01", reason="x", by="x")
    ledger = build_ledger(
        [
            MINTED,
            replace(step, id=second, was=MINTED.id, url=f"/d/{second}/"),
            replace(step, id=third, was=second, url=f"/d/{third}/"),
        ]
    )
    assert ledger.aliases == {MINTED.id: third, second: third}
    found = ledger.find(MINTED.id)
    assert found is not None
    assert found.former == (MINTED.id, second)


# --- Articles ----------------------------------------------------------------------------------

FIRST = (
    "会议强调，要坚持“动态清零”总方针不动摇，以最快速度实现社会面清零，坚决遏制疫情扩散蔓延。" * 3
)
SECOND = (
    "全省一百零一名患者治愈出院，专家组一致认为符合解除隔离标准，出院后继续健康监测十四天。" * 3
)
A = Article("a" * 64, "sources/a.txt", (Span(0, 400),), FIRST)
B = Article("a" * 64, "sources/a.txt", (Span(400, 500), Span(620, 900)), SECOND)


def known(*articles: Article) -> tuple[Ledger, list[str]]:
    identities, lines = identify(articles, Ledger())
    return build_ledger(lines), [identity.id for identity in identities]


def test_a_clean_build_of_a_fresh_clone_mints_nothing() -> None:
    ledger, ids = known(A, B)
    identities, lines = identify([B, A], ledger)
    assert lines == ()
    assert [identity.id for identity in identities] == ids[::-1]


def test_two_fresh_builds_mint_the_same_ids() -> None:
    assert known(A, B) == known(A, B)


def test_an_id_does_not_come_from_the_text() -> None:
    assert known(A)[1] == known(replace(A, text="别的文字"))[1]


def test_an_article_keeps_its_id_when_it_is_divided_a_little_differently() -> None:
    ledger, (first, second) = known(A, B)
    moved = [replace(A, spans=(Span(0, 450),)), replace(B, spans=(Span(450, 500), Span(620, 900)))]
    identities, lines = identify(moved, ledger)
    assert ([i.id for i in identities], lines) == ([first, second], ())


def test_of_a_divided_article_one_keeps_the_id_and_the_other_is_minted() -> None:
    ledger, (first,) = known(A)
    parts = [replace(A, spans=(Span(0, 120),)), replace(A, spans=(Span(120, 400),))]
    identities, lines = identify(parts, ledger)
    assert first in [identity.id for identity in identities]
    assert [line.event for line in lines] == ["minted"]


def test_a_renamed_capture_keeps_its_articles() -> None:
    ledger, ids = known(A, B)
    identities, lines = identify([replace(x, path="sources/z.txt") for x in (A, B)], ledger)
    assert ([i.id for i in identities], lines) == (ids, ())


def test_a_replaced_capture_keeps_its_articles_by_their_text() -> None:
    ledger, ids = known(A, B)
    better = [
        Article("b" * 64, A.path, (Span(0, 380),), SECOND.replace("专家组", "专家"), ()),
        Article("b" * 64, A.path, (Span(380, 700),), FIRST.replace("总方针", "方针"), ()),
        Article("b" * 64, A.path, (Span(700, 720),), "另有一篇新的短讯，与前两篇无关。", ()),
    ]
    identities, lines = identify(better, ledger)
    assert [i.id for i in identities[:2]] == ids[::-1]
    assert [line.id for line in lines] == [identities[2].id]


def test_an_article_that_lost_most_of_its_text_keeps_its_id_if_it_is_alone_there() -> None:
    long = Article("a" * 64, "sources/a.txt", (Span(0, 400),), FIRST[:45] + SECOND)
    ledger, ids = known(long)
    short = Article("b" * 64, "sources/a.txt", (Span(0, 45),), FIRST[:45])
    identities, lines = identify([short], ledger)
    assert ([i.id for i in identities], lines) == (ids, ())
    other = Article(
        "b" * 64,
        "sources/a.txt",
        (Span(0, 90),),
        "今日天气晴朗，市民纷纷出游踏青赏花，各大公园游人如织。",
    )
    assert identify([other], ledger)[0][0].id not in ids


def test_equal_captures_at_two_paths_are_two_documents() -> None:
    ledger, ids = known(A, replace(A, path="sources/copy.txt"))
    assert len(set(ids)) == 2
    identities, lines = identify([replace(A, path="sources/copy.txt"), A], ledger)
    assert ([i.id for i in identities], lines) == (ids[::-1], ())


def test_a_withdrawn_article_is_known_and_told() -> None:
    ledger, (first,) = known(A)
    gone = Line(event="withdrawn", id=first, kind="document", url=f"/d/{first}/", date="2026-07-01", reason="x", by="x")  # fmt: skip
    (identity,), lines = identify([A], ledger.extended([gone]))
    assert (identity.state, lines) == ("withdrawn", ())


# --- Paragraphs --------------------------------------------------------------------------------


def test_paragraph_ids_are_in_order_before_the_first_release() -> None:
    draft = Identity("d7h3kq4", 1, "draft", released=False)
    assert paragraph_ids(draft, ["甲", "乙", "丙"], Ledger()) == ("p1", "p2", "p3")


# --- Works, events, authorities ----------------------------------------------------------------


def test_a_work_keeps_its_id_when_it_gains_a_witness() -> None:
    (first,), lines = identify_works([("da", "db")], Ledger())
    ledger = build_ledger(lines)
    assert identify_works([("da", "db", "dc")], ledger) == ((first,), ())
    (second, third), lines = identify_works([("dx", "dy"), ("db", "da")], ledger)
    assert third == first
    assert [line.id for line in lines] == [second]


def test_authorities_enter_the_ledger_once() -> None:
    person = new_id("person", (), "a")
    lines = identify_things([("person", person), ("person", person)], Ledger())
    assert [line.url for line in lines] == [f"/people/{person}/"]
    assert identify_things([("person", person)], build_ledger(lines)) == ()
