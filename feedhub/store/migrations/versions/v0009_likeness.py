"""By what entries of different sources are known for one, also of those that are stored; where head images come from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_BATCH = 500
_READ = sa.text(
    "SELECT entry.id, entry.url, entry_body.content FROM entry JOIN entry_body ON entry_body.entry_id = entry.id "
    "WHERE entry.id > :behind ORDER BY entry.id LIMIT :most"
)
_WRITE = sa.text("UPDATE entry SET page = :page, words = :words WHERE id = :row")


def upgrade() -> None:
    """Add the columns, fill the prints batch by batch, and then index them."""
    op.add_column("entry", sa.Column("image_tier", sa.Text))
    op.add_column("entry", sa.Column("page", sa.BigInteger))
    op.add_column("entry", sa.Column("words", sa.BigInteger))
    _fill(op.get_bind())
    op.create_index("ix_entry_page", "entry", ["page"], sqlite_where=sa.text("page IS NOT NULL"))
    op.create_index("ix_entry_words", "entry", ["words"], sqlite_where=sa.text("words IS NOT NULL"))


def _fill(db: sa.Connection) -> None:
    from feedhub.sanitize import page_print, words_print  # noqa: PLC0415  a new database has no use for it

    behind = 0
    while rows := db.execute(_READ, {"behind": behind, "most": _BATCH}).all():
        db.execute(
            _WRITE,
            [
                {"row": row.id, "page": page_print(row.url) if row.url else None, "words": words_print(row.content)}
                for row in rows
            ],
        )
        behind = rows[-1].id
