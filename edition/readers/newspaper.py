"""OCR of a newspaper page in Markdown: several articles, headings at unreliable levels."""

from __future__ import annotations

import re

from edition.config import Config
from edition.model import Source, Words
from edition.readers.lines import line_blocks
from edition.readers.reader import FirstReading, Reader
from edition.reading import Log

_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
DATELINE = re.compile(
    r"(?:本报|本社|新华社|中新社|人民网|新华网|据新华社)[^。\n]{0,16}?(?:\d{1,2}月)?\d{1,2}日(?:讯|电|消息)"
)
_TAG = re.compile(r"</?(?:p|div|span|html|body)\b[^>]*>", re.IGNORECASE)


def _recognise(source: Source) -> float:
    text = source.text.lstrip("\ufeff")
    if text.lstrip().startswith("---") or _TAG.search(text):
        return 0.0
    headings = len(_HEADING.findall(text))
    if not headings:
        return 0.0
    return min(1.0, 0.4 + 0.1 * min(headings, 3) + 0.1 * min(len(DATELINE.findall(text)), 3))


def _read(source: Source, log: Log, _config: Config) -> FirstReading:
    return FirstReading(line_blocks(source.text, log, headings=True))


READER = Reader(
    name="newspaper-ocr",
    title=Words("报纸版面识别文字", "OCR of a newspaper page"),
    recognise=_recognise,
    read=_read,
    articles=True,
)
