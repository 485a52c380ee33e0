"""Other keys of entries, entries that were taken out for good, and how long those of a source stay."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add two tables, their indexes and three columns."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "alias",
        sa.Column("source_id", number, sa.ForeignKey("source.id"), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("entry_key", sa.Text, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_alias_entry", "alias", ["source_id", "entry_key", "seen"])
    op.create_table(
        "tombstone",
        sa.Column("source_id", number, sa.ForeignKey("source.id"), primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_tombstone_newest", "tombstone", ["source_id", "published"])
    op.add_column("source", sa.Column("keep_age", sa.BigInteger, nullable=True))
    op.add_column("source", sa.Column("keep_entries", sa.Integer, nullable=True))
    op.add_column("source", sa.Column("removed", sa.Integer, nullable=False, server_default="0"))
