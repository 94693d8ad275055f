"""The pages: what they promise of escaping, links, languages and addresses, without a browser."""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.runtime import markup_join
from markupsafe import Markup, escape

from edition.errors import EditionError
from edition.model import Ambiguity, Block, BlockKind, Document, Edition, Fate, Piece, Place, Span
from edition.render import PAGES, Site, render_site
from edition.render.addresses import SAFE_SCHEMES, relative, safe_link
from edition.render.assets import read_assets
from edition.render.capture import CaptureView, lines_html
from edition.render.compiler import joined, shown
from edition.render.context import Context
from edition.render.environment import make_environment
from edition.render.inline import Annotation, printable, reading_html
from edition.render.page import parts
from edition.render.shares import shares
from edition.render.strings import Strings, read_strings
from edition.render.timeline import draw
from tests.factory import (
    MEETING,
    NOTICE,
    POST,
    Capture,
    sample_config,
    sample_edition,
    sample_rules,
)

TEMPLATES = Path(__file__).parent.parent / "templates"


@cache
def sample_pages(base_url: str = "https://edition.example/") -> dict[str, bytes]:
    outputs = render_site(
        sample_edition(), sample_config(base_url), rules=sample_rules(), templates=TEMPLATES
    )
    return {output.path: output.data for output in outputs}


class Outline(HTMLParser):
    """Collects what the tests ask about a page."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@cache
def outlines() -> dict[str, Outline]:
    return {p: Outline(d.decode()) for p, d in sample_pages().items() if p.endswith(".html")}


def test_no_two_files_have_one_path_even_if_case_is_folded() -> None:
    outputs = render_site(
        sample_edition(), sample_config(), rules=sample_rules(), templates=TEMPLATES
    )
    paths = [output.path.casefold() for output in outputs]
    assert len(paths) == len(set(paths))
    assert all(path.isascii() for path in paths)


def test_the_same_edition_gives_the_same_bytes() -> None:
    again = render_site(
        sample_edition(), sample_config(), rules=sample_rules(), templates=TEMPLATES
    )
    assert {output.path: output.data for output in again} == sample_pages()


def test_captured_markup_never_becomes_markup_of_a_page() -> None:
    for path, outline in outlines().items():
        for tag, attributes in outline.tags:
            assert tag not in ("iframe", "object", "embed", "base", "style"), path
            assert not any(name.startswith("on") or name == "style" for name in attributes), path
            if tag == "script":
                assert attributes.get("src") or str(attributes.get("type")).endswith("json"), path
    notice = sample_pages()[f"d/{NOTICE}/index.html"].decode()
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in notice
    assert "{{ 7*7 }}" in notice
    assert "javascript:" not in notice


def test_links_of_captured_matter_have_safe_schemes_and_pages_ask_nothing_of_other_hosts() -> None:
    for path, outline in outlines().items():
        for tag, attributes in outline.tags:
            for name in ("href", "src", "action"):
                value = attributes.get(name) or ""
                if urlsplit(value).scheme or value.startswith("//"):
                    assert value.startswith(SAFE_SCHEMES), (path, value)
                    assert tag in ("a", "link"), (path, tag)
                    if tag == "link":
                        assert attributes.get("rel") in ("canonical", "alternate"), path


def test_every_link_and_fragment_within_the_site_leads_somewhere() -> None:
    pages = sample_pages()
    made_elsewhere = re.compile(
        r"(catalog\.json|feed\.xml)$|^pagefind/|^d/\w+/(text\.txt|page\.md|document\.json|tei\.xml|prov\.json)$"
    )
    for path, outline in outlines().items():
        for tag, attributes in outline.tags:
            for name in ("href", "src", "action"):
                value = attributes.get(name)
                if value is None or urlsplit(value).scheme:
                    continue
                base = "https://edition.example/" + ("" if path == "404.html" else path)
                target = urlsplit(urljoin(base, value))
                file = target.path.lstrip("/")
                file = file + "index.html" if not file or file.endswith("/") else file
                if made_elsewhere.search(file):
                    continue
                assert file in pages, (path, value)
                if target.fragment and tag == "a" and file.endswith(".html"):
                    assert target.fragment in outlines()[file].ids, (path, value)


def test_no_id_stands_twice_on_a_page() -> None:
    for path, outline in outlines().items():
        assert len(outline.ids) == len(set(outline.ids)), path


def test_every_editorial_intervention_has_its_mark_and_its_note() -> None:
    for document in sample_edition().documents:
        outline = outlines()[f"d/{document.id}/marked/index.html"]
        for act in document.interventions:
            if act.editorial:
                assert f"m{act.id}" in outline.ids, (document.id, act)
        targets = {
            a["href"] for t, a in outline.tags if t == "a" and str(a.get("href")).startswith("#n")
        }
        assert {str(target)[1:] for target in targets} <= set(outline.ids)


def test_the_reading_text_is_the_document_s_text_and_nothing_else() -> None:
    """Numbers and signs stand in the style, so that copying gives the text alone."""

    class Text(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.inside: str | None = None
            self.texts: dict[str, str] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            identity = str(dict(attrs).get("id"))
            if tag in ("p", "li", "h2", "tr") and re.fullmatch(r"p\d+", identity):
                self.inside = identity
                self.texts[identity] = ""
            elif tag == "br" and self.inside:
                self.texts[self.inside] += "\n"

        def handle_endtag(self, tag: str) -> None:
            if tag in ("p", "li", "h2", "tr"):
                self.inside = None

        def handle_data(self, data: str) -> None:
            if self.inside:
                self.texts[self.inside] += data

    for document in sample_edition().documents:
        parser = Text()
        parser.feed(sample_pages()[f"d/{document.id}/index.html"].decode())
        expected = {b.anchor: b.text.replace("\t", "") for b in document.paragraphs}
        assert parser.texts == expected


def test_the_raw_state_shows_every_character_of_the_capture() -> None:
    for record in sample_edition().sources:
        view = CaptureView(record)
        html = str(lines_html(view.lines, {}, lambda to: to))
        shown = "".join(Outline(html).text)
        assert shown.rstrip("\n") == record.source.text.replace("\r", "␍").rstrip("\n")


def test_raw_downloads_have_the_exact_bytes() -> None:
    for record in sample_edition().sources:
        assert sample_pages()[f"sources/{record.source.sha256[:12]}/raw.txt"] == record.source.data


def test_every_page_exists_in_both_languages_and_names_the_other() -> None:
    pages = set(outlines())
    chinese = {path for path in pages if not path.startswith("en/")}
    assert {path.removeprefix("en/") for path in pages - chinese} == chinese
    for path, outline in outlines().items():
        languages = {a["hreflang"] for t, a in outline.tags if t == "link" and "hreflang" in a}
        if "404" not in path:
            assert languages == {"zh-Hans", "en", "x-default"}, path
        html = next(a for t, a in outline.tags if t == "html")
        assert html["lang"] == ("en" if path.startswith("en/") else "zh-Hans")


def test_an_english_edition_stands_at_the_root_with_chinese_below_its_folder() -> None:
    config = replace(sample_config(), language="en")
    site = Site(Context(sample_edition(), config, sample_rules()), TEMPLATES)
    paths = {output.path: output.data for output in site.lists(["about"])}
    assert b'lang="en"' in paths["about/index.html"]
    assert b'lang="zh-Hans"' in paths["zh/about/index.html"]


def test_below_a_path_only_canonical_addresses_and_the_missing_page_change() -> None:
    at_root, below = sample_pages(), sample_pages("https://edition.example/a/b/")
    assert at_root.keys() == below.keys()
    page = f"d/{POST}/index.html"
    assert below[page] == at_root[page].replace(b"edition.example/", b"edition.example/a/b/")
    assert b'href="/a/b/assets/' in below["404.html"]


def test_no_string_of_the_interface_is_missing_or_without_use() -> None:
    tables = read_strings(TEMPLATES / "strings")
    source = "".join(
        path.read_text("utf-8")
        for folder, kind in ((TEMPLATES, "*.html"), (TEMPLATES / "assets", "*.js"))
        for path in folder.rglob(kind)
    ) + "".join(
        p.read_text("utf-8")
        for folder in ("render", "reprint")
        for p in (TEMPLATES.parent / "edition" / folder).glob("*.py")
    )
    stems = set(re.findall(r"t(?:\.get|\.list)?\(\s*['\"]([\w.]+?)\.?['\"]\s*~", source))
    stems |= {
        "action",
        "block",
        "reprint",
        "search",
        "script",
        "nav",
        "format",
        "status",
        "field",
        "kind",
    }
    unused = [
        key
        for key in tables["en"].table
        if key not in source and not any(key == stem or key.startswith(f"{stem}.") for stem in stems)
        and not any(key.startswith(stem) for stem in stems if "_" in stem or stem.startswith("settings"))
    ]  # fmt: skip
    assert unused == []


def test_no_sentence_is_written_into_a_template() -> None:
    """Han characters and words of English outside expressions, comments and attributes of code."""
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text("utf-8")
        text = re.sub(r"\{% block (body|list)_class %\}.*?\{% endblock %\}", "", text)
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!DOCTYPE html>", "", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text)
        words = re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]{3,}", text)
        assert set(words) <= {"SHA", "policy"}, path.name


def test_a_language_that_lacks_a_key_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "zh-Hans.toml").write_text('[a]\nb = "乙"\nc = "丙"\n', "utf-8")
    (tmp_path / "en.toml").write_text('[a]\nb = "B"\n', "utf-8")
    with pytest.raises(EditionError, match=r"the interface lacks a\.c"):
        read_strings(tmp_path)


def test_an_undefined_name_in_a_template_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("{{ nothing }}", "utf-8")
    with pytest.raises(UndefinedError):
        make_environment(tmp_path, Strings("en", {})).get_template("x.txt").render()


def test_escaping_does_not_depend_on_a_file_s_name(tmp_path: Path) -> None:
    (tmp_path / "x.atom").write_text("{{ text }}", "utf-8")
    assert (
        make_environment(tmp_path, Strings("en", {})).get_template("x.atom").render(text="<b>\0")
        == "&lt;b&gt;␀"
    )


TEXT = st.text(st.sampled_from("甲乙<&\"'>\0\n\ud800a"), max_size=6)


@given(st.lists(st.tuples(TEXT, st.sampled_from([(), ("strong",), ("em", "sup"), ("link=https://e.example/",)])), max_size=6),
       st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5)), max_size=4))  # fmt: skip
def test_inline_text_is_kept_and_its_elements_are_well_nested(
    atoms: list[tuple[str, tuple[str, ...]]], wanted: list[tuple[int, int]]
) -> None:
    position, pieces = 0, []
    for text, marks in atoms:
        pieces.append(Piece(Span(position, position + len(text)), text, Fate.KEPT, (), marks))
        position += len(text)
    annotations: list[Annotation] = []
    for start, length in sorted(wanted):
        if start + length <= position and (not annotations or start >= annotations[-1].end):
            annotations.append(Annotation(start, start + length, "../x/", "name"))
    html = str(reading_html(Block(BlockKind.PARAGRAPH, tuple(pieces)), annotations))

    class Nesting(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.stack: list[str] = []
            self.text = ""

        def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
            if tag == "br":
                self.text += "\n"
                return
            assert not (tag == "a" and "a" in self.stack)
            self.stack.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.stack.pop() == tag

        def handle_data(self, data: str) -> None:
            self.text += data

    parser = Nesting()
    parser.feed(html)
    parser.close()
    assert parser.stack == []
    assert parser.text == printable("".join(text for text, _ in atoms))


@given(
    st.lists(st.sampled_from(["d", "en", "x", "p"]), max_size=4),
    st.lists(st.sampled_from(["d", "en", "x", "p"]), max_size=4),
)
def test_a_relative_link_leads_where_it_should(here: list[str], there: list[str]) -> None:
    start = "".join(f"{part}/" for part in here)
    end = "".join(f"{part}/" for part in there)
    assert urljoin(f"https://e.example/{start}", relative(start, end)) == f"https://e.example/{end}"


@given(st.text(string.printable, max_size=20))
def test_a_link_is_kept_only_with_a_safe_scheme(address: str) -> None:
    assert safe_link(address) == "" or safe_link(address).lower().startswith(SAFE_SCHEMES)


@given(st.integers(0, 5_000), st.integers(1, 300))
def test_parts_hold_every_entry_once_and_link_to_their_neighbours(count: int, size: int) -> None:
    spread = list(parts("x/", range(count), size))
    assert [entry for _, group in spread for entry in group] == list(range(count))
    addresses = [part.address for part, _ in spread]
    assert [part.after for part, _ in spread] == [*addresses[1:], ""]
    assert all(len(part.numbers) <= 9 for part, _ in spread)


def test_the_bar_of_an_account_fills_its_width() -> None:
    for record in sample_edition().sources:
        laid = shares(record.account)
        assert sum(share.width for share in laid) == pytest.approx(1000, abs=0.5)
        assert sum(share.characters for share in laid) == record.account.total


def test_assets_are_named_by_their_bytes_and_find_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n', "utf-8")
    (tmp_path / "b.js").write_text("export const b = 1;\n", "utf-8")
    first = read_assets(tmp_path)
    assert f'from "./{first.names["b.js"].removeprefix("assets/")}"'.encode() in first.data["a.js"]
    (tmp_path / "b.js").write_text("export const b = 2;\n", "utf-8")
    second = read_assets(tmp_path)
    assert second.names["a.js"] != first.names["a.js"]


def many(count: int) -> Edition:
    """Make an edition of many small documents on days of three years."""
    documents, records = [], []
    for n in range(count):
        capture = Capture(f"sources/{n:05}.txt")
        block = capture.block(BlockKind.PARAGRAPH, capture.keep(f"第{n}篇。"))
        day = f"{2020 + n % 3}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        claims = [
            capture.claim("title", f"题{n}"),
            capture.claim("published", day),
            capture.claim("publisher", f"报{n % 5}"),
        ]
        document: Document = capture.document(f"d{n:06}", "page-dump", [block], claims)
        documents.append(document)
        records.append(capture.finish("page-dump", (document.id,)))
    return Edition(tuple(records), tuple(documents))


def test_lists_stay_small_in_a_large_edition() -> None:
    site = Site(Context(many(2_000), sample_config(), sample_rules()), TEMPLATES)
    kinds = [kind for kind in PAGES if kind != "sources"]
    for output in site.lists(kinds):
        assert len(output.data) < 300_000, output.path
    assert len(draw(site.context).columns) <= 40


def test_neighbours_follow_the_series_of_events() -> None:
    html = sample_pages()[f"d/{MEETING}/index.html"].decode()
    assert re.search(rf'rel="prev" href="\.\./{POST}/"', html)
    assert re.search(rf'rel="next" href="\.\./{NOTICE}/"', html)


def test_the_scripts_words_are_those_of_the_language() -> None:
    words = tomllib.loads((TEMPLATES / "strings" / "en.toml").read_text("utf-8"))["script"]
    page = sample_pages()["en/index.html"].decode()
    assert words["copied"] in page


def test_the_page_for_missing_addresses_brings_its_own_policy() -> None:
    """A server answers with it at addresses for which no rule of headers is written."""
    tags = outlines()["404.html"].tags
    order = [str(a.get("http-equiv") or tag) for tag, a in tags]
    policy = next(str(a["content"]) for _, a in tags if a.get("http-equiv"))
    assert order.index("Content-Security-Policy") < order.index("script")
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_no_page_asks_twice_for_a_file() -> None:
    for path, outline in outlines().items():
        asked = [a.get("src") or a.get("href") for tag, a in outline.tags
                 if tag == "script" or (tag == "link" and a.get("rel") == "stylesheet")]  # fmt: skip
        files = [name for name in asked if name]
        assert len(files) == len(set(files)), path


def test_a_form_that_could_be_two_names_is_listed_with_both_and_linked_to_neither() -> None:
    edition = sample_edition()
    one, other = edition.relations.authorities[:2]
    block = edition.document_by_id[POST].paragraphs[0]
    unsure = Ambiguity(Place(POST, block.anchor, 0, 2), block.text[:2], (one.id, other.id))
    relations = replace(edition.relations, ambiguities=(unsure,))
    pages = {
        output.path: output.data.decode()
        for output in render_site(
            replace(edition, relations=relations), sample_config(), rules=sample_rules(), templates=TEMPLATES
        )
        if output.path.endswith(".html")
    }  # fmt: skip
    for path in (
        f"people/{one.id}/index.html",
        f"people/{other.id}/index.html",
        "people/index.html",
    ):
        section = pages[path].partition("未定的提及")[2]
        assert f"d/{POST}/#{block.anchor}" in section, path


def test_pieces_of_work_have_names_of_their_own_and_together_make_all_lists() -> None:
    site = Site(Context(sample_edition(), sample_config(), sample_rules()), TEMPLATES)
    units = list(site.units())
    assert len({unit.name for unit in units}) == len(units)
    made = [output.path for unit in units for output in unit.make(site)]
    assert made == [output.path for output in site.lists()]
    assert len(made) == len(set(made))
    assert {"authority", "event", "work", "source", "publisher", "rule"} <= {u.kind for u in units}


def test_a_sentence_is_put_into_a_template_as_text_and_not_as_markup(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>{{ t('a.b') }}</p>{{ t('a.' ~ c) }}", "utf-8")
    sentences = Strings("en", {"a.b": "1 < 2 & 3", "a.c": "<>"})
    page = make_environment(tmp_path, sentences).get_template("x.html")
    assert page.render(t=sentences, c="c") == "<p>1 &lt; 2 &amp; 3</p>&lt;&gt;"


def test_a_changed_sentence_compiles_a_template_anew(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("{{ t('a') }}", "utf-8")
    said = [
        make_environment(tmp_path, Strings("en", {"a": text})).get_template("x.html").render()
        for text in ("one", "two")
    ]
    assert said == ["one", "two"]


@given(st.lists(st.one_of(TEXT, st.integers(), TEXT.map(Markup)), max_size=4))
def test_what_is_shown_and_joined_is_what_jinja_would_show_and_join(
    values: list[str | int],
) -> None:
    plain = [
        v if isinstance(v, Markup) else printable(v) if isinstance(v, str) else v for v in values
    ]
    assert shown(joined(plain)) == str(escape(markup_join(plain)))
    for value, as_jinja in zip(values, plain, strict=True):
        assert shown(value) == str(escape(as_jinja))
