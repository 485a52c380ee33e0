"""The tables as Core has them, written of the SQLModel classes: what the store loads in their place."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from sqlalchemy import Column, Table
from sqlmodel import AutoString

import feedhub

HEAD = '''"""The tables as statements need them, written by `make bless` of the SQLModel classes beside this file.

Making the classes takes a third of a start; what they say of columns, types and keys takes a hundredth. Whatever
only a migration wants to know, such as indexes, stands in the classes alone.
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()
'''


def written() -> str:
    """Write the whole module."""
    from feedhub.store.tables.schema import metadata  # noqa: PLC0415  see `_only`

    return HEAD + "".join(map(_table, metadata.sorted_tables))


def _table(table: Table) -> str:
    columns = "".join(f"    {_column(column)},\n" for column in table.columns)
    return f'{table.name} = Table(\n    "{table.name}",\n    metadata,\n{columns})\n'


def _column(column: Column[object]) -> str:
    return f"Column({', '.join(_said(column))})"


def _said(column: Column[object]) -> Iterator[str]:
    yield f'"{column.name}"'
    yield "Text" if isinstance(column.type, AutoString) else type(column.type).__name__
    yield from (f'ForeignKey("{key.target_fullname}")' for key in column.foreign_keys)
    if column.primary_key:
        yield "primary_key=True"
    if column.autoincrement is False:
        yield "autoincrement=False"


def _only(room: str) -> None:
    """Put a bare package in the place of a room, whose modules may use a table that is not written yet."""
    bare = ModuleType(room)
    bare.__path__ = [str(Path(feedhub.__path__[0], *room.split(".")[1:]))]
    sys.modules[room] = bare


if __name__ == "__main__":
    _only("feedhub.store")
    _only("feedhub.store.tables")
    sys.stdout.write(written())
