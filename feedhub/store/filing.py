"""Which categories an entry stands in: in each of its paths and in every ancestor of them, up to `all` (`""`).

A tag that is published has a path of its own beside them, with nothing above it but `all`. An entry that only archives
are to show stands in the quiet path beside each of these; where both would have it, it stands in the loud one alone.

An entry and its copies (the same id from other sources) are filed as one, under the paths of all of them, and the
first of them, the *leader*, is what the categories show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, insert, or_, select

from feedhub.model.document import FeedKind, FeedName
from feedhub.store import feeds, history, plain
from feedhub.store.among import among
from feedhub.store.forms import paths_of, terms_from
from feedhub.store.tables import category, entry, filed, origin, source


@dataclass(frozen=True, slots=True)
class Leader:
    """The row that stands in the categories for an id."""

    id: int
    published: int
    tie: int


Changes = Counter[FeedName]
"""Feeds that something happened to, and how many entries each gained or lost by it."""

INSERT = insert(filed)
_HIGHEST = {table: select(func.max(table.c.id)) for table in (category, entry, origin, source)}
_IDS = select(category.c.path, category.c.id).where(among(category.c.path, "paths"))
_DELETE = delete(filed).where(*(column == bindparam(f"of_{column.name}") for column in filed.primary_key))
_GROUPS = (
    select(
        func.coalesce(entry.c.copy_of, entry.c.id),
        entry.c.categories,
        source.c.categories,
        entry.c.tags,
        entry.c.quiet,
    )
    .join_from(entry, source)
    .where(or_(among(entry.c.id, "leaders"), among(entry.c.copy_of, "leaders")))
    .order_by(entry.c.id)
)
_LEADERS = select(entry.c.id, entry.c.published, entry.c.tie).where(among(entry.c.id, "rows"))
_PRESENT = (
    select(filed.c.entry_id, filed.c.category_id)
    .join_from(
        entry,
        filed,
        and_(filed.c.published == entry.c.published, filed.c.tie == entry.c.tie, filed.c.entry_id == entry.c.id),
    )
    .where(
        entry.c.id.in_(bindparam("leaders", expanding=True)),
        filed.c.category_id.in_(bindparam("categories", expanding=True)),
    )
)


@lru_cache(maxsize=4096)
def lineage(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Name the paths and all their ancestors, `""` first, each once."""
    found = {"": None}
    for path in paths:
        if feeds.for_path(path).kind is FeedKind.TAG:
            found[path] = None
            continue
        names = path.split("/")
        found.update(("/".join(names[:depth]), None) for depth in range(1, len(names) + 1))
    return tuple(found)


def next_id(db: Connection, table: Table) -> int:
    """Give the first free number of a table; it stays free for as long as the pen is held."""
    [(highest,)] = plain.rows(db, _HIGHEST[table], {})
    return 1 if highest is None else highest + 1


def category_ids(db: Connection, paths: Iterable[str]) -> dict[str, int]:
    """Find the numbers of categories; those seen for the first time get one, and an empty feed."""
    asked = set(paths)
    # Every quiet path has its loud one, whose feed is the feed of both.
    wanted = sorted(asked.union(map(feeds.loud, asked)))
    known = _known_ids(db, wanted)
    missing = [path for path in wanted if path not in known]
    if missing:
        first = next_id(db, category)
        fresh = {path: number for number, path in enumerate(missing, first)}
        db.execute(
            insert(category), [{"id": number, "path": path, "parent": parent(path)} for path, number in fresh.items()]
        )
        feeds.create(db, (feeds.for_path(path) for path in missing if not feeds.is_quiet(path)))
        # The page of a category names those below it.
        feeds.touch(db, {feeds.for_path(above): 0 for path in missing if (above := parent(path)) is not None})
        known |= fresh
    return known


def _known_ids(db: Connection, paths: list[str]) -> dict[str, int]:
    return dict(plain.rows(db, _IDS, {"paths": paths}))


def parent(path: str) -> str | None:
    """Name the path one step up; None above `all`, and for what no page lists among categories: tags, quiet paths."""
    if feeds.is_quiet(path):
        return None
    return path.rpartition("/")[0] if path and feeds.for_path(path).kind is FeedKind.CATEGORY else None


def tag_paths(tags: Iterable[str], published: Mapping[str, str]) -> tuple[str, ...]:
    """Name the paths of those tags that are published.

    Args:
        tags: what an entry's publisher says.
        published: each published tag by what `folded` makes of it.
    """
    found = (published.get(folded(tag)) for tag in tags)
    return tuple(dict.fromkeys(feeds.path_of(feeds.for_tag(tag)) for tag in found if tag is not None))


def published_tags(db: Connection) -> dict[str, str]:
    """Give the published tags by what `folded` makes of them."""
    return {folded(tag): tag for tag in feeds.tags(db)}


def folded(tag: str) -> str:
    """Give what tags have in common that differ in case or in the form of their characters only (UAX 15, UAX 21)."""
    return normalize("NFC", tag.strip().casefold())


def places_of(loud: Sequence[str] | None, quiet: Sequence[str] | None) -> tuple[str, ...]:
    """Name the paths and ancestors that an entry belongs under.

    Args:
        loud: the paths of those of its rows that are shown as they come; None where there is no such row.
        quiet: the paths of the others; None where there is none.
    """
    front = () if loud is None else lineage(tuple(dict.fromkeys(loud)))
    behind = () if quiet is None else lineage(tuple(dict.fromkeys(quiet)))
    return (*front, *(feeds.quiet(path) for path in behind if path not in front))


def group_paths(db: Connection, leaders: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Tell under which paths and ancestors each leader belongs, by its own row and its copies'."""
    wanted = sorted(set(leaders))
    published = published_tags(db)
    rows = db.execute(_GROUPS, {"leaders": wanted})
    loud: dict[int, list[str]] = {}
    quiet: dict[int, list[str]] = {}
    for leader, own, of_source, tags, is_quiet in rows:
        paths = (quiet if is_quiet else loud).setdefault(leader, [])
        paths += (*paths_of(own, of_source), *tag_paths(terms_from(tags), published))
    return {leader: places_of(loud.get(leader), quiet.get(leader)) for leader in (*loud, *quiet)}


def leaders(db: Connection, numbers: Sequence[int]) -> list[Leader]:
    """Find leaders by their rows' numbers."""
    return [Leader(*row) for row in db.execute(_LEADERS, {"rows": numbers})]


def settle(db: Connection, leaders: Mapping[Leader, Iterable[str]]) -> Changes:
    """File leaders where they belong now, and nowhere else.

    Args:
        db: a transaction that holds the pen.
        leaders: each with every path under which it may stand, loud or quiet, without belonging there any more.
    """
    groups = group_paths(db, [leader.id for leader in leaders])
    return _move(db, leaders, groups)


def unfile(db: Connection, leaders: Mapping[Leader, Iterable[str]]) -> Changes:
    """Take leaders out of every category; `leaders` as in `settle`, with every path under which each may stand."""
    return _move(db, leaders, {})


def _move(db: Connection, leaders: Mapping[Leader, Iterable[str]], groups: Mapping[int, tuple[str, ...]]) -> Changes:
    concerned = {leader: {*groups.get(leader.id, ()), *candidates} for leader, candidates in leaders.items()}
    ids = category_ids(db, {path for paths in concerned.values() for path in paths})
    # Where it belongs, or does not any more, it may have stood in the other manner.
    others = {feeds.quiet(path) for paths in concerned.values() for path in paths if not feeds.is_quiet(path)}
    ids |= _known_ids(db, sorted(others))
    present = _present(db, leaders, ids.values())
    changes: Changes = Counter()
    added: list[dict[str, int]] = []
    removed: list[dict[str, int]] = []
    moved: list[tuple[str, int]] = []
    for leader, paths in concerned.items():
        wanted = set(groups.get(leader.id, ()))
        loud = {feeds.loud(path) for path in paths}
        for path in sorted(path for path in loud.union(map(feeds.quiet, loud)) if path in ids):
            stands = (leader.id, ids[path]) in present
            if stands == (path in wanted):
                continue
            (removed if stands else added).append(place(ids[path], leader))
            changes[feeds.for_path(path)] += -1 if stands else 1
            moved.append((path, leader.published))
    if added:
        db.execute(INSERT, added)
    if removed:
        db.execute(_DELETE, [{f"of_{column}": value for column, value in row.items()} for row in removed])
    history.mark_paths(db, moved)
    return changes


def place(category_id: int, leader: Leader) -> dict[str, int]:
    """Give the row that files a leader in a category."""
    return {"category_id": category_id, "published": leader.published, "tie": leader.tie, "entry_id": leader.id}


def _present(db: Connection, leaders: Iterable[Leader], categories: Iterable[int]) -> set[tuple[int, int]]:
    values = {"leaders": [leader.id for leader in leaders], "categories": sorted(categories)}
    return set(db.execute(_PRESENT, values))
