"""What went wrong, as values that the terminal and the page show alike: what, where, what to do."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edition.errors import ContentErrors, EditionError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops a build."""

    what: str
    path: str = ""
    line: int = 0
    column: int = 0
    quote: str = ""
    """The line itself with a caret under the place."""
    next_step: str = ""
    trace: str = ""
    """For a fault of the program: how it came there."""

    @property
    def where(self) -> str:
        """Give ``path:line:column``, as far as they are known."""
        return (
            ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
            if self.path
            else ""
        )

    def plain(self) -> dict[str, Any]:
        """Give it as JSON takes it."""
        return {
            "what": self.what,
            "where": self.where,
            "quote": self.quote,
            "next": self.next_step,
            "trace": self.trace,
        }

    def __str__(self) -> str:
        """Write it as a person reads it in a terminal."""
        place = f"{self.where}: " if self.where else ""
        parts = [
            place + self.what,
            self.quote,
            self.trace,
            f"  → {self.next_step}" if self.next_step else "",
        ]
        return "\n".join(part for part in parts if part)


def problems_of(error: BaseException, templates: Path, library: Path) -> tuple[Problem, ...]:
    """Give the problems that an exception stands for.

    Content errors come as they are; an error of a template names the template's line; anything
    else is a fault of the program, told with its traceback below ``library``.
    """
    if isinstance(error, ContentErrors):
        return tuple(_of_content(one) for one in error.errors)
    if isinstance(error, EditionError):
        return (_of_content(error),)
    if type(error).__module__.split(".")[0] == "jinja2":
        return (_of_template(error, templates),)
    inside = _template_frame(error, templates)
    if inside is not None:
        name, line = inside
        return (
            Problem(
                f"{type(error).__name__}: {error}", f"templates/{name}", line, 0, _quoted(templates / name, line),
                "mend this line of the template",
            ),
        )  # fmt: skip
    if isinstance(error, SyntaxError) and error.filename:
        shown = _shown(Path(error.filename), library.parent)
        return (
            Problem(
                f"not valid Python: {error.msg}", shown, error.lineno or 0, error.offset or 0,
                _quoted(Path(error.filename), error.lineno or 0), "mend this line",
            ),
        )  # fmt: skip
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if library in Path(frame.filename).parents]
    last = (ours or frames)[-1] if frames else None
    told = "".join(traceback.format_exception(error)).replace(f"{library.parent}/", "")
    return (
        Problem(
            f"a fault of the program: {type(error).__name__}: {error}",
            _shown(Path(last.filename), library.parent) if last else "",
            last.lineno or 0 if last else 0,
            0,
            f"    {last.line}" if last and last.line else "",
            "mend the code, or report it with what is below",
            told,
        ),
    )


def _of_content(error: EditionError) -> Problem:
    where = error.where
    return Problem(error.what, where.path, where.line, where.column, where.caret(), error.next_step)


def _of_template(error: BaseException, templates: Path) -> Problem:
    name = getattr(error, "name", "") or ""
    filename = getattr(error, "filename", "") or ""
    line = getattr(error, "lineno", 0) or 0
    if filename and filename != "<template>":
        name = _shown(Path(filename), templates)
    if not line:
        name, line = _template_frame(error, templates) or (name, 0)
    what = str(getattr(error, "message", None) or error) or type(error).__name__
    step = "mend this line of the template"
    if type(error).__name__ == "TemplateNotFound":
        what, step = (
            f"there is no template {name}",
            "make it, or mend the name where it is asked for",
        )
    return Problem(what, f"templates/{name}" if name else "templates", line, 0,
                   _quoted(templates / name, line) if name else "", step)  # fmt: skip


def _template_frame(error: BaseException, templates: Path) -> tuple[str, int] | None:
    frames = traceback.extract_tb(error.__traceback__)
    inside = [f for f in frames if templates in Path(f.filename).parents]
    if not inside:
        return None
    return _shown(Path(inside[-1].filename), templates), inside[-1].lineno or 0


def _shown(path: Path, below: Path) -> str:
    try:
        return path.relative_to(below).as_posix()
    except ValueError:
        return re.sub(r".*/site-packages/", "", path.as_posix())


def _quoted(path: Path, line: int) -> str:
    try:
        return (
            f"    {path.read_text(encoding='utf-8').splitlines()[line - 1].strip()}" if line else ""
        )
    except (OSError, IndexError, UnicodeDecodeError):
        return ""
