"""Words that an editor lets stand (*stet*): no emendation is offered for them, no doubtful name made of them."""

from __future__ import annotations

from edition.model import Action, Document, Place


class Standing:
    """Where an editor decided that a document's words stand as they are."""

    def __init__(self, document: Document) -> None:
        """Take a document with its interventions."""
        self._held: dict[str, list[tuple[int, int]]] = {}
        acts = {act.id for act in document.interventions if act.action is Action.STET}
        for block in document.blocks if acts else ():
            at = 0
            for piece in block.pieces:
                end = at + len(piece.text)
                if not acts.isdisjoint(piece.by):
                    held = self._held.setdefault(block.anchor, [])
                    begin = held.pop()[0] if held and held[-1][1] == at else at
                    held.append((begin, end))
                at = end

    def holds(self, place: Place) -> bool:
        """Say whether all words of a place stand."""
        return any(
            start <= place.start and place.end <= end
            for start, end in self._held.get(place.paragraph, ())
        )
