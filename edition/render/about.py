"""The edition about itself: its rules, its decisions, its principles, its changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from edition.render.context import Context
from edition.render.listings import APPLIED
from edition.render.page import Page, numbers, one_part, part_of
from edition.render.strings import Strings
from edition.rule import Rule

FAMILIES = ("markup", "layout", "furniture", "record", "wording", "order", "inference")
DECISIONS = 200
"""Decisions on one page."""
CHANGES = 300
"""Changes of the edition on one page."""


def _listed(context: Context) -> list[Rule]:
    order = {family: n for n, family in enumerate(FAMILIES)}
    return sorted(context.rules, key=lambda r: (order.get(r.family, 99), r.family, r.code))


def rule_index(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the page of editorial rules."""
    listed = _listed(context)
    counts = {rule.code: context.listings.rule_counts.get(rule.code, 0) for rule in listed}
    yield Page(
        "rules/",
        "rules.html",
        strings("rules.title"),
        {
            "families": tuple((f, tuple(g)) for f, g in groupby(listed, key=lambda r: r.family)),
            "counts": counts,
            "places": {r.code: context.listings.first_places.get(r.code, ()) for r in listed},
            "total": sum(counts.values()),
            "editorial": sum(counts[r.code] for r in listed if r.editorial),
        },
        section="rules",
        description=strings("rules.lead"),
        styles=("lists.css",),
    )


def rule_parts(context: Context) -> Iterator[str]:
    """Give code and number of each page of an applied rule, in the order of the page of rules."""
    counts = context.listings.rule_counts
    for rule in _listed(context):
        if rule.code in counts:
            for number in numbers(counts[rule.code], APPLIED):
                yield f"{rule.code} {number}"


def rule_page(context: Context, strings: Strings, key: str) -> Iterator[Page]:
    """Give one page of the places where a rule was applied."""
    code, number = key.split()
    rule, listings = context.rule[code], context.listings
    part = part_of(f"rules/{code.lower()}/", listings.rule_counts[code], APPLIED, int(number))
    yield Page(
        part.address,
        "rule.html",
        strings.words(rule.title),
        {"rule": rule, "part": part, "groups": listings.rule_pages[code, part.number]},
        section="rules",
        styles=("lists.css",),
        indexed=False,
    )


def decision_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of decisions."""
    return numbers(len(context.listings.decided), DECISIONS)


def decisions(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of the decisions of editors and where they were applied."""
    part, shown = one_part("rules/decisions/", context.listings.decided, DECISIONS, number)
    yield Page(
        part.address,
        "decisions.html",
        strings("decisions.title"),
        {"part": part, "decisions": tuple(shown)},
        section="rules",
        description=strings("decisions.lead"),
        styles=("lists.css",),
    )


def about(context: Context, strings: Strings) -> Iterator[Page]:
    """Give the page about the edition: principles, citing, licence."""
    newest = context.listings.newest
    example = context.edition.document_by_id[newest[0].id] if newest else None
    yield Page(
        "about/",
        "about.html",
        strings("about.title"),
        {"example": example},
        section="about",
        description=strings("about.lead"),
        styles=("lists.css",),
    )


def change_parts(context: Context) -> Iterable[str]:
    """Give the numbers of the pages of changes."""
    return numbers(len(context.edition.register.changes), CHANGES)


def changes(context: Context, strings: Strings, number: str) -> Iterator[Page]:
    """Give one page of what happened to the edition, the newest first."""
    part, shown = one_part("changes/", context.edition.register.changes, CHANGES, number)
    yield Page(
        part.address,
        "changes.html",
        strings("changes.title"),
        {
            "part": part,
            "days": tuple((day, tuple(g)) for day, g in groupby(shown, key=lambda c: c.date[:10])),
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
        {"newest": context.listings.newest[:5]},
        styles=("lists.css",),
        scripts=("missing.js",),
        indexed=False,
        everywhere=True,
    )
