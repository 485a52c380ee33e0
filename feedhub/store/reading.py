"""What the way out reads: lines of a feed, whole entries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, or_, select

from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Known, Listed, StoredEntry
from feedhub.store import feeds
from feedhub.store.doors import Doors
from feedhub.store.forms import listed, stored
from feedhub.store.moments import moment
from feedhub.store.tables import alias, body, category, entry, filed, origin, source, tombstone

_LINE = (
    entry.c.id,
    entry.c.atom_id,
    source.c.name.label("source_name"),
    entry.c.title,
    entry.c.url,
    entry.c.author,
    entry.c.summary,
    entry.c.headimg,
    entry.c.language,
    entry.c.published,
    entry.c.updated,
    entry.c.changed,
    entry.c.tie,
    origin.c.title.label("origin_title"),
)
_WHOLE = (
    *_LINE,
    entry.c.key,
    entry.c.first_seen,
    entry.c.thumbnail,
    entry.c.rights,
    entry.c.categories,
    entry.c.tags,
    entry.c.enclosures,
    entry.c.image_tier,
    entry.c.origin_updated,
    source.c.categories.label("source_categories"),
    origin.c.iri.label("origin_iri"),
    origin.c.home.label("origin_home"),
    origin.c.feed.label("origin_feed"),
    origin.c.rights.label("origin_rights"),
    body.c.content,
)
_CATEGORY = select(category.c.id).where(category.c.path == bindparam("path")).scalar_subquery()
_WALK = (
    select(filed.c.entry_id)
    .where(filed.c.category_id == _CATEGORY)
    .order_by(filed.c.published.desc(), filed.c.tie.desc())
    .limit(bindparam("most"))
)
_PLACES = _WALK.subquery()
NEWEST_FILED: Select[Any] = (
    select(*_LINE)
    .select_from(_PLACES.join(entry, entry.c.id == _PLACES.c.entry_id).join(source).join(origin))
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
)
WHOSE: Select[Any] = (
    select(entry.c.id, entry.c.source_id, entry.c.published)
    .select_from(_PLACES.join(entry, entry.c.id == _PLACES.c.entry_id))
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
)
_LINES: Select[Any] = (
    select(*_LINE)
    .select_from(entry.join(source).join(origin))
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
)
_OWN = (
    select(entry.c.id)
    .where(entry.c.source_id == select(source.c.id).where(source.c.name == bindparam("source")).scalar_subquery())
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
    .limit(bindparam("most"))
    .subquery()
)
NEWEST_OWN: Select[Any] = (
    select(*_LINE)
    .select_from(_OWN.join(entry, entry.c.id == _OWN.c.id).join(source).join(origin))
    .order_by(entry.c.published.desc(), entry.c.tie.desc())
)
_ENTRIES: Select[Any] = select(*_WHOLE).select_from(entry.join(body).join(source).join(origin))
_COPIES: Select[Any] = (
    select(
        entry.c.copy_of,
        entry.c.categories,
        entry.c.tags,
        entry.c.origin_updated,
        source.c.categories.label("source_categories"),
        *(origin.c[name].label(f"origin_{name}") for name in ("iri", "title", "home", "feed", "rights")),
    )
    .select_from(entry.join(source).join(origin))
    .where(entry.c.copy_of.in_(bindparam("rows", expanding=True)))
    .order_by(entry.c.id)
)
_BY_NUMBER = _ENTRIES.where(entry.c.id.in_(bindparam("rows", expanding=True)))
OLDEST = (
    select(filed.c.entry_id, filed.c.published, filed.c.tie)
    .where(filed.c.category_id == _CATEGORY)
    .order_by(filed.c.published, filed.c.tie)
    .limit(bindparam("most"))
)
BEHIND = OLDEST.where(
    filed.c.published >= bindparam("published"),
    or_(filed.c.published > bindparam("published"), filed.c.tie > bindparam("tie")),
)
_FINGERPRINTS: Select[Any] = (
    select(entry.c.key, entry.c.fingerprint)
    .where(entry.c.source_id == bindparam("row"))
    .order_by(entry.c.published.desc())
    .limit(bindparam("most"))
)
_REMOVED: Select[Any] = (
    select(tombstone.c.key, tombstone.c.fingerprint)
    .where(tombstone.c.source_id == bindparam("row"))
    .order_by(tombstone.c.published.desc())
    .limit(bindparam("most"))
)
_ALIASES: Select[Any] = (
    select(alias.c.key, alias.c.entry_key)
    .where(alias.c.source_id == bindparam("row"))
    .order_by(alias.c.seen.desc())
    .limit(bindparam("most"))
)
_REMEMBERED: Select[Any] = select(
    source.c.offered, source.c.removed, exists().where(alias.c.source_id == source.c.id).label("aliased")
).where(source.c.id == bindparam("row"))
_SPARE = 100
_WINDOW = 10
"""How many documents' worth of entries are looked through for those of other sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What a feed's newest document is to show, newest first, and when those were published that it passed over."""

    lines: list[Listed]
    gaps: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the order of entries a batch ended."""

    published: int
    tie: int


def known(doors: Doors, row: int) -> Known:
    """Give what is known of a source's newest entries: of twice as many as its documents ever held.

    An older entry that turns up again is cleaned once more and found unchanged when it is recorded, so the cost of
    a visit does not grow with the archive behind it.
    """
    [(offered, is_pruned, is_aliased)] = doors.glance(_REMEMBERED, {"row": row})
    window = {"row": row, "most": 2 * offered + _SPARE}
    # What is taken out between two glances is seen in one of them at least.
    prints: dict[str, bytes] = dict(doors.glance(_FINGERPRINTS, window))
    removed: dict[str, bytes] = dict(doors.glance(_REMOVED, window)) if is_pruned else {}
    aliases: dict[str, str] = dict(doors.glance(_ALIASES, window)) if is_aliased else {}
    return Known(prints=prints | removed, aliases=aliases, removed=frozenset(removed))


def front(doors: Doors, feed: FeedName, limit: int, *, is_alone: bool = False) -> Front:
    """Give a feed's newest entries: by `published`, then by tie, both descending.

    No source has more than half of them while others have entries among the last ten documents' worth; what it has
    beyond that comes only where there is room.
    """
    if feed.kind is FeedKind.SOURCE:
        return Front(lines=list(map(listed, doors.glance(NEWEST_OWN, {"source": feed.name, "most": limit}))))
    path = feeds.path_of(feed)
    lines = list(map(listed, doors.glance(NEWEST_FILED, {"path": path, "most": limit})))
    share = -(-limit // 2)
    most = max(Counter(line.source for line in lines).values(), default=0)
    if is_alone or len(lines) < limit or most <= share:
        return Front(lines=lines)
    return _shared_out(doors, path, limit, share) or Front(lines=lines)


def _shared_out(doors: Doors, path: str, limit: int, share: int) -> Front | None:
    """Choose a feed's entries so that no source has more than its share; None where the newest ones are those."""
    with doors.look() as db:
        window = db.execute(WHOSE, {"path": path, "most": limit * _WINDOW}).all()
        chosen = fair([whose for _, whose, _ in window], limit, share)
        if chosen[-1] == limit - 1:
            return None
        lines = list(map(listed, db.execute(_LINES, {"rows": [window[place].id for place in chosen]}).all()))
    passed = set(range(chosen[-1])).difference(chosen)
    return Front(lines=lines, gaps=tuple(moment(window[place].published) for place in sorted(passed)))


def fair(sources: Sequence[int], limit: int, share: int) -> list[int]:
    """Choose `limit` places of a row of sources, in order: of each source the first `share`, then what there is.

    A source's next entry takes the place of its own last one, so what has left a choice does not come back.
    """
    taken: Counter[int] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for place, whose in enumerate(sources):
        (first if taken[whose] < share else rest).append(place)
        taken[whose] += 1
    return sorted((first + rest)[:limit])


def entries(db: Connection, rows: Sequence[int]) -> list[StoredEntry]:
    """Give whole entries in the order asked for, each with what its copies add."""
    if not rows:
        return []
    copies: dict[int, list[Row[Any]]] = {}
    for row in db.execute(_COPIES, {"rows": list(rows)}):
        copies.setdefault(row.copy_of, []).append(row)
    found = {row.id: stored(row, copies.get(row.id, ())) for row in db.execute(_BY_NUMBER, {"rows": list(rows)}).all()}
    return [found[row] for row in rows if row in found]


def batch(db: Connection, behind: Place | None, size: int) -> tuple[list[StoredEntry], Place | None]:
    """Give the next entries of all that `all` shows, oldest first.

    Args:
        db: a connection.
        behind: the place that came with the batch before; None to begin.
        size: how many entries at most.
    """
    walk, since = (OLDEST, {}) if behind is None else (BEHIND, {"published": behind.published, "tie": behind.tie})
    found = [db.execute(walk, {"path": path, "most": size, **since}).all() for path in feeds.paths_of(feeds.ALL)]
    places = sorted(chain.from_iterable(found), key=lambda place: (place.published, place.tie))[:size]
    if not places:
        return [], None
    return entries(db, [place.entry_id for place in places]), Place(places[-1].published, places[-1].tie)
