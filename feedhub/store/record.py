"""Visits in, rows out: the one place where entries are written, and the validators that vouch for them.

Comes in: up to a batch of `Visit`s and a transaction that holds the pen. Goes out: a `Recorded` each. All of them
are written or none; there is one statement a table, however many entries there are. An entry that is known keeps
its row, id, published date and first sight for good.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from feedhub.model.entry import Entry
from feedhub.model.residence import Residence
from feedhub.model.visit import Recorded, Visit
from feedhub.store import (
    aliases,
    bulk,
    copies,
    diary,
    errands,
    feeds,
    filing,
    floods,
    history,
    leading,
    manners,
    origins,
    raws,
    removal,
    retention,
    rewrite,
)
from feedhub.store.filing import Changes, Leader
from feedhub.store.forms import Columns, form, moves_added, notes_text, pace_text, paths_from, tie_of
from feedhub.store.moments import epoch, epoch_or_none
from feedhub.store.tables import body, entry, filed, source

_SOURCES = select(source).where(source.c.id.in_(bindparam("rows", expanding=True))).with_for_update()
_REMEMBERED = (
    "title",
    "next_visit",
    "interval",
    "failures",
    "trouble_kind",
    "trouble_detail",
    "notes",
    "etag",
    "last_modified",
    "digest",
    "last_visit",
    "last_success",
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
    "rhythm",
    "reason",
    "visits",
    "told",
    "failing_since",
    "last_new",
    "pause",
    "greeted",
    "alarm",
)
_UPDATE_SOURCE = (
    update(source)
    .where(source.c.id == bindparam("row"))
    .values(lease_until=None, **{column: bindparam(f"new_{column}") for column in _REMEMBERED})
)


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """An entry without a row, and where it came."""

    entry: Entry
    position: int
    visit: Visit
    source: Row[Any]
    quiet: bool = False

    @property
    def first_seen(self) -> int:
        return epoch(self.visit.at if self.entry.first_seen is None else self.entry.first_seen)

    @property
    def published(self) -> int:
        # Undated entries keep the order their document has them in.
        return self.first_seen - self.position if self.entry.published is None else epoch(self.entry.published)


def record(db: Connection, visits: Sequence[Visit], *, merge: bool) -> list[Recorded]:
    """Write visits whose lease still holds; one that lost its lease is left to whoever holds the source now.

    With `merge`, the same page or text from several sources is one entry; without, only the same id is.
    """
    sources = {row.id: row for row in db.execute(_SOURCES, {"rows": [visit.claim.row for visit in visits]})}
    held = [visit for visit in visits if _holds(visit, sources)]
    changes: Changes = Counter()
    newcomers: list[_Newcomer] = []
    changed: Counter[str] = Counter()
    alarms: dict[str, str | None] = {}
    for visit in held:
        row = sources[visit.claim.row]
        aliases.keep(db, row.id, visit.renewed, epoch(visit.at))
        entries = aliases.resolved(db, row.id, visit.entries) if row.entries or row.removed else visit.entries
        known = rewrite.known(db, row.id, entries) if row.entries else {}
        fresh = _first_of_each_key(entries)
        unknown = _welcome(
            db,
            row,
            [_Newcomer(each, position, visit, row) for position, each in enumerate(fresh) if each.key not in known],
        )
        quiet = floods.quiet_among(row, [new.entry for new in unknown], visit.first)
        alarms[row.name] = floods.alarm(row, len(unknown), len(quiet))
        newcomers += [replace(new, quiet=True) if new.entry.key in quiet else new for new in unknown]
        again = [(known[each.key], each) for each in fresh if each.key in known]
        if visit.updates == "replace":
            changed[row.name] = rewrite.rewrite(db, row, again, epoch(visit.at), changes)
    new = _insert(db, newcomers, changes, merge=merge)
    diary.keep(db, _remember(db, held, sources, new, changed, alarms, changes))
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


def _welcome(db: Connection, source: Row[Any], newcomers: list[_Newcomer]) -> list[_Newcomer]:
    """Turn away entries that were taken out for good, and those beyond what the source keeps."""
    if source.removed and newcomers:
        buried = removal.buried(db, source.id, [new.entry.key for new in newcomers])
        newcomers = [new for new in newcomers if new.entry.key not in buried]
    if not newcomers or (source.keep_age is None and source.keep_entries is None):
        return newcomers
    late = retention.beyond(db, source, [new.published for new in newcomers], epoch(newcomers[0].visit.at))
    dead = [(source.id, new.entry.key, new.entry.fingerprint, new.published) for new in compress(newcomers, late)]
    removal.bury(db, dead, stored=False)
    return [new for new, is_late in zip(newcomers, late, strict=True) if not is_late]


def _insert(db: Connection, newcomers: Sequence[_Newcomer], changes: Changes, *, merge: bool) -> Counter[str]:
    """Give entries their rows; tells how many each source brought."""
    if not newcomers:
        return Counter()
    origin_ids = origins.numbers(db, [new.entry.origin for new in newcomers])
    teasers: list[Columns] = []
    first = filing.next_id(db, entry)
    rows = [
        _row(number, new, origin_id)
        for number, (new, origin_id) in enumerate(zip(newcomers, origin_ids, strict=True), first)
    ]
    kin = copies.Kin(db, rows, merge=merge)
    standing: list[tuple[tuple[str, ...], Leader]] = []
    followed: dict[Leader, tuple[str, ...]] = {}
    published = filing.published_tags(db)
    for new, row in zip(newcomers, rows, strict=True):
        leader = kin.join(row)
        if leader.id == row["id"]:
            own = new.entry.categories
            paths = paths_from(new.source.categories) if own is None else own
            tagged = filing.tag_paths((tag.term for tag in new.entry.tags), published)
            belongs = (*paths, *tagged)
            standing.append((filing.places_of(None, belongs) if new.quiet else filing.lineage(belongs), leader))
            if new.entry.key in new.visit.teasers:
                teasers.append(row)
        else:
            row["copy_of"] = leader.id
            followed[leader] = ()
    bodies = [(row["id"], new.entry.content, False) for new, row in zip(newcomers, rows, strict=True)]
    bulk.insert_rows(db, entry, rows)
    bulk.insert_tuples(db, body, bodies)
    raws.insert(db, ((row["id"], new.entry.raw) for new, row in zip(newcomers, rows, strict=True)))
    errands.add(db, teasers)
    _file(db, standing, changes)
    history.mark(
        db, ((feeds.for_source(new.source.name), row["published"]) for new, row in zip(newcomers, rows, strict=True))
    )
    if followed:
        changes.update(filing.settle(db, followed))
        leading.retell(db, [leader.id for leader in followed if leader.id < first], changes)
    return Counter(new.source.name for new in newcomers)


def _row(number: int, new: _Newcomer, origin_id: int) -> Columns:
    it = new.entry
    at = epoch(new.visit.at)
    published = new.published
    return {
        "id": number,
        "source_id": new.source.id,
        "key": it.key,
        "fingerprint": it.fingerprint,
        "atom_id": it.id,
        "tie": tie_of(it.id),
        "copy_of": None,
        "published": published,
        "first_seen": new.first_seen,
        "changed": at,
        "origin_id": origin_id,
        "origin_updated": epoch(it.origin.updated),
        "quiet": new.quiet,
        **form(it, published),
    }


def _file(db: Connection, standing: Sequence[tuple[tuple[str, ...], Leader]], changes: Changes) -> None:
    if not standing:
        return
    tally = Counter(path for paths, _ in standing for path in paths)
    ids = filing.category_ids(db, tally)
    places = [(ids[path], it.published, it.tie, it.id) for paths, it in standing for path in paths]
    bulk.insert_tuples(db, filed, places)
    history.mark_paths(db, ((path, it.published) for paths, it in standing for path in paths))
    for path, count in tally.items():
        changes[feeds.for_path(path)] += count


def _remember(
    db: Connection,
    visits: Sequence[Visit],
    sources: Mapping[int, Row[Any]],
    new: Mapping[str, int],
    changed: Mapping[str, int],
    alarms: Mapping[str, str | None],
    changes: Changes,
) -> list[diary.Page]:
    rows = []
    pages = []
    for visit in visits:
        row = sources[visit.claim.row]
        if visit.put_off:
            rows.append(_new_columns(row, _put_off(visit, row)))
            continue
        condition, turn = diary.taken(visit, row, new[row.name])
        after = _after(visit, row, new[row.name]) | condition
        after |= floods.remembered(row, epoch(visit.at), new[row.name], alarms[row.name])
        pages.append(diary.Page(row, visit, new[row.name], changed[row.name], after["title"], turn))
        if new[row.name] or after["title"] != row.title:
            changes[feeds.for_source(row.name)] += new[row.name]
        rows.append(_new_columns(row, after))
    if rows:
        db.execute(_UPDATE_SOURCE, rows)
    for visit in visits:
        if visit.hold is not None:
            manners.keep_hold(db, visit.hold)
    return pages


def _new_columns(source: Row[Any], after: Columns) -> Columns:
    return {"row": source.id, **{f"new_{column}": after[column] for column in _REMEMBERED}}


def _put_off(visit: Visit, before: Row[Any]) -> Columns:
    """Tell what to remember of a source that was not asked: all there was, and when to try again."""
    after: Columns = {column: getattr(before, column) for column in _REMEMBERED}
    return after | {"next_visit": epoch_or_none(visit.next_visit), "reason": visit.reason}


def _after(visit: Visit, before: Row[Any], new: int) -> Columns:
    """Tell what to remember of a source after a visit."""
    after: Columns = {column: getattr(before, column) for column in _REMEMBERED}
    after |= {
        "last_visit": epoch(visit.at),
        "next_visit": epoch_or_none(visit.next_visit),
        "interval": visit.interval,
        "entries": before.entries + new,
        "offered": max(before.offered, visit.offered),
        "rhythm": visit.rhythm or before.rhythm,
        "reason": visit.reason,
        "failures": before.failures + 1 if visit.trouble else 0,
        "visits": before.visits + 1,
        "trouble_kind": visit.trouble.kind.value if visit.trouble else None,
        "trouble_detail": visit.trouble.detail if visit.trouble else None,
    }
    if visit.trouble is None:
        after["last_success"] = epoch(visit.at)
    if visit.validators is not None:
        given = visit.validators
        after |= {"etag": given.etag, "last_modified": given.last_modified, "given_by": given.given_by}
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
    if visit.pace is not None:
        after["pace"] = pace_text(visit.pace)
    if visit.residence is not None:
        after |= _residence(visit.residence, before, epoch(visit.at))
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
