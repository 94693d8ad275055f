"""What is related again after changes is what a first build relates, in the same order."""

from __future__ import annotations

from random import Random

import pytest

from edition.config import Config, Policy
from edition.model import Document, Relations, Words
from edition.recall import Recall
from edition.relate import relate
from edition.relate.authority import Authorities, parse_authorities
from tests.relate_helpers import document

_CLAUSES = (
    "会议强调要抓好隔离管控工作落实到位", "加快推动清仓行动确保风险人员转运", "全省新增确诊病例若干并在当日公布",
    "坚持人民至上生命至上统筹保障群众就医", "长春市组织全员核酸检测三轮结果如下", "省委书记甲乙丙主持召开调度会议并讲话",
    "丁戊己出席会议并通报有关情况和下一步安排", "3月19日晚省里召开全省疫情防控调度会", "市民在广场放飞了许多风筝天气晴朗",
    "水稻插秧进度过半农机手昼夜作业不停", "各地要严格落实每日清单制度压实责任", "工作专班连夜部署核酸检测采样点位",
)  # fmt: skip
_PEOPLE = {
    "people.toml": """
[[person]]
id = "{0}"
name = "甲乙丙"
attested = [{{ source = "sources/0.txt", quote = "甲乙丙主持召开" }}]

[[person]]
id = "{1}"
name = "丁戊己"
attested = [{{ source = "sources/0.txt", quote = "丁戊己出席会议" }}]
"""
}
_ALWAYS = "省委书记甲乙丙主持召开调度会议并讲话，丁戊己出席会议并通报有关情况和下一步安排。"


def _text(chance: Random) -> tuple[str, ...]:
    return tuple(
        "，".join(chance.sample(_CLAUSES, chance.randint(1, 4))) + "。"
        for _ in range(chance.randint(1, 4))
    )


class _Play:
    """A collection in which one thing after another changes."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.texts: dict[int, tuple[str, ...]] = {n: _text(self.chance) for n in range(14)}
        self.days = {n: f"2022-03-{self.chance.randint(1, 28):02}" for n in self.texts}
        self.made: dict[int, Document] = {}

    def _any(self) -> int:
        return self.chance.choice([n for n in self.texts if n])

    def edit(self) -> int:
        at = self._any()
        texts = list(self.texts[at])
        place = self.chance.randrange(len(texts))
        texts[place] = self.chance.choice(_CLAUSES) + "，" + texts[place]
        self.texts[at] = tuple(texts)
        return at

    def move(self) -> int:
        at = self._any()
        self.texts[at] = (*self.texts[at][1:], self.texts[at][0])
        return at

    def reprint(self) -> int:
        at = max(self.texts) + 1
        self.texts[at] = (*self.texts[self._any()], *_text(self.chance)[:1])
        self.days[at] = "2022-04-01"
        return at

    def delete(self) -> int:
        at = self._any()
        del self.texts[at]
        return at

    def redate(self) -> int:
        at = self._any()
        self.days[at] = f"2022-03-{self.chance.randint(1, 28):02}"
        return at

    def rewrite(self) -> int:
        at = self._any()
        self.texts[at] = _text(self.chance)
        return at

    def nothing(self) -> int:
        return -1

    def step(self) -> tuple[Document, ...]:
        """Change something, and give all documents; those that are as they were are the same objects."""
        acts = (self.edit, self.edit, self.move, self.reprint, self.delete, self.redate, self.rewrite, self.nothing)  # fmt: skip
        self.made.pop(self.chance.choice(acts)(), None)
        for at, texts in self.texts.items():
            if at not in self.made:
                own = (_ALWAYS, *texts) if at == 0 else texts
                self.made[at] = document(
                    f"d{at}", *own, source=f"sources/{at}.txt", published=self.days[at], publisher=f"报{at % 3}"
                )  # fmt: skip
        return tuple(self.made[at] for at in self.texts)


def _authorities() -> Authorities:
    from edition.ledger import new_id

    ids = [new_id("person", (), name) for name in ("甲乙丙", "丁戊己")]
    return parse_authorities({name: text.format(*ids) for name, text in _PEOPLE.items()})


@pytest.mark.parametrize("seed", range(4))
def test_after_each_change_all_is_related_as_by_a_process_that_knows_nothing(seed: int) -> None:
    words = Words("试", "Trial")
    config = Config(words, words, "https://e.example/", policy=Policy(parallel_minimum=8))
    play, recall, authorities = _Play(seed), Recall(), _authorities()
    last: Relations | None = None
    same = 0
    for _ in range(25):
        recall.next_build()
        documents = play.step()
        found = relate(documents, authorities, config, recall=recall)
        assert found == relate(documents, authorities, config)
        assert found.parallels
        assert found.related
        if last is not None:
            same += len({id(one) for one in found.related} & {id(one) for one in last.related})
        last = found
    assert same  # what no change touched was not ranked again
