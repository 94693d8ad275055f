"""An editor's commands: explain, suggest, adopt."""

from __future__ import annotations

import pytest

from edition import editorial
from edition.config import read_config
from edition.errors import ContentErrors, EditionError
from edition.pipeline import build
from edition.preparing import Paths
from tests.conftest import Collection

POST = (
    "---\ntitle: '推动_清仓_行动'\nauthor: 甲报\n---\n<div>\n<p>会议指出，要把各项措施落到实处。</p>\n"
    "<p>会议强调，要全力以赴。</p>\n<p>责任编辑：李昂</p>\n</div>"
)


def build_all(paths: Paths) -> str:
    """Build a collection of one document, without search, and give its id."""
    report = build(paths, read_config(paths.config), search=False)
    return report.built.edition.documents[0].id


def edit_page(paths: Paths, name: str, before: str, after: str) -> None:
    """Edit a page as a person would."""
    path = paths.content / "pages" / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_page_edited_by_hand_is_never_overwritten(collection: Collection) -> None:
    paths = collection({"a.md": POST})
    name = build_all(paths)
    edit_page(paths, name, "落到实处", "落到实地")
    with pytest.raises(ContentErrors, match=f"run `python build.py adopt {name}`"):
        build(paths, read_config(paths.config), search=False)
    assert "落到实地" in (paths.content / "pages" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("落到实处", "落到实地"),
        ("要全力以赴。", "要全力以赴、攻坚克难。"),
        ("会议强调，", ""),
        ("# 推动\\_清仓\\_行动", "# 推动“清仓”行动"),
    ],
)
def test_an_adopted_edit_becomes_decisions_that_give_the_same_page(
    collection: Collection, before: str, after: str
) -> None:
    paths = collection({"a.md": POST})
    name = build_all(paths)
    page = paths.content / "pages" / f"{name}.md"
    if before not in page.read_text(encoding="utf-8"):
        before = before.replace("\\", "")
    edit_page(paths, name, before, after)
    body = page.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    config = read_config(paths.config)
    said = editorial.adopt(paths, config, name, by="某编者", reason="据原报改。")
    assert "written to decisions/a.toml" in said
    decisions = (paths.content / "decisions" / "a.toml").read_text(encoding="utf-8")
    assert 'by = "某编者"' in decisions
    assert 'reason = "据原报改。"' in decisions
    assert build_all(paths) == name
    assert page.read_text(encoding="utf-8").split("\n---\n", 1)[1] == body


def test_adopting_keeps_the_comments_of_a_decisions_file(collection: Collection) -> None:
    old = (
        '# 已与原报核对\nsource = "sources/a.md"\n\n[[decision]]\n# 见缩微胶卷\naction = "replace"\n'
        'exact = "全力以赴"\ntext = "竭尽全力"\nreason = "误"\nby = "甲"\n'
    )
    paths = collection({"a.md": POST}, {"decisions/a.toml": old})
    name = build_all(paths)
    edit_page(paths, name, "落到实处", "落到实地")
    editorial.adopt(paths, read_config(paths.config), name)
    text = (paths.content / "decisions" / "a.toml").read_text(encoding="utf-8")
    assert text.startswith(old)
    assert text.count("[[decision]]") == 2


def test_an_edit_that_no_decision_expresses_is_refused_and_nothing_is_written(
    collection: Collection,
) -> None:
    paths = collection({"a.md": POST})
    name = build_all(paths)
    edit_page(paths, name, "  total: ", "  total: 9")
    with pytest.raises(ContentErrors, match="can't be adopted"):
        editorial.adopt(paths, read_config(paths.config), name)
    assert not (paths.content / "decisions" / "a.toml").exists()


def test_a_page_that_was_not_edited_has_nothing_to_adopt(collection: Collection) -> None:
    paths = collection({"a.md": POST})
    name = build_all(paths)
    assert "was not edited by hand" in editorial.adopt(paths, read_config(paths.config), name)


def test_explain_shows_place_context_and_reason(collection: Collection) -> None:
    paths = collection({"a.md": POST})
    name = build_all(paths)
    told = editorial.explain(paths, read_config(paths.config), name)
    assert "sources/a.md:8:4" in told
    assert "⟦责任编辑：李昂⟧" in told
    assert "R101" in told
    assert "M101" not in told
    assert "M101" in editorial.explain(
        paths, read_config(paths.config), f"pages/{name}.md", everything=True
    )


def test_explaining_a_page_that_is_not_there_names_those_that_are(collection: Collection) -> None:
    paths = collection({"a.md": POST})
    name = build_all(paths)
    with pytest.raises(EditionError) as raised:
        editorial.explain(paths, read_config(paths.config), "dxxxxxx")
    assert name in raised.value.next_step


def test_a_suggestion_can_be_pasted_and_settles_what_was_unsure(collection: Collection) -> None:
    paths = collection({"a.md": POST})
    build_all(paths)
    config = read_config(paths.config)
    suggested = editorial.suggest(paths, config, "decisions")
    assert 'value = "推动“清仓”行动"' in suggested
    pasted = 'source = "sources/a.md"\n' + suggested.replace('"…"', '"原报如此。"')
    target = paths.content / "decisions" / "a.toml"
    target.parent.mkdir()
    target.write_text(pasted, encoding="utf-8")
    report = build(paths, config, search=False)
    assert report.built.edition.documents[0].title == "推动“清仓”行动"
