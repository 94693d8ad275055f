"""Each rule does what its examples say, and leaves alone what its examples say it leaves."""

from __future__ import annotations

import pytest

from edition.divide import DIVISION_RULES
from edition.model import Fate
from edition.readers import MARKUP_RULES
from edition.rule import Example, Rule
from edition.rules import ARTICLE_RULES, PAGE_RULES
from tests.miniature import capture_of, run

RULES: tuple[Rule, ...] = tuple(
    {r.code: r for r in (*MARKUP_RULES, *DIVISION_RULES, *PAGE_RULES, *ARTICLE_RULES)}.values()
)
WITHOUT_EXAMPLES = {
    "M111",  # needs a whole page and its extractor: tests/test_readers.py
    "N101",
    "N102",
    "N103",  # divide a page into articles: tests/test_unseen_pages.py
}
CHANGES = [(rule, example) for rule in RULES for example in rule.changes]
LEAVES = [(rule, text) for rule in RULES for text in rule.leaves]


def _name(value: object) -> str:
    if isinstance(value, Rule):
        return f"{value.code}-{value.slug}"
    return (value.before if isinstance(value, Example) else str(value))[:24]


@pytest.mark.parametrize(("rule", "example"), CHANGES, ids=_name)
def test_a_rule_changes_what_its_example_says(rule: Rule, example: Example) -> None:
    cleaned = run(capture_of(example.before))
    assert cleaned.text == example.after
    assert rule.code in cleaned.codes


@pytest.mark.parametrize(("rule", "text"), LEAVES, ids=_name)
def test_a_rule_leaves_ordinary_text_alone(rule: Rule, text: str) -> None:
    capture = capture_of(text)
    start = capture.index(text)
    cleaned = run(capture)
    touched = [
        intervention.before
        for intervention in cleaned.interventions
        if intervention.rule == rule.code
        and any(s.start < start + len(text) and s.end > start for s in intervention.spans)
    ]
    assert not touched
    assert rule.code not in {claim.rule for claim in cleaned.claims}


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_a_rule_is_declared_with_examples_in_both_languages(rule: Rule) -> None:
    assert rule.title.zh
    assert rule.title.en
    assert rule.reason.zh
    assert rule.reason.en
    assert rule.changes or rule.code in WITHOUT_EXAMPLES
    assert rule.leaves or rule.code in WITHOUT_EXAMPLES


def test_codes_and_slugs_are_given_once() -> None:
    table = (*MARKUP_RULES, *DIVISION_RULES, *(r for r in (*PAGE_RULES, *ARTICLE_RULES)))
    codes = {rule.code: rule.slug for rule in table}
    assert len(set(codes.values())) == len(codes)
    assert all(codes[rule.code] == rule.slug for rule in table)


@pytest.mark.parametrize(("rule", "example"), CHANGES, ids=_name)
def test_examples_are_accounted_for(rule: Rule, example: Example) -> None:
    account = run(capture_of(example.before)).account
    assert account.total == len(capture_of(example.before))
    assert account.total == sum(getattr(account, fate.value) for fate in Fate)
