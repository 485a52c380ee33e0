"""Entries that a newer cleaner makes of what is stored: in place of what they were, without a new date or version."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from feedhub.model.revision import Kept, Recleaned
from feedhub.store import feeds, raws, rewrite
from feedhub.store.filing import Changes
from feedhub.store.forms import recleaned_form
from feedhub.store.moments import epoch
from feedhub.store.rewrite import Change
from feedhub.store.tables import body, entry, source

_ROWS: Select[Any] = (
    select(entry, body.c.content, body.c.from_page)
    .select_from(entry.join(body))
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
    .order_by(entry.c.source_id, entry.c.id)
)
_SOURCE = select(source).where(source.c.id == bindparam("row"))
_ELSEWHERE = frozenset({"source", "og:image"})
"""Where a picture comes from that the item alone cannot give."""
_IN_TEXT = "body"


def renew(db: Connection, done: Sequence[tuple[Kept, Recleaned]], clean_version: int, now: datetime) -> int:
    """Bring entries to what a newer cleaner made of them; tells how many now are shown differently.

    One that its source changed since it was read is left: it has met the newer cleaner already.
    """
    by_row = {kept.row: (kept, it) for kept, it in done}
    rows = [row for row in db.execute(_ROWS, {"rows": list(by_row)}) if row.changed == by_row[row.id][0].changed]
    changes: Changes = Counter()
    count = 0
    for source_id, group in groupby(rows, key=lambda row: row.source_id):
        updates = [change for row in group if (change := _change(row, by_row[row.id][1], epoch(now))) is not None]
        if updates:
            rewrite.put(db, db.execute(_SOURCE, {"row": source_id}).one(), updates, changes)
            count += len(updates)
    raws.settle(db, (kept for kept, _ in done), clean_version)
    feeds.touch(db, changes)
    return count


def _change(row: Row[Any], it: Recleaned, at: int) -> Change | None:
    columns = {name: getattr(row, name) for name in rewrite.CHANGEABLE} | recleaned_form(it)
    if (it.headimg is None and row.image_tier in _ELSEWHERE) or it.image_tier == _IN_TEXT != row.image_tier:
        # Other items of its document, its source's configuration or its article's page had a say in this.
        columns |= {name: getattr(row, name) for name in ("headimg", "image_tier", "thumbnail")}
    if row.from_page:
        columns["summary"] = row.summary
    if it.content == row.content and all(getattr(row, name) == value for name, value in columns.items()):
        return None
    return Change(row, it.content, columns | {"changed": max(at, row.changed + 1)}, from_page=row.from_page)
