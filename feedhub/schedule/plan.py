"""When to come back: arithmetic over what a visit found. No clock, no chance: both come in as numbers.

An interval is the source's own rhythm; a wait is what the next visit really waits. They differ where an origin asks
for more time or a source fails: that lengthens the wait and leaves the interval alone, so that one good visit puts
everything back to normal.

* A source with a fixed interval keeps it; an `auto` one comes back when `forecast` expects it to be worth a visit.
* Up to a tenth is added by chance, so that sources added together drift apart. Cron expressions are kept to the minute,
  and a forecast has had its share of chance.
* Cache-Control, Expires and RSS ttl lengthen a wait, by at most a day and never past the longest interval.
* The nth failure in a row waits 2^n intervals, between half of that and all of it by chance, up to a day or the
  longest interval, whichever is more. A source that never gave anything is tried again sooner: as if its interval
  were five minutes, since most of what is wrong with a new one is mended within the hour. What Retry-After asks for (RFC 9110, section 10.2.3) is kept, up to a week.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feedhub.config import duration_text

Outcome = Literal["new", "same", "failed"]

FIRST = timedelta(hours=1)
_UNPROVEN = timedelta(minutes=5)
_DAY = timedelta(days=1)
_SHORTEST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(days=7)
_SPREAD = 0.1
_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The next visit: what it waits, the interval to remember until then, and why, in words for the operator."""

    wait: timedelta
    interval: timedelta
    reason: str
    rhythm: str | None = None
    """What is learned by now of when the source brings something; None while nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the plan before left behind: its interval in seconds, and its rhythm; None before the first visit."""

    interval: float | None = None
    rhythm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a visit found out, apart from entries. `failures` counts those in a row, this visit included.

    `proven` is whether any visit ever brought something; `arrivals` are the publication dates of new entries, None for
    those without.
    """

    outcome: Outcome
    failures: int
    proven: bool = True
    arrivals: tuple[datetime | None, ...] = ()
    fresh_for: timedelta | None = None
    ttl: timedelta | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A source's own rhythm, the reason for it, and whether chance may add to it."""

    length: timedelta
    reason: str
    spread: float = _SPREAD
    cap: timedelta | None = None
    """What no wait of a source without failures passes; None where the operator fixed the interval."""
    settled: bool = False
    """Whether chance had its share in the length."""


def fixed(every: timedelta) -> Interval:
    """Keep the distance the operator asked for."""
    return Interval(length=every, reason=f"every {duration_text(every)}, as configured")


def clockwork(gap: timedelta, expression: str, timezone: str) -> Interval:
    """Keep to a cron expression that fires next after `gap`."""
    return Interval(length=gap, reason=f"cron {expression} ({timezone})", spread=0.0)


def foreseen(wait: timedelta, reason: str, maximum: timedelta) -> Interval:
    """Come back when a forecast says so."""
    return Interval(length=wait, reason=f"auto: {reason}", cap=maximum, settled=True)


def remembered(interval: float | None, minimum: timedelta, maximum: timedelta) -> Interval:
    """Keep to the interval of the plan before, in seconds, after a visit that there is nothing to learn from."""
    last = FIRST if interval is None else timedelta(seconds=interval)
    return Interval(length=max(minimum, min(last, maximum)), reason="auto", cap=maximum)


def plan(interval: Interval, found: Findings, *, jitter: float, maximum: timedelta) -> Plan:
    """Say what the next visit waits. `jitter` is chance, from 0 up to but not including 1."""
    if found.outcome == "failed":
        wait, reason = _back_off(interval, found, jitter, maximum)
    else:
        wait, reason = _regular(interval, found, jitter, maximum)
    if found.retry_after is not None:
        asked = min(max(found.retry_after, _SHORTEST_RETRY), _LONGEST_RETRY)
        if asked > wait:
            wait, reason = asked, f"the origin asked for {duration_text(asked)} (Retry-After)"
    return Plan(wait=wait, interval=interval.length, reason=reason)


def _regular(interval: Interval, found: Findings, jitter: float, maximum: timedelta) -> tuple[timedelta, str]:
    fresh = min(max(found.fresh_for or timedelta(), found.ttl or timedelta()), maximum, _DAY)
    spread = 0.0 if interval.settled and interval.length >= fresh else interval.spread
    wait = max(interval.length, fresh) * (1 + spread * jitter)
    if interval.cap is not None:
        wait = min(wait, interval.cap)
    if fresh <= interval.length:
        return wait, interval.reason
    return wait, f"the origin says it stays current for {duration_text(fresh)}"


def _back_off(interval: Interval, found: Findings, jitter: float, maximum: timedelta) -> tuple[timedelta, str]:
    own = interval.length if found.proven else min(interval.length, _UNPROVEN)
    ceiling = min(own * 2 ** min(found.failures, _MOST_DOUBLINGS), max(maximum, _DAY, own))
    wait = max(own, ceiling * (1 + jitter) / 2)
    if not found.proven:
        return wait, f"it never gave anything yet: attempt {found.failures + 1} comes soon"
    return wait, f"failure {found.failures} in a row: longer after each" if found.failures > 1 else "after a failure"
