"""Watch mode: what an editor saves is on the screen before they look up.

``watch`` builds, serves the site on the loopback, and builds again whenever an input changes:
captures, decisions, authority files, pages edited by hand, the ledger, settings, templates,
assets, and the library's own code. A failed build is told in the terminal and over the page,
and the last good site stays. How it works: ``docs/watch.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from edition.watch.renewal import begins_anew, loaded

if TYPE_CHECKING:
    from edition.preparing import Paths
    from edition.watch.loop import Watch

__all__ = ["begins_anew", "watch"]


def watch(
    content: Path,
    site: Path,
    config: Path,
    templates: Path,
    *,
    port: int,
    opened: bool,
    search: bool,
) -> int:
    """Serve the site and keep it up to date until interrupted; give the exit code.

    ``opened`` opens the browser. Whatever goes wrong in a build is told and waited out; only what
    keeps the server from running ends it.
    """
    paths, begin = loaded(_load)
    given = paths(content, site, config, templates)
    return begin(given, port=port, search=search).run(opened=opened)


def _load() -> tuple[type[Paths], type[Watch]]:
    """Import all that builds, which nobody needs who only asks for help."""
    from edition.preparing import Paths
    from edition.watch.loop import Watch

    return Paths, Watch
