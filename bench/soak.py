"""Let the daemon visit thousands of sites, a third of which misbehave, and kill it every minute; then count.

    python bench/soak.py [SECONDS] [SITES]

At the end the store must hold every entry of every good site exactly once, memory must be flat, and no site may have
been visited more often than allowed. Exits with 1 when anything of that is not so.
"""

import asyncio
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from statistics import median

from feedhub import config
from feedhub.app import App
from process import memory
from soak_origin import Kind, Site, World

_BETWEEN_KILLS = 60.0
_EVERY = 60.0
_SETTLE = 200.0
"""Seconds after the last publication in which every good site has had its visit: a lease, and a turn of all sites."""
_CONFIG = """\
hub: {{base_url: "http://hub.example", authority: "hub.example,2026"}}
fetch: {{allow: [127.0.0.0/8], deadline: 5s, concurrency: 100}}
serve: {{bind: "127.0.0.1:0"}}
defaults: {{every: 1m}}
sources:
"""


class Soak:
    """One run in one folder."""

    def __init__(self, folder: Path, seconds: float, sites: int) -> None:
        self.folder = folder
        self.seconds = seconds
        self.world = World(sites, seconds)
        self.memory: list[list[float]] = []

    def run(self) -> None:
        """Let it run, kill it, let it settle, stop it."""
        port = self.world.start()
        sources = (
            f'  - {{name: {site.name}, url: "http://{site.address}:{port}/feed", categories: [c{number % 20}/d]}}\n'
            for number, site in enumerate(self.world.sites)
        )
        (self.folder / "config.yaml").write_text(_CONFIG.format() + "".join(sources))
        asyncio.run(_subscribe(self.folder))
        end = time.monotonic() + self.seconds
        while (left := end - time.monotonic()) > 0:
            self._live(min(left, _BETWEEN_KILLS), signal.SIGKILL)
        self.world.freeze()
        self._live(_SETTLE, signal.SIGTERM)

    def _live(self, seconds: float, end: signal.Signals) -> None:
        self.world.generation += 1
        with (self.folder / "log").open("a") as log:
            daemon = subprocess.Popen([sys.executable, "-m", "feedhub", "run"], cwd=self.folder, stderr=log)
        samples: list[float] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(2)
            if daemon.poll() is not None:
                raise SystemExit(f"the daemon ended by itself with {daemon.returncode}: see {self.folder}/log")
            with suppress(FileNotFoundError, ProcessLookupError):  # a worker retired while it was looked at
                samples.append(memory(daemon.pid))
        self.memory.append(samples)
        visits = sum(len(site.visits) for site in self.world.sites)
        print(f"life {self.world.generation}: {visits} visits so far, {samples[-1]:.0f} MB", flush=True)
        daemon.send_signal(end)
        code = daemon.wait(30)
        if end is signal.SIGTERM and code != 0:
            raise SystemExit(f"the daemon did not stop cleanly: {code}")


def faults_of_store(soak: Soak) -> list[str]:
    """Compare the store with what the sites know they published."""
    with sqlite3.connect(soak.folder / "data/feedhub.db") as db:
        verdict = db.execute("PRAGMA integrity_check").fetchone()[0]
        rows = db.execute("SELECT name, atom_id FROM entry JOIN source ON source.id = source_id").fetchall()
        counters = dict(db.execute("SELECT name, entries FROM source").fetchall())
    db.close()
    stored: dict[str, Counter[str]] = {site.name: Counter() for site in soak.world.sites}
    for name, atom_id in rows:
        stored[name][atom_id] += 1
    found = [] if verdict == "ok" else [f"integrity check: {verdict}"]
    age = soak.world.age()
    for site in soak.world.sites:
        found += _faults(site, stored[site.name], counters[site.name], age)
    return found


def _faults(site: Site, stored: Counter[str], counter: int, age: float) -> list[str]:
    wanted = site.ids(age)
    found = [f"{site.name}: {atom_id} is stored {times} times" for atom_id, times in stored.items() if times > 1]
    if counter != stored.total():
        found.append(f"{site.name}: counts {counter} entries and has {stored.total()}")
    match site.kind:
        case Kind.GOOD if set(stored) != wanted:
            found.append(f"{site.name}: {len(wanted - set(stored))} missing, {len(set(stored) - wanted)} too many")
        case Kind.CHURNING if stored.total() != len(wanted):
            found.append(f"{site.name}: {stored.total()} entries instead of {len(wanted)}, whose ids change")
        case Kind.BAD if not set(stored) <= wanted:
            found.append(f"{site.name}: {len(set(stored) - wanted)} entries that it never published")
        case _:
            pass
    return found


def faults_of_documents(soak: Soak) -> list[str]:
    """Look whether what good sites published last stands in their feeds."""
    found = []
    age = soak.world.age()
    for site in soak.world.sites[:: len(soak.world.sites) // 100 or 1]:
        if site.kind is Kind.GOOD:
            data = (soak.folder / f"data/public/source/{site.name}.atom").read_text()
            if set(re.findall(rf"<id>(tag:{site.name}\.example[^<]+)</id>", data)) != site.ids(age):
                found.append(f"{site.name}: its feed does not show what is stored")
    found += [f"{part} was left behind" for part in (soak.folder / "data/public").rglob("*.part")]
    return found


def faults_of_visits(soak: Soak) -> list[str]:
    """Look for visits that came sooner than allowed."""
    found = []
    for site in soak.world.sites:
        for one, two in zip(site.visits, site.visits[1:], strict=False):
            # What an answer asked for is not known to a daemon that was killed before it wrote it down.
            allowed = max(_EVERY, one.asked_for if one.generation == two.generation else 0.0)
            if two.at - one.at < allowed - 1.5:
                found.append(f"{site.name}: visited again after {two.at - one.at:.1f} s instead of {allowed:.0f}")
    return found


async def _subscribe(folder: Path) -> None:
    """Ask for the feed of every site once, so that it is published whenever it changes."""
    async with App(config.load(folder / "config.yaml", {}), workers=0) as app:
        await app.make_all(lambda _done, _all: None, is_closed=lambda _: False)


def faults_of_memory(soak: Soak) -> list[str]:
    """Compare the lives of the daemon after the first with each other, and the last one's halves."""
    lives = [median(samples[len(samples) // 2 :]) for samples in soak.memory if samples]
    last = soak.memory[-1]
    first_half, second_half = (
        median(part) for part in (last[len(last) // 3 : 2 * len(last) // 3], last[-len(last) // 3 :])
    )
    found = []
    if len(lives) > 3 and lives[-2] > 1.3 * lives[1] + 20:
        found.append(f"memory grows from life to life: {', '.join(f'{life:.0f}' for life in lives)} MB")
    if second_half > 1.15 * first_half + 10:
        found.append(f"memory grows within a life: {first_half:.0f} to {second_half:.0f} MB")
    return found


def main(seconds: int = 600, sites: int = 2000) -> None:
    """Run and judge; what it leaves behind stays only where something was wrong."""
    soak = Soak(Path(tempfile.mkdtemp(prefix="feedhub-soak-")), seconds, sites)
    print(f"in {soak.folder}", flush=True)
    soak.run()
    checks = (faults_of_store, faults_of_documents, faults_of_visits, faults_of_memory)
    found = {check.__name__.rpartition("_")[2]: check(soak) for check in checks}
    visits = sum(len(site.visits) for site in soak.world.sites)
    kills = soak.world.generation - 1
    print(f"{visits} visits to {sites} sites in {seconds} s and {_SETTLE:.0f} s, {kills} kills")
    for what, faults in found.items():
        print(f"{what:10} {'as it should be' if not faults else f'{len(faults)} faults'}")
        for fault in faults[:10]:
            print(f"    {fault}")
    if any(found.values()):
        raise SystemExit(f"see {soak.folder}/log")
    shutil.rmtree(soak.folder)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*given)
