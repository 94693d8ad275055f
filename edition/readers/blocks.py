"""Turn a stretch of HTML into blocks that keep their spans.

Only what bears on an edition is read from the markup: where a paragraph begins and ends, what
is a heading, a list item, a quotation, a caption, a table's row; what is strong, emphasised or
a link; what the page hid. Everything else is markup, and goes on record as removed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from edition.model import Action, Block, BlockKind, Fate, Piece, Span
from edition.readers.declared import CODE, COMMENT, ENTITY, HIDDEN, LAYOUT, PICTURE, TAG
from edition.readers.markup import VOID, Token, TokenKind, tokens
from edition.reading import Log
from edition.rule import Rule

_KINDS = {
    "p": BlockKind.PARAGRAPH,
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "tr": BlockKind.TABLE_ROW,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    **{f"h{n}": BlockKind.HEADING for n in range(1, 7)},
}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_MARKS = {"b": "strong", "strong": "strong", "em": "em", "i": "em", "sup": "sup", "sub": "sub"}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*([^;]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
MAXIMUM_DEPTH = 256
"""Deeper elements are read as if they were not nested: no capture needs more."""


@dataclass(slots=True)
class _Element:
    name: str
    hidden: bool
    marks: tuple[str, ...]
    traits: dict[str, str]
    kind: BlockKind
    start: int


@dataclass(slots=True)
class _Stretch:
    start: int
    end: int
    text: str
    rule: Rule | None
    """The rule that takes it away or changes it; None for text that stays."""
    marks: tuple[str, ...] = ()
    space: bool = False


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
    stack: list[_Element] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    traits: dict[str, str] = field(default_factory=dict)

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
                    self.oddities.append(
                        Oddity(token.start, "a comment opens here and never closes")
                    )
                self.aside(token, BlockKind.COMMENT)
            case TokenKind.CODE:
                if not token.closed:
                    self.oddities.append(
                        Oddity(token.start, f"a <{token.name}> opens here and never closes")
                    )
                self.aside(token, BlockKind.CODE)

    def text(self, token: Token) -> None:
        """Take text; white space in it is looked at when the block ends."""
        if self.stack and self.stack[-1].hidden:
            self.stretches.append(_Stretch(token.start, token.end, "", HIDDEN))
            return
        marks = self.stack[-1].marks if self.stack else ()
        at = token.start
        for space in _SPACES.finditer(self.source, token.start, token.end):
            if space.start() > at:
                self.stretches.append(
                    _Stretch(at, space.start(), self.source[at : space.start()], None, marks)
                )
            self.stretches.append(_Stretch(*space.span(), space[0], None, marks, space=True))
            at = space.end()
        if at < token.end:
            self.stretches.append(_Stretch(at, token.end, self.source[at : token.end], None, marks))

    def entity(self, token: Token) -> None:
        """Take an entity; it counts as white space if it stands for nothing else."""
        if self.stack and self.stack[-1].hidden:
            self.stretches.append(_Stretch(token.start, token.end, "", HIDDEN))
            return
        marks = self.stack[-1].marks if self.stack else ()
        blank = not token.text.strip(" \t\r\n\f\xa0")
        self.stretches.append(
            _Stretch(token.start, token.end, " " if blank else token.text, ENTITY, marks, blank)
        )

    def open(self, token: Token) -> None:
        """Take a start tag."""
        name = token.name
        if name == "img":
            self.picture(token)
            return
        if name in _BLOCKS or name == "br":
            self.flush()
            if name in _BLOCKS and self.stack and self.stack[-1].name == "p":
                self.stack.pop()
        if name in ("td", "th") and any(s.rule is None and not s.space for s in self.stretches):
            self.stretches.append(_Stretch(token.start, token.start, "\t", TAG))
        self.stretches.append(_Stretch(token.start, token.end, "", TAG))
        if name in VOID or len(self.stack) >= MAXIMUM_DEPTH:
            return
        parent = self.stack[-1] if self.stack else None
        style = token.attributes.get("style", "")
        marks = parent.marks if parent else ()
        if name in _MARKS and _MARKS[name] not in marks:
            marks = (*marks, _MARKS[name])
        elif name == "a" and token.attributes.get("href"):
            marks = (
                *(m for m in marks if not m.startswith("link=")),
                f"link={token.attributes['href']}",
            )
        hidden = (parent.hidden if parent else False) or (
            "hidden" in token.attributes or bool(_HIDING.search(style))
        )
        traits = _traits(token, style)
        inherited = parent.kind if parent else BlockKind.PARAGRAPH
        kind = inherited
        if name in _KINDS and (name != "p" or inherited is BlockKind.HEADING):
            kind = _KINDS[name]
        if name in _BLOCKS:
            self.kind = kind
            self.traits = {**(parent.traits if parent and name in ("p", "span") else {}), **traits}
        elif traits.get("class") or traits.get("colour"):
            for key, value in traits.items():
                self.traits.setdefault(f"inner-{key}", value)
        self.stack.append(_Element(name, hidden, marks, traits, kind, token.start))

    def shut(self, token: Token) -> None:
        """Take an end tag; one that closes nothing is only markup."""
        name = token.name
        self.stretches.append(_Stretch(token.start, token.end, "", TAG))
        depth = next(
            (i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].name == name), None
        )
        if depth is None:
            if name in _BLOCKS:
                self.flush()
            return
        if name in _BLOCKS:
            self.flush()
        del self.stack[depth:]
        if name in _BLOCKS:
            self.kind = self.stack[-1].kind if self.stack else BlockKind.PARAGRAPH
            self.traits = {}

    def aside(self, token: Token, kind: BlockKind) -> None:
        """Take a comment or code: a block of its own, or a removed stretch inside a line."""
        inside = any(s.rule is None and not s.space for s in self.stretches)
        rule = COMMENT if kind is BlockKind.COMMENT else CODE
        if inside and self.stack and self.stack[-1].name not in ("div", "body"):
            self.stretches.append(_Stretch(token.start, token.end, "", rule))
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
        if "src" not in shown:
            shown["src"] = shown.get("data-src") or shown.get("data-original") or ""
        around = {f"inner-{k}": v for e in self.stack for k, v in e.traits.items() if k == "class"}
        hidden = {"hidden": "yes"} if self.stack and self.stack[-1].hidden else {}
        piece = Piece(span, "", Fate.METADATA, (number,))
        self.blocks.append(Block(BlockKind.PICTURE, (*lead, piece), {**around, **shown, **hidden}))
        self.kind, self.traits = kind, traits

    # -- blocks ---------------------------------------------------------------

    def flush(self) -> None:
        """End the block that is open, if it has any text; markup alone waits for the next."""
        if not any(s.text and not s.space for s in self.stretches):
            return
        pieces = self.pieces(self.stretches)
        self.stretches = []
        traits = dict(self.traits)
        texts = [p for p in pieces if p.text.strip()]
        if texts and all("strong" in p.marks for p in texts):
            traits["bold"] = "yes"
        self.blocks.append(Block(self.kind, pieces, traits))

    def pieces(self, stretches: list[_Stretch]) -> tuple[Piece, ...]:
        """Make pieces of what was gathered; neighbouring removals are one intervention."""
        solid = [i for i, s in enumerate(stretches) if s.text and not s.space]
        first, last = (solid[0], solid[-1]) if solid else (len(stretches), -1)
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
            if stretch.space:
                if not first < i < last:
                    rule = rule or LAYOUT
                    wanted = ""
                else:
                    wanted = self._space(stretches, i)
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

    def _space(self, stretches: list[_Stretch], i: int) -> str:
        """Say what a run of white space inside a block stands for."""
        stretch = stretches[i]
        if "\n" not in stretch.text and "\r" not in stretch.text:
            return stretch.text if len(stretch.text) == 1 and stretch.text == " " else " "
        before = next((s.text for s in reversed(stretches[:i]) if s.text and not s.space), "")
        after = next((s.text for s in stretches[i + 1 :] if s.text and not s.space), "")
        wide = _WIDE.match(before[-1:]) or _WIDE.match(after[:1])
        return "" if wide else " "

    def finish(self) -> None:
        """End the last block; markup left over joins it, or stands in a block of its own."""
        self.flush()
        for element in self.stack:
            if element.name not in ("p", "li", "td", "tr", "html", "body", "option", "dd", "dt"):
                self.oddities.append(
                    Oddity(element.start, f"<{element.name}> opens here and never closes")
                )
        if self.stretches:
            self.blocks.append(Block(BlockKind.SPACE, self.pieces(self.stretches)))
            self.stretches = []


def _traits(token: Token, style: str) -> dict[str, str]:
    """Read from a tag what tells a caption, a credit line or an advert from a paragraph."""
    attributes = token.attributes
    traits: dict[str, str] = {}
    if token.name[:1] == "h" and token.name[1:].isdigit():
        traits["level"] = token.name[1:]
    classes = " ".join(
        filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("cms-style")))
    )
    if classes:
        traits["class"] = classes
    if "center" in (attributes.get("align", "") + style).lower() or token.name == "center":
        traits["align"] = "center"
    colour = _COLOUR.search(style)
    if colour:
        traits["colour"] = colour[1].strip().lower()
    if "strong-bold" in classes.lower() or re.search(r"font-weight\s*:\s*(bold|[6-9]00)", style):
        traits["bold"] = "yes"
    return traits


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
