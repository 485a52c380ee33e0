"""A disk of a few megabytes that can be filled up and made read-only: a tmpfs of its own (Linux, as root)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.programs import missing


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount it on a folder for a while."""
    if os.geteuid() != 0:
        missing("a disk can only be mounted by root")
    folder.mkdir()
    done = _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    if done.returncode:
        missing(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave no byte free; give the file that takes them."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:  # which is what was wanted
            return filler


def freeze(disk: Path) -> None:
    """Make it read-only."""
    done = _mount("-o", "remount,ro", str(disk))
    if done.returncode:
        missing(f"no disk can be made read-only here: {done.stderr.strip()}")


def _mount(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
