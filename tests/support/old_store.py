"""A store as an older feedhub left it: with the tables of its revision, and one source with entries."""

import sqlite3
from pathlib import Path

from feedhub.store import migrating
from feedhub.store.engine import connect, writing


def old_store(path: Path, *, entries: int, at: str = "0001") -> None:
    """Make one in a folder that is not there yet."""
    path.parent.mkdir(parents=True)
    engine = connect(f"sqlite:///{path}")
    with writing(engine).begin() as db:
        migrating.upgrade(db, to="0001")
    engine.dispose()
    with sqlite3.connect(path) as raw:
        _fill(raw, entries)
    raw.close()
    engine = connect(f"sqlite:///{path}")
    with writing(engine).begin() as db:
        migrating.upgrade(db, to=at)
    engine.dispose()


def _fill(raw: sqlite3.Connection, entries: int) -> None:
    _insert(
        raw,
        "source",
        1,
        id=0, name="'news'", location="'https://news.example/'", enabled=1, configured=1, asked="'[]'",
        every="'auto'", title="'News'", categories="'[\"a\"]'", filed="'[\"a\"]'", failures=0, notes="'[]'",
        offered=0, entries=entries,
    )  # fmt: skip
    _insert(raw, "origin", 1, id=0, digest="x'00'", iri="'https://news.example/'", title="'News'")
    _insert(
        raw,
        "entry",
        entries,
        id="n", source_id=0, key="'key ' || n", fingerprint="x'00'", atom_id="'tag:news.example,2026:' || n",
        tie="n", published="n", updated="n", first_seen="n", changed="n", title="'Title ' || n", author="'Ann'",
        summary="''", tags="'[]'", enclosures="'[]'", origin_id=0, origin_updated="n",
    )  # fmt: skip
    _insert(raw, "entry_body", entries, entry_id="n", content="'<p>Body ' || n || '</p>'")
    _insert(raw, "meta", 1, key="'first start'", value="'1'")


def _insert(db: sqlite3.Connection, table: str, rows: int, **columns: object) -> None:
    """Insert so many rows, each counted by n."""
    names, values = ", ".join(columns), ", ".join(map(str, columns.values()))
    counted = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)"
    db.execute(f"{counted} INSERT INTO {table} ({names}) SELECT {values} FROM counted", [rows])  # noqa: S608  the test's own words
