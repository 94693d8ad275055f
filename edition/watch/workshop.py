"""What stays in memory between two builds of watch mode, and the search index made meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edition.config import read_config
from edition.errors import EditionError
from edition.incremental.workplace import Workplace
from edition.pipeline import BuildReport, Paths, build, check_built

Indexed = Callable[[float, int], None]
"""Told when the index is made: seconds, and documents that had to be indexed anew."""

Checked = Callable[[BuildReport, tuple[EditionError, ...]], None]
"""Told what the checks of the site found, and of which build."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one build did."""

    files: int
    changed: int
    base_path: str
    written: Mapping[Path, bytes | None] = field(default_factory=dict)
    """Inputs that the build wrote itself: pages and the ledger."""


class Workshop:
    """Builds again and again, and remembers.

    Files that changed are exchanged one by one in the site that is being looked at; the search
    index follows in the background.
    """

    def __init__(self, paths: Paths, *, search: bool) -> None:
        """Remember nothing yet but what the last run left."""
        self.paths = paths
        self.report: BuildReport | None = None
        self._kept = Workplace.beside(paths.site)
        self._follower = Follower(paths.site, search=search)

    def build(self) -> Done:
        """Build once; raises what ``pipeline.build`` raises, and then the last site stays."""
        config = read_config(self.paths.config)
        report = build(self.paths, config, search=False, kept=self._kept, in_place=True)
        self.report = report
        content = self.paths.content
        written = {content / name: (content / name).read_bytes() for name in report.pages_written}
        ledger = content / "ledger" / "ledger.jsonl"
        if report.built.minted and ledger.is_file():
            written[ledger] = ledger.read_bytes()
        return Done(report.files, report.changed, config.base_path, written)

    def follow(self, checked: Checked, indexed: Indexed) -> None:
        """Have the checks and the search index follow the last build, in the background."""
        if self.report is not None:
            self._follower.want(self.report, checked, indexed)
        self._kept.save()

    def close(self) -> None:
        """Wait for nothing; what is half made is left for the next run."""
        self._follower.close()


class Follower:
    """Checks the site and makes its index, for the build that came last."""

    def __init__(self, site: Path, *, search: bool) -> None:
        """Begin with the index that the site has."""
        self._site, self._search = site, search
        self._wish: tuple[BuildReport, Checked, Indexed] | None = None
        self._woken = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def want(self, report: BuildReport, checked: Checked, indexed: Indexed) -> None:
        """Ask for what follows a build; an earlier one that is not begun is forgotten."""
        with self._woken:
            self._wish = (report, checked, indexed)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._woken.notify()

    def close(self) -> None:
        """Begin nothing further."""
        with self._woken:
            self._closed, self._wish = True, None
            self._woken.notify()

    def _work(self) -> None:
        from edition.search import index_site

        while True:
            with self._woken:
                self._woken.wait_for(lambda: self._wish is not None or self._closed)
                if self._closed or self._wish is None:
                    return
                (report, checked, indexed), self._wish = self._wish, None
            if any(report.reasons.values()):
                try:
                    checked(report, check_built(report, self._site))
                except OSError:
                    continue  # the next build has exchanged a file meanwhile, and is checked itself
            if self._search:
                began = time.perf_counter()
                done = index_site(report.built.edition, report.built.config, self._site)
                indexed(time.perf_counter() - began, done.indexed)
