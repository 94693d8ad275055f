"""Find where documents name the authorities: one pass over the text for all forms at once.

The longest form wins, and a form inside a longer name is no mention: 李伟 is not in ``、李伟明、``,
nor 长春 in 长春大学. A form that could name several authorities, or that counts only beside certain
words, is decided by what stands near it, or stays unlinked and is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind
from opencc import OpenCC

from edition.model import Ambiguity, Certainty, Document, Mention, Place, Words
from edition.relate.authority import Entry
from edition.relate.names import NOT_IN_NAMES
from edition.relate.standing import Standing

_NEAR = 6
"""Characters on each side in which a deciding word has to stand."""
_LONGER = re.compile(
    r"大学|学院|中学|小学|路|街|大街|大道|机场|站|日报|晚报|晨报|银行|公司|集团|队|人民医院"
)
"""What follows the name of a place that is only a part of another name."""
_RECORD = ("kicker", "title", "deck", "byline")
"""Fields of the record that stand on the page of a document under their own ids."""
_SIGNS = re.compile(r"[、，。；：！？,;:!?()（）\s]")


class Finder:
    """Finds the forms of many authorities in many texts."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Prepare the search; the order of the entries does not matter."""
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in entries}
        meanings: dict[str, list[tuple[str, tuple[str, ...], bool]]] = {}
        for entry in sorted(entries, key=lambda e: e.id):
            for form in entry.forms:
                meanings.setdefault(form.text, []).append((entry.id, form.beside, False))
            for variant in entry.variants:
                meanings.setdefault(variant, []).append((entry.id, (), True))
        self._meanings = meanings
        self._forms = sorted(meanings)
        self._search = (
            AhoCorasick(self._forms, matchkind=MatchKind.LeftmostLongest) if self._forms else None
        )

    def all_in(self, document: Document) -> tuple[Mention | Ambiguity, ...]:
        """Give all mentions in a document, in order, but no doubtful one of words that an editor lets stand."""
        standing = Standing(document)
        return tuple(
            item
            for item in self.find(document)
            if not (_is_doubtful(item) and standing.holds(item.place))
        )

    def find(self, document: Document) -> Iterator[Mention | Ambiguity]:
        """Give the mentions in a document's heads and bylines, then those in its paragraphs."""
        for name in _RECORD:
            at = 0
            for value in document.values(name):
                for item in self.find_in(value, document.id, name, language=document.language):
                    place = item.place
                    yield replace(
                        item, place=place._replace(start=place.start + at, end=place.end + at)
                    )
                at += len(value) + 1
        for block in document.paragraphs:
            yield from self.find_in(
                block.text, document.id, block.anchor, language=document.language
            )

    def find_in(
        self, text: str, document: str, anchor: str, *, language: str = "zh-Hans"
    ) -> Iterator[Mention | Ambiguity]:
        """Give the mentions in one text."""
        if self._search is None:
            return
        compared = simplified(text) if language.startswith("zh-Hant") else text
        for at, start, end in self._search.find_matches_as_indexes(compared):
            form = self._forms[at]
            meanings = [
                (entry, beside, doubtful)
                for entry, beside, doubtful in self._meanings[form]
                if not self._in_longer(self.entries[entry].kind, compared, start, end)
            ]
            if meanings:
                place = Place(document, anchor, start, end)
                yield self._decide(place, text[start:end], meanings, compared)

    def _decide(
        self,
        place: Place,
        form: str,
        meanings: Sequence[tuple[str, tuple[str, ...], bool]],
        text: str,
    ) -> Mention | Ambiguity:
        entry, beside, doubtful = meanings[0]
        if len(meanings) == 1 and not beside and not doubtful:
            return Mention(place, entry, form, self._role(entry, text, place.start))
        near = (
            text[max(0, place.start - _NEAR) : place.start]
            + "\n"
            + text[place.end : place.end + _NEAR]
        )
        shown = [(m, next((word for word in m[1] if word in near), "")) for m in meanings]
        proved = [(m, word) for m, word in shown if word]
        if len(meanings) == 1 and not meanings[0][1]:
            chosen, reason = meanings[0], Words("", "")
        elif len(proved) == 1:
            chosen, word = proved[0]
            reason = Words(f"旁有“{word}”", f"beside “{word}”")
        else:
            by_role = [m for m in meanings if self._role(m[0], text, place.start) and not m[1]]
            if len(by_role) != 1:
                return Ambiguity(place, form, tuple(m[0] for m in meanings))
            chosen, role = by_role[0], self._role(by_role[0][0], text, place.start)
            reason = Words(f"职务为“{role}”", f"holds the office “{role}”")
        identifier, _, doubtful = chosen
        certainty = (
            Certainty.CERTAIN if len(meanings) == 1 and not meanings[0][1] else Certainty.HIGH
        )
        if doubtful:
            name = self.entries[identifier].name
            certainty = Certainty.LOW
            reason = Words(f"当是“{name}”之误", f"probably a mistake for {name}")
        role = self._role(identifier, text, place.start)
        return Mention(place, identifier, form, role, certainty, reason)

    def _role(self, identifier: str, text: str, start: int) -> str:
        """Give the office that stands right before a name: several ones as far as they go on."""
        roles = self.entries[identifier].roles
        if not roles:
            return ""
        begin = start
        while True:
            before = text[max(0, begin - 40) : begin].rstrip("、 \u3000")
            longest = max((role for role in roles if before.endswith(role)), key=len, default="")
            if not longest:
                break
            begin = text.rindex(longest, 0, begin)
        return text[begin:start].rstrip("、 \u3000：:")

    @staticmethod
    def _in_longer(kind: str, text: str, start: int, end: int) -> bool:
        """Say whether a form is only a part of a longer name."""
        if kind == "place":
            return bool(_LONGER.match(text, end))
        if kind != "person":
            return False
        before, after = text[start - 1 : start], text[end : end + 1]
        if before != "、" and after != "、":
            return False
        left = start - (before != "" and not _SIGNS.match(before))
        item = text[left : _item_end(text, end)]
        extra = item.replace(text[start:end], "", 1)
        return len(extra) == 1 and "\u4e00" <= extra <= "\u9fff" and extra not in NOT_IN_NAMES


def _is_doubtful(item: Mention | Ambiguity) -> bool:
    return isinstance(item, Ambiguity) or item.certainty in (Certainty.LOW, Certainty.MEDIUM)


def _item_end(text: str, start: int) -> int:
    found = _SIGNS.search(text, start, start + 5)
    return found.start() if found else min(len(text), start + 5)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=32768)
def _simple(character: str) -> str:
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character


def simplified(text: str) -> str:
    """Put a text in simplified script character by character, so that places stay the same.

    >>> simplified("省委書記主持會議")
    '省委书记主持会议'
    """
    return "".join(_simple(character) if character > "\u2e7f" else character for character in text)
