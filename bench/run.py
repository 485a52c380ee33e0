"""Poll a generated corpus three times, with feedhub and with the library `reader`, in one run.

    python bench/run.py [FEEDS] [ROUNDS]

`cold`: everything is new. `304`: nothing changed. `upd10`: one feed in ten has two new entries. Printed is the median
CPU (user and system, children included) in milliseconds a feed, whole processes from start to exit, and how many
entries are stored afterwards: a figure counts only if the work was done.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from origin import address

HERE = Path(__file__).resolve().parent
PORT = 8700
PHASES = ("cold", "304", "upd10")
Figures = tuple[float, float, float, float]
"""CPU milliseconds a feed, wall seconds, peak megabytes, entries stored."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A program under test: how it is set up, polled and counted, in a folder of its own."""

    name: str
    prepare: Callable[[Path, list[str]], None]
    poll: tuple[str, ...]
    count: Callable[[Path], int]


def _feedhub_prepare(folder: Path, urls: list[str]) -> None:
    sources = "\n".join(
        f"  - {{name: f{n}, url: {url}, every: 1m, categories: [bench/c{n % 10}]}}" for n, url in enumerate(urls)
    )
    (folder / "config.yaml").write_text(f"fetch: {{allow: [127.0.0.0/8]}}\nsources:\n{sources}\n")


def _feedhub_count(folder: Path) -> int:
    return _scalar(folder / "data/feedhub.db", "select count(*) from entry")


def _reader_prepare(folder: Path, urls: list[str]) -> None:
    (folder / "urls").write_text("\n".join(urls))
    subprocess.run([sys.executable, HERE / "with_reader.py", "add", "reader.db", "urls"], cwd=folder, check=True)


def _reader_count(folder: Path) -> int:
    return _scalar(folder / "reader.db", "select count(*) from entries")


CONTENDERS = (
    Contender("feedhub", _feedhub_prepare, (sys.executable, "-m", "feedhub", "poll", "--force"), _feedhub_count),
    Contender(
        "reader",
        _reader_prepare,
        (sys.executable, str(HERE / "with_reader.py"), "poll", "reader.db", "urls"),
        _reader_count,
    ),
)


def _scalar(database: Path, question: str) -> int:
    import sqlite3  # noqa: PLC0415  only to count

    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute(question).fetchone()[0])


def measure(command: tuple[str, ...], folder: Path) -> tuple[float, float, float]:
    """Run a command to its end.

    Returns:
        CPU seconds, wall seconds, and peak memory of the largest process in MB.
    """
    began = time.perf_counter()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command}: exit {process.returncode}, see {folder / 'log'}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss / 1024


@contextmanager
def origin(feeds: int) -> Iterator[None]:
    """Serve the corpus for a while."""
    process = subprocess.Popen([sys.executable, HERE / "origin.py", str(feeds), str(PORT)], stdout=subprocess.PIPE)
    try:
        if process.stdout is None or process.stdout.readline() != b"ready\n":
            raise SystemExit("the origin did not start")
        yield
    finally:
        process.terminate()
        process.wait()


def once(contender: Contender, feeds: int, folder: Path) -> Iterator[tuple[str, Figures]]:
    """Take one contender through the phases."""
    with origin(feeds):
        contender.prepare(folder, [f"http://{address(feed)}:{PORT}/feed" for feed in range(feeds)])
        for phase in PHASES:
            if phase == "upd10":
                urllib.request.urlopen(f"http://{address(0)}:{PORT}/touch", timeout=60).close()  # noqa: S310
            cpu, wall, memory = measure(contender.poll, folder)
            yield phase, (cpu / feeds * 1000, wall, memory, float(contender.count(folder)))


def main(feeds: int = 200, rounds: int = 3) -> None:
    """Print the table."""
    figures: dict[tuple[str, str], list[Figures]] = defaultdict(list)
    for _ in range(rounds):
        for contender in CONTENDERS:
            with tempfile.TemporaryDirectory() as folder:
                for phase, row in once(contender, feeds, Path(folder)):
                    figures[phase, contender.name].append(row)
    print(f"{feeds} feeds of 20 entries, median of {rounds} rounds, {os.cpu_count()} cores")
    print(f"{'phase':8}{'program':10}{'CPU ms/feed':>12}{'wall s':>9}{'peak MB':>9}{'entries':>9}")
    for phase in PHASES:
        for contender in CONTENDERS:
            rows = figures[phase, contender.name]
            cpu, wall, memory, count = (statistics.median(column) for column in zip(*rows, strict=True))
            print(f"{phase:8}{contender.name:10}{cpu:12.2f}{wall:9.2f}{memory:9.0f}{count:9.0f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
