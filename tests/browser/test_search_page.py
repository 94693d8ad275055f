"""The search page and the box of every page: names, slips, captures, filters, keys, address, highlighting."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from edition.search.contents import IndexFile, files_of, made, numbers, packed, write_contents
from edition.search.fold import code
from edition.search.packing import chosen, days, named, planes, read_planes
from tests.browser.search_site import Searcher, make_site, served
from tests.factory import MEETING, NOTICE, POST, TRADITIONAL, sample_edition
from tests.search_collection import generated_edition, ids
from tests.search_queries import Texts, literal_queries, plain

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent.parent / "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the hand-made edition, below a path as on a real host."""
    folder = tmp_path_factory.mktemp("sample")
    make_site(sample_edition(), folder / "sub")
    with served(folder) as base:
        yield f"{base}sub/"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Texts]]:
    folder = tmp_path_factory.mktemp("generated")
    texts = Texts(make_site(generated_edition(120, length=400), folder, shown=0))
    with served(folder) as base:
        yield base, texts


@pytest.fixture
def searcher(chromium: Browser, sample: str) -> Iterator[Searcher]:
    page = chromium.new_page()
    one = Searcher(page, sample)
    yield one
    page.close()
    assert one.troubles == []


@pytest.fixture
def many(chromium: Browser, generated: tuple[str, Texts]) -> Iterator[tuple[Searcher, Texts]]:
    page = chromium.new_page()
    one = Searcher(page, generated[0])
    yield one, generated[1]
    page.close()
    assert one.troubles == []


# -- What is found ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["jing junhai", "jingjunhai", "Jing Junhai", "jǐng jùnhǎi", "jing3 jun4hai3", "jing jun hai"],
)
def test_a_name_is_found_by_its_reading_with_or_without_tones(
    searcher: Searcher, written: str
) -> None:
    searcher.open(f"q={quote(written)}")
    assert set(searcher.documents()) == {POST, MEETING, TRADITIONAL}
    assert "景俊海" in searcher.page.inner_text(".notes")


def test_a_reading_with_the_wrong_tones_is_not_that_name(searcher: Searcher) -> None:
    searcher.open(f"q={quote('jīng jùnhǎi')}")
    assert searcher.documents() == []


def test_a_reading_goes_with_other_terms(searcher: Searcher) -> None:
    searcher.open(f"q={quote('jing junhai 清仓')}")
    assert set(searcher.documents()) == {POST, MEETING}


def test_traditional_and_simplified_find_each_other(searcher: Searcher) -> None:
    searcher.open(f"q={quote('召开会议')}")
    assert searcher.documents() == [TRADITIONAL]
    assert searcher.ask("召開會議") == [TRADITIONAL]
    assert searcher.page.inner_text(".result mark") == "召開會議", (
        "what stands in the text is marked"
    )


def test_a_name_offers_its_other_forms_and_searches_them_when_asked(
    many: tuple[Searcher, Texts],
) -> None:
    searcher, texts = many
    searcher.open(f"q={quote('吉大一院')}")
    assert set(searcher.documents()) == texts.having("吉大一院")
    searcher.page.click(".notes a")
    searcher.done()
    expect(searcher.page).to_have_url(re.compile("forms=1"))
    assert set(searcher.documents()) == texts.having("吉大一院") | texts.having("吉林大学第一医院")


def test_a_form_that_stands_nowhere_finds_the_other_forms_of_the_name(searcher: Searcher) -> None:
    searcher.open(f"q={quote('吉林省委')}")
    assert set(searcher.documents()) == {POST, MEETING, NOTICE, TRADITIONAL}
    assert "其他名称" in searcher.page.inner_text(".notes")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("景骏海", "景俊海"),
        ("张恩慧", "张恩惠"),
        ("紧盯目标尽锐处战", "紧盯目标尽锐出战"),
        ("jing junhia", "景俊海"),
        ("紧盯目尽锐出战", "紧盯目标尽锐出战"),
    ],
)
def test_a_likely_slip_is_answered_with_what_was_meant(
    searcher: Searcher, slip: str, meant: str
) -> None:
    searcher.open(f"q={quote(slip)}")
    assert searcher.documents() == []
    offers = searcher.page.locator(".offer a").all_inner_texts()
    assert meant in [offer.strip('"') for offer in offers]
    searcher.page.locator(".offer a", has_text=meant).first.click()
    searcher.page.wait_for_selector(".result:not([hidden])")
    assert searcher.documents() != []


def test_nothing_found_says_so_and_what_to_try(searcher: Searcher) -> None:
    searcher.open(f"q={quote('清仓，即查即转')}")
    assert searcher.documents() == []
    assert "没有找到" in searcher.status()
    notes = searcher.page.inner_text(".notes")
    assert "不计标点" in notes
    assert "也可以浏览" in notes


def test_a_phrase_in_chinese_quotation_marks_is_found_without_them_if_need_be(
    searcher: Searcher,
) -> None:
    searcher.open(f"q={quote('“清仓”')}")
    assert set(searcher.documents()) == {POST, MEETING}, "the marks stand in the texts"
    assert set(searcher.ask("「即查即转」")) == {POST, MEETING}
    assert "引号" in searcher.page.inner_text(".notes")


@pytest.mark.parametrize(
    ("raw", "document", "paragraph"),
    [
        ("吉林决战决胜键阶", NOTICE, "p1"),
        ("第三十二絛", NOTICE, "p10"),
        ("当前,吉林决战", NOTICE, "p1"),
        ("实施_清仓_行动", POST, "p2"),
        ("第三条 景俊海", MEETING, "p2"),
    ],
)
def test_what_the_capture_said_finds_its_page_and_says_so(
    searcher: Searcher, raw: str, document: str, paragraph: str
) -> None:
    searcher.open(f"q={quote(chr(34) + raw + chr(34))}")
    assert searcher.documents() == [document]
    place = searcher.page.locator(".result .capture").first
    assert place.get_attribute("data-paragraph") == paragraph
    assert "抓取件" in place.inner_text()
    assert "抓取件" in searcher.page.inner_text(".result .record")


def test_a_place_that_an_editor_changed_names_the_editor_and_what_stands_there_now(
    searcher: Searcher,
) -> None:
    searcher.open(f"q={quote('三十二絛')}")
    text = searcher.page.inner_text(".result .capture")
    assert "条" in text
    assert "本版编者" in text


def test_every_planted_capture_reading_is_found(many: tuple[Searcher, Texts]) -> None:
    searcher, _ = many
    searcher.open()
    readings = [
        (document.id, change.before)
        for document in generated_edition(120, length=400).documents
        for change in document.interventions
        if change.rule == "W305" and not change.after
    ]
    assert len(readings) >= 8
    for document, raw in readings[:8]:
        assert document in searcher.ask(raw)


# -- The list -----------------------------------------------------------------------------------


def test_every_place_is_listed_with_its_paragraph_and_the_phrase_marked_in_full(
    many: tuple[Searcher, Texts],
) -> None:
    searcher, texts = many
    for phrase in ("疫情防控", "景俊海", "1100万例"):
        searcher.open(f"q={quote(phrase)}")
        shown = searcher.places()
        assert shown
        for document, paragraphs in shown.items():
            of = next(d for d in texts.documents if d["id"] == document)
            expected = [
                p["id"]
                for p in of["paragraphs"]
                for _ in range(plain(p["text"]).count(plain(phrase)))
            ]
            assert paragraphs == expected
        marks = searcher.page.eval_on_selector_all(
            ".results mark", "all => all.map(one => one.textContent)"
        )
        assert {plain(mark) for mark in marks} == {plain(phrase)}


def test_each_document_tells_how_many_places_it_has_title_and_all(
    many: tuple[Searcher, Texts],
) -> None:
    searcher, texts = many
    for phrase in ("疫情防控", "第", "景俊海"):
        searcher.open(f"q={phrase}")
        shown = searcher.page.locator(".result:not([hidden])").all()
        assert shown
        for result in shown:
            name = result.get_attribute("data-document")
            count = result.locator(".record .count").inner_text()
            assert count == f"{texts.places(name, phrase)} 处"


def test_the_counts_announced_are_those_of_plain_comparison(many: tuple[Searcher, Texts]) -> None:
    searcher, texts = many
    phrase = "疫情防控"
    searcher.open(f"q={phrase}")
    having = texts.having(phrase)
    places = sum(texts.places(name, phrase) for name in having)
    assert searcher.status() == f"{len(having)} 篇文献，{places} 处"


def test_witnesses_of_one_work_stand_together(searcher: Searcher) -> None:
    searcher.open(f"q={quote('清仓')}")
    group = searcher.page.locator("li.work")
    assert group.locator("[data-document]").count() == 2
    assert "2 个见证本" in group.inner_text()


def test_a_whole_title_comes_first_quoted_or_not(many: tuple[Searcher, Texts]) -> None:
    searcher, texts = many
    searcher.open()
    for document in texts.documents[3:60:7]:
        if len([d for d in texts.documents if plain(d["title"]) == plain(document["title"])]) > 1:
            continue
        for query in (document["title"], f'"{document["title"]}"', plain(document["title"])):
            assert searcher.ask(query)[0] == document["id"]


def test_orders_by_date_are_right(many: tuple[Searcher, Texts]) -> None:
    searcher, texts = many
    published = {d["id"]: d["published"][:10] for d in texts.documents}
    witnesses = {d["id"] for d in texts.documents if d["work"]}
    for order, turned in (("published", True), ("published-old", False)):
        searcher.open(f"q={quote('省')}&sort={order}")
        dates = [published[one] for one in searcher.documents() if one not in witnesses]
        assert dates == sorted(dates, reverse=turned)
        assert len(dates) > 20


def test_order_by_the_day_of_the_event_is_right(many: tuple[Searcher, Texts]) -> None:
    searcher, _ = many
    edition = generated_edition(120, length=400)
    days = {d.id: d.value("event_date") for d in edition.documents}
    witnesses = {w for work in edition.relations.works for w in work.witnesses}
    searcher.open(f"q={quote('省')}&sort=event")
    dates = [days[one] for one in searcher.documents() if one not in witnesses]
    stated = [one for one in dates if one]
    assert len(stated) > 10
    assert stated == sorted(stated, reverse=True)
    assert not any(dates[len(stated) :]), "what has no day comes last"


def test_filters_count_right_narrow_and_stand_in_the_address(many: tuple[Searcher, Texts]) -> None:
    searcher, texts = many
    searcher.open(f"q={quote('省')}")
    having = texts.having("省")
    of = {d["id"]: d for d in texts.documents}
    counts = {
        option.locator("input").get_attribute("value"): int(option.locator(".n").inner_text())
        for option in searcher.page.locator("details[data-filter=publisher] li").all()
    }
    expected: dict[str, int] = {}
    for name in having:
        expected[of[name]["publisher"]] = expected.get(of[name]["publisher"], 0) + 1
    assert counts == expected
    searcher.page.check("input[name=publisher][value=新华社]")
    expect(searcher.page).to_have_url(re.compile("publisher="))
    searcher.done()
    assert set(searcher.documents()) == {
        name for name in having if of[name]["publisher"] == "新华社"
    }
    year = of[searcher.documents()[0]]["published"][:4]
    searcher.open(
        f"q={quote('省')}&publisher={quote('新华社')}&publisher={quote('吉林日报')}&year={year}"
    )
    assert set(searcher.documents()) == {
        name
        for name in having
        if of[name]["publisher"] in ("新华社", "吉林日报") and of[name]["published"][:4] == year
    }
    searcher.page.go_back()
    expect(searcher.page).not_to_have_url(re.compile("year="))
    searcher.done()


def test_people_places_and_events_filter(many: tuple[Searcher, Texts]) -> None:
    searcher, texts = many
    person = next(a for a in generated_edition(1).relations.authorities if a.name == "韩俊")
    searcher.open(f"q={quote('省')}&person={person.id}")
    having = {d["id"] for d in texts.documents if person.id in d["mentions"]} & texts.having("省")
    assert set(searcher.documents()) == having


def test_the_back_button_returns_to_the_last_question(searcher: Searcher) -> None:
    searcher.open(f"q={quote('清仓')}")
    first = searcher.documents()
    searcher.ask("会议")
    assert searcher.documents() != first
    searcher.page.go_back()
    expect(searcher.page.locator("#q")).to_have_value("清仓")
    searcher.done()
    assert searcher.documents() == first


def test_more_results_are_in_the_list_and_shown_when_asked_for(
    many: tuple[Searcher, Texts],
) -> None:
    searcher, texts = many
    searcher.open(f"q={quote('省')}")
    assert set(searcher.documents()) == texts.having("省")
    assert len(searcher.places()) == 5
    searcher.page.click(".more")
    expect(searcher.page.locator(".result:not([hidden])")).to_have_count(25)


def test_the_citing_list_can_be_copied_as_text_and_csv(searcher: Searcher) -> None:
    searcher.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    searcher.open(f"q={quote('即查即转')}")
    searcher.page.click("button.cite")
    plain_list = searcher.page.input_value(".citing textarea")
    assert f"https://edition.example/sub/d/{POST}/" in plain_list
    assert "¶2" in plain_list
    searcher.page.locator(".citing button").nth(1).click()
    expect(searcher.page.locator(".citing [role=status]")).not_to_be_empty()
    table = list(
        csv.DictReader(io.StringIO(searcher.page.evaluate("navigator.clipboard.readText()")))
    )
    assert {(row["document"], row["paragraph"]) for row in table} == {(POST, "p2"), (MEETING, "p2")}
    assert all("即查即转" in row["quotation"] for row in table)


def test_an_index_in_parts_gives_the_same_answers_in_the_same_order(
    chromium: Browser, many: tuple[Searcher, Texts], tmp_path: Path
) -> None:
    searcher, texts = many
    make_site(generated_edition(120, length=400), tmp_path, shown=0, shard_limit=30)
    assert len(list((tmp_path / "pagefind/index").iterdir())) >= 4
    searcher.open()
    with served(tmp_path) as base:
        page = chromium.new_page()
        parted = Searcher(page, base)
        parted.open()
        for query in literal_queries(texts, each=1, seed=5):
            assert parted.ask(query.text) == searcher.ask(query.text), query
            assert parted.status() == searcher.status()
        page.close()
        assert parted.troubles == []
        page = chromium.new_page()
        page.route("**/wasm.unknown.pagefind", lambda route: route.abort())
        page.goto(f"{parted.address}?q={quote('疫情')}")
        page.wait_for_selector(".results[data-state=failed]", state="attached")
        page.close()


# -- What comes over the wire -------------------------------------------------------------------


def test_columns_are_read_back_as_they_were_written(searcher: Searcher) -> None:
    counts = [0, 1, 63, 64, 4095, 4096, 70_000]
    dates = [20220320, 0, 20210300, 19990000, 20220101]
    names = ["d2", "dbv6r1h", "dbv7", "dbv7", "dc"]
    minted = [*sorted(ids(90)), *ids(40)]
    assert "rest" in named(names)
    assert "rest" not in named(minted)
    kinds = ["新华社", "", "吉林日报", "新华社"]
    searcher.open()
    read = searcher.page.evaluate(
        """async ([counts, dates, names, minted, kinds]) => {
            const p = await import(document.querySelector('link[rel=modulepreload][href*=search-packing]').href);
            return [p.numbers(counts), p.days(dates), p.names(names), p.names(minted), p.chosen(kinds), p.numbers([""])];
        }""",
        [planes(counts), days(dates), named(names), named(minted), chosen(kinds)],
    )
    assert read == [counts, dates, names, minted, kinds, []]


def test_the_table_of_contents_is_made_in_the_browser_as_the_build_makes_it(
    searcher: Searcher,
) -> None:
    chance = random.Random(3)
    signs = [chr(0x4E00 + 5 * n) for n in range(900)] + list("\0 a，é\ufffd\U00020000\U0010ffff")
    known = numbers(signs)
    cases = []
    for size in (0, 1, 30, 800):
        words = sorted(
            {code(chance.choice(signs)) + code(chance.choice(signs[:40])) for _ in range(9 * size)}
        )
        between = [words[at] + words[at + 1] for at in range(0, len(words) - 1, 5)]
        begin = chance.choice([0, 7, 5_000])
        bounds = packed(between, [12] * (len(between) + 1), known)
        files: tuple[IndexFile, ...] = files_of(
            read_planes(bounds["steps"]), read_planes(bounds["seconds"]), known
        )
        count = chance.choice([0, 1, 23, 24, 256, 300])
        table = write_contents(made("1.5.2", range(begin, begin + count), files))
        looked = [
            (word, next(one.name for one in reversed(files) if one.first <= word))
            for word in words[::7]
        ]
        cases.append((bounds, begin, count, looked, list(table)))
    assert max(len(looked) for *_, looked, _ in cases) > 200
    searcher.open()
    read = searcher.page.evaluate(
        """async ([signs, cases]) => {
            const c = await import(document.querySelector('link[rel=modulepreload][href*=search-contents]').href);
            const known = c.ordered(signs);
            return [[...known], cases.map(([bounds, begin, count, looked]) => {
                const files = c.filesOf(bounds, known);
                return [looked.map(([word]) => c.fileName(c.fileOf(files, word))), [...c.tableOf("1.5.2", begin, count, files)]];
            })];
        }""",
        [signs, cases],
    )
    assert read[0] == known
    for (*_, looked, table), (names, bytes_) in zip(cases, read[1], strict=True):
        assert names == [f"{name}.pf_index" for _, name in looked]
        assert bytes_ == table


def test_the_pairs_looked_up_cover_the_phrase_and_are_the_cheapest_that_do(
    searcher: Searcher,
) -> None:
    chance = random.Random(4)
    cases = [[chance.randrange(1, 20) for _ in range(size)] for size in (*range(1, 9), 12)]
    cases.append([140_000, 90_000, 120_000, 4_000, 140_000])
    searcher.open()
    read = searcher.page.evaluate(
        """async ([address, cases]) => {
            const { apart, cover, next, plan } = await import(address);
            return cases.map(costs => {
                const batches = [];
                for (let left = plan(costs, costs.map(() => 0)); left.length; left = left.slice(batches.at(-1).length))
                    batches.push(next(left, at => costs[at], batches.length ? 9 : undefined));
                return [cover(costs), batches, [1, 2, 3].map(count => apart(costs, count)?.total ?? null)];
            });
        }""",
        [_script(searcher, "plan"), cases],
    )
    for costs, (cover, batches, apart) in zip(cases, read, strict=True):
        places = range(len(costs))
        subsets = [some for size in range(1, len(costs) + 1) for some in combinations(places, size)]
        signs = {*places, len(costs)}
        least = min(
            sum(costs[at] for at in some)
            for some in subsets
            if {*some, *(at + 1 for at in some)} == signs
        )
        assert sum(costs[at] for at in cover) == least
        asked = [at for batch in batches for at in batch]
        assert set(cover) <= set(asked)
        assert len(set(asked)) == len(asked)
        assert [costs[at] for at in asked] == sorted(costs[at] for at in asked)
        for count, total in enumerate(apart, 1):
            free = [
                sum(costs[at] for at in some)
                for some in combinations(places, count)
                if all(two - one > 1 for one, two in pairwise(some))
            ]
            assert total == min(free, default=None)
    assert read[-1][1][0] == [3], "what may spare a dear pair comes before it"


def test_titles_that_are_near_are_found_by_the_index_as_by_a_list_of_all_titles(
    many: tuple[Searcher, Texts],
) -> None:
    searcher, texts = many
    chance = random.Random(9)
    slips = []
    for document in chance.sample(list(texts.documents), 40):
        signs = list(document["title"])
        for _ in range(chance.choice([1, 1, 2])):
            at = chance.randrange(1, len(signs) - 1)
            change = chance.choice(["put in", "left out", "another"])
            signs[at : at + (change != "put in")] = (
                [] if change == "left out" else [chance.choice("禾甲疫的一")]
            )
        first = chance.randrange(0, max(1, len(signs) - 14))
        slips.append("".join(signs[first : first + chance.choice([5, 9, 12, 16, 50])]))
    searcher.open()
    both = searcher.page.evaluate(
        """async ([near, slips, engine, results, queries, titles]) => {
            const { titlesNear } = await import(near);
            const { meant } = await import(slips);
            const { Search } = await import(engine);
            const { namesOf } = await import(results);
            const search = await Search.open(new URL(document.getElementById("search").dataset.index, location.href).href);
            const names = await namesOf(search);
            await search.learn(titles.join(""));
            const found = [];
            for (const query of queries) {
                const near = await titlesNear(search, search.folding.fold(query));
                found.push([near, titles].map(some => meant(query, names, some, search.folding).map(one => one.text)));
            }
            return found;
        }""",
        [
            *(_script(searcher, name) for name in ("near", "slips", "engine", "results")),
            slips,
            [d["title"] for d in sorted(texts.documents, key=lambda d: str(d["id"]))],
        ],
    )
    for query, (by_index, by_list) in zip(slips, both, strict=True):
        assert by_index == by_list, query
    assert sum(bool(by_list) for _, by_list in both) > 20


def _script(searcher: Searcher, name: str) -> str:
    """Give the address of a script, which has a hash in its name, by what imports it."""
    page = searcher.page
    left = page.eval_on_selector_all("script[src*='/search']", "all => all.map(one => one.src)")
    for address in left:
        if f"/search-{name}." in address:
            return str(address)
        found = re.findall(r'"\./(search[^"/]*\.js)"', page.request.get(address).text())
        left += [new for one in found if (new := urljoin(address, one)) not in left]
    raise AssertionError(name)


def test_all_scripts_that_the_page_starts_with_are_fetched_at_once(searcher: Searcher) -> None:
    """A script that is only found in another would wait for it."""
    searcher.open()
    page = searcher.page
    early = set(
        page.eval_on_selector_all("link[rel=modulepreload], script[src]", "all => all.map(one => one.href ?? one.src)")
    )  # fmt: skip
    asked = page.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('/assets/search'))"
    )
    scripts = {name for name in asked if name.endswith(".js")}
    assert len(scripts) > 8
    assert scripts <= early
    sources = "".join(page.request.get(name).text() for name in sorted(scripts))
    static = set(re.findall(r'^import [^"]*"\./([^"]+)"', sources, re.MULTILINE))
    assert static <= {name.rpartition("/")[2] for name in early}


def test_each_file_of_an_answer_is_fetched_once_and_texts_of_the_first_results_only(
    chromium: Browser, many: tuple[Searcher, Texts]
) -> None:
    searcher, _ = many
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    fresh = Searcher(page, searcher.address.removesuffix("search/"))
    fresh.open(f"q={quote('疫情防控')}")
    ours = [address for address in asked if "/pagefind/" in address]
    assert len(ours) == len(set(ours))
    assert sum("/fragment/" in address for address in ours) == 5
    assert not any("scripts." in address or "titles." in address for address in ours)
    page.close()
    assert fresh.troubles == []


def test_a_part_of_the_index_that_does_not_arrive_is_a_failure_and_not_nothing_found(
    chromium: Browser, many: tuple[Searcher, Texts]
) -> None:
    searcher, texts = many
    page = chromium.new_page()
    fresh = Searcher(page, searcher.address.removesuffix("search/"))
    fresh.open()
    page.route("**/*.pf_index", lambda route: route.abort())
    page.fill("#q", "疫情防控")
    page.press("#q", "Enter")
    page.wait_for_selector(".results[data-state=failed]", state="attached")
    page.unroute("**/*.pf_index")
    assert set(fresh.ask("疫情防控")) == texts.having("疫情防控"), "asked again, it is found"
    page.close()


def test_a_page_left_open_finds_what_was_published_since(chromium: Browser, tmp_path: Path) -> None:
    edition = sample_edition()
    make_site(edition, tmp_path, shown=0)
    with served(tmp_path) as base:
        page = chromium.new_page()
        searcher = Searcher(page, base)
        searcher.open(f"q={quote('清仓')}")
        document = edition.document_by_id[NOTICE]
        claims = tuple(
            replace(c, value="全新的题名") if c.field == "title" else c for c in document.claims
        )
        newer = replace(
            edition,
            documents=tuple(
                replace(d, claims=claims) if d.id == NOTICE else d for d in edition.documents
            ),
        )
        make_site(newer, tmp_path, shown=0)
        assert searcher.ask("全新的题名") == [NOTICE]
        page.close()


# -- Into the text ------------------------------------------------------------------------------


def test_a_place_leads_to_its_paragraph_where_the_phrase_is_marked_across_markup(
    searcher: Searcher,
) -> None:
    searcher.open(f"q={quote('实施“清仓”行动，确保')}")
    searcher.page.click("[data-paragraph=p2] a")
    searcher.page.wait_for_selector("mark.hit")
    link = urlsplit(searcher.page.url)
    assert link.fragment == "p2"
    assert parse_qs(link.query)["h"] == ["实施“清仓”行动，确保"]
    marks = searcher.page.eval_on_selector_all(
        "#p2 mark.hit", "all => all.map(one => one.textContent)"
    )
    assert "".join(marks) == "实施“清仓”行动，确保"
    assert len(marks) > 1
    assert searcher.page.locator("#p2").inner_text().count("清仓") == 1, "marking changes no word"


def test_marks_can_be_taken_away(searcher: Searcher, sample: str) -> None:
    searcher.page.goto(f"{sample}d/{POST}/?h={quote('景俊海')}")
    searcher.page.wait_for_selector("mark.hit")
    assert searcher.page.locator("mark.hit").count() >= 3
    before = searcher.page.inner_text("#p1")
    searcher.page.locator(".hit-bar button").last.click()
    assert searcher.page.locator("mark.hit").count() == 0
    assert searcher.page.inner_text("#p1") == before
    assert "h=" not in searcher.page.url


def test_a_capture_reading_is_marked_where_the_changes_are_shown(searcher: Searcher) -> None:
    searcher.open(f"q={quote('吉林决战决胜键阶')}")
    searcher.page.click(".capture a")
    searcher.page.wait_for_selector("mark.hit")
    assert "/marked/" in searcher.page.url
    marks = searcher.page.eval_on_selector_all(
        "#p1 mark.hit", "all => all.map(one => one.textContent)"
    )
    assert "".join(marks) == "吉林决战决胜键阶"


# -- Keys, screen readers, small screens, no script ----------------------------------------------


def test_the_box_of_every_page_offers_names_by_form_and_reading_with_the_keyboard_alone(
    searcher: Searcher, sample: str
) -> None:
    page = searcher.page
    page.goto(sample)
    page.keyboard.press("/")
    box = page.locator("input[role=combobox]:visible").first
    expect(box).to_be_focused()
    page.keyboard.type("jingj")
    option = page.locator("[role=option]").first
    expect(option).to_contain_text("景俊海")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert unquote(urlsplit(page.url).query) == "q=景俊海"
    searcher.done()
    assert set(searcher.documents()) == {POST, MEETING, TRADITIONAL}


def test_who_types_in_a_box_has_the_search_on_its_way_and_who_reads_asks_for_nothing(
    chromium: Browser, sample: str
) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sample)
    page.wait_for_load_state("networkidle")
    assert not any("/pagefind/" in address for address in asked)
    with (
        page.expect_response("**/wasm.unknown.pagefind"),
        page.expect_response("**/columns.*.json"),
    ):
        page.keyboard.press("/")
        page.keyboard.type("景")
    assert all(address.startswith(sample) for address in asked)
    page.close()


def test_escape_closes_what_is_offered_and_keeps_what_was_typed(searcher: Searcher) -> None:
    searcher.open()
    searcher.page.focus("#q")
    searcher.page.keyboard.type("张")
    searcher.page.wait_for_selector("[role=option]")
    searcher.page.keyboard.press("Escape")
    expect(searcher.page.locator("#q")).to_have_attribute("aria-expanded", "false")
    assert searcher.page.input_value("#q") == "张"


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("query", ["景俊海", "景骏海", ""])
def test_the_page_has_no_barrier_that_axe_knows(
    chromium: Browser, sample: str, query: str, language: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 375, "height": 800}, color_scheme="dark" if language else "light"
    )
    page = context.new_page()
    searcher = Searcher(page, sample, language)
    searcher.open(f"q={quote(query)}" if query else "")
    client = context.new_cdp_session(page)
    client.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))",
        tags,
    )
    assert found == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 375, "nothing to scroll sideways"
    context.close()


def test_changes_of_the_answer_are_told_to_screen_readers(searcher: Searcher) -> None:
    searcher.open(f"q={quote('清仓')}")
    status = searcher.page.locator(".search .status")
    assert status.get_attribute("role") == "status"
    assert re.search(r"2 篇文献，\d+ 处", status.inner_text())


def test_without_scripts_the_page_says_so_and_leads_to_the_lists(
    chromium: Browser, sample: str
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sample}search/?q=a")
    notice = page.locator("#search noscript")
    assert "JavaScript" in notice.inner_text()
    assert page.locator("#search noscript a").count() >= 3
    context.close()


def test_an_index_that_cannot_be_read_is_said_to_be_missing(
    chromium: Browser, tmp_path: Path
) -> None:
    make_site(sample_edition(), tmp_path, shown=0)
    (tmp_path / "pagefind/edition/manifest.json").unlink()
    with served(tmp_path) as base:
        page = chromium.new_page()
        page.goto(f"{base}search/?q=a")
        page.wait_for_selector(".results[data-state=failed]", state="attached")
        assert "索引未能读取" in page.inner_text(".status")
        page.close()
