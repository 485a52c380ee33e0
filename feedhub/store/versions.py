"""How entries read before: written when a change replaces them, read only by who asks for the past of one entry."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, or_, select

from feedhub.model.revision import Past, Version
from feedhub.model.wording import Wording
from feedhub.store import bulk
from feedhub.store.forms import tie_of
from feedhub.store.moments import moment
from feedhub.store.tables import body, entry, source, version

MOST = 10
"""Versions of an entry that are kept besides the one that is published."""

_OTHER = version.alias()
_FIRST = select(func.min(_OTHER.c.since)).where(_OTHER.c.entry_id == bindparam("row")).scalar_subquery()
_OLDEST_KEPT = (
    select(_OTHER.c.since)
    .where(_OTHER.c.entry_id == bindparam("row"))
    .order_by(_OTHER.c.since.desc())
    .offset(MOST - 2)
    .limit(1)
    .scalar_subquery()
)
_PRUNE = delete(version).where(
    version.c.entry_id == bindparam("row"), version.c.since > _FIRST, version.c.since < _OLDEST_KEPT
)
_CURRENT: Select[Any] = select(
    entry.c.id,
    entry.c.atom_id,
    entry.c.url,
    entry.c.title,
    entry.c.updated,
    entry.c.changed,
    source.c.name.label("source_name"),
    body.c.content,
).select_from(entry.join(source).join(body))
_FIND: Select[Any] = _CURRENT.where(
    or_(
        (entry.c.tie == bindparam("tie")) & (entry.c.atom_id == bindparam("named")),
        entry.c.tie.between(bindparam("least"), bindparam("most")),
        entry.c.url == bindparam("named"),
    )
).order_by(entry.c.copy_of.is_not(None), entry.c.id)
_EARLIER = select(version).where(version.c.entry_id == bindparam("row")).order_by(version.c.since)
_ANCHOR = 12
"""Hexadecimal digits of an anchor: the first six of the eight bytes that a tie is made of."""


def keep(db: Connection, replaced: Sequence[Row[Any]]) -> None:
    """Keep how these entries read until now: the first of their versions, and the newest ones."""
    if not replaced:
        return
    bulk.insert_tuples(
        db, version, [(row.id, row.changed, row.updated, _packed(row.title, row.content)) for row in replaced]
    )
    db.execute(_PRUNE, [{"row": row.id} for row in replaced])


def past(db: Connection, named: str) -> list[Past]:
    """Find entries by id, address or anchor, with what is kept of how they read; several may have one address."""
    least, most = _range(named)
    found = db.execute(_FIND, {"named": named, "tie": tie_of(named), "least": least, "most": most}).all()
    return [_past(db, row) for row in found]


def _past(db: Connection, row: Row[Any]) -> Past:
    earlier = [
        Version(since=moment(each.since), updated=moment(each.updated), wording=_unpacked(each.data))
        for each in db.execute(_EARLIER, {"row": row.id})
    ]
    now = Version(
        since=moment(row.changed),
        updated=moment(row.updated),
        wording=Wording(title=row.title, content=row.content),
    )
    return Past(id=row.atom_id, source=row.source_name, url=row.url, versions=(*earlier, now))


def _range(named: str) -> tuple[int, int]:
    """Give the ties that ids with this anchor have; none for what is no anchor."""
    try:
        head = bytes.fromhex(named) if len(named) == _ANCHOR else b""
    except ValueError:
        head = b""
    if not head:
        return 0, -1
    return int.from_bytes(head + b"\x00\x00", "big", signed=True), int.from_bytes(
        head + b"\xff\xff", "big", signed=True
    )


def _packed(title: str, content: str) -> bytes:
    return zlib.compress(json.dumps((title, content), ensure_ascii=False).encode())


def _unpacked(data: bytes) -> Wording:
    title, content = json.loads(zlib.decompress(data))
    return Wording(title=title, content=content)
