"""Entries that are known already: what a later version may change, and what never moves."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from feedhub.model.entry import Entry
from feedhub.store import feeds, filing, history, leading, origins
from feedhub.store.filing import Changes
from feedhub.store.forms import Columns, form, paths_of, terms_from
from feedhub.store.moments import epoch
from feedhub.store.tables import body, entry

_KNOWN = (
    select(entry, body.c.content)
    .join_from(entry, body)
    .where(entry.c.source_id == bindparam("row"), entry.c.key.in_(bindparam("keys", expanding=True)))
)
_CHANGEABLE = (
    "title",
    "url",
    "author",
    "summary",
    "headimg",
    "thumbnail",
    "language",
    "rights",
    "categories",
    "tags",
    "enclosures",
    "updated",
    "origin_id",
    "image_tier",
    "page",
    "words",
    "origin_updated",
    "changed",
)
_RECOGNISE = update(entry).where(entry.c.id == bindparam("row")).values(fingerprint=bindparam("print"))
_UPDATE = (
    update(entry)
    .where(entry.c.id == bindparam("row"))
    .values({column: bindparam(f"new_{column}") for column in _CHANGEABLE})
)
_UPDATE_BODY = update(body).where(body.c.entry_id == bindparam("row")).values(content=bindparam("new"))


def known(db: Connection, source_id: int, entries: Sequence[Entry]) -> dict[str, Row[Any]]:
    """Find the rows that entries of a source have already, by key."""
    if not entries:
        return {}
    rows = db.execute(_KNOWN, {"row": source_id, "keys": [each.key for each in entries]})
    return {row.key: row for row in rows}


def rewrite(
    db: Connection, source: Row[Any], pairs: Sequence[tuple[Row[Any], Entry]], at: int, changes: Changes
) -> int:
    """Bring known entries up to date; tells how many now read differently.

    A version that differs from the stored one in nothing that anybody is shown only leaves its fingerprint, so the
    next visit need not clean it again.
    """
    if not pairs:
        return 0
    db.execute(_RECOGNISE, [{"row": row.id, "print": each.fingerprint} for row, each in pairs])
    origin_ids = origins.numbers(db, [each.origin for _, each in pairs])
    updates = []
    for (row, each), origin_id in zip(pairs, origin_ids, strict=True):
        columns = {**form(each, row.published), "origin_id": origin_id}
        if each.content != row.content or any(getattr(row, name) != value for name, value in columns.items()):
            # Two changes within a second are two versions.
            versioned = {"origin_updated": epoch(each.origin.updated), "changed": max(at, row.changed + 1)}
            updates.append((row, each, columns | versioned))
    if updates:
        _write(db, updates)
        _file(db, source, updates, changes)
    return len(updates)


def _write(db: Connection, updates: Sequence[tuple[Row[Any], Entry, Columns]]) -> None:
    db.execute(
        _UPDATE,
        [{"row": row.id, **{f"new_{name}": columns[name] for name in _CHANGEABLE}} for row, _, columns in updates],
    )
    bodies = [{"row": row.id, "new": each.content} for row, each, _ in updates if each.content != row.content]
    if bodies:
        db.execute(_UPDATE_BODY, bodies)
    db.execute(leading.DROP_FRAGMENT, [{"row": row.id} for row, _, _ in updates])


def _file(
    db: Connection, source: Row[Any], updates: Sequence[tuple[Row[Any], Entry, Columns]], changes: Changes
) -> None:
    """Make the feeds stale that show these entries, and re-file those whose own categories changed."""
    changes[feeds.for_source(source.name)] += 0
    groups = filing.group_paths(db, [row.id for row, _, _ in updates if row.copy_of is None])
    for paths in groups.values():
        changes.update(dict.fromkeys(map(feeds.for_path, paths), 0))
    shown = [(feeds.for_source(source.name), row.published) for row, _, _ in updates]
    for row, _, _ in updates:
        shown += [(feeds.for_path(path), row.published) for path in groups.get(row.id, ())]
    history.mark(db, shown)
    published = filing.published_tags(db)
    moved = {
        row.copy_of or row.id: filing.lineage(
            (*paths_of(row.categories, source.categories), *filing.tag_paths(terms_from(row.tags), published))
        )
        for row, _, columns in updates
        if columns["categories"] != row.categories or (published and columns["tags"] != row.tags)
    }
    if moved:
        leaders = filing.leaders(db, list(moved))
        changes.update(filing.settle(db, {leader: moved[leader.id] for leader in leaders}))
    # A leader is shown with its copies' categories, tags and feeds.
    told = [row.copy_of for row, _, columns in updates if row.copy_of and _is_seen_at_its_leader(row, columns)]
    leading.retell(db, told, changes)


def _is_seen_at_its_leader(copy: Row[Any], columns: Columns) -> bool:
    return any(columns[name] != getattr(copy, name) for name in ("categories", "tags", "origin_id"))
