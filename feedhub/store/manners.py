"""Hosts: whose guest a source is, which hosts asked to be left alone, and whose turn it is when many wait for one host.

A host's queue is kept in the sources' own due times: whoever cannot be visited yet is put back to when it can. So
the sources of a crowded host never stand before those of others, and none is leased long before its turn.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from feedhub.model.visit import Hold
from feedhub.store.moments import epoch, moment
from feedhub.store.tables import host_hold, robots, source

_FORGET = delete(host_hold).where(host_hold.c.host == bindparam("of"))
_POSTPONE = (
    update(source)
    .where(source.c.host == bindparam("of"), source.c.next_visit < bindparam("until"))
    .values(next_visit=bindparam("until"))
)
_PUT_BACK = update(source).where(source.c.id == bindparam("row")).values(next_visit=bindparam("at"))
_OVERDUE = 300
"""Seconds behind time that only a machine that slept, or a hub that was stopped, gets."""
_LONGEST_CATCHING_UP = timedelta(hours=6).total_seconds()


class Due(Protocol):
    """A row of the sources that are due, those first that have been for longest."""

    id: int
    host: str
    next_visit: int
    interval: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queueing:
    """How the sources of one host share it: at most `per_host` visits at a time, one each `spacing`.

    `busy` counts the visits that are under way already.
    """

    per_host: int
    spacing: timedelta
    busy: Mapping[str, int] = field(default_factory=dict)


def host_of(url: str | None) -> str:
    """Give the host of a URL as hosts are compared, ASCII and lower case; empty where there is none."""
    host = ((urlsplit(url).hostname or "") if url else "").rstrip(".")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:  # no name that could be looked up; the visit will say so
        return host


def keep_hold(db: Connection, hold: Hold) -> None:
    """Remember that a host is to be left alone, and put back all its sources; a longer hold stays."""
    before = db.execute(select(host_hold.c.until).where(host_hold.c.host == hold.host)).scalar() or 0
    until = max(before, epoch(hold.until))
    db.execute(_FORGET, {"of": hold.host})
    db.execute(insert(host_hold), {"host": hold.host, "until": until})
    db.execute(_POSTPONE, {"of": hold.host, "until": until})


def holds(db: Connection, now: datetime) -> list[Hold]:
    """Give the hosts that are to be left alone at this moment."""
    rows = db.execute(select(host_hold).where(host_hold.c.until > epoch(now)))
    return [Hold(host=row.host, until=moment(row.until)) for row in rows]


def robots_of(db: Connection, origin: str, now: datetime) -> str | None:
    """Give what an origin's robots.txt says to us, while that is good."""
    said: str | None = db.execute(
        select(robots.c.rules).where(robots.c.origin == origin, robots.c.until > epoch(now))
    ).scalar()
    return said


def keep_robots(db: Connection, origin: str, rules: str, until: datetime) -> None:
    """Remember what an origin's robots.txt says to us."""
    db.execute(delete(robots).where(robots.c.origin == origin))
    db.execute(insert(robots), {"origin": origin, "rules": rules, "until": epoch(until)})


def admitted(db: Connection, due: Sequence[Due], now: int, limit: int, queueing: Queueing) -> list[int]:
    """Choose of the due sources, by row, those whose turn it is; put the others of a crowded host back."""
    inside = Counter(queueing.busy)
    chosen: list[int] = []
    waiting: dict[str, list[Due]] = defaultdict(list)
    crowds = Counter(row.host for row in due)
    for row in due:
        if row.host and (inside[row.host] >= queueing.per_host or row.host in waiting):
            waiting[row.host].append(row)
        elif len(chosen) < limit:
            chosen.append(row.id)
            inside[row.host] += 1
            if row.host and _pause(row, now, crowds[row.host]) > 0:
                waiting[row.host] = []  # the next one comes after a pause, not beside this one
    put_back = [
        {"row": row.id, "at": at}
        for host, rows in waiting.items()
        for row, at in _places(rows, now, crowds[host], queueing.spacing)
    ]
    if put_back:
        db.execute(_PUT_BACK, put_back)
    return chosen


def _places(rows: Sequence[Due], now: int, crowd: int, spacing: timedelta) -> list[tuple[Due, int]]:
    """Give each of the waiting sources a moment of its own."""
    places, at = [], float(now)
    for row in rows:
        at += max(spacing.total_seconds(), 1.0, _pause(row, now, crowd))
        places.append((row, ceil(at)))
    return places


def _pause(row: Due, now: int, crowd: int) -> float:
    """Tell how far apart sources that fell behind come back, so that they share half of an interval."""
    if row.interval is None or now - row.next_visit <= _OVERDUE:
        return 0.0
    return min(row.interval, _LONGEST_CATCHING_UP) / crowd / 2
