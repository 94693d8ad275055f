"""Jinja as the site uses it: everything escaped, nothing undefined, nothing from content run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from edition.config import Config
from edition.render.addresses import Here
from edition.render.assets import Assets
from edition.render.compiled import Compiled
from edition.render.compiler import PageGenerator, SiteEnvironment
from edition.render.inline import SIGNS, Dates
from edition.render.page import Page
from edition.render.strings import LANGUAGES, Strings
from edition.render.titles import breaks_at_phrases, shortened

if TYPE_CHECKING:
    from edition.render.context import Context, Element


def make_environment(templates: Path, sentences: Strings) -> SiteEnvironment:
    """Make the environment for the templates in a folder, in the language of ``sentences``.

    Autoescape is on for every file name, an undefined name is an error, and characters that
    HTML forbids are shown by a sign.
    """
    environment = SiteEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=Compiled(sentences, templates),
    )
    environment.code_generator_class = PageGenerator
    environment.sentences = sentences
    environment.filters["listed"] = lambda said: sentences("list.semicolon").join(
        map(sentences.words, said)
    )
    environment.filters["kindname"] = lambda kind: sentences.get(f"block.{kind}", kind)
    environment.filters["when"] = Dates(sentences)
    environment.filters["phrased"] = breaks_at_phrases
    environment.filters["shortened"] = shortened
    environment.globals = {"signs": SIGNS}
    return environment


def folder_of(language: str, config: Config) -> str:
    """Give the folder of a language of the interface; the default language has none.

    >>> from edition.model import Words
    >>> config = Config(Words("", ""), Words("", ""), "https://e.example/")
    >>> folder_of("zh-Hans", config), folder_of("en", config)
    ('', 'en/')
    """
    default = config.language if config.language in LANGUAGES else LANGUAGES[0]
    return "" if language == default else f"{language.split('-')[0]}/"


NAVIGATION = (
    ("documents", "documents/"),
    ("timeline", "timeline/"),
    ("events", "events/"),
    ("people", "people/"),
    ("places", "places/"),
    ("organisations", "organisations/"),
    ("terms", "terms/"),
    ("works", "works/"),
    ("sources", "sources/"),
    ("rules", "rules/"),
    ("about", "about/"),
)


EVERYWHERE = (
    "icon.svg", "base.css", "search-box.css", "print.css", "theme.js", "site.js", "search-box.js",
)  # fmt: skip
"""Assets that ``frame/links.html`` names on every page."""
_LISTS = frozenset(address for _, address in NAVIGATION)


def navigation(context: Context) -> tuple[tuple[str, str], ...]:
    """Give the entries of the navigation, without those whose lists would be empty."""
    from edition.render.context import KIND_FOLDERS

    relations = context.edition.relations
    kinds = {KIND_FOLDERS[authority.kind] for authority in relations.authorities}
    empty = set(KIND_FOLDERS.values()) - kinds
    empty |= {name for name in ("events", "works") if not getattr(relations, name)}
    return tuple(entry for entry in NAVIGATION if entry[0] not in empty)


class Pages:
    """Writes pages as HTML; what is the same on many of them is written once."""

    def __init__(
        self,
        environments: Mapping[str, SiteEnvironment],
        assets: Assets,
        context: Context,
        tables: Mapping[str, Strings],
    ) -> None:
        """Take what all pages share."""
        self._environments = environments
        self._assets = assets
        self._context = context
        self._navigation = navigation(context)
        self._folders = {tag: folder_of(tag, context.config) for tag in tables}
        self._frames: dict[tuple[object, ...], _Frames] = {}
        self._tables = dict(tables)
        self._noted: set[object] = set()
        self._last_elements: tuple[Sequence[Element], Markup] = ((), Markup())

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """Give the entries of the navigation, which stands on every page."""
        return self._navigation

    def asking(self, context: Context) -> Pages:
        """Give the same for another context of the same edition, with all that is written already."""
        other = copy(self)
        other._context, other._noted = context, set()
        return other

    def write(self, page: Page, strings: Strings) -> tuple[str, str]:
        """Give the path and the HTML of a page in the language of ``strings``."""
        config, language = self._context.config, strings.language
        strings = self._tables[language]  # these may be asked without being noted: see ``_note``
        self._note(page)
        here = Here(
            page.address, self._folders[language], config.base_path if page.everywhere else ""
        )
        other = next(tag for tag in LANGUAGES if tag != language)
        html = (
            self._environments[language]
            .get_template(page.template)
            .render(
                page.values,
                page=page,
                here=here,
                t=strings,
                context=self._context,
                config=config,
                frame=self._frames_of(page, here, strings).__getitem__,
                asset=lambda name: here.file(self._context.made_with[f"asset {name}"]),
                alternates=[
                    (tag, config.base_url + prefix + page.address)
                    for tag, prefix in self._folders.items()
                ],
                canonical=config.base_url + (page.canonical or here.prefix + page.address),
                elements=self._elements(page, strings),
                other=other,
                other_address=here.file(self._folders[other] + page.address),
            )
        )
        return here.output, html

    def _note(self, page: Page) -> None:
        """Ask the context for what the page is made with, so that it is known to depend on it."""
        for template in (page.template, "elements.html"):
            if template not in self._noted:
                self._noted.add(template)
                self._context.made_with.get(f"template {template}")
        files = (page.styles, page.scripts)
        if files not in self._noted:
            self._noted.add(files)
            for name in (*EVERYWHERE, *page.styles, *page.scripts):
                self._context.made_with.get(f"asset {name}")

    def _elements(self, page: Page, strings: Strings) -> Markup:
        """Write the elements of a page's head; the pages of a document have theirs in common."""
        if page.elements is not self._last_elements[0]:
            template = self._environments[strings.language].get_template("elements.html")
            html = Markup(template.render(elements=page.elements))
            self._last_elements = (page.elements, html)
        return self._last_elements[1]

    def _frames_of(self, page: Page, here: Here, strings: Strings) -> _Frames:
        """Give the parts of a page that are the same on all of its place and kind."""
        up, root = here.page(""), here.file("")
        current = page.address in _LISTS
        key = (
            strings.language, up, root, page.section, current, page.styles, page.scripts,
            page.everywhere,
        )  # fmt: skip
        if key not in self._frames:
            self._frames[key] = _Frames(
                self._environments[strings.language],
                t=strings,
                config=self._context.config,
                navigation=self._navigation,
                names=self._assets.names,
                page=replace(page, values={}, elements=()),  # its own values are not to be kept
                up=up,
                root=root,
                files="" if root == "./" else root,
                section=page.section,
                current=current,
            )
        return self._frames[key]


class _Frames(dict[str, Markup]):
    """Parts of pages by their names, each written when it is first asked for."""

    def __init__(self, environment: SiteEnvironment, **values: object) -> None:
        super().__init__()
        self._environment, self._values = environment, values

    def __missing__(self, name: str) -> Markup:
        template = self._environment.get_template(f"frame/{name}.html")
        html = self[name] = Markup(template.render(self._values))
        return html
