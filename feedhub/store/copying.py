"""A SQLite database in, the same database in another file out: as it stood at one moment, whoever writes to it.

Never here: what a table means. A copy is one file without a log beside it, on the disk before its name is there.
"""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feedhub.errors import StoreError
from feedhub.store.owner import hand_over

Each = Callable[[int, int], None]
"""Is told how much is done, of how much."""
_PAGES = 500
_MARGIN = 16 * 2**20
"""Bytes that stay free beside what a copy takes, for the daemon that goes on."""
_BESIDE = ("-wal", "-shm", "-journal")


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def copy_file(source: Path, target: Path, each: Each = silent) -> None:
    """Copy a database; readers and writers of the source go on meanwhile.

    Raises:
        StoreError: it could not be read, or there is no room; no target is left behind.
    """
    require_room(target.parent, size_of(source))
    unfinished = target.with_name(target.name + ".part")
    with said(f"{source} cannot be copied"):
        try:
            unfinished.unlink(missing_ok=True)
            _copy(source, unfinished, each)
            unfinished.replace(target)
            sync_folder(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)


def _copy(source: Path, target: Path, each: Each) -> None:
    address = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, isolation_level=None)) as old,
        closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        # A reading that is open before the first page keeps it to one moment: without it, each write of anybody else
        # would make the copy begin again.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=_PAGES, progress=lambda _status, left, total: each(total - left, total))
    drop_log(target)


def drop_log(database: Path) -> None:
    """Get everything into the one file; only its sole user can."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE").fetchone()


def replace_file(path: Path, by: Path) -> Path | None:
    """Put a database in another one's place; that one is kept, and where is what this gives.

    Whose the other was, his is this one, also where it is root who puts it there.

    Raises:
        StoreError: somebody uses the old one; nothing was changed.
    """
    with said(f"{path} cannot be replaced"):
        _hand_over(by, path)
        kept = _set_aside(path) if path.exists() else None
        by.replace(path)
        sync_folder(path.parent)
    return kept


def _hand_over(file: Path, path: Path) -> None:
    """Give a file the rights that another has, or to the owner of the folder where there is none yet."""
    if path.exists():
        file.chmod(stat.S_IMODE(path.stat().st_mode))
    hand_over(file, path if path.exists() else path.parent)


def _set_aside(path: Path) -> Path:
    kept = path.with_name(path.name + ".before-restore")
    for beside in _BESIDE:
        kept.with_name(kept.name + beside).unlink(missing_ok=True)
    _settle(path, kept)
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)  # then there is no moment without a database
    except OSError:
        path.replace(kept)
    return kept


def _settle(path: Path, kept: Path) -> None:
    """Make it one file; of a damaged one the log goes along."""
    try:
        drop_log(path)
    except sqlite3.OperationalError as reason:
        raise StoreError(f"{path} is in use by another program ({reason}): let that end first") from reason
    except sqlite3.DatabaseError:
        for beside in _BESIDE:
            log = path.with_name(path.name + beside)
            if log.exists():
                log.replace(kept.with_name(kept.name + beside))


def size_of(database: Path) -> int:
    """Count the bytes of a database and its log."""
    log = database.with_name(database.name + "-wal")
    return sum(path.stat().st_size for path in (database, log) if path.exists())


def require_room(folder: Path, size: int) -> None:
    """Refuse to begin what would fill the disk.

    Args:
        folder: where it is to be written.
        size: bytes that are needed.

    Raises:
        StoreError: there are not so many.
    """
    with said(f"{folder} cannot be written"):
        free = shutil.disk_usage(folder).free
    if free < size + _MARGIN:
        wanted, there = ((number + 999_999) // 1_000_000 for number in (size + _MARGIN, free))
        raise StoreError(f"{folder} has {there} MB free and this needs {wanted} MB: make room; nothing was changed")


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlive a power cut."""
    if os.name == "nt":  # folders cannot be opened there
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def said(what: str) -> Iterator[None]:
    """Turn what SQLite or the disk say into one sentence."""
    try:
        yield
    except (sqlite3.Error, OSError) as reason:
        raise StoreError(f"{what}: {reason}") from reason
