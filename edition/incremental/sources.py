"""Cleaned captures, kept as long as nothing that they depend on has changed.

A capture's reading and cleaning depend on its bytes, its decisions, the settings, the code, and on
the evidence that rules asked of the other captures. The first four are the key. Of the last, every
question is kept with its answer, and asked again when the collection has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edition.collection import Collection
from edition.conclude import Prepared
from edition.incremental.sealed import checksum_of, read_sealed, seal
from edition.recall import Recall

FORMAT = b"edition-source-2"

Asked = tuple[str, str, str]
"""A question to the collection: its name, its words, the capture that asked."""


class _Texts(Mapping[str, str]):
    """The texts of a collection, which note how they are looked at."""

    def __init__(self, whole: Mapping[str, str], given: dict[Asked, tuple[Any, ...]]) -> None:
        self._whole, self._given = whole, given

    def __len__(self) -> int:
        self._given["captures", "", ""] = (str(len(self._whole)),)
        return len(self._whole)

    def __getitem__(self, path: str) -> str:
        self._given["text", path, ""] = (self._whole.get(path, ""),)
        return self._whole[path]

    def __iter__(self) -> Iterator[str]:
        self._given["texts", "", ""] = (collection_digest(self._whole),)
        return iter(self._whole)


@dataclass(frozen=True)
class Answers(Collection):
    """The collection, which notes what a capture's rules asked, and what it answered."""

    whole: Collection = field(default_factory=Collection)
    given: dict[Asked, tuple[Any, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, collection: Collection) -> Answers:
        """Give a collection that answers alike, and has noted nothing yet."""
        given: dict[Asked, tuple[Any, ...]] = {}
        return cls(_Texts(collection.texts, given), collection, given)

    def attested(self, quotation: str, *, besides: str) -> tuple[tuple[str, str], ...]:
        """Answer as the collection does."""
        answer = self.whole.attested(quotation, besides=besides)
        self.given["attested", quotation, besides] = answer
        return answer

    def opens_paragraphs(self, opening: str, *, besides: str) -> tuple[str, ...]:
        """Answer as the collection does."""
        answer = self.whole.opens_paragraphs(opening, besides=besides)
        self.given["opens", opening, besides] = answer
        return answer


def ask(collection: Collection, asked: Asked) -> tuple[Any, ...]:
    """Ask a collection what was asked before."""
    name, words, besides = asked
    match name:
        case "attested":
            return collection.attested(words, besides=besides)
        case "opens":
            return collection.opens_paragraphs(words, besides=besides)
        case "captures":
            return (str(len(collection.texts)),)
        case "text":
            return (collection.texts.get(words, ""),)
        case _:
            return (collection_digest(collection.texts),)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned capture with what it was cleaned on."""

    text: str
    """Its first reading, as the collection has it for the others."""
    prepared: Prepared
    given: Mapping[Asked, tuple[Any, ...]]
    collection: str
    """Digest of the collection that gave these answers."""


def collection_digest(texts: Mapping[str, str]) -> str:
    """Give a digest of what the collection could answer."""
    whole = hashlib.blake2b(digest_size=16)
    for path in sorted(texts):
        whole.update(f"{path}\0{len(texts[path])}\0".encode())
        whole.update(texts[path].encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


@dataclass
class Shelf:
    """Where cleaned captures are kept: in memory, and in a folder if there is one."""

    folder: Path | None = None
    held: dict[str, Cleaned] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    checksums: dict[str, bytes] = field(default_factory=dict)
    """Of what is kept of each capture, by its key."""
    recall: Recall = field(default_factory=Recall)
    """What was concluded from the captures kept."""
    key_of: dict[str, str] = field(default_factory=dict)
    """Of each capture of this build, by its path."""
    recipes: list[tuple[object, object]] = field(default_factory=list)
    """Documents and records of this build, with all that each was made from."""
    collection: Collection = field(default_factory=Collection)
    """What all captures of this build say."""
    cleaned: int = 0
    """How many captures the last build had to clean."""

    @staticmethod
    def key(*parts: str | bytes) -> str:
        """Give the key of a capture by all that its first reading depends on."""
        whole = hashlib.blake2b(digest_size=16)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            whole.update(len(data).to_bytes(8, "big") + data)
        return whole.hexdigest()

    def find(self, key: str) -> Cleaned | None:
        """Give the capture of a key, if it is here and undamaged."""
        self.used.add(key)
        found = self.held.get(key)
        if found is None and self.folder is not None:
            try:
                data = (self.folder / key[:2] / key).read_bytes()
            except OSError:
                return None
            value = read_sealed(data, FORMAT)
            if isinstance(value, Cleaned):
                found = self.held[key] = value
                self.checksums[key] = checksum_of(data, FORMAT)
        return found

    def put(self, key: str, cleaned: Cleaned) -> None:
        """Keep a capture; what is on the disk already in the same words is not written again."""
        self.used.add(key)
        self.held[key] = cleaned
        if self.folder is not None:
            target = self.folder / key[:2] / key
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{key}.new")
            data = seal(cleaned, FORMAT)
            fresh.write_bytes(data)
            fresh.replace(target)
            self.checksums[key] = checksum_of(data, FORMAT)

    def holds_good(self, cleaned: Cleaned, collection: Collection, digest: str) -> bool:
        """Say whether the evidence that a capture was cleaned on is still what the others say.

        Most captures ask nothing. An answer may hang on how common a wording is in the whole
        collection, so that it does not do to ask the changed captures alone.
        """
        if not cleaned.given or cleaned.collection == digest:
            return True
        return all(ask(collection, asked) == answer for asked, answer in cleaned.given.items())

    def begin(self) -> None:
        """Begin a build."""
        self.recipes, self.key_of = [], {}
        self.recall.next_build()

    def recipe(self, value: object, path: str, *parts: object) -> None:
        """Note that a value follows from the cleaned capture of a path and from these parts."""
        checksum = self.checksums.get(self.key_of.get(path, ""))
        if checksum is not None:
            self.recipes.append((value, (type(value).__name__, checksum, *parts)))

    def finish(self) -> None:
        """End a build: drop what it did not use."""
        for key in self.held.keys() - self.used:
            del self.held[key]
            self.checksums.pop(key, None)
        if self.folder is not None and self.cleaned and self.folder.is_dir():
            for path in self.folder.glob("??/*"):
                if path.name not in self.used:
                    path.unlink(missing_ok=True)
        self.used, self.cleaned = set(), 0
