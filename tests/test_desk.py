"""The editor's desk: every kind of doubt is there with what speaks for it, and can be settled for good."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from edition.desk import Desk
from edition.desk.desk import Reply
from edition.desk.matters import Matter, find_matters
from edition.errors import ContentErrors, EditionError
from edition.ledger import new_id
from edition.model import Action
from edition.pipeline import Built
from edition.preparing import Paths
from tests.conftest import ROOT, Collection, built
from tests.hostile import post

PROVINCE, CITY = new_id("place", (), "甲省"), new_id("place", (), "甲市")

INSERTED = "全力保障春耕生产物资供应\n\n" + 2 * (
    "会议要求，全力保障应产春保春耕生产物资供应。各地要全力保障春耕物全耕供生产物资供应，落实责任。"
)
CUT = (
    "# 甲报 2022-03-18 第01版\n\n春耕备耕工作会议召开\n\n会议指出，当前春耕正处在与时间赛跑的关键阶段。坚持\n\n"
    "就是胜利，坚持才能胜利。会议强调，要压实各方责任。\n"
)
PLACES = f"""# 地点规范档：手工核对

[[place]]
id = "{PROVINCE}"
name = "甲省"    # 省
forms = ["甲省", {{ form = "甲地", beside = ["全省"] }}]
attested = [
  {{ source = "sources/b.md", quote = "甲省开会" }},
  {{ source = "sources/b.md", quote = "甲地全省" }},
]

[[place]]
id = "{CITY}"
name = "甲市"
forms = ["甲市", {{ form = "甲地", beside = ["全市"] }}]
attested = [
  {{ source = "sources/c.md", quote = "甲市也开会" }},
  {{ source = "sources/c.md", quote = "甲地全市" }},
]
"""
SAYS = (
    "<p>3月11日，甲市召开会议。会议指出，要压实各方责任，落实各项措施，确保群众生活必需品供应充足、价格稳定、"
    "质量可靠。会议强调，各部门要主动担当，协同配合。</p>"
)


class Editor:
    """An editor at the desk of a small collection; each decision is followed by a build, as in watch mode."""

    def __init__(self, paths: Paths, known: Built | None = None) -> None:
        self.paths = paths
        self.built: Built = known or built(paths)
        self.desk = Desk(paths.content, lambda: self.built, self._outcome)

    def _outcome(self, _: Path, act: Callable[[], None]) -> Sequence[Mapping[str, Any]]:
        act()
        try:
            self.built = built(self.paths)
        except ContentErrors as errors:
            return [self._plain(one) for one in errors.errors]
        except EditionError as error:
            return [self._plain(error)]
        return []

    @staticmethod
    def _plain(error: EditionError) -> Mapping[str, Any]:
        return {"what": error.what, "where": error.where.path, "next": error.next_step}

    def matters(self, kind: str) -> list[Matter]:
        return [matter for matter in find_matters(self.built) if matter.kind == kind]

    def settle(self, matter: Matter, choice: str, **more: Any) -> Reply:
        return self.desk.answer("POST", "settle", {**self._usual(matter, choice), **more})

    @staticmethod
    def _usual(matter: Matter, choice: str) -> Mapping[str, Any]:
        return {"id": matter.id, "choice": choice, "reason": "核对过", "by": "某编者"}

    def text(self) -> str:
        return "\n".join(b.text for d in self.built.edition.documents for b in d.blocks if b.live)

    def document(self, title: str) -> str:
        return next(d.id for d in self.built.edition.documents if d.title == title)

    def titles(self) -> list[str]:
        return [document.title for document in self.built.edition.documents]

    def file(self, name: str) -> str:
        return (self.paths.content / name).read_text(encoding="utf-8")


Sit = Callable[..., Editor]


@pytest.fixture
def sit(collection: Collection) -> Sit:
    return lambda *given, **named: Editor(collection(*given, **named))


class TestSuspectedInsertions:
    def test_each_is_shown_in_the_capture_with_what_speaks_for_it(self, sit: Sit) -> None:
        matters = sit({"a.txt": INSERTED}).matters("suspected")
        assert len(matters) == 4
        before, at, after = matters[0].where.context
        assert (before[-4:], at, after[:4]) == ("全力保障", "应产春保", "春耕生产")
        assert matters[0].where.line == 3
        assert "插入" in matters[0].evidence[0][0].zh

    def test_accepting_one_removes_that_one(self, sit: Sit) -> None:
        editor = sit({"a.txt": INSERTED})
        reply = editor.settle(editor.matters("suspected")[0], "accept")
        assert reply.status == 200, reply.body
        assert len(editor.matters("suspected")) == 3
        assert editor.text().count("应产春保") == 1
        assert editor.text().count("全力保障春耕生产物资供应") == 2  # the title, and where it was

    def test_refusing_one_keeps_it_without_a_mark(self, sit: Sit) -> None:
        editor = sit({"a.txt": INSERTED})
        matter = editor.matters("suspected")[1]
        assert editor.settle(matter, "refuse").status == 200
        assert matter.id not in {one.id for one in editor.matters("suspected")}
        assert editor.text().count("物全耕供") == 2


class TestTitles:
    RESTORED = post("<p>会议要求，要加快推动“清仓”行动。</p>", title="要加快推动_清仓_行动")
    UNSURE = post("<p>会议要求，要抓紧。</p>", title="要加快推动_清仓_行动")

    def test_signs_that_the_text_attests_are_there_to_confirm(self, sit: Sit) -> None:
        editor = sit({"a.md": self.RESTORED})
        (matter,) = editor.matters("title")
        assert matter.where.context[1] == "_清仓_"
        assert "“清仓”" in matter.evidence[0][1]
        assert editor.settle(matter, "accept").status == 200
        assert editor.matters("title") == []
        assert editor.titles() == ["要加快推动“清仓”行动"]

    def test_signs_that_the_text_attests_can_be_refused(self, sit: Sit) -> None:
        editor = sit({"a.md": self.RESTORED})
        (matter,) = editor.matters("title")
        reply = editor.settle(matter, "refuse")
        assert reply.status == 200, reply.body
        assert editor.titles() == ["要加快推动_清仓_行动"]

    def test_a_guess_is_taken_over_when_it_is_accepted(self, sit: Sit) -> None:
        editor = sit({"a.md": self.UNSURE})
        (matter,) = editor.matters("title")
        assert matter.after == "要加快推动“清仓”行动"
        reply = editor.settle(matter, "accept")
        assert reply.status == 200, reply.body
        assert editor.titles() == ["要加快推动“清仓”行动"]
        assert editor.matters("title") == []

    def test_ones_own_title_is_taken_over(self, sit: Sit) -> None:
        editor = sit({"a.md": self.UNSURE})
        (matter,) = editor.matters("title")
        entry = {"action": "claim", "field": "title", "value": "要加快推动《清仓》行动"}
        assert editor.settle(matter, "own", entry=entry).status == 200
        assert editor.titles() == ["要加快推动《清仓》行动"]


class TestNames:
    SOURCES: Mapping[str, str] = {
        "a.md": post("<p>通告说，甲地东乡的道路已经恢复。</p>", title="通告"),
        "b.md": post("<p>甲省开会，甲地全省如此。</p>", title="会议一"),
        "c.md": post("<p>甲市也开会，甲地全市也如此。</p>", title="会议二"),
    }

    def test_whom_a_name_could_mean_is_asked_with_where_each_is_certain(self, sit: Sit) -> None:
        (matter,) = sit(self.SOURCES, {"authority/places.toml": PLACES}).matters("name")
        assert matter.where.context[1] == "甲地"
        assert [choice.label.zh for choice in matter.choices] == ["是甲市", "是甲省", "", ""]
        assert [choice.name for choice in matter.choices][2:] == ["refuse", "own"]
        assert len(matter.evidence) == 2

    def test_that_it_means_nobody_listed_is_an_answer_too(self, sit: Sit) -> None:
        editor = sit(self.SOURCES, {"authority/places.toml": PLACES})
        (matter,) = editor.matters("name")
        reply = editor.settle(matter, "refuse")
        assert reply.status == 200, reply.body
        assert editor.matters("name") == []
        assert not [
            m
            for m in editor.built.edition.relations.mentions
            if m.form == "甲地" and m.place.document == editor.document("通告")
        ]
        assert "甲地东乡的道路" in editor.text()

    def test_the_answer_is_a_form_of_that_authority_and_comments_stay(self, sit: Sit) -> None:
        editor = sit(self.SOURCES, {"authority/places.toml": PLACES})
        (matter,) = editor.matters("name")
        reply = editor.settle(matter, CITY)
        assert reply.status == 200, reply.body
        assert editor.matters("name") == []
        named = [
            m
            for m in editor.built.edition.relations.mentions
            if m.form == "甲地" and m.authority == CITY
        ]
        assert {m.place.document for m in named} >= {editor.document("通告")}
        text = editor.file("authority/places.toml")
        assert '{ form = "甲地", beside = ["全市", "东乡"] }' in text
        assert 'name = "甲省"    # 省' in text
        assert text.startswith("# 地点规范档：手工核对\n")


class TestDates:
    DUMP = (
        "春耕备耕工作会议召开\n\n"
        + "会议指出，要压实责任。" * 20
        + "\n\n最新评论\n\n某人 2025-07-06\n写得好\n"
    )

    def test_a_date_that_was_concluded_can_be_made_certain(self, sit: Sit) -> None:
        editor = sit({"a.txt": self.DUMP})
        dates = editor.matters("date")
        assert editor.settle(dates[0], "accept").status == 200
        assert len(editor.matters("date")) < len(dates)

    def test_a_date_that_was_concluded_can_be_refused_for_good(self, sit: Sit) -> None:
        editor = sit({"a.txt": self.DUMP})
        (matter,) = [m for m in editor.matters("date") if m.after == "2025-07-06"]
        reply = editor.settle(matter, "refuse")
        assert reply.status == 200, reply.body
        assert matter.id not in {one.id for one in editor.matters("date")}
        (document,) = editor.built.edition.documents
        assert document.value("captured_not_before") == ""
        (act,) = [one for one in document.interventions if one.agent == "某编者"]
        assert (act.before, act.after, act.reason.zh) == ("2025-07-06", "", "核对过")

    def test_what_nobody_claims_cannot_be_withdrawn(self, sit: Sit) -> None:
        editor = sit({"a.txt": self.DUMP})
        entry = {"action": "withdraw_claim", "field": "captured_not_before", "value": "2001-01-01"}
        reply = editor.settle(editor.matters("date")[0], "own", entry=entry)
        assert reply.status == 409
        assert "'2025-07-06'" in str(reply.body["problem"])


@pytest.fixture
def fresh(five: Built, tmp_path: Path) -> Editor:
    """Sit at the desk of the edition itself, where nothing is decided yet."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    return Editor(
        Paths(tmp_path / "content", tmp_path / "site", ROOT / "edition.toml", ROOT / "templates"),
        five,
    )


@pytest.fixture(scope="module")
def at_five(five: Built, tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Sit at the desk of the edition itself."""
    content = tmp_path_factory.mktemp("desk") / "content"
    shutil.copytree(ROOT / "content", content)
    return Editor(
        Paths(content, content.parent / "site", ROOT / "edition.toml", ROOT / "templates"), five
    )


class TestFiveCaptures:
    """What the edition itself leaves open."""

    @pytest.mark.parametrize("kind", ["join", "emendation", "witnesses", "date", "title"])
    def test_each_kind_is_there_with_the_raw_place_and_can_be_accepted(
        self, at_five: Editor, kind: str
    ) -> None:
        editor = at_five
        matter = editor.matters(kind)[-1]
        record = next(
            r for r in editor.built.edition.sources if r.source.path == matter.where.source
        )
        before, at, after = matter.where.context
        text = record.source.text
        assert before + at + after in text or (at == "¶" and before in text and after in text)
        assert record.source.text.split("\n")[matter.where.line - 1]
        assert matter.reason.zh
        assert matter.reason.en
        reply = editor.settle(matter, "accept")
        assert reply.status == 200, reply.body
        assert matter.id not in {one.id for one in editor.matters(kind)}
        written = tomllib.loads(editor.file(str(reply.body["file"])))
        assert "核对过" in str(written)

    def test_a_proposed_emendation_can_be_refused_for_good(self, fresh: Editor) -> None:
        editor = fresh
        (matter,) = editor.matters("emendation")
        text = editor.text()
        reply = editor.settle(matter, "refuse")
        assert reply.status == 200, reply.body
        assert editor.matters("emendation") == []
        assert editor.built.edition.relations.emendations == ()
        assert editor.text() == text
        document = editor.built.edition.document_by_id[matter.where.document]
        (act,) = [one for one in document.interventions if one.action is Action.STET]
        assert act.before == act.after == matter.where.context[1]
        assert (act.agent, act.reason.zh) == ("某编者", "核对过")


class TestWhatIsRefused:
    def test_a_decision_that_the_build_refuses_leaves_the_file_as_it_was(self, sit: Sit) -> None:
        before = '# 手写\nsource = "sources/a.txt"\n'
        editor = sit({"a.txt": INSERTED}, {"decisions/a.toml": before})
        entry = {"action": "replace", "exact": "没有的话", "text": "x"}
        reply = editor.settle(editor.matters("suspected")[0], "own", entry=entry)
        assert reply.status == 409
        assert reply.body["problem"]
        assert editor.file("decisions/a.toml") == before
        assert len(editor.matters("suspected")) == 4

    @pytest.mark.parametrize(
        "values",
        [
            {"reason": " "}, {"by": ""}, {"id": "gone"}, {"choice": "none"}, {"choice": "own"},
            {"choice": "own", "entry": {"action": "delete everything"}},
        ],
    )  # fmt: skip
    def test_what_has_no_reason_no_editor_or_no_sense_is_not_written(
        self, sit: Sit, values: Mapping[str, Any]
    ) -> None:
        editor = sit({"a.txt": INSERTED})
        usual = editor._usual(editor.matters("suspected")[0], "accept")
        reply = editor.desk.answer("POST", "settle", {**usual, **values})
        assert reply.status == 400
        assert not (editor.paths.content / "decisions").exists()

    def test_a_decision_is_appended_and_what_stands_there_stays(self, sit: Sit) -> None:
        before = (
            '# 手写的说明\nsource = "sources/a.txt"\n\n[[decision]]\naction="keep"  # 照旧\n'
            'rule = "S101"\nexact = "物全耕供生产物资供应，落实责任。会议"\nreason = "…"\nby = "甲"\n'
        )
        editor = sit({"a.txt": INSERTED}, {"decisions/a.toml": before})
        matter = editor.matters("suspected")[0]
        reply = editor.settle(matter, "accept")
        assert reply.status == 200, reply.body
        assert editor.file("decisions/a.toml").startswith(before)


class TestSelectedWords:
    def _select(self, editor: Editor, action: str, exact: str, **more: str) -> Reply:
        document = editor.built.edition.documents[0]
        block = next(b for b in document.paragraphs if exact in b.text)
        values = {
            "document": document.id, "paragraph": block.anchor, "exact": exact, "action": action,
            "before": block.text[: block.text.index(exact)], "reason": "所见如此", "by": "某编者", **more,
        }  # fmt: skip
        return editor.desk.answer("POST", "select", values)

    @pytest.mark.parametrize(
        ("action", "more", "left"),
        [
            ("replace", {"text": "压紧各方责任"}, "要压紧各方责任，"),
            ("set_aside", {}, "要，落实"),
            ("gap", {}, "要压实各方责任〔缺〕，落实"),
        ],
    )
    def test_they_are_emended_set_aside_or_marked_as_a_gap(
        self, sit: Sit, action: str, more: Mapping[str, str], left: str
    ) -> None:
        editor = sit({"a.md": post(SAYS, title="会议")})
        reply = self._select(editor, action, "压实各方责任", **more)
        assert reply.status == 200, reply.body
        assert left in editor.text()
        assert f'action = "{action}"' in editor.file("decisions/a.toml")

    def test_they_become_a_name_with_the_quotation_that_has_it(self, sit: Sit) -> None:
        editor = sit({"a.md": post(SAYS, title="会议")})
        reply = self._select(editor, "name", "甲市", kind="place")
        assert reply.status == 200, reply.body
        (authority,) = editor.built.edition.relations.authorities
        assert authority.name == "甲市"
        assert self._select(editor, "name", "甲市", kind="place").status == 400  # known already

    def test_words_that_no_longer_stand_there_are_told(self, sit: Sit) -> None:
        editor = sit({"a.md": post(SAYS, title="会议")})
        document = editor.built.edition.documents[0]
        values = {"document": document.id, "paragraph": "p1", "exact": "从前的话", "action": "gap",
                  "reason": "…", "by": "某编者"}  # fmt: skip
        reply = editor.desk.answer("POST", "select", values)
        assert reply.status == 400
        assert "as it stands now" in reply.body["problem"]
