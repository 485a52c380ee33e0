"""The one place that writes config.yaml: whole or not at all, and only what reads back as meant."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from feedhub.config.appending import Addition, appended
from feedhub.config.loading import read
from feedhub.config.settings import Settings
from feedhub.errors import ConfigError


def add_sources(path: Path, additions: Sequence[Addition], environ: Mapping[str, str]) -> Settings:
    """Write sources to the end of the list in a good configuration, checked before it is replaced.

    Raises:
        ConfigError: the file is wrong, or would be; then nothing was changed.
    """
    try:
        data = path.read_bytes()
        before = read(path, data, environ)
        text = appended(data.decode(), additions)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    settings = read(path, text.encode(), environ)
    if settings.sources[: len(before.sources)] != before.sources or not _as_meant(settings, before, additions):
        raise ConfigError(f"{path}: the new source cannot be written behind the others; add it by hand")
    _replace(path, data, text.encode())
    return settings


def create(path: Path, text: str) -> None:
    """Write a new file.

    Raises:
        ConfigError: there is one, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigError(f"{path}: is there already; nothing was changed") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error


def _as_meant(after: Settings, before: Settings, additions: Sequence[Addition]) -> bool:
    new = after.sources[len(before.sources) :]
    read_back = [(source.name, source.url) for source in new]
    rest = after.model_copy(update={"sources": before.sources})
    return read_back == [(each.name, each.url) for each in additions] and rest == before


def _replace(path: Path, before: bytes, data: bytes) -> None:
    """Put a file in place of one that must still be what it was; a link stays, and so do mode and owner."""
    place = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            shutil.copystat(place, part)
            _keep_owner(place, part)
            if place.read_bytes() != before:
                raise ConfigError(f"{path}: somebody else changed it meanwhile; nothing was written, try again")
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error


def _keep_owner(place: Path, part: Path) -> None:
    owner = place.stat()
    if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(part, owner.st_uid, owner.st_gid)
