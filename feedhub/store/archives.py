"""What the archives' hallway asks of the store, and tells it: plain calls in, frozen model types out."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from feedhub.model.archive import Archived, Archives, Place, Reach, Settled
from feedhub.model.document import FeedName, StaleFeed
from feedhub.model.period import Period
from feedhub.store import feeds, held, history, renames
from feedhub.store.doors import Doors


class ForArchives:
    """Which archives feeds have, what stands in them, and what they lack. Called from the desk."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def behind(self, shown: Mapping[FeedName, Reach]) -> dict[FeedName, Archives]:
        """Tell each feed's newest archive, and what its archives lack of what its newest document does not show."""
        with self._doors.look() as db:
            return history.archives(db, shown)

    def periods(self, feed: FeedName, *, since: Period) -> list[Period]:
        """List a feed's archives from a period on, oldest first, and the two before."""
        with self._doors.look() as db:
            return history.periods(db, feed, since)

    def all(self) -> dict[FeedName, list[Period]]:
        """List the archives of every feed, oldest first."""
        with self._doors.look() as db:
            return history.every(db)

    def find(self, feed: FeedName, period: Period) -> tuple[StaleFeed, Place, int] | None:
        """Find an archive: its feed, the archives beside it, and how often it has changed; None where there is none."""
        with self._doors.look() as db:
            found = history.place(db, feed, period)
            of = feeds.one(db, feed, renames.known_as(db)) if found else None
            return (of, *found) if of and found else None

    def revision(self, feed: FeedName, period: Period) -> int:
        """Tell how often an archive has changed; 0 where there is none."""
        with self._doors.look() as db:
            return history.revision(db, feed, period)

    def newest_part(self, feed: FeedName, period: Period) -> Period | None:
        """Name the newest archive within a period that was divided."""
        with self._doors.look() as db:
            return history.newest_part(db, feed, period)

    def counts(self, feed: FeedName, period: Period, part: timedelta) -> dict[datetime, int]:
        """Count a feed's entries of a period by the parts it is made of, each named by its first moment."""
        with self._doors.look() as db:
            return history.counts(db, feed, period, part)

    def within(self, feed: FeedName, period: Period) -> list[Archived]:
        """List a feed's entries of a period, newest first."""
        with self._doors.look() as db:
            return history.within(db, feed, period)

    def keep(self, settled: Mapping[FeedName, Settled]) -> None:
        """Remember which archives feeds have, of which others no longer, and what marks that settles."""
        with self._doors.pen() as db:
            for feed, each in settled.items():
                history.keep(db, feed, each)
                held.forget(db, (feed.archive_path(period) for period in (*each.changed, *each.dropped)))

    def emptied(self) -> list[str]:
        """List the paths, without suffix, of archives that are gone since all of their entries are."""
        with self._doors.look() as db:
            return history.emptied(db)

    def end(self, feed: FeedName) -> list[Period]:
        """Forget the archives of a feed that is no more; tells which there were."""
        with self._doors.pen() as db:
            return history.end(db, feed)

    def mark(self, archives: Mapping[FeedName, Collection[Period]]) -> None:
        """Have these archives count as changed, each with its feed."""
        with self._doors.pen() as db:
            history.mark_periods(db, archives)
            feeds.touch(db, dict.fromkeys(archives, 0))
