"""One bag (BagIt, RFC 8493) for each release: all that an archive has to keep.

Raw captures, the text of every document and version, the ledger with its frozen files, and the
catalogue, each with its checksum. Nothing in it depends on this software: the texts are plain
text, Markdown, TEI and JSON.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from edition import __version__
from edition.config import Config
from edition.errors import EditionError
from edition.exports import EXPORTS
from edition.exports.addresses import GENERATOR
from edition.ledger import Ledger
from edition.model import Edition, Output

_TEXTS = ("text", "markdown", "json", "tei", "prov", "citations")


def make_bag(edition: Edition, ledger: Ledger, config: Config, *, date: str) -> tuple[Output, ...]:
    """Make the files of a bag; ``date`` is the day on which it is made (``--date``).

    The same edition, ledger and date give the same bytes.
    """
    payload = {output.path: output.data for output in _payload(edition, ledger, config)}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(payload.items())}
    octets = sum(map(len, payload.values()))
    title = config.title.in_language(config.language)
    about = {
        "Bag-Software-Agent": f"{GENERATOR} {__version__}",
        "Bagging-Date": date,
        "External-Description": config.description.in_language(config.language) or title,
        "External-Identifier": config.base_url,
        "Payload-Oxum": f"{octets}.{len(payload)}",
        "Source-Organization": title,
    }
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{k}: {_one_line(v)}\n" for k, v in about.items()).encode(),
        "manifest-sha256.txt": _manifest(digests),
    }
    tagged = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(tags.items())}
    tags["tagmanifest-sha256.txt"] = _manifest(tagged)
    files = {**tags, **payload}
    return tuple(Output(name, files[name]) for name in sorted(files))


def _payload(edition: Edition, ledger: Ledger, config: Config) -> Iterator[Output]:
    for record in edition.sources:
        yield Output(f"data/{record.source.path}", record.source.data)
    for name in _TEXTS:
        for output in EXPORTS[name](edition, config):
            yield Output(f"data/texts/{output.path.removeprefix('d/')}", output.data)
    for output in EXPORTS["catalog"](edition, config):
        yield Output(f"data/{output.path}", output.data)
    yield Output("data/ledger/ledger.jsonl", edition.register.ledger.encode())
    for name, data in ledger.frozen.items():
        yield Output(f"data/ledger/versions/{name}", data)


def _manifest(digests: Mapping[str, str]) -> bytes:
    rows = [f"{digest}  {_escaped(name)}\n" for name, digest in digests.items()]
    return "".join(rows).encode()


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write_bag(files: Sequence[Output], folder: Path) -> None:
    """Write a bag into a new folder, all of it or nothing; an existing folder is never touched."""
    if folder.exists():
        raise EditionError(
            "there is something already", str(folder), "name a folder that does not exist"
        )
    beside = folder.with_name(f".{folder.name}.new")
    beside.mkdir(parents=True)
    for output in files:
        target = beside / output.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(output.data)
            file.flush()
            os.fsync(file.fileno())
    beside.rename(folder)
