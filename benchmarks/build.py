"""From captures to site: seconds, documents a second and peak memory of each stage, at several sizes.

Each size runs in a process of its own: clean, then by the real command with nothing, one text, one title, one authority
and one template changed, then the same changes in watch mode's way (in one process, files in place).
``profile`` as a further argument prints where the time of the clean build goes.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.collections import HERE, make_collection
from benchmarks.measure import Measured, machine, run, table

SIZES = (100, 1000)
"""Also wanted: 10000, which takes the better part of an hour on two processors."""


class _Peak:
    """The largest resident memory while a stage runs, looked at a hundred times a second."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self.current = ""
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        page = resource.getpagesize()
        while True:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
            here = pages * page / 2**20
            self.stages[self.current] = max(self.stages.get(self.current, 0), here)
            time.sleep(0.01)


def _inside(folder: Path, kind: str, jobs: int) -> dict[str, Any]:
    """Build in this process, from nothing or after one change and another, and tell what it took."""
    from edition.config import read_config
    from edition.incremental.workplace import Workplace
    from edition.pipeline import build
    from edition.preparing import Paths, Stages

    templates = folder / "templates"
    paths = Paths(folder / "content", folder / "site", folder / "edition.toml", templates)
    config = read_config(paths.config)
    kept = Workplace.beside(paths.site, fresh=kind == "clean")
    peak = _Peak()
    entered = Stages.stage

    def told(self: Stages, name: str) -> Any:
        peak.current = name
        return entered(self, name)

    Stages.stage = told  # type: ignore[method-assign]

    def measured() -> dict[str, Any]:
        began, cpu = time.perf_counter(), time.process_time()
        report = build(paths, config, search=False, kept=kept, jobs=jobs, in_place=kind == "watch")
        wall, used = time.perf_counter() - began, time.process_time() - cpu
        kept.save()
        return {
            "documents": len(report.built.edition.documents), "files": report.files, "changed": report.changed,
            "wall": wall, "cpu": used, "seconds": dict(report.seconds), "peak": peak.stages,
            "largest": _largest(),
        }  # fmt: skip

    if kind != "watch":
        made = measured()
        return {**made, "cpu": made["cpu"] + _children()}
    measured()
    _change_text(folder)
    measured()  # the second time it is as it always is then
    changes: dict[str, Any] = {}
    for name, change in CHANGES.items():
        change(folder)
        changes[name] = measured()
    return changes


def _largest() -> dict[str, float]:
    """Give the peaks in MiB of this process, and of the largest of those that it forked."""
    who = {"this": resource.RUSAGE_SELF, "forked": resource.RUSAGE_CHILDREN}
    return {name: resource.getrusage(number).ru_maxrss / 1024 for name, number in who.items()}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _change_text(folder: Path) -> None:
    path = folder / "content" / "sources" / "000001.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("</p>", f"又记{len(text)}字。</p>", 1), encoding="utf-8", newline=""
    )


def _change_title(folder: Path) -> None:
    path = folder / "content" / "sources" / "000001.txt"
    text = path.read_text(encoding="utf-8")
    title = re.compile(r"(?m)^(title: '?)(?:改题)*")
    path.write_text(title.sub(lambda m: f"{m[0]}改题", text, count=1), encoding="utf-8", newline="")


def _change_authority(folder: Path) -> None:
    path = folder / "content" / "authority" / "people.toml"
    text = path.read_text(encoding="utf-8")
    old = re.search(r'(?m)^note = "记(\d+)"$', text)
    if old:
        text = text.replace(old[0], f'note = "记{int(old[1]) + 1}"')
    else:
        text = text.replace("\n\n", '\nnote = "记1"\n\n', 1)
    path.write_text(text, encoding="utf-8")


def _change_template(folder: Path) -> None:
    path = folder / "templates" / "timeline.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("{% block body %}", "{% block body %} ", 1), encoding="utf-8", newline=""
    )


CHANGES: Mapping[str, Callable[[Path], None]] = {
    "text": _change_text,
    "title": _change_title,
    "authority": _change_authority,
    "template": _change_template,
}
"""What a person may change; the template is that of one page in each language."""


def _apart(folder: Path, kind: str, jobs: int) -> dict[str, Any]:
    """Build in a new process, so that memory and time are its own."""
    command = [sys.executable, "-m", "benchmarks.build", "inside", str(folder), kind, str(jobs)]
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _size(count: int, *, jobs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="edition-bench-") as name:
        folder = make_collection(Path(name) / "collection", count)
        _copy_edition(folder)
        clean = _apart(folder, "clean", jobs)
        documents = clean["documents"]
        print(f"\n### {count:,} captures, {documents:,} documents, {clean['files']:,} files\n")
        rows = [
            [
                stage,
                f"{seconds:.2f}",
                f"{documents / seconds:,.0f}" if seconds > 0.005 else "–",
                f"{clean['peak'].get(stage, 0):,.0f}",
            ]
            for stage, seconds in clean["seconds"].items()
        ]
        rows.append(
            [
                "**all, clean**",
                f"{clean['wall']:.2f}",
                f"{documents / clean['wall']:,.0f}",
                f"{max(clean['peak'].values()):,.0f}",
            ]
        )
        print(table(("stage", "seconds", "documents a second", "peak MiB"), rows), flush=True)
        largest = clean["largest"]
        print(f"\nPeak of the process: {largest['this']:,.0f} MiB; of the largest that it forked: "
              f"{largest['forked']:,.0f} MiB, most of it shared.")  # fmt: skip
        rows = [["clean", f"{clean['wall']:.2f}", f"{clean['cpu']:.2f}", f"{clean['changed']:,}"]]
        _change_text(folder)
        _command(folder)  # compiles what every later one finds compiled, and makes the manifest
        rows.append(_row("nothing changed, by command", _command(folder)))
        for change, act in CHANGES.items():
            act(folder)
            rows.append(_row(f"one {change} changed, by command", _command(folder)))
        for change, found in _apart(folder, "watch", 1).items():
            rows.append(
                [
                    f"one {change} changed, in watch mode",
                    f"{found['wall']:.2f}",
                    f"{found['cpu']:.2f}",
                    f"{found['changed']:,}",
                ]
            )
        print()
        print(table(("build", "wall s", "processor s", "files that differ"), rows), flush=True)


def _copy_edition(folder: Path) -> None:
    """Put the edition's code and templates beside the collection, so that a template is there to be changed.

    They belong together: templates of another folder are compiled in every run, the edition's own are not.
    """
    for name in ("edition", "templates"):
        shutil.copytree(HERE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "build.py", folder / "build.py")


def _row(name: str, found: tuple[Measured, int]) -> list[str]:
    took, differing = found
    return [name, f"{took.wall:.2f}", f"{took.cpu:.2f}", f"{differing:,}"]


def _command(folder: Path) -> tuple[Measured, int]:
    """Run ``build.py`` as an editor does; give what it took, with Python's start, and how many files are others then."""
    command = [sys.executable, str(folder / "build.py"), "--no-search", "--quiet"]
    before = _numbers(folder / "site")
    took = run(command, folder=folder)
    now = _numbers(folder / "site")
    return took, sum(before.get(path) != number for path, number in now.items())


def _numbers(site: Path) -> dict[str, int]:
    """Give the number (inode) of each file: one that did not change keeps its own from site to site."""
    return {
        f"{folder}/{name}": Path(folder, name).stat().st_ino
        for folder, _, names in os.walk(site)
        for name in names
    }


def main(arguments: list[str]) -> int:
    """Measure the sizes asked for."""
    if arguments[:1] == ["inside"]:
        print(json.dumps(_inside(Path(arguments[1]), arguments[2], int(arguments[3]))))
        return 0
    sizes = [int(a) for a in arguments if a.isdigit()] or list(SIZES)
    if "profile" in arguments:
        with tempfile.TemporaryDirectory(prefix="edition-bench-") as name:
            folder = make_collection(Path(name) / "collection", sizes[0])
            shutil.copytree(HERE / "templates", folder / "templates")
            profile = cProfile.Profile(time.process_time)
            profile.runcall(_inside, folder, "clean", 1)
            pstats.Stats(profile).sort_stats("tottime").print_stats(30)
        return 0
    print(machine())
    for size in sizes:
        _size(size, jobs=2)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
