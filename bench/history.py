"""`bench/history.csv`: medians by commit, a row for each program and phase, so that one sees what a change cost.

A machine is as fast as it is: `of_floor` says how many times what the bare floor took in the same run, and that is
what can be compared between machines.
"""

import csv
import subprocess
from collections.abc import Sequence
from pathlib import Path

from table import Row

FILE = Path(__file__).with_name("history.csv")
_COLUMNS = ("commit", "feeds", "rounds", "phase", "program", "cpu_ms_a_feed", "wall_s", "peak_mb", "of_floor")


def keep(found: Sequence[Row], feeds: int, rounds: int, python: Path) -> None:
    """Add the rows of a run."""
    floors = {row.phase: row.cpu for row in found if row.program == "floor"}
    mark = commit(python)
    fresh = not FILE.exists()
    with FILE.open("a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if fresh:
            writer.writerow(_COLUMNS)
        for row in found:
            floor = floors.get(row.phase)
            of_floor = f"{row.cpu / floor:.2f}" if floor else ""
            measured = (f"{row.cpu:.3f}", f"{row.wall:.2f}", f"{row.peak:.0f}", of_floor)
            writer.writerow((mark, feeds, rounds, row.phase, row.program, *measured))


def commit(python: Path) -> str:
    """Name the commit of the feedhub that a Python has installed; with a plus where files differ from it."""
    where = _said([python, "-P", "-c", "import feedhub; print(feedhub.__path__[0])"])
    return _said(["git", "-C", where, "describe", "--always", "--abbrev=7", "--dirty=+", "--match="])


def _said(command: Sequence[str | Path]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
