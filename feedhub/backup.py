"""The way into a backup and out of it: config.yaml and the whole store, as one file.

    store ─▶ snapshot ─▶ pack          unpack ─▶ verify ─▶ upgrade ─▶ [every document counts as stale] ─▶ put in place

Restoring looks at each byte before it changes anything. A config.yaml that is there stays as it is: the file is the
operator's, and the backup's is written only where there is none. Published documents are no part of a backup: the store
gives them back byte for byte.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from feedhub import __version__, config, parcel
from feedhub.errors import BadBackup, StoreError
from feedhub.store import RESTORED, Store, alone, file_of, snapshot

_CONFIG = "config.yaml"
_STORE = "feedhub.db"
Progress = Callable[[str, int, int], None]
"""Is told which step it is at, how much of that is done, and of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What is in a backup."""

    made_by: str
    made: datetime
    revision: str
    sources: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did; `kept` is the database that stood there before."""

    backup: Backup
    wrote_config: bool
    same_config: bool
    kept: Path | None


def back_up(settings: config.Settings, config_file: Path, target: Path, now: datetime, each: Progress) -> Backup:
    """Write config.yaml and the store, as it stands at this moment, into one file; a daemon may run meanwhile.

    Raises:
        StoreError: there is no store, it cannot be read, or the file cannot be written; what the file was stays.
    """
    with _told(f"{target} cannot be written"), _room(target.absolute().parent) as room:
        holds = snapshot.take(settings.store.database, room / _STORE, _step(each, "copying the store"))
        facts: dict[str, str | int] = {"revision": holds.revision, "sources": holds.sources, "entries": holds.entries}
        files = {_CONFIG: config_file, _STORE: room / _STORE}
        packing = _step(each, "packing")
        return _summed_up(parcel.pack(target, files, packing, made_by=__version__, made=now, facts=facts))


def verify(source: Path, each: Progress) -> Backup:
    """Look at every byte of a backup and change nothing.

    Raises:
        BadBackup: it cannot be restored.
        StoreError: the store in it is damaged, or a newer feedhub's.
    """
    with _told(f"{source} cannot be read"), TemporaryDirectory() as room:
        return _unpacked(source, Path(room), each)


def restore(
    source: Path, config_file: Path, environ: Mapping[str, str], now: datetime, each: Progress, *, force: bool
) -> Restored:
    """Bring back the store of a backup, and its config.yaml where there is none.

    Args:
        source: the backup.
        config_file: where config.yaml is, or will be; it says where the store goes.
        environ: what stands behind `${NAME}` in it.
        now: the moment.
        each: is told of progress.
        force: put aside the store that is there already.

    Raises:
        BadBackup, ConfigError, StoreError: it cannot be done, and nothing was changed.
    """
    with _told(f"{source} cannot be restored"):
        packed = parcel.read(source, _CONFIG)
        there = config_file.read_bytes() if config_file.exists() else None
        url = config.read(config_file, packed if there is None else there, environ).store.database
        path = file_of(url)
        with alone(url), _room(path.parent if path else None) as room:
            backup = _unpacked(source, room, each)
            _freshen(room / _STORE, now)
            kept = snapshot.put(url, room / _STORE, _step(each, "writing the store"), replace=force)
            if there is None:
                _beside(config_file, packed).replace(config_file)
    return Restored(backup=backup, wrote_config=there is None, same_config=there in (None, packed), kept=kept)


def _unpacked(source: Path, room: Path, each: Progress) -> Backup:
    files = {_CONFIG: room / _CONFIG, _STORE: room / _STORE}
    found = _summed_up(parcel.unpack(source, files, _step(each, "verifying")))
    snapshot.holdings(room / _STORE)
    return found


def _freshen(copy: Path, now: datetime) -> None:
    """Bring a store to today's revision, and have all its documents written again: others may stand in the folder."""
    store = Store.open(f"sqlite:///{copy}", now=now)
    try:
        store.archives.mark(store.archives.all())
        store.mark_stale([summary.feed for summary in store.feeds()])
        store.remember(RESTORED, "from a backup")
    finally:
        store.close()


def _beside(config_file: Path, data: bytes) -> Path:
    unfinished = config_file.with_name(f".{config_file.name}.part")
    unfinished.write_bytes(data)
    return unfinished


def _summed_up(manifest: parcel.Manifest) -> Backup:
    facts = manifest.facts
    try:
        revision, sources, entries = str(facts["revision"]), int(facts["sources"]), int(facts["entries"])
    except (KeyError, ValueError) as reason:
        raise BadBackup("the backup is damaged: its manifest does not say what it holds") from reason
    return Backup(made_by=manifest.made_by, made=manifest.made, revision=revision, sources=sources, entries=entries)


def _step(each: Progress, name: str) -> Callable[[int, int], None]:
    return lambda done, total: each(name, done, total)


@contextmanager
def _room(folder: Path | None) -> Iterator[Path]:
    """Lend a folder on the disk of another one."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".feedhub-", dir=folder) as room:
        yield Path(room)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        raise StoreError(f"{what}: {reason.strerror or reason}") from reason
