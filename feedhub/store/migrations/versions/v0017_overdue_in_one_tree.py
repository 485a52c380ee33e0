"""The marks of archives stand in one tree on SQLite: each was written twice, as a row and as its key."""

from alembic import op

revision = "0017"
down_revision = "0016"

_TABLE = """
CREATE TABLE overdue (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    minute BIGINT NOT NULL,
    since BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (kind, name, minute)
) WITHOUT ROWID
"""


def upgrade() -> None:
    """Write the table anew; on PostgreSQL, where rows have no order, there is nothing to gain."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("ALTER TABLE overdue RENAME TO marked")
        op.execute(_TABLE)
        op.execute("INSERT INTO overdue SELECT kind, name, minute, since, revision FROM marked ORDER BY 1, 2, 3")
        op.execute("DROP TABLE marked")
