"""Generated pages: as many as wanted, in the very form in which a build writes them.

For sizes at which building from captures would take the afternoon. A page is put together from
clauses of the five captures (``benchmarks.collections``), with the record of a real one: claims with
their evidence, names, an event, account, interventions, what is not sure, and 15 links: nine names,
an event, five documents to read on. It is spelled by the edition's own writer. The same number gives
the same bytes.
"""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from random import Random

from benchmarks.collections import HERE, clauses, paragraphs, title
from edition import __version__
from edition.frontmatter import Writable
from edition.ledger import PREFIXES, check_character
from edition.model import BlockKind
from edition.page import Page, PageBlock, Run, SeeAlso
from edition.page.record import stringified
from edition.page.writer import written

_ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
_KINDS = ("person", "place", "organisation", "term")
NAMES, FURTHER = 9, 5
"""Links of a page: so many names, so many documents to read on, and one event."""


def identifier(prefix: str, number: int) -> str:
    """Give a valid id, another for each number.

    >>> identifier("d", 1) != identifier("d", 2)
    True
    """
    number = number * 7_368_787 % 29**5
    signs = ""
    for _ in range(5):
        number, rest = divmod(number, 29)
        signs = _ALPHABET[rest] + signs
    return prefix + signs + check_character(prefix + signs)


@lru_cache(maxsize=4)
def names(count: int) -> tuple[tuple[str, str], ...]:
    """Give ids and names for a collection of ``count`` documents: those of the edition, and more."""
    found: list[tuple[str, str]] = []
    for kind in ("people", "places", "organisations", "terms"):
        path = HERE / "content" / "authority" / f"{kind}.toml"
        if path.exists():
            for entries in tomllib.loads(path.read_text(encoding="utf-8")).values():
                found += [(entry["id"], entry["name"]) for entry in entries]
    wanted = 60 + count // 20
    for number in range(len(found), wanted):
        clause = clauses()[number * 37 % len(clauses())]
        kind = _KINDS[number % len(_KINDS)]
        at = number // len(clauses()) * 2
        name = clause[at : at + 2 + number % 3] or clause[:3]
        found.append((identifier(PREFIXES[kind], 1000 + number), name))
    return tuple(found)


def made_page(number: int, count: int) -> tuple[str, str]:
    """Give id and text of one of ``count`` pages."""
    chance = Random(number)
    own = identifier("d", number)
    texts = paragraphs(chance)
    headline = title(chance, number)
    record = _record(chance, number, count, own, headline, sum(map(len, texts)))
    blocks = tuple(
        PageBlock(BlockKind.PARAGRAPH, (Run(text),), f"p{n}") for n, text in enumerate(texts, 1)
    )
    page = Page(
        {key: stringified(value) for key, value in record.items()},
        headline,
        tuple(str(record[key]) for key in ("kicker",) if key in record),
        tuple(str(record[key]) for key in ("deck",) if key in record),
        blocks,
        tuple(_further(chance, number, count)),
    )
    return own, written(page, record)


def _further(chance: Random, number: int, count: int) -> list[SeeAlso]:
    others = sorted({chance.randrange(count) for _ in range(FURTHER + 2)} - {number})[:FURTHER]
    lines = []
    for place, other in enumerate(others):
        headline = title_of(other)
        kind, note = (
            ("互见段落", f"p{place + 1} ↔ p{place + 2}, p3 ↔ p1") if place < 2 else
            ("相关文献", "同有地点、机构或术语：长春市、吉林市、核酸检测；发布相隔 2 日")
        )  # fmt: skip
        lines.append(SeeAlso(kind, f"{identifier('d', other)}.md", headline, note))
    return lines


@lru_cache(maxsize=20_000)
def title_of(number: int) -> str:
    """Give the title of a page."""
    chance = Random(number)
    paragraphs(chance)
    return title(chance, number)


def _record(
    chance: Random, number: int, count: int, own: str, headline: str, size: int
) -> Mapping[str, Writable]:
    known = names(count)
    picked = sorted({int(len(known) * chance.random() ** 2) for _ in range(NAMES + 3)})[:NAMES]
    day = f"{2022 + number // 336 % 3}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    path = f"sources/{number:06}.txt"
    writers = [known[chance.randrange(20)][1] for _ in range(chance.randint(1, 2))]
    record: dict[str, Writable] = {"id": own, "version": 1, "title": headline}
    if number % 3 == 0:
        record["kicker"] = chance.choice(clauses())[:20]
    if number % 4 == 0:
        record["deck"] = chance.choice(clauses())[:24]
    publisher = ("吉林日报", "新浪财经", "观察者网", "澎湃新闻")[number % 4]
    record |= {
        "published": f"{day}T08:29:33+08:00", "publisher": publisher, "origin": "吉林日报",
        "byline": writers if len(writers) > 1 else writers[0], "dateline": f"本报{number % 12 + 1}月{number % 28 + 1}日讯",
        "language": "zh-Hans",
        "events": {identifier("v", number // 3): f"省疫情防控工作领导小组会议（第{number // 3}次）"},
        "mentions": {known[n][0]: known[n][1] for n in picked},
    }  # fmt: skip
    record["source"] = {
        "path": path, "sha256": hashlib.sha256(path.encode()).hexdigest(), "bytes": size * 4, "encoding": "utf-8",
        "format": ("crawled-post", "page-dump", "newspaper-ocr")[number % 3], "spans": [f"120-{120 + size}", f"{400 + size}-{460 + size}"],
    }  # fmt: skip
    record["claims"] = _claims(chance, record, path)
    kept = size - 40
    record["account"] = {
        "total": size + 300, "kept": kept, "changed": 12, "removed": 258, "metadata": 30, "set_aside": size - kept,
    }  # fmt: skip
    record["interventions"] = {"M101": 1, "M106": 12, "N101": 3, "O102": 2, "P101": number % 9 + 1}
    if number % 4 == 1:
        record["unsure"] = [
            {"rule": "O103", "action": "join", "paragraph": "p2", "span": f"{size}-{size + 1}", "certainty": "medium",
             "before": f"{chance.choice(clauses())}¶{chance.choice(clauses())[:8]}", "after": chance.choice(clauses()), "reason": "一段文字在栏末断开，接回成段。"}
        ]  # fmt: skip
    record |= {"tool": f"edition {__version__}", "rules": "802414eae4e34dd3"}
    return record


def _claims(chance: Random, record: Mapping[str, Writable], path: str) -> list[Writable]:
    claims: list[Writable] = []
    for field in (
        "title",
        "kicker",
        "deck",
        "published",
        "publisher",
        "origin",
        "byline",
        "dateline",
    ):
        values = record.get(field, [])
        for _ in values if isinstance(values, list) else [values]:
            start = chance.randrange(9000)
            claim: dict[str, Writable] = {"field": field, "basis": "attested", "certainty": "certain", "span": f"{start}-{start + 9}"}  # fmt: skip
            if field in ("published", "origin"):
                claim |= {
                    "basis": "inferred", "certainty": "high", "rule": "I103",
                    "evidence": [
                        {"note": "电头的日期。", "quote": str(record["dateline"]), "source": path, "span": f"{start}-{start + 8}"},
                        {"note": f"年份据同文的 {path}：{record['published']} 转发。", "quote": chance.choice(clauses()), "source": path},
                    ],
                }  # fmt: skip
            claims.append(claim)
    claims.append({"field": "language", "basis": "inferred", "certainty": "high", "evidence": [{"note": "由用字判断。"}]})  # fmt: skip
    return claims


def make_pages(folder: Path, count: int) -> Path:
    """Write ``count`` pages below ``folder``/content/pages, with settings; give the folder."""
    if folder.exists():
        shutil.rmtree(folder)
    pages = folder / "content" / "pages"
    pages.mkdir(parents=True)
    for number in range(count):
        own, text = made_page(number, count)
        (pages / f"{own}.md").write_text(text, encoding="utf-8", newline="")
    shutil.copy(HERE / "edition.toml", folder / "edition.toml")
    return folder
