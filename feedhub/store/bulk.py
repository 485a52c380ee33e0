"""Many rows into one table at the driver's own speed: the values go through as they are.

SQLAlchemy would spend more on naming and checking the values, one by one, than the database on storing them.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

_MARK = {"sqlite": "?", "postgresql": "%s"}
"""How each driver marks a value that goes by its place."""


def insert_rows(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column."""
    insert_tuples(db, table, list(map(itemgetter(*table.c.keys()), rows)))


def insert_tuples(db: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that have every column's value in the table's order."""
    if rows:
        db.exec_driver_sql(_insert(db.dialect, table), rows)


def upsert_tuples(db: Connection, table: Table, rows: Sequence[tuple[Any, ...]], replacing: Mapping[str, str]) -> None:
    """Insert rows as `insert_tuples` does; where one has the key of a row, that row's columns become `replacing`.

    `replacing` are expressions of SQL by column; what would have been inserted is called `excluded`.
    """
    if rows:
        key = ", ".join(column.name for column in table.primary_key)
        values = ", ".join(f"{name} = {expression}" for name, expression in replacing.items())
        db.exec_driver_sql(f"{_insert(db.dialect, table)} ON CONFLICT ({key}) DO UPDATE SET {values}", rows)


def update_tuples(db: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Update rows of a table with one key: each gives the columns' values in their order, and behind them the key."""
    if rows:
        db.exec_driver_sql(_update(db.dialect, table, columns), rows)


@lru_cache(maxsize=128)
def _insert(dialect: Dialect, table: Table) -> str:
    names = dialect.identifier_preparer
    columns = ", ".join(map(names.format_column, table.c))
    marks = ", ".join([_MARK[dialect.name]] * len(table.c))
    return f"INSERT INTO {names.format_table(table)} ({columns}) VALUES ({marks})"  # noqa: S608  our own tables' names


@lru_cache(maxsize=128)
def _update(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> str:
    names = dialect.identifier_preparer
    mark = _MARK[dialect.name]
    values = ", ".join(f"{names.format_column(table.c[column])} = {mark}" for column in columns)
    [key] = table.primary_key
    return f"UPDATE {names.format_table(table)} SET {values} WHERE {names.format_column(key)} = {mark}"  # noqa: S608  our own tables' names
