"""What Jinja's templates are compiled to: the same pages, from far fewer steps.

Templates are written for Jinja and mean what its manual says: everything is escaped, an undefined
name is an error. Compiled as usual, though, each ``{{ … }}`` takes a dozen calls, and a page has
hundreds. The edition compiles them once for each language of the interface, so that

- ``{{ t('document.cite') }}`` is worked out when the template is compiled, and becomes part of the
  text around it;
- what is shown passes one function, ``shown``, in place of ``finalize``, ``escape`` and the making
  of a ``Markup``; what it escaped once it remembers;
- calls and ``~`` are plain Python: nothing here asks for Jinja's context, and addresses are joined
  from plain strings.

``Environment.code_generator_class`` is Jinja's own hook for this; ``jinja2.nativetypes`` overrides
the same methods.
"""

# ruff: noqa: ARG002, N802  (names and parameters are those of Jinja's generator)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import markup_join
from markupsafe import Markup
from markupsafe import escape as escape_markup

from edition.render.inline import printable
from edition.render.strings import Strings

_LONGEST = 400
"""Characters up to which it is worth remembering how a text is escaped."""
_MOST = 60_000
"""Texts remembered; then it begins anew."""


class _Escaped(dict[str, str]):
    """Texts as HTML, each escaped once."""

    def __missing__(self, text: str) -> str:
        html = str(escape_markup(printable(text)))
        if len(text) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[text] = html
        return html


_escaped = _Escaped()


def shown(value: object) -> str:
    """Give ``value`` as HTML: escaped, with a sign for each character that HTML forbids.

    >>> shown("甲<乙" + chr(0)), shown(Markup("<b>")), shown(12)
    ('甲&lt;乙␀', Markup('<b>'), '12')
    """
    kind = type(value)
    if kind is str:
        return _escaped[value]  # type: ignore[index]
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is int:
        return str(value)
    if hasattr(value, "__html__"):
        return str(escape_markup(value))
    return _escaped[str(value)]


def joined(parts: Sequence[object]) -> str:
    """Join ``parts`` as Jinja's ``~`` does.

    >>> joined(("d/", 7, "<")), joined(("<", Markup("<b>")))
    ('d/7<', Markup('&lt;<b>'))
    """
    texts: list[str] = []
    for part in parts:
        kind = type(part)
        if kind is str:
            texts.append(part)  # type: ignore[arg-type]
        elif kind is int:
            texts.append(str(part))
        else:
            return markup_join(parts)
    return "".join(texts)


class SiteEnvironment(Environment):
    """Jinja's environment with the sentences that its templates are compiled with."""

    sentences: Strings
    shown = staticmethod(shown)
    joined = staticmethod(joined)


class PageGenerator(CodeGenerator):
    """Writes the Python that a template becomes."""

    environment: SiteEnvironment

    def write_commons(self) -> None:
        """Write what stands at the head of each function."""
        super().write_commons()
        self.writeline("shown = environment.shown")
        self.writeline("joined = environment.joined")

    def _said(self, node: nodes.Node) -> str | None:
        """Give the sentence that ``t('key')`` says; a key without one is an error of the page."""
        key = sentence(node)
        known = key and key in self.environment.sentences.table
        return self.environment.sentences(key) if known else None

    # -- output ---------------------------------------------------------------

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.TemplateData):
            return super()._output_child_to_const(node, frame, finalize)
        said = self._said(node)
        return shown(node.as_const(frame.eval_ctx) if said is None else said)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("shown(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")

    # -- expressions ----------------------------------------------------------

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call as a call."""
        said = self._said(node)
        if said is not None:
            self.write(repr(said))
            return
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Write an attribute as an attribute; of ``t.language`` what it is."""
        if isinstance(node.node, nodes.Name) and (node.node.name, node.attr) == ("t", "language"):
            self.write(repr(self.environment.sentences.language))
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Write ``~``."""
        self.write("joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        """Write ``a if b``; without an ``else`` it is nothing."""
        if node.expr2 is None:
            node.expr2 = nodes.Const("", lineno=node.lineno)
        super().visit_CondExpr(node, frame)


def sentence(node: nodes.Node) -> str:
    """Give the key of the sentence that ``t('key')`` says, or an empty string for any other node."""
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "t"
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    ):
        return str(node.args[0].value)
    return ""
