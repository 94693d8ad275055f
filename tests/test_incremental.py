"""An incremental build gives the bytes of a clean one, whatever happened before."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from jinja2 import UndefinedError

from edition.config import read_config
from edition.errors import ContentErrors, EditionError
from edition.incremental.digests import Digests, Undigestible
from edition.incremental.manifest import roots_of, unchanged
from edition.incremental.memory import FORMAT, Memory, Unit, Work, remake
from edition.incremental.outdated import Reason, out_of_date
from edition.incremental.sealed import read_sealed, seal
from edition.incremental.trace import Question, Roots, Trace
from edition.incremental.workplace import Workplace
from edition.model import Edition, Mention, Output, Place, Relations
from edition.page import write_page
from edition.pipeline import BuildReport, Built, build, build_edition
from edition.preparing import Paths, Stages
from edition.release import Changes, release, save_changes, withdraw
from edition.render.context import Context
from tests.conftest import ROOT, SETTINGS

STEPS = int(os.environ.get("EDITION_PLAY", "40"))
"""Changes played in one run of the tests; ``EDITION_PLAY=400`` plays more."""

_CLAUSES = (
    "会议强调要抓好隔离管控", "省委书记甲乙丙主持召开会议", "加快推动“清仓”行动", "全省新增确诊病例若干", "坚持人民至上生命至上",
    "统筹保障群众就医需求", "丁戊己出席会议并讲话", "长春市组织全员核酸检测", "确保风险人员应隔尽隔", "据卫生健康委通报",
    "进一步压紧压实各方责任", "夺取最终胜利", "吉林市启用方舱医院", "工作专班连夜部署", "严格落实每日清单",
)  # fmt: skip


def _text(chance: Random) -> str:
    paragraphs = []
    for _ in range(chance.randint(2, 4)):
        sentences = [
            "，".join(chance.sample(_CLAUSES, 3)) + "。" for _ in range(chance.randint(1, 3))
        ]
        paragraphs.append("".join(sentences))
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _post(chance: Random) -> str:
    day = chance.randint(1, 28)
    return (
        f"\n---\ntitle: '{chance.choice(_CLAUSES)}{chance.randint(1, 999)}'\nauthor: {chance.choice(['甲报', '乙网'])}\n"
        f"comments: false\ndate: 2022-03-{day:02}T08:00:00+08:00\n---\n\n<div>\n{_text(chance)}\n</div>\n"
    )


def _newspaper(chance: Random) -> str:
    first = "，".join(chance.sample(_CLAUSES, 4)) + "，要"
    return f"# {chance.choice(_CLAUSES)}\n\n{first}\n\n{chance.choice(_CLAUSES)}。\n\n本报3月{chance.randint(1, 28)}日讯 {chance.choice(_CLAUSES)}。\n"


class Play:
    """A collection at which many hands change things."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = Random(seed)
        self.folder = folder
        self.paths = Paths(
            folder / "content", folder / "site", folder / "edition.toml", folder / "templates"
        )
        (self.paths.content / "sources").mkdir(parents=True)
        shutil.copytree(ROOT / "templates", self.paths.templates)
        self.paths.config.write_text(SETTINGS, encoding="utf-8")
        for n in range(5):
            self._source(f"{n:03}.txt", _post(self.chance))
        self._source("900.txt", _newspaper(self.chance))
        self.kept = Workplace.beside(self.paths.site)
        self.done: list[str] = []

    def _source(self, name: str, text: str) -> None:
        (self.paths.content / "sources" / name).write_text(text, encoding="utf-8")

    @property
    def sources(self) -> list[Path]:
        return sorted((self.paths.content / "sources").iterdir())

    # -- what may happen ------------------------------------------------------

    def add(self) -> None:
        self._source(f"{self.chance.randint(100, 899)}.txt", _post(self.chance))

    def edit(self) -> None:
        path = self.chance.choice(self.sources)
        text = path.read_text(encoding="utf-8")
        old = self.chance.choice([c for c in _CLAUSES if c in text] or ["。"])
        path.write_text(text.replace(old, self.chance.choice(_CLAUSES), 1), encoding="utf-8")

    def retitle(self) -> None:
        path = self.chance.choice(self.sources)
        lines = path.read_text(encoding="utf-8").split("\n")
        for n, line in enumerate(lines):
            if line.startswith("title:"):
                lines[n] = f"title: '{self.chance.choice(_CLAUSES)}{self.chance.randint(1, 999)}'"
        path.write_text("\n".join(lines), encoding="utf-8")

    def reprint(self) -> None:
        """Another publisher carries the same text."""
        path = self.chance.choice(self.sources)
        text = path.read_text(encoding="utf-8").replace("甲报", "丙刊").replace("乙网", "丙刊")
        self._source(f"{self.chance.randint(100, 899)}.txt", text.replace("会议", "大会", 1))

    def rename(self) -> None:
        path = self.chance.choice(self.sources)
        path.rename(path.with_name(f"{self.chance.randint(100, 899)}r.txt"))

    def delete(self) -> None:
        """Take a capture away, which the build refuses while the ledger names it."""
        path = self.chance.choice(self.sources)
        if len(self.sources) > 3:
            path.unlink()

    def withdraw(self) -> None:
        self._keep(
            lambda built, words: withdraw(
                self.chance.choice(sorted(built.edition.document_by_id)),
                built.edition,
                built.ledger,
                built.config,
                **words,
            )
        )

    def release(self) -> None:
        self._keep(
            lambda built, words: release(
                built.edition,
                built.ledger,
                built.config,
                write_markdown=lambda document: write_page(
                    document, built.edition, built.config, rules=built.edition.rules_hash
                ),
                **words,
            )
        )

    def _keep(self, change: Callable[[Built, dict[str, str]], Changes]) -> None:
        words = {"date": "2026-01-01", "reason": "试", "by": "编者"}
        try:
            built = build_edition(self.paths, read_config(self.paths.config), Stages())
            changes = change(built, words)
        except (EditionError, ContentErrors):
            return
        if not built.minted:
            save_changes(changes, self.paths.content / "ledger" / "ledger.jsonl")

    def authority(self) -> None:
        folder = self.paths.content / "authority"
        folder.mkdir(exist_ok=True)
        found = [(f"sources/{p.name}", name) for p in self.sources for name in ("甲乙丙", "丁戊己")
                 if name in p.read_text(encoding="utf-8")]  # fmt: skip
        rows = []
        for n, name in enumerate(("甲乙丙", "丁戊己")):
            place = next((source for source, held in found if held == name), None)
            if place and self.chance.random() < 0.7:
                note = self.chance.choice(["", 'note = "试注"\n'])
                rows.append(
                    f'[[person]]\nid = "p{n}"\nname = "{name}"\n{note}attested = [{{ source = "{place}", quote = "{name}" }}]\n'
                )
        (folder / "people.toml").write_text("\n".join(rows), encoding="utf-8")

    def decision(self) -> None:
        folder = self.paths.content / "decisions"
        folder.mkdir(exist_ok=True)
        path = self.chance.choice(self.sources)
        file = folder / f"{path.stem}.toml"
        if file.exists():
            file.unlink()
            return
        words = next((c for c in _CLAUSES if path.read_text(encoding="utf-8").count(c) == 1), "")
        file.write_text(
            f'source = "sources/{path.name}"\n\n[[decision]]\naction = "replace"\nexact = "{words}"\n'
            f'text = "{words}〔试〕"\nreason = "试"\nby = "编者"\n', encoding="utf-8")  # fmt: skip

    def setting(self) -> None:
        title = self.chance.choice(["试编", "又编", "再编"])
        zone = self.chance.choice(["Asia/Shanghai", "Asia/Tokyo"])
        self.paths.config.write_text(
            SETTINGS.replace("试编", title) + f'timezone = "{zone}"\n', encoding="utf-8"
        )

    def template(self) -> None:
        name = self.chance.choice(["document.html", "home.html", "frame/foot.html", "reading.html"])
        path = self.paths.templates / name
        if path.exists():
            path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    def asset(self) -> None:
        path = self.paths.templates / "assets" / self.chance.choice(["base.css", "site.js"])
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    def tamper(self) -> None:
        """Edit or delete built files."""
        for path in self.chance.sample(sorted(p for p in self.paths.site.rglob("*.html")), 3):
            if self.chance.random() < 0.5:
                path.unlink()
            else:
                path.write_text("别人写的", encoding="utf-8")
        self.kept = Workplace.beside(self.paths.site)  # only a new run looks at the site

    def damage(self) -> None:
        """Damage the memory on the disk."""
        folder = self.folder / ".site.cache"
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            data = path.read_bytes()
            fate = self.chance.random()
            path.write_bytes(
                data[: len(data) // 2] if fate < 0.3 else data[:-1] + b"\0" if fate < 0.6 else b""
            )
        self.kept = Workplace.beside(self.paths.site)

    def restart(self) -> None:
        self.kept = Workplace.beside(self.paths.site)

    def nothing(self) -> None: ...

    KINDS = (
        "add", "edit", "edit", "edit", "retitle", "reprint", "rename", "delete", "authority", "authority", "decision",
        "decision", "release", "release", "withdraw", "setting", "template", "asset", "tamper", "damage", "restart", "nothing",
    )  # fmt: skip

    # -- and after each -------------------------------------------------------

    def step(self) -> None:
        kind = self.chance.choice(self.KINDS) if self.done else "nothing"
        getattr(self, kind)()
        self.done.append(kind)
        clean = self.folder / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        shutil.copytree(self.paths.content, clean / "content")
        others = Paths(clean / "content", clean / "site", self.paths.config, self.paths.templates)
        expected = _outcome(others, Workplace.without_memory(), in_place=False)
        found = _outcome(self.paths, self.kept, in_place=self.chance.random() < 0.6)
        assert found == expected, self.done
        assert _tree(self.paths.site) == _tree(others.site) or found, self.done
        assert _tree(self.paths.content) == _tree(others.content), self.done
        if found:
            self._mend()

    def _mend(self) -> None:
        """Take back what no build accepts, as an editor would."""
        for name in ("decisions", "authority", "pages", "ledger"):
            shutil.rmtree(self.paths.content / name, ignore_errors=True)


_COMMAND = ("played",)


def _outcome(paths: Paths, kept: Workplace, *, in_place: bool) -> str:
    roots = roots_of(str(paths.content), str(paths.config), str(paths.templates))
    told, look = unchanged(str(paths.site), roots, _COMMAND)
    if told is not None:
        return told
    try:
        config = read_config(paths.config)
        build(paths, config, search=False, kept=kept, in_place=in_place, look=look)
    except (EditionError, ContentErrors) as error:
        return str(error)
    kept.save()
    if not in_place:
        kept.conclude(paths.site, _COMMAND, "")
    return ""


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_every_change_the_bytes_are_those_of_a_clean_build(tmp_path: Path, seed: int) -> None:
    play = Play(tmp_path, seed)
    for _ in range(STEPS // 2):
        play.step()
    assert len(set(play.done)) > min(8, STEPS // 6)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path, 7)


def _build(play: Play, *, jobs: int = 1) -> BuildReport:
    config = read_config(play.paths.config)
    report = build(play.paths, config, search=False, kept=play.kept, jobs=jobs)
    play.kept.save()
    return report


def test_nothing_is_made_when_nothing_changed(play: Play) -> None:
    _build(play)
    play.restart()
    report = _build(play)
    assert report.changed == 0
    assert set(report.reasons) == {"pictures"}


def test_a_page_that_was_deleted_is_there_again_though_its_document_is_not_made(play: Play) -> None:
    first = _build(play)
    page = play.paths.content / "pages" / f"{first.built.edition.documents[0].id}.md"
    text = page.read_bytes()
    page.unlink()
    play.restart()
    report = _build(play)
    assert page.read_bytes() == text
    assert report.pages_written == (f"pages/{page.name}",)
    assert set(report.reasons) == {"pictures"}


def test_a_page_that_was_edited_is_refused_though_its_document_is_not_made(play: Play) -> None:
    first = _build(play)
    page = play.paths.content / "pages" / f"{first.built.edition.documents[0].id}.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + "\n手写一句。\n", encoding="utf-8")
    play.restart()
    with pytest.raises(ContentErrors, match="edited by hand"):
        _build(play)
    page.write_text(text, encoding="utf-8")
    assert set(_build(play).reasons) == {"pictures"}


def test_what_follows_from_an_answer_that_is_as_it_was_is_not_looked_at() -> None:
    asked: list[Question] = []

    class Noting(Roots):
        def answer(self, question: Question) -> object:
            asked.append(question)
            return super().answer(question)

    def make(trace: Trace) -> list[Output]:
        at = trace.context().mentions_at
        return [Output("a.txt", f"{[len(at.get(('d1', f'p{n}'), ())) for n in range(9)]}".encode())]

    def built(*mentions: Mention) -> list[str]:
        edition = Edition((), (), Relations(mentions=mentions))
        memory.files = {"a.txt": (b"", 0, 0)}
        asked.clear()
        list(
            remake(
                [Work("a", make)],
                memory,
                Noting(Context(edition, read_config(ROOT / "edition.toml"))),
            )
        )
        return [str(reason) for reason in memory.reasons.get("a", ())]

    memory = Memory()
    one = Mention(Place("d1", "p3", 0, 2), "x", "甲乙")
    built(one)
    assert built(one) == []
    assert [str(question) for question in asked] == ["relations mentions_by_document d1"]
    assert built(one, replace(one, authority="y")) == ["changed: context mentions_at d1 p3"]


def test_a_changed_text_gives_its_reasons_and_leaves_other_documents_alone(play: Play) -> None:
    first = _build(play)
    path = play.sources[0]
    path.write_text(
        path.read_text(encoding="utf-8").replace("</p>", "独有之句。</p>", 1), encoding="utf-8"
    )
    report = _build(play)
    made = {name for name in report.reasons if name.startswith("document ")}
    assert 0 < len(made) < len(first.built.edition.documents)
    changed = next(d for d in report.built.edition.documents if d.source_path.endswith(path.name))
    assert (
        f"changed: edition document_by_id {changed.id}" in report.reasons[f"document {changed.id}"]
    )


def test_two_processes_give_the_same_site_as_one(play: Play) -> None:
    for _ in range(14):
        play.add()
    _build(play, jobs=1)
    one = _tree(play.paths.site)
    shutil.rmtree(play.paths.site)
    shutil.rmtree(play.folder / ".site.cache")
    play.restart()
    _build(play, jobs=2)
    assert _tree(play.paths.site) == one


def test_a_build_that_fails_leaves_the_site_and_what_is_remembered_as_they_were(play: Play) -> None:
    _build(play)
    before = _tree(play.paths.site)
    template = play.paths.templates / "home.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(
        text.replace("{% block main %}", "{% block main %}{{ nobody.knows }}"), encoding="utf-8"
    )
    with pytest.raises(UndefinedError):
        _build(play)
    assert _tree(play.paths.site) == before
    template.write_text(text, encoding="utf-8")
    report = _build(play)
    assert report.changed == 0
    assert set(report.reasons) == {"pictures"}


def test_a_damaged_or_foreign_memory_is_taken_as_none(tmp_path: Path) -> None:
    memory = Memory(units={"files": Unit({"code": b"1"}, (), ("a.html",))})
    file = tmp_path / "outputs"
    memory.save(file)
    assert Memory.load(file).units == memory.units
    data = file.read_bytes()
    for damaged in (data[:-1], data[:-1] + b"x", b"", b"foreign" + data):
        file.write_bytes(damaged)
        assert not Memory.load(file)


def test_a_foreign_file_runs_nothing() -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, ("true",)

    assert read_sealed(seal(Evil(), FORMAT), FORMAT) is None
    assert read_sealed(seal({"a": (1, b"2")}, FORMAT), FORMAT) == {"a": (1, b"2")}


def test_a_question_without_an_answer_counts_as_changed() -> None:
    works = [Work("nobody's", lambda trace: trace.context().nobody and ())]
    context = Context(Edition((), (), Relations()), read_config(ROOT / "edition.toml"))
    memory, roots = Memory(), Roots(context)
    question = Question("context", "nobody", "whole")
    memory.units = {"nobody's": Unit({}, (memory.number(question),), ())}
    with pytest.raises(AttributeError):
        list(remake(works, memory, roots))
    assert out_of_date([0], {0: question}) == (Reason("answer", "context nobody"),)


def test_equal_values_have_one_digest_and_functions_have_none(five: Built) -> None:
    document = five.edition.documents[0]
    again = pickle.loads(pickle.dumps(document))
    digests = Digests()
    assert document.paragraphs  # what a cached property keeps does not count
    assert digests.of(document) == Digests().of(again)
    with pytest.raises(Undigestible):
        digests.of(lambda: None)


def test_a_site_that_watch_mode_left_unchecked_is_checked_by_the_command(play: Play) -> None:
    config = read_config(play.paths.config)
    build(play.paths, config, search=False, kept=play.kept, in_place=True)
    play.kept.save()
    play.restart()
    report = _build(play)
    assert report.changed == 0
    assert "check" in report.seconds
    assert "check" not in _build(play).seconds
