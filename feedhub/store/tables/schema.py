"""The schema whole: every SQLModel class is made here, and the migrations are held to what they say together.

Nothing that runs imports this; `columns` says of the same tables what statements need.
"""

from feedhub.store.tables import diary, entries, feeds, sources
from feedhub.store.tables.rows import Row

__all__ = ["diary", "entries", "feeds", "metadata", "sources"]

metadata = Row.metadata
