"""What stays in memory between two builds of watch mode, and the search index made meanwhile."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edition.config import Config, read_config
from edition.model import Edition
from edition.pipeline import BuildReport, Paths, build

Indexed = Callable[[float, int], None]
"""Told when the index is made: seconds, and documents that had to be indexed anew."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one build did."""

    files: int
    changed: int
    base_path: str
    written: Mapping[Path, bytes | None] = field(default_factory=dict)
    """Inputs that the build wrote itself: pages and the ledger."""


class Workshop:
    """Builds again and again, and remembers."""

    def __init__(self, paths: Paths, *, search: bool) -> None:
        """Remember nothing yet."""
        self.paths = paths
        self.report: BuildReport | None = None
        self._search = Searcher(paths.site) if search else None

    def build(self, changed: Mapping[Path, str]) -> Done:
        """Build once; raises what ``pipeline.build`` raises, and then the last site stays."""
        del changed
        config = read_config(self.paths.config)
        index = self._search
        if index is None:
            report = build(self.paths, config, search=False)
        else:
            with index.held():
                report = build(self.paths, config, search=False)
                index.put_back()
        self.report = report
        content = self.paths.content
        written = {content / name: (content / name).read_bytes() for name in report.pages_written}
        ledger = content / "ledger" / "ledger.jsonl"
        if report.built.minted and ledger.is_file():
            written[ledger] = ledger.read_bytes()
        return Done(report.files, report.changed, config.base_path, written)

    def index(self, told: Indexed) -> None:
        """Have the search index follow the last build, in the background."""
        if self._search is not None and self.report is not None:
            self._search.want(self.report.built.edition, self.report.built.config, told)

    def close(self) -> None:
        """Wait for nothing; what is half made is left for the next run."""
        if self._search is not None:
            self._search.close()


class Searcher:
    """Makes the index beside the site, the latest wish only, and puts it in place when done."""

    def __init__(self, site: Path) -> None:
        """Begin with the index that the site has."""
        self._site = site
        self._aside = site.parent / f".{site.name}.search"
        self._lock = threading.Lock()
        self._wish: tuple[Edition, Config, Indexed] | None = None
        self._woken = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def held(self) -> threading.Lock:
        """Give the lock under which the site may be exchanged."""
        return self._lock

    def put_back(self) -> None:
        """Put the index into a site that has just been exchanged."""
        made, place = self._aside / "pagefind", self._site / "pagefind"
        if made.is_dir():
            _mirror(made, place)

    def want(self, edition: Edition, config: Config, told: Indexed) -> None:
        """Ask for the index of an edition; one asked for before and not begun is forgotten."""
        with self._woken:
            self._wish = (edition, config, told)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._woken.notify()

    def close(self) -> None:
        """Begin no further index."""
        with self._woken:
            self._closed, self._wish = True, None
            self._woken.notify()

    def _work(self) -> None:
        from edition.search import index_site

        if not self._aside.exists() and (self._site / "pagefind").is_dir():
            shutil.copytree(
                self._site / "pagefind", self._aside / "pagefind", copy_function=os.link
            )
        while True:
            with self._woken:
                self._woken.wait_for(lambda: self._wish is not None or self._closed)
                if self._closed or self._wish is None:
                    return
                (edition, config, told), self._wish = self._wish, None
            began = time.perf_counter()
            report = index_site(edition, config, self._aside)
            with self._lock:
                self.put_back()
            told(time.perf_counter() - began, report.indexed)


def _mirror(made: Path, place: Path) -> None:
    """Make ``place`` have the files of ``made``, as links; what is the same file stays."""
    wanted: set[str] = set()
    for path in sorted(made.rglob("*"), key=lambda p: p.name == "manifest.json"):
        if not path.is_file():
            continue
        name = path.relative_to(made).as_posix()
        wanted.add(name)
        target = place / name
        if target.exists() and target.samefile(path):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.unlink(missing_ok=True)
        os.link(path, fresh)
        fresh.replace(target)
    for path in place.rglob("*"):
        if path.is_file() and path.relative_to(place).as_posix() not in wanted:
            path.unlink()
