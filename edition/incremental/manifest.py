"""Says within a moment that nothing changed: what the last build read, and how its site stands.

The manifest is written after a build by command. It names every input (captures, decisions,
authority files, pages, ledger, media, settings, templates, the edition's own code) with the hash of its
content, and holds one digest of how the files of the site stand. Only what is needed to compare is imported
here, nothing of the edition and little of the standard library: a process that has nothing to build ends
before it would have loaded a builder.

Hashes decide, times only save reading: a file of the same size, time and inode is taken to have the
same content, unless it was so young when it was looked at that a second change could bear
the same time (the rule that Git calls *racily clean*); then it is read again.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any, NamedTuple

FORMAT = b"edition-manifest-1"
YOUNG = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system that is in use (FAT counts two seconds)."""
WORTH = 4_000
"""Files of a site from which on a second process looks at half of them."""
_LIBRARY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_DIGEST = 16


class Print(NamedTuple):
    """How a file stands, and the SHA-256 of its content."""

    size: int
    time: int
    """Of its last change of any kind, in nanoseconds: the one that no program can set."""
    inode: int
    content: str


class Look(NamedTuple):
    """All inputs as they were at one moment."""

    at: int
    """When the look began, in nanoseconds since 1970."""
    files: dict[str, Print]
    """By the root's name and the path below it: ``content/sources/a.txt``."""
    machine: str
    """Digest of Python and of the libraries that are installed."""
    sure: bool = True
    """False if something leads elsewhere, so that this is not all there is."""

    def below(self, folder: str) -> dict[str, Print]:
        """Give the files below a folder, by their paths below it, in order."""
        cut = len(folder) + 1
        return {
            name[cut:]: self.files[name]
            for name in sorted(self.files)
            if name.startswith(f"{folder}/")
        }


class Manifest(NamedTuple):
    """What stands in the file: for which command, on which inputs, what site, and what to tell."""

    command: tuple[str, ...]
    look: Look
    site: str
    files: int
    """How many files the site has, for whoever asks how to look at it."""
    told: str


def roots_of(content: str, config: str, templates: str) -> dict[str, str]:
    """Name the places where inputs lie."""
    return {"content": content, "settings": config, "templates": templates, "library": _LIBRARY}


def look_at(roots: Mapping[str, str], known: Look | None = None) -> Look:
    """Look at every input; what is known and stands as it stood is not read again."""
    look = Look(time.time_ns(), {}, _machine())
    trusted = known.files if known else {}
    old = known.at - YOUNG if known else 0
    sure = True
    for root, place in roots.items():
        waiting = [(place, root)]
        while waiting:
            folder, name = waiting.pop()
            try:
                if not os.path.isdir(folder):  # a file is a root as well: the settings
                    look.files[name] = _print(folder, os.stat(folder), trusted.get(name), old)
                    continue
                with os.scandir(folder) as entries:
                    for entry in entries:
                        below = f"{name}/{entry.name}"
                        if entry.is_symlink():
                            sure = False
                        elif entry.is_dir(follow_symlinks=False):
                            if entry.name != "__pycache__":
                                waiting.append((entry.path, below))
                        else:
                            found = entry.stat(follow_symlinks=False)
                            look.files[below] = _print(entry.path, found, trusted.get(below), old)
            except OSError:  # gone while it was looked at, or not to be read: a build will tell
                sure = False
    return look._replace(sure=sure)


def _print(path: str, found: os.stat_result, known: Print | None, old: int) -> Print:
    now = (found.st_size, found.st_ctime_ns, found.st_ino)
    if known is not None and known[:3] == now and known.time < old:
        return known
    with open(path, "rb") as file:
        content = hashlib.sha256(file.read()).hexdigest()
    made = Print(*now, content)
    return known if known is not None and known == made else made


def _machine() -> str:
    """Give a digest of Python and of the libraries installed, by their names and versions."""
    whole = hashlib.sha256(f"{sys.version}\0{sys.platform}".encode())
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".") if "-packages" in folder else ()
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith((".dist-info", ".egg-info")):
                whole.update(f"{name}\n".encode())
    return whole.hexdigest()


def digest_of(files: Mapping[str, Print], *more: str) -> bytes:
    """Give one digest of the names and contents of files."""
    whole = hashlib.blake2b(digest_size=_DIGEST)
    for part in more:
        whole.update(f"{part}\n".encode())
    for name, found in files.items():
        whole.update(f"{name}\0{found.content}\n".encode("utf-8", "surrogateescape"))
    return whole.digest()


# -- the site --------------------------------------------------------------------


def site_print(site: str, *, files: int = 0) -> tuple[str, int]:
    """Give a digest of how the files of a site stand (not of what they say), and their number.

    ``files`` is how many there should be: where that is many, a forked process looks at half. The digest is the same.
    """
    first: list[str] = []
    folders = [""]
    while folders and len(folders) < 64:  # down to where the folders are many
        deeper: list[str] = []
        for folder in folders:
            _list(site, folder, first, deeper)
        folders = sorted(deeper)
    halves = folders[::2], folders[1::2]
    found = _forked(site, halves[1]) if files >= WORTH and hasattr(os, "fork") else None
    left = _whole(site, halves[0])
    right = found() if found else _whole(site, halves[1])
    whole = hashlib.blake2b("\n".join(sorted(first)).encode("utf-8", "surrogateescape"))
    whole.update(left[0] + right[0])
    return whole.hexdigest(), len(first) + left[1] + right[1]


def _whole(site: str, folders: list[str]) -> tuple[bytes, int]:
    lines: list[str] = []
    waiting = list(folders)
    while waiting:
        _list(site, waiting.pop(), lines, waiting)
    text = "\n".join(sorted(lines)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text).digest(), len(lines)


def _list(site: str, folder: str, lines: list[str], folders: list[str]) -> None:
    """Add a line for each file of a folder, and the folders in it."""
    with os.scandir(f"{site}/{folder}") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{folder}{entry.name}/")
            else:
                found = entry.stat(follow_symlinks=False)
                lines.append(
                    f"{folder}{entry.name}\0{found.st_size} {found.st_mtime_ns} {found.st_ino}"
                )


def _forked(site: str, folders: list[str]) -> Any:
    """Have a second process look at these folders; give the function that waits for it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - measured nowhere: it ends without Python's farewell
        data = b""
        try:
            digest, count = _whole(site, folders)
            data = digest + count.to_bytes(8, "big")
        finally:
            os.write(writing, data)
            os._exit(0)
    os.close(writing)

    def wait() -> tuple[bytes, int]:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        os.waitpid(child, 0)
        return (data[:-8], int.from_bytes(data[-8:], "big")) if data else (b"", 0)

    return wait


# -- on the disk -----------------------------------------------------------------


def read_manifest(cache: str) -> Manifest | None:
    """Read the manifest of a cache; none if it is missing, damaged or foreign."""
    try:
        with open(f"{cache}/manifest", "rb") as file:
            data = file.read()
    except OSError:
        return None
    head = len(FORMAT) + _DIGEST
    checksum = hashlib.blake2b(data[head:], digest_size=_DIGEST).digest()
    if data[:head] != FORMAT + checksum:
        return None
    try:
        command, at, files, machine, site, count, told = _Plain(BytesIO(data[head:])).load()
        prints = {name: Print(*found) for name, found in files.items()}
        return Manifest(command, Look(at, prints, machine), site, count, told)
    except Exception:  # what a stranger wrote may fail in any way
        return None


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name}: only plain values stand here")


def write_manifest(cache: str, manifest: Manifest) -> None:
    """Write a manifest in one step; one of inputs that are not all there is is not written."""
    if not manifest.look.sure:
        return
    look = manifest.look
    files = {name: tuple(found) for name, found in look.files.items()}
    value = (manifest.command, look.at, files, look.machine, *manifest[2:])
    body = pickle.dumps(value, 5)
    data = FORMAT + hashlib.blake2b(body, digest_size=_DIGEST).digest() + body
    os.makedirs(cache, exist_ok=True)
    with open(f"{cache}/.manifest.new", "wb") as file:
        file.write(data)
    os.replace(f"{cache}/.manifest.new", f"{cache}/manifest")


def forget_manifest(cache: str) -> None:
    """Remove the manifest, since the site is about to change."""
    with suppress(FileNotFoundError):
        os.unlink(f"{cache}/manifest")


def cache_of(site: str) -> str:
    """Give the hidden folder beside a site that keeps what is remembered of it.

    >>> cache_of("out/site")
    'out/.site.cache'
    """
    return _beside(site, "cache")


def _beside(site: str, kind: str) -> str:
    folder, name = os.path.split(os.path.normpath(site))
    return os.path.join(folder, f".{name}.{kind}")


def unchanged(
    site: str, roots: Mapping[str, str], command: tuple[str, ...]
) -> tuple[str | None, Look]:
    """Give what the last build would tell again, if it would give this very site; and the look at the inputs.

    None if anything differs, or cannot be known: then a build has to find out what.
    """
    cache = cache_of(site)
    manifest = read_manifest(cache)
    look = look_at(roots, manifest.look if manifest else None)
    if manifest is None or not look.sure or manifest.command != command:
        return None, look
    if look.machine != manifest.look.machine or not _same(look.files, manifest.look.files):
        return None, look
    if os.path.lexists(_beside(site, "next")) or os.path.lexists(_beside(site, "last")):
        return None, look  # a build was killed
    try:
        stands = not os.path.islink(site) and site_print(site, files=manifest.files)
    except OSError:
        return None, look
    if stands != (manifest.site, manifest.files):
        return None, look
    if look.files != manifest.look.files or _any_young(manifest.look):
        write_manifest(cache, manifest._replace(look=look))  # spares the next look the reading
    return manifest.told, look


def _same(now: Mapping[str, Print], then: Mapping[str, Print]) -> bool:
    return now.keys() == then.keys() and all(
        found is then[name] or found.content == then[name].content for name, found in now.items()
    )


def _any_young(look: Look) -> bool:
    return any(found.time >= look.at - YOUNG for found in look.files.values())


def settle(before: Look, after: Look, written: Mapping[str, str]) -> Look | None:
    """Give the inputs that a build was made of, as they stand after it.

    ``written`` are files that the build wrote or proved itself, with the hash of what it knows them to say.
    None if another input changed meanwhile: then nobody can say what the site was made of.
    """
    files: dict[str, Print] = {}
    for name, found in after.files.items():
        if name in written:
            files[name] = found._replace(content=written[name])
        elif before.files.get(name) == found:
            files[name] = found
        else:
            return None
    for name in before.files.keys() - after.files.keys():
        if not name.startswith("content/pages/"):  # of a document that is no more
            return None
    if before.machine != after.machine or not (before.sure and after.sure):
        return None
    return Look(before.at, files, after.machine)
