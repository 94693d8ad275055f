"""Make the site's pages: values for pages, Jinja templates, HTML.

``render_site`` gives every page in both languages of the interface, the assets under names that
change with their bytes, and the raw captures byte for byte. It reads the templates and nothing
else, and writes nothing: who calls it decides where the outputs go.

What is named here is loaded when it is asked for: who needs only the strings or the assets does
not wait for the lists and their order by pinyin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edition.render.context import Cited, Element
    from edition.render.site import PAGES, Site, render_site

__all__ = ["PAGES", "Cited", "Element", "Site", "render_site"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from edition.render import context, site

    return getattr(context if name in ("Cited", "Element") else site, name)
