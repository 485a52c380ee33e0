"""Programs that tests run and a machine may not have: skipped with the reason, but never under CI."""

import os
import shutil
from typing import NoReturn

import pytest


def need(program: str, *, package: str | None = None) -> str:
    """Give the path of a program; without it the test is skipped, and under CI it fails."""
    found = shutil.which(program)
    if found is None:
        missing(f"{program} is not installed: apt-get install {package or program}")
    return found


def missing(reason: str) -> NoReturn:
    """End a test that this machine cannot run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
