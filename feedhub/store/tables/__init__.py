"""The rows behind the store: what SQLModel and the migrations say together. Rows never leave this room.

Times are integers, UTC epoch seconds. Numbers (`id`) are handed out by whoever holds the pen, never by a sequence,
so that a whole batch of rows can refer to each other before any of them is written.
"""

from feedhub.store.tables.diary import arrival, happening, meta, tally, visit_log
from feedhub.store.tables.entries import alias, body, entry, errand, origin, raw, tombstone, version
from feedhub.store.tables.feeds import (
    archive,
    category,
    document,
    emptied,
    feed,
    filed,
    held_back,
    overdue,
    renamed,
    shown,
)
from feedhub.store.tables.rows import Row
from feedhub.store.tables.sources import drift, host_hold, robots, source

metadata = Row.metadata

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
    "shown",
    "source",
    "tally",
    "tombstone",
    "version",
    "visit_log",
]
