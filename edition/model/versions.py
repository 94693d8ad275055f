"""What was published: versions, what changed between them, and what was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Difference(NamedTuple):
    """A stretch of a paragraph in a comparison: ``same``, ``removed`` or ``added``, and its text."""

    kind: str
    text: str


class Compared(NamedTuple):
    """A paragraph in a comparison of two versions."""

    id: str
    fate: str
    """``same``, ``changed``, ``moved``, ``added``, ``split`` (off ``of``), ``merged`` (into
    ``of``) or ``removed``."""
    of: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A released version of a document (版本), frozen: ``/d/<id>/v<N>/`` shows it for good."""

    document: str
    number: int
    url: str
    """Path below the site's root: ``/d/<id>/v<N>/``."""
    date: str
    """ISO date of the release."""
    reason: str
    by: str
    title: str
    capture: str
    """SHA-256 of the capture that it was made from."""
    text_sha256: str
    """Of its text form, in NFC."""
    paragraphs: tuple[tuple[str, str], ...]
    """(paragraph id, text), in reading order."""
    article: str = field(repr=False)
    """The frozen ``<article>`` element as HTML, with paragraph ids; insert it as it is: captured
    markup was escaped when it was frozen, and its bytes never change."""
    markdown: str = field(repr=False)
    item: Mapping[str, object] = field(default_factory=dict, repr=False)
    """Its CSL-JSON item."""
    changes: tuple[Compared, ...] = ()
    """What changed since the version before; empty for version 1."""
    record: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Its claims by field, the first of each: ``title``, ``kicker``, ``published`` …"""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains of a withdrawn page (撤回说明), served with 410 at every address it had."""

    id: str
    kind: str
    """``document``, ``work``, ``event``, ``person``, …"""
    url: str
    """Path below the site's root: that of the page it stands in for."""
    urls: tuple[str, ...]
    """Paths of all its versions, and of its former ids, which are gone as well."""
    title: str
    citation: str
    date: str
    reason: str
    by: str
    successor: str
    """Path of the page that replaces it, or empty."""
    capture: str
    text_sha256: str


class Change(NamedTuple):
    """A thing that happened in the edition, for the feed and the page of changes."""

    date: str
    event: str
    """``revised`` (version 1: new), ``renamed``, ``merged``, ``withdrawn`` or ``restored``."""
    id: str
    kind: str
    url: str
    """Path of the page that tells of it: a version's, a tombstone's or a successor's."""
    version: int
    title: str
    reason: str
    by: str


@dataclass(frozen=True)
class Register:
    """What the ledger says that pages and exports show: versions, withdrawals, redirects."""

    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    """Released versions by document id, oldest first; a document without any is a draft of
    version 1."""
    drafts: Mapping[str, tuple[Compared, ...]] = field(default_factory=dict)
    """Documents that differ from their latest version, by id: *draft after version N*, with what
    changed since."""
    retired: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = field(default_factory=dict)
    """By document id: paragraph ids without a text, which stay as empty targets, each with the
    ids of the paragraphs that took its text in (none: it was removed)."""
    arrivals: Mapping[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = field(
        default_factory=dict
    )
    """By document id: the documents merged into it, each with its paragraph ids and the ids here
    of the paragraphs that have their text (or empty). Redirects lead to ``#from-<merged id>``."""
    tombstones: tuple[Tombstone, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    """(path that was given once, path where it is now), never a chain."""
    changes: tuple[Change, ...] = ()
    """Newest first."""
    addresses: tuple[str, ...] = ()
    """Every path that the ledger ever gave."""
    ledger: str = field(default="", repr=False)
    """The ledger's own text, for those who want to verify the edition against it."""
