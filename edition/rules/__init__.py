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
    furniture,
    layout,
    loops,
    mastheads,
    pictures,
    punctuation,
    scrambled,
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
    furniture.ADVERT,
    furniture.SLOGAN,
    furniture.COUNTER,
    furniture.ORIGINAL,
    scrambled.INSERTION,
    credits.HIDDEN_CREDIT,
    credits.CREDIT_LINE,
    credits.LEAD_CREDIT,
    credits.STAMP,
    boxes.TAIL,
    boxes.LINKS,
    columns.COLUMNS,
    mastheads.CONTINUED,
    credits.DATELINE,
    credits.ORIGIN,
    pictures.ORNAMENT,
    pictures.CAPTION,
    pictures.THUMBNAIL,
    pictures.ADDRESS,
    titles.DECK,
    titles.SUBHEADING,
    titles.SIGNS,
    titles.UNSURE_SIGNS,
    punctuation.WIDTH,
    furniture.STOCK_LINK,
    sweep.COMMENTS,
    sweep.CODES,
)
"""For one article, in this order."""
