"""What was released, withdrawn and merged, as its readers find it: made by the commands, read from the site."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from edition.checks.addresses import VERSION_FORMS
from edition.cli import main
from edition.exports.links import FORMS
from edition.pipeline import Built
from edition.render import render_site
from edition.rules import ARTICLE_RULES, PAGE_RULES
from tests.conftest import ROOT, Collection
from tests.factory import sample_config

FIRST = "---\ntitle: '会议'\nauthor: 甲报\n---\n<div>\n<p>会议指出，要落实各项措施。</p>\n<p>会议强调，要检查。</p>\n</div>"
SECOND = "---\ntitle: '通报'\nauthor: 乙报\n---\n<div>\n<p>昨日新增三例，均已转运。</p>\n</div>"


class Links(HTMLParser):
    """The ids, the links and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [str(found["id"])] if found.get("id") else []
        if tag == "a" and found.get("href"):
            self.links.append((found.get("rel") or "", str(found["href"])))

    def handle_data(self, data: str) -> None:
        self.text += data


class Desk:
    """An editor with two documents, and the site that comes of what is done to them."""

    def __init__(self, folder: Path, options: list[str]) -> None:
        self.folder = folder
        self.options = options

    def run(self, *words: str) -> None:
        options = self.options if words else [*self.options, "--no-search"]
        assert main([*words, *options]) == 0, words

    def page(self, address: str) -> Links:
        path = self.folder / "site" / address / "index.html"
        links = Links(path.read_text(encoding="utf-8"))
        assert len(links.ids) == len(set(links.ids)), address
        for _, href in links.links:
            target = urlsplit(urljoin(f"/{address}", href))
            if not target.scheme:
                file = self.folder / "site" / target.path.lstrip("/")
                assert (file / "index.html" if target.path.endswith("/") else file).is_file(), href
                if target.fragment and target.path == f"/{address}":
                    assert target.fragment in links.ids, href
        return links

    def named(self, title: str) -> str:
        pages = (self.folder / "content" / "pages").glob("*.md")
        return next(p.stem for p in pages if title in p.read_text(encoding="utf-8"))

    def write(self, name: str, text: str) -> None:
        (self.folder / "content" / "sources" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def desk(collection: Collection, tmp_path: Path) -> Desk:
    paths = collection({"a.md": FIRST, "b.md": SECOND})
    options = ["--content", str(paths.content), "--site", str(paths.site), "--config", str(paths.config)]  # fmt: skip
    made = Desk(tmp_path, options)
    made.run()
    made.run("release", "--reason", "首次发布", "--date", "2026-01-02")
    made.run()
    return made


def test_a_released_version_shows_its_text_its_hashes_and_the_way_to_the_latest(desk: Desk) -> None:
    name = desk.named("会议")
    for folder in ("", "en/"):
        if folder and not (desk.folder / "site" / folder / "d" / name / "v1").is_dir():
            continue
        page = desk.page(f"{folder}d/{name}/v1/")
        assert "会议指出，要落实各项措施。" in page.text
        assert "首次发布" in page.text
        assert {"p1", "p2"} <= set(page.ids)
        assert any("latest-version" in rel for rel, _ in page.links)
        assert page.text.count("SHA-256") == 2
    assert any(href.endswith("v1/") for _, href in desk.page(f"d/{name}/").links)


def test_a_second_version_says_what_changed_and_the_first_leads_to_it(desk: Desk) -> None:
    name = desk.named("会议")
    frozen = desk.page(f"d/{name}/v1/").text
    desk.write("a.md", FIRST.replace("要检查。", "要检查到位。"))
    desk.run()
    draft = desk.page(f"d/{name}/changes/")
    assert "到位" in draft.text
    desk.run("release", "--reason", "补字", "--date", "2026-02-03")
    desk.run()
    first, second = desk.page(f"d/{name}/v1/"), desk.page(f"d/{name}/v2/")
    assert "要检查到位。" not in first.text
    assert "会议强调，要检查。" in first.text
    assert "会议强调，要检查。" in frozen
    assert any("successor-version" in rel and "v2/" in href for rel, href in first.links)
    assert "要检查到位。" in second.text
    changes = desk.page(f"d/{name}/v2/changes/")
    assert "到位" in changes.text
    assert "会议指出" not in changes.text


def test_a_tombstone_tells_what_was_withdrawn_and_nothing_of_its_text(desk: Desk) -> None:
    name = desk.named("会议")
    desk.run("withdraw", name, "--reason", "rights", "--date", "2026-01-03")
    desk.run()
    stone = desk.page(f"gone/{name}/")
    assert name in stone.text
    assert "会议" in stone.text
    assert "2026" in stone.text
    assert "会议指出" not in stone.text
    html = (desk.folder / "site" / "gone" / name / "index.html").read_text(encoding="utf-8")
    assert '<meta name="robots" content="noindex">' in html
    assert f"/d/{name}/" not in (desk.folder / "site" / "sitemap.xml").read_text(encoding="utf-8")


def test_who_comes_from_a_merged_document_finds_where_its_paragraphs_are(desk: Desk) -> None:
    merged, into = desk.named("通报"), desk.named("会议")
    desk.run("merge", merged, into, "--reason", "同一文献", "--date", "2026-01-03")
    (desk.folder / "content" / "sources" / "b.md").unlink()
    desk.run()
    page = desk.page(f"d/{into}/")
    assert f"from-{merged}" in page.ids
    assert desk.page(f"d/{merged}/v1/").text.count("昨日新增三例") >= 1
    redirects = (desk.folder / "site" / "_redirects").read_text(encoding="utf-8")
    assert f"#from-{merged}" in redirects


def test_every_form_of_a_version_stays_when_its_document_is_merged(desk: Desk) -> None:
    merged, into = desk.named("通报"), desk.named("会议")
    folder = desk.folder / "site" / "d" / merged / "v1"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".html"}
    assert before.keys() == {*VERSION_FORMS}
    assert {name for _, name, _ in FORMS} | {"linkset.json"} == {*VERSION_FORMS}
    desk.run("merge", merged, into, "--reason", "同一文献", "--date", "2026-01-03")
    (desk.folder / "content" / "sources" / "b.md").unlink()
    desk.run()
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".html"}
    assert after.keys() == before.keys()
    assert after["text.txt"] == before["text.txt"]
    assert after["page.md"] == before["page.md"]


def test_the_marked_pages_of_the_five_keep_to_their_weight(five: Built) -> None:
    outputs = render_site(
        five.edition,
        sample_config(),
        rules=(*PAGE_RULES, *ARTICLE_RULES),
        templates=ROOT / "templates",
    )
    heavy = {
        output.path: len(output.data)
        for output in outputs
        if output.path.split("/")[0] == "d"
        and output.path.endswith(".html")
        and len(output.data) > 60_000
    }
    assert heavy == {}
