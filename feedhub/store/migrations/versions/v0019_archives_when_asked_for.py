"""Archives are made when they are asked for: how often each has changed tells whether one that was made still holds."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Count the changes of archives."""
    op.add_column("archive", sa.Column("revision", sa.BigInteger, nullable=False, server_default="1"))
