"""Fuzzing of readers and engine: ``make fuzz`` (atheris), and bounded in the tests (Hypothesis)."""
