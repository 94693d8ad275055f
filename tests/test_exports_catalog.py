"""catalog.json keeps its contract."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edition.exports.catalog import export_catalog, make_catalog
from edition.exports.forms import export_json
from edition.exports.json_text import indented
from edition.exports.recent import recent
from edition.model import Document, Edition
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


# --- Written straight from the fields, with the bytes of the standard encoder ---------------------


def as_standard(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False)


def test_every_row_has_the_bytes_of_the_standard_encoder() -> None:
    (output,) = export_catalog(sample_edition(), sample_config())
    rows = [line.rstrip(",") for line in output.data.decode().splitlines() if line[:2] == '{"']
    assert len(rows) > 10
    for row in rows[1:]:
        whole = row.removesuffix("}") if row.count("{") < row.count("}") else row
        whole = whole.removesuffix("]") if whole.count("[") < whole.count("]") else whole
        assert as_standard(whole) == whole


def test_a_document_has_the_bytes_of_the_standard_encoder() -> None:
    for output in export_json(sample_edition(), sample_config()):
        text = output.data.decode()
        assert as_standard(text) + "\n" == text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, st.integers(1, 2))
def test_indented_json_has_the_bytes_of_the_standard_encoder(value: object, step: int) -> None:
    assert indented(value, step) == json.dumps(value, ensure_ascii=False, indent=step)


def test_what_is_kept_of_a_document_is_of_this_very_document_and_these_very_things() -> None:
    asked: list[tuple[str, str]] = []

    @recent
    def made(document: Document, word: str) -> str:
        asked.append((document.id, word))
        return document.id + word

    one, other = sample_edition().documents[:2]
    again = replace(one)  # equal, but another
    word, same = "甲乙", "".join(["甲", "乙"])
    for document, about in (
        (one, word),
        (one, word),
        (other, word),
        (one, word),
        (again, word),
        (one, same),
    ):
        assert made(document, about) == document.id + about
    assert asked == [(one.id, word), (other.id, word), (one.id, word), (one.id, word)]

    class Noted:
        """Stands for a document, to note what is asked of it."""

        id = "x"

    for _ in range(2):
        assert made(cast("Document", Noted()), word) == "x甲乙"
    assert asked[-2:] == [("x", word), ("x", word)]
