"""A site and a visitor for every test that wants one."""

from collections.abc import Iterator

import pytest

from support.origin import Origin
from support.visitor import Visitor


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as site:
        yield site


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    """Loopback is allowed; the system resolves names."""
    with Visitor() as guest:
        yield guest
