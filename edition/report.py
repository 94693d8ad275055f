"""What a build tells: progress while it runs, and at its end what an editor wants to know."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from edition.pipeline import RULES, BuildReport, unsure
from edition.preparing import Paths

_STAGES = {
    "read": "reading captures",
    "clean": "cleaning",
    "infer": "inferring",
    "identify": "identifying",
    "account": "accounting for every character",
    "relate": "relating",
    "pages": "writing pages",
    "render": "rendering",
    "check": "checking the site",
    "search": "indexing for search",
}


class Told:
    """Progress on a terminal (a moving bar), in a log nothing but the summary's plain lines."""

    def __init__(self, *, quiet: bool = False) -> None:
        """Decide by where the output goes."""
        self._live = sys.stderr.isatty() and not quiet
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Told:
        """Begin the display."""
        if self._live:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
            )

            self._bar = Progress(
                TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the display."""
        if self._bar is not None:
            self._bar.stop()

    def step(self, stage: str, done: int, of: int) -> None:
        """Show how far a stage is."""
        if self._bar is None:
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(_STAGES.get(stage, stage), total=of)
        self._bar.update(self._tasks[stage], completed=done)


def summary(report: BuildReport, paths: Paths) -> str:
    """Write the summary: documents, account, interventions by rule, what is unsure, how long."""
    spent = ", ".join(f"{name} {seconds:.2f}" for name, seconds in report.seconds.items())
    return f"{_results(report, paths)}\n\nTook {sum(report.seconds.values()):.2f} s: {spent}."


def summary_again(report: BuildReport, paths: Paths) -> str:
    """Write what a build after this one would tell if nothing changed, but for how long it took."""
    same = replace(
        report, changed=0, removed=0, pages_written=(), built=replace(report.built, minted=())
    )
    return _results(same, paths)


def _results(report: BuildReport, paths: Paths) -> str:
    built = report.built
    edition = built.edition
    lines = [
        f"Built {len(edition.documents)} documents from {len(edition.sources)} sources into {paths.site}/ "
        f"({report.files} files, {report.changed} changed, {report.removed} removed)."
    ]
    accounts = [record.account for record in edition.sources]
    total = sum(a.total for a in accounts)
    parts = {
        name: sum(getattr(a, name) for a in accounts)
        for name in ("kept", "changed", "removed", "metadata", "set_aside")
    }
    shown = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in parts.items())
    lines.append(f"Every character accounted for: {total:,} = {shown}.")
    counts = Counter(
        i.rule for record in edition.sources for i in record.interventions if i.editorial
    )
    names = {rule.code: f"{rule.title.zh} {rule.slug}" for rule in RULES}
    lines.append(f"\nInterventions by rule ({sum(counts.values())}, without markup and layout):")
    for code, count in sorted(counts.items()):
        lines.append(f"  {code:<6} {count:>6}  {names.get(code, '编者裁定 decision')}")
    decided = sum(len(d.decisions) for d in built.decisions)
    lines.append(f"\nDecisions by editors: {decided}")
    doubtful = unsure(built)
    lines.append(f"Unsure: {len(doubtful)}" + (" (python build.py suggest)" if doubtful else ""))
    for record, i in doubtful[:12]:
        start = i.spans[0].start if i.spans else 0
        line = record.source.text.count("\n", 0, start) + 1
        what = (i.before or i.after).replace("\n", " ")[:36]
        lines.append(f"  {record.source.path}:{line}: {i.rule} {i.action} ({i.certainty}) {what}")
    if len(doubtful) > 12:
        lines.append(f"  … and {len(doubtful) - 12} more")
    lines.append(f"Needs a decision: {len(built.notices)}")
    lines += [f"  {notice}" for notice in built.notices[:20]]
    if len(built.notices) > 20:
        lines.append(f"  … and {len(built.notices) - 20} more")
    if report.pages_written:
        lines.append(
            f"\nPages written: {', '.join(sorted(report.pages_written)[:12])}"
            + (" …" if len(report.pages_written) > 12 else "")
        )
    if built.minted:
        lines.append(
            f"Minted: {', '.join(line.id for line in built.minted[:12])}"
            + (" …" if len(built.minted) > 12 else "")
            + " (commit content/ledger/)"
        )
    return "\n".join(lines)


def explain_reasons(reasons: Mapping[str, Sequence[str]]) -> str:
    """Say for each piece of work that was done anew what had changed for it; nothing if none was.

    >>> print(explain_reasons({"document d1sgvv8": ["changed: edition document_by_id d1sgvv8"]}))
    document d1sgvv8
      changed: edition document_by_id d1sgvv8
    """
    lines: list[str] = []
    for name, why in reasons.items():
        if not why:
            continue  # made in every build
        lines.append(name)
        lines += [f"  {reason}" for reason in why[:6]]
        if len(why) > 6:
            lines.append(f"  … and {len(why) - 6} more")
    return "\n".join(lines)
