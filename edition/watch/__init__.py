"""Watch mode: what an editor saves is on the screen before they look up.

``watch`` builds, serves the site on the loopback, and builds again whenever an input changes:
captures, decisions, authority files, pages edited by hand, the ledger, settings, templates,
assets, and the library's own code. A failed build is told in the terminal and over the page,
and the last good site stays. How it works: ``docs/watch.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edition.pipeline import Paths

__all__ = ["watch"]


def watch(paths: Paths, *, port: int, opened: bool, search: bool) -> int:
    """Serve the site and keep it up to date until interrupted; give the exit code.

    ``opened`` opens the browser. Whatever goes wrong in a build is told and waited out; only what
    keeps the server from running ends it.
    """
    from edition.watch.loop import (
        Watch,
    )  # with all that builds, which nobody needs who only asks for help

    return Watch(paths, port=port, search=search).run(opened=opened)
