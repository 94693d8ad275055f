"""The search of the five captures, and the two halves of the folding against each other."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from edition.pipeline import Built
from edition.search.fold import fold
from tests.browser.search_site import Searcher, make_site, served
from tests.search_queries import Query, Texts, literal_queries, plain, report, scores

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def searcher(
    five: Built, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Searcher, Texts]]:
    folder = tmp_path_factory.mktemp("five")
    catalog = make_site(five.edition, folder)
    with served(folder) as base:
        one = Searcher(chromium.new_page(), base)
        one.open()
        yield one, Texts(catalog)
        assert one.troubles == []


def test_every_literal_query_over_the_five_captures_is_exact(
    searcher: tuple[Searcher, Texts],
) -> None:
    page, texts = searcher
    results: list[tuple[Query, set[str]]] = []
    for query in literal_queries(texts, each=5, seed=3):
        found = page.ask(query.text)
        results.append((query, set(found)))
        assert scores(set(found), query.expected) == (1.0, 1.0), query
        assert not query.first or found[0] == query.first
        for name, paragraphs in page.places().items():
            assert query.kind == "several terms" or len(paragraphs) <= texts.places(
                name, query.text.strip('"')
            )
    print("\n" + report(results))


@pytest.mark.parametrize("name", ["习近平", "景俊海", "张思惠", "韩俊", "孙春兰"])
def test_the_names_of_the_five_captures_are_found_wherever_they_are(
    searcher: tuple[Searcher, Texts], name: str
) -> None:
    page, texts = searcher
    found = set(page.ask(name))
    assert texts.having(name) <= found
    for extra in found - texts.having(name):
        expect(page.page.locator(f"[data-document={extra}] .badge").first).to_contain_text("抓取件")


@pytest.mark.parametrize("wording", ["吉林决战决胜键阶", "疫情于背", "防控决战决胜的正处关键阶段"])
def test_the_scrambled_wording_of_a_capture_finds_its_page(
    searcher: tuple[Searcher, Texts], wording: str
) -> None:
    page, _ = searcher
    page.open(f"q={quote(wording)}")
    assert len(page.documents()) >= 1


@pytest.mark.parametrize("written", ["jing junhai", "hanjun", "sūn chūnlán", "changchun"])
def test_the_people_and_places_of_the_five_captures_are_found_by_pinyin(
    searcher: tuple[Searcher, Texts], written: str
) -> None:
    page, texts = searcher
    name = {
        "jing junhai": "景俊海",
        "hanjun": "韩俊",
        "sūn chūnlán": "孙春兰",
        "changchun": "长春",
    }[written]
    assert texts.having(name) <= set(page.ask(written))


def test_the_browser_folds_as_the_index_does(searcher: tuple[Searcher, Texts]) -> None:
    page, _ = searcher
    signs = [
        chr(n)
        for n in range(0x30000)
        if not 0xD800 <= n < 0xE000 and unicodedata.category(chr(n)) not in ("Cn", "Co")
    ]
    texts = ["é l\u2019e\u0301té", "　　１１００萬\n\u200b  Ａ ", "ΑΣ Σ", "각", "…～㎡①", *signs]
    folded = page.page.evaluate(
        """async texts => {
            const { Folding } = await import(document.querySelector('link[rel=modulepreload][href*=search-fold]').href);
            const folding = new Folding();
            return texts.map(text => folding.fold(text));
        }""",
        texts,
    )
    # The browser may know a later Unicode than Python, and has only the characters of this edition in its table of scripts.
    different = [
        (text, mine, theirs)
        for text, mine, theirs in zip(texts, map(fold, texts), folded, strict=True)
        if mine != theirs and plain(mine) != plain(theirs)
    ]
    assert len(different) <= 30, (sys.version, different[:40])
    assert not [text for text, *_ in different if len(text) > 1]


def test_what_only_a_capture_has_stands_aside_and_is_one_click_away(
    searcher: tuple[Searcher, Texts],
) -> None:
    page, texts = searcher
    wording = "步做好外省支援"
    found = page.ask(wording)
    assert set(found) == texts.having(wording)
    page.page.click(".notes .aside a")
    page.page.wait_for_url("**reading=capture**")
    page.done()
    more = page.documents()
    assert more
    assert not set(more) & set(found)
    expect(page.page.locator(f"[data-document={more[0]}] .capture").first).to_contain_text(
        "抓取件作"
    )
