"""Moments as the database has them: whole seconds since 1970, UTC, rounded down. No clock is read here."""

from datetime import UTC, datetime
from math import floor


def epoch(moment: datetime) -> int:
    """Count the seconds up to a moment, which must be aware."""
    return floor(moment.timestamp())


def epoch_or_none(moment: datetime | None) -> int | None:
    """Count the seconds up to a moment, if there is one."""
    return None if moment is None else epoch(moment)


def moment(seconds: int) -> datetime:
    """Name the moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: int | None) -> datetime | None:
    """Name the moment, in UTC, if there is one."""
    return None if seconds is None else moment(seconds)
