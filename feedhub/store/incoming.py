"""Entries that visits bring: which of them are new, which are known, and which are turned away.

Comes in: visits, each with its source's row. Goes out: what came of their entries, which are written by then. Most
visits bring none, so `record` loads this with the first that does.
"""

from collections.abc import Sequence
from itertools import compress
from typing import Any

from sqlalchemy import Connection, Row

from feedhub.model.entry import Entry
from feedhub.model.visit import Visit
from feedhub.store import aliases, floods, removal, retention, rewrite
from feedhub.store.arrived import Arrived
from feedhub.store.moments import epoch
from feedhub.store.newcomers import Arrivals, Newcomer, insert, newcomer


def take_in(db: Connection, visits: Sequence[tuple[Visit, Row[Any]]], *, merge: bool) -> Arrived:
    """Write the entries of visits, each with its source's row as it was before.

    With `merge`, the same page or text from several sources is one entry; without, only the same id is.
    """
    arrived = Arrived()
    arrivals: list[Arrivals] = []
    for visit, row in visits:
        aliases.keep(db, row.id, visit.renewed, epoch(visit.at))
    aliased = aliases.aliased(db, [row.id for visit, row in visits if visit.entries and (row.entries or row.removed)])
    for visit, row in visits:
        if not visit.entries:
            continue
        entries = aliases.resolved(db, row.id, visit.entries) if row.id in aliased else visit.entries
        known = rewrite.known(db, row.id, entries) if row.entries else {}
        fresh = _first_of_each_key(entries)
        at = epoch(visit.at)
        unknown = [newcomer(each, position, at) for position, each in enumerate(fresh) if each.key not in known]
        unknown = _welcome(db, row, unknown, at)
        quiet = floods.quiet_among(row, [each.entry for each in unknown], visit.first)
        arrived.alarms[row.name] = floods.alarm(row, len(unknown), len(quiet))
        if unknown:
            arrived.new[row.name] += len(unknown)
            arrivals.append(Arrivals(visit, row, unknown, quiet))
        again = [(known[each.key], each) for each in fresh if each.key in known]
        if visit.updates == "replace":
            arrived.changed[row.name] = rewrite.rewrite(db, row, again, at, arrived.changes)
    insert(db, arrivals, arrived.changes, merge=merge)
    return arrived


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
