"""``make bench``, or ``python -m benchmarks NAME [SIZE …]``: run measurements and print their tables.

Every module here with a ``main(arguments)`` is a benchmark of its own name; without a name all of
them run with their usual sizes.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks

_HELPERS = {"__main__", "collections", "generators", "made_pages", "measure", "waiting"}


def names() -> tuple[str, ...]:
    """Give the names of all benchmarks."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return tuple(
        sorted(name for name in found if name not in _HELPERS and not name.startswith("_"))
    )


def main(arguments: list[str]) -> int:
    wanted, rest = (arguments[:1], arguments[1:]) if arguments else (list(names()), [])
    if wanted[0] not in names():
        print(f"usage: python -m benchmarks [{' | '.join(names())}] [SIZE …]", file=sys.stderr)
        return 0 if wanted[0] in ("-h", "--help") else 2
    worst = 0
    for name in wanted:
        run = getattr(importlib.import_module(f"benchmarks.{name}"), "main", None)
        if run is None:
            print(f"benchmarks.{name} has no main(arguments)", file=sys.stderr)
            return 2
        print(f"\n== {name} ==\n", flush=True)
        worst = max(worst, run(rest) or 0)
    return worst


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
