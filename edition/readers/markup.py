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
    """False for a tag, comment or code that runs to the end because nothing closes it."""


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
_RAW = frozenset(["script", "style", "noembed", "noframes", "iframe"])
"""Elements whose content nobody sees: it is code, or shown only where something is lacking."""
_LITERAL = frozenset(["xmp", "plaintext"])
"""Elements whose content is shown as it is written."""
_PLAIN = frozenset(["title", "textarea"])
"""Elements that have text and entities, but no tags."""
_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE_NAME = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)\s*")
_UNQUOTED = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_ENTITY_IN_VALUE = re.compile(
    r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31}(?:;|(?![=A-Za-z0-9])))"
)
"""In an attribute ``&copy=`` is a parameter of an address, and no sign."""
_COMMENT_END = re.compile(r"--!?>")
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
        if token.kind is TokenKind.START:
            if token.name in _RAW:
                code = _code(source, token.name, at, stop)
                if code.end > at:
                    yield code
                at = code.end
            elif token.name in _LITERAL or token.name in _PLAIN:
                within = _literal_end(source, token.name, at, stop)
                yield from _literal(source, at, within, entities=token.name in _PLAIN)
                at = within
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


def _literal_end(source: str, name: str, at: int, stop: int) -> int:
    if name == "plaintext":
        return stop
    close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, at, stop)
    return close.start() if close else stop


def _literal(source: str, at: int, end: int, *, entities: bool) -> Iterator[Token]:
    """Give text, and the entities in it if they count, but no tags."""
    text_from = at
    while entities and (at := source.find("&", at, end)) >= 0:
        token = _entity(source, at, end)
        if token is None:
            at += 1
            continue
        if at > text_from:
            yield Token(TokenKind.TEXT, text_from, at)
        yield token
        at = text_from = token.end
    if end > text_from:
        yield Token(TokenKind.TEXT, text_from, end)


def _tag(
    source: str, at: int, stop: int, last_close: int, last_quote: Mapping[str, int]
) -> Token | None:
    """Read a tag or a comment; None if the sign is only text."""
    if source.startswith("<!--", at):
        if source.startswith(("<!-->", "<!--->"), at):
            return Token(TokenKind.COMMENT, at, source.index(">", at) + 1)
        close = _COMMENT_END.search(source, at + 4, stop)
        if close is None:
            return Token(TokenKind.COMMENT, at, stop, closed=False)
        return Token(TokenKind.COMMENT, at, close.end())
    closing = source.startswith("</", at)
    name = _NAME.match(source, at + 1 + closing, stop)
    if name is None:
        if not (closing and at + 2 < stop) and not source.startswith(("<!", "<?"), at):
            return None
        if last_close <= at:
            return Token(TokenKind.COMMENT, at, stop, closed=False)
        return Token(TokenKind.COMMENT, at, source.index(">", at) + 1)
    if last_close <= at:
        return Token(TokenKind.COMMENT, at, stop, name[0].lower(), closed=False)
    attributes, end = _attributes(source, name.end(), stop, last_quote)
    if end < 0:
        return Token(TokenKind.COMMENT, at, stop, name[0].lower(), closed=False)
    if closing:
        return Token(TokenKind.END, at, end, name[0].lower())
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
            if quote in last_quote:
                if last_quote[quote] <= at:
                    return attributes, -1
                close = source.index(quote, at + 1)
                value, at = source[at + 1 : close], close + 1
            else:
                bare = _UNQUOTED.match(source, at, stop)
                value, at = (bare[0], bare.end()) if bare else ("", at)
        value = _ENTITY_IN_VALUE.sub(lambda found: unescape(found[0]), value)
        attributes.setdefault(name[1].lower(), value)
        if at >= stop:
            return attributes, -1


_SCRIPT = re.compile(r"<!--|-->|<(/?)script(?=[\s/>])", re.IGNORECASE)


def _code(source: str, name: str, at: int, stop: int) -> Token:
    end = _code_end(source, name, at, stop)
    if end < 0:
        return Token(TokenKind.CODE, at, stop, name, closed=False)
    return Token(TokenKind.CODE, at, end, name)


def _code_end(source: str, name: str, at: int, stop: int) -> int:
    """Give where the end tag of code stands, or -1.

    ``</script>`` closes nothing behind ``<!--<script>`` (13.2.5.27).
    """
    if name != "script":
        end = _literal_end(source, name, at, stop)
        return end if end < stop else -1
    escaped = double = False
    while found := _SCRIPT.search(source, at, stop):
        at = found.end()
        if found[0] == "<!--":
            escaped = True
            at -= 2  # the hyphens may begin what ends it: <!-->
        elif found[0] == "-->":
            escaped = double = False
        elif not found[1]:
            double = escaped
        elif double:
            double = False
        else:
            return found.start()
    return -1
