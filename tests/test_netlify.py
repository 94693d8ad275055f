"""The host does what the ledger says: proven by Netlify's own parsers and, slowly, by its own server."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from edition.checks.host import read_headers
from edition.exports.netlify import PAGE_POLICY, RAW_POLICY
from edition.ledger import new_id
from edition.release import merge, rename, save_changes, withdraw
from tests.lifecycle import Collection, Text

ROOT = Path(__file__).parent.parent
HOW = {"date": "2026-07-02", "reason": "来源要求", "by": "编者"}


class Ids(NamedTuple):
    """What became of the documents."""

    kept: str
    gone: str
    old: str
    new: str
    merged: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, bytes], Ids]:
    """Build a site with a kept, a withdrawn, a renamed and a merged document."""
    folder = tmp_path_factory.mktemp("netlify")
    made = Collection(folder / "content" / "ledger.jsonl")
    made.people = {new_id("person", (), "x"): "景俊海"}
    made.texts = {
        "a": Text("调度会召开", ["省委书记主持召开会议。", "会议强调，要压实责任。"]),
        "b": Text("患者治愈出院", ["全省新增治愈出院患者一百零一例。"]),
        "c": Text("新闻发布会", ["省政府新闻办今日举行第四十一场发布会。"]),
        "d": Text("调度会摘要", ["会议强调，要压实责任。"]),
    }
    made.build()
    made.release("2026-07-01", "第一次发布")
    of = {r.path[8:9]: r.id for r in made.ledger.registrations.values() if r.kind == "document"}
    save_changes(
        withdraw(of["b"], made.edition(), made.ledger, made.config, **HOW), made.ledger_path
    )
    save_changes(rename(of["c"], made.ledger, **HOW), made.ledger_path)
    save_changes(merge(of["d"], of["a"], made.ledger, **HOW), made.ledger_path)
    _, outputs = made.build()
    for path, data in outputs.items():
        (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / path).write_bytes(data)
    new = made.ledger.find(of["c"])
    assert new is not None
    return folder, outputs, Ids(of["a"], of["b"], of["c"], new.id, of["d"])


PARSE = """
Promise.all([import('@netlify/redirect-parser'), import('@netlify/headers-parser')]).then(async ([r, h]) => {
  const [redirects, headers, config] = process.argv.slice(1);
  const options = {netlifyConfigPath: config, minimal: true};
  console.log(JSON.stringify({
    redirects: await r.parseAllRedirects({redirectsFiles: [redirects], ...options}),
    headers: await h.parseAllHeaders({headersFiles: [headers], ...options}),
  }, (key, value) => value instanceof Error ? value.message : value));
});
"""


@pytest.fixture(scope="module")
def parsed(site: tuple[Path, Mapping[str, bytes], Ids]) -> dict[str, Any]:
    folder = site[0]
    run = subprocess.run(
        ["node", "-e", PARSE, folder / "site/_redirects", folder / "site/_headers", ROOT / "netlify.toml"],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    return dict(json.loads(run.stdout))


def test_netlifys_own_parsers_find_no_error(parsed: dict[str, Any]) -> None:
    assert parsed["redirects"]["errors"] == []
    assert parsed["headers"]["errors"] == []


def test_every_redirect_is_permanent_and_every_withdrawal_gone(
    site: tuple[Path, Mapping[str, bytes], Ids], parsed: dict[str, Any]
) -> None:
    ids = site[2]
    rules = {
        rule["from"]: (rule["to"], rule["status"], rule["force"])
        for rule in parsed["redirects"]["redirects"]
    }
    assert rules[f"/d/{ids.gone}/*"] == (f"/gone/{ids.gone}/index.html", 410, True)
    assert rules[f"/d/{ids.old}"[:] + "/"] == (f"/d/{ids.new}/", 301, True)
    assert rules[f"/d/{ids.old}/v1/"] == (f"/d/{ids.new}/v1/", 301, True)
    assert rules[f"/d/{ids.merged}/"] == (f"/d/{ids.kept}/#from-{ids.merged}", 301, True)
    assert rules[f"/en/d/{ids.gone}/*"][1] == 410
    lines = [r for r in site[1]["_redirects"].decode().splitlines() if not r.startswith("#")]
    assert len(rules) == len(lines)
    assert {status for _, status, _ in rules.values()} == {301, 410}


def test_headers_reach_the_parser_as_they_were_meant(
    site: tuple[Path, Mapping[str, bytes], Ids], parsed: dict[str, Any]
) -> None:
    rules = {rule["for"]: rule["values"] for rule in parsed["headers"]["headers"]}
    ours = read_headers(site[1]["_headers"].decode())
    for path, headers in ours:
        for name, value in headers:
            found = {key.lower(): text for key, text in rules[path].items()}[name]
            assert value in found, (path, name)
    raw = rules["/sources/:capture/raw.txt"]
    assert raw["Content-Security-Policy"] == RAW_POLICY
    assert (raw["X-Robots-Tag"], raw["Content-Type"]) == ("noindex", "text/plain; charset=utf-8")
    assert rules["/d/*"]["Content-Security-Policy"] == PAGE_POLICY
    everywhere = rules["/*"]
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert everywhere["Referrer-Policy"] == "no-referrer"
    assert set(everywhere).isdisjoint({"Content-Security-Policy", "Cache-Control", "Link"})


def test_paths_are_ascii_and_pages_have_one_policy(
    site: tuple[Path, Mapping[str, bytes], Ids],
) -> None:
    outputs = site[1]
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", path) for path in outputs)
    assert outputs["_headers"].isascii()
    assert outputs["_redirects"].isascii()


def test_the_settings_build_with_the_readmes_command_and_a_pinned_python() -> None:
    import tomllib

    settings = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    command = settings["build"]["command"]
    assert command in (ROOT / "README.md").read_text("utf-8")
    assert settings["build"]["publish"] == "site"
    assert re.fullmatch(r"3\.\d+(\.\d+)?", settings["build"]["environment"]["PYTHON_VERSION"])
    assert "redirects" not in settings


def test_ten_thousand_withdrawals_are_parsed_without_error(tmp_path: Path) -> None:
    rows = [f"/d/x{n:05d}/* /gone/x{n:05d}/index.html 410!" for n in range(10_000)]
    (tmp_path / "_redirects").write_text("\n".join(rows))
    (tmp_path / "_headers").write_text("/a\n  X-A: b\n")
    run = subprocess.run(
        ["node", "-e", PARSE, tmp_path / "_redirects", tmp_path / "_headers", ROOT / "netlify.toml"],
        capture_output=True, text=True, check=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    found = json.loads(run.stdout)["redirects"]
    assert (len(found["redirects"]), found["errors"]) == (10_000, [])


# --- Netlify's own server -----------------------------------------------------------------------

CLI = ROOT / "tests/netlify/node_modules/.bin/netlify"


@pytest.fixture(scope="module")
def server(site: tuple[Path, Mapping[str, bytes], Ids]) -> Iterator[str]:
    if not CLI.exists():
        pytest.skip("Netlify's server is not installed; run `make test-netlify`")
    folder = site[0]
    shutil.copy(ROOT / "netlify.toml", folder / "netlify.toml")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = folder / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "CI": "1", "NETLIFY_TELEMETRY_DISABLED": "1"}
    process = subprocess.Popen(
        [CLI, "dev", "--offline", "--no-open", "--internal-disable-edge-functions", "-p", str(port), "--dir", "site"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/robots.txt", timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, (
                    process.stdout.read().decode() if process.stdout else ""
                )
                time.sleep(0.5)
        else:
            pytest.fail("Netlify's server did not start")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(address: str) -> tuple[int, Mapping[str, str], bytes]:
    """Ask without following redirects."""
    try:
        with urllib.request.build_opener(_Stay).open(address, timeout=20) as answer:
            return answer.status, dict(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers.items()), error.read()


@pytest.mark.slow
def test_netlifys_server_answers_as_the_ledger_says(
    site: tuple[Path, Mapping[str, bytes], Ids], server: str
) -> None:
    _, outputs, ids = site
    status, headers, body = ask(f"{server}/d/{ids.kept}/")
    found = {name.lower(): value for name, value in headers.items()}
    assert (status, body) == (200, outputs[f"d/{ids.kept}/index.html"])
    assert found["content-security-policy"] == PAGE_POLICY
    assert 'rel="cite-as"' in found["link"]
    assert 'rel="linkset"' in found["link"]
    assert found["x-content-type-options"] == "nosniff"
    for place in ("", "v1/", "text.txt"):
        status, _, body = ask(f"{server}/d/{ids.gone}/{place}")
        assert (status, body) == (410, outputs[f"gone/{ids.gone}/index.html"]), place
    status, headers, _ = ask(f"{server}/d/{ids.old}/")
    assert (status, headers["location"] if "location" in headers else headers["Location"]) == (301, f"/d/{ids.new}/")  # fmt: skip
    status, headers, _ = ask(f"{server}/d/{ids.merged}/")
    place = {name.lower(): value for name, value in headers.items()}["location"]
    assert (status, place) == (301, f"/d/{ids.kept}/#from-{ids.merged}")
    assert ask(f"{server}/d/{ids.merged}/v1/")[0] == 200
    status, _, body = ask(f"{server}/d/nothing/")
    assert (status, body) == (404, outputs["404.html"])
    raw = next(path for path in outputs if path.endswith("raw.txt"))
    status, headers, body = ask(f"{server}/{raw}")
    found = {name.lower(): value for name, value in headers.items()}
    assert (status, body) == (200, outputs[raw])
    assert found["content-security-policy"] == RAW_POLICY
    assert found["x-robots-tag"] == "noindex"
    assert found["content-type"].startswith("text/plain")
    source = raw.removesuffix("raw.txt")
    _, headers, _ = ask(f"{server}/{source}")
    assert {n.lower(): v for n, v in headers.items()}["content-security-policy"] == PAGE_POLICY
