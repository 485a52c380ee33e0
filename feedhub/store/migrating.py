"""A database of any age in, one with today's tables out, or an error that says why not.

Nothing is written before the database is known to be ours and not newer than this program. All steps happen in one
transaction that holds the pen: a start that is killed leaves the old tables, two starts at once take turns.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from feedhub.errors import NewerStore, StoreError
from feedhub.store.condition import VERSION_TABLE, refuse_foreign
from feedhub.store.engine import writing

HEAD = "0008"
"""The revision that this program's tables stand at; `tests/store` holds it to the migrations."""


def migrate(engine: Engine) -> None:
    """Bring the database to `HEAD`.

    Raises:
        NewerStore: a newer feedhub wrote it.
        StoreError: it belongs to another program.
    """
    with engine.connect() as db:
        if _version(db) == HEAD:
            return
    with writing(engine).begin() as db:
        if _version(db) != HEAD:
            _upgrade(db)


def _version(db: Connection) -> str | None:
    """Read the revision; None for an empty database."""
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


def _upgrade(db: Connection) -> None:
    # Loading Alembic takes longer than a whole start without it, and most starts have nothing to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    steps = Config(attributes={"connection": db})
    steps.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    steps.set_main_option("path_separator", "os")
    command.upgrade(steps, "head")
