"""The search finds exactly what is written: every kind of query against plain comparison, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.search_site import Searcher, make_site, served
from tests.search_collection import generated_edition
from tests.search_queries import Query, Texts, literal_queries, report, scores

pytestmark = pytest.mark.browser

PAGES = 500


class Collection:
    def __init__(self, searcher: Searcher, texts: Texts) -> None:
        self.searcher = searcher
        self.texts = texts


@pytest.fixture(scope="module")
def collection(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("search")
    catalog = make_site(generated_edition(PAGES), folder, shown=0)
    with served(folder) as base:
        searcher = Searcher(chromium.new_page(), base)
        searcher.open()
        yield Collection(searcher, Texts(catalog))
        assert searcher.troubles == []


def test_every_literal_query_finds_each_document_that_has_it_and_no_other(
    collection: Collection,
) -> None:
    results: list[tuple[Query, set[str]]] = []
    wrong: list[str] = []
    for query in literal_queries(collection.texts, each=9):
        found = collection.searcher.ask(query.text)
        assert len(found) == len(set(found)), query
        results.append((query, set(found)))
        if scores(set(found), query.expected) != (1.0, 1.0):
            wrong.append(
                f"{query.kind}: {query.text!r} found {sorted(found)[:9]}, not {sorted(query.expected)[:9]}"
            )
        if query.first and found[:1] != [query.first]:
            wrong.append(f"{query.text!r} has {found[:1]} first, not {query.first}")
    print("\n" + report(results))
    assert len(results) >= 120
    assert wrong == []
