"""Sources that publish over a simulated month, and two visitors: one by rhythm, one at a fixed distance.

Everything follows from a seed. Moments are epoch seconds, UTC; the month begins on a Thursday and every source has a
history, of which the document shows the newest twenty entries.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from random import Random

from feedhub.schedule import Findings, Remembered, next_visit

HOUR, DAY = 3600, 86_400
START = 1_767_225_600
"""2026-01-01, a Thursday."""
MONTH = 30
_HELD = 20

Source = Callable[[Random], Iterator[float]]


def hourly_news(chance: Random) -> Iterator[float]:
    """Give a bulletin some minutes past every full hour."""
    yield from (START + hour * HOUR + chance.gauss(300, 120) for hour in range(-240, MONTH * 24))


def weekday_bursts(chance: Random) -> Iterator[float]:
    """Give six entries around half past eight and five around four in the afternoon of each working day."""
    for day in range(-14, MONTH):
        for begin, count in ((8.5 * HOUR, 6), (16.0 * HOUR, 5)):
            moment = START + day * DAY + begin + chance.gauss(0, 600)
            for _ in range(count if _weekday(day) < 5 else 0):
                moment += chance.expovariate(1 / 240)
                yield moment


def weekly_blog(chance: Random) -> Iterator[float]:
    """Give a post on Tuesday mornings, give or take forty minutes."""
    days = (day for day in range(-150, MONTH) if _weekday(day) == 1)
    yield from (START + day * DAY + 10 * HOUR + chance.gauss(0, 2400) for day in days)


def dead(_chance: Random) -> Iterator[float]:
    """Give what was written until a year ago."""
    yield from (START - 365 * DAY - week * 7 * DAY for week in range(_HELD))


def office_hours(chance: Random) -> Iterator[float]:
    """Give entries at random moments of working days, about one in forty minutes."""
    yield from (
        each for each in _at_random(chance, 2400) if _weekday(int(each - START) // DAY) < 5 and 7 <= _hour(each) < 18
    )


def at_random(chance: Random) -> Iterator[float]:
    """Give an entry every ninety minutes on average, at moments that nobody could foresee."""
    yield from _at_random(chance, 5400)


def undated(moments: list[float]) -> list[datetime | None]:
    """Publish no dates."""
    return [None for _ in moments]


def dated(moments: list[float]) -> list[datetime | None]:
    """Publish true dates."""
    return [_moment(each) for each in moments]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many requests a month took, and how long each entry waited to be found, in seconds."""

    requests: int
    delays: list[float]


def by_rhythm(
    source: Source, seed: int, *, dates: Callable[[list[float]], list[datetime | None]] = dated
) -> tuple[Month, Month]:
    """Spend a month with `every: auto`, and one at a fixed distance with as many requests."""
    chance = Random(seed)  # noqa: S311  a simulation
    published = sorted(source(chance))
    found: list[float] = []
    now, seen, requests, remembered = START, -float("inf"), 0, Remembered()
    while now < START + MONTH * DAY:
        upto = bisect_right(published, now)
        new = [moment for moment in published[max(0, upto - _HELD) : upto] if moment > seen]
        found += [now - moment for moment in new if requests]
        plan = next_visit(
            "auto",
            Findings(outcome="new" if new else "same", failures=0, arrivals=tuple(dates(new))),
            at=_moment(now),
            remembered=remembered,
            jitter=chance.random(),
            minimum=timedelta(minutes=15),
            maximum=timedelta(days=1),
            timezone="UTC",
        )
        remembered = Remembered(interval=plan.interval.total_seconds(), rhythm=plan.rhythm)
        seen, requests = now, requests + 1
        now += ceil(plan.wait.total_seconds())
    return Month(requests=requests, delays=found), _at_fixed_distance(published, requests, chance.random())


def _at_fixed_distance(published: list[float], requests: int, phase: float) -> Month:
    distance = MONTH * DAY / requests
    first = START + phase * distance
    during = [moment for moment in published if START < moment < START + MONTH * DAY]
    return Month(
        requests=requests, delays=[first + ceil((each - first) / distance) * distance - each for each in during]
    )


def _at_random(chance: Random, mean: float) -> Iterator[float]:
    moment = START - 10.0 * DAY
    while moment < START + MONTH * DAY:
        moment += chance.expovariate(1 / mean)
        yield moment


def _weekday(day: int) -> int:
    return (day + 3) % 7


def _hour(moment: float) -> float:
    return moment % DAY / HOUR


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
