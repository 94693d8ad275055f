"""Read the authority files (规范档): what an editor has reviewed, each statement with its quotation.

Five TOML files in ``content/authority/``: people, places, organisations, terms and events, and
``works.toml`` for verdicts on witnesses. Every form and every role has to stand word for word in
one of the entry's quotations, and every quotation in its source; so nothing can be said here that
no source says. The format is described in ``docs/relations.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from edition.errors import ContentErrors, EditionError, Location
from edition.model import Words
from edition.relate.tables import NOWHERE, AuthorityFile, Quotation, Table

EVENT_KINDS = ("meeting", "press_conference", "notice", "visit", "other")
PARTS = ("", "dawn", "morning", "noon", "afternoon", "evening")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a name; ``beside`` are words of which one must stand near it to count."""

    text: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A person, place, organisation or term as the editor wrote it down."""

    id: str
    kind: str
    name: str
    forms: tuple[Form, ...]
    """All forms, the name among them unless it is never used alone."""
    variants: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    note: Words = Words("", "")
    attested: tuple[Quotation, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    reviewed: bool = True
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure as reported."""

    what: str
    figure: str
    at: Quotation


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event as the editor wrote it down."""

    id: str
    date: str
    title: str
    title_en: str = ""
    part: str = ""
    kind: str = "other"
    forms: tuple[str, ...] = ()
    note: Words = Words("", "")
    reports: tuple[Quotation, ...] = ()
    attended: tuple[Quotation, ...] = ()
    """Quotations that name who took part; everybody named in them did."""
    figures: tuple[FigureEntry, ...] = ()
    reviewed: bool = True
    where: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """A verdict: the documents with these quotations are witnesses of one text, or are not."""

    same: bool
    reason: str
    witnesses: tuple[Quotation, ...]
    title: str = ""
    where: Location = NOWHERE


@dataclass(frozen=True)
class Authorities:
    """All that the authority files say."""

    entries: tuple[Entry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    works: tuple[WorkEntry, ...] = ()


def read_authorities(folder: Path, *, shown: str = "authority") -> Authorities:
    """Read all authority files of a folder; a missing file says nothing.

    Raises ``ContentErrors`` with every mistake, each at its line.
    """
    texts: dict[str, str] = {}
    errors: list[EditionError] = []
    for path in sorted(folder.glob("[!.]*.toml")):  # a dot begins what editors leave behind
        try:
            texts[path.name] = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            errors.append(
                EditionError(
                    f"the authority file cannot be read ({error})",
                    f"{shown}/{path.name}",
                    "save it as UTF-8",
                )
            )
    try:
        authorities = parse_authorities(texts, shown=shown)
    except ContentErrors as found:
        raise ContentErrors((*errors, *found.errors)) from None
    if errors:
        raise ContentErrors(tuple(errors))
    return authorities


def parse_authorities(texts: Mapping[str, str], *, shown: str = "authority") -> Authorities:
    """Make sense of the authority files' texts, given by file name."""
    readers = [AuthorityFile(f"{shown}/{name}", name, text) for name, text in sorted(texts.items())]
    entries: list[Entry] = []
    events: list[EventEntry] = []
    works: list[WorkEntry] = []
    for file in readers:
        for table in file.tables():
            if table.kind == "event":
                events.extend(_event(table))
            elif table.kind == "work":
                works.extend(_work(table))
            else:
                entries.extend(_entry(table))
    errors = [error for file in readers for error in file.errors]
    first: dict[str, Location] = {}
    things: list[Entry | EventEntry] = [*entries, *events]
    for thing in things:
        if thing.id in first:
            errors.append(
                EditionError(
                    f"the id {thing.id!r} is given twice",
                    thing.where,
                    f"the first is at {first[thing.id]}",
                )
            )
        first.setdefault(thing.id, thing.where)
    if errors:
        raise ContentErrors(tuple(errors))
    return Authorities(tuple(entries), tuple(events), tuple(works))


def _entry(table: Table) -> Iterator[Entry]:
    before = len(table.file.errors)
    table.refuse_unknown("entry")
    name = table.text("name", required=True)
    attested = table.quotations("attested")
    forms = _forms(table, name)
    roles, variants = table.texts("roles"), table.texts("variants")
    reviewed = table.flag("reviewed", default=True)
    quotes = [quotation.quote for quotation in attested]
    if not attested:
        table.fail(
            f"nothing attests {name!r}",
            "name",
            'add attested = [{ source = "sources/…", quote = "…" }]',
        )
    for form in (*(form.text for form in forms), *variants):
        if attested and not any(form in quote for quote in quotes):
            table.fail(
                f"no quotation has the form {form!r}",
                form,
                "add the quotation that attests it, or remove the form",
            )
    for role in roles:
        if attested and not any(role in quote for quote in quotes):
            table.fail(
                f"no quotation has the role {role!r}",
                role,
                "add the quotation that attests it, or remove the role",
            )
    identifiers = table.values.get("identifiers", {})
    if not isinstance(identifiers, dict) or not all(
        isinstance(v, str) for v in identifiers.values()
    ):
        table.fail(
            "identifiers is not a table of texts",
            "identifiers",
            'write identifiers = { wikidata = "Q…" }',
        )
        identifiers = {}
    identifier = table.identifier()
    if len(table.file.errors) == before:
        yield Entry(
            identifier,
            table.kind,
            name,
            forms,
            variants,
            roles,
            table.words(),
            attested,
            identifiers,
            reviewed,
            table.at(),
        )


def _forms(table: Table, name: str) -> tuple[Form, ...]:
    """Read the forms; the name itself is one, unless a form says beside what it counts."""
    forms: list[Form] = []
    for value in table.items("forms"):
        if isinstance(value, str) and value.strip():
            forms.append(Form(value))
        elif (
            isinstance(value, dict)
            and isinstance(value.get("form"), str)
            and table.refuse_unknown("form", value)
        ):
            forms.append(Form(value["form"], tuple(str(word) for word in value.get("beside", ()))))
        else:
            table.fail(
                "a form is neither a text nor a table with a form",
                "forms",
                'write "…" or { form = "…", beside = ["…"] }',
            )
    if name and not any(form.text == name for form in forms):
        forms.insert(0, Form(name))
    return tuple(forms)


def _event(table: Table) -> Iterator[EventEntry]:
    before = len(table.file.errors)
    table.refuse_unknown("event")
    day = table.text("date", required=True)
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        table.fail(f"{day!r} is not a date", "date", "write it as YYYY-MM-DD")
    part, kind = table.text("part"), table.text("kind") or "other"
    for key, value, known in (("part", part, PARTS), ("kind", kind, EVENT_KINDS)):
        if value not in known:
            table.fail(f"unknown {key} {value!r}", key, "known: " + ", ".join(filter(None, known)))
    reports, attended, forms = (
        table.quotations("reports"),
        table.quotations("attended"),
        table.texts("forms"),
    )
    if not reports:
        table.fail(
            "no document is said to report it",
            "title",
            'add reports = [{ source = "sources/…", quote = "…" }]',
        )
    for form in forms:
        if reports and not any(form in quotation.quote for quotation in reports):
            table.fail(
                f"no quotation has the form {form!r}",
                form,
                "add the report that names it so, or remove the form",
            )
    figures = []
    for figure in table.tables("figures", "figure", ("what", "figure", "source", "quote")):
        for word in (*figure["what"].split(), figure["figure"]):
            if word not in figure["quote"]:
                table.fail(
                    f"the quotation does not have {word!r}",
                    word,
                    "quote the wording that reports the figure",
                )
        figures.append(
            FigureEntry(
                figure["what"],
                figure["figure"],
                Quotation(figure["source"], figure["quote"], table.at(figure["quote"])),
            )
        )
    identifier, title = table.identifier(), table.text("title", required=True)
    reviewed = table.flag("reviewed", default=True)
    if len(table.file.errors) == before:
        yield EventEntry(
            identifier,
            day,
            title,
            table.text("title_en"),
            part,
            kind,
            forms,
            table.words(),
            reports,
            attended,
            tuple(figures),
            reviewed,
            table.at(),
        )


def _work(table: Table) -> Iterator[WorkEntry]:
    before = len(table.file.errors)
    table.refuse_unknown("work")
    witnesses = table.quotations("witnesses")
    if len(witnesses) < 2:
        table.fail(
            "a verdict needs two witnesses",
            "witnesses",
            'add witnesses = [{ source = "sources/…", quote = "…" }, …]',
        )
    same, reason = table.flag("same", default=True), table.text("reason", required=True)
    if len(table.file.errors) == before:
        yield WorkEntry(same, reason, witnesses, table.text("title"), table.at())
