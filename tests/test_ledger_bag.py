"""An archive can keep the edition, and an outsider can verify it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from edition.errors import EditionError
from edition.model import Output
from edition.release import make_bag, verify, write_bag
from tests.lifecycle import Collection, Text

ROOT = Path(__file__).parent.parent
BAGIT = ROOT / ".cache/clients/bin/bagit.py"


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    made = Collection(tmp_path_factory.mktemp("content") / "ledger.jsonl")
    made.texts = {
        "a": Text("调度会召开", ["省委书记主持召开会议。", "会议强调，要压实责任。"]),
        "b": Text("患者治愈出院", ["全省新增治愈出院患者一百零一例。"]),
    }
    made.build()
    made.release("2026-07-01", "第一次发布")
    made.texts["a"].paragraphs[1] = "会议强调，要压实各方责任。"
    made.release("2026-07-02", "校正")
    return made


@pytest.fixture
def bag(collection: Collection, tmp_path: Path) -> Path:
    edition = collection.edition()
    files = make_bag(edition, collection.ledger, collection.config, date="2026-07-03")
    assert files == make_bag(edition, collection.ledger, collection.config, date="2026-07-03")
    write_bag(files, tmp_path / "bag")
    return tmp_path / "bag"


@pytest.mark.skipif(
    not BAGIT.exists(), reason="run `make test`, which sets up the outside checkers"
)
def test_bagit_validates_the_bag(bag: Path) -> None:
    run = subprocess.run([BAGIT, "--validate", bag], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (bag / "data/sources/a.txt").write_text("别的", "utf-8")
    assert (
        subprocess.run([BAGIT, "--validate", bag], capture_output=True, check=False).returncode == 1
    )


def test_a_bag_has_captures_texts_ledger_and_versions(bag: Path, collection: Collection) -> None:
    names = {p.relative_to(bag).as_posix() for p in bag.rglob("*") if p.is_file()}
    (identifier,) = [
        r.id for r in collection.ledger.registrations.values() if r.path.endswith("a.txt")
    ]
    assert {
        "data/sources/a.txt",
        "data/catalog.json",
        "data/ledger/ledger.jsonl",
        f"data/ledger/versions/{identifier}/v2.md",
        f"data/texts/{identifier}/text.txt",
        f"data/texts/{identifier}/v1/text.txt",
        f"data/texts/{identifier}/tei.xml",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    } <= names


def test_an_existing_folder_is_never_written_into(bag: Path) -> None:
    with pytest.raises(EditionError, match="there is something already"):
        write_bag([Output("bagit.txt", b"")], bag)


def test_a_bag_proves_itself_and_any_changed_byte_is_told(bag: Path) -> None:
    found = verify(str(bag))
    assert found.right
    assert {f.verdict for f in found.findings} == {"known"}
    text = next(bag.glob("data/texts/*/v1/text.txt"))
    text.write_text(text.read_text("utf-8").replace("会议", "會議"), "utf-8")
    found = verify(str(bag))
    assert not found.right
    assert {f.name for f in found.findings if f.verdict == "changed"} == {text.relative_to(bag).as_posix()}  # fmt: skip
    text.unlink()
    assert "missing" in next(f for f in verify(str(bag)).findings if f.verdict == "changed").told.en


def test_a_bag_is_compared_with_a_ledger_that_one_trusts(bag: Path, collection: Collection) -> None:
    assert verify(str(bag), collection.ledger_path).right


def test_one_file_of_any_name_is_known_by_its_bytes(
    bag: Path, collection: Collection, tmp_path: Path
) -> None:
    mine = tmp_path / "下载.txt"
    shutil.copy(next(bag.glob("data/texts/*/v1/text.txt")), mine)
    (finding,) = verify(str(mine), collection.ledger_path).findings
    assert finding.verdict == "known"
    assert "v1 的文本" in finding.told.zh or "v1" in finding.told.en
    mine.write_text("另一篇", "utf-8")
    assert [f.verdict for f in verify(str(mine), collection.ledger_path).findings] == ["unknown"]


def test_the_site_is_verified_against_its_own_ledger(
    collection: Collection, tmp_path: Path
) -> None:
    _, outputs = collection.build()
    for path, data in outputs.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert verify(str(tmp_path)).right
    raw = next(tmp_path.glob("sources/*/raw.txt"))
    raw.write_bytes(raw.read_bytes() + b" ")
    assert not verify(str(tmp_path)).right


def test_a_list_of_addresses_is_fetched_and_verified(
    collection: Collection, tmp_path: Path
) -> None:
    _, outputs = collection.build()
    identifier = next(iter(collection.ledger.registrations))
    site = {f"https://edition.example/{path}": data for path, data in outputs.items()}
    wanted = f"https://edition.example/d/{identifier}/v1/text.txt"
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{wanted}\n\n", "utf-8")
    found = verify(str(listed), collection.ledger_path, fetch=site.__getitem__)
    assert [f.name for f in found.findings] == [wanted]
    assert found.right


def test_without_a_ledger_nothing_is_claimed(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("甲", "utf-8")
    with pytest.raises(EditionError, match="no ledger to compare with"):
        verify(str(tmp_path))
    with pytest.raises(EditionError, match="no such file"):
        verify(str(tmp_path / "nothing"))
