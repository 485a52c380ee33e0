"""A database of any age in, one with today's tables out, or an error that says why not.

Nothing is written before the database is known to be ours and not newer than this program, and a SQLite file has its
copy beside it. All steps happen in one transaction that holds the pen: a start that is killed leaves the old tables,
two starts at once take turns.
"""

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from feedhub.errors import NewerStore, StoreError
from feedhub.store.condition import VERSION_TABLE, refuse_foreign
from feedhub.store.copying import copy_file, require_room, size_of
from feedhub.store.engine import writing
from feedhub.store.tables import metadata

_log = logging.getLogger(__name__)
HEAD = "0019"
"""The revision that this program's tables stand at; `tests/store` holds it to the migrations."""
_COPIES = 3
"""Copies from before an upgrade that stay, the newest ones."""


def migrate(engine: Engine, path: Path | None = None) -> None:
    """Bring the database to `HEAD`; what was in a SQLite file at `path` is kept as `FILE.before-HEAD`.

    Raises:
        NewerStore: a newer feedhub wrote it.
        StoreError: it belongs to another program, or there is no room for the copy and the upgrade.
    """
    with engine.connect() as db:
        if revision(db) == HEAD:
            return
    with writing(engine).begin() as db:
        stands = revision(db)
        if stands == HEAD:
            return
        if stands is None:
            make(db)
            return
        _keep_copy(path, stands)
        upgrade(db)


def _keep_copy(path: Path | None, stands: str) -> None:
    if path is None:
        _log.warning("upgrading the database from revision %s to %s, all of it or nothing", stands, HEAD)
        return
    # A step may write every row anew, beside the copy.
    require_room(path.parent, 2 * size_of(path))
    copy = path.with_name(f"{path.name}.before-{HEAD}")
    copy_file(path, copy)
    _log.warning("upgrading the database from revision %s to %s; as it was, it is kept as %s", stands, HEAD, copy)
    for old in sorted(path.parent.glob(f"{path.name}.before-[0-9]*"))[:-_COPIES]:
        old.unlink()


def revision(db: Connection) -> str | None:
    """Read the revision; None for an empty database.

    Raises:
        NewerStore: a newer feedhub wrote it.
        StoreError: it belongs to another program.
    """
    names = set(inspect(db).get_table_names())
    refuse_foreign(names)
    if not names:
        return None
    version: str | None = db.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  a constant
    if version is None or not version.isdecimal():
        raise StoreError(f"the database is at revision {version!r}, which no feedhub wrote: restore a backup of it")
    if version > HEAD:
        raise NewerStore(
            f"the database was written by a newer feedhub (revision {version}, this one knows {HEAD}): run that "
            "feedhub, or restore a backup made before the upgrade"
        )
    return version


def make(db: Connection) -> None:
    """Make today's tables in an empty database: those that all steps together make, without loading Alembic for it."""
    metadata.create_all(db, checkfirst=False)
    primary_key = f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num)"
    db.execute(text(f"CREATE TABLE {VERSION_TABLE} ( version_num VARCHAR(32) NOT NULL, {primary_key} )"))
    db.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": HEAD})  # noqa: S608  a constant


def upgrade(db: Connection, *, to: str = "head") -> None:
    """Take the steps from where a database of ours stands, or from nothing, to a revision."""
    # Loading Alembic takes longer than a whole start without it, and most starts have nothing to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    steps = Config(attributes={"connection": db})
    steps.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    steps.set_main_option("path_separator", "os")
    command.upgrade(steps, to)
