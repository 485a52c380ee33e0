"""Renderings of an entry in one row, with their digests; those there were are made anew when they are needed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table anew."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.drop_table("fragment")
    op.create_table(
        "fragment",
        sa.Column("entry_id", number, sa.ForeignKey("entry.id"), primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
