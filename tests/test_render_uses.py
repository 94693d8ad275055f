"""What a page is made with besides the edition is known: no change of a template leaves it stale."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from edition.incremental.trace import Question, Roots, Trace
from edition.render import Site
from edition.render.context import Context
from edition.render.uses import uses
from tests.factory import sample_config, sample_edition, sample_rules
from tests.test_render import TEMPLATES

Made = dict[str, tuple[bytes, dict[Question, object]]]


def made(templates: Path) -> Made:
    """Make every piece of work; give its bytes, and what it was made with as it asked."""
    context = Context(sample_edition(), sample_config(), sample_rules())
    site, roots = Site(context, templates), Roots(context)
    found: Made = {}
    works = {unit.name: unit.make for unit in site.units()}
    for document in context.edition.documents:
        works[f"document {document.id}"] = lambda site, one=document: site.documents([one])  # type: ignore[misc]
    for name, make in works.items():
        trace = Trace(roots)
        outputs = make(site.asking(trace.context()))
        data = b"\0".join(f"{output.path}\0".encode() + output.data for output in outputs)
        asked = {q: roots.answer(q) for q in trace.questions if q.attribute == "made_with"}
        assert all(question.part == "key" for question in asked), name
        found[name] = (data, asked)
    return found


@cache
def as_they_are() -> Made:
    return made(TEMPLATES)


def replaced(folder: Path, file: str, old: str, new: str) -> Path:
    shutil.copytree(TEMPLATES, folder / "templates")
    path = folder / "templates" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder / "templates"


@pytest.mark.parametrize(
    ("file", "old", "new", "concerned", "spared"),
    [
        ("reading.html", "<figure", "<figure data-x", "document", "home"),
        ("marked.html", "<ol", "<ol data-x", "document", "work"),
        ("parts.html", '<figure class="account"', '<figure class="account x"', "source", "about"),
        ("timeline.html", '<ol class="days"', '<ol class="days x"', "timeline", "document"),
        ("list.html", '<header class="hero"', '<header class="hero x"', "event", "document"),
        ("frame/foot.html", '<footer class="foot"', '<footer class="foot x"', "document", ""),
        ("elements.html", "<{{ element.name }}", "<{{ element.name }} ", "", ""),
        ("strings/en.toml", 'title = "Reading settings"', 'title = "Settings!"', "work", ""),
        ("strings/en.toml", 'no_script = "S', 'no_script = "!S', "search", "document"),
        ("strings/zh-Hans.toml", "[timeline]\n", '[timeline]\nunasked = "x"\n', "", ""),
        ("assets/lists.css", "{", "{ ", "event", "document"),
        ("assets/document.js", "\n", "\n\n", "document", "event"),
        ("assets/site.js", "\n", "\n\n", "document", ""),
    ],
)
def test_what_looks_otherwise_after_a_change_knew_that_it_depends_on_it(
    tmp_path: Path, file: str, old: str, new: str, concerned: str, spared: str
) -> None:
    """``concerned`` and ``spared`` name kinds of work of which some, or none, must be made again."""
    if "unasked" in new:  # both languages must have the key
        other = replaced(tmp_path / "other", "strings/en.toml", old, new)
        shutil.copytree(other / "strings", tmp_path / "strings")
        templates = replaced(tmp_path, file, old, new)
        shutil.copy(tmp_path / "strings" / "en.toml", templates / "strings" / "en.toml")
    else:
        templates = replaced(tmp_path, file, old, new)
    before, after = as_they_are(), made(templates)
    assert before.keys() == after.keys()
    again = {name for name in before if before[name][1] != after[name][1]}
    differing = {name for name in before if before[name][0] != after[name][0]}
    assert differing <= again
    kinds = {name.split()[0] for name in again}
    assert not concerned or concerned in kinds
    assert not spared or spared not in kinds


def test_what_cannot_be_told_from_a_template_counts_as_everything() -> None:
    assert uses("{{ t('a' if x else 'b') }}").sentences == {""}
    assert uses("{{ t(key) }}").sentences == {""}
    assert uses("{% include name %}").templates == {""}
    assert uses("{{ t('a', n=1) }}{{ t.get('b.' ~ c, c) }}").sentences == {"a", "b."}
    for path in TEMPLATES.glob("*.html"):
        found = uses(path.read_text("utf-8"))
        assert "" not in found.templates | found.sentences, path.name
