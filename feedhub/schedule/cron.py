"""A cron expression and a moment in, the next moment it fires out. The only door to APScheduler's trigger."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from feedhub.config import crontab

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


class _Trigger(Protocol):
    def get_next_fire_time(self, previous_fire_time: None, now: datetime) -> datetime | None: ...


def next_fire(expression: str, timezone: str, after: datetime) -> datetime:
    """Find the first moment later than `after` (aware) at which the expression fires, in the zone of `after`.

    A moment that clocks skip when they go forward comes as much later as they skip; one that comes twice when they go
    back counts twice.

    Raises:
        ValueError: it never fires again.
    """
    just_after = after + timedelta(microseconds=1)
    fires = [trigger.get_next_fire_time(None, just_after) for trigger in _triggers(expression, timezone)]
    moments = [moment for moment in fires if moment is not None]
    if not moments:
        raise ValueError(f"{expression} never fires after {after.isoformat()}")
    return min(moments).astimezone(after.tzinfo)


@lru_cache(maxsize=1024)
def _triggers(expression: str, timezone: str) -> tuple[_Trigger, ...]:
    """Make a trigger for each of the days: with both kinds given either is enough, and APScheduler knows no "or".

    Its own reader of crontabs counts weekdays from Monday where cron counts from Sunday, so it gets names.
    """
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415  few sources are visited by the clock

    read = crontab(expression)
    clock = {"minute": _listed(read.minutes), "hour": _listed(read.hours), "month": _listed(read.months)}
    days: list[dict[str, str]] = []
    if read.days is not None:
        days.append({"day": _listed(read.days)})
    if read.weekdays is not None:
        days.append({"day_of_week": ",".join(_WEEKDAYS[day] for day in sorted(read.weekdays))})
    zone = ZoneInfo(timezone)
    return tuple(cast("_Trigger", CronTrigger(**clock, **day, timezone=zone)) for day in days or [{"day": "*"}])


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
