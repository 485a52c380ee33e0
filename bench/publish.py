"""Change entries of a hub and bring what is published up to date: what one changed entry costs, and fifty, and 500.

    python bench/publish.py [ROUNDS]

The hub holds 100 sources of 20 entries in 10 categories below one. Each changed entry is rendered in every format, and
every feed that shows it is written, judged and put in place. Printed are medians of `feedhub`'s own publishing step,
visit and storing not counted: CPU and wall milliseconds, and how many documents it wrote.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from corpus import ENTRIES, document
from feedhub import config
from feedhub.app import App

SOURCES = 100
CATEGORIES = 10
CHANGES = (1, 50, 500)
Figures = tuple[float, float, float]
"""CPU milliseconds, wall milliseconds, documents written."""


def configure(folder: Path) -> config.Settings:
    """Write the sources and what is configured of them."""
    lines = [
        f"  - {{name: s{number}, path: s{number}.xml, categories: [news/c{number % CATEGORIES}]}}"
        for number in range(SOURCES)
    ]
    path = folder / "config.yaml"
    path.write_text("\n".join(["sources:", *lines, ""]))
    for number in range(SOURCES):
        (folder / f"s{number}.xml").write_bytes(document(number))
    return config.load(path, {})


def change(folder: Path, entries: int, turn: int) -> list[str]:
    """Change the titles of so many entries, spread over as few sources as hold them; names the sources."""
    changed = []
    first = 10 * CHANGES.index(entries)  # each size has its sources, so that nothing of another one changes back
    for number in range(first, first - (-entries // ENTRIES)):
        here = min(entries - (number - first) * ENTRIES, ENTRIES)
        file = folder / f"s{number}.xml"
        parts = document(number).split(b"</title>")  # the first one ends the feed's own
        for place in range(1, here + 1):
            parts[place] += f" {entries}.{turn}".encode()
        file.write_bytes(b"</title>".join(parts))
        changed.append(f"s{number}")
    return changed


async def once(folder: Path, rounds: int) -> dict[int, list[Figures]]:
    """Fill a hub, then change and publish."""
    figures: dict[int, list[Figures]] = {entries: [] for entries in CHANGES}
    async with App(configure(folder), workers=0) as app:
        await app.poll(force=True, each=lambda _: None)
        await app.publish()
        for turn in range(rounds):
            for entries in CHANGES:
                reports = await app.poll(change(folder, entries, turn), each=lambda _: None)
                if sum(report.changed for report in reports) != entries:
                    raise SystemExit(f"{entries} entries were to change: {reports}")
                spent, began = time.process_time(), time.perf_counter()
                report = await app.publish()
                wall = time.perf_counter() - began
                figures[entries].append(((time.process_time() - spent) * 1000, wall * 1000, float(report.documents)))
    return figures


def main(rounds: int = 5) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(once(Path(folder), rounds))
    print(f"publishing changes of a hub with {SOURCES * ENTRIES} entries, median of {rounds} rounds")
    print(f"{'entries':8}{'CPU ms':>10}{'wall ms':>10}{'documents':>11}")
    for entries, rows in figures.items():
        cpu, wall, documents = map(statistics.median, zip(*rows, strict=True))
        print(f"{entries:<8}{cpu:10.1f}{wall:10.1f}{documents:11.0f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
