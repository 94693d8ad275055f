"""Layout of the line: indents, spaces at the ends, characters that show nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from edition.draft import Change, Proposal, View
from edition.model import Action, BlockKind, Words
from edition.reading import Edit
from edition.rule import Example, Rule
from edition.unseen import UNSEEN_SIGNS

_CELL_BLANKS = " \u3000\xa0"
"""The tabs of a table's row part its cells, the empty ones at its ends too."""


def _indents(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks():
        text = block.text
        if not text.strip("\u3000\xa0 \t\r\n"):
            yield Change(i, Edit(0, len(text), "", Action.REMOVE))
            continue
        blanks = _CELL_BLANKS if block.kind is BlockKind.TABLE_ROW else None
        left = len(text) - len(text.lstrip(blanks))
        right = len(text.rstrip(blanks))
        if left:
            yield Change(i, Edit(0, left, "", Action.REMOVE))
        if right < len(text):
            yield Change(i, Edit(right, len(text), "", Action.REMOVE))


def _unseen(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks():
        for found in UNSEEN_SIGNS.finditer(block.text):
            name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}")
            yield Change(
                i,
                Edit(found.start(), found.end(), _instead(block.text, found), Action.REMOVE,
                     reason=Words(f"不可见字符 {name}（U+{ord(found[0]):04X}）不显示，却能扰乱文字。",
                                  f"The invisible character {name} (U+{ord(found[0]):04X}) shows nothing "
                                  "and can disturb the text.")),
            )  # fmt: skip


def _instead(text: str, found: re.Match[str]) -> str:
    """Give a space for a separator of lines between two words that would run together."""
    near = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
    parts = found[0] in "\x85\u2028\u2029" and len(near) == 2 and near.isalnum()
    return " " if parts and all(c < "\u2e80" for c in near) else ""


INDENT = Rule(
    code="L101",
    slug="indent",
    family="layout",
    title=Words("去除段首空格", "Indents removed"),
    reason=Words(
        "段首全角空格与行末空白是排版，由样式表现。",
        "Ideographic spaces at the beginning of a paragraph are layout, which the style gives.",
    ),
    changes=(Example("<p>　　会议指出。</p>", "会议指出。"), Example("会议指出。　", "会议指出。")),
    leaves=("紧盯目标　尽锐出战",),
    propose=_indents,
    editorial=False,
)

UNSEEN = Rule(
    code="M109",
    slug="unseen-character",
    family="layout",
    title=Words("去除不可见字符", "Unseen characters removed"),
    reason=Words(
        "控制字符与方向、零宽等不可见字符不显示，却能扰乱文字。",
        "Control, direction and zero-width characters show nothing and can disturb the text.",
    ),
    changes=(Example("会议\x00指出。", "会议指出。"), Example("会议\u200b指出。", "会议指出。")),
    leaves=("紧盯目标\u3000尽锐出战",),
    propose=_unseen,
)
