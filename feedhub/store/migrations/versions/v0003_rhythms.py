"""When a source brings something, and why its next visit is when it is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("source", sa.Column("rhythm", sa.Text))
    op.add_column("source", sa.Column("reason", sa.Text))
