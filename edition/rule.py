"""What a rule is: a small named unit that proposes interventions, and declares itself.

The same declaration runs in the build, is tested by its own examples, and is printed on the
site's page of editorial rules. Codes are never used again for another rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from edition.model import Words


@dataclass(frozen=True, slots=True)
class Example:
    """A miniature source and what the rule makes of it, both as an editor would type them."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers for an intervention, and why (TEI ``respStmt``)."""

    code: str
    """Of the rule, or of the decision."""
    reason: Words
    agent: str = "rule"
    """``rule``, or the editor's name."""
    editorial: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """A coded rule (规则).

    ``family`` groups rules on the page of rules (``markup``, ``layout``, ``furniture``,
    ``record``, ``wording``, ``order``); ``editorial`` is False for the removal of markup and
    layout that no reader would call a change of the text.
    """

    code: str
    slug: str
    family: str
    title: Words
    reason: Words
    changes: tuple[Example, ...]
    """Examples in which the rule acts."""
    leaves: tuple[str, ...]
    """Ordinary text that the rule must not touch."""
    propose: Callable[..., Iterable[Any]] = field(repr=False, compare=False, default=lambda *_: ())
    editorial: bool = True
    policy: str = ""
    """Name of the setting in ``[policy]`` that switches the rule off, if there is one."""

    @property
    def responsibility(self) -> Responsibility:
        """Give what interventions by this rule say of themselves."""
        return Responsibility(self.code, self.reason, editorial=self.editorial)
