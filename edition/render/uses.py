"""What each template is made with: the templates it takes in, and the sentences that it says.

A page depends on its template and on whatever that takes in. This is read off the templates' text,
which takes a moment where parsing them would take a tenth of a second; what cannot be told from the
text (a sentence whose key is worked out, for instance) counts as everything that it could be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from edition.render.strings import Strings

_TAKES_IN = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+(?:(["'])([\w./-]+)\1|.)""")
_FRAME = re.compile(r"""\bframe\(\s*(?:(["'])(\w+)\1\s*\)|.)""")
_SAID = re.compile(r"""\bt(\.get|\.list|\.group)?\(\s*(?:(["'])([\w.]+)\2\s*(?=([,)~]))|.)""")
_ALSO = (("| kindname", "block."), ("'kindname'", "block."), ("| listed", "list.semicolon"))
"""Filters that say something."""


class Uses(NamedTuple):
    """What stands in one template."""

    source: str
    templates: frozenset[str]
    sentences: frozenset[str]
    """Beginnings of keys."""


def uses(source: str) -> Uses:
    """Read what a template takes in and says; an empty name or key stands for any.

    >>> found = uses("{% extends 'base.html' %}{{ t('a.b') }}{{ t('kind.' ~ x) }}{{ frame('nav') }}")
    >>> sorted(found.templates), sorted(found.sentences)
    (['base.html', 'frame/nav.html'], ['a.b', 'kind.'])
    >>> uses("{{ t(key) }}").sentences
    frozenset({''})
    """
    templates = {found[2] or "" for found in _TAKES_IN.finditer(source)}
    templates |= {f"frame/{found[2]}.html" if found[2] else "" for found in _FRAME.finditer(source)}
    sentences = {found[3] or "" for found in _SAID.finditer(source)}
    sentences |= {key for sign, key in _ALSO if sign in source}
    return Uses(source, frozenset(templates), frozenset(sentences))


def template_digests(folder: Path, tables: Mapping[str, Strings]) -> dict[str, bytes]:
    """Give for each template a digest of it and of all that it takes in and says."""
    found = {
        path.relative_to(folder).as_posix(): uses(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.html"))
    }
    return {name: _digest(name, found, tables) for name in found}


def _digest(name: str, found: Mapping[str, Uses], tables: Mapping[str, Strings]) -> bytes:
    taken = _closure(name, found)
    whole = hashlib.blake2b(digest_size=16)
    for part in sorted(taken):
        whole.update(f"{part}\0{found[part].source}\0".encode())
    begins = tuple({key for part in taken for key in found[part].sentences})
    for language, strings in tables.items():
        said = sorted((k, v) for k, v in strings.table.items() if k.startswith(begins))
        whole.update(repr((language, said)).encode())
    return whole.digest()


def _closure(name: str, found: Mapping[str, Uses]) -> set[str]:
    taken: set[str] = set()
    waiting = [name]
    while waiting:
        part = waiting.pop()
        if part in found and part not in taken:
            taken.add(part)
            waiting += found if "" in found[part].templates else found[part].templates
    return taken


def made_with(
    templates: Mapping[str, bytes], assets: Mapping[str, str], tables: Iterable[Strings]
) -> dict[str, Any]:
    """Give all that pages are made with besides the edition, by names that the context notes."""
    return {
        **{f"template {name}": digest for name, digest in templates.items()},
        **{f"asset {name}": address for name, address in assets.items()},
        **{f"{s.language} {key}": said for s in tables for key, said in s.table.items()},
    }
