"""What stays in memory between two builds of watch mode, and what follows a build in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from edition.config import Config, read_config
from edition.errors import EditionError
from edition.incremental.garbage import seldom_collected
from edition.incremental.workplace import Workplace
from edition.model import Edition, Output
from edition.pipeline import BuildReport, Built, build
from edition.preparing import Paths
from edition.publish import Files, Kept
from edition.relate import FINDER
from edition.watch.ahead import Before, pages_ahead

if TYPE_CHECKING:
    from edition.render import Site


class Heard(NamedTuple):
    """Who is told what follows a build."""

    checked: Callable[[BuildReport, tuple[EditionError, ...]], None]
    """What the checks of the site found, and of which build."""
    indexed: Callable[[float, int], None]
    """That the index is made: seconds, and documents that had to be indexed anew."""
    failed: Callable[[Exception], None]
    """What kept one of the two from being done."""


IDLE = 3.0
"""Seconds without a build after which what was learnt is written down: the editor has stopped typing."""


class Overtaken(Exception):
    """What was being made is not wanted any more, since something changed or watching ended."""


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

    Files that changed are exchanged one by one in the site that is being looked at; the checks of the whole
    site and the search index follow in the background, and stand back as soon as there is something to build.
    """

    def __init__(self, paths: Paths, *, search: bool) -> None:
        """Remember nothing yet but what the last run left."""
        self.paths = paths
        self.report: BuildReport | None = None
        self._before: Before | None = None
        """The last build, unless it failed."""
        self._kept = _Kept.beside(paths.site)
        self._follower = Follower(paths.site, search=search, save=self._kept.save)

    def build(self, overtaken: Callable[[], bool] = lambda: False) -> Done:
        """Build once; raises what ``pipeline.build`` raises, and then the last site stays.

        ``overtaken`` is asked time and again until the first file of the site is touched: whether
        the build is to be given up (``Overtaken``). Then, too, nothing has changed.
        """

        def going(*_: object) -> None:
            if overtaken():
                raise Overtaken

        self._follower.stand_back()
        self._kept.going = going
        try:
            config = read_config(self.paths.config)
            report = build(
                self.paths, config, progress=going, search=False, kept=self._kept, in_place=True
            )
        except Overtaken:
            raise
        except Exception:
            self._before = None
            raise
        self.report = report
        self._before = self._kept.before(report.built)
        content = self.paths.content
        written = {content / name: (content / name).read_bytes() for name in report.pages_written}
        ledger = content / "ledger" / "ledger.jsonl"
        if report.built.minted and ledger.is_file():
            written[ledger] = ledger.read_bytes()
        return Done(report.files, report.changed, config.base_path, written)

    def ahead(self, changed: Mapping[Path, str]) -> Iterator[Output]:
        """Give the pages of texts that were just saved, as far as the last build lets one make them.

        ``changed`` are all files that changed since then. What is given stands nowhere, and the build that
        follows knows nothing of it. Raises whatever is wrong with a text.
        """
        if self._before is not None:
            self._follower.stand_back()
            with seldom_collected():
                yield from pages_ahead(self._before, self.paths.content, changed)

    def follow(self, heard: Heard) -> None:
        """Have the checks and the search index follow the last build, in the background."""
        if self.report is not None:
            self._follower.want(self.report, heard)

    def close(self, patience: float = 0.0) -> bool:
        """Begin nothing further; say whether what was going on has ended in time."""
        return self._follower.close(patience)


class _Kept(Workplace):
    """Stops where it stands when the build is given up."""

    going: Callable[[], None]

    def before(self, built: Built) -> Before | None:
        """Give what pages can be made with ahead of the next build."""
        finder = self.shelf.recall.named(FINDER)
        site: Site | None = self._site[1] if self._site else None
        if finder is None or site is None or site.context.edition is not built.edition:
            return None
        return Before(built, site, self.shelf.collection, finder)

    def pages(self, edition: Edition, config: Config) -> dict[str, str]:
        self.going()  # all is related, in which nobody was asked
        return super().pages(edition, config)

    def outputs(self, *given: Any, **named: Any) -> Iterator[Output | Kept]:
        for output in super().outputs(*given, **named):
            self.going()
            yield output
        self.going()


@dataclass(frozen=True)
class _Asked(Files):
    """Files of a site, given as long as somebody wants to know."""

    going: Callable[[], None]

    def __getitem__(self, path: str) -> bytes:
        self.going()
        return super().__getitem__(path)


class Follower:
    """Checks the site, makes its index and writes down what was learnt, for the build that came last."""

    def __init__(self, site: Path, *, search: bool, save: Callable[[], None]) -> None:
        """Begin with the index that the site has."""
        self._site, self._search, self._save = site, search, save
        self._wish: tuple[BuildReport, Heard] | None = None
        self._woken = threading.Condition()
        self._wanted = 0
        """Counts what was asked of it, so that it knows when what it does is overtaken."""
        self._closed = False
        self._thread: threading.Thread | None = None
        self._saving = threading.Lock()

    def want(self, report: BuildReport, heard: Heard) -> None:
        """Ask for what follows a build; an earlier one that is not begun is forgotten."""
        with self._woken:
            self._wish = (report, heard)
            self._wanted += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="follower")
                self._thread.start()
            self._woken.notify()

    def stand_back(self) -> None:
        """Give up what is going on, since a build begins; its own will be asked for."""
        with self._woken:
            self._wish = None
            self._wanted += 1
            self._woken.notify()
        with self._saving:  # what the build is about to change is being written down
            return

    def close(self, patience: float) -> bool:
        """Begin nothing further, and wait a while for the end of what is going on."""
        with self._woken:
            self._closed, self._wish = True, None
            self._wanted += 1
            self._woken.notify()
        if self._thread is None:
            return True
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._woken:
                self._woken.wait_for(lambda: self._wish is not None or self._closed)
                if self._closed or self._wish is None:
                    return
                (report, heard), self._wish = self._wish, None
                turn = self._wanted
            try:
                self._follow(report, heard, turn)
            except Overtaken:
                continue
            except Exception as error:
                heard.failed(error)

    def _follow(self, report: BuildReport, heard: Heard, turn: int) -> None:
        def going() -> None:
            if self._wanted != turn:
                raise Overtaken

        if report.pending is not None:
            heard.checked(report, check(report, self._site, going))
        if self._search:
            from edition.search import index_site

            began = time.perf_counter()
            going()
            config, policy = report.built.config, report.built.config.policy
            part = min(policy.search_part, policy.search_part_watched)
            done = index_site(
                report.built.edition, config, self._site, shard_limit=part, going=going
            )
            heard.indexed(time.perf_counter() - began, done.indexed)
        with self._woken:
            self._woken.wait_for(lambda: self._wanted != turn, IDLE)
        with self._saving:
            going()
            self._save()


def check(report: BuildReport, site: Path, going: Callable[[], None]) -> tuple[EditionError, ...]:
    """Check what was exchanged in a site since it last passed; ``going`` is asked before each file is read."""
    if report.pending is None:
        return ()
    files = _Asked(site, report.paths, going)
    try:
        return report.pending.check(files, report.built.edition, report.built.config)
    except OSError:
        raise Overtaken from None  # a file was exchanged meanwhile: what the next build gives is checked itself
