"""Side by side in one run: the pages of a generated collection, built by ours and by its peers.

    make bench ARGS="peers 1000 5000"           these sizes
    make bench ARGS="peers 1000 pages"          without building ours from captures, which takes longest
    make bench ARGS="peers 1000 hugo eleventy"  beside these peers alone
    make bench ARGS="peers 1000 rounds=5"       medians of five rounds (three, and one above 5,000 documents)

Every peer gets the very pages that ours gets (``benchmarks.generators`` says how). Up to
``CAPTURES`` documents the pages are those that our build writes from generated captures
(``benchmarks.collections``), and ours is measured from the captures as well; above, the pages are put
together in the writer's form (``benchmarks.made_pages``). In each round everybody takes a turn;
medians are printed. Memory is that of all processes together; search is left out on both sides.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.collections import HERE, make_collection
from benchmarks.generators import GENERATORS, Leaf, Peer, prepared, read_leaves
from benchmarks.made_pages import make_pages
from benchmarks.measure import Measured, machine, middle, run, table
from benchmarks.waiting import (
    Save,
    append_to_capture,
    append_to_page,
    free_port,
    saves_to_seen,
)

SIZES = (100, 1000)
ROUNDS, LARGE = 3, 5000
"""Rounds, and the size above which there is one."""
CAPTURES = 1000
"""Documents up to which ours is built from captures too, unless the command says otherwise."""
_PER_CAPTURE = 1.31
"""Documents that a generated capture gives: one in five is a newspaper page with several."""


@dataclass(slots=True)
class Contestant:
    """Something that takes a turn in each round."""

    name: str
    scene: str
    """``cold``, ``again`` (nothing changed) or ``one`` (one page changed)."""
    command: Sequence[str]
    folder: Path
    out: Path
    before: Callable[[int], object] = lambda _: None
    """Called with the number of the round before it is measured."""
    rounds: int = 0
    """At most so many rounds; 0 for all."""
    found: list[Measured] = field(default_factory=list)
    files: int = 0

    def turn(self, number: int) -> None:
        """Take a turn."""
        if self.rounds and number >= self.rounds:
            return
        if self.scene == "cold":
            for left in (self.out, *self.out.parent.glob(f".{self.out.name}.*")):
                shutil.rmtree(
                    left, ignore_errors=True
                )  # also what ours remembers of the last build
        self.before(number)
        self.found.append(run(self.command, folder=self.folder))
        self.files = sum(1 for path in self.out.rglob("*") if path.is_file())


def _ours(folder: Path, *more: str, out: str = "out") -> list[str]:
    return [
        sys.executable, str(HERE / "build.py"), "--quiet", "--content", str(folder / "content"), "--site",
        str(folder / out), "--config", str(folder / "edition.toml"), *more,
    ]  # fmt: skip


def _own_pages(folder: Path, leaves: Sequence[Leaf]) -> list[Contestant]:
    """Build from a copy of the pages: in one language of the interface, as the peers do, and in both.

    A build from captures would refuse to write over pages that were edited here.
    """
    whole, folder = folder, folder.parent / "pages-alone"
    shutil.copytree(whole / "content" / "pages", folder / "content" / "pages")
    shutil.copy(whole / "edition.toml", folder)
    page = folder / "content" / "pages" / f"{leaves[len(leaves) // 2].name}.md"
    found: list[Contestant] = []
    for name, place, more in (
        ("ours, pages to site", "from-pages-1", ("--language", "zh-Hans")),
        ("ours, pages to site in two languages", "from-pages-2", ()),
    ):
        command, out = _ours(folder, "pages", *more, out=place), folder / place
        found += [
            Contestant(name, "cold", command, HERE, out),
            Contestant(name, "again", command, HERE, out),
            Contestant(name, "one", command, HERE, out, lambda n: append_to_page(page, n)),
        ]
    return found


def _own_captures(folder: Path) -> list[Contestant]:
    """Build from captures: once from nothing, since it takes as long as everything else together."""
    out = folder / "out"
    command = _ours(folder, "--no-search")
    capture = folder / "content" / "sources" / "000001.txt"
    return [
        Contestant("ours, captures to site", "cold", [*command, "--fresh"], HERE, out, rounds=1),
        Contestant("ours, captures to site", "again", command, HERE, out),
        Contestant(
            "ours, captures to site", "one", command, HERE, out, lambda n: append_to_capture(capture, n)
        ),
    ]  # fmt: skip


def _theirs(peer: Peer, folder: Path, leaves: Sequence[Leaf]) -> list[Contestant]:
    page = folder / peer.page.format(leaves[len(leaves) // 2].name)
    scenes: list[tuple[str, Callable[[int], object]]] = [
        ("cold", lambda _: None), ("again", lambda _: None), ("one", lambda n: append_to_page(page, n)),
    ]  # fmt: skip
    return [
        Contestant(peer.name, scene, peer.build, folder, folder / "out", before)
        for scene, before in scenes
    ]


_SCENES = {"cold": "from nothing", "again": "nothing changed", "one": "one page changed"}


def _print(contestants: Sequence[Contestant]) -> None:
    measured = {(c.name, c.scene): middle(c.found) for c in contestants if c.found}
    for scene, shown in _SCENES.items():
        hugo = next((m for (name, s), m in measured.items() if name.startswith("Hugo") and s == scene), None)  # fmt: skip
        rows = []
        for c in contestants:
            m = measured.get((c.name, c.scene))
            if c.scene != scene or m is None:
                continue
            ratios = [f"{m.wall / hugo.wall:.2f}", f"{m.cpu / hugo.cpu:.2f}", f"{m.peak / hugo.peak:.2f}"] if hugo else ["–"] * 3  # fmt: skip
            rows.append([c.name, f"{m.wall:.2f}", f"{m.cpu:.2f}", f"{m.peak:,.0f}", f"{c.files:,}", *ratios])  # fmt: skip
        print(f"\n{shown[0].upper()}{shown[1:]}:\n")
        head = ("generator", "wall s", "processor s", "peak MiB", "files", "wall, times Hugo", "processor, times Hugo", "memory, times Hugo")  # fmt: skip
        print(table(head, rows), flush=True)


def _watch(ours: Path | None, peers: Sequence[tuple[Peer, Path]], leaves: Sequence[Leaf], rounds: int) -> None:  # fmt: skip
    """Measure from the save to the bytes in the page that is served, one after the other."""
    rows: list[tuple[str, float, float]] = []

    def measure(name: str, command: Sequence[str], folder: Path, port: int, address: str, change: Callable[[int], bytes]) -> None:  # fmt: skip
        try:
            (found,), peak = saves_to_seen(
                command, folder, port=port, saves=[Save(name, address, change)], rounds=rounds
            )
        except RuntimeError as error:
            print(f"left out: {name}, watching: {error}")
            return
        rows.append((*found, peak))

    middle_leaf = leaves[len(leaves) // 2]
    for peer, folder in peers:
        if peer.serve:
            port = free_port()
            page = folder / peer.page.format(middle_leaf.name)
            measure(
                f"{peer.name}, its server", peer.serve(port), folder, port,
                peer.address.format(middle_leaf.name), lambda n, page=page: append_to_page(page, n + 100),  # type: ignore[misc]
            )  # fmt: skip
    if ours:
        capture = ours / "content" / "sources" / "000001.txt"
        own = next((leaf for leaf in leaves if "sources/000001.txt" in leaf.front), None)
        if own:
            port = free_port()
            command = _ours(ours, "--no-search", "--watch", "--port", str(port))
            measure("ours, watch mode (a capture)", command, HERE, port, f"/d/{own.name}/",
                    lambda n: append_to_capture(capture, n + 100))  # fmt: skip
    hugo = next((took for name, took, _ in rows if name.startswith("Hugo")), 0.0)
    print("\nFrom the save to the bytes, while watching:\n")
    print(table(("generator", "seconds", "peak MiB", "times Hugo’s server"),
                [[name, f"{took:.3f}", f"{peak:,.0f}", f"{took / hugo:.2f}" if hugo else "–"] for name, took, peak in rows]), flush=True)  # fmt: skip


def _frame(folder: Path, ours: Path) -> str:
    """Give what stands around the text on our pages, so that the peers write as much for each page.

    A site of a few pages is made for it; so what is compiled once is compiled before it counts.
    """
    pages = folder / "content" / "pages"
    pages.mkdir(parents=True)
    for path in sorted((ours / "content" / "pages").glob("*.md"))[:20]:
        shutil.copy(path, pages)
    shutil.copy(ours / "edition.toml", folder)
    run(_ours(folder, "pages"), folder=HERE)
    site = folder / "out"
    page = next((site / "d").glob("*/index.html")).read_text(encoding="utf-8")
    body = page[page.index('<header class="top">') : page.index("<main")]
    foot = page[page.index('<footer class="foot">') : page.index("</footer>") + len("</footer>")]
    return (body + foot).replace("../../", "/")


def _compare(size: int, rounds: int, names: Sequence[str], *, captures: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="edition-peers-") as name:
        ours = Path(name) / "ours"
        if captures:
            make_collection(ours, max(5, round(size / _PER_CAPTURE)))
            run(_ours(ours, "--no-search"), folder=HERE)  # mints the ids and writes the pages
        else:
            make_pages(ours, size)
        leaves = read_leaves(ours / "content" / "pages")
        frame = _frame(Path(name) / "few", ours)
        peers: list[tuple[Peer, Path]] = []
        for one in names:
            folder = Path(name) / one
            peer = prepared(one, folder, leaves, frame)
            if peer:
                peers.append((peer, folder))
        contestants = _own_pages(ours, leaves)
        for peer, folder in peers:
            contestants += _theirs(peer, folder, leaves)
        if captures:
            contestants += _own_captures(ours)
        print(f"\n### {len(leaves):,} documents, {rounds} rounds", flush=True)
        for number in range(rounds):
            for contestant in list(contestants):
                try:
                    contestant.turn(number)
                except RuntimeError as error:
                    print(f"left out: {contestant.name}: {str(error)[:300]}")
                    contestants = [c for c in contestants if c.name != contestant.name]
        _print(contestants)
        if captures or size <= CAPTURES:
            _watch(ours if captures else None, peers, leaves, rounds)
        for peer, _ in peers:
            if peer.lacks:
                print(f"\n{peer.name} does not make: {peer.lacks}.")


def main(arguments: list[str]) -> int:
    """Compare at the sizes asked for, with the peers asked for."""
    print(machine())
    names = [name for name in GENERATORS if name in arguments] or list(GENERATORS)
    asked = next((int(a.partition("=")[2]) for a in arguments if a.startswith("rounds=")), 0)
    for size in [int(a) for a in arguments if a.isdigit()] or SIZES:
        captures = "captures" in arguments or ("pages" not in arguments and size <= CAPTURES)
        rounds = asked or (ROUNDS if size <= LARGE else 1)
        _compare(size, rounds, names, captures=captures)
    return 0
