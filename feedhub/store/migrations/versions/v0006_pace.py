"""How often a source's last document wants to be asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("source", sa.Column("pace", sa.Text, nullable=False, server_default="[null,[],[]]"))
