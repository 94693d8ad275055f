"""Inline Markdown that every CommonMark reader shows as the very text.

Whatever could mean something to Markdown, GitHub or a browser is escaped; what cannot be escaped
with a backslash is written as a numeric reference (``&#x3000;``), which shows as the character.

The rule of CommonMark that spoils Chinese emphasis (commonmark-spec, discussion of issue 650)
is that ``**`` beside punctuation must stand beside a space or punctuation on its other side as
well: in ``**“清仓”行动，**确保`` nothing becomes strong. The character on the other side is therefore
written as a reference: its ``&`` and ``;`` are punctuation, so that the emphasis holds, and
what a reader sees is the same:

>>> inline([Run("“清仓”行动，", ("strong",)), Run("确保")])
'**“清仓”行动，**&#x786E;保'

No mark is widened or narrowed, no space added, no HTML used. Only superscript and subscript, for
which Markdown has no form, are ``<sup>`` and ``<sub>``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edition.page.signs import ORDINARY, hidden
from edition.page.values import Run

_SIGN = re.compile(rf"[^ \t!\"#%'()+,\-./0-9;=>?@A-Z^a-z{{|}}{ORDINARY}]")
"""What may have to be escaped wherever it stands."""
_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]{1,40};)")
_COLON = re.compile(r":(?=//|(?:[+-]1|100|1234|[0-9a-z_+-]{0,40}[a-z][0-9a-z_+-]{0,40}):)")
"""GitHub makes a picture of ``:smile:``, and a link of a bare address, with our backslashes in it."""

_LINE = re.compile(r"^(?:([-+#>=|\"'(]|:(?=-))|(\d{1,9})(?=[.)](?:\s|$)))", re.MULTILINE)
"""What begins a heading, list, quotation, table or the title of a definition at a line's start."""

_BEGINNINGS = frozenset("-+#>=|\"'(:0123456789")

_WORD = re.compile(
    r"[0-9A-Za-zÀ-ÖØ-öø-ʯ\u0400-\u0481\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)
"""Characters that are surely neither punctuation nor space for any reader of Markdown."""

_APART = re.compile(
    r"[ \t\u3000!-/:-@\[-`{-~\u2010-\u2027\u3001-\u3003\u3008-\u3011\u3014-\u301f"
    r"！＂＃％＆＇（）＊，－．／：；？＠［＼］＿｛｝]"
)
"""Characters that are surely punctuation or space; ``￥`` and the like, which only newer readers
count as punctuation, are in neither set, and are taken for what makes the work harder."""

_BARE = re.compile(r"[0-9A-Za-z/:.?=&#%+,;@_~-]*")


def reference(character: str) -> str:
    """Write a character by its number.

    >>> reference("\u3000")
    '&#x3000;'
    """
    return f"&#x{ord(character):X};"


@dataclass(slots=True)
class _Token:
    text: str = ""
    mark: str = ""
    """Empty for text; else what opens or closes here."""
    opens: bool = False
    lead: bool = False
    """White space at the beginning is written by number."""
    trail: bool = False
    first: bool = False
    """The first character is written by number."""
    last: bool = False
    run: Run | None = None
    """The gap whose sign this is."""

    @property
    def is_text(self) -> bool:
        return not self.mark and not self.run

    @property
    def begins_with_punctuation(self) -> bool:
        """Also if it may only: what no reader doubts to be a letter is none."""
        if self.first or (self.last and len(self.text) == 1):
            return True
        return not self.is_text or not _WORD.match(self.text)

    @property
    def ends_with_punctuation(self) -> bool:
        if self.last or (self.first and len(self.text) == 1):
            return True
        return not self.is_text or not _WORD.match(self.text[-1])


def inline(runs: Sequence[Run], *, one_line: bool = False) -> str:
    """Write runs as inline Markdown; ``one_line`` where a line break cannot stand (headings).

    A line break in the text becomes a hard break (a backslash at the line's end).
    """
    if len(runs) == 1 and not runs[0].marks and not runs[0].gap:
        return finished(_escaped(runs[0].text, one_line, lead=True, trail=True), one_line=one_line)
    tokens = _tokens(runs)
    emphasis = "_" if _entangled(runs) else "*"
    _part(tokens, strict=emphasis == "_")
    parts = [_spelled(token, emphasis, one_line) for token in tokens]
    for i, part in enumerate(parts[:-1]):
        if part.endswith("!") and parts[i + 1].startswith("["):
            parts[i] = part[:-1] + "\\!"
    return finished("".join(parts), one_line=one_line)


def finished(text: str, *, one_line: bool) -> str:
    """Escape what means something at the beginning of a line, or at the end of a heading."""
    if not one_line:
        return _LINE.sub(_line_start, text) if text[:1] in _BEGINNINGS or "\n" in text else text
    if text.endswith("#"):
        return text[:-1] + "\\#"
    return text


def _line_start(match: re.Match[str]) -> str:
    return "\\" + match[1] if match[1] else match[2] + "\\"


def _tokens(runs: Sequence[Run]) -> list[_Token]:
    """Lay the runs out as text between what opens and closes."""
    tokens: list[_Token] = []
    open_marks: tuple[str, ...] = ()
    for run in runs:
        kept = 0
        while kept < min(len(open_marks), len(run.marks)) and open_marks[kept] == run.marks[kept]:
            kept += 1
        tokens += [_Token(mark=mark) for mark in reversed(open_marks[kept:])]
        tokens += [_Token(mark=mark, opens=True) for mark in run.marks[kept:]]
        tokens.append(_Token(text=run.text, run=run if run.gap else None))
        open_marks = run.marks
    tokens += [_Token(mark=mark) for mark in reversed(open_marks)]
    tokens[0].lead = tokens[-1].trail = True
    return tokens


def _entangled(runs: Sequence[Run]) -> bool:
    """Say whether strong and emphasis touch, so that their asterisks would run together."""
    last: tuple[str, ...] = ()
    for run in runs:
        here = {*run.marks, *last}
        if "strong" in here and "em" in here:
            return True
        last = run.marks
    return False


def _part(tokens: list[_Token], *, strict: bool) -> None:
    """Say which characters must be written by number for the emphasis to hold.

    A character written by number begins and ends with punctuation, which may matter to what
    closes after it, or opens before it: therefore once in each direction.
    """
    for i, token in enumerate(tokens):
        if token.mark in _EMPHASIS and not token.opens:
            inner, outer = (
                tokens[i - 1],
                tokens[i + 1] if i + 1 < len(tokens) else _Token(mark="end"),
            )
            inner.trail = True
            needed = inner.ends_with_punctuation or (strict and token.mark == "em")
            if needed and outer.is_text and not _APART.match(outer.text):
                outer.first = True
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if token.mark in _EMPHASIS and token.opens:
            inner, outer = tokens[i + 1], tokens[i - 1] if i else _Token(mark="end")
            inner.lead = True
            needed = inner.begins_with_punctuation or (strict and token.mark == "em")
            if needed and outer.is_text and not _APART.match(outer.text[-1]):
                outer.last = True


_EMPHASIS = frozenset({"strong", "em"})
_SPELLINGS = {"strong": ("**", "**"), "sup": ("<sup>", "</sup>"), "sub": ("<sub>", "</sub>")}


def _spelled(token: _Token, emphasis: str, one_line: bool) -> str:
    if token.run:
        return f'[{_escaped(token.text, True)}](#gap-{token.run.gap} "{_titled(token.run.note)}")'
    if not token.mark:
        text = token.text
        before = after = ""
        if token.first:
            before, text = reference(text[0]), text[1:]
        if token.last and text:
            after, text = reference(text[-1]), text[:-1]
        if not text:
            return before + after
        lead, trail = token.lead and not before, token.trail and not after
        return before + _escaped(text, one_line, lead=lead, trail=trail) + after
    if token.mark == "em":
        return emphasis
    if token.mark.startswith("link="):
        return "[" if token.opens else f"]({_destination(token.mark[5:])})"
    return _SPELLINGS[token.mark][not token.opens]


def _escaped(text: str, one_line: bool, *, lead: bool = False, trail: bool = False) -> str:
    before = after = ""
    if lead and text[0].isspace():
        rest = text.lstrip()
        before, text = "".join(map(reference, text[: len(text) - len(rest)])), rest
    if trail and text and text[-1].isspace():
        rest = text.rstrip()
        after, text = "".join(map(reference, text[len(rest) :])), rest

    def escape(match: re.Match[str]) -> str:
        sign = match[0]
        if sign == "&":
            return "\\&" if _ENTITY.match(text, match.start()) else sign
        if sign == ":":
            return "\\:" if _COLON.match(text, match.start()) else sign
        if sign != "\n":
            if "!" <= sign <= "~":
                return "\\" + sign
            return reference(sign) if hidden().match(sign) else sign
        start, end = match.span()
        if one_line or not start or end == len(text):
            return reference(sign)
        beside_space = text[start - 1].isspace() or text[end].isspace()
        return reference(sign) if beside_space else "\\\n"

    written = _SIGN.sub(escape, text)
    if "www." in written:
        written = written.replace("www.", "www\\.")
    return before + written + after


def _destination(url: str) -> str:
    if _BARE.fullmatch(url) and not _ENTITY.search(url):
        return url
    return "<" + _ENTITY.sub("&amp;", url.replace("\\", "\\\\")) + ">"


def _titled(note: str) -> str:
    return _ENTITY.sub("&amp;", note.replace("\\", "\\\\").replace('"', '\\"'))
