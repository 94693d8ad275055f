"""Encodings: a decoding that does not fail proves nothing; mojibake is named, and never guessed over."""

from __future__ import annotations

import pytest

from edition.errors import EditionError
from edition.model import Basis, Certainty, Source
from edition.sources import decode_source
from tests.conftest import Collection, built
from tests.hostile import post

SIMPLIFIED = "省委召开会议，会议指出，要压实责任，坚持人民至上、生命至上，抓好各项工作的落实，确保人民群众生活。"
TRADITIONAL = "省委召開會議，會議指出，要壓實責任，堅持人民至上、生命至上，抓好各項工作的落實，確保人民群眾生活。"


def read(data: bytes, encoding: str = "") -> Source:
    return decode_source("sources/a.txt", data, encoding=encoding)


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("gbk", "gb18030", SIMPLIFIED), ("gb18030", "gb18030", SIMPLIFIED + "㐀𠀀"), ("big5", "big5", TRADITIONAL),
        ("big5hkscs", "big5", TRADITIONAL + "嘅咗哋"), ("utf-16-le", "utf-16le", SIMPLIFIED),
        ("utf-16-be", "utf-16be", SIMPLIFIED), ("utf-8", "utf-8", SIMPLIFIED),
    ],
)  # fmt: skip
def test_what_is_guessed_is_right_and_says_that_it_is_a_guess(
    codec: str, name: str, text: str
) -> None:
    source = read((text * 3).encode(codec))
    assert source.text == text * 3
    assert source.encoding == name
    assert (source.encoding_basis is Basis.INFERRED) == (name != "utf-8")
    assert source.encoding_certainty in (Certainty.CERTAIN, Certainty.HIGH, Certainty.MEDIUM)


def euc_tw(text: str) -> bytes:
    """Write Chinese as EUC-TW does: plane 1 of CNS 11643, whose order is that of Big5's first level."""
    made = bytearray()
    for character in text:
        high, low = character.encode("big5")
        place = (high - 0xA4) * 157 + (low - 0x40 if low < 0x80 else low - 0xA1 + 63)
        made += bytes((0xC4 + place // 94, 0xA1 + place % 94))
    return bytes(made)


def test_an_encoding_that_we_cannot_read_is_refused_and_not_read_as_another() -> None:
    data = euc_tw("省委召開會議會議指出要壓實責任人民生活工作".replace("，", "") * 4)
    data.decode("gb18030")  # it does not fail, and is nonsense
    with pytest.raises(EditionError, match=r"not a text in any known encoding|can be read as"):
        read(data)


@pytest.mark.parametrize(
    ("codec", "wrong"),
    [("utf-8", "gb18030"), ("utf-8", "latin-1"), ("utf-8", "cp1252"), ("gbk", "latin-1")],
)
def test_mojibake_in_a_capture_is_named(collection: Collection, codec: str, wrong: str) -> None:
    damaged = SIMPLIFIED.encode(codec).decode(wrong, "replace")
    one = built(collection({"a.md": post(f"<p>{damaged}</p>" * 2)}))
    (notice,) = [n for n in one.notices if "mojibake" in n.what]
    assert notice.where.line == 8
    assert damaged[0] in "".join(b.text for b in one.edition.documents[0].paragraphs)


def test_ordinary_text_is_not_called_mojibake(collection: Collection) -> None:
    words = "Café Zürich, naïve façade; Ærø – Łódź. " + SIMPLIFIED + TRADITIONAL + "㐀𠀀〇①℃"
    one = built(collection({"a.md": post(f"<p>{words}</p>")}))
    assert [n for n in one.notices if "mojibake" in n.what] == []


def test_what_an_editor_declares_is_used_and_recorded(collection: Collection) -> None:
    data = post("<p>" + TRADITIONAL + "</p>").encode("big5hkscs", "xmlcharrefreplace")
    decided = {"decisions/a.toml": 'source = "sources/a.md"\nencoding = "big5"\n'}
    (record,) = built(collection({"a.md": data}, decided)).edition.sources
    assert (record.source.encoding, record.source.encoding_basis) == ("big5", Basis.DECIDED)
    assert TRADITIONAL in record.source.text


def test_a_declared_encoding_that_is_wrong_is_named_with_its_byte() -> None:
    with pytest.raises(EditionError, match=r"byte \d+ \(0x[0-9a-f]{2}\) is not utf-8"):
        read(SIMPLIFIED.encode("gbk"), "utf-8")


@pytest.mark.parametrize(
    ("data", "character"),
    [
        (b"\xa6\xd9", "\ufe10"), (b"\xa6\xda", "\ufe12"), (b"\xa6\xdb", "\ufe11"), (b"\xa6\xdc", "\ufe13"),
        (b"\xa6\xdd", "\ufe14"), (b"\xa6\xde", "\ufe15"), (b"\xa6\xdf", "\ufe16"), (b"\xa6\xec", "\ufe17"),
        (b"\xa6\xed", "\ufe18"), (b"\xa6\xf3", "\ufe19"), (b"\xfe\x59", "\u9fb4"), (b"\xfe\x61", "\u9fb5"),
        (b"\xfe\x66", "\u9fb6"), (b"\xfe\x67", "\u9fb7"), (b"\xfe\x6d", "\u9fb8"), (b"\xfe\x7e", "\u9fb9"),
        (b"\xfe\x90", "\u9fba"), (b"\xfe\xa0", "\u9fbb"), (b"\xa8\xbc", "\u1e3f"), (b"\xa2\xe3", "\u20ac"),
    ],
)  # fmt: skip
def test_gb18030_is_read_as_the_web_reads_it(data: bytes, character: str) -> None:
    assert read(SIMPLIFIED.encode("gb18030") + data, "gb18030").text[-1] == character
