"""Half-width punctuation between Chinese characters becomes full-width (GB/T 15834, CLREQ).

Never inside Latin text, numbers, times or addresses; the setting ``normalise_punctuation``
switches it off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from edition.draft import Change, Proposal, View
from edition.model import Action, BlockKind, Words
from edition.reading import Edit
from edition.rule import Example, Rule

_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_SIGN = re.compile(
    rf"(?<=[{_HAN}）)”’》」』】])[,:;?!]+(?=[{_HAN}“‘（(《「『【]|\d|\s|$)|(?<=[0-9％%A-Za-z])[,;?!](?=[{_HAN}“‘《「])"
)
_BRACKETS = re.compile(r"\(([^()\n]{1,80})\)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u9fff]+|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,64}\.[A-Za-z0-9.]{1,64}"
)
_CODE = re.compile(
    r"[A-Za-z_]\w*\([^()]*['\"=]|^\s*(?:def|import|from|return|class|print|for|if|while)\b.*[:()]"
)
"""A line of a program: its brackets and commas are its syntax."""
_CHINESE = re.compile(rf"[{_HAN}]")
_KINDS = (
    BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE, BlockKind.VERSE,
    BlockKind.CAPTION, BlockKind.TITLE, BlockKind.DECK, BlockKind.KICKER,
)  # fmt: skip


def _widths(view: View) -> Iterator[Proposal]:
    for i, block in view.blocks(*_KINDS):
        text = block.text
        if not _CHINESE.search(text) or block.traits.get("verbatim") or _CODE.search(text):
            continue
        spared = [m.span() for m in _ADDRESS.finditer(text)]
        places = {p for m in _SIGN.finditer(text) for p in range(*m.span())}
        for found in _BRACKETS.finditer(text):
            if _CHINESE.search(found[1]):
                places |= {found.start(), found.end() - 1}
        for place in sorted(places):
            if not any(start <= place < end for start, end in spared):
                yield Change(i, Edit(place, place + 1, _FULL[text[place]], Action.REPLACE))


WIDTH = Rule(
    code="P101",
    slug="punctuation-width",
    family="wording",
    title=Words("统一标点全半角", "Punctuation made full-width"),
    reason=Words(
        "中文之间的半角标点改为全角（GB/T 15834）；西文、数字、网址中的不动。",
        "Half-width punctuation between Chinese characters becomes full-width (GB/T 15834); "
        "Latin text, numbers and addresses are left alone.",
    ),
    changes=(
        Example("会议指出,当前形势严峻:要防松劲。", "会议指出，当前形势严峻：要防松劲。"),
        Example(
            "新增1110例(轻型1099例),其中长春市576例。",
            "新增1110例（轻型1099例），其中长春市576例。",
        ),
    ),
    leaves=(
        "新增1,110例，比分3:2，时间10:30。",
        "据Reuters, the meeting ended (late).",
        "详见 https://a.example/b?c=1,2;d 。",
        "世卫组织(WHO)表示。",
        "print('我是第一个函数')",
    ),
    propose=_widths,
    policy="normalise_punctuation",
)
