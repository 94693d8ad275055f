"""Offer emendations of names: what several sources attest against one OCR document.

An OCR that loops repeats its mistake ten times and still is one witness of it; so each source is
counted once. Nothing is changed here: an editor decides, in ``content/decisions/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from edition.model import Document, Emendation, Mention, Place, Reading, Words, Work
from edition.recall import Recall
from edition.relate.authority import Entry
from edition.relate.glyphs import misread
from edition.relate.names import can_be_listed
from edition.relate.standing import Standing
from edition.relate.witnesses import is_ocr

_ITEM = re.compile(
    r"(?:(?<=、)|^|(?<=[。，；]))[\u4e00-\u9fff]{2,4}(?=、)|(?<=、)[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])"
)
"""An item of a list; the last one only if a sign ends it."""
_SUPPORT = 2
"""Sources that have to attest what is proposed."""


def offer_emendations(
    documents: Sequence[Document],
    entries: Sequence[Entry],
    mentions: Iterable[Mention],
    works: Sequence[Work],
    *,
    recall: Recall | None = None,
) -> tuple[Emendation, ...]:
    """Offer emendations for names in OCR documents.

    A place is looked at if an authority's name looks like what stands there, or if another
    witness of the same text has a name there that looks like it; none is offered for words that an
    editor lets stand. ``recall`` has what the same documents list.
    """
    recall = recall or Recall()
    by_id = {document.id: document for document in documents}
    attested: dict[str, dict[str, Place]] = {}
    for mention in mentions:
        document = by_id[mention.place.document]
        if not is_ocr(document):
            attested.setdefault(mention.form, {}).setdefault(document.source_path, mention.place)
    offered: dict[Place, Emendation] = {}
    known = {form.text for entry in entries for form in entry.forms}
    people = _by_length(
        form.text for entry in entries if entry.kind == "person" for form in entry.forms
    )
    for document in documents:
        for place, item in recall.of(_listed, document) if is_ocr(document) else ():
            for name in people.get(len(item), ()) if item not in known else ():
                _offer(offered, place, item, name, attested.get(name, {}), document.source_path)
    for bad, good in _differing(works):
        document = by_id[bad.witness]
        if is_ocr(document) and bad.place not in offered:
            support = attested.get(good.text) or _search(documents, good.text)
            _offer(offered, bad.place, bad.text, good.text, support, document.source_path)
    standing = {name: Standing(by_id[name]) for name in {place.document for place in offered}}
    return tuple(
        offered[place] for place in sorted(offered) if not standing[place.document].holds(place)
    )


def _listed(document: Document) -> tuple[tuple[Place, str], ...]:
    return tuple(
        (Place(document.id, block.anchor, found.start(), found.end()), found[0])
        for block in document.paragraphs
        for found in _items(block.text)
    )


def _differing(works: Sequence[Work]) -> Iterable[tuple[Reading, Reading]]:
    """Give each two readings of a name that differ, in both orders."""
    for work in works:
        for variant in work.variants:
            if variant.kind == "name":
                yield from (
                    (a, b) for a, b in permutations(variant.readings, 2) if a.text != b.text
                )


def _items(text: str) -> Iterable[re.Match[str]]:
    """Give the items of lists in a text that can be names."""
    if "、" not in text:
        return ()
    return (found for found in _ITEM.finditer(text) if can_be_listed(found[0]))


def _by_length(names: Iterable[str]) -> dict[int, list[str]]:
    lengths: dict[int, list[str]] = {}
    for name in sorted(names):
        lengths.setdefault(len(name), []).append(name)
    return lengths


def _offer(
    offered: dict[Place, Emendation], place: Place, reading: str, proposal: str,
    support: Mapping[str, Place], source: str,
) -> None:  # fmt: skip
    """Offer a proposal if it looks like the reading and enough other sources have it."""
    if len(support) < _SUPPORT or not misread(reading, proposal):
        return
    others = {path: at for path, at in support.items() if path != source}
    if len(others) < _SUPPORT:
        return
    count = len(others)
    reason = Words(
        f"“{proposal}”见于另外 {count} 种来源；此本为 OCR，两者字形相近。",
        f"{count} other sources have {proposal}; this one is OCR, and the characters look alike.",
    )
    offered[place] = Emendation(
        place, reading, proposal, tuple(others[path] for path in sorted(others)), reason
    )


def _search(documents: Sequence[Document], text: str) -> dict[str, Place]:
    """Find one place in each source that is not OCR."""
    found: dict[str, Place] = {}
    for document in documents:
        if is_ocr(document) or document.source_path in found:
            continue
        for block in document.paragraphs:
            at = block.text.find(text)
            if at >= 0:
                found[document.source_path] = Place(document.id, block.anchor, at, at + len(text))
                break
    return found
