"""A build that has nothing to do says so at once, and only then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edition.cli import main
from edition.incremental import manifest
from edition.incremental.manifest import (
    YOUNG,
    Look,
    Manifest,
    Print,
    look_at,
    read_manifest,
    settle,
    site_print,
    write_manifest,
)
from edition.preparing import Paths
from tests.conftest import ROOT, SETTINGS, Collection
from tests.test_build import arguments, files, post

QUICK = "nothing had changed since the last build"


@pytest.fixture
def paths(
    collection: Collection,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Paths:
    """Give a collection that was just built by command, by code that nobody changes meanwhile."""
    (tmp_path / "library").mkdir()
    monkeypatch.setattr(manifest, "_LIBRARY", str(tmp_path / "library"))
    paths = collection({"a.md": post(1), "b.md": post(2)})
    assert main(arguments(paths)) == 0
    capsys.readouterr()
    return paths


def _again(paths: Paths, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    code = main(arguments(paths, *more))
    told = capsys.readouterr()
    return code, told.out, told.err


def test_it_tells_the_same_summary_and_touches_nothing(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    before, content = files(paths.site), files(paths.content)
    code, told, _ = _again(paths, capsys)
    assert code == 0
    assert QUICK in told
    assert "Built 2 documents from 2 sources" in told
    assert "0 changed, 0 removed" in told
    assert "Minted" not in told
    assert files(paths.site) == before
    assert files(paths.content) == content
    _, fresh, _ = _again(paths, capsys, "--fresh")
    assert told.split("\n\nTook")[0] == fresh.split("\n\nTook")[0]


def _touch_alike(path: Path, change: Callable[[str], str]) -> None:
    """Change a file so that its size, its time and its inode stay as they were."""
    stands = path.stat()
    text = path.read_text(encoding="utf-8")
    with path.open("r+", encoding="utf-8", newline="") as file:
        file.write(change(text))
    os.utime(path, ns=(stands.st_atime_ns, stands.st_mtime_ns))
    assert path.stat().st_size == stands.st_size


def test_a_source_of_the_same_size_and_time_is_noticed_while_it_is_young(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    _touch_alike(paths.content / "sources" / "a.md", lambda text: text.replace("落实", "抓好"))
    code, told, _ = _again(paths, capsys)
    assert (code, QUICK in told) == (0, False)
    assert b"\xe6\x8a\x93\xe5\xa5\xbd" in b"".join(files(paths.site).values())


def test_a_file_that_was_saved_without_a_change_is_none(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    path = paths.content / "sources" / "a.md"
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    os.utime(path, (1, 1))
    assert QUICK in _again(paths, capsys)[1]


def _add_source(paths: Paths) -> None:
    (paths.content / "sources" / "c.md").write_text(post(3), encoding="utf-8")


def _other_settings(paths: Paths) -> None:
    paths.config.write_text(SETTINGS.replace("试编", "又编"), encoding="utf-8")


def _add_authority(paths: Paths) -> None:
    (paths.content / "authority").mkdir()
    (paths.content / "authority" / "people.toml").write_text("", encoding="utf-8")


def _change_built(paths: Paths) -> None:
    (paths.site / "index.html").write_text("别人写的", encoding="utf-8")


def _delete_built(paths: Paths) -> None:
    (paths.site / "index.html").unlink()


def _add_built(paths: Paths) -> None:
    (paths.site / "stray.html").write_text("多出来的", encoding="utf-8")


def _delete_page(paths: Paths) -> None:
    next((paths.content / "pages").glob("*.md")).unlink()


def _killed(paths: Paths) -> None:
    (paths.site.parent / f".{paths.site.name}.next").mkdir()


@pytest.mark.parametrize(
    "change",
    [
        _add_source, _other_settings, _add_authority, _change_built, _delete_built, _add_built,
        _delete_page, _killed,
    ],
)  # fmt: skip
def test_whatever_changed_is_noticed(
    paths: Paths, capsys: pytest.CaptureFixture[str], change: Callable[[Paths], None]
) -> None:
    change(paths)
    code, told, _ = _again(paths, capsys)
    assert (code, QUICK in told) == (0, False)
    assert QUICK in _again(paths, capsys)[1]
    clean = paths.site.with_name("clean")
    assert main(arguments(Paths(paths.content, clean, paths.config, paths.templates))) == 0
    assert files(paths.site) == files(clean)


def test_a_page_edited_by_hand_is_refused_as_by_any_build(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    page = next((paths.content / "pages").glob("*.md"))
    _touch_alike(page, lambda text: text.replace("落实", "抓好"))
    code, _, told = _again(paths, capsys)
    assert code == 1
    assert "edited by hand" in told


def test_another_settings_file_and_another_option_are_another_build(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    other = paths.config.with_name("other.toml")
    shutil.copy(paths.config, other)
    assert QUICK not in _again(paths, capsys, "--config", str(other))[1]
    assert QUICK not in _again(paths, capsys)[1]
    assert QUICK not in _again(paths, capsys, "--fresh")[1]
    assert QUICK in _again(paths, capsys)[1]


def test_a_missing_search_index_is_made_again(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    searched = [word for word in arguments(paths) if word != "--no-search"]
    assert main(searched) == 0
    assert QUICK not in capsys.readouterr().out
    assert main(searched) == 0
    assert QUICK in capsys.readouterr().out
    shutil.rmtree(paths.site / "pagefind")
    assert main(searched) == 0
    assert QUICK not in capsys.readouterr().out
    assert (paths.site / "pagefind").is_dir()
    _again(paths, capsys)
    assert not (paths.site / "pagefind").exists()


def test_explain_and_quiet_are_kept_when_nothing_is_to_do(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _again(paths, capsys, "--explain")[1].startswith("Nothing had to be made anew.\n")
    assert _again(paths, capsys, "--quiet") == (0, "", "")


def test_a_damaged_or_foreign_manifest_is_taken_as_none(tmp_path: Path) -> None:
    look = Look(7, {"content/a": Print(1, 2, 3, "f" * 64)}, "machine")
    known = Manifest(("build",), look, "stands", 4, "told")
    write_manifest(str(tmp_path), known)
    assert read_manifest(str(tmp_path)) == known
    file = tmp_path / "manifest"
    data = file.read_bytes()
    for damaged in (data[:-1], data[:-1] + b"x", b"", b"foreign" + data):
        file.write_bytes(damaged)
        assert read_manifest(str(tmp_path)) is None


def test_old_files_are_not_read_again_and_young_ones_are(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("甲", encoding="utf-8")
    roots = {"content": str(tmp_path)}
    first = look_at(roots)
    pretended = {"content/a": first.files["content/a"]._replace(content="remembered")}
    young = first._replace(files=pretended)
    assert look_at(roots, young).files == first.files
    old = young._replace(at=first.files["content/a"].time + 2 * YOUNG)
    assert look_at(roots, old).files == pretended


def test_a_link_is_never_taken_for_all_there_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("甲", encoding="utf-8")
    assert look_at({"content": str(tmp_path)}).sure
    (tmp_path / "b").symlink_to(tmp_path / "a")
    look = look_at({"content": str(tmp_path)})
    assert not look.sure
    write_manifest(str(tmp_path), Manifest((), look, "", 0, ""))
    assert read_manifest(str(tmp_path)) is None


def test_changed_code_and_changed_libraries_are_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "code"
    library.mkdir()
    (library / "a.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(manifest, "_LIBRARY", str(library))
    roots = manifest.roots_of("no", "no", "no")
    first = look_at(roots)
    (library / "a.py").write_text("2", encoding="utf-8")
    assert look_at(roots).files != first.files
    packages = tmp_path / "site-packages"
    (packages / "thing-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    one = look_at(roots).machine
    (packages / "thing-1.0.dist-info").rename(packages / "thing-1.1.dist-info")
    assert len({first.machine, one, look_at(roots).machine}) == 3


def test_an_input_that_changed_while_the_site_was_built_leaves_no_manifest() -> None:
    page, source = Print(1, 2, 3, "page"), Print(4, 5, 6, "source")
    before = Look(9, {"content/pages/d.md": page, "content/sources/a": source}, "m")
    settled = settle(before, before, {"content/pages/d.md": "as built"})
    assert settled is not None
    assert settled.files["content/pages/d.md"].content == "as built"
    later = before._replace(files={**before.files, "content/sources/a": source._replace(time=6)})
    assert settle(before, later, {}) is None
    more = before._replace(files={**before.files, "content/sources/b": source})
    assert settle(before, more, {}) is None
    fewer = before._replace(files={"content/pages/d.md": page})
    assert settle(before, fewer, {}) is None


def test_two_processes_see_the_site_as_one_does(tmp_path: Path) -> None:
    for n in range(70):
        (tmp_path / "d" / str(n)).mkdir(parents=True)
        (tmp_path / "d" / str(n) / "index.html").write_text(str(n), encoding="utf-8")
    assert site_print(str(tmp_path)) == site_print(str(tmp_path), files=manifest.WORTH)
    assert site_print(str(tmp_path))[1] == 70


def _modules(*words: str) -> set[str]:
    """Run the command in a new process and give the modules that it loaded."""
    program = (
        "import sys; from edition.incremental import manifest\n"
        f"manifest._LIBRARY = {manifest._LIBRARY!r}; sys.argv = sys.argv[1:]\n"
        "from edition.cli import main\n"
        "try: code = main()\n"
        "except SystemExit as end: code = end.code\n"
        "assert code == 0, code\n"
        "print('loaded', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "build.py", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.rpartition("loaded ")[2].split())


def test_help_and_a_build_with_nothing_to_do_load_no_builder(paths: Paths) -> None:
    light = {
        "edition", "edition.cli", "edition.cli.arguments", "edition.incremental", "edition.incremental.manifest",
    }  # fmt: skip
    assert {m for m in _modules("--help") if m.startswith("edition")} == light
    loaded = _modules(*arguments(paths))
    assert {m for m in loaded if m.startswith("edition")} == light
    assert not loaded & {"numpy", "jinja2", "pypinyin", "rjieba", "citeproc", "dataclasses"}
