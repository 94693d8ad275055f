"""Hostile captures: set aside on record, shown by name, never said."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from edition.config import read_config
from edition.errors import EditionError
from edition.frontmatter import load
from edition.model import Document, Fate
from edition.pipeline import Built, build
from edition.preparing import Paths
from edition.unseen import UNSEEN_SIGNS
from tests.conftest import ROOT, SETTINGS, Collection, built
from tests.hostile import (
    FIRST,
    FOREIGN,
    HIDDEN,
    LAST,
    PROBE,
    RUNNING,
    SAYING,
    SIGNS,
    hostile_sources,
    post,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Paths]:
    """Build and check every hostile capture as one edition."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "content" / "sources").mkdir(parents=True)
    for name, text in hostile_sources().items():
        (folder / "content" / "sources" / name).write_bytes(text.encode())
    (folder / "edition.toml").write_text(SETTINGS, encoding="utf-8")
    paths = Paths(folder / "content", folder / "site", folder / "edition.toml", ROOT / "templates")
    return build(paths, read_config(paths.config), search=False).built, paths


def named(one: Built, names: Iterable[str]) -> list[tuple[str, Document]]:
    found = [
        (name, d) for name in names for d in one.edition.documents if d.title.endswith(f"之{name}")
    ]
    assert len(found) >= len(list(names))
    return found


def test_every_character_of_every_hostile_capture_is_accounted_for(
    site: tuple[Built, Paths],
) -> None:
    records = site[0].edition.sources
    assert len(records) == len(hostile_sources())
    for record in records:
        assert record.account.total == len(record.source.text)


def test_what_surrounds_an_attack_is_kept(site: tuple[Built, Paths]) -> None:
    for name, document in named(site[0], (*RUNNING, *SAYING, *HIDDEN, *SIGNS)):
        texts = [b.text for b in document.paragraphs]
        assert texts[0] == FIRST
        if name != "script-unclosed":  # as in a browser, nothing follows
            assert texts[-1] == LAST


def test_hidden_text_is_set_aside_with_its_content_and_never_said(
    site: tuple[Built, Paths],
) -> None:
    one, paths = site
    sources = {record.source.sha256: record for record in one.edition.sources}
    for name, document in named(one, HIDDEN):
        assert PROBE not in "".join(b.text for b in document.blocks if b.live), name
        for form in ("text.txt", "page.md"):
            said = (paths.site / "d" / document.id / form).read_text(encoding="utf-8")
            assert PROBE not in said.partition("\n---\n")[2 if form == "page.md" else 0], name
        record = sources[document.source]
        lost = [p for p in record.pieces if p.fate not in (Fate.KEPT, Fate.CHANGED)]
        held = "".join(record.source.text[p.span.start : p.span.end] for p in lost)
        assert PROBE in held or name in ("title", "alt", "input"), name


def test_hidden_text_that_instructs_machines_is_named_as_such(site: tuple[Built, Paths]) -> None:
    for name in ("display", "attribute", "away", "transparent", "zero-height"):
        ((_, document),) = named(site[0], [name])
        reasons = [i.reason.en for i in document.interventions if i.rule == "M105"]
        assert reasons == ["The page hid these words, which instruct machines."]


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : NONE!important", "d\\69splay:none", "display:/**/none", "visibility:collapse",
        "font-size:0.1px", "font-size:1px", "opacity:.01", "color:#FFF;background-color: white", "text-indent:-9999px",
        "clip-path:inset(50%)", "transform:scale(0)", "max-height:0;overflow:hidden",
    ],
)  # fmt: skip
def test_every_spelling_of_hiding_is_found(collection: Collection, style: str) -> None:
    one = built(collection({"a.md": post(f'<p style="{style}">暗文。</p>')}))
    assert [b.text for b in one.edition.documents[0].paragraphs] == [FIRST, LAST]


@pytest.mark.parametrize(
    "style",
    [
        "line-height:0", "font-size:10px", "opacity:0.9", "opacity:1", "color:#fff;background:#c00", "text-indent:2em",
        "margin-left:-10px", "height:0", "font-size:0.9em", "left:0",
    ],
)  # fmt: skip
def test_ordinary_styles_hide_nothing(collection: Collection, style: str) -> None:
    one = built(collection({"a.md": post(f'<p style="{style}">明文有事。</p>')}))
    assert [b.text for b in one.edition.documents[0].paragraphs] == [FIRST, "明文有事。", LAST]


def test_text_hidden_deep_inside_is_still_hidden(collection: Collection) -> None:
    deep = "<span>" * 400 + "<b hidden>暗文</b>" + "</span>" * 400
    one = built(collection({"a.md": post(f"<p>{deep}</p>")}))
    assert "暗文" not in "".join(b.text for b in one.edition.documents[0].paragraphs)


def test_unseen_signs_are_removed_on_record_and_named_in_the_raw_view(
    site: tuple[Built, Paths],
) -> None:
    one, paths = site
    for name, document in named(one, SIGNS):
        assert not UNSEEN_SIGNS.search("".join(b.text for b in document.paragraphs)), name
        raw = (paths.site / "d" / document.id / "raw" / "index.html").read_text(encoding="utf-8")
        for sign in {s for s in SIGNS[name] if UNSEEN_SIGNS.match(s) or "\ue000" <= s <= "\uf8ff"}:
            assert f"⟨U+{ord(sign):04X}⟩" in raw or 0 < ord(sign) < 0xA0, (name, hex(ord(sign)))


def test_a_title_cannot_be_reversed(site: tuple[Built, Paths]) -> None:
    (document,) = [d for d in site[0].edition.documents if "之夜" in d.title]
    assert document.title == "省里会开之夜"
    (act,) = [i for i in document.interventions if i.rule == "M112"]
    assert act.before == "省里\u202e会开\u202c之\u200b夜"


def test_template_syntax_and_markdown_are_text(site: tuple[Built, Paths]) -> None:
    one, paths = site
    ((_, template),) = named(one, ["templating"])
    page = (paths.site / "d" / template.id / "index.html").read_text(encoding="utf-8")
    assert "{{ 7*7 }}" in page or "{{ 7*7 }}" in template.paragraphs[1].text
    ((_, markdown),) = named(one, ["markdown"])
    page = (paths.site / "d" / markdown.id / "index.html").read_text(encoding="utf-8")
    for text in (
        "# 不是标题",
        "*星* _线_ `码` [链](javascript:alert)",
        "1. 不是编号",
        "| 不 | 是 |",
    ):
        assert text in page


def test_no_output_leads_a_browser_to_the_attacker_but_by_an_honest_link(
    site: tuple[Built, Paths],
) -> None:
    for path in site[1].site.rglob("*.html"):
        for found in re.finditer(
            rf'<(\w+)[^<>]*="[^"]*{re.escape(FOREIGN)}[^"]*"[^<>]*>',
            path.read_text(encoding="utf-8"),
        ):
            assert found[1] == "a", found[0]
            assert 'href="https://' in found[0]


BOMBS = {
    "aliases": "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "self": "a: &a [*a]\n",
    "deep": "a: " + "[" * 2000 + "]" * 2000 + "\n",
    "tag": "a: !!python/object/apply:os.system ['true']\n",
    "twice": "a: x\na: y\n",
    "long": "a: " + "x" * 1_000_000 + "\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_front_matter_bombs_are_refused(name: str) -> None:
    with pytest.raises(EditionError) as raised:
        load(BOMBS[name], "a.md")
    assert raised.value.where.path == "a.md"


@pytest.mark.parametrize("value", ["no", "1.10", "012", "12:30:45", "null", "~", "2022-03-01"])
def test_front_matter_values_stay_strings(value: str) -> None:
    ((_, read),) = load(f"id: {value}\n", "a.md").entries
    assert getattr(read, "value", None) == value


POSING = {
    "mixed": ("会议由\u0410pple公司发起。", "U+0410 CYRILLIC CAPITAL LETTER A"),
    "private": ("会议由\ue123公司发起。", "U+E123"),
    "radical": ("会议由\u2f08民公司发起。", "U+2F08 KANGXI RADICAL MAN"),
    "kana": ("会议由人ロ公司发起。", "U+30ED KATAKANA LETTER RO"),
}


@pytest.mark.parametrize("kind", POSING)
def test_what_is_not_what_it_looks_like_is_told_and_shown_by_number(
    collection: Collection, kind: str
) -> None:
    text, name = POSING[kind]
    made = collection({"a.md": post(f"<p>{text}</p>")})
    report = build(made, read_config(made.config), search=False)
    assert [n for n in report.built.notices if name in str(n)]
    (document,) = report.built.edition.documents
    assert text in [b.text for b in document.paragraphs]
    raw = (made.site / "d" / document.id / "raw" / "index.html").read_text(encoding="utf-8")
    assert f"⟨{name.split()[0]}⟩" in raw


@pytest.mark.parametrize(
    "text", ["5 μm、Ωm、α粒子", "Москва Αθήνα", "北京二环", "ロシア大使館", "COVID-19"]
)
def test_letters_of_other_scripts_in_their_own_words_are_not_suspected(
    collection: Collection, text: str
) -> None:
    assert not built(collection({"a.md": post(f"<p>会议由{text}发起。</p>")})).notices
