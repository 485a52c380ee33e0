"""What came of visits, for the operator: a log a source, new entries a day, visits an hour, and turns worth telling.

Each table is a ring: a row stands in the place of the one that is too old by then, so nothing ever has to be pruned,
and a batch of visits is one statement a table.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from feedhub.model.condition import Condition, Turn
from feedhub.model.fetched import FailureKind
from feedhub.model.visit import Visit
from feedhub.store import bulk
from feedhub.store.forms import Columns
from feedhub.store.moments import epoch, epoch_or_none, moment_or_none
from feedhub.store.tables import arrival, happening, tally, visit_log

LOGGED = 50
"""Visits kept of a source."""
DAYS = 31
HOURS = 168
KEPT = 500
"""Turns kept, of all sources."""
DAY, HOUR = 86_400, 3600
_LONGEST_DETAIL = 500

_SAME_DAY = "CASE WHEN arrival.day = excluded.day THEN arrival.new ELSE 0 END"
_SAME_HOUR = "CASE WHEN visit_tally.hour = excluded.hour THEN visit_tally.{0} ELSE 0 END"
_ARRIVED = {"day": "excluded.day", "new": f"{_SAME_DAY} + excluded.new"}
_TALLIED = {
    "hour": "excluded.hour",
    "visits": f"{_SAME_HOUR.format('visits')} + excluded.visits",
    "new": f"{_SAME_HOUR.format('new')} + excluded.new",
}
_LOGGED = {name: f"excluded.{name}" for name in visit_log.c.keys() if name not in {"source_id", "slot"}}  # noqa: SIM118  a collection of columns, no dictionary


@dataclass(frozen=True, slots=True)
class Page:
    """A visit, the source as it was before, and what the store made of it."""

    source: Row[Any]
    visit: Visit
    new: int
    changed: int
    title: str
    turn: Turn | None


def taken(visit: Visit, before: Row[Any], new: int) -> tuple[Columns, Turn | None]:
    """Judge a source after a visit: what to remember of its condition, and the turn it took."""
    condition = Condition(
        told=None if before.told is None else Turn(before.told),
        failing_since=moment_or_none(before.failing_since),
        last_new=moment_or_none(before.last_new),
        pause=None if before.pause is None else timedelta(seconds=before.pause),
    )
    if visit.trouble:
        gone = visit.trouble.kind is FailureKind.GONE and visit.next_visit is None
        after, turn = condition.failed(visit.at, before.failures + 1, gone=gone)
    else:
        after, turn = condition.went_well(visit.at, [each.published for each in visit.entries][:new])
    columns: Columns = {
        "told": None if after.told is None else after.told.value,
        "failing_since": epoch_or_none(after.failing_since),
        "last_new": epoch_or_none(after.last_new),
        "pause": None if after.pause is None else int(after.pause.total_seconds()),
    }
    moved = visit.residence is not None and visit.residence.address not in {None, before.address}
    return columns, turn or (Turn.MOVED if moved else None)


def keep(db: Connection, pages: Sequence[Page]) -> None:
    """Write down what visits came to."""
    bulk.upsert_tuples(db, visit_log, [_logged(page) for page in pages], _LOGGED)
    arrived: Counter[tuple[int, int]] = Counter()
    visits: Counter[tuple[int, str]] = Counter()
    new: Counter[tuple[int, str]] = Counter()
    for page in pages:
        at = epoch(page.visit.at)
        kind = at // HOUR, _outcome(page.visit)
        visits[kind] += 1
        new[kind] += page.new
        if page.new:
            arrived[page.source.id, at // DAY] += page.new
    days = [(source, day % DAYS, day, count) for (source, day), count in sorted(arrived.items())]
    bulk.upsert_tuples(db, arrival, days, _ARRIVED)
    hours = [
        (hour % HOURS, outcome, hour, visits[hour, outcome], new[hour, outcome]) for hour, outcome in sorted(visits)
    ]
    bulk.upsert_tuples(db, tally, hours, _TALLIED)
    _tell(db, [page for page in pages if page.turn])


def _logged(page: Page) -> tuple[Any, ...]:
    visit = page.visit
    return (
        page.source.id,
        page.source.visits % LOGGED,
        epoch(visit.at),
        _outcome(visit),
        page.new,
        page.changed,
        round(visit.took.total_seconds() * 1000),
        visit.size,
        visit.trouble.detail[:_LONGEST_DETAIL] if visit.trouble else "",
    )


def _outcome(visit: Visit) -> str:
    return visit.trouble.kind.value if visit.trouble else "ok"


def _tell(db: Connection, pages: Sequence[Page]) -> None:
    if not pages:
        return
    first = (db.execute(select(func.max(happening.c.id))).scalar() or 0) + 1
    rows = [
        {
            "id": number,
            "source": page.source.name,
            "title": page.title,
            "turn": page.turn,
            "at": epoch(page.visit.at),
            "detail": _detail(page),
        }
        for number, page in enumerate(pages, first)
    ]
    db.execute(insert(happening), rows)
    db.execute(delete(happening).where(happening.c.id <= first + len(rows) - 1 - KEPT))


def _detail(page: Page) -> str:
    if page.turn is Turn.MOVED and page.visit.residence is not None:
        return page.visit.residence.address or ""
    return page.visit.trouble.kind.value if page.visit.trouble else ""
