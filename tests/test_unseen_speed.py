"""No capture makes reading and cleaning slower than in proportion to its length.

Each kind of flood is cleaned at one size and at twice that size: a rule that looks at everything for
everything needs four times as long, a fair one twice. Processor time, so that other work on the
machine does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from tests.miniature import run

HEAD = "---\ntitle: 省委书记主持召开全省防疫工作专题会要加快推动清仓行动\nauthor: 某报\n---\n\n"
SENTENCE = "会议强调，要把各项防控措施落到实处，确保人民群众生命安全和身体健康，一刻也不能放松。"
TEXT = f"<p>{SENTENCE * 3}</p>"

FLOODS: dict[str, Callable[[int], str]] = {
    "a loop in a line": lambda n: f"# 版面\n\n{SENTENCE * n}",
    "a loop of lines": lambda n: "# 版面\n\n" + "\n\n".join([SENTENCE] * n),
    "a loop with counters": lambda n: "# 版面\n\n" + "\n".join(f"第{i}条 {SENTENCE}" for i in range(n)),
    "short lines of a dump": lambda n: "标题\n\n" + "\n".join(f"第{i}行{i * 7}" for i in range(n)),
    "short lines of a page": lambda n: "# 标题\n\n" + "\n".join(f"第{i}行{i * 7}" for i in range(n)),
    "open ends": lambda n: "# 标题\n\n" + "\n\n".join(f"量会议指出，第{i}项工作要抓紧，不得{i}力" for i in range(n // 2)),
    "many heads": lambda n: "# 甲\n\n" + "\n\n".join(f"## 标题{i}\n\n会议指出，要抓紧第{i}项。" for i in range(n // 2)),
    "table rows": lambda n: f"{HEAD}<table>{'<tr><td>甲</td><td>乙</td></tr>' * n}</table>",
    "cells without rows": lambda n: f"{HEAD}<table>{'<td></td>' * 4 * n}</table>甲。",
    "empty paragraphs": lambda n: f"{HEAD}{'<p></p>' * 5 * n}甲。",
    "nesting": lambda n: HEAD + "<div class='a comment'>" * 3 * n + "甲。",
    "an unclosed quotation mark": lambda n: HEAD + '<a "' * 10 * n,
    "open brackets": lambda n: f"{HEAD}{TEXT}{'<' * 100 * n}",
    "ampersands": lambda n: f"{HEAD}<p>{'&' * 100 * n}</p>",
    "comments": lambda n: HEAD + "<p>甲。</p><!-- x -->" * n,
    "line ends in a paragraph": lambda n: HEAD + "<p>" + "甲\n" * 5 * n + "</p>",
    "blank lines": lambda n: "# 版面\n\n" + " \n" * 50 * n + "会议指出。",
    "blank lines of a dump": lambda n: "标题\n\n会议指出。" + " \n" * 50 * n + "会议指出。",
    "blanks in a line": lambda n: f"标题\n\n甲{' ' * 100 * n}乙\n丙",
    "links": lambda n: HEAD + "".join(f"<p><a href='/{i}'>链接{i}</a></p>" for i in range(n)) + TEXT,
    "credits": lambda n: f"{HEAD}{TEXT}{'<p>责任编辑：刘万里</p>' * n}",
    "pictures": lambda n: f"{HEAD}{TEXT}" + "<img src='a.jpg'><p>甲乙丙</p>" * n,
    "sections of a dump": lambda n: f"标题\n\n{SENTENCE}\n" + "相关文章\n甲\n" * n,
    "sections of a post": lambda n: f"{HEAD}{TEXT}" + "<p>相关文章</p><p>甲</p>" * n,
    "boxes": lambda n: f"{HEAD}{TEXT}" + "<div class='share'>甲</div>" * n,
    "labels": lambda n: f"{HEAD}<p>{'来源' * 20 * n}</p>",
    "times": lambda n: f"{HEAD}{TEXT}" + "<p>2022-03-19 10:00</p>" * n,
    "commas": lambda n: f"{HEAD}<p>{'甲,' * 5 * n}</p>",
    "brackets": lambda n: f"{HEAD}<p>{'(' * 50 * n}甲</p>",
    "the title over and over": lambda n: f"{HEAD}<p>{'省委书记主持召开全省' * 5 * n}</p>",
    "a stutter": lambda n: "# 版面\n\n会议指出，" + "abcdefghij" * 10 * n,
    "one long line": lambda n: "标题\n\n" + "".join(chr(0x4E00 + i * 7919 % 20000) for i in range(200 * n)),
}  # fmt: skip
SIZE = 200


def seconds(capture: str) -> float:
    began = process_time()
    run(capture)
    return process_time() - began


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_time_grows_with_the_capture_and_no_faster(flood: Callable[[int], str]) -> None:
    seconds(flood(10))  # dictionaries are loaded
    small = min(seconds(flood(SIZE)) for _ in range(2))
    large = min(seconds(flood(2 * SIZE)) for _ in range(2))
    assert large < 3.2 * small + 0.1
