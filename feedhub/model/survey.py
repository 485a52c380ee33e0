"""What an operator asks about the sources, and what there is to be shown."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feedhub.model.condition import Health
from feedhub.model.visit import SourceStatus


class Sorting(enum.StrEnum):
    """What a list of sources is ordered by."""

    HEALTH = "health"
    SOURCE = "source"
    LAST_VISIT = "last"
    NEXT_VISIT = "next"
    ENTRIES = "entries"
    FAILURES = "failures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which page of which sources. `page` counts from 1; `words` stand in a name or a title."""

    now: datetime
    health: Health | None = None
    words: str = ""
    sorting: Sorting = Sorting.HEALTH
    descending: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A source and how it is. `interval` is in seconds; `daily` are its new entries of thirty days, oldest first."""

    status: SourceStatus
    health: Health
    every: str
    interval: float | None
    categories: tuple[str, ...]
    failing_since: datetime | None
    last_new: datetime | None
    daily: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A page of sources; `matching` counts those on all pages, `counts` and `entries` are of all there are."""

    rows: tuple[Surveyed, ...]
    matching: int
    counts: Mapping[Health, int]
    entries: int
    alarmed: int
    """Sources with an alarm of the last days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A visit as it stands in the log: `took` milliseconds for `size` bytes. `outcome` is ok or a kind of failure."""

    at: datetime
    outcome: str
    new: int
    changed: int
    took: int
    size: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The visits of the hour that begins at `at`, and what they brought."""

    at: datetime
    good: int
    failed: int
    new: int
