"""Finds a ledger that was edited backwards, by comparing it with what git has."""

from __future__ import annotations

import subprocess
from pathlib import Path

from edition.errors import EditionError, Location


def check_since(ledger: Path, revision: str) -> tuple[EditionError, ...]:
    """Compare the ledger and the frozen versions beside it with git's ``revision``.

    Gives what is wrong, nothing if all that the ledger said then it still says. Raises
    ``EditionError`` if git does not know the revision.
    """
    folder = ledger.parent
    _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", revision=revision)
    shown = f"ledger/{ledger.name}"
    tree = _git(folder, "ls-tree", "-r", "-z", revision, revision=revision).decode()
    entries = dict(_entry(row) for row in tree.split("\0") if row)
    problems: list[EditionError] = []
    if ledger.name in entries:
        before = _git(folder, "cat-file", "blob", entries[ledger.name], revision=revision)
        now = ledger.read_bytes() if ledger.is_file() else b""
        problems += compare_ledgers(before, now, path=shown, revision=revision)
    for name in sorted(entries):
        if not name.startswith("versions/"):
            continue
        if not (folder / name).is_file():
            problems.append(_changed("is missing", f"ledger/{name}", revision))
        elif (folder / name).read_bytes() != _git(
            folder, "cat-file", "blob", entries[name], revision=revision
        ):
            problems.append(_changed("was changed", f"ledger/{name}", revision))
    return tuple(problems)


def compare_ledgers(
    before: bytes, now: bytes, *, path: str, revision: str
) -> tuple[EditionError, ...]:
    r"""Tell each line of ``before`` that ``now`` does not have in the same place.

    >>> for error in compare_ledgers(b"a\nb\n", b"a\nc\nd\n", path="l", revision="v1"):
    ...     print(error.where, error.what)
    l:2:1 this line was changed since v1
    """
    if now.startswith(before):
        return ()
    old, new = before.decode(errors="replace").split("\n"), now.decode(errors="replace").split("\n")
    problems = []
    for number, line in enumerate(old[:-1] if old[-1] == "" else old, 1):
        found = new[number - 1] if number <= len(new) else None
        if found != line:
            missing = line not in new
            what = "was changed" if missing and found else "was removed" if missing else "was moved"
            where = Location(path, number, 1, found if found is not None else line)
            problems.append(
                EditionError(
                    f"this line {what} since {revision}",
                    where,
                    f"the ledger is only ever appended to: git checkout {revision} -- content/{path}, then release again",
                )
            )
    return tuple(problems)


def _changed(what: str, where: str, revision: str) -> EditionError:
    return EditionError(
        f"{where} {what} since {revision}",
        where,
        "restore it from git: a released version never changes",
    )


def _entry(row: str) -> tuple[str, str]:
    about, name = row.split("\t", 1)
    return name, about.split()[2]


def _git(folder: Path, *arguments: str, revision: str) -> bytes:
    try:
        run = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False, timeout=60
        )
    except OSError as error:
        raise EditionError(f"git cannot be run ({error})", "--since", "install git") from None
    if run.returncode:
        told = run.stderr.decode(errors="replace").strip().splitlines()
        raise EditionError(
            f"git does not know {revision!r}" + (f": {told[-1]}" if told else ""),
            "--since",
            "name a commit, branch or tag, such as origin/main or HEAD~1",
        )
    return run.stdout
