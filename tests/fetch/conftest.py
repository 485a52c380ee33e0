"""A visitor for every test that wants one."""

from collections.abc import Iterator

import pytest

from support.visitor import Visitor


@pytest.fixture
def visitor() -> Iterator[Visitor]:
    """Loopback is allowed; the system resolves names."""
    with Visitor() as guest:
        yield guest
