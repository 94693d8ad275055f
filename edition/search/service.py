"""Pagefind's own service, spoken to over its pipe: one message a document, in the order given.

The wrapper on PyPI waits a tenth of a second for each answer, and the command line follows the
order of a directory; here all messages go out at once, and the same documents in the same order
give the same bytes. The protocol is that of Pagefind 1.5: JSON in Base64, a comma after each.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any

import pagefind_bin

from edition.errors import EditionError

LANGUAGE = "s0"
"""No language that anybody knows: neither the indexer nor the browser takes its words apart."""


def index_pages(
    pages: Iterable[tuple[str, str]], folder: Path, *, language: str, chunk: int
) -> None:
    """Have Pagefind index ``pages`` (address and words) and write its bundle into ``folder``.

    ``chunk`` is how many entries a file of the index has: smaller ones make shorter answers and a
    longer table of contents. Raises ``EditionError`` if Pagefind refuses or ends early.
    """
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")},
        "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": str(chunk),
    }
    answers: list[dict[str, Any]] = []
    sent = 0
    with _started(folder, environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        listener = Thread(target=_listen, args=(process.stdout, answers), daemon=True)
        listener.start()
        with suppress(BrokenPipeError):
            for sent, payload in enumerate(_requests(pages, folder, language), 1):
                process.stdin.write(_message(sent, payload))
            process.stdin.flush()
        while len(answers) < sent and listener.is_alive():
            listener.join(0.02)
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.terminate()
    refused = [a["payload"].get("message", "") for a in answers if a["payload"]["type"] == "Error"]
    if refused or len(answers) < sent or not sent:
        raise EditionError(
            f"Pagefind could not make the index ({refused[0] if refused else 'it ended early'})",
            "",
            "see that there is room on the disk and memory, and build again",
        )


def _started(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    binary = str(pagefind_bin.get_executable())
    try:
        return subprocess.Popen(
            [binary, "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
        )
    except OSError as error:
        raise EditionError(
            f"Pagefind cannot be started ({error.strerror})",
            "",
            "set up again with `make clean` and `make site`",
        ) from None


def _requests(
    pages: Iterable[tuple[str, str]], folder: Path, language: str
) -> Iterator[dict[str, Any]]:
    settings: dict[str, Any] = {
        "root_selector": "html",
        "exclude_selectors": [],
        "force_language": language,
        "verbose": False,
        "logfile": None,
        "keep_index_url": False,
        "write_playground": False,
        "include_characters": None,
    }
    yield {"type": "NewIndex", "config": settings}
    for address, words in pages:
        yield {
            "type": "AddFile",
            "index_id": 0,
            "file_path": None,
            "url": address,
            "file_contents": f"<html><body data-pagefind-body>{words}</body></html>",
        }
    yield {"type": "WriteFiles", "index_id": 0, "output_path": str(folder)}


def _message(number: int, payload: dict[str, Any]) -> bytes:
    return base64.b64encode(json.dumps({"message_id": number, "payload": payload}).encode()) + b","


def _listen(pipe: IO[bytes], answers: list[dict[str, Any]]) -> None:
    rest = b""
    while received := os.read(pipe.fileno(), 1 << 16):
        *messages, rest = (rest + received).split(b",")
        answers.extend(json.loads(base64.b64decode(message)) for message in messages)
