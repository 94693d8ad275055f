"""Watch mode goes on through whatever happens to its files, and then has the site that a clean build gives."""

from __future__ import annotations

import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from edition.config import read_config
from edition.pipeline import build
from edition.preparing import Paths
from tests.conftest import SETTINGS
from tests.hostile import post
from tests.test_faults import digest
from tests.watching import Watching

ROOT = Path(__file__).resolve().parent.parent


class Collection:
    """A small collection, watched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        for name in ("sources", "decisions", "authority"):
            (self.content / name).mkdir(parents=True)
        for n in "甲乙丙":
            self.write(f"sources/{n}.md", post(f"<p>第{n}条要求。</p>", title=f"会议之{n}"))
        (folder / "edition.toml").write_text(SETTINGS, encoding="utf-8")
        for name in ("edition", "templates"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        shutil.copy(ROOT / "build.py", folder / "build.py")
        self.watching = Watching.start(
            "build.py", "--watch", "--no-search", "--port", "0", folder=folder
        )
        self.watching.wait_for("Built in")

    def write(self, name: str, text: str) -> None:
        path = self.content / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def told(self, words: str, since: int) -> str:
        return self.watching.wait_for(words, since=since)

    def page(self) -> str:
        with urllib.request.urlopen(self.watching.url, timeout=60) as answer:
            return str(answer.read().decode())

    @property
    def now(self) -> int:
        return len(self.watching.lines)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    made = Collection(tmp_path_factory.mktemp("survival"))
    try:
        yield made
        assert made.watching.end() == 0
        assert "".join(made.watching.lines).count("Traceback") <= 1  # of the code that was broken
    finally:
        made.watching.kill()


def test_a_folder_that_is_deleted_is_told_and_put_back_the_site_is_mended(
    watched: Collection,
) -> None:
    now = watched.now
    away = watched.folder / "away"
    (watched.content / "sources").rename(away)
    watched.told("there is no folder of captures", now)
    watched.told("The last site stays", now)
    assert "会议之甲" in watched.page()
    now = watched.now
    away.rename(watched.content / "sources")
    watched.told("Mended", now)


def test_captures_that_are_gone_are_named_one_by_one(watched: Collection) -> None:
    now = watched.now
    texts = {
        path: path.read_text(encoding="utf-8") for path in (watched.content / "sources").iterdir()
    }
    shutil.rmtree(watched.content / "sources")
    watched.told("there is no folder", now)
    now = watched.now
    watched.write("sources/甲.md", texts[watched.content / "sources/甲.md"])
    watched.told("its capture sources/乙.md is missing", now)
    now = watched.now
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    watched.told("Mended", now)


def test_a_capture_that_cannot_be_read_is_named(watched: Collection) -> None:
    now = watched.now
    path = watched.content / "sources" / "丁.md"
    path.symlink_to(path.name)
    watched.told("sources/丁.md", now)
    assert "会议之甲" in watched.page()
    now = watched.now
    path.unlink()
    watched.told("Mended", now)


def test_a_thousand_changes_are_one_or_few_builds_and_all_are_in_it(watched: Collection) -> None:
    now = watched.now
    for n in range(1000):
        watched.write(f"notes/{n}.md", f"第{n}件")
    watched.write("sources/甲.md", post("<p>第甲条要求，千件之后。</p>", title="会议之甲"))
    while "千件之后" not in "".join(
        p.read_text(encoding="utf-8") for p in (watched.content / "pages").glob("*.md")
    ):
        watched.told("Built in", watched.now)
    assert sum("Built in" in line for line in watched.watching.lines[now:]) < 100


def test_leavings_of_editors_are_no_content(watched: Collection) -> None:
    """A lock of Emacs is a link that leads nowhere, and lies there for as long as something is unsaved."""
    for folder in ("sources", "decisions", "authority", "pages", "ledger"):
        for name in (".#甲.md", ".#甲.toml", ".#ledger.jsonl"):
            (watched.content / folder / name).symlink_to("editor@machine.1234:1700000000")
        for name in (
            ".甲.md.swp",
            "甲.md~",
            "#甲.md#",
            "4913",
            "甲.toml~",
            "#甲.toml#",
            ".甲.toml.swp",
        ):
            (watched.content / folder / name).write_bytes(b"b0VIM")
    now = watched.now
    watched.write("sources/乙.md", post("<p>第乙条要求，并无妨碍。</p>", title="会议之乙"))
    assert "Built in" in watched.told("sources/乙.md", now), "".join(watched.watching.lines[now:])


def test_code_that_breaks_before_it_is_begun_with_is_waited_for(watched: Collection) -> None:
    """As when a branch is switched: tried while it was whole, begun with when it no longer is."""
    first, last = (
        watched.folder / "edition" / "ledger" / "lines.py",
        watched.folder / "edition" / "dates.py",
    )
    good = last.read_text(encoding="utf-8")
    now = watched.now
    watched.folder.joinpath("build.py").write_text(
        (ROOT / "build.py").read_text(encoding="utf-8").replace(
            'if __name__ == "__main__":',
            'if "EDITION_WATCH_SOCKET" in os.environ and not (HERE / "broken").exists():\n'
            '    (HERE / "broken").touch()\n'
            '    (HERE / "edition" / "dates.py").write_text("def broken(:")\n'
            'if __name__ == "__main__":',
        ),
        encoding="utf-8",
    )  # fmt: skip
    first.write_text(first.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    watched.told("waiting until it changes", now)
    now = watched.now
    last.write_text(good, encoding="utf-8")
    watched.told("Built in", now)
    assert "会议之甲" in watched.page()


def test_at_the_end_of_it_all_the_site_is_that_of_a_clean_build(
    watched: Collection, tmp_path: Path
) -> None:
    fresh = tmp_path / "content"
    for name in ("sources", "ledger"):
        shutil.copytree(
            watched.content / name, fresh / name, ignore=lambda _, names: [n for n in names if n[0] in ".#4" or n[-1] == "~"]
        )  # fmt: skip
    paths = Paths(fresh, tmp_path / "site", watched.folder / "edition.toml", ROOT / "templates")
    build(paths, read_config(paths.config), search=False)
    assert digest(paths.site) == digest(watched.folder / "site")
