"""Feeds: which entries stand in them, and which documents are in place."""

from typing import ClassVar

from sqlalchemy import BigInteger, Index, Table, Text
from sqlmodel import Field

from feedhub.store.tables.rows import Row, number, partial


class _Category(Row, table=True):
    """A category path; the empty one is the `all` feed, above every other."""

    __tablename__ = "category"
    __table_args__ = (Index("ix_category_parent", "parent"),)

    id: int = number(primary_key=True)
    path: str = Field(sa_type=Text, unique=True)
    parent: str | None = Field(sa_type=Text)


class _Filed(Row, table=True):
    """An entry's place in a category or one of its ancestors; the key is the order of the feed.

    `entry_id` is no foreign key: checking one would need an index as large as this table.
    """

    __tablename__ = "entry_category"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    category_id: int = number(primary_key=True, foreign_key="category.id")
    published: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    tie: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    entry_id: int = number(primary_key=True)


class _Feed(Row, table=True):
    """A feed. It is stale while `published_revision` is behind `revision`, and published once it has been asked for."""

    __tablename__ = "feed"
    __table_args__ = (partial("ix_feed_stale", "kind", "name", where="published_revision < revision"),)

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    live: bool
    revision: int = Field(sa_type=BigInteger)
    published_revision: int = Field(sa_type=BigInteger)
    entries: int


class _Archive(Row, table=True):
    """An archive of a feed, by the name of the period it covers; `revision` counts how often it changed."""

    __tablename__ = "archive"

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)
    revision: int = Field(sa_type=BigInteger)


class _Emptied(Row, table=True):
    """An archive that is gone, since all of its entries are."""

    __tablename__ = "emptied"

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)


class _Overdue(Row, table=True):
    """A minute of a feed that its archives do not show as it is; `since` is the first entry that this is about."""

    __tablename__ = "overdue"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    minute: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    since: int = Field(sa_type=BigInteger)
    revision: int = Field(sa_type=BigInteger)


class _Document(Row, table=True):
    """A published document's bytes, by digest, and when they last changed."""

    __tablename__ = "document"

    name: str = Field(primary_key=True, sa_type=Text)
    digest: bytes
    modified: int = Field(sa_type=BigInteger)


class _Shown(Row, table=True):
    """Which entries a feed's newest documents show, each in which form, where in them and with which digest, packed."""

    __tablename__ = "shown"

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    data: bytes


class _HeldBack(Row, table=True):
    """A document whose last good version stays up, and what is wrong with the newer one."""

    __tablename__ = "held_back"

    document: str = Field(primary_key=True, sa_type=Text)
    rule: str = Field(sa_type=Text)
    entry: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    since: int = Field(sa_type=BigInteger)


class _Renamed(Row, table=True):
    """A feed's former name. `keeps_id`: the id of the feed is still made of this one."""

    __tablename__ = "renamed"

    kind: str = Field(primary_key=True, sa_type=Text)
    old: str = Field(primary_key=True, sa_type=Text)
    new: str = Field(sa_type=Text)
    keeps_id: bool


category: Table = Row.metadata.tables["category"]
filed: Table = Row.metadata.tables["entry_category"]
feed: Table = Row.metadata.tables["feed"]
archive: Table = Row.metadata.tables["archive"]
emptied: Table = Row.metadata.tables["emptied"]
overdue: Table = Row.metadata.tables["overdue"]
document: Table = Row.metadata.tables["document"]
shown: Table = Row.metadata.tables["shown"]
held_back: Table = Row.metadata.tables["held_back"]
renamed: Table = Row.metadata.tables["renamed"]
