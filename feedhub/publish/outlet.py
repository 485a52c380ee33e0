"""The published folder: renditions in, whole files out, and only where the bytes differ.

The room's only door to the disk. A file is written beside its place and renamed into it, so that whoever opens it,
at any moment and over any crash, reads one whole document. Nothing here knows what is in a document.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from stat import S_ISREG

from feedhub.errors import FeedhubError
from feedhub.model.document import Rendition, Written
from feedhub.model.standing import Span

INDEX = "index.json"
_MODE = 0o644
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_PART = re.compile(r"\.feedhub-(?P<pid>\d+)-\d+\.part")
_UNNAMED = frozenset({"", ".", ".."})
_TOGETHER = 100
"""Files that are open at once while a batch is written."""
_turns = count()
_under_way: set[str] = set()
"""The parts this process is writing: a reload opens the folder a second time while the first is still in use."""


class Outlet:
    """The folder `directory`, made where there is none; what a killed process left half written is cleared away.

    Raises FeedhubError where there can be no such folder.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._root = f"{directory}/"
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as reason:
            raise FeedhubError(f"{directory} cannot be the folder to publish in: {reason.strerror}") from reason
        for part in directory.rglob(".feedhub-*.part"):
            if _is_abandoned(part.name):
                part.unlink(missing_ok=True)

    def put(self, rendition: Rendition) -> bool:
        """Put a document in its place, dated `modified`; say whether its bytes differ from what stood there.

        Raises:
            ValueError: the name would lead out of the folder.
            OSError: the disk refused; what stood there stays.
        """
        return self.put_all([rendition]) > 0

    def put_all(self, renditions: Sequence[Rendition]) -> int:
        """Put documents in their places as `put` does, which costs a sixth of one by one; say how many differ.

        Raises:
            ValueError: a name would lead out of the folder.
            OSError: the disk refused; what stood in the places not reached yet stays.
        """
        changed = 0
        for first in range(0, len(renditions), _TOGETHER):
            some = [(self._place(each.name), each) for each in renditions[first : first + _TOGETHER]]
            news = [
                (place, it.document, int(it.modified.timestamp()))
                for place, it in some
                if not _stands(place, it.document)
            ]
            _replace(news)
            changed += len(news)
        return changed

    def read(self, name: str) -> bytes | None:
        """Give the bytes that stand at a name; None where there is nothing, or nothing of ours.

        Raises:
            ValueError: the name would lead out of the folder.
        """
        return _bytes_of(self._place(name))

    def parts(self, name: str, spans: Sequence[Span]) -> list[bytes]:
        """Give parts of what stands at a name; empty ones where there is nothing, or nothing of ours.

        Raises:
            ValueError: the name would lead out of the folder.
        """
        try:
            descriptor = os.open(self._place(name), _READ)
        except OSError:  # not there, a link (ELOOP), not readable
            return [b""] * len(spans)
        try:
            return _parts_of(descriptor, spans)
        except OSError:  # a folder
            return [b""] * len(spans)
        finally:
            os.close(descriptor)

    def names(self) -> list[str]:
        """List the documents that the index names."""
        index = self.read(INDEX)
        return [] if index is None else list(json.loads(index)["documents"])

    def rendition(self, name: str) -> Rendition | None:
        """Give what stands at a name with the time it is dated; None as for `read`.

        Raises:
            ValueError: the name would lead out of the folder.
        """
        data = self.read(name)
        if data is None:
            return None
        modified = datetime.fromtimestamp(int(Path(self._place(name)).stat().st_mtime), UTC)
        return Rendition(name=name, document=Written(head=data), modified=modified)

    def archives(self) -> list[str]:
        """List the archives, which the index does not name one by one."""
        found = (path.relative_to(self._directory) for path in self._directory.glob("archive/**/*") if path.is_file())
        return sorted(path.as_posix() for path in found if not path.name.startswith("."))

    def within(self, folder: str) -> set[str]:
        """Name what stands in a folder, each without its suffix.

        Raises:
            ValueError: the name would lead out of the published folder.
        """
        try:
            return {f"{folder}/{path.stem}" for path in Path(self._place(folder)).iterdir()}
        except FileNotFoundError:
            return set()

    def former(self) -> tuple[dict[str, str], list[str]]:
        """Give what the index says of the feeds that were: which were renamed to what, and which are gone."""
        index = json.loads(self.read(INDEX) or b"{}")
        return dict(index.get("moved", {})), list(index.get("gone", ()))

    def has(self, name: str) -> bool:
        """Say whether a document stands in its place."""
        return Path(self._place(name)).is_file()

    def remove(self, name: str) -> None:
        """Take a document away, and the folders that it leaves empty.

        Raises:
            ValueError: the name would lead out of the folder.
        """
        place = Path(self._place(name))
        place.unlink(missing_ok=True)
        for folder in place.parents:
            if folder == self._directory or not _removed(folder):
                return

    def write_index(self, names: Iterable[str], moved: Mapping[str, str], gone: Sequence[str]) -> bool:
        """Write down which documents exist, which were renamed and which removed; say whether that is news."""
        index = {"documents": sorted(names), "moved": dict(moved), "gone": sorted(gone)}
        document = Written(head=json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode())
        place = self._place(INDEX)
        if _stands(place, document):
            return False
        _replace([(place, document, None)])
        return True

    def _place(self, name: str) -> str:
        parts = name.split("/")
        if _UNNAMED.intersection(parts) or "\0" in name or "\\" in name:
            raise ValueError(f"{name!r} names no place below the published folder")
        return self._root + name


def _stands(place: str, document: Written) -> bool:
    """Tell whether a document stands at a place already; most others are of another length, and need no reading."""
    try:
        there = os.lstat(place)
    except OSError:
        return False
    same_length = S_ISREG(there.st_mode) and there.st_size == document.size
    return same_length and _bytes_of(place) == document.data


def _bytes_of(place: str) -> bytes | None:
    """Read what stands at a place; a link or anything else that is no file of ours counts as nothing."""
    try:
        with os.fdopen(os.open(place, _READ), "rb") as file:
            return file.read()
    except OSError:  # not there, a link (ELOOP), not readable: the write that follows says what is wrong, if anything
        return None


def _parts_of(descriptor: int, spans: Sequence[Span]) -> list[bytes]:
    """Read parts of a file: at once where they are most of what lies between the first and the last."""
    begin = min(span.offset for span in spans)
    stretch = max(span.offset + span.length for span in spans) - begin
    if stretch > 2 * sum(span.length for span in spans):
        return [os.pread(descriptor, span.length, span.offset) for span in spans]
    data = os.pread(descriptor, stretch, begin)
    return [data[span.offset - begin : span.offset - begin + span.length] for span in spans]


_News = Sequence[tuple[str, Written, int | None]]
"""Where, what, and of which second since 1970."""


def _replace(news: _News) -> None:
    """Put bytes in their places, dated: all are on the disk before the first is renamed, and their folders after."""
    parts = [_part_beside(place) for place, *_ in news]
    names = {part.rpartition("/")[2] for part in parts}
    _under_way.update(names)
    open_parts: list[int] = []
    renamed = 0
    try:
        for part, (_, document, modified) in zip(parts, news, strict=True):
            open_parts.append(_created(part))
            _write(open_parts[-1], document, modified)
        for descriptor in open_parts:
            os.fsync(descriptor)
        for part, (place, *_) in zip(parts, news, strict=True):
            os.replace(part, place)  # noqa: PTH105  two paths a file would cost more than this
            renamed += 1
    finally:
        for descriptor in open_parts:
            os.close(descriptor)
        for part in parts[renamed : len(open_parts)]:  # whatever happened, nothing stays there
            Path(part).unlink(missing_ok=True)
        _under_way.difference_update(names)
    for folder in dict.fromkeys(place.rpartition("/")[0] for place, *_ in news):
        _sync_folder(folder)


def _part_beside(place: str) -> str:
    return f"{place.rpartition('/')[0]}/.feedhub-{os.getpid()}-{next(_turns)}.part"


def _created(part: str) -> int:
    """Begin a new file, in a folder that is made where there is none."""
    try:
        return os.open(part, _CREATE, _MODE)
    except FileNotFoundError:
        Path(part).parent.mkdir(parents=True, exist_ok=True)
        return os.open(part, _CREATE, _MODE)


def _write(descriptor: int, document: Written, modified: int | None) -> None:
    data = memoryview(document.data)
    while data:
        data = data[os.write(descriptor, data) :]
    if modified is not None:
        os.utime(descriptor, (modified, modified))
    _begin_writing(descriptor)


def _begin_writing(descriptor: int) -> None:
    """Send a file on its way to the disk, so that the waits for a whole batch fall together."""
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: str) -> None:
    """Make a rename last over a power cut."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:  # taken away again by another process, with all that was in it
        return
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
