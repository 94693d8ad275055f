"""What stays in memory between two builds of watch mode, and the search index made meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edition.config import Config, read_config
from edition.incremental.workplace import Workplace
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
    """Builds again and again, and remembers.

    Files that changed are exchanged one by one in the site that is being looked at; the search
    index follows in the background.
    """

    def __init__(self, paths: Paths, *, search: bool) -> None:
        """Remember nothing yet but what the last run left."""
        self.paths = paths
        self.report: BuildReport | None = None
        self._kept = Workplace.beside(paths.site)
        self._search = Searcher(paths.site) if search else None

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

    def follow(self, told: Indexed) -> None:
        """Have the search index follow the last build, in the background, and write down the rest."""
        if self._search is not None and self.report is not None:
            self._search.want(self.report.built.edition, self.report.built.config, told)
        self._kept.save()

    def close(self) -> None:
        """Wait for nothing; what is half made is left for the next run."""
        if self._search is not None:
            self._search.close()


class Searcher:
    """Makes the index of the edition that was asked for last."""

    def __init__(self, site: Path) -> None:
        """Begin with the index that the site has."""
        self._site = site
        self._wish: tuple[Edition, Config, Indexed] | None = None
        self._woken = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

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

        while True:
            with self._woken:
                self._woken.wait_for(lambda: self._wish is not None or self._closed)
                if self._closed or self._wish is None:
                    return
                (edition, config, told), self._wish = self._wish, None
            began = time.perf_counter()
            report = index_site(edition, config, self._site)
            told(time.perf_counter() - began, report.indexed)
