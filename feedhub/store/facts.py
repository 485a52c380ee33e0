"""Small facts about the hub: first start, what it calls itself, when its documents last changed."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from feedhub.store.moments import epoch, moment
from feedhub.store.tables import document, meta

_RECALL = select(meta.c.value).where(meta.c.key == bindparam("of"))
_DOCUMENT = select(document.c.digest, document.c.modified).where(document.c.name == bindparam("of"))
_FORGET = delete(meta).where(meta.c.key == bindparam("of"))
_DROP_DOCUMENT = delete(document).where(document.c.name == bindparam("of"))


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


def document_of(db: Connection, name: str) -> tuple[bytes, datetime] | None:
    """Give the digest of a published document's bytes, and when they last changed."""
    row = db.execute(_DOCUMENT, {"of": name}).one_or_none()
    return None if row is None else (row.digest, moment(row.modified))


def keep_document(db: Connection, name: str, digest: bytes, modified: datetime) -> None:
    """Remember a published document's bytes, by digest, and when they changed."""
    db.execute(_DROP_DOCUMENT, {"of": name})
    db.execute(insert(document), {"name": name, "digest": digest, "modified": epoch(modified)})
