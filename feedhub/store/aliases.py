"""Other keys that a source's entries came under: once an entry is recognised under one, it stays known by it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, select

from feedhub.model.entry import Entry
from feedhub.store import bulk, plain
from feedhub.store.among import among
from feedhub.store.tables import alias

_MOST = 4
"""Aliases kept of an entry: a source that renews its ids at every visit would add one each time."""
_FORGET = delete(alias).where(alias.c.source_id == bindparam("of_source"), alias.c.key == bindparam("of_key"))
_ALIASED = select(alias.c.source_id).where(among(alias.c.source_id, "rows")).distinct()
_LED_TO = select(alias.c.key, alias.c.entry_key).where(
    alias.c.source_id == bindparam("row"), among(alias.c.key, "keys")
)
_newer = alias.alias("newer")
_TRIM = delete(alias).where(
    alias.c.source_id == bindparam("row"),
    alias.c.entry_key.in_(bindparam("keys", expanding=True)),
    alias.c.seen
    < select(_newer.c.seen)
    .where(_newer.c.source_id == alias.c.source_id, _newer.c.entry_key == alias.c.entry_key)
    .order_by(_newer.c.seen.desc())
    .offset(_MOST - 1)
    .limit(1)
    .correlate(alias)
    .scalar_subquery(),
)


def keep(db: Connection, source_id: int, renewed: Sequence[tuple[str, str]], at: int) -> None:
    """Remember pairs of a key and the one that its entry is stored under; the oldest aliases of an entry go."""
    if not renewed:
        return
    db.execute(_FORGET, [{"of_source": source_id, "of_key": key} for key, _ in renewed])
    bulk.insert_tuples(db, alias, [(source_id, key, stored, at) for key, stored in renewed])
    db.execute(_TRIM, {"row": source_id, "keys": [stored for _, stored in renewed]})


def aliased(db: Connection, source_ids: list[int]) -> frozenset[int]:
    """Tell which sources have entries that came under other keys."""
    return frozenset(row for (row,) in plain.rows(db, _ALIASED, {"rows": source_ids})) if source_ids else frozenset()


def resolved(db: Connection, source_id: int, entries: Iterable[Entry]) -> list[Entry]:
    """Give entries under the keys they are stored under; those of which no alias is known as they came."""
    there = list(entries)
    keys = [each.key for each in there]
    led_to: dict[str, str] = dict(db.execute(_LED_TO, {"row": source_id, "keys": keys}).all())
    return [replace(each, key=led_to[each.key]) if each.key in led_to else each for each in there]
