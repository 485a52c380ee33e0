"""The rows behind the store: what SQLModel and the migrations say together. Rows never leave this room.

Times are integers, UTC epoch seconds. Numbers (`id`) are handed out by whoever holds the pen, never by a sequence,
so that a whole batch of rows can refer to each other before any of them is written.

The classes in `schema` are the schema; `columns` is written of them by machine, and is what statements are made of.
"""

from feedhub.store.tables.columns import (
    alias,
    archive,
    arrival,
    category,
    document,
    drift,
    emptied,
    entry,
    errand,
    feed,
    fragment,
    happening,
    held_back,
    host_hold,
    meta,
    metadata,
    origin,
    overdue,
    renamed,
    robots,
    source,
    tombstone,
    visit_log,
)
from feedhub.store.tables.columns import entry_body as body
from feedhub.store.tables.columns import entry_category as filed
from feedhub.store.tables.columns import entry_raw as raw
from feedhub.store.tables.columns import entry_version as version
from feedhub.store.tables.columns import visit_tally as tally

__all__ = [
    "alias",
    "archive",
    "arrival",
    "body",
    "category",
    "document",
    "drift",
    "emptied",
    "entry",
    "errand",
    "feed",
    "filed",
    "fragment",
    "happening",
    "held_back",
    "host_hold",
    "meta",
    "metadata",
    "origin",
    "overdue",
    "raw",
    "renamed",
    "robots",
    "source",
    "tally",
    "tombstone",
    "version",
    "visit_log",
]
