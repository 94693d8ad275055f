"""The Markdown of a page: whatever the text, it comes back, and every reader shows the very text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from edition.model import (
    TEXT_KINDS,
    Account,
    Action,
    Basis,
    Block,
    BlockKind,
    Claim,
    Document,
    Edition,
    Fate,
    Intervention,
    Piece,
    Span,
    Words,
)
from edition.page import Page, Run, page_of, parse_page, write_page
from edition.page.inline import inline
from edition.page.values import canonical_marks
from tests.factory import sample_config

CONFIG = sample_config()

# -- what stock CommonMark shows ----------------------------------------------


class _Shown(HTMLParser):
    """The text of each block of rendered HTML, line breaks as line feeds."""

    TAGS = frozenset(
        {"strong", "em", "sup", "sub", "a", "blockquote", "ul", "ol", "code", "hr", "br"}
    )
    BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.open: str | None = None
        self.broken = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        assert tag in self.TAGS | self.BLOCKS, f"<{tag}> in a page"
        if tag in self.BLOCKS:
            self.open = ""
        elif tag == "br":
            assert self.open is not None
            self.open += "\n"
            self.broken = True

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS and self.open is not None:
            self.blocks.append(self.open)
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.open += data.removeprefix("\n") if self.broken else data
            self.broken = False


def shown(markdown: str) -> list[str]:
    reader = _Shown()
    reader.feed(MarkdownIt("commonmark").render(markdown))
    reader.close()
    return reader.blocks


def in_html(text: str) -> str:
    """Put U+FFFD for what no HTML can show."""
    return "".join(
        "\ufffd"
        if c < "\t" or "\n" < c < "\f" or "\r" < c < " " or "\x7f" <= c < "\xa0"
        or "\ud800" <= c <= "\udfff" or "\ufdd0" <= c <= "\ufdef" or ord(c) & 0xFFFE == 0xFFFE
        else c
        for c in text
    )  # fmt: skip


def expected(page: Page, sign: str) -> list[str]:
    texts = [*page.kicker, *([page.title] if page.title else []), *page.deck]
    for block in page.blocks:
        text = block.text
        if block.kind is BlockKind.PICTURE:
            text = sign + text + (f"\n{block.address}" if block.address else "")
        texts.append(text)
    return [in_html(text) for text in texts]


# -- documents of every kind, with text that is made to break Markdown --------

NASTY = st.sampled_from(
    [
        *"*_`~[]()<>#+-=|!\\&;:$'\"{}^.?,%@/0123456789",
        *" \t\n\r\x00\x01\x0b\x0c\x1c\x85\xa0\xad\u200b\u200f\u2028\u202e\u2066\u3000\ufeff\ufffd\ufffe\ufdd0\ud800",
        *"\U0001ffff\U000e0041\U0001f600\U00020000",
        *"，。“”‘’（）【】《》、：；！？—…·￥＋～％中国确保清仓a一é",
        "amp", "&amp;", "&#65;", "&#x3000;", "&nbsp", "http://a.b/c_d", "www.c.d", "a@b.c", "<http://x.y>",
        "1. ", "3. 月", "1) ", "12、", "- ", "+ ", "* ", "  ", "    ", "\n\n", "  \n", "\\\n", "\n    ", "\n---\n",
        "\n===\n", "---", "# ", " #", "> ", "**", "__", "***", "~~", "```", "~~~", "$$", "[x]: y", "[x](y)", "![a](b)",
        "[^1]", "[ ] ", ":smile:", ":+1:", "| a | b |", "\n|---|---|\n", "<b>", "</sup>", "<sup>", "<!-- -->",
        "<script>", "{{ x }}", "{% x %}", "e\u0301", "〔图〕", "〔缺〕", "#gap-1", "[p1]: #p1\n", "？”",
    ]
)  # fmt: skip
TEXT = st.lists(NASTY, min_size=1, max_size=10).map("".join)
MARKS = st.lists(
    st.sampled_from(
        ["strong", "em", "sup", "sub", "link=https://a.b/c_(d)?e=1&amp;f=2#g", "link=http://例.中国/甲*\\", "link=javascript:x",
         "link=//evil.example", "suspected", "u"]
    ),
    max_size=3,
).map(tuple)  # fmt: skip


@st.composite
def blocks(draw: st.DrawFn, anchor: str) -> Block:
    kind = draw(
        st.sampled_from(
            [*sorted(TEXT_KINDS), BlockKind.CAPTION, BlockKind.PICTURE, BlockKind.FURNITURE]
        )
    )
    pieces = [
        Piece(
            Span(0, 1),
            draw(TEXT),
            Fate.CHANGED,
            draw(st.sampled_from([(), (), (), (7,)])),
            draw(MARKS),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    if draw(st.integers(0, 9)) == 0:
        pieces.insert(
            draw(st.integers(0, len(pieces))),
            Piece(Span(1, 1), "〔缺〕", Fate.CHANGED, (7,), ("gap",)),
        )
    traits = {
        "level": draw(st.sampled_from("1234567x")),
        "ordered": draw(st.sampled_from(["yes", ""])),
    }
    if kind is BlockKind.PICTURE:
        traits |= {"src": draw(TEXT), "alt": draw(TEXT)}
    return Block(
        kind,
        tuple(pieces),
        traits,
        draw(st.sampled_from([anchor, anchor, ""])) if kind in TEXT_KINDS else "",
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    fields = draw(
        st.lists(
            st.sampled_from(["title", "kicker", "deck", "byline", "editor", "id", "甲"]), max_size=5
        )
    )
    return Document(
        "d1", 1, "0" * 64, "sources/a.txt", "crawled-post", draw(st.sampled_from(["zh-Hans", "en"])),
        tuple(draw(blocks(f"p{n}")) for n in range(draw(st.integers(0, 5)))),
        tuple(Claim(name, draw(TEXT), Basis.ATTESTED) for name in fields),
        (Intervention(7, "O403", Action.GAP, (Span(0, 0),), "", "", Words(draw(TEXT), draw(TEXT)), "rule"),),
        Account(0, 0, 0, 0, 0, 0),
    )  # fmt: skip


@given(documents())
@settings(deadline=None, max_examples=300, derandomize=True)
def test_whatever_the_document_its_page_is_read_back_exactly(document: Document) -> None:
    edition = Edition((), (document,))
    text = write_page(document, edition, CONFIG)
    assert parse_page(text) == page_of(document, edition, CONFIG)


@given(documents())
@settings(deadline=None, max_examples=200, derandomize=True)
def test_stock_commonmark_shows_the_very_text(document: Document) -> None:
    edition = Edition((), (document,))
    text = write_page(document, edition, CONFIG)
    sign = (
        "〔图〕" if document.value("language") or document.language == "zh-Hans" else "〔picture〕"
    )
    body = text.split("\n---\n", 1)[1]
    assert shown(body) == expected(page_of(document, edition, CONFIG), sign)


@given(documents())
@settings(deadline=None, max_examples=100, derandomize=True)
def test_a_page_is_utf8_with_line_feeds_and_nothing_invisible(document: Document) -> None:
    text = write_page(document, Edition((), (document,)), CONFIG)
    text.encode("utf-8")
    assert text.endswith("\n")
    assert not set(text) & set(
        "\r\x00\x0b\x0c\x1c\x7f\x85\xa0\xad\u200b\u200f\u2028\u202e\u2066\ufeff\ufffe\ud800"
    )


@given(documents())
@settings(deadline=None, max_examples=100, derandomize=True)
def test_no_picture_is_fetched_and_no_link_leads_astray(document: Document) -> None:
    text = write_page(document, Edition((), (document,)), CONFIG)
    html = MarkdownIt("commonmark", {"html": False}).render(text.split("\n---\n", 1)[1])
    assert "<img" not in html
    for link in html.split('href="')[1:]:
        assert link.startswith(("https://", "http://", "#gap-")), link[:40]


# -- particular traps ---------------------------------------------------------

TRAPS = [
    ("3. 月底前", "3\\. 月底前"),
    ("1) 甲", "1\\) 甲"),
    ("3.月底前", "3.月底前"),
    ("- 甲", "\\- 甲"),
    ("# 甲", "\\# 甲"),
    ("> 甲", "\\> 甲"),
    ("（一）甲", "（一）甲"),
    ("(一)甲", "\\(一)甲"),
    ("[甲](乙)", "\\[甲\\](乙)"),
    ("甲*乙*丙_丁_", "甲\\*乙\\*丙\\_丁\\_"),
    ("&lt;与&", "\\&lt;与&"),
    ("R&D，AT&T", "R&D，AT&T"),
    ("<b>甲</b>", "\\<b>甲\\</b>"),
    ("　　甲", "&#x3000;&#x3000;甲"),
    ("甲　乙", "甲　乙"),
    ("    甲  ", "&#x20;&#x20;&#x20;&#x20;甲&#x20;&#x20;"),
    ("甲\n乙", "甲\\\n乙"),
    ("甲\n\n乙", "甲&#xA;&#xA;乙"),
    ("甲\n- 乙", "甲\\\n\\- 乙"),
    ("甲\n===", "甲\\\n\\==="),
    ("甲\r\n乙", "甲&#xD;&#xA;乙"),
    ("甲\x00乙\u200b丙", "甲&#x0;乙&#x200B;丙"),
    ("价格$5和$6", "价格\\$5和\\$6"),
    ("10:30:45，:smile:", "10:30:45，\\:smile:"),
    ("~~甲~~", "\\~\\~甲\\~\\~"),
    ("http://a.b/c_d", "http\\://a.b/c\\_d"),
    ("www.a.b/c_d", "www\\.a.b/c\\_d"),
    ("C:\\路径", "C:\\\\路径"),
    ("“清仓”", "“清仓”"),
    ("{{ 7*7 }}", "{{ 7\\*7 }}"),
]


@pytest.mark.parametrize(("text", "markdown"), TRAPS)
def test_what_means_something_to_markdown_is_escaped_and_all_else_left_readable(
    text: str, markdown: str
) -> None:
    assert inline([Run(text)]) == markdown
    assert shown(markdown) == [in_html(text)]


EMPHASIS = [
    ([("“清仓”行动，", "strong"), ("确保", "")], "**“清仓”行动，**&#x786E;保"),
    ([("加快", ""), ("“清仓”", "strong"), ("行动", "")], "加&#x5FEB;**“清仓”**&#x884C;动"),
    ([("加快“", ""), ("清仓", "strong"), ("”行动", "")], "加快“**清仓**”行动"),
    ([("加快", ""), ("清仓", "strong"), ("行动", "")], "加快**清仓**行动"),
    ([("甲", ""), ("乙", "em"), ("丙", "")], "甲*乙*丙"),
    ([("甲", "em"), ("乙", "strong")], "_甲_**乙**"),
    ([("　甲", "strong")], "**&#x3000;甲**"),
    ([("CO", ""), ("2", "sub")], "CO<sub>2</sub>"),
    ([("看!", ""), ("此处", "link=https://a.b/c")], "看\\![此处](https://a.b/c)"),
    ([("甲", "link=https://a.b/(c)")], "[甲](<https://a.b/(c)>)"),
    ([("甲", "link=javascript:alert(1)")], "甲"),
]


@pytest.mark.parametrize(("runs", "markdown"), EMPHASIS)
def test_emphasis_holds_beside_chinese_punctuation(
    runs: list[tuple[str, str]], markdown: str
) -> None:
    written = inline([Run(text, canonical_marks([mark])) for text, mark in runs])
    assert written == markdown
    html = MarkdownIt("commonmark").renderInline(written)
    assert "*" not in html
    assert "_" not in html
    assert shown(written) == ["".join(text for text, _ in runs)]


def test_a_megabyte_of_brackets_is_written_and_read_in_time() -> None:
    document = Document(
        "d1", 1, "0" * 64, "sources/a.txt", "page-dump", "zh-Hans",
        (Block(BlockKind.PARAGRAPH, (Piece(Span(0, 1), "[a" * 100_000 + "*_`&:" * 20_000, Fate.CHANGED),), {}, "p1"),),
        (), (), Account(0, 0, 0, 0, 0, 0),
    )  # fmt: skip
    edition = Edition((), (document,))
    assert parse_page(write_page(document, edition, CONFIG)) == page_of(document, edition, CONFIG)
