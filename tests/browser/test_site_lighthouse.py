"""Lighthouse on the four pages that most readers meet, against the local server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIGHTHOUSE = ROOT / "node_modules" / ".bin" / "lighthouse"
LEAST = {"performance": 0.95, "accessibility": 1, "best-practices": 1, "seo": 1}
"""Performance is 1 on an idle machine; what a busy one takes away says more of it than of the page."""


@pytest.mark.skipif(not LIGHTHOUSE.exists(), reason="lighthouse is not installed")
@pytest.mark.parametrize("kind", ["home", "document", "list", "search"])
def test_lighthouse_finds_nothing_to_mend(
    built_site: Path, built_address: str, tmp_path: Path, kind: str
) -> None:
    document = next(path.name for path in sorted((built_site / "d").iterdir()) if path.is_dir())
    address = {"home": "", "document": f"d/{document}/", "list": "documents/", "search": "search/"}
    report = tmp_path / "report.json"
    command = [LIGHTHOUSE, built_address + address[kind], "--quiet", "--preset=desktop", "--output=json", f"--output-path={report}",
               "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": "/usr/bin/chromium"}
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=180)
    found = json.loads(report.read_bytes())
    scores = {name: group["score"] for name, group in found["categories"].items()}
    failing = [
        name
        for group in found["categories"].values()
        for name in (entry["id"] for entry in group["auditRefs"] if entry["weight"])
        if found["audits"][name]["score"] not in (None, 1)
    ]
    assert all(scores[name] >= least for name, least in LEAST.items()), (scores, failing)
