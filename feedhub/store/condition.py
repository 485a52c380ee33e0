"""A SQLite file in, a verdict out, before anything could write to it.

Comes in: the path the configuration names. Goes out: nothing, or a `StoreError` that says what to do. The file is
only read: a damaged or foreign one stays byte for byte what it was.
"""

import sqlite3
from collections.abc import Collection
from pathlib import Path

from feedhub.errors import StoreError

VERSION_TABLE = "feedhub_version"
"""The table that tells a feedhub's database from any other, and of which age it is."""
_CHECKED_BYTES = 64 * 2**20
"""Files up to this size are checked through at every start, which takes a quarter of a second at most."""


def examine(path: Path) -> None:
    """Refuse a file that is no sound SQLite database of ours; a missing or empty one is fine.

    Raises:
        StoreError: the file is damaged, is no database or another program's, or only its write-ahead log is there.
    """
    log = path.with_name(path.name + "-wal")
    if not path.exists() or path.stat().st_size == 0:
        if log.exists() and log.stat().st_size > 0:
            raise StoreError(
                f"{path} is missing but {log.name} beside it holds changes to it: put the database back, or move "
                f"{log.name} away to begin with an empty one"
            )
        return
    try:
        tables, damage = _look(path)
    except sqlite3.DatabaseError as reason:
        tables, damage = [], str(reason)
    if damage:
        raise StoreError(
            f"{path} cannot be used ({damage}): look at it with `sqlite3 {path} .recover`, put a backup in its place, "
            "or move it away to begin with an empty one"
        )
    refuse_foreign(tables)


def refuse_foreign(tables: Collection[str]) -> None:
    """Refuse a database that holds tables, but none of feedhub's.

    Raises:
        StoreError: it is another program's.
    """
    if tables and VERSION_TABLE not in tables:
        raise StoreError(
            f"the database holds tables of another program ({', '.join(sorted(tables)[:3])}): give feedhub one of its "
            "own in store.database"
        )


def _look(path: Path) -> tuple[list[str], str]:
    """Give the names of the tables, and what is wrong with the file if anything is."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if path.stat().st_size > _CHECKED_BYTES:
            return tables, ""
        verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    finally:
        connection.close()
    return tables, "" if verdict == "ok" else verdict.strip().replace("\n", " ")
