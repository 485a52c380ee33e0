"""What a visit found in, when to come back out: the three forms of `every` meet the arithmetic of `plan`."""

from dataclasses import replace
from datetime import datetime, timedelta

from feedhub.config import Cron, Every
from feedhub.schedule import plan
from feedhub.schedule.cron import next_fire

_SLACK = timedelta(minutes=5)


def next_visit(  # noqa: PLR0913  each is one fact the answer depends on
    every: Every,
    *,
    at: datetime,
    outcome: plan.Outcome,
    interval: float | None,
    failures: int,
    fresh_for: timedelta | None,
    ttl: timedelta | None,
    retry_after: timedelta | None,
    jitter: float,
    minimum: timedelta,
    maximum: timedelta,
    timezone: str,
) -> plan.Plan:
    """Plan the visit after the one that ended at `at` (aware).

    Args:
        every: what the configuration says.
        at: when the visit ended.
        outcome: what it came to.
        interval: `Plan.interval` of the plan before, in seconds; None at the first visit.
        failures: visits in a row that failed, this one included.
        fresh_for: how long the origin calls its answer current.
        ttl: how long the document does.
        retry_after: what a 429 or 503 asked for.
        jitter: chance, from 0 up to but not including 1.
        minimum: the shortest interval of `auto`.
        maximum: its longest.
        timezone: the IANA zone a cron expression is meant in.
    """
    found = plan.Findings(outcome=outcome, failures=failures, fresh_for=fresh_for, ttl=ttl, retry_after=retry_after)
    if isinstance(every, Cron):
        return _by_the_clock(every, found, at=at, jitter=jitter, maximum=maximum, timezone=timezone)
    own = plan.fixed(every) if isinstance(every, timedelta) else plan.adaptive(outcome, interval, minimum, maximum)
    return plan.plan(own, found, jitter=jitter, maximum=maximum)


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
