"""Texts of article pages: what is still to be fetched, and what feeds gave in their place."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_Number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the column and the tables; entries that are stored already keep what they have."""
    op.add_column("entry_body", sa.Column("from_page", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "errand",
        sa.Column(
            "entry_id",
            _Number,
            sa.ForeignKey("entry.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source_id", _Number, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("next_try", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("trouble_kind", sa.Text),
        sa.Column("trouble_detail", sa.Text),
        sa.Column("tried", sa.BigInteger),
    )
    due = sa.text("next_try IS NOT NULL")
    op.create_index("ix_errand_due", "errand", ["next_try"], sqlite_where=due, postgresql_where=due)
    op.create_index("ix_errand_source", "errand", ["source_id"])
    op.create_table(
        "drift",
        sa.Column("source_id", _Number, sa.ForeignKey("source.id"), primary_key=True, autoincrement=False),
        sa.Column("barren", sa.Integer, nullable=False),
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
