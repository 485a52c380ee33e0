"""What faults are inflicted on: a hub's folder, and a web site to poll."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.hub import HubFolder
from support.origin import Origin


@pytest.fixture
def hub(tmp_path: Path) -> HubFolder:
    return HubFolder(tmp_path)


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as site:
        yield site
