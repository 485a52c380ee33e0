"""What may be opened: nothing, an older store, one of today; and what is refused untouched."""

import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from feedhub.errors import NewerStore, StoreError
from feedhub.store import Store, migrating, tables
from feedhub.store.condition import VERSION_TABLE
from feedhub.store.engine import connect, writing
from support.visits import NOW, a_source, an_entry, configured, visited

MIGRATIONS = Path(migrating.__file__).with_name("migrations")


def file_behind(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def schema_of(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master").fetchall()
    db.close()
    said = {
        name: re.sub(r" DEFAULT (\(?'[^']*'\)?|\d+)", "", " ".join(sql.replace('"', "").split())) for name, sql in found
    }
    return {name: sql for name, sql in said.items() if not name.startswith("index sqlite_")}


def a_used_store(url: str) -> Path:
    store = Store.open(url, now=NOW)
    configured(store, a_source())
    visited(store, "stcn", *(an_entry(f"{number}") for number in range(200)))
    store.close()
    return file_behind(url)


def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    if url.startswith("sqlite"):
        file_behind(url).parent.mkdir()
    engine = connect(url)
    with writing(engine).begin() as db:
        migrating.upgrade(db)
    with engine.connect() as db:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(db, opts=options), tables.metadata) == []
    engine.dispose()


def test_a_new_database_has_the_very_tables_that_the_migrations_make(tmp_path: Path) -> None:
    """But for defaults of columns that came later: whoever writes a row names every column."""
    made, migrated = tmp_path / "made.db", tmp_path / "migrated.db"
    Store.open(f"sqlite:///{made}", now=NOW).close()
    engine = connect(f"sqlite:///{migrated}")
    with writing(engine).begin() as db:
        migrating.upgrade(db)
    engine.dispose()
    assert schema_of(made) == schema_of(migrated)


def test_the_program_knows_the_last_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == migrating.HEAD


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/a/b/feedhub.db", now=NOW).close()
    assert (tmp_path / "a/b/feedhub.db").exists()


def test_a_closed_store_is_one_file(sqlite_url: str) -> None:
    path = a_used_store(sqlite_url)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_newer_store_is_refused_untouched(url: str) -> None:
    Store.open(url, now=NOW).close()
    engine = connect(url)
    with engine.begin() as db:
        db.execute(text("UPDATE feedhub_version SET version_num = '9999'"))
    with pytest.raises(NewerStore, match=r"newer feedhub \(revision 9999"):
        Store.open(url, now=NOW)
    with engine.begin() as db:
        assert db.execute(text("SELECT version_num FROM feedhub_version")).scalar() == "9999"
    engine.dispose()


def test_another_programs_database_is_refused_untouched(url: str) -> None:
    engine = connect(url)
    if engine.dialect.name == "sqlite":
        file_behind(url).parent.mkdir()
    with engine.begin() as db:
        db.execute(text("CREATE TABLE feeds (id INTEGER)"))
    with pytest.raises(StoreError, match="tables of another program"):
        Store.open(url, now=NOW)
    with engine.begin() as db:
        db.execute(text("SELECT id FROM feeds"))
        if engine.dialect.name == "sqlite":
            assert db.execute(text("SELECT name FROM sqlite_master")).scalars().all() == ["feeds"]
    engine.dispose()


def test_a_foreign_file_keeps_its_journal_mode(sqlite_url: str) -> None:
    path = file_behind(sqlite_url)
    path.parent.mkdir()
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE moz_places (id)")
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="moz_places"):
        Store.open(sqlite_url, now=NOW)
    assert path.read_bytes() == before


def test_rubbish_is_refused_untouched(sqlite_url: str) -> None:
    path = file_behind(sqlite_url)
    path.parent.mkdir()
    path.write_bytes(b"not a database\n" * 1000)
    with pytest.raises(StoreError, match=r"file is not a database.*\.recover"):
        Store.open(sqlite_url, now=NOW)
    assert path.read_bytes() == b"not a database\n" * 1000


def test_a_damaged_store_is_refused_untouched(sqlite_url: str) -> None:
    path = a_used_store(sqlite_url)
    data = bytearray(path.read_bytes())
    for place in range(5 * 4096, len(data) - 4096, 3 * 4096):
        data[place : place + 512] = b"\xa5" * 512
    path.write_bytes(data)
    with pytest.raises(StoreError, match="move it away"):
        Store.open(sqlite_url, now=NOW)
    assert path.read_bytes() == data


def test_a_log_without_its_database_is_refused(sqlite_url: str) -> None:
    path = file_behind(sqlite_url)
    path.parent.mkdir()
    path.with_name("feedhub.db-wal").write_bytes(b"changes")
    with pytest.raises(StoreError, match=r"is missing but feedhub\.db-wal"):
        Store.open(sqlite_url, now=NOW)
    assert not path.exists()


def test_an_empty_file_is_a_new_store(sqlite_url: str) -> None:
    path = file_behind(sqlite_url)
    path.parent.mkdir()
    path.touch()
    store = Store.open(sqlite_url, now=NOW)
    assert store.feeds() == []
    store.close()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "data/feedhub.db", "sqlite://", "sqlite:///:memory:"])
def test_an_url_of_no_usable_database_says_what_is(url: str) -> None:
    with pytest.raises(StoreError, match=r"store\.database must"):
        Store.open(url, now=NOW)


def test_a_server_that_is_down_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the database cannot be used: connection"):
        Store.open(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}", now=NOW)
