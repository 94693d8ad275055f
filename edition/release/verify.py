"""Tells an outsider whether texts and captures are those of the ledger.

What is given may be a bag, a folder of the site (or a part of it), one file that somebody
downloaded, or a list of web addresses. Every file is known by its SHA-256 alone, so a file may
have any name; a text is also tried in NFC, in which the ledger has it.
"""

from __future__ import annotations

import hashlib
import re
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edition.errors import EditionError, Location
from edition.ledger import Ledger, build_ledger, hash_text, read_ledger
from edition.ledger.lines import parse_line
from edition.model import Words

Fetch = Callable[[str], bytes]

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one file."""

    name: str
    verdict: str
    """``known`` (it is what the ledger has), ``changed`` (it should be, and is not), ``unknown``."""
    told: Words


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found out about all files."""

    findings: tuple[Finding, ...]

    @property
    def right(self) -> bool:
        """Say whether something was found to be right, and nothing to be wrong."""
        verdicts = {finding.verdict for finding in self.findings}
        return "known" in verdicts and "changed" not in verdicts


def verify(target: str, ledger: Path | None = None, *, fetch: Fetch | None = None) -> Verification:
    """Compare a bag, folder, file or list of addresses with the ledger.

    ``ledger`` is the ledger to trust; without it the one within the bag or folder is taken, which
    then proves only that the files belong together. ``fetch`` gets the bytes at an address.
    """
    path = Path(target)
    if _ADDRESS.fullmatch(target):
        files: Mapping[str, bytes] = {target: (fetch or _fetch)(target)}
    elif path.is_dir():
        files = dict(_files(path))
    elif path.is_file():
        files = _listed(path.read_bytes(), path.name, fetch or _fetch)
    else:
        raise EditionError(
            "there is no such file or folder", target, "name a bag, a folder, a file or an address"
        )
    trusted = _ledger(path, ledger)
    known = _known(trusted)
    paths = frozenset(line.path for line in trusted.lines if line.path)
    findings = [*_bag(path)] if (path / "bagit.txt").is_file() else []
    findings += [
        finding for name, data in files.items() if (finding := _judge(name, data, known, paths))
    ]
    return Verification(tuple(findings))


def _ledger(path: Path, ledger: Path | None) -> Ledger:
    places = (
        [ledger] if ledger else [path / "data/ledger/ledger.jsonl", path / "ledger/ledger.jsonl"]
    )
    for place in places:
        if place.is_file():
            return read_ledger(place)
    if (path / "ledger.jsonl").is_file():
        return read_ledger_alone((path / "ledger.jsonl").read_bytes())
    raise EditionError("there is no ledger to compare with", str(path), "name one: --ledger FILE")


def read_ledger_alone(data: bytes) -> Ledger:
    """Read a ledger without the frozen files beside it, as the site publishes it."""
    rows = data.decode().splitlines()
    return build_ledger(
        [parse_line(row, Location("ledger.jsonl", n, 1, row)) for n, row in enumerate(rows, 1)]
    )


def _known(ledger: Ledger) -> dict[str, Words]:
    """Give what each hash in the ledger is of."""
    known: dict[str, Words] = {}
    for registration in ledger.registrations.values():
        for line in registration.lines:
            if line.capture:
                known.setdefault(
                    line.capture, Words(f"来源文件 {line.path}", f"the capture {line.path}")
                )
            number = f" v{line.version}" if line.event == "revised" else ""
            if line.text:
                known[line.text] = Words(
                    f"{registration.id}{number} 的文本"
                    if number
                    else f"{registration.id} 登记时的草稿",
                    f"the text of {registration.id}{number}"
                    if number
                    else f"the draft of {registration.id} as it was minted",
                )
            for name, digest in line.files.items():
                known[digest] = Words(
                    f"冻结文件 versions/{name}", f"the frozen file versions/{name}"
                )
    return known


def _judge(
    name: str, data: bytes, known: Mapping[str, Words], paths: frozenset[str]
) -> Finding | None:
    digest = hashlib.sha256(data).hexdigest()
    told = known.get(digest) or known.get(_hash_in_nfc(data))
    if told is not None:
        return Finding(name, "known", told)
    if _is_wrong(name, digest, paths):
        zh, en = f"与登记册不符（SHA-256 {digest}）", f"not what the ledger has (SHA-256 {digest})"
        return Finding(name, "changed", Words(zh, en))
    if name.endswith("/text.txt") and not name.startswith("http"):
        return None
    return Finding(name, "unknown", Words("登记册中没有此文件", "the ledger has no such file"))


def _is_wrong(name: str, digest: str, paths: frozenset[str]) -> bool:
    """Say whether a file that the ledger does not know should be one that it knows.

    The text of a version should be, and a capture that the ledger names or whose folder is named
    by another hash. The latest text may be a draft, and a capture may have given no document.
    """
    parts = name.split("/")
    if parts[-1] == "raw.txt" and len(parts) > 1:
        return not digest.startswith(parts[-2])
    if "sources" in parts[:-1]:
        return "/".join(parts[parts.index("sources") :]) in paths
    return parts[-1] == "text.txt" and len(parts) > 1 and bool(re.fullmatch(r"v\d+", parts[-2]))


def _hash_in_nfc(data: bytes) -> str:
    try:
        return hash_text(data.decode())
    except UnicodeDecodeError:
        return ""


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give the captures, texts and frozen files in a folder, which the ledger can know."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        parts = name.split("/")
        capture = parts[:2] == ["data", "sources"] or parts[-1] == "raw.txt"
        frozen = "versions" in parts and "ledger" in parts
        if path.is_file() and (capture or frozen or parts[-1] == "text.txt"):
            yield name, path.read_bytes()


def _listed(data: bytes, name: str, fetch: Fetch) -> dict[str, bytes]:
    """Give the file, or what stands at the addresses if it is a list of them."""
    try:
        rows = [row.strip() for row in data.decode().splitlines() if row.strip()]
    except UnicodeDecodeError:
        return {name: data}
    if rows and all(_ADDRESS.fullmatch(row) for row in rows):
        return {row: fetch(row) for row in rows}
    return {name: data}


def _fetch(address: str) -> bytes:
    """Get the bytes at an address; a page of a document stands for its text."""
    place = re.sub(r"(/d/[^/?#]+/(?:v\d+/)?)(?:[?#].*)?$", r"\1text.txt", address)
    try:
        with urllib.request.urlopen(place, timeout=30) as answer:
            return bytes(answer.read())
    except OSError as error:
        raise EditionError(
            f"{place} cannot be read ({error})", "", "look at the address in a browser"
        ) from None


def _bag(folder: Path) -> Iterator[Finding]:
    """Compare a bag's payload with its manifest, both ways."""
    listed: dict[str, str] = {}
    for row in (folder / "manifest-sha256.txt").read_text("utf-8").splitlines():
        digest, _, name = row.partition("  ")
        listed[name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")] = digest
    present = {
        p.relative_to(folder).as_posix(): p for p in (folder / "data").rglob("*") if p.is_file()
    }
    for name in sorted({*listed, *present}):
        if name not in present:
            yield Finding(
                name, "changed", Words("清单所列文件缺失", "listed in the manifest, and missing")
            )
        elif name not in listed:
            yield Finding(name, "changed", Words("清单中没有此文件", "not listed in the manifest"))
        elif hashlib.sha256(present[name].read_bytes()).hexdigest() != listed[name]:
            yield Finding(name, "changed", Words("与清单的校验和不符", "not what the manifest has"))
