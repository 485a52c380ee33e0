"""Visits in, rows out: the one place where what they bring is written, and the validators that vouch for it.

Comes in: up to a batch of `Visit`s and a transaction that holds the pen. Goes out: a `Recorded` each. All of them
are written or none; there is one statement a table, however many entries there are. An entry that is known keeps
its row, id, published date and first sight for good.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from feedhub.model.visit import Recorded, Visit
from feedhub.store import afterwards, feeds
from feedhub.store.among import among
from feedhub.store.arrived import Arrived
from feedhub.store.moments import epoch
from feedhub.store.tables import source

_SOURCES = select(source).where(among(source.c.id, "rows")).with_for_update()


def record(db: Connection, visits: Sequence[Visit], *, merge: bool) -> list[Recorded]:
    """Write visits whose lease still holds; one that lost its lease is left to whoever holds the source now.

    With `merge`, the same page or text from several sources is one entry; without, only the same id is.
    """
    sources = {row.id: row for row in db.execute(_SOURCES, {"rows": [visit.claim.row for visit in visits]})}
    held = [(visit, sources[visit.claim.row]) for visit in visits if _holds(visit, sources)]
    arrived = Arrived()
    if any(visit.entries or visit.renewed for visit, _ in held):
        from feedhub.store.incoming import take_in  # noqa: PLC0415  most visits bring nothing, and what takes it in is large

        arrived = take_in(db, held, merge=merge)
    afterwards.remember(db, held, arrived)
    feeds.touch(db, arrived.changes)
    names = [visit.claim.source for visit in visits]
    new, changed, alarms = arrived.new, arrived.changed, arrived.alarms
    return [Recorded(source=name, new=new[name], changed=changed[name], alarm=alarms.get(name)) for name in names]


def _holds(visit: Visit, sources: Mapping[int, Row[Any]]) -> bool:
    row = sources.get(visit.claim.row)
    return row is not None and row.lease_until == epoch(visit.claim.lease_until)
