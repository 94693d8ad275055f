"""One build after another: what is kept between them, and the list of all that makes the site."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from edition.config import Config
from edition.incremental.checking import Led, Pending, Unchecked
from edition.incremental.garbage import seldom_collected
from edition.incremental.manifest import (
    Look,
    Manifest,
    Print,
    cache_of,
    digest_of,
    forget_manifest,
    look_at,
    read_manifest,
    roots_of,
    settle,
    site_print,
    write_manifest,
)
from edition.incremental.sources import Shelf
from edition.model import Document, Edition, Output
from edition.recall import Recall
from edition.rule import Rule

if TYPE_CHECKING:
    from edition.incremental.memory import Memory, Work
    from edition.incremental.pages import Pages
    from edition.incremental.trace import Trace
    from edition.media import Media
    from edition.publish import Kept, Published
    from edition.render import Site
    from edition.render.site import Unit

_ASIDE = "../"
"""Before the path of a page below ``content/``; no file of the site begins so."""
PER_DOCUMENT = ("text", "markdown", "json", "tei", "prov", "citations", "linksets")
"""Exports that make files for one document after another, so that each can be made alone."""


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
        self.look: Look | None = None
        """All inputs as they were when the build began."""
        self._roots: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._memory: Memory | None = None
        self._pages: Pages | None = None
        self._site: tuple[dict[str, Print], Site] | None = None
        self._unchecked = Unchecked()
        self._under = b""
        self.reasons: Mapping[str, tuple[str, ...]] = {}
        self.lasting = False
        """Whether this process builds again and again: then it pays to keep what is worked out on the way."""

    @classmethod
    def without_memory(cls) -> Workplace:
        """Make everything, and remember nothing."""
        return cls(None)

    @classmethod
    def beside(cls, site: Path, *, fresh: bool = False) -> Self:
        """Remember in a hidden folder beside the site; with ``fresh`` forget what is there."""
        folder = Path(cache_of(str(site)))
        if fresh and folder.is_dir():
            shutil.rmtree(folder)
        return cls(folder)

    def begin(self, paths: Any, *, look: Look | None = None) -> None:
        """Begin a build: look at all inputs, and read what was remembered, if that was not done yet.

        ``look`` is one that was just taken.
        """
        from edition.incremental.memory import Memory

        self._roots = roots_of(str(paths.content), str(paths.config), str(paths.templates))
        if look is None:
            known = self.look
            if known is None and self._folder and (manifest := read_manifest(str(self._folder))):
                known = manifest.look
            look = look_at(self._roots, known)
        if self.look is None or look.below("library") != self.look.below("library"):
            self.code = digest_of(look.below("library"), look.machine)
        self.look = look
        self.numbers = None
        if self._memory is None:
            file = self._file
            self._memory = Memory.load(file) if file else Memory()
            self.numbers = self._memory.check_files(paths.site)
            self._unchecked = Unchecked(self._memory.checked, led=Led.of(self._memory.led))

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
        recall = self.shelf.recall if self.lasting else None
        context = Context(edition, config, rules, media.by_address, recall=recall or Recall())
        templates = self.look.below("templates") if self.look else {}
        if self._site is None or not templates or self._site[0] != templates:
            site = Site(context, paths.templates)
        else:  # they stay compiled
            site = self._site[1].of(context)
        self._site = (templates, site)
        roots = Roots(context)
        self._under = _digest(f"{self.code.hex()} {config!r}")
        self._unchecked.begin(self._under)
        settings = {
            "code": self.code,
            "settings": _digest(repr(config)),
            "pictures": _digest(repr(media.by_address)),
        }
        if self._memory is None:
            self._memory = Memory()
        self._memory.digests.next_build()
        for value, recipe in self.shelf.recipes:
            self._memory.digests.note(value, recipe)
        self.made_pages = {}
        works = list_works(site, media, settings, recall, pages="" if self.lasting else _ASIDE)
        for output in remake(works, self._memory, roots, jobs=jobs, besides=_ASIDE):
            if isinstance(output, Output) and output.path.startswith(_ASIDE):
                self.made_pages[output.path.removeprefix(_ASIDE)] = output.data.decode()
            else:
                yield output
        self.reasons = {
            name: tuple(str(reason) for reason in why) for name, why in self._memory.reasons.items()
        }

    def pages(self, edition: Edition, config: Config) -> dict[str, str]:
        """Give the Markdown page of each document by its path, those from the last build that are as they were."""
        from edition.incremental.pages import Pages

        if self._pages is None:
            self._pages = Pages()
        return self._pages.of(edition, config)

    def known_pages(self) -> dict[str, str]:
        """Give the SHA-256 of each page below ``content/`` that stands as the last build left it."""
        pages = self._memory.pages if self._memory else {}
        return {path: known for path, known in pages.items() if self.hash_of(path) == known}

    def hash_of(self, name: str) -> str | None:
        """Give the SHA-256 of an input below ``content/``, if it is known without reading."""
        found = self.look.files.get(f"content/{name}") if self.look else None
        return found.content if found else None

    numbers: Mapping[str, int] | None = None
    """Every file of the site with its number, if this build looked at all of them."""
    made_pages: Mapping[str, str] = MappingProxyType({})
    """The Markdown pages that came with the documents that were made anew, by their paths below ``content/``."""
    listed = False
    """Whether ``standing`` names every file of the site: this run left them so."""

    @property
    def standing(self) -> Mapping[str, bytes]:
        """Give the hashes of the files of the site, of those that stand as the last build left them."""
        files = self._memory.files if self._memory else {}
        return {path: known for path, (known, _, _) in files.items()}

    def forget(self, exchanged: Iterable[str] = ()) -> None:
        """Forget what is on the disk, since the site is about to change: these files of it.

        If their exchange fails half-way, nobody knows how they stand.
        """
        if self._file:
            self._file.unlink(missing_ok=True)
            forget_manifest(str(self._file.parent))
        self.listed = False
        if self._memory is not None:
            for path in exchanged:
                self._memory.files.pop(path, None)

    def unchecked(self, paths: Any, published: Published) -> Pending | None:
        """Note what is exchanged in the site, and give what has to be checked of it; None if nothing has."""
        self._unchecked.exchange(paths.site, published.differing)
        pending = self._unchecked.now(self._under)
        return None if pending.since == {} else pending

    def end(
        self,
        paths: Any,
        published: Published,
        *,
        checked: bool,
        written: Mapping[str, str] | None = None,
    ) -> None:
        """End a build: note how its files stand in the site, and whether they passed the checks.

        ``written`` has the SHA-256 of the files below ``content/`` that are known to say this: pages and the ledger.
        """
        written = written or {}
        self._known = {f"content/{path}": known for path, known in written.items()}
        if self._memory is not None:
            self._memory.pages = {
                path: known for path, known in written.items() if path.startswith("pages/")
            }
            self._memory.checked = self._under if checked else b""
            self._memory.learn_files(paths.site, published.paths, published.hashes)
            self.listed = True

    def save(self) -> None:
        """Write down what is remembered."""
        if self._file and self._memory is not None:
            self._memory.led = self._unchecked.led.plain()
            with seldom_collected():
                self._memory.save(self._file)

    def conclude(self, site: Path, command: tuple[str, ...], told: str) -> None:
        """Write down that this command has nothing to do, and would tell this, as long as nothing changes.

        Nothing is written if an input changed while the site was built, or the site was not checked.
        """
        if not self._file or self._memory is None or self.look is None or not self._memory.checked:
            return
        look = settle(self.look, look_at(self._roots, self.look), self._known)
        if look is not None:
            stands, files = site_print(str(site), files=len(self._memory.files))
            write_manifest(str(self._file.parent), Manifest(command, look, stands, files, told))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def list_works(
    site: Site,
    media: Media,
    settings: Mapping[str, bytes],
    recall: Recall | None = None,
    *,
    pages: str = "",
) -> list[Work]:
    """List all that makes the site: each document, each page of a list, each export, the files.

    ``settings`` are the digests of what everything is made with; what pages show besides (their own templates,
    the navigation) is added to theirs. ``recall`` has what was worked out for exports before. With ``pages``
    a document comes with its Markdown page as well, at a path that begins so.
    """
    from edition.exports import EXPORTS
    from edition.exports.catalog import export_catalog
    from edition.incremental.memory import Work
    from edition.render.versions import continued

    config = site.context.config
    shown = {**settings, "navigation": _digest(repr(site.navigation))}

    works = [
        Work(f"document {document.id}", _document(site, document, pages), shown)
        for document in site.context.edition.documents
    ]
    works += [
        Work(f"versions {key}", _versions(site, key), shown) for key in continued(site.context)
    ]
    works += [Work(f"list {unit.name}", _listed(site, unit), shown) for unit in site.units()]
    assets = {**settings, "assets": _digest_of(site.assets.outputs())}
    works.append(Work("files", lambda trace: _traced(site, trace).files(), assets))
    exports = {**EXPORTS, "catalog": partial(export_catalog, recall=recall)}
    for name, export in exports.items():
        if name not in PER_DOCUMENT:
            works.append(
                Work(
                    f"export {name}",
                    lambda trace, export=export: export(trace.edition(), config),  # type: ignore[misc]
                    settings,
                )
            )
    works.append(Work("pictures", lambda _: media.outputs, always=True))
    return works


def _digest_of(outputs: Iterable[Output]) -> bytes:
    whole = hashlib.blake2b(digest_size=16)
    for output in outputs:
        whole.update(f"{output.path}\0".encode() + hashlib.blake2b(output.data).digest())
    return whole.digest()


def _document(site: Site, document: Document, pages: str) -> Callable[[Trace], Iterable[Output]]:
    def make(trace: Trace) -> Iterator[Output]:
        from edition.exports import EXPORTS
        from edition.exports.forms import export_markdown

        texts: dict[str, str] = {}
        exports = dict(EXPORTS)
        exports["markdown"] = partial(export_markdown, pages=texts)
        yield from _traced(site, trace).documents([document])
        for name in PER_DOCUMENT:
            yield from exports[name](trace.edition(document), site.context.config)
        if pages:
            yield Output(f"{pages}pages/{document.id}.md", texts[document.id].encode())

    return make


def _versions(site: Site, key: str) -> Callable[[Trace], Iterable[Output]]:
    """Make the forms of the versions of a document that another continues: they were published."""

    def make(trace: Trace) -> Iterator[Output]:
        from edition.exports import EXPORTS

        for name in PER_DOCUMENT:
            yield from EXPORTS[name](trace.edition(continued=key), site.context.config)

    return make


def _listed(site: Site, unit: Unit) -> Callable[[Trace], Iterable[Output]]:
    return lambda trace: unit.make(_traced(site, trace))


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
