"""What is kept of a store before its tables change."""

import logging
import sqlite3
from pathlib import Path

import pytest

from feedhub.errors import StoreError
from feedhub.store import Store, migrating
from support.old_store import old_store
from support.small_disk import small_disk
from support.visits import NOW


def rows(path: Path) -> tuple[str, int, str]:
    """Give the revision of a database, how many entries it holds, and whether the file is sound."""
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as db:
        (revision,) = db.execute("SELECT version_num FROM feedhub_version").fetchone()
        (entries,) = db.execute("SELECT count(*) FROM entry").fetchone()
        (sound,) = db.execute("PRAGMA integrity_check").fetchone()
    db.close()
    return revision, entries, sound


def marks(path: Path) -> list[tuple[str, str, int, int, int]]:
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as db:
        found = db.execute("SELECT kind, name, minute, since, revision FROM overdue ORDER BY 1, 2, 3").fetchall()
    db.close()
    return found


def kept(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if ".before-" in each.name)


def test_before_an_upgrade_the_store_is_copied_as_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "data/feedhub.db"
    old_store(path, entries=300, at="0005")
    with caplog.at_level(logging.WARNING, "feedhub.store"):
        store = Store.open(f"sqlite:///{path}", now=NOW)
    copy = path.with_name(f"feedhub.db.before-{migrating.HEAD}")
    assert f"from revision 0005 to {migrating.HEAD}; as it was, it is kept as {copy}" in caplog.text
    assert [row.entries for row in store.status()] == [300]
    store.close()
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name, copy.name]
    assert rows(copy) == ("0005", 300, "ok")
    assert rows(path) == (migrating.HEAD, 300, "ok")


def test_the_copy_put_back_is_the_old_store_which_is_upgraded_again(tmp_path: Path) -> None:
    path = tmp_path / "data/feedhub.db"
    old_store(path, entries=20)
    Store.open(f"sqlite:///{path}", now=NOW).close()
    path.with_name(f"feedhub.db.before-{migrating.HEAD}").replace(path)
    store = Store.open(f"sqlite:///{path}", now=NOW)
    assert [row.entries for row in store.status()] == [20]
    store.close()


def test_what_archives_lack_stays_marked_when_the_marks_move_to_a_tree_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "data/feedhub.db"
    old_store(path, entries=50, at="0015")
    before = marks(path)
    assert before
    Store.open(f"sqlite:///{path}", now=NOW).close()
    assert marks(path) == before


def test_a_start_with_nothing_to_upgrade_copies_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data/feedhub.db"
    for _ in range(2):
        Store.open(f"sqlite:///{path}", now=NOW).close()
    assert kept(path) == []


def test_the_last_three_copies_stay(tmp_path: Path) -> None:
    path = tmp_path / "data/feedhub.db"
    old_store(path, entries=1)
    for earlier in ("0001", "0002", "0003", "0004"):
        path.with_name(f"feedhub.db.before-{earlier}").write_bytes(b"an older one")
    path.with_name("feedhub.db.before-restore").write_bytes(b"another thing")
    Store.open(f"sqlite:///{path}", now=NOW).close()
    numbers = ("0003", "0004", migrating.HEAD, "restore")
    assert kept(path) == [f"feedhub.db.before-{number}" for number in numbers]


def test_without_room_for_a_copy_nothing_is_upgraded(tmp_path: Path) -> None:
    old_store(tmp_path / "old/feedhub.db", entries=2000)
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        path = disk / "feedhub.db"
        path.write_bytes((tmp_path / "old/feedhub.db").read_bytes())
        with pytest.raises(StoreError, match=r"disk has \d MB free and this needs \d+ MB: make room"):
            Store.open(f"sqlite:///{path}", now=NOW)
        assert rows(path) == ("0001", 2000, "ok")
        assert kept(path) == []
