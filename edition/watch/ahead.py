"""The page of a text that was just saved, ahead of everything else.

Whoever saves a text looks at its page. So the capture is read and cleaned by itself, and the pages of its
documents are made with what the last good build knows of all others; then the build follows, which looks
at everything, and what it gives takes their place.

Nothing rests on these pages. They are handed to the server and stand in no file; they are made from
copies of the last build's values, so that neither its memory nor the ledger learns of them; and
they go when the build ends, whichever way. Where a text is not what it was (an article more or less, a
capture that is new or gone, another setting) or anything is wrong with it, none are made: the
build is the one that knows.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edition.collection import Collection
from edition.conclude import article_of, document_of, record_of, settled
from edition.decisions import Decisions, read_decisions, without_withdrawn
from edition.draft import Draft
from edition.exports.citation import citations
from edition.exports.head import head_metadata
from edition.infer import ISSUE, YEAR, infer, origin
from edition.ledger import identify, paragraph_ids
from edition.model import Document, Edition, Mention, Output, Relations, SourceRecord
from edition.pipeline import Built
from edition.preparing import prepare_alone
from edition.recall import Recall
from edition.relate.mentions import Finder
from edition.render import Site
from edition.render.context import Context

MOST = 3
"""Captures that change together of which pages are made ahead; more are a switch of branches, and no text being written."""

_OWN = ("captures", "source_address", "source_by_path", "editorial", "entries", "shown", "paragraph_order", "paragraph_text")  # fmt: skip
"""Look-ups of which a document's part follows from the document and its source alone."""
_OTHERS = ("authority", "named", "events", "event", "events_of", "work", "neighbours", "likenesses_of", "rule")  # fmt: skip
"""Look-ups that stay as the last build has them."""
_IN_PLACE = ("parallels_at", "variants_at", "emendations_at")
"""Look-ups that tell of places: they hold for a paragraph that says what it said."""


@dataclass(frozen=True)
class Before:
    """The last good build."""

    built: Built
    site: Site
    """What made its pages."""
    collection: Collection
    finder: Finder

    @property
    def edition(self) -> Edition:
        """Give the edition as it was built."""
        return self.built.edition


def pages_ahead(before: Before, content: Path, changed: Mapping[Path, str]) -> Iterator[Output]:
    """Give the pages of the documents whose captures changed, those that read otherwise first.

    ``changed`` are all files that changed since the last good build, with their fingerprints. Raises
    whatever is wrong with a capture, which the build will tell.
    """
    sources: list[SourceRecord] = []
    documents: list[Document] = []
    for name, decisions in _captures(before.built, content, changed).items():
        found = _renewed(before, content, name, decisions)
        if found is None:
            return
        sources.append(found[0])
        documents += found[1]
    if not documents:
        return
    last = before.edition.document_by_id
    documents.sort(key=lambda document: _says(document) == _says(last[document.id]))
    yield from before.site.of(_context(before, sources, documents)).documents(documents)


def _captures(built: Built, content: Path, changed: Mapping[Path, str]) -> dict[str, Decisions]:
    """Give the captures that changed with their decisions; none if anything else changed as well."""
    decided = {decisions.source: decisions for decisions in built.decisions}
    of_file = {decisions.path: decisions.source for decisions in built.decisions}
    wanted: dict[str, Decisions] = {}
    for path, found in changed.items():
        name = path.relative_to(content).as_posix() if content in path.parents else ""
        if found and name.startswith("sources/"):
            wanted.setdefault(name, decided.get(name, Decisions()))
        elif found and name.startswith("decisions/") and name in of_file:
            read = read_decisions(path.read_text(encoding="utf-8"), name)
            if read.source != of_file[name]:
                return {}
            wanted[read.source] = read
        else:
            return {}
    return wanted if len(wanted) <= MOST else {}


def _renewed(
    before: Before, content: Path, name: str, decisions: Decisions
) -> tuple[SourceRecord, list[Document]] | None:
    """Make the documents of a capture anew; None if they are not those that it had."""
    built = before.built
    old = before.site.context.source_by_path.get(name)
    if old is None or not old.documents:
        return None
    prepared = prepare_alone(content / name, content, built.config, decisions, before.collection)
    source = prepared.source
    known = before.edition.source_by_hash.get(source.sha256)
    if decisions.sha256 not in ("", source.sha256) or (known and known.source.path != name):
        return None
    concluded = infer([settled(draft) for draft in prepared.drafts])
    ledger = built.ledger.extended(built.minted) if built.minted else built.ledger
    prefix = built.config.id_prefix
    identities, minted = identify([article_of(d) for d in concluded], ledger, prefix=prefix)
    if minted or tuple(identity.id for identity in identities) != old.documents:
        return None
    documents: list[Document] = []
    for draft, identity in zip(concluded, identities, strict=True):
        last = before.edition.document_by_id[identity.id]
        full = origin(without_withdrawn(_as_concluded(draft, last)))
        anchors = paragraph_ids(identity, article_of(full).paragraphs, ledger)
        documents.append(
            document_of(full, identity, anchors, prepared.interventions, alone=len(concluded) == 1)
        )
    return record_of(prepared, documents), documents


def _as_concluded(draft: Draft, last: Document) -> Draft:
    """Take what the last build concluded from others, and the text does not say itself."""
    concluded = (claim for claim in last.claims if claim.rule in (YEAR.code, ISSUE.code))
    more = [claim for claim in concluded if draft.claim(claim.field) is None]
    return replace(draft, claims=(*draft.claims, *more))


def _says(document: Document) -> tuple[object, ...]:
    """Give what a reader sees of a document by itself."""
    claims = [(claim.field, claim.value) for claim in document.claims]
    return claims, [(block.anchor, block.text) for block in document.paragraphs]


def _context(
    before: Before, sources: Sequence[SourceRecord], documents: Sequence[Document]
) -> Context:
    """Give the context of the last build with these documents in the place of what they were."""
    last, config = before.site.context, before.built.config
    found = {document.id: before.finder.all_in(document) for document in documents}
    mentions = {
        key: tuple(one for one in every if isinstance(one, Mention)) for key, every in found.items()
    }
    edition = _edition(before.edition, sources, documents, mentions)
    flat = tuple(mention for every in mentions.values() for mention in every)
    own = Context(Edition(tuple(sources), tuple(documents), Relations(mentions=flat)), config)
    context = replace(
        last,
        edition=edition,
        recall=Recall(),
        citations=lambda document, language: citations(document, edition, config, language),
        head=lambda document, version: head_metadata(document, edition, config, version=version),
    )
    same, places = set[tuple[str, str]](), set[tuple[str, str]]()
    for document in documents:
        former = before.edition.document_by_id[document.id].paragraphs
        texts = {block.anchor: block.text for block in former}
        here = {block.anchor: block.text for block in document.paragraphs}
        places |= {(document.id, anchor) for anchor in here}
        same |= {(document.id, a) for a, text in here.items() if texts.get(a) == text}
    tables: dict[str, object] = {name: getattr(last, name) for name in _OTHERS}
    tables |= {name: _over(getattr(own, name), getattr(last, name)) for name in _OWN}
    nothing = dict.fromkeys(places - same, ())
    tables |= {name: _over(nothing, getattr(last, name)) for name in _IN_PLACE}
    named = {place: own.mentions_at.get(place, ()) for place in places}
    tables["mentions_at"] = _over(named, last.mentions_at)
    vars(context).update(tables)
    return context


def _edition(
    last: Edition,
    sources: Iterable[SourceRecord],
    documents: Iterable[Document],
    mentions: Mapping[str, tuple[Mention, ...]],
) -> Edition:
    """Give the last edition with other documents, and what it says of them by their ids."""
    records = {record.source.path: record for record in sources}
    by_id = {document.id: document for document in documents}
    relations = copy(last.relations)  # with the look-ups that it has
    vars(relations)["mentions_by_document"] = _over(mentions, last.relations.mentions_by_document)
    edition = replace(
        last,
        sources=tuple(records.get(r.source.path, r) for r in last.sources),
        documents=tuple(by_id.get(d.id, d) for d in last.documents),
        relations=relations,
    )
    by_hash = {record.source.sha256: record for record in records.values()}
    vars(edition)["source_by_hash"] = _over(by_hash, last.source_by_hash)
    vars(edition)["document_by_id"] = _over(by_id, last.document_by_id)
    return edition


def _over(own: Mapping[Any, Any], last: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Look up here first, then there; neither is changed."""
    return ChainMap(own, last)  # type: ignore[arg-type]
