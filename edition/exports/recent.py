"""What was just made of a document is not made again: pages, forms and heads ask for it one after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from edition.model import Document

_Asked = ParamSpec("_Asked")
_Made = TypeVar("_Made")

_FEW = 6
"""Of so many questions the answers are kept: one document's, in both languages and two versions."""


def recent(
    make: Callable[Concatenate[Document, _Asked], _Made],
) -> Callable[Concatenate[Document, _Asked], _Made]:
    """Keep the last few answers of a function of a document.

    Arguments are the same if they are the same objects: to compare or hash documents would take
    longer than to make what is asked for. The function may ask nothing but its arguments. What
    only stands for a document, to note what is asked of it, is always asked.

    The answers are handed out again, so nobody may change them.
    """
    known: list[tuple[tuple[object, ...], _Made]] = []

    @wraps(make)
    def asked(document: Document, /, *rest: _Asked.args, **named: _Asked.kwargs) -> _Made:
        if type(document) is not Document or named:
            return make(document, *rest, **named)
        given = (document, *rest)
        for arguments, answer in known:
            if len(arguments) == len(given) and all(
                one is other for one, other in zip(arguments, given, strict=True)
            ):
                return answer
        answer = make(document, *rest, **named)
        known.insert(0, (given, answer))
        del known[_FEW:]
        return answer

    return asked
