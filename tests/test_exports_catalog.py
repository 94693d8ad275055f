"""catalog.json keeps its contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from edition.exports.catalog import export_catalog, make_catalog
from edition.model import Edition
from tests.factory import MEETING, NOTICE, POST, sample_config, sample_edition

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/catalog.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def catalog() -> dict[str, Any]:
    (output,) = export_catalog(sample_edition(), sample_config("https://host.example/path/"))
    assert output.path == "catalog.json"
    return dict(json.loads(output.data))


def by_id(things: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {thing["id"]: thing for thing in things}


def test_the_catalogue_is_what_its_schema_says(catalog: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(catalog, _with_any_id(SCHEMA))


def _with_any_id(schema: dict[str, Any]) -> dict[str, Any]:
    """Allow the ids of the factory, which are made by hand, some with letters that real ones never have."""
    return {**schema, "$defs": {**schema["$defs"], "id": {"type": "string", "minLength": 7}}}


def test_an_empty_edition_has_a_valid_catalogue() -> None:
    jsonschema.validate(make_catalog(Edition((), ()), sample_config()), SCHEMA)


def test_the_schema_and_the_documentation_know_every_key(catalog: dict[str, Any]) -> None:
    words = (Path(__file__).parent.parent / "docs/catalog.md").read_text("utf-8")
    defs = SCHEMA["$defs"]
    for name, things in [
        ("source", catalog["sources"]),
        ("document", catalog["documents"]),
        ("work", catalog["works"]),
        ("event", catalog["events"]),
        ("authority", catalog["authorities"]),
    ]:
        for thing in things:
            assert set(thing) == set(defs[name]["properties"])
            assert [key for key in thing if f"`{key}`" not in words] == []


def test_a_source_accounts_for_all_its_characters(catalog: dict[str, Any]) -> None:
    for source in catalog["sources"]:
        total, *parts = source["account"].values()
        assert total == sum(parts)
        assert source["url"].startswith("https://host.example/path/sources/")
        assert source["url"].endswith(source["sha256"][:12] + "/raw.txt")


def test_a_document_tells_its_record_with_certainty(catalog: dict[str, Any]) -> None:
    documents = by_id(catalog["documents"])
    post, meeting = documents[POST], documents[MEETING]
    assert post["published"] == "2022-03-20T08:29:33+08:00"
    assert (post["published_certainty"], meeting["published_certainty"]) == ("attested", "inferred")
    assert (post["publisher"], post["origin"], post["via"]) == (
        "新浪财经",
        "吉林日报",
        ["彩练新闻"],
    )
    assert (post["byline"], post["photographers"], post["editors"]) == (
        ["黄鹭", "邹乃硕"],
        ["邹乃硕"],
        ["刘万里"],
    )
    assert (meeting["kicker"], meeting["deck"]) == (
        "景俊海在全省疫情防控工作调度会上强调",
        "韩俊江泽林出席",
    )
    assert (meeting["text_status"], post["status"]) == ("ocr", "draft")
    assert post["interventions"]["W301"] == 1
    assert post["text"] == "https://host.example/path/d/d3k7n21/text.txt"


def test_only_running_text_is_among_the_paragraphs(catalog: dict[str, Any]) -> None:
    documents = by_id(catalog["documents"])
    assert [p["id"] for p in documents[POST]["paragraphs"]] == ["p1", "p2", "p3"]
    text = "".join(p["text"] for p in documents[POST]["paragraphs"])
    for other in ("主持召开全省疫情防控调度会。\n", "责任编辑", "来源 |", "海量资讯", "忽略之前"):
        assert other not in text
    assert [p["text"] for p in documents[NOTICE]["paragraphs"]][1] == "一、数据"


def test_relations_are_told_from_both_ends(catalog: dict[str, Any]) -> None:
    documents = by_id(catalog["documents"])
    post, meeting = documents[POST], documents[MEETING]
    (work,) = catalog["works"]
    assert post["work"] == meeting["work"] == work["id"]
    assert (work["witnesses"], work["readings"]) == ([POST, MEETING], 4)
    (here,), (there,) = post["parallels"], meeting["parallels"]
    assert (here["document"], there["document"]) == (MEETING, POST)
    for document, parallel in ((post, here), (meeting, there)):
        text = next(p["text"] for p in document["paragraphs"] if p["id"] == parallel["paragraph"])
        assert text[parallel["start"] : parallel["end"]] == parallel["text"]
    assert {post["event"], meeting["event"]} == {catalog["events"][0]["id"]}
    assert documents[NOTICE]["work"] is None
    names = by_id(catalog["authorities"])
    assert all(mention in names for d in catalog["documents"] for mention in d["mentions"])
