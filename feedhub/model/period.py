"""A stretch of time that one archive document covers: a month, a day or an hour, UTC, named the way ISO 8601 has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MONTH, _DAY, _HOUR = len("2026-09"), len("2026-09-14"), len("2026-09-14T08")
_FINER = {_MONTH: _DAY, _DAY: _HOUR}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`2026-09`, `2026-09-14` or `2026-09-14T08`; periods that do not overlap sort by time."""

    name: str

    @property
    def start(self) -> datetime:
        """The first moment in it."""
        rest = {_MONTH: "-01T00", _DAY: "T00", _HOUR: ""}[len(self.name)]
        return datetime.fromisoformat(f"{self.name}{rest}:00:00+00:00")

    @property
    def end(self) -> datetime:
        """The first moment behind it."""
        match len(self.name):
            case 7:
                return (self.start + timedelta(days=31)).replace(day=1)
            case 10:
                return self.start + timedelta(days=1)
            case _:
                return self.start + timedelta(hours=1)

    @property
    def divisible(self) -> bool:
        """Whether there is a finer kind of period."""
        return len(self.name) in _FINER

    def finer(self, moment: datetime) -> "Period":
        """Name the next finer period in it that holds a moment."""
        return Period(_name(moment)[: _FINER[len(self.name)]])

    def covers(self, other: "Period") -> bool:
        """Tell whether another period lies within it, or is the same."""
        return other.name.startswith(self.name)


def month_of(moment: datetime) -> Period:
    """Name the month that holds a moment."""
    return Period(_name(moment)[:_MONTH])


def around(moment: datetime) -> Iterator[Period]:
    """Name the periods that hold a moment, the longest first."""
    name = _name(moment)
    return (Period(name[:length]) for length in (_MONTH, _DAY, _HOUR))


def _name(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()[:_HOUR]
