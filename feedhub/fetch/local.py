"""The path of a file or folder comes in, its documents go out; nothing is written, and nothing outside it is read."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from feedhub.fetch.decoder import too_large
from feedhub.fetch.trouble import Unfetchable, reason
from feedhub.model.fetched import Body, Failed, FailureKind, Fetched, NotModified
from feedhub.model.request import FetchRequest

_POSTS = frozenset({".md", ".html", ".txt"})
_HIDDEN = (".", "_")
_FOLDER_FACTOR = 10
"""A folder may hold as much as this many documents of the largest size."""


def read_local(request: FetchRequest, *, max_bytes: int) -> Fetched | NotModified | Failed:
    """Read a file, or the posts of a folder in the order of their paths; it blocks, so call it in a thread.

    Posts are `.md`, `.html` and `.txt` at any depth. Hidden and `_` names, empty files, and links that lead out of
    the folder are passed over.
    """
    path = Path(request.location)
    try:
        bodies = _bodies(path, max_bytes)
    except Unfetchable as stop:
        return stop.failed
    except (OSError, ValueError) as error:
        where = getattr(error, "filename", None) or path
        detail = f"{where} cannot be read ({reason(error)}); check the source's path and its permissions"
        return Failed(kind=FailureKind.NO_FILE, detail=detail)
    digest = _digest(bodies)
    return NotModified() if digest == request.digest else Fetched(bodies=bodies, digest=digest)


def _bodies(path: Path, max_bytes: int) -> tuple[Body, ...]:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        bodies = tuple(_posts(path, max_bytes))
        if not bodies:
            raise Unfetchable(
                FailureKind.EMPTY, f"{path} holds no .md, .html or .txt file with anything in it; add one"
            )
        return bodies
    if not stat.S_ISREG(mode):
        raise Unfetchable(FailureKind.NO_FILE, f"{path} is neither a file nor a folder; correct the source's path")
    data = _read(path, max_bytes)
    if not data:
        raise Unfetchable(FailureKind.EMPTY, f"{path} is empty; it is read again later, and what is known stays")
    return (_body(path, path.name, data),)


def _posts(folder: Path, max_bytes: int) -> Iterator[Body]:
    room = max_bytes * _FOLDER_FACTOR
    for name, path in sorted(_files(folder)):
        data = _read(path, max_bytes)
        room -= len(data)
        if room < 0:
            raise Unfetchable(
                FailureKind.TOO_LARGE,
                f"{folder} holds more than {_FOLDER_FACTOR} times fetch.max_bytes; split it into several sources",
            )
        if data:
            yield _body(path, name, data)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    real = folder.resolve()
    for parent, folders, files in os.walk(folder, onerror=_stop):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        for file in files:
            path = Path(parent, file)
            if file.startswith(_HIDDEN) or path.suffix.lower() not in _POSTS or not path.is_file():
                continue
            if path.resolve().is_relative_to(real):
                yield path.relative_to(folder).as_posix(), path


def _stop(error: OSError) -> None:
    raise error


def _read(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Unfetchable(FailureKind.TOO_LARGE, f"{path}: {too_large(max_bytes)}")
    return data


def _body(path: Path, name: str, data: bytes) -> Body:
    return Body(data=data, location=_text(str(path)), name=_text(name))


def _text(name: str) -> str:
    # A file system may hold names that are no UTF-8; what travels on must be storable text.
    return os.fsencode(name).decode("utf-8", "replace")


def _digest(bodies: tuple[Body, ...]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for body in bodies:
        name = body.name.encode()
        digest.update(b"%d %d " % (len(name), len(body.data)))
        digest.update(name)
        digest.update(body.data)
    return digest.hexdigest()
