"""The rules for the host: no chains, no contradictions, and a policy for every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from edition.config import Config
from edition.errors import EditionError
from edition.model import Edition

_IGNORED = frozenset(
    [
        "accept-ranges",
        "age",
        "allow",
        "alt-svc",
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "date",
        "location",
        "server",
        "set-cookie",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers that Netlify does not let a site set, and drops in silence."""


def check_redirects(outputs: Mapping[str, bytes], edition: Edition) -> Iterator[EditionError]:
    """Refuse chains, loops, doubles, other statuses and other characters in ``_redirects``."""
    text = outputs.get("_redirects", b"").decode("utf-8", "replace")
    rules = [line.split() for line in text.splitlines() if line.strip() and line[0] != "#"]
    sources: dict[str, str] = {}
    for rule in rules:
        if len(rule) != 3 or not all(part.isascii() for part in rule):
            yield EditionError(f"not a rule: {' '.join(rule)}", "_redirects", "this is a bug")
            continue
        source, target, status = rule
        if status not in ("301!", "410!"):
            yield EditionError(f"{source} has status {status}, neither 301 nor 410", "_redirects")
        if source in sources:
            yield EditionError(f"{source} has two rules", "_redirects")
        sources[source] = target
    whole = tuple(source[:-1] for source in sources if source.endswith("*"))
    for source, target in sources.items():
        page = target.partition("#")[0]
        leads_on = page in sources or page.startswith(whole)
        if leads_on and not _is_tombstone(page, edition):
            yield EditionError(f"{source} leads to {page}, which leads on", "_redirects")


def _is_tombstone(page: str, edition: Edition) -> bool:
    """Say whether a redirect ends at a tombstone, which answers in place and leads nowhere."""
    return any(page.endswith(stone.url) for stone in edition.register.tombstones)


def read_headers(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    r"""Read ``_headers`` as (path, its headers).

    >>> read_headers("/a/*\n  X-A: 1\n  X-B: 2\n")
    [('/a/*', [('x-a', '1'), ('x-b', '2')])]
    """
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith((" ", "\t")):
            rules.append((line.strip(), []))
        elif rules:
            name, _, value = line.partition(":")
            rules[-1][1].append((name.strip().lower(), value.strip()))
    return rules


def header_pattern(path: str) -> re.Pattern[str]:
    """Give what a rule's path matches: ``*`` stands for anything, ``:name`` for one segment.

    >>> [bool(header_pattern("/s/:id/").fullmatch(p)) for p in ("/s/x/", "/s/x/raw.txt", "/s/")]
    [True, False, False]
    """
    parts = re.split(r"(\*|:[a-z]+)", path)
    return re.compile(
        "".join(
            ".*" if part == "*" else "[^/]+" if part.startswith(":") else re.escape(part)
            for part in parts
        )
    )


def check_headers(
    outputs: Mapping[str, bytes], config: Config, paths: Iterable[str]
) -> Iterator[EditionError]:
    """Demand one policy for every page, and never one header from two rules for one path.

    ``paths`` are the files that are asked for: all, or those that are new.
    """
    base = config.base_path.rstrip("/")
    rules = read_headers(outputs.get("_headers", b"").decode("utf-8", "replace"))
    for path, headers in rules:
        for name, value in headers:
            if name in _IGNORED or not value or not f"{path}{value}".isascii():
                yield EditionError(f"{path} sets {name}, which the host ignores", "_headers")
    exact = {path: headers for path, headers in rules if not _is_pattern(path)}
    patterns = [
        (path, header_pattern(path), headers) for path, headers in rules if _is_pattern(path)
    ]
    places = [path for path, _ in rules]
    if len(set(places)) < len(places):
        yield EditionError("two rules are for one path", "_headers")
    by_folder: dict[str, list[tuple[str, set[str]]]] = {}
    for output in paths:
        for address in _answering(output):
            place = base + address
            found: list[tuple[str, set[str]]] = []
            if place in exact:
                found.append((place, {name for name, _ in exact[place]}))
            key = _family(address)
            if key not in by_folder:
                by_folder[key] = [
                    (path, {name for name, _ in headers})
                    for path, pattern, headers in patterns
                    if pattern.fullmatch(place)
                ]
            found += by_folder[key]
            yield from _contradictions(place, found)
            if output.endswith(".html") and not any(
                "content-security-policy" in names for _, names in found
            ):
                yield EditionError(
                    f"{place} has no Content-Security-Policy",
                    "_headers",
                    "name its folder in edition/exports/netlify.py",
                )


def _answering(output: str) -> Sequence[str]:
    """Give the addresses at which a file answers."""
    if output == "index.html" or output.endswith("/index.html"):
        return (f"/{output.removesuffix('index.html')}", f"/{output}")
    return (f"/{output}",)


def _family(address: str) -> str:
    """Give what decides which patterns match: the first folder, and all below ``sources``."""
    first = address.split("/")[1]
    return address if first in ("sources", "pagefind") or address.count("/") < 2 else f"/{first}/"


def _is_pattern(path: str) -> bool:
    return "*" in path or ":" in path


def _contradictions(place: str, found: Sequence[tuple[str, set[str]]]) -> Iterator[EditionError]:
    seen: dict[str, str] = {}
    for path, names in found:
        for name in names:
            if name in seen and seen[name] != path:
                yield EditionError(
                    f"{place} gets {name} from {seen[name]} and from {path}",
                    "_headers",
                    "how the host merges them is not documented: tell the paths apart",
                )
            seen[name] = path
