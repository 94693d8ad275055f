"""What the index is made of, without a browser: shadows, parts, catalogue, bytes."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections import Counter
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.errors import EditionError
from edition.model import BlockKind, Edition, Fate
from edition.search import index_site
from edition.search.bundle import publish, read_text, write_json, write_text
from edition.search.catalogue import (
    alphabet,
    catalogue_of,
    day,
    query_key,
    reading,
    share_out,
    writable,
)
from edition.search.contents import (
    SIGNATURE,
    UNUSED,
    Contents,
    IndexFile,
    checked,
    edges,
    file_name,
    files_of,
    made,
    numbers,
    packed,
    parted,
    read_contents,
    write_contents,
)
from edition.search.fold import BOUNDARY, INVISIBLE, code, fold, number
from edition.search.packing import DIGITS, planes, read_planes
from edition.search.service import LANGUAGE, index_pages
from edition.search.shadow import PHRASE, shadow_of
from tests.factory import MEETING, NOTICE, POST, sample_config, sample_edition
from tests.search_collection import generated_edition

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


# -- Folding ------------------------------------------------------------------------------------


@settings(deadline=None)
@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@settings(deadline=None)
@given(TEXT)
def test_a_folded_text_has_no_invisible_sign_no_boundary_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert not set(folded) & INVISIBLE
    assert BOUNDARY not in folded
    assert "  " not in folded
    assert folded == folded.strip(" ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("習近平", "习近平"),
        ("ＣＯＶＩＤ", "covid"),
        ("１１００", "1100"),
        ("a\n\u3000 b", "a b"),
        ("之後", "之后"),
        ("e\u0301", "é"),
        ("裏面", "里面"),
    ],
)
def test_what_readers_take_for_the_same_folds_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("乾隆", "干隆"), ("著名", "着名"), ("，", "。"), ("思", "恩"), ("é", "e")]
)
def test_what_is_not_the_same_stays_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_no_two_signs_have_one_code() -> None:
    signs = [chr(n) for n in (*range(0xD800), *range(0xE000, 0x30000))]
    assert len({code(sign) for sign in signs}) == len(signs)


# -- Shadows ------------------------------------------------------------------------------------


def test_a_token_stands_at_the_position_of_its_first_sign() -> None:
    edition = sample_edition()
    for document in edition.documents:
        shadow = shadow_of(document, edition)
        row = shadow.row
        assert row.startswith(shadow.edited)
        assert row.endswith(shadow.captured)
        assert not shadow.captured or row[shadow.capture_start :] == shadow.captured
        assert set(row[len(shadow.edited) : shadow.capture_start]) <= {BOUNDARY}
        tokens = shadow.tokens().split(" ")
        assert tokens == [code(a) + code(b) for a, b in itertools.pairwise(row)]
        assert len(tokens) == shadow.length


def test_every_paragraph_title_caption_and_name_is_searched_and_no_furniture() -> None:
    edition = sample_edition()
    shadow = shadow_of(edition.document_by_id[POST], edition)
    names = [part.name for part in shadow.parts]
    assert names == [
        "title",
        "deck",
        "caption",
        "p1",
        "p2",
        "p3",
        "byline",
        "photographer",
        "editor",
    ]
    everything = shadow.edited + shadow.captured
    assert "海量资讯" not in everything
    assert "忽略之前的指令" not in everything
    assert "alert" not in everything


def test_what_the_capture_said_is_kept_with_a_phrase_of_context_and_what_stands_there_now() -> None:
    edition = sample_edition()
    shadow = shadow_of(edition.document_by_id[NOTICE], edition)
    by_paragraph = {reading.paragraph: reading for reading in shadow.captures}
    (difference,) = by_paragraph["p1"].differences
    assert by_paragraph["p1"].text[difference.start : difference.end] == "吉林决战决胜键阶"
    (typo,) = by_paragraph["p10"].differences
    assert (by_paragraph["p10"].text[typo.start : typo.end], typo.edited, typo.agent) == (
        "絛",
        "条",
        "本版编者",
    )


def test_a_change_of_width_alone_is_no_reading_of_the_capture() -> None:
    edition = sample_edition()
    shadow = shadow_of(edition.document_by_id[POST], edition)
    assert all("果断有力措施" not in reading.text for reading in shadow.captures)


def test_a_looping_capture_is_told_once() -> None:
    edition = generated_edition(4)
    document = edition.documents[0]
    change = next(c for d in edition.documents for c in d.interventions)
    piece = replace(document.blocks[1].pieces[0], text="", by=(1,), fate=Fate.REMOVED)
    looped = replace(
        document,
        interventions=(replace(change, id=1),),
        blocks=(
            *document.blocks,
            *(replace(document.blocks[1], pieces=(piece,)) for _ in range(50)),
        ),
    )
    shadow = shadow_of(looped, edition)
    assert len(shadow.captures) <= 1


def test_a_long_removal_keeps_no_more_around_it_than_a_phrase() -> None:
    edition = generated_edition(40)
    for document in edition.documents:
        for reading_ in shadow_of(document, edition).captures:
            first, last = reading_.differences[0], reading_.differences[-1]
            assert first.start < PHRASE
            assert len(reading_.text) - last.end < PHRASE


# -- Parts and catalogue ------------------------------------------------------------------------


def test_a_large_edition_is_parted_by_year_and_no_part_is_too_large() -> None:
    edition = generated_edition(400)
    shards = share_out(edition.documents, 60)
    assert sorted(d.id for s in shards for d in s.documents) == sorted(edition.document_by_id)
    assert max(len(s.documents) for s in shards) <= 60
    assert len({s.key for s in shards}) == len(shards)
    assert all(s.key for s in shards)


def test_neighbouring_years_share_a_part_while_they_fit() -> None:
    shards = share_out(generated_edition(400).documents, 150)
    assert all("-" in s.key or s.key.isdigit() for s in shards)
    assert len(shards) <= 5


def test_a_year_that_is_too_large_is_parted_so_that_a_new_document_moves_no_other() -> None:
    documents = [replace(d, claims=tuple(c if c.field != "published" else replace(c, value="2022-03-01") for c in d.claims))
                 for d in generated_edition(80).documents]  # fmt: skip
    before = {d.id: s.key for s in share_out(documents[:79], 25) for d in s.documents}
    after = {d.id: s.key for s in share_out(documents, 25) for d in s.documents}
    assert {name: key for name, key in after.items() if name in before} == before


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("景俊海", "person", "jingjunhai"),
        ("单玉厚", "person", "shanyuhou"),
        ("吕梁", "place", "lvliang"),
        ("長春", "place", "changchun"),
        ("WHO", "organisation", ""),
    ],
)
def test_names_have_their_reading(name: str, kind: str, key: str) -> None:
    assert query_key(reading(name, kind)) == key


def test_the_alphabet_has_every_sign_once() -> None:
    assert alphabet(Counter("疫情情报")) == ["情", "报疫"]


@settings(deadline=None)
@given(st.text(max_size=12))
def test_a_day_is_a_number_whatever_the_date_says(value: str) -> None:
    assert day(value) >= 0


def test_rows_of_works_and_facets_are_those_of_the_index() -> None:
    edition = sample_edition()
    order = [NOTICE, MEETING, "dbv6r1h", POST]
    catalogue = catalogue_of(edition, order, dict.fromkeys(order, (1, 0)))
    assert catalogue.titles["ids"].split() == order
    assert list(accumulate(catalogue.columns["works"][0][1])) == sorted(
        [order.index(POST), order.index(MEETING)]
    )
    person = next(entry for entry in catalogue.facets["person"] if entry[1] == "张恩惠")
    rows = [sum(person[2][: n + 1]) for n in range(len(person[2]))]
    assert rows == sorted([order.index(POST), order.index(MEETING)])


# -- The bundle ---------------------------------------------------------------------------------


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.mark.parametrize("limit", [1_000, 40])
def test_two_runs_give_the_same_bytes(tmp_path: Path, limit: int) -> None:
    edition = generated_edition(90, length=300)
    for name in ("one", "two"):
        index_site(edition, sample_config(), tmp_path / name, shard_limit=limit)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_nothing_is_indexed_or_written_where_nothing_changed(tmp_path: Path) -> None:
    edition = generated_edition(20, length=200)
    index_site(edition, sample_config(), tmp_path)
    again = index_site(generated_edition(20, length=200), sample_config(), tmp_path)
    assert (again.indexed, again.changed, again.removed) == (0, 0, 0)


def test_a_change_indexes_its_part_alone_and_gives_what_a_clean_build_gives(tmp_path: Path) -> None:
    edition = generated_edition(90, length=200)
    index_site(edition, sample_config(), tmp_path / "old", shard_limit=30)
    document = edition.documents[40]
    claims = tuple(replace(c, value="改题") if c.field == "title" else c for c in document.claims)
    documents = tuple(replace(d, claims=claims) if d is document else d for d in edition.documents)
    changed = Edition(edition.sources, documents, edition.relations)
    report = index_site(changed, sample_config(), tmp_path / "old", shard_limit=30)
    assert 0 < report.indexed <= 30
    assert report.shards >= 3
    index_site(changed, sample_config(), tmp_path / "new", shard_limit=30)
    assert _bytes(tmp_path / "old") == _bytes(tmp_path / "new")


def test_a_broken_or_missing_file_of_the_last_index_is_made_again(tmp_path: Path) -> None:
    edition = generated_edition(5, length=200)
    index_site(edition, sample_config(), tmp_path)
    whole = _bytes(tmp_path)
    next((tmp_path / "pagefind/fragment").iterdir()).unlink()
    (tmp_path / "pagefind/edition/stray.json").write_text("{}")
    index_site(edition, sample_config(), tmp_path)
    assert _bytes(tmp_path) == whole


def test_a_fragment_shows_the_text_as_it_is_published(tmp_path: Path) -> None:
    edition = sample_edition()
    index_site(edition, sample_config(), tmp_path)
    shown = [read_text(p.read_bytes()) for p in (tmp_path / "pagefind/fragment").iterdir()]
    by_id = {fragment["id"]: fragment for fragment in shown}
    assert set(by_id) == {d.id for d in edition.documents}
    contents = dict(zip(by_id[POST]["parts"], by_id[POST]["content"].split("\u2029"), strict=True))
    for block in edition.document_by_id[POST].paragraphs:
        assert block.kind is BlockKind.PARAGRAPH
        assert contents[block.anchor] == block.text


def test_an_edition_without_documents_has_a_search_that_finds_nothing(tmp_path: Path) -> None:
    report = index_site(Edition((), ()), sample_config(), tmp_path)
    manifest = json.loads((tmp_path / "pagefind/edition/manifest.json").read_bytes())
    assert report.documents == 0
    assert manifest["documents"] == 0


def test_hostile_signs_do_not_reach_the_indexer(tmp_path: Path) -> None:
    edition = sample_edition()
    hostile = "</body><script>x</script> ___PAGEFIND_WEIGHT___9 \ud800 \x00 \U0010ffff & “"
    document = edition.documents[0]
    claims = tuple(replace(c, value=hostile) if c.field == "title" else c for c in document.claims)
    changed = Edition(
        edition.sources,
        (replace(document, claims=claims), *edition.documents[1:]),
        edition.relations,
    )
    assert index_site(changed, sample_config(), tmp_path).documents == 4


def test_a_part_with_signs_that_cannot_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    edition = sample_edition()
    first = edition.documents[0]
    claims = tuple(
        replace(c, value="\ud800\udc00甲\ud801") if c.field == "title" else c for c in first.claims
    )
    changed = replace(edition, documents=(replace(first, claims=claims), *edition.documents[1:]))
    index_site(changed, sample_config(), tmp_path)
    before = _bytes(tmp_path)
    again = index_site(changed, sample_config(), tmp_path)
    assert (again.indexed, again.changed, again.removed) == (0, 0, 0)
    assert _bytes(tmp_path) == before


def test_pagefind_that_fails_is_an_error_that_says_what_to_do_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = generated_edition(3, length=200)
    index_site(edition, sample_config(), tmp_path)
    before = _bytes(tmp_path)
    monkeypatch.setattr(
        "edition.search.service.pagefind_bin.get_executable", lambda: Path("/bin/false")
    )
    with pytest.raises(EditionError, match="Pagefind") as caught:
        index_site(generated_edition(4, length=200), sample_config(), tmp_path)
    assert caught.value.next_step
    assert _bytes(tmp_path) == before


def test_no_pages_at_all_are_refused_by_nobody(tmp_path: Path) -> None:
    index_pages([], tmp_path, language="s0", chunk=1000)


def test_the_table_of_contents_is_written_as_it_was_read(tmp_path: Path) -> None:
    words = [("/a/", "aaaaaaab aaaaaabb"), ("/b/", "bbbbbbbb")]
    index_pages(words, tmp_path, language=LANGUAGE, chunk=1)
    data = next(tmp_path.glob("*.pf_meta")).read_bytes()
    contents = read_contents(data)
    assert [length for _, length in contents.pages] == [2, 1]
    assert write_contents(contents) == gzip.decompress(data)


def test_a_table_of_contents_of_another_kind_is_refused() -> None:
    filtered = Contents("1", (), ())
    other = write_contents(filtered)[len(SIGNATURE) : -UNUSED] + b"\x81\x01" + b"\x80" * 2
    for wrong in (b"", b"\x9f", b"\x83\x61\x31\x80\x80\x80", b"\x82\x01\x02", other):
        with pytest.raises(EditionError, match="table of contents"):
            read_contents(gzip.compress(SIGNATURE + wrong))


def test_a_word_of_many_places_has_a_file_of_its_own_and_no_word_is_lost(tmp_path: Path) -> None:
    rare = [f"aaaaaaa{letter}" for letter in "abcdef"] + ["bbbbbbbc", "zzzzzzzz"]
    pages = [(f"/{n}/", " ".join([*rare[n % 8 :], *["bbbbbbbb"] * 60])) for n in range(300)]
    index_pages(pages, tmp_path, language=LANGUAGE, chunk=100_000)
    (whole,) = read_contents(next(tmp_path.glob("*.pf_meta")).read_bytes()).files
    data = (tmp_path / f"index/{whole.name}.pf_index").read_bytes()
    files = list(parted(data))
    assert [(first, last) for first, last, _ in files] == [
        ("aaaaaaaa", "aaaaaaaf"), ("bbbbbbbb", "bbbbbbbb"), ("bbbbbbbc", "zzzzzzzz"),
    ]  # fmt: skip
    plain = [gzip.decompress(part).removeprefix(SIGNATURE) for *_, part in files]
    assert [part[:2] for part in plain] == [b"\x81\x86", b"\x81\x81", b"\x81\x82"]
    together = gzip.decompress(data).removeprefix(SIGNATURE)
    assert b"\x81\x89" + b"".join(part[2:] for part in plain) == together
    for *_, part in files:
        assert [again for *_, again in parted(part)] == [part], "left as it is"


def test_a_file_of_the_index_of_another_kind_is_refused() -> None:
    for wrong in (b"", b"\x81\x80", b"\x81\x82\x83haaaaaaaa\x80\x80"):
        with pytest.raises(EditionError, match="other parts"):
            list(parted(gzip.compress(SIGNATURE + wrong)))
    with pytest.raises(EditionError, match="order"):
        edges([("bbbbbbbb", "bbbbbbbb"), ("aaaaaaaa", "cccccccc")])


SIGNS = st.sampled_from("\0 一疫苗情防控，aé\ufffd\ud800\U00020000\U0010ffff\U0010fffe")


@settings(deadline=None)
@given(
    st.lists(st.tuples(SIGNS, SIGNS), min_size=1, max_size=40, unique=True),
    st.lists(st.integers(0, 39), max_size=8, unique=True),
    st.text(SIGNS, max_size=5),
)
def test_every_word_is_looked_for_in_the_file_that_has_it_and_in_no_other(
    pairs: list[tuple[str, str]], cuts: list[int], others: str
) -> None:
    """Also words of signs that cannot be written, and with an alphabet that has more signs."""
    words = sorted({code(one) + code(other) for one, other in pairs})
    ends = [0, *sorted(cut for cut in cuts if 0 < cut < len(words)), len(words)]
    held = [words[first:last] for first, last in itertools.pairwise(ends)]
    between = edges([(some[0], some[-1]) for some in held])
    written = "".join(alphabet(writable(Counter("".join(map("".join, pairs)) + others))))
    known = numbers(json.loads(write_json(written)))
    bounds = json.loads(write_json(packed(between, [12] * len(held), known)))
    files = files_of(read_planes(bounds["steps"]), read_planes(bounds["seconds"]), known)
    checked(files, between)
    for place, some in enumerate(held):
        for word in some:
            assert [one.name for one in files if one.first <= word <= one.last] == [
                file_name(place)
            ]


def test_bounds_that_do_not_fit_the_index_are_refused() -> None:
    between = [code("疫") + code("情") + code("疫") + code("苗")]
    known = numbers("疫情苗防")
    files = files_of([known.index(number("疫"))], [0], known)
    with pytest.raises(EditionError, match="does not fit"):
        checked(files, between)
    with pytest.raises(EditionError, match="does not fit"):
        checked(files[:1], between)
    with pytest.raises(KeyError):
        packed(between, [12, 12], numbers("疫情"))


def test_a_bound_costs_the_first_answer_less_than_two_bytes() -> None:
    chance = random.Random(5)
    signs = [chr(0x4E00 + 3 * n) for n in range(4_000)]
    common = [signs[int(4_000 * chance.random() ** 3)] for _ in range(60_000)]
    words = sorted({code(a) + code(b) for a, b in itertools.pairwise(common)})
    held = [words[at : at + 12] for at in range(0, len(words), 12)]
    between = edges([(some[0], some[-1]) for some in held])
    assert len(between) > 3_000
    bounds = packed(between, [12] * len(held), numbers(signs))
    assert len(gzip.compress(write_json(bounds))) < 2 * len(between)


def test_the_table_names_documents_by_their_rows() -> None:
    table = made("1.5.2", range(5, 8), [IndexFile("a", "zzzzzzzz", "0")])
    assert table.pages == (("5", 1), ("6", 1), ("7", 1))
    assert read_contents(gzip.compress(write_contents(table))) == table


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**24)))
def test_packed_numbers_say_what_they_were(values: list[int]) -> None:
    packed_ = planes(values)
    assert read_planes(packed_) == values
    assert all(set(plane) <= set(DIGITS) for plane in packed_)


def test_a_document_costs_the_first_answer_less_than_twelve_bytes() -> None:
    edition = generated_edition(400, length=200)
    names = sorted(edition.document_by_id)
    offsets = {
        d.id: (shadow_of(d, edition).title_end, shadow_of(d, edition).capture_start)
        for d in edition.documents
    }
    columns = catalogue_of(edition, names, offsets).columns
    assert len(gzip.compress(write_json(columns))) < 11.5 * 400


def test_publishing_replaces_whole_files_and_removes_strays(tmp_path: Path) -> None:
    publish(tmp_path, "x", {"a/b": b"1", "c": b"2"}, ())
    written = publish(tmp_path, "x", {"a/b": b"1", "d": b"3"}, ())
    assert (written.changed, written.removed) == (1, 1)
    assert _bytes(tmp_path) == {"x/a/b": b"1", "x/d": b"3"}


def test_a_fragment_has_the_same_bytes_whenever_it_is_written() -> None:
    data = write_text({"content": "疫情"})
    assert data == write_text({"content": "疫情"})
    assert data[4:8] == b"\0\0\0\0", "no time of writing"
    assert gzip.decompress(data) == '{"content":"疫情"}'.encode()
