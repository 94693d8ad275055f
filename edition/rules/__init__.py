"""The rules, one module a family, and the order in which they run.

``PAGE_RULES`` see a whole source before it is divided into articles; ``ARTICLE_RULES`` see one
article. ``DECLARED_RULES`` act in readers and in the division; they are listed with the others
on the site's page of editorial rules.
"""

from __future__ import annotations

from edition.rule import Rule
from edition.rules import (
    boxes,
    columns,
    credits,
    datelines,
    furniture,
    layout,
    loops,
    mastheads,
    pictures,
    punctuation,
    scrambled,
    slogans,
    subheadings,
    sweep,
    titles,
)

PAGE_RULES: tuple[Rule, ...] = (
    layout.UNSEEN,
    layout.INDENT,
    loops.BETWEEN,
    loops.INSIDE,
    mastheads.MASTHEAD,
)
"""For sources that hold several articles, before they are divided."""

ARTICLE_RULES: tuple[Rule, ...] = (
    layout.UNSEEN,
    layout.INDENT,
    loops.BETWEEN,
    loops.INSIDE,
    boxes.BOX,
    titles.REPEATED,
    boxes.SECTION,
    furniture.ORIGINAL,
    furniture.ADVERT,
    slogans.SLOGAN,
    slogans.DISCLAIMER,
    furniture.COUNTER,
    scrambled.INSERTION,
    credits.HIDDEN_CREDIT,
    credits.CREDIT_LINE,
    credits.LEAD_CREDIT,
    datelines.STAMP,
    credits.END_CREDIT,
    boxes.TAIL,
    boxes.LINKS,
    columns.COLUMNS,
    mastheads.CONTINUED,
    datelines.DATELINE,
    datelines.ORIGIN,
    pictures.ORNAMENT,
    pictures.CAPTION,
    pictures.THUMBNAIL,
    pictures.ADDRESS,
    titles.DECK,
    subheadings.SUBHEADING,
    titles.SIGNS,
    titles.UNSURE_SIGNS,
    punctuation.WIDTH,
    furniture.STOCK_LINK,
    sweep.COMMENTS,
    sweep.CODES,
)
"""For one article, in this order."""
