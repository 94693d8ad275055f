"""Watch mode: what an editor saves is on the screen before they look up.

``watch`` builds, serves the site on the loopback, and builds again whenever an input changes:
captures, decisions, authority files, pages edited by hand, the ledger, settings, templates,
assets, and the library's own code. A failed build is told in the terminal and over the page,
and the last good site stays. How it works: ``docs/watch.md``.
"""

from __future__ import annotations

from edition.watch.loop import watch

__all__ = ["watch"]
