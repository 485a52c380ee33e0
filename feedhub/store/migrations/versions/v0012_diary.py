"""What came of visits, for the operator; the last month's new entries are counted from what is stored."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ARRIVALS = """
INSERT INTO arrival (source_id, slot, day, new)
SELECT source_id, first_seen / 86400 % 31, first_seen / 86400, count(*) FROM entry
WHERE first_seen / 86400 > (SELECT max(first_seen) / 86400 - 31 FROM entry)
GROUP BY source_id, first_seen / 86400
"""
_LAST_NEW = "UPDATE source SET last_new = (SELECT max(first_seen) FROM entry WHERE entry.source_id = source.id)"


def upgrade() -> None:
    """Add the columns and tables."""
    op.add_column("source", sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("source", sa.Column("visits", sa.Integer, nullable=False, server_default="0"))
    op.add_column("source", sa.Column("told", sa.Text))
    op.add_column("source", sa.Column("failing_since", sa.BigInteger))
    op.add_column("source", sa.Column("last_new", sa.BigInteger))
    op.add_column("source", sa.Column("pause", sa.BigInteger))
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    _visits(number)
    op.create_table(
        "happening",
        sa.Column("id", number, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.execute(_ARRIVALS)
    op.execute(_LAST_NEW)


def _visits(number: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "visit_log",
        sa.Column("source_id", number, primary_key=True, autoincrement=False),
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("took", sa.Integer, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrival",
        sa.Column("source_id", number, primary_key=True, autoincrement=False),
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit_tally",
        sa.Column("slot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
