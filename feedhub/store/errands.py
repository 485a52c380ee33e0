"""Texts that are still to be fetched from article pages: due, ours for a while, done, or put off.

An entry comes here once, in the transaction it is stored in, and leaves when its text is there or nothing is to be
gained; `texts` writes what came of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, not_, select, text, true, update

from feedhub.model.html import SafeHtml
from feedhub.model.visit import TextTally
from feedhub.store import bulk, manners
from feedhub.store.forms import Columns
from feedhub.store.moments import epoch, moment
from feedhub.store.tables import body, drift, entry, errand, host_hold, robots, source

if TYPE_CHECKING:
    from feedhub.model.article import Errand

_DUE = and_(text("errand.next_try IS NOT NULL"), errand.c.next_try <= bindparam("now"))
"""In the words of the partial index `ix_errand_due`, or it is not used."""
_TURNS = (
    select(func.min(errand.c.entry_id))
    .join_from(errand, source, source.c.id == errand.c.source_id)
    .where(
        _DUE,
        source.c.enabled == true(),
        errand.c.host.not_in(bindparam("busy", expanding=True)),
        errand.c.host.not_in(select(host_hold.c.host).where(host_hold.c.until > bindparam("now"))),
    )
    .group_by(errand.c.host)
    .order_by(func.min(errand.c.next_try))
    .limit(bindparam("most"))
)
_LEASE = (
    update(errand)
    .where(errand.c.entry_id.in_(bindparam("rows", expanding=True)), _DUE)
    .values(next_try=bindparam("until"))
    .returning(errand.c.entry_id)
)
_WHOLE: Select[Any] = (
    select(
        entry.c.id,
        entry.c.url,
        entry.c.title,
        entry.c.image_tier,
        source.c.name,
        source.c.feed_home,
        errand.c.host,
        errand.c.failures,
        body.c.content,
    )
    .select_from(entry.join(body).join(source).join(errand, errand.c.entry_id == entry.c.id))
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(entry.c.id)
)
_RELEASE = (
    update(errand)
    .where(errand.c.entry_id == bindparam("row"), errand.c.next_try == bindparam("until"))
    .values(next_try=bindparam("now"))
)
_OPEN = errand.c.next_try.is_not(None)
_TALLY = select(
    errand.c.source_id,
    func.count().filter(_OPEN, errand.c.failures == 0).label("waiting"),
    func.count().filter(_OPEN, errand.c.failures > 0).label("failing"),
    func.count().filter(not_(_OPEN)).label("given_up"),
).group_by(errand.c.source_id)
_LATEST = select(errand.c.source_id, func.max(errand.c.tried).label("tried")).group_by(errand.c.source_id).subquery()
_REASONS = select(errand.c.source_id, errand.c.trouble_kind, errand.c.trouble_detail).join_from(
    errand, _LATEST, and_(errand.c.source_id == _LATEST.c.source_id, errand.c.tried == _LATEST.c.tried)
)
_LONGEST_LEASE = timedelta(days=1)
ALARMING = 5
"""Barren pages above those that were not: less than that happens to sound selectors, too."""


def add(db: Connection, rows: Sequence[Columns]) -> None:
    """Have the article pages of these entries fetched, as soon as there is time."""
    bulk.insert_tuples(
        db,
        errand,
        [
            (row["id"], row["source_id"], manners.host_of(row["url"]), row["changed"], 0, None, None, None)
            for row in rows
        ],
    )


def claim(
    db: Connection, now: datetime, limit: int, *, lease: timedelta, busy: Collection[str], names: Sequence[str] | None
) -> list[Errand]:
    """Lease up to `limit` errands that are due, one a host, none of a host that is `busy` or asked to be left alone."""
    until = epoch(now + lease)
    turns = _TURNS if names is None else _TURNS.where(source.c.name.in_(names))
    first = list(db.execute(turns, {"now": epoch(now), "most": limit, "busy": list(busy)}).scalars())
    if not first:
        return []
    from feedhub.model.article import Errand  # noqa: PLC0415  most polls have no page to fetch

    ours = list(db.execute(_LEASE, {"rows": first, "now": epoch(now), "until": until}).scalars())
    return [
        Errand(
            row=row.id,
            source=row.name,
            url=row.url or "",
            host=row.host,
            title=row.title,
            content=SafeHtml(row.content),
            lease_until=moment(until),
            home=row.feed_home,
            image_tier=row.image_tier,
            failures=row.failures,
        )
        for row in db.execute(_WHOLE, {"rows": ours})
    ]


def release(db: Connection, errands: Sequence[Errand], now: datetime) -> None:
    """Give back errands that were broken off."""
    if errands:
        said = [{"row": each.row, "until": epoch(each.lease_until), "now": epoch(now)} for each in errands]
        db.execute(_RELEASE, said)


def wind_back(db: Connection, now: datetime) -> None:
    """Keep waits as long as they were planned where the clock was put back since: no text waits for that."""
    at = epoch(now)
    db.execute(
        update(errand).where(errand.c.tried > at).values(tried=at, next_try=at + errand.c.next_try - errand.c.tried)
    )
    far = at + round(_LONGEST_LEASE.total_seconds())
    db.execute(update(errand).where(errand.c.tried.is_(None), errand.c.next_try > far).values(next_try=at))
    db.execute(delete(robots).where(robots.c.until > far))


def next_due(db: Connection) -> datetime | None:
    """Tell when the next text can be claimed."""
    soonest: int | None = db.execute(
        select(func.min(errand.c.next_try))
        .join_from(errand, source, source.c.id == errand.c.source_id)
        .where(text("errand.next_try IS NOT NULL"), source.c.enabled == true())
    ).scalar()
    return None if soonest is None else moment(soonest)


def tallies(db: Connection) -> Mapping[int, TextTally]:
    """Tell how the texts of sources are, by the source's row; those with nothing to tell are left out."""
    barren = set(db.execute(select(drift.c.source_id).where(drift.c.barren >= ALARMING)).scalars())
    rows = {row.source_id: row for row in db.execute(_TALLY)}
    reasons = {number: f"{kind}: {detail}" for number, kind, detail in db.execute(_REASONS)} if rows else {}
    return {
        number: TextTally(
            waiting=rows[number].waiting if number in rows else 0,
            failing=rows[number].failing if number in rows else 0,
            given_up=rows[number].given_up if number in rows else 0,
            reason=reasons.get(number, ""),
            barren=number in barren,
        )
        for number in {*rows, *barren}
    }
