"""Entries in all their parts, the keys they are known by, and what is left of those that went."""

from sqlalchemy import BigInteger, Index, Table, Text, UniqueConstraint
from sqlmodel import Field

from feedhub.store.tables.rows import Row, number, part_of_entry, partial


class _Origin(Row, table=True):
    """A feed as entries name it in atom:source: never changed, shared by the entries that say the same."""

    __tablename__ = "origin"

    id: int = number(primary_key=True)
    digest: bytes = Field(unique=True)
    iri: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    home: str | None = Field(sa_type=Text)
    feed: str | None = Field(sa_type=Text)
    rights: str | None = Field(sa_type=Text)


class _Entry(Row, table=True):
    """An entry without its body."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source_id", "key", name="uq_entry_source_key"),
        Index("ix_entry_tie", "tie"),
        Index("ix_entry_source_newest", "source_id", "published", "tie"),
        partial("ix_entry_copy_of", "copy_of", where="copy_of IS NOT NULL"),
        partial("ix_entry_page", "page", where="page IS NOT NULL"),
        partial("ix_entry_words", "words", where="words IS NOT NULL"),
    )

    id: int = number(primary_key=True)
    source_id: int = number(foreign_key="source.id")
    key: str = Field(sa_type=Text)
    fingerprint: bytes
    atom_id: str = Field(sa_type=Text)
    tie: int = Field(sa_type=BigInteger)
    """The first 8 bytes of sha256(atom_id), signed: the order among equals, and the way to find an id."""
    copy_of: int | None = number(foreign_key="entry.id", nullable=True)
    published: int = Field(sa_type=BigInteger)
    updated: int = Field(sa_type=BigInteger)
    first_seen: int = Field(sa_type=BigInteger)
    changed: int = Field(sa_type=BigInteger)
    """Grows with every change of the stored form, so it is also the form's version."""
    title: str = Field(sa_type=Text)
    url: str | None = Field(sa_type=Text)
    author: str = Field(sa_type=Text)
    summary: str = Field(sa_type=Text)
    headimg: str | None = Field(sa_type=Text)
    thumbnail: str | None = Field(sa_type=Text)
    language: str | None = Field(sa_type=Text)
    rights: str | None = Field(sa_type=Text)
    categories: str | None = Field(sa_type=Text)
    """JSON list of its own paths; NULL where it takes those of its source."""
    tags: str = Field(sa_type=Text)
    enclosures: str = Field(sa_type=Text)
    origin_id: int = number(foreign_key="origin.id")
    origin_updated: int = Field(sa_type=BigInteger)
    image_tier: str | None = Field(sa_type=Text)
    """What `headimg` comes from."""
    page: int | None = Field(sa_type=BigInteger)
    """The print of its address: of the same page wherever it was found."""
    words: int | None = Field(sa_type=BigInteger)
    """The print of its text."""
    quiet: bool
    """Whether its source's categories show it in their archives only."""


class _Alias(Row, table=True):
    """Another key that an entry of a source came under, and the one it is stored under, or was."""

    __tablename__ = "alias"
    __table_args__ = (Index("ix_alias_entry", "source_id", "entry_key", "seen"),)

    source_id: int = number(primary_key=True, foreign_key="source.id")
    key: str = Field(primary_key=True, sa_type=Text)
    entry_key: str = Field(sa_type=Text)
    seen: int = Field(sa_type=BigInteger)
    """When it was recognised."""


class _Tombstone(Row, table=True):
    """An entry that was taken out for good, and enough of it to know it again."""

    __tablename__ = "tombstone"
    __table_args__ = (Index("ix_tombstone_newest", "source_id", "published"),)

    source_id: int = number(primary_key=True, foreign_key="source.id")
    key: str = Field(primary_key=True, sa_type=Text)
    fingerprint: bytes
    published: int = Field(sa_type=BigInteger)


class _Body(Row, table=True):
    """An entry's content, apart: lists never read it."""

    __tablename__ = "entry_body"

    entry_id: int = number(primary_key=True, foreign_key="entry.id")
    content: str = Field(sa_type=Text)
    from_page: bool
    """Whether this is the text of its article page, and not what the feed gave."""


class _Errand(Row, table=True):
    """An entry whose article page is still to be fetched, or could not be; it goes when there is nothing to be done.

    `next_try` is also the end of a lease, and NULL once the text is given up.
    """

    __tablename__ = "errand"
    __table_args__ = (
        partial("ix_errand_due", "next_try", where="next_try IS NOT NULL"),
        Index("ix_errand_source", "source_id"),
    )

    entry_id: int = part_of_entry()
    source_id: int = number(foreign_key="source.id")
    host: str = Field(sa_type=Text)
    next_try: int | None = Field(sa_type=BigInteger)
    failures: int
    trouble_kind: str | None = Field(sa_type=Text)
    trouble_detail: str | None = Field(sa_type=Text)
    tried: int | None = Field(sa_type=BigInteger)


class _Raw(Row, table=True):
    """An entry's item as the cleaner got it, packed, and the version of the cleaner: read by nothing but recleaning."""

    __tablename__ = "entry_raw"

    entry_id: int = part_of_entry()
    clean_version: int
    data: bytes


class _Version(Row, table=True):
    """How an entry read before: title and body, packed. `since` is what `entry.changed` was then."""

    __tablename__ = "entry_version"

    entry_id: int = part_of_entry()
    since: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    updated: int = Field(sa_type=BigInteger)
    data: bytes


origin: Table = Row.metadata.tables["origin"]
entry: Table = Row.metadata.tables["entry"]
alias: Table = Row.metadata.tables["alias"]
tombstone: Table = Row.metadata.tables["tombstone"]
body: Table = Row.metadata.tables["entry_body"]
errand: Table = Row.metadata.tables["errand"]
raw: Table = Row.metadata.tables["entry_raw"]
version: Table = Row.metadata.tables["entry_version"]
