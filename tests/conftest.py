"""A scripted web site, a hub's folder, and a hub in this process whose clock is the test's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.guest import Guest
from support.hub import HubFolder
from support.origin import Origin


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as site:
        yield site


@pytest.fixture
def guest(tmp_path: Path, origin: Origin) -> Iterator[Guest]:
    with Guest(tmp_path, origin) as visitor:
        yield visitor


@pytest.fixture
def hub(tmp_path: Path) -> HubFolder:
    return HubFolder(tmp_path)
