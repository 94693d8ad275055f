"""What the project promises about its own files, so that a newcomer can rely on them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("runtime", "test", "dev")

# The texts that we edit may say anything, and say it for ever.
EDITED = ("content/sources/", "content/pages/", "content/ledger/")

# Written in pieces, or this file would be the first offender.
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:root|home|work|Users|tmp)/[A-Za-z0-9_.-]+")
INDEX_HOST = re.compile(r"https?://[^\s\"'<>]*(?:/" + "simple|registry" + r"\.|pythonhosted)")
TALK = re.compile(
    "[Ss]ub" + "agent|coding " + "agent|as the " + r"issue asks|\b[Ii]ssue " + r"#?\d+ (asks|says)"
)


def tracked() -> list[str]:
    """Give every file that git knows or would add, as a path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    return [name for name in names if (ROOT / name).is_file()]


def written_by_us() -> list[tuple[str, str]]:
    """Give the name and text of each file that is text and is not an edited text."""
    texts = []
    for name in tracked():
        data = (ROOT / name).read_bytes()
        if not name.startswith(EDITED) and b"\0" not in data[:8192]:
            texts.append((name, data.decode("utf-8", "replace")))
    return texts


def places(pattern: re.Pattern[str]) -> list[str]:
    """Give ``file:line: text`` for every match in what we wrote."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in written_by_us()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def names_in(path: str) -> set[str]:
    """Give the packages that a requirements input asks for, normalised."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return {re.sub(r"[-_.]+", "-", line).lower() for line in lines if re.match("[A-Za-z]", line)}


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))


# --- Nothing of one machine ----------------------------------------------------------------------


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    assert places(MACHINE_PATH) == []


def test_no_committed_file_names_a_package_index() -> None:
    assert places(INDEX_HOST) == []


def test_files_speak_of_the_edition_and_not_of_how_they_were_written() -> None:
    assert places(TALK) == []


def test_nothing_built_or_set_up_is_committed() -> None:
    built = ("site/", ".venv/", "node_modules/", ".cache/", ".hypothesis/")
    assert [name for name in tracked() if name.startswith(built) or "__pycache__" in name] == []


# --- Locks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", LAYERS)
def test_every_locked_package_is_pinned_and_hashed(layer: str) -> None:
    lock = (ROOT / f"requirements/{layer}.txt").read_text(encoding="utf-8")
    packages = [part for part in re.split(r"\n(?=\S)", lock) if not part.startswith("#")]
    assert len(packages) > 20
    loose = [p.split()[0] for p in packages if "==" not in p or not re.search("--hash=sha256:", p)]
    assert loose == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_package_asked_for_is_locked(layer: str) -> None:
    locked = (ROOT / f"requirements/{layer}.txt").read_text(encoding="utf-8")
    assert names_in(f"requirements/{layer}.in") <= set(
        re.findall(r"^([a-z0-9-]+)==", locked, flags=re.MULTILINE)
    )


def test_the_layers_of_locks_agree_on_versions() -> None:
    pins = [
        set(
            re.findall(
                r"^[a-z0-9-]+==\S+",
                (ROOT / f"requirements/{layer}.txt").read_text(encoding="utf-8"),
                flags=re.MULTILINE,
            )
        )
        for layer in LAYERS
    ]
    assert pins[0] <= pins[1] <= pins[2]


def test_the_lock_of_the_checkers_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('\n    "node_modules/')


def test_every_library_that_is_asked_for_has_its_reason() -> None:
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8").lower()
    asked = set().union(*(names_in(f"requirements/{layer}.in") for layer in LAYERS))
    assert sorted(name for name in asked if name not in reasons) == []


# --- Commands ------------------------------------------------------------------------------------


def test_help_lists_every_command_of_the_makefile() -> None:
    helped = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", helped.stdout, flags=re.MULTILINE))
    assert listed == make_targets()
    assert {"site", "test", "lint", "format", "watch", "bench", "clean", "help"} <= listed


def test_every_make_command_in_the_documents_exists() -> None:
    told = {
        (name, target)
        for name, text in written_by_us()
        if name.endswith(".md")
        for target in re.findall(r"(?:^|`|&& |\$ )make ([a-z][a-z-]*)", text, flags=re.MULTILINE)
    }
    assert ("README.md", "site") in told
    assert ("README.md", "test") in told
    assert sorted(pair for pair in told if pair[1] not in make_targets()) == []


def test_ci_runs_what_the_readme_tells_a_newcomer_to_run() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert script.index(" make site\n") < script.index(" make test\n")


@pytest.mark.parametrize("name", [".ci/run", "scripts/install-browser"])
def test_scripts_can_be_run_and_parse(name: str) -> None:
    assert (ROOT / name).stat().st_mode & 0o111
    subprocess.run(["bash", "-n", ROOT / name], check=True)


def test_netlify_builds_as_the_readme_says() -> None:
    netlify = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))
    assert netlify["build"]["command"] == "make site"
    assert netlify["build"]["publish"] == "site"
    assert netlify["build"]["environment"]["PYTHON_VERSION"].startswith("3.11")


# --- build.py finds its Python --------------------------------------------------------------------


def build_with(folder: Path, cli: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of build.py in ``folder`` with the code ``cli`` in the library's place."""
    (folder / "edition").mkdir(exist_ok=True)
    (folder / "edition/__init__.py").touch()
    (folder / "edition/cli.py").write_text(cli, encoding="utf-8")
    shutil.copy(ROOT / "build.py", folder)
    return subprocess.run(
        [sys.executable, folder / "build.py", *arguments],
        capture_output=True,
        check=False,
        text=True,
    )


def test_build_goes_on_in_the_environment_that_make_site_set_up(tmp_path: Path) -> None:
    venv.create(tmp_path / ".venv", with_pip=False)
    cli = "import sys\ndef main(): print(sys.prefix, sys.argv[1:]); return 1"
    run = build_with(tmp_path, cli, "--site", "甲 乙")
    assert run.stdout == f"{tmp_path / '.venv'} ['--site', '甲 乙']\n"
    assert run.returncode == 1


def test_build_uses_the_libraries_at_hand_where_nothing_was_set_up(tmp_path: Path) -> None:
    run = build_with(tmp_path, "import sys\ndef main(): print(sys.prefix); return 0")
    assert (run.returncode, run.stdout) == (0, f"{sys.prefix}\n")


def test_build_says_what_to_do_when_a_library_is_missing(tmp_path: Path) -> None:
    run = build_with(tmp_path, "def main():\n    import not_installed.part")
    assert run.returncode == 2
    assert run.stderr == (
        "The edition is not set up here: the library not_installed is missing.\n"
        "Run `make site`: it sets up .venv and builds.\n"
    )


def test_build_keeps_the_traceback_of_a_bug(tmp_path: Path) -> None:
    run = build_with(tmp_path, "import edition.missing")
    assert run.returncode == 1
    assert "Traceback" in run.stderr
    assert "No module named 'edition.missing'" in run.stderr


# --- Documents -----------------------------------------------------------------------------------


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{name}: {target}"
        for name, text in written_by_us()
        if name.endswith(".md")
        for target in re.findall(
            r"\]\((?!https?:|mailto:|#)([^)#\s]+)",
            re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL),
        )
        if not ((ROOT / name).parent / target).exists()
    ]
    assert broken == []


def test_decision_records_have_a_number_each_and_say_the_same_things() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [record.name[:4] for record in records]
    assert len(set(numbers)) == len(numbers)
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {record.name[:4]}. "), record.name
        assert re.search(r"^Status: \w+.* · \d{4}-\d\d-\d\d", text, flags=re.MULTILINE), record.name
        headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], record.name


def test_every_decision_record_that_is_referred_to_exists() -> None:
    records = {record.name[:4] for record in (ROOT / "docs/decisions").glob("*.md")}
    missing = [
        f"{name}: {number}"
        for name, text in written_by_us()
        for number in re.findall(r"[Dd]ecision (\d{4})\b", text)
        if number not in records
    ]
    assert missing == []


def test_the_code_has_a_licence_and_names_its_holder() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert licence.startswith("MIT License\n")
    assert "The Edition's contributors" in licence
    assert project["license"] == "MIT"


def test_the_changelog_has_a_place_for_the_next_change() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "\n## [Unreleased]\n" in text
    kinds = set(re.findall(r"^### (.+)$", text, flags=re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_captures_keep_their_bytes_in_git() -> None:
    """No line ending of a capture is ever rewritten by a checkout."""
    answer = subprocess.run(
        ["git", "check-attr", "text", "--", "content/sources/any.txt", "content/ledger/any"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert [line.split(": ")[-1] for line in answer.stdout.splitlines()] == ["unset", "unset"]
