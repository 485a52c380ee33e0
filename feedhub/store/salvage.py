"""A batch that the database refused, written visit by visit: who brought what it cannot hold pays for it alone."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from feedhub.model.entry import Entry
from feedhub.model.fetched import FailureKind
from feedhub.model.visit import Recorded, Trouble, Visit
from feedhub.store.record import record

_log = logging.getLogger(__name__)

REFUSED = (DBAPIError, UnicodeError, OverflowError)
"""What a driver raises for a value that it or the database cannot hold."""


def record_each(db: Connection, visits: Sequence[Visit], *, merge: bool) -> list[Recorded]:
    """Record visits one by one; of a refused one, all but the entries that were the reason.

    Its validators are not kept: they would vouch for entries that are not there.
    """
    return [_one(db, visit, merge=merge) for visit in visits]


def _one(db: Connection, visit: Visit, *, merge: bool) -> Recorded:
    refusal = _refusal(db, visit, keep=True, merge=merge)
    if isinstance(refusal, Recorded):
        return refusal
    bad: dict[str, str] = {}
    for each in visit.entries:
        verdict = _refusal(db, _only(visit, each), keep=False, merge=merge)
        if not isinstance(verdict, Recorded):
            bad[each.key] = verdict
    good = tuple(each for each in visit.entries if each.key not in bad) if bad else ()
    reason = next(iter(bad.values()), refusal)
    left_out = len(visit.entries) - len(good)
    detail = f"{left_out} of {len(visit.entries)} new or changed entries could not be stored: {reason}"
    _log.error("%s: %s", visit.claim.source, detail)
    trouble = Trouble(kind=FailureKind.INTERNAL, detail=detail)
    poor = replace(visit, entries=good, facts=None, notes=(), validators=None, digest=None, trouble=trouble)
    [recorded] = record(db, [poor], merge=merge)
    return recorded


def _refusal(db: Connection, visit: Visit, *, keep: bool, merge: bool) -> Recorded | str:
    """Try a visit: what came of it, or why it was refused."""
    savepoint = db.begin_nested()
    try:
        [recorded] = record(db, [visit], merge=merge)
    except REFUSED as reason:
        savepoint.rollback()
        return _sentence(reason)
    if keep:
        savepoint.commit()
    else:
        savepoint.rollback()
    return recorded


def _only(visit: Visit, entry: Entry) -> Visit:
    return replace(visit, entries=(entry,))


def _sentence(reason: Exception) -> str:
    """Say what the driver said, without the statement and its values."""
    said = str(reason.orig if isinstance(reason, DBAPIError) else reason)
    return said.splitlines()[0][:200] if said else type(reason).__name__
