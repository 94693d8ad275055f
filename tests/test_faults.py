"""Faults: killed, full, unreadable, vanished, two at once, out of bounds. The last good site stays whole."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from edition.cli import main
from edition.config import read_config
from edition.errors import ContentErrors, EditionError
from edition.incremental.workplace import Workplace
from edition.pipeline import BuildReport, build
from edition.preparing import Paths
from edition.publish import build_lock
from tests.conftest import Collection, built
from tests.hostile import post

KILLS = int(os.environ.get("KILLS", "20"))
BODY = "<p>会议指出，要压实责任。</p>"


def sources(text: str = "") -> dict[str, str]:
    return {f"{n}.md": post(f"<p>第{n}条要求。{text}</p>", title=f"会议之{n}") for n in "甲乙丙丁"}


def make(paths: Paths, *, kept: bool = False) -> BuildReport:
    """Build without search; with ``kept`` as the command does, with what the last build remembered."""
    memory = Workplace.beside(paths.site, fresh=False) if kept else None
    return build(paths, read_config(paths.config), search=False, kept=memory)


def digest(folder: Path) -> str:
    """Give one hash of all files of a folder and their names."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def test_killed_at_any_moment_the_site_is_whole_and_the_next_build_mends_it(
    collection: Collection,
) -> None:
    """Whatever a killed build leaves, what readers get is one of the two sites, never a mixture."""
    paths = collection(sources())
    make(paths, kept=True)
    begun = time.monotonic()
    (paths.content / "sources" / "甲.md").write_text(sources("旧句。")["甲.md"], encoding="utf-8")
    make(paths, kept=True)
    lasts = time.monotonic() - begun
    (paths.content / "sources" / "甲.md").write_text(sources()["甲.md"], encoding="utf-8")
    make(paths, kept=True)
    old = paths.site / "catalog.json"
    good = digest(paths.site)
    for n in range(KILLS):
        changed = sources("新句。" if n % 2 else "另一句。")
        (paths.content / "sources" / "甲.md").write_text(changed["甲.md"], encoding="utf-8")
        for page in (paths.content / "pages").glob("*.md"):
            page.unlink()
        child = os.fork()
        if child == 0:
            os._exit(bool(make(paths, kept=True)) - 1)
        time.sleep(lasts * ((n * 0.618034) % 1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if paths.site.exists():
            assert old.is_file()
        else:  # between two renames: the whole last site stands beside
            assert (paths.site.parent / ".site.last" / "catalog.json").is_file()
    (paths.content / "sources" / "甲.md").write_text(sources()["甲.md"], encoding="utf-8")
    make(paths, kept=True)
    assert digest(paths.site) == good
    make(paths)
    assert digest(paths.site) == good  # what was remembered tells no lie
    assert not [p.name for p in paths.site.parent.glob(".site.*") if p.suffix in (".next", ".last")]


def test_a_full_disk_leaves_the_last_site_and_says_so(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = collection(sources())
    make(paths)
    before, pages = digest(paths.site), digest(paths.content)
    write = os.write
    written = 0

    def full(handle: int, data: bytes) -> int:
        """Write half of what there is no more room for, as systems do, and then say so."""
        nonlocal written
        written += len(data)
        if written > 120_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data[: len(data) // 2] if written > 60_000 else data)

    (paths.content / "sources" / "戊.md").write_text(post(BODY, title="会议之戊"), encoding="utf-8")
    monkeypatch.setattr("edition.trees.os.write", full)
    with pytest.raises((OSError, EditionError)):
        make(paths)
    monkeypatch.undo()
    assert digest(paths.site) == before
    (paths.content / "sources" / "戊.md").unlink()
    assert digest(paths.content) == pages
    make(paths)
    assert digest(paths.site) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount")
def test_a_really_full_disk_leaves_the_last_site(collection: Collection) -> None:
    paths = collection(sources())
    place = paths.site.parent / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        small = Paths(paths.content, place / "site", paths.config, paths.templates)
        make(small)
        before = digest(small.site)
        (place / "filler").write_bytes(bytes(max(0, os.statvfs(place).f_bavail * 4096 - 200_000)))
        for name, text in sources("变了。").items():
            (paths.content / "sources" / name).write_text(text, encoding="utf-8")
        with pytest.raises((OSError, EditionError, ContentErrors)):
            make(small)
        assert digest(small.site) == before
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_capture_that_vanishes_or_cannot_be_read_is_named(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = collection(sources())
    make(paths)
    before = digest(paths.site)
    read = Path.read_bytes

    def gone(path: Path) -> bytes:
        if path.name == "乙.md":
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    with pytest.raises(ContentErrors, match=r"sources/乙\.md: the capture cannot be read"):
        make(paths)
    monkeypatch.undo()
    assert digest(paths.site) == before


def test_a_clock_that_is_wrong_changes_nothing(collection: Collection) -> None:
    paths = collection(sources())
    make(paths)
    before = digest(paths.site)
    for path in paths.content.rglob("*"):
        os.utime(path, (2**33, 2**33) if path.name > "丙" else (0, 0))
    make(paths)
    assert digest(paths.site) == before


def test_a_change_that_bears_the_old_time_is_seen(collection: Collection) -> None:
    """As where a clock was set back, or a program restores times: the bytes decide, not what a file says of itself."""
    paths = collection(sources())
    for path in paths.content.rglob("*"):
        os.utime(path, (10**9, 10**9))
    command = ["--content", str(paths.content), "--site", str(paths.site), "--config", str(paths.config),
               "--no-search", "--quiet"]  # fmt: skip
    assert main(command) == 0
    assert main(command) == 0
    path = paths.content / "sources" / "甲.md"
    with path.open("r+b") as file:  # in place, with as many bytes
        data = file.read()
        file.seek(0)
        file.write(data.replace("要求".encode(), "主张".encode()))
    os.utime(path, (10**9, 10**9))
    assert main(command) == 0
    assert "主张" in (paths.site / "catalog.json").read_text(encoding="utf-8")


def test_two_builds_at_once_are_refused_and_the_lock_does_not_outlive_its_build(
    collection: Collection,
) -> None:
    paths = collection(sources())
    with (
        build_lock(paths.site),
        pytest.raises(EditionError, match="another build of this site is running"),
    ):
        make(paths)
    make(paths)


def test_killed_while_content_is_written_nothing_is_half_written(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a page would be taken for an editor's change, and half a line would end the ledger."""
    paths = collection(sources())
    make(paths)
    (paths.content / "sources" / "甲.md").write_text(sources("变了。")["甲.md"], encoding="utf-8")
    (paths.content / "sources" / "戊.md").write_text(post(BODY, title="会议之戊"), encoding="utf-8")
    write = Path.write_bytes
    for victim in ("pages", "ledger"):

        def half(path: Path, data: bytes, victim: str = victim) -> int:
            if path.parent.name == victim:
                write(path, data[: len(data) // 2])
                raise KeyboardInterrupt
            return write(path, data)

        monkeypatch.setattr(Path, "write_bytes", half)
        with pytest.raises(KeyboardInterrupt):
            make(paths)
        monkeypatch.undo()
    assert len(make(paths).built.edition.documents) == 5
    assert list(paths.content.rglob("*.part")) == []


class TestBounds:
    """Nothing outside the collection is read or written."""

    def test_a_link_to_another_file_is_not_published(self, collection: Collection) -> None:
        paths = collection(sources())
        (paths.content / "sources" / "x.md").symlink_to("/etc/hostname")
        with pytest.raises(ContentErrors, match=r"sources/x\.md: a link that leads out"):
            built(paths)

    @pytest.mark.parametrize("folder", ["pages", "ledger", "decisions", "media", "sources/y"])
    def test_a_linked_folder_is_not_read_or_written_through(
        self, collection: Collection, tmp_path: Path, folder: str
    ) -> None:
        paths = collection(sources())
        other = tmp_path / "elsewhere"
        other.mkdir()
        (paths.content / folder).symlink_to(other)
        with pytest.raises(ContentErrors, match="a link that leads out"):
            make(paths)
        assert list(other.iterdir()) == []

    def test_a_dead_or_circular_link_is_named(self, collection: Collection) -> None:
        paths = collection(sources())
        (paths.content / "sources" / "x.md").symlink_to("x.md")
        with pytest.raises(ContentErrors, match="or nowhere"):
            built(paths)

    def test_names_that_differ_in_case_alone_are_refused(self, collection: Collection) -> None:
        paths = collection({"a.md": post(BODY), "A.md": post(BODY + BODY)})
        with pytest.raises(ContentErrors, match="are one file where case is folded"):
            built(paths)

    @pytest.mark.parametrize(
        "name", ["CON.md", "nul.txt", "a b;$(x).md", "-rf.md", "%2e%2e.md", "..甲.md", "a\nb.md"]
    )
    def test_odd_names_are_only_names(self, collection: Collection, name: str) -> None:
        paths = collection({name: post(BODY)})
        make(paths)
        outside = {p.name for p in paths.site.parent.iterdir()} - {
            "content",
            "site",
            "edition.toml",
        }
        assert {n for n in outside if not n.startswith(".site")} == set()
        assert all(p.name.isascii() for p in paths.site.rglob("*"))

    @pytest.mark.parametrize(
        "source", ["../a.md", "/etc/passwd", "sources/../../a.md", "sources/./甲.md"]
    )
    def test_decisions_lead_nowhere_else(self, collection: Collection, source: str) -> None:
        paths = collection(sources(), {"decisions/a.toml": f'source = "{source}"\n'})
        with pytest.raises(ContentErrors, match="there is no source"):
            built(paths)

    @pytest.mark.parametrize(
        "file", ["../x.png", "/etc/x.png", "a/b.png", ".x.png", "..", "x.svg", "x.html"]
    )
    def test_pictures_lead_nowhere_else(self, collection: Collection, file: str) -> None:
        listed = f'[[picture]]\naddress = "https://a.example/x"\nfile = "{file}"\nsha256 = "00"\n'
        paths = collection(sources(), {"media/media.toml": listed})
        with pytest.raises(ContentErrors, match=r"media/media\.toml"):
            make(paths)

    @pytest.mark.parametrize("prefix", ["../", "/", "a/b", ".", "甲", "A", ""])
    def test_the_prefix_of_ids_is_plain(self, collection: Collection, prefix: str) -> None:
        paths = collection(sources())
        text = paths.config.read_text(encoding="utf-8") + f'id_prefix = "{prefix}"\n'
        paths.config.write_text(text, encoding="utf-8")
        with pytest.raises(EditionError, match="id_prefix"):
            make(paths)

    def test_a_folder_of_others_is_not_replaced_by_a_site(self, collection: Collection) -> None:
        paths = collection(sources())
        paths.site.mkdir()
        (paths.site / "thesis.doc").write_text("dear", encoding="utf-8")
        with pytest.raises(EditionError, match="is no site that was built here"):
            make(paths)
        for wrong in (paths.content, paths.content / "sources", paths.content.parent):
            with pytest.raises(EditionError, match="cannot be in, or around"):
                make(Paths(paths.content, wrong, paths.config, paths.templates))
        assert (paths.site / "thesis.doc").read_text(encoding="utf-8") == "dear"


class TestLimits:
    """What is over a limit is reported and set aside whole, and the others are built."""

    SETTINGS = '[edition]\ntitle = "试编"\nbase_url = "https://edition.example/"\n[policy]\n'

    @pytest.mark.parametrize(
        ("setting", "body", "told"),
        [
            ("maximum_bytes = 2000", "<p>会议指出。</p>\n" * 200, "more than the 2,000 allowed"),
            ("maximum_line = 500", f"<p>{'会议指出。' * 200}</p>", "has a line of 1,007 characters, more than the 500 allowed"),
        ],
    )  # fmt: skip
    def test_a_giant_is_set_aside_and_the_others_are_built(
        self, collection: Collection, setting: str, body: str, told: str
    ) -> None:
        giant = post(body, title="长文")
        paths = collection({**sources(), "giant.md": giant}, settings=self.SETTINGS + setting)
        report = make(paths)
        assert [d.title for d in report.built.edition.documents if d.title == "长文"] == []
        assert len(report.built.edition.documents) == 4
        (notice,) = report.built.notices
        assert notice.where.path == "sources/giant.md"
        assert told in notice.what
        (record,) = [r for r in report.built.edition.sources if r.source.path == "sources/giant.md"]
        assert record.account.set_aside == record.account.total == len(giant)
        page = paths.site / "sources" / record.source.sha256[:12]
        assert (page / "index.html").is_file()
        assert (page / "raw.txt").read_bytes() == giant.encode()
