"""Watch mode beside Hugo's server, from the save to the bytes that the server hands out.

    make bench ARGS="watching 1000"           a collection of so many captures
    make bench ARGS="watching 1000 alone"     without Hugo
    make bench ARGS="watching folder=DIR"     a collection that stands already, with its site beside it

One process of each is watched, a change is saved time and again, and each time the page that has to show it is asked for
until it does. The page of a text that was saved comes ahead of its build (``edition.watch.ahead``); lists, and pages of names,
come with the build. Before the next change the build has ended; its checks have begun, and stand back.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.collections import HERE, make_collection
from benchmarks.generators import GENERATORS, Leaf, prepared, read_leaves
from benchmarks.measure import machine, run, table
from benchmarks.waiting import (
    Save,
    append_to_capture,
    append_to_page,
    built,
    free_port,
    saves_to_seen,
)

SIZES = (100, 1000)
ROUNDS = 5
PAUSE = 2.0
"""Seconds between what was seen and the next save, besides those until the build that followed has ended."""


def _ours(folder: Path, *more: str) -> list[str]:
    return [
        sys.executable, str(HERE / "build.py"), "--quiet", "--content", str(folder / "content"), "--site",
        str(folder / "site"), "--config", str(folder / "edition.toml"), "--templates", str(folder / "templates"),
        "--no-search", *more,
    ]  # fmt: skip


def _rewrite(path: Path, pattern: str, new: Callable[[re.Match[str]], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
    if not count:
        raise RuntimeError(f"{path.name} has nothing to change")
    path.write_text(changed, encoding="utf-8", newline="")


def _retitle(path: Path, number: int) -> bytes:
    said = f"改题{number}之{path.stat().st_size}"
    _rewrite(path, r"^(title: '?)(?:改题\d+之\d+)?", lambda found: f"{found[1]}{said}")
    return said.encode()


def _note(path: Path, number: int) -> bytes:
    """Change the note of the first person; without one the entry gets one."""
    said = f"记{number}之{path.stat().st_size}"
    if 'note = "' in path.read_text(encoding="utf-8"):
        _rewrite(path, r'^note = ".*"$', lambda _: f'note = "{said}"')
    else:
        _rewrite(path, r"^(name = .*)$", lambda found: f'{found[1]}\nnote = "{said}"')
    return said.encode()


def _template(path: Path, number: int) -> bytes:
    said = f"<!-- {number} {path.stat().st_size} -->"
    _rewrite(
        path,
        r"({% block body %})(?:<!-- \d+ \d+ -->)?",
        lambda found: f"{found[1]}{{% raw %}}{said}{{% endraw %}}",
    )
    return said.encode()


def _saves(folder: Path, leaf: Leaf) -> list[Save]:
    capture = folder / "content" / "sources" / "000001.txt"
    people = folder / "content" / "authority" / "people.toml"
    person = re.search(r'^id = "([^"]+)"', people.read_text(encoding="utf-8"), re.MULTILINE)
    own, named = f"/d/{leaf.name}/", f"/people/{person[1]}/" if person else ""
    return [
        Save("a text, its page", own, lambda n: append_to_capture(capture, n)),
        Save("a title, its page", own, lambda n: _retitle(capture, n)),
        Save("a title, the register of captures", "/sources/", lambda n: _retitle(capture, n)),
        Save("a person's note, the page", named, lambda n: _note(people, n)),
        Save("a template, its page", "/timeline/", lambda n: _template(folder / "templates" / "timeline.html", n)),
    ]  # fmt: skip


def _leaf(leaves: Sequence[Leaf]) -> Leaf:
    return next(leaf for leaf in leaves if "sources/000001.txt" in leaf.front)


def _size(folder: Path, *, beside: bool) -> None:
    if not (folder / "templates").is_dir():
        shutil.copytree(HERE / "templates", folder / "templates")
    run(_ours(folder), folder=HERE)
    leaves = read_leaves(folder / "content" / "pages")
    count = sum(1 for _ in (folder / "content" / "sources").iterdir())
    print(f"\n### {count:,} captures, {len(leaves):,} documents, medians of {ROUNDS}\n", flush=True)
    rows: list[tuple[str, float]] = []
    if beside:
        with tempfile.TemporaryDirectory(prefix="edition-watching-") as name:
            peer = prepared("hugo", Path(name), leaves, "")
            if peer is None or peer.serve is None:
                raise RuntimeError("Hugo is not there")
            leaf, port = leaves[len(leaves) // 2], free_port()
            page = Path(name) / peer.page.format(leaf.name)
            save = Save("Hugo's server: a text, its page", peer.address.format(leaf.name), lambda n: append_to_page(page, n))  # fmt: skip
            rows += saves_to_seen(peer.serve(port), Path(name), port=port, saves=[save], rounds=ROUNDS)[0]  # fmt: skip
    port = free_port()
    found, peak = saves_to_seen(
        _ours(folder, "--watch", "--port", str(port)), HERE, port=port, saves=_saves(folder, _leaf(leaves)),
        rounds=ROUNDS, pause=PAUSE, ready=built,
    )  # fmt: skip
    rows += found
    hugo = rows[0][1] if beside else 0.0
    shown = [[name, f"{took:.3f}", f"{took / hugo:.2f}" if hugo else "–"] for name, took in rows]
    print(table(("from the save to the bytes", "seconds", "times Hugo’s server"), shown))
    print(f"\nOurs, at the peak: {peak:,.0f} MiB.", flush=True)


def main(arguments: list[str]) -> int:
    """Measure the sizes asked for."""
    print(machine())
    beside = "alone" not in arguments and "hugo" in GENERATORS
    place = next((a.partition("=")[2] for a in arguments if a.startswith("folder=")), "")
    if place:
        _size(Path(place), beside=beside)
        return 0
    for size in [int(a) for a in arguments if a.isdigit()] or SIZES:
        with tempfile.TemporaryDirectory(prefix="edition-watching-") as name:
            _size(make_collection(Path(name) / "collection", size), beside=beside)
    return 0
