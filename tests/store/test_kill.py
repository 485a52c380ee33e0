"""A process that is killed while it writes leaves a store that is whole: all of a batch, or nothing of it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from feedhub.store import Store
from support.visits import HOUR, LEASE, NOW

HERE = Path(__file__).parent
ROUNDS = 8


def killed_after(url: str, begin: int, seconds: float) -> int:
    """Let a recorder run, and kill it `seconds` after its first round; gives the last round it said was written."""
    environment = {**os.environ, "PYTHONPATH": f"{HERE.parents[1]}:{HERE.parent}"}
    command = [sys.executable, str(HERE / "recorder.py"), url, str(begin)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        said += process.stdout
        timer.join()
    assert process.returncode == -signal.SIGKILL
    return int([line for line in said if line.endswith("\n")][-1])


def test_a_killed_recorder_leaves_whole_batches(sqlite_url: str, tmp_path: Path) -> None:
    moments = random.Random(7)  # noqa: S311  which moment is hit is chance anyway
    written = -1
    for _ in range(ROUNDS):
        written = killed_after(sqlite_url, written + 1, moments.uniform(0.0, 0.15))
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


def test_a_killed_migration_leaves_nothing_and_the_next_start_finishes(sqlite_url: str, tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from sqlalchemy import event\n"
        "from feedhub.store import engine, migrating\n"
        "made = engine.connect(sys.argv[1])\n"
        "seen = []\n"
        "@event.listens_for(made, 'after_cursor_execute')\n"
        "def count(conn, cursor, statement, *rest):\n"
        "    seen.append(statement)\n"
        "    if 'CREATE TABLE fragment' in statement: os._exit(9)\n"
        "migrating.migrate(made)\n"
    )
    path = tmp_path / "data/feedhub.db"
    path.parent.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run([sys.executable, "-c", program, sqlite_url], env=environment, check=False)
    assert done.returncode == 9
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    db.close()
    store = Store.open(sqlite_url, now=NOW)
    assert store.feeds() == []
    store.close()
