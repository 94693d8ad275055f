"""A small collection that lives: edited, released, renamed, merged, withdrawn, restored.

Plays the pipeline's part with real modules: identities and paragraph ids from the ledger, pages
from the templates, every export and every check; ``answer`` plays the host's part, by the rules
that Netlify documents (forced rules first, then files, then 404).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from edition.checks import check_site
from edition.config import Config
from edition.exports import export_all
from edition.exports.citation import citations, head_metadata
from edition.ledger import (
    Article,
    Ledger,
    identify,
    identify_things,
    identify_works,
    paragraph_ids,
    read_ledger,
)
from edition.ledger.view import make_register
from edition.model import (
    Authority,
    Block,
    BlockKind,
    Document,
    Edition,
    Relations,
    SourceRecord,
    Work,
)
from edition.page import write_page
from edition.release import Changes, append_lines, release, save_changes
from edition.render import Site
from edition.render.context import Context
from tests.factory import Capture, sample_config, sample_rules

TEMPLATES = Path(__file__).parent.parent / "templates"


def _templates(context: Context) -> Site:
    """Give the site's templates, compiled once for all builds."""
    if not _COMPILED:
        _COMPILED.append(Site(context, TEMPLATES))
    return _COMPILED[0].of(context)


_COMPILED: list[Site] = []


@dataclass
class Text:
    """One capture with one article."""

    title: str
    paragraphs: list[str]


@dataclass
class Collection:
    """A folder of captures with its ledger."""

    ledger_path: Path
    texts: dict[str, Text] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    """Name by id."""
    works: list[tuple[str, ...]] = field(default_factory=list)
    """Names of the captures whose texts are witnesses of one work."""
    config: Config = field(default_factory=sample_config)

    @property
    def ledger(self) -> Ledger:
        """Read the ledger as it stands on the disk."""
        return read_ledger(self.ledger_path)

    def build(self) -> tuple[Edition, dict[str, bytes]]:
        """Build everything, append what was minted, and demand that every check passes."""
        edition = self.edition()
        outputs: dict[str, bytes] = {}
        context = Context(
            edition,
            self.config,
            sample_rules(),
            citations=lambda d, language: citations(d, edition, self.config, language),
            head=lambda d, number: head_metadata(d, edition, self.config, version=number),
        )
        site = _templates(context)
        for output in (*site.everything(), *export_all(edition, self.config)):
            assert output.path not in outputs, f"two outputs claim {output.path}"
            outputs[output.path] = output.data
        errors = check_site(outputs, edition, self.config)
        assert errors == (), "\n".join(map(str, errors))
        return edition, outputs

    def edition(self) -> Edition:
        """Make the edition in memory."""
        ledger = self.ledger
        articles: list[Article] = []
        captures: list[tuple[Capture, Text]] = []
        for name, text in sorted(self.texts.items()):
            capture = Capture(f"sources/{name}.txt")
            capture.keep("\n".join([text.title, *text.paragraphs]))
            spans = tuple(piece.span for piece in capture.pieces)
            source = capture.source()
            articles.append(
                Article(source.sha256, source.path, spans, "\n".join(text.paragraphs), tuple(text.paragraphs))
            )  # fmt: skip
            captures.append((Capture(capture.path), text))
        identities, minted = identify(articles, ledger)
        documents: list[Document] = []
        records: list[SourceRecord] = []
        by_name: dict[str, str] = {}
        for (capture, text), identity in zip(captures, identities, strict=True):
            anchors = paragraph_ids(identity, text.paragraphs, ledger.extended(minted))
            blocks = [capture.block(BlockKind.TITLE, capture.keep(text.title))]
            blocks += [
                capture.block(BlockKind.PARAGRAPH, capture.keep("\n"), capture.keep(paragraph), anchor=anchor)
                for paragraph, anchor in zip(text.paragraphs, anchors, strict=True)
            ]  # fmt: skip
            blocks = [_without_break(block) for block in blocks]
            claims = [
                capture.claim("title", text.title),
                capture.claim("published", "2022-03-20"),
                capture.claim("publisher", "吉林日报"),
            ]
            document = capture.document(
                identity.id, "page-dump", blocks, claims, version=identity.version
            )
            record = capture.finish("page-dump", (identity.id,))
            by_name[Path(capture.path).stem] = identity.id
            if identity.state in ("withdrawn", "merged"):
                records.append(replace(record, documents=()))
            else:
                documents.append(document)
                records.append(record)
        live = {document.id for document in documents}
        groups = [
            tuple(by_name[n] for n in names if by_name.get(n) in live) for names in self.works
        ]
        groups = [group for group in groups if len(group) > 1]
        ids, more = identify_works(groups, ledger)
        more += identify_things([("person", identifier) for identifier in self.people], ledger)
        works = tuple(Work(i, "文本", group) for i, group in zip(ids, groups, strict=True))
        people = tuple(Authority(i, "person", name) for i, name in self.people.items())
        full = ledger.extended((*minted, *more))
        append_lines((*minted, *more), self.ledger_path)
        documents.sort(key=lambda document: document.id)
        return Edition(
            tuple(records),
            tuple(documents),
            Relations(works=works, authorities=people),
            register=make_register(full, documents),
        )

    def release(self, date: str, reason: str, **options: object) -> Changes:
        """Release what changed."""
        edition = self.edition()
        changes = release(
            edition, self.ledger, self.config, date=date, reason=reason, by="编者",
            write_markdown=lambda d: write_page(d, edition, self.config), **options,  # type: ignore[arg-type]
        )  # fmt: skip
        save_changes(changes, self.ledger_path)
        return changes


def _without_break(block: Block) -> Block:
    """Take the line break, which belongs to the layout, out of the paragraph's text."""
    pieces = tuple(replace(p, text="") if p.text == "\n" else p for p in block.pieces)
    return replace(block, pieces=pieces)


class Answer(NamedTuple):
    """What the host answers."""

    status: int
    body: bytes
    hops: int
    address: str


def answer(outputs: dict[str, bytes], address: str) -> Answer:
    """Answer a request as Netlify does."""
    rules = [
        line.split()
        for line in outputs["_redirects"].decode().splitlines()
        if line and not line.startswith("#")
    ]
    hops = 0
    fragment = ""
    while True:
        path = address.partition("#")[0]
        for source, target, status in rules:
            pattern = re.escape(source[:-1]) + ".*" if source.endswith("*") else re.escape(source)
            if re.fullmatch(pattern, path):
                if status == "410!":
                    return Answer(410, outputs[target.lstrip("/")], hops, address)
                hops += 1
                assert hops < 5, f"{address} is redirected in a loop"
                address, _, new = target.partition("#")
                fragment = f"#{new}" if new else fragment
                break
        else:
            file = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
            if file in outputs:
                return Answer(200, outputs[file], hops, address + fragment)
            return Answer(404, outputs.get("404.html", b""), hops, address)
