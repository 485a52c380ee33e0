"""What a visit found in, when to come back out: the three forms of `every` meet the arithmetic of `plan`."""

from dataclasses import replace
from datetime import datetime, timedelta

from feedhub.config import Cron, Every
from feedhub.schedule import plan, rhythm
from feedhub.schedule.cron import next_fire
from feedhub.schedule.forecast import forecast
from feedhub.schedule.rhythm import Rhythm
from feedhub.schedule.words import told

_SLACK = timedelta(minutes=5)


def next_visit(
    every: Every,
    found: plan.Findings,
    *,
    at: datetime,
    remembered: plan.Remembered,
    jitter: float,
    minimum: timedelta,
    maximum: timedelta,
    timezone: str,
) -> plan.Plan:
    """Plan the visit after the one that ended at `at` (aware).

    Args:
        every: what the configuration says.
        found: what the visit found.
        at: when the visit ended.
        remembered: what the plan before said.
        jitter: chance, from 0 up to but not including 1.
        minimum: the shortest interval of `auto`.
        maximum: its longest.
        timezone: the IANA zone a cron expression is meant in.
    """
    before = None if remembered.rhythm is None else rhythm.read(remembered.rhythm)
    now = before if found.outcome == "failed" else rhythm.learn(before, at, found.arrivals)
    expected = None
    match every:
        case Cron():
            planned = _by_the_clock(every, found, at=at, jitter=jitter, maximum=maximum, timezone=timezone)
        case timedelta():
            planned = plan.plan(plan.fixed(every), found, jitter=jitter, maximum=maximum)
        case _ if found.outcome == "failed" or now is None:
            own = plan.remembered(remembered.interval, minimum, maximum)
            planned = plan.plan(own, found, jitter=jitter, maximum=maximum)
        case _:
            own, expected = _foreseen(before, now, found, at=at, jitter=jitter, minimum=minimum, maximum=maximum)
            planned = plan.plan(own, found, jitter=jitter, maximum=maximum)
    learned = None if now is None else rhythm.text(now, expected)
    return plan.Plan(wait=planned.wait, interval=planned.interval, reason=planned.reason, rhythm=learned)


def _foreseen(
    before: Rhythm | None,
    now: Rhythm,
    found: plan.Findings,
    *,
    at: datetime,
    jitter: float,
    minimum: timedelta,
    maximum: timedelta,
) -> tuple[plan.Interval, float]:
    """Plan by the rhythm, and say how many new entries there should be by then; the first document is history and no burst."""
    burst, promised = (0, 0.0) if before is None else (len(found.arrivals), before.expected)
    ahead = forecast(now, at, shortest=minimum, longest=maximum, jitter=jitter, found=burst, promised=promised)
    return plan.foreseen(ahead.wait, told(now, ahead), maximum), ahead.expected


def _by_the_clock(
    every: Cron, found: plan.Findings, *, at: datetime, jitter: float, maximum: timedelta, timezone: str
) -> plan.Plan:
    """Plan by a cron expression: a wait that got longer ends at the first moment the expression fires after it.

    Unless it fired within the last minutes of that wait: a daily visit to an origin that says "current for a day" is
    to be some seconds late and not a day.
    """
    gap = next_fire(every.expression, timezone, at) - at
    planned = plan.plan(plan.clockwork(gap, every.expression, timezone), found, jitter=jitter, maximum=maximum)
    fire = next_fire(every.expression, timezone, at + planned.wait - _SLACK)
    return replace(planned, wait=max(planned.wait, fire - at))
