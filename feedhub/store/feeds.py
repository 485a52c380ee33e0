"""The feeds there are, which of them are stale, and what of them is in place."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from feedhub.model.document import FeedKind, FeedName, FeedSummary, StaleFeed
from feedhub.model.standing import Standing
from feedhub.store import bulk, plain
from feedhub.store.forms import standing_blob, standing_from
from feedhub.store.moments import moment_or_none
from feedhub.store.tables import category, entry, feed, filed, shown, source

ALL = FeedName(kind=FeedKind.ALL)

_TAGGED = "\x1f"
"""What the path of a tag begins with: a published tag is filed as a category, under a path that no category can have."""
_QUIET = "\x1e"
"""What the path of a quiet place begins with: the feed's archives show what is filed there, its newest document does not."""
_OF_A_SOURCE = feed.c.kind == FeedKind.SOURCE.value
UNASKED = 2**62
"""In place of `published_revision`: nobody has asked for the feed yet, so that it is never stale."""
_OF_A_TAG = feed.c.kind == FeedKind.TAG.value
_TAG_PATH = literal(_TAGGED).concat(feed.c.name)
_IS = and_(feed.c.kind == bindparam("of_kind"), feed.c.name == bindparam("of_name"))
_TOUCH = (
    update(feed)
    # A category lives again with its next entry; the feed of a source that was removed does not.
    .where(_IS, or_(feed.c.live == true(), not_(_OF_A_SOURCE)))
    .values(revision=feed.c.revision + 1, entries=feed.c.entries + bindparam("more"), live=true())
)
_PUBLISHED = (
    update(feed).where(_IS, feed.c.published_revision < bindparam("to")).values(published_revision=bindparam("to"))
)
_ASK = update(feed).where(_IS, feed.c.live == true(), feed.c.published_revision == UNASKED).values(published_revision=0)
_UNSHOW = delete(shown).where(shown.c.kind == bindparam("of_kind"), shown.c.name == bindparam("of_name"))
_SHOWN = select(shown).where(tuple_(shown.c.kind, shown.c.name).in_(bindparam("feeds", expanding=True)))
_STALE = (
    select(feed.c.kind, feed.c.name, feed.c.revision, source.c.title)
    .outerjoin_from(feed, source, and_(_OF_A_SOURCE, source.c.name == feed.c.name))
    # The words of the partial index, or it is not used.
    .where(text("published_revision < revision"))
)
_ONE = (
    select(feed.c.kind, feed.c.name, feed.c.revision, source.c.title)
    .outerjoin_from(feed, source, and_(_OF_A_SOURCE, source.c.name == feed.c.name))
    .where(_IS, feed.c.live == true())
)
_TAGS = select(feed.c.name).where(feed.c.live == true(), _OF_A_TAG)
_NEWEST_FILED = select(func.max(filed.c.published)).where(filed.c.category_id == category.c.id).scalar_subquery()
_NEWEST_OWN = select(func.max(entry.c.published)).where(entry.c.source_id == source.c.id).scalar_subquery()
_SUMMARY = (
    select(
        feed.c.kind,
        feed.c.name,
        feed.c.entries,
        source.c.title,
        case((_OF_A_SOURCE, _NEWEST_OWN), else_=_NEWEST_FILED).label("newest"),
    )
    .outerjoin_from(feed, source, and_(_OF_A_SOURCE, source.c.name == feed.c.name))
    .outerjoin(category, and_(not_(_OF_A_SOURCE), category.c.path == case((_OF_A_TAG, _TAG_PATH), else_=feed.c.name)))
    .where(feed.c.live == true())
)


@lru_cache(maxsize=4096)
def for_path(path: str) -> FeedName:
    """Name the feed that shows what is filed under a path, quiet or not; the empty path is `all`."""
    path = loud(path)
    if path.startswith(_TAGGED):
        return FeedName(kind=FeedKind.TAG, name=path.removeprefix(_TAGGED))
    return FeedName(kind=FeedKind.CATEGORY, name=path) if path else ALL


def path_of(name: FeedName) -> str:
    """Tell under which path is filed what a feed shows; a source's feed, whose entries are its own, has its name."""
    return _TAGGED + name.name if name.kind is FeedKind.TAG else name.name


def quiet(path: str) -> str:
    """Give the quiet path beside a path."""
    return _QUIET + path


def loud(path: str) -> str:
    """Give the path itself, or the one that a quiet path is beside."""
    return path.removeprefix(_QUIET)


def is_quiet(path: str) -> bool:
    """Tell whether a path is a quiet one."""
    return path.startswith(_QUIET)


def paths_of(name: FeedName) -> tuple[str, str]:
    """Give both paths under which is filed what a feed and its archives show."""
    path = path_of(name)
    return path, quiet(path)


def for_tag(tag: str) -> FeedName:
    """Name the feed of a tag."""
    return FeedName(kind=FeedKind.TAG, name=tag)


def tags(db: Connection) -> list[str]:
    """Tell which tags are published."""
    return [tag for (tag,) in plain.rows(db, _TAGS, {})]


def for_source(name: str) -> FeedName:
    """Name the feed of a source."""
    return FeedName(kind=FeedKind.SOURCE, name=name)


def create(db: Connection, feeds: Iterable[FeedName]) -> None:
    """Begin feeds, empty and stale; that of a source once somebody has asked for it."""
    rows = [
        {
            "kind": new.kind.value,
            "name": new.name,
            "live": True,
            "revision": 1,
            "published_revision": UNASKED if new.kind is FeedKind.SOURCE else 0,
            "entries": 0,
        }
        for new in feeds
    ]
    if rows:
        db.execute(insert(feed), rows)


def touch(db: Connection, changes: Mapping[FeedName, int]) -> None:
    """Make feeds stale, each with the number of entries it gained or lost."""
    ordered = sorted(changes.items(), key=lambda change: change[0].path)
    rows = [{"of_kind": name.kind.value, "of_name": name.name, "more": more} for name, more in ordered]
    if rows:
        db.execute(_TOUCH, rows)


def live(db: Connection) -> set[FeedName]:
    """Tell which feeds there are."""
    return set(_named(db, feed.c.live == true()))


def gone(db: Connection) -> list[FeedName]:
    """Tell which feeds there were, by path."""
    return sorted(_named(db, feed.c.live == false()), key=lambda name: name.path)


def retire(db: Connection, feeds: Iterable[FeedName]) -> None:
    """End feeds: nothing of them is published any more."""
    rows = [{"of_kind": name.kind.value, "of_name": name.name} for name in feeds]
    if rows:
        settled = case((text("published_revision < revision"), feed.c.revision), else_=feed.c.published_revision)
        db.execute(update(feed).where(_IS).values(live=false(), published_revision=settled), rows)
        db.execute(_UNSHOW, rows)


def revive(db: Connection, feeds: Iterable[FeedName]) -> None:
    """Have feeds again that were retired."""
    rows = [{"of_kind": name.kind.value, "of_name": name.name} for name in feeds]
    if rows:
        db.execute(update(feed).where(_IS).values(live=true(), revision=feed.c.revision + 1), rows)


def empty_categories(db: Connection) -> list[FeedName]:
    """Tell which live categories hold no entry."""
    return _named(db, and_(feed.c.live == true(), feed.c.kind == FeedKind.CATEGORY.value, feed.c.entries == 0))


def stale(db: Connection, known_as: Mapping[FeedName, str]) -> list[StaleFeed]:
    """Tell which feeds changed since they were published, by path.

    `known_as` are the names that ids are made of, of feeds with another one than their own.
    """
    return sorted((_stale(row, known_as) for row in db.execute(_STALE).all()), key=lambda each: each.feed.path)


def ask(db: Connection, name: FeedName) -> None:
    """Have a feed published from now on, if it is there and was not."""
    db.execute(_ASK, {"of_kind": name.kind.value, "of_name": name.name})


def unasked(db: Connection) -> list[FeedName]:
    """Tell which feeds there are that nobody has asked for."""
    return _named(db, and_(feed.c.live == true(), feed.c.published_revision == UNASKED))


def one(db: Connection, name: FeedName, known_as: Mapping[FeedName, str]) -> StaleFeed | None:
    """Give a feed as `stale` does, whether it is or not; None where there is none, or no longer."""
    row = db.execute(_ONE, {"of_kind": name.kind.value, "of_name": name.name}).one_or_none()
    return row and _stale(row, known_as)


def _stale(row: Any, known_as: Mapping[FeedName, str]) -> StaleFeed:
    name = _name(row.kind, row.name)
    of_id = known_as.get(name, name.name)
    return StaleFeed(feed=name, revision=row.revision, title=row.title or "", known_as=of_id)


def mark_published(db: Connection, published: Iterable[StaleFeed], shows: Mapping[FeedName, Standing]) -> None:
    """Remember up to which revision feeds' documents are in place, never less than before, and what they show."""
    rows = [
        {"of_kind": each.feed.kind.value, "of_name": each.feed.name, "to": each.revision}
        for each in sorted(published, key=lambda each: each.feed.path)
    ]
    if rows:
        db.execute(_PUBLISHED, rows)
    values = [(name.kind.value, name.name, standing_blob(it)) for name, it in shows.items()]
    bulk.upsert_tuples(db, shown, values, {"data": "excluded.data"})


def shown_of(db: Connection, feeds: Iterable[FeedName]) -> dict[FeedName, Standing]:
    """Tell what the newest documents of feeds showed when they were last published; those that never were are left out."""
    names = {"feeds": [(name.kind.value, name.name) for name in feeds]}
    return {_name(kind, name): standing_from(data) for kind, name, data in db.execute(_SHOWN, names).all()}


def summaries(db: Connection, where: ColumnElement[bool] | None = None) -> list[FeedSummary]:
    """Sum up the live feeds, by path."""
    found = [
        FeedSummary(
            feed=_name(row.kind, row.name),
            title=row.title or "",
            entries=row.entries,
            updated=moment_or_none(row.newest),
        )
        for row in db.execute(_SUMMARY if where is None else _SUMMARY.where(where)).all()
    ]
    return sorted(found, key=lambda each: each.feed.path)


def children(db: Connection, of: FeedName) -> list[FeedSummary]:
    """Sum up the categories one step below a category, or the uppermost ones below `all`."""
    if of.kind is FeedKind.SOURCE:
        return []
    return summaries(db, category.c.parent == path_of(of))


def forget_shown(db: Connection) -> None:
    """Forget what documents show, and make every feed stale."""
    db.execute(delete(shown))
    db.execute(update(feed).where(feed.c.live == true()).values(revision=feed.c.revision + 1))


def _named(db: Connection, where: ColumnElement[bool]) -> list[FeedName]:
    rows: Sequence[tuple[str, str]] = db.execute(select(feed.c.kind, feed.c.name).where(where)).all()
    return [_name(kind, name) for kind, name in rows]


def _name(kind: str, name: str) -> FeedName:
    return FeedName(kind=FeedKind(kind), name=name)
