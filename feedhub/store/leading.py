"""Leaders of copies: told anew when their copies change, and followed by one of them when they go.

An entry of several sources is published under the id and date that it had first. They are its leader's; when the
leader's row goes, a copy gets them, so that readers never see the entry a second time.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from feedhub.store import feeds, filing, history
from feedhub.store.filing import Changes, Leader
from feedhub.store.tables import entry, filed, fragment, source

DROP_FRAGMENT = delete(fragment).where(fragment.c.entry_id == bindparam("row"))
_CHANGED = update(entry).where(entry.c.id == bindparam("row")).values(changed=entry.c.changed + 1)
_OWN_FEEDS = (
    select(source.c.name, entry.c.published)
    .join_from(entry, source)
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
)
_GOING = select(entry).where(entry.c.id.in_(bindparam("rows", expanding=True)), entry.c.copy_of.is_(None))
_COPIES = (
    select(entry.c.id, entry.c.copy_of, entry.c.published, source.c.name.label("source_name"))
    .join_from(entry, source)
    .where(entry.c.copy_of.in_(bindparam("rows", expanding=True)))
    .order_by(entry.c.id)
)
_SUCCEED = (
    update(entry)
    .where(entry.c.id == bindparam("row"))
    .values(
        copy_of=None,
        changed=entry.c.changed + 1,
        **{name: bindparam(f"new_{name}") for name in ("atom_id", "tie", "published", "updated", "first_seen")},
    )
)
_FOLLOW = update(entry).where(entry.c.copy_of == bindparam("old")).values(copy_of=bindparam("new"))
_MOVE = (
    update(filed)
    .where(
        filed.c.category_id == bindparam("of_category"),
        filed.c.published == bindparam("of_published"),
        filed.c.tie == bindparam("of_tie"),
        filed.c.entry_id == bindparam("old"),
    )
    .values(entry_id=bindparam("new"))
)


def retell(db: Connection, leaders: Iterable[int], changes: Changes) -> None:
    """Have leaders rendered anew, with every feed that shows them: their copies are not what they were."""
    rows = sorted(set(leaders))
    if not rows:
        return
    db.execute(_CHANGED, [{"row": row} for row in rows])
    db.execute(DROP_FRAGMENT, [{"row": row} for row in rows])
    shown = [(feeds.for_source(name), published) for name, published in db.execute(_OWN_FEEDS, {"rows": rows})]
    groups = filing.group_paths(db, rows)
    shown += [
        (feeds.for_path(path), leader.published) for leader in filing.leaders(db, rows) for path in groups[leader.id]
    ]
    for name, _ in shown:
        changes[name] += 0
    history.mark(db, shown)


def hand_on(db: Connection, rows: Collection[int], changes: Changes) -> None:
    """Put a copy in the place of each leader among rows that are about to go, where it has one that stays.

    The copy that was stored first takes id, dates and places over; the leader then stands in no category, and can be
    deleted like a copy.
    """
    going = {row.id: row for row in db.execute(_GOING, {"rows": sorted(rows)})} if rows else {}
    if not going:
        return
    heirs: dict[int, Any] = {}
    for copy in db.execute(_COPIES, {"rows": sorted(going)}):
        if copy.id not in rows:
            heirs.setdefault(copy.copy_of, copy)
    if heirs:
        _succeed(db, [(going[old], heir) for old, heir in heirs.items()], changes)


def _succeed(db: Connection, pairs: Collection[tuple[Row[Any], Any]], changes: Changes) -> None:
    paths = filing.group_paths(db, [old.id for old, _ in pairs])
    categories = filing.category_ids(db, {path for group in paths.values() for path in group})
    inherited = ("atom_id", "tie", "published", "updated", "first_seen")
    db.execute(
        _SUCCEED, [{"row": heir.id, **{f"new_{name}": getattr(old, name) for name in inherited}} for old, heir in pairs]
    )
    db.execute(_FOLLOW, [{"old": old.id, "new": heir.id} for old, heir in pairs])
    db.execute(
        _MOVE,
        [{**_place(old, heir.id), "of_category": categories[path]} for old, heir in pairs for path in paths[old.id]],
    )
    new = {Leader(heir.id, old.published, old.tie): paths[old.id] for old, heir in pairs}
    changes.update(filing.settle(db, new))
    retell(db, [heir.id for _, heir in pairs], changes)
    # Where the copy stood in its own feed until now.
    history.mark(db, ((feeds.for_source(heir.source_name), heir.published) for _, heir in pairs))


def _place(old: Row[Any], new: int) -> dict[str, int]:
    return {"old": old.id, "new": new, "of_published": old.published, "of_tie": old.tie}
