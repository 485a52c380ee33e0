"""The configuration's sources in, rows out: what is new, different or gone since the last start or reload."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, false, insert, select, true, update

from feedhub import config
from feedhub.model.document import FeedName
from feedhub.model.fetched import FailureKind
from feedhub.model.visit import NO_TEXTS, SourceStatus, TextTally, Trouble
from feedhub.store import errands, feeds, filing
from feedhub.store.forms import NO_PACE, Columns, alarm_from, moves_from, paths_from, paths_text
from feedhub.store.manners import host_of
from feedhub.store.moments import epoch, moment_or_none
from feedhub.store.tables import source

_UNVISITED: Columns = {
    "configured": True,
    "lease_until": None,
    "interval": None,
    "failures": 0,
    "trouble_kind": None,
    "trouble_detail": None,
    "notes": "[]",
    "etag": None,
    "last_modified": None,
    "digest": None,
    "last_visit": None,
    "last_success": None,
    "offered": 0,
    "entries": 0,
    "feed_title": None,
    "feed_home": None,
    "feed_id": None,
    "feed_language": None,
    "feed_rights": None,
    "feed_updated": None,
    "given_by": None,
    "address": None,
    "moved_to": None,
    "moved_since": None,
    "moved_visits": 0,
    "moves": "[]",
    "pace": NO_PACE,
    "rhythm": None,
    "reason": None,
    "removed": 0,
    "paused": False,
    "visits": 0,
    "told": None,
    "failing_since": None,
    "last_new": None,
    "pause": None,
    "greeted": False,
    "alarm": None,
}
_SETTABLE = (
    "location",
    "enabled",
    "configured",
    "asked",
    "every",
    "own_title",
    "title",
    "categories",
    "filed",
    "next_visit",
    "lease_until",
    "failures",
    "etag",
    "last_modified",
    "digest",
    "trouble_kind",
    "trouble_detail",
    "given_by",
    "host",
    "address",
    "moved_to",
    "moved_since",
    "moved_visits",
    "pace",
    "keep_age",
    "keep_entries",
    "greeted",
)
_FORM = 1
"""Grows whenever other rows are made of the same configuration, so that every store makes them once."""
_ASKED_FOR = attrgetter(
    "name",
    "was",
    "url",
    "path",
    "title",
    "author",
    "timezone",
    "encoding",
    "headimg",
    "enabled",
    "every",
    "categories",
    "keep",
)
"""What of a source becomes part of a row."""
_BARREN = "full_text_selector found nothing on most article pages of late; look at one in a browser and correct it"
_LONGEST_LEASE = 86_400
"""Seconds that no lease, and no wait before a first visit, ever lasts."""
_BETWEEN_RELOADS = 300
"""Seconds between two visits of which a changed configuration brought about the second."""
_UPDATE = (
    update(source)
    .where(source.c.id == bindparam("row"))
    .values({column: bindparam(f"new_{column}") for column in _SETTABLE})
)


def digest(wanted: Sequence[config.Source], tags: Sequence[str], keep: config.Keep) -> str:
    """Tell a configuration from any other that would make other rows."""
    said = (_FORM, tuple(tags), keep, *map(_ASKED_FOR, wanted))
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()


def apply(
    db: Connection,
    wanted: Sequence[config.Source],
    now: datetime,
    spread: Callable[[str], float],
    keep: config.Keep,
) -> None:
    """Make the rows say what the configuration says; nothing is ever deleted.

    Args:
        db: a transaction that holds the pen.
        wanted: all sources of the configuration.
        now: when this is.
        spread: seconds after `now` at which a source, by name, is first due.
        keep: how long entries stay of those sources that do not say so themselves.
    """
    rows = {row.name: row for row in db.execute(select(source))}
    changes: filing.Changes = filing.Changes()
    updates = []
    stands = attrgetter(*_SETTABLE)  # for ten thousand sources, a name at a time would take a second
    wants = itemgetter(*_SETTABLE)
    for each in wanted:
        before = rows.get(each.name)
        if before is not None:
            after = _updated(each, before, epoch(now), spread) | _kept(each.keep or keep)
            if wants(after) != stands(before):
                updates.append({"row": before.id, **{f"new_{column}": after[column] for column in _SETTABLE}})
            if after["title"] != before.title:
                changes[feeds.for_source(each.name)] += 0
    if updates:
        db.execute(_UPDATE, updates)
    _insert(db, [each for each in wanted if each.name not in rows], epoch(now), spread, keep)
    _retire(db, rows, {each.name for each in wanted})
    _have_feeds(db, wanted)
    feeds.touch(db, changes)


def wind_back(db: Connection, now: datetime) -> None:
    """Keep waits as long as they were planned where the clock was put back since: nothing is left alone for that."""
    at = epoch(now)
    wait = source.c.next_visit - source.c.last_visit
    db.execute(
        update(source)
        .where(source.c.last_visit > at)
        .values(last_visit=at, next_visit=case((wait > 0, at + wait), else_=source.c.next_visit))
    )
    far = at + _LONGEST_LEASE
    db.execute(update(source).where(source.c.last_visit.is_(None), source.c.next_visit > far).values(next_visit=at))
    db.execute(update(source).where(source.c.lease_until > far).values(lease_until=None))
    errands.wind_back(db, now)


def retire_empty_categories(db: Connection) -> None:
    """End the feeds of categories that hold no entry and are named by no source any more."""
    empty = feeds.empty_categories(db)
    if not empty:
        return
    named = set(filing.lineage(tuple(_configured_paths(db))))
    retired = [each for each in empty if each.name not in named]
    feeds.retire(db, retired)
    parents = {filing.parent(each.name) for each in retired} - {None}
    feeds.touch(db, {feeds.for_path(path): 0 for path in parents if path is not None and path in {"", *named}})


def pause(db: Connection, name: str) -> None:
    """Leave a source alone; a visit under way ends as it would."""
    db.execute(update(source).where(source.c.name == name).values(paused=true(), enabled=false()))


def resume(db: Connection, name: str, *, enabled: bool) -> None:
    """Take a pause back; what was due meanwhile is due now."""
    db.execute(update(source).where(source.c.name == name).values(paused=false(), enabled=enabled))


def hasten(db: Connection, name: str, now: datetime) -> bool:
    """Make a source due, also one that would never have been again; tells whether there is one that is visited."""
    statement = update(source).where(source.c.name == name, source.c.enabled == true()).values(next_visit=epoch(now))
    return db.execute(statement).rowcount > 0


def status(db: Connection, names: Sequence[str] | None) -> list[SourceStatus]:
    """Tell how sources are, by name; None means all of the configuration."""
    statement = select(source).where(source.c.configured == true()).order_by(source.c.id)
    if names is not None:
        statement = statement.where(source.c.name.in_(names))
    tallies = errands.tallies(db)
    return [status_of(row, tallies.get(row.id, NO_TEXTS)) for row in db.execute(statement)]


def status_of(row: Row[Any], texts: TextTally = NO_TEXTS) -> SourceStatus:
    """Read how a source is out of its row."""
    trouble = None
    if row.trouble_kind is not None:
        trouble = Trouble(kind=FailureKind(row.trouble_kind), detail=row.trouble_detail)
    return SourceStatus(
        source=row.name,
        title=row.title,
        enabled=row.enabled,
        location=row.location,
        last_visit=moment_or_none(row.last_visit),
        last_success=moment_or_none(row.last_success),
        next_visit=moment_or_none(row.next_visit) if row.enabled else None,
        entries=row.entries,
        removed=row.removed,
        failures=row.failures,
        trouble=trouble,
        notes=(*json.loads(row.notes), *([_BARREN] if texts.barren else [])),
        reason=row.reason if row.enabled else None,
        address=row.address,
        moves=moves_from(row.moves),
        paused=row.paused,
        alarm=alarm_from(row.alarm)[1],
        texts=texts,
    )


def _described(each: config.Source) -> Columns:
    """Give the columns that come from the configuration alone."""
    asked = [each.url, str(each.path) if each.path else None, each.title, each.author, each.timezone, each.encoding]
    if each.headimg:  # where it is not used, what was asked for before is asked for still
        asked.append(each.headimg)
    return {
        "location": str(each.path) if each.path else each.url or "",
        "host": host_of(each.url),
        "enabled": each.enabled,
        "configured": True,
        "asked": json.dumps(asked, ensure_ascii=False),
        "every": str(each.every),
        "own_title": each.title,
        "categories": paths_text(each.categories),
    }


def _kept(keep: config.Keep) -> Columns:
    age = None if keep.age is None else round(keep.age.total_seconds())
    return {"keep_age": age, "keep_entries": keep.entries}


def _insert(
    db: Connection, wanted: Sequence[config.Source], now: int, spread: Callable[[str], float], keep: config.Keep
) -> None:
    if not wanted:
        return
    first = filing.next_id(db, source)
    rows = []
    for number, each in enumerate(wanted, first):
        described = _described(each)
        rows.append(
            _UNVISITED
            | described
            | _kept(each.keep or keep)
            | {
                "id": number,
                "name": each.name,
                "title": each.title or each.name,
                "filed": described["categories"],
                "next_visit": now + round(spread(each.name)),
            }
        )
    db.execute(insert(source), rows)


def _updated(each: config.Source, before: Row[Any], now: int, spread: Callable[[str], float]) -> Columns:
    after: Columns = {column: getattr(before, column) for column in _SETTABLE} | _described(each)
    after["enabled"] = each.enabled and not before.paused
    after["title"] = each.title or before.feed_title or before.name
    if after["categories"] != before.categories:
        # Until the last entry has moved, entries may stand under any of these.
        either = dict.fromkeys([*paths_from(before.filed), *each.categories])
        after["filed"] = paths_text(either)
    if after["asked"] != before.asked:
        after |= {"etag": None, "last_modified": None, "given_by": None, "digest": None, "failures": 0}
        after |= {"next_visit": now, "pace": NO_PACE}
        # A visit under way asked for something else: without its lease it is not recorded.
        after |= {"lease_until": None, "trouble_kind": None, "trouble_detail": None}
    elif after["enabled"] and not before.enabled:
        after["next_visit"] = _not_soon_again(before, now + round(spread(each.name)))
    elif after["every"] != before.every and before.next_visit is not None:
        after["next_visit"] = min(before.next_visit, _not_soon_again(before, now + round(spread(each.name))))
    if after["location"] != before.location:
        after |= {"address": None, "moved_to": None, "moved_since": None, "moved_visits": 0}
        # What stands there now may be another feed altogether.
        after["greeted"] = False
    elif before.address is not None:
        after["host"] = before.host
    return after


def _not_soon_again(before: Row[Any], at: int) -> int:
    """Keep a distance from the last visit, however often the configuration changes."""
    return at if before.last_visit is None else max(at, before.last_visit + _BETWEEN_RELOADS)


def _retire(db: Connection, rows: Mapping[str, Row[Any]], wanted: set[str]) -> None:
    removed = [row for row in rows.values() if row.configured and row.name not in wanted]
    if removed:
        statement = update(source).where(source.c.id == bindparam("row"))
        db.execute(
            statement.values(configured=False, enabled=False, lease_until=None), [{"row": row.id} for row in removed]
        )
        feeds.retire(db, [feeds.for_source(row.name) for row in removed])
        # What lists all feeds is written together with whatever is stale.
        feeds.touch(db, {feeds.ALL: 0})


def _have_feeds(db: Connection, wanted: Sequence[config.Source]) -> None:
    """See that every source, category and ancestor of one has its feed, before any entry comes."""
    paths = filing.lineage(tuple(dict.fromkeys(path for each in wanted for path in each.categories)))
    filing.category_ids(db, paths)
    needed: set[FeedName] = {*map(feeds.for_path, paths), *(feeds.for_source(each.name) for each in wanted)}
    missing = needed - feeds.live(db)
    again = missing.intersection(feeds.gone(db))
    feeds.revive(db, again)
    feeds.create(db, missing - again)


def _configured_paths(db: Connection) -> Iterable[str]:
    rows = db.execute(select(source.c.categories).where(source.c.configured == true()).distinct())
    return {path for column in rows.scalars() for path in paths_from(column)}
