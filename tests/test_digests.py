"""A digest of a value says what the value says: as much, and no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from edition.incremental.digests import Digests, Undigestible
from edition.model import (
    Basis,
    Block,
    BlockKind,
    Claim,
    Document,
    Mention,
    Parallel,
    Piece,
    Place,
    Span,
    Words,
)
from edition.pipeline import RULES


def _again(value: Any) -> Any:
    """Make an equal value of which no part is the same object."""
    if isinstance(value, str) and type(value) is str:
        return "".join(list(value))
    if isinstance(value, tuple):
        parts = [_again(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value


PLACE = Place("d1", "p1", 0, 4)
PARALLEL = Parallel(PLACE, Place("d2", "p7", 3, 7), "甲乙丙丁")
CLAIM = Claim("title", "题", Basis.ATTESTED, span=Span(0, 1))


def test_equal_values_have_one_digest_wherever_they_were_made() -> None:
    value = (PLACE, [PLACE, PARALLEL], {"甲": (1, None, 2.5, b"x")}, frozenset({"a", "b"}))
    again = (_again(PLACE), [_again(PLACE), replace(PARALLEL, a=_again(PLACE), text=_again("甲乙丙丁"))],
             {_again("甲"): (1, None, 2.5, b"x")}, frozenset({"b", "a"}))  # fmt: skip
    assert Digests().of(value) == Digests().of(again)


@pytest.mark.parametrize(
    "changed",
    [
        replace(PARALLEL, text="甲乙丙"),
        replace(PARALLEL, documents=3),
        replace(PARALLEL, a=PLACE._replace(end=5)),
        replace(PARALLEL, weight=0.5),
        Mention(PLACE, "x", "甲乙丙丁"),
        [PARALLEL],
        None,
    ],
)
def test_whatever_differs_has_another_digest(changed: object) -> None:
    digests = Digests()
    assert digests.of(PARALLEL) != digests.of(changed)
    assert digests.of((PARALLEL,)) != digests.of((changed,))


def test_a_field_that_is_not_what_it_is_declared_to_be_counts_all_the_same() -> None:
    digests = Digests()
    odd = [replace(CLAIM, basis=cast("Basis", basis)) for basis in ("attested", "inferred")]
    kinds = [replace(CLAIM, value=cast("str", kind)) for kind in (BlockKind.TITLE, BlockKind.DECK)]
    found = [digests.of((one,)) for one in (*odd, *kinds, CLAIM)]
    assert len(set(found)) == 5
    assert found == [Digests().of((one,)) for one in (*odd, *kinds, CLAIM)]


def test_what_a_document_consists_of_counts_and_not_what_was_worked_out_of_it() -> None:
    block = Block(BlockKind.PARAGRAPH, (Piece(Span(0, 2), "甲乙"),), {"class": "x"}, "p1")
    document = Document("d1", 0, "ab", "sources/a", "f", "zh", (block,), (CLAIM,), (), None)  # type: ignore[arg-type]
    before = Digests().of(document)
    assert document.paragraphs
    assert Digests().of(document) == before
    other = replace(block, traits={"class": "y"})
    assert Digests().of(replace(document, blocks=(other,))) != before


def test_the_function_of_a_rule_is_no_part_of_it_and_its_reason_is() -> None:
    rule = RULES[0]
    digests = Digests()
    assert digests.of(rule) == digests.of(replace(rule, propose=lambda *_: ()))
    assert digests.of(rule) != digests.of(replace(rule, reason=Words("因", "why")))


def test_a_function_made_on_the_spot_has_no_digest() -> None:
    for value in (lambda: 1, (PLACE, lambda: 1), {"a": [lambda: 1]}):
        with pytest.raises(Undigestible):
            Digests().of(value)
