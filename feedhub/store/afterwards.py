"""A source's row after a visit: what the visit says of it, what was remembered and stays, and what is written of both.

Most visits find nothing new, and of such a one only a few columns say anything else than before: those alone are
written. Whatever else a visit changes has every column written that a visit may change.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from feedhub.model.residence import Residence
from feedhub.model.visit import Visit
from feedhub.store import bulk, diary, feeds, floods, manners
from feedhub.store.arrived import Arrived
from feedhub.store.forms import Columns, moves_added, notes_text, pace_text
from feedhub.store.moments import epoch, epoch_or_none
from feedhub.store.tables import source

_USUAL = ("lease_until", "next_visit", "interval", "last_visit", "last_success", "rhythm", "reason", "visits")
"""What a visit that finds nothing new says of a source that is well."""
_REMEMBERED = (
    *_USUAL,
    "title",
    "failures",
    "trouble_kind",
    "trouble_detail",
    "notes",
    "etag",
    "last_modified",
    "digest",
    "offered",
    "entries",
    "feed_title",
    "feed_home",
    "feed_id",
    "feed_language",
    "feed_rights",
    "feed_updated",
    "given_by",
    "address",
    "moved_to",
    "moved_since",
    "moved_visits",
    "moves",
    "host",
    "pace",
    "told",
    "failing_since",
    "last_new",
    "pause",
    "greeted",
    "alarm",
)


def remember(db: Connection, visits: Sequence[tuple[Visit, Row[Any]]], arrived: Arrived) -> None:
    """Write what there is to remember of sources after visits, each with its row as it was before, and of the visits."""
    new = arrived.new
    usual: list[tuple[Any, ...]] = []
    others: list[tuple[Any, ...]] = []
    pages = []
    for visit, before in visits:
        name = before.name
        if visit.put_off:
            after = {"lease_until": None, "next_visit": epoch_or_none(visit.next_visit), "reason": visit.reason}
        else:
            condition, turn = diary.taken(visit, before, new[name])
            after = _after(visit, before, new[name]) | condition
            if new[name]:
                after |= floods.remembered(before, epoch(visit.at), new[name], arrived.alarms[name])
            title = after.get("title", before.title)
            pages.append(diary.Page(before, visit, new[name], arrived.changed[name], title, turn))
            if new[name] or title != before.title:
                arrived.changes[feeds.for_source(name)] += new[name]
        is_usual = all(column in _USUAL or value == getattr(before, column) for column, value in after.items())
        columns, rows = (_USUAL, usual) if is_usual else (_REMEMBERED, others)
        values = (after[column] if column in after else getattr(before, column) for column in columns)
        rows.append((*values, before.id))
    bulk.update_tuples(db, source, _USUAL, usual)
    bulk.update_tuples(db, source, _REMEMBERED, others)
    for visit, _ in visits:
        if visit.hold is not None:
            manners.keep_hold(db, visit.hold)
    diary.keep(db, pages)


def _after(visit: Visit, before: Row[Any], new: int) -> Columns:
    """Tell what a visit says of its source; what it does not speak of stays."""
    at = epoch(visit.at)
    after: Columns = {
        "lease_until": None,
        "last_visit": at,
        "next_visit": epoch_or_none(visit.next_visit),
        "interval": visit.interval,
        "reason": visit.reason,
        "visits": before.visits + 1,
        "failures": before.failures + 1 if visit.trouble else 0,
        "trouble_kind": visit.trouble.kind.value if visit.trouble else None,
        "trouble_detail": visit.trouble.detail if visit.trouble else None,
    }
    if visit.trouble is None:
        after["last_success"] = at
    if new:
        after["entries"] = before.entries + new
    if visit.rhythm:
        after["rhythm"] = visit.rhythm
    if visit.validators is not None:
        given = visit.validators
        after |= {"etag": given.etag, "last_modified": given.last_modified, "given_by": given.given_by}
    if visit.pace is not None:
        after["pace"] = pace_text(visit.pace)
    if visit.residence is not None:
        after |= _residence(visit.residence, before, at)
    return after | _of_document(visit, before)


def _of_document(visit: Visit, before: Row[Any]) -> Columns:
    """Tell what the document says that a visit read; nothing where it read none."""
    after: Columns = {}
    if visit.offered > before.offered:
        after["offered"] = visit.offered
    if visit.digest is not None:
        after["digest"] = visit.digest
    if visit.facts is not None or visit.notes:
        # A visit that found nothing new has nothing to say about the document that still stands.
        after["notes"] = notes_text(visit.notes)
    if visit.facts is not None:
        facts = visit.facts
        after |= {
            "title": before.own_title or facts.title or before.feed_title or before.name,
            "feed_title": facts.title or before.feed_title,
            "feed_home": facts.home,
            "feed_id": facts.id,
            "feed_language": facts.language,
            "feed_rights": facts.rights,
            "feed_updated": epoch_or_none(facts.updated),
        }
    return after


def _residence(now_at: Residence, before: Row[Any], at: int) -> Columns:
    after: Columns = {
        "address": now_at.address,
        "moved_to": now_at.moved_to,
        "moved_since": epoch_or_none(now_at.since),
        "moved_visits": now_at.visits,
    }
    if now_at.address != before.address:
        old, new = before.address or before.location, now_at.address or before.location
        after |= {"moves": moves_added(before.moves, at, old, new), "host": manners.host_of(new)}
    return after
