"""A whole build: what it writes, what it leaves, and what the command line says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edition.cli import main
from edition.config import read_config
from edition.errors import ContentErrors, EditionError
from edition.model import Output
from edition.pipeline import build
from edition.preparing import Paths
from edition.publish import build_lock, check_paths, staged
from tests.conftest import ROOT, Collection

POST = "---\ntitle: '会议{n}'\nauthor: 甲报\ndate: Sun, 20 Mar 2022 00:29:33 GMT\n---\n<div>\n<p>会议指出，要落实第{n}项工作。</p>\n</div>"


def post(n: int) -> str:
    """Make a post."""
    return POST.replace("{n}", str(n))


def files(folder: Path) -> dict[str, bytes]:
    """Read a folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def arguments(paths: Paths, *more: str) -> list[str]:
    """Make a command line for a collection."""
    return [
        "--content",
        str(paths.content),
        "--site",
        str(paths.site),
        "--config",
        str(paths.config),
        "--no-search",
        *more,
    ]


def test_the_same_input_gives_the_same_bytes(collection: Collection) -> None:
    paths = collection({"a.md": post(1), "b.md": post(2)})
    config = read_config(paths.config)
    build(paths, config, search=False)
    first, content = files(paths.site), files(paths.content)
    again = build(paths, config, search=False)
    assert (again.changed, again.removed) == (0, 0)
    assert files(paths.site) == first
    assert files(paths.content) == content


def test_ids_are_minted_once_and_kept(collection: Collection) -> None:
    paths = collection({"a.md": post(1)})
    config = read_config(paths.config)
    first = build(paths, config, search=False).built
    second = build(paths, config, search=False).built
    assert first.minted
    assert second.minted == ()
    assert [d.id for d in first.edition.documents] == [d.id for d in second.edition.documents]


def test_a_failed_build_leaves_the_last_site_pages_and_ledger(collection: Collection) -> None:
    paths = collection({"a.md": post(1)})
    config = read_config(paths.config)
    build(paths, config, search=False)
    site, content = files(paths.site), files(paths.content)
    (paths.content / "sources" / "b.md").write_bytes(b"")
    with pytest.raises(ContentErrors):
        build(paths, config, search=False)
    assert files(paths.site) == site
    (paths.content / "sources" / "b.md").unlink()
    assert files(paths.content) == content


def test_a_capture_that_vanishes_is_refused_since_its_page_has_an_address(
    collection: Collection,
) -> None:
    paths = collection({"a.md": post(1), "b.md": post(2)})
    config = read_config(paths.config)
    build(paths, config, search=False)
    (paths.content / "sources" / "b.md").unlink()
    with pytest.raises(ContentErrors, match=r"has an address .* and would be gone"):
        build(paths, config, search=False)


def test_a_build_that_was_killed_between_its_two_steps_is_mended(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (tmp_path / ".site.last").mkdir()
    (tmp_path / ".site.last" / "index.html").write_text("old", encoding="utf-8")
    (tmp_path / ".site.next").mkdir()
    with pytest.raises(RuntimeError), staged(site):
        raise RuntimeError
    assert (site / "index.html").read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_two_builds_of_one_site_at_once_are_refused(tmp_path: Path) -> None:
    site = tmp_path / "site"
    with build_lock(site), pytest.raises(EditionError, match="another build"), build_lock(site):
        pass


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["a/index.html", "a/index.html"], "two outputs claim"),
        (["A/index.html", "a/index.html"], "two outputs claim"),
        (["../a"], "no path below the site"),
        (["/a"], "no path below the site"),
    ],
)
def test_outputs_that_clash_or_lead_outside_are_refused(paths: list[str], message: str) -> None:
    with pytest.raises(ContentErrors, match=message):
        list(check_paths(Output(path, b"") for path in paths))


def test_the_command_line_gives_0_and_a_summary_when_it_built(
    collection: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(collection({"a.md": post(1)}))) == 0
    told = capsys.readouterr().out
    for part in (
        "Built 1 documents from 1 sources",
        "Every character accounted for",
        "Decisions by editors: 0",
        "Took ",
    ):
        assert part in told


def test_the_command_line_gives_1_and_lists_all_errors(
    collection: Collection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments(collection({"a.md": b"", "b.md": "---\ntitle: 甲"}))) == 1
    told = capsys.readouterr().err
    assert "sources/a.md: the capture is empty" in told
    assert "sources/b.md:1:1: the front matter has no end" in told
    assert "2 errors; the last site stays as it was." in told


@pytest.mark.parametrize(
    "wrong",
    [["--colour"], ["expalin", "x"], ["--config", "nowhere.toml"], ["--content", "nowhere"]],
)
def test_the_command_line_gives_2_for_wrong_usage(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(wrong)
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    assert capsys.readouterr().err


def test_help_explains_itself_with_examples() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    for part in ("examples:", "python build.py explain", "exit codes: 0 built"):
        assert part in done.stdout


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[edition]\ntitel = 'x'\n", "did you mean 'title'"),
        ("[edition]\nbase_url = 'ftp://x'\n", "is not a web address"),
        ("[edition]\ntimezone = 'Mars'\n", "is not a time zone"),
        ("[edition\n", "not valid TOML"),
        ("[publishers.'甲']\nzone = 'Asia/Shanghai'\n", "has no evidence"),
    ],
)
def test_settings_that_cannot_be_are_named(
    collection: Collection, settings: str, message: str
) -> None:
    paths = collection({"a.md": post(1)}, settings=settings)
    with pytest.raises(EditionError, match=message):
        read_config(paths.config)
