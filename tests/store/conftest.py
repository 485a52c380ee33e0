"""Every engine's store, opened the same way."""

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from feedhub.store import Store
from support.database import new_schema, postgres
from support.visits import NOW

_numbers = count()


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    # Not pytest's own folder: a socket's path may have 107 bytes, and the server runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="feedhub-pg-"))
    try:
        if Path("/var/lib/postgresql").exists():
            shutil.chown(folder, "postgres")
        with postgres(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/feedhub.db"
    running: str = request.getfixturevalue("cluster")
    return new_schema(running, f"hub{next(_numbers)}")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url, now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/feedhub.db"
