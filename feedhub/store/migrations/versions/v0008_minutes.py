"""Archives are divided down to minutes and seconds, so what they do not show yet is told by the minute."""

from alembic import op

revision = "0008"
down_revision = "0007"

_EVERY_MINUTE = """
INSERT INTO overdue (kind, name, minute, since, revision)
WITH RECURSIVE later (seconds) AS (VALUES (60) UNION ALL SELECT seconds + 60 FROM later WHERE seconds < 3540)
SELECT kind, name, minute + seconds, CASE WHEN since > minute + seconds THEN since ELSE minute + seconds END, revision
FROM overdue CROSS JOIN later
"""


def upgrade() -> None:
    """Say of every minute what was said of its hour."""
    op.execute("ALTER TABLE overdue RENAME COLUMN hour TO minute")
    op.execute(_EVERY_MINUTE)
