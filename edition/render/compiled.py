"""Templates as they were compiled, kept for this process and, beside the library's own ``.pyc``, for the next.

Compiling takes ten times as long as making a page. What is compiled here depends on the template's
text, the sentences that were put into it, this Python, Jinja and the compiler: each has its part in
the checksum. Only the edition's own templates are kept on the disk, in ``__pycache__``, under the
rules that Python has for it; what others bring is compiled in each process, so that no folder of
content or cache can bring code.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, TemplateError, __version__
from jinja2.bccache import Bucket

from edition.render.strings import Strings

_HERE = Path(__file__).resolve()
_OWN = _HERE.parent.parent.parent / "templates"
_MARK = b"edition-templates-1"
_DIGEST = 16
NOT_PAGES = ("desk", "watch")
"""Folders of the templates that no page of a site is made with."""

_Codes = dict[tuple[str, str], CodeType]
_known: dict[tuple[str, Path], _Codes] = {}


class Compiled(BytecodeCache):
    """The compiled templates of one language; one whose text changed has another checksum."""

    def __init__(self, sentences: Strings, templates: Path) -> None:
        """Take what this process has compiled already, for any site."""
        told = repr((sentences.language, sorted(sentences.table.items(), key=str))).encode()
        self._salt = hashlib.blake2b(told + _compiler(), digest_size=_DIGEST).digest()
        folder = templates.resolve()
        self._codes = _known.setdefault((sentences.language, folder), {})
        self._file = _file(sentences.language) if folder == _OWN else None
        self._completing = False

    def get_source_checksum(self, source: str) -> str:
        """Give the checksum of a template's text with all else that its code depends on."""
        return hashlib.blake2b(self._salt + source.encode(), digest_size=_DIGEST).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code if it is known."""
        if not self._codes and self._file:
            self._codes.update(_read(self._file))
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None and self._file and not self._completing:
            self._completing = True
            _compile_all(bucket.environment)
            self._completing = False

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember the code of a template that was compiled."""
        if bucket.code is None:
            return
        for key in [known for known in self._codes if known[0] == bucket.key]:
            del self._codes[key]
        self._codes[bucket.key, bucket.checksum] = bucket.code
        if self._file and not self._completing and not sys.dont_write_bytecode:
            _write(self._file, self._codes)


def _compile_all(environment: Environment) -> None:
    """Compile the other templates as well, so that all are written down at once."""
    for name in environment.list_templates(extensions=["html"]):
        if name.split("/")[0] not in NOT_PAGES:
            with suppress(TemplateError):  # whoever asks for it will be told
                environment.get_template(name)


@cache
def _compiler() -> bytes:
    own = b"".join(_HERE.with_name(name).read_bytes() for name in ("compiler.py", "environment.py"))
    return f"{sys.version}\0{__version__}\0".encode() + own


def _file(language: str) -> Path:
    folder = _HERE.parent / "__pycache__"
    return folder / f"templates.{language}.{sys.implementation.cache_tag}.bin"


def _read(file: Path) -> _Codes:
    """Read what was kept; anything wrong with it is as if there were nothing."""
    try:
        data = file.read_bytes()
        body = data[len(_MARK) + _DIGEST :]
        if (
            data[: len(_MARK) + _DIGEST]
            != _MARK + hashlib.blake2b(body, digest_size=_DIGEST).digest()
        ):
            return {}
        return dict(marshal.loads(body))
    except (OSError, ValueError, EOFError, TypeError):
        return {}


def _write(file: Path, codes: _Codes) -> None:
    body = marshal.dumps(codes)
    fresh = file.with_name(f".{file.name}.{id(codes)}.new")
    try:
        file.parent.mkdir(exist_ok=True)
        fresh.write_bytes(_MARK + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body)
        fresh.replace(file)
    except OSError:
        return  # a library that may not be written to compiles in each process
