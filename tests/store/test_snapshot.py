"""A store as one file, taken from either database and put into either one."""

import sqlite3
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from feedhub.errors import NewerStore, StoreError
from feedhub.model.document import FeedKind, FeedName
from feedhub.store import Store, migrating, snapshot
from feedhub.store.engine import connect
from feedhub.store.tables import metadata
from support.database import new_schema
from support.old_store import old_store
from support.visits import HOUR, NOW, a_source, an_entry, configured, visited

ALL = FeedName(kind=FeedKind.ALL)
_numbers = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of a second store, of each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/other/feedhub.db"
    running: str = request.getfixturevalue("cluster")
    return new_schema(running, f"other{next(_numbers)}")


def fill(store: Store) -> None:
    """Give it two sources, whose entries are copies of each other in both directions."""
    configured(store, a_source("stcn", categories=("金融/要闻",)), a_source("cn", categories=("金融",)))
    visited(store, "stcn", *(an_entry(f"{number}") for number in range(30)))
    visited(store, "cn", *(an_entry(f"{number}", published=NOW - 3 * HOUR) for number in range(20, 50)))
    store.remember("authority", "hub.example,2026")
    store.mark_published(store.stale_feeds(), {FeedName(kind=FeedKind.ALL): {}})


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table."""
    engine = connect(url)
    with engine.connect() as db:
        found = {
            table.name: [tuple(row) for row in db.execute(table.select().order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def test_what_is_put_is_what_was_taken_whatever_the_databases(
    store: Store, url: str, other: str, tmp_path: Path
) -> None:
    fill(store)
    (tmp_path / "other").mkdir()
    file = tmp_path / "other/snapshot.db"
    seen: list[tuple[int, int]] = []
    holds = snapshot.take(url, file, lambda done, total: seen.append((done, total)))
    assert (holds.revision, holds.sources, holds.entries) == (migrating.HEAD, 2, 60)
    assert seen[-1][0] == seen[-1][1] > 0
    assert [each.name for each in file.parent.iterdir()] == [file.name], "one file, and no log beside it"
    assert snapshot.put(other, file) is None
    assert contents(other) == contents(url)
    with_it = Store.open(other, now=NOW)
    assert len(with_it.front(ALL, limit=100).lines) == len(store.front(ALL, limit=100).lines) > 0
    visited(with_it, "stcn", an_entry("later"))
    with_it.close()


def test_a_store_that_is_there_is_not_replaced_unasked(store: Store, url: str, tmp_path: Path) -> None:
    fill(store)
    file = tmp_path / "data/snapshot.db"
    file.parent.mkdir(exist_ok=True)
    snapshot.take(url, file)
    before = contents(url)
    with pytest.raises(StoreError, match="already: --force"):
        snapshot.put(url, file)
    assert contents(url) == before


def test_asked_to_it_replaces_what_is_there(url: str, tmp_path: Path) -> None:
    file = tmp_path / "data/snapshot.db"
    store = Store.open(url, now=NOW)
    fill(store)
    file.parent.mkdir(exist_ok=True)
    snapshot.take(url, file)
    before = contents(url)
    visited(store, "stcn", an_entry("lost"))
    store.close()
    kept = snapshot.put(url, file, replace=True)
    assert contents(url) == before
    if url.startswith("sqlite"):
        assert kept == tmp_path / "data/feedhub.db.before-restore"
        assert len(contents(f"sqlite:///{kept}")["entry"]) == 61


def test_a_database_that_somebody_reads_is_not_replaced(sqlite_url: str, tmp_path: Path) -> None:
    store = Store.open(sqlite_url, now=NOW)
    fill(store)
    file = tmp_path / "data/snapshot.db"
    snapshot.take(sqlite_url, file)
    reader = sqlite3.connect(tmp_path / "data/feedhub.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchone()
    with pytest.raises(StoreError, match="is in use by another program"):
        snapshot.put(sqlite_url, file, replace=True)
    assert len(contents(sqlite_url)["entry"]) == 60
    reader.close()
    store.close()


def test_a_damaged_database_can_be_replaced_and_is_kept_as_it_is(sqlite_url: str, tmp_path: Path) -> None:
    path, file = tmp_path / "data/feedhub.db", tmp_path / "data/snapshot.db"
    store = Store.open(sqlite_url, now=NOW)
    fill(store)
    store.close()
    snapshot.take(sqlite_url, file)
    path.write_bytes(b"not a database\n" * 1000)
    kept = snapshot.put(sqlite_url, file, replace=True)
    assert kept is not None
    assert kept.read_bytes() == b"not a database\n" * 1000
    assert len(contents(sqlite_url)["entry"]) == 60


def writing_all_the_while(store: Store, stop: threading.Event) -> Callable[[], None]:
    def write() -> None:
        for number in count():
            if stop.is_set():
                return
            visited(store, "stcn", an_entry(f"late {number}"))

    return write


def test_a_snapshot_beside_a_writer_is_of_one_moment(store: Store, url: str, tmp_path: Path) -> None:
    fill(store)
    stop = threading.Event()
    writer = threading.Thread(target=writing_all_the_while(store, stop))
    writer.start()
    try:
        for number in range(5):
            snapshot.take(url, tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        found = contents(f"sqlite:///{tmp_path}/{number}.db")
        columns = list(metadata.tables["source"].columns.keys())
        counted = [int(str(row[columns.index("entries")])) for row in found["source"]]
        assert sum(counted) == len(found["entry"]) == len(found["entry_body"])


def test_a_snapshot_of_an_older_store_is_not_upgraded(tmp_path: Path) -> None:
    old_store(tmp_path / "old/feedhub.db", entries=7, at="0004")
    before = (tmp_path / "old/feedhub.db").read_bytes()
    holds = snapshot.take(f"sqlite:///{tmp_path}/old/feedhub.db", tmp_path / "snapshot.db")
    assert (holds.revision, holds.entries) == ("0004", 7)
    assert (tmp_path / "old/feedhub.db").read_bytes() == before


def test_a_snapshot_of_a_newer_feedhub_is_refused(store: Store, url: str, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.db"
    snapshot.take(url, file)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE feedhub_version SET version_num = '9999'")
    db.close()
    with pytest.raises(NewerStore, match="9999"):
        snapshot.holdings(file)


def test_where_nothing_is_there_is_nothing_to_take(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to back up"):
        snapshot.take(url, tmp_path / "snapshot.db")
    assert list(tmp_path.iterdir()) == []
