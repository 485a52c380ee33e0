"""What article pages gave, put into entries, or the errand put off; loaded with the first page that was asked for.

What a page gave is a change of the entry that moves no date.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from feedhub.model.article import Completed, Completion
from feedhub.store import feeds, manners, rewrite
from feedhub.store.errands import ALARMING
from feedhub.store.filing import Changes
from feedhub.store.forms import Columns
from feedhub.store.moments import epoch, epoch_or_none
from feedhub.store.tables import body, drift, entry, errand, source

_OURS: Select[Any] = (
    select(
        entry.c.id,
        entry.c.copy_of,
        entry.c.published,
        entry.c.changed,
        entry.c.summary,
        entry.c.headimg,
        entry.c.image_tier,
        entry.c.thumbnail,
        errand.c.source_id,
        errand.c.next_try,
        source.c.name,
        body.c.content,
    )
    .select_from(entry.join(body).join(source).join(errand, errand.c.entry_id == entry.c.id))
    .where(entry.c.id.in_(bindparam("rows", expanding=True)))
    .with_for_update(of=errand)
)
_THIS = errand.c.entry_id == bindparam("row")
_DONE = delete(errand).where(_THIS)
_WAIT = update(errand).where(_THIS).values(next_try=bindparam("until"))
_MISSED = (
    update(errand)
    .where(_THIS)
    .values(
        {name: bindparam(f"new_{name}") for name in ("next_try", "failures", "trouble_kind", "trouble_detail", "tried")}
    )
)
_CHANGE = (
    update(entry)
    .where(entry.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in ("summary", "headimg", "image_tier", "thumbnail", "changed")})
)
_PUT = update(body).where(body.c.entry_id == bindparam("row")).values(content=bindparam("new"), from_page=True)
_FORGOTTEN = delete(errand).where(errand.c.next_try.is_(None), errand.c.tried < bindparam("before"))
_REMEMBERED = timedelta(days=30)
"""How long a text that was given up is told of."""
_MOST_BARREN = 10


def complete(db: Connection, completions: Sequence[Completion]) -> list[Completed]:
    """Write what came of errands. One whose lease ran out is left to whoever holds it now."""
    rows = {row.id: row for row in db.execute(_OURS, {"rows": [each.errand.row for each in completions]})}
    changes: Changes = Counter()
    done: list[Completed] = []
    for each in completions:
        row = rows.get(each.errand.row)
        if row is None or row.next_try != epoch(each.errand.lease_until):
            done.append(Completed())
        else:
            alarmed = each.found is not None and _watch(db, row.source_id, barren=not each.found)
            done.append(Completed(changed=_complete(db, each, row, changes), alarmed=alarmed))
        if each.hold is not None:
            manners.keep_hold(db, each.hold)
    feeds.touch(db, changes)
    return done


def _complete(db: Connection, it: Completion, row: Row[Any], changes: Changes) -> bool:
    if it.miss is not None:
        _put_off(db, it, row)
    elif it.next_try is not None:
        db.execute(_WAIT, {"row": row.id, "until": epoch(it.next_try)})
    else:
        db.execute(_DONE, {"row": row.id})
        return it.fuller is not None and _fill(db, it, row, changes)
    return False


def _put_off(db: Connection, it: Completion, row: Row[Any]) -> None:
    if it.miss is not None:
        after: Columns = {
            "next_try": epoch_or_none(it.next_try),
            "failures": it.errand.failures + 1,
            "trouble_kind": it.miss.kind.value,
            "trouble_detail": it.miss.detail,
            "tried": epoch(it.at),
        }
        db.execute(_MISSED, {"row": row.id, **{f"new_{name}": value for name, value in after.items()}})
        db.execute(_FORGOTTEN, {"before": epoch(it.at - _REMEMBERED)})


def _fill(db: Connection, it: Completion, row: Row[Any], changes: Changes) -> bool:
    """Put into an entry what its page gave; tells whether that was anything."""
    fuller = it.fuller
    pictured = fuller is not None and fuller.headimg is not None and row.image_tier in rewrite.WANTING
    if fuller is None or (fuller.content is None and not pictured):
        return False
    has_own_thumbnail = row.thumbnail is not None and row.thumbnail != row.headimg
    after: Columns = {
        "summary": row.summary or fuller.opening,
        "headimg": fuller.headimg if pictured else row.headimg,
        "image_tier": fuller.image_tier if pictured else row.image_tier,
        "thumbnail": fuller.headimg if pictured and not has_own_thumbnail else row.thumbnail,
        "changed": max(epoch(it.at), row.changed + 1),
    }
    db.execute(_CHANGE, {"row": row.id, **{f"new_{name}": value for name, value in after.items()}})
    if fuller.content is not None:
        db.execute(_PUT, {"row": row.id, "new": fuller.content})
    rewrite.show(db, row.name, [row], changes)
    return True


def _watch(db: Connection, source_id: int, *, barren: bool) -> bool:
    """Keep count of pages that held nothing, which only grows while they are the most; tells when it becomes alarming."""
    before: int = db.execute(select(drift.c.barren).where(drift.c.source_id == source_id)).scalar() or 0
    after = min(max(before + (1 if barren else -1), 0), _MOST_BARREN)
    if after != before:
        db.execute(delete(drift).where(drift.c.source_id == source_id))
        db.execute(insert(drift), {"source_id": source_id, "barren": after})
    return before < ALARMING <= after
