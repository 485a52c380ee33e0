"""What all rows are made of: their one metadata, and columns and indexes that many of them have."""

from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, MetaData, text
from sqlalchemy.ext.declarative import DeferredReflection
from sqlmodel import Field, SQLModel

Number = BigInteger().with_variant(Integer, "sqlite")
"""A row's number: 64 bits everywhere; SQLite has its fast key only under the name INTEGER."""


class Row(DeferredReflection, SQLModel):
    """A row of this store.

    Statements are made of its table, and no row is ever an object: so what would map the two is put off, for good.
    """

    # No value of a row is checked on its way in or out, so nothing that would check one is built.
    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = MetaData()


def number(*, primary_key: bool = False, foreign_key: str | None = None, nullable: bool = False) -> int:
    """Make a column of numbers that the pen hands out."""
    column: int = Field(
        primary_key=primary_key,
        foreign_key=foreign_key,
        nullable=nullable,
        sa_type=Number,
        sa_column_kwargs={"autoincrement": False},
    )
    return column


def part_of_entry() -> int:
    """Name the entry that a row is a part of, and goes with."""
    column: int = Field(
        primary_key=True,
        foreign_key="entry.id",
        ondelete="CASCADE",
        sa_type=Number,
        sa_column_kwargs={"autoincrement": False},
    )
    return column


def partial(name: str, *columns: str, where: str) -> Index:
    """Name an index of some rows only, on every database; said to SQLAlchemy, PostgreSQL's half would load its drivers."""
    return Index(name, *columns, sqlite_where=text(where))
