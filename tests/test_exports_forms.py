"""Each form of a document is read by the clients that read it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import jsonschema
import pytest
from lxml import etree

from edition.checks.host import read_headers
from edition.config import Config
from edition.exports import EXPORTS, export_all
from edition.exports.citation import citations, head_metadata
from edition.exports.tei import write_tei
from edition.model import Action, Certainty, Change, Edition, Output, Register, Tombstone
from edition.render import render_site
from tests.factory import MEETING, NOTICE, POST, sample_config, sample_edition, sample_rules
from tests.lifecycle import Collection, Text

ROOT = Path(__file__).parent.parent
CLIENTS = ROOT / ".cache/clients/bin"
BASE = "https://host.example/path/"
TEI = {"t": "http://www.tei-c.org/ns/1.0"}
needs_clients = pytest.mark.skipif(
    not CLIENTS.exists(), reason="run `make test`, which sets up the outside checkers"
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return sample_edition()


@pytest.fixture(scope="module")
def outputs(edition: Edition) -> Mapping[str, bytes]:
    return {output.path: output.data for output in export_all(edition, sample_config(BASE))}


@pytest.fixture(scope="module")
def site(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for output in make_site(edition, sample_config(BASE)):
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.data)
    return folder


def make_site(edition: Edition, config: Config) -> Iterator[Output]:
    """Make pages and exports as the pipeline does."""
    yield from render_site(
        edition, config, rules=sample_rules(), templates=ROOT / "templates",
        citations=lambda d, language: citations(d, edition, config, language),
        head=lambda d, number: head_metadata(d, edition, config, version=number),
    )  # fmt: skip
    yield from export_all(edition, config)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    made = Collection(tmp_path_factory.mktemp("content") / "ledger.jsonl")
    made.texts = {"a": Text("调度会召开", ["省委书记主持召开会议。", "会议强调，要压实责任。"])}
    made.build()
    made.release("2026-07-01", "第一次发布")
    return made.build()[1]


def test_every_export_is_in_the_table_and_no_two_claim_one_path(edition: Edition) -> None:
    paths = [o.path for export in EXPORTS.values() for o in export(edition, sample_config())]
    assert len(paths) == len(set(paths))
    wanted = {"text.txt", "page.md", "document.json", "tei.xml", "prov.json", "cite.csl.json", "cite.ris", "cite.bib", "linkset.json"}  # fmt: skip
    for document in edition.documents:
        assert {f"d/{document.id}/{name}" for name in wanted} <= set(paths)
    assert {"catalog.json", "feed.xml", "sitemap.xml", "robots.txt", "ro-crate-metadata.json", "_redirects", "_headers"} <= set(paths)  # fmt: skip


def test_every_form_is_utf8_and_has_no_machine_path(outputs: Mapping[str, bytes]) -> None:
    for path, data in outputs.items():
        text = data.decode()
        assert "\r" not in text or path.endswith(".ris"), path
        assert str(ROOT) not in text, path


# --- Text, Markdown, JSON -----------------------------------------------------------------------


def test_the_plain_text_is_the_text_alone(outputs: Mapping[str, bytes]) -> None:
    text = outputs[f"d/{MEETING}/text.txt"].decode()
    assert text.startswith(
        "景俊海在全省疫情防控工作调度会上强调\n紧盯目标尽锐出战 咬紧牙关坚持到底\n韩俊江泽林出席\n\n"
    )
    assert text.endswith("李伟参加会议。\n")
    assert "记者黄莺" not in text
    catalog = json.loads(outputs["catalog.json"])
    entry = next(d for d in catalog["documents"] if d["id"] == MEETING)
    assert hashlib.sha256(text.encode()).hexdigest() == entry["text_sha256"]


def test_links_between_markdown_forms_lead_to_markdown_forms(outputs: Mapping[str, bytes]) -> None:
    for path, data in outputs.items():
        if path.endswith("/page.md"):
            for link in re.findall(r"\]\(<?([^)#>\s]+\.md)", data.decode()):
                target = (Path(path).parent / link).as_posix()
                assert str(Path("/", target).resolve())[1:] in outputs, f"{path}: {link}"


def test_the_json_accounts_for_every_piece(outputs: Mapping[str, bytes], edition: Edition) -> None:
    for document in edition.documents:
        told = json.loads(outputs[f"d/{document.id}/document.json"])
        raw = edition.source_by_hash[document.source].source.text
        for block in told["blocks"]:
            assert block["text"] == "".join(piece["text"] for piece in block["pieces"])
            for piece in block["pieces"]:
                if piece["fate"] == "kept":
                    assert raw[slice(*piece["span"])] == piece["text"]
        numbers = {act["id"] for act in told["interventions_in_full"]}
        used = {
            n for block in told["blocks"] for piece in block["pieces"] for n in piece.get("by", ())
        }
        assert used <= numbers
        assert all(
            act["reason"]["zh"] and act["reason"]["en"] for act in told["interventions_in_full"]
        )


def test_a_version_has_its_own_forms(released: Mapping[str, bytes]) -> None:
    (place,) = [
        p.removesuffix("text.txt") for p in released if re.fullmatch(r"d/\w+/v1/text.txt", p)
    ]
    assert released[place + "text.txt"] == released[place.replace("v1/", "") + "text.txt"]
    assert json.loads(released[place + "document.json"])["version"] == 1
    item = json.loads(released[place + "cite.csl.json"])[0]
    assert item["URL"] == f"https://edition.example/{place}"
    for name in ("page.md", "cite.ris", "cite.bib", "linkset.json", "index.html"):
        assert place + name in released


# --- TEI ----------------------------------------------------------------------------------------


def test_tei_is_valid_against_tei_all(site: Path, tmp_path: Path) -> None:
    if not shutil.which("jing"):
        pytest.skip("jing is not installed")
    files = [*site.glob("d/*/tei.xml"), *site.glob("works/*/tei.xml")]
    run = subprocess.run(
        ["jing", ROOT / "tests/schemas/tei_all.rng", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    broken = tmp_path / "broken.xml"
    broken.write_text(files[0].read_text("utf-8").replace("<body>", "<body><nonsense/>"), "utf-8")
    assert subprocess.run(["jing", ROOT / "tests/schemas/tei_all.rng", broken], capture_output=True, check=False).returncode  # fmt: skip


def test_tei_tells_what_an_editor_lets_stand(edition: Edition) -> None:
    document = edition.document_by_id[NOTICE]
    suspected = next(i for i in document.interventions if i.action is Action.MARK)
    held = replace(suspected, action=Action.STET, agent="某编者", certainty=Certainty.CERTAIN)
    acts = tuple(held if i is suspected else i for i in document.interventions)
    root = ET.fromstring(write_tei(replace(document, interventions=acts), edition, sample_config()))
    (stands,) = root.iterfind(".//t:p/t:orig", TEI)
    assert (stands.text, stands.get("cert")) == ("省委书记水战", "high")


def test_tei_tells_every_editorial_change_with_agent_certainty_and_rule(edition: Edition) -> None:
    documents = edition.document_by_id
    root = ET.fromstring(write_tei(documents[POST], edition, sample_config()))
    (corr,) = [c for c in root.iterfind(".//t:corr", TEI) if c.text == "，"]
    assert corr.attrib == {"resp": "#machine", "cert": "high", "ana": "#rule-W301"}
    notice = ET.fromstring(write_tei(documents[NOTICE], edition, sample_config()))
    assert [s.text for s in notice.iterfind(".//t:surplus", TEI)] == ["吉林决战决胜键阶"]
    suspected = list(notice.iterfind(".//t:p/t:sic", TEI))
    assert [(s.text, s.get("cert")) for s in suspected] == [("省委书记水战", "low")]
    editors = {
        r.get("{http://www.w3.org/XML/1998/namespace}id")
        for r in notice.iterfind(".//t:respStmt", TEI)
    }
    assert editors == {"machine", "editor-1"}
    meeting = ET.fromstring(write_tei(documents[MEETING], edition, sample_config()))
    assert len(list(meeting.iterfind(".//t:gap", TEI))) == 1
    for tree in (root, notice, meeting):
        ids = {e.get("{http://www.w3.org/XML/1998/namespace}id") for e in tree.iter()}
        for element in tree.iter():
            for name in ("resp", "ana"):
                assert element.get(name, "#machine")[1:] in ids


def test_the_text_of_tei_is_the_text(edition: Edition) -> None:
    for document in edition.documents:
        root = ET.fromstring(write_tei(document, edition, sample_config()))
        for choice in list(root.iterfind(".//t:choice", TEI)):
            choice.remove(choice[0])
        for surplus in root.iterfind(".//t:surplus", TEI):
            surplus.text = ""
        by_id = {e.get("{http://www.w3.org/XML/1998/namespace}id"): e for e in root.iter()}
        for block in document.paragraphs:
            element = by_id[block.anchor]
            found = "".join(element.itertext())
            assert re.sub(r"\s", "", found) == re.sub(r"\s", "", block.text), block.anchor


def test_tei_survives_characters_that_xml_forbids(edition: Edition) -> None:
    document = edition.document_by_id[POST]
    claims = tuple(replace(c, value=c.value + "\x00\x0b\ufffe") for c in document.claims)
    ET.fromstring(write_tei(replace(document, claims=claims), edition, sample_config()))


# --- PROV, links, feed, sitemap, crate ----------------------------------------------------------


def test_prov_is_read_by_the_prov_library(outputs: Mapping[str, bytes], edition: Edition) -> None:
    from prov.model import ProvActivity, ProvAgent, ProvDocument, ProvEntity

    for document in edition.documents:
        read = ProvDocument.deserialize(content=outputs[f"d/{document.id}/prov.json"].decode())
        labels = {str(a.label) for a in read.get_records(ProvActivity)}
        assert {"read", "divide", "clean", "publish"} <= labels
        assert ("decide" in labels) == (document.id == NOTICE)
        assert len(list(read.get_records(ProvEntity))) >= 5
        assert any("accountable-edition" in str(a.label) for a in read.get_records(ProvAgent))


def test_typed_links_are_found_by_signposting(edition: Edition) -> None:
    """A FAIR Signposting client finds the same links in headers, page and link set."""
    from signposting import find_signposting_html, find_signposting_http
    from signposting.linkset import find_signposting_linkset

    with serving(edition) as address:
        page = f"{address}d/{POST}/"
        by_http, by_html = find_signposting_http(page), find_signposting_html(page)
        for found in (by_http, by_html):
            assert str(found.citeAs.target) == page
            assert {str(link.target) for link in found.linksets} == {f"{page}linkset.json"}
            assert f"{page}cite.csl.json" in {str(link.target) for link in found.describedBy}
            types = {str(link.target) for link in found.types}
            assert types == {"https://schema.org/NewsArticle", "https://schema.org/AboutPage"}
        about = find_signposting_linkset(f"{page}linkset.json").for_context(page)
        assert str(about.citeAs.target) == page
        described = {str(link.target) for link in about.describedBy}
        assert described == {str(link.target) for link in by_html.describedBy}


@contextmanager
def serving(edition: Edition) -> Iterator[str]:
    """Serve the site of an edition on this machine, with its headers."""
    files: dict[str, bytes] = {}
    headers: dict[str, list[tuple[str, str]]] = {}
    kinds = {"html": "text/html", "json": "application/json"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/") + ("index.html" if self.path.endswith("/") else "")
            linkset = path.endswith("linkset.json")
            kind = kinds.get(path.rpartition(".")[2], "text/plain")
            self.send_response(200 if path in files else 404)
            self.send_header("Content-Type", "application/linkset+json" if linkset else kind)
            for name, value in headers.get(self.path, ()):
                if name == "link":
                    self.send_header("Link", value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(files.get(path, b""))

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        for output in make_site(edition, sample_config(address)):
            files[output.path] = output.data
        headers |= dict(read_headers(files["_headers"].decode()))
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


def test_the_feed_tells_what_is_new_revised_and_withdrawn() -> None:
    def change(date: str, event: str, version: int) -> Change:
        return Change(
            date, event, POST, "document", f"/d/{POST}/", version, "题 & <名>", "理由", "编者"
        )

    register = Register(
        changes=(change("2026-07-03", "withdrawn", 2), change("2026-07-02", "revised", 2), change("2026-07-01", "revised", 1))
    )  # fmt: skip
    (output,) = EXPORTS["feed"](replace(sample_edition(), register=register), sample_config(BASE))
    root = ET.fromstring(output.data)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [c.get("term") for c in root.iter(f"{atom}category")] == ["withdrawn", "revised", "new"]
    assert root.findtext(f"{atom}updated") == "2026-07-03T00:00:00Z"
    assert root.findtext(f"{atom}entry/{atom}title") == "撤回：题 & <名> v2"
    names = [e.findtext(f"{atom}id") for e in root.iter(f"{atom}entry")]
    assert len(set(names)) == 3
    stone = Tombstone(
        POST, "document", f"/d/{POST}/", (), "题", "", "2026-07-03", "理由", "编者", "", "", ""
    )
    gone = replace(register, tombstones=(stone,))
    (output,) = EXPORTS["feed"](replace(sample_edition(), register=gone), sample_config(BASE))
    assert [c.get("term") for c in ET.fromstring(output.data).iter(f"{atom}category")] == [
        "withdrawn"
    ]


def test_the_sitemap_is_valid_and_names_pages_that_are_there(site: Path) -> None:
    schema = etree.XMLSchema(etree.parse(ROOT / "node_modules/sitemap/schema/sitemap.xsd"))
    tree = etree.parse(site / "sitemap.xml")
    schema.assertValid(tree)
    for place in tree.getroot().iter("{*}loc"):
        path = place.text.removeprefix(BASE)
        assert (site / path / "index.html").is_file(), path


@needs_clients
@pytest.mark.slow
def test_the_crate_is_valid(site: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [CLIENTS / "python", ROOT / "tests/crate_offline.py", site],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_crate_names_files_that_are_there(site: Path) -> None:
    crate = json.loads((site / "ro-crate-metadata.json").read_text("utf-8"))
    files = [e for e in crate["@graph"] if e["@type"] == "File"]
    assert len(files) > 10
    assert all((site / e["@id"]).is_file() for e in files)
    ids = [e["@id"] for e in crate["@graph"]]
    assert len(ids) == len(set(ids))


# --- Real clients on real pages -----------------------------------------------------------------


@needs_clients
def test_extruct_reads_the_news_article(site: Path, edition: Edition) -> None:
    page = site / f"d/{POST}/index.html"
    script = "import extruct,json,sys;print(json.dumps(extruct.extract(sys.stdin.read(),syntaxes=['json-ld','opengraph','dublincore'])))"
    run = subprocess.run(
        [CLIENTS / "python", "-c", script], input=page.read_text("utf-8"), capture_output=True, text=True, check=True
    )  # fmt: skip
    found = json.loads(run.stdout)
    (article,) = found["json-ld"]
    assert article["@type"] == ["NewsArticle", "ArchiveComponent"]
    assert article["headline"] == edition.document_by_id[POST].title
    assert article["author"] == [{"@type": "Person", "name": "黄鹭"}]
    assert ["og:type", "article"] in found["opengraph"][0]["properties"]


def test_html_metadata_reads_the_citation(site: Path, edition: Edition) -> None:
    script = """
    const cheerio = require('cheerio'), meta = require('html-metadata');
    meta.parseAll(cheerio.load(require('fs').readFileSync(0, 'utf8'))).then(r => console.log(JSON.stringify(r)));
    """
    run = subprocess.run(
        ["node", "-e", script], input=(site / f"d/{POST}/index.html").read_text("utf-8"),
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    found = json.loads(run.stdout)
    document = edition.document_by_id[POST]
    assert found["highwirePress"]["title"] == document.title
    assert found["highwirePress"]["author"] in ("黄鹭", ["黄鹭"])
    assert found["highwirePress"]["publication_date"] == "2022-03-20"
    assert found["dublinCore"]["source"] == "吉林日报"
    assert found["openGraph"]["title"] == document.title
    assert found["general"]["canonical"] == f"{BASE}d/{POST}/"


def test_the_head_of_a_page_has_one_canonical_link(site: Path) -> None:
    for page in site.glob("d/*/index.html"):
        assert page.read_text("utf-8").count('rel="canonical"') == 1


def test_the_citation_item_is_valid_csl_json(outputs: Mapping[str, bytes]) -> None:
    """Follow the parts of the CSL data schema 1.0.2 that the item uses."""
    schema = {
        "type": "object",
        "required": ["id", "type", "title", "URL"],
        "properties": {
            "type": {"const": "article-newspaper"},
            "issued": {
                "type": "object",
                "properties": {
                    "date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}},
                    "circa": {"type": ["string", "number", "boolean"]},
                },
                "additionalProperties": False,
            },
            "author": {"type": "array", "items": {"type": "object", "properties": {"literal": {"type": "string"}}, "additionalProperties": False}},
            "custom": {"type": "object"},
            **{name: {"type": "string"} for name in ("id", "title", "container-title", "URL", "archive", "archive_location", "version", "language", "note")},
        },
        "additionalProperties": False,
    }  # fmt: skip
    for path, data in outputs.items():
        if path.endswith("cite.csl.json"):
            (item,) = json.loads(data)
            jsonschema.validate(item, schema)


@pytest.mark.slow
def test_linkinator_finds_no_broken_link_or_fragment(edition: Edition) -> None:
    with serving(edition) as address:
        run = subprocess.run(
            ["npx", "linkinator", address, "--recurse", "--check-fragments", "--format", "json", "--skip", f"^(?!{address})|/pagefind/"],  # the index is made apart
            capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
        )  # fmt: skip
    found = json.loads(run.stdout)
    broken = [
        (link["url"], link["parent"], link["status"])
        for link in found["links"]
        if link["state"] == "BROKEN"
    ]
    assert broken == []
    assert sum(link["state"] == "OK" for link in found["links"]) > 100
