"""Entries of sources whose categories changed, moved batch by batch, so that nobody waits long for the pen."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from feedhub.store import feeds, filing, history, leading
from feedhub.store.filing import Leader
from feedhub.store.forms import paths_from
from feedhub.store.tables import entry, source

_BATCH = 500
_PENDING = select(source).where(source.c.filed != source.c.categories).order_by(source.c.id)
_THEIRS = (
    select(entry.c.id, entry.c.published, func.coalesce(entry.c.copy_of, entry.c.id).label("leader"))
    .where(entry.c.source_id == bindparam("row"), entry.c.categories.is_(None), entry.c.id > bindparam("after"))
    .order_by(entry.c.id)
    .limit(_BATCH)
)
_CHANGED = update(entry).where(entry.c.id == bindparam("row")).values(changed=entry.c.changed + 1)
_DONE = update(source).where(source.c.id == bindparam("row")).values(filed=source.c.categories)


def pending(db: Connection) -> list[Row[Any]]:
    """Tell which sources have entries that may stand in the wrong place; a killed start leaves them so."""
    return list(db.execute(_PENDING))


def step(db: Connection, moving: Row[Any], after: int) -> int | None:
    """Re-file the next entries of a source behind row number `after`.

    Returns:
        The number of the last row, to go on behind it; None when there was none left.
    """
    rows = db.execute(_THEIRS, {"row": moving.id, "after": after}).all()
    if not rows:
        db.execute(_DONE, {"row": moving.id})
        return None
    leaders = filing.leaders(db, sorted({row.leader for row in rows}))
    candidates = filing.lineage(paths_from(moving.filed))
    changes = filing.settle(db, dict.fromkeys(leaders, candidates))
    # An entry's rendering names its categories.
    db.execute(_CHANGED, [{"row": row.id} for row in rows])
    shown = _showing(db, leaders)
    changes.update(dict.fromkeys((feeds.for_path(path) for path, _ in shown), 0))
    changes[feeds.for_source(moving.name)] += 0
    history.mark_paths(db, shown)
    history.mark(db, [(feeds.for_source(moving.name), row.published) for row in rows])
    leading.retell(db, {row.leader for row in rows if row.leader != row.id}, changes)
    feeds.touch(db, changes)
    last: int = rows[-1].id
    return last


def _showing(db: Connection, leaders: list[Leader]) -> list[tuple[str, int]]:
    """Tell under which paths these entries are filed, each with when the entry was published."""
    groups = filing.group_paths(db, [leader.id for leader in leaders])
    return [(path, leader.published) for leader in leaders for path in groups[leader.id]]
