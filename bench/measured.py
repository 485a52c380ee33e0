"""Run a command to its end and account for it: CPU of all its processes, wall time, and the most memory they held."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from process import memory

_LOOK_SECONDS = 0.1


@dataclass(slots=True, kw_only=True)
class Spent:
    """What something took: seconds of CPU (user and system) and of wall time, and megabytes at the highest."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: float = 0.0


def run(
    command: list[str], folder: Path, *, environ: Mapping[str, str] | None = None, ok: tuple[int, ...] = (0,)
) -> Spent:
    """Run a command in a folder, where its output is kept as `log`.

    Raises:
        SystemExit: it failed.
    """
    began = time.perf_counter()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        with highest(process.pid) as peak:
            _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ok:
        raise SystemExit(
            f"{' '.join(command)} ended with {process.returncode}:\n{(folder / 'log').read_text()[-2000:]}"
        )
    return Spent(cpu=usage.ru_utime + usage.ru_stime, wall=time.perf_counter() - began, peak=peak.megabytes)


@dataclass(slots=True)
class Peak:
    """The most memory that was seen."""

    megabytes: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self, look: Callable[[], float]) -> None:
        """Look again and again until it is over."""
        while True:
            self.megabytes = max(self.megabytes, look())
            if self._over.wait(_LOOK_SECONDS):
                return

    def end(self) -> None:
        """Look no more."""
        self._over.set()


@contextmanager
def highest(root: int) -> Iterator[Peak]:
    """Watch the memory of a process and all below it; what has ended meanwhile holds none."""
    peak = Peak()
    watching = threading.Thread(target=peak.watch, args=(lambda: memory(root),))
    watching.start()
    try:
        yield peak
    finally:
        peak.end()
        watching.join()
