"""Whose the data is.

Root may write anywhere, and what it leaves in another user's folder that user cannot change: the daemon would fail on
it at its next start. For everybody else the system itself says no.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def anothers(places: Iterable[Path]) -> tuple[Path, str] | None:
    """Where this is root, give the first of the places that is there and another user's, and who that is."""
    if sys.platform == "win32" or os.geteuid():
        return None
    for place in places:
        if place.exists() and (user := place.stat().st_uid):
            return place, _name(user)
    return None


def hand_over(file: Path, like: Path) -> None:
    """Where this is root, give a file to whom another file or a folder belongs."""
    if sys.platform == "win32" or os.geteuid():
        return
    owner = like.stat()
    with suppress(PermissionError):  # on a network's file system root may be nobody in particular
        os.chown(file, owner.st_uid, owner.st_gid)


def _name(user: int) -> str:
    import pwd  # noqa: PLC0415  not there on every platform

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"
