"""What is learned of when a source brings something: visits in, a small value to remember out.

A rhythm is a rate and three shapes: how new entries spread over the days of the week, the hours of the day and the
tens of minutes of an hour, all UTC. Shapes apart learn from a handful of entries what 168 hours of a week would need
hundreds for, and a weekly post, a morning burst on working days and the news at every full hour are all products of
them. What lies back counts less and less, over some twenty entries' time.

A publication date is believed where it can be true. An entry that was not there at the visit before appeared between
that visit and this one, whatever its date says; and a date at midnight sharp is a day, not a moment.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

HOUR = 3600
DAY = 24 * HOUR
TENTH = 600
DAYS, HOURS, TENTHS = 7, 24, 6
_HISTORY = 180 * DAY
"""How far back the first document is looked at."""
_MEMORY_ENTRIES = 20
_SHORTEST_MEMORY, _LONGEST_MEMORY = 14 * DAY, 90 * DAY
_STEPS = 12
"""Into so many parts an entry is divided that appeared at an unknown moment between two visits."""
_PATIENCE = 3.0
"""Entries that may fail to appear before the source is taken to have changed."""
_DIGITS = 3

Shape = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What was seen of a source up to `at` (epoch seconds), old things faded.

    `watched` is the time it was watched for, in seconds; the shapes count entries. `expected` is how many new ones the
    last forecast promised for the next visit, `missed` how many were promised since there was one.
    """

    at: int
    watched: float
    expected: float = 0.0
    missed: float = 0.0
    days: Shape = (0.0,) * DAYS
    hours: Shape = (0.0,) * HOURS
    tenths: Shape = (0.0,) * TENTHS

    @property
    def entries(self) -> float:
        """How many entries it stands for."""
        return sum(self.days)

    @property
    def trust(self) -> float:
        """Say how much of the rhythm is still to be believed: less, the more entries it promised in vain."""
        return _PATIENCE / max(_PATIENCE, self.missed)


def weekday(moment: int) -> int:
    """Count the day of the week from Monday."""
    return (moment // DAY + 3) % DAYS


def learn(before: Rhythm | None, at: datetime, arrivals: Sequence[datetime | None]) -> Rhythm:
    """Take note of a visit that ended at `at` and brought new entries with these publication dates."""
    now = int(at.timestamp())
    dates = [None if each is None else int(each.timestamp()) for each in arrivals]
    if before is None:
        return _first(now, [date for date in dates if date is not None and date <= now])
    if now <= before.at:  # the clock was put back
        return _added(before, now, before.watched, 1.0, [])
    gap = now - before.at
    exact = [date for date in dates if date is not None and before.at < date <= now and date % DAY]
    moments = [(date, 1.0) for date in exact]
    if hidden := len(dates) - len(exact):
        share = hidden / _STEPS
        moments += [(before.at + int(gap * (step + 0.5) / _STEPS), share) for step in range(_STEPS)]
    fade = exp(-gap / _memory(before))
    missed = 0.0 if dates else before.missed + before.expected / before.trust
    return _added(before, now, before.watched * fade + gap, fade, moments, missed)


def text(rhythm: Rhythm, expected: float | None = None) -> str:
    """Write a rhythm in a few hundred characters, with what is expected by the next visit, if that is another plan's."""
    shapes = [[round(count, _DIGITS) for count in shape] for shape in (rhythm.days, rhythm.hours, rhythm.tenths)]
    promised = [round(rhythm.expected if expected is None else expected, _DIGITS), round(rhythm.missed, _DIGITS)]
    return str([rhythm.at, round(rhythm.watched), *promised, *shapes]).replace(" ", "")  # which is JSON, and quicker


def read(written: str) -> Rhythm:
    """Read what `text` wrote."""
    at, watched, expected, missed, *shapes = json.loads(written)
    days, hours, tenths = map(tuple, shapes)
    return Rhythm(at=at, watched=watched, expected=expected, missed=missed, days=days, hours=hours, tenths=tenths)


def _first(now: int, dates: Sequence[int]) -> Rhythm:
    """Learn from the history in a first document."""
    watched = min(max(HOUR, now - min(dates, default=now)), _HISTORY)
    dates = [date for date in dates if date > now - watched - 1]
    moments = [(date, 1.0) for date in dates if date % DAY]
    days = [date for date in dates if not date % DAY]
    moments += [(day + int(DAY * (step + 0.5) / _STEPS), 1 / _STEPS) for day in days for step in range(_STEPS)]
    return _added(Rhythm(at=now, watched=watched), now, watched, 1.0, moments)


def _memory(rhythm: Rhythm) -> float:
    """Say over how many seconds what was seen fades to a third."""
    span = _MEMORY_ENTRIES * rhythm.watched / max(rhythm.entries, 1e-9)
    return min(max(span, _SHORTEST_MEMORY), _LONGEST_MEMORY)


def _added(
    before: Rhythm, now: int, watched: float, fade: float, moments: Iterable[tuple[int, float]], missed: float = 0.0
) -> Rhythm:
    days, hours, tenths = ([count * fade for count in shape] for shape in (before.days, before.hours, before.tenths))
    for moment, weight in moments:
        days[weekday(moment)] += weight
        hours[moment // HOUR % HOURS] += weight
        tenths[moment // TENTH % TENTHS] += weight
    return Rhythm(at=now, watched=watched, missed=missed, days=tuple(days), hours=tuple(hours), tenths=tuple(tenths))
