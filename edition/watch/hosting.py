"""What the host would do: headers, redirects and 410, from the very files that the build makes.

An editor should see the site as readers will: under the same policy, so that a script or a
style that the host would block is blocked here as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with every answer."""

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""For pages that the site's own rules leave out, and for the editor's desk."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".ris": "application/x-research-info-systems; charset=utf-8",
}


def content_type(name: str) -> str:
    """Give the type of a file by its name.

    >>> content_type("d/x/page.md"), content_type("pagefind/index/a.pf_index")
    ('text/markdown; charset=utf-8', 'application/octet-stream')
    """
    return _TYPES.get(Path(name).suffix, "application/octet-stream")


@dataclass(frozen=True)
class Hosting:
    """The rules of ``_headers`` and ``_redirects``, ready to be asked."""

    exact: dict[str, dict[str, str]] = field(default_factory=dict)
    patterns: tuple[tuple[str, dict[str, str]], ...] = ()
    moved: dict[str, tuple[str, int]] = field(default_factory=dict)
    moved_below: tuple[tuple[str, str, int], ...] = ()

    def headers(self, path: str) -> dict[str, str]:
        """Give the headers of a path, those of its exact address last."""
        found: dict[str, str] = {}
        for pattern, headers in self.patterns:
            if _matches(pattern, path):
                found |= headers
        return found | self.exact.get(path, {})

    def target(self, path: str) -> tuple[str, int] | None:
        """Give where a path leads now and with which status, if it is not served itself."""
        if path in self.moved:
            return self.moved[path]
        for start, target, status in self.moved_below:
            if path.startswith(start):
                return target, status
        return None


def _matches(pattern: str, path: str) -> bool:
    if pattern.endswith("*") and ":" not in pattern:
        return path.startswith(pattern[:-1])
    wanted, given = pattern.split("/"), path.split("/")
    for n, part in enumerate(wanted):
        if part == "*":
            return True
        if n >= len(given) or not (given[n] if part.startswith(":") else part == given[n]):
            return False
    return len(wanted) == len(given)


def read_hosting(headers: str, redirects: str) -> Hosting:
    r"""Read the two files; a line that means nothing to us is left out.

    >>> rules = read_hosting("/d/*\n  X-A: 1\n/d/x/\n  X-B: 2\n", "/old/ /new/ 301!\n/d/z/* /gone/z/ 410!\n")
    >>> rules.headers("/d/x/"), rules.target("/d/z/v1/"), rules.target("/d/x/")
    ({'X-A': '1', 'X-B': '2'}, ('/gone/z/', 410), None)
    """
    exact: dict[str, dict[str, str]] = {}
    patterns: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in headers.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not line[0].isspace():
            place = line.strip()
            table = patterns if "*" in place or ":" in place else exact
            current = table.setdefault(place, {})
        elif ":" in line:
            name, value = (part.strip() for part in line.split(":", 1))
            value = value.replace(
                "; upgrade-insecure-requests", ""
            )  # there is no TLS on the loopback
            current[name] = f"{current[name]}, {value}" if name in current else value
    moved: dict[str, tuple[str, int]] = {}
    below: list[tuple[str, str, int]] = []
    for line in redirects.splitlines():
        parts = line.split()
        if len(parts) < 2 or parts[0].startswith("#"):
            continue
        status = parts[2].rstrip("!") if len(parts) > 2 else "301"
        if not status.isdigit():
            continue
        if parts[0].endswith("*"):
            below.append((parts[0][:-1], parts[1], int(status)))
        else:
            moved.setdefault(parts[0], (parts[1], int(status)))
    return Hosting(exact, tuple(patterns.items()), moved, tuple(below))
