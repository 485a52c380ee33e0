"""Entries that have no row yet: given their rows, filed, and made known to the feeds that show them.

Comes in: what all visits of a batch brought. There is one statement a table, however many entries there are.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from feedhub.model.entry import Entry
from feedhub.model.visit import Visit
from feedhub.store import bulk, copies, errands, feeds, filing, history, leading, origins, raws
from feedhub.store.filing import Changes, Leader
from feedhub.store.forms import Columns, form, paths_from, tie_of
from feedhub.store.moments import epoch
from feedhub.store.tables import body, entry, filed

_Standing = dict[tuple[str, ...], list[Leader]]
"""Who is to stand under paths and their ancestors, loud or quiet, by these."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An entry without a row, and when it counts as first seen and as published."""

    entry: Entry
    first_seen: int
    published: int


def newcomer(entry: Entry, position: int, at: int) -> Newcomer:
    """Make a newcomer of an entry that stands at a position of its document, visited at a moment."""
    first_seen = at if entry.first_seen is None else epoch(entry.first_seen)
    # Undated entries keep the order their document has them in.
    return Newcomer(entry, first_seen, first_seen - position if entry.published is None else epoch(entry.published))


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What one visit brought that is new, in the order of its document; `quiet` are the keys of what is filed quietly."""

    visit: Visit
    source: Row[Any]
    newcomers: Sequence[Newcomer]
    quiet: frozenset[str]


def insert(db: Connection, arrivals: Sequence[Arrivals], changes: Changes, *, merge: bool) -> None:
    """Give entries their rows, and have the feeds that show them know."""
    if not arrivals:
        return
    first = filing.next_id(db, entry)
    rows = _rows(db, arrivals, first)
    kin = copies.Kin(db, rows, merge=merge)
    published = filing.published_tags(db)
    standing: _Standing = defaultdict(list)
    followed: dict[Leader, tuple[str, ...]] = {}
    teasers: list[Columns] = []
    row_of = iter(rows)
    for each in arrivals:
        of_source = paths_from(each.source.categories)
        for new in each.newcomers:
            row = next(row_of)
            leader = kin.join(row)
            if leader.id != row["id"]:
                row["copy_of"] = leader.id
                followed[leader] = ()
                continue
            it = new.entry
            belongs = of_source if it.categories is None else it.categories
            if published:
                belongs = (*belongs, *filing.tag_paths((tag.term for tag in it.tags), published))
            paths = filing.places_of(None, belongs) if row["quiet"] else filing.lineage(belongs)
            standing[paths].append(leader)
            if it.key in each.visit.teasers:
                teasers.append(row)
    bulk.insert_rows(db, entry, rows)
    all_new = [new.entry for each in arrivals for new in each.newcomers]
    bulk.insert_tuples(db, body, [(number, it.content, False) for number, it in enumerate(all_new, first)])
    raws.insert(db, ((number, it.raw) for number, it in enumerate(all_new, first)))
    errands.add(db, teasers)
    _file(db, arrivals, standing, changes)
    if followed:
        changes.update(filing.settle(db, followed))
        leading.retell(db, [leader.id for leader in followed if leader.id < first], changes)


def _rows(db: Connection, arrivals: Sequence[Arrivals], first: int) -> list[Columns]:
    origin_ids = iter(origins.numbers(db, [new.entry.origin for each in arrivals for new in each.newcomers]))
    rows: list[Columns] = []
    for each in arrivals:
        at = epoch(each.visit.at)
        for new in each.newcomers:
            it = new.entry
            row = {
                "id": first + len(rows),
                "source_id": each.source.id,
                "key": it.key,
                "fingerprint": it.fingerprint,
                "atom_id": it.id,
                "tie": tie_of(it.id),
                "copy_of": None,
                "published": new.published,
                "first_seen": new.first_seen,
                "changed": at,
                "origin_id": next(origin_ids),
                "origin_updated": epoch(it.origin.updated),
                "quiet": it.key in each.quiet,
                **form(it, new.published),
            }
            rows.append(row)
    return rows


def _file(db: Connection, arrivals: Sequence[Arrivals], standing: _Standing, changes: Changes) -> None:
    """Put leaders in their categories, and mark the minutes of everything that is new."""
    tally: Counter[str] = Counter()
    for paths, leaders in standing.items():
        tally.update(dict.fromkeys(paths, len(leaders)))
    ids = filing.category_ids(db, tally) if tally else {}
    places = [
        (ids[path], it.published, it.tie, it.id)
        for paths, leaders in standing.items()
        for path in paths
        for it in leaders
    ]
    # In the order of the key, each page of the table is written to once.
    places.sort()
    bulk.insert_tuples(db, filed, places)
    for path, count in tally.items():
        changes[feeds.for_path(path)] += count
    marks = history.Marks()
    for each in arrivals:
        marks.add_all([feeds.for_source(each.source.name)], [new.published for new in each.newcomers])
    for paths, leaders in standing.items():
        marks.add_paths(paths, [leader.published for leader in leaders])
    marks.write(db)
