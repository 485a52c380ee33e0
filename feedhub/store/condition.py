"""A SQLite file in, a verdict out, before anything could write to it.

Comes in: the path the configuration names. Goes out: nothing, or a `StoreError` that says what to do. The file is
only read: a damaged or foreign one stays byte for byte what it was.
"""

import sqlite3
from pathlib import Path

from feedhub.errors import StoreError

_CHECKED_BYTES = 64 * 2**20
"""Files up to this size are checked through at every start, which takes a quarter of a second at most."""


def examine(path: Path) -> None:
    """Refuse a file that is no sound SQLite database; a missing or empty one is fine.

    Raises:
        StoreError: the file is damaged, is no database, or only its write-ahead log is there.
    """
    log = path.with_name(path.name + "-wal")
    if not path.exists() or path.stat().st_size == 0:
        if log.exists() and log.stat().st_size > 0:
            raise StoreError(
                f"{path} is missing but {log.name} beside it holds changes to it: put the database back, or move "
                f"{log.name} away to begin with an empty one"
            )
        return
    damage = _damage(path)
    if damage:
        raise StoreError(
            f"{path} cannot be used ({damage}): look at it with `sqlite3 {path} .recover`, put a backup in its place, "
            "or move it away to begin with an empty one"
        )


def _damage(path: Path) -> str | None:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if path.stat().st_size > _CHECKED_BYTES:
                return None
            verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as reason:
        return str(reason)
    return None if verdict == "ok" else verdict.strip().replace("\n", " ")
