"""Poll a generated corpus with feedhub and with the library `reader`, in one run.

    python bench/run.py [FEEDS] [ROUNDS]

`start`: from nothing to ready with every feed subscribed. `cold`: everything is new. `304`: nothing changed.
`upd10`: one feed in ten has two new entries. Each program is one process tree that stays, as a poller does. Printed
are medians: CPU milliseconds a feed (user and system, children included), wall seconds, megabytes after the phase,
and how many entries are stored then: a figure counts only if the work was done.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from origin import address
from process import Driven

HERE = Path(__file__).resolve().parent
PORT = 8700
PHASES = ("start", "cold", "304", "upd10")
Figures = tuple[float, float, float, float]
"""CPU milliseconds a feed, wall seconds, megabytes, entries stored."""
COUNTS = {
    "feedhub": ("data/feedhub.db", "select count(*) from entry"),
    "reader": ("reader.db", "select count(*) from entries"),
}


def stored(name: str, folder: Path) -> int:
    """Count the entries a program holds."""
    file, question = COUNTS[name]
    with closing(sqlite3.connect(f"file:{folder / file}?mode=ro", uri=True)) as connection:
        return int(connection.execute(question).fetchone()[0])


@contextmanager
def origin(feeds: int) -> Iterator[None]:
    """Serve the corpus for a while."""
    with subprocess.Popen([sys.executable, HERE / "origin.py", str(feeds), str(PORT)], stdout=subprocess.PIPE) as site:
        try:
            if site.stdout is None or site.stdout.readline() != b"ready\n":
                raise SystemExit("the origin did not start")
            yield
        finally:
            site.terminate()


def once(name: str, feeds: int, folder: Path) -> Iterator[tuple[str, Figures]]:
    """Take one program through the phases."""
    (folder / "urls").write_text("\n".join(f"http://{address(feed)}:{PORT}/feed" for feed in range(feeds)))
    driven: list[Driven] = []

    def start() -> None:
        driven.append(Driven.start(HERE / f"with_{name}.py", folder))

    for phase in PHASES:
        if phase == "upd10":
            urllib.request.urlopen(f"http://{address(0)}:{PORT}/touch", timeout=60).close()
        act: Callable[[], None] = driven[0].poll if driven else start
        spent = driven[0].cpu() if driven else 0.0
        began = time.perf_counter()
        act()
        wall = time.perf_counter() - began
        spent = driven[0].cpu() - spent
        yield phase, (spent / feeds * 1000, wall, driven[0].memory(), float(stored(name, folder)))
    driven[0].stop()


def main(feeds: int = 200, rounds: int = 3) -> None:
    """Print the table."""
    figures: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for _ in range(rounds):
        for name in COUNTS:
            with tempfile.TemporaryDirectory() as folder, origin(feeds):
                for phase, row in once(name, feeds, Path(folder)):
                    figures[phase, name].append(row)
    print(f"{feeds} feeds of 20 entries, median of {rounds} rounds, {os.cpu_count()} cores")
    print(f"{'phase':8}{'program':10}{'CPU ms/feed':>12}{'wall s':>9}{'MB':>7}{'entries':>9}")
    for phase in PHASES:
        for name in COUNTS:
            cpu, wall, memory, count = map(statistics.median, zip(*figures[phase, name], strict=True))
            print(f"{phase:8}{name:10}{cpu:12.2f}{wall:9.2f}{memory:7.0f}{count:9.0f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
