"""Editors' decisions (编者裁定): read from TOML beside the source, anchored by quotation.

A decision quotes the words that it concerns (``exact``, with ``prefix`` and ``suffix`` if they
occur more than once, as in the Web Annotation Data Model's TextQuoteSelector) and states its
reason. One that can't be found, is ambiguous, or has no effect is an error, so that none rots.
"""

from __future__ import annotations

from edition.decisions.apply import decide, without_withdrawn
from edition.decisions.find import protected_spans
from edition.decisions.read import ACTIONS, Decision, Decisions, read_decisions

__all__ = [
    "ACTIONS",
    "Decision",
    "Decisions",
    "decide",
    "protected_spans",
    "read_decisions",
    "without_withdrawn",
]
