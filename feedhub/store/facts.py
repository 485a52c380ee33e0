"""Small facts about the hub: first start, what it calls itself, when its documents last changed."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from feedhub.store import bulk
from feedhub.store.moments import epoch, moment
from feedhub.store.tables import document, meta

RESTORED = "restored"
"""A fact that stands until all is published again: this store came from a backup."""
_RECALL = select(meta.c.value).where(meta.c.key == bindparam("of"))
_DOCUMENTS = select(document).where(document.c.name.in_(bindparam("names", expanding=True)))
_FORGET = delete(meta).where(meta.c.key == bindparam("of"))


def recall(db: Connection, key: str) -> str | None:
    """Give what was remembered under a key."""
    return db.execute(_RECALL, {"of": key}).scalar()


def remember(db: Connection, key: str, value: str) -> None:
    """Remember a value under a key, in place of the one before."""
    db.execute(_FORGET, {"of": key})
    db.execute(insert(meta), {"key": key, "value": value})


def first_start(db: Connection, now: datetime) -> datetime:
    """Tell when this store was first opened; the first time, that is now."""
    known = recall(db, "first start")
    if known is None:
        known = str(epoch(now))
        remember(db, "first start", known)
    return moment(int(known))


def digest_of(db: Connection, name: str) -> bytes | None:
    """Give the digest that a document's bytes had when they were last dated."""
    return next((row.digest for row in db.execute(_DOCUMENTS, {"names": [name]})), None)


def date_documents(
    db: Connection, digests: Mapping[str, bytes], now: datetime, standing: Collection[str] = ()
) -> dict[str, datetime]:
    """Tell when documents' bytes last changed, and remember it beyond their files.

    Args:
        db: a transaction that holds the pen.
        digests: what tells a document's bytes from any other's, by name.
        now: when those changed that are not what they were.
        standing: those that did not change, whatever digest is remembered of them.
    """
    known = {row.name: row for row in db.execute(_DOCUMENTS, {"names": list(digests)}).all()}
    dates = {
        name: moment(row.modified) for name, row in known.items() if row.digest == digests[name] or name in standing
    }
    rows = [
        (name, digest, epoch(dates.get(name, now)))
        for name, digest in digests.items()
        if name not in known or known[name].digest != digest
    ]
    bulk.upsert_tuples(db, document, rows, {"digest": "excluded.digest", "modified": "excluded.modified"})
    return {name: dates.get(name, now) for name in digests}
