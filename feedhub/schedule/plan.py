"""When to come back: arithmetic over what a visit found. No clock, no chance: both come in as numbers.

An interval is the source's own rhythm; a wait is what the next visit really waits. They differ where an origin asks
for more time or a source fails: that lengthens the wait and leaves the interval alone, so that one good visit puts
everything back to normal.

* A source with a fixed interval keeps it; an `auto` one halves it when new entries came and makes it half as long
  again when none did, which settles where about three visits in eight find something.
* Up to a tenth is added by chance, so that sources added together drift apart. Cron expressions are kept to the minute.
* Cache-Control, Expires and RSS ttl lengthen a wait, by at most a day and never past the longest interval.
* The nth failure in a row waits 2^n intervals, between half of that and all of it by chance, up to a day or the
  longest interval, whichever is more. What Retry-After asks for (RFC 9110, section 10.2.3) is kept, up to a week.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from feedhub.config import duration_text

Outcome = Literal["new", "same", "failed"]

FIRST = timedelta(hours=1)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a visit found out, apart from entries. `failures` counts those in a row, this visit included."""

    outcome: Outcome
    failures: int
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


def fixed(every: timedelta) -> Interval:
    """Keep the distance the operator asked for."""
    return Interval(length=every, reason=f"every {duration_text(every)}, as configured")


def clockwork(gap: timedelta, expression: str, timezone: str) -> Interval:
    """Keep to a cron expression that fires next after `gap`."""
    return Interval(length=gap, reason=f"cron {expression} ({timezone})", spread=0.0)


def adaptive(outcome: Outcome, remembered: float | None, minimum: timedelta, maximum: timedelta) -> Interval:
    """Come closer to a source that brings something, further from one that does not. `remembered` is in seconds."""
    last = FIRST if remembered is None else timedelta(seconds=remembered)
    if remembered is None or outcome == "failed":
        length, reason = last, "auto, no rhythm seen yet" if remembered is None else "auto"
    elif outcome == "new":
        length, reason = last / 2, "auto, sooner after new entries"
    else:
        length, reason = last * 1.5, "auto, later after a visit without new entries"
    # The longest interval leaves room for chance: sources that fell silent together must not wake together.
    length = max(minimum, min(length, maximum / (1 + _SPREAD)))
    return Interval(length=length, reason=reason, cap=maximum)


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
    longest = max(interval.length, fresh)
    wait = longest * (1 + interval.spread * jitter)
    if interval.cap is not None:
        wait = min(wait, interval.cap)
    asked = f"the origin says it stays current for {duration_text(fresh)}"
    return wait, asked if fresh > interval.length else interval.reason


def _back_off(interval: Interval, found: Findings, jitter: float, maximum: timedelta) -> tuple[timedelta, str]:
    doubled = interval.length * 2 ** min(found.failures, _MOST_DOUBLINGS)
    ceiling = min(doubled, max(maximum, _DAY, interval.length))
    wait = max(interval.length, ceiling * (1 + jitter) / 2)
    return wait, f"failure {found.failures} in a row" if found.failures > 1 else "after a failure"
