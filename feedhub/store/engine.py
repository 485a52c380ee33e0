"""A database URL in, an SQLAlchemy engine out: all that differs between SQLite and PostgreSQL in connecting.

Nothing is written here. A transaction of an engine made with `writing(engine)` holds the *pen* from its first
moment to its end: SQLite's one write lock, an advisory lock on PostgreSQL. Whoever holds the pen may look, decide
and write without anything moving in between; `docs/decisions/0006-store-shape.md` says why.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from feedhub.errors import StoreError

_PEN = 0x66656564
"""The advisory lock's number on PostgreSQL: "feed"."""
# Without mmap_size: 3 µs less for a body that is read, and up to as many megabytes more of memory as are mapped.
_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    # For a new file only. Bodies of some kilobytes fill large pages better: a third less to write, and to keep.
    "PRAGMA page_size = 16384",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
    # In pages, as far as the limit of the log: what is written again and again goes into the file once.
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)


def connect(url: str | URL) -> Engine:
    """Make an engine that connects when it is first used.

    Raises:
        StoreError: the URL names no database that feedhub can use.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    match backend:
        case "sqlite":
            return _sqlite(url)
        case "postgresql":
            return _postgresql(url)
        case _:
            raise StoreError("store.database must be sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")


def writing(engine: Engine) -> Engine:
    """Give the same engine with transactions that hold the pen."""
    return engine.execution_options(pen=True)


def file_of(url: str) -> Path | None:
    """Name the file behind a SQLite URL; None for any other database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("store.database must name a file: entries kept in memory are lost at every stop")
    return Path(parsed.database)


def _sqlite(url: str | URL) -> Engine:
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # Left to itself, the driver begins a transaction only before the first write: reads before it would stand
        # outside, and the write lock would come too late.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        pen = connection.get_execution_options().get("pen")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if pen else "BEGIN")

    return engine


def _postgresql(url: str | URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("pen"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_PEN})")

    return engine
