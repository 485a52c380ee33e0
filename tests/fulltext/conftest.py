"""A hub with a clock of its own, and a site with a feed and its article pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.guest import Guest
from support.origin import Origin


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as site:
        yield site


@pytest.fixture
def guest(tmp_path: Path, origin: Origin) -> Iterator[Guest]:
    with Guest(tmp_path, origin) as visitor:
        yield visitor
