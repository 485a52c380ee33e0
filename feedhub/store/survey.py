"""How the sources are, a page at a time: what the operator looks at. Nothing is written here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, func, literal, or_, select, true
from sqlalchemy.sql.elements import ColumnElement, UnaryExpression

from feedhub.model.condition import Happening, Health, Turn
from feedhub.model.fetched import FailureKind
from feedhub.model.survey import Asked, Hour, Logged, Sorting, Survey, Surveyed
from feedhub.store.diary import DAY, DAYS, HOUR, HOURS
from feedhub.store.forms import notes_text, paths_from
from feedhub.store.moments import epoch, moment, moment_or_none
from feedhub.store.sources import status_of
from feedhub.store.tables import arrival, happening, source, tally, visit_log

_GONE = and_(source.c.trouble_kind == FailureKind.GONE.value, source.c.next_visit.is_(None))
_HEALTH: ColumnElement[str] = case(
    (source.c.enabled != true(), Health.PAUSED.value),
    (or_(source.c.told == Turn.DIED.value, _GONE), Health.DEAD.value),
    (source.c.trouble_kind.is_not(None), Health.FAILING.value),
    (source.c.told == Turn.SILENT.value, Health.SILENT.value),
    (source.c.last_visit.is_(None), Health.NEW.value),
    else_=Health.WELL.value,
)
_TELLS = case((source.c.alarm.is_not(None), 0), (source.c.notes != notes_text(()), 1), else_=2)
"""A source that is well and has something to tell is on the first page, and not among hundreds that have not."""
_WORST_FIRST = case({each.value: 3 * place for place, each in enumerate(Health)}, value=_HEALTH) + _TELLS
_KEYS: Mapping[Sorting, ColumnElement[Any]] = {
    Sorting.HEALTH: _WORST_FIRST,
    Sorting.SOURCE: func.lower(source.c.title),
    Sorting.LAST_VISIT: source.c.last_visit,
    Sorting.NEXT_VISIT: source.c.next_visit,
    Sorting.ENTRIES: source.c.entries,
    Sorting.FAILURES: source.c.failures,
}
_COUNTS = (
    select(
        _HEALTH.label("health"),
        func.count().label("sources"),
        func.sum(source.c.entries).label("entries"),
        func.count(source.c.alarm).label("alarmed"),
    )
    .where(source.c.configured == true())
    .group_by(_HEALTH)
)


def survey(db: Connection, asked: Asked) -> Survey:
    """Give one page of the sources that match, and how many there are of each health."""
    counts = {Health(row.health): row for row in db.execute(_COUNTS)}
    where: list[ColumnElement[bool]] = [source.c.configured == true()]
    if asked.health is not None:
        where.append(literal(asked.health.value) == _HEALTH)
    if asked.words:
        # Never the address: who may not see the secrets in it could find them out letter by letter.
        where.append(or_(_holds(source.c.name, asked.words), _holds(source.c.title, asked.words)))
    matching = db.execute(select(func.count()).select_from(source).where(*where)).scalar_one()
    rows = db.execute(
        select(source, _HEALTH.label("health"))
        .where(*where)
        .order_by(*_order(asked))
        .limit(asked.size)
        .offset(asked.size * (asked.page - 1))
    ).all()
    return Survey(
        rows=tuple(_surveyed(db, rows, asked.now)),
        matching=matching,
        counts={each: counts[each].sources if each in counts else 0 for each in Health},
        entries=sum(row.entries for row in counts.values()),
        alarmed=sum(row.alarmed for row in counts.values()),
    )


def one(db: Connection, name: str, now: datetime) -> Surveyed | None:
    """Give one source of the configuration."""
    wanted = select(source, _HEALTH.label("health")).where(source.c.configured == true(), source.c.name == name)
    return next(iter(_surveyed(db, db.execute(wanted).all(), now)), None)


def log(db: Connection, name: str) -> list[Logged]:
    """List the last visits of a source, newest first."""
    wanted = (
        select(visit_log, source.c.visits)
        .join(source, source.c.id == visit_log.c.source_id)
        .where(source.c.name == name)
        .order_by(visit_log.c.at.desc(), (visit_log.c.slot - source.c.visits).desc())
    )
    return [
        Logged(
            at=moment(row.at),
            outcome=row.outcome,
            new=row.new,
            changed=row.changed,
            took=row.took,
            size=row.size,
            detail=row.detail,
        )
        for row in db.execute(wanted)
    ]


def timeline(db: Connection, now: datetime) -> list[Hour]:
    """Count the visits of the last week, hour by hour, oldest first."""
    newest = epoch(now) // HOUR
    found: dict[int, list[Any]] = {}
    for row in db.execute(select(tally).where(tally.c.hour > newest - HOURS, tally.c.hour <= newest)):
        found.setdefault(row.hour, []).append(row)
    return [_hour(each, found.get(each, ())) for each in range(newest - HOURS + 1, newest + 1)]


def happenings(db: Connection, limit: int) -> list[Happening]:
    """List what the operator is told of, newest first."""
    rows = db.execute(select(happening).order_by(happening.c.id.desc()).limit(limit))
    return [
        Happening(
            number=row.id, source=row.source, title=row.title, turn=Turn(row.turn), at=moment(row.at), detail=row.detail
        )
        for row in rows
    ]


def _holds(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    return func.lower(column).contains(words.lower(), autoescape=True)


def _order(asked: Asked) -> list[UnaryExpression[Any]]:
    key = _KEYS[asked.sorting]
    first = key.desc() if asked.descending else key.asc()
    return [first.nulls_last(), source.c.id.asc()]


def _surveyed(db: Connection, rows: Sequence[Any], now: datetime) -> list[Surveyed]:
    today = epoch(now) // DAY
    numbers = [row.id for row in rows]
    arrived: dict[tuple[int, int], int] = {
        (row.source_id, row.day): row.new
        for row in db.execute(select(arrival).where(arrival.c.source_id.in_(numbers), arrival.c.day > today - DAYS))
    }
    return [
        Surveyed(
            status=status_of(row),
            health=Health(row.health),
            every=row.every,
            interval=row.interval,
            categories=paths_from(row.categories),
            failing_since=moment_or_none(row.failing_since),
            last_new=moment_or_none(row.last_new),
            daily=tuple(arrived.get((row.id, day), 0) for day in range(today - DAYS + 2, today + 1)),
        )
        for row in rows
    ]


def _hour(number: int, rows: Sequence[Any]) -> Hour:
    good = sum(row.visits for row in rows if row.outcome == "ok")
    return Hour(
        at=moment(number * HOUR),
        good=good,
        failed=sum(row.visits for row in rows) - good,
        new=sum(row.new for row in rows),
    )
