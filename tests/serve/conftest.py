"""A published folder, and a server over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.served import ATOM, PAGE, Folder, Hub, running


def published_below(path: Path) -> Folder:
    """Publish one category path, a source, and the things around them."""
    published = Folder(path / "public")
    for stem in ("all", "category/金融", "category/金融/要闻", "source/stcn"):
        published.put(f"{stem}.atom", ATOM + stem.encode())
        published.put(f"{stem}.html", PAGE + stem.encode())
    published.put("all.rss", ATOM)
    published.put("all.json", ATOM)
    published.put("index.html", PAGE)
    published.put("feeds.opml", b"<opml/>")
    published.put("static/feedhub.css", b"body { margin: 0 }\n" * 100)
    published.write_index()
    return published


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A server that all tests share: its folder never changes."""
    with running(published_below(tmp_path_factory.mktemp("hub")), "https://feeds.example.org") as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The same folder, for one test alone."""
    return published_below(tmp_path)


@pytest.fixture
def live(folder: Folder) -> Iterator[Hub]:
    """A server over that one."""
    with running(folder, "https://feeds.example.org") as server:
        yield server
