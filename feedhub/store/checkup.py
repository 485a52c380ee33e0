"""A database URL in, how the store behind it is out; nothing is made, migrated or changed."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from feedhub.errors import StoreError
from feedhub.store.condition import VERSION_TABLE, examine
from feedhub.store.engine import connect, file_of
from feedhub.store.migrating import HEAD
from feedhub.store.sole import is_taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """How a store is: `revision` is None where there is no store yet; `latest` is its newest visit, epoch seconds."""

    revision: str | None
    head: str = HEAD
    bytes: int = 0
    entries: int = 0
    latest: int = 0
    running: bool = False
    """Whether a daemon runs on it."""


def checkup(url: str) -> Checkup:
    """Look a store over, every page of it.

    Raises:
        StoreError: it is damaged, another program's, or out of reach.
    """
    path = file_of(url)
    return _server(url) if path is None else _file(url, path)


def _file(url: str, path: Path) -> Checkup:
    examine(path)
    if not path.exists() or path.stat().st_size == 0:
        return Checkup(revision=None)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            verdict: str = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if verdict != "ok":
                raise StoreError(f"{path} is damaged: {verdict.strip().splitlines()[-1]}")
            (revision,) = db.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608  a constant
            (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
            (latest,) = db.execute("SELECT max(last_visit) FROM source").fetchone()
    except sqlite3.Error as reason:
        raise StoreError(f"{path} cannot be read: {reason}") from reason
    return Checkup(
        revision=revision,
        bytes=path.stat().st_size,
        entries=entries,
        latest=latest or 0,
        running=is_taken(url),
    )


def _server(url: str) -> Checkup:
    engine = connect(url)
    try:
        with engine.connect() as db:
            if db.execute(text("SELECT to_regclass(:name)"), {"name": VERSION_TABLE}).scalar() is None:
                return Checkup(revision=None)
            revision = db.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  a constant
            entries = db.execute(text("SELECT count(*) FROM entry")).scalar()
            latest = db.execute(text("SELECT max(last_visit) FROM source")).scalar()
            size = db.execute(text("SELECT pg_database_size(current_database())")).scalar()
    except DatabaseError as reason:
        raise StoreError(f"the database cannot be used: {str(reason.orig).splitlines()[0]}") from reason
    finally:
        engine.dispose()
    return Checkup(revision=revision, bytes=size or 0, entries=entries or 0, latest=latest or 0, running=is_taken(url))
