"""What the hub can be asked to do, in one object. The only clock and the only dice are here."""

from __future__ import annotations

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from feedhub.config import Settings
from feedhub.fetch import Resolver
from feedhub.model.document import FeedName, Format, PublishReport, Rendition, Written, is_archive, may_wait
from feedhub.model.fault import Fault
from feedhub.model.hub import Hub
from feedhub.model.visit import Claim
from feedhub.oversight import Oversight
from feedhub.refresh import VisitReport
from feedhub.store import Desk, Queueing, Store
from feedhub.wiring import Hallways, Parts
from feedhub.workers import Workers

if TYPE_CHECKING:
    from feedhub.complete import TextReport
    from feedhub.model.article import Errand
    from feedhub.reclean import RecleanReport

PARSE_SECONDS = 10.0
PARSE_MEMORY = 512 * 1024 * 1024
IN_WORKERS = ("feedhub.digest", "feedhub.parse", "feedhub.clean")
_LEASE_MARGIN = timedelta(seconds=60)
_BATCH = 500
_PRUNED_AT_ONCE = 200
"""Entries taken out in one turn of the desk: a visit that wants it meanwhile waits for no more than these."""
_SETBACK = timedelta(minutes=1)
"""From so much on a clock that goes back was set, and no second was only counted twice."""
TEXTS_AT_ONCE = 8
"""Article pages under way at a time, each at a host of its own."""
_MOST_TEXTS = 200
_SITTING = timedelta(minutes=5)
"""What `work_off` does at most: the rest is done the next time."""
_HOST = re.compile(r"\w+://(?:[^/?#]*@)?([^/?#:]*)")
"""Of an address that was checked; all that are written in numbers of IPv6 count as one."""
_SPREAD_PER_SOURCE = 0.05
_SPREAD_LIMIT = 60.0


def now() -> datetime:
    """Tell the time, UTC, in whole seconds as everything that is stored."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251  the one clock


def published_faults(settings: Settings) -> Iterator[tuple[str, Fault]]:
    """Hold every published feed document to its format, as if it were to go out now."""
    from feedhub import publish  # noqa: PLC0415  see `wiring`

    outlet = publish.Outlet(settings.publish.directory)
    for name in outlet.names():
        if may_wait(name) and not outlet.has(name):
            continue
        for fault in publish.faults(name, outlet.read(name) or b"", None):
            yield name, fault


class App:
    """feedhub's rooms, wired."""

    def __init__(
        self,
        settings: Settings,
        *,
        workers: int | None = None,
        spread: bool = False,
        clock: Callable[[], datetime] = now,
        dice: Callable[[], float] = random.random,
        resolve: Resolver | None = None,
    ) -> None:
        """Open the store and build the rooms.

        Args:
            settings: the whole configuration.
            workers: processes that parse; 0 parses in this one, None leaves one core free.
            spread: visit new sources over the first minute rather than all at once.
            clock: tells the time, UTC, in whole seconds.
            dice: gives chance, from 0 up to but not including 1.
            resolve: looks up names in place of the system's resolver.

        Raises:
            StoreError: the database cannot be used.
        """
        self._spread = spread
        self._clock, self._dice, self._resolve = clock, dice, resolve
        self._guests: Counter[str] = Counter()
        self._readings: set[str] = set()
        self._latest = clock()
        self._publishing, self._making = asyncio.Lock(), asyncio.Lock()
        self._store = Store.open(settings.store.database, now=clock())
        self._desk = Desk(self._store)
        count = max(1, (os.cpu_count() or 1) - 1) if workers is None else workers
        self._workers = Workers(count, seconds=PARSE_SECONDS, memory=PARSE_MEMORY, preload=IN_WORKERS)
        self._parts = Parts(
            desk=self._desk,
            workers=self._workers,
            clock=clock,
            stopwatch=time.perf_counter,
            dice=dice,
            resolve=resolve,
        )
        self._hallways = Hallways(settings, self._parts)
        self.oversight = Oversight(desk=self._desk, clock=clock, settings=lambda: self.settings)

    async def __aenter__(self) -> Self:
        await self._sync(self._hallways.settings)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._hallways.fetcher.aclose()
        await self._workers.close()
        await self._desk.close()

    def rest(self) -> None:
        """End the processes that parse, until there is something to parse."""
        self._workers.rest()

    @property
    def settings(self) -> Settings:
        """The configuration in force."""
        return self._hallways.settings

    @property
    def hub(self) -> Hub:
        """What the published documents say of the hub."""
        return self._hallways.hub

    async def apply(self, settings: Settings) -> None:
        """Put a changed configuration in force; visits under way end under the old one."""
        before = self._hallways
        await self._sync(settings)
        self._hallways = Hallways(settings, self._parts)
        self._hallways.republisher.overview.ask()
        await before.fetcher.aclose()

    async def poll(
        self, names: Sequence[str] = (), *, force: bool = False, each: Callable[[VisitReport], None]
    ) -> list[VisitReport]:
        """Visit what is due once; with names or `force`, whether it is due or not. Publishes nothing."""
        reports: list[VisitReport] = []
        if names or force:
            claims = await self._desk.do(self._store.claim_named, names or None, self._clock(), lease=self._long_lease)
            return await self._visit_all(claims, each)
        while claims := await self._desk.do(self._store.claim_due, self._clock(), limit=_BATCH, lease=self._long_lease):
            reports += await self._visit_all(claims, each)
        return reports

    async def claim(self, limit: int) -> list[Claim]:
        """Take up to `limit` sources that are due, and of one host no more than may be visited at a time."""
        now = self._clock()
        if now < self._latest - _SETBACK:
            await self._desk.do(self._store.wind_back, now)
        self._latest = now
        fetch = self.settings.fetch
        queueing = Queueing(per_host=fetch.per_host, spacing=fetch.spacing, busy=dict(self._guests))
        claims = await self._desk.do(self._store.claim_in_turn, now, limit=limit, lease=self._lease, queueing=queueing)
        self._guests.update(claim.host for claim in claims)
        return claims

    async def visit(self, claim: Claim) -> VisitReport:
        """Visit one claimed source and record what came of it."""
        try:
            return await self._hallways.refresher.visit(claim)
        finally:
            self._guests[claim.host] -= 1
            if self._guests[claim.host] <= 0:
                del self._guests[claim.host]

    async def claim_errands(self, limit: int, *, names: Sequence[str] | None = None) -> list[Errand]:
        """Take up to `limit` article pages that are due, one a host, none of a host whose page is under way."""
        errands = await self._desk.do(
            self._store.claim_errands,
            self._clock(),
            limit=limit,
            lease=self._errand_lease,
            busy=tuple(self._readings),
            names=names,
        )
        self._readings.update(errand.host for errand in errands)
        return errands

    async def complete(self, errand: Errand) -> TextReport:
        """Fetch the text of one claimed entry and record what came of it."""
        try:
            return await self._hallways.completer.complete(errand)
        finally:
            self._readings.discard(errand.host)

    async def release_errands(self, errands: Iterable[Errand]) -> None:
        """Give back errands that were broken off."""
        await self._desk.do(self._store.release_errands, list(errands), self._clock())

    async def work_off(self, names: Sequence[str] = (), *, each: Callable[[TextReport], None]) -> list[TextReport]:
        """Fetch texts that are due, of all sources or these, until none is or that were enough for one sitting."""
        end = self._clock() + _SITTING
        reports: list[TextReport] = []
        while len(reports) < _MOST_TEXTS and self._clock() < end:
            errands = await self.claim_errands(TEXTS_AT_ONCE, names=names or None)
            if not errands:
                break
            done = await asyncio.gather(*map(self.complete, errands))
            for report in done:
                each(report)
            reports += done
        return reports

    async def release(self, claims: Iterable[Claim]) -> None:
        """Give back sources whose visit was broken off."""
        await self._desk.do(self._store.release, list(claims))

    async def publish(
        self,
        each: Callable[[int, int], None] = lambda _done, _all: None,
        *,
        verify: bool = False,
        accept: bool = False,
        patient: bool = False,
    ) -> PublishReport:
        """Bring the published documents up to date with the store.

        Args:
            each: is told how many feeds are done, of how many.
            verify: look for missing files as well, and try again what is held back.
            accept: let pass what is held back only for what stood there before.
            patient: this is called again soon, so that what lists all feeds may wait for its turn.
        """
        async with self._publishing:
            if not (verify or accept or await self._desk.do(self._hallways.has_news)):
                return PublishReport(
                    feeds=0, documents=0, left_out=0, held_back=tuple(await self.oversight.held_back())
                )
            return await self._hallways.republisher.publish(each, verify=verify, accept=accept, patient=patient)

    async def make(self, name: str) -> str | None:
        """Have a document in place that is written only once somebody has asked for it; gives its name.

        In place of an archive that was divided it gives the name of the newest of those, see `Retriever`; None where there
        is no such document. One is made at a time, so that who asks for many holds up nobody who polls or publishes.

        Raises:
            StoreError: the database does not answer.
            OSError: the disk refused.
        """
        if not may_wait(name):
            return None
        async with self._making:
            if is_archive(name):
                return await self._hallways.republisher.retriever().retrieve(name)
            return name if await self._begin(FeedName.at(name.rpartition(".")[0])) else None

    async def make_all(self, each: Callable[[int, int], None], *, is_closed: Callable[[str], bool]) -> None:
        """Have every document in place that is open to all; `each` is told how many are, of how many, feeds first."""
        async with self._making:
            waiting = await self._desk.do(self._store.unasked)
            feeds = [feed for feed in waiting if not is_closed(_atom(feed.path))]
            for done, feed in enumerate(feeds, 1):
                await self._begin(feed)
                each(done, len(feeds))
            archives = await self._desk.do(self._store.archives.all)
            # By time, so that an entry is rendered once for all the feeds that show it.
            work = sorted(
                (period, feed.archive_path(period)) for feed, periods in archives.items() for period in periods
            )
            names = [_atom(path) for _, path in work if not is_closed(_atom(path))]
            retriever = self._hallways.republisher.retriever()
            for done, name in enumerate(names, 1):
                await retriever.retrieve(name)
                each(done, len(names))

    async def prune(self) -> int:
        """Take out what is beyond what the sources keep, a few at a time; say how many entries went."""
        gone = 0
        while some := await self._desk.do(self._store.prune, self._clock(), most=_PRUNED_AT_ONCE):
            gone += some
        return gone

    async def remove(self, ids: Sequence[str]) -> list[str]:
        """Take entries out for good by their published ids, all or none; say which ids nothing has."""
        return await self._desk.do(self._store.remove, ids)

    async def reclean(
        self,
        names: Sequence[str] | None = None,
        each: Callable[[int, int], None] = lambda _done, _all: None,
        *,
        force: bool = False,
    ) -> RecleanReport:
        """Take stored entries through the cleaner that is newer than theirs; with `force`, whether it is or not.

        Publishes nothing. `each` is told how many entries are done, of how many.
        """
        from feedhub.reclean import RecleanReport  # noqa: PLC0415  see `wiring`

        recleaner = self._hallways.recleaner
        total = await recleaner.count(names, force=force)
        report, behind = RecleanReport(), 0 if total else None
        while behind is not None:
            some, behind = await recleaner.step(behind, names, force=force)
            report += some
            each(report.entries + len(report.failed), total)
        return report

    async def outdated(self) -> int:
        """Count the entries that an older cleaner wrote."""
        return await self._hallways.recleaner.outdated()

    async def reclean_some(self, behind: int) -> tuple[RecleanReport, int | None]:
        """Take the next few entries behind a row through a newer cleaner; say where that ended, None for all done."""
        return await self._hallways.recleaner.step(behind)

    def moment(self) -> datetime:
        """Tell the time as everything here has it."""
        return self._clock()

    async def subscription_list(self) -> bytes:
        """Write the sources as OPML, under the titles their feeds have."""
        from feedhub import publish  # noqa: PLC0415  see `wiring`

        titles = {row.source: row.title for row in await self._desk.do(self._store.status, None)}
        return publish.opml_of_sources(self.settings.sources, titles, self.hub)

    async def export_posts(self, folder: Path, each: Callable[[int, int], None]) -> int:
        """Write every entry as a front-matter post; say how many."""
        return await self._desk.do(self._export, folder, each)

    def _export(self, folder: Path, each: Callable[[int, int], None]) -> int:
        from feedhub import publish  # noqa: PLC0415  see `wiring`

        outlet = publish.Outlet(folder)
        total = sum(row.entries for row in self._store.status())
        done = 0
        for entry in self._store.all_entries():
            name, data = publish.post(entry)
            outlet.put(Rendition(name=name, document=Written(head=data), modified=entry.changed))
            done += 1
            each(done, total)
        return done

    @property
    def _lease(self) -> timedelta:
        return self.settings.fetch.deadline + timedelta(seconds=PARSE_SECONDS) + _LEASE_MARGIN

    @property
    def _errand_lease(self) -> timedelta:
        """For a robots.txt and all pages of an article, each as slow as may be, and their turns at a crowded host."""
        return self._lease * 12

    @property
    def _long_lease(self) -> timedelta:
        """For sources that all wait for their turn at once: the longest queue is that of the most crowded host."""
        found = (_HOST.match(source.url) for source in self.settings.sources if source.url)
        hosts = Counter(each[1].lower() for each in found if each)
        return self._lease + self.settings.fetch.spacing * max(hosts.values(), default=0)

    async def _begin(self, feed: FeedName) -> bool:
        # Not beside a publication: of two that render a feed at a time, the one that is older may be put in place last.
        async with self._publishing:
            return await self._hallways.republisher.begin(feed)

    async def _visit_all(self, claims: list[Claim], each: Callable[[VisitReport], None]) -> list[VisitReport]:
        async def one(claim: Claim) -> VisitReport:
            report = await self._hallways.refresher.visit(claim)
            each(report)
            return report

        return list(await asyncio.gather(*map(one, claims)))

    async def _sync(self, settings: Settings) -> None:
        delays = iter(range(len(settings.sources)))
        local = {source.name for source in settings.sources if source.path}

        def spread(name: str) -> float:
            if not self._spread or name in local:
                return 0.0
            return min(next(delays) * _SPREAD_PER_SOURCE, _SPREAD_LIMIT) * self._dice()

        await self._desk.do(
            self._store.sync,
            settings.sources,
            self._clock(),
            spread=spread,
            named=settings.feeds,
            tags=settings.publish.tags,
            merge=settings.publish.merge,
            keep=settings.store.keep,
        )


def _atom(path: str) -> str:
    return f"{path}.{Format.ATOM.value}"
