"""Which tags have a feed: the configuration says so, and what is stored already is filed under them at once."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, delete, func, select

from feedhub.store import feeds, filing
from feedhub.store.forms import terms_from
from feedhub.store.tables import category, entry, filed

_BATCH = 500
_WITH_TAGS = select(func.coalesce(entry.c.copy_of, entry.c.id), entry.c.tags).where(entry.c.tags != "[]")
_UNFILE = delete(filed).where(
    filed.c.category_id == select(category.c.id).where(category.c.path == bindparam("path")).scalar_subquery()
)


def apply(db: Connection, wanted: Sequence[str]) -> None:
    """Have feeds of exactly these tags; the pen is held for as long as it takes to look at every entry with a tag."""
    there = set(feeds.tags(db))
    for tag in sorted(there.difference(wanted)):
        _end(db, tag)
    if new := sorted(set(wanted).difference(there)):
        _begin(db, new)


def _end(db: Connection, tag: str) -> None:
    name = feeds.for_tag(tag)
    removed = sum(db.execute(_UNFILE, {"path": path}).rowcount for path in feeds.paths_of(name))
    # What lists all feeds is written together with whatever is stale.
    feeds.touch(db, {name: -removed, feeds.ALL: 0})
    feeds.retire(db, [name])


def _begin(db: Connection, new: Sequence[str]) -> None:
    names = [feeds.for_tag(tag) for tag in new]
    filing.category_ids(db, map(feeds.path_of, names))
    feeds.revive(db, set(names).intersection(feeds.gone(db)))
    feeds.touch(db, {feeds.ALL: 0})
    tags = {filing.folded(tag): tag for tag in new}
    rows = db.execute(_WITH_TAGS).all()
    leaders = sorted({leader for leader, column in rows if filing.tag_paths(terms_from(column), tags)})
    for some in _slices(leaders):
        feeds.touch(db, filing.settle(db, dict.fromkeys(filing.leaders(db, some), ())))


def _slices(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]
