"""The pages of a saved text come ahead of their build, and nothing rests on them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from edition.config import read_config
from edition.errors import ContentErrors, EditionError
from edition.pipeline import build
from edition.preparing import Paths
from edition.watch.loop import Watch
from edition.watch.workshop import Done, Workshop
from tests.conftest import ROOT, Collection
from tests.hostile import post
from tests.test_faults import digest

ALONE = {
    "甲.md": "会议要求压实各方责任，抓好隔离管控。",
    "乙.md": "市民在广场放飞了许多风筝，天气晴朗。",
    "丙.md": "水稻插秧进度过半，农机手昼夜作业。",
}
PERSON = """[[person]]
id = "{id}"
name = "甲乙丙"
attested = [{{ source = "sources/甲.md", quote = "甲乙丙主持会议" }}]
"""


def _save(paths: Paths, name: str, text: str, *, title: str = "") -> dict[Path, str]:
    file = paths.content / "sources" / name
    whole = post(f"<p>{text}</p><p>另有一段不变。</p>", title=title or f"会议之{name[0]}")
    file.write_text(whole, encoding="utf-8")
    return {file: "changed"}


def _made(paths: Paths) -> Workshop:
    for name, text in ALONE.items():
        _save(paths, name, text)
    made = Workshop(paths, search=False)
    made.build()
    return made


@pytest.fixture
def paths(collection: Collection) -> Paths:
    return collection(dict.fromkeys(ALONE, ""))


def test_what_comes_ahead_is_what_the_build_gives_where_nothing_else_changes(paths: Paths) -> None:
    made = _made(paths)
    changed = _save(paths, "乙.md", ALONE["乙.md"] + "傍晚起了风。")
    ahead = {output.path: output.data for output in made.ahead(changed)}
    made.build()
    assert len(ahead) == 6
    assert "傍晚起了风" in next(iter(ahead.values())).decode()  # the page to be read comes first
    assert {path: (paths.site / path).read_bytes() for path in ahead} == ahead


def test_a_decision_that_was_just_saved_shows_in_its_text(paths: Paths) -> None:
    made = _made(paths)
    file = paths.content / "decisions" / "乙.toml"
    file.parent.mkdir(exist_ok=True)
    words = 'source = "sources/乙.md"\n\n[[decision]]\nname = "kites"\naction = "replace"\nexact = "{}"\n' \
        'text = "纸鸢"\nreason = "试"\nby = "编者"\n'  # fmt: skip
    file.write_text(words.format("风筝"), encoding="utf-8")
    made.build()
    file.write_text(words.format("许多风筝"), encoding="utf-8")
    ahead = {output.path: output.data for output in made.ahead({file: "changed"})}
    assert "放飞了纸鸢" in next(iter(ahead.values())).decode()
    made.build()
    assert {path: (paths.site / path).read_bytes() for path in ahead} == ahead


def test_what_an_editor_withdrew_does_not_come_back_ahead(collection: Collection) -> None:
    text = "春耕备耕工作会议召开\n\n" + "会议指出，要压实责任。" * 20
    around = "\n\n最新评论\n\n某人 2025-07-06\n写得好\n"
    withdrawn = 'source = "sources/a.txt"\n\n[[decision]]\naction = "withdraw_claim"\n' \
        'field = "captured_not_before"\nvalue = "2025-07-06"\nreason = "试"\nby = "编者"\n'  # fmt: skip
    paths = collection({"a.txt": text + around}, {"decisions/a.toml": withdrawn})
    made = Workshop(paths, search=False)
    made.build()
    file = paths.content / "sources" / "a.txt"
    file.write_text(f"{text}会后参观。{around}", encoding="utf-8")
    ahead = {output.path: output.data for output in made.ahead({file: "changed"})}
    assert ahead
    made.build()
    assert {path: (paths.site / path).read_bytes() for path in ahead} == ahead


def test_nothing_on_the_disk_learns_of_what_came_ahead(paths: Paths) -> None:
    made = _made(paths)
    changed = _save(paths, "乙.md", "完全另外的文字，说的是别的事。")
    before = digest(paths.site), digest(paths.content)
    assert list(made.ahead(changed))
    assert (digest(paths.site), digest(paths.content)) == before


def _clause(text: str) -> int:
    found = re.compile("[，,。]").search(text, len(text) // 3)
    assert found
    return found.start()


def test_after_many_saves_the_site_is_what_a_clean_build_gives(tmp_path: Path) -> None:
    """The five captures, whose texts and names are related, with clauses moved from one to another."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "edition.toml", tmp_path)
    paths = Paths(
        tmp_path / "content", tmp_path / "site", tmp_path / "edition.toml", tmp_path / "templates"
    )
    made, chance, shown = Workshop(paths, search=False), Random(7), 0
    made.build()
    files = sorted((paths.content / "sources").iterdir())
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    for step in range(6):
        file, other = chance.sample(files, 2)
        at, start = (_clause(texts[one]) for one in (file, other))
        more = texts[other][start : start + 25].replace("\n", "").replace("<", "")
        file.write_text(f"{texts[file][:at]}{more}甲{step}{texts[file][at:]}", encoding="utf-8")
        with suppress(EditionError):  # a decision does not find its place: the build says so too
            shown += len(list(made.ahead({file: "changed"})))
        try:
            made.build()
        except ContentErrors:
            file.write_text(texts[file], encoding="utf-8")
            made.build()
    assert shown
    last = digest(paths.site)
    build(paths, read_config(paths.config), search=False)
    assert digest(paths.site) == last


def _new(paths: Paths) -> dict[Path, str]:
    return _save(paths, "丁.md", "新来的一篇，前所未有。")


def _gone(paths: Paths) -> dict[Path, str]:
    return {paths.content / "sources" / "甲.md": ""}


def _with_settings(paths: Paths) -> dict[Path, str]:
    return _save(paths, "甲.md", "改了。") | {paths.config: "changed"}


def _with_authority(paths: Paths) -> dict[Path, str]:
    return _save(paths, "甲.md", "改了。") | {
        paths.content / "authority" / "people.toml": "changed"
    }


def _twice(paths: Paths) -> dict[Path, str]:
    return _save(paths, "甲.md", ALONE["乙.md"], title="会议之乙")


def _branch(paths: Paths) -> dict[Path, str]:
    every = [_save(paths, f"{name}.md", f"第{name}条改了。") for name in "甲乙丙丁"]
    return {path: found for one in every for path, found in one.items()}


def _nothing(_: Paths) -> dict[Path, str]:
    return {}


@pytest.mark.parametrize(
    "change", [_new, _gone, _with_settings, _with_authority, _twice, _branch, _nothing]
)
def test_nothing_comes_ahead_where_more_than_a_text_changed(paths: Paths, change: Any) -> None:
    made = _made(paths)
    assert not list(made.ahead(change(paths)))


def test_nothing_comes_ahead_before_the_first_build_and_after_one_that_failed(paths: Paths) -> None:
    made = Workshop(paths, search=False)
    assert not list(made.ahead(_save(paths, "甲.md", "改了。")))
    made = _made(paths)
    paths.config.write_text("[edition", encoding="utf-8")
    with pytest.raises(EditionError):
        made.build()
    assert not list(made.ahead(_save(paths, "甲.md", "改了。")))


@pytest.fixture
def watching(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Watch, list[bytes]]]:
    """Watch mode without its threads, and what the server would hand out while each build goes on."""
    for name, text in ALONE.items():
        _save(paths, name, text)
    watch = Watch(paths, port=0, search=False, say=lambda _: None)
    handed: list[bytes] = []
    really = watch.workshop.build

    def build(overtaken: Any) -> Done:
        handed.append(b"".join(watch.server.ahead.values()))
        return really(overtaken)

    monkeypatch.setattr(watch.workshop, "build", build)
    monkeypatch.setattr(watch.workshop, "follow", lambda _: None)
    try:
        yield watch, handed
    finally:
        watch.server.server_close()
        assert watch.workshop.close(60)


def test_the_server_hands_out_what_came_ahead_until_the_site_has_it(
    watching: tuple[Watch, list[bytes]], paths: Paths
) -> None:
    watch, handed = watching
    assert watch.build({})
    assert watch.build(_save(paths, "乙.md", "风筝都收了。"))
    assert handed[0] == b""
    assert "风筝都收了" in handed[1].decode()
    assert watch.server.ahead == {}
    assert watch.server.state.now["build"] == 2
    assert watch.server.state.now["ahead"] == 2  # told when the first page came, and when all had


def test_if_the_build_fails_the_last_good_page_is_handed_out_again_and_everybody_is_told(
    watching: tuple[Watch, list[bytes]], paths: Paths
) -> None:
    """The text is sound by itself; what an authority file quotes of it is gone."""
    from edition.ledger import new_id

    watch, handed = watching
    _save(paths, "甲.md", "甲乙丙主持会议并讲话。")
    people = paths.content / "authority" / "people.toml"
    people.parent.mkdir()
    people.write_text(PERSON.format(id=new_id("person", (), "甲乙丙")), encoding="utf-8")
    assert watch.build({})
    site, told = digest(paths.site), watch.server.state.now["ahead"]
    assert watch.build(_save(paths, "甲.md", "丁戊己主持会议并讲话。"))
    assert "丁戊己主持会议" in handed[-1].decode()
    assert watch.server.ahead == {}
    assert digest(paths.site) == site
    assert watch.server.state.now["problems"]
    assert watch.server.state.now["ahead"] == told + 3
    assert watch.build(_save(paths, "乙.md", "又改了别的一篇。"))
    assert handed[-1] == b""  # nothing is shown ahead of a build that is known to fail


def test_a_text_that_cannot_be_read_leaves_the_last_page(
    watching: tuple[Watch, list[bytes]], paths: Paths
) -> None:
    watch, handed = watching
    assert watch.build({})
    file = paths.content / "sources" / "甲.md"
    file.unlink()
    file.mkdir()
    assert watch.build({file: "unreadable"})
    assert handed[-1] == b""
    assert watch.server.ahead == {}
