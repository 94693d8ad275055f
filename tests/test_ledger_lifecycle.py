"""Ten releases with edits, splits, merges, renames, a withdrawal and a restoration: nothing is lost."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edition.errors import ContentErrors, EditionError
from edition.ledger import identify_things, new_id, read_ledger
from edition.ledger.view import make_register
from edition.release import (
    check_since,
    find,
    merge,
    rename,
    restore,
    save_changes,
    withdraw,
)
from tests.lifecycle import Collection, Text, answer

A = [
    "3月19日晚上，省委书记连夜主持召开全省疫情防控调度会，听取各地情况汇报，研究部署下一步工作。",
    "他强调，要加快实施“清仓”行动，确保风险人员即查即转、应隔尽隔、日清日结。要加强方舱医院建设，做到床等人。",
    "要保障群众基本生活，畅通物资运输，确保市场供应不断档、不脱销，价格总体平稳。",
    "省领导和有关部门负责同志参加会议。",
]
B = [
    "全省新增治愈出院患者一百零一例，专家组一致认为符合解除隔离标准。",
    "患者出院后将继续进行十四天健康监测，社区工作人员每日上门测量体温并做好登记。定点医院派专人回访。",
]
C = [
    "省卫生健康委通报，各地核酸检测能力持续提升，日检测量达到二百万管。",
    "长春市新增采样点三百个，市民可就近采样。",
    "吉林市组织千名志愿者支援社区一线，开展物资配送和心理疏导。",
]
D = [
    "据介绍，会议以视频形式开到县一级，各市州设分会场。",
    "他强调，要加快实施“清仓”行动，确保风险人员即查即转、应隔尽隔、日清日结。要加强方舱医院建设，做到床等人。",
]


class Life:
    """A collection, and everything that it ever published."""

    def __init__(self, folder: Path) -> None:
        self.collection = Collection(folder / "ledger.jsonl")
        self.collection.texts = {
            "a": Text("全省疫情防控调度会召开", list(A)),
            "b": Text("一百零一名患者治愈出院", list(B)),
            "c": Text("核酸检测能力持续提升", list(C)),
            "d": Text("全省疫情防控调度会召开（摘要）", list(D)),
        }
        self.person = new_id("person", (), "景俊海")
        self.collection.people = {self.person: "景俊海"}
        self.collection.works = [("a", "d")]
        self.day = 0
        self.addresses: set[str] = set()
        self.targets: set[tuple[str, str]] = set()
        self.articles: dict[str, bytes] = {}
        self.ledger_bytes = b""

    def id_of(self, name: str) -> str:
        path = f"sources/{name}.txt"
        return next(
            r.id for r in self.collection.ledger.registrations.values() if r.path == path and r.kind == "document"
        )  # fmt: skip

    def date(self) -> str:
        self.day += 1
        return f"2026-07-{self.day:02d}"

    def release(self, reason: str) -> list[str]:
        changes = self.collection.release(self.date(), reason)
        self.follow()
        return [f"{line.id} {line.version}" for line in changes.lines]

    def follow(self) -> dict[str, bytes]:
        """Build, and follow every address and paragraph that was ever published."""
        edition, outputs = self.collection.build()
        again = self.collection.build()[1]
        assert outputs == again, "a second build gives other bytes"
        data = self.collection.ledger_path.read_bytes()
        assert data.startswith(self.ledger_bytes), "the ledger was not only appended to"
        self.ledger_bytes = data
        gone = {stone.id for stone in edition.register.tombstones}
        for address in sorted(self.addresses | set(edition.register.addresses)):
            given = answer(outputs, address)
            assert given.status in (200, 410), f"{address}: {given.status}"
            assert given.hops <= 1, f"{address}: {given.hops} hops"
        for document in edition.documents:
            for version in edition.register.versions.get(document.id, ()):
                self.targets |= {(version.url, name) for name, _ in version.paragraphs}
                self.targets |= {(f"/d/{document.id}/", name) for name, _ in version.paragraphs}
        for address, name in sorted(self.targets):
            given = answer(outputs, address)
            if given.status == 410:
                continue
            page = given.body.decode()
            fragment = given.address.partition("#")[2]
            if fragment:
                assert f'id="{fragment}"' in page, f"{address} leads to a missing #{fragment}"
                arrived = re.search(rf'id="{fragment}".*?</p>', page, re.DOTALL)
                assert arrived is not None
                assert name in arrived[0], f"{address}#{name} is not told where it went"
            else:
                assert f'id="{name}"' in page, f"{address}#{name} is lost"
        for versions in edition.register.versions.values():
            for version in versions:
                page = answer(outputs, version.url).body
                article = re.search(rb"<article.*?</article>\n", page, re.DOTALL)
                assert article is not None, version.url
                assert self.articles.setdefault(version.url, article[0]) == article[0]
        for stone in gone:
            for path in ("sitemap.xml", "d/ids.txt"):
                assert stone.encode() not in outputs.get(path, b"").replace(b"/gone/", b"")
        self.addresses |= set(edition.register.addresses)
        return outputs


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


@pytest.mark.slow
def test_ten_releases_lose_nothing(life: Life) -> None:
    texts = life.collection.texts
    a, b, c, d = ("a", "b", "c", "d")
    life.follow()
    assert len(life.release("第一次发布")) == 4
    first = life.id_of(a)

    texts[a].paragraphs[1] = texts[a].paragraphs[1].replace("加快", "迅速")
    edition, outputs = life.collection.build()
    assert list(edition.register.drafts) == [first]
    assert life.release("校正一字") == [f"{first} 2"]

    whole = texts[b].paragraphs[1]
    cut = whole.index("定点医院")
    texts[b].paragraphs[1:] = [whole[:cut], whole[cut:]]
    life.release("依原版分段")
    assert life.collection.ledger.find(life.id_of(b)).paragraph_ids == ("p1", "p2", "p3")  # type: ignore[union-attr]

    texts[c].paragraphs[0:2] = ["".join(texts[c].paragraphs[0:2])]
    life.release("两段合一")
    gone = life.collection.ledger.find(life.id_of(c))
    assert gone is not None
    assert gone.retired == {"p2": ("p1",)}

    del texts[a].paragraphs[2]
    texts[a].paragraphs.insert(0, "新华社长春电，以下为会议要点的补充说明，据次日见报的版本补入。")
    life.release("删一段，补一段")
    assert life.collection.ledger.find(first).paragraph_ids == ("p5", "p1", "p2", "p4")  # type: ignore[union-attr]

    old_b = life.id_of(b)
    save_changes(rename(old_b, life.collection.ledger, date=life.date(), reason="改号", by="编者"), life.collection.ledger_path)  # fmt: skip
    life.follow()
    texts[b].title = "101名患者治愈出院"
    assert life.release("改题") == [f"{life.id_of(b)} 3"]
    assert life.id_of(b) != old_b

    merged = life.id_of(d)
    save_changes(merge(merged, first, life.collection.ledger, date=life.date(), reason="同一报道的摘要", by="编者"), life.collection.ledger_path)  # fmt: skip
    texts_of_d = texts.pop(d)
    work = next(r for r in life.collection.ledger.registrations.values() if r.kind == "work")
    with pytest.raises(AssertionError, match=f"C102 /works/{work.id}/ would vanish"):
        life.follow()
    edition = life.collection.edition()
    save_changes(withdraw(work.id, edition, life.collection.ledger, life.collection.config, date=life.date(), reason="只余一个见证本", by="编者", successor=first), life.collection.ledger_path)  # fmt: skip
    outputs = life.follow()
    assert answer(outputs, f"/d/{merged}/").address == f"/d/{first}/#from-{merged}"
    assert answer(outputs, f"/d/{merged}/v1/").status == 200
    texts[d] = texts_of_d
    life.follow()
    texts[a].paragraphs[1] = texts[a].paragraphs[1].replace("连夜", "")
    life.release("第六次")

    third = life.id_of(c)
    edition = life.collection.edition()
    save_changes(withdraw(third, edition, life.collection.ledger, life.collection.config, date=life.date(), reason="来源要求撤回", by="编者", successor=first), life.collection.ledger_path)  # fmt: skip
    outputs = life.follow()
    for place in (f"/d/{third}/", f"/d/{third}/v1/", f"/d/{third}/text.txt", f"/en/d/{third}/"):
        given = answer(outputs, place)
        assert given.status == 410, place
        assert "来源要求撤回".encode() in given.body
    elsewhere = [p for p, data in outputs.items() if C[2].encode() in data and "sources/" not in p]
    assert elsewhere == []
    texts[b].paragraphs[0] += "目前情况稳定。"
    life.release("第七次")

    save_changes(restore(third, life.collection.ledger, date=life.date(), reason="来源同意恢复", by="编者"), life.collection.ledger_path)  # fmt: skip
    texts[c].paragraphs.reverse()
    life.release("恢复并调整次序")
    assert life.collection.ledger.find(third).paragraph_ids == ("p3", "p1")  # type: ignore[union-attr]

    texts["e"] = Text(
        "第四十一场新闻发布会", ["今日举行第四十一场新闻发布会，介绍疫情防控最新进展。"]
    )
    life.release("第九次")

    save_changes(rename(first, life.collection.ledger, date=life.date(), reason="再改号", by="编者"), life.collection.ledger_path)  # fmt: skip
    texts[a].paragraphs.append("会议还研究了其他事项。")
    life.release("第十次")
    outputs = life.follow()
    renamed = life.id_of(a)
    assert answer(outputs, f"/d/{merged}/")[2:] == (1, f"/d/{renamed}/#from-{merged}")
    assert answer(outputs, f"/d/{first}/v2/")[2:] == (1, f"/d/{renamed}/v2/")
    assert life.collection.ledger.find(first).version == 5  # type: ignore[union-attr]


def test_a_missing_source_stops_the_build_until_it_is_explained(life: Life) -> None:
    life.follow()
    identifier = life.id_of("b")
    del life.collection.texts["b"]
    with pytest.raises(AssertionError, match=f"C102 /d/{identifier}/ would vanish"):
        life.collection.build()


def test_nothing_changed_is_nothing_released(life: Life) -> None:
    life.release("第一次")
    assert life.release("第二次") == []


def test_a_release_needs_a_date_a_reason_and_a_name(life: Life) -> None:
    edition = life.collection.edition()
    refused: list[tuple[dict[str, str], str]] = [
        ({"date": "1.7.2026", "reason": "x", "by": "x"}, "is not a date"),
        ({"date": "2026-07-01", "reason": " ", "by": "x"}, "a reason is missing"),
        ({"date": "2026-07-01", "reason": "x", "by": ""}, "by whom"),
    ]
    for options, what in refused:
        with pytest.raises(EditionError, match=what):
            withdraw(
                life.id_of("a"), edition, life.collection.ledger, life.collection.config, **options
            )


def test_a_mistyped_id_is_told_from_an_unknown_one(life: Life) -> None:
    life.follow()
    ledger = life.collection.ledger
    right = life.id_of("a")
    swapped = right[0] + right[2] + right[1] + right[3:]
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    with pytest.raises(EditionError, match="check character is wrong") as error:
        find(wrong, ledger)
    assert right in error.value.next_step
    if swapped != right:
        with pytest.raises(EditionError, match="check character is wrong"):
            find(swapped, ledger)
    with pytest.raises(EditionError, match="there is no"):
        find(new_id("document", ledger.taken, "another", prefix="d"), ledger)


REFUSED: list[tuple[str, Callable[[Life, str, dict[str, str]], object]]] = [
    ("is withdrawn", lambda life, gone, how: rename(gone, life.collection.ledger, **how)),
    ("is withdrawn", lambda life, gone, how: merge(life.id_of("b"), gone, life.collection.ledger, **how)),
    ("not withdrawn", lambda life, _, how: restore(life.id_of("b"), life.collection.ledger, **how)),
    ("cannot be merged", lambda life, _, how: merge(life.id_of("b"), life.person, life.collection.ledger, **how)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "act"), REFUSED)
def test_what_cannot_be_done_is_refused(
    life: Life, what: str, act: Callable[[Life, str, dict[str, str]], object]
) -> None:
    life.follow()
    how = {"date": "2026-07-01", "reason": "x", "by": "x"}
    gone = life.id_of("a")
    edition = life.collection.edition()
    save_changes(withdraw(gone, edition, life.collection.ledger, life.collection.config, **how), life.collection.ledger_path)  # fmt: skip
    with pytest.raises(EditionError, match=what):
        act(life, gone, how)


def test_an_authority_that_changes_its_kind_moves_and_redirects(life: Life) -> None:
    life.follow()
    how = {"date": "2026-07-01", "reason": "是机构，不是人", "by": "编者"}
    changes = rename(life.person, life.collection.ledger, kind="organisation", **how)
    ledger = life.collection.ledger.extended(changes.lines)
    moved = ledger.find(life.person)
    assert moved is not None
    assert (moved.kind, moved.url) == ("organisation", f"/organisations/{moved.id}/")
    assert identify_things([("organisation", moved.id)], ledger) == ()


# --- Against git --------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        check=True, capture_output=True,
    )  # fmt: skip


def test_a_ledger_edited_backwards_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "ledger"
    folder.mkdir(parents=True)
    life = Life(folder)
    life.release("第一次")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    ledger = folder / "ledger.jsonl"
    life.collection.texts["a"].paragraphs[0] += "又及。"
    life.release("第二次")
    assert check_since(ledger, "HEAD") == ()

    rows = ledger.read_text("utf-8").split("\n")
    ledger.write_text("\n".join([rows[0].replace("build", "me"), *rows[2:]]), "utf-8")
    problems = check_since(ledger, "HEAD")
    assert [(p.where.line, p.what) for p in problems[:2]] == [
        (1, "this line was changed since HEAD"),
        (2, "this line was changed since HEAD"),
    ]
    ledger.write_text("\n".join(rows), "utf-8")
    frozen = sorted((folder / "versions").rglob("v1.md"))
    frozen[0].write_text("anything", "utf-8")
    frozen[1].unlink()
    told = [p.what for p in check_since(ledger, "HEAD")]
    assert len(told) == 2
    assert told[0].endswith("was changed since HEAD")
    assert told[1].endswith("is missing since HEAD")
    with pytest.raises(ContentErrors):
        read_ledger(ledger)
    with pytest.raises(EditionError, match="git does not know 'nowhere'"):
        check_since(ledger, "nowhere")


# --- Any life at all ----------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["edit", "split", "merge", "remove", "add", "swap", "release"]),
        st.integers(0, 9),
    ),
    max_size=8,
)


def step(paragraphs: list[str], what: str, where: int) -> None:
    """Do to a text what an editor may do."""
    n = where % len(paragraphs) if paragraphs else 0
    if what == "add" or not paragraphs:
        paragraphs.insert(n, f"另据第{where}号通报，新增采样点{where}处，市民可就近采样。")
    elif what == "edit":
        paragraphs[n] = paragraphs[n].replace("，", "、", 1) + "（更正）"
    elif what == "split" and len(paragraphs[n]) > 12:
        half = len(paragraphs[n]) // 2
        paragraphs[n : n + 1] = [paragraphs[n][:half], paragraphs[n][half:]]
    elif what == "merge" and n + 1 < len(paragraphs):
        paragraphs[n : n + 2] = [paragraphs[n] + paragraphs[n + 1]]
    elif what == "remove" and len(paragraphs) > 1:
        del paragraphs[n]
    elif what == "swap":
        paragraphs[n], paragraphs[-1] = paragraphs[-1], paragraphs[n]


@settings(max_examples=10, deadline=None)
@given(STEPS)
def test_whatever_editors_do_no_paragraph_id_is_lost_or_given_again(
    steps: list[tuple[str, int]],
) -> None:
    with TemporaryDirectory() as folder:
        collection = Collection(Path(folder) / "ledger.jsonl")
        collection.texts = {"a": Text("全省疫情防控调度会召开", [*A, *C])}
        ever: dict[str, int] = {}
        collection.edition()
        collection.release("2026-07-01", "第一次")
        for n, (what, where) in enumerate([*steps, ("release", 0)], 2):
            if what != "release":
                step(collection.texts["a"].paragraphs, what, where)
                continue
            collection.release(f"2026-08-{n:02d}", "下一次")
            (known,) = collection.ledger.registrations.values()
            live, gone = set(known.paragraph_ids), set(known.retired)
            assert len(live) == len(known.paragraph_ids) == len(collection.texts["a"].paragraphs)
            assert not live & gone
            assert set(ever) <= live | gone, "a paragraph id is lost"
            ever |= dict.fromkeys(live, n)
            drafts = make_register(collection.ledger, collection.edition().documents).drafts
            assert drafts == {}, "what was just released is no draft"
