"""Entries that go for good: out of every feed and archive, with a tombstone by which they are known should they return.

Comes in: row numbers, or published ids. An entry that several sources brought is one: as a whole it goes by its id, and
a copy may go alone, but the row that leads the others never does while they are there.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, delete, func, or_, select, update

from feedhub.store import bulk, feeds, filing, history, leading
from feedhub.store.filing import Changes, Leader
from feedhub.store.forms import paths_from, paths_of, terms_from, tie_of
from feedhub.store.tables import entry, metadata, source, tombstone

Tombstone = tuple[int, str, bytes, int]
"""Number of the source, key, fingerprint, published."""

_HERE: BindParameter[Any] = bindparam("rows", expanding=True)
_GOING: Select[Any] = (
    select(
        entry.c.id,
        entry.c.source_id,
        entry.c.key,
        entry.c.fingerprint,
        entry.c.published,
        entry.c.tie,
        entry.c.copy_of,
        entry.c.categories,
        entry.c.tags,
        source.c.name,
        source.c.categories.label("source_categories"),
        source.c.filed,
    )
    .join_from(entry, source)
    .where(entry.c.id.in_(_HERE))
)
_GROUP = select(entry.c.id).where(or_(entry.c.id.in_(_HERE), entry.c.copy_of.in_(bindparam("leaders", expanding=True))))
_NAMED = select(func.coalesce(entry.c.copy_of, entry.c.id).label("leader"), entry.c.atom_id).where(
    entry.c.tie.in_(bindparam("ties", expanding=True))
)
_FEWER = (
    update(source)
    .where(source.c.id == bindparam("row"))
    .values(entries=source.c.entries - bindparam("gone"), removed=source.c.removed + bindparam("buried"))
)
_PARTS = tuple(
    delete(table).where(key.parent.in_(_HERE))
    for table in metadata.sorted_tables
    for key in table.foreign_keys
    if key.column is entry.c.id and table is not entry
)
"""What hangs on an entry, in whatever tables there are."""
_BURIED = select(tombstone.c.key).where(
    tombstone.c.source_id == bindparam("row"), tombstone.c.key.in_(bindparam("keys", expanding=True))
)
_DELETE = delete(entry).where(entry.c.id.in_(_HERE))


def remove(db: Connection, ids: Collection[str]) -> list[str]:
    """Take entries out by their published ids, all or none; tells which ids nothing has."""
    leaders = {
        row.atom_id: row.leader
        for row in db.execute(_NAMED, {"ties": list(map(tie_of, ids))}).all()
        if row.atom_id in ids
    }
    unknown = [each for each in ids if each not in leaders]
    if not unknown:
        numbers = sorted(set(leaders.values()))
        take_out(db, list(db.execute(_GROUP, {"rows": numbers, "leaders": numbers}).scalars()))
    return unknown


def take_out(db: Connection, rows: Sequence[int]) -> None:
    """Take out entries by their rows; of a leader whose copies stay, nothing may be asked."""
    going = db.execute(_GOING, {"rows": list(rows)}).all()
    if not going:
        return
    changes: Changes = Counter()
    numbers = {"rows": [row.id for row in going]}
    changes.update(_unfile(db, going))
    for part in _PARTS:
        db.execute(part, numbers)
    db.execute(_DELETE, numbers)
    _settle(db, going, changes)
    bury(db, [(row.source_id, row.key, row.fingerprint, row.published) for row in going], stored=True)
    for row in going:
        changes[feeds.for_source(row.name)] -= 1
    history.mark_gone(db, ((feeds.for_source(row.name), row.published) for row in going))
    feeds.touch(db, changes)


def bury(db: Connection, dead: Sequence[Tombstone], *, stored: bool) -> None:
    """Put up tombstones; `stored` says whether these were entries, or came too late to become any."""
    if not dead:
        return
    bulk.insert_tuples(db, tombstone, dead)
    each = Counter(source_id for source_id, *_ in dead)
    db.execute(_FEWER, [{"row": row, "gone": n if stored else 0, "buried": n} for row, n in each.items()])


def buried(db: Connection, source_id: int, keys: Sequence[str]) -> set[str]:
    """Tell which of these keys of a source are those of entries that were taken out."""
    return set(db.execute(_BURIED, {"row": source_id, "keys": keys}).scalars())


def _unfile(db: Connection, going: Sequence[Row[Any]]) -> Changes:
    """Take the leaders among them out of every category that may hold them."""
    leading = [row for row in going if row.copy_of is None]
    groups = filing.group_paths(db, [row.id for row in leading])
    places = {
        Leader(row.id, row.published, row.tie): (*groups[row.id], *filing.lineage(paths_from(row.filed)))
        for row in leading
    }
    changes = filing.unfile(db, places)
    shown = ((feeds.for_path(path), it.published) for it, paths in places.items() for path in dict.fromkeys(paths))
    history.mark_gone(db, (each for each in shown if each[0] in changes))
    return changes


def _settle(db: Connection, going: Iterable[Row[Any]], changes: Changes) -> None:
    """Leave the entries that lost a copy only where they belong without it."""
    published = filing.published_tags(db)
    lost: dict[int, tuple[str, ...]] = {}
    for row in going:
        if row.copy_of is not None:
            paths = paths_of(row.categories, row.source_categories)
            tagged = filing.tag_paths(terms_from(row.tags), published)
            candidates = filing.lineage((*paths, *paths_from(row.filed), *tagged))
            lost[row.copy_of] = (*lost.get(row.copy_of, ()), *candidates)
    left = {leader: lost[leader.id] for leader in filing.leaders(db, list(lost))}
    if left:
        changes.update(filing.settle(db, left))
        leading.retell(db, [leader.id for leader in left], changes)
