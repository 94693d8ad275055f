"""Read a page back: front matter, typed blocks, inline runs.

The engine is markdown-it-py in its CommonMark preset without HTML. What a page cannot hold (code
blocks, pictures that would be fetched, HTML) is an error that names the line, so that nothing an
editor typed is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from edition.errors import EditionError, Location
from edition.frontmatter import Plain, find, load_plain
from edition.model import TEXT_KINDS, BlockKind
from edition.page.seal import HASH
from edition.page.values import SEE_ALSO, Page, PageBlock, Run, SeeAlso, canonical_marks, joined

DEPTH = 12
"""Quotations and lists within each other that are read; what lies deeper is not lost in silence."""
_RAISED = re.compile(r"<(/?)(su[pb])>")
_SEE_ALSO = re.compile(r"(.*?)：\Z", re.DOTALL)
_PICTURE = re.compile(r"〔[^〕]*〕")


class _Engine(MarkdownIt):
    """CommonMark that leaves addresses as they are written."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": 100})
        self.disable("text_join")
        self.inline.ruler.before("autolink", "raised", _raised)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's own name
        return url

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - canonical_marks judges
        return True


def _raised(state: StateInline, silent: bool) -> bool:
    """Read ``<sup>``, ``</sup>``, ``<sub>`` and ``</sub>``, the only tags that a page has."""
    found = _RAISED.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = Token(f"{found[2]}_{'close' if found[1] else 'open'}", found[2], 0)
        if state.pending:
            state.pushPending()
        state.tokens.append(token)
        state.tokens_meta.append(None)
    state.pos = found.end()
    return True


_ENGINE = _Engine()


@dataclass(frozen=True, slots=True)
class _Label:
    anchor: str
    kind: str
    line: int


def read(text: str, path: str) -> Page:
    """Read a page, as ``edition.page.parse_page`` says."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    fences = find(text, path)
    if fences is None:
        raise EditionError(
            "a page begins with front matter", Location(path, 1), "restore the --- lines"
        )
    record = load_plain(text, path, start=fences.yaml.start, end=fences.yaml.end)
    stated = record.pop(HASH, "")
    return _Parser(text, path, fences.body).page(record, stated if isinstance(stated, str) else "")


class _Parser:
    def __init__(self, text: str, path: str, body: int) -> None:
        self.text, self.path = text, path
        self.lines_before = text.count("\n", 0, body)
        environment: dict[str, Any] = {}
        self.tokens = _ENGINE.parse(text[body:], environment)
        self.labels: dict[int, _Label] = {}
        definitions = [
            *environment.get("references", {}).values(),
            *environment.get("duplicate_refs", ()),
        ]
        for definition in definitions:
            start, end = definition["map"]
            self.labels[end] = _Label(
                definition["href"].removeprefix("#"), definition["title"], start
            )

    def error(self, line: int, what: str, next_step: str) -> EditionError:
        number = self.lines_before + line
        quoted = self.text.split("\n")[number] if number <= self.text.count("\n") else ""
        return EditionError(
            what, Location(self.path, number + 1, 1, quoted, len(quoted)), next_step
        )

    def page(self, record: dict[str, Plain], sha256: str) -> Page:
        title, kicker, deck = "", [], []
        blocks: list[PageBlock] = []
        see_also: tuple[SeeAlso, ...] = ()
        for at, block in self.blocks():
            if block is None:
                see_also = tuple(self.see_also(at))
                break
            if block.kind is BlockKind.TITLE and not title:
                title = block.text
            elif block.kind is BlockKind.KICKER:
                kicker.append(block.text)
            elif block.kind is BlockKind.DECK:
                deck.append(block.text)
            else:
                blocks.append(
                    replace(block, kind=BlockKind.HEADING)
                    if block.kind is BlockKind.TITLE
                    else block
                )
        return Page(record, title, tuple(kicker), tuple(deck), tuple(blocks), see_also, sha256)

    def blocks(self) -> Iterator[tuple[int, PageBlock | None]]:
        """Give each block with the place of its token; None where *see also* begins."""
        containers: list[str] = []
        picture = False
        for at, token in enumerate(self.tokens):
            line = token.map[0] if token.map else 0
            if token.level > DEPTH:
                raise self.error(
                    line, "quotations or lists lie too deep in each other", "make the page flatter"
                )
            if token.type in _CONTAINERS:
                containers.append(token.type)
                if token.type == "blockquote_open":
                    picture = self.label(line).kind == BlockKind.PICTURE
            elif token.nesting < 0 and token.type.replace("_close", "_open") in _CONTAINERS:
                containers.pop()
            elif token.type == "hr":
                if not self.begins_see_also(at):
                    raise self.error(
                        line, "a page has no rules between its paragraphs", "remove the line"
                    )
                yield at, None
                return
            elif token.type == "heading_open":
                yield at, self.heading(token, self.tokens[at + 1], line)
            elif token.type == "paragraph_open":
                inline = self.tokens[at + 1]
                if picture and self.label(line).kind in ("", BlockKind.PICTURE):
                    yield at, self.picture(inline, line)
                    picture = False
                else:
                    yield at, self.paragraph(containers, inline, line)
            elif token.type in ("code_block", "fence", "html_block"):
                raise self.error(line, "a page has no code", "write it as an ordinary paragraph")

    def label(self, line: int) -> _Label:
        return self.labels.get(line, _Label("", "", line))

    def begins_see_also(self, at: int) -> bool:
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return bool(
            following
            and following.type == "heading_open"
            and following.map
            and self.label(following.map[0]).kind == SEE_ALSO
        )

    def heading(self, token: Token, inline: Token, line: int) -> PageBlock:
        level = int(token.tag[1:])
        kind = BlockKind.TITLE if level == 1 else BlockKind.HEADING
        return PageBlock(kind, self.runs(inline, line), self.label(line).anchor, max(2, level))

    def paragraph(self, containers: Sequence[str], inline: Token, line: int) -> PageBlock:
        label = self.label(line)
        kind, ordered = BlockKind.PARAGRAPH, False
        if label.kind:
            kind = self.kind(label)
        elif "list_item_open" in containers:
            kind = BlockKind.LIST_ITEM
            ordered = [c for c in containers if c.endswith("list_open")][-1] == "ordered_list_open"
        elif "blockquote_open" in containers:
            kind = BlockKind.QUOTE
        return PageBlock(kind, self.runs(inline, line), label.anchor, 0, ordered)

    def kind(self, label: _Label) -> BlockKind:
        if label.kind in _NAMED:
            return BlockKind(label.kind)
        near = get_close_matches(label.kind, _NAMED, 1)
        raise self.error(
            label.line,
            f"{label.kind!r} is no kind of paragraph",
            f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(_NAMED))}",
        )

    def picture(self, inline: Token, line: int) -> PageBlock:
        children = list(inline.children or ())
        address = ""
        if children and children[-1].type == "code_inline":
            address = children.pop().content
            if children and children[-1].type in ("hardbreak", "softbreak"):
                children.pop()
        runs = list(self.joined(children, line))
        if runs:
            runs[0] = Run(_PICTURE.sub("", runs[0].text, count=1), runs[0].marks)
        return PageBlock(BlockKind.PICTURE, joined(runs), self.label(line).anchor, address=address)

    def runs(self, inline: Token, line: int) -> tuple[Run, ...]:
        return self.joined(inline.children or (), line)

    def joined(self, tokens: Sequence[Token], line: int) -> tuple[Run, ...]:
        return joined(self.pieces(tokens, line))

    def pieces(self, tokens: Sequence[Token], line: int) -> Iterator[Run]:
        marks: list[str] = []
        gap: tuple[int, str] | None = None
        for token in tokens:
            name, _, way = token.type.rpartition("_")
            if token.type == "image":
                raise self.error(line, "a page shows no pictures", "give its address as text")
            if way == "open":
                href = str(token.attrGet("href") or "")
                if href.startswith("#gap-") and href[5:].isdecimal():
                    gap = int(href[5:]), str(token.attrGet("title") or "")
                marks.append(f"link={href}" if name == "link" else name)
            elif way == "close" and name in _INLINE:
                if not marks or not marks[-1].startswith(name):
                    raise self.error(
                        line, f"</{name}> closes nothing", "open it first, or remove it"
                    )
                marks.pop()
                gap = None if name == "link" else gap
            elif gap:
                yield Run(_shown(token), (), *gap)
            else:
                yield Run(_shown(token), canonical_marks(marks) if marks else ())
        if marks:
            raise self.error(line, f"<{marks[-1]}> is never closed", "close it, or remove it")

    def see_also(self, at: int) -> Iterator[SeeAlso]:
        for token in self.tokens[at:]:
            if token.type != "inline" or token.level < 3:
                continue
            line = token.map[0] if token.map else 0
            relation = title = target = note = ""
            for child in token.children or ():
                if child.type == "link_open":
                    target = str(child.attrGet("href") or "")
                elif not target:
                    relation += _shown(child)
                elif child.type == "link_close":
                    title, note = note, ""
                else:
                    note += _shown(child)
            found = _SEE_ALSO.match(relation)
            if not found or not target:
                raise self.error(
                    line, "a line of *see also* names a page", "leave this part to the build"
                )
            yield SeeAlso(found[1], target, title, note.removeprefix("（").removesuffix("）"))


_CONTAINERS = frozenset(
    {"blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open"}
)
_INLINE = frozenset({"strong", "em", "link", "sup", "sub"})
_NAMED = frozenset(
    kind.value for kind in (*TEXT_KINDS, BlockKind.CAPTION, BlockKind.KICKER, BlockKind.DECK)
)


def _shown(token: Token) -> str:
    """Give the text of an inline token; a reference gives the very character it names."""
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.info == "entity" and token.markup.startswith("&#"):
        digits = token.markup[2:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return chr(code) if code < 0x110000 else token.content
    return token.content
