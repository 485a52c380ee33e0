"""What the store knows of a feed's archives: which there are, and where entries have moved on from them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from feedhub.model.entry import Edition
from feedhub.model.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A minute in which entries are newer than the archives show them; `revision` grows with each that comes to it."""

    minute: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Archives:
    """A feed's newest archive, and its marks.

    Those that are `due` have to be seen to before the feed's documents are written again; of the others, the newest
    document shows all that they are about.
    """

    newest: Period | None
    due: tuple[Mark, ...]
    waiting: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An archive and the ones beside it."""

    period: Period
    older: Period | None
    newer: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a feed's archives: those that are new or changed, those that are no more, and the marks settled."""

    changed: Collection[Period]
    dropped: Collection[Period] = ()
    seen: Collection[Mark] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What of a feed its newest document shows: all that is newer than `floor`, but what was published at the `gaps`.

    Without `floor` and gaps it shows everything there is.
    """

    floor: datetime | None = None
    gaps: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """An entry's place in an archive."""

    row: int
    edition: Edition
    id: str
    updated: datetime
