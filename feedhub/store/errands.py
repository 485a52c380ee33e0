"""Texts that are still to be fetched from article pages: due, ours for a while, done, or put off.

An entry comes here once, in the transaction it is stored in, and leaves when its text is there or nothing is to be
gained. What a page gave is a change of the entry that moves no date.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, func, insert, not_, select, text, true, update

from feedhub.model.article import Completed, Completion, Errand
from feedhub.model.html import SafeHtml
from feedhub.model.visit import TextTally
from feedhub.store import bulk, feeds, manners, rewrite
from feedhub.store.filing import Changes
from feedhub.store.forms import Columns
from feedhub.store.moments import epoch, epoch_or_none, moment
from feedhub.store.tables import body, drift, entry, errand, host_hold, robots, source

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
_OURS: Select[Any] = (
    select(
        entry.c.id,
        entry.c.copy_of,
        entry.c.published,
        entry.c.changed,
        entry.c.summary,
        entry.c.headimg,
        entry.c.image_tier,
        entry.c.thumbnail,
        errand.c.source_id,
        errand.c.next_try,
        source.c.name,
        body.c.content,
    )
    .select_from(entry.join(body).join(source).join(errand, errand.c.entry_id == entry.c.id))
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
    .with_for_update(of=errand)
)
_THIS = errand.c.entry_id == bindparam("row")
_DONE = delete(errand).where(_THIS)
_RELEASE = update(errand).where(_THIS, errand.c.next_try == bindparam("until")).values(next_try=bindparam("now"))
_WAIT = update(errand).where(_THIS).values(next_try=bindparam("until"))
_MISSED = (
    update(errand)
    .where(_THIS)
    .values(
        {name: bindparam(f"new_{name}") for name in ("next_try", "failures", "trouble_kind", "trouble_detail", "tried")}
    )
)
_CHANGE = (
    update(entry)
    .where(entry.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in ("summary", "headimg", "image_tier", "thumbnail", "changed")})
)
_PUT = update(body).where(body.c.entry_id == bindparam("row")).values(content=bindparam("new"), from_page=True)
_FORGOTTEN = delete(errand).where(errand.c.next_try.is_(None), errand.c.tried < bindparam("before"))
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
_REMEMBERED = timedelta(days=30)
"""How long a text that was given up is told of."""
_LONGEST_LEASE = timedelta(days=1)
_MOST_BARREN = 10
_ALARMING = 5
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


def complete(db: Connection, completions: Sequence[Completion]) -> list[Completed]:
    """Write what came of errands. One whose lease ran out is left to whoever holds it now."""
    rows = {row.id: row for row in db.execute(_OURS, {"rows": [each.errand.row for each in completions]})}
    changes: Changes = Counter()
    done: list[Completed] = []
    for each in completions:
        row = rows.get(each.errand.row)
        if row is None or row.next_try != epoch(each.errand.lease_until):
            done.append(Completed())
        else:
            alarmed = each.found is not None and _watch(db, row.source_id, barren=not each.found)
            done.append(Completed(changed=_complete(db, each, row, changes), alarmed=alarmed))
        if each.hold is not None:
            manners.keep_hold(db, each.hold)
    feeds.touch(db, changes)
    return done


def _complete(db: Connection, it: Completion, row: Row[Any], changes: Changes) -> bool:
    if it.miss is not None:
        _put_off(db, it, row)
    elif it.next_try is not None:
        db.execute(_WAIT, {"row": row.id, "until": epoch(it.next_try)})
    else:
        db.execute(_DONE, {"row": row.id})
        return it.fuller is not None and _fill(db, it, row, changes)
    return False


def _put_off(db: Connection, it: Completion, row: Row[Any]) -> None:
    if it.miss is not None:
        after: Columns = {
            "next_try": epoch_or_none(it.next_try),
            "failures": it.errand.failures + 1,
            "trouble_kind": it.miss.kind.value,
            "trouble_detail": it.miss.detail,
            "tried": epoch(it.at),
        }
        db.execute(_MISSED, {"row": row.id, **{f"new_{name}": value for name, value in after.items()}})
        db.execute(_FORGOTTEN, {"before": epoch(it.at - _REMEMBERED)})


def _fill(db: Connection, it: Completion, row: Row[Any], changes: Changes) -> bool:
    """Put into an entry what its page gave; tells whether that was anything."""
    fuller = it.fuller
    pictured = fuller is not None and fuller.headimg is not None and row.image_tier in rewrite.WANTING
    if fuller is None or (fuller.content is None and not pictured):
        return False
    has_own_thumbnail = row.thumbnail is not None and row.thumbnail != row.headimg
    after: Columns = {
        "summary": row.summary or fuller.opening,
        "headimg": fuller.headimg if pictured else row.headimg,
        "image_tier": fuller.image_tier if pictured else row.image_tier,
        "thumbnail": fuller.headimg if pictured and not has_own_thumbnail else row.thumbnail,
        "changed": max(epoch(it.at), row.changed + 1),
    }
    db.execute(_CHANGE, {"row": row.id, **{f"new_{name}": value for name, value in after.items()}})
    if fuller.content is not None:
        db.execute(_PUT, {"row": row.id, "new": fuller.content})
    rewrite.show(db, row.name, [row], changes)
    return True


def _watch(db: Connection, source_id: int, *, barren: bool) -> bool:
    """Keep count of pages that held nothing, which only grows while they are the most; tells when it becomes alarming."""
    before: int = db.execute(select(drift.c.barren).where(drift.c.source_id == source_id)).scalar() or 0
    after = min(max(before + (1 if barren else -1), 0), _MOST_BARREN)
    if after != before:
        db.execute(delete(drift).where(drift.c.source_id == source_id))
        db.execute(insert(drift), {"source_id": source_id, "barren": after})
    return before < _ALARMING <= after


def tallies(db: Connection) -> Mapping[int, TextTally]:
    """Tell how the texts of sources are, by the source's row; those with nothing to tell are left out."""
    barren = set(db.execute(select(drift.c.source_id).where(drift.c.barren >= _ALARMING)).scalars())
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
