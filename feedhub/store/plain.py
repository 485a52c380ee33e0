"""Reads at the driver's own speed: a statement is written out once, and what it finds comes as plain tuples.

SQLAlchemy takes three times as long for a statement as SQLite takes to find a few rows. What every visit asks goes this way.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, PoolProxiedConnection, Select
from sqlalchemy.exc import DBAPIError

from feedhub.store.among import said


def rows(db: Connection, statement: Select[Any], values: Mapping[str, Any]) -> Sequence[Any]:
    """Read within a transaction."""
    return read(db.connection, db.dialect, statement, values)


def read(
    connection: PoolProxiedConnection, dialect: Dialect, statement: Select[Any], values: Mapping[str, Any]
) -> Sequence[Any]:
    """Read; what the driver says against it is raised as SQLAlchemy would raise it."""
    written, names, constants = _written(statement, dialect)
    given = {**constants, **{name: said(value, dialect) for name, value in values.items()}}
    try:
        cursor = connection.cursor()
        cursor.execute(written, given if names is None else [given[name] for name in names])
        return cursor.fetchall()
    except dialect.loaded_dbapi.Error as reason:
        raise DBAPIError.instance(written, None, reason, dialect.loaded_dbapi.Error, dialect=dialect) from reason


@lru_cache(maxsize=64)
def _written(statement: Select[Any], dialect: Dialect) -> tuple[str, list[str] | None, Mapping[str, Any]]:
    """Write a statement out: its text, the names of its values where they go by place, and those that never change."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), compiled.positiontup, compiled.params
