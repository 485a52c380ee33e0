"""A program under test as a process tree: its CPU time and memory, read from /proc (Linux)."""

import os
from contextlib import suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def cpu(root: int) -> float:
    """Give the CPU seconds, user and system, of a process and all below it, ended children included."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in _tree(root)) / _TICK


def memory(root: int) -> float:
    """Give the memory of a process and all below it in megabytes, pages shared between them counted once."""
    return sum(_proportional(pid) for pid in _tree(root)) / 1024


def _tree(root: int) -> list[int]:
    """Name a process and all below it, whichever thread started them; what has just ended is left out."""
    found, ahead = [], [root]
    while ahead:
        pid = ahead.pop()
        with suppress(OSError):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                ahead += map(int, (thread / "children").read_text().split())
            found.append(pid)
    return found


def _stat(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat behind the name of the program."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _proportional(pid: int) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return 0
