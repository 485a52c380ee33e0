"""Visits in, rows out: the one place where entries are written, and the validators that vouch for them.

Comes in: up to a batch of `Visit`s and a transaction that holds the pen. Goes out: a `Recorded` each. All of them
are written or none; there is one statement a table, however many entries there are. An entry that is known keeps
its row, id, published date and first sight for good.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

from sqlalchemy import Connection, Row, select

from feedhub.model.entry import Entry
from feedhub.model.visit import Recorded, Visit
from feedhub.store import afterwards, aliases, feeds, floods, removal, retention, rewrite
from feedhub.store.among import among
from feedhub.store.filing import Changes
from feedhub.store.moments import epoch
from feedhub.store.newcomers import Arrivals, Newcomer, insert, newcomer
from feedhub.store.tables import source

_SOURCES = select(source).where(among(source.c.id, "rows")).with_for_update()


def record(db: Connection, visits: Sequence[Visit], *, merge: bool) -> list[Recorded]:
    """Write visits whose lease still holds; one that lost its lease is left to whoever holds the source now.

    With `merge`, the same page or text from several sources is one entry; without, only the same id is.
    """
    sources = {row.id: row for row in db.execute(_SOURCES, {"rows": [visit.claim.row for visit in visits]})}
    held = [(visit, sources[visit.claim.row]) for visit in visits if _holds(visit, sources)]
    changes: Changes = Counter()
    new: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    alarms: dict[str, str | None] = {}
    arrivals: list[Arrivals] = []
    for visit, row in held:
        aliases.keep(db, row.id, visit.renewed, epoch(visit.at))
    aliased = aliases.aliased(db, [row.id for visit, row in held if visit.entries and (row.entries or row.removed)])
    for visit, row in held:
        entries = aliases.resolved(db, row.id, visit.entries) if row.id in aliased else visit.entries
        known = rewrite.known(db, row.id, entries) if row.entries else {}
        fresh = _first_of_each_key(entries)
        at = epoch(visit.at)
        unknown = [newcomer(each, position, at) for position, each in enumerate(fresh) if each.key not in known]
        unknown = _welcome(db, row, unknown, at)
        quiet = floods.quiet_among(row, [each.entry for each in unknown], visit.first)
        alarms[row.name] = floods.alarm(row, len(unknown), len(quiet))
        if unknown:
            new[row.name] += len(unknown)
            arrivals.append(Arrivals(visit, row, unknown, quiet))
        again = [(known[each.key], each) for each in fresh if each.key in known]
        if visit.updates == "replace":
            changed[row.name] = rewrite.rewrite(db, row, again, at, changes)
    insert(db, arrivals, changes, merge=merge)
    afterwards.remember(db, held, new, changed, alarms, changes)
    feeds.touch(db, changes)
    names = [visit.claim.source for visit in visits]
    return [Recorded(source=name, new=new[name], changed=changed[name], alarm=alarms.get(name)) for name in names]


def _holds(visit: Visit, sources: Mapping[int, Row[Any]]) -> bool:
    row = sources.get(visit.claim.row)
    return row is not None and row.lease_until == epoch(visit.claim.lease_until)


def _first_of_each_key(entries: Sequence[Entry]) -> list[Entry]:
    by_key: dict[str, Entry] = {}
    for each in entries:
        by_key.setdefault(each.key, each)
    return list(by_key.values())


def _welcome(db: Connection, source: Row[Any], newcomers: list[Newcomer], at: int) -> list[Newcomer]:
    """Turn away entries that were taken out for good, and those beyond what the source keeps."""
    if source.removed and newcomers:
        buried = removal.buried(db, source.id, [new.entry.key for new in newcomers])
        newcomers = [new for new in newcomers if new.entry.key not in buried]
    if not newcomers or (source.keep_age is None and source.keep_entries is None):
        return newcomers
    late = retention.beyond(db, source, [new.published for new in newcomers], at)
    dead = [(source.id, new.entry.key, new.entry.fingerprint, new.published) for new in compress(newcomers, late)]
    removal.bury(db, dead, stored=False)
    return [new for new, is_late in zip(newcomers, late, strict=True) if not is_late]
