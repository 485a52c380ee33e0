"""Whose guest a source is, where it moved, who gave its validators, and which hosts asked to be left alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, and the table of holds."""
    for column in (
        sa.Column("given_by", sa.Text),
        sa.Column("host", sa.Text, nullable=False, server_default=""),
        sa.Column("address", sa.Text),
        sa.Column("moved_to", sa.Text),
        sa.Column("moved_since", sa.BigInteger),
        sa.Column("moved_visits", sa.Integer, nullable=False, server_default="0"),
        sa.Column("moves", sa.Text, nullable=False, server_default="[]"),
    ):
        op.add_column("source", column)
    op.create_table(
        "host_hold",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
