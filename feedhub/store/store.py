"""The store: plain calls in, frozen model types out; every call is one transaction, and rows never leave it.

Called only from the desk. What can go wrong with the database itself is a `StoreError`: the calls before it
stand, the one that failed left nothing behind and can be made again.

What brings entries up to a newer cleaner, tells their past, takes texts of pages in or answers the operator is loaded
when it is asked for: hubs that are polled and left alone do nothing of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Self

from feedhub import config
from feedhub.model.document import FeedName, FeedSummary, StaleFeed
from feedhub.model.entry import Known, StoredEntry
from feedhub.model.fault import Fault, HeldBack
from feedhub.model.standing import Standing
from feedhub.model.visit import Claim, Hold, Recorded, SourceStatus, Visit
from feedhub.store import (
    claims,
    errands,
    facts,
    feeds,
    held,
    history,
    manners,
    reading,
    refile,
    removal,
    renames,
    retention,
    salvage,
    sources,
    tagged,
)
from feedhub.store.archives import ForArchives
from feedhub.store.doors import Doors
from feedhub.store.manners import Queueing
from feedhub.store.moments import epoch
from feedhub.store.reading import Front
from feedhub.store.record import record

if TYPE_CHECKING:
    from feedhub.model.article import Completed, Completion, Errand
    from feedhub.model.revision import Kept, Past, Recleaned
    from feedhub.store.operator import ForOperator

_log = logging.getLogger(__name__)
_CONFIGURATION = "configuration"
"""The fact by which the configuration is known that all rows were made of; empty while they are being made."""
_NOTHING: Mapping[FeedName, Standing] = {}


class Store:
    """A database that is open, sound and up to date. What the operator and the archives ask has doors of its own."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._merge = True
        self.archives = ForArchives(doors)

    @classmethod
    def open(cls, url: str, *, now: datetime) -> Self:
        """Open a database, making or upgrading it as needed.

        Raises:
            NewerStore: a newer feedhub wrote it.
            StoreError: it is damaged, another program's, or out of reach; it was not touched.
        """
        return cls(Doors.open(url, now=now))

    def close(self) -> None:
        """Put everything into the database file itself and let go of it."""
        self._doors.close()

    @property
    def first_start(self) -> datetime:
        """When this store was first opened."""
        return self._doors.first_start

    @cached_property
    def operator(self) -> ForOperator:
        """What the operator asks, and the orders he gives."""
        from feedhub.store.operator import ForOperator  # noqa: PLC0415  see above

        return ForOperator(self._doors)

    def recall(self, key: str) -> str | None:
        """Give what was remembered under a key."""
        with self._doors.look() as db:
            return facts.recall(db, key)

    def remember(self, key: str, value: str) -> None:
        """Remember a small fact about the hub under a key."""
        with self._doors.pen() as db:
            facts.remember(db, key, value)

    def sync(
        self,
        wanted: Sequence[config.Source],
        now: datetime,
        *,
        spread: Callable[[str], float],
        named: Sequence[config.Feed] = (),
        tags: Sequence[str] = (),
        merge: bool = True,
        keep: config.Keep = config.FOREVER,
    ) -> None:
        """Make the store know the configuration's sources, and file their entries as it says.

        A source that is gone from it keeps its row and its entries; only its own feed ends. New and re-enabled
        sources are due `spread(name)` seconds after `now`; one that is asked for differently is due now, and its
        last document counts as unread. A source or category that was renamed keeps its entries and the id of its feed.
        Each of `tags` has a feed, and no other tag. With `merge`, what several sources bring is one entry by its page or
        its text too, from now on. `keep` goes for sources that do not say how long themselves. A configuration that
        says what the one before said costs a look.
        """
        self._merge = merge
        said = sources.digest(wanted, tags, keep)
        with self._doors.pen() as db:
            sources.wind_back(db, now)
            if is_news := facts.recall(db, _CONFIGURATION) != said:
                facts.remember(db, _CONFIGURATION, "")
                renames.rename_sources(db, {each.name: each.was for each in wanted})
                sources.apply(db, wanted, now, spread, keep)
            moving = refile.pending(db) if is_news else []
        for each in moving:
            behind: int | None = 0
            while behind is not None:
                with self._doors.pen() as db:
                    behind = refile.step(db, each, behind)
        with self._doors.pen() as db:
            sources.retire_empty_categories(db)
            if is_news:
                tagged.apply(db, tags)
                facts.remember(db, _CONFIGURATION, said)
            renames.remember(db, list(renames.asked_for(wanted, named)))

    def wind_back(self, now: datetime) -> None:
        """Have no source wait for a clock that was put back to reach again where it was."""
        with self._doors.pen() as db:
            sources.wind_back(db, now)

    def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> list[Claim]:
        """Lease up to `limit` sources that are due, those first that have been for longest."""
        with self._doors.turn() as db:
            return claims.claim_due(db, now, limit, lease)

    def claim_in_turn(self, now: datetime, *, limit: int, lease: timedelta, queueing: Queueing) -> list[Claim]:
        """Lease up to `limit` sources that are due and whose hosts have room.

        The other due sources of a crowded host are put back, each to a moment of its own: `spacing` apart, or, when
        they are due because nobody was there to visit them, spread over half their interval.
        """
        with self._doors.turn() as db:
            return claims.claim_in_turn(db, now, limit, lease, queueing)

    def holds(self, now: datetime) -> list[Hold]:
        """Tell which hosts are to be left alone."""
        with self._doors.look() as db:
            return manners.holds(db, now)

    def claim_named(self, names: Sequence[str] | None, now: datetime, *, lease: timedelta) -> list[Claim]:
        """Lease these sources, or all, due or not; what is disabled or leased already is left out."""
        with self._doors.turn() as db:
            return claims.claim_named(db, names, now, lease)

    def release(self, unvisited: Sequence[Claim]) -> None:
        """Give claims back without a visit."""
        with self._doors.turn() as db:
            claims.release(db, unvisited)

    def due(self, now: datetime) -> int:
        """Count the sources that are due and nobody's."""
        with self._doors.look() as db:
            return claims.due(db, now)

    def next_due(self) -> datetime | None:
        """Tell when the next source can be claimed."""
        with self._doors.look() as db:
            return claims.next_due(db)

    def known(self, row: int) -> Known:
        """Give what is known of a source's newest entries."""
        return reading.known(self._doors, row)

    def record(self, visits: Sequence[Visit]) -> list[Recorded]:
        """Write visits in one transaction, with a `Recorded` for each in their order.

        Entries that the database refuses are left out, as the trouble of their source. A visit that lost its lease
        is not written: whoever holds the source now brings the same, or newer.
        """
        try:
            with self._doors.attempt() as db:
                return record(db, visits, merge=self._merge)
        except salvage.REFUSED as reason:
            _log.warning("a batch of %d visits is recorded one by one: %s", len(visits), type(reason).__name__)
        with self._doors.pen() as db:
            return salvage.record_each(db, visits, merge=self._merge)

    def prune(self, now: datetime, *, most: int) -> int:
        """Take out up to `most` entries beyond what their sources keep; tells how many, 0 when none is left."""
        with self._doors.pen() as db:
            return retention.prune(db, epoch(now), most)

    def remove(self, ids: Collection[str]) -> list[str]:
        """Take entries out for good, by their published ids; tells which of the ids there are none of."""
        with self._doors.pen() as db:
            return removal.remove(db, ids)

    def outdated(self, clean_version: int, names: Sequence[str] | None = None) -> int:
        """Count the entries, of all sources or some, that are by another version of the cleaner."""
        from feedhub.store import raws  # noqa: PLC0415  see above

        with self._doors.look() as db:
            return raws.count(db, clean_version, names)

    def kept(
        self, clean_version: int, names: Sequence[str] | None = None, *, behind: int = 0, most: int = 50
    ) -> list[Kept]:
        """Give the next entries by another version of the cleaner, in the order of their rows, behind one of them."""
        from feedhub.store import raws  # noqa: PLC0415  see above

        with self._doors.look() as db:
            return raws.batch(db, clean_version, names, behind, most)

    def renew(self, done: Sequence[tuple[Kept, Recleaned]], clean_version: int, now: datetime) -> int:
        """Bring entries to what a newer cleaner made of them; tells how many now are shown differently."""
        from feedhub.store import renewal  # noqa: PLC0415  see above

        with self._doors.pen() as db:
            return renewal.renew(db, done, clean_version, now)

    def past(self, named: str) -> list[Past]:
        """Find entries by id, address or anchor, with the versions that are kept of them."""
        from feedhub.store import versions  # noqa: PLC0415  see above

        with self._doors.look() as db:
            return versions.past(db, named)

    def claim_errands(
        self,
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        busy: Collection[str] = (),
        names: Sequence[str] | None = None,
    ) -> list[Errand]:
        """Lease up to `limit` texts that are due, one a host, none of hosts that are `busy`; of all sources, or by name."""
        with self._doors.turn() as db:
            return errands.claim(db, now, limit, lease=lease, busy=busy, names=names)

    def release_errands(self, broken_off: Sequence[Errand], now: datetime) -> None:
        """Give errands back that nothing came of."""
        with self._doors.turn() as db:
            errands.release(db, broken_off, now)

    def next_errand(self) -> datetime | None:
        """Tell when the next text can be claimed."""
        with self._doors.look() as db:
            return errands.next_due(db)

    def complete(self, completions: Sequence[Completion]) -> list[Completed]:
        """Write what came of errands, all or none."""
        from feedhub.store import texts  # noqa: PLC0415  see above

        with self._doors.pen() as db:
            return texts.complete(db, completions)

    def robots(self, origin: str, now: datetime) -> str | None:
        """Give what an origin's robots.txt says to us; None where that is not known, or was so too long ago."""
        with self._doors.look() as db:
            return manners.robots_of(db, origin, now)

    def keep_robots(self, origin: str, rules: str, until: datetime) -> None:
        """Remember what an origin's robots.txt says to us, until a moment."""
        with self._doors.pen() as db:
            manners.keep_robots(db, origin, rules, until)

    def status(self, names: Sequence[str] | None = None) -> list[SourceStatus]:
        """Tell how the configured sources are, all or by name."""
        with self._doors.look() as db:
            return sources.status(db, names)

    def stale_feeds(self) -> list[StaleFeed]:
        """Tell which feeds changed since they were marked published."""
        with self._doors.look() as db:
            return feeds.stale(db, renames.known_as(db))

    def ask(self, name: FeedName) -> StaleFeed | None:
        """Have a feed published from now on, and give it; None where there is no such feed, or no longer."""
        with self._doors.pen() as db:
            feeds.ask(db, name)
            return feeds.one(db, name, renames.known_as(db))

    def unasked(self) -> list[FeedName]:
        """Tell which feeds there are that nobody has asked for, so that they are not published."""
        with self._doors.look() as db:
            return feeds.unasked(db)

    def shown(self, names: Sequence[FeedName]) -> dict[FeedName, Standing]:
        """Tell what the newest documents of feeds showed when they were last marked published, of those that were."""
        with self._doors.look() as db:
            return feeds.shown_of(db, names)

    def mark_published(self, published: Sequence[StaleFeed], shows: Mapping[FeedName, Standing] = _NOTHING) -> None:
        """Remember that feeds' documents are in place, each as of its `revision`, and what they show."""
        with self._doors.pen() as db:
            feeds.mark_published(db, published, shows)

    def mark_stale(self, names: Sequence[FeedName]) -> None:
        """Have these feeds published again."""
        with self._doors.pen() as db:
            feeds.touch(db, dict.fromkeys(names, 0))

    def feeds(self) -> list[FeedSummary]:
        """Sum up every feed there is, by path."""
        with self._doors.look() as db:
            return feeds.summaries(db)

    def children(self, feed: FeedName) -> list[FeedSummary]:
        """Sum up the categories one step below a feed; a source has none."""
        with self._doors.look() as db:
            return feeds.children(db, feed)

    def gone_feeds(self) -> list[FeedName]:
        """Tell which feeds there were and are no more."""
        with self._doors.look() as db:
            return feeds.gone(db)

    def moved_feeds(self) -> dict[FeedName, FeedName]:
        """Tell which feeds stand under another name than they did, by the old one."""
        with self._doors.look() as db:
            return renames.moved(db)

    def front(self, feed: FeedName, *, limit: int, is_alone: bool = False) -> Front:
        """Give the entries that a feed shows, and which newer ones it passes over for the sake of other sources'.

        Both by `published` and then `tie`, descending. With `is_alone`, one source is known to fill the feed, and no others are looked for.
        """
        return reading.front(self._doors, feed, limit, is_alone=is_alone)

    def entries(self, rows: Sequence[int]) -> list[StoredEntry]:
        """Give whole entries in the order asked for."""
        with self._doors.look() as db:
            return reading.entries(db, rows)

    def all_entries(self, *, batch: int = 500) -> Iterator[StoredEntry]:
        """Go through every entry that `all` shows, oldest first."""
        place: reading.Place | None = None
        while True:
            with self._doors.look() as db:
                found, place = reading.batch(db, place, batch)
            yield from found
            if place is None:
                return

    def forget_shown(self) -> None:
        """Have everything rendered anew: no feed is up to date, and nothing is to be taken from what is published."""
        with self._doors.pen() as db:
            feeds.forget_shown(db)
            history.mark_periods(db, history.every(db))

    def digest(self, name: str) -> bytes | None:
        """Give the digest of a document's bytes as they were last dated; None for one that never was."""
        with self._doors.look() as db:
            return facts.digest_of(db, name)

    def judge(self, verdicts: Mapping[str, Fault | None], now: datetime) -> None:
        """Remember which documents are held back since when and why, and which of these are good."""
        with self._doors.look() as db:
            news = held.differ(db, verdicts)
        if news:
            with self._doors.pen() as db:
                held.judge(db, verdicts, now)

    def held_back(self) -> list[HeldBack]:
        """Tell which documents are held back, by name."""
        with self._doors.look() as db:
            return held.documents(db)

    def date_documents(
        self, digests: Mapping[str, bytes], now: datetime, *, standing: Collection[str] = ()
    ) -> dict[str, datetime]:
        """Tell when each document's bytes last changed, by name.

        That is `now` where the digest is another than before, unless what is `standing` is the document to the byte.
        """
        with self._doors.pen() as db:
            return facts.date_documents(db, digests, now, standing)
