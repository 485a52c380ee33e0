"""Leaders of copies are shown with what their copies add, and told anew when that changes."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select, update

from feedhub.store import feeds, filing, history
from feedhub.store.filing import Changes
from feedhub.store.tables import entry, source

_CHANGED = update(entry).where(entry.c.id == bindparam("row")).values(changed=entry.c.changed + 1)
_OWN_FEEDS = (
    select(source.c.name, entry.c.published)
    .join_from(entry, source)
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
)


def retell(db: Connection, leaders: Iterable[int], changes: Changes) -> None:
    """Have leaders rendered anew, with every feed that shows them: their copies are not what they were."""
    rows = sorted(set(leaders))
    if not rows:
        return
    db.execute(_CHANGED, [{"row": row} for row in rows])
    own = [(feeds.for_source(name), published) for name, published in db.execute(_OWN_FEEDS, {"rows": rows})]
    groups = filing.group_paths(db, rows)
    shown = [(path, leader.published) for leader in filing.leaders(db, rows) for path in groups[leader.id]]
    for name in (*(name for name, _ in own), *(feeds.for_path(path) for path, _ in shown)):
        changes[name] += 0
    history.mark(db, own)
    history.mark_paths(db, shown)
