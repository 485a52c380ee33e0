"""A whole store in, one SQLite file out, and back: what a backup holds, whichever database the store is in.

A snapshot is of one moment and stands at the revision its store stood at, so that it can be taken before an upgrade.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, MetaData, Table, func, insert, select
from sqlalchemy.exc import DatabaseError

from feedhub.errors import StoreError
from feedhub.store.condition import examine
from feedhub.store.copying import Each, copy_file, drop_log, replace_file, silent
from feedhub.store.engine import connect, file_of, writing
from feedhub.store.migrating import migrate, revision, upgrade
from feedhub.store.tables import entry, metadata, source

_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What a snapshot holds."""

    revision: str
    sources: int
    entries: int


def take(url: str, file: Path, each: Each = silent) -> Holdings:
    """Copy a store into a SQLite file; a daemon may go on writing to it.

    Raises:
        StoreError: there is no store, or it cannot be read, or the file cannot be written.
    """
    path = file_of(url)
    if path is None:
        with _told():
            _take_rows(url, file, each)
    elif not path.exists():
        raise StoreError(f"there is no database at {path} yet: nothing to back up")
    else:
        examine(path)
        copy_file(path, file, each)
    return holdings(file)


def holdings(file: Path) -> Holdings:
    """Say what a snapshot holds.

    Raises:
        NewerStore: a newer feedhub took it.
        StoreError: it is no snapshot, or damaged.
    """
    examine(file)
    with _opened(URL.create("sqlite", database=str(file))) as engine, engine.connect() as db:
        stands = revision(db)
        if stands is None:
            raise StoreError(f"{file} holds no store")
        return Holdings(revision=stands, sources=_count(db, source), entries=_count(db, entry))


def put(url: str, file: Path, each: Each = silent, *, replace: bool = False) -> Path | None:
    """Make a snapshot the store; nothing may use either meanwhile. The file is used up where the store is a file.

    Args:
        url: the database.
        file: a snapshot of today's revision, in the folder of the database if that is a file.
        each: is told how much is done, of how much.
        replace: the database may hold something already.

    Returns:
        Where the database that was there is kept; None where there was none, or it is not a file.

    Raises:
        StoreError: there is a store already, or it cannot be written; nothing was changed.
    """
    path = file_of(url)
    if path is None:
        with _told():
            _put_rows(url, file, each, replace=replace)
        return None
    if not replace and path.exists() and path.stat().st_size > 0:
        raise StoreError(f"there is a database at {path} already: --force puts it aside as {path.name}.before-restore")
    return replace_file(path, file)


def _take_rows(url: str, file: Path, each: Each) -> None:
    with _opened(url) as engine, engine.connect().execution_options(isolation_level="REPEATABLE READ") as old:
        stands = revision(old)
        if stands is None:
            raise StoreError("the database is empty: nothing to back up")
        with _opened(URL.create("sqlite", database=str(file))) as made:
            with writing(made).begin() as new:
                upgrade(new, to=stands)
            tables = MetaData()
            tables.reflect(made)
            with writing(made).begin() as new:
                _copy_rows(old, new, tables, each)
        drop_log(file)


def _put_rows(url: str, file: Path, each: Each, *, replace: bool) -> None:
    with _opened(url) as engine, _opened(URL.create("sqlite", database=str(file))) as kept:
        migrate(engine)
        with kept.connect() as old, writing(engine).begin() as new:
            if not replace and _count(new, source):
                raise StoreError("the database holds a store already: --force replaces what is in it")
            _copy_rows(old, new, metadata, each)


def _copy_rows(old: Connection, new: Connection, tables: MetaData, each: Each) -> None:
    ordered = tables.sorted_tables
    total, done = sum(_count(old, table) for table in ordered), 0
    for table in reversed(ordered):
        new.execute(table.delete())
    for table in ordered:
        for rows in old.execute(select(table).order_by(*_order(table))).mappings().partitions(_ROWS):
            new.execute(insert(table), [dict(row) for row in rows])
            done += len(rows)
            each(done, total)


def _order(table: Table) -> Iterator[ColumnElement[Any]]:
    """Bring those rows first that others of the same table refer to."""
    for column in table.columns:
        if any(key.column.table is table for key in column.foreign_keys):
            yield column.is_not(None)
    yield from table.primary_key


def _count(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


@contextmanager
def _opened(url: str | URL) -> Iterator[Engine]:
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DatabaseError as reason:
        raise StoreError(f"the database cannot be used: {str(reason.orig).splitlines()[0]}") from reason
