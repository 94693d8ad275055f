"""A work in TEI: valid, and each witness can be read off it exactly."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from edition.exports.tei_work import work_as_tei
from edition.model import Edition
from edition.relate import relate
from edition.relate.authority import Authorities
from tests.relate_helpers import CONFIG, MEETING, document

TEI = "{http://www.tei-c.org/ns/1.0}"
RNG = Path(__file__).parent / "schemas" / "tei_all.rng"
MOVED = [MEETING[1], MEETING[0].replace("果断", "果敢 & <坚决>"), MEETING[2]]
DOCUMENTS = (
    document("d7h3kq4", *MEETING, title="甲", byline="黄鹭", publisher="某网", published="2022-03-20"),
    document("d3k7n21", *MOVED, title="乙", byline="黄莺", publisher="某报", published="2022-03-21"),
    document("d5f2wq6", MEETING[0], MEETING[1] + MEETING[2].replace("张恩惠", "张思惠"), form="newspaper-ocr", publisher="丙"),
)  # fmt: skip


def edition() -> Edition:
    return Edition((), DOCUMENTS, relate(DOCUMENTS, Authorities(), CONFIG))


def read_off(element: ET.Element, witness: str) -> str:
    text = element.text or ""
    for child in element:
        if child.tag == f"{TEI}app":
            chosen = [r for r in child if f"#{witness}" in (r.get("wit") or "").split()]
            text += "".join(read_off(reading, witness) for reading in chosen)
        text += child.tail or ""
    return text


def test_each_witness_can_be_read_off_exactly() -> None:
    made = edition()
    (work,) = made.relations.works
    root = ET.fromstring(work_as_tei(work, made))
    paragraphs = [p for p in root.iter(f"{TEI}p") if p.get("n", "").isdigit()]
    for one in DOCUMENTS:
        text = "".join(read_off(p, one.id) for p in paragraphs)
        assert text == "".join(block.text for block in one.paragraphs)


def test_the_apparatus_names_kinds_and_the_other_place_of_a_moved_passage() -> None:
    made = edition()
    root = ET.fromstring(work_as_tei(made.relations.works[0], made))
    apps = list(root.iter(f"{TEI}app"))
    assert {"transposition", "name"} <= {app.get("type") for app in apps}
    moved = [app for app in apps if app.get("corresp")]
    names = {app.get("{http://www.w3.org/XML/1998/namespace}id") for app in apps}
    assert moved
    assert all((app.get("corresp") or "").removeprefix("#") in names for app in moved)


@pytest.mark.skipif(not shutil.which("jing") or not RNG.exists(), reason="jing checks TEI")
def test_a_work_is_valid_tei(tmp_path: Path) -> None:
    made = edition()
    path = tmp_path / "work.xml"
    path.write_text(work_as_tei(made.relations.works[0], made), encoding="utf-8")
    result = subprocess.run(
        ["jing", str(RNG), str(path)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout
