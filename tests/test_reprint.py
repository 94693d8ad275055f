"""A site made from the pages alone: what it has, where it has it, and what it never does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchmarks.made_pages import made_page
from edition.checks import check_site
from edition.errors import ContentErrors, EditionError
from edition.model import BlockKind, Edition
from edition.page import PageBlock, Run, SeeAlso, parse_page
from edition.page.quick import _read
from edition.page.values import Page
from edition.page.writer import written
from edition.reprint.making import Reprinted, reprint
from edition.reprint.order import initial, sort_key
from edition.reprint.sharing import shared
from tests.factory import sample_config

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
PAGES = ROOT / "content" / "pages"
CONFIG = sample_config()


def make(pages: Path, site: Path, *, jobs: int = 1, language: str = "") -> Reprinted:
    return reprint(pages, site, CONFIG, templates=TEMPLATES, jobs=jobs, language=language)


def outputs(site: Path) -> dict[str, bytes]:
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Make a site from the committed pages."""
    folder = tmp_path_factory.mktemp("reprint") / "site"
    make(PAGES, folder)
    return outputs(folder)


@cache
def read(path: Path) -> Page:
    return parse_page(path.read_text(encoding="utf-8"), path.name)


class Texts(HTMLParser):
    """The text of each element that has an id, and of the whole page."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.by_id: dict[str, str] = {}
        self.all = ""
        self._open: list[str] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.handle_data("\n")
        elif tag not in ("meta", "link", "input", "circle", "path", "rect"):
            self._open.append(dict(attrs).get("id") or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.all += data
        for name in self._open:
            if name:
                self.by_id[name] = self.by_id.get(name, "") + data


def test_every_check_of_the_full_edition_passes(site: dict[str, bytes]) -> None:
    assert [str(e) for e in check_site(site, Edition((), ()), CONFIG)] == []


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda p: p.stem)
def test_each_paragraph_stands_at_its_address_with_the_very_text(
    site: dict[str, bytes], path: Path
) -> None:
    for prefix in ("", "en/"):
        shown = Texts(site[f"{prefix}d/{path.stem}/index.html"]).by_id
        for block in read(path).blocks:
            if block.anchor:
                assert shown[block.anchor] == block.text


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda p: p.stem)
def test_the_preserved_page_can_be_had_as_it_is(site: dict[str, bytes], path: Path) -> None:
    assert site[f"d/{path.stem}/page.md"] == path.read_bytes()


def test_what_a_page_says_of_its_origin_is_shown_with_its_evidence(site: dict[str, bytes]) -> None:
    record = read(PAGES / "d9xrr4g.md").record
    shown = Texts(site["d/d9xrr4g/index.html"]).all
    source, claims = record["source"], record["claims"]
    assert isinstance(source, dict)
    assert isinstance(claims, list)
    assert str(source["sha256"]) in shown
    for claim in claims:
        assert isinstance(claim, dict)
        evidence = claim.get("evidence", [])
        assert isinstance(evidence, list)
        for ground in evidence:
            assert isinstance(ground, dict)
            assert str(ground["note"]) in shown


def test_names_events_months_publishers_and_texts_have_lists_that_lead_to_their_documents(
    site: dict[str, bytes],
) -> None:
    folders = {"p": "people", "c": "places", "g": "organisations", "t": "terms"}
    for path in PAGES.glob("*.md"):
        record = read(path).record
        lists = ["documents/", "timeline/"]
        for field in ("mentions", "events"):
            found = record.get(field, {})
            assert isinstance(found, dict)
            lists += [f"{folders.get(key[0], 'events')}/{key}/" for key in found]
        if record.get("work"):
            lists.append(f"works/{record['work']}/")
        for address in lists:
            for prefix in ("", "en/"):
                assert f"d/{path.stem}/".encode() in site[f"{prefix}{address}index.html"], address


def test_the_site_says_what_it_is_on_every_page_in_both_languages(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if path.endswith(".html"):
            told = (
                "the preserved pages alone"
                if path.startswith("en/")
                else "只凭保存下来的文献页制成"
            )
            assert told in data.decode(), path


def test_feed_and_site_map_are_xml_and_lead_to_pages(site: dict[str, bytes]) -> None:
    feed = ET.fromstring(site["feed.xml"])
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == len(list(PAGES.glob("*.md")))
    found = ET.fromstring(site["sitemap.xml"]).iter(
        "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    )
    places = [str(one.text).removeprefix(CONFIG.base_url) for one in found]
    assert len(places) == len(set(places)) == sum(p.endswith("index.html") for p in site)
    assert all(f"{place}index.html" in site for place in places)


def test_the_register_has_the_hash_of_each_page(site: dict[str, bytes]) -> None:
    listed = json.loads(site["pages.json"])["documents"]
    assert {one["id"] for one in listed} == {path.stem for path in PAGES.glob("*.md")}
    assert all(re.fullmatch(r"[0-9a-f]{64}", one["sha256"]) for one in listed)


def test_the_bytes_are_the_same_however_many_processes_make_them(tmp_path: Path) -> None:
    pages = tmp_path / "content" / "pages"
    pages.mkdir(parents=True)
    for number in range(230):
        name, text = made_page(number, 230)
        (pages / f"{name}.md").write_text(text, encoding="utf-8")
    one, many = tmp_path / "one", tmp_path / "many"
    assert make(pages, one, jobs=1).documents == make(pages, many, jobs=3).documents == 230
    assert outputs(one) == outputs(many)
    assert check_site(outputs(one), Edition((), ()), CONFIG) == ()


def test_generated_pages_are_in_the_form_that_is_read_quickly() -> None:
    for number in range(40):
        _, text = made_page(number, 40)
        assert _read(text) == parse_page(text)


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    first = make(PAGES, tmp_path / "site")
    before = {p: (tmp_path / "site" / p).stat().st_ino for p in outputs(tmp_path / "site")}
    again = make(PAGES, tmp_path / "site", jobs=2)
    assert (first.changed, again.changed) == (first.files, 0)
    assert {p: (tmp_path / "site" / p).stat().st_ino for p in before} == before


def test_an_edit_by_hand_is_seen_at_once_and_only_its_files_are_written(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(PAGES, pages)
    make(pages, tmp_path / "site")
    edited = pages / "d9xrr4g.md"
    text = edited.read_text(encoding="utf-8").replace("准予出院。", "准予出院。编者试改。")
    edited.write_text(text, encoding="utf-8")
    made = make(pages, tmp_path / "site")
    assert "编者试改。" in (tmp_path / "site/d/d9xrr4g/index.html").read_text(encoding="utf-8")
    assert 3 <= made.changed < 30


def test_one_language_alone_has_no_pages_of_the_other(tmp_path: Path) -> None:
    make(PAGES, tmp_path / "site", language="en")
    found = outputs(tmp_path / "site")
    assert not any(path.startswith("en/") for path in found)
    assert b'<html lang="en"' in found["index.html"]
    assert b"hreflang" not in found["d/d9xrr4g/index.html"]
    assert check_site(found, Edition((), ()), CONFIG) == ()


# -- what pages could bring along ------------------------------------------------

HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}{% raw %}‮甲\x01\"'><img src=x onerror=y>&lt;"


def hostile_page(name: str = "d1") -> str:
    record = {
        "id": name, "version": 1, "title": HOSTILE, "kicker": HOSTILE, "published": HOSTILE, "publisher": HOSTILE,
        "origin": "javascript:alert(1)", "byline": [HOSTILE, "乙"], "language": '"><b>', "work": "../../x",
        "events": {"v1": HOSTILE, "../x": "丙"}, "mentions": {"p1": HOSTILE, "z9": HOSTILE, "p/../..": "丁", "t1": "\x00"},
        "source": {"path": HOSTILE, "sha256": "<b>", "bytes": "1e9", "encoding": HOSTILE, "format": HOSTILE, "spans": ["0-1"]},
        "claims": [
            {"field": "title", "basis": "<i>", "certainty": HOSTILE, "rule": HOSTILE, "span": HOSTILE, "evidence": [{"note": HOSTILE, "quote": HOSTILE}]},
            {"field": "published", "basis": "inferred", "certainty": "low"}, {"field": "nowhere", "basis": "attested"},
        ],
        "account": {"total": "-1", "kept": "x"}, "interventions": {HOSTILE: 3, "D:x": 1},
        "unsure": [{"rule": HOSTILE, "action": "<b>", "paragraph": "p1", "before": HOSTILE, "reason": HOSTILE}],
    }  # fmt: skip
    blocks = (
        PageBlock(
            BlockKind.PARAGRAPH, (Run(HOSTILE), Run("文", ("link=http://a.example/?\"'&",))), "p1"
        ),
        PageBlock(BlockKind.QUOTE, (Run(HOSTILE, ("strong",)),), "main"),
        PageBlock(BlockKind.TABLE_ROW, (Run(f"{HOSTILE}\t甲"),), "p2"),
        PageBlock(BlockKind.PICTURE, (Run(HOSTILE),), address="javascript:alert(1)"),
    )
    further = (SeeAlso("同一文本", "gone.md", HOSTILE, HOSTILE), SeeAlso("<b>", "x", "丙", ""))
    return written(Page(record, HOSTILE, (HOSTILE,), (), blocks, further), record)


def test_nothing_that_a_page_says_is_taken_for_markup_template_or_address(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "d1.md").write_text(hostile_page(), encoding="utf-8")
    make(pages, tmp_path / "site")
    found = outputs(tmp_path / "site")
    assert [str(e) for e in check_site(found, Edition((), ()), CONFIG)] == []
    page = found["d/d1/index.html"].decode()
    assert "{{ 7 * 7 }}" in Texts(page.encode()).all
    assert "<script>alert" not in page
    assert not re.search(r'(?:href|src)="(?!https?://|\.\./|#|[a-z]+/)[^"]', page)
    assert set(re.findall(r"<img|onerror=", page.replace("&lt;img src=x onerror=y", ""))) == set()


def test_a_page_that_is_not_here_is_named_and_not_linked(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(PAGES / "d9xrr4g.md", pages)
    make(pages, tmp_path / "site")
    page = (tmp_path / "site/d/d9xrr4g/index.html").read_text(encoding="utf-8")
    assert "吉林省委书记连夜召开全省防疫工作专题会" in page
    assert "d/db63tm0" not in page


# -- what is refused ------------------------------------------------------------------


def broken(tmp_path: Path, **changed: bytes) -> tuple[Path, Path]:
    """Give a folder of pages of which some are replaced, and a site that was made before."""
    pages = tmp_path / "content" / "pages"
    shutil.copytree(PAGES, pages)
    make(pages, tmp_path / "site")
    for name, data in changed.items():
        (pages / f"{name}.md").write_bytes(data)
    return pages, tmp_path / "site"


def test_all_errors_are_told_and_the_last_site_stays(tmp_path: Path) -> None:
    good = (PAGES / "d9xrr4g.md").read_bytes()
    pages, site = broken(
        tmp_path,
        other=good,
        d9xrr4g=good.replace(b"# 101", b"```\n# 101", 1),
        dbdq6wn=b"\xff\xfe",
        db63tm0=(PAGES / "db63tm0.md").read_bytes().replace(b"[p2]: #p2", b"[p1]: #p1"),
        dd6pnmm=b"no front matter",
    )
    before = outputs(site)
    with pytest.raises(ContentErrors) as told:
        make(pages, site, jobs=2)
    said = "\n".join(error.what for error in told.value.errors)
    assert len(told.value.errors) == 5
    assert "'d9xrr4g', and its file 'other'" in said
    assert "a page has no code" in said
    assert "not UTF-8" in said
    assert "two paragraphs have the id p1" in said
    assert outputs(site) == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != ".site.lock") == [
        "content",
        "site",
    ]


@pytest.mark.parametrize(
    ("name", "said"), [("catalog.json", "has the full edition"), ("notes.txt", "has other files")]
)
def test_no_other_folder_is_replaced(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_text("{}", encoding="utf-8")
    with pytest.raises(EditionError, match=said):
        make(PAGES, tmp_path / "site")
    assert [p.name for p in (tmp_path / "site").iterdir()] == [name]


def test_a_folder_without_pages_and_a_site_among_them_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    with pytest.raises(EditionError, match="is empty"):
        make(tmp_path / "pages", tmp_path / "site")
    with pytest.raises(EditionError, match="no folder of pages"):
        make(tmp_path / "none", tmp_path / "site")
    shutil.copy(PAGES / "d9xrr4g.md", tmp_path / "pages")
    for place in (tmp_path / "pages" / "site", tmp_path):
        with pytest.raises(EditionError, match="cannot be in, or around"):
            make(tmp_path / "pages", place)


# -- the parts ------------------------------------------------------------------------------


def test_the_command_needs_no_sources_and_loads_no_library_of_the_full_build(
    tmp_path: Path,
) -> None:
    shutil.copytree(PAGES, tmp_path / "content" / "pages")
    code = (
        "import sys; from edition.cli import main; code = main(sys.argv[1:]);"
        "print(sorted({'numpy', 'pypinyin', 'rjieba', 'citeproc', 'lxml', 'markdown_it', 'multiprocessing.pool'} & set(sys.modules)), code)"
    )
    command = [
        sys.executable, "-c", code, "pages", "--content", str(tmp_path / "content"), "--config", str(ROOT / "edition.toml"),
        "--site", str(tmp_path / "site"),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[] 0", done.stdout + done.stderr
    assert "8 documents" in done.stdout


def test_pieces_of_work_come_back_in_order_whoever_did_them() -> None:
    found = shared(range(300), lambda n: (n, os.getpid()), jobs=3)
    assert [n for n, _ in found] == list(range(300))


def elsewhere(act: Callable[[], None]) -> Callable[[int], int]:
    """Give work of which the other process does one piece with ``act``, and this one the rest."""
    here = os.getpid()
    waiting, begun = os.pipe()

    def work(number: int) -> int:
        if os.getpid() != here:
            os.write(begun, b"!")
            act()
        os.read(waiting, 1)  # until the other process has its piece
        return number

    return work


def test_what_goes_wrong_in_another_process_is_raised_here() -> None:
    def fail() -> None:
        raise KeyError("甲")

    with pytest.raises(KeyError, match="甲"):
        shared(range(2), elsewhere(fail), jobs=2)


def test_a_process_that_dies_is_noticed() -> None:
    with pytest.raises(ChildProcessError):
        shared(range(2), elsewhere(lambda: os._exit(9)), jobs=2)


def test_names_stand_under_the_letter_of_their_reading() -> None:
    names = [
        "长春市",
        "景俊海",
        "3月",
        "吉林市",
        "Jilin",
        "安立佳",
        "社会面清零",
        "“清仓”行动",
        "张恩惠",
        "犇",
    ]
    ordered = sorted(names, key=sort_key)
    assert [initial(name) for name in ordered] == ["A", "C", "J", "J", "J", "Q", "S", "Z", "#", "#"]
