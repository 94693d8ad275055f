"""What is done to published things, on command: the edge of the ledger.

Functions for ``edition.cli``: ``release``, ``withdraw``, ``restore``, ``rename`` and ``merge`` give
the changes to be made, ``save_changes`` makes them; ``check_since`` compares with git.
"""

from edition.release.changes import Changes, find, merge, release, rename, restore, withdraw
from edition.release.history import check_since
from edition.release.save import append_lines, save_changes

__all__ = [
    "Changes",
    "append_lines",
    "check_since",
    "find",
    "merge",
    "release",
    "rename",
    "restore",
    "save_changes",
    "withdraw",
]
