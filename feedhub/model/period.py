"""A stretch of time that one archive document covers, from a month down to a second, UTC, named after ISO 8601."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MONTH, _MINUTE = len("2026-09"), len("2026-09-14T0830")
_LASTS = {
    len("2026-09-14"): timedelta(days=1),
    len("2026-09-14T08"): timedelta(hours=1),
    len("2026-09-14T0830"): timedelta(minutes=1),
    len("2026-09-14T083015"): timedelta(seconds=1),
}
_LENGTHS = (_MONTH, *_LASTS)
_REST = "-01T000000"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`2026-09`, `2026-09-14`, `2026-09-14T08`, `2026-09-14T0830` or `2026-09-14T083015`.

    Periods that do not overlap sort by time.
    """

    name: str

    @property
    def start(self) -> datetime:
        """The first moment in it."""
        return datetime.fromisoformat(f"{self.name}{_REST[len(self.name) - _MONTH :]}+00:00")

    @property
    def end(self) -> datetime:
        """The first moment behind it."""
        lasts = _LASTS.get(len(self.name))
        return (self.start + timedelta(days=31)).replace(day=1) if lasts is None else self.start + lasts

    @property
    def part(self) -> timedelta | None:
        """How long a period of the next finer kind lasts; None where there is none."""
        return next((lasts for length, lasts in _LASTS.items() if length > len(self.name)), None)

    @property
    def minute(self) -> "Period":
        """The minute that holds it, or itself where it is longer."""
        return Period(self.name[:_MINUTE])

    @property
    def wider(self) -> "Iterator[Period]":
        """The longer ones that it lies in."""
        return (Period(self.name[:length]) for length in _LENGTHS if length < len(self.name))

    def finer(self, moment: datetime) -> "Period":
        """Name the next finer period in it that holds a moment."""
        return Period(_name(moment)[: next(length for length in _LENGTHS if length > len(self.name))])

    def covers(self, other: "Period") -> bool:
        """Tell whether another period lies within it, or is the same."""
        return other.name.startswith(self.name)


def month_of(moment: datetime) -> Period:
    """Name the month that holds a moment."""
    return Period(_name(moment)[:_MONTH])


def around(moment: datetime) -> Iterator[Period]:
    """Name the periods that hold a moment, the longest first, down to the minute."""
    name = _name(moment)
    return (Period(name[:length]) for length in _LENGTHS if length <= _MINUTE)


def _name(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace(":", "")[: _LENGTHS[-1]]
