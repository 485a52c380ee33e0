"""Entries that only archives show, sources that were new once, and what looked like a flood."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns; what is stored already was published as it came."""
    op.add_column("entry", sa.Column("quiet", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("source", sa.Column("greeted", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute(sa.text("UPDATE source SET greeted = (entries > 0)"))
    op.add_column("source", sa.Column("alarm", sa.Text))
