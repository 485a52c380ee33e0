"""The way out: every feed whose entries changed, from the store to files in place.

    stale ─▶ newest ─▶ [fragments not rendered yet: render, keep] ─▶ compose ─▶ put in place ─▶ mark published

A feed stays stale until its documents are in place, so breaking off anywhere only means doing it again. A file
is replaced whole, and only when its bytes differ.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from feedhub import config, publish
from feedhub.model.document import FeedKind, FeedName, FeedSummary, Rendition, StaleFeed
from feedhub.model.entry import Listed
from feedhub.store import Desk

_log = logging.getLogger(__name__)
_AT_ONCE = 8
"""Feeds under way together: enough to keep the pen busy while files reach the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """How many feeds were stale, and how many documents changed for it."""

    feeds: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Republisher:
    """Brings the published folder up to date."""

    desk: Desk
    outlet: publish.Outlet
    hub: publish.Hub
    limits: config.Publish
    now: Callable[[], datetime]

    async def publish(self, each: Callable[[int, int], None], *, verify: bool = False) -> PublishReport:
        """Publish every stale feed, then what lists them all.

        Args:
            each: is told how many feeds are done, of how many.
            verify: publish feeds again whose files are gone.
        """
        await self.desk.do(self._restamp)
        if verify:
            await self.desk.do(self._find_missing)
        stale = await self.desk.do(self.desk.store.stale_feeds)
        if not stale:
            return PublishReport(feeds=0, documents=0)
        slots = asyncio.Semaphore(_AT_ONCE)
        done = 0

        async def one(feed: StaleFeed) -> int:
            nonlocal done
            async with slots:
                written = await self._put(await self.desk.do(self._render, feed))
                await self.desk.do(self.desk.store.mark_published, feed.feed, feed.revision)
            done += 1
            each(done, len(stale))
            return written

        documents = sum(await asyncio.gather(*map(one, stale)))
        lists = await self.desk.do(self._render_lists)
        documents += await self._put(lists)
        await self.desk.do(self._write_index, [rendition.name for rendition in lists])
        return PublishReport(feeds=len(stale), documents=documents)

    def _restamp(self) -> None:
        """Have every entry rendered anew when the form of fragments changed."""
        stamp = publish.stamp(self.hub)
        if self.desk.store.recall("stamp") != stamp:
            self.desk.store.drop_fragments()
            self.desk.store.remember("stamp", stamp)

    def _find_missing(self) -> None:
        feeds = [summary.feed for summary in self.desk.store.feeds()]
        self.desk.store.mark_stale([feed for feed in feeds if not all(map(self.outlet.has, _names(feed)))])

    def _render(self, stale: StaleFeed) -> list[Rendition]:
        listed = self.desk.store.newest(stale.feed, limit=self.limits.entries)
        fragments = self._fragments(listed)
        document = publish.compose(
            stale, listed, fragments, self.hub, entries=self.limits.entries, max_bytes=self.limits.max_bytes
        )
        page = publish.page(document.head, listed, self._nearby(stale.feed), self.hub)
        return [
            self._dated(name, data)
            for name, data in zip(_names(stale.feed), (publish.atom_bytes(document), page), strict=True)
        ]

    def _nearby(self, feed: FeedName) -> list[FeedSummary]:
        """Name what is one step away: a page that counted every other feed would change with each of them."""
        return [] if feed.kind is FeedKind.SOURCE else self.desk.store.children(feed)

    def _fragments(self, listed: Sequence[Listed]) -> dict[int, bytes]:
        store = self.desk.store
        fragments = store.fragments([line.row for line in listed])
        missing = [line.row for line in listed if line.row not in fragments]
        fresh: dict[int, bytes] = {}
        for entry in store.entries(missing):
            try:
                fresh[entry.row] = publish.entry_fragment(entry, self.hub)
            except ValueError as reason:
                _log.error("entry %s of %s is left out of its feeds: %s", entry.id, entry.source, reason)
        store.keep_fragments(fresh)
        return fragments | fresh

    def _render_lists(self) -> list[Rendition]:
        feeds = self.desk.store.feeds()
        newest = self.desk.store.newest(FeedName(kind=FeedKind.ALL), limit=self.limits.entries)
        return [
            self._dated("index.html", publish.index(feeds, newest, self.hub)),
            self._dated("feeds.opml", publish.opml(feeds, self.hub)),
            self._dated("static/feedhub.css", publish.stylesheet()),
        ]

    def _write_index(self, lists: list[str]) -> None:
        """Say which documents exist, now that they do."""
        names = [name for summary in self.desk.store.feeds() for name in _names(summary.feed)]
        gone = [feed.path for feed in self.desk.store.gone_feeds()]
        self.outlet.write_index([*names, *lists], moved={}, gone=gone)

    def _dated(self, name: str, data: bytes) -> Rendition:
        """Date a document by the last change of its bytes, which the store remembers beyond the file."""
        digest = blake2b(data, digest_size=16).digest()
        known = self.desk.store.document(name)
        if known is not None and known[0] == digest:
            return Rendition(name=name, data=data, modified=known[1])
        modified = self.now().replace(microsecond=0)
        self.desk.store.keep_document(name, digest, modified)
        return Rendition(name=name, data=data, modified=modified)

    async def _put(self, renditions: Sequence[Rendition]) -> int:
        return sum(await asyncio.gather(*(asyncio.to_thread(self.outlet.put, r) for r in renditions)))


def _names(feed: FeedName) -> tuple[str, str]:
    return f"{feed.path}.atom", f"{feed.path}.html"
