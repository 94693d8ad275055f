"""The Markdown pages of the last build, in the process that made them: only those out of date are written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edition.config import Config
from edition.incremental.memory import Memory, Work, remake
from edition.incremental.trace import Roots, Trace
from edition.model import Document, Edition, Output
from edition.page import write_page
from edition.render.context import Context


class Pages:
    """Writes the pages of one edition after another, and asks of each what it asked when it was written.

    For a process that builds time and again. What a page depends on is noted as it is for the
    files of the site, so nobody has to keep a list of it.
    """

    def __init__(self) -> None:
        """Begin without a page."""
        self._memory = Memory()
        self._texts: dict[str, str] = {}

    def of(self, edition: Edition, config: Config) -> dict[str, str]:
        """Give the page of each document by its path below ``content/``, as ``write_page`` gives it."""
        memory = self._memory
        memory.digests.next_build()
        memory.files = dict.fromkeys(self._texts, (b"", 0, 0))
        settings = {"settings": repr(config).encode(), "rules": edition.rules_hash.encode()}
        works = [Work(d.id, _page(d, config), settings) for d in edition.documents]
        texts: dict[str, str] = {}
        for output in remake(works, memory, Roots(Context(edition, config))):
            texts[output.path] = (
                output.data.decode() if isinstance(output, Output) else self._texts[output.path]
            )
        self._texts = texts
        memory.tidy()
        return texts


def _page(document: Document, config: Config) -> Callable[[Trace], Iterator[Output]]:
    def make(trace: Trace) -> Iterator[Output]:
        edition = trace.edition(document)
        text = write_page(document, edition, config, rules=trace.roots.context.edition.rules_hash)
        yield Output(f"pages/{document.id}.md", text.encode())

    return make
