"""One build after another: what is kept between them, and the list of all that makes the site."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edition.config import Config
from edition.incremental.sources import Shelf, code_digest
from edition.model import Document, Edition, Output
from edition.rule import Rule

if TYPE_CHECKING:
    from edition.incremental.memory import Memory, Work
    from edition.incremental.trace import Trace
    from edition.media import Media
    from edition.publish import Kept, Published
    from edition.render import Site

PER_DOCUMENT = ("text", "markdown", "json", "tei", "prov", "citations", "linksets")
"""Exports that make files for one document after another, so that each can be made alone."""

_LIBRARY = Path(__file__).resolve().parent.parent
_NOT_PUBLISHED = ("desk", "watch")
"""Folders of the templates that no built page is made with."""


class Workplace:
    """What is remembered from one build to the next: cleaned captures and made outputs.

    With a folder it is remembered on the disk as well. Before the site is touched the memory on
    the disk is removed, and written again at the end: a build that was killed in between is
    followed by one that makes everything.
    """

    def __init__(self, folder: Path | None) -> None:
        """Remember in ``folder`` (None: in this object only)."""
        self._folder = folder
        self.shelf = Shelf(folder / "sources" if folder else None)
        self.code = b""
        self._memory: Memory | None = None
        self.reasons: Mapping[str, tuple[str, ...]] = {}

    @classmethod
    def without_memory(cls) -> Workplace:
        """Make everything, and remember nothing."""
        return cls(None)

    @classmethod
    def beside(cls, site: Path, *, fresh: bool = False) -> Workplace:
        """Remember in a hidden folder beside the site; with ``fresh`` forget what is there."""
        folder = site.parent / f".{site.name}.cache"
        if fresh and folder.is_dir():
            shutil.rmtree(folder)
        return cls(folder)

    def begin(self, paths: Any) -> None:
        """Begin a build: read what was remembered, if that was not done yet."""
        from edition.incremental.memory import Memory

        if not self.code:
            self.code = code_digest(_LIBRARY)
        if self._memory is None:
            file = self._file
            self._memory = Memory.load(file) if file else Memory()
            self._memory.check_files(paths.site)

    @property
    def _file(self) -> Path | None:
        return self._folder / "outputs" if self._folder else None

    def outputs(
        self, edition: Edition, config: Config, paths: Any, *, rules: Sequence[Rule], jobs: int = 1
    ) -> Iterator[Output | Kept]:
        """Give every file of the site but the search index, those that changed with their bytes."""
        from edition.incremental.memory import Memory, remake
        from edition.incremental.trace import Roots
        from edition.media import read_media
        from edition.render import Site
        from edition.render.context import Context

        media = read_media(paths.content / "media")
        context = Context(edition, config, rules, media.by_address)
        site = Site(context, paths.templates)
        roots = Roots(context)
        settings = {
            "code": self.code,
            "settings": _digest(repr(config)),
            "templates": templates_digest(paths.templates),
            "navigation": _digest(repr(site.navigation)),
            "pictures": _digest(repr(media.by_address)),
        }
        if self._memory is None:
            self._memory = Memory()
        yield from remake(list_works(site, media), self._memory, roots, settings, jobs=jobs)
        self.reasons = {
            name: tuple(str(reason) for reason in why) for name, why in self._memory.reasons.items()
        }

    def forget(self) -> None:
        """Forget what is on the disk, since the site is about to change."""
        if self._file:
            self._file.unlink(missing_ok=True)

    @property
    def checked(self) -> bool:
        """Say whether the last site passed the checks, and nothing of it had to be made anew."""
        known = self._memory is not None and self._memory.checked
        return known and not any(self.reasons.values())

    def end(self, paths: Any, published: Published, *, checked: bool) -> None:
        """End a build: note how its files stand in the site, and whether they passed the checks."""
        if self._memory is not None:
            self._memory.checked = checked
            self._memory.learn_files(paths.site, published.paths, published.hashes)

    def save(self) -> None:
        """Write down what is remembered."""
        if self._file and self._memory is not None:
            self._memory.save(self._file)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def templates_digest(folder: Path) -> bytes:
    """Give a digest of all templates, strings and assets."""
    whole = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name.split("/")[0] not in _NOT_PUBLISHED:
            whole.update(f"{name}\0".encode() + hashlib.blake2b(path.read_bytes()).digest())
    return whole.digest()


def list_works(site: Site, media: Media) -> list[Work]:
    """List all that makes the site: each document, each kind of list, each export, the files."""
    from edition.exports import EXPORTS
    from edition.incremental.memory import Work
    from edition.render import PAGES

    config = site.context.config
    works = [
        Work(f"document {document.id}", _document(site, document))
        for document in site.context.edition.documents
    ]
    works += [Work(f"list {kind}", _listed(site, kind)) for kind in PAGES]
    works.append(Work("files", lambda trace: _traced(site, trace).files()))
    for name, export in EXPORTS.items():
        if name not in PER_DOCUMENT:
            works.append(
                Work(f"export {name}", lambda trace, export=export: export(trace.edition(), config))  # type: ignore[misc]
            )
    works.append(Work("pictures", lambda _: media.outputs, always=True))
    return works


def _document(site: Site, document: Document) -> Callable[[Trace], Iterable[Output]]:
    def make(trace: Trace) -> Iterator[Output]:
        from edition.exports import EXPORTS

        yield from _traced(site, trace).documents([document])
        for name in PER_DOCUMENT:
            yield from EXPORTS[name](trace.edition(document), site.context.config)

    return make


def _listed(site: Site, kind: str) -> Callable[[Trace], Iterable[Output]]:
    return lambda trace: _traced(site, trace).lists([kind])


def _traced(site: Site, trace: Trace) -> Site:
    """Give the site with a context that notes what is asked of it."""
    from edition.exports.citation import citations
    from edition.exports.head import head_metadata

    edition, config = trace.edition(), site.context.config
    context = trace.context(
        config=config,
        rules=site.context.rules,
        media=site.context.media,
        citations=lambda document, language: citations(document, edition, config, language),
        head=lambda document, version: head_metadata(document, edition, config, version=version),
    )
    return site.asking(context)
