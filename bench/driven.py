"""A hub that stays, told what to do and measured while it does it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measured import Spent, highest
from process import cpu
from programs import HERE, configure_feedhub


class Hub:
    """feedhub in a process of its own, with its workers; ready when `running` gives it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._expect_done()

    def do(self, act: str) -> Spent:
        """Have it `poll` or `publish`, once."""
        if self._process.stdin is None:
            raise ValueError("a driver has a pipe")
        pid = self._process.pid
        spent, began = cpu(pid), time.perf_counter()
        with highest(pid) as peak:
            self._process.stdin.write(f"{act}\n")
            self._process.stdin.flush()
            self._expect_done()
        return Spent(cpu=cpu(pid) - spent, wall=time.perf_counter() - began, peak=peak.megabytes)

    def _expect_done(self) -> None:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if line.strip() != "done":
            raise SystemExit(f"{self._process.args!r}: said {line!r}; see its log")


@contextmanager
def running(python: Path, folder: Path) -> Iterator[Hub]:
    """Run a hub in a folder that holds `urls`."""
    configure_feedhub(folder)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [python, HERE / "with_feedhub.py"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield Hub(process)
        process.communicate()
