"""What changed between two versions, paragraph by paragraph and character by character."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Indel

from edition.model import Compared, Difference

_APART = 0.3
"""Likeness below which marking single characters would only confuse."""


def compare_texts(before: str, after: str) -> tuple[Difference, ...]:
    """Mark what was removed and what was added, in reading order.

    The ``same`` and ``removed`` stretches together give ``before``, the ``same`` and ``added``
    ones give ``after``.

    >>> [f"{d.kind} {d.text}" for d in compare_texts("采取果断措施", "采取果敢措施")]
    ['same 采取果', 'removed 断', 'added 敢', 'same 措施']
    """
    if before == after:
        return (Difference("same", after),) if after else ()
    if Indel.normalized_similarity(before, after) < _APART:
        pairs = (Difference("removed", before), Difference("added", after))
        return tuple(pair for pair in pairs if pair.text)
    found: list[Difference] = []
    for code in Indel.opcodes(before, after):
        if code.tag == "equal":
            found.append(Difference("same", before[code.src_start : code.src_end]))
            continue
        if code.src_end > code.src_start:
            found.append(Difference("removed", before[code.src_start : code.src_end]))
        if code.dest_end > code.dest_start:
            found.append(Difference("added", after[code.dest_start : code.dest_end]))
    return _tidy(found)


def _tidy(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Put neighbouring changes together: first all that was removed, then all that was added."""
    tidy: list[Difference] = []
    removed = added = ""
    for difference in (*found, Difference("same", "")):
        if difference.kind == "removed":
            removed += difference.text
        elif difference.kind == "added":
            added += difference.text
        else:
            tidy += [
                d for d in (Difference("removed", removed), Difference("added", added)) if d.text
            ]
            removed = added = ""
            if difference.text:
                tidy.append(difference)
    return tuple(tidy)


def compare_versions(
    before: Sequence[tuple[str, str]],
    after: Sequence[tuple[str, str]],
    *,
    origins: Mapping[str, tuple[str, ...]] | None = None,
    into: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Compared, ...]:
    """Compare two versions' paragraphs, (id, text), in the order of the later one.

    A removed paragraph stands after the one that it followed. ``origins`` tells which paragraphs
    were split off from which, ``into`` which took in which.
    """
    old, new = dict(before), dict(after)
    moved = _moved([i for i, _ in before if i in new], [i for i, _ in after if i in old])
    rows: list[Compared] = []
    for identifier, text in after:
        if identifier not in old:
            of = (origins or {}).get(identifier, ())
            rows.append(
                Compared(identifier, "split" if of else "added", of, (Difference("added", text),))
            )
        elif old[identifier] == text:
            fate = "moved" if identifier in moved else "same"
            rows.append(Compared(identifier, fate, (), (Difference("same", text),)))
        else:
            rows.append(Compared(identifier, "changed", (), compare_texts(old[identifier], text)))
    previous = ""
    for identifier, text in before:
        if identifier not in new:
            of = (into or {}).get(identifier, ())
            row = Compared(
                identifier, "merged" if of else "removed", of, (Difference("removed", text),)
            )
            at = next((n for n, r in enumerate(rows, 1) if r.id == previous), 0)
            rows.insert(at, row)
        previous = identifier
    return tuple(rows)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Give the ids that do not keep their order, as few as possible."""
    if list(before) == list(after):
        return set()
    place = {identifier: n for n, identifier in enumerate(before)}
    kept = {
        after[n]
        for code in Indel.opcodes([place[i] for i in after], list(range(len(before))))
        if code.tag == "equal"
        for n in range(code.src_start, code.src_end)
    }
    return set(after) - kept
