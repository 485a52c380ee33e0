"""A rhythm in, a sentence for the operator out."""

from itertools import groupby

from feedhub.schedule.forecast import Forecast, Shapes, rate
from feedhub.schedule.rhythm import DAY, HOURS, Rhythm, Shape

_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_A_HABIT = 5.0
"""Entries from which on a pattern is worth telling."""
_BUSY_HOUR, _QUIET_DAY = 2.0, 0.5
_MOST_BUSY_HOURS = 9
_WEEK, _MONTH = 7, 30


def told(rhythm: Rhythm, ahead: Forecast) -> str:
    """Say what a source does, and how many new entries are expected by the next visit."""
    expected = ahead.expected
    by_then = f"{expected:.1f} expected by then" if expected >= 0.05 else "hardly any expected by then"  # noqa: PLR2004  rounds to 0.1
    if rhythm.entries < 1:
        days_watched = round(rhythm.watched / DAY)
        return f"nothing new in {days_watched} days; {by_then}" if days_watched > 1 else "nothing known of it yet"
    silent = ", but silent for longer than usual" if rhythm.trust < 1 else ""
    return f"{_amount(rate(rhythm) * DAY)}{_pattern(rhythm, ahead.shapes)}{silent}; {by_then}"


def _amount(a_day: float) -> str:
    for often, span, name in ((1, 1, "day"), (1 / _WEEK, _WEEK, "week")):
        if a_day >= often:
            return f"about {a_day * span:.0f} new a {name}"
    return f"about {max(1, round(a_day * _MONTH))} new a month"


def _pattern(rhythm: Rhythm, shapes: Shapes) -> str:
    if rhythm.entries < _A_HABIT:
        return ""
    busy = [hour for hour, times in enumerate(shapes.hours) if times >= _BUSY_HOUR]
    said = [_weekdays(shapes.days), _clock(busy) if len(busy) <= _MOST_BUSY_HOURS else ""]
    found = " ".join(filter(None, said))
    return f", mostly {found} UTC" if found else ""


def _weekdays(by_day: Shape) -> str:
    busy = [day for day, times in enumerate(by_day) if times >= _QUIET_DAY]
    return ", ".join(_span(_NAMES[run[0]], _NAMES[run[-1]]) for run in _runs(busy)) if len(busy) < len(_NAMES) else ""


def _clock(busy: list[int]) -> str:
    return ", ".join(f"{run[0]:02}:00–{(run[-1] + 1) % HOURS:02}:00" for run in _runs(busy))


def _runs(numbers: list[int]) -> list[list[int]]:
    """Put neighbours together."""
    grouped = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    return [[number for _, number in run] for _, run in grouped]


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
