"""Authority files: nothing is said that no capture says, and each mistake is shown at its line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from edition.errors import ContentErrors
from edition.ledger import PREFIXES, is_valid
from edition.relate.authority import parse_authorities, read_authorities

CONTENT = Path(__file__).parent.parent / "content"
GOOD = """[[person]]
id = "p5b3r3w"
name = "景俊海"
roles = ["省委书记"]
attested = [{ source = "sources/a.txt", quote = "省委书记景俊海" }]
"""


def test_every_quotation_of_the_five_captures_stands_in_its_capture() -> None:
    authorities = read_authorities(CONTENT / "authority")
    quotations = [q for entry in authorities.entries for q in entry.attested]
    for event in authorities.events:
        quotations += [*event.reports, *event.attended, *(figure.at for figure in event.figures)]
    assert len(quotations) > 100
    for quotation in quotations:
        text = (CONTENT / quotation.source).read_text(encoding="utf-8")
        assert quotation.quote in text, str(quotation.where)


def test_all_people_of_the_attendance_lists_have_an_authority() -> None:
    people = {e.name for e in read_authorities(CONTENT / "authority").entries if e.kind == "person"}
    for capture in (CONTENT / "sources").glob("*.txt"):
        for line in capture.read_text(encoding="utf-8").splitlines():
            line = line.replace('<p cms-style="font-L">', "").strip("\u3000 ")
            if line.startswith("高广滨、") and "张思惠" not in line:
                names = line.split("参加会议")[0].split("在各会场")[0].split("、")
                assert set(names) <= people


def test_ids_are_of_their_kind_and_given_once() -> None:
    authorities = read_authorities(CONTENT / "authority")
    kinds = [(e.id, e.kind) for e in authorities.entries] + [
        (e.id, "event") for e in authorities.events
    ]
    assert len({identifier for identifier, _ in kinds}) == len(kinds)
    assert all(is_valid(identifier, PREFIXES[kind]) for identifier, kind in kinds)


def test_a_good_entry_is_read_with_its_name_among_the_forms() -> None:
    (entry,) = parse_authorities({"people.toml": GOOD}).entries
    assert (entry.id, [f.text for f in entry.forms], entry.roles, entry.reviewed) == (
        "p5b3r3w", ["景俊海"], ("省委书记",), True,
    )  # fmt: skip
    assert entry.attested[0].where.line == 5


@pytest.mark.parametrize(
    ("file", "text", "message", "line"),
    [
        ("people.toml", GOOD.replace("roles", "rolls"), "unknown key 'rolls'", 4),
        ("people.toml", GOOD.replace("p5b3r3w", "p5b3r3x"), "not an id of this kind", 2),
        ("people.toml", GOOD.replace("p5b3r3w", "d7h3kq4"), "not an id of this kind", 2),
        ("people.toml", GOOD.replace('name = "景俊海"', 'name = "景海"'), "no quotation has the form '景海'", 3),
        ("people.toml", GOOD.replace('["省委书记"]', '["省长"]'), "no quotation has the role '省长'", 4),
        ("people.toml", GOOD.replace('["省委书记"]', '"省委书记"'), "roles is not a list", 4),
        ("people.toml", GOOD.split("attested")[0], "nothing attests '景俊海'", 3),
        ("people.toml", GOOD.replace("quote =", "qoute ="), "attested needs source and quote", 5),
        ("people.toml", GOOD + GOOD, "the id 'p5b3r3w' is given twice", 6),
        ("people.toml", GOOD.replace('"景俊海"\n', "景俊海\n"), "not valid TOML", 3),
        ("people.toml", GOOD.replace("[[person]]", "[[people]]"), "unknown table 'people'", 1),
        ("poeple.toml", GOOD, "unknown authority file", 0),
        ("events.toml", '[[event]]\nid = "v826qb4"\ndate = "2022-02-30"\ntitle = "会"\nreports = [{ source = "s", quote = "会" }]\n',
         "'2022-02-30' is not a date", 3),
        ("events.toml", '[[event]]\nid = "v826qb4"\ndate = "2022-02-03"\nkind = "metting"\ntitle = "会"\nreports = [{ source = "s", quote = "会" }]\n',
         "unknown kind 'metting'", 4),
        ("works.toml", '[[work]]\nsame = "yes"\nreason = "x"\nwitnesses = [{ source = "s", quote = "会" }, { source = "t", quote = "会" }]\n',
         "same is neither true nor false", 2),
    ],
)  # fmt: skip
def test_each_mistake_is_shown_at_its_line(file: str, text: str, message: str, line: int) -> None:
    with pytest.raises(ContentErrors) as caught:
        parse_authorities({file: text})
    errors = [error for error in caught.value.errors if message in error.what]
    assert errors, str(caught.value)
    assert errors[0].where.line == line
    assert errors[0].next_step


def test_all_mistakes_are_shown_at_once() -> None:
    with pytest.raises(ContentErrors) as caught:
        parse_authorities({"people.toml": GOOD.replace("roles", "rolls").replace("p5b3r3w", "p1")})
    assert len(caught.value.errors) >= 2


def test_the_files_are_plain_toml() -> None:
    for path in (CONTENT / "authority").glob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))
