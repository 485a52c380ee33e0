"""The diary: visits and turns, each in the place of one that is long past; and facts about the hub itself."""

from typing import ClassVar

from sqlalchemy import BigInteger, Table, Text
from sqlmodel import Field

from feedhub.store.tables.rows import Row, number


class _VisitLog(Row, table=True):
    """The last visits of a source, each in the place of the one that was `LOGGED` visits before."""

    __tablename__ = "visit_log"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    source_id: int = number(primary_key=True)
    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: int = Field(sa_type=BigInteger)
    outcome: str = Field(sa_type=Text)
    new: int
    changed: int
    took: int
    """Milliseconds."""
    size: int = Field(sa_type=BigInteger)
    """Bytes of the document, unpacked."""
    detail: str = Field(sa_type=Text)


class _Arrival(Row, table=True):
    """New entries of a source on a day, in the place of the one that was `DAYS` days before."""

    __tablename__ = "arrival"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    source_id: int = number(primary_key=True)
    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: int
    """Days since 1970."""
    new: int


class _Tally(Row, table=True):
    """Visits of an hour by outcome, in the place of those that were `HOURS` hours before."""

    __tablename__ = "visit_tally"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: str = Field(primary_key=True, sa_type=Text)
    hour: int
    """Hours since 1970."""
    visits: int
    new: int


class _Happening(Row, table=True):
    """A turn that a source took and that the operator is told of."""

    __tablename__ = "happening"

    id: int = number(primary_key=True)
    source: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    turn: str = Field(sa_type=Text)
    at: int = Field(sa_type=BigInteger)
    detail: str = Field(sa_type=Text)


class _Meta(Row, table=True):
    """Facts about the hub itself."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


visit_log: Table = Row.metadata.tables["visit_log"]
arrival: Table = Row.metadata.tables["arrival"]
tally: Table = Row.metadata.tables["visit_tally"]
happening: Table = Row.metadata.tables["happening"]
meta: Table = Row.metadata.tables["meta"]
