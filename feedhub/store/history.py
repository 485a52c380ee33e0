"""Which archives a feed has, what stands in them, and which of them are behind.

Whoever files, changes or removes an entry *marks* its minute in every feed that shows it. A mark is taken away with the
revision that was read, once the archive that covers the minute counts as changed: what came meanwhile stays marked. Whether
a mark is due is for the reader to say: entries that the newest document still shows can wait.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, and_, bindparam, delete, func, insert, select, tuple_

from feedhub.model.archive import Archived, Archives, Mark, Place, Reach, Settled
from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Edition
from feedhub.model.period import Period, around
from feedhub.store import feeds, plain
from feedhub.store.moments import epoch, moment
from feedhub.store.tables import archive, category, entry, filed, overdue, source
from feedhub.store.tables import emptied as emptied_archive

_MINUTE = 60
_NEVER = -(2**63)
_GONE = -(2**62)
"""In place of `since`: something is gone that the archive of the minute shows."""
AT_ONCE = _GONE - 1
"""In place of `since`: due whatever the newest document shows."""
_MARK = (
    "INSERT INTO overdue (kind, name, minute, since, revision) VALUES (?, ?, ?, ?, 1) "
    "ON CONFLICT (kind, name, minute) DO UPDATE SET revision = overdue.revision + 1, "
    "since = CASE WHEN excluded.since < overdue.since THEN excluded.since ELSE overdue.since END"
)
_IS = and_(archive.c.kind == bindparam("of_kind"), archive.c.name == bindparam("of_name"))
_PERIODS = select(archive.c.period).where(_IS).order_by(archive.c.period)
_SINCE = select(archive.c.period).where(_IS, archive.c.period >= bindparam("since")).order_by(archive.c.period)
_BEFORE = (
    select(archive.c.period)
    .where(_IS, archive.c.period < bindparam("since"))
    .order_by(archive.c.period.desc())
    .limit(2)
)
_NEWEST = (
    select(archive.c.kind, archive.c.name, func.max(archive.c.period).label("period"))
    .where(tuple_(archive.c.kind, archive.c.name).in_(bindparam("feeds", expanding=True)))
    .group_by(archive.c.kind, archive.c.name)
)
_FILLED = delete(emptied_archive).where(
    emptied_archive.c.kind == bindparam("of_kind"),
    emptied_archive.c.name == bindparam("of_name"),
    emptied_archive.c.period == bindparam("of_period"),
)
_CHANGE = (
    "INSERT INTO archive (kind, name, period, revision) VALUES (?, ?, ?, 1) "
    "ON CONFLICT (kind, name, period) DO UPDATE SET revision = archive.revision + 1"
)
_REVISION = select(archive.c.revision).where(_IS, archive.c.period == bindparam("of_period"))
_OLDER = select(func.max(archive.c.period)).where(_IS, archive.c.period < bindparam("of_period")).scalar_subquery()
_NEWER = select(func.min(archive.c.period)).where(_IS, archive.c.period > bindparam("of_period")).scalar_subquery()
_PLACE = _REVISION.add_columns(_OLDER.label("older"), _NEWER.label("newer"))
_NEWEST_PART = select(func.max(archive.c.period)).where(
    _IS, archive.c.period > bindparam("of_period"), archive.c.period < bindparam("behind")
)
_BEHIND = "Z"
"""What comes behind everything that the name of a period can go on with, in whatever way a database sorts."""
_DROP = delete(archive).where(_IS, archive.c.period == bindparam("of_period"))
_MARKS = select(overdue).where(tuple_(overdue.c.kind, overdue.c.name).in_(bindparam("feeds", expanding=True)))
_UNMARK = "DELETE FROM overdue WHERE kind = ? AND name = ? AND minute = ? AND revision = ?"
_CATEGORIES = select(category.c.id).where(category.c.path.in_((bindparam("of_name"), bindparam("of_quiet"))))
_SOURCE = select(source.c.id).where(source.c.name == bindparam("of_name")).scalar_subquery()


def _counts(table: Any, mine: Any) -> Select[Any]:
    part: Any = bindparam("part", type_=BigInteger)
    # rounded down, also before 1970, where % leaves a negative rest
    began = (table.c.published - (table.c.published % part + part) % part).label("began")
    return (
        select(began, func.count().label("entries"))
        .where(mine, table.c.published >= bindparam("start"), table.c.published < bindparam("end"))
        .group_by("began")
    )


_COUNTS_FILED = _counts(filed, filed.c.category_id.in_(_CATEGORIES))
_COUNTS_OWN = _counts(entry, entry.c.source_id == _SOURCE)
_LINE = select(entry.c.id, entry.c.tie, entry.c.changed, entry.c.atom_id, entry.c.updated)
WITHIN_FILED: Select[Any] = (
    _LINE.join_from(filed, entry, entry.c.id == filed.c.entry_id)
    .where(
        filed.c.category_id.in_(_CATEGORIES),
        filed.c.published >= bindparam("start"),
        filed.c.published < bindparam("end"),
    )
    .order_by(filed.c.published.desc(), filed.c.tie.desc())
)
WITHIN_OWN: Select[Any] = _LINE.where(
    entry.c.source_id == _SOURCE, entry.c.published >= bindparam("start"), entry.c.published < bindparam("end")
).order_by(entry.c.published.desc(), entry.c.tie.desc())


class Marks:
    """Minutes of feeds that are to be marked, each with the first moment that this is about."""

    def __init__(self) -> None:
        self._minutes: defaultdict[FeedName, dict[int, int]] = defaultdict(dict)

    def add(self, name: FeedName, published: int, since: int) -> None:
        """Mark the minute of one entry in a feed."""
        _keep_first(self._minutes[name], {published - published % _MINUTE: since})

    def add_all(self, names: Iterable[FeedName], published: Iterable[int], since: int | None = None) -> None:
        """Mark the minutes of entries in each of these feeds, as of `since` or else of the first in the minute."""
        first: dict[int, int] = {}
        for each in published:
            minute = each - each % _MINUTE
            if each < first.get(minute, each + 1):
                first[minute] = each
        if since is not None:
            first = dict.fromkeys(first, since)
        for name in names:
            _keep_first(self._minutes[name], first)

    def add_paths(self, paths: Sequence[str], published: Sequence[int]) -> None:
        """Mark the minutes of entries that are filed under all of these paths; what is filed quietly is due at once."""
        self.add_all((feeds.for_path(path) for path in paths if not feeds.is_quiet(path)), published)
        self.add_all((feeds.for_path(path) for path in paths if feeds.is_quiet(path)), published, AT_ONCE)

    def write(self, db: Connection) -> None:
        """Mark them, each once."""
        rows = [
            (kind, name, minute, since)
            for kind, name, minutes in sorted((of.kind.value, of.name, found) for of, found in self._minutes.items())
            for minute, since in sorted(minutes.items())
        ]
        if rows:
            # Past SQLAlchemy, as in `bulk`: this is written with every entry.
            db.exec_driver_sql(_MARK if db.dialect.name == "sqlite" else _MARK.replace("?", "%s"), rows)


def _keep_first(there: dict[int, int], more: Mapping[int, int]) -> None:
    for minute, since in more.items():
        if since < there.get(minute, since + 1):
            there[minute] = since


def mark(db: Connection, places: Iterable[tuple[FeedName, int]]) -> None:
    """Mark the minutes of entries that are new, changed or gone, each with its feed and its `published`."""
    _mark(db, ((name, published, published) for name, published in places))


def mark_paths(db: Connection, places: Iterable[tuple[str, int]]) -> None:
    """Mark the minutes of entries by the path they are filed under."""
    marks = Marks()
    for path, published in places:
        marks.add_paths((path,), (published,))
    marks.write(db)


def mark_gone(db: Connection, places: Iterable[tuple[FeedName, int]]) -> None:
    """Mark the minutes of entries that no archive may show any longer, however new they are."""
    _mark(db, ((name, published, _GONE) for name, published in places))


def _mark(db: Connection, places: Iterable[tuple[FeedName, int, int]]) -> None:
    marks = Marks()
    for name, published, since in places:
        marks.add(name, published, since)
    marks.write(db)


def archives(db: Connection, shown: Mapping[FeedName, Reach]) -> dict[FeedName, Archives]:
    """Tell each feed's newest archive, and its marks: those are due that are about what its document does not show.

    So are those of something gone, where an archive shows it.
    """
    names = {"feeds": [(name.kind.value, name.name) for name in shown]}
    newest = {_name(row): Period(row.period) for row in db.execute(_NEWEST, names)}
    marked: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for kind, name, minute, since, revision in db.execute(_MARKS, names).all():
        marked.setdefault((kind, name), []).append((minute, since, revision))
    found: dict[FeedName, Archives] = {}
    for feed, reach in shown.items():
        marks = marked.get((feed.kind.value, feed.name), ())
        shows_gone = any(since == _GONE for _, since, _ in marks)
        archived = {each.minute for each in _periods(db, feed)} if shows_gone else frozenset()
        gaps = _newest_by_minute(reach.gaps)
        floor = _NEVER if reach.floor is None else epoch(reach.floor)
        due: list[Mark] = []
        waiting: list[Mark] = []
        for minute, since, revision in marks:
            is_shown = since == _GONE and not archived.isdisjoint(around(moment(minute)))
            marks_of = due if is_shown or _is_due(minute, since, floor, gaps) else waiting
            marks_of.append(Mark(minute=moment(minute), revision=revision))
        found[feed] = Archives(newest=newest.get(feed), due=tuple(due), waiting=tuple(waiting))
    return found


def _newest_by_minute(gaps: Iterable[datetime]) -> dict[int, int]:
    moments = sorted(map(epoch, gaps))
    return {each - each % _MINUTE: each for each in moments}


def _is_due(minute: int, since: int, floor: int, gaps: Mapping[int, int]) -> bool:
    first = minute if since == _GONE else since
    return first == AT_ONCE or first <= floor or first <= gaps.get(minute, _NEVER)


def periods(db: Connection, name: FeedName, since: Period) -> list[Period]:
    """List a feed's archives from a period on, oldest first, and the two before, which may be linked anew."""
    wanted = {**_of(name), "since": since.name}
    before = db.execute(_BEFORE, wanted).scalars().all()
    return list(map(Period, (*reversed(before), *db.execute(_SINCE, wanted).scalars())))


def _periods(db: Connection, name: FeedName) -> list[Period]:
    return list(map(Period, db.execute(_PERIODS, _of(name)).scalars()))


def counts(db: Connection, name: FeedName, period: Period, part: timedelta) -> dict[datetime, int]:
    """Count a feed's entries within a period by the parts it is made of, each named by its first moment."""
    statement = _COUNTS_OWN if name.kind is FeedKind.SOURCE else _COUNTS_FILED
    wanted = {**_within(name, period), "part": int(part.total_seconds())}
    return {moment(row.began): row.entries for row in db.execute(statement, wanted).all()}


def within(db: Connection, name: FeedName, period: Period) -> list[Archived]:
    """List a feed's entries of a period: by `published`, then by tie, both descending."""
    statement = WITHIN_OWN if name.kind is FeedKind.SOURCE else WITHIN_FILED
    return [
        Archived(row=row, edition=Edition(row, tie, changed), id=atom_id, updated=moment(updated))
        for row, tie, changed, atom_id, updated in plain.rows(db, statement, _within(name, period))
    ]


def keep(db: Connection, name: FeedName, settled: Settled) -> None:
    """Remember which archives changed and which are no more, and that this is what these marks were about.

    A mark that something came to since it was read stays.
    """
    dropped = settled.dropped
    changed = [(name.kind.value, name.name, each.name) for each in settled.changed]
    if changed:
        # Past SQLAlchemy, as the marks are.
        db.exec_driver_sql(_CHANGE if db.dialect.name == "sqlite" else _CHANGE.replace("?", "%s"), changed)
        db.execute(_FILLED, [{**_of(name), "of_period": each.name} for each in settled.changed])
    if dropped:
        db.execute(_DROP, [{**_of(name), "of_period": each.name} for each in dropped])
        _note_emptied(db, name, dropped)
    rows = [(name.kind.value, name.name, epoch(each.minute), each.revision) for each in settled.seen]
    if rows:
        # Past SQLAlchemy, as they were written.
        db.exec_driver_sql(_UNMARK if db.dialect.name == "sqlite" else _UNMARK.replace("?", "%s"), rows)


def place(db: Connection, name: FeedName, period: Period) -> tuple[Place, int] | None:
    """Find an archive with the ones beside it, and how often it has changed."""
    row = db.execute(_PLACE, _archive(name, period)).one_or_none()
    if row is None:
        return None
    return Place(
        period=period, older=row.older and Period(row.older), newer=row.newer and Period(row.newer)
    ), row.revision


def revision(db: Connection, name: FeedName, period: Period) -> int:
    """Tell how often an archive has changed; 0 where there is none."""
    return db.execute(_REVISION, _archive(name, period)).scalar() or 0


def newest_part(db: Connection, name: FeedName, period: Period) -> Period | None:
    """Name the newest archive within a period that was divided."""
    found = db.execute(_NEWEST_PART, {**_archive(name, period), "behind": period.name + _BEHIND}).scalar()
    return found and Period(found)


def emptied(db: Connection) -> list[str]:
    """List the paths of archives that are gone since all of their entries are."""
    return [_name(row).archive_path(Period(row.period)) for row in db.execute(select(emptied_archive))]


def _note_emptied(db: Connection, name: FeedName, dropped: Collection[Period]) -> None:
    """Remember those that were not divided: nothing stands in their place."""
    left = _periods(db, name)
    empty = [each for each in dropped if not any(each.covers(part) for part in left)]
    if empty:
        rows = [{"kind": name.kind.value, "name": name.name, "period": each.name} for each in empty]
        db.execute(insert(emptied_archive), rows)


def end(db: Connection, name: FeedName) -> list[Period]:
    """Forget a feed's archives, and tell which there were; marked, they are there again should the feed come back."""
    there = _periods(db, name)
    mark_periods(db, {name: there})
    db.execute(delete(archive).where(_IS), _of(name))
    return there


def mark_periods(db: Connection, archives: Mapping[FeedName, Iterable[Period]]) -> None:
    """Have archives count as changed."""
    starts = ((name, epoch(period.start)) for name, periods in archives.items() for period in periods)
    _mark(db, ((name, start, AT_ONCE) for name, start in starts))


def every(db: Connection) -> dict[FeedName, list[Period]]:
    """List the archives of all feeds, oldest first."""
    found: dict[FeedName, list[Period]] = {}
    rows = db.execute(select(archive.c.kind, archive.c.name, archive.c.period).order_by(archive.c.period))
    for row in rows:
        found.setdefault(_name(row), []).append(Period(row.period))
    return found


def _name(row: Any) -> FeedName:
    return FeedName(kind=FeedKind(row.kind), name=row.name)


def _of(name: FeedName) -> Mapping[str, Any]:
    return {"of_kind": name.kind.value, "of_name": name.name}


def _archive(name: FeedName, period: Period) -> Mapping[str, Any]:
    return {**_of(name), "of_period": period.name}


def _within(name: FeedName, period: Period) -> Mapping[str, Any]:
    loud, quiet = feeds.paths_of(name)
    return {"of_name": loud, "of_quiet": quiet, "start": epoch(period.start), "end": epoch(period.end)}
