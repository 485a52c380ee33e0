"""Which archives there are, and what they do not show yet: of a store that has entries already, all of them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_HOUR = "published - (published % 3600 + 3600) % 3600"
_FILED = f"""
INSERT INTO overdue (kind, name, hour, since, revision)
SELECT CASE WHEN category.path = '' THEN 'all' ELSE 'category' END, category.path, {_HOUR}, min(published), 1
FROM entry_category JOIN category ON category.id = entry_category.category_id
GROUP BY 1, 2, 3
"""  # noqa: S608  constants
_OWN = f"""
INSERT INTO overdue (kind, name, hour, since, revision)
SELECT 'source', source.name, {_HOUR}, min(published), 1
FROM entry JOIN source ON source.id = entry.source_id
GROUP BY 1, 2, 3
"""  # noqa: S608  constants


def upgrade() -> None:
    """Add the two tables, and have every feed's history written with the feed's next change."""
    op.create_table(
        "archive",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
    )
    op.create_table(
        "overdue",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("hour", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.execute(_FILED)
    op.execute(_OWN)
    op.execute("UPDATE feed SET revision = revision + 1 WHERE live")
