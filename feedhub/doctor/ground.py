"""What a hub stands on: its configuration, rights and room on the disk, the clock, what is installed."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from feedhub import config
from feedhub.app import now
from feedhub.config import Settings
from feedhub.doctor.finding import Finding, broken, odd, well
from feedhub.store import Checkup, anothers, file_of

_LITTLE = 1_000_000_000
_TOO_LITTLE = 100_000_000
_OTHERS = 0o077
_AHEAD = timedelta(minutes=2)


def configuration(path: Path, settings: Settings) -> Finding:
    """Say what is allowed in the configuration and yet worth a word."""
    said = config.cautions(settings)
    enabled = sum(source.enabled for source in settings.sources)
    detail = f"{path}: {len(settings.sources)} sources, {enabled} of them enabled"
    if not settings.sources:
        return odd("configuration", detail, "`feedhub add URL` adds one, `feedhub import FILE.opml` a whole list")
    return odd("configuration", "; ".join(said), "see docs/configuration.md") if said else well("configuration", detail)


def permissions(path: Path, settings: Settings) -> Finding:
    """See that what must be written can be, and that secrets are nobody else's."""
    shut = [place for place in _written(settings) if not os.access(_nearest(place), os.W_OK | os.X_OK)]
    if shut:
        named = ", ".join(map(str, shut))
        return broken("permissions", f"{named} cannot be written by this user", "give that folder to the hub's user")
    if found := anothers(_written(settings)):
        place, owner = found
        remedy = f"run this as its owner, with `sudo -u {owner}` or `runuser -u {owner} --`"
        return odd("permissions", f"{place} belongs to {owner}, and root may write anywhere", remedy)
    secret = any(source.auth or source.headers or source.cookies or source.proxy for source in settings.sources)
    mode = path.stat().st_mode
    if secret and mode & _OTHERS:
        remedy = f"chmod 600 {path}, or keep the secrets in the environment: ${{NAME}}"
        return odd("permissions", f"{path} holds credentials, and others may read it ({mode & 0o777:o})", remedy)
    return well("permissions", "the data can be written")


def disk(settings: Settings) -> Finding:
    """See that there is room on every disk that is written to."""
    free = {place: shutil.disk_usage(_nearest(place)).free for place in _written(settings)}
    place, least = min(free.items(), key=lambda pair: pair[1])
    detail = f"{config.size_text(least // 1_000_000 * 1_000_000)} free at {place}"
    if least < _TOO_LITTLE:
        return broken("disk space", detail, "make room: with a full disk the hub keeps serving, but takes nothing in")
    return odd("disk space", detail, "make room soon") if least < _LITTLE else well("disk space", detail)


def clock(checkup: Checkup | None) -> Finding:
    """Hold the clock to the program's own files and to the last visit: it cannot be earlier than either."""
    here = now()
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    latest = datetime.fromtimestamp(checkup.latest, UTC) if checkup else here
    detail = f"{here:%Y-%m-%d %H:%M:%S} UTC"
    for name, moment in (("feedhub itself was installed", built), ("the last visit was", latest)):
        if here < moment - _AHEAD:
            remedy = "set the clock, and let NTP keep it: dates of entries and visits depend on it"
            return broken("clock", f"{detail}, but {name} {moment:%Y-%m-%d %H:%M:%S} UTC", remedy)
    return well("clock", detail)


def extras(database: str) -> Finding:
    """Say which optional parts are installed, and whether one that is needed is missing."""
    parts = {"psycopg": "PostgreSQL", "uvloop": "a faster event loop"}
    there = [f"{name} ({purpose})" for name, purpose in parts.items() if find_spec(name)]
    if database.startswith("postgresql") and not find_spec("psycopg"):
        return broken("extras", "psycopg is missing, and the store is in PostgreSQL", "pip install 'feedhub[postgres]'")
    return well("extras", ", ".join(there) or "none installed, none needed")


def _written(settings: Settings) -> list[Path]:
    file = file_of(settings.store.database)
    return [*([file.parent] if file else []), settings.publish.directory]


def _nearest(place: Path) -> Path:
    """Give the folder itself, or the nearest one above it that exists."""
    return next(folder for folder in (place, *place.absolute().parents) if folder.exists())
