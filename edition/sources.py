"""Load a captured file: its bytes, its hash, and how its bytes were read as characters.

A decoding that doesn't raise an error proves nothing (each Big5 text decodes as GB18030
too), so a guess is checked: bytes must come back unchanged, private-use and control
characters speak against it, and frequent characters of Chinese for it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from edition.errors import EditionError
from edition.model import Basis, Certainty, Source

ENCODINGS = {
    "utf-8": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Names as the Web writes them (Encoding Standard), and Python's codec for each."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16le"),
    (b"\xfe\xff", "utf-16be"),
)

_FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三"
    "已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女"
    "問說這個們為來國時會對過後還發開經頭長兩現將與進實種聲話見動學麼無樣裡書關電機體業總產"
)

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)


_GB18030_2022: dict[int, str | int] = {
    **dict(
        zip(
            range(0xE78D, 0xE797),
            "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19",
            strict=True,
        )
    ),
    **dict(
        zip(
            (0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
            range(0x9FB4, 0x9FBC),
            strict=True,
        )
    ),
    0xE7C7: 0x1E3F,
}
"""Where Python's codec still gives private use characters, and the Web the characters of GB 18030-2022."""


def _as_the_web(codec: str, text: str) -> str:
    return text.translate(_GB18030_2022) if codec == "gb18030" else text


@dataclass(frozen=True, slots=True)
class _Guess:
    name: str
    text: str
    score: float


def load_source(
    path: Path, *, content: Path, encoding: str = "", maximum: int = 8_000_000
) -> Source:
    """Read one capture below ``content`` and decode it without changing a character.

    ``encoding`` is what an editor declared for this capture; without it a byte-order mark, a
    declaration in the markup and the bytes themselves are asked in that order. The mark stays
    in the text as U+FEFF; newlines stay as they are.

    Raises ``EditionError`` if the file cannot be read, is larger than ``maximum`` bytes, is
    empty or not a text, or can be read in two ways equally well.
    """
    name = path.relative_to(content).as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EditionError(
            f"the capture cannot be read ({error.strerror})", name, "check the file's permissions"
        ) from None
    return decode_source(name, data, encoding=encoding, maximum=maximum)


def decode_source(
    name: str, data: bytes, *, encoding: str = "", maximum: int = 8_000_000
) -> Source:
    """Decode the bytes of the capture ``name``; the work of ``load_source`` without the disk."""
    if not data:
        raise EditionError("the capture is empty", name, "capture it again, or delete the file")
    if len(data) > maximum:
        raise EditionError(
            f"the capture has {len(data):,} bytes, more than the {maximum:,} allowed",
            name,
            "raise maximum_bytes under [policy] in edition.toml, or split the capture",
        )
    basis, certainty = Basis.ATTESTED, Certainty.CERTAIN
    if encoding:
        chosen = _decode(name, data, encoding)
        basis = Basis.DECIDED
    elif marked := next((label for mark, label in _BYTE_ORDER_MARKS if data.startswith(mark)), ""):
        chosen = _decode(name, data, marked)
    else:
        chosen, basis, certainty = _detect(name, data)
    if not chosen.text.strip("\ufeff \t\r\n\f\v\u3000\xa0\0"):
        raise EditionError(
            "the capture has nothing but white space", name, "capture it again, or delete the file"
        )
    return Source(
        path=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=chosen.name,
        encoding_basis=basis,
        encoding_certainty=certainty,
        text=chosen.text,
    )


def _decode(name: str, data: bytes, label: str) -> _Guess:
    codec = ENCODINGS.get(label.lower())
    if codec is None:
        raise EditionError(
            f"the encoding {label!r} is not known",
            name,
            f"use one of {', '.join(sorted(ENCODINGS))}",
        )
    try:
        return _Guess(label.lower(), _as_the_web(codec, data.decode(codec)), 0.0)
    except UnicodeDecodeError as error:
        raise EditionError(
            f"byte {error.start:,} (0x{data[error.start]:02x}) is not {label}: {error.reason}",
            name,
            "declare another encoding in the decisions file, or capture the page again",
        ) from None


def _detect(name: str, data: bytes) -> tuple[_Guess, Basis, Certainty]:
    broken: UnicodeDecodeError | None = None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    else:
        if text.count("\0") <= max(3, len(text) // 100):
            return _Guess("utf-8", text, 0.0), Basis.ATTESTED, Certainty.CERTAIN
    declared = _DECLARED.search(data[:4096])
    if declared and (label := declared[1].decode("ascii").lower()) in ENCODINGS:
        codec = ENCODINGS[label]
        guess = _try(label, codec, data)
        if guess and guess.score > 0:
            return guess, Basis.ATTESTED, Certainty.HIGH
    guesses = sorted(
        filter(None, (_try(n, c, data) for n, c in ENCODINGS.items() if n in _CANDIDATES)),
        key=lambda guess: -guess.score,
    )
    if not guesses or guesses[0].score <= 0.02:
        if broken is not None and _mostly_utf8(data):
            raise EditionError(
                f"byte {broken.start:,} (0x{data[broken.start]:02x}) is not UTF-8, "
                "though most of the capture is",
                name,
                "the capture was damaged on its way (a lone surrogate, a cut character): capture it again",
            )
        raise EditionError(
            "the capture is not a text in any known encoding",
            name,
            "if it is one, declare its encoding in the decisions file; if not, delete it",
        )
    best, *rest = guesses
    if rest and rest[0].score > best.score * 0.8:
        raise EditionError(
            f"the capture can be read as {best.name} or as {rest[0].name}",
            name,
            'declare its encoding in the decisions file: encoding = "…"',
        )
    return best, Basis.INFERRED, Certainty.HIGH if best.score > 0.15 else Certainty.MEDIUM


_CANDIDATES = ("gb18030", "big5", "utf-16le", "utf-16be")


def _try(label: str, codec: str, data: bytes) -> _Guess | None:
    try:
        text = data.decode(codec)
        if text.encode(codec) != data:
            return None
        text = _as_the_web(codec, text)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    wrong = sum(
        1
        for c in text
        if "\ue000" <= c <= "\uf8ff" or (c < " " and c not in "\t\n\r\f") or c == "\ufffd"
    )
    wide = sum(1 for c in text if c >= "\u2e80") or 1
    frequent = sum(1 for c in text if c in _FREQUENT)
    return _Guess(label, text, frequent / wide - 5 * wrong / max(1, len(text)))


_WRONG_WAYS = (
    (re.compile(r"[^\x00-\x7f]{6,400}"), "gb18030", "utf-8"),
    (re.compile(r"[\x80-\xff]{6,400}"), "latin-1", "utf-8"),
    (re.compile(r"[\x80-\xff\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{6,400}"), "cp1252", "utf-8"),
    (re.compile(r"[\x80-\xff]{6,400}"), "latin-1", "gb18030"),
)
"""Text in the second encoding that was read as the first: how it looks, and both."""


_TELLING = re.compile("[锛銆鈥鐨涓鍏浼]")
"""What commas, stops, quotation marks and some frequent words of UTF-8 become in GB18030."""


def find_mojibake(text: str) -> tuple[int, int, str] | None:
    """Give where text was decoded wrongly before it was captured, and as what; it is not mended.

    A proof and no guess: encoded back, the words are Chinese in another encoding, with frequent
    characters. What was lost on the way cannot be brought back, so an editor has to decide.

    >>> find_mojibake("会议：浼氳鎸囧嚭锛屾垜浠鍘嬪疄")
    (0, 15, 'UTF-8 read as GB18030')
    """
    for looks, wrong, right in _WRONG_WAYS:
        for found in looks.finditer(text):
            if wrong == "gb18030" and not _TELLING.search(found[0]):
                continue
            data = found[0].encode(wrong, "ignore")
            meant = data.decode(right, "ignore")
            wide = [c for c in meant if c >= "\u2e80"]
            frequent = sum(c in _FREQUENT for c in wide)
            if (
                len(meant.encode(right)) > 0.6 * len(data)
                and frequent > max(1, 0.1 * len(wide))
                and len(wide) > 2
            ):
                return found.start(), found.end(), f"{right.upper()} read as {wrong.upper()}"
    return None


def _mostly_utf8(data: bytes) -> bool:
    return len(data.decode("utf-8", "ignore").encode()) > len(data) * 0.95
