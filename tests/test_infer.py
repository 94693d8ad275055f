"""What is inferred again after changes is what a first build infers."""

from __future__ import annotations

import hashlib
from random import Random

from edition.draft import Draft
from edition.infer import STOCK, Witnesses, infer
from edition.model import (
    Basis,
    Block,
    BlockKind,
    Certainty,
    Claim,
    Fate,
    Piece,
    Source,
    Span,
)
from edition.recall import Recall

_CLAUSES = (
    "会议强调要抓好隔离管控工作落实到位", "加快推动清仓行动确保风险人员转运", "全省新增确诊病例若干并在当日公布",
    "坚持人民至上生命至上统筹保障群众就医", "长春市组织全员核酸检测三轮结果如下", "三月十九日晚召开调度会议分析研判形势",
)  # fmt: skip


def _draft(path: str, text: str, published: str) -> Draft:
    data = text.encode()
    source = Source(
        path, data, hashlib.sha256(data).hexdigest(), "utf-8", Basis.ATTESTED, Certainty.HIGH, text
    )
    piece = Piece(Span(0, len(text)), text, Fate.KEPT)
    claims = (Claim("published", published, Basis.ATTESTED, Certainty.HIGH),) if published else ()
    return Draft(source, "post", (Block(BlockKind.PARAGRAPH, (piece,)),), claims)


def _text(chance: Random) -> str:
    return "3月19日，" + "，".join(chance.choices(_CLAUSES, k=chance.randint(1, 4))) + "。"


def test_what_is_shared_with_dated_documents_is_told_alike_after_any_change() -> None:
    chance = Random(19)

    def fresh(at: int) -> Draft:
        published = f"2022-03-{chance.randint(1, 28):02}" if at % 3 else ""
        return _draft(f"sources/{at:03}.txt", _text(chance), published)

    # near the number of places from which on a wording is a stock phrase, so that this too goes back and forth
    drafts, recall, others = [fresh(at) for at in range(STOCK + 20)], Recall(), Recall()
    counts = set()
    for _ in range(40):
        recall.next_build()
        others.next_build()
        assert infer(drafts, recall=recall) == infer(drafts)
        told, first = Witnesses(drafts, others), Witnesses(drafts)
        for draft in drafts:
            shared = told.sharing(draft)
            assert shared == first.sharing(draft)
            counts.add(len(shared))
        match chance.randrange(6):
            case 0:
                drafts.append(fresh(len(drafts)))
            case 1:
                del drafts[chance.randrange(len(drafts))]
            case _:
                at = chance.randrange(len(drafts))
                drafts[at] = fresh(at)
    assert len(counts) > 5
