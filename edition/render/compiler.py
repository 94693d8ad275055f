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

# ruff: noqa: N802  (names are those of Jinja's generator)

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import markup_join
from markupsafe import Markup
from markupsafe import escape as escape_markup

from edition.render.inline import escape
from edition.render.strings import Strings

_LONGEST = 400
"""Characters up to which it is worth remembering how a text is escaped."""
_MOST = 60_000
"""Texts remembered; then it begins anew."""


class _Escaped(dict[str, str]):
    """Texts as HTML, each escaped once."""

    def __missing__(self, text: str) -> str:
        html = escape(text)
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
    for part in parts:
        if type(part) is not str:
            break
    else:
        return "".join(parts)  # type: ignore[arg-type]
    if any(hasattr(part, "__html__") for part in parts):
        return markup_join(parts)
    return "".join(map(str, parts))


class SiteEnvironment(Environment):
    """Jinja's environment with the sentences that its templates are compiled with."""

    sentences: Strings
    shown = staticmethod(shown)
    joined = staticmethod(joined)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the names that every template knows, as a plain dictionary: it is copied for each page."""
        return {**self.globals, **(d or {})}


class PageGenerator(CodeGenerator):
    """Writes the Python that a template becomes."""

    environment: SiteEnvironment

    def write_commons(self) -> None:
        """Write what stands at the head of each function."""
        super().write_commons()
        self.writeline("shown = environment.shown")
        self.writeline("joined = environment.joined")

    def _said(self, node: nodes.Node) -> str | None:
        """Give what ``t('key')`` says, and what ``t.language`` is.

        A key without a sentence is left for the page to fail with.
        """
        if _attribute_of_t(node) == "language":
            return self.environment.sentences.language
        key = sentence(node)
        known = key and key in self.environment.sentences.table
        return self.environment.sentences(key) if known else None

    # -- output ---------------------------------------------------------------

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        """Write what stands between two statements as one text."""
        if frame.require_output_check and self.has_known_extends:
            return
        if frame.require_output_check:
            self.writeline("if parent_template is None:")
            self.indent()
        parts: list[str | nodes.Expr] = []
        for child in node.nodes:
            said = self._text(child, frame)
            if said is not None and parts and isinstance(parts[-1], str):
                parts[-1] += said
            else:
                parts.append(child if said is None else said)
        self.newline(node)
        self.write("yield " if frame.buffer is None else f"{frame.buffer}.append(")
        self._write_parts(parts, frame)
        self.write("" if frame.buffer is None else ")")
        if frame.require_output_check:
            self.outdent()

    def _text(self, node: nodes.Expr, frame: Frame) -> str | None:
        """Give what is known of a node before any page is made, as HTML."""
        if isinstance(node, nodes.TemplateData):
            return node.data
        try:
            return str(shown(node.as_const(frame.eval_ctx)))
        except nodes.Impossible:
            said = self._said(node)
            return None if said is None else str(shown(said))

    def _write_parts(self, parts: Sequence[str | nodes.Expr], frame: Frame) -> None:
        self.write("(" if len(parts) == 1 else "concat((")
        for part in parts:
            if isinstance(part, str):
                self.write(repr(part))
            else:
                self.newline(part)  # so that an error names the template's line
                self.write("shown(")
                self.visit(part, frame)
                self.write(")")
            self.write("" if len(parts) == 1 else ", ")
        self.write(")" if len(parts) == 1 else "))")

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
        if sentence(node, counted=True):
            self.visit(node.node, frame)
            self.write(f".counted({sentence(node, counted=True)!r}, ")
            self.visit(node.kwargs[0].value, frame)
            self.write(")")
            return
        if _attribute_of_t(node.node) == "words" and len(node.args) == 1:
            self.visit(node.args[0], frame)
            self.write(".zh" if self.environment.sentences.language.startswith("zh") else ".en")
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Write an attribute as an attribute."""
        said = self._said(node)
        if said is not None:
            self.write(repr(said))
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


def _attribute_of_t(node: nodes.Node) -> str:
    if not isinstance(node, nodes.Getattr) or not isinstance(node.node, nodes.Name):
        return ""
    return node.attr if node.node.name == "t" else ""


def sentence(node: nodes.Node, *, counted: bool = False) -> str:
    """Give the key of what ``t('key')`` says, or with ``counted`` of ``t('key', n=…)``.

    It is empty for any other node.
    """
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "t"
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and [argument.key for argument in node.kwargs] == (["n"] if counted else [])
        and not (node.dyn_args or node.dyn_kwargs)
    ):
        return str(node.args[0].value)
    return ""
