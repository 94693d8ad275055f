"""Decisions: what an editor decides is done, on record, with agent and reason."""

from __future__ import annotations

import pytest

from edition.model import Action, BlockKind, Document
from tests.conftest import Collection, built

POST = "---\ntitle: '会议'\nauthor: 甲报\n---\n<div>\n<p>会议指出，要落实。</p>\n<p>会议强调，要检查。</p>\n<p>责任编辑：李昂</p>\n</div>"


def decide(collection: Collection, capture: str = POST, **keys: str) -> Document:
    """Build with one decision and give the document."""
    entry = {"reason": "试", "by": "某编者", **{k.rstrip("_"): v for k, v in keys.items()}}
    lines = "\n".join(f'{key} = "{value}"' for key, value in entry.items())
    others = {"decisions/a.toml": f'source = "sources/a.md"\n\n[[decision]]\n{lines}\n'}
    (document,) = built(collection({"a.md": capture}, others)).edition.documents
    return document


def texts(document: Document) -> list[str]:
    """Give the paragraphs' texts."""
    return [block.text for block in document.paragraphs]


def test_a_replacement_names_its_editor_and_reason(collection: Collection) -> None:
    document = decide(collection, action="replace", exact="落实", text="落地", name="甲")
    assert texts(document)[0] == "会议指出，要落地。"
    made = next(i for i in document.interventions if i.rule == "D:甲")
    assert (made.agent, made.reason.zh, made.before, made.after) == ("某编者", "试", "落实", "落地")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"action": "remove", "exact": "，要检查"}, ["会议指出，要落实。", "会议强调。"]),
        ({"action": "set_aside", "exact": "会议强调，要检查。"}, ["会议指出，要落实。"]),
        ({"action": "supply", "exact": "会议指出", "text": "（三次）"}, ["会议指出（三次），要落实。", "会议强调，要检查。"]),
        ({"action": "gap", "exact": "会议指出"}, ["会议指出〔缺〕，要落实。", "会议强调，要检查。"]),
        ({"action": "join", "exact": "要落实。", "into": "会议强调"}, ["会议指出，要落实。会议强调，要检查。"]),
        ({"action": "split", "exact": "会议指出，"}, ["会议指出，", "要落实。", "会议强调，要检查。"]),
        ({"action": "add", "exact": "要落实。", "text": "会后参观。", "kind": "paragraph"}, ["会议指出，要落实。", "会后参观。", "会议强调，要检查。"]),
        ({"action": "move", "exact": "会议强调", "into": ""}, ["会议强调，要检查。", "会议指出，要落实。"]),
        ({"action": "relabel", "exact": "会议强调", "kind": "caption"}, ["会议指出，要落实。"]),
        ({"action": "stet", "exact": "落实"}, ["会议指出，要落实。", "会议强调，要检查。"]),
        ({"action": "keep", "exact": "责任编辑：李昂"}, ["会议指出，要落实。", "会议强调，要检查。", "责任编辑：李昂"]),
    ],
)  # fmt: skip
def test_each_action_does_what_it_says(
    collection: Collection, keys: dict[str, str], expected: list[str]
) -> None:
    assert texts(decide(collection, **keys)) == expected


def test_a_claim_replaces_what_was_claimed_and_is_marked_as_decided(collection: Collection) -> None:
    document = decide(collection, action="claim", field="publisher", value="乙报")
    claim = document.claim("publisher")
    assert claim is not None
    assert (claim.value, claim.basis, claim.evidence[0].note.zh) == ("乙报", "decided", "试")


def test_a_record_moves_words_into_the_metadata(collection: Collection) -> None:
    document = decide(collection, action="record", exact="会议强调，要检查。", field="note")
    assert texts(document) == ["会议指出，要落实。"]
    assert document.value("note") == "会议强调，要检查。"


def test_a_mark_suspects_and_leaves_the_text(collection: Collection) -> None:
    document = decide(collection, action="mark", exact="落实")
    assert texts(document)[0] == "会议指出，要落实。"
    assert any(i.action is Action.MARK for i in document.interventions)
    assert any("suspected" in p.marks for b in document.blocks for p in b.pieces)


def test_a_confirmation_makes_certain_what_a_rule_was_unsure_of(collection: Collection) -> None:
    text = "---\ntitle: '推动_清仓_行动'\n---\n<div><p>会议指出，要落实。</p></div>"
    assert [
        i.certainty
        for i in decide(collection, text, action="mark", exact="落实").interventions
        if i.rule == "T102"
    ] == ["low"]
    document = decide(collection, text, action="confirm", exact="推动_清仓_行动", rule="T102")
    assert [i.certainty for i in document.interventions if i.rule == "T102"] == ["certain"]


def test_a_title_may_be_decided(collection: Collection) -> None:
    assert decide(collection, action="claim", field="title", value="新题").title == "新题"


def test_captions_stand_apart_from_the_text(collection: Collection) -> None:
    document = decide(collection, action="relabel", exact="会议强调", kind="caption")
    assert [b.kind for b in document.blocks if b.live] == [BlockKind.PARAGRAPH, BlockKind.CAPTION]
