"""Where the forms of a document and of the edition stand in the site."""

from __future__ import annotations

from edition.config import Config
from edition.model import Source

GENERATOR = "accountable-edition"
"""Name of the software, as catalogues and provenance give it."""


def folder(identifier: str, version: int = 0) -> str:
    """Give the folder of a document, or of one of its versions, below the site's root.

    >>> folder("d7h3kq4"), folder("d7h3kq4", 2)
    ('d/d7h3kq4/', 'd/d7h3kq4/v2/')
    """
    return f"d/{identifier}/" + (f"v{version}/" if version else "")


def tongues(config: Config) -> tuple[str, str]:
    """Give the folders of the interface: the edition's own language has none, the other has one.

    >>> from edition.model import Words
    >>> [tongues(Config(Words("", ""), Words("", ""), "", language=own)) for own in ("zh-Hans", "en")]
    [('', 'en/'), ('', 'zh/')]
    """
    return "", "zh/" if config.language == "en" else "en/"


def raw_path(source: Source) -> str:
    """Give the path of a capture's raw download, named by the first 12 digits of its hash."""
    return f"sources/{source.sha256[:12]}/raw.txt"


def absolute(path: str, config: Config) -> str:
    """Give the full address of a path below the site's root, with or without its first slash."""
    return config.base_url + path.removeprefix("/")
