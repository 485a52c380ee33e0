"""The published folder: renditions in, whole files out, and only where the bytes differ.

The room's only door to the disk. A file is written beside its place and renamed into it, so that whoever opens it,
at any moment and over any crash, reads one whole document. Nothing here knows what is in a document.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from feedhub.model.document import Rendition

INDEX = "index.json"
_MODE = 0o644
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_PART = re.compile(r"\.feedhub-(?P<pid>\d+)-\d+\.part")
_UNNAMED = frozenset({"", ".", ".."})
_turns = count()
_under_way: set[str] = set()
"""The parts this process is writing: a reload opens the folder a second time while the first is still in use."""


class Outlet:
    """The folder `directory`, made where there is none; what a killed process left half written is cleared away."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        for part in directory.rglob(".feedhub-*.part"):
            if _is_abandoned(part.name):
                part.unlink(missing_ok=True)

    def put(self, rendition: Rendition) -> bool:
        """Put a document in its place, dated `modified`; say whether its bytes differ from what stood there.

        Raises:
            ValueError: the name would lead out of the folder.
            OSError: the disk refused; what stood there stays.
        """
        return self._replace(rendition.name, rendition.data, int(rendition.modified.timestamp()))

    def read(self, name: str) -> bytes | None:
        """Give the bytes that stand at a name; None where there is nothing, or nothing of ours.

        Raises:
            ValueError: the name would lead out of the folder.
        """
        return _bytes_of(self._place(name))

    def names(self) -> list[str]:
        """List the documents that the index names."""
        index = self.read(INDEX)
        return [] if index is None else list(json.loads(index)["documents"])

    def has(self, name: str) -> bool:
        """Say whether a document stands in its place."""
        return self._place(name).is_file()

    def remove(self, name: str) -> None:
        """Take a document away, and the folders that it leaves empty.

        Raises:
            ValueError: the name would lead out of the folder.
        """
        place = self._place(name)
        place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == self._directory or not _removed(folder):
                return

    def write_index(self, names: Iterable[str], moved: Mapping[str, str], gone: Sequence[str]) -> bool:
        """Write down which documents exist, which were renamed and which removed; say whether that is news."""
        index = {"documents": sorted(names), "moved": dict(moved), "gone": sorted(gone)}
        data = json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
        return self._replace(INDEX, data, modified=None)

    def _place(self, name: str) -> Path:
        parts = name.split("/")
        if _UNNAMED.intersection(parts) or "\0" in name or "\\" in name:
            raise ValueError(f"{name!r} names no place below the published folder")
        return self._directory.joinpath(*parts)

    def _replace(self, name: str, data: bytes, modified: int | None) -> bool:
        place = self._place(name)
        if _bytes_of(place) == data:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        with _part_in(place.parent) as part:
            _write(part, data, modified)
            part.replace(place)
        _sync_folder(place.parent)
        return True


def _bytes_of(place: Path) -> bytes | None:
    """Read what stands at a place; a link or anything else that is no file of ours counts as nothing."""
    try:
        with os.fdopen(os.open(place, _READ), "rb") as file:
            return file.read()
    except OSError:  # not there, a link (ELOOP), not readable: the write that follows says what is wrong, if anything
        return None


@contextmanager
def _part_in(folder: Path) -> Iterator[Path]:
    """Name a file to write into before it is renamed; whatever happens, it does not stay."""
    name = f".feedhub-{os.getpid()}-{next(_turns)}.part"
    _under_way.add(name)
    try:
        yield folder / name
    finally:
        (folder / name).unlink(missing_ok=True)
        _under_way.discard(name)


def _write(part: Path, data: bytes, modified: int | None) -> None:
    with os.fdopen(os.open(part, _CREATE, _MODE), "wb") as file:
        file.write(data)
        file.flush()
        if modified is not None:
            os.utime(file.fileno(), (modified, modified))
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last over a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _removed(folder: Path) -> bool:
    with suppress(OSError):  # not empty
        folder.rmdir()
        return True
    return False


def _is_abandoned(name: str) -> bool:
    """Tell whether nobody is writing this part any more: neither this process nor another that lives."""
    writer = _PART.fullmatch(name)
    if writer is None or name in _under_way:
        return False
    pid = int(writer["pid"])
    return pid == os.getpid() or not _is_running(pid)  # in a container every life has the same number


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, so alive
        return True
    return True
