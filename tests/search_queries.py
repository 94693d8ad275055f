"""Queries of all kinds with what must be found, worked out from ``catalog.json`` by plain comparison.

Nothing of ``edition.search`` is used here: a text has a phrase if the phrase is a part of it, once
widths, case, script and runs of white space are made one.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import opencc

Catalog = Mapping[str, Any]


@dataclass(frozen=True)
class Query:
    kind: str
    text: str
    expected: frozenset[str]
    first: str = ""
    """The document that must stand first."""
    exact: bool = True
    """Whether nothing else may be found."""


@cache
def _simplified() -> Callable[[str], str]:
    return opencc.OpenCC("t2s").convert


@cache
def _one(character: str) -> str:
    return _simplified()(character)


def plain(text: str) -> str:
    """Make one what readers take to be the same."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(map(_one, folded)).split())


class Texts:
    """The texts of a catalogue, for comparison."""

    def __init__(self, catalog: Catalog) -> None:
        self.documents = catalog["documents"]
        self.parts = {d["id"]: [plain(part) for part in _parts(d)] for d in self.documents}
        self.paragraphs = [
            (d["id"], p["text"])
            for d in self.documents
            for p in d["paragraphs"]
            if len(p["text"]) > 60
        ]

    def having(self, *phrases: str) -> frozenset[str]:
        """Give the documents that have every phrase."""
        wanted = [plain(phrase) for phrase in phrases]
        return frozenset(
            name
            for name, parts in self.parts.items()
            if all(any(w in part for part in parts) for w in wanted)
        )

    def places(self, name: str, phrase: str) -> int:
        """Count the places of a phrase in a document."""
        return sum(part.count(plain(phrase)) for part in self.parts[name])


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    yield document["title"] or ""
    for key in ("kicker", "deck"):
        if document.get(key):
            yield document[key] if isinstance(document[key], str) else " ".join(document[key])
    for paragraph in document["paragraphs"]:
        yield paragraph["text"]
    for key in ("byline", "editors"):
        if document.get(key):
            yield " ".join(document[key])


def literal_queries(texts: Texts, *, each: int, seed: int = 11) -> Iterator[Query]:
    """Give queries of the literal kinds, ``each`` of every kind."""
    chance = random.Random(seed)

    def cut(low: int, high: int, fits: Callable[[str], bool] = lambda _: True) -> str:
        for _ in range(4000):
            _, text = chance.choice(texts.paragraphs)
            size = chance.randint(low, high)
            start = chance.randint(0, max(0, len(text) - size))
            phrase = text[start : start + size]
            if phrase == phrase.strip() and '"' not in phrase and fits(phrase) and phrase.strip():
                return phrase
        return ""

    han = re.compile(r"[\u4e00-\u9fff]+").fullmatch
    unspaced = lambda s: not re.search(r"\s", s)  # noqa: E731
    kinds: Mapping[str, Callable[[], str]] = {
        "one character": lambda: cut(1, 1, lambda s: bool(han(s))),
        "two characters": lambda: cut(2, 2, lambda s: bool(han(s))),
        "three characters": lambda: cut(3, 3, lambda s: bool(han(s))),
        "set phrase": lambda: cut(4, 8, lambda s: bool(han(s)) and len(texts.having(s)) > 1),
        "fragment across words": lambda: cut(5, 13, unspaced),
        "long sentence": lambda: cut(30, 50, unspaced),
        "number or date": lambda: cut(2, 9, lambda s: bool(re.search(r"\d", s)) and unspaced(s)),
        "Latin": lambda: cut(2, 12, lambda s: bool(re.search(r"[A-Za-zＡ-Ｚ]{2}", s)) and unspaced(s) and not _pinyin(s)),
        "punctuated": lambda: cut(4, 16, lambda s: bool(re.search(r"[，。、；：“”（）《》]", s[1:-1])) and unspaced(s) and not _enclosed(s)),
        "full width": lambda: _wide(cut(3, 9, lambda s: bool(re.search(r"[0-9A-Za-z,.%+]", s)) and unspaced(s) and not _pinyin(s))),
        "traditional": lambda: opencc.OpenCC("s2t").convert(cut(3, 10, lambda s: bool(han(s)))),
    }  # fmt: skip
    for kind, make in kinds.items():
        for _ in range(each):
            if text := make():  # a small collection may have none of a kind
                yield Query(kind, text, texts.having(text))
    yield from _combined(texts, chance, cut, each)
    for document in chance.sample(list(texts.documents), min(each, len(texts.documents))):
        yield Query(
            "whole title",
            f'"{document["title"]}"',
            texts.having(document["title"]),
            first=_first(texts, document),
        )
    for text in ("从未有过此句", "疫情防控疫情防控疫情", "𠀀𠀁", "zzzqq9", "？！？！"):
        yield Query("nowhere", text, texts.having(text))


def _combined(
    texts: Texts, chance: random.Random, cut: Callable[[int, int], str], each: int
) -> Iterator[Query]:
    for _ in range(each):
        text = cut(8, 30)
        if not text:
            continue
        yield Query("quoted", f'"{text}"', texts.having(text))
    for _ in range(each):
        _, text = chance.choice(texts.paragraphs)
        one, other = (
            text[at : at + chance.randint(2, 5)]
            for at in (chance.randint(0, 25), chance.randint(30, 50))
        )
        terms = [t for t in re.split(r"\s+", f"{one} {other}") if t]
        if any('"' in t or _pinyin(t) for t in terms):
            continue
        yield Query("several terms", f"{one} {other}", texts.having(*terms))


def _first(texts: Texts, document: Mapping[str, Any]) -> str:
    """Give the document, unless a witness of the same work has its title: then either may be first."""
    same = [d["id"] for d in texts.documents if plain(d["title"]) == plain(document["title"])]
    return str(document["id"]) if len(same) == 1 else ""


def _pinyin(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-zÀ-ɏ\d'’·\-]+", unicodedata.normalize("NFKC", text)))


def _enclosed(text: str) -> bool:
    return (text[0], text[-1]) in {("“", "”"), ("「", "」"), ("『", "』"), ("‘", "’"), ("《", "》")}


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def scores(found: frozenset[str] | set[str], expected: frozenset[str]) -> tuple[float, float]:
    """Give recall and precision; both are 1 if nothing was to be found and nothing was."""
    right = len(found & expected)
    return (right / len(expected) if expected else 1.0), (right / len(found) if found else 1.0)


def report(results: Sequence[tuple[Query, set[str]]]) -> str:
    """Write recall and precision for each kind."""
    lines = [f"{'kind':24} queries  recall  precision"]
    for kind in dict.fromkeys(query.kind for query, _ in results):
        pairs = [scores(found, query.expected) for query, found in results if query.kind == kind]
        recall, precision = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
        lines.append(f"{kind:24} {len(pairs):7}  {recall:6.3f}  {precision:9.3f}")
    return "\n".join(lines)
