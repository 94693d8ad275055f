"""Every check of the site can fail, and says what is wrong and what to do."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edition.checks import CHECKS, Facts, check_facts, check_site, facts_of
from edition.checks.addresses import check_paths
from edition.incremental.sealed import read_sealed, seal
from edition.model import Edition
from edition.release import merge, rename, save_changes, withdraw
from tests.lifecycle import Collection, Text

HOW = {"date": "2026-07-02", "reason": "来源要求", "by": "编者"}
Outputs = dict[str, bytes]


class Made:
    """A small site with everything that the ledger knows, and the ids of its documents."""

    def __init__(self, folder: Path) -> None:
        self.collection = Collection(folder / "ledger.jsonl")
        self.collection.texts = {
            "a": Text("调度会召开", ["省委书记主持召开会议。", "会议强调，要压实责任。"]),
            "b": Text("患者治愈出院", ["全省新增治愈出院患者一百零一例。"]),
            "c": Text("新闻发布会", ["省政府新闻办今日举行第四十一场发布会。"]),
            "d": Text("调度会摘要", ["会议强调，要压实责任。"]),
        }
        self.collection.build()
        self.collection.release("2026-07-01", "第一次")
        ledger = self.collection.ledger
        of = {r.path[8:9]: r.id for r in ledger.registrations.values() if r.kind == "document"}
        path = self.collection.ledger_path
        self.kept, self.gone, self.merged = of["a"], of["b"], of["d"]
        save_changes(
            withdraw(self.gone, self.collection.edition(), ledger, self.collection.config, **HOW),
            path,
        )
        save_changes(rename(of["c"], self.collection.ledger, **HOW), path)
        save_changes(merge(self.merged, self.kept, self.collection.ledger, **HOW), path)
        self.old = of["c"]
        new = self.collection.ledger.find(of["c"])
        assert new is not None
        self.new = new.id
        self.edition, self.outputs = self.collection.build()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("checked"))


def told(made: Made, outputs: Outputs, edition: Edition | None = None) -> list[str]:
    return [
        error.what for error in check_site(outputs, edition or made.edition, made.collection.config)
    ]


Break = Callable[[Made, Outputs], None]


def add(path: str, data: bytes = b"") -> Break:
    return lambda _, outputs: outputs.update({path: data})


def append(path: str, line: str) -> Break:
    return lambda _, outputs: outputs.update({path: outputs[path] + line.encode()})


def without(path: Callable[[Made], str]) -> Break:
    def drop(made: Made, outputs: Outputs) -> None:
        del outputs[path(made)]

    return drop


def swap(path: Callable[[Made], str], old: bytes, new: bytes) -> Break:
    def edit(made: Made, outputs: Outputs) -> None:
        assert old in outputs[path(made)]
        outputs[path(made)] = outputs[path(made)].replace(old, new)

    return edit


BROKEN: list[tuple[str, Break]] = [
    ("C101 the path 'd/题/x.txt' is not plain ASCII", add("d/题/x.txt")),
    ("C101 '../x' is no path below the site", add("../x")),
    ("C101 two outputs claim 'Catalog.json' and 'catalog.json'", add("Catalog.json")),
    ("C101 catalog.json and catalog.json/x are at odds: one is a file, the other has it for a folder", add("catalog.json/x")),
    ("C102 /d/{kept}/ would vanish: it was published", without(lambda m: f"d/{m.kept}/index.html")),
    ("C102 /d/{kept}/v1/ would vanish: it was published", without(lambda m: f"d/{m.kept}/v1/index.html")),
    ("C102 /d/{gone}/ would vanish: its tombstone is missing", without(lambda m: f"d/{m.gone}/index.html")),
    ("C102 the tombstone /gone/{gone}/ is missing", without(lambda m: f"gone/{m.gone}/index.html")),
    ("C102 /d/{old}/ redirects to /d/{new}/, which is no page", without(lambda m: f"d/{m.new}/index.html")),
    ("C103 d/{kept}/index.html has no target for p2", swap(lambda m: f"d/{m.kept}/index.html", b'id="p2"', b'id="x"')),
    ("C103 d/{kept}/v1/index.html has no target for p1", swap(lambda m: f"d/{m.kept}/v1/index.html", b'id="p1"', b'id="x"')),
    ("C103 d/{kept}/index.html has no target for from-{merged}", swap(lambda m: f"d/{m.kept}/index.html", b'id="from-', b'id="form-')),
    ("C201 not a rule: /甲 /乙 301!", append("_redirects", "/甲 /乙 301!\n")),
    ("C201 /x/ has status 302, neither 301 nor 410", append("_redirects", "/x/ /about/ 302\n")),
    ("C201 /d/{old}/ has two rules", lambda m, o: o.update({"_redirects": o["_redirects"] + f"/d/{m.old}/ /about/ 301!\n".encode()})),
    ("C201 /x/ leads to /d/{old}/, which leads on", lambda m, o: o.update({"_redirects": o["_redirects"] + f"/x/ /d/{m.old}/ 301!\n".encode()})),
    ("C202 /x/ sets set-cookie, which the host ignores", append("_headers", "/x/\n  Set-Cookie: a=1\n")),
    ("C202 two rules are for one path", append("_headers", "/d/*\n  X-A: 1\n")),
    ("C202 /d/{kept}/ gets cache-control from /d/{kept}/ and from /d/*", lambda m, o: o.update({"_headers": o["_headers"].replace(f"/d/{m.kept}/\n".encode(), f"/d/{m.kept}/\n  Cache-Control: no-store\n".encode())})),
    ("C202 /neu/ has no Content-Security-Policy", add("neu/index.html", b"<p>")),
    ("C301 d/{kept}/v1/ does not show the article as it was frozen", swap(lambda m: f"d/{m.kept}/v1/index.html", "压实责任".encode(), "压实 责任".encode())),
    ("C301 d/{kept}/v1/text.txt is not the text that the ledger has", swap(lambda m: f"d/{m.kept}/v1/text.txt", "压实".encode(), "落实".encode())),
    ("C301 d/{kept}/text.txt is not the text that the ledger has", swap(lambda m: f"d/{m.kept}/text.txt", "压实".encode(), "落实".encode())),
    ("C302 d/{gone}/text.txt is of a withdrawn document", lambda m, o: o.update({f"d/{m.gone}/text.txt": b""})),
    ("C401 x/index.html has the attribute 'onclick'", add("x/index.html", b"<p onclick=x()>")),
    ("C402 x/index.html loads 'https://a.example/b.png' from another host", add("x/index.html", b'<img src="https://a.example/b.png">')),
    ("C403 x/index.html has <form> inside the article", add("x/index.html", b"<article><form></form></article>")),
    ("C404 x/index.html has the unseen character U+202E after '<p>'", add("x/index.html", "<p>\u202e".encode())),
    ("C104 x/index.html leads to d/nowhere/, which is nowhere", add("x/index.html", b'<a href="../d/nowhere/">')),
    ("C104 x/index.html leads to d/{kept}/#p99, which is nowhere", lambda m, o: o.update({"x/index.html": f'<a href="../d/{m.kept}/#p99">'.encode()})),
    ("C104 x/index.html leads to ../y/, which is nowhere", add("x/index.html", b'<a href="../../y/">')),
    ("C104 x/index.html leads to assets/none.js, which is nowhere", add("x/index.html", b'<script src="../assets/none.js"></script>')),
    ("C405 x/index.html has an id more than once: a", add("x/index.html", b'<p id="a"><p id="a">')),
    ("C405 x/index.html has an id more than once: b", add("x/index.html", b'<p id=b><p id="b">')),
    ("C302 {gone} is withdrawn, and still in the sitemap", lambda m, o: o.update({"sitemap.xml": f"/d/{m.gone}/<".encode()})),
]  # fmt: skip


@pytest.mark.parametrize(("what", "breaks"), BROKEN, ids=[what for what, _ in BROKEN])
def test_a_broken_site_is_not_published(made: Made, what: str, breaks: Break) -> None:
    outputs = dict(made.outputs)
    breaks(made, outputs)
    wanted = what.format(
        kept=made.kept, gone=made.gone, old=made.old, new=made.new, merged=made.merged
    )
    assert wanted in told(made, outputs)


def test_every_check_was_seen_to_fail() -> None:
    assert {what.split()[0] for what, _ in BROKEN} == set(CHECKS)


def test_a_right_site_passes(made: Made) -> None:
    assert told(made, made.outputs) == []


def test_a_withdrawn_document_is_not_among_the_documents(made: Made) -> None:
    document = replace(made.edition.documents[0], id=made.gone)
    edition = replace(made.edition, documents=(*made.edition.documents, document))
    assert f"C302 {made.gone} is withdrawn, and still among the documents" in told(
        made, made.outputs, edition
    )


def test_two_outputs_on_one_path_are_found_while_they_stream() -> None:
    assert [e.what for e in check_paths(["a", "b", "a"])] == ["two outputs claim 'a'"]


def test_messages_say_what_to_do(made: Made) -> None:
    outputs = dict(made.outputs)
    del outputs[f"d/{made.kept}/index.html"]
    (error, *_) = check_site(outputs, made.edition, made.collection.config)
    assert f"build.py withdraw {made.kept} --reason" in error.next_step


# --- Facts: what is remembered of a file, and what is checked again -------------------------------


def facts_by_path(outputs: Outputs) -> dict[str, Facts]:
    return {path: facts_of(path, data) for path, data in outputs.items()}


def since(before: Outputs, now: Outputs) -> dict[str, Facts | None]:
    """Say what differs between two sites, as an incremental build does."""
    differing = {p for p in before.keys() | now.keys() if before.get(p) != now.get(p)}
    return {p: facts_of(p, before[p]) if p in before else None for p in differing}


class Asked(dict[str, Facts]):
    """Facts that note which of them were asked for."""

    def __init__(self, facts: dict[str, Facts]) -> None:
        super().__init__(facts)
        self.asked: set[str] = set()

    def __getitem__(self, path: str) -> Facts:
        self.asked.add(path)
        return super().__getitem__(path)


@pytest.mark.parametrize(("what", "breaks"), BROKEN, ids=[what for what, _ in BROKEN])
def test_what_differs_from_a_site_that_passed_is_found_as_in_a_whole_check(
    made: Made, what: str, breaks: Break
) -> None:
    outputs = dict(made.outputs)
    breaks(made, outputs)
    facts = facts_by_path(outputs)
    config = made.collection.config
    whole = check_facts(facts, outputs, made.edition, config)
    part = check_facts(facts, outputs, made.edition, config, since=since(made.outputs, outputs))
    assert [str(e) for e in part] == [str(e) for e in whole] != []


def test_a_link_is_followed_again_when_its_target_goes(made: Made) -> None:
    """The page that has the link did not change, and is found all the same."""
    page = {"x/index.html": b'<a href="../y/#p1">'}
    config = made.collection.config
    before = made.outputs | page | {"y/index.html": b'<p id="p1">'}
    for now in (made.outputs | page, made.outputs | page | {"y/index.html": b'<p id="p2">'}):
        part = check_facts(facts_by_path(now), now, made.edition, config, since=since(before, now))
        assert any(e.what.startswith("C104 x/index.html leads to y/") for e in part)


def test_of_a_site_that_passed_only_what_differs_is_looked_at(made: Made) -> None:
    path = f"d/{made.kept}/index.html"
    now = made.outputs | {path: made.outputs[path] + b"<p>more</p>"}
    facts = Asked(facts_by_path(now))
    changed = since(made.outputs, now)
    assert check_facts(facts, now, made.edition, made.collection.config, since=changed) == ()
    linked = {link.partition("#")[0] + "index.html" for link in facts_of(path, now[path]).links}
    assert facts.asked <= linked | {path}
    nothing = Asked(facts_by_path(now))
    assert check_facts(nothing, now, made.edition, made.collection.config, since={}) == ()
    assert nothing.asked == set()


def test_the_ledger_is_held_against_unchanged_files_when_it_changes(made: Made) -> None:
    versions = made.edition.register.versions
    other = {
        identifier: tuple(replace(version, text_sha256="0" * 64) for version in found)
        for identifier, found in versions.items()
    }
    edition = replace(made.edition, register=replace(made.edition.register, versions=other))
    now = made.outputs | {"ledger.jsonl": b"another"}
    part = check_facts(
        facts_by_path(now), now, edition, made.collection.config, since=since(made.outputs, now)
    )
    assert any(e.what.startswith("C301") for e in part)


def test_facts_are_plain_values_that_can_be_stored(made: Made) -> None:
    facts = facts_by_path(made.outputs | {"x/index.html": b"<p onclick=x()>"})
    stored = read_sealed(seal(facts, b"mark"), b"mark")
    assert stored == facts
    assert {type(one) for one in stored.values()} == {Facts}


def test_facts_depend_on_path_and_bytes_alone(made: Made) -> None:
    path = f"d/{made.kept}/index.html"
    assert facts_of(path, made.outputs[path]) == facts_of(
        path, bytes(bytearray(made.outputs[path]))
    )
    assert not inspect.signature(facts_of).parameters.keys() - {"path", "data"}
