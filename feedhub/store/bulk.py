"""Many rows into one table at the driver's own speed: the values go through as they are."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

_MARK = {"sqlite": "?", "postgresql": "%s"}
"""How each driver marks a value that goes by its place."""


def insert_rows(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column."""
    insert_tuples(db, table, list(map(itemgetter(*table.c.keys()), rows)))


def insert_tuples(db: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that have every column's value in the table's order.

    SQLAlchemy would spend more on naming and checking the values, one by one, than the database on storing them.
    """
    if rows:
        db.exec_driver_sql(_sql(db.dialect, table), rows)


def _sql(dialect: Dialect, table: Table) -> str:
    names = dialect.identifier_preparer
    columns = ", ".join(map(names.format_column, table.c))
    marks = ", ".join([_MARK[dialect.name]] * len(table.c))
    return f"INSERT INTO {names.format_table(table)} ({columns}) VALUES ({marks})"  # noqa: S608  our own tables' names


def upsert_tuples(db: Connection, table: Table, rows: Sequence[tuple[Any, ...]], replacing: Mapping[str, str]) -> None:
    """Insert rows as `insert_tuples` does; where one has the key of a row, that row's columns become `replacing`.

    `replacing` are expressions of SQL by column; what would have been inserted is called `excluded`.
    """
    if rows:
        key = ", ".join(column.name for column in table.primary_key)
        values = ", ".join(f"{name} = {expression}" for name, expression in replacing.items())
        db.exec_driver_sql(f"{_sql(db.dialect, table)} ON CONFLICT ({key}) DO UPDATE SET {values}", rows)
