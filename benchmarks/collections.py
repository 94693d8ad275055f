"""Generated collections: as many captures as wanted, recombined from the five of the edition.

Each generated capture has the form and the dirt of one of the real ones (a crawled post with the
tail of its portal, a page dump with scrambled insertions and related articles, a newspaper page
with columns and a loop) and a text of its own, put together clause by clause. One in twenty
carries paragraphs of an earlier one, as a reprint does. The same number gives the same bytes.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent.parent
SOURCES = HERE / "content" / "sources"

_CLAUSE = re.compile(r"[\u4e00-\u9fff0-9“”、]{6,40}(?=[，。；])")
_NOT_TEXT = re.compile("编辑|作者|来源|记者|原标题|公众号|二维码|APP|评论|校对|2025")


@cache
def _originals() -> dict[str, str]:
    return {
        path.name[:3]: path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.txt"))
    }


@cache
def clauses() -> tuple[str, ...]:
    """Give the clauses of the five captures, each once."""
    found: dict[str, None] = {}
    for text in _originals().values():
        running = re.sub(r"<[^>]*>", "\n", text).replace(",", "，").replace(";", "；")
        for match in _CLAUSE.finditer(running):
            if not _NOT_TEXT.search(match[0]):
                found[match[0]] = None
    return tuple(found)


def _spliced(chance: Random) -> str:
    """Give the head of one clause with the tail of another, so that documents share few passages."""
    one, two = chance.sample(clauses(), 2)
    return one[: max(3, len(one) // 2)] + two[len(two) // 2 :]


def _sentence(chance: Random) -> str:
    parts = [
        _spliced(chance) if chance.random() < 0.9 else chance.choice(clauses())
        for _ in range(chance.randint(2, 5))
    ]
    if chance.random() < 0.3:
        parts[0] = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日，{parts[0]}"
    if chance.random() < 0.5:
        parts[-1] += f"{chance.randint(2, 4000)}例"
    return "，".join(parts) + "。"


def paragraphs(chance: Random) -> list[str]:
    """Give the paragraphs of a text that no other document has."""
    count = chance.randint(4, 9)
    return ["".join(_sentence(chance) for _ in range(chance.randint(1, 4))) for _ in range(count)]


def title(chance: Random, number: int) -> str:
    """Give a headline with its number."""
    return f"{chance.choice(clauses())[:14]}：第{number}号通报{chance.choice(clauses())[:8]}"


def _day(number: int) -> tuple[int, int]:
    return number // 28 % 12 + 1, number % 28 + 1


def _portal_post(chance: Random, number: int, texts: Sequence[str]) -> str:
    month, day = _day(number)
    name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
        month - 1
    ]
    original = _originals()["001"]
    tail = original[original.index("<style") :] if "<style" in original else "</div>\n"
    body = "\n".join(f'<p cms-style="font-L">　　{text}</p>' for text in texts)
    return (
        f"\n---\ntitle: '{title(chance, number).replace('“', '_').replace('”', '_')}'\ncategories: \n - 金融\n - 新浪财经\n"
        f"headimg: 'https://n.sinaimg.cn/finance/{number}.jpg'\nauthor: 新浪财经\ncomments: false\n"
        f"date: Sun, {day:02} {name} 2022 02:18:12 GMT\nthumbnail: 'https://n.sinaimg.cn/finance/{number}.jpg'\n---\n\n"
        f'<div>   \n<p cms-style="font-L">　　澎湃新闻记者 王俊</p>\n{body}\n{tail}'
    )


def _plain_post(chance: Random, number: int, texts: Sequence[str]) -> str:
    month, day = _day(number)
    body = "\n".join(f"<p>\n{text}\n</p>" for text in texts)
    return (
        f"\n---\ntitle: '{title(chance, number)}'\ncategories: \n - 新媒体\n - 观察者网\n"
        f"headimg: 'https://i.guancha.cn/news/{number}.jpg'\nauthor: 观察者网\ncomments: false\n"
        f"date: 2022-{month:02}-{day:02}T09:42:07+08:00\nthumbnail: 'https://i.guancha.cn/news/{number}.jpg'\n---\n\n"
        f'<div>   \n<p style="text-align:center;">\n<img src="https://i.guancha.cn/news/{number}.jpg" '
        f'style="max-width:600px;" referrerpolicy="no-referrer"> \n</p>\n{body}\n  \n</div>\n'
    )


def _dump(chance: Random, number: int, texts: Sequence[str]) -> str:
    headline = title(chance, number).replace("：", ":")
    signs = [sign for sign in headline if sign != ":"]
    chance.shuffle(signs)
    size = -(-len(signs) // 7)
    pieces = ["".join(signs[i : i + size]) for i in range(0, len(signs), size)]
    lines: list[str] = []
    turn = 0
    for text in texts:
        parts = re.split("(?<=[，。])", text)
        for n in range(2, len(parts) - 1, 5):
            if turn < 15:
                parts[n] = pieces[turn % len(pieces)] + parts[n]
                turn += 1
        lines.append("".join(parts).replace("，", ",").replace("：", ":"))
    original = _originals()["002"]
    furniture = "\n".join(original.splitlines()[-10:])
    return f"{headline}\n\n原标题:{headline}\n" + "\n".join(lines) + f"\n{furniture}"


def _newspaper(chance: Random, number: int, texts: Sequence[str]) -> str:
    month, day = _day(number)
    articles: list[str] = []
    for n, start in enumerate(range(0, len(texts), 3)):
        own = list(texts[start : start + 3])
        own[0] = f"本报{month}月{day}日讯（记者黄鹭）{own[0]}"
        middle = len(own[-1]) // 2
        own[-1] = f"{own[-1][:middle]}\n\n{own[-1][middle:]}"
        head = f"## {chance.choice(clauses())[:16]}\n\n# {title(chance, number * 10 + n)}"
        articles.append(f"{head}\n\n" + "\n\n".join(own))
    loop = articles[-1].partition("\n\n")[2]
    return "\n\n".join([*articles, *[loop] * chance.randint(3, 8)]) + "\n"


FORMS = (_portal_post, _plain_post, _dump, _plain_post, _newspaper)


def capture(number: int) -> str:
    """Give one capture; ``number`` decides all of it.

    >>> capture(3) == capture(3) != capture(8)
    True
    """
    chance = Random(number)
    texts = paragraphs(chance)
    if number >= 20 and number % 20 == 7:
        texts[1:-1] = paragraphs(Random(number - 20))[1:]
    return FORMS[number % len(FORMS)](chance, number, texts)


def make_collection(folder: Path, count: int) -> Path:
    """Write a collection of ``count`` captures with settings and authority files; give its folder."""
    if folder.exists():
        shutil.rmtree(folder)
    sources = folder / "content" / "sources"
    sources.mkdir(parents=True)
    texts: dict[str, str] = {}
    for number in range(count):
        name = f"{number:06}.txt"
        texts[f"sources/{name}"] = capture(number)
        (sources / name).write_text(texts[f"sources/{name}"], encoding="utf-8", newline="")
    shutil.copy(HERE / "edition.toml", folder / "edition.toml")
    _write_authority(folder / "content" / "authority", texts)
    return folder


def _write_authority(folder: Path, texts: dict[str, str]) -> None:
    """Write the people, places, organisations and terms of the edition, as far as they occur."""
    folder.mkdir()
    for path in sorted((HERE / "content" / "authority").glob("*.toml")):
        if path.stem == "events":
            continue
        rows: list[str] = []
        for kind, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if not isinstance(entries, list):
                continue
            for entry in entries:
                attested = next(_attested(entry["name"], texts), None)
                if attested:
                    rows.append(
                        f'[[{kind}]]\nid = "{entry["id"]}"\nname = "{entry["name"]}"\n'
                        f'attested = [\n  {{ source = "{attested[0]}", quote = "{attested[1]}" }},\n]\n'
                    )
        (folder / path.name).write_text("\n".join(rows), encoding="utf-8")


def _attested(name: str, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    pattern = re.compile(rf"[\u4e00-\u9fff]{{0,3}}{re.escape(name)}[\u4e00-\u9fff]{{0,3}}")
    for number, (source, text) in enumerate(texts.items()):
        if number % 5 in (1, 3) and (match := pattern.search(text.partition("<p>")[2])):
            yield source, match[0]
