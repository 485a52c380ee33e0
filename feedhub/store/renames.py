"""Feeds that had another name before: old addresses lead to the new feed, and it keeps the id that readers know it by.

What the configuration once said of a rename is remembered here for good. Each old name leads straight to the newest
one, however many there were between them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from feedhub import config
from feedhub.model.document import FeedKind, FeedName
from feedhub.store import feeds, history
from feedhub.store.tables import entry, feed, renamed, source

_ROWS = select(renamed)


def rename_sources(db: Connection, wanted: Mapping[str, Iterable[str]]) -> None:
    """Give sources and their entries their new names, before the configuration is compared with what is stored.

    Args:
        db: a transaction that holds the pen.
        wanted: the former names of every source of the configuration, the first one first, by name.
    """
    numbers = {row.name: row.id for row in db.execute(select(source.c.name, source.c.id))}
    for new, former in wanted.items():
        old = next((name for name in former if name in numbers), None)
        if old is not None and new not in numbers:
            _rename_source(db, numbers[old], feeds.for_source(old), feeds.for_source(new))


def asked_for(wanted: Iterable[config.Source], named: Iterable[config.Feed]) -> Iterator[tuple[FeedName, FeedName]]:
    """List the renames of a configuration, each as old and new name."""
    for each in wanted:
        yield from ((feeds.for_source(old), feeds.for_source(each.name)) for old in each.was)
    for feed_ in named:
        yield from ((feeds.for_path(old), feeds.for_path(feed_.category)) for old in feed_.was)


def remember(db: Connection, wanted: Sequence[tuple[FeedName, FeedName]]) -> None:
    """Remember renames, each as old and new name, of feeds that are no more under the old one.

    What lies below a category goes along with it.
    """
    if not wanted:
        return
    rows = db.execute(select(feed.c.kind, feed.c.name, feed.c.live)).all()
    live = {FeedName(kind=FeedKind(row.kind), name=row.name): row.live for row in rows}
    for old, new in wanted:
        for before, after in _with_those_below(old, new, live):
            if not live.get(before) and _of(db).get(before, (before,))[0] != after:
                _remember(db, before, after)


def moved(db: Connection) -> dict[FeedName, FeedName]:
    """Tell which feed stands where another one did."""
    return {old: new for old, (new, _) in _of(db).items()}


def known_as(db: Connection) -> dict[FeedName, str]:
    """Tell which feeds have an id that is not made of their own name, and of what it is made."""
    rows = _of(db)
    taken = {old: f"{old.name}//2" for old, (_, keeps_id) in rows.items() if keeps_id}
    return taken | {new: old.name for old, (new, keeps_id) in rows.items() if keeps_id}


def _rename_source(db: Connection, number: int, old: FeedName, new: FeedName) -> None:
    db.execute(update(source).where(source.c.id == number).values(name=new.name))
    entries = db.execute(select(entry.c.published).where(entry.c.source_id == number)).scalars().all()
    feeds.create(db, [new])
    if old not in feeds.unasked(db):
        feeds.ask(db, new)
    feeds.touch(db, {new: len(entries)})
    feeds.retire(db, [old])
    history.mark(db, [(new, published) for published in entries])


def _with_those_below(old: FeedName, new: FeedName, known: Iterable[FeedName]) -> Iterable[tuple[FeedName, FeedName]]:
    yield old, new
    if old.kind is FeedKind.CATEGORY:
        for each in sorted(known, key=lambda name: name.path):
            if each.kind is FeedKind.CATEGORY and each.name.startswith(f"{old.name}/"):
                yield each, feeds.for_path(new.name + each.name.removeprefix(old.name))


def _remember(db: Connection, old: FeedName, new: FeedName) -> None:
    kind = renamed.c.kind == old.kind.value
    db.execute(update(renamed).where(kind, renamed.c.new == old.name).values(new=new.name))
    # Back under its first name, it has its own id again.
    own = db.execute(delete(renamed).where(kind, renamed.c.old == new.name, renamed.c.new == new.name)).rowcount
    named = db.execute(select(renamed.c.old).where(kind, renamed.c.new == new.name, renamed.c.keeps_id)).first()
    db.execute(delete(renamed).where(kind, renamed.c.old == old.name))
    keeps_id = not own and named is None and not _was_published(db, new)
    values = {"kind": old.kind.value, "old": old.name, "new": new.name, "keeps_id": keeps_id}
    db.execute(insert(renamed), values)
    feeds.touch(db, {new: 0})


def _was_published(db: Connection, name: FeedName) -> bool:
    """Tell whether readers know a feed by its own id."""
    where = (
        feed.c.kind == name.kind.value,
        feed.c.name == name.name,
        feed.c.published_revision > 0,
        feed.c.published_revision != feeds.UNASKED,
    )
    return db.execute(select(feed.c.name).where(*where)).first() is not None


def _of(db: Connection) -> dict[FeedName, tuple[FeedName, bool]]:
    return {
        FeedName(kind=FeedKind(row.kind), name=row.old): (FeedName(kind=FeedKind(row.kind), name=row.new), row.keeps_id)
        for row in db.execute(_ROWS)
    }
