"""The edition about itself: its rules, its decisions, its principles, its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from edition.model import Document, Intervention
from edition.render.context import Context
from edition.render.page import Page, parts
from edition.render.strings import Strings
from edition.rule import Rule

PLACES = 6
"""Documents that the page of rules names for each rule; all places are on the rule's own page."""
FAMILIES = ("markup", "layout", "furniture", "record", "wording", "order", "inference")


def _listed(context: Context) -> list[Rule]:
    order = {family: n for n, family in enumerate(FAMILIES)}
    return sorted(context.rules, key=lambda r: (order.get(r.family, 99), r.family, r.code))


def rule_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the page of editorial rules."""
    listed = _listed(context)
    counts = {rule.code: len(context.applications.get(rule.code, ())) for rule in listed}
    yield Page(
        "rules/",
        "rules.html",
        strings("rules.title"),
        {
            "families": tuple((f, tuple(g)) for f, g in groupby(listed, key=lambda r: r.family)),
            "counts": counts,
            "places": {r.code: _first_places(context, r.code) for r in listed},
            "total": sum(counts.values()),
            "editorial": sum(counts[r.code] for r in listed if r.editorial),
        },
        section="rules",
        description=strings("rules.lead"),
        styles=("lists.css",),
    )


def rule_codes(context: Context) -> list[str]:
    """Give the codes of the rules that were applied, in the order of the page of rules."""
    return [rule.code for rule in _listed(context) if rule.code in context.applications]


def rule_pages(context: Context, strings: Strings, code: str) -> Iterator[Page]:
    """Give all places where one rule was applied."""
    rule = context.rule[code]
    for part, shown in parts(f"rules/{code.lower()}/", context.applications[code], 300):
        yield Page(
            part.address,
            "rule.html",
            strings.words(rule.title),
            {"rule": rule, "part": part, "groups": _by_document(shown)},
            section="rules",
            styles=("lists.css",),
            indexed=False,
        )


def decisions(context: Context, strings: Strings) -> Iterator[Page]:
    """Give all decisions of editors and where they were applied."""
    made = [
        (name, found)
        for name, found in sorted(context.applications.items())
        if any(act.agent != "rule" for _, act in found)
    ]
    for part, shown_decisions in parts("rules/decisions/", made, 200):
        yield Page(
            part.address,
            "decisions.html",
            strings("decisions.title"),
            {"part": part, "decisions": shown_decisions},
            section="rules",
            description=strings("decisions.lead"),
            styles=("lists.css",),
        )


def _first_places(context: Context, code: str) -> tuple[tuple[Document, Intervention, int], ...]:
    """Give a few documents that a rule touched, the first place in each, and how many there are."""
    groups = _by_document(context.applications.get(code, ()))[:PLACES]
    return tuple((document, acts[0], len(acts)) for document, acts in groups)


def _by_document(
    found: Sequence[tuple[Document, Intervention]],
) -> tuple[tuple[Document, tuple[Intervention, ...]], ...]:
    groups: dict[str, tuple[Document, list[Intervention]]] = {}
    for document, act in found:
        groups.setdefault(document.id, (document, []))[1].append(act)
    return tuple((document, tuple(acts)) for document, acts in groups.values())


def about(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the page about the edition: principles, citing, licence."""
    example = context.newest_first[0].document if context.newest_first else None
    yield Page(
        "about/",
        "about.html",
        strings("about.title"),
        {"example": example},
        section="about",
        description=strings("about.lead"),
        styles=("lists.css",),
    )


def changes(context: Context, strings: Strings) -> Iterator[Page]:
    """Give what happened to the edition, the newest first."""
    for part, shown in parts("changes/", context.edition.register.changes, 300):
        yield Page(
            part.address,
            "changes.html",
            strings("changes.title"),
            {
                "part": part,
                "days": tuple(
                    (day, tuple(g)) for day, g in groupby(shown, key=lambda c: c.date[:10])
                ),
            },
            section="about",
            description=strings("changes.lead"),
            styles=("lists.css",),
        )


def withdrawn(context: Context) -> list[str]:
    """Give the ids of what was withdrawn."""
    return [stone.id for stone in context.edition.register.tombstones]


def tombstone(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give what remains of a withdrawn page.

    It stands at every address that the page had too, for hosts that cannot answer with 410 from
    another file.
    """
    for stone in context.edition.register.tombstones:
        if stone.id != key:
            continue
        home = f"gone/{stone.id}/"
        for address in (home, *(place.lstrip("/") for place in (stone.url, *stone.urls))):
            yield Page(
                address,
                "gone.html",
                stone.title or strings("gone_page.over"),
                {"stone": stone},
                section="about",
                canonical=home,
                styles=("lists.css",),
                indexed=False,
            )


def not_found(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the page that a server answers with when there is nothing at an address."""
    yield Page(
        "404.html",
        "404.html",
        strings("missing.title"),
        {"newest": context.newest_first[:5]},
        styles=("lists.css",),
        scripts=("missing.js",),
        indexed=False,
        everywhere=True,
    )
