"""The editor's desk: what the machine is unsure of, and decisions written where they belong.

Served by watch mode alone, below ``/desk/``; no built site has any of it. The desk writes into
``content/decisions/`` and ``content/authority/`` what an editor would have typed, and leaves the rest
of each file as it is, comments and all. Nothing is done behind the editor's back: the build that
follows applies it, and taking it back is ``git checkout``.
"""

from __future__ import annotations

from edition.desk.desk import Desk

__all__ = ["Desk"]
