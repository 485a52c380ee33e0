"""Items as the cleaner got them: written with their entry, read by nothing but recleaning, which writes it anew."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, delete, func, select, update

from feedhub.model.entry import Raw
from feedhub.model.revision import Kept
from feedhub.store import bulk
from feedhub.store.tables import body, entry, raw, source

_DROP = delete(raw).where(raw.c.entry_id == bindparam("row"))
_OF_SOURCES = source.c.name.in_(bindparam("names", expanding=True))
_JOINED = raw.join(entry, entry.c.id == raw.c.entry_id).join(source)
_NEXT: Select[Any] = (
    select(
        entry.c.id,
        entry.c.changed,
        entry.c.atom_id,
        source.c.name.label("source_name"),
        raw.c.clean_version,
        raw.c.data,
        case((body.c.from_page, body.c.content)).label("page"),
    )
    .select_from(_JOINED.join(body, body.c.entry_id == entry.c.id))
    .where(raw.c.entry_id > bindparam("behind"), raw.c.clean_version != bindparam("version"))
    .order_by(raw.c.entry_id)
    .limit(bindparam("most"))
)
_NEXT_NAMED: Select[Any] = _NEXT.where(_OF_SOURCES)
_COUNT = select(func.count()).select_from(_JOINED).where(raw.c.clean_version != bindparam("version"))
_COUNT_NAMED = _COUNT.where(_OF_SOURCES)
_SETTLE = (
    update(raw)
    .where(raw.c.entry_id == bindparam("row"), raw.c.clean_version == bindparam("old"))
    .values(clean_version=bindparam("new"))
)


def insert(db: Connection, raws: Iterable[tuple[int, Raw | None]]) -> None:
    """Keep the raw items of new entries, by their rows' numbers."""
    rows = [(row, each.clean_version, each.data) for row, each in raws if each is not None]
    bulk.insert_tuples(db, raw, rows)


def replace(db: Connection, raws: Sequence[tuple[int, Raw | None]]) -> None:
    """Keep other raw items in place of those there were."""
    if raws:
        db.execute(_DROP, [{"row": row} for row, _ in raws])
        insert(db, raws)


def count(db: Connection, clean_version: int, names: Sequence[str] | None) -> int:
    """Count the entries, of all sources or some, that are by another version of the cleaner."""
    if names is None:
        return db.execute(_COUNT, {"version": clean_version}).scalar_one()
    return db.execute(_COUNT_NAMED, {"version": clean_version, "names": names}).scalar_one()


def batch(db: Connection, clean_version: int, names: Sequence[str] | None, behind: int, most: int) -> list[Kept]:
    """Give the next entries, in the order of their rows, that are by another version of the cleaner."""
    wanted: dict[str, Any] = {"version": clean_version, "behind": behind, "most": most}
    rows = db.execute(_NEXT, wanted) if names is None else db.execute(_NEXT_NAMED, wanted | {"names": names})
    return [_kept(row) for row in rows]


def settle(db: Connection, done: Iterable[Kept], clean_version: int) -> None:
    """Remember that entries are by this version of the cleaner now, unless their items changed meanwhile."""
    rows = [{"row": each.row, "old": each.raw.clean_version, "new": clean_version} for each in done]
    if rows:
        db.execute(_SETTLE, rows)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row=row.id,
        changed=row.changed,
        source=row.source_name,
        id=row.atom_id,
        raw=Raw(data=row.data, clean_version=row.clean_version),
        page=row.page,
    )
