"""Jinja as the site uses it: everything escaped, nothing undefined, nothing from content run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from functools import partial
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from edition.config import Config
from edition.render.addresses import Here
from edition.render.assets import Assets
from edition.render.compiled import Compiled
from edition.render.compiler import PageGenerator, SiteEnvironment
from edition.render.context import KIND_FOLDERS, Context
from edition.render.inline import SIGNS
from edition.render.page import Page
from edition.render.strings import LANGUAGES, Strings

LONGEST_PHRASE = 20
"""Characters that fit on a line of a headline on a wide screen."""


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
        bytecode_cache=Compiled(sentences, templates),
    )
    environment.code_generator_class = PageGenerator
    environment.sentences = sentences
    environment.filters["words"] = lambda words, strings: strings.words(words)
    environment.filters["kindname"] = lambda kind, strings: strings.get(f"block.{kind}", kind)
    environment.filters["phrased"] = breaks_at_phrases
    environment.globals["signs"] = SIGNS
    return environment


_PHRASE_END = re.compile(r"[\s，。：；、！？…—,;:!?“”（）《》「」]+")


def breaks_at_phrases(title: str) -> bool:
    """Say whether a headline can be broken between its phrases alone, none being too long.

    >>> breaks_at_phrases("紧盯目标尽锐出战 咬紧牙关坚持到底")
    True
    """
    return max(map(len, _PHRASE_END.split(title))) <= LONGEST_PHRASE


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


def navigation(context: Context) -> tuple[tuple[str, str], ...]:
    """Give the entries of the navigation, without those whose lists would be empty."""
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
        self._frames: dict[tuple[object, ...], Markup] = {}

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """Give the entries of the navigation, which stands on every page."""
        return self._navigation

    def asking(self, context: Context) -> Pages:
        """Give the same for another context of the same edition, with all that is written already."""
        other = copy(self)
        other._context = context
        return other

    def write(self, page: Page, strings: Strings) -> tuple[str, str]:
        """Give the path and the HTML of a page in the language of ``strings``."""
        config = self._context.config
        folder = self._folders[strings.language]
        here = Here(page.address, folder, config.base_path if page.everywhere else "")
        other = next(tag for tag in LANGUAGES if tag != strings.language)
        html = (
            self._environments[strings.language]
            .get_template(page.template)
            .render(
                **page.values,
                page=page,
                here=here,
                t=strings,
                context=self._context,
                config=config,
                frame=partial(self._frame, page, here, strings),
                asset=lambda name: here.file(self._assets.names[name]),
                assets=self._assets,
                alternates=[
                    (tag, config.base_url + prefix + page.address)
                    for tag, prefix in self._folders.items()
                ],
                other=other,
                other_address=here.file(self._folders[other] + page.address),
            )
        )
        return here.output, html

    def _frame(self, page: Page, here: Here, strings: Strings, name: str) -> Markup:
        up, root = here.page(""), here.file("")
        current = any(page.address == address for _, address in NAVIGATION)
        key = (name, strings.language, up, root, page.section, current)
        if key not in self._frames:
            html = (
                self._environments[strings.language]
                .get_template(f"frame/{name}.html")
                .render(
                    t=strings,
                    config=self._context.config,
                    navigation=self._navigation,
                    up=up,
                    root=root,
                    section=page.section,
                    current=current,
                )
            )
            self._frames[key] = Markup(html)
        return self._frames[key]
