"""How long entries stay: what is beyond it goes, and what comes beyond it never becomes an entry.

An entry that several sources brought stays as long as any of them keeps it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select

from feedhub.store import removal
from feedhub.store.tables import entry, source

_copy = entry.alias("copy")
_ALONE = ~exists().where(_copy.c.copy_of == entry.c.id)
_TOO_OLD = (
    select(entry.c.id)
    .join_from(source, entry, entry.c.source_id == source.c.id)
    .where(source.c.keep_age.is_not(None), entry.c.published < bindparam("now") - source.c.keep_age, _ALONE)
    .limit(bindparam("most"))
)
_CROWDED = select(source.c.id, source.c.keep_entries).where(source.c.entries > source.c.keep_entries)
_NEWEST = (
    select(entry.c.id)
    .where(entry.c.source_id == bindparam("row"))
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
    .limit(bindparam("keep"))
)
_TOO_MANY = (
    select(entry.c.id)
    .where(entry.c.source_id == bindparam("row"), entry.c.id.not_in(_NEWEST), _ALONE)
    .order_by(entry.c.published)
    .limit(bindparam("most"))
)
_LAST_KEPT = (
    select(entry.c.published)
    .where(entry.c.source_id == bindparam("row"))
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
    .limit(bindparam("keep"))
)


def prune(db: Connection, now: int, most: int) -> int:
    """Take out up to `most` entries that are older, or more, than their sources keep; tells how many."""
    going = list(db.execute(_TOO_OLD, {"now": now, "most": most}).scalars())
    if not going:
        for row in db.execute(_CROWDED).all():
            left = {"row": row.id, "keep": row.keep_entries, "most": most - len(going)}
            going += db.execute(_TOO_MANY, left).scalars()
            if len(going) >= most:
                break
    removal.take_out(db, going)
    return len(going)


def beyond(db: Connection, source: Row[Any], published: Sequence[int], at: int) -> list[bool]:
    """Tell which of a source's newcomers, by when they were published, are older or more than it keeps."""
    old = [source.keep_age is not None and each < at - source.keep_age for each in published]
    if source.keep_entries is None:
        return old
    there = db.execute(_LAST_KEPT, {"row": source.id, "keep": source.keep_entries}).scalars()
    after = sorted([*there, *(each for each, gone in zip(published, old, strict=True) if not gone)], reverse=True)
    floor = after[source.keep_entries - 1] if len(after) > source.keep_entries else None
    return [gone or (floor is not None and each < floor) for each, gone in zip(published, old, strict=True)]
