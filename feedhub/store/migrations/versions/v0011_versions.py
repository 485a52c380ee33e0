"""Items as the cleaner got them, and how entries read before."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    entry = sa.ForeignKey("entry.id", ondelete="CASCADE")
    op.create_table(
        "entry_raw",
        sa.Column("entry_id", number, entry, primary_key=True, autoincrement=False),
        sa.Column("clean_version", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "entry_version",
        sa.Column("entry_id", number, sa.ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
