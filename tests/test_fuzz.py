"""Any text at all: readers and rules end, lose no character, and complain only in words for people."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edition.errors import ContentErrors, EditionError
from edition.readers import READERS
from edition.sources import decode_source
from fuzz.targets import TARGETS, account_for, build_one

PIECES = st.sampled_from([
    "<p>", "</p>", "<div hidden>", "</div>", "<!--", "-->", "<script>", "</script", "<td>", "<tr>", "<table>", "<img src=a alt='",
    "&amp", "&#x", "&#55296;", "<a href=javascript:x>", "---\n", "title: '", "author: ", "date: Sun, 20 Mar 2022 00:29:33 GMT\n",
    "\n\n", "\r", "\r\n", "\t", "\u3000", "\u202e", "\u200b", "\0", "会议指出，", "要落实。", "（责任编辑：某）", "来源：某报", "<pre>", "<br>",
    "<style", "style='display:none'", ">", "<", "&", "'", '"', "<title>", "<h1>", "<li>", "<b>", "\ud7ff", "\U0010ffff", "＿", "_",
])  # fmt: skip
MESSES = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join), st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join)
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(text=MESSES)
@example(text="<div hidden>" * 300 + "甲")
@example(text="---\n---\n")
@example(text="<p" * 50)
def test_every_reader_accounts_for_every_character_of_any_text(reader: object, text: str) -> None:
    account_for(text, only=reader)  # type: ignore[arg-type]


@given(body=MESSES)
def test_the_engine_builds_any_body_or_says_what_is_wrong(body: str) -> None:
    build_one(f"---\ntitle: '会议'\nauthor: 甲报\n---\n<div><p>会议指出。</p>{body}</div>")


@given(data=st.binary(max_size=120))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        source = decode_source("sources/a.txt", data)
    except EditionError:
        return
    assert source.data == data


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_of_the_fuzzer_runs_on_its_seeds(name: str) -> None:
    seeds = sorted((Path(__file__).parent.parent / "content" / "sources").iterdir())
    for data in (b"", b"\xff\xfe", b"<p>" * 200, seeds[0].read_bytes()[:1500]):
        try:
            TARGETS[name](data)
        except (EditionError, ContentErrors) as error:  # pragma: no cover
            pytest.fail(f"a target lets an error for people through: {error}")
