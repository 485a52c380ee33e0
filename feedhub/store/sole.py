"""One daemon on one store: a lock that the system takes back when its holder dies, however it dies.

Comes in: a database URL. What happens: beside a SQLite file stands FILE.lock, locked as long as the daemon lives; on
PostgreSQL it is an advisory lock of one session. Who only visits, publishes or looks takes no such lock: leases and
the pen keep them apart.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from feedhub.errors import StoreError
from feedhub.store.engine import connect, file_of
from feedhub.store.owner import hand_over

_DAEMON = 0x72756E
"""The first half of the advisory lock's number on PostgreSQL: "run"; the second is the schema's."""
_TAKE = text(f"SELECT pg_try_advisory_lock({_DAEMON}, hashtext(current_schema()))")


class Taken(StoreError):
    """A daemon runs on the store already."""


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Be the only daemon on a store for a while.

    Raises:
        StoreError: another one is, or the lock cannot be had.
    """
    path = file_of(url)
    with _beside(path) if path is not None else _session(url):
        yield


def is_taken(url: str) -> bool:
    """Tell whether a daemon runs on a store; it must exist.

    Raises:
        StoreError: the lock cannot be looked at.
    """
    path = file_of(url)
    if path is not None and not path.with_name(path.name + ".lock").exists():
        return False
    try:
        with alone(url):
            return False
    except Taken:
        return True


@contextmanager
def _beside(path: Path) -> Iterator[None]:
    if sys.platform == "win32":  # fcntl is not there; the leases still keep visits apart
        yield
        return
    import fcntl  # noqa: PLC0415  see above

    lock = path.with_name(path.name + ".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        hand_over(lock, lock.parent)
    except OSError as reason:
        raise StoreError(f"the data folder cannot be written: {lock}: {reason.strerror}") from reason
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            raise Taken(_taken(str(path))) from reason
        yield
    finally:
        os.close(file)


@contextmanager
def _session(url: str) -> Iterator[None]:
    engine = connect(url)
    try:
        try:
            held = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DatabaseError as reason:
            raise StoreError(f"the database cannot be used: {str(reason.orig).splitlines()[0]}") from reason
        with held:
            if not held.execute(_TAKE).scalar():
                raise Taken(_taken("the database"))
            yield
    finally:
        engine.dispose()


def _taken(what: str) -> str:
    return (
        f"another feedhub already runs on {what}: stop that one first, or give this one a database of its own in "
        "store.database"
    )
