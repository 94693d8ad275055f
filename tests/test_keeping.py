"""The commands that keep the ledger, as an editor types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from edition.cli import main
from tests.conftest import Collection

POST = "---\ntitle: '会议'\nauthor: 甲报\n---\n<div>\n<p>会议指出，要落实。</p>\n<p>会议强调，要检查。</p>\n</div>"


class Editor:
    """Someone at the command line, with a collection."""

    def __init__(
        self, folder: Path, options: list[str], capture: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.options = options
        self.capture = capture

    def __call__(self, *words: str, expect: int = 0) -> str:
        """Run a command and give what it says."""
        build = not words or words[0].startswith("-")
        arguments = [*words, *self.options, "--no-search"] if build else [*words, *self.options]
        code = main(arguments)
        said = self.capture.readouterr()
        assert code == expect, said.out + said.err
        return said.out + said.err

    @property
    def name(self) -> str:
        """Give the id of the one document."""
        return next((self.folder / "content" / "pages").glob("*.md")).stem


@pytest.fixture
def editor(collection: Collection, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Editor:
    paths = collection({"a.md": POST})
    options = [
        "--content",
        str(paths.content),
        "--site",
        str(paths.site),
        "--config",
        str(paths.config),
    ]
    return Editor(tmp_path, options, capsys)


def release(editor: Editor) -> str:
    """Build, release, and build again."""
    editor()
    said = editor("release", "--reason", "首次发布", "--date", "2026-01-02")
    editor()
    return said


def test_a_release_freezes_each_document_and_gives_it_a_pinned_page(editor: Editor) -> None:
    assert " version 1: 会议" in release(editor)
    assert (editor.folder / "site" / "d" / editor.name / "v1" / "index.html").is_file()
    assert "Nothing changed since the last release" in editor("release", "--reason", "再次")


def test_a_release_needs_ids_that_the_ledger_knows(editor: Editor) -> None:
    assert "run `python build.py` first" in editor("release", "--reason", "首次发布", expect=1)


def test_a_release_needs_a_reason(editor: Editor) -> None:
    editor()
    assert "reason" in editor("release", expect=1)


def test_what_is_withdrawn_leaves_a_tombstone_and_can_come_back(editor: Editor) -> None:
    release(editor)
    name = editor.name
    editor("withdraw", name, "--reason", "rights", "--date", "2026-01-03")
    editor()
    assert (editor.folder / "site" / "gone" / name / "index.html").is_file()
    page = editor.folder / "site" / "d" / name / "index.html"
    assert not page.exists() or "会议指出" not in page.read_text(encoding="utf-8")
    redirects = (editor.folder / "site" / "_redirects").read_text(encoding="utf-8")
    assert any(f"/d/{name}/" in row and "410" in row for row in redirects.splitlines())
    editor("restore", name, "--reason", "已得许可", "--date", "2026-01-04")
    editor()
    assert (editor.folder / "site" / "d" / name / "index.html").is_file()


def test_a_mistyped_id_is_told_from_an_unknown_one(editor: Editor) -> None:
    release(editor)
    wrong = editor.name[:-1] + ("b" if editor.name[-1] != "b" else "c")
    assert "mistyped" in editor("withdraw", wrong, "--reason", "rights", expect=1)


def test_a_renamed_document_redirects(editor: Editor) -> None:
    release(editor)
    old = editor.name
    editor("rename", old, "--reason", "改编号", "--date", "2026-01-03")
    editor()
    assert f"/d/{old}/" in (editor.folder / "site" / "_redirects").read_text(encoding="utf-8")


def test_a_bag_is_of_the_ledger_until_a_byte_changes(editor: Editor) -> None:
    release(editor)
    bag = editor.folder / "bag"
    editor("bag", str(bag), "--date", "2026-01-02")
    assert "All that the ledger knows is as it says" in editor("verify", str(bag))
    capture = next((bag / "data").rglob("a.md"))
    capture.write_bytes(capture.read_bytes() + b" ")
    assert "not what the ledger has" in editor("verify", str(bag), expect=1)
