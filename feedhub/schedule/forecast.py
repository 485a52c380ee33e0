"""A rhythm in, the best moment to come back out.

An entry that waits to be found costs by the second, and a visit costs as much as a quarter of an hour of one entry's
waiting. Of all moments between the shortest and the longest wait the one is best where the cost of an entry found is
lowest: the visit, plus the waiting of all that is expected until then, divided by their number. A steady source is so
visited at equal distances, which grow with the square root of the time between its entries; before a burst it pays to
wait until it is over; many more new entries than were expected make the next hours look as busy, and entries that
fail to appear make all that is left of a rhythm doubtful.

Chance picks among moments that are equally good but for a hundredth, so that sources drift apart where it costs
nothing.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Self

from feedhub.schedule.rhythm import DAY, DAYS, HOUR, HOURS, TENTH, TENTHS, Rhythm, Shape, weekday

_VISIT = 900.0
"""What a visit costs: seconds of one entry's waiting."""
_EQUAL = 1.01
_WEEK = DAYS * DAY
_LAST_TENTH = 0.1
"""The part of the longest wait over which chance spreads sources that wait that long."""
_SURPRISE = 2.0
_MOST_LIFT = 4.0
_LIFTED = 3 * HOUR
_PRIOR_ENTRIES, _PRIOR_TIME = 0.5, 0.5 * DAY
"""What is taken to be known of every source: half an entry in half a day."""
_PRIOR_DAYS, _PRIOR_HOURS, _PRIOR_TENTHS = 1.0, 0.3, 1.0
"""Entries that each day, hour and ten minutes is taken to have seen, so that few entries do not look like a habit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """How many times as busy as the average each day of the week is, from Monday, each hour and each ten minutes."""

    days: Shape
    hours: Shape
    tenths: Shape

    @classmethod
    def of(cls, rhythm: Rhythm) -> Self:
        """Read them off what was counted."""
        return cls(
            days=_relative(_covered(rhythm.days, rhythm.watched / (2 * _WEEK)), _PRIOR_DAYS),
            hours=_relative(_smooth(_covered(rhythm.hours, rhythm.watched / (2 * DAY))), _PRIOR_HOURS),
            tenths=_relative(_smooth(rhythm.tenths), _PRIOR_TENTHS),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The moment to come back, how many new entries there should be by then, and what it was read off."""

    wait: timedelta
    expected: float
    shapes: Shapes


_Moment = tuple[float, int, float]
"""A moment to come back: what each entry found then costs, epoch seconds, and the entries expected until then.

A plain tuple: there are 144 of them a day, and every visit makes them all.
"""
_when: Callable[[_Moment], int] = itemgetter(1)


def rate(rhythm: Rhythm) -> float:
    """Say how many entries a second the source brings."""
    return (rhythm.entries + _PRIOR_ENTRIES) / (rhythm.watched + _PRIOR_TIME)


def forecast(
    rhythm: Rhythm,
    at: datetime,
    *,
    shortest: timedelta,
    longest: timedelta,
    jitter: float,
    found: int = 0,
    promised: float = 0.0,
) -> Forecast:
    """Find the best moment between two waits. `found` is how many new entries a visit at `at` brought, of `promised`."""
    now, most = int(at.timestamp()), longest.total_seconds()
    earliest, shapes = now + shortest.total_seconds(), Shapes.of(rhythm)
    moments = _moments(rhythm, shapes, now, now + int(most), _lift(promised, found))
    possible = moments[min(bisect_left(moments, earliest, key=_when), len(moments) - 1) :]
    best = min(possible)
    cost, moment, expected = best
    if moment - now >= most:
        return Forecast(wait=longest * (1 - _LAST_TENTH * jitter), expected=expected, shapes=shapes)
    early, late = _equally_good(possible, possible.index(best), cost * _EQUAL)
    wait = timedelta(seconds=early - now + (late - early) * jitter)
    return Forecast(wait=max(shortest, min(wait, longest)), expected=expected, shapes=shapes)


def _equally_good(moments: Sequence[_Moment], best: int, cost: float) -> tuple[int, int]:
    """Give the first and the last moment around the best one that cost no more than this."""
    first = last = best
    while first > 0 and moments[first - 1][0] <= cost:
        first -= 1
    while last + 1 < len(moments) and moments[last + 1][0] <= cost:
        last += 1
    # Even where only one moment is good, half of the ten minutes after it are free.
    return moments[first][1], moments[last][1] + TENTH // 2


def _moments(rhythm: Rhythm, shapes: Shapes, now: int, end: int, lift: float) -> list[_Moment]:
    """Go through the time ahead in steps of ten minutes, until no later moment can be better."""
    by_day, by_hour, by_tenth = shapes.days, shapes.hours, shapes.tenths
    a_second = rate(rhythm) * rhythm.trust
    peak = a_second * max(by_day) * max(by_hour) * max(by_tenth) * lift
    moments: list[_Moment] = []
    entries = waiting = 0.0
    lowest = most = float("inf")
    moment, lifted = now, now + _LIFTED if lift > 1 else now
    step, first = TENTH - now % TENTH, now // TENTH % TENTHS
    while moment < end:
        busy = a_second * by_day[weekday(moment)] * by_hour[moment // HOUR % HOURS]
        for times in by_tenth[first:]:
            if moment + step > end:
                step = end - moment
            more = busy * times * step
            if moment < lifted:
                more *= lift - (lift - 1) * (moment - now) / _LIFTED
            waiting += (entries + more / 2) * step
            entries += more
            moment += step
            cost = (_VISIT + waiting) / entries
            moments.append((cost, moment, entries))
            if cost < lowest:
                lowest, most = cost, cost * peak
            if moment >= end or entries > most:
                return moments
            step = TENTH
        first = 0
    return moments


def _lift(promised: float, found: int) -> float:
    """Say how many times as busy as usual the next hours look: more than once after a visit that found a burst."""
    surprise = (found + 1) / (promised + 1)
    return min(surprise, _MOST_LIFT) if surprise >= _SURPRISE else 1.0


def _covered(counts: Shape, times: float) -> Shape:
    """Even out what was not watched for long enough: who saw only one Wednesday knows nothing of other days."""
    if times >= 1:
        return counts
    mean = sum(counts) / len(counts)
    return tuple([mean + (count - mean) * times for count in counts])


def _smooth(counts: Shape) -> Shape:
    """Give a quarter of each count to its neighbours on either side, around the clock."""
    around = zip((counts[-1], *counts[:-1]), counts, (*counts[1:], counts[0]), strict=True)
    return tuple([(before + 2 * count + after) / 4 for before, count, after in around])


def _relative(counts: Shape, prior: float) -> Shape:
    mean = sum(counts) / len(counts) + prior
    return tuple([(count + prior) / mean for count in counts])
