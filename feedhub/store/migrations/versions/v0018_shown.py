"""Renderings are taken out of the published files; what is kept is which entries those show, each in which form."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Drop the renderings, and make room for what documents show."""
    op.drop_table("fragment")
    op.create_table(
        "shown",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
