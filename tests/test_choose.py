"""A reader is chosen by what the file shows, never by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.errors import EditionError
from edition.model import Words
from edition.readers import READERS, FirstReading, Reader, choose
from edition.sources import decode_source, load_source
from tests.conftest import ROOT, Collection, built


def reader(name: str, score: float) -> Reader:
    """Make a reader that is as sure as it is told to be."""
    return Reader(name, Words(name, name), lambda _: score, lambda *_: FirstReading(()))


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("000", "crawled-post"),
        ("001", "crawled-post"),
        ("002", "page-dump"),
        ("003", "crawled-post"),
        ("004", "newspaper-ocr"),
    ],
)
def test_each_capture_is_known_by_its_content_under_any_name(number: str, name: str) -> None:
    path = next((ROOT / "content" / "sources").glob(f"{number}_*"))
    source = load_source(path, content=ROOT / "content")
    renamed = decode_source("sources/whatever.html", source.data)
    assert choose(source, READERS).name == choose(renamed, READERS).name == name


def test_a_saved_web_page_is_known() -> None:
    page = "<!DOCTYPE html>\n<html lang='zh'><head><title>会议</title></head><body><article><p>会议指出。</p></article></body></html>"
    assert choose(decode_source("sources/a.txt", page.encode()), READERS).name == "web-page"


def test_a_tie_is_an_error_that_names_the_candidates() -> None:
    source = decode_source("sources/a.txt", "会议指出。".encode())
    with pytest.raises(EditionError, match="equally well") as raised:
        choose(source, (reader("one", 0.62), reader("two", 0.6), reader("three", 0.1)))
    assert "one (0.62), two (0.60), three (0.10)" in str(raised.value)
    assert 'reader = "one"' in raised.value.next_step


def test_an_editor_may_name_the_reader(collection: Collection) -> None:
    text = "会议在京召开\n\n# 不是标题\n会议指出，要落实。"
    others = {"decisions/a.toml": 'source = "sources/a.txt"\nreader = "page-dump"\n'}
    assert built(collection({"a.txt": text}, others)).edition.documents[0].format == "page-dump"


def test_a_reader_that_does_not_exist_is_named_with_those_that_do(collection: Collection) -> None:
    others = {"decisions/a.toml": 'source = "sources/a.txt"\nreader = "pagedump"\n'}
    with pytest.raises(Exception, match="there is no reader 'pagedump'") as raised:
        built(collection({"a.txt": "会议\n会议指出。"}, others))
    assert "known readers: crawled-post, page-dump" in str(raised.value)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings_are_detected_and_every_character_comes_through(codec: str) -> None:
    path: Path = next((ROOT / "content" / "sources").glob("001_*"))
    text = path.read_text(encoding="utf-8")
    source = decode_source("sources/a.txt", text.encode(codec))
    assert source.text.removeprefix("\ufeff") == text
    assert choose(source, READERS).name == "crawled-post"


def test_big5_is_told_from_gb18030_which_decodes_it_without_an_error() -> None:
    text = "當前疫情防控工作進入關鍵階段，這個國家的人們說，會議還發現了很多問題。我們要經過學習來開展工作。"
    source = decode_source("sources/a.txt", text.encode("big5"))
    text.encode("big5").decode("gb18030")
    assert (source.encoding, source.text) == ("big5", text)
