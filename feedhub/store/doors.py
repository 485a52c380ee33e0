"""The ways into the database: to look, to write with the one pen, to take a turn among those who lock rows.

Comes in: a database URL. Goes out: connections, each for one transaction. What can go wrong with the database itself
leaves as a `StoreError` that says it in one sentence; nothing is read or written here but what opening it takes.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Select
from sqlalchemy.exc import DatabaseError

from feedhub.errors import StoreError
from feedhub.store import facts, plain
from feedhub.store.condition import examine
from feedhub.store.engine import connect, file_of, writing
from feedhub.store.migrating import migrate

_log = logging.getLogger(__name__)


class Doors:
    """A database that is open, sound and up to date; `first_start` is when that was first so."""

    def __init__(self, engine: Engine, first_start: datetime) -> None:
        self._reading = engine
        self._writing = writing(engine)
        self.first_start = first_start

    @classmethod
    def open(cls, url: str, *, now: datetime) -> Self:
        """Open a database, making or upgrading it as needed.

        Raises:
            NewerStore: a newer feedhub wrote it.
            StoreError: it is damaged, another program's, or out of reach; it was not touched.
        """
        engine = connect(url)
        try:
            with _told():
                first_start = _prepare(engine, file_of(url), now)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, first_start)

    def close(self) -> None:
        """Put everything into the database file itself and let go of it."""
        try:
            if self._reading.dialect.name == "sqlite":
                with _told(), self._reading.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                    db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except StoreError as reason:
            _log.warning("what was written last stays in the log beside the database: %s", reason)
        finally:
            self._reading.dispose()

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Read what stands there."""
        with _told(), self._reading.connect() as db:
            yield db

    def glance(self, statement: Select[Any], values: Mapping[str, Any]) -> Sequence[Any]:
        """Read with one plain statement: what stands there before and after it may differ."""
        with _told(), closing(self._reading.raw_connection()) as connection:
            return plain.read(connection, self._reading.dialect, statement, values)

    @contextmanager
    def pen(self) -> Iterator[Connection]:
        """Write, all or nothing, while nobody else does."""
        with _told(), self._writing.begin() as db:
            yield db

    @contextmanager
    def attempt(self) -> Iterator[Connection]:
        """Write as with the pen; what the database says against it leaves as it is."""
        with self._writing.begin() as db:
            yield db

    @contextmanager
    def turn(self) -> Iterator[Connection]:
        """Write without the pen where rows are locked one by one; SQLite has no such thing and takes the pen."""
        with _told(), (self._writing if self._reading.dialect.name == "sqlite" else self._reading).begin() as db:
            yield db


def _prepare(engine: Engine, path: Path | None, now: datetime) -> datetime:
    """Bring a database up to date; tells when it was first opened."""
    if path is not None:
        examine(path)
        path.parent.mkdir(parents=True, exist_ok=True)
    migrate(engine, path)
    with writing(engine).begin() as db:
        return facts.first_start(db, now)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the database says about itself into one sentence."""
    try:
        yield
    except DatabaseError as reason:
        said = str(reason.orig).splitlines()[0]
        raise StoreError(f"the database cannot be used: {said}") from reason
