"""Processes that are killed while they write, at random moments over many rounds, leave everything whole."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from feedhub.publish import Outlet
from feedhub.store import Store, migrating
from support.old_store import old_store
from support.visits import HOUR, LEASE, NOW

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{HERE.parents[1]}:{HERE.parent}"}
MOMENTS = random.Random(7)  # noqa: S311  which moment is hit is chance anyway
ROUNDS = 40
ENTRIES = 50_000
MIGRATE = """
import sys
from feedhub.store import engine, migrating
url = sys.argv[1]
made = engine.connect(url)
from alembic import command
print("ready", flush=True)
migrating.migrate(made, engine.file_of(url))
print("done", flush=True)
"""


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/feedhub.db"


def killed_after(seconds: float, *words: str) -> list[str]:
    """Let a program run, and kill it so many seconds after its first line; gives the whole lines it said."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        said += process.stdout
        timer.join()
    assert process.returncode in {0, -signal.SIGKILL}
    return [line.rstrip("\n") for line in said if line.endswith("\n")]


def test_a_killed_recorder_leaves_whole_batches(sqlite_url: str, tmp_path: Path) -> None:
    written = -1
    for _ in range(ROUNDS):
        said = killed_after(
            MOMENTS.uniform(0.0, 0.15), str(HERE / "recorder_of_visits.py"), sqlite_url, str(written + 1)
        )
        written = int(said[-1])
        path = tmp_path / "data/feedhub.db"
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.close()
        store = Store.open(sqlite_url, now=NOW)
        rows = store.status()
        claims = store.claim_named(None, NOW + HOUR * 10_000_000, lease=LEASE)
        store.release(claims)
        [vouched] = {claim.digest for claim in claims}
        counts = {each.feed.path: each.entries for each in store.feeds()}
        entries = list(store.all_entries())
        store.close()
        assert int(vouched or -1) in {written, written + 1}, "what was said to be written is there"
        written = int(vouched or -1)
        assert [row.entries for row in rows] == [3 * (written + 1)] * 4
        assert len(entries) == counts["all"] == counts["category/a"] == 12 * (written + 1)
        assert [counts[f"category/a/{number}"] for number in range(4)] == [3 * (written + 1)] * 4


def test_a_killed_writer_leaves_a_whole_document_and_the_next_start_no_litter(tmp_path: Path) -> None:
    for _ in range(ROUNDS // 2):
        said = killed_after(MOMENTS.uniform(0.0, 0.05), str(HERE / "writer_of_documents.py"), str(tmp_path))
        data = (tmp_path / "category/news.atom").read_bytes()
        number = int(data[:8])
        assert data == b"%08d" % number * 32_768
        assert number in {int(said[-1]), int(said[-1]) + 1}, "what was said to be in place is"
        Outlet(tmp_path)
        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["news.atom"]


def test_a_killed_migration_of_a_large_store_finishes_at_the_next_start(tmp_path: Path) -> None:
    template, path = tmp_path / "template/feedhub.db", tmp_path / "data/feedhub.db"
    old_store(template, entries=ENTRIES)
    ended = set()
    # The first at once: a migration is too quick for chance alone to hit it every time.
    for seconds in (0.0, *(MOMENTS.uniform(0.0, 0.3) for _ in range(ROUNDS // 4))):
        shutil.rmtree(path.parent, ignore_errors=True)
        shutil.copytree(template.parent, path.parent)
        ended.add(killed_after(seconds, "-c", MIGRATE, f"sqlite:///{path}")[-1])
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("SELECT version_num FROM feedhub_version").fetchone()[0] in {"0001", migrating.HEAD}
        db.close()
        store = Store.open(f"sqlite:///{path}", now=NOW)
        assert [row.entries for row in store.status()] == [ENTRIES]
        store.close()
        with sqlite3.connect(path) as db:
            assert db.execute("SELECT count(*) FROM entry_body JOIN entry ON id = entry_id").fetchone() == (ENTRIES,)
        db.close()
    assert "ready" in ended, "some were killed before they were done"
