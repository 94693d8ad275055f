"""Cut HTML into tokens that tile it: each character belongs to exactly one token.

No fast parser for Python reports offsets (lexbor, lxml and html5lib were tried), and the
account of every character needs them. This follows the tokenisation of the HTML Living
Standard (13.2.5) where it bears on borders between markup and text, and is linear: nothing is
scanned twice, whatever is left unclosed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from html import unescape


class TokenKind(Enum):
    """What a stretch of HTML is."""

    TEXT = auto()
    ENTITY = auto()
    START = auto()
    END = auto()
    COMMENT = auto()
    CODE = auto()
    """Content of ``script`` or ``style``: never text for readers."""


@dataclass(frozen=True, slots=True)
class Token:
    """One stretch of HTML: ``source[start:end]``."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""
    """Lower-case element name of a tag."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    """What an entity stands for."""
    closed: bool = True
    """False for a comment or code that runs to the end because nothing closes it."""


VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_RAW = ("script", "style", "xmp", "noembed", "noframes", "iframe", "template")
_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE_NAME = re.compile(r"[\s/]*([^\s/>=][^\s/>=]*)\s*")
_UNQUOTED = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_NEXT = re.compile(r"[<&]")


def tokens(source: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Give the tokens of ``source[start:end]`` in order; together they cover it exactly.

    >>> [t.kind.name for t in tokens("<p>甲&amp;乙<!--丙--></p>")]
    ['START', 'TEXT', 'ENTITY', 'TEXT', 'COMMENT', 'END']
    """
    stop = len(source) if end is None else end
    last_close = source.rfind(">", start, stop)
    last_quote = {quote: source.rfind(quote, start, stop) for quote in "\"'"}
    at = text_from = start

    while at < stop:
        found = _NEXT.search(source, at, stop)
        if found is None:
            break
        at = found.start()
        token = (
            _entity(source, at, stop)
            if source[at] == "&"
            else _tag(source, at, stop, last_close, last_quote)
        )
        if token is None:
            at += 1
            continue
        if at > text_from:
            yield Token(TokenKind.TEXT, text_from, at)
        yield token
        at = token.end
        if token.kind is TokenKind.START and token.name in _RAW:
            code = _code(source, token.name, at, stop)
            if code.end > at:
                yield code
            at = code.end
        text_from = at
    if stop > text_from:
        yield Token(TokenKind.TEXT, text_from, stop)


def _entity(source: str, at: int, stop: int) -> Token | None:
    found = _ENTITY.match(source, at, stop)
    if found is None:
        return None
    text = unescape(found[0])
    if text == found[0]:
        return None
    if not found[0].endswith(";") and text[-1:] and found[0].endswith(text[1:]) and len(text) > 1:
        # ``&ampersand``: only a prefix is an entity; the rest is text.
        length = len(found[0]) - (len(text) - 1)
        return Token(TokenKind.ENTITY, at, at + length, text=text[0])
    return Token(TokenKind.ENTITY, at, found.end(), text=text)


def _tag(
    source: str, at: int, stop: int, last_close: int, last_quote: Mapping[str, int]
) -> Token | None:
    if source.startswith("<!--", at):
        close = source.find("-->", at + 4, stop)
        if close < 0:
            return Token(TokenKind.COMMENT, at, stop, closed=False)
        return Token(TokenKind.COMMENT, at, close + 3)
    if last_close <= at:
        return None
    if source.startswith(("<!", "<?"), at):
        return Token(TokenKind.COMMENT, at, source.index(">", at) + 1)
    if source.startswith("</", at):
        name = _NAME.match(source, at + 2, stop)
        if name is None:
            return None
        return Token(TokenKind.END, at, source.index(">", name.end() - 1) + 1, name[0].lower())
    name = _NAME.match(source, at + 1, stop)
    if name is None:
        return None
    attributes, end = _attributes(source, name.end(), stop, last_quote)
    if end < 0:  # it runs to the end of the file: text, and not looked at again
        return Token(TokenKind.TEXT, at, stop, closed=False)
    return Token(TokenKind.START, at, end, name[0].lower(), attributes)


def _attributes(
    source: str, at: int, stop: int, last_quote: Mapping[str, int]
) -> tuple[dict[str, str], int]:
    """Read attributes up to the tag's end; gives -1 for its position if the tag never ends."""
    attributes: dict[str, str] = {}
    while True:
        name = _ATTRIBUTE_NAME.match(source, at, stop)
        if name is None:
            close = source.find(">", at, stop)
            return attributes, close + 1 if close >= 0 else -1
        at = name.end()
        value = ""
        if source.startswith("=", at):
            at = _SPACE.match(source, at + 1, stop).end()  # type: ignore[union-attr]
            quote = source[at : at + 1]
            if quote in last_quote and last_quote[quote] > at:
                close = source.index(quote, at + 1)
                value, at = source[at + 1 : close], close + 1
            else:
                bare = _UNQUOTED.match(source, at, stop)
                value, at = (bare[0], bare.end()) if bare else ("", at)
        attributes.setdefault(name[1].lower(), unescape(value))
        if at >= stop:
            return attributes, -1


def _code(source: str, name: str, at: int, stop: int) -> Token:
    close = re.compile(f"</{name}", re.IGNORECASE).search(source, at, stop)
    if close is None:
        return Token(TokenKind.CODE, at, stop, name, closed=False)
    return Token(TokenKind.CODE, at, close.start(), name)
