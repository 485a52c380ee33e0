"""Entries that are known already: what a later version may change, and what never moves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from feedhub.model.entry import Entry
from feedhub.model.html import SafeHtml
from feedhub.model.wording import Wording, is_noticed, says_the_same, steady
from feedhub.store import feeds, filing, history, leading, origins, plain, raws, versions
from feedhub.store.among import among
from feedhub.store.filing import Changes
from feedhub.store.forms import Columns, form, paths_of, terms_from
from feedhub.store.moments import epoch
from feedhub.store.tables import body, entry, raw

_KNOWN = (
    select(entry, body.c.content, body.c.from_page, raw.c.clean_version)
    .select_from(entry.join(body).outerjoin(raw))
    .where(entry.c.source_id == bindparam("row"), among(entry.c.key, "keys"))
)
_THERE = select(entry.c.key).where(entry.c.source_id == bindparam("row"), among(entry.c.key, "keys"))
CHANGEABLE = (
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
    .values({column: bindparam(f"new_{column}") for column in CHANGEABLE})
)
_UPDATE_BODY = (
    update(body)
    .where(body.c.entry_id == bindparam("row"))
    .values(content=bindparam("new"), from_page=bindparam("paged"))
)
WANTING = frozenset({None, "source"})
"""The tiers of head images that an article page may better: none at all, and what stands for the whole source."""


@dataclass(frozen=True, slots=True)
class Change:
    """A known entry and what it becomes; `columns` names every one that may change."""

    row: Row[Any]
    content: str
    columns: Columns
    from_page: bool = False
    """Whether the content came of the article's page."""


def known(db: Connection, source_id: int, entries: Sequence[Entry]) -> dict[str, Row[Any]]:
    """Find the rows that entries of a source have already, by key."""
    keys = [each.key for each in entries]
    # Most visits bring what nobody knows: their keys are looked up before anything is read.
    there = [key for (key,) in plain.rows(db, _THERE, {"row": source_id, "keys": keys})] if keys else []
    return {row.key: row for row in db.execute(_KNOWN, {"row": source_id, "keys": there})} if there else {}


def rewrite(
    db: Connection, source: Row[Any], pairs: Sequence[tuple[Row[Any], Entry]], at: int, changes: Changes
) -> int:
    """Bring known entries up to date; tells how many now read differently.

    A version that differs from the stored one in nothing that anybody is shown only leaves its fingerprint, so the
    next visit need not clean it again. Its date of change moves only when a reader would notice; how it read before
    is kept when it says something else.
    """
    if not pairs:
        return 0
    db.execute(_RECOGNISE, [{"row": row.id, "print": each.fingerprint} for row, each in pairs])
    origin_ids = origins.numbers(db, [each.origin for _, each in pairs])
    updates: list[Change] = []
    unkept = []
    for (row, each), origin_id in zip(pairs, origin_ids, strict=True):
        change = _change(row, _steadied(row, _with_page(row, each)), origin_id, at)
        if change is not None:
            updates.append(change)
        if each.raw is not None and (change is not None or each.raw.clean_version != row.clean_version):
            unkept.append((row.id, each.raw))
    raws.replace(db, unkept)
    if updates:
        versions.keep(db, [change.row for change in updates if _is_reworded(change)])
        put(db, source, updates, changes)
    return len(updates)


def put(db: Connection, source: Row[Any], updates: Sequence[Change], changes: Changes) -> None:
    """Bring entries of one source to what they become."""
    db.execute(
        _UPDATE,
        [{"row": each.row.id, **{f"new_{name}": each.columns[name] for name in CHANGEABLE}} for each in updates],
    )
    bodies = [
        {"row": each.row.id, "new": each.content, "paged": each.from_page}
        for each in updates
        if each.content != each.row.content
    ]
    if bodies:
        db.execute(_UPDATE_BODY, bodies)
    _file(db, source, updates, changes)


def _with_page(row: Row[Any], each: Entry) -> Entry:
    """Keep what the article page gave, which is read once and for all, until the feed itself says more."""
    if row.from_page and len(row.content) >= len(each.content):
        each = replace(each, content=SafeHtml(row.content), summary=each.summary or row.summary, words=row.words)
    if each.image_tier in WANTING and _is_of_page(row):
        each = replace(each, headimg=row.headimg, thumbnail=row.thumbnail, image_tier=row.image_tier)
    return each


def _is_of_page(row: Row[Any]) -> bool:
    return bool(row.image_tier == "og:image" or (row.from_page and row.image_tier == "body"))


def _steadied(row: Row[Any], each: Entry) -> Entry:
    """Leave out what differs in volatile parts only."""
    said = (each.title, each.summary, each.content)
    if said == (row.title, row.summary, row.content):
        return each
    title, summary = steady(row.title, each.title), steady(row.summary, each.summary)
    content = SafeHtml(steady(row.content, each.content))
    words = row.words if content == row.content else each.words
    return replace(each, title=title, summary=summary, content=content, words=words)


def _change(row: Row[Any], each: Entry, origin_id: int, at: int) -> Change | None:
    """Tell what of a known entry is to be written; None where nobody is shown a difference."""
    columns = form(each, row.published)
    declared, columns["updated"] = columns["updated"], row.updated
    columns["origin_id"] = origin_id
    if each.content == row.content and all(getattr(row, name) == value for name, value in columns.items()):
        return None
    before = Wording(title=row.title, content=row.content)
    after = Wording(title=each.title, content=each.content)
    if is_noticed(before, after):
        # Where the source dates no change, or dated it before, the moment of seeing it is its date.
        columns["updated"] = declared if declared > row.updated else max(at, row.updated)
    # Two changes within a second are two versions.
    versioned = {"origin_updated": epoch(each.origin.updated), "changed": max(at, row.changed + 1)}
    return Change(row, each.content, columns | versioned)


def _is_reworded(change: Change) -> bool:
    before = Wording(title=change.row.title, content=change.row.content)
    return not says_the_same(before, Wording(title=change.columns["title"], content=change.content))


def _file(db: Connection, source: Row[Any], updates: Sequence[Change], changes: Changes) -> None:
    """Make the feeds stale that show these entries, and re-file those whose own categories changed."""
    show(db, source.name, [each.row for each in updates], changes)
    published = filing.published_tags(db)
    moved = {
        each.row.copy_of or each.row.id: filing.lineage(
            (*paths_of(each.row.categories, source.categories), *filing.tag_paths(terms_from(each.row.tags), published))
        )
        for each in updates
        if each.columns["categories"] != each.row.categories or (published and each.columns["tags"] != each.row.tags)
    }
    if moved:
        leaders = filing.leaders(db, list(moved))
        changes.update(filing.settle(db, {leader: moved[leader.id] for leader in leaders}))
    # A leader is shown with its copies' categories, tags and feeds.
    told = [each.row.copy_of for each in updates if each.row.copy_of and _is_seen_at_its_leader(each)]
    leading.retell(db, told, changes)


def _is_seen_at_its_leader(copy: Change) -> bool:
    return any(copy.columns[name] != getattr(copy.row, name) for name in ("categories", "tags", "origin_id"))


def show(db: Connection, source: str, rows: Sequence[Row[Any]], changes: Changes) -> None:
    """Make the feeds stale that show these entries of a source, and their archives due."""
    changes[feeds.for_source(source)] += 0
    groups = filing.group_paths(db, [row.id for row in rows if row.copy_of is None])
    for paths in groups.values():
        changes.update(dict.fromkeys(map(feeds.for_path, paths), 0))
    history.mark(db, ((feeds.for_source(source), row.published) for row in rows))
    history.mark_paths(db, ((path, row.published) for row in rows for path in groups.get(row.id, ())))
