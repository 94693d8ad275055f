"""Turn a stretch of HTML into blocks that keep their spans.

Only what bears on an edition is read from the markup: where a paragraph begins and ends, what
is a heading, a list item, a quotation, a caption, a table's row; what is strong, emphasised or
a link; what the page hid; which boxes of the site stand around it. Everything else is markup,
and goes on record as removed. Linear in the length of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from edition.model import Action, Block, BlockKind, Fate, Piece, Span
from edition.readers.declared import CODE, COMMENT, ENTITY, HIDDEN, LAYOUT, PICTURE, TAG, why_hidden
from edition.readers.elements import BLOCKS, Element, common, opened
from edition.readers.markup import VOID, Token, TokenKind, tokens
from edition.reading import Log
from edition.rule import Rule

_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
_LETTER = re.compile(r"\w")
_OPEN_AT_END = frozenset(["p", "li", "td", "th", "tr", "html", "body", "option", "dd", "dt"])
MAXIMUM_DEPTH = 256
"""Deeper elements are read as if they were not nested: no capture needs more."""


@dataclass(slots=True)
class _Stretch:
    start: int
    end: int
    text: str
    rule: Rule | None
    """The rule that takes it away or changes it; None for text that stays."""
    element: Element | None = None
    space: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        return self.element.marks if self.element else ()

    @property
    def solid(self) -> bool:
        return bool(self.text) and not self.space


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something in the markup that an editor should know of."""

    start: int
    what: str


@dataclass
class _Builder:
    source: str
    log: Log
    blocks: list[Block] = field(default_factory=list)
    stretches: list[_Stretch] = field(default_factory=list)
    stack: list[Element] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    traits: dict[str, str] = field(default_factory=dict)
    solid: bool = False
    """True if the open block has text."""
    last_text: int = -1
    """Where the last text ended."""
    cells: int = 0
    """Cells of the table's row so far."""
    tabs: list[int] = field(default_factory=list)
    """Stretches of the open block that part cells."""

    @property
    def innermost(self) -> Element | None:
        """Give the element that is open innermost."""
        return self.stack[-1] if self.stack else None

    # -- tokens ---------------------------------------------------------------

    def feed(self, token: Token) -> None:
        """Take one token; they come in order and without a break."""
        match token.kind:
            case TokenKind.TEXT:
                self.text(token)
            case TokenKind.ENTITY:
                self.entity(token)
            case TokenKind.START:
                self.open(token)
            case TokenKind.END:
                self.shut(token)
            case TokenKind.COMMENT:
                if not token.closed:
                    what = f"tag <{token.name}>" if token.name else "comment"
                    self.oddities.append(
                        Oddity(token.start, f"a {what} opens here and never closes")
                    )
                self.aside(token, BlockKind.COMMENT)
            case TokenKind.CODE:
                if not token.closed:
                    self.oddities.append(
                        Oddity(token.start, f"a <{token.name}> opens here and never closes")
                    )
                self.aside(token, BlockKind.CODE)

    def add(
        self, start: int, end: int, text: str, rule: Rule | None, *, space: bool = False
    ) -> None:
        """Add a stretch to the block that is open."""
        self.stretches.append(_Stretch(start, end, text, rule, self.innermost, space))
        if text and not space:
            self.solid, self.last_text = True, end

    def text(self, token: Token) -> None:
        """Take text; white space in it is looked at when the block ends."""
        within = self.innermost
        if within and within.hidden:
            self.add(token.start, token.end, "", HIDDEN)
            return
        if within and within.verbatim:
            self.verbatim(token)
            return
        at = token.start
        for space in _SPACES.finditer(self.source, token.start, token.end):
            if space.start() > at:
                self.add(at, space.start(), self.source[at : space.start()], None)
            self.add(*space.span(), space[0], None, space=True)
            at = space.end()
        if at < token.end:
            self.add(at, token.end, self.source[at : token.end], None)

    def verbatim(self, token: Token) -> None:
        """Take preformatted text: each line is a block, and spaces in it stay."""
        at = token.start
        for end in [*(m.span() for m in _LINE_ENDS.finditer(self.source, at, token.end)), None]:
            stop = end[0] if end else token.end
            if stop > at:
                line = self.source[at:stop]
                self.add(at, stop, line, None, space=not line.strip())
            if end:
                self.flush()
                self.add(*end, "\n", None, space=True)
                at = end[1]

    def entity(self, token: Token) -> None:
        """Take an entity; it counts as white space if it stands for nothing else."""
        if self.innermost and self.innermost.hidden:
            self.add(token.start, token.end, "", HIDDEN)
            return
        blank = not token.text.strip(" \t\r\n\f\xa0")
        self.add(token.start, token.end, " " if blank else token.text, ENTITY, space=blank)

    def open(self, token: Token) -> None:
        """Take a start tag."""
        name = token.name
        if name == "img":
            self.picture(token)
            return
        if (name in BLOCKS or name == "br") and not self._begins_cell(name):
            self.flush()
        if name in BLOCKS and self.stack and self.stack[-1].name == "p":
            self.stack.pop()
        if name == "tr":
            self._begin_row()
        elif name in ("td", "th"):
            if self.cells:
                self.tabs.append(len(self.stretches))
                self.stretches.append(_Stretch(token.start, token.start, "\t", TAG))
            self.cells += 1
        self.add(token.start, token.end, "", TAG)
        if name in VOID:
            return
        parent = self.innermost
        element = opened(token, parent)
        if len(self.stack) >= MAXIMUM_DEPTH and (
            parent is None or parent.hidden or not element.hidden
        ):
            return
        if name in BLOCKS:
            self.kind = element.kind
            around = parent.traits if parent and name == "p" else {}
            self.traits = {**around, **element.traits}
        self.stack.append(element)

    def _begin_row(self) -> None:
        """Forget the cells of a row that has no text."""
        for i in self.tabs:
            self.stretches[i].text = ""
        self.cells, self.tabs = 0, []

    def _begins_cell(self, name: str) -> bool:
        """Say whether a block opens a table's cell: then the row goes on."""
        if name in ("table", "tr", "br"):
            return False
        for element in reversed(self.stack):
            if element.name in ("td", "th"):
                return self.last_text < element.start
            if element.name in ("tr", "table"):
                return False
        return False

    def shut(self, token: Token) -> None:
        """Take an end tag; one that closes nothing is only markup."""
        name = token.name
        self.add(token.start, token.end, "", TAG)
        depth = next(
            (i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].name == name), None
        )
        in_cell = name not in ("table", "tr") and any(
            e.name in ("td", "th") for e in self.stack[:depth]
        )
        if name in BLOCKS and not in_cell:
            self.flush()
        if depth is None:
            return
        del self.stack[depth:]
        if name in BLOCKS and not in_cell:
            self.kind = self.stack[-1].kind if self.stack else BlockKind.PARAGRAPH
            self.traits = {}

    def aside(self, token: Token, kind: BlockKind) -> None:
        """Take a comment or code: a block of its own, or a removed stretch inside a line."""
        rule = COMMENT if kind is BlockKind.COMMENT else CODE
        if self.solid and self.stack and self.stack[-1].name != "body":
            self.add(token.start, token.end, "", rule)
            return
        self.flush()
        lead = self.pieces(self.stretches)
        self.stretches = []
        span = Span(token.start, token.end)
        piece = Piece(span, self.source[span.start : span.end])
        self.blocks.append(Block(kind, (*lead, piece)))

    def picture(self, token: Token) -> None:
        """Take a picture: its address and description become the block's traits."""
        kind, traits = self.kind, self.traits
        self.flush()
        lead = self.pieces(self.stretches)
        self.stretches = []
        span = Span(token.start, token.end)
        number = self.log.add(
            PICTURE.responsibility, Action.RECORD, [span], before=self.source[span.start : span.end]
        )
        wanted = ("src", "alt", "title", "width", "height", "data-src", "data-original")
        shown = {k: v for k, v in token.attributes.items() if k in wanted and v}
        if shown.get("src", "data:").startswith("data:"):
            later = shown.get("data-src") or shown.get("data-original")
            shown["src"] = later or shown.get("src", "")
        classes = " ".join(
            filter(None, (token.attributes.get("class"), token.attributes.get("id")))
        )
        around = {f"inner-{k}": v for e in self.stack for k, v in e.traits.items() if k == "class"}
        if classes:
            shown["class"] = classes
        late = any(element.name == "noscript" for element in self.stack)  # loaded later by a script
        if self.innermost and self.innermost.hidden and not late:
            shown["hidden"] = "yes"
        if self.innermost and self.innermost.boxes:
            shown["boxes"] = "\n".join(self.innermost.boxes)
        piece = Piece(span, "", Fate.METADATA, (number,))
        self.blocks.append(Block(BlockKind.PICTURE, (*lead, piece), {**around, **shown}))
        self.kind, self.traits = kind, traits

    # -- blocks ---------------------------------------------------------------

    def flush(self) -> None:
        """End the block that is open, if it has any text; markup alone waits for the next."""
        if not self.solid:
            return
        kind, traits = self.kind, {**self.traits, **self._common_traits()}
        pieces = self.pieces(self.stretches)
        self.stretches = []
        self.solid, self.tabs = False, []
        texts = [p for p in pieces if _LETTER.search(p.text)]
        if texts and all("strong" in p.marks for p in texts):
            traits["bold"] = "yes"
        if kind is BlockKind.TABLE_ROW and not any(p.text == "\t" for p in pieces):
            kind = BlockKind.PARAGRAPH  # tables that only lay a page out have one cell a row
        self.blocks.append(Block(kind, pieces, traits))

    def _common_traits(self) -> dict[str, str]:
        """Read what holds for all the text of the open block: classes, colour, boxes."""
        texts = [s.element for s in self.stretches if _says(s)]
        shared = texts[0] if texts else None
        for one, two in pairwise(texts):
            if one is not two:
                shared = common(shared, two)
        if shared is None:
            return {}
        traits: dict[str, str] = {}
        if shared.boxes:
            traits["boxes"] = "\n".join(shared.boxes)
        colours = {s.element.colour for s in self.stretches if s.element and _says(s)}
        if len(colours) == 1 and (colour := colours.pop()):
            traits["colour"] = colour
        if shared.verbatim:
            traits["verbatim"] = "yes"
        inner: list[str] = []
        element: Element | None = shared
        while element is not None and element.name not in BLOCKS:
            for key in ("align", "bold"):
                if key in element.traits:
                    traits[key] = element.traits[key]
            inner.append(element.traits.get("class", ""))
            element = element.parent
        classes = " ".join(filter(None, reversed(inner)))
        if classes:
            traits["inner-class"] = classes
        return traits

    def pieces(self, stretches: list[_Stretch]) -> tuple[Piece, ...]:
        """Make pieces of what was gathered; neighbouring removals are one intervention."""
        solid = [i for i, s in enumerate(stretches) if s.solid]
        first, last = (solid[0], solid[-1]) if solid else (len(stretches), -1)
        following = _following(stretches)
        before = ""
        pieces: list[Piece] = []
        run: list[_Stretch] = []
        run_rule: Rule | None = None

        def close_run() -> None:
            nonlocal run
            if not run:
                return
            rule = run_rule or LAYOUT
            spans = [Span(s.start, s.end) for s in run]
            hidden = rule is HIDDEN
            number = self.log.add(
                rule.responsibility,
                Action.SET_ASIDE if hidden else Action.REMOVE,
                spans,
                before=self.source[run[0].start : run[-1].end],
                reason=why_hidden("".join(self.source[s.start : s.end] for s in run))
                if hidden
                else None,
            )
            fate = Fate.SET_ASIDE if hidden else Fate.REMOVED
            pieces.extend(Piece(span, "", fate, (number,)) for span in spans)
            run = []

        def change(stretch: _Stretch, rule: Rule, text: str) -> None:
            close_run()
            span = Span(stretch.start, stretch.end)
            before = self.source[span.start : span.end]
            number = self.log.add(
                rule.responsibility,
                Action.REPLACE if before else Action.SUPPLY,
                [span],
                before=before,
                after=text,
            )
            pieces.append(Piece(span, text, Fate.CHANGED, (number,), stretch.marks))

        for i, stretch in enumerate(stretches):
            rule = stretch.rule
            before = stretch.text if stretch.solid else before
            if stretch.space:
                if not first < i < last:
                    rule = rule or LAYOUT
                    wanted = ""
                else:
                    wanted = _space(stretch, before, following[i])
                    if rule is None and wanted == stretch.text:
                        close_run()
                        pieces.append(
                            Piece(
                                Span(stretch.start, stretch.end), stretch.text, marks=stretch.marks
                            )
                        )
                        continue
                    rule = rule or LAYOUT
                if wanted:
                    change(stretch, rule, wanted)
                    continue
            elif rule is not None and stretch.text:
                change(stretch, rule, stretch.text)
                continue
            elif rule is None:
                close_run()
                pieces.append(
                    Piece(Span(stretch.start, stretch.end), stretch.text, marks=stretch.marks)
                )
                continue
            if run and (run_rule is not rule or run[-1].end != stretch.start):
                close_run()
            run_rule = rule
            run.append(stretch)
        close_run()
        return tuple(pieces)

    def finish(self) -> None:
        """End the last block; markup left over joins it, or stands in a block of its own."""
        self.flush()
        for element in self.stack:
            if element.name not in _OPEN_AT_END:
                self.oddities.append(
                    Oddity(element.start, f"<{element.name}> opens here and never closes")
                )
        if self.stretches:
            self.blocks.append(Block(BlockKind.SPACE, self.pieces(self.stretches)))
            self.stretches = []


def _says(stretch: _Stretch) -> bool:
    """Say whether a stretch has letters or figures: what it is like tells what its block is like."""
    return stretch.solid and bool(_LETTER.search(stretch.text))


def _following(stretches: list[_Stretch]) -> list[str]:
    """Give for each stretch the text of the next solid one."""
    found = ""
    following: list[str] = []
    for stretch in reversed(stretches):
        following.append(found)
        found = stretch.text if stretch.solid else found
    return following[::-1]


def _space(stretch: _Stretch, before: str, after: str) -> str:
    """Say what a run of white space inside a block stands for."""
    if "\n" not in stretch.text and "\r" not in stretch.text:
        return " "
    return "" if _WIDE.match(before[-1:]) or _WIDE.match(after[:1]) else " "


def read_blocks(
    source: str, log: Log, *, start: int = 0, end: int | None = None
) -> tuple[tuple[Block, ...], tuple[Oddity, ...]]:
    """Read ``source[start:end]`` as HTML into blocks whose pieces tile it.

    Comments and code come as blocks of their own kinds with their text still in place, so that
    rules can look into them before they are cleared; hidden text is set aside at once.
    """
    builder = _Builder(source, log)
    for token in tokens(source, start, end):
        builder.feed(token)
    builder.finish()
    return tuple(builder.blocks), tuple(builder.oddities)
