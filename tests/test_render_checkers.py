"""The Nu HTML checker finds no error on any page, and stylelint none in the styles."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from edition.render import render_site
from tests.factory import sample_config, sample_edition, sample_rules

ROOT = Path(__file__).parent.parent
CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
EMPTY = '{"messages": []}'
STYLELINT = ROOT / "node_modules" / ".bin" / "stylelint"


@pytest.mark.skipif(
    not CHECKER.exists() or not shutil.which("java"), reason="the checker is not installed"
)
def test_every_page_is_valid_html(tmp_path: Path) -> None:
    outputs = render_site(
        sample_edition(), sample_config(), rules=sample_rules(), templates=ROOT / "templates"
    )
    for output in outputs:
        if output.path.endswith(".html"):
            path = tmp_path / output.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(output.data)
    command = ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", CHECKER, "--skip-non-html", "--errors-only",
               "--format", "json", tmp_path]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr or done.stdout or EMPTY)["messages"]
    assert [(m["url"], m.get("lastLine"), m["message"]) for m in messages] == []


@pytest.mark.skipif(not STYLELINT.exists(), reason="stylelint is not installed")
def test_the_styles_are_clean() -> None:
    done = subprocess.run(
        [STYLELINT, "--formatter", "compact", "templates/assets/*.css"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
