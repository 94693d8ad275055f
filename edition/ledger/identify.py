"""Which article of a build is which document of the ledger; what is new gets an id.

Known again by where it stands in its capture, never by its title. A capture that was replaced
(a better scan, a fresh crawl) has another hash: then the path and the likeness of the text say
which article is which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from edition.ledger.align import align_paragraphs
from edition.ledger.lines import KINDS, PREFIXES, Line, hash_text
from edition.ledger.noid import mint, seeded
from edition.ledger.register import Ledger, Registration
from edition.ledger.sketch import likeness, sketch_text
from edition.model import Span

_OVERLAP = 0.5
"""Share of the smaller article that must stand in both for them to be the same."""
_LIKE = 0.4
"""Likeness from which the text of a replaced capture is the same article's."""
_LIKE_ALONE = 0.08
"""The same where the path has had one article, and has one again: much of it may be new."""


@dataclass(frozen=True, slots=True)
class Article:
    """What of an article identifies it: where it stands in its capture, and its text."""

    sha256: str
    """Of the capture's bytes."""
    path: str
    """Of the capture, below ``content/``."""
    spans: tuple[Span, ...]
    """Raw spans of the article in the capture, in any order."""
    text: str
    """Its running text; used only when the capture was replaced, and to sketch a new article."""
    paragraphs: tuple[str, ...] = ()
    """Texts of its paragraphs, in reading order."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The id of an article, and how it stands."""

    id: str
    version: int
    """The latest released version; 1 if there is none yet, for it is a draft of version 1."""
    state: str
    """``draft`` (never released), ``released``, ``withdrawn`` or ``merged``; documents of the
    last two are not part of the edition: a tombstone or a redirect stands in their place."""
    released: bool
    """Whether a version was ever released, from which on paragraph ids are for life."""


def identify(
    articles: Sequence[Article], ledger: Ledger, *, prefix: str = "d"
) -> tuple[tuple[Identity, ...], tuple[Line, ...]]:
    """Find each article's id, and give the ledger lines of those that had to be minted.

    The identities are in the articles' order. Whoever calls appends the lines to the ledger
    (``write_line``) once the build has succeeded; a clean build of a fresh clone gives none.
    New ids come from the capture's hash and the article's place in it, see ``seeded``.
    """
    documents = [r for r in ledger.registrations.values() if r.kind == "document"]
    found = _match(articles, documents)
    taken = set(ledger.taken)
    identities: list[Identity] = []
    lines: list[Line] = []
    for place, article in enumerate(articles):
        registration = found.get(place)
        if registration is None:
            start = min((span.start for span in article.spans), default=0)
            new = mint(prefix, taken, seeded("document", article.sha256, article.path, str(start)))
            taken.add(new)
            lines.append(_minted(new, article))
            identities.append(Identity(new, 1, "draft", released=False))
        else:
            version = registration.version
            identities.append(
                Identity(registration.id, max(1, version), registration.state, version > 0)
            )
    return tuple(identities), tuple(lines)


def _minted(identifier: str, article: Article) -> Line:
    return Line(
        event="minted",
        id=identifier,
        kind="document",
        url=url_of("document", identifier),
        by="build",
        capture=article.sha256,
        path=article.path,
        spans=tuple(sorted(article.spans)),
        text=hash_text(article.text),
        sketch=sketch_text(article.text),
    )


def url_of(kind: str, identifier: str) -> str:
    """Give the path of the page of an id.

    >>> url_of("document", "d7h3kq4"), url_of("person", "p0000f0")
    ('/d/d7h3kq4/', '/people/p0000f0/')
    """
    return f"/{KINDS[kind]}/{identifier}/"


def _match(
    articles: Sequence[Article], documents: Sequence[Registration]
) -> dict[int, Registration]:
    """Pair articles with documents: by their place in one capture, then by path and text."""
    by_capture = _grouped((document.capture, document) for document in documents)
    near = [
        (overlap, article.path == document.path, place, document)
        for place, article in enumerate(articles)
        for document in by_capture.get(article.sha256, ())
        if (overlap := _overlap(article.spans, document.spans)) >= _OVERLAP
    ]
    found = _best(near, {}, set())
    known = {document.id for document in found.values()}
    by_path = _grouped((d.path, d) for d in documents if d.id not in known)
    left = [(place, a) for place, a in enumerate(articles) if place not in found]
    waiting = Counter(article.path for _, article in left)
    alike = [
        (score, True, place, document)
        for place, article in left
        if article.path in by_path
        for sketch in [sketch_text(article.text)]
        for document in by_path[article.path]
        if (score := likeness(sketch, document.sketch))
        >= (_LIKE_ALONE if waiting[article.path] == len(by_path[article.path]) == 1 else _LIKE)
    ]
    return _best(alike, found, known)


def _best(
    candidates: Iterable[tuple[float, bool, int, Registration]],
    found: dict[int, Registration],
    known: set[str],
) -> dict[int, Registration]:
    ordered = sorted(candidates, key=lambda c: (-c[0], not c[1], c[2], c[3].id))
    for _, _, place, document in ordered:
        if place not in found and document.id not in known:
            found[place] = document
            known.add(document.id)
    return found


def _grouped(
    pairs: Iterable[tuple[str, Registration]],
) -> dict[str, list[Registration]]:
    groups: dict[str, list[Registration]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _overlap(a: Iterable[Span], b: Iterable[Span]) -> float:
    """Give the share of the smaller set of spans that both cover."""
    left, right = _disjoint(a), _disjoint(b)
    shared, i, j = 0, 0, 0
    while i < len(left) and j < len(right):
        shared += max(0, min(left[i].end, right[j].end) - max(left[i].start, right[j].start))
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    smaller = min(sum(map(len, left)), sum(map(len, right)))
    return shared / smaller if smaller else float(left == right)


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def paragraph_ids(identity: Identity, texts: Sequence[str], ledger: Ledger) -> tuple[str, ...]:
    """Give the id of each paragraph, in order.

    Before the first release they are provisional: ``p1``, ``p2`` and so on. From then on a
    paragraph has its id for life, found by alignment with the latest released version; new ones
    get numbers that the document never had, provisional until the next release.

    >>> paragraph_ids(Identity("d7h3kq4", 1, "draft", released=False), ["一", "二"], Ledger())
    ('p1', 'p2')
    """
    if not identity.released:
        return tuple(f"p{number}" for number in range(1, len(texts) + 1))
    registration = ledger.find(identity.id)
    highest = registration.highest if registration else 0
    return align_paragraphs(ledger.texts(identity.id), texts, highest=highest).ids


def identify_things(things: Sequence[tuple[str, str]], ledger: Ledger) -> tuple[Line, ...]:
    """Give the ledger lines for authorities and events (kind, id) that it does not know yet.

    Their ids are written by hand, or by ``suggest``, in ``content/authority/``; with this line
    the ledger keeps their page's address alive for good.
    """
    return tuple(
        Line(event="minted", id=identifier, kind=kind, url=url_of(kind, identifier), by="build")
        for kind, identifier in sorted(set(things))
        if ledger.find(identifier) is None
    )


def identify_works(
    groups: Sequence[tuple[str, ...]], ledger: Ledger
) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """Find the id of each work by its witnesses, and give the lines of new ones.

    ``groups`` has the document ids of each work's witnesses. A work that gains or loses a
    witness keeps its id, as long as it shares one with the work as it was minted; if a work
    falls into two, the one with more of its witnesses keeps the id.
    """
    works = [r for r in ledger.registrations.values() if r.kind == "work"]
    scored = sorted(
        (-shared, work.id, place)
        for place, group in enumerate(groups)
        for work in works
        if (shared := len(set(group) & {ledger.aliases.get(m, m) for m in work.members}))
    )
    found: dict[int, str] = {}
    for _, identifier, place in scored:
        if place not in found and identifier not in found.values():
            found[place] = identifier
    taken = set(ledger.taken)
    lines: list[Line] = []
    for place, group in enumerate(groups):
        if place not in found:
            found[place] = mint(PREFIXES["work"], taken, seeded("work", *sorted(group)))
            taken.add(found[place])
            lines.append(
                Line(
                    event="minted",
                    id=found[place],
                    kind="work",
                    url=url_of("work", found[place]),
                    by="build",
                    members=tuple(sorted(group)),
                )
            )
    return tuple(found[place] for place in range(len(groups))), tuple(lines)


def new_id(kind: str, taken: Iterable[str], seed: str, *, prefix: str = "") -> str:
    """Mint an id of a kind for a person to write into ``content/authority/``.

    ``seed`` is anything that tells this thing apart, such as the attesting paragraph and form;
    the id shows nothing of it.
    """
    return mint(prefix or PREFIXES[kind], frozenset(taken), seeded(kind, seed))
