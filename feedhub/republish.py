"""The way out: every feed whose entries changed, from the store to files in place.

    stale ─▶ newest ─▶ [entries that no document shows yet: render] ─▶ compose ─▶ [what it shows no longer: archive]
          ─▶ judge ─▶ date ─▶ put in place ─▶ mark published

A feed stays stale until its documents are in place, so breaking off anywhere only means doing it again. A document that
is wrong is held back: the last good one stays, and it is tried again with the feed's next change. A file is replaced
whole, and only when its bytes differ. Feeds go this way in batches: one transaction of the store for
what many of them rendered, one for the dates of their documents, one to say that they are in place.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from feedhub import config, publish
from feedhub.archive import Archivist
from feedhub.model.document import (
    FeedDocument,
    FeedKind,
    FeedName,
    Format,
    Fragments,
    PublishReport,
    Rendition,
    StaleFeed,
    Written,
)
from feedhub.model.entry import Listed
from feedhub.model.standing import Standing, stand
from feedhub.overview import Overview, document_names
from feedhub.release import Release
from feedhub.renderings import Places, Renderings, slices
from feedhub.retrieve import Retriever
from feedhub.store import RESTORED, Desk, Front

_BATCH = 10
"""Feeds rendered in one turn of the desk: a visit that wants it meanwhile waits for no more than these."""
_AT_ONCE = 2
"""Batches under way together: one at the desk while the files of the other reach the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """What some feeds came to; `left_out` are the rows of entries that could not be written."""

    renditions: list[Rendition]
    standing: Mapping[FeedName, Standing]
    left_out: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Republisher:
    """Brings the published folder up to date. `alone` are feeds that one source is known to fill."""

    desk: Desk
    outlet: publish.Outlet
    gate: publish.Gate
    hub: publish.Hub
    overview: Overview
    limits: config.Publish
    now: Callable[[], datetime]
    alone: Collection[FeedName] = frozenset()
    places: Places = field(default_factory=Places)
    """Where entries stand, from one publication to the next."""

    async def publish(
        self,
        each: Callable[[int, int], None],
        *,
        verify: bool = False,
        accept: bool = False,
        patient: bool = False,
    ) -> PublishReport:
        """Publish every stale feed, then what lists them all.

        Args:
            each: is told how many feeds are done, of how many.
            verify: publish again what is missing from the folder or held back, and take away what has no business there.
            accept: let pass what is held back only for what stood there before.
            patient: somebody publishes again soon, so that what lists all feeds may wait for its turn.
        """
        await self.desk.do(self._restamp)
        held = await self.desk.do(self.desk.store.held_back)
        restored = await self.desk.do(self.desk.store.recall, RESTORED)
        waved_through = frozenset(each.document for each in held if accept)

        def accepted(name: str) -> bool:
            # Beside a store that came from a backup, documents may stand that are newer than it.
            return bool(restored) or name in waved_through

        release, renderings = self._release(accepted), self._renderings()
        if verify or self.overview.is_new:
            await self.desk.do(self._take_up)
        if verify:
            await self.desk.do(self._find_missing, {each.document for each in held})
        stale = await self.desk.do(self.desk.store.stale_feeds)
        if not stale and not verify and not self.overview.due((), patient=patient):
            return PublishReport(feeds=0, documents=0, left_out=0, held_back=tuple(held))
        slots = asyncio.Semaphore(_AT_ONCE)
        left_out: set[int] = set()
        done = 0

        async def some(feeds: Sequence[StaleFeed]) -> int:
            nonlocal done
            async with slots:
                batch, written = await self._publish(feeds, release, renderings)
            left_out.update(batch.left_out)
            done += len(feeds)
            each(done, len(stale))
            return written

        documents = sum(await asyncio.gather(*map(some, slices(stale, _BATCH))))
        if self.overview.due([each.feed for each in stale], patient=patient) or verify:
            documents += await self.overview.write(
                dated=release.dated, put=release.put, end=self._archivist.end, verify=verify
            )
        if restored:
            await self.desk.do(self.desk.store.remember, RESTORED, "")
        held = await self.desk.do(self.desk.store.held_back)
        return PublishReport(feeds=len(stale), documents=documents, left_out=len(left_out), held_back=tuple(held))

    async def begin(self, feed: FeedName) -> bool:
        """Publish a feed that somebody asks for, from now on whenever it is stale; tells whether there is such a feed."""
        asked = await self.desk.do(self.desk.store.ask, feed)
        if asked is None:
            return False
        await self._publish([asked], self._release(lambda _: False), self._renderings())
        return True

    def retriever(self) -> Retriever:
        """Make what puts archives in place for those who ask."""
        return Retriever(
            desk=self.desk,
            outlet=self.outlet,
            hub=self.hub,
            renderings=self._renderings(),
            release=self._release(lambda _: True),
        )

    async def _publish(
        self, feeds: Sequence[StaleFeed], release: Release, renderings: Renderings
    ) -> tuple[_Batch, int]:
        """Publish some feeds; tells what they came to, and how many documents changed."""
        batch = await self.desk.do(self._render, feeds, release, renderings)
        written = await release.put(batch.renditions)
        await self.desk.do(self._mark_published, feeds, batch)
        return batch, written

    @property
    def _archivist(self) -> Archivist:
        return Archivist(store=self.desk.store, outlet=self.outlet)

    def _release(self, accepted: Callable[[str], bool]) -> Release:
        return Release(desk=self.desk, outlet=self.outlet, gate=self.gate, now=self.now, accepted=accepted)

    def _renderings(self) -> Renderings:
        return Renderings(
            store=self.desk.store,
            outlet=self.outlet,
            hub=self.hub,
            max_bytes=self.limits.max_bytes,
            places=self.places,
        )

    def _mark_published(self, feeds: Sequence[StaleFeed], batch: _Batch) -> None:
        self.places.note({feed.path: standing for feed, standing in batch.standing.items()})
        self.desk.store.mark_published(feeds, batch.standing)

    def _restamp(self) -> None:
        """Have every entry rendered anew when the form of renderings changed."""
        stamp = publish.stamp(self.hub, max_bytes=self.limits.max_bytes)
        if self.desk.store.recall("stamp") != stamp:
            self.desk.store.forget_shown()
            self.places.forget()
            self.desk.store.remember("stamp", stamp)

    def _take_up(self) -> None:
        """Have feeds count as asked for that stand in the folder: by readers of a store that was lost, or a later one."""
        standing = self.outlet.within(FeedKind.SOURCE)
        for feed in self.desk.store.unasked() if standing else ():
            if feed.path in standing:
                self.desk.store.ask(feed)

    def _find_missing(self, held: Collection[str]) -> None:
        waiting = set(self.desk.store.unasked())
        feeds = [summary.feed for summary in self.desk.store.feeds() if summary.feed not in waiting]
        again = [
            feed
            for feed in feeds
            if not all(self.outlet.has(name) and name not in held for name in document_names(feed))
        ]
        self.desk.store.mark_stale(again)

    def _render(self, feeds: Sequence[StaleFeed], release: Release, renderings: Renderings) -> _Batch:
        front, most = self.desk.store.front, self.limits.entries
        found = [front(stale.feed, limit=most, is_alone=stale.feed in self.alone) for stale in feeds]
        editions = list(dict.fromkeys(line.edition for each in found for line in each.lines))
        fragments = renderings.of(editions, [stale.feed for stale in feeds])
        newest = [self._compose(stale, each, fragments) for stale, each in zip(feeds, found, strict=True)]
        reaches = {stale.feed: document.reach for stale, document in zip(feeds, newest, strict=True)}
        plans = self._archivist.plans(reaches)
        self._archivist.settle(plans)
        documents: dict[str, Written] = {}
        pages: dict[str, Written] = {}
        standing: dict[FeedName, Standing] = {}
        for document, each in zip(newest, found, strict=True):
            shown = publish.with_archives(document, plans[document.head.feed].newest, self.hub)
            *names, page = document_names(shown.head.feed)
            written = {form: publish.written(shown, form) for form in Format}
            documents.update(zip(names, written.values(), strict=True))
            pages[page] = self._page(shown, each.lines)
            standing[shown.head.feed] = stand(shown.editions, written)
        left_out = frozenset(edition.row for edition in editions).difference(fragments)
        renditions = release.judged(documents, whole=not left_out, pages=pages)
        return _Batch(renditions=renditions, standing=standing, left_out=left_out)

    def _compose(self, stale: StaleFeed, front: Front, fragments: Mapping[int, Fragments]) -> FeedDocument:
        return publish.compose(
            stale,
            front.lines,
            fragments,
            self.hub,
            entries=self.limits.entries,
            max_bytes=self.limits.max_bytes,
            gaps=front.gaps,
        )

    def _page(self, document: FeedDocument, listed: Sequence[Listed]) -> Written:
        children = self.desk.store.children(document.head.feed)
        return Written(head=publish.page(document.head, listed, children, self.hub))
