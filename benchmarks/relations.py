"""Relations at 100, 1,000 and 10,000 documents: seconds and memory of each stage.

The documents are made here, of 1,400 characters each on average: text that does not repeat (pairs of
characters of the captures in any order), formulae (their clauses), names of the authority files,
dates; one in twenty is another publisher's witness of an earlier one, with a variant in a hundred
characters. Every size runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks.collections import clauses
from edition.config import Config
from edition.model import (
    Account,
    Basis,
    Block,
    BlockKind,
    Claim,
    Document,
    Edition,
    Mention,
    Piece,
    Relations,
    Span,
    Words,
)
from edition.passages import PassageIndex
from edition.relate import relate, suggest_authorities
from edition.relate.authority import Authorities, read_authorities
from edition.relate.mentions import Finder
from edition.relate.parallels import find_parallels, find_passages
from edition.relate.times import read_times
from edition.relate.variants import compare
from edition.relate.witnesses import as_witness, find_witnesses

SIZES = (100, 1_000, 10_000)
CONFIG = Config(Words("试", "Test"), Words("", ""), "https://edition.example/")
CONTENT = Path(__file__).resolve().parent.parent / "content"


def authorities() -> Authorities:
    """Give the people, places, bodies and terms of the edition, without its events."""
    return Authorities(read_authorities(CONTENT / "authority").entries)


def documents(size: int) -> list[Document]:
    """Make a collection; the same size gives the same documents."""
    dice = Random(size)
    text = "".join(clauses())
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    names = [entry.name for entry in authorities().entries if entry.kind == "person"]
    made: list[Document] = []
    paragraphs_of: list[list[str]] = []
    for number in range(size):
        if number % 20 == 19:
            earlier = dice.randrange(number)
            paragraphs = [_changed(paragraph, pairs, dice) for paragraph in paragraphs_of[earlier]]
            day = made[earlier].value("published")
        else:
            paragraphs = [_paragraph(pairs, names, dice) for _ in range(dice.randint(4, 8))]
            day = f"2022-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
        paragraphs_of.append(paragraphs)
        made.append(_document(number, paragraphs, day))
    return made


def _paragraph(pairs: list[str], names: list[str], dice: Random) -> str:
    parts = []
    for _ in range(dice.randint(6, 14)):
        choice = dice.random()
        if choice < 0.12:
            parts.append(dice.choice(clauses()))
        elif choice < 0.2:
            parts.append("、".join(dice.sample(names, 3)) + "出席")
        elif choice < 0.25:
            parts.append(f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日上午")
        else:
            parts.append("".join(dice.choices(pairs, k=dice.randint(5, 14))))
    return "，".join(parts) + "。"


def _changed(paragraph: str, pairs: list[str], dice: Random) -> str:
    return "".join(
        dice.choice(pairs)[0] if dice.random() < 0.01 and not c.isdigit() else c for c in paragraph
    )


def _document(number: int, paragraphs: list[str], day: str) -> Document:
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, (Piece(Span(0, len(text)), text),), {}, f"p{n}")
        for n, text in enumerate(paragraphs, 1)
    )
    values = {"title": paragraphs[0][:12], "publisher": f"报{number % 97}", "published": day}
    claims = tuple(Claim(name, value, Basis.ATTESTED) for name, value in values.items())
    return Document(
        f"d{number:06}", 1, "", f"sources/{number:06}.txt", "crawled-post", "zh-Hans", blocks, claims, (),
        Account(0, 0, 0, 0, 0, 0),
    )  # fmt: skip


class Watch:
    """Measures stages in the order in which they ran.

    Processor seconds, those of child processes among them, so that a busy machine does not count.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        before = _processor()
        yield
        self.seconds[name] = round(_processor() - before, 3)


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(size: int) -> dict[str, object]:
    """Run every stage on a collection of this size."""
    made, known, watch = documents(size), authorities(), Watch()
    with watch.stage("fold and sort the index"):
        texts = [block.text for document in made for block in document.paragraphs]
        PassageIndex(texts).occurrences(texts[0][:40])
    with watch.stage("shared passages"):
        passages = find_passages(made, minimum=12)
    with watch.stage("time expressions"):
        times = {document.id: read_times(document, zone="Asia/Shanghai") for document in made}
    with watch.stage("witnesses"):
        groups, _ = find_witnesses(passages, times)
    with watch.stage("collation"):
        collations = [compare([as_witness(d) for d in group.documents]) for group in groups]
    with watch.stage("parallels"):
        parallels = find_parallels(
            passages, {d.id: [o.id for o in g.documents] for g in groups for d in g.documents}
        ).every
    with watch.stage("mentions"):
        finder = Finder(known.entries)
        mentions = [m for document in made for m in finder.find(document) if isinstance(m, Mention)]
    with watch.stage("suggest people"):
        suggest_authorities("people", Edition((), tuple(made), Relations()))
    with watch.stage("relate, all of it"):
        one = relate(made, known, CONFIG)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with watch.stage("relate, two processes"), get_context("fork").Pool(2) as pool:
        two = relate(made, known, CONFIG, spread=_spread(pool.imap))
    return {
        "size": size,
        "characters": sum(map(len, texts)),
        "seconds": watch.seconds,
        "mib": memory,
        "found": {"works": len(groups), "variants": sum(len(c.variants) for c in collations),
                  "parallels": len(parallels), "mentions": len(mentions)},
        "same": one == two,
    }  # fmt: skip


def _spread(imap):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Hand out portions of eight, since one work is too little to send."""
    return lambda function, items: imap(function, items, 8)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]))))
        return 0
    results = []
    for size in [int(a) for a in arguments] or SIZES:
        command = [sys.executable, "-m", "benchmarks", "relations", "--one", str(size)]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        results.append(json.loads(output.strip().splitlines()[-1]))
    sizes = " | ".join(f"{r['size']:,}" for r in results)
    print(f"| processor seconds | {sizes} | growth |\n|---|{'---:|' * (len(results) + 1)}")
    for stage in results[0]["seconds"]:
        row = [r["seconds"][stage] for r in results]
        growth = f"× {row[-1] / row[-2]:.1f}" if len(row) > 1 and row[-2] else ""
        print(f"| {stage} | {' | '.join(f'{s:.2f}' for s in row)} | {growth} |")
    print(f"| peak memory, MiB | {' | '.join(str(r['mib']) for r in results)} | |")
    for name in results[0]["found"]:
        print(f"| {name} found | {' | '.join(format(r['found'][name], ',') for r in results)} | |")
    print(f"| characters | {' | '.join(format(r['characters'], ',') for r in results)} | |")
    print(f"\nThe same result in one process and in two: {all(r['same'] for r in results)}")
    return 0 if all(r["same"] for r in results) else 1
