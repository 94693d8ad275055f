"""Zotero, a crawler and a person all get the same right citation."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edition.exports.citation import citations, export_citations, head_metadata
from edition.exports.gbt7714 import cite_gbt7714
from edition.exports.head import write_head
from edition.exports.item import csl_item, issued_text, names, new_item
from edition.exports.references import write_bibtex, write_ris
from edition.exports.shapes import (
    KEPT,
    MONTH,
    Kind,
    make_shapes,
    month_name,
    process,
    shape_of,
)
from edition.exports.western import STYLES, cite_western
from edition.model import Edition, Register, Version
from tests.factory import MEETING, NOTICE, POST, TRADITIONAL, sample_config, sample_edition

ROOT = Path(__file__).parent.parent
EDITION, CONFIG = sample_edition(), sample_config("https://host.example/path/")


def released(edition: Edition, identifier: str, number: int) -> Edition:
    """Pretend that a document was released, with frozen records that cite the versions."""
    document = edition.document_by_id[identifier]
    versions = tuple(
        Version(identifier, n, f"/d/{identifier}/v{n}/", f"2026-07-0{n}", "理由", "编者", document.title, document.source, "0" * 64, (), "", "", new_item(document, CONFIG, version=n))
        for n in range(1, number + 1)
    )  # fmt: skip
    return replace(edition, register=Register(versions={identifier: versions}))


def item_of(identifier: str) -> dict[str, Any]:
    return csl_item(EDITION.document_by_id[identifier], EDITION, CONFIG)


def texts(identifier: str, language: str = "zh-Hans", **options: str) -> dict[str, str]:
    document = EDITION.document_by_id[identifier]
    return {c.key: c.text for c in citations(document, EDITION, CONFIG, language, **options)}


def test_the_item_names_the_original_and_the_edition() -> None:
    item = item_of(POST)
    assert item["type"] == "article-newspaper"
    assert (item["title"], names(item)) == ("省委书记强调：紧盯目标 咬紧牙关坚持到底", ("黄鹭",))
    assert (item["container-title"], issued_text(item)) == ("吉林日报", "2022-03-20")
    assert item["note"] == "据新浪财经转载；网络抓取，规则清理"
    assert (item["archive"], item["archive_location"]) == ("样例汇编", f"{POST} draft")
    assert item["URL"] == f"https://host.example/path/d/{POST}/"
    assert "circa" not in item["issued"]
    assert item_of(MEETING)["issued"]["circa"] is True


def test_the_latest_version_is_what_is_cited() -> None:
    edition = released(EDITION, POST, 2)
    document = edition.document_by_id[POST]
    cited = {c.key: c.text for c in citations(document, edition, CONFIG, "en")}
    address = f"https://host.example/path/d/{POST}/v2/"
    assert all(address in text for key, text in cited.items() if key != "bibtex")
    assert f"{POST}, version 2 (web capture, machine-cleaned)" in cited["apa"]


def test_gbt7714_2025_is_printed_as_the_standard_has_it() -> None:
    assert texts(POST)["gbt7714"] == (
        "黄鹭. 省委书记强调：紧盯目标 咬紧牙关坚持到底[N/OL]. 吉林日报，2022-03-20. "
        f"https://host.example/path/d/{POST}/. 据《样例汇编》{POST}，草稿（网络抓取，规则清理）。"
    )
    many = dict(item_of(POST), author=[{"literal": name} for name in ("甲", "乙", "丙", "丁")])
    assert cite_gbt7714(many).startswith("甲，乙，丙，等. 省委")
    assert "吉林日报，[2022-03-20]" in texts(MEETING)["gbt7714"]
    assert texts(TRADITIONAL)["gbt7714"].startswith("吉林省召開會議[N/OL]. 某報，2022-03-22. ")


def test_a_citation_names_the_paragraph_if_asked_and_the_texts_status() -> None:
    asked = texts(MEETING, "en", paragraph="p2")
    for key, text in asked.items():
        assert f"/d/{MEETING}/#p2" in text.replace("\\", ""), key
    assert asked["mla"].endswith(
        f"Text: A Sample Edition, {MEETING}, draft, paragraph p2 (OCR, machine-cleaned)."
    )


def test_labels_are_in_the_language_of_the_interface_and_files_stand_beside_the_page() -> None:
    document = EDITION.document_by_id[POST]
    zh, en = (citations(document, EDITION, CONFIG, tag) for tag in ("zh-Hans", "en"))
    assert [c.key for c in zh] == [c.key for c in en] == ["gbt7714", "chicago", "apa", "mla", "bibtex", "ris", "csl-json"]  # fmt: skip
    assert zh[1].label != en[1].label
    written = {output.path for output in export_citations(EDITION, CONFIG)}
    assert {c.download for c in zh} <= written


def test_ris_is_a_newspaper_article_with_its_archive() -> None:
    rows = write_ris(item_of(POST)).split("\r\n")
    assert rows[0] == "TY  - NEWS"
    assert rows[-2:] == ["ER  - ", ""]
    assert {"AU  - 黄鹭", "T2  - 吉林日报", "DA  - 2022/03/20", "DB  - 样例汇编", f"AN  - {POST} draft"} <= set(rows)  # fmt: skip
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", row) for row in rows[:-1])


def test_bibtex_escapes_what_tex_would_take_for_commands() -> None:
    entry = write_bibtex(item_of(NOTICE))
    assert r"title = {{通报：<b>新增</b>病例 \& “两手抓” \{\{ 7*7 \}\}}}" in entry
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")


def test_hostile_titles_stay_text_in_every_form() -> None:
    for key, text in texts(NOTICE).items():
        assert "两手抓" in text, key
        assert "{{ 7*7 }}" in text.replace("\\", ""), key


# --- Against the processors: the one that the shapes were made with, and the reference ---------


def test_the_kept_shapes_are_what_the_processor_prints() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert kept == make_shapes()


@pytest.mark.parametrize("style", STYLES)
def test_a_month_changes_nothing_of_a_shape_but_its_name(style: str) -> None:
    for month in range(1, 13):
        kind = Kind(style, month % 4, month % 2 == 0, 2 + month % 2, month % 3 == 0)
        name = month_name(style, month)
        assert process(kind, month) == shape_of(kind).replace(MONTH, name)


def test_more_authors_than_shapes_are_kept_for_are_cited_as_well() -> None:
    item = {
        "title": "题名",
        "URL": "https://e.example/",
        "author": [{"literal": f"甲{n}"} for n in range(7)],
    }
    assert cite_western(item, "apa").startswith(
        "甲0, 甲1, 甲2, 甲3, 甲4, 甲5, & 甲6. (n.d.). 题名."
    )


# --- Against the reference processor ------------------------------------------------------------

CITEPROC = """
const fs = require('fs'), CSL = require('citeproc');
const [style, locale, items] = [process.argv[1], process.argv[2], JSON.parse(fs.readFileSync(0))];
const engine = new CSL.Engine({retrieveLocale: () => fs.readFileSync(locale, 'utf8'), retrieveItem: id => items[id]}, fs.readFileSync(style, 'utf8'));
engine.setOutputFormat('text');
const out = {};
for (const id of Object.keys(items)) { engine.updateItems([id]); out[id] = engine.makeBibliography()[1][0].trim(); }
console.log(JSON.stringify(out));
"""


def shapes() -> dict[str, dict[str, Any]]:
    """Give references of every shape: authors, outlets, dates and titles known or not."""
    base = {
        "type": "article-newspaper",
        "title": "全省调度会召开",
        "author": [{"literal": "黄鹭"}],
        "container-title": "吉林日报",
        "issued": {"date-parts": [[2022, 3, 20]]},
        "URL": "https://e.example/d/x/v1/",
        "language": "zh-CN",
    }
    without = {key: {k: v for k, v in base.items() if k != key} for key in base}
    return {
        name: dict(item, id=name)
        for name, item in {
            "plain": base,
            "two": base | {"author": [{"literal": "黄鹭"}, {"literal": "王俊"}]},
            "four": base | {"author": [{"literal": n} for n in "甲乙丙丁"]},
            "may": base | {"issued": {"date-parts": [[2022, 5, 1]]}},
            "month": base | {"issued": {"date-parts": [[2022, 12]]}},
            "year": base | {"issued": {"date-parts": [[2022]]}},
            "anonymous": without["author"],
            "undated": without["issued"],
            "no outlet": without["container-title"],
        }.items()
    }


@pytest.mark.parametrize("style", STYLES)
def test_the_western_styles_agree_with_citeproc_js(style: str) -> None:
    import citeproc

    items = shapes()
    folder = Path(citeproc.__file__).parent / "data/locales/locales-en-US.xml"
    sheet = ROOT / f"edition/exports/styles/{STYLES[style]}.csl"
    run = subprocess.run(
        ["node", "-e", CITEPROC, str(sheet), str(folder)],
        input=json.dumps(items), capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    expected = json.loads(run.stdout)
    assert {name: cite_western(item, style) for name, item in items.items()} == expected


# --- The head of the page -----------------------------------------------------------------------


def metas(identifier: str, edition: Edition = EDITION) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in head_metadata(edition.document_by_id[identifier], edition, CONFIG):
        name = (
            tag.attributes.get("name")
            or tag.attributes.get("property")
            or tag.attributes.get("rel")
        )
        found.setdefault(name or "script", []).append(
            tag.attributes.get("content") or tag.attributes.get("href") or json.dumps(tag.data)
        )
    return found


@pytest.mark.parametrize("identifier", [POST, MEETING, NOTICE, TRADITIONAL])
def test_every_value_is_the_same_in_all_forms(identifier: str) -> None:
    item, head = item_of(identifier), metas(identifier)
    data = json.loads(head["script"][0])
    ris = dict(row.split("  - ", 1) for row in write_ris(item).split("\r\n") if row)
    forms = texts(identifier)
    title, date, address = item["title"], issued_text(item), item["URL"]
    assert {*head["citation_title"], *head["DC.title"], *head["og:title"], data["headline"], ris["TI"]} == {title}  # fmt: skip
    assert {*head["citation_publication_date"], *head["DC.date"], data["datePublished"], ris["DA"].replace("/", "-")} == {date}  # fmt: skip
    assert {*head["citation_public_url"], *head["cite-as"], *head["DC.identifier"], data["@id"], ris["UR"]} == {address}  # fmt: skip
    outlet = item.get("container-title", "")
    assert set(head.get("DC.source", [""])) == {data.get("publisher", {}).get("name", "")} == {ris.get("T2", "")} == {outlet}  # fmt: skip
    authors = list(names(item))
    assert head.get("citation_author", []) == head.get("DC.creator", []) == authors
    assert [person["name"] for person in data.get("author", ())] == authors
    assert set(head["z:archive"]) == set(head["DC.publisher"]) == {ris["DB"]} == {item["archive"]}
    assert set(head["DC.coverage"]) == {ris["AN"]}
    assert json.loads(forms["csl-json"]) == [item]
    assert all(date[:4] in text and address in text.replace("\\", "") for text in forms.values())


def test_the_head_makes_zotero_save_a_newspaper_article() -> None:
    head = metas(POST)
    assert head["z:itemType"] == head["DC.type"] == ["newspaperArticle"]
    assert "Z3988" not in write_head(head_metadata(EDITION.document_by_id[POST], EDITION, CONFIG))
    for rel in ("cite-as", "describedby", "alternate", "linkset", "type"):
        assert head[rel], rel


def test_the_page_of_a_version_is_its_own_canonical_page() -> None:
    edition = released(EDITION, POST, 2)
    tags = head_metadata(edition.document_by_id[POST], edition, CONFIG, version=1)
    links = {t.attributes["rel"]: t.attributes["href"] for t in tags if t.name == "link"}
    first = f"https://host.example/path/d/{POST}/v1/"
    assert links["cite-as"] == first
    assert links["successor-version"] == f"https://host.example/path/d/{POST}/v2/"


def test_nothing_captured_breaks_out_of_the_head() -> None:
    html = write_head(head_metadata(EDITION.document_by_id[NOTICE], EDITION, CONFIG))
    assert "<b>" not in html
    assert html.count("<script") == html.count("</script>") == 1
