"""Commands that keep the ledger: release, withdraw, restore, rename, merge, bag, verify, check."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from edition.config import Config
from edition.errors import ContentErrors, EditionError
from edition.model import Document
from edition.page import write_page
from edition.pipeline import Built, build_edition
from edition.preparing import Paths, Stages
from edition.release import (
    Changes,
    check_since,
    find,
    make_bag,
    merge,
    release,
    rename,
    restore,
    save_changes,
    verify,
    withdraw,
    write_bag,
)

DONE, WRONG = 0, 1


def keep(options: argparse.Namespace, paths: Paths, config: Config) -> int:
    """Run one of the commands and give its exit code."""
    ledger = paths.content / "ledger" / "ledger.jsonl"
    if options.command == "verify":
        return _verify(options)
    if options.command == "check":
        problems = check_since(ledger, options.since)
        if problems:
            raise ContentErrors(problems)
        print(f"Nothing that the ledger said at {options.since} was changed since.")
        return DONE
    built = build_edition(paths, config, Stages())
    if options.command == "bag":
        day = options.date or _today()
        write_bag(make_bag(built.edition, built.ledger, config, date=day), options.folder)
        print(
            f"A bag is written to {options.folder}/; whoever has it can run `bagit.py --validate` on it."
        )
        return DONE
    if built.minted:
        raise EditionError(
            "the ledger does not know all documents yet", "ledger/ledger.jsonl",
            "run `python build.py` first, and commit content/ledger/",
        )  # fmt: skip
    changes = _changes(options, built, config)
    if not changes.lines:
        print("Nothing changed since the last release; nothing to do.")
        return DONE
    save_changes(changes, ledger)
    print("\n".join(changes.notes))
    print("Now run `python build.py`, and commit content/.")
    return DONE


def _changes(options: argparse.Namespace, built: Built, config: Config) -> Changes:
    day = options.date or _today()
    by = options.by or (config.editors[0] if config.editors else "")
    reason = options.reason or _asked("Reason: ")
    ledger, edition = built.ledger, built.edition
    match options.command:
        case "release":

            def markdown(document: Document) -> str:
                return write_page(document, edition, config, rules=edition.rules_hash)

            return release(
                edition, ledger, config, date=day, reason=reason, by=by,
                write_markdown=markdown, only=frozenset(options.only),
            )  # fmt: skip
        case "withdraw":
            return withdraw(
                options.id, edition, ledger, config, date=day, reason=reason, by=by,
                successor=options.successor,
            )  # fmt: skip
        case "restore":
            return restore(options.id, ledger, date=day, reason=reason, by=by)
        case "rename":
            return rename(
                options.id, ledger, date=day, reason=reason, by=by, kind=options.kind,
                prefix=config.id_prefix if find(options.id, ledger).kind == "document" else "",
            )  # fmt: skip
        case _:
            return merge(options.id, options.into, ledger, date=day, reason=reason, by=by)


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


def _asked(question: str) -> str:
    return input(question).strip() if sys.stdin.isatty() else ""


def _verify(options: argparse.Namespace) -> int:
    result = verify(options.target, options.ledger)
    for finding in result.findings:
        print(f"{finding.verdict:<8} {finding.name}: {finding.told.en}")
    wrong = [f for f in result.findings if f.verdict == "changed"]
    print("All that the ledger knows is as it says." if result.right else
          f"{len(wrong)} files are not what the ledger has." if wrong else "No file that the ledger knows.")  # fmt: skip
    return DONE if result.right else WRONG
