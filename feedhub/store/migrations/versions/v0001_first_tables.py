"""Sources, entries, categories, feeds and documents: the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _sources()
    _entries()
    _categories()
    _feeds()


def _sources() -> None:
    op.create_table(
        "source",
        sa.Column("id", _Number, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("configured", sa.Boolean, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("every", sa.Text, nullable=False),
        sa.Column("own_title", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("filed", sa.Text, nullable=False),
        sa.Column("next_visit", sa.BigInteger),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("interval", sa.Float),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("trouble_kind", sa.Text),
        sa.Column("trouble_detail", sa.Text),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("digest", sa.Text),
        sa.Column("last_visit", sa.BigInteger),
        sa.Column("last_success", sa.BigInteger),
        sa.Column("offered", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("feed_title", sa.Text),
        sa.Column("feed_home", sa.Text),
        sa.Column("feed_id", sa.Text),
        sa.Column("feed_language", sa.Text),
        sa.Column("feed_rights", sa.Text),
        sa.Column("feed_updated", sa.BigInteger),
    )
    _partial_index("ix_source_due", "source", ["next_visit"], "enabled")


def _entries() -> None:
    op.create_table(
        "origin",
        sa.Column("id", _Number, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("iri", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("home", sa.Text),
        sa.Column("feed", sa.Text),
        sa.Column("rights", sa.Text),
    )
    op.create_table(
        "entry",
        sa.Column("id", _Number, primary_key=True, autoincrement=False),
        sa.Column("source_id", _Number, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("atom_id", sa.Text, nullable=False),
        sa.Column("tie", sa.BigInteger, nullable=False),
        sa.Column("copy_of", _Number, sa.ForeignKey("entry.id")),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("headimg", sa.Text),
        sa.Column("thumbnail", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("rights", sa.Text),
        sa.Column("categories", sa.Text),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("enclosures", sa.Text, nullable=False),
        sa.Column("origin_id", _Number, sa.ForeignKey("origin.id"), nullable=False),
        sa.Column("origin_updated", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("source_id", "key", name="uq_entry_source_key"),
    )
    op.create_index("ix_entry_tie", "entry", ["tie"])
    op.create_index("ix_entry_source_newest", "entry", ["source_id", "published", "tie"])
    _partial_index("ix_entry_copy_of", "entry", ["copy_of"], "copy_of IS NOT NULL")
    op.create_table(
        "entry_body",
        sa.Column("entry_id", _Number, sa.ForeignKey("entry.id"), primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "fragment",
        sa.Column("entry_id", _Number, sa.ForeignKey("entry.id"), primary_key=True, autoincrement=False),
        sa.Column("format", sa.Text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _categories() -> None:
    op.create_table(
        "category",
        sa.Column("id", _Number, primary_key=True, autoincrement=False),
        sa.Column("path", sa.Text, nullable=False, unique=True),
        sa.Column("parent", sa.Text),
    )
    op.create_index("ix_category_parent", "category", ["parent"])
    op.create_table(
        "entry_category",
        sa.Column("category_id", _Number, sa.ForeignKey("category.id"), primary_key=True, autoincrement=False),
        sa.Column("published", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tie", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry_id", _Number, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("published_revision", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    _partial_index("ix_feed_stale", "feed", ["kind", "name"], "published_revision < revision")
    op.create_table(
        "document",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("modified", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
