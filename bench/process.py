"""A program under test as a process tree: its CPU time and memory, read from /proc (Linux)."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Driven:
    """A driver that polls whenever it is told to, with all its child processes."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls, script: Path, folder: Path) -> Self:
        """Start a driver in a folder that holds `urls`; returns when it is ready."""
        log = (folder / "log").open("w")
        process = subprocess.Popen(
            [sys.executable, script, "urls"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        log.close()
        driven = cls(process)
        driven.expect("ready")
        return driven

    def poll(self) -> None:
        """Have it poll once."""
        if self.process.stdin is None:
            raise ValueError("a driver has a pipe")
        self.process.stdin.write("poll\n")
        self.process.stdin.flush()
        self.expect("done")

    def expect(self, word: str) -> None:
        """Wait for its next line."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if line.strip() != word:
            raise SystemExit(f"{self.process.args!r}: said {line!r} for {word!r}; see its log")

    def cpu(self) -> float:
        """Give the CPU seconds, user and system, of the whole tree so far, ended children included."""
        return cpu(self.process.pid)

    def memory(self) -> float:
        """Give the memory of the whole tree in megabytes, pages shared between processes counted once."""
        return memory(self.process.pid)

    def stop(self) -> None:
        """End it."""
        self.process.communicate()


def cpu(root: int) -> float:
    """Give the CPU seconds, user and system, of a process and all below it, ended children included."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in _tree(root)) / _TICK


def memory(root: int) -> float:
    """Give the memory of a process and all below it in megabytes, pages shared between them counted once."""
    return sum(_proportional(pid) for pid in _tree(root)) / 1024


def _tree(root: int) -> list[int]:
    found, ahead = [], [root]
    while ahead:
        pid = ahead.pop()
        found.append(pid)
        ahead += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found


def _stat(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat behind the name of the program."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
