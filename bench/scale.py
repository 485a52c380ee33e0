"""Measure a hub with millions of entries beside a small one: reading, publishing, recording, starting.

    python bench/scale.py [ENTRIES] [CATEGORIES] [SOURCES]

A store is filled with SQL, as if its entries had come over years; everything measured is feedhub's own. The marks are:
the newest 50 of any category in 1 ms, one changed category published in 20 ms, a visit recorded at no more than 1.2
times its price in a store of 10,000 entries, a start in 2 s.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median

from feedhub import config, publish
from feedhub.app import App, now
from feedhub.model.archive import Settled
from feedhub.model.document import FeedKind, FeedName
from feedhub.model.entry import Entry, Origin
from feedhub.model.html import SafeHtml
from feedhub.model.visit import Visit
from feedhub.store import Store

SMALL = 10_000
_ROUNDS = 30
_NEW = 20
_KNOWN = {
    "id": "i + 1",
    "source_id": "(SELECT id FROM source WHERE name = 's' || (i % :sources))",
    "key": "'k' || i",
    "fingerprint": "x'00'",
    "atom_id": "'tag:s' || (i % :sources) || '.example,2026:' || i",
    "tie": "random()",
    "published": ":now - i * 20",
    "updated": ":now - i * 20",
    "first_seen": ":now - i * 20",
    "changed": ":now - i * 20",
    "title": "'Title of entry ' || i",
    "url": "'https://s' || (i % :sources) || '.example/' || i",
    "author": "'Author'",
    "summary": "'Some words about entry ' || i || ', as many as a summary has, and then a few.'",
    "tags": "'[]'",
    "enclosures": "'[]'",
    "origin_id": "1",
    "origin_updated": ":now",
    "page": "random()",
    "words": "random()",
}
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :entries)"


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU milliseconds, but for `started`, which is in seconds; `size` of the database in megabytes."""

    size: float
    started: float
    newest: float
    recorded: float
    published: float
    documents: float
    one_category: float


def settings(folder: Path, categories: int, sources: int) -> config.Settings:
    """Write a configuration whose sources share categories, ten of them below one."""
    lines = [
        f"  - {{name: s{number}, url: http://s{number}.example/feed,"
        f" categories: [g{number % categories // 10}/c{number % categories}]}}"
        for number in range(sources)
    ]
    path = folder / "config.yaml"
    path.write_text("\n".join(["sources:", *lines, ""]))
    return config.load(path, {})


def fill(database: Path, entries: int, sources: int) -> None:
    """Put entries into a store that knows its sources, newest first and each 20 s before the next.

    Indexes are made when the rows are there, and nothing is kept for a crash: five million take minutes.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            db.execute(f"PRAGMA {pragma}")
        values = {"entries": entries, "sources": sources, "now": int(now().timestamp())}
        columns = [(row[1], bool(row[3])) for row in db.execute("PRAGMA table_info(entry)")]
        given = {name: _KNOWN.get(name, "0" if needed else "NULL") for name, needed in columns}
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'entry' AND sql IS NOT NULL"
        ).fetchall()
        db.execute("BEGIN")
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        db.execute("INSERT INTO origin (id, digest, iri, title) VALUES (1, x'00', 'https://s.example/', 'S')")
        db.execute(
            f"INSERT INTO entry ({', '.join(given)}) {_NUMBERS} SELECT {', '.join(given.values())} FROM n",  # noqa: S608  names and expressions are ours
            values,
        )
        for _, statement in indexes:
            db.execute(statement)
        db.execute(
            "INSERT INTO entry_body (entry_id, content, from_page) SELECT id, '<p>Some words.</p>', 0 FROM entry"
        )
        places = {row[1]: row[0] for row in db.execute("SELECT id, path FROM category")}
        db.execute("CREATE TEMP TABLE place (source_id INTEGER, category_id INTEGER)")
        for source, paths in db.execute("SELECT id, json_extract(categories, '$[0]') FROM source").fetchall():
            above = paths.split("/")[0]
            db.executemany("INSERT INTO place VALUES (?, ?)", [(source, places[path]) for path in ("", above, paths)])
        db.execute("CREATE INDEX temp.of_source ON place (source_id)")
        db.execute(
            "INSERT INTO entry_category SELECT category_id, published, tie, entry.id"
            " FROM entry JOIN place ON place.source_id = entry.source_id ORDER BY 1, 2, 3, 4"
        )
        db.execute(
            "UPDATE source SET entries = (SELECT count(*) FROM entry WHERE source_id = source.id), next_visit = :now + 9999",
            values,
        )
        db.execute("UPDATE feed SET entries = 100")
        db.execute("COMMIT")


def an_entry(source: str, name: str) -> Entry:
    """Make a new entry."""
    moment = now()
    return Entry(
        key=name,
        fingerprint=b"1",
        id=f"https://{source}.example/{name}",
        title=name,
        url=f"https://{source}.example/{name}",
        author="Author",
        content=SafeHtml(f"<p>Some words about {name}.</p>"),
        summary=name,
        published=moment - timedelta(seconds=30),
        updated=None,
        origin=Origin(id="https://s.example/", title="S", updated=moment),
    )


def visit(store: Store, source: str, entries: int, turn: int) -> Visit:
    """Make the visit that found so many new entries."""
    [claim] = store.claim_named([source], now(), lease=timedelta(minutes=5))
    found = tuple(an_entry(source, f"new-{turn}-{number}") for number in range(entries))
    return Visit(claim=claim, at=now(), next_visit=now() + timedelta(hours=3), interval=3600.0, entries=found)


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Note the CPU milliseconds that something takes."""
    began = time.process_time()
    yield
    into.append((time.process_time() - began) * 1000)


def lay_out(app: App, *names: FeedName) -> None:
    """Have this month's archives of these feeds be known, as they are where a hub has run for long."""
    archivist = app._hallways.republisher._archivist
    moment = now()
    [stretch] = publish.stretches([], [moment])
    for name in names:
        counted = archivist._counts(name, stretch.period, ())
        changed = publish.layout([], [(stretch, counted)], [moment]).changed
        app._store.archives.keep({name: Settled(changed=changed)})


def settle(store: Store, but: FeedName | None = None) -> None:
    """Have all feeds count as published, or all but one."""
    with store._doors.pen() as db:
        db.exec_driver_sql(
            "UPDATE feed SET published_revision = revision WHERE published_revision < revision AND kind || ' ' || name <> ?",
            (f"{but.kind.value} {but.name}" if but else "",),
        )


async def measure(given: config.Settings, folder: Path, categories: int, sources: int) -> Figures:
    """Start a hub on a store that is filled, and ask things of it."""
    chance = Random(7)
    newest: list[float] = []
    recorded: list[float] = []
    published: list[float] = []
    one_category: list[float] = []
    documents: list[float] = []
    began = time.perf_counter()
    async with App(given, workers=0) as app:
        started = time.perf_counter() - began
        store = app._store
        settle(store)
        lay_out(app, FeedName(kind=FeedKind.ALL))
        await app.publish()
        for turn, number in enumerate(chance.sample(range(categories), _ROUNDS)):
            name = FeedName(kind=FeedKind.CATEGORY, name=f"g{number // 10}/c{number}")
            lay_out(app, name, FeedName(kind=FeedKind.CATEGORY, name=f"g{number // 10}"))
            with timed(newest):
                store.front(name, limit=50)
            batch = [visit(store, f"s{each}", _NEW, turn) for each in chance.sample(range(sources), 10)]
            with timed(recorded):
                store.record(batch)
            settle(store)
            store.record([visit(store, f"s{number}", 1, 1000 + turn)])
            with timed(published):
                report = await app.publish(patient=True)
            documents.append(report.documents)
            store.record([visit(store, f"s{number}", 1, 2000 + turn)])
            settle(store, but=name)
            with timed(one_category):
                await app.publish(patient=True)
    size = (folder / "data/feedhub.db").stat().st_size / 1e6
    return Figures(
        size, started, median(newest), median(recorded) / 10, median(published), median(documents), median(one_category)
    )


def run(entries: int, categories: int, sources: int) -> Figures:
    """Fill and measure one hub."""
    with tempfile.TemporaryDirectory(prefix="feedhub-scale-") as name:
        folder = Path(name)
        given = settings(folder, categories, sources)
        (folder / "data").mkdir()
        asyncio.run(_sync(given))
        fill(folder / "data/feedhub.db", entries, sources)
        return asyncio.run(measure(given, folder, categories, sources))


async def _sync(given: config.Settings) -> None:
    async with App(given, workers=0):
        pass


def main(entries: int = 5_000_000, categories: int = 1000, sources: int = 10_000) -> None:
    """Print the small hub and the large one side by side."""
    small, large = run(SMALL, categories, sources), run(entries, categories, sources)
    rows: list[tuple[str, Callable[[Figures], float]]] = [
        ("database, MB", lambda it: it.size),
        ("start, s", lambda it: it.started),
        ("newest 50 of a category, ms", lambda it: it.newest),
        (f"recording {_NEW} new entries of a source, ms", lambda it: it.recorded),
        ("publishing one new entry, ms", lambda it: it.published),
        ("documents for it", lambda it: it.documents),
        ("publishing one changed category, ms", lambda it: it.one_category),
    ]
    print(f"{categories} categories, {sources} sources; CPU, median of {_ROUNDS}")
    print(f"{'':44}{SMALL:>12,}{entries:>12,}{'ratio':>8}")
    for what, read in rows:
        print(f"{what:44}{read(small):12.2f}{read(large):12.2f}{read(large) / max(read(small), 0.001):8.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
