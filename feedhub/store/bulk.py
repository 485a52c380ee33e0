"""Many rows into one table at the driver's own speed: the statement is compiled once, the values go through as they are."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

_DIALECTS = {
    "sqlite": SQLiteDialect(paramstyle="qmark"),
    "postgresql": PGDialect(paramstyle="format"),  # type: ignore[no-untyped-call]  # SQLAlchemy left it bare
}


def insert_rows(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column."""
    insert_tuples(db, table, list(map(itemgetter(*table.c.keys()), rows)))


def insert_tuples(db: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that have every column's value in the table's order.

    SQLAlchemy would spend more on naming and checking the values, one by one, than the database on storing them.
    """
    if rows:
        db.exec_driver_sql(_sql(db.dialect.name, table), rows)


@lru_cache
def _sql(dialect: str, table: Table) -> str:
    return str(insert(table).compile(dialect=_DIALECTS[dialect]))
