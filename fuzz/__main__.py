"""Fuzz one target with atheris: ``python -m fuzz readers -max_total_time=600 .cache/fuzz/readers``."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["edition"]):
    from fuzz.targets import TARGETS


def main() -> None:
    """Run until something breaks, or for as long as libFuzzer's arguments say."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m fuzz {{{','.join(TARGETS)}}} [libFuzzer's arguments]")
    target = TARGETS[sys.argv.pop(1)]
    seeds = str(Path(__file__).parent.parent / "content" / "sources")
    atheris.Setup([*sys.argv, seeds], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
