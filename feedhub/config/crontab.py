"""A cron expression of five fields in, the sets of minutes, hours, days, months and weekdays it names out.

The grammar is that of crontab(5): `*`, numbers, names of months and weekdays, ranges, steps and lists of them; 0 and 7
are Sunday. Nothing here knows a calendar or a time zone: `feedhub.schedule` turns the sets into moments.
"""

from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crontab:
    """When a cron expression fires. `days` or `weekdays` is None where the field begins with `*`.

    With both given either is enough, as crontab(5) has it. Weekdays count from Sunday, 0 to 6.
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    months: frozenset[int]
    days: frozenset[int] | None
    weekdays: frozenset[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    label: str
    low: int
    high: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field(label="minute", low=0, high=59),
    _Field(label="hour", low=0, high=23),
    _Field(label="day of the month", low=1, high=31),
    _Field(label="month", low=1, high=12, names=_MONTHS),
    _Field(label="day of the week", low=0, high=7, names=_WEEKDAYS),
)


def crontab(expression: str) -> Crontab:
    """Read `minute hour day month weekday`.

    Raises:
        ValueError: the expression is wrong, and why; it does not repeat more than the fault.
    """
    words = expression.lower().split()
    if len(words) != len(_FIELDS):
        raise ValueError(f"a cron expression has five fields, this has {len(words)}")
    minutes, hours, days, months, weekdays = map(_members, words, _FIELDS)
    read = Crontab(
        minutes=minutes,
        hours=hours,
        months=months,
        days=None if words[2].startswith("*") and days == _all(1, 31) else days,
        weekdays=None
        if words[4].startswith("*") and weekdays >= _all(0, 6)
        else frozenset(day % 7 for day in weekdays),
    )
    if read.days and read.weekdays is None and min(read.days) > max(_LONGEST[month - 1] for month in months):
        raise ValueError("this cron expression never fires: no such day is in any of its months")
    return read


def _all(low: int, high: int) -> frozenset[int]:
    return frozenset(range(low, high + 1))


def _members(word: str, field: _Field) -> frozenset[int]:
    return frozenset().union(*(_part(part, field) for part in word.split(",")))


def _part(part: str, field: _Field) -> frozenset[int]:
    span, slash, stride = part.partition("/")
    low, dash, high = span.partition("-")
    if span == "*":
        first, last = field.low, field.high
    else:
        first = _number(low, field)
        # "5/15" means "from 5 on, every 15", as every cron of today reads it.
        last = _number(high, field) if dash else field.high if slash else first
    if first > last:
        raise ValueError(
            f"the {field.label} runs backwards: split it in two, such as {first}-{field.high},{field.low}-{last}"
        )
    step = _step(stride, field) if slash else 1
    return frozenset(range(first, last + 1, step))


def _number(word: str, field: _Field) -> int:
    if word in field.names:
        return field.names.index(word) + field.low
    if not (word.isascii() and word.isdigit() and field.low <= int(word) <= field.high):
        raise ValueError(f"the {field.label} of a cron expression is {field.low} to {field.high}")
    return int(word)


def _step(word: str, field: _Field) -> int:
    if not (word.isascii() and word.isdigit() and 0 < int(word) <= field.high):
        raise ValueError(f"the step of the {field.label} in a cron expression is 1 to {field.high}")
    return int(word)
