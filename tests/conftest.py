"""What all tests share: where things lie, small collections, and golden files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from edition.config import read_config
from edition.pipeline import Built, build_edition
from edition.preparing import Paths, Stages

settings.register_profile("edition", deadline=None, derandomize=True)
settings.load_profile("edition")  # the same examples in every run, however busy the machine

ROOT = Path(__file__).resolve().parent.parent

SETTINGS = """[edition]
title = "试编"
base_url = "https://edition.example/"
editors = ["编者"]
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write golden files anew."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, each as a whole, so that no process ends with a long one alone."""
    ranks: dict[Path, int] = {}
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        rank = 0 if "slow" in marks else 1 if "browser" in marks else 2
        ranks[item.path] = min(ranks.get(item.path, 2), rank)
    items.sort(key=lambda item: ranks[item.path])


@pytest.fixture(scope="session")
def five() -> Built:
    """Give the edition of the five captures, built in memory."""
    paths = Paths(ROOT / "content", ROOT / "site", ROOT / "edition.toml", ROOT / "templates")
    return build_edition(paths, read_config(paths.config), Stages())


Collection = Callable[..., Paths]


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Make a small collection from sources (and other files of content) by name."""

    def make(
        sources: Mapping[str, str | bytes],
        others: Mapping[str, str] | None = None,
        *,
        settings: str = SETTINGS,
    ) -> Paths:
        content = tmp_path / "content"
        for name, text in {f"sources/{k}": v for k, v in sources.items()}.items():
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for name, text in (others or {}).items():
            path = content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        config = tmp_path / "edition.toml"
        config.write_text(settings, encoding="utf-8")
        return Paths(content, tmp_path / "site", config, ROOT / "templates")

    return make


def built(paths: Paths) -> Built:
    """Build a small collection in memory."""
    return build_edition(paths, read_config(paths.config), Stages())
