"""What is done to published things, on command: the edge of the ledger.

Functions for ``edition.cli``: ``release``, ``withdraw``, ``restore``, ``rename`` and ``merge`` give
the changes to be made, ``save_changes`` makes them; ``check_since`` compares with git, ``make_bag``
and ``write_bag`` make a bag, and ``verify`` tells whether files are those of the ledger.
"""

from edition.release.bag import make_bag, write_bag
from edition.release.changes import Changes, find, merge, release, rename, restore, withdraw
from edition.release.history import check_since
from edition.release.save import append_lines, save_changes
from edition.release.verify import Finding, Verification, verify

__all__ = [
    "Changes",
    "Finding",
    "Verification",
    "append_lines",
    "check_since",
    "find",
    "make_bag",
    "merge",
    "release",
    "rename",
    "restore",
    "save_changes",
    "verify",
    "withdraw",
    "write_bag",
]
