"""Whose turn it is: sources that are due are leased, so that no two visitors ever hold the same one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, func, or_, select, text, update

from feedhub.model.request import Validators
from feedhub.model.residence import Residence
from feedhub.model.visit import Claim
from feedhub.store.among import among
from feedhub.store.forms import pace_from
from feedhub.store.manners import Due, Queueing, admitted
from feedhub.store.moments import epoch, moment, moment_or_none
from feedhub.store.tables import source

_ENABLED = text("source.enabled")
"""In the words of the partial index `ix_source_due`, or it is not used."""
_FREE = or_(source.c.lease_until.is_(None), source.c.lease_until <= bindparam("now"))
_CLAIMED = (
    source.c.id,
    source.c.name,
    source.c.etag,
    source.c.last_modified,
    source.c.digest,
    source.c.failures,
    source.c.interval,
    source.c.next_visit,
    source.c.given_by,
    source.c.host,
    source.c.address,
    source.c.moved_to,
    source.c.moved_since,
    source.c.moved_visits,
    source.c.pace,
    source.c.last_success,
    source.c.rhythm,
)
_DUE = (
    select(source.c.id)
    .where(_ENABLED, source.c.next_visit <= bindparam("now"), _FREE)
    .order_by(source.c.next_visit)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    # Named, so that PostgreSQL looks once: a plain subquery may be run again for each row, and lock more than asked.
    .cte("due")
)
_LEASE = update(source).values(lease_until=bindparam("until"))
_CLAIM_DUE = _LEASE.where(source.c.id.in_(select(_DUE.c.id))).returning(*_CLAIMED)
_QUEUE = (
    select(source.c.id, source.c.host, source.c.next_visit, source.c.interval)
    .where(_ENABLED, source.c.next_visit <= bindparam("now"), _FREE)
    .order_by(source.c.next_visit, source.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM_THESE = _LEASE.where(among(source.c.id, "rows")).returning(*_CLAIMED)
_LOOK_AHEAD = 500
"""Due sources looked at, at least, for those whose turn it is."""
_OPEN = select(source.c.id).where(_ENABLED, _FREE)
_RELEASE = (
    update(source)
    .where(source.c.id == bindparam("row"), source.c.lease_until == bindparam("until"))
    .values(lease_until=None)
)
_WAITING = select(func.count()).select_from(source).where(_ENABLED, source.c.next_visit <= bindparam("now"), _FREE)
_NEXT = (
    select(source.c.next_visit, source.c.lease_until)
    .where(_ENABLED, source.c.next_visit.is_not(None))
    .order_by(source.c.next_visit)
    .limit(1000)
)


def claim_due(db: Connection, now: datetime, limit: int, lease: timedelta) -> list[Claim]:
    """Lease the sources that have been due longest, in one statement."""
    until = epoch(now + lease)
    rows = db.execute(_CLAIM_DUE, {"now": epoch(now), "most": limit, "until": until}).all()
    return _claims(rows, until)


def claim_in_turn(db: Connection, now: datetime, limit: int, lease: timedelta, queueing: Queueing) -> list[Claim]:
    """Lease the sources that have been due longest and whose host has room; put back the others of that host."""
    moment_now, until = epoch(now), epoch(now + lease)
    due = db.execute(_QUEUE, {"now": moment_now, "most": max(limit, _LOOK_AHEAD)}).all()
    chosen = admitted(db, cast("Sequence[Due]", due), moment_now, limit, queueing)
    if not chosen:
        return []
    return _claims(db.execute(_CLAIM_THESE, {"rows": chosen, "until": until}).all(), until)


def claim_named(db: Connection, names: Sequence[str] | None, now: datetime, lease: timedelta) -> list[Claim]:
    """Lease sources, due or not; None means all. Those that are disabled or somebody else's are left out."""
    until = epoch(now + lease)
    wanted = _OPEN if names is None else _OPEN.where(source.c.name.in_(names))
    open_ones = wanted.with_for_update(skip_locked=True).cte("open_ones")
    statement = _LEASE.where(source.c.id.in_(select(open_ones.c.id))).returning(*_CLAIMED)
    return _claims(db.execute(statement, {"now": epoch(now), "until": until}).all(), until)


def release(db: Connection, claims: Sequence[Claim]) -> None:
    """Give back sources that were not visited; they are as due as before."""
    rows = sorted((claim.row, epoch(claim.lease_until)) for claim in claims)
    if rows:
        db.execute(_RELEASE, [{"row": row, "until": until} for row, until in rows])


def due(db: Connection, now: datetime) -> int:
    """Count the sources that are due and nobody's."""
    return int(db.execute(_WAITING, {"now": epoch(now)}).scalar_one())


def next_due(db: Connection) -> datetime | None:
    """Tell when the next source can be claimed; one that is leased, when its lease runs out."""
    soonest: int | None = None
    for next_visit, lease_until in db.execute(_NEXT):
        free = max(next_visit, lease_until or next_visit)
        soonest = free if soonest is None else min(soonest, free)
        if lease_until is None:
            break
    return None if soonest is None else moment(soonest)


def _claims(rows: Sequence[Row[Any]], until: int) -> list[Claim]:
    ordered = sorted(rows, key=lambda row: (row.next_visit is None, row.next_visit, row.id))
    lease_until = moment(until)
    return [
        Claim(
            row=row.id,
            source=row.name,
            lease_until=lease_until,
            validators=Validators(etag=row.etag, last_modified=row.last_modified, given_by=row.given_by),
            digest=row.digest,
            failures=row.failures,
            interval=row.interval,
            proven=row.last_success is not None,
            rhythm=row.rhythm,
            host=row.host,
            residence=Residence(
                address=row.address,
                moved_to=row.moved_to,
                since=moment_or_none(row.moved_since),
                visits=row.moved_visits,
            ),
            pace=pace_from(row.pace),
        )
        for row in ordered
    ]
