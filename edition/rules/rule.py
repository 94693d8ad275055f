"""Kept for importers of the former place of ``Rule``."""

from edition.rule import Example, Rule

__all__ = ["Example", "Rule"]
