"""The rows behind the store: what SQLModel and the migrations say together. Rows never leave this room.

Times are integers, UTC epoch seconds. Numbers (`id`) are handed out by whoever holds the pen, never by a sequence,
so that a whole batch of rows can refer to each other before any of them is written.
"""

from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, MetaData, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_Number = BigInteger().with_variant(Integer, "sqlite")
"""A row's number: 64 bits everywhere; SQLite has its fast key only under the name INTEGER."""


class _Row(SQLModel):
    metadata: ClassVar[MetaData] = MetaData()


def _number(*, primary_key: bool = False, foreign_key: str | None = None, nullable: bool = False) -> int:
    column: int = Field(
        primary_key=primary_key,
        foreign_key=foreign_key,
        nullable=nullable,
        sa_type=_Number,
        sa_column_kwargs={"autoincrement": False},
    )
    return column


def _entry() -> int:
    """Name the entry that a row is a part of, and goes with."""
    column: int = Field(
        primary_key=True,
        foreign_key="entry.id",
        ondelete="CASCADE",
        sa_type=_Number,
        sa_column_kwargs={"autoincrement": False},
    )
    return column


def _partial(name: str, *columns: str, where: str) -> Index:
    """Name an index of some rows only, on every database; said to SQLAlchemy, PostgreSQL's half would load its drivers."""
    return Index(name, *columns, sqlite_where=text(where))


class _Source(_Row, table=True):
    """A source as the configuration describes it, and what is remembered of visiting it."""

    __tablename__ = "source"
    __table_args__ = (_partial("ix_source_due", "next_visit", where="enabled"),)

    id: int = _number(primary_key=True)
    name: str = Field(sa_type=Text, unique=True)
    location: str = Field(sa_type=Text)
    enabled: bool
    configured: bool
    """False once it is gone from the configuration."""
    asked: str = Field(sa_type=Text)
    """What of the configuration shapes its entries: if it differs, the last document counts as unread."""
    every: str = Field(sa_type=Text)
    own_title: str | None = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    """The configured one, else the feed's own, else the name."""
    categories: str = Field(sa_type=Text)
    """JSON list of the paths that the configuration gives."""
    filed: str = Field(sa_type=Text)
    """JSON list of every path under which some of its entries may stand: `categories`, or more while re-filing."""
    next_visit: int | None = Field(sa_type=BigInteger)
    lease_until: int | None = Field(sa_type=BigInteger)
    interval: float | None
    failures: int
    trouble_kind: str | None = Field(sa_type=Text)
    trouble_detail: str | None = Field(sa_type=Text)
    notes: str = Field(sa_type=Text)
    etag: str | None = Field(sa_type=Text)
    last_modified: str | None = Field(sa_type=Text)
    digest: str | None = Field(sa_type=Text)
    last_visit: int | None = Field(sa_type=BigInteger)
    last_success: int | None = Field(sa_type=BigInteger)
    offered: int
    """The most entries one of its documents held."""
    entries: int
    feed_title: str | None = Field(sa_type=Text)
    feed_home: str | None = Field(sa_type=Text)
    feed_id: str | None = Field(sa_type=Text)
    feed_language: str | None = Field(sa_type=Text)
    feed_rights: str | None = Field(sa_type=Text)
    feed_updated: int | None = Field(sa_type=BigInteger)
    given_by: str | None = Field(sa_type=Text)
    """The URL that gave etag and last_modified, where it is not the configured one."""
    host: str = Field(sa_type=Text)
    """Of the configured URL, lower case; empty for a local source."""
    address: str | None = Field(sa_type=Text)
    """Where it moved for good."""
    moved_to: str | None = Field(sa_type=Text)
    moved_since: int | None = Field(sa_type=BigInteger)
    moved_visits: int
    moves: str = Field(sa_type=Text)
    """JSON list of [epoch seconds, URL before, URL after]."""
    pace: str = Field(sa_type=Text)
    """JSON list of what its last document asked for: ttl in seconds or null, hours to skip, days to skip."""
    rhythm: str | None = Field(sa_type=Text)
    """What `schedule` learned of when it brings something."""
    reason: str | None = Field(sa_type=Text)
    """Why its next visit is when it is, for the operator."""
    keep_age: int | None = Field(sa_type=BigInteger)
    """Seconds after which an entry goes; NULL for never."""
    keep_entries: int | None
    """How many entries stay, the newest; NULL for all."""
    removed: int
    """How many of its entries were taken out for good."""
    paused: bool
    """Whether the operator paused it while the hub runs; `enabled` is true only where this is not."""
    visits: int
    told: str | None = Field(sa_type=Text)
    """The bad turn that the operator was told of, while it lasts."""
    failing_since: int | None = Field(sa_type=BigInteger)
    last_new: int | None = Field(sa_type=BigInteger)
    pause: int | None = Field(sa_type=BigInteger)
    """Seconds: the longest usual time between two visits that brought something."""
    greeted: bool
    """Whether its first entries came already."""
    alarm: str | None = Field(sa_type=Text)
    """What it did that looked like a flood: JSON list of epoch seconds and words."""


class _HostHold(_Row, table=True):
    """A host that asked to be left alone."""

    __tablename__ = "host_hold"

    host: str = Field(primary_key=True, sa_type=Text)
    until: int = Field(sa_type=BigInteger)


class _Origin(_Row, table=True):
    """A feed as entries name it in atom:source: never changed, shared by the entries that say the same."""

    __tablename__ = "origin"

    id: int = _number(primary_key=True)
    digest: bytes = Field(unique=True)
    iri: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    home: str | None = Field(sa_type=Text)
    feed: str | None = Field(sa_type=Text)
    rights: str | None = Field(sa_type=Text)


class _Entry(_Row, table=True):
    """An entry without its body."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source_id", "key", name="uq_entry_source_key"),
        Index("ix_entry_tie", "tie"),
        Index("ix_entry_source_newest", "source_id", "published", "tie"),
        _partial("ix_entry_copy_of", "copy_of", where="copy_of IS NOT NULL"),
        _partial("ix_entry_page", "page", where="page IS NOT NULL"),
        _partial("ix_entry_words", "words", where="words IS NOT NULL"),
    )

    id: int = _number(primary_key=True)
    source_id: int = _number(foreign_key="source.id")
    key: str = Field(sa_type=Text)
    fingerprint: bytes
    atom_id: str = Field(sa_type=Text)
    tie: int = Field(sa_type=BigInteger)
    """The first 8 bytes of sha256(atom_id), signed: the order among equals, and the way to find an id."""
    copy_of: int | None = _number(foreign_key="entry.id", nullable=True)
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
    origin_id: int = _number(foreign_key="origin.id")
    origin_updated: int = Field(sa_type=BigInteger)
    image_tier: str | None = Field(sa_type=Text)
    """What `headimg` comes from."""
    page: int | None = Field(sa_type=BigInteger)
    """The print of its address: of the same page wherever it was found."""
    words: int | None = Field(sa_type=BigInteger)
    """The print of its text."""
    quiet: bool
    """Whether its source's categories show it in their archives only."""


class _Alias(_Row, table=True):
    """Another key that an entry of a source came under, and the one it is stored under, or was."""

    __tablename__ = "alias"
    __table_args__ = (Index("ix_alias_entry", "source_id", "entry_key", "seen"),)

    source_id: int = _number(primary_key=True, foreign_key="source.id")
    key: str = Field(primary_key=True, sa_type=Text)
    entry_key: str = Field(sa_type=Text)
    seen: int = Field(sa_type=BigInteger)
    """When it was recognised."""


class _Tombstone(_Row, table=True):
    """An entry that was taken out for good, and enough of it to know it again."""

    __tablename__ = "tombstone"
    __table_args__ = (Index("ix_tombstone_newest", "source_id", "published"),)

    source_id: int = _number(primary_key=True, foreign_key="source.id")
    key: str = Field(primary_key=True, sa_type=Text)
    fingerprint: bytes
    published: int = Field(sa_type=BigInteger)


class _Body(_Row, table=True):
    """An entry's content, apart: lists never read it."""

    __tablename__ = "entry_body"

    entry_id: int = _number(primary_key=True, foreign_key="entry.id")
    content: str = Field(sa_type=Text)
    from_page: bool
    """Whether this is the text of its article page, and not what the feed gave."""


class _Errand(_Row, table=True):
    """An entry whose article page is still to be fetched, or could not be; it goes when there is nothing to be done.

    `next_try` is also the end of a lease, and NULL once the text is given up.
    """

    __tablename__ = "errand"
    __table_args__ = (
        _partial("ix_errand_due", "next_try", where="next_try IS NOT NULL"),
        Index("ix_errand_source", "source_id"),
    )

    entry_id: int = Field(
        primary_key=True,
        foreign_key="entry.id",
        ondelete="CASCADE",
        sa_type=_Number,
        sa_column_kwargs={"autoincrement": False},
    )
    source_id: int = _number(foreign_key="source.id")
    host: str = Field(sa_type=Text)
    next_try: int | None = Field(sa_type=BigInteger)
    failures: int
    trouble_kind: str | None = Field(sa_type=Text)
    trouble_detail: str | None = Field(sa_type=Text)
    tried: int | None = Field(sa_type=BigInteger)


class _Drift(_Row, table=True):
    """How often of late a source's pages held nothing that was looked for: one more a page, one less a page that did."""

    __tablename__ = "drift"

    source_id: int = _number(primary_key=True, foreign_key="source.id")
    barren: int


class _Robots(_Row, table=True):
    """What an origin's robots.txt says to us, and until when that is good."""

    __tablename__ = "robots"

    origin: str = Field(primary_key=True, sa_type=Text)
    rules: str = Field(sa_type=Text)
    until: int = Field(sa_type=BigInteger)


class _Raw(_Row, table=True):
    """An entry's item as the cleaner got it, packed, and the version of the cleaner: read by nothing but recleaning."""

    __tablename__ = "entry_raw"

    entry_id: int = _entry()
    clean_version: int
    data: bytes


class _Version(_Row, table=True):
    """How an entry read before: title and body, packed. `since` is what `entry.changed` was then."""

    __tablename__ = "entry_version"

    entry_id: int = _entry()
    since: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    updated: int = Field(sa_type=BigInteger)
    data: bytes


class _Fragment(_Row, table=True):
    """An entry as one format renders it, until the entry changes."""

    __tablename__ = "fragment"

    entry_id: int = _number(primary_key=True, foreign_key="entry.id")
    format: str = Field(primary_key=True, sa_type=Text)
    data: bytes


class _Category(_Row, table=True):
    """A category path; the empty one is the `all` feed, above every other."""

    __tablename__ = "category"
    __table_args__ = (Index("ix_category_parent", "parent"),)

    id: int = _number(primary_key=True)
    path: str = Field(sa_type=Text, unique=True)
    parent: str | None = Field(sa_type=Text)


class _Filed(_Row, table=True):
    """An entry's place in a category or one of its ancestors; the key is the order of the feed.

    `entry_id` is no foreign key: checking one would need an index as large as this table.
    """

    __tablename__ = "entry_category"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    category_id: int = _number(primary_key=True, foreign_key="category.id")
    published: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    tie: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    entry_id: int = _number(primary_key=True)


class _Feed(_Row, table=True):
    """A feed that is published. It is stale while `published_revision` is behind `revision`."""

    __tablename__ = "feed"
    __table_args__ = (_partial("ix_feed_stale", "kind", "name", where="published_revision < revision"),)

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    live: bool
    revision: int = Field(sa_type=BigInteger)
    published_revision: int = Field(sa_type=BigInteger)
    entries: int


class _Archive(_Row, table=True):
    """An archive document that is in place, by the name of the period it covers."""

    __tablename__ = "archive"

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)


class _Emptied(_Row, table=True):
    """An archive that is gone, since all of its entries are."""

    __tablename__ = "emptied"

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    period: str = Field(primary_key=True, sa_type=Text)


class _Overdue(_Row, table=True):
    """A minute of a feed that its archives do not show as it is; `since` is the first entry that this is about."""

    __tablename__ = "overdue"

    kind: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    minute: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    since: int = Field(sa_type=BigInteger)
    revision: int = Field(sa_type=BigInteger)


class _Document(_Row, table=True):
    """A published document's bytes, by digest, and when they last changed."""

    __tablename__ = "document"

    name: str = Field(primary_key=True, sa_type=Text)
    digest: bytes
    modified: int = Field(sa_type=BigInteger)


class _HeldBack(_Row, table=True):
    """A document whose last good version stays up, and what is wrong with the newer one."""

    __tablename__ = "held_back"

    document: str = Field(primary_key=True, sa_type=Text)
    rule: str = Field(sa_type=Text)
    entry: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    since: int = Field(sa_type=BigInteger)


class _Renamed(_Row, table=True):
    """A feed's former name. `keeps_id`: the id of the feed is still made of this one."""

    __tablename__ = "renamed"

    kind: str = Field(primary_key=True, sa_type=Text)
    old: str = Field(primary_key=True, sa_type=Text)
    new: str = Field(sa_type=Text)
    keeps_id: bool


class _VisitLog(_Row, table=True):
    """The last visits of a source, each in the place of the one that was `LOGGED` visits before."""

    __tablename__ = "visit_log"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    source_id: int = _number(primary_key=True)
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


class _Arrival(_Row, table=True):
    """New entries of a source on a day, in the place of the one that was `DAYS` days before."""

    __tablename__ = "arrival"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    source_id: int = _number(primary_key=True)
    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: int
    """Days since 1970."""
    new: int


class _Tally(_Row, table=True):
    """Visits of an hour by outcome, in the place of those that were `HOURS` hours before."""

    __tablename__ = "visit_tally"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: str = Field(primary_key=True, sa_type=Text)
    hour: int
    """Hours since 1970."""
    visits: int
    new: int


class _Happening(_Row, table=True):
    """A turn that a source took and that the operator is told of."""

    __tablename__ = "happening"

    id: int = _number(primary_key=True)
    source: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    turn: str = Field(sa_type=Text)
    at: int = Field(sa_type=BigInteger)
    detail: str = Field(sa_type=Text)


class _Meta(_Row, table=True):
    """Facts about the hub itself."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


metadata = _Row.metadata
source: Table = metadata.tables["source"]
host_hold: Table = metadata.tables["host_hold"]
origin: Table = metadata.tables["origin"]
entry: Table = metadata.tables["entry"]
alias: Table = metadata.tables["alias"]
tombstone: Table = metadata.tables["tombstone"]
raw: Table = metadata.tables["entry_raw"]
version: Table = metadata.tables["entry_version"]
body: Table = metadata.tables["entry_body"]
errand: Table = metadata.tables["errand"]
drift: Table = metadata.tables["drift"]
robots: Table = metadata.tables["robots"]
fragment: Table = metadata.tables["fragment"]
category: Table = metadata.tables["category"]
filed: Table = metadata.tables["entry_category"]
feed: Table = metadata.tables["feed"]
archive: Table = metadata.tables["archive"]
emptied: Table = metadata.tables["emptied"]
overdue: Table = metadata.tables["overdue"]
document: Table = metadata.tables["document"]
held_back: Table = metadata.tables["held_back"]
renamed: Table = metadata.tables["renamed"]
visit_log: Table = metadata.tables["visit_log"]
arrival: Table = metadata.tables["arrival"]
tally: Table = metadata.tables["visit_tally"]
happening: Table = metadata.tables["happening"]
meta: Table = metadata.tables["meta"]
