"""Read a page that has the form ``write_page`` gives it, without a Markdown engine.

The writer's Markdown is a small part of CommonMark: a paragraph is a line, a label the line
before it, and most text has no sign that means anything. Such a page is read here in a fraction
of the time; what has any other form (emphasis, links in the text, whatever a hand has typed) is
left to ``parse_page``, whose answer this one always equals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edition.model import TEXT_KINDS, BlockKind
from edition.page.quick_record import Unusual, quick_record
from edition.page.seal import HASH
from edition.page.values import SEE_ALSO, Page, PageBlock, Run, SeeAlso, joined

_PUNCTUATION = r"!-/:-@\[-`{-~"
_ORDINARY = r"[^\x00-\x08\x0a-\x1f\\`*_\[\]<&]"
"""What means nothing to CommonMark within a line."""
_BEGINS = rf"(?:[A-Za-z]|[^\x00-\x7f\s]|\d+(?![\d.)])|\\[{_PUNCTUATION}]|&#)"
"""A line that begins so is a paragraph's, or goes on with one."""
_PLAIN = re.compile(rf"(?!\\|&){_BEGINS}{_ORDINARY}*(?<!\s)")
_SPELLED = re.compile(
    rf"({_ORDINARY}+)"
    rf"|\\([{_PUNCTUATION}]|\n(?={_BEGINS}))"
    r"|&#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}));"
    r"|(&(?![#A-Za-z]))"
)
_GAP = re.compile(rf'(?<!\\)\[({_ORDINARY}+)\]\(#gap-(\d{{1,6}}) "([^"\\&\x00-\x1f]*)"\)')
_STARTS = re.compile(_BEGINS)
_LABEL = re.compile(r'\[([A-Za-z0-9_.~-]+)\]: #([A-Za-z0-9_.~-]*)(?: "([a-z_-]+)")?\n')
_HEADING = re.compile(r"(#{1,6}) (.*[^\s#])")
_COUNTED = re.compile(r"\d{1,9}\. ")
_NOTE = re.compile(r"〔[^〕]*〕")
_ADDRESS = re.compile(r"(.*)\\\n`([^`\s\\]+)`", re.DOTALL)
_SEE_ALSO_HEAD = re.compile(rf'\[{SEE_ALSO}\]: #{SEE_ALSO} "{SEE_ALSO}"\n## [^\n]*')
_SEE_ALSO_LINE = re.compile(
    rf"- ({_ORDINARY}*)：\[((?:{_ORDINARY}++|\\.|&#[xX0-9a-fA-F]+;)+)\]\(([A-Za-z0-9_.-]+)\)(.*)"
)
_NAMED = {
    kind.value: kind for kind in (*TEXT_KINDS, BlockKind.CAPTION, BlockKind.KICKER, BlockKind.DECK)
}


def quick_page(text: str, path: str = "page.md") -> Page:
    r"""Read a page as ``parse_page`` does; raises what that raises.

    >>> quick_page("---\nid: d1\n---\n\n# 题\n\n[p1]: #p1\n正文。\n").blocks[0].text
    '正文。'
    """
    try:
        return _read(text)
    except Unusual:
        from edition.page import parse_page

        return parse_page(text, path)


def _read(text: str) -> Page:
    if "\r" in text or "\0" in text or not text.startswith("---\n"):
        raise Unusual
    end = text.find("\n---\n", 3)
    if end < 0 or not text.startswith("\n", end + 5):
        raise Unusual
    record = quick_record(text, 4, end + 1)
    stated = record.pop(HASH, "")
    title, kicker, deck = "", [], []
    blocks: list[PageBlock] = []
    see_also: tuple[SeeAlso, ...] = ()
    body = text[end + 6 :]
    parts = body.removesuffix("\n").split("\n\n") if body else []
    for at, part in enumerate(parts):
        if part == "---":
            see_also = tuple(_see_also(parts[at + 1 :]))
            break
        for block in _blocks(part):
            if block.kind is BlockKind.TITLE and not title:
                title = block.text
            elif block.kind is BlockKind.KICKER:
                kicker.append(block.text)
            elif block.kind is BlockKind.DECK:
                deck.append(block.text)
            elif block.kind is BlockKind.TITLE:
                raise Unusual
            else:
                blocks.append(block)
    return Page(
        record, title, tuple(kicker), tuple(deck), tuple(blocks), see_also,
        stated if isinstance(stated, str) else "",
    )  # fmt: skip


def _blocks(part: str) -> Iterator[PageBlock]:
    """Read what stands between two blank lines: a block, a list, or a picture with its captions."""
    anchor, kind, rest = _labelled(part)
    first = rest[:1]
    if first == "#":
        match = _HEADING.fullmatch(rest)
        if match is None or kind or (anchor and len(match[1]) == 1):
            raise Unusual
        level = len(match[1])
        title = BlockKind.TITLE if level == 1 else BlockKind.HEADING
        yield PageBlock(title, _runs(match[2]), anchor, max(2, level))
    elif first == ">":
        yield from _framed(rest, anchor, kind)
    elif rest.startswith("- ") or _COUNTED.match(rest):
        if anchor or kind:
            raise Unusual
        yield from _items(rest)
    else:
        yield PageBlock(_kind(kind, BlockKind.PARAGRAPH), _runs(rest), anchor)


def _labelled(part: str) -> tuple[str, str, str]:
    """Part a block's label from the block: (id, kind, rest)."""
    if not part.startswith("["):
        return "", "", part
    match = _LABEL.match(part)
    if match is None:
        raise Unusual
    return match[2], match[3] or "", part[match.end() :]


def _kind(name: str, otherwise: BlockKind) -> BlockKind:
    if not name:
        return otherwise
    if name not in _NAMED:
        raise Unusual
    return _NAMED[name]


def _framed(part: str, anchor: str, kind: str) -> Iterator[PageBlock]:
    lines = part.split("\n")
    if any(not line.startswith("> ") and line != ">" for line in lines):
        raise Unusual
    inner = "\n".join(line[2:] for line in lines)
    if kind != BlockKind.PICTURE:
        yield PageBlock(_kind(kind, BlockKind.QUOTE), _runs(inner), anchor)
        return
    note, *captions = inner.split("\n\n")
    address = ""
    if match := _ADDRESS.fullmatch(note):
        note, address = match[1], match[2]
    runs = _runs(note)
    if len(runs) == 1:
        shown = _NOTE.sub("", runs[0].text, count=1)
        runs = (Run(shown),) if shown else ()
    yield PageBlock(BlockKind.PICTURE, runs, anchor, address=address)
    for caption in captions:
        own, its_kind, text = _labelled(caption)
        if its_kind != BlockKind.CAPTION:
            raise Unusual
        yield PageBlock(BlockKind.CAPTION, _runs(text), own)


def _items(part: str) -> Iterator[PageBlock]:
    """Read a list; what goes on with an item is indented by the width of its sign."""
    ordered = not part.startswith("- ")
    width, text = 0, ""
    for number, line in enumerate(part.split("\n"), 1):
        if width and line.startswith(" " * width) and not line.startswith(" " * (width + 1)):
            text += "\n" + line[width:]
            continue
        if width:
            yield _item(text, ordered)
        match = _COUNTED.match(line) if ordered else None
        width = match.end() if match else 2
        if (match is None) is ordered or not (ordered or line.startswith("- ")):
            raise Unusual
        if number == 1 and match and match[0] != "1. ":
            raise Unusual
        text = line[width:]
    yield _item(text, ordered)


def _item(text: str, ordered: bool) -> PageBlock:
    anchor, kind, rest = _labelled(text)
    if kind:
        raise Unusual
    return PageBlock(BlockKind.LIST_ITEM, _runs(rest), anchor, 0, ordered)


def _runs(text: str) -> tuple[Run, ...]:
    if _PLAIN.fullmatch(text):
        return (Run(text),)
    if not _STARTS.match(text) or text[-1].isspace():
        raise Unusual
    runs: list[Run] = []
    at = 0
    for gap in _GAP.finditer(text):
        runs.append(Run(_shown(text, at, gap.start())))
        runs.append(Run(gap[1], (), int(gap[2]), gap[3]))
        at = gap.end()
    runs.append(Run(_shown(text, at, len(text))))
    return joined(runs)


def _shown(text: str, at: int, end: int) -> str:
    """Give what a stretch of text shows that is spelled with escapes and references alone."""
    found: list[str] = []
    while at < end:
        match = _SPELLED.match(text, at, end)
        if match is None:
            raise Unusual
        plain, escaped, hexadecimal, decimal, ampersand = match.groups()
        if hexadecimal or decimal:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal)
            if code > 0x10FFFF:
                raise Unusual
            found.append(chr(code))
        else:
            found.append(plain or escaped or ampersand)
        at = match.end()
    return "".join(found)


def _see_also(parts: Sequence[str]) -> Iterator[SeeAlso]:
    if len(parts) != 2 or not _SEE_ALSO_HEAD.fullmatch(parts[0]):
        raise Unusual
    for line in parts[1].split("\n"):
        match = _SEE_ALSO_LINE.fullmatch(line)
        if match is None or not _STARTS.match(match[1]) or match[4][-1:].isspace():
            raise Unusual
        relation, title, target, tail = match.groups()
        note = _shown(tail, 0, len(tail)).removeprefix("（").removesuffix("）")
        yield SeeAlso(relation, target, _shown(title, 0, len(title)), note)
