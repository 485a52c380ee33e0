"""Sources, and what is remembered of asking them and the hosts they are at."""

from sqlalchemy import BigInteger, Table, Text
from sqlmodel import Field

from feedhub.store.tables.rows import Row, number, partial


class _Source(Row, table=True):
    """A source as the configuration describes it, and what is remembered of visiting it."""

    __tablename__ = "source"
    __table_args__ = (partial("ix_source_due", "next_visit", where="enabled"),)

    id: int = number(primary_key=True)
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
    rhythm: str | None = Field(sa_type=Text)
    """What `schedule` learned of when it brings something."""
    reason: str | None = Field(sa_type=Text)
    """Why its next visit is when it is, for the operator."""
    pace: str = Field(sa_type=Text)
    """JSON list of what its last document asked for: ttl in seconds or null, hours to skip, days to skip."""
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


class _HostHold(Row, table=True):
    """A host that asked to be left alone."""

    __tablename__ = "host_hold"

    host: str = Field(primary_key=True, sa_type=Text)
    until: int = Field(sa_type=BigInteger)


class _Robots(Row, table=True):
    """What an origin's robots.txt says to us, and until when that is good."""

    __tablename__ = "robots"

    origin: str = Field(primary_key=True, sa_type=Text)
    rules: str = Field(sa_type=Text)
    until: int = Field(sa_type=BigInteger)


class _Drift(Row, table=True):
    """How often of late a source's pages held nothing that was looked for: one more a page, one less a page that did."""

    __tablename__ = "drift"

    source_id: int = number(primary_key=True, foreign_key="source.id")
    barren: int


source: Table = Row.metadata.tables["source"]
host_hold: Table = Row.metadata.tables["host_hold"]
robots: Table = Row.metadata.tables["robots"]
drift: Table = Row.metadata.tables["drift"]
