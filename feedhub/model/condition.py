"""How a source is, against its own past: what each visit adds to it, and when that is worth telling the operator.

Told is a change only: that a source died, fell silent, moved, or came back. What stays as it is, is told once.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

FAILING = timedelta(days=3)
"""From so long without a good visit on, a source counts as dead."""
FAILURES = 5
"""So many visits in a row must have failed as well: one that is asked once a week may have had bad luck."""
SILENT = timedelta(days=7)
"""Nothing that is shorter counts as silence, however busy the source was."""
PATIENCE = 3
"""How many of its longest usual pauses a source may be silent for."""
_FORGOTTEN = 0.9
"""What is left of a long pause with each shorter one after it."""


class Health(enum.StrEnum):
    """How a source is, worst first."""

    DEAD = "dead"
    FAILING = "failing"
    SILENT = "silent"
    NEW = "new"
    PAUSED = "paused"
    WELL = "well"


class Turn(enum.StrEnum):
    """What may happen to a source that an operator wants to be told."""

    DIED = "died"
    SILENT = "silent"
    MOVED = "moved"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A turn that a source took. `number` counts them; `detail` is one sentence, or the address it moved to."""

    number: int
    source: str
    title: str
    turn: Turn
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What is remembered of a source to judge it by.

    `told` is the bad turn that the operator was told of last, while it lasts; `pause` is the longest usual one between
    two visits that brought something.
    """

    told: Turn | None = None
    failing_since: datetime | None = None
    last_new: datetime | None = None
    pause: timedelta | None = None

    def failed(self, at: datetime, failures: int, *, gone: bool) -> tuple["Condition", Turn | None]:
        """Take note of a visit that failed, the last of so many in a row; `gone` is an origin's word for ever."""
        since = self.failing_since or at
        after = replace(self, failing_since=since)
        dead = gone or (failures >= FAILURES and at - since >= FAILING)
        if not dead or self.told is Turn.DIED:
            return after, None
        return replace(after, told=Turn.DIED), Turn.DIED

    def went_well(self, at: datetime, new: Sequence[datetime | None]) -> tuple["Condition", Turn | None]:
        """Take note of a good visit that brought new entries with these publication dates, or none."""
        after = self if self.failing_since is None else replace(self, failing_since=None)
        if new:
            after = replace(after, last_new=at, pause=self._pause(at, new), told=None)
            return after, None if self.told is None else Turn.BACK
        if self.told is Turn.DIED:
            return replace(after, told=None), Turn.BACK
        if self.told is None and self._silent(at):
            return replace(after, told=Turn.SILENT), Turn.SILENT
        return after, None

    def _silent(self, at: datetime) -> bool:
        if self.last_new is None or self.pause is None:
            return False
        return at - self.last_new >= max(SILENT, PATIENCE * self.pause)

    def _pause(self, at: datetime, new: Sequence[datetime | None]) -> timedelta | None:
        if self.last_new is None:
            dates = sorted({date for date in new if date is not None and date <= at})
            return max((after - before for before, after in pairwise(dates)), default=None)
        pause = at - self.last_new
        return pause if self.pause is None else max(pause, _FORGOTTEN * self.pause)
