"""Where entries come from, each feed's words kept once and for good."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, select

from feedhub.model.entry import Origin
from feedhub.store import filing
from feedhub.store.forms import origin_form
from feedhub.store.tables import origin

_INSERT = insert(origin)
_KNOWN = select(origin.c.digest, origin.c.id).where(origin.c.digest.in_(bindparam("digests", expanding=True)))


def numbers(db: Connection, said: Sequence[Origin]) -> list[int]:
    """Find the number of each origin, whatever its `updated`; one seen for the first time gets one."""
    forms: dict[Origin, bytes] = {}
    distinct = {}
    for each in said:
        if each not in forms:
            columns = origin_form(each)
            forms[each] = columns["digest"]
            distinct[columns["digest"]] = columns
    ids: dict[bytes, int] = dict(db.execute(_KNOWN, {"digests": list(distinct)}).all())
    missing = [columns for digest, columns in distinct.items() if digest not in ids]
    if missing:
        rows = [{"id": number, **columns} for number, columns in enumerate(missing, filing.next_id(db, origin))]
        db.execute(_INSERT, rows)
        ids |= {row["digest"]: row["id"] for row in rows}
    return [ids[forms[each]] for each in said]
